//! The gRPC service of productions.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Datelike as _;
use proto::v1::production_service_server::ProductionService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::rules::{self, Step};
use super::store::{self, production::Model};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::clock::timestamp;
use crate::db::{self, parse_id};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::{attachment, markdown, network};

/// Characters of a title at most.
const TITLE: usize = 200;
/// Characters of a text at most.
const TEXT: usize = 50_000;
/// Characters of a link at most.
const LINK: usize = 500;

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

impl Service {
    async fn list(&self, request: ListProductionsRequest) -> Result<ListProductionsResponse> {
        let db = self.0.db.read();
        let of = Some(request.organisation_id).filter(|id| !id.is_empty());
        let of = of.map(|id| parse_id(&id)).transpose()?;
        let rows = store::productions(db, Some(request.year).filter(|year| *year != 0), of).await?;
        let names: BTreeMap<Uuid, String> = network::names(db).await?.into_iter().collect();
        let productions = rows.into_iter().map(|row| {
            let name = names.get(&row.organisation_id).cloned().unwrap_or_default();
            message(row, name)
        });
        Ok(ListProductionsResponse {
            productions: productions.collect(),
        })
    }

    async fn declare(&self, caller: &Caller, request: DeclareProductionRequest) -> Result<Production> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let title = violations.text("title", &request.title, TITLE);
        let form = violations.text("form", &request.form, TITLE);
        let this_year = self.0.clock.today(caller.zone).year();
        if !(this_year - 1..=this_year + 1).contains(&request.year) {
            violations.add("year", Reason::YearOutOfRange);
        }
        violations.finish()?;
        let tx = self.0.db.begin().await?;
        let row = Model {
            id: db::id(),
            year: request.year,
            organisation_id: caller.organisation_id,
            title,
            form,
            state: ProductionState::Declared as i32,
            text: String::new(),
            link: String::new(),
            updated_at: now,
            version: 1,
        };
        store::insert(&tx, row.clone()).await?;
        let told = act("DeclareProduction", ActivityKind::ProductionDeclared, &row);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.answer(row).await
    }

    async fn agree(&self, caller: &Caller, request: AgreeProductionRequest) -> Result<Production> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let row = store::locked(&tx, parse_id(&request.id)?).await?;
        let mut row = row.ok_or(Error::Missing)?;
        row.state = next(&row, Step::Agree)?;
        row.updated_at = now;
        store::save(&tx, &mut row).await?;
        let told = act("AgreeProduction", ActivityKind::ProductionAgreed, &row);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.answer(row).await
    }

    async fn deliver(&self, caller: &Caller, request: DeliverProductionRequest) -> Result<Production> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let text = violations.optional_text("text", &request.text, TEXT);
        let link = violations.optional_text("link", &request.link, LINK);
        if !link.is_empty() && !rules::is_link(&link) {
            violations.add("link", Reason::NotALink);
        }
        if text.is_empty() && link.is_empty() {
            violations.add("text", Reason::TextOrLink);
        }
        let tx = self.0.db.begin().await?;
        let mut row = self.own(&tx, caller, &request.id).await?;
        violations.finish()?;
        row.state = next(&row, Step::Deliver)?;
        if request.version != row.version {
            return Err(Error::Changed);
        }
        (row.text, row.link, row.updated_at) = (text, link, now);
        store::save(&tx, &mut row).await?;
        let told = act("DeliverProduction", ActivityKind::ProductionDelivered, &row);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.answer(row).await
    }

    async fn delete(&self, caller: &Caller, request: DeleteProductionRequest) -> Result<Empty> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let row = self.own(&tx, caller, &request.id).await?;
        next(&row, Step::Delete)?;
        attachment::delete_of(&tx, Owner::Production, row.id).await?;
        store::delete(&tx, row.id).await?;
        let told = act("DeleteProduction", ActivityKind::ProductionDeleted, &row);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        Ok(Empty {})
    }

    /// A production of the caller's centre, locked until the commit.
    async fn own(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Model> {
        let row = store::locked(tx, parse_id(id)?).await?.ok_or(Error::Missing)?;
        if caller.is_of(row.organisation_id) {
            Ok(row)
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }

    async fn answer(&self, row: Model) -> Result<Production> {
        let name = name(self.0.db.read(), row.organisation_id).await?;
        Ok(message(row, name))
    }
}

async fn name(db: &impl ConnectionTrait, organisation_id: Uuid) -> Result<String> {
    let centre = network::centre(db, organisation_id).await?;
    Ok(centre.map(|centre| centre.short_name).unwrap_or_default())
}

fn next(row: &Model, step: Step) -> Result<i32> {
    let next = rules::next(row.state(), step).ok_or(Error::NotNow(Reason::ProductionState))?;
    Ok(next as i32)
}

fn act<'a>(rpc: &'static str, kind: ActivityKind, row: &'a Model) -> Act<'a> {
    Act {
        year: Some(row.year),
        organisation_id: Some(row.organisation_id),
        ..Act::told(rpc, kind, &row.title, format!("/production/{}", row.year))
    }
}

fn message(row: Model, organisation_name: String) -> Production {
    Production {
        id: row.id.to_string(),
        year: row.year,
        organisation_id: row.organisation_id.to_string(),
        organisation_name,
        title: row.title,
        form: row.form,
        state: row.state,
        text_html: markdown::to_html(&row.text),
        text: row.text,
        link: row.link,
        updated_at: Some(timestamp(row.updated_at)),
        version: row.version,
    }
}

#[tonic::async_trait]
impl ProductionService for Service {
    async fn list_productions(
        &self,
        request: Request<ListProductionsRequest>,
    ) -> std::result::Result<Response<ListProductionsResponse>, Status> {
        caller(&request)?;
        Ok(Response::new(self.list(request.into_inner()).await?))
    }

    async fn declare_production(
        &self,
        request: Request<DeclareProductionRequest>,
    ) -> std::result::Result<Response<Production>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.declare(&caller, request.into_inner()).await?))
    }

    async fn agree_production(
        &self,
        request: Request<AgreeProductionRequest>,
    ) -> std::result::Result<Response<Production>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.agree(&caller, request.into_inner()).await?))
    }

    async fn deliver_production(
        &self,
        request: Request<DeliverProductionRequest>,
    ) -> std::result::Result<Response<Production>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.deliver(&caller, request.into_inner()).await?))
    }

    async fn delete_production(
        &self,
        request: Request<DeleteProductionRequest>,
    ) -> std::result::Result<Response<Empty>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.delete(&caller, request.into_inner()).await?))
    }
}
