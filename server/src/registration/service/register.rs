//! Asking for a place. The answer says nothing: the mail tells who has a place, who waits, who was there already.

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::day::{Day, Post, quiet_act};
use super::{Asker, MAX_LINE, seen};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::limit::{self, Limit};
use crate::mail::one_line;
use crate::network::rules::{fold, fold_email, is_email};
use crate::registration::letter::Occasion;
use crate::registration::rules::{self, Step};
use crate::registration::store::{self, registration, settings};
use crate::{db, live, meeting, secret};

const HOUR_S: i64 = 3600;
/// People of an office may share one address of the network.
const REQUESTS_OF_CLIENT: Limit = Limit {
    name: "registration-request",
    max: 30,
    window_s: HOUR_S,
};
const MAILS_TO_ADDRESS: Limit = Limit {
    name: "registration-mail",
    max: 5,
    window_s: HOUR_S,
};
/// Codes have six digits.
const FIRST_CODE: i32 = 100_000;
const N_CODES: i32 = 900_000;

/// What a person says of meal and access (L6), if it is asked and agreed to.
pub(super) struct Needs {
    pub(super) meal: String,
    pub(super) access_needs: String,
}

impl Needs {
    /// Reads what was typed: nothing of it is kept without consent.
    pub(super) fn parse(
        meal: &str,
        access_needs: &str,
        has_consent: bool,
        violations: &mut Violations,
    ) -> Self {
        let meal = violations.optional_text("meal", meal, MAX_LINE);
        let access_needs = violations.optional_text("access_needs", access_needs, MAX_LINE);
        let is_said = !meal.is_empty() || !access_needs.is_empty();
        if is_said && !has_consent {
            violations.add("has_consent", Reason::SensitiveConsentNeeded);
        }
        Self { meal, access_needs }
    }

    /// Writes what is asked for; what is not asked is not kept.
    pub(super) fn write(self, row: &mut registration::Model, settings: &settings::Model) {
        let kept = |is_asked: bool, text: String| if is_asked { text } else { String::new() };
        row.meal = kept(settings.asks_meal, self.meal);
        row.access_needs = kept(settings.asks_access_needs, self.access_needs);
        row.has_consent = !row.meal.is_empty() || !row.access_needs.is_empty();
    }
}

/// Requires workshops of the day, at most one at any time.
pub(super) fn workshops(day: &Day, ids: &[String], violations: &mut Violations) -> Vec<Uuid> {
    let chosen: Vec<_> = day
        .workshops
        .iter()
        .filter(|one| ids.contains(&one.id.to_string()))
        .collect();
    if ids
        .iter()
        .any(|id| !chosen.iter().any(|one| one.id.to_string() == *id))
    {
        violations.add("workshop_ids", Reason::UnknownValue);
    }
    let times: Vec<_> = chosen.iter().map(|one| (one.starts_at, one.ends_at)).collect();
    if rules::overlap(&times) {
        violations.add("workshop_ids", Reason::WorkshopsOverlap);
    }
    chosen.iter().map(|one| one.id).collect()
}

/// What a person types to ask for a place.
struct Asked {
    name: String,
    /// In folded form.
    email: String,
    organisation_name: String,
    needs: Needs,
    is_visible: bool,
}

impl Asked {
    fn parse(request: &RegisterRequest, caller: Option<&Caller>, violations: &mut Violations) -> Self {
        let name = one_line(&violations.text("name", &request.name, MAX_LINE));
        let email = fold_email(&violations.text("email", &request.email, 254));
        if !email.is_empty() && !is_email(&email) {
            violations.add("email", Reason::NotAnEmail);
        }
        let said = violations.optional_text("organisation_name", &request.organisation_name, MAX_LINE);
        let own = caller.map(|caller| caller.organisation_name.clone());
        let organisation_name = match one_line(&said) {
            said if said.is_empty() => own.unwrap_or_default(),
            said => said,
        };
        let (meal, access_needs) = (&request.meal, &request.access_needs);
        Self {
            name,
            email,
            organisation_name,
            needs: Needs::parse(meal, access_needs, request.has_consent, violations),
            is_visible: request.is_visible,
        }
    }

    /// Writes what was typed, all at once.
    fn write(self, row: &mut registration::Model, settings: &settings::Model) {
        row.name = self.name;
        row.organisation_name = self.organisation_name;
        row.is_visible = self.is_visible;
        self.needs.write(row, settings);
    }
}

pub(super) async fn register(app: &App, asker: &Asker, request: RegisterRequest) -> Result<Empty> {
    let now = app.clock.now();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    limit::count(app, REQUESTS_OF_CLIENT, &asker.client.address).await?;
    let caller = asker.caller.as_ref();
    let mut violations = Violations::new();
    let asked = Asked::parse(&request, caller, &mut violations);
    let tx = app.db.begin().await?;
    meeting::lock(&tx, meeting_id).await?;
    let seen = seen(&tx, caller, meeting_id).await?;
    let settings = seen.settings.ok_or(Error::NotNow(Reason::RegistrationNotOpen))?;
    let phase = rules::phase(settings.opens_at, settings.closes_at, now);
    rules::must_register(seen.info.state, phase).map_err(Error::NotNow)?;
    if settings.seats_per_organisation > 0 && asked.organisation_name.is_empty() {
        violations.add("organisation_name", Reason::Required);
    }
    let day = Day::of(&tx, seen.info, settings).await?;
    let workshop_ids = workshops(&day, &request.workshop_ids, &mut violations);
    violations.finish()?;
    limit::count(app, MAILS_TO_ADDRESS, &asked.email).await?;

    let known = store::registration_of(&tx, meeting_id, &asked.email).await?;
    let mut row = match known {
        Some(row) => row,
        None => blank(&tx, meeting_id, &asked.email).await?,
    };
    let has_place = day
        .room()
        .has_place(&day.seats(), &fold(&asked.organisation_name));
    let (choices, occasion) = match rules::next(row.state(), Step::Ask { has_place }) {
        Some(state) => {
            (row.state, row.asked_at) = (state as i32, now);
            asked.write(&mut row, &day.settings);
            let choices = day.wished(row.id, &workshop_ids, has_place, now);
            store::save_registration(&tx, row.clone()).await?;
            store::set_choices(&tx, row.id, choices.clone()).await?;
            let occasion = if has_place {
                Occasion::Registered
            } else {
                Occasion::Waiting
            };
            (choices, occasion)
        }
        // Registered already: whoever asks changes nothing.
        None => (day.choices_of(row.id), Occasion::Known(row.state())),
    };
    let post = Post::new(app, &tx, &day.info, &day.workshops).await?;
    post.send(&tx, &row, &choices, occasion).await?;
    live::record(&tx, caller, now, quiet_act(&day.info, "Register")).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}

/// A registration that asks for nothing yet, written: what asks again and what asks for the first time are one.
async fn blank(tx: &impl ConnectionTrait, meeting_id: Uuid, email: &str) -> Result<registration::Model> {
    let row = registration::Model {
        id: db::id(),
        meeting_id,
        email: Some(email.to_owned()),
        name: String::new(),
        organisation_name: String::new(),
        state: RegistrationState::Cancelled as i32,
        asked_at: chrono::DateTime::default(),
        offered_until: None,
        code: free_code(tx, meeting_id).await?,
        is_visible: false,
        meal: String::new(),
        access_needs: String::new(),
        has_consent: false,
        arrived_at: None,
        thanked_at: None,
        has_given_feedback: false,
    };
    store::insert_registration(tx, row.clone()).await?;
    Ok(row)
}

/// A code that nobody has in this day.
async fn free_code(tx: &impl ConnectionTrait, meeting_id: Uuid) -> Result<i32> {
    loop {
        let digits: i32 = secret::code()?.parse().unwrap_or_default();
        let code = FIRST_CODE + digits % N_CODES;
        if store::registration_by_code(tx, meeting_id, code).await?.is_none() {
            return Ok(code);
        }
    }
}
