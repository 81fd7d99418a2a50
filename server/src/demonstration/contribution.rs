//! The demonstration's contributions, in every state, over what the centres are engaged in; productions;
//! attachments. Real-looking texts, fictional facts.

mod act;
mod around;
mod pdf;
mod sheet;

use chrono::{DateTime, Datelike as _, Days, TimeDelta, Utc};
use proto::v1::{
    ActivityKind, CallState, CoAuthorState, ContributionState as State, Expected, Licence, Owner,
    ProductionState, ProgrammeState,
};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use self::act::Acts;
use self::sheet::Sheet;
use super::network::{FIRST, OVERSEAS};
use super::people::People;
use crate::app::App;
use crate::clock::end_of_day;
use crate::contribution::store::{self, contribution};
use crate::db;
use crate::error::Result;
use crate::network::{self, Centre, Recipient};
use crate::programme::{self, StreamInfo};
use crate::{attachment, production};

/// Centre, state, text of each contribution: to the call that closes first, then to the next one. A centre
/// that is not engaged is passed over.
const PLAN: [&[(&str, State, &str)]; 2] = [
    &[
        (FIRST, State::Draft, sheet::CARAVANE),
        ("Bocage et Estuaire", State::Published, sheet::MARCHES),
        ("Deux Fleuves", State::Acknowledged, sheet::ECOLE),
        ("Golfe du Midi", State::Submitted, sheet::CONSEILS),
        (OVERSEAS, State::Revision, sheet::FLEUVE),
        ("Mayotte", State::Draft, sheet::SANTE),
    ],
    &[
        (FIRST, State::Submitted, sheet::CLAUSES),
        ("Bocage et Estuaire", State::Accepted, sheet::LOCAUX),
        ("Deux Fleuves", State::Published, sheet::AMORCAGE),
        ("Golfe du Midi", State::Acknowledged, sheet::ACHATS),
        ("Guadeloupe – Saint-Martin", State::Submitted, sheet::JARDINS),
    ],
];

/// Loads them; without a running programme there is nothing to contribute to.
pub(super) async fn load(app: &App) -> Result<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let Some((year, streams)) = running(&tx, now).await? else {
        return Ok(());
    };
    let filter = store::Filter {
        year: Some(year),
        ..store::Filter::default()
    };
    if !store::contributions(&tx, filter).await?.is_empty() {
        return Ok(());
    }
    let mut demonstration = Demonstration {
        now,
        people: People::of(&tx, app.clock.today(chrono_tz::Europe::Paris)).await?,
        centres: network::centres(&tx, year).await?,
        acts: Acts::default(),
    };
    demonstration.contributions(&tx, &streams).await?;
    demonstration.extension(&tx, &streams).await?;
    demonstration.productions(&tx, year).await?;
    if let Some(stream) = streams.first() {
        let by = demonstration.people.animator();
        let title = format!("Cadre de la contribution : {}", stream.title);
        let lines = [
            "Fiche d’expérience : rubriques attendues",
            "Deux à quatre pages, illustrations jointes.",
        ];
        demonstration
            .attach(
                &tx,
                (Owner::WorkStream, stream.id),
                by,
                ("cadre-de-la-contribution.pdf", &title, &lines),
            )
            .await?;
    }
    demonstration.acts.record(&tx, &demonstration.people).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// The programme that runs now, with the streams whose call has opened, the soonest to close first.
async fn running(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<Option<(i32, Vec<StreamInfo>)>> {
    for year in [now.year(), now.year() - 1, now.year() + 1] {
        let mut streams = programme::work_streams(tx, year, now).await?;
        streams.retain(|stream| {
            matches!(
                stream.programme_state,
                ProgrammeState::Running | ProgrammeState::Amended
            ) && matches!(stream.call_state, CallState::Open | CallState::Closed)
        });
        streams.sort_by_key(|stream| stream.closes_at);
        if !streams.is_empty() {
            return Ok(Some((year, streams)));
        }
    }
    Ok(None)
}

/// What is being written.
struct Demonstration {
    now: DateTime<Utc>,
    people: People,
    centres: Vec<Centre>,
    acts: Acts,
}

impl Demonstration {
    async fn contributions(&mut self, tx: &DatabaseTransaction, streams: &[StreamInfo]) -> Result<()> {
        for (stream, plan) in streams.iter().zip(PLAN) {
            for (name, state, text) in plan {
                let centre = self.centres.iter().find(|centre| centre.short_name == *name);
                let Some(centre) = centre.cloned() else {
                    continue;
                };
                if !programme::is_engaged(tx, stream.id, centre.id).await? {
                    continue;
                }
                let sheet = Sheet::parse(text);
                let id = self.contribution(tx, stream, &centre, &sheet, *state).await?;
                self.beside(tx, (id, stream), &centre, &sheet, *state).await?;
            }
        }
        Ok(())
    }

    /// What goes with it: comments and an invited centre, a second author, a file.
    async fn beside(
        &mut self,
        tx: &DatabaseTransaction,
        subject: (Uuid, &StreamInfo),
        centre: &Centre,
        sheet: &Sheet,
        state: State,
    ) -> Result<()> {
        let id = subject.0;
        if centre.short_name == FIRST && state == State::Draft {
            self.comments(tx, id, centre).await?;
            self.co_author(tx, subject, centre, CoAuthorState::Invited)
                .await?;
        }
        if sheet.title.starts_with("Marches") {
            self.co_author(tx, subject, centre, CoAuthorState::Confirmed)
                .await?;
        }
        if state == State::Submitted {
            let by = self.people.director(centre.id);
            let lines = [
                "Plan du quartier et points relevés",
                "Document fictif de démonstration.",
            ];
            let file = ("annexe-plan.pdf", sheet.title.as_str(), &lines[..]);
            self.attach(tx, (Owner::Contribution, id), by, file).await?;
        }
        Ok(())
    }

    /// One contribution with the acts that brought it to its state.
    async fn contribution(
        &mut self,
        tx: &DatabaseTransaction,
        stream: &StreamInfo,
        centre: &Centre,
        sheet: &Sheet,
        state: State,
    ) -> Result<Uuid> {
        let opened = stream.opens_at.unwrap_or(self.now - TimeDelta::days(40));
        let end = self.now.min(stream.closes_at.unwrap_or(self.now)) - TimeDelta::minutes(30);
        let created = opened + (end - opened) / 5;
        let at = |n: i32| created + (end - created) * n / 5;
        let is_submitted = state != State::Draft;
        let kind = if stream.expected.contains(&Expected::ExperienceSheet) {
            Expected::ExperienceSheet
        } else {
            stream.expected.first().copied().unwrap_or(Expected::TextNote)
        };
        let writer = self.people.team(centre.id).or(self.people.director(centre.id));
        let is_revised = state == State::Revision;
        let due_on = (self.now + TimeDelta::days(9)).date_naive();
        let row = contribution::Model {
            id: db::id(),
            work_stream_id: stream.id,
            year: stream.year,
            organisation_id: centre.id,
            kind: kind as i32,
            title: sheet.title.clone(),
            sections: store::sections_text(&sheet.sections(kind))?,
            state: state as i32,
            licence: if is_submitted {
                Licence::Open2
            } else {
                Licence::Unspecified
            } as i32,
            credit: if is_submitted {
                format!("{}, {}", centre.short_name, stream.year)
            } else {
                String::new()
            },
            has_contacts_consent: is_submitted,
            submitted_at: is_submitted.then(|| at(2)),
            revision_reason: if is_revised {
                "Merci de préciser les coûts par poste et la part de chaque financeur, et de distinguer ce qui a été \
                 constaté de ce qui est espéré."
                    .to_owned()
            } else {
                String::new()
            },
            revision_due_at: is_revised.then(|| end_of_day(due_on, chrono_tz::Europe::Paris)),
            updated_at: at(1),
            updated_by: writer.map(|person| person.name.clone()).unwrap_or_default(),
            told_at: at(1),
            told_by: writer.map(|person| person.person_id),
            version: 2,
        };
        store::insert(tx, row.clone()).await?;
        self.acts.of_contribution(&row, stream, &self.people, at);
        Ok(row.id)
    }

    /// What the team and the director say beside the draft.
    async fn comments(&self, tx: &DatabaseTransaction, id: Uuid, centre: &Centre) -> Result<()> {
        let director = self.people.director(centre.id);
        let team = self.people.team(centre.id);
        let comments = [
            (
                director,
                "results",
                "Très bien. Peut-on dire d’où vient le chiffre des 212 droits ouverts ?",
                30,
                false,
            ),
            (
                team,
                "results",
                "C’est le relevé tenu par la mission locale ; j’ajoute la source.",
                28,
                false,
            ),
            (
                director,
                "means",
                "Le coût du véhicule est à vérifier avec la ville avant le dépôt.",
                26,
                true,
            ),
            (
                director,
                "",
                "Je relis l’ensemble vendredi et je dépose.",
                4,
                false,
            ),
        ];
        for (person, section, text, hours, is_resolved) in comments {
            let Some(person) = person else { continue };
            let comment = store::comment::Model {
                id: db::id(),
                contribution_id: id,
                section: section.to_owned(),
                text: text.to_owned(),
                author_name: format!("{} ({})", person.name, centre.short_name),
                person_id: Some(person.person_id),
                at: self.now - TimeDelta::hours(hours),
                is_internal: true,
                is_resolved,
            };
            store::insert_comment(tx, comment).await?;
        }
        Ok(())
    }

    /// A second centre: the overseas one is invited, another one has confirmed.
    async fn co_author(
        &mut self,
        tx: &DatabaseTransaction,
        (id, stream): (Uuid, &StreamInfo),
        author: &Centre,
        state: CoAuthorState,
    ) -> Result<()> {
        let is_invited = state == CoAuthorState::Invited;
        let mut others = self.centres.iter().filter(|one| one.id != author.id);
        let other = others.find(|one| {
            if is_invited {
                one.short_name == OVERSEAS
            } else {
                one.short_name != FIRST && one.short_name != OVERSEAS
            }
        });
        let Some(other) = other.map(|one| one.id) else {
            return Ok(());
        };
        store::set_co_author(tx, id, other, state).await?;
        if is_invited {
            let at = self.now - TimeDelta::hours(20);
            let kind = ActivityKind::CoAuthorInvited;
            let by = self.people.director(author.id);
            self.acts.add(at, by, "InviteCoAuthor", kind, (stream, id), other);
        }
        Ok(())
    }
}
