//! The demonstration's texts of the framework: the charter with its signatories, the reference framework, the annex with
//! the ANRU, of which a second version comes into force next year. Played through the RPCs, as people would.

mod words;

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use proto::v1::framework_service_client::FrameworkServiceClient;
use proto::v1::{
    AddSignatoryRequest, AddTextVersionRequest, CreateTextRequest, FrameworkText, Function, ListTextsRequest,
    TextKind, TextWords,
};
use tonic::Request;

use super::people::{People, caller};
use crate::app::{Api, App};
use crate::clock::Clock;
use crate::network::Recipient;

/// The day on which all were adopted and signed.
const SIGNED_ON: &str = "2017-03-21";
/// How long ago the texts were entered.
const ENTERED: TimeDelta = TimeDelta::days(90);
/// How long ago the second version was.
const ADDED: TimeDelta = TimeDelta::days(12);

/// Plays them, into a network without any text.
pub(super) async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let Some((animator, agency)) = players(app, today).await.map_err(internal)? else {
        return Ok(());
    };
    let mut then = ago(app, ENTERED).await?;
    let known = then.list_texts(by(&animator, ListTextsRequest {})).await?;
    if !known.into_inner().texts.is_empty() {
        return Ok(());
    }
    let charter = text(TextKind::Charter, words::CHARTER_TITLE, words::CHARTER);
    let charter = create(&mut then, &animator, charter).await?;
    for (name, quality) in words::SIGNATORIES {
        let add = AddSignatoryRequest {
            text_id: charter.id.clone(),
            name: name.to_owned(),
            quality: quality.to_owned(),
            signed_on: SIGNED_ON.to_owned(),
        };
        then.add_signatory(by(&animator, add)).await?;
    }
    let framework = text(TextKind::Framework, words::FRAMEWORK_TITLE, words::FRAMEWORK);
    create(&mut then, &animator, framework).await?;
    let annex = CreateTextRequest {
        partner_id: agency.organisation_id.to_string(),
        ..text(TextKind::Annex, words::ANNEX_TITLE, words::ANNEX)
    };
    let annex = create(&mut then, &animator, annex).await?;
    let next = NaiveDate::from_ymd_opt(today.year() + 1, 1, 1).unwrap_or(today);
    let version = AddTextVersionRequest {
        text_id: annex.id,
        words: Some(TextWords {
            label: next.year().to_string(),
            adopted_on: (today - ADDED).to_string(),
            in_force_from: next.to_string(),
            text: format!("{}{}", words::ANNEX, words::ADDED_TO_ANNEX),
        }),
        change: words::CHANGE.to_owned(),
    };
    let mut lately = ago(app, ADDED).await?;
    lately.add_text_version(by(&animator, version)).await?;
    app.live.wake();
    Ok(())
}

/// Somebody of the animator, and of the ANRU.
async fn players(app: &App, today: NaiveDate) -> crate::error::Result<Option<(Recipient, Recipient)>> {
    let tx = app.db.begin().await?;
    let people = People::of(&tx, today).await?;
    let agency = people.of_function(Function::UrbanRenewalAgency);
    Ok(people.animator().cloned().zip(agency.cloned()))
}

/// The service as it was some time ago.
async fn ago(app: &App, time: TimeDelta) -> anyhow::Result<FrameworkServiceClient<Api>> {
    let past = App::new(app.config.clone(), Clock::fixed(app.clock.now() - time)).await?;
    Ok(FrameworkServiceClient::new(past.api()))
}

/// A text of 2017.
fn text(kind: TextKind, title: &str, text: &str) -> CreateTextRequest {
    CreateTextRequest {
        kind: kind as i32,
        title: title.to_owned(),
        partner_id: String::new(),
        words: Some(TextWords {
            label: "2017".to_owned(),
            adopted_on: SIGNED_ON.to_owned(),
            in_force_from: SIGNED_ON.to_owned(),
            text: text.to_owned(),
        }),
    }
}

async fn create(
    service: &mut FrameworkServiceClient<Api>,
    animator: &Recipient,
    text: CreateTextRequest,
) -> anyhow::Result<FrameworkText> {
    Ok(service.create_text(by(animator, text)).await?.into_inner())
}

fn by<M>(person: &Recipient, message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(caller(person));
    request
}

#[expect(clippy::needless_pass_by_value, reason = "maps an error")]
fn internal(error: crate::error::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
