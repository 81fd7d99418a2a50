//! A text: one of its versions, all of them, its signatories.

use leptos::prelude::*;
use proto::v1::{
    FrameworkText, GetTextRequest, Owner, Signatory, TextSection, TextVersion, TextVersionState,
};

use super::{conduct, kind, since, state_pill};
use crate::page::{Cx, Nav, Page, PageError, Result};
use crate::pages::attachment;
use crate::ui::parts::{lines, prose};
use crate::ui::time;

/// `/framework/<id>?version=2`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let request = GetTextRequest {
        id: cx.param("id").to_owned(),
        number: cx.ask("version").parse().unwrap_or_default(),
    };
    let one = cx.framework().get_text(request).await?.into_inner();
    let shown = one.shown.clone().ok_or(PageError::Missing)?;
    let owner = (Owner::FrameworkVersion, shown.id.as_str());
    let files = attachment::of(&cx, owner.0, owner.1).await?;
    let documents = (!files.is_empty() || one.may_edit).then(|| {
        view! {
            <section aria-labelledby="files">
                <h2 id="files">"Fichiers de cette version"</h2>
                {attachment::part_of(&cx, &files, owner, topic(&one), one.may_edit)}
            </section>
        }
    });
    let main = view! {
        {head(&one, &shown)}
        <div class="columns">
            <div class="column">
                <div id="framework-words" data-live=topic(&one)>{words(&shown)}</div>
                {documents}
                {one.may_edit.then(|| conduct::view(&cx, &one, &shown))}
            </div>
            <div class="column side-column" id="framework-side" data-live=topic(&one)>
                {versions(&one, &shown)}
                {signatories(&one.signatories)}
            </div>
        </div>
    };
    Ok(Page::new(one.title.clone(), Nav::Framework, main).live())
}

/// What moves the page.
fn topic(one: &FrameworkText) -> String {
    format!("framework:{}", one.id)
}

fn head(one: &FrameworkText, shown: &TextVersion) -> AnyView {
    let words = format!(
        "version {}, adoptée le {}",
        shown.label,
        time::date(&shown.adopted_on)
    );
    let is_in_force = |version: &&TextVersion| version.state() == TextVersionState::InForce;
    let current = one.versions.iter().find(is_in_force);
    let current = current.filter(|current| current.number != shown.number).map(|_| {
        let path = format!("/framework/{}", one.id);
        view! { <p class="under"><a href=path>"Lire la version en vigueur"</a></p> }
    });
    view! {
        <div class="heading" id="framework-head" data-live=topic(one)>
            <p class="above"><a href="/framework">"Textes du cadre"</a>" · "{kind(one)}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{words}" "{state_pill(shown)}" "{since(shown)}</p>
            {current}
        </div>
    }
    .into_any()
}

fn words(shown: &TextVersion) -> AnyView {
    let sections: Vec<_> = shown.sections.iter().map(section).collect();
    view! {
        <section aria-labelledby="words">
            <h2 id="words">"Le texte"</h2>
            <div class="prose">{sections}</div>
        </section>
    }
    .into_any()
}

/// A part, under its heading to which the rules lead.
fn section(one: &TextSection) -> AnyView {
    let (id, title) = (one.anchor.clone(), one.title.clone());
    let heading = match one.level {
        _ if one.number.is_empty() => ().into_any(),
        ..=3 => view! { <h3 id=id>{title}</h3> }.into_any(),
        4 => view! { <h4 id=id>{title}</h4> }.into_any(),
        5 => view! { <h5 id=id>{title}</h5> }.into_any(),
        _ => view! { <h6 id=id>{title}</h6> }.into_any(),
    };
    view! { {heading}{prose(&one.html)} }.into_any()
}

/// The former, the present and the coming ones, each with what it changed.
fn versions(one: &FrameworkText, shown: &TextVersion) -> AnyView {
    let items: Vec<_> = one
        .versions
        .iter()
        .map(|version| {
            let path = if version.state() == TextVersionState::InForce {
                format!("/framework/{}", one.id)
            } else {
                format!("/framework/{}?version={}", one.id, version.number)
            };
            let is_current = (version.number == shown.number).then_some("page");
            let change = (!version.change.is_empty()).then(|| lines(&version.change));
            view! {
                <li>
                    <a href=path aria-current=is_current>{format!("Version {}", version.label)}</a>" "{state_pill(version)}
                    <p class="soft">{since(version)}</p>
                    {change}
                </li>
            }
        })
        .collect();
    view! { <section aria-labelledby="versions"><h2 id="versions">"Versions"</h2><ul class="names">{items}</ul></section> }
        .into_any()
}

fn signatories(all: &[Signatory]) -> Option<AnyView> {
    let items: Vec<_> = all
        .iter()
        .map(|one| {
            let signed = time::date(&one.signed_on);
            let left = (!one.left_on.is_empty()).then(|| format!(", sorti le {}", time::date(&one.left_on)));
            view! {
                <li>
                    {one.name.clone()}
                    <p class="soft">{one.quality.clone()}", le "{signed}{left}</p>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! { <section aria-labelledby="signatories"><h2 id="signatories">"Signataires"</h2><ul class="names">{items}</ul></section> }
            .into_any()
    })
}
