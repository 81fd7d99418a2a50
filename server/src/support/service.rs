//! The service: each RPC says who calls, then hands over to the file that does it.

mod answer;
mod ask;
mod view;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::support_service_server::SupportService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::rules::{self, Step};
use super::store::{self, support};
use super::{path, topic};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};
use crate::{mail, markdown, network};

/// Characters of a title, of a place, of who comes, at most.
const LINE: usize = 200;
/// Characters of what is expected at most.
const TEXT: usize = 5_000;
/// Characters of a few sentences at most.
const NOTE: usize = 2_000;

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

/// Whether a request exists for the caller.
fn may_see(caller: &Caller, row: &support::Model) -> bool {
    rules::sees_all(caller.role) || caller.is_of(row.organisation_id)
}

/// The state after a step, of a request as the caller saw it.
fn step(row: &support::Model, step: Step, version: i32, now: DateTime<Utc>) -> Result<i32> {
    let is_past = rules::is_past(row.starts_at, now);
    let next = rules::next(row.state(), step, is_past).map_err(Error::NotNow)?;
    if version == row.version {
        Ok(next as i32)
    } else {
        Err(Error::Changed)
    }
}

impl Service {
    /// A request that the caller may see, locked until the commit.
    async fn locked(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<support::Model> {
        let row = store::locked(tx, parse_id(id)?).await?;
        row.filter(|row| may_see(caller, row)).ok_or(Error::Missing)
    }

    /// An act on a request, told to the centre and to the ANRU.
    async fn act<'a>(
        &self,
        tx: &impl ConnectionTrait,
        now: DateTime<Utc>,
        rpc: &'static str,
        kind: ActivityKind,
        row: &'a support::Model,
    ) -> Result<Act<'a>> {
        let today = now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let told = network::agency_ids(tx, today).await?.into_iter();
        Ok(Act {
            audience: Audience::Organisations(told.chain([row.organisation_id]).collect()),
            topic: Some(topic(row.id)),
            organisation_id: Some(row.organisation_id),
            details: details(kind, row, now),
            ..Act::told(rpc, kind, &row.title, path(row.id))
        })
    }
}

/// What mails say of a request: what is asked, when and where; then what is expected of it, or what is answered.
fn details(kind: ActivityKind, row: &support::Model, now: DateTime<Utc>) -> String {
    let zones = [row.zone().name(), chrono_tz::Europe::Paris.name()];
    let asked = format!(
        "{}, {}, {}",
        web::text::support_kind(row.kind()),
        web::span_in_words(row.starts_at, row.ends_at, &zones, now),
        mail::one_line(&row.place)
    );
    let said = |label: &str, text: &str| {
        let text = markdown::plain(text, markdown::BEGINNING);
        (!text.is_empty()).then(|| format!("{label}\u{a0}: {text}"))
    };
    let lines = match kind {
        ActivityKind::SupportAsked => [said("Ce qui est attendu", &row.text), None],
        ActivityKind::SupportAccepted => [said("Qui viendra", &row.who), said("Message", &row.answer)],
        ActivityKind::SupportDeclined => [said("Motif", &row.answer), None],
        _ => [None, None],
    };
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    format!("{asked}\n\n{}", lines.join("\n")).trim_end().to_owned()
}

type Answer<T> = std::result::Result<Response<T>, Status>;

#[tonic::async_trait]
impl SupportService for Service {
    async fn list_supports(&self, request: Request<ListSupportsRequest>) -> Answer<ListSupportsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(self.list(&caller, request.into_inner()).await?))
    }

    async fn get_support(&self, request: Request<GetSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        let id = parse_id(&request.into_inner().id)?;
        Ok(Response::new(self.view(&caller, id).await?))
    }

    async fn ask_support(&self, request: Request<AskSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        Ok(Response::new(self.ask(&caller, request.into_inner()).await?))
    }

    async fn update_support(&self, request: Request<UpdateSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        Ok(Response::new(self.update(&caller, request.into_inner()).await?))
    }

    async fn withdraw_support(&self, request: Request<WithdrawSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        Ok(Response::new(self.withdraw(&caller, request.into_inner()).await?))
    }

    async fn accept_support(&self, request: Request<AcceptSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        Ok(Response::new(self.accept(&caller, request.into_inner()).await?))
    }

    async fn decline_support(&self, request: Request<DeclineSupportRequest>) -> Answer<Support> {
        let caller = caller(&request)?;
        Ok(Response::new(self.decline(&caller, request.into_inner()).await?))
    }
}
