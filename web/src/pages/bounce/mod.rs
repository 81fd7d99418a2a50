//! What came back of the editions and found no mail, for the animator: with the reason, without the addresses.

use leptos::prelude::*;
use proto::v1::{ListUnmatchedReportsRequest, ListUnmatchedReportsResponse, SourceState, UnmatchedReport};

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::text;
use crate::ui::parts::{empty, heading, older, table};
use crate::ui::time;

/// `/bounce?before=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListUnmatchedReportsRequest {
        before: cx.ask("before").to_owned(),
    };
    let answer = cx.bounce().list_unmatched_reports(request).await?.into_inner();
    let rows: Vec<_> = answer.reports.iter().map(|report| row(&cx, report)).collect();
    let list = if rows.is_empty() {
        empty(nothing(&answer), None).into_any()
    } else {
        table(
            "Rapports sans envoi correspondant, les plus récents d’abord",
            &["Reçu", "Nature", "Pourquoi il est ici", "Contenu"],
            rows,
        )
        .into_any()
    };
    let next = (!answer.next_before.is_empty()).then(|| {
        let query = form_encode([("before", answer.next_before.as_str())].into_iter());
        format!("/bounce?{query}")
    });
    let main = view! {
        {heading("", "Retours de courriels", "Ce qui est revenu des lettres d’information, sur les 90 derniers jours.")}
        <p><a href="/mail">"Courriels"</a></p>
        <section aria-labelledby="sources"><h2 id="sources">"D’où viennent les retours"</h2>{sources(&answer)}</section>
        <section aria-labelledby="matched"><h2 id="matched">"Retours rattachés à leur envoi"</h2>{counts(&answer)}</section>
        <section aria-labelledby="unmatched">
            <h2 id="unmatched">"Retours sans envoi correspondant"</h2>
            {list}
            {older(next, "Plus ancien")}
        </section>
    };
    Ok(Page::new("Retours de courriels", Nav::Mail, main))
}

/// An empty list says why it is empty.
fn nothing(answer: &ListUnmatchedReportsResponse) -> &'static str {
    let is_off = |state: SourceState| matches!(state, SourceState::Off | SourceState::Unspecified);
    if is_off(answer.mailbox()) && is_off(answer.webhook()) {
        "Rien n’est relevé\u{a0}: la plateforme ne sait pas ce qui revient après l’envoi."
    } else {
        "Chaque retour a trouvé l’envoi dont il parle."
    }
}

fn sources(answer: &ListUnmatchedReportsResponse) -> AnyView {
    let line = |label: &'static str, state| view! { <dt>{label}</dt><dd>{text::source_state(state)}</dd> };
    view! {
        <dl class="facts">
            {line("Adresse de retour propre à chaque courriel", answer.return_path())}
            {line("Boîte des retours", answer.mailbox())}
            {line("Prestataire d’envoi", answer.webhook())}
        </dl>
    }
    .into_any()
}

fn counts(answer: &ListUnmatchedReportsResponse) -> AnyView {
    if answer.counts.is_empty() {
        return view! { <p>"Aucun."</p> }.into_any();
    }
    let rows = answer
        .counts
        .iter()
        .map(|count| {
            vec![
                text::report_kind(count.kind()).into_any(),
                count.n.to_string().into_any(),
            ]
        })
        .collect();
    view! {
        {table("Retours rattachés à leur envoi, par nature", &["Nature", "Nombre"], rows)}
        <p class="soft">"Les personnes de chaque lettre d’information les lisent sur la page de l’envoi, avec les réponses des serveurs."</p>
    }
    .into_any()
}

fn row(cx: &PageContext, report: &UnmatchedReport) -> Vec<AnyView> {
    let at = report
        .received_at
        .map(|at| time::at_view(at, cx.zone(), cx.info.now));
    let subject = (!report.subject.is_empty()).then(|| view! { <p>{report.subject.clone()}</p> });
    let words = (!report.words.is_empty()).then(|| view! { <p class="soft">{report.words.clone()}</p> });
    vec![
        at.into_any(),
        view! { {text::report_kind(report.kind())}<p class="soft">{text::report_source(report.source())}</p> }
            .into_any(),
        text::unmatched_cause(report.cause()).into_any(),
        view! { {subject}{words} }.into_any(),
    ]
}
