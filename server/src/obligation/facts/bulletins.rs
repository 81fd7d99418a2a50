//! A1 and A8: what the procedures promised and sent, and when the centres acknowledged it.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use proto::v1::EvidenceKind;
use proto::v1::obligation::Evidence;
use uuid::Uuid;

use super::{Facts, Found};
use crate::bulletin;
use crate::clock::timestamp;
use crate::network::Centre;
use crate::obligation::rules::{self, Delay, Regularity, Span};

impl Facts {
    /// A1.
    pub(in crate::obligation) fn regularity(&self) -> Found {
        let begins = |day: chrono::NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(Tz::Europe__Paris);
            midnight.earliest().map(|at| at.to_utc()).unwrap_or_default()
        };
        let sent_by = |id: Uuid| {
            self.bulletins
                .sent
                .iter()
                .filter(move |one| one.organisation_id == id)
        };
        let bodies: Vec<Regularity> = self
            .bulletins
            .promises
            .iter()
            .map(|promise| Regularity {
                n_per_year: usize::try_from(promise.n_per_year).unwrap_or_default(),
                since: begins(promise.started_on),
                n_sent: sent_by(promise.organisation_id).count(),
            })
            .collect();
        let evidence = self.bulletins.sent.iter().filter(|one| self.opens(one));
        Found {
            evidence: evidence.map(|one| of_bulletin(one, one.published_at)).collect(),
            ..rules::regularity(&bodies, Span::of(self.year), self.now).into()
        }
    }

    /// A8.
    pub(in crate::obligation) fn acknowledgements(&self, centre: &Centre) -> Found {
        let received = self
            .bulletins
            .receptions
            .iter()
            .filter(|one| one.organisation_id == centre.id);
        let sent = |id: Uuid| self.bulletins.sent.iter().find(|one| one.id == id);
        let all: Vec<_> = received
            .filter_map(|one| Some((one, sent(one.bulletin_id)?)))
            .collect();
        let records: Vec<Delay> = all
            .iter()
            .map(|(received, sent)| Delay {
                done_at: received.acknowledged_at,
                due: (sent.due_at, Tz::Europe__Paris),
            })
            .collect();
        let shown = all.iter().filter(|(_, sent)| self.opens(sent));
        let done = shown.filter_map(|(received, sent)| Some(of_bulletin(sent, received.acknowledged_at?)));
        Found {
            evidence: done.collect(),
            ..rules::delays(&records, rules::ACKNOWLEDGEMENTS, self.now).into()
        }
    }

    /// Whether the reader may open a bulletin.
    fn opens(&self, one: &bulletin::Sent) -> bool {
        self.reader.is_none_or(|id| one.reader_ids.contains(&id))
    }
}

fn of_bulletin(one: &bulletin::Sent, at: DateTime<Utc>) -> Evidence {
    Evidence {
        kind: EvidenceKind::Bulletin as i32,
        label: one.title.clone(),
        path: one.path.clone(),
        at: Some(timestamp(at)),
        zone: Tz::Europe__Paris.name().to_owned(),
    }
}
