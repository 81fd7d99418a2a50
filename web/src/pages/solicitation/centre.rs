//! The solicitations of an organisation, on its page: what it was asked, what it answered, what became of it.

use leptos::prelude::*;
use proto::v1::{Function, ListSolicitationsRequest, Organisation, Solicitation};

use super::{answer_of, answer_pill, asked_words, asks, state_pill};
use crate::page::PageContext;
use crate::ui::parts::{link_button, prose};

/// The section; nothing when there is nothing that the reader may see, nor ask.
pub(in crate::pages) async fn section(cx: &PageContext, one: &Organisation) -> Option<AnyView> {
    let request = ListSolicitationsRequest {
        organisation_id: one.id.clone(),
        ..Default::default()
    };
    let all = cx.solicitation().list_solicitations(request).await;
    let all = all
        .map(|answer| answer.into_inner().solicitations)
        .unwrap_or_default();
    let may_ask = asks(cx.role()) && one.function() == Function::Centre && one.left_on.is_empty();
    if all.is_empty() && !may_ask {
        return None;
    }
    let items: Vec<_> = all.iter().map(|asked| item(cx, one, asked)).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucune sollicitation pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let ask = may_ask.then(|| {
        let path = format!("/solicitation/new?centre={}", one.id);
        view! { <div class="acts">{link_button(path, "Solliciter son expertise", false)}</div> }
    });
    Some(
        view! {
            <section aria-labelledby="solicitations">
                <h2 id="solicitations">"Sollicitations"<span class="h-note">" · hors des appels"</span></h2>
                {list}
                {ask}
            </section>
        }
        .into_any(),
    )
}

fn item(cx: &PageContext, of: &Organisation, one: &Solicitation) -> AnyView {
    let answer = answer_of(one, &of.id);
    let about = match answer {
        Some(_) => format!("demandé par {}", one.organisation_name),
        None => asked_words(one),
    };
    let state = answer.map(answer_pill);
    let answered = answer.filter(|answer| !answer.text_html.is_empty()).map(|answer| {
        view! { <details class="read-more"><summary>"Ce qu’il a répondu"</summary>{prose(&answer.text_html)}</details> }
    });
    let outcome = (!one.outcome_html.is_empty()).then(|| {
        view! { <details class="read-more"><summary>"Ce que sont devenues les réponses"</summary>{prose(&one.outcome_html)}</details> }
    });
    view! {
        <li>
            <div>
                <h3><a href=format!("/solicitation/{}", one.id)>{one.title.clone()}</a></h3>
                <p class="soft">{about}" · "{state_pill(cx, one)}</p>
                {answered}
                {outcome}
            </div>
            <div class="row-acts">{state}</div>
        </li>
    }
    .into_any()
}
