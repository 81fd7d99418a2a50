//! Requests as the caller may read them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::*;
use crate::clock::timestamp;
use crate::error::Violations;
use crate::meeting::Info;
use crate::{markdown, meeting};

/// What is read beside some requests.
struct Reading {
    now: DateTime<Utc>,
    /// Short names of organisations.
    names: BTreeMap<Uuid, String>,
    /// What was planned, as far as the caller may see it.
    meetings: BTreeMap<Uuid, Info>,
}

impl Reading {
    async fn of(
        db: &impl ConnectionTrait,
        caller: &Caller,
        now: DateTime<Utc>,
        rows: &[support::Model],
    ) -> Result<Self> {
        let ids = rows.iter().filter_map(|row| row.meeting_id).collect();
        let planned = meeting::accesses(db, caller, ids).await?.into_iter();
        Ok(Self {
            now,
            names: network::names(db).await?.into_iter().collect(),
            meetings: planned.map(|access| (access.info.id, access.info)).collect(),
        })
    }

    /// All but what is expected.
    fn head(&self, row: &support::Model) -> Support {
        let planned = row.meeting_id.and_then(|id| self.meetings.get(&id));
        let is_open = row.state() == SupportState::Open;
        Support {
            id: row.id.to_string(),
            kind: row.kind,
            title: row.title.clone(),
            place: row.place.clone(),
            starts_at: Some(timestamp(row.starts_at)),
            ends_at: Some(timestamp(row.ends_at)),
            zone: row.zone.clone(),
            organisation_id: row.organisation_id.to_string(),
            organisation_name: self.names.get(&row.organisation_id).cloned().unwrap_or_default(),
            asked_by: row.asked_by.clone(),
            asked_at: Some(timestamp(row.asked_at)),
            state: row.state,
            is_past: is_open && rules::is_past(row.starts_at, self.now),
            who: row.who.clone(),
            answer: row.answer.clone(),
            ended_by: row.ended_by.clone(),
            ended_at: row.ended_at.map(timestamp),
            meeting: planned.map(|info| meeting::outline(info, &[], |_| false)),
            version: row.version,
            ..Support::default()
        }
    }
}

impl Service {
    /// One, with its text.
    pub(super) async fn view(&self, caller: &Caller, id: Uuid) -> Result<Support> {
        let db = self.0.db.read();
        let row = store::support(db, id).await?;
        let row = row.filter(|row| may_see(caller, row)).ok_or(Error::Missing)?;
        let reading = Reading::of(db, caller, self.0.clock.now(), std::slice::from_ref(&row)).await?;
        Ok(Support {
            text: row.text.clone(),
            text_html: markdown::to_html(&row.text),
            ..reading.head(&row)
        })
    }

    /// Those that the caller may see: the open ones first.
    pub(super) async fn list(
        &self,
        caller: &Caller,
        request: ListSupportsRequest,
    ) -> Result<ListSupportsResponse> {
        let mut violations = Violations::new();
        let state = match SupportState::try_from(request.state) {
            Ok(SupportState::Unspecified) => None,
            Ok(state) => Some(state),
            Err(_) => {
                violations.add("state", Reason::UnknownValue);
                None
            }
        };
        let meeting_id = violations.optional_id("meeting_id", &request.meeting_id);
        let after = store::listing().after(&mut violations, &request.after);
        violations.finish()?;
        let filter = store::Filter {
            viewer: (!rules::sees_all(caller.role)).then_some(caller.organisation_id),
            state,
            meeting_id,
        };
        let db = self.0.db.read();
        let page = store::supports(db, filter, after).await?;
        let reading = Reading::of(db, caller, self.0.clock.now(), &page.rows).await?;
        Ok(ListSupportsResponse {
            supports: page.rows.iter().map(|row| reading.head(row)).collect(),
            next: page.next,
        })
    }
}
