//! The recipients of an edition, by state, with the servers' words.

use leptos::prelude::*;
use proto::v1::{ListRecipientsRequest, Recipient, RecipientReport, RecipientState};

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, older, pill, table};
use crate::ui::time;

/// The states, in the order of the tabs.
const STATES: [RecipientState; 8] = [
    RecipientState::Unspecified,
    RecipientState::Queued,
    RecipientState::Sending,
    RecipientState::Sent,
    RecipientState::Failed,
    RecipientState::Uncertain,
    RecipientState::Bounced,
    RecipientState::Withheld,
];

/// `/delivery/<edition>/recipients?state=<number>&after=<row>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let edition_id = cx.param("edition_id").to_owned();
    let delivery = super::get(&cx, &edition_id).await?;
    let state = cx
        .ask("state")
        .parse::<i32>()
        .ok()
        .and_then(|n| RecipientState::try_from(n).ok());
    let state = state.unwrap_or_default();
    let request = ListRecipientsRequest {
        edition_id: edition_id.clone(),
        state: state as i32,
        after: cx.ask("after").to_owned(),
    };
    let answer = cx.delivery().list_recipients(request).await?.into_inner();
    let rows: Vec<_> = answer.recipients.iter().map(|one| row(&cx, one)).collect();
    let list = if rows.is_empty() {
        empty("Personne n’est dans cet état.", None).into_any()
    } else {
        table("Destinataires", &["Adresse", "État", "Réponse du serveur"], rows).into_any()
    };
    let tabs: Vec<_> = STATES
        .into_iter()
        .map(|one| {
            let href = path(&edition_id, one, "");
            let is_current = (one == state).then_some("page");
            view! { <li><a href=href aria-current=is_current>{text::recipient_state(one)}</a></li> }
        })
        .collect();
    let next = (!answer.next_after.is_empty()).then(|| path(&edition_id, state, &answer.next_after));
    let main = view! {
        {heading(delivery.newsletter_name.clone(), "Destinataires", delivery.subject.clone())}
        <p><a href=format!("/delivery/{edition_id}")>"L’envoi"</a></p>
        <nav aria-label="États"><ul class="tabs">{tabs}</ul></nav>
        {list}
        {older(next, "Suite")}
    };
    Ok(Page::new("Destinataires", Nav::Newsletter, main))
}

fn path(edition_id: &str, state: RecipientState, after: &str) -> String {
    let state = (state as i32).to_string();
    let pairs = [("state", state.as_str()), ("after", after)];
    let query = form_encode(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    format!("/delivery/{edition_id}/recipients?{query}")
}

fn row(cx: &PageContext, one: &Recipient) -> Vec<AnyView> {
    let sign = match one.state() {
        RecipientState::Sent => Sign::Done,
        RecipientState::Failed | RecipientState::Bounced => Sign::Bad,
        RecipientState::Uncertain => Sign::Wait,
        RecipientState::Sending => Sign::Doing,
        RecipientState::Queued | RecipientState::Withheld | RecipientState::Unspecified => Sign::Plain,
    };
    let cause = text::withheld_cause(one.cause());
    let word = if cause.is_empty() {
        state_word(one.state())
    } else {
        cause
    };
    let at = one
        .at
        .map(|at| view! { <p class="soft">{time::at_view(at, cx.zone(), cx.info.now)}</p> });
    let next = one
        .next_at
        .filter(|_| one.n_attempts > 0)
        .map(|at| view! { <p class="soft">"Nouvel essai "{time::at_view(at, cx.zone(), cx.info.now)}</p> });
    let resent = one
        .is_resent
        .then(|| view! { <p class="soft">"Envoyé de nouveau sur décision, après un doute."</p> });
    let meaning = text::answer_meaning(one.meaning());
    let words = (!one.words.is_empty()).then(|| view! { <p class="soft" lang="en">{one.words.clone()}</p> });
    let reports = reports(cx, one);
    let email = if one.email.is_empty() {
        "adresse effacée".to_owned()
    } else {
        one.email.clone()
    };
    vec![
        email.into_any(),
        view! { {pill(sign, word)}{at}{next}{resent} }.into_any(),
        view! { <p>{meaning}</p>{words}{reports} }.into_any(),
    ]
}

/// What came back of one mail, each with its words unless they are the ones above.
fn reports(cx: &PageContext, one: &Recipient) -> Vec<AnyView> {
    let report = |report: &RecipientReport| {
        let at = report.at.map(|at| time::at_view(at, cx.zone(), cx.info.now));
        let words = (!report.words.is_empty() && report.words != one.words)
            .then(|| view! { <span lang="en">" "{report.words.clone()}</span> });
        view! { <p class="soft">"Reçu ensuite "{at}"\u{a0}: "{text::report_kind(report.kind())}{words}</p> }
            .into_any()
    };
    one.reports.iter().map(report).collect()
}

/// The state of one.
fn state_word(state: RecipientState) -> &'static str {
    match state {
        RecipientState::Sent => "envoyé",
        RecipientState::Failed => "refusé",
        RecipientState::Uncertain => "incertain",
        RecipientState::Bounced => "adresse non valable",
        RecipientState::Withheld => "retenu",
        RecipientState::Queued | RecipientState::Sending | RecipientState::Unspecified => {
            text::recipient_state(state)
        }
    }
}
