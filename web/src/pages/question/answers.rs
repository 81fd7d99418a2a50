//! The answer, and its earlier versions.

use leptos::prelude::*;
use proto::v1::question::Answer;
use proto::v1::{Question, QuestionState};

use crate::page::PageContext;
use crate::ui::parts::{empty, fold, prose};
use crate::ui::time;

/// The answer under its title.
pub(super) fn view(cx: &PageContext, one: &Question) -> AnyView {
    let answer = match one.answers.split_first() {
        Some((latest, before)) => given(cx, latest, before),
        None => match one.state() {
            QuestionState::Open => empty("Personne ne l’a encore prise en charge.", None).into_any(),
            QuestionState::Taken => empty("La réponse se prépare.", None).into_any(),
            _ => empty("Close sans réponse.", None).into_any(),
        },
    };
    view! {
        <section aria-labelledby="answer">
            <h2 id="answer">"Réponse"<span class="h-note">" · "{one.addressee_name.clone()}</span></h2>
            {answer}
        </section>
    }
    .into_any()
}

fn given(cx: &PageContext, latest: &Answer, before: &[Answer]) -> AnyView {
    let before: Vec<_> = before
        .iter()
        .map(|one| view! { <li><div>{signed(cx, one)}{prose(&one.text_html)}</div></li> })
        .collect();
    let label = match before.len() {
        0 => None,
        1 => Some("Version précédente".to_owned()),
        n => Some(format!("{n} versions précédentes")),
    };
    let before = label.map(|label| fold(&label, false, view! { <ul class="rows">{before}</ul> }));
    view! { {signed(cx, latest)}{prose(&latest.text_html)}{before} }.into_any()
}

/// « version 2, par Jules Modèle, il y a 3 jours ».
fn signed(cx: &PageContext, one: &Answer) -> AnyView {
    let version = if one.number > 1 {
        format!("Corrigée (version {})", one.number)
    } else {
        "Première version".to_owned()
    };
    let by = (!one.by.is_empty()).then(|| format!(", par {}", one.by));
    let when = one.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    view! { <p class="soft">{version}{by}", "{when}</p> }.into_any()
}
