//! What is stored of the registrations.

mod rows;

use chrono::{DateTime, Utc};
use proto::v1::RegistrationState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Condition;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, QueryTrait as _};

pub(crate) use self::rows::{choice, feedback, registration, settings, workshop};

use crate::error::Result;

/// The settings of a day, if its registration was opened.
pub(crate) async fn settings(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Option<settings::Model>> {
    Ok(settings::Entity::find_by_id(meeting_id).one(db).await?)
}

/// The days for which anyone may register.
pub(crate) async fn public_ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    Ok(settings::Entity::find()
        .select_only()
        .column(settings::Column::MeetingId)
        .filter(settings::Column::IsPublic.eq(true))
        .into_tuple()
        .all(db)
        .await?)
}

/// The settings of the days of which something personal is still kept.
pub(crate) async fn unerased(db: &impl ConnectionTrait) -> Result<Vec<settings::Model>> {
    Ok(settings::Entity::find()
        .filter(settings::Column::ErasedAt.is_null())
        .order_by_asc(settings::Column::OpensAt)
        .all(db)
        .await?)
}

/// Writes the settings of a day for the first time.
pub(crate) async fn insert_settings(tx: &impl ConnectionTrait, row: settings::Model) -> Result<()> {
    settings::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes the settings of a day again; their version grows. Under the lock of the meeting.
pub(crate) async fn save_settings(tx: &impl ConnectionTrait, row: &mut settings::Model) -> Result<()> {
    row.version += 1;
    settings::Entity::update(row.clone().into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// The workshops of a day, in the order of time.
pub(crate) async fn workshops(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<workshop::Model>> {
    Ok(workshop::Entity::find()
        .filter(workshop::Column::MeetingId.eq(meeting_id))
        .order_by_asc(workshop::Column::StartsAt)
        .order_by_asc(workshop::Column::EndsAt)
        .order_by_asc(workshop::Column::Id)
        .all(db)
        .await?)
}

/// One workshop.
pub(crate) async fn workshop(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<workshop::Model>> {
    Ok(workshop::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new workshop.
pub(crate) async fn insert_workshop(tx: &impl ConnectionTrait, row: workshop::Model) -> Result<()> {
    workshop::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a workshop again; its version grows. Under the lock of the meeting.
pub(crate) async fn save_workshop(tx: &impl ConnectionTrait, mut row: workshop::Model) -> Result<()> {
    row.version += 1;
    workshop::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a workshop.
pub(crate) async fn delete_workshop(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    workshop::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Everyone who asked for a place, in the order of asking.
pub(crate) async fn registrations(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::MeetingId.eq(meeting_id))
        .order_by_asc(registration::Column::AskedAt)
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?)
}

/// Everyone who asked for a place in one of these days.
pub(crate) async fn registrations_of_days(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<Vec<registration::Model>> {
    if meeting_ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(registration::Entity::find()
        .filter(registration::Column::MeetingId.is_in(meeting_ids))
        .all(db)
        .await?)
}

/// One registration.
pub(crate) async fn registration(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find_by_id(id).one(db).await?)
}

/// The registration of an address (in folded form) for a day.
pub(crate) async fn registration_of(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    email: &str,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::MeetingId.eq(meeting_id))
        .filter(registration::Column::Email.eq(email))
        .one(db)
        .await?)
}

/// All the registrations of an address (in folded form).
pub(crate) async fn registrations_of(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Vec<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::Email.eq(email))
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?)
}

/// The registration with this code.
pub(crate) async fn registration_by_code(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    code: i32,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::MeetingId.eq(meeting_id))
        .filter(registration::Column::Code.eq(code))
        .one(db)
        .await?)
}

/// Says whether anyone ever asked for a place.
pub(crate) async fn has_registrations(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    let one = registration::Entity::find()
        .filter(registration::Column::MeetingId.eq(meeting_id))
        .limit(1)
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// The days of which an offer was not answered in time.
pub(crate) async fn days_with_late_offers(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    Ok(registration::Entity::find()
        .select_only()
        .column(registration::Column::MeetingId)
        .distinct()
        .filter(registration::Column::State.eq(RegistrationState::Offered as i32))
        .filter(registration::Column::OfferedUntil.lte(now))
        .into_tuple()
        .all(db)
        .await?)
}

/// Writes a new registration.
pub(crate) async fn insert_registration(tx: &impl ConnectionTrait, row: registration::Model) -> Result<()> {
    registration::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a registration again. Under the lock of the meeting.
pub(crate) async fn save_registration(tx: &impl ConnectionTrait, row: registration::Model) -> Result<()> {
    registration::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// The workshops that people of a day chose, in the order of asking.
pub(crate) async fn choices(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<choice::Model>> {
    let of_meeting = workshop::Entity::find()
        .select_only()
        .column(workshop::Column::Id)
        .filter(workshop::Column::MeetingId.eq(meeting_id));
    Ok(choice::Entity::find()
        .filter(choice::Column::WorkshopId.in_subquery(of_meeting.into_query()))
        .order_by_asc(choice::Column::AskedAt)
        .order_by_asc(choice::Column::RegistrationId)
        .all(db)
        .await?)
}

/// Says whether anyone chose a workshop.
pub(crate) async fn is_chosen(db: &impl ConnectionTrait, workshop_id: Uuid) -> Result<bool> {
    let one = choice::Entity::find()
        .filter(choice::Column::WorkshopId.eq(workshop_id))
        .limit(1)
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// Writes the choices of a registration in place of those it had.
pub(crate) async fn set_choices(
    tx: &impl ConnectionTrait,
    registration_id: Uuid,
    rows: Vec<choice::Model>,
) -> Result<()> {
    choice::Entity::delete_many()
        .filter(choice::Column::RegistrationId.eq(registration_id))
        .exec(tx)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(choice::Model::into_active_model);
    choice::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Gives a place in a workshop to someone who waited for it.
pub(crate) async fn seat(tx: &impl ConnectionTrait, row: &choice::Model) -> Result<()> {
    choice::Entity::update_many()
        .col_expr(choice::Column::IsWaiting, false.into())
        .filter(choice::Column::RegistrationId.eq(row.registration_id))
        .filter(choice::Column::WorkshopId.eq(row.workshop_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Erases the meals, or the access needs, or both, of a day; says how many people had said some.
pub(crate) async fn erase_needs(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    (meals, access): (bool, bool),
) -> Result<u64> {
    use registration::Column::{AccessNeeds, HasConsent, Meal, MeetingId};
    let mut update = registration::Entity::update_many();
    let mut said = Condition::any();
    for (column, is_erased) in [(Meal, meals), (AccessNeeds, access)] {
        if is_erased {
            update = update.col_expr(column, "".into());
            said = said.add(column.ne(""));
        }
    }
    if meals && access {
        update = update.col_expr(HasConsent, false.into());
        said = said.add(HasConsent.eq(true));
    }
    let updated = update
        .filter(MeetingId.eq(meeting_id))
        .filter(said)
        .exec(tx)
        .await?;
    Ok(updated.rows_affected)
}

/// Erases names, addresses and organisations of a day; the rows stay, to be counted.
pub(crate) async fn erase_registrations(tx: &impl ConnectionTrait, meeting_id: Uuid) -> Result<()> {
    use registration::Column::{Email, IsVisible, MeetingId, Name, OrganisationName};
    registration::Entity::update_many()
        .col_expr(Email, Expr::value(None::<String>))
        .col_expr(Name, "".into())
        .col_expr(OrganisationName, "".into())
        .col_expr(IsVisible, false.into())
        .filter(MeetingId.eq(meeting_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes what was erased of a day, unless another process did; false then.
pub(crate) async fn mark_erased(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    column: settings::Column,
    now: DateTime<Utc>,
) -> Result<bool> {
    let updated = settings::Entity::update_many()
        .col_expr(column, now.into())
        .filter(settings::Column::MeetingId.eq(meeting_id))
        .filter(column.is_null())
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Those who arrived and were not thanked yet, of these days.
pub(crate) async fn unthanked(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<Vec<registration::Model>> {
    if meeting_ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(registration::Entity::find()
        .filter(registration::Column::MeetingId.is_in(meeting_ids))
        .filter(registration::Column::ArrivedAt.is_not_null())
        .filter(registration::Column::ThankedAt.is_null())
        .filter(registration::Column::Email.is_not_null())
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?)
}

/// Notes that someone is thanked, unless another process did; false then.
pub(crate) async fn mark_thanked(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let updated = registration::Entity::update_many()
        .col_expr(registration::Column::ThankedAt, now.into())
        .filter(registration::Column::Id.eq(id))
        .filter(registration::Column::ThankedAt.is_null())
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// What was said of a day.
pub(crate) async fn feedback_of(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<feedback::Model>> {
    Ok(feedback::Entity::find()
        .filter(feedback::Column::MeetingId.eq(meeting_id))
        .order_by_asc(feedback::Column::Id)
        .all(db)
        .await?)
}

/// Writes what someone said of a day.
pub(crate) async fn insert_feedback(tx: &impl ConnectionTrait, row: feedback::Model) -> Result<()> {
    feedback::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
