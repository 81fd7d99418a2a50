//! What someone does with the own registration, by a signed link and without an account.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::day::{Day, Post, fill, quiet_act};
use super::register::{Needs, workshops};
use super::{Asker, Seen, page, prepared};
use crate::app::App;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::{self, Info};
use crate::registration::letter::Occasion;
use crate::registration::rules::{self, Step};
use crate::registration::store::{self, feedback, registration, settings};
use crate::signature::{Purpose, Signer};
use crate::{db, secret};

/// Longest text of the feedback.
const MAX_FEEDBACK: usize = 5_000;

/// Someone's registration, and its day.
struct Opened {
    row: registration::Model,
    info: Info,
    settings: settings::Model,
}

/// The registration of a signed link. A link that was tampered with, or whose person was erased, opens nothing.
pub(super) async fn by_link(
    db: &impl ConnectionTrait,
    registration_id: &str,
    signature: &str,
) -> Result<registration::Model> {
    let id = db::parse_id(registration_id)?;
    let signer = Signer::known(db).await?.ok_or(Error::Missing)?;
    if !signer.is_good(Purpose::Registration, id, signature) {
        return Err(Error::Missing);
    }
    let row = store::registration(db, id).await?.ok_or(Error::Missing)?;
    if row.email.is_none() {
        return Err(Error::Missing);
    }
    Ok(row)
}

async fn opened(db: &impl ConnectionTrait, registration_id: &str, signature: &str) -> Result<Opened> {
    let row = by_link(db, registration_id, signature).await?;
    whole(db, row).await
}

async fn whole(db: &impl ConnectionTrait, row: registration::Model) -> Result<Opened> {
    let info = meeting::info(db, row.meeting_id).await?.ok_or(Error::Missing)?;
    let settings = store::settings(db, row.meeting_id).await?.ok_or(Error::Missing)?;
    Ok(Opened { row, info, settings })
}

/// The same under the lock of the meeting.
async fn locked(tx: &impl ConnectionTrait, registration_id: &str, signature: &str) -> Result<Opened> {
    let row = by_link(tx, registration_id, signature).await?;
    meeting::lock(tx, row.meeting_id).await?.ok_or(Error::Missing)?;
    // Read again under the lock.
    opened(tx, registration_id, signature).await
}

impl Opened {
    /// Says whether the day is still to come or running.
    fn is_on(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        now < self.info.ends_at
            && matches!(
                self.info.state,
                MeetingState::Planned | MeetingState::Convened | MeetingState::Running
            )
    }

    fn may_update(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        self.is_on(now) && rules::next(self.row.state(), Step::Cancel).is_some()
    }

    /// Who arrived took the place.
    fn may_cancel(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        self.may_update(now) && self.row.arrived_at.is_none()
    }

    fn may_accept(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        let is_kept = self.row.offered_until.is_some_and(|until| now < until);
        self.is_on(now) && is_kept && rules::next(self.row.state(), Step::Accept).is_some()
    }

    fn may_give_feedback(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        let is_over = now >= self.info.ends_at && self.info.state != MeetingState::Cancelled;
        let has_place = self.row.state() == RegistrationState::Registered;
        is_over && has_place && !self.row.has_given_feedback
    }
}

pub(super) async fn get_registration(
    app: &App,
    _asker: &Asker,
    request: RegistrationLink,
) -> Result<OwnRegistration> {
    let db = app.db.read();
    let opened = opened(db, &request.registration_id, &request.signature).await?;
    message(app, db, opened).await
}

/// What someone sees of the own registration.
async fn message(app: &App, db: &impl ConnectionTrait, opened: Opened) -> Result<OwnRegistration> {
    let now = app.clock.now();
    let day = Day::of(db, opened.info.clone(), opened.settings.clone()).await?;
    let before = day.people.iter().take_while(|row| row.id != opened.row.id);
    let n_before = before
        .filter(|row| row.state() == RegistrationState::Waiting)
        .count();
    let (may_update, may_cancel) = (opened.may_update(now), opened.may_cancel(now));
    let may_accept = opened.may_accept(now);
    let may_give_feedback = opened.may_give_feedback(now);
    let has_begun = opened.info.starts_at <= now;
    let row = opened.row;
    let seen = Seen {
        info: opened.info,
        settings: Some(opened.settings),
        access: None,
    };
    Ok(OwnRegistration {
        page: Some(page::whole(app, db, seen, Some(&row)).await?),
        offered_until: row.offered_until.map(timestamp),
        n_before: i32::try_from(n_before).unwrap_or(i32::MAX),
        may_update,
        may_cancel,
        may_accept,
        may_give_feedback,
        has_certificate: has_begun
            && row.arrived_at.is_some()
            && row.state() == RegistrationState::Registered,
        meal: row.meal.clone(),
        access_needs: row.access_needs.clone(),
        has_consent: row.has_consent,
        registration: Some(registration_message(&row, &day)),
    })
}

/// A registration with its choices.
pub(super) fn registration_message(row: &registration::Model, day: &Day) -> Registration {
    let choices = day.choices_of(row.id).into_iter();
    Registration {
        id: row.id.to_string(),
        name: row.name.clone(),
        email: row.email.clone().unwrap_or_default(),
        organisation_name: row.organisation_name.clone(),
        state: row.state,
        asked_at: Some(timestamp(row.asked_at)),
        arrived_at: row.arrived_at.map(timestamp),
        code: row.code,
        is_visible: row.is_visible,
        choices: choices
            .map(|one| proto::v1::registration::Choice {
                workshop_id: one.workshop_id.to_string(),
                is_waiting: one.is_waiting,
            })
            .collect(),
    }
}

pub(super) async fn update_registration(
    app: &App,
    _asker: &Asker,
    request: UpdateRegistrationRequest,
) -> Result<OwnRegistration> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let (meal, access_needs) = (&request.meal, &request.access_needs);
    let needs = Needs::parse(meal, access_needs, request.has_consent, &mut violations);
    let tx = app.db.begin().await?;
    let opened = locked(&tx, &request.registration_id, &request.signature).await?;
    if !opened.may_update(now) {
        return Err(Error::NotNow(Reason::RegistrationState));
    }
    let day = Day::of(&tx, opened.info.clone(), opened.settings.clone()).await?;
    let workshop_ids = workshops(&day, &request.workshop_ids, &mut violations);
    violations.finish()?;
    let mut row = opened.row;
    row.is_visible = request.is_visible;
    needs.write(&mut row, &opened.settings);
    let has_place = row.state() == RegistrationState::Registered;
    let choices = day.wished(row.id, &workshop_ids, has_place, now);
    store::set_choices(&tx, row.id, choices).await?;
    store::save_registration(&tx, row.clone()).await?;
    fill(app, &tx, &opened.info, &opened.settings).await?;
    let act = quiet_act(&opened.info, "UpdateRegistration");
    finish(app, tx, None, act, &row).await
}

pub(super) async fn cancel_registration(
    app: &App,
    asker: &Asker,
    request: RegistrationLink,
) -> Result<OwnRegistration> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let opened = match &asker.caller {
        // Someone telephoned: who prepares the day needs no link.
        Some(caller) if request.signature.is_empty() => {
            let id = db::parse_id(&request.registration_id)?;
            let row = store::registration(&tx, id).await?.ok_or(Error::Missing)?;
            meeting::lock(&tx, row.meeting_id).await?.ok_or(Error::Missing)?;
            prepared(&tx, caller, &row.meeting_id.to_string()).await?;
            whole(&tx, store::registration(&tx, id).await?.ok_or(Error::Missing)?).await?
        }
        _ => locked(&tx, &request.registration_id, &request.signature).await?,
    };
    if !opened.may_cancel(now) {
        return Err(Error::NotNow(Reason::RegistrationState));
    }
    let mut row = opened.row;
    let had_place = row.state() == RegistrationState::Registered;
    let state = rules::next(row.state(), Step::Cancel).ok_or(Error::NotNow(Reason::RegistrationState))?;
    row.state = state as i32;
    row.offered_until = None;
    row.arrived_at = None;
    row.is_visible = false;
    row.forget_needs();
    store::set_choices(&tx, row.id, Vec::new()).await?;
    store::save_registration(&tx, row.clone()).await?;
    let post = Post::new(app, &tx, &opened.info, &[]).await?;
    post.send(&tx, &row, &[], Occasion::Cancelled { had_place })
        .await?;
    fill(app, &tx, &opened.info, &opened.settings).await?;
    let act = quiet_act(&opened.info, "CancelRegistration");
    let by = asker.caller.as_ref().filter(|_| request.signature.is_empty());
    finish(app, tx, by, act, &row).await
}

pub(super) async fn accept_offer(
    app: &App,
    _asker: &Asker,
    request: RegistrationLink,
) -> Result<OwnRegistration> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let opened = locked(&tx, &request.registration_id, &request.signature).await?;
    if !opened.may_accept(now) {
        let is_late = matches!(
            opened.row.state(),
            RegistrationState::Offered | RegistrationState::Lapsed
        );
        return Err(Error::NotNow(if is_late {
            Reason::OfferLapsed
        } else {
            Reason::RegistrationState
        }));
    }
    let day = Day::of(&tx, opened.info.clone(), opened.settings.clone()).await?;
    let mut row = opened.row;
    row.state = RegistrationState::Registered as i32;
    row.offered_until = None;
    // Workshops that were wished for: those that have a place left.
    let wished: Vec<_> = day.choices_of(row.id).iter().map(|one| one.workshop_id).collect();
    let choices = day.wished(row.id, &wished, true, now);
    store::set_choices(&tx, row.id, choices.clone()).await?;
    store::save_registration(&tx, row.clone()).await?;
    let post = Post::new(app, &tx, &opened.info, &day.workshops).await?;
    post.send(&tx, &row, &choices, Occasion::Registered).await?;
    let act = quiet_act(&opened.info, "AcceptOffer");
    finish(app, tx, None, act, &row).await
}

pub(super) async fn give_feedback(
    app: &App,
    _asker: &Asker,
    request: GiveFeedbackRequest,
) -> Result<OwnRegistration> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.optional_text("text", &request.text, MAX_FEEDBACK);
    match request.mark {
        0 => violations.add("mark", Reason::Required),
        1..=5 => {}
        _ => violations.add("mark", Reason::UnknownValue),
    }
    let tx = app.db.begin().await?;
    let opened = locked(&tx, &request.registration_id, &request.signature).await?;
    violations.finish()?;
    if !opened.may_give_feedback(now) {
        return Err(Error::NotNow(Reason::RegistrationState));
    }
    let row = registration::Model {
        has_given_feedback: true,
        ..opened.row
    };
    store::save_registration(&tx, row.clone()).await?;
    let said = feedback::Model {
        id: secret::token()?,
        meeting_id: opened.info.id,
        mark: request.mark,
        text,
    };
    store::insert_feedback(&tx, said).await?;
    let act = Act {
        kind: None,
        ..quiet_act(&opened.info, "GiveFeedback")
    };
    finish(app, tx, None, act, &row).await
}

/// Ends an act on a registration, and answers what its person sees.
async fn finish(
    app: &App,
    tx: sea_orm::DatabaseTransaction,
    caller: Option<&crate::auth::Caller>,
    act: Act<'_>,
    row: &registration::Model,
) -> Result<OwnRegistration> {
    live::record(&tx, caller, app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    let db = app.db.read();
    let row = store::registration(db, row.id).await?.ok_or(Error::Missing)?;
    message(app, db, whole(db, row).await?).await
}
