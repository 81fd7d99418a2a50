//! Proxies: a voice is given to another organisation for a meeting, and taken back.

use std::collections::BTreeSet;

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::voices::{given, voices};
use super::{procedure, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::decision;
use crate::decision::rules::{self, Given};
use crate::decision::store::{self, proxy};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::{self, Access};

/// A locked meeting that is not over, in which the caller holds the voice of the own organisation.
async fn held(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = meeting::locked(tx, caller, db::parse_id(id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    let is_in_person = access.own.is_some();
    let is_person = caller.person_id.is_some();
    if !is_person || !rules::holds_voice(caller.function, caller.role, is_in_person) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    if !rules::may_change_proxies(access.info.state) {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    Ok(access)
}

pub(super) async fn give_proxy(
    app: &App,
    caller: &Caller,
    request: GiveProxyRequest,
) -> Result<MeetingDecisions> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let bearer_id = violations.id("bearer_id", &request.bearer_id);
    let tx = app.db.begin().await?;
    let access = held(&tx, caller, &request.meeting_id).await?;
    violations.finish()?;
    let info = &access.info;
    let day = procedure::today(app);
    let rules = procedure::in_force(&tx, info.kind, day).await?;
    let rules = rules.ok_or(Error::NotNow(Reason::NoRules))?;
    let voices = voices(&tx, day, &rules, Some(info.id), None).await?;
    let ids: BTreeSet<Uuid> = voices.iter().map(|(id, _)| *id).collect();
    let wanted = Given {
        giver: caller.organisation_id,
        bearer: bearer_id,
    };
    let already = store::proxies_of(&tx, info.id).await?;
    rules::may_give(&ids, &given(&already), wanted, rules.n_proxies).map_err(Error::NotNow)?;
    let bearer = voices.into_iter().find(|(id, _)| *id == bearer_id);
    let row = proxy::Model {
        meeting_id: info.id,
        organisation_id: caller.organisation_id,
        bearer_id,
        bearer_name: bearer.map(|(_, name)| name).unwrap_or_default(),
    };
    store::insert_proxy(&tx, row).await?;
    let told = act("GiveProxy", ActivityKind::ProxyGiven, caller, &access);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::of_meeting(app, app.db.read(), caller, &access).await
}

pub(super) async fn withdraw_proxy(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingDecisions> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = held(&tx, caller, &request.id).await?;
    if !store::delete_proxy(&tx, access.info.id, caller.organisation_id).await? {
        return Err(Error::Missing);
    }
    let told = act("WithdrawProxy", ActivityKind::ProxyWithdrawn, caller, &access);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::of_meeting(app, app.db.read(), caller, &access).await
}

fn act<'a>(rpc: &'static str, kind: ActivityKind, caller: &Caller, access: &'a Access) -> Act<'a> {
    Act {
        organisation_id: Some(caller.organisation_id),
        path: decision::path(access.info.id),
        ..access.act(rpc, kind)
    }
}
