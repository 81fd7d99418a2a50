//! The subscribers, for who writes the newsletter.

use super::*;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::delivery;
use crate::live::Audience;
use crate::spreadsheet;
use crate::subscriber::rules::{self, Step};

/// Subscribers of a page.
const PAGE: u64 = 50;
/// Subscribers of one question of an export.
const EXPORT_CHUNK: u64 = 5000;
/// The columns of an export.
const HEADINGS: [&str; 11] = [
    "courriel",
    "état",
    "organisation",
    "fonction",
    "territoire",
    "thèmes",
    "listes",
    "fréquence",
    "source",
    "demandé le",
    "confirmé le",
];

pub(super) async fn list_subscribers(
    app: &App,
    caller: &Caller,
    request: ListSubscribersRequest,
) -> Result<ListSubscribersResponse> {
    let db = app.db.read();
    let access = newsletter::access(db, caller, parse_id(&request.newsletter_id)?).await?;
    access.must_write()?;
    let mut violations = Violations::new();
    let state = optional::<SubscriberState>(&mut violations, "state", request.state);
    let search = violations
        .optional_text("search", &request.search, 254)
        .to_lowercase();
    let after = violations.optional_id("after", &request.after);
    violations.finish()?;
    let id = access.newsletter.id;
    let state = Some(state).filter(|state| *state != 0);
    let rows = store::page(db, id, state, &search, after, PAGE).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|n| n == PAGE);
    let last = rows.last().filter(|_| is_full);
    let mut answer = ListSubscribersResponse {
        next_after: last.map(|row| row.id.to_string()).unwrap_or_default(),
        subscribers: messages(db, rows).await?,
        ..ListSubscribersResponse::default()
    };
    for (_, state, n) in store::numbers(db, Some(id)).await? {
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        match state {
            SubscriberState::Pending => answer.n_pending = n,
            SubscriberState::Active => answer.n_active = n,
            SubscriberState::Left => answer.n_left = n,
            SubscriberState::Suppressed => answer.n_suppressed = n,
            SubscriberState::Erased => answer.n_erased = n,
            SubscriberState::Unspecified => {}
        }
    }
    Ok(answer)
}

pub(super) async fn export_subscribers(
    app: &App,
    caller: &Caller,
    request: ExportSubscribersRequest,
) -> Result<File> {
    let db = app.db.read();
    let access = newsletter::access(db, caller, parse_id(&request.newsletter_id)?).await?;
    access.must_write()?;
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let chunk = store::page(db, access.newsletter.id, None, "", after, EXPORT_CHUNK).await?;
        let Some(last) = chunk.last() else { break };
        after = Some(last.id);
        let known = chunk.into_iter().filter(|row| row.email.is_some()).collect();
        rows.extend(messages(db, known).await?);
    }
    let list_names = newsletter::lists(db, access.newsletter.id).await?;
    let names = |ids: &[String]| {
        let chosen = list_names.iter().filter(|(id, _)| ids.contains(&id.to_string()));
        chosen
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let day = |at: Option<prost_types::Timestamp>| {
        let at = at.and_then(|at| chrono::DateTime::from_timestamp(at.seconds, 0));
        at.map(|at| at.with_timezone(&caller.zone).date_naive().to_string())
            .unwrap_or_default()
    };
    let line = |one: Subscriber| {
        let themes: Vec<&str> = one.themes().map(web::text::theme).collect();
        vec![
            one.email.clone(),
            web::text::subscriber_state(one.state()).to_owned(),
            web::text::actor_kind(one.actor_kind()).to_owned(),
            web::text::actor_function(one.actor_function()).to_owned(),
            one.territory.clone(),
            themes.join(" | "),
            names(&one.list_ids),
            web::text::frequency(one.frequency()).to_owned(),
            one.source.clone(),
            day(one.asked_at),
            day(one.confirmed_at),
        ]
    };
    Ok(File {
        name: format!("abonnes-{}.csv", access.newsletter.slug),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: spreadsheet::csv(&HEADINGS, rows.into_iter().map(line)),
    })
}

pub(super) async fn remove_subscriber(
    app: &App,
    caller: &Caller,
    request: RemoveSubscriberRequest,
) -> Result<Subscriber> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = newsletter::access(&tx, caller, parse_id(&request.newsletter_id)?).await?;
    access.must_write()?;
    let row = store::locked(&tx, parse_id(&request.id)?).await?;
    let mut row = row
        .filter(|row| row.newsletter_id == access.newsletter.id)
        .ok_or(Error::Missing)?;
    let state = rules::next(row.state(), Step::Leave).ok_or(Error::NotNow(Reason::NotSubscribed))?;
    if row.state() == SubscriberState::Active {
        delivery::count_left(&tx, row.id).await?;
    }
    row.state = state as i32;
    row.ended_at = Some(now);
    let id = row.id;
    store::save(&tx, row).await?;
    live::record(
        &tx,
        Some(caller),
        now,
        told(
            "RemoveSubscriber",
            ActivityKind::SubscribersChanged,
            &access.newsletter,
        ),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    let db = app.db.read();
    let row = store::subscriber(db, id).await?.ok_or(Error::Missing)?;
    messages(db, vec![row]).await?.pop().ok_or(Error::Missing)
}

/// An act on the subscribers of a newsletter, told to its organisation without naming anyone.
pub(super) fn told<'a>(rpc: &'static str, kind: ActivityKind, newsletter: &'a Newsletter) -> Act<'a> {
    Act {
        organisation_id: Some(newsletter.organisation_id),
        audience: Audience::organisation(newsletter.organisation_id),
        topic: Some(format!("newsletter:{}", newsletter.id)),
        ..Act::told(rpc, kind, &newsletter.name, newsletter::ACTS_PATH.to_owned())
    }
}
