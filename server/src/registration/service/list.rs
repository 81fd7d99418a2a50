//! Who comes: the list, the needs, arrivals, badges, and what was said afterwards.

use proto::v1::list_needs_response::Need;
use proto::v1::*;

use super::day::{Day, quiet_act};
use super::own::{by_link, registration_message};
use super::{Asker, Seen, page, prepared, seen};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::meeting;
use crate::network::rules::fold;
use crate::registration::rules;
use crate::registration::store::{self, registration};
use crate::{db, live, spreadsheet};

/// Who prepares the day sees everyone; who has a place, the others who have one and let their name be seen.
pub(super) async fn list_registrations(
    app: &App,
    asker: &Asker,
    request: ListRegistrationsRequest,
) -> Result<ListRegistrationsResponse> {
    let db = app.db.read();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let seen = if request.signature.is_empty() {
        seen(db, asker.caller.as_ref(), meeting_id).await?
    } else {
        let info = meeting::info(db, meeting_id).await?.ok_or(Error::Missing)?;
        Seen {
            settings: store::settings(db, meeting_id).await?,
            info,
            access: None,
        }
    };
    let may_edit = seen.may_edit();
    if !may_edit {
        let own = if !request.signature.is_empty() {
            Some(by_link(db, &request.registration_id, &request.signature).await?)
        } else if let Some(caller) = &asker.caller {
            store::registration_of(db, meeting_id, &caller.email).await?
        } else {
            return Err(Error::Unauthenticated(Reason::SignInFirst));
        };
        must_take_part(own.as_ref(), meeting_id)?;
    }
    let settings = seen.settings.ok_or(Error::NotNow(Reason::RegistrationNotOpen))?;
    let info = seen.info;
    let meeting = meeting::outline(&info, &[], |_| false);
    let may_check_in =
        may_edit && rules::may_check_in(info.state, info.starts_at, info.zone, app.clock.now());
    let day = Day::of(db, info, settings).await?;
    let mut rows: Vec<&registration::Model> = day.people.iter().filter(|row| row.email.is_some()).collect();
    rows.sort_by_cached_key(|row| fold(&row.name));
    let registrations = if may_edit {
        rows.iter().map(|row| registration_message(row, &day)).collect()
    } else {
        rows.iter()
            .filter(|row| is_shown(row))
            .map(|row| named(row))
            .collect()
    };
    Ok(ListRegistrationsResponse {
        meeting: Some(meeting),
        registrations,
        workshops: page::workshops(&day),
        may_edit,
        may_check_in,
    })
}

/// The list is for those who have a place in this day.
fn must_take_part(own: Option<&registration::Model>, meeting_id: uuid::Uuid) -> Result<()> {
    let takes_part =
        own.is_some_and(|row| row.meeting_id == meeting_id && row.state() == RegistrationState::Registered);
    if takes_part { Ok(()) } else { Err(Error::Missing) }
}

fn is_shown(row: &registration::Model) -> bool {
    row.is_visible && row.state() == RegistrationState::Registered
}

/// A registration as others see it: a name and an organisation.
fn named(row: &registration::Model) -> Registration {
    Registration {
        name: row.name.clone(),
        organisation_name: row.organisation_name.clone(),
        state: row.state,
        ..Registration::default()
    }
}

/// Those who have a place, or to whom one is kept, by name.
async fn expected(app: &App, meeting_id: uuid::Uuid) -> Result<Vec<registration::Model>> {
    let mut rows = store::registrations(app.db.read(), meeting_id).await?;
    rows.retain(|row| row.state() == RegistrationState::Registered && row.email.is_some());
    rows.sort_by_cached_key(|row| fold(&row.name));
    Ok(rows)
}

pub(super) async fn list_needs(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<ListNeedsResponse> {
    let access = prepared(app.db.read(), caller, &request.id).await?;
    let rows = expected(app, access.info.id).await?.into_iter();
    Ok(ListNeedsResponse {
        needs: rows
            .filter(|row| row.has_consent)
            .map(|row| Need {
                name: row.name,
                meal: row.meal,
                access_needs: row.access_needs,
            })
            .collect(),
    })
}

pub(super) async fn check_in_registration(
    app: &App,
    caller: &Caller,
    request: CheckInRegistrationRequest,
) -> Result<Registration> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let meeting_id = db::parse_id(&request.meeting_id)?;
    meeting::lock(&tx, meeting_id).await?.ok_or(Error::Missing)?;
    let info = prepared(&tx, caller, &request.meeting_id).await?.info;
    if !rules::may_check_in(info.state, info.starts_at, info.zone, now) {
        return Err(Error::NotNow(Reason::MeetingNotBegun));
    }
    let row = store::registration_by_code(&tx, meeting_id, request.code).await?;
    let row = row.filter(|row| row.email.is_some());
    let row = row.ok_or_else(|| Error::invalid("code", Reason::UnknownValue))?;
    if row.state() != RegistrationState::Registered {
        return Err(Error::NotNow(Reason::RegistrationState));
    }
    let row = registration::Model {
        arrived_at: (!request.is_undone).then(|| row.arrived_at.unwrap_or(now)),
        ..row
    };
    store::save_registration(&tx, row.clone()).await?;
    live::record(&tx, Some(caller), now, quiet_act(&info, "CheckInRegistration")).await?;
    tx.commit().await?;
    app.live.wake();
    let settings = store::settings(app.db.read(), meeting_id).await?;
    let settings = settings.ok_or(Error::Missing)?;
    let day = Day::of(app.db.read(), info, settings).await?;
    Ok(registration_message(&row, &day))
}

pub(super) async fn export_badges(app: &App, caller: &Caller, request: MeetingRequest) -> Result<File> {
    let access = prepared(app.db.read(), caller, &request.id).await?;
    let rows = expected(app, access.info.id).await?.into_iter();
    let rows = rows.map(|row| vec![row.name, row.organisation_name, row.code.to_string()]);
    let day = access.info.starts_at.with_timezone(&access.info.zone);
    Ok(File {
        name: format!("badges-{}.csv", day.format("%Y-%m-%d")),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: spreadsheet::csv(&["Nom", "Organisation", "Code"], rows),
    })
}

pub(super) async fn list_feedback(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<ListFeedbackResponse> {
    let access = prepared(app.db.read(), caller, &request.id).await?;
    let rows = store::feedback_of(app.db.read(), access.info.id).await?;
    let n_of = |mark: i32| rows.iter().filter(|row| row.mark == mark).count();
    Ok(ListFeedbackResponse {
        n_by_mark: (1..=5)
            .map(|mark| i32::try_from(n_of(mark)).unwrap_or(i32::MAX))
            .collect(),
        texts: rows
            .into_iter()
            .map(|row| row.text)
            .filter(|text| !text.is_empty())
            .collect(),
    })
}
