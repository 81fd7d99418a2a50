//! What the animator decides: acknowledge, accept, ask for a revision, publish, give more time.

use chrono::{DateTime, Utc};
use proto::v1::Position;

use super::*;
use crate::clock::{end_of_day, timestamp};
use crate::error::Violations;
use crate::mail::{self, Mail};
use crate::network;

/// Characters of a reason at most.
const REASON: usize = 2_000;

impl Service {
    /// submitted -> acknowledged.
    pub(super) async fn acknowledge(
        &self,
        caller: &Caller,
        request: DecideContributionRequest,
    ) -> Result<Contribution> {
        let kind = ActivityKind::ContributionAcknowledged;
        self.step(
            caller,
            &request.id,
            rules::Step::Acknowledge,
            "AcknowledgeContribution",
            kind,
        )
        .await
    }

    /// submitted, acknowledged -> accepted.
    pub(super) async fn accept(
        &self,
        caller: &Caller,
        request: DecideContributionRequest,
    ) -> Result<Contribution> {
        let kind = ActivityKind::ContributionAccepted;
        self.step(
            caller,
            &request.id,
            rules::Step::Accept,
            "AcceptContribution",
            kind,
        )
        .await
    }

    /// accepted -> published: the whole network reads it.
    pub(super) async fn publish(
        &self,
        caller: &Caller,
        request: DecideContributionRequest,
    ) -> Result<Contribution> {
        let kind = ActivityKind::ContributionPublished;
        self.step(
            caller,
            &request.id,
            rules::Step::Publish,
            "PublishContribution",
            kind,
        )
        .await
    }

    async fn step(
        &self,
        caller: &Caller,
        id: &str,
        step: rules::Step,
        rpc: &'static str,
        kind: ActivityKind,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let mut whole = self.locked(&tx, caller, id).await?;
        whole.row.state = next(&whole.row, step)?;
        store::save(&tx, &mut whole.row).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        let object = object(&tx, &stream, whole.row.organisation_id).await?;
        let mut told = act(rpc, kind, &whole, &stream);
        if whole.row.state() == ContributionState::Published {
            told.audience = Audience::Everyone;
        } else {
            told.object = &object;
        }
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, whole.row.id).await
    }

    /// Opens the text again until a day of its own, and writes to the directors; asked again, it moves the day.
    pub(super) async fn revise(
        &self,
        caller: &Caller,
        request: RequestRevisionRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let reason = violations.text("reason", &request.reason, REASON);
        let due_on = violations.date("due_on", &request.due_on);
        let due_at = end_of_day(due_on, chrono_tz::Europe::Paris);
        if due_on != chrono::NaiveDate::default() && due_at < now {
            violations.add("due_on", Reason::InThePast);
        }
        violations.finish()?;
        let tx = self.0.db.begin().await?;
        let mut whole = self.locked(&tx, caller, &request.id).await?;
        whole.row.state = next(&whole.row, rules::Step::Revise)?;
        whole.row.revision_reason = reason;
        whole.row.revision_due_at = Some(due_at);
        store::save(&tx, &mut whole.row).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        self.write_to_directors(&tx, &whole, &stream, due_at).await?;
        let object = object(&tx, &stream, whole.row.organisation_id).await?;
        let kind = ActivityKind::RevisionRequested;
        let told = Act {
            object: &object,
            ..act("RequestRevision", kind, &whole, &stream)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, whole.row.id).await
    }

    async fn write_to_directors(
        &self,
        tx: &impl ConnectionTrait,
        whole: &Whole,
        stream: &StreamInfo,
        due_at: DateTime<Utc>,
    ) -> Result<()> {
        let row = &whole.row;
        let today = self.0.clock.today(chrono_tz::Europe::Paris);
        let directors = network::recipients(tx, &whole.author_ids(), &[Position::Director], today).await?;
        let now = self.0.clock.now();
        let day = web::day_in_words(due_at, "Europe/Paris", now);
        for director in directors {
            let text = format!(
                "Bonjour {},\n\n\
                 Une révision est demandée pour la contribution « {} » au chantier « {} ».\n\n{}\n\n\
                 Elle peut être déposée à nouveau jusqu’au {day} inclus, heure de Paris.\n\n{}/contribution/{}",
                director.name, row.title, stream.title, row.revision_reason, self.0.config.public_url, row.id
            );
            let mail = Mail {
                to: &director.email,
                name: &director.name,
                subject: &format!("Révision demandée : {}", row.title),
                text: &text,
                html: "",
                calendar: "",
            };
            mail::queue(tx, now, mail).await?;
        }
        Ok(())
    }

    /// Gives one centre more time for one call, in place of what it was given before.
    pub(super) async fn extend(&self, caller: &Caller, request: GrantExtensionRequest) -> Result<Extension> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let organisation_id = violations.id("organisation_id", &request.organisation_id);
        let reason = violations.text("reason", &request.reason, REASON);
        let day = violations.date("until", &request.until);
        let tx = self.0.db.begin().await?;
        let stream = self.stream(&tx, parse_id(&request.work_stream_id)?).await?;
        let until = end_of_day(day, stream.zone);
        if day != chrono::NaiveDate::default() {
            if until < now {
                violations.add("until", Reason::InThePast);
            } else if stream.closes_at.is_some_and(|closes_at| until <= closes_at) {
                violations.add("until", Reason::EndBeforeStart);
            }
        }
        violations.finish()?;
        if stream.closes_at.is_none() {
            return Err(Error::NotNow(Reason::CallWithoutDates));
        }
        if !programme::is_engaged(&tx, stream.id, organisation_id).await? {
            return Err(Error::NotNow(Reason::NotEngaged));
        }
        let row = store::extension::Model {
            work_stream_id: stream.id,
            organisation_id,
            until,
            reason,
            at: now,
        };
        store::set_extension(&tx, row.clone()).await?;
        let object = object(&tx, &stream, organisation_id).await?;
        let told = Act {
            audience: Audience::organisation(organisation_id),
            year: Some(stream.year),
            work_stream_id: Some(stream.id),
            organisation_id: Some(organisation_id),
            ..Act::told(
                "GrantExtension",
                ActivityKind::ExtensionGranted,
                &object,
                format!("/work-stream/{}", stream.id),
            )
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        Ok(Extension {
            work_stream_id: stream.id.to_string(),
            organisation_id: organisation_id.to_string(),
            until: Some(timestamp(row.until)),
            reason: row.reason,
        })
    }
}

/// « Aller vers les habitants, Rives de Loire »: what a decision was about.
async fn object(db: &impl ConnectionTrait, stream: &StreamInfo, centre_id: Uuid) -> Result<String> {
    let centre = network::centre(db, centre_id).await?.ok_or(Error::Missing)?;
    Ok(format!("{}, {}", stream.title, centre.short_name))
}

fn next(row: &store::contribution::Model, step: rules::Step) -> Result<i32> {
    let next = rules::next(row.state(), step).ok_or(Error::NotNow(Reason::ContributionState))?;
    Ok(next as i32)
}
