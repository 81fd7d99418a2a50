//! The mail as it would leave, shown to the organisation and tried on one of its people.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::edition::render::{PREFERENCES, SOURCE};
use crate::edition::{letter, store};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::mail::{self, Mail};
use crate::network;
use crate::newsletter::{self, Newsletter};

pub(super) async fn preview_edition(
    app: &App,
    caller: &Caller,
    request: EditionRequest,
) -> Result<PreviewEditionResponse> {
    let db = app.db.read();
    let row = store::edition(db, parse_id(&request.id)?)
        .await?
        .ok_or(Error::Missing)?;
    let access = newsletter::access(db, caller, row.newsletter_id).await?;
    preview(app, db, &access.newsletter, &row).await
}

/// The mail of nobody in particular: its link to preferences leads to the page of the newsletter.
async fn preview(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
) -> Result<PreviewEditionResponse> {
    let (subject, html, text) = if let Some(letter) = store::letter(db, row.id).await? {
        (letter.subject, letter.html, letter.text)
    } else {
        let composed = letter::compose(app, db, newsletter, row).await?;
        (composed.subject, composed.html, composed.text)
    };
    let weight = html.len();
    let html = letter::with_signed_pictures(db, &newsletter.slug, row.id, html).await?;
    let page = newsletter::public_path(&newsletter.slug);
    let page = format!("{}{page}", app.config.public_url);
    let filled = |part: String| part.replace(PREFERENCES, &page).replace(SOURCE, "");
    Ok(PreviewEditionResponse {
        subject,
        html: filled(html),
        text: filled(text),
        weight_bytes: i32::try_from(weight).unwrap_or(i32::MAX),
    })
}

pub(super) async fn send_test(app: &App, caller: &Caller, request: SendTestRequest) -> Result<Empty> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let person_id = violations.id("person_id", &request.person_id);
    let tx = app.db.begin().await?;
    let row = store::edition(&tx, parse_id(&request.id)?)
        .await?
        .ok_or(Error::Missing)?;
    let access = newsletter::access(&tx, caller, row.newsletter_id).await?;
    access.must_write()?;
    let newsletter = &access.newsletter;
    let people = network::people(&tx, app.clock.today(newsletter.zone)).await?;
    let person = people
        .into_iter()
        .find(|person| person.person_id == person_id && person.organisation_id == newsletter.organisation_id);
    if person.is_none() && !person_id.is_nil() {
        violations.add("person_id", Reason::UnknownValue);
    }
    violations.finish()?;
    let person = person.ok_or(Error::Missing)?;
    let preview = preview(app, &tx, newsletter, &row).await?;
    let mail = Mail {
        to: &person.email,
        name: &person.name,
        subject: &format!("[Essai] {}", preview.subject),
        text: &preview.text,
        html: &preview.html,
        calendar: "",
    };
    mail::queue(&tx, now, mail).await?;
    live::record(&tx, Some(caller), now, Act::audit("SendTest", &newsletter.name)).await?;
    tx.commit().await?;
    Ok(Empty {})
}
