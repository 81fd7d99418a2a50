//! Whom a segment selects.

use proto::v1::{Frequency, SubscriberState};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, QueryOrder as _, QuerySelect as _};

use super::{list, subscriber, theme};
use crate::error::Result;
use crate::subscriber::{Counts, Segment};

/// The next ones who are active and in the segment, by identifier.
pub(crate) async fn chunk(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    segment: &Segment,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<subscriber::Model>> {
    let mut rows = subscriber::Entity::find().filter(selected(newsletter_id, segment));
    if let Some(after) = after {
        rows = rows.filter(subscriber::Column::Id.gt(after));
    }
    Ok(rows
        .order_by_asc(subscriber::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many are selected, and left out by cause.
pub(crate) async fn counts(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    segment: &Segment,
) -> Result<Counts> {
    let rows: Vec<(i32, i32, i64)> = subscriber::Entity::find()
        .select_only()
        .column(subscriber::Column::State)
        .column(subscriber::Column::Frequency)
        .column_as(subscriber::Column::Id.count(), "n")
        .filter(subscriber::Column::NewsletterId.eq(newsletter_id))
        .group_by(subscriber::Column::State)
        .group_by(subscriber::Column::Frequency)
        .into_tuple()
        .all(db)
        .await?;
    let selected = subscriber::Entity::find().filter(selected(newsletter_id, segment));
    let n_selected = i64::try_from(selected.count(db).await?).unwrap_or(i64::MAX);
    let mut counts = Counts {
        n_selected,
        ..Counts::default()
    };
    for (state, frequency, n) in rows {
        let part = match SubscriberState::try_from(state).unwrap_or_default() {
            SubscriberState::Active if frequency != frequency_of(segment) => &mut counts.n_other_frequency,
            SubscriberState::Active => &mut counts.n_outside,
            SubscriberState::Pending => &mut counts.n_pending,
            SubscriberState::Suppressed => &mut counts.n_suppressed,
            SubscriberState::Erased => &mut counts.n_erased,
            SubscriberState::Left | SubscriberState::Unspecified => &mut counts.n_left,
        };
        *part += n;
    }
    counts.n_outside -= n_selected;
    Ok(counts)
}

fn frequency_of(segment: &Segment) -> i32 {
    let frequency = if segment.is_digest {
        Frequency::Monthly
    } else {
        Frequency::Each
    };
    frequency as i32
}

fn selected(newsletter_id: Uuid, segment: &Segment) -> Condition {
    let mut all = Condition::all()
        .add(subscriber::Column::NewsletterId.eq(newsletter_id))
        .add(subscriber::Column::State.eq(SubscriberState::Active as i32))
        .add(subscriber::Column::Frequency.eq(frequency_of(segment)));
    if !segment.territories.is_empty() {
        all = all.add(subscriber::Column::Territory.is_in(&segment.territories));
    }
    if !segment.functions.is_empty() {
        all = all.add(subscriber::Column::ActorFunction.is_in(segment.functions.iter().copied()));
    }
    if !segment.list_ids.is_empty() {
        all = all.add(subscriber::Column::Id.in_subquery(of_lists(&segment.list_ids)));
    }
    if !segment.themes.is_empty() {
        all = all.add(subscriber::Column::Id.in_subquery(of_themes(&segment.themes)));
    }
    all
}

fn of_lists(list_ids: &[Uuid]) -> SelectStatement {
    Query::select()
        .column(list::Column::SubscriberId)
        .from(list::Entity)
        .and_where(list::Column::ListId.is_in(list_ids.iter().copied()))
        .to_owned()
}

fn of_themes(themes: &[i32]) -> SelectStatement {
    Query::select()
        .column(theme::Column::SubscriberId)
        .from(theme::Entity)
        .and_where(theme::Column::Theme.is_in(themes.iter().copied()))
        .to_owned()
}
