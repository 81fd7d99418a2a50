//! The framework's texts: the charter with its signatories, the reference framework, the technical annexes.
//!
//! ```text
//! version   coming -> in force -> former      by the days alone, which turn in Paris
//! ```
//!
//! A text has versions; the one in force on a day is the latest that has come. The animator corrects a version until it
//! is in force, and until the end of the day after it was entered; then its words are locked, and another version takes
//! its place. Its files are not: the signed copy often comes later. The title of a text is corrected whenever. Everyone
//! signed in reads all of it. The rules' screens cite the texts ([`cited`]), in the version that was in force in their
//! year. A signatory stands under the name that it had when it signed: bodies are renamed, what they signed is not.

mod rules;
mod service;
mod store;

use std::sync::Arc;

use chrono::NaiveDate;
use proto::v1::TextKind;
use proto::v1::framework_service_server::FrameworkServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::markdown;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 512 * 1024;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> FrameworkServiceServer<service::Service> {
    let service = service::Service(Arc::clone(app));
    FrameworkServiceServer::new(service).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// Page of a text.
fn path(id: Uuid) -> String {
    format!("/framework/{id}")
}

/// Page of one of its versions.
fn version_path(id: Uuid, number: i32) -> String {
    format!("/framework/{id}?version={number}")
}

/// What the readers of a text follow.
fn topic(id: Uuid) -> String {
    format!("framework:{id}")
}

/// Words for the log: « Charte nationale (2017) ».
fn named(title: &str, label: &str) -> String {
    format!("{title} ({label})")
}

/// A text as the rules of a year cite it: in the version that was in force then.
#[derive(Clone, Debug)]
pub(crate) struct Cited {
    pub(crate) id: Uuid,
    pub(crate) kind: TextKind,
    /// Of an annex.
    pub(crate) partner_id: Option<Uuid>,
    pub(crate) title: String,
    /// Of the version.
    pub(crate) label: String,
    pub(crate) in_force_from: NaiveDate,
    /// Page of the version.
    page: String,
    /// The sections that it has.
    numbers: Vec<String>,
}

impl Cited {
    /// Its page, at the section of this number when there is one.
    pub(crate) fn path(&self, section: &str) -> String {
        if self.numbers.iter().any(|number| number == section) {
            format!("{}#{}", self.page, rules::anchor(section))
        } else {
            self.page.clone()
        }
    }
}

/// The texts that had a version in force at the end of a year; of the year that it is, those that have one today.
pub(crate) async fn cited(db: &impl ConnectionTrait, year: i32, today: NaiveDate) -> Result<Vec<Cited>> {
    let day = rules::day_of(year, today);
    let all = store::texts(db).await?;
    let in_force = all.iter().filter_map(|whole| whole.in_force(day));
    let words = store::words(db, in_force.map(|version| version.id).collect()).await?;
    let cited = all.iter().filter_map(|whole| {
        let (row, version) = (&whole.row, whole.in_force(day)?);
        let is_current = whole.in_force(today).is_some_and(|one| one.id == version.id);
        Some(Cited {
            id: row.id,
            kind: row.kind(),
            partner_id: row.partner_id,
            title: row.title.clone(),
            label: version.label.clone(),
            in_force_from: version.in_force_from,
            page: if is_current {
                path(row.id)
            } else {
                version_path(row.id, version.number)
            },
            numbers: words
                .get(&version.id)
                .map(|text| markdown::section_numbers(text))
                .unwrap_or_default(),
        })
    });
    Ok(cited.collect())
}

/// What an attachment needs to know of a version.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// May add and remove files.
    pub(crate) may_edit: bool,
    /// Words for the log.
    pub(crate) title: String,
    /// Page to open.
    pub(crate) path: String,
    /// What its readers follow.
    pub(crate) topic: String,
}

/// The rights of the caller on the files of a version: everyone reads them.
pub(crate) async fn access(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<Access>> {
    let Some(version) = store::version(db, id).await? else {
        return Ok(None);
    };
    let whole = store::text(db, version.text_id).await?;
    Ok(whole.map(|whole| Access {
        may_edit: caller.is_animator(),
        title: named(&whole.row.title, &version.label),
        path: version_path(version.text_id, version.number),
        topic: topic(version.text_id),
    }))
}
