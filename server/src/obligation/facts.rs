//! What is known of a year: read once, then each rule is judged on it.

mod bulletins;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::obligation::Evidence;
use proto::v1::{EvidenceKind, Expected, MeetingKind, MeetingState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::{self, Delay, Due, Instance, Span, Standing, Stay, Validation, Verdict};
use super::table;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::network::{self, Centre};
use crate::production::Made;
use crate::{bulletin, contribution, decision, meeting, minutes, overseas, production, programme};

/// A verdict, with what shows it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) verdict: Verdict,
    /// The date that counts, in the zone in which it was set.
    pub(super) due: Option<(DateTime<Utc>, Tz)>,
    pub(super) evidence: Vec<Evidence>,
    /// Reason of a dispensation, and whether it is only asked for.
    pub(super) dispensation: Option<(String, bool)>,
}

impl From<Verdict> for Found {
    fn from(verdict: Verdict) -> Self {
        let due = match verdict.due {
            Due::At(at, zone) => Some((at, zone)),
            Due::Nothing | Due::Meeting(_) => None,
        };
        Self {
            verdict,
            due,
            evidence: Vec::new(),
            dispensation: None,
        }
    }
}

/// What is known of one year.
#[derive(Debug)]
pub(super) struct Facts {
    year: i32,
    now: DateTime<Utc>,
    centres: Vec<Centre>,
    programme: Option<programme::Facts>,
    /// The decision of a session on this programme.
    decision: Option<decision::OnProgramme>,
    /// Of the year, in the order of time.
    meetings: Vec<meeting::Info>,
    /// The points of the overseas network, in the order of time, and how many the year plans.
    points: Vec<meeting::Info>,
    n_points: Option<usize>,
    /// The last session of the year before.
    last: Option<meeting::Info>,
    productions: Vec<production::Info>,
    /// Of these meetings.
    minutes: Vec<minutes::Stage>,
    bulletins: bulletin::OfYear,
    /// The organisation that reads; `None`: the animator, who may open every bulletin.
    reader: Option<Uuid>,
    /// In how many days they are to be approved.
    delays: minutes::Delays,
    /// Meetings that the reader may open.
    seen: BTreeSet<Uuid>,
}

impl Facts {
    /// Reads a year for a reader: so many queries, however many centres there are.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        caller: &Caller,
        year: i32,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let programme = programme::Facts::read(db, year).await?;
        let span = Span::of(year);
        let centres = match &programme {
            Some(facts) => facts.centres().to_vec(),
            None => network::centres(db, year).await?,
        };
        let mut meetings = meeting::of_year(db, year).await?;
        let is_point = |info: &meeting::Info| info.kind == MeetingKind::OverseasPoint;
        let points: Vec<meeting::Info> = meetings.iter().filter(|info| is_point(info)).cloned().collect();
        meetings.retain(|info| meeting::kinds::kind(info.kind).n_per_year > 0);
        let last = last_of(meeting::of_year(db, year - 1).await?);
        let mut ids: Vec<Uuid> = meetings
            .iter()
            .chain(&points)
            .chain(&last)
            .map(|info| info.id)
            .collect();
        ids.sort_unstable();
        let held = meetings.iter().filter(|info| info.state == MeetingState::Held);
        let minutes = minutes::of_meetings(db, held.map(|info| info.id).collect()).await?;
        let accesses = meeting::accesses(db, caller, ids).await?;
        Ok(Self {
            year,
            now,
            centres,
            programme,
            decision: decision::on_programme(db, year).await?,
            meetings,
            points,
            n_points: overseas::n_planned(db, year).await?,
            last,
            productions: production::of_year(db, year, None).await?,
            minutes,
            bulletins: bulletin::of_year(db, span.begins, span.ends).await?,
            reader: (!caller.is_animator()).then_some(caller.organisation_id),
            delays: minutes::Delays::read(db).await?,
            seen: accesses.iter().map(|access| access.info.id).collect(),
        })
    }

    /// The centres of the year, by name.
    pub(super) fn centres(&self) -> &[Centre] {
        &self.centres
    }

    /// M1, M2, M3, A6.
    pub(super) fn meetings(&self, kind: MeetingKind) -> Found {
        let all: Vec<&meeting::Info> = self.meetings.iter().filter(|info| info.kind == kind).collect();
        let instances: Vec<Instance> = all.iter().map(|info| instance(info)).collect();
        let verdict = rules::meetings(table::n_per_year(kind), &instances, Span::of(self.year), self.now);
        Found {
            due: self.due(verdict, &all, self.year),
            evidence: all.iter().filter_map(|info| self.of_meeting(info)).collect(),
            ..verdict.into()
        }
    }

    /// O1: as many points as the year plans.
    pub(super) fn points(&self) -> Found {
        let all: Vec<&meeting::Info> = self.points.iter().collect();
        let instances: Vec<Instance> = all.iter().map(|info| instance(info)).collect();
        let verdict = rules::points(self.n_points, &instances, Span::of(self.year), self.now);
        Found {
            due: self.due(verdict, &all, self.year),
            evidence: all.iter().filter_map(|info| self.of_meeting(info)).collect(),
            ..verdict.into()
        }
    }

    /// Own: the minutes of these meetings.
    pub(super) fn minutes(&self) -> Found {
        let held = || {
            self.meetings
                .iter()
                .filter(|info| info.state == MeetingState::Held)
        };
        let of = |info: &meeting::Info| self.minutes.iter().find(|one| one.meeting_id == info.id);
        let records: Vec<Delay> = held()
            .map(|info| Delay {
                done_at: of(info).and_then(|one| one.approved_at),
                due: (self.delays.due_at(info), info.zone),
            })
            .collect();
        // Those that were approved, and those that were to be.
        let evidence = held().filter_map(|info| {
            let approved_at = of(info).and_then(|one| one.approved_at);
            let is_shown = approved_at.is_some() || self.delays.due_at(info) < self.now;
            (is_shown && self.seen.contains(&info.id)).then(|| Evidence {
                kind: EvidenceKind::Minutes as i32,
                label: info.title.clone(),
                path: minutes::path(info.id),
                at: approved_at.map(timestamp),
                zone: info.zone.name().to_owned(),
            })
        });
        Found {
            evidence: evidence.collect(),
            ..rules::delays(&records, rules::MINUTES, self.now).into()
        }
    }

    /// P1.
    pub(super) fn streams(&self) -> Found {
        let state = self.programme.as_ref().map(programme::Facts::state);
        let n_streams = self
            .programme
            .as_ref()
            .map_or(0, |facts| facts.stream_infos(self.now).len());
        Found {
            evidence: self.of_programme().into_iter().collect(),
            ..rules::streams(state, n_streams, programme::MAX_STREAMS).into()
        }
    }

    /// P3.
    pub(super) fn validation(&self) -> Found {
        let validated = self.programme.as_ref().and_then(programme::Facts::validation);
        let known = Validation {
            state: self.programme.as_ref().map(programme::Facts::state),
            on: validated.map(|(on, _)| on),
            last: self.last.as_ref().map(instance),
        };
        let verdict = rules::validation(&known, self.year, self.now);
        let last: Vec<&meeting::Info> = self.last.iter().collect();
        let decision = self
            .decision
            .iter()
            .filter(|decision| self.seen.contains(&decision.meeting_id))
            .map(|decision| Evidence {
                kind: EvidenceKind::Decision as i32,
                label: format!("Décision n° {}, {}", decision.number, decision.title),
                path: decision::path(decision.meeting_id),
                at: Some(timestamp(decision.at)),
                zone: String::new(),
            });
        // What was entered by hand names the session in words.
        let entered = validated.filter(|_| self.decision.is_none());
        let programme = self.of_programme().map(|programme| Evidence {
            label: entered.map_or(programme.label.clone(), |(_, session)| {
                format!("{}, validé par\u{a0}: {session}", programme.label)
            }),
            ..programme
        });
        let session = last.iter().filter_map(|info| self.of_meeting(info));
        Found {
            due: self.due(verdict, &last, self.year - 1),
            evidence: decision.chain(session).chain(programme).collect(),
            ..verdict.into()
        }
    }

    /// P2: as the board says.
    pub(super) fn contributions(&self, centre: &Centre) -> Found {
        let row = self
            .programme
            .as_ref()
            .and_then(|facts| Some((facts, facts.row(centre.id, self.now)?)));
        let Some((facts, row)) = row else {
            return rules::streams(None, 0, 0).into();
        };
        let taken = |place: &&programme::Place| place.is_submitted || place.is_awaited(self.now);
        let standing = Standing {
            state: row.state(),
            minimum: facts.minimum_of(centre, self.now),
            n_submitted: usize::try_from(row.n_submitted).unwrap_or_default(),
            n_taken: facts.places(centre.id, self.now).iter().filter(taken).count(),
            closing: facts.next_closing(centre, self.now),
        };
        let has_reason = row.has_asked_dispensation || !row.dispensation_reason.is_empty();
        Found {
            evidence: self.of_contributions(centre, |_| true),
            dispensation: has_reason.then_some((row.dispensation_reason, row.has_asked_dispensation)),
            ..rules::contributions(&standing).into()
        }
    }

    /// P6.
    pub(super) fn production(&self, centre: &Centre) -> Found {
        let own = || {
            self.productions
                .iter()
                .filter(|one| one.organisation_id == centre.id)
        };
        let mut evidence: Vec<Evidence> = own()
            .map(|one| Evidence {
                kind: EvidenceKind::Production as i32,
                label: one.title.clone(),
                path: format!("/production/{}", self.year),
                ..Evidence::default()
            })
            .collect();
        evidence.extend(self.of_contributions(centre, production::is_production));
        let submitted = |facts: &programme::Facts| facts.contributions().submitted(centre.id);
        let contributed = self.programme.iter().flat_map(submitted);
        let made = Made::of(own().map(|one| one.state), contributed.map(|one| one.kind));
        Found {
            evidence,
            ..rules::production(made, self.stay(centre), self.now).into()
        }
    }

    /// The time of a centre in the year: from the day it joined, until it left.
    fn stay(&self, centre: &Centre) -> Stay {
        let year = Span::of(self.year);
        let begins = |day: chrono::NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(centre.zone);
            midnight.earliest().map_or(year.begins, |at| at.to_utc())
        };
        let left = centre
            .left_on
            .map(begins)
            .filter(|left| *left <= year.ends)
            .map(|left| left - TimeDelta::seconds(1));
        let ends = production::due_at(self.year).unwrap_or(year.ends);
        Stay {
            from: begins(centre.joined_on).max(year.begins),
            until: left.unwrap_or(ends),
            is_leaving: left.is_some(),
        }
    }

    /// The date that counts; of a meeting that the reader may not open, the end of the year.
    fn due(&self, verdict: Verdict, among: &[&meeting::Info], year: i32) -> Option<(DateTime<Utc>, Tz)> {
        match verdict.due {
            Due::Nothing => None,
            Due::At(at, zone) => Some((at, zone)),
            Due::Meeting(index) => {
                let info = among.get(index).filter(|info| self.seen.contains(&info.id));
                Some(info.map_or((Span::of(year).ends, Tz::Europe__Paris), |info| {
                    (info.starts_at, info.zone)
                }))
            }
        }
    }

    fn of_meeting(&self, info: &meeting::Info) -> Option<Evidence> {
        self.seen.contains(&info.id).then(|| Evidence {
            kind: EvidenceKind::Meeting as i32,
            label: info.title.clone(),
            path: meeting::path(info.id),
            at: Some(timestamp(info.starts_at)),
            zone: info.zone.name().to_owned(),
        })
    }

    fn of_programme(&self) -> Option<Evidence> {
        self.programme.as_ref().map(|_| Evidence {
            kind: EvidenceKind::Programme as i32,
            label: format!("Programme {}", self.year),
            path: programme::path(self.year),
            ..Evidence::default()
        })
    }

    /// What a centre submitted to the streams of the year, in these forms.
    fn of_contributions(&self, centre: &Centre, is_wanted: impl Fn(Expected) -> bool) -> Vec<Evidence> {
        let Some(facts) = &self.programme else {
            return Vec::new();
        };
        let streams = facts.stream_infos(self.now);
        let submitted = facts.contributions().submitted(centre.id).into_iter();
        submitted
            .filter(|one| is_wanted(one.kind))
            .map(|one| Evidence {
                kind: EvidenceKind::Contribution as i32,
                label: streams
                    .iter()
                    .find(|stream| stream.id == one.work_stream_id)
                    .map(|stream| stream.title.clone())
                    .unwrap_or_default(),
                path: contribution::path(one.id),
                at: Some(timestamp(one.at)),
                zone: centre.zone.name().to_owned(),
            })
            .collect()
    }
}

/// A meeting, for the rules.
fn instance(info: &meeting::Info) -> Instance {
    Instance {
        starts_at: info.starts_at,
        ends_at: info.ends_at,
        state: info.state,
    }
}

/// The session that is marked as the last of its year; a cancelled one only when nothing replaces it.
fn last_of(meetings: Vec<meeting::Info>) -> Option<meeting::Info> {
    let marked = meetings
        .into_iter()
        .filter(|info| info.is_last_of_year && info.kind == MeetingKind::TechnicalCommittee);
    marked.max_by_key(|info| (info.state != MeetingState::Cancelled, info.starts_at))
}
