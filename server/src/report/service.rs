//! The tonic service.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveDate};
use chrono_tz::Tz;
use proto::v1::report::{Relayed, Session};
use proto::v1::report_service_server::ReportService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::store;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::bulletin::{self, Done};
use crate::contribution::{self, Signed};
use crate::db::parse_id;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::{self, Info};
use crate::production::Made;
use crate::{markdown, network, production, question};

/// Characters of the words at most.
const TEXT: usize = 5_000;
/// Years that may be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// See the contract.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(super) Arc<App>);

#[tonic::async_trait]
impl ReportService for Service {
    async fn list_reports(
        &self,
        request: Request<ListReportsRequest>,
    ) -> Result<Response<ListReportsResponse>, Status> {
        let caller = auth::caller(&request)?;
        Ok(Response::new(list(&self.0, &caller, request.into_inner()).await?))
    }

    async fn get_report(&self, request: Request<GetReportRequest>) -> Result<Response<Report>, Status> {
        let caller = auth::caller(&request)?;
        Ok(Response::new(get(&self.0, &caller, &request.into_inner()).await?))
    }

    async fn save_report(&self, request: Request<SaveReportRequest>) -> Result<Response<Report>, Status> {
        let caller = auth::caller(&request)?;
        Ok(Response::new(save(&self.0, &caller, request.into_inner()).await?))
    }
}

/// Whether the caller reads the reports of all centres.
fn reads_all(caller: &Caller) -> bool {
    matches!(caller.role, Role::Animator | Role::UrbanRenewalAgency)
}

/// A month, or a year: from its first day until the day after its last.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: NaiveDate,
    until: NaiveDate,
}

impl Span {
    fn parse(violations: &mut Violations, year: i32, month: i32) -> Self {
        if !YEARS.contains(&year) {
            violations.add("year", Reason::YearOutOfRange);
        }
        if !(0..=12).contains(&month) {
            violations.add("month", Reason::OutOfRange);
        }
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
        match u32::try_from(month).unwrap_or_default() {
            0 => Self {
                from: first(year, 1),
                until: first(year.saturating_add(1), 1),
            },
            12 => Self {
                from: first(year, 12),
                until: first(year.saturating_add(1), 1),
            },
            month => Self {
                from: first(year, month),
                until: first(year, month + 1),
            },
        }
    }

    fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

/// What happened in a year, of a centre or of all.
struct Year {
    relays: Vec<Done>,
    sessions: Vec<Info>,
    productions: Vec<production::Info>,
    contributed: Vec<Signed>,
}

impl Year {
    async fn read(db: &impl ConnectionTrait, year: i32, of: Option<Uuid>) -> Result<Self> {
        let whole = Span::parse(&mut Violations::new(), year, 0);
        Ok(Self {
            relays: bulletin::relayed_between(db, whole.from, whole.until, of).await?,
            sessions: meeting::local_held(db, year, of).await?,
            productions: production::of_year(db, year, of).await?,
            contributed: contribution::submitted(db, year, of).await?,
        })
    }

    fn relays_of(&self, id: Uuid, span: Span) -> impl Iterator<Item = &Done> {
        let of = self.relays.iter().filter(move |one| one.organisation_id == id);
        of.filter(move |one| span.contains(one.on))
    }

    fn sessions_of(&self, id: Uuid, span: Span) -> impl Iterator<Item = &Info> {
        let of = self.sessions.iter().filter(move |one| one.organisation_id == id);
        of.filter(move |one| span.contains(day(one)))
    }

    fn productions_of(&self, id: Uuid) -> impl Iterator<Item = &production::Info> {
        self.productions
            .iter()
            .filter(move |one| one.organisation_id == id)
    }

    /// What the centre contributed in a form of production.
    fn contributed_by(&self, id: Uuid) -> impl Iterator<Item = &Signed> {
        let of = self.contributed.iter().filter(move |one| one.is_of(id));
        of.filter(|one| production::is_production(one.kind))
    }

    /// Productions that are made.
    fn n_made(&self, id: Uuid) -> usize {
        let states = self.productions_of(id).map(|one| one.state);
        Made::of(states, self.contributed_by(id).map(|one| one.kind)).done
    }

    /// What the centre says that it reached by other means.
    fn n_declared(&self, id: Uuid, span: Span) -> i64 {
        let declared = self.relays_of(id, span);
        let declared = declared.filter(|one| one.means == RelayMeans::Declared);
        declared.map(|one| one.n_reached).sum()
    }

    /// Local actors: at each session once, and as its bulletins reached them otherwise.
    fn n_reached(&self, id: Uuid, span: Span) -> i64 {
        let by_letter = self
            .relays_of(id, span)
            .filter(|one| one.means == RelayMeans::Newsletter)
            .map(|one| one.n_reached);
        let there = self.sessions_of(id, span).map(|one| i64::from(one.n_attendants));
        by_letter.chain(there).sum()
    }
}

/// The day of a session, where it was.
fn day(session: &Info) -> NaiveDate {
    session.starts_at.with_timezone(&session.zone).date_naive()
}

async fn list(app: &App, caller: &Caller, request: ListReportsRequest) -> Result<ListReportsResponse> {
    use list_reports_response::Line;
    let mut violations = Violations::new();
    let year = match request.year {
        0 => app.clock.today(Tz::Europe__Paris).year(),
        year => year,
    };
    let span = Span::parse(&mut violations, year, 0);
    violations.finish()?;
    let db = app.db.read();
    let own = (!reads_all(caller)).then_some(caller.organisation_id);
    let found = Year::read(db, year, own).await?;
    let mut months = BTreeMap::<Uuid, Vec<i32>>::new();
    for row in store::of_year(db, year, own)
        .await?
        .into_iter()
        .filter(|row| !row.text.is_empty())
    {
        months.entry(row.organisation_id).or_default().push(row.month);
    }
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let centres = network::centres(db, year).await?.into_iter();
    let lines = centres
        .filter(|centre| own.is_none_or(|id| id == centre.id))
        .map(|centre| Line {
            organisation_id: centre.id.to_string(),
            n_relays: count(found.relays_of(centre.id, span).count()),
            n_sessions: count(found.sessions_of(centre.id, span).count()),
            n_productions: count(found.n_made(centre.id)),
            n_reached: found.n_reached(centre.id, span),
            n_declared: found.n_declared(centre.id, span),
            months: months.remove(&centre.id).unwrap_or_default(),
            organisation_name: centre.short_name,
        });
    Ok(ListReportsResponse {
        year,
        lines: lines.collect(),
    })
}

async fn get(app: &App, caller: &Caller, request: &GetReportRequest) -> Result<Report> {
    let id = parse_id(&request.organisation_id)?;
    if !reads_all(caller) && !caller.is_of(id) {
        return Err(Error::Missing);
    }
    read(app, caller, id, request.year, request.month).await
}

async fn read(app: &App, caller: &Caller, id: Uuid, year: i32, month: i32) -> Result<Report> {
    let mut violations = Violations::new();
    let span = Span::parse(&mut violations, year, month);
    violations.finish()?;
    let db = app.db.read();
    let centre = network::centre(db, id).await?.ok_or(Error::Missing)?;
    let found = Year::read(db, year, Some(id)).await?;
    let words = store::report(db, id, year, month).await?;
    let (text, updated_by, version) =
        words.map_or_else(Default::default, |row| (row.text, row.updated_by, row.version));
    let made = if month == 0 {
        made(&found, id, caller)
    } else {
        Vec::new()
    };
    Ok(Report {
        organisation_id: id.to_string(),
        organisation_name: centre.short_name,
        year,
        month,
        text_html: markdown::to_html(&text),
        text,
        updated_by,
        relays: found.relays_of(id, span).map(relayed).collect(),
        sessions: found.sessions_of(id, span).map(session).collect(),
        productions: made,
        n_reached: found.n_reached(id, span),
        n_declared: found.n_declared(id, span),
        version,
        may_edit: caller.is_of(id) && matches!(caller.role, Role::Director | Role::Team),
    })
}

/// The productions of a centre, then what it contributed in a form of production.
fn made(found: &Year, id: Uuid, caller: &Caller) -> Vec<report::Made> {
    let own = found.productions_of(id).map(|one| report::Made {
        title: one.title.clone(),
        form: one.form.clone(),
        state: one.state as i32,
    });
    let contributed = found.contributed_by(id).map(|one| report::Made {
        title: one.title_for(caller).to_owned(),
        form: web::text::expected(one.kind).to_owned(),
        state: ProductionState::Delivered as i32,
    });
    own.chain(contributed).collect()
}

fn relayed(one: &Done) -> Relayed {
    Relayed {
        bulletin_id: one.bulletin_id.to_string(),
        title: one.title.clone(),
        organisation_name: one.sender_name.clone(),
        kind_name: one.kind_name.clone(),
        means: one.means as i32,
        words: one.words.clone(),
        on: one.on.to_string(),
        n_reached: one.n_reached,
        is_settled: one.is_settled,
    }
}

fn session(one: &Info) -> Session {
    Session {
        title: one.title.clone(),
        on: day(one).to_string(),
        place: one.place.clone(),
        n_attendants: one.n_attendants,
    }
}

async fn save(app: &App, caller: &Caller, request: SaveReportRequest) -> Result<Report> {
    let now: DateTime<_> = app.clock.now();
    let mut violations = Violations::new();
    Span::parse(&mut violations, request.year, request.month);
    let text = violations.optional_text("text", &request.text, TEXT);
    let passages = (&request.confirmed[..], &request.marked[..]);
    let checked = question::check(&mut violations, &[("text", &text)], passages);
    violations.finish()?;
    checked.must_be_by_a_person(caller)?;
    let id = caller.organisation_id;
    let tx = app.db.begin().await?;
    let row = store::Model {
        organisation_id: id,
        year: request.year,
        month: request.month,
        text,
        updated_by: caller.name.clone(),
        version: request.version,
    };
    store::save(&tx, row).await?;
    let subject = match request.month {
        0 => format!("Activité de {}", request.year),
        month => format!("Activité de {month}/{}", request.year),
    };
    checked.trace(&tx, caller, now, &subject).await?;
    let readers = network::agency_ids(&tx, app.clock.today(Tz::Europe__Paris)).await?;
    let act = Act {
        audience: Audience::Organisations(readers.into_iter().chain([id]).collect()),
        topic: Some(format!("report:{id}")),
        organisation_id: Some(id),
        ..Act::told(
            "SaveReport",
            ActivityKind::ReportSaved,
            &caller.organisation_name,
            format!("/report/{id}?year={}&month={}", request.year, request.month),
        )
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    read(app, caller, id, request.year, request.month).await
}
