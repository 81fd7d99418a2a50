//! Who did what, when: lines of the log in the order of time, by made-up callers.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{ActivityKind as Kind, ContributionState as State, ProductionState};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::contribution::store::contribution;
use crate::demonstration::people::{People, caller};
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network::Recipient;
use crate::production::store::production;
use crate::programme::StreamInfo;

/// One line.
struct Line {
    at: DateTime<Utc>,
    person_id: Option<Uuid>,
    rpc: &'static str,
    kind: Kind,
    object: String,
    path: String,
    audience: Audience,
    year: i32,
    work_stream_id: Option<Uuid>,
    contribution_id: Option<Uuid>,
    organisation_id: Uuid,
}

/// The lines so far.
#[derive(Default)]
pub(super) struct Acts(Vec<Line>);

impl Acts {
    /// An act on a contribution, in the words of its stream.
    pub(super) fn add(
        &mut self,
        at: DateTime<Utc>,
        person: Option<&Recipient>,
        rpc: &'static str,
        kind: Kind,
        (stream, id): (&StreamInfo, Uuid),
        audience: Uuid,
    ) {
        self.0.push(Line {
            at,
            person_id: person.map(|person| person.person_id),
            rpc,
            kind,
            object: stream.title.clone(),
            path: format!("/contribution/{id}"),
            audience: Audience::organisation(audience),
            year: stream.year,
            work_stream_id: Some(stream.id),
            contribution_id: Some(id),
            organisation_id: audience,
        });
    }

    /// The acts that brought a contribution to its state; `at` tells the instants 0 to 5.
    pub(super) fn of_contribution(
        &mut self,
        row: &contribution::Model,
        stream: &StreamInfo,
        people: &People,
        at: impl Fn(i32) -> DateTime<Utc>,
    ) {
        let (director, animator) = (people.director(row.organisation_id), people.animator());
        let team = people.team(row.organisation_id).or(director);
        let subject = (stream, row.id);
        let mut add =
            |n: i32, person, rpc, kind| self.add(at(n), person, rpc, kind, subject, row.organisation_id);
        add(0, team, "CreateContribution", Kind::ContributionCreated);
        add(1, team, "SaveDraft", Kind::ContributionSaved);
        let state = row.state();
        if state != State::Draft {
            add(2, director, "SubmitContribution", Kind::ContributionSubmitted);
        }
        if matches!(state, State::Acknowledged | State::Accepted | State::Published) {
            add(
                3,
                animator,
                "AcknowledgeContribution",
                Kind::ContributionAcknowledged,
            );
        }
        if state == State::Revision {
            add(4, animator, "RequestRevision", Kind::RevisionRequested);
        }
        if matches!(state, State::Accepted | State::Published) {
            add(4, animator, "AcceptContribution", Kind::ContributionAccepted);
        }
        if state == State::Published {
            add(5, animator, "PublishContribution", Kind::ContributionPublished);
        }
        for line in self
            .0
            .iter_mut()
            .filter(|line| line.contribution_id == Some(row.id))
        {
            match line.kind {
                Kind::ContributionSubmitted => {
                    line.audience = Audience::Everyone;
                    line.path = format!("/work-stream/{}", stream.id);
                }
                Kind::ContributionPublished => {
                    line.audience = Audience::Everyone;
                    line.object.clone_from(&row.title);
                }
                _ => {}
            }
        }
    }

    /// More time for a centre.
    pub(super) fn extension(
        &mut self,
        at: DateTime<Utc>,
        stream: &StreamInfo,
        organisation_id: Uuid,
        people: &People,
    ) {
        let subject = (stream, Uuid::nil());
        self.add(
            at,
            people.animator(),
            "GrantExtension",
            Kind::ExtensionGranted,
            subject,
            organisation_id,
        );
        if let Some(line) = self.0.last_mut() {
            line.contribution_id = None;
            line.path = format!("/work-stream/{}", stream.id);
        }
    }

    /// The acts that brought a production to its state.
    pub(super) fn of_production(&mut self, row: &production::Model, people: &People) {
        let (director, animator) = (people.director(row.organisation_id), people.animator());
        let steps = [
            (
                ProductionState::Declared,
                director,
                "DeclareProduction",
                Kind::ProductionDeclared,
                9,
            ),
            (
                ProductionState::Agreed,
                animator,
                "AgreeProduction",
                Kind::ProductionAgreed,
                5,
            ),
            (
                ProductionState::Delivered,
                director,
                "DeliverProduction",
                Kind::ProductionDelivered,
                0,
            ),
        ];
        for (state, person, rpc, kind, days) in steps {
            if row.state < state as i32 {
                continue;
            }
            self.0.push(Line {
                at: row.updated_at - TimeDelta::days(days),
                person_id: person.map(|person| person.person_id),
                rpc,
                kind,
                object: row.title.clone(),
                path: format!("/production/{}", row.year),
                audience: Audience::Everyone,
                year: row.year,
                work_stream_id: None,
                contribution_id: None,
                organisation_id: row.organisation_id,
            });
        }
    }

    /// Writes the lines, oldest first.
    pub(super) async fn record(&mut self, tx: &DatabaseTransaction, people: &People) -> Result<()> {
        self.0.sort_by_key(|line| line.at);
        for line in &self.0 {
            let caller = people.by_id(line.person_id).map(caller);
            let act = Act {
                audience: line.audience.clone(),
                year: Some(line.year),
                work_stream_id: line.work_stream_id,
                contribution_id: line.contribution_id,
                organisation_id: Some(line.organisation_id),
                ..Act::told(line.rpc, line.kind, &line.object, line.path.clone())
            };
            live::record(tx, caller.as_ref(), line.at, act).await?;
        }
        Ok(())
    }
}
