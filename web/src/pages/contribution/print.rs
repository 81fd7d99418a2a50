//! The contribution as a sheet of paper.

use leptos::prelude::*;
use proto::v1::Section;

use super::{load, signature};
use crate::page::{Cx, Nav, Page, Result};
use crate::text;
use crate::ui::parts::prose;
use crate::ui::time;

/// `/contribution/<id>/print`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = load(&cx).await?;
    let (kind, state) = (text::expected(one.kind()), text::contribution_state(one.state()));
    let sections: Vec<_> = one
        .sections
        .iter()
        .filter(|section| !section.html.is_empty())
        .map(section)
        .collect();
    let submitted = one
        .submitted_at
        .map(|at| view! { <p>"Déposée le "{time::day_view(at, "", cx.info.now)}"."</p> });
    let licence = text::licence(one.licence());
    let licence = (!licence.is_empty()).then(|| view! { <p>{licence}" · "{one.credit.clone()}</p> });
    let main = view! {
        <p class="sheet-acts">
            <a href=format!("/contribution/{}", one.id)>"← Revenir à la contribution"</a>
            <span class="soft">"Imprimez avec Ctrl + P ou le menu du navigateur."</span>
        </p>
        <article class="sheet">
            <header>
                <p class="soft">{format!("Programme {} · {} · {kind}, {state}", one.year, one.work_stream_title)}</p>
                <h1>{one.title.clone()}</h1>
                <p>{signature(&one)}</p>
            </header>
            {sections}
            <footer class="soft">
                {submitted}
                {licence}
                <p>"Réseau des centres de ressources politique de la ville."</p>
            </footer>
        </article>
    };
    Ok(Page::new(
        format!("{} (à imprimer)", one.title),
        Nav::Elsewhere,
        main,
    ))
}

fn section(section: &Section) -> AnyView {
    view! { <section><h2>{text::section(&section.key)}</h2>{prose(&section.html)}</section> }.into_any()
}
