//! The record of the processing of the subscribers' data (L1): what is set, and what the platform does.

use proto::v1::*;

use super::access;
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::error::Result;
use crate::mail::one_line;
use crate::newsletter::public_path;
use crate::subscriber;

pub(super) async fn get_processing_record(
    app: &App,
    caller: &Caller,
    request: NewsletterRequest,
) -> Result<ProcessingRecord> {
    let db = app.db.read();
    let access = access(db, caller, parse_id(&request.id)?).await?;
    access.must_manage()?;
    let newsletter = access.newsletter;
    let totals = subscriber::totals_of(db, newsletter.id).await?;
    let sources = subscriber::sources(db, newsletter.id).await?;
    let source = |(source, legal_ground, n)| processing_record::Source {
        source,
        legal_ground,
        n,
    };
    let today = app.clock.today(newsletter.zone);
    let people = crate::newsletter::writers(db, &newsletter, today).await?;
    Ok(ProcessingRecord {
        newsletter_id: newsletter.id.to_string(),
        organisation_name: newsletter.organisation_name,
        postal_address: newsletter.postal_address,
        publisher: newsletter.publisher,
        contact: newsletter.contact,
        purpose: newsletter.description,
        legal_ground: newsletter.legal_ground,
        sources: sources.into_iter().map(source).collect(),
        public_url: format!("{}{}", app.config.public_url, public_path(&newsletter.slug)),
        platform_url: app.config.public_url.clone(),
        n_active: totals.n_active,
        n_pending: totals.n_pending,
        n_people: i32::try_from(people.len()).unwrap_or(i32::MAX),
        retention: Some(subscriber::retention()),
        newsletter_name: newsletter.name,
    })
}

pub(super) async fn export_processing_record(
    app: &App,
    caller: &Caller,
    request: NewsletterRequest,
) -> Result<File> {
    let record = get_processing_record(app, caller, request).await?;
    let slug = record.public_url.rsplit('/').next().unwrap_or_default();
    Ok(File {
        name: format!("registre-{slug}.md"),
        content_type: "text/markdown; charset=utf-8".to_owned(),
        content: markdown(&record).into_bytes(),
    })
}

fn markdown(record: &ProcessingRecord) -> String {
    let mut text = format!(
        "# Registre des traitements\u{a0}: {}\n",
        one_line(&record.newsletter_name)
    );
    for (title, lines) in web::text::processing_record(record) {
        text.push_str(&format!("\n## {title}\n\n"));
        for line in lines {
            text.push_str(&format!("- {}\n", one_line(&line)));
        }
    }
    text
}
