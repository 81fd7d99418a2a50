//! Import of addresses: a preview that writes nothing, then all or nothing. Who left, came back or was erased is kept
//! out; who is in the newsletter already is left as it is.

use sea_orm::DatabaseTransaction;

use super::list::told;
use super::*;
use crate::auth::Caller;
use crate::db::{changed_when_there, parse_id};
use crate::subscriber::spreadsheet::{self, Fault, Line, Sheet};

/// Characters of a source, of a legal ground.
const TEXT: usize = 300;
/// Faulty lines that are told.
const MAX_FAULTS: usize = 1000;
/// Lines that are written at once.
const CHUNK: usize = 2_000;

/// What an import does.
struct Plan {
    newsletter: Newsletter,
    source: String,
    legal_ground: String,
    list_ids: Vec<Uuid>,
    /// The lines that are new, with the hashes of their addresses.
    lines: Vec<(String, Line)>,
    report: SubscriberImportReport,
}

pub(super) async fn preview_subscriber_import(
    app: &App,
    caller: &Caller,
    request: ImportSubscribersRequest,
) -> Result<SubscriberImportReport> {
    let tx = app.db.begin().await?;
    // The key that hashes addresses may be made here; nothing else is written.
    let plan = plan(&tx, caller, &request).await?;
    tx.commit().await?;
    Ok(plan.report)
}

pub(super) async fn apply_subscriber_import(
    app: &App,
    caller: &Caller,
    request: ImportSubscribersRequest,
) -> Result<SubscriberImportReport> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let plan = plan(&tx, caller, &request).await?;
    if plan.report.n_errors > 0 {
        return Err(Error::NotNow(Reason::ImportHasErrors));
    }
    let (newsletter, report) = (plan.newsletter.clone(), plan.report.clone());
    plan.write(&tx, now).await?;
    let object = format!("{}, {} adresses", newsletter.name, report.n_added);
    let act = Act {
        object: &object,
        ..told(
            "ApplySubscriberImport",
            ActivityKind::SubscribersImported,
            &newsletter,
        )
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(report)
}

async fn plan(tx: &DatabaseTransaction, caller: &Caller, request: &ImportSubscribersRequest) -> Result<Plan> {
    let access = newsletter::access(tx, caller, parse_id(&request.newsletter_id)?).await?;
    access.must_write()?;
    let mut violations = Violations::new();
    let source = violations.text("source", &request.source, TEXT);
    let legal_ground = violations.text("legal_ground", &request.legal_ground, TEXT);
    let id = access.newsletter.id;
    let list_ids = lists(tx, &mut violations, id, &request.list_ids).await?;
    if request.content.is_empty() {
        violations.add("content", Reason::Required);
    }
    violations.finish()?;
    let sheet = spreadsheet::read(&request.content);
    if sheet.is_too_long {
        return Err(Error::invalid("content", Reason::TooMany));
    }
    let links = Links::of(tx).await?;
    let mut plan = Plan {
        newsletter: access.newsletter,
        source,
        legal_ground,
        list_ids,
        lines: Vec::with_capacity(sheet.lines.len()),
        report: report(&sheet),
    };
    let known = store::hashes(tx, id).await?;
    for line in sheet.lines {
        let hash = links.address_hash(&line.email);
        match known.get(&hash) {
            None => plan.lines.push((hash, line)),
            Some(SubscriberState::Active | SubscriberState::Pending) => plan.report.n_known += 1,
            Some(_) => plan.report.n_kept_out += 1,
        }
    }
    plan.report.n_added = i32::try_from(plan.lines.len()).unwrap_or(i32::MAX);
    Ok(plan)
}

fn report(sheet: &Sheet) -> SubscriberImportReport {
    let line = |fault: &Fault| subscriber_import_report::Line {
        number: i32::try_from(fault.number).unwrap_or(i32::MAX),
        text: fault.text.clone(),
        faults: fault.sentences.clone(),
    };
    SubscriberImportReport {
        encoding: sheet.encoding.to_owned(),
        separator: sheet.separator.to_string(),
        n_errors: i32::try_from(sheet.faults.len()).unwrap_or(i32::MAX),
        faults: sheet.faults.iter().take(MAX_FAULTS).map(line).collect(),
        ..SubscriberImportReport::default()
    }
}

impl Plan {
    async fn write(self, tx: &DatabaseTransaction, now: chrono::DateTime<chrono::Utc>) -> Result<()> {
        let mut lines = self.lines.into_iter();
        loop {
            let mut rows = Vec::new();
            let mut themes = Vec::new();
            for (hash, line) in lines.by_ref().take(CHUNK) {
                let row = Model {
                    state: SubscriberState::Active as i32,
                    actor_kind: line.actor_kind,
                    actor_function: line.actor_function,
                    territory: line.territory,
                    source: self.source.clone(),
                    legal_ground: self.legal_ground.clone(),
                    ..super::sign_up::blank(self.newsletter.id, &line.email, hash, now)
                };
                themes.extend(line.themes.into_iter().map(|theme| (row.id, theme)));
                rows.push(row);
            }
            if rows.is_empty() {
                return Ok(());
            }
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            store::insert(tx, rows).await.map_err(changed_when_there)?;
            store::add_themes(tx, themes).await?;
            store::add_lists(tx, &ids, &self.list_ids).await?;
        }
    }
}
