//! What bulletins expect: of the centres that have not acknowledged one, or relayed what was corrected since; of a second
//! reader; and of the animator when centres are late.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::{BulletinState, Expectation, ExpectationKind, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store::{self, reception, receptions};
use super::{path, rules};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::network::{self, Centre};

/// What waits, whoever it waits for.
#[derive(Debug)]
pub(crate) struct Outlook {
    waiting: Vec<Waiting>,
    corrected: Vec<Corrected>,
}

#[derive(Debug)]
struct Waiting {
    id: Uuid,
    organisation_id: Uuid,
    title: String,
    state: BulletinState,
    due_at: Option<DateTime<Utc>>,
    second_reader: Option<Uuid>,
    asked_by: Option<Uuid>,
    /// The centres that have not acknowledged it, and when they were reminded; those that left the network too.
    centres: Vec<(Centre, Option<DateTime<Utc>>)>,
}

/// A bulletin that centres relayed before it was corrected, and not since.
#[derive(Debug)]
struct Corrected {
    id: Uuid,
    title: String,
    valid_until: Option<NaiveDate>,
    centres: Vec<Centre>,
}

impl Outlook {
    /// Reads it.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = store::awaited(db).await?;
        let outdated = receptions::outdated(db, None).await?;
        if rows.is_empty() && outdated.is_empty() {
            return Ok(Self {
                waiting: Vec::new(),
                corrected: Vec::new(),
            });
        }
        let centres = network::all_centres(db).await?.into_iter();
        let centres: BTreeMap<Uuid, Centre> = centres.map(|one| (one.id, one)).collect();
        Ok(Self {
            waiting: waiting(db, rows, &centres).await?,
            corrected: corrected(db, outdated, &centres).await?,
        })
    }

    /// What is expected of the caller.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let waiting = self.waiting.iter();
        let corrected = self.corrected.iter();
        waiting
            .filter_map(|one| one.expected(caller, now))
            .chain(corrected.filter_map(|one| one.expected(caller, now)))
            .collect()
    }
}

async fn waiting(
    db: &impl ConnectionTrait,
    rows: Vec<store::Awaited>,
    centres: &BTreeMap<Uuid, Centre>,
) -> Result<Vec<Waiting>> {
    let kinds = store::kinds(db).await?;
    let mut unread = BTreeMap::<Uuid, Vec<_>>::new();
    for one in receptions::unread(db, rows.iter().map(|row| row.id).collect()).await? {
        let centre = centres.get(&one.organisation_id).cloned();
        let centre = centre.map(|centre| (centre, one.reminded_at));
        unread.entry(one.bulletin_id).or_default().extend(centre);
    }
    let waiting = rows.into_iter().map(|row| Waiting {
        id: row.id,
        organisation_id: row.organisation_id,
        state: BulletinState::try_from(row.state).unwrap_or_default(),
        due_at: row.due_at,
        asked_by: row.asked_by,
        second_reader: kinds
            .iter()
            .find(|kind| kind.id == row.kind_id)
            .and_then(|kind| kind.second_reader),
        centres: unread.remove(&row.id).unwrap_or_default(),
        title: row.title,
    });
    Ok(waiting.collect())
}

async fn corrected(
    db: &impl ConnectionTrait,
    outdated: Vec<reception::Model>,
    centres: &BTreeMap<Uuid, Centre>,
) -> Result<Vec<Corrected>> {
    let mut behind = BTreeMap::<Uuid, Vec<Centre>>::new();
    for one in outdated {
        let centre = centres.get(&one.organisation_id).cloned();
        behind.entry(one.bulletin_id).or_default().extend(centre);
    }
    let rows = store::bulletins_named(db, behind.keys().copied().collect()).await?;
    let corrected = rows.into_iter().map(|row| Corrected {
        id: row.id,
        title: row.title,
        valid_until: row.valid_until,
        centres: behind.remove(&row.id).unwrap_or_default(),
    });
    Ok(corrected.collect())
}

impl Corrected {
    fn expected(&self, caller: &Caller, now: DateTime<Utc>) -> Option<Expectation> {
        let mut centres = self.centres.iter().filter(|one| one.is_in(now));
        let is_asked = matches!(caller.role, Role::Director | Role::Team)
            && !rules::is_past(self.valid_until, now)
            && centres.any(|one| caller.is_of(one.id));
        is_asked.then(|| Expectation {
            kind: ExpectationKind::RelayCorrection as i32,
            object: self.title.clone(),
            path: path(self.id),
            due_at: None,
            zone: Tz::Europe__Paris.name().to_owned(),
            n: 1,
        })
    }
}

impl Waiting {
    fn expected(&self, caller: &Caller, now: DateTime<Utc>) -> Option<Expectation> {
        let is_late = self
            .due_at
            .is_some_and(|due_at| rules::is_late(due_at, None, now));
        let centres = || self.centres.iter().filter(|(one, _)| one.is_in(now));
        // Those that were reminded today are left alone until tomorrow.
        let n_to_remind = centres()
            .filter(|(_, reminded_at)| is_late && rules::may_remind(*reminded_at, now))
            .count();
        let (kind, n) = match (self.state, caller.role) {
            (BulletinState::InReview, _)
                if caller.is_of(self.organisation_id)
                    && rules::may_read(self.second_reader, self.asked_by, caller.person_id) =>
            {
                (ExpectationKind::ReviewBulletin, 1)
            }
            (BulletinState::Published, Role::Director | Role::Team)
                if centres().any(|(one, _)| caller.is_of(one.id)) =>
            {
                (ExpectationKind::AcknowledgeBulletin, 1)
            }
            (BulletinState::Published, Role::Animator) if n_to_remind > 0 => {
                (ExpectationKind::RemindOfBulletin, n_to_remind)
            }
            _ => return None,
        };
        Some(Expectation {
            kind: kind as i32,
            object: self.title.clone(),
            path: path(self.id),
            due_at: self.due_at.map(timestamp),
            zone: Tz::Europe__Paris.name().to_owned(),
            n: i32::try_from(n).unwrap_or(i32::MAX),
        })
    }
}
