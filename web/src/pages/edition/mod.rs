//! An edition of a newsletter: composed at the left, seen at the right as it will leave; the archive.

mod archive;
mod block;
mod compose;
mod preview;

use leptos::prelude::*;
use proto::v1::{Edition, EditionRequest, EditionState, ListEditionsRequest};

pub(crate) use archive::{issue, page as archive};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::delivery;
use crate::text;
use crate::ui::form::{act_form, confirm};
use crate::ui::parts::{Sign, empty, heading, pill, table};
use crate::ui::time;

/// `/edition/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = EditionRequest {
        id: cx.param("id").to_owned(),
    };
    let one = cx.edition().get_edition(request).await?.into_inner();
    let team = compose::team(&cx, &one).await?;
    let found = compose::found(&cx, &one).await?;
    let preview = preview::view(&cx, &one).await?;
    let above = view! { <p class="above"><a href=format!("/newsletter/{}", one.newsletter_id)>{one.newsletter_name.clone()}</a></p> };
    let composed = one.may_edit.then(|| compose::view(&cx, &one, found));
    let class = if one.may_edit { "compose" } else { "compose read" };
    let delivery = delivery::section(&cx, &one.id).await;
    let main = view! {
        {above}
        {heading("", title(&one), "")}
        <div id="edition-state" class="led" data-live=topic(&one)>{standing(&cx, &one)}</div>
        <div class=class>
            <div class="compose-blocks">{composed}</div>
            <div class="compose-seen">
                {check(&one)}
                {delivery}
                {compose::test(&cx, &one, &team)}
                {preview}
            </div>
        </div>
        {acts(&cx, &one)}
    };
    Ok(Page::new(title(&one), Nav::Newsletter, main).live())
}

/// What moves the page.
fn topic(one: &Edition) -> String {
    format!("edition:{}", one.id)
}

/// « Édition n° 4 »; a digest has no number.
fn which(one: &Edition) -> String {
    if one.digest_month.is_empty() {
        format!("Édition n°\u{a0}{}", one.number)
    } else {
        "Résumé mensuel".to_owned()
    }
}

fn title(one: &Edition) -> String {
    if one.title.is_empty() {
        which(one)
    } else {
        one.title.clone()
    }
}

fn state_pill(state: EditionState) -> AnyView {
    let sign = match state {
        EditionState::Published => Sign::Done,
        EditionState::Frozen => Sign::Open,
        EditionState::Draft => Sign::Doing,
        EditionState::Unspecified => Sign::Plain,
    };
    pill(sign, text::edition_state(state)).into_any()
}

fn standing(cx: &PageContext, one: &Edition) -> AnyView {
    let saved = one.updated_at.filter(|_| one.state() == EditionState::Draft);
    let saved = saved.map(|at| {
        view! { <p class="soft">"Enregistrée : "{time::ago_view(at, cx.zone(), cx.info.now)}{format!(", par {}.", one.updated_by)}</p> }
    });
    let archive = (one.number > 0).then(|| {
        let path = format!("/lettre/{}/archive/{}", one.newsletter_slug, one.number);
        view! { " · "<a href=path>"La lire dans l’archive"</a> }
    });
    let published = one.published_at.map(|at| {
        view! { <p>"Parue "{time::at_view(at, cx.zone(), cx.info.now)}{archive}</p> }
    });
    view! { <p>{state_pill(one.state())}" "{which(one)}</p>{saved}{published} }.into_any()
}

/// What forbids to send, with the way to where it is; and the weight.
fn check(one: &Edition) -> AnyView {
    let problems: Vec<_> = one
        .problems
        .iter()
        .map(|problem| {
            let words = text::reason(problem.reason());
            let detail =
                (!problem.detail.is_empty()).then(|| view! { " "<code>{problem.detail.clone()}</code> });
            let place = one.blocks.iter().position(|block| block.id == problem.block_id);
            let place = place.map(|at| {
                let label = format!("Bloc {}", at + 1);
                view! { <a href=format!("#block-{}", problem.block_id)>{label}</a>" : " }
            });
            view! { <li>{place}{words}{detail}</li> }
        })
        .collect();
    let state = if one.state() != EditionState::Draft {
        ().into_any()
    } else if problems.is_empty() {
        view! { <p>{pill(Sign::Done, "prête")}" Rien n’empêche l’envoi."</p> }.into_any()
    } else {
        view! { <p>{pill(Sign::Wait, "à revoir")}" Avant l’envoi :"</p><ul class="plain">{problems}</ul> }
            .into_any()
    };
    view! {
        <section aria-labelledby="check">
            <h2 id="check">"Vérification"</h2>
            <div id="edition-check" data-live=topic(one)>
                {state}
                <p class="soft">{format!("Poids du courriel : {} ; Gmail coupe au-delà de 100\u{a0}ko.", kilobytes(one.weight_bytes))}</p>
            </div>
        </section>
    }
    .into_any()
}

fn kilobytes(bytes: i32) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{},{}\u{a0}ko", tenths / 10, tenths % 10)
}

/// What is done with the whole.
fn acts(cx: &PageContext, one: &Edition) -> AnyView {
    let duplicate = act_form(cx, "EditionService/DuplicateEdition")
        .hidden("id", &one.id)
        .next("/edition/{id}")
        .view((), "En faire un nouveau brouillon");
    let delete = one.may_edit.then(|| {
        let form = act_form(cx, "EditionService/DeleteEdition")
            .hidden("id", &one.id)
            .next(format!("/newsletter/{}", one.newsletter_id));
        let form = form.view_with(
            (),
            view! { <button class="button danger" type="submit">"Supprimer le brouillon"</button> },
        );
        confirm(
            "Supprimer…",
            "L’édition, ses blocs et ses images disparaissent.",
            form,
        )
    });
    view! { <div class="acts">{duplicate}{delete}</div> }.into_any()
}

/// On the page of a newsletter: its editions, and the way to begin one.
pub(crate) async fn section(cx: &PageContext, newsletter_id: &str) -> AnyView {
    let request = ListEditionsRequest {
        newsletter_id: newsletter_id.to_owned(),
    };
    let Ok(answer) = cx.edition().list_editions(request).await else {
        return ().into_any();
    };
    let answer = answer.into_inner();
    let topic = answer
        .editions
        .first()
        .map(|one| format!("organisation:{}", one.organisation_id));
    let rows: Vec<_> = answer.editions.iter().map(|one| row(cx, one)).collect();
    let list = if rows.is_empty() {
        empty("Aucune édition n’est encore commencée.", None).into_any()
    } else {
        table("Éditions", &["Édition", "Numéro", "État", "Date"], rows).into_any()
    };
    let create = answer.may_write.then(|| {
        act_form(cx, "EditionService/CreateEdition")
            .hidden("newsletter_id", newsletter_id)
            .next("/edition/{id}")
            .view((), "Commencer une édition")
    });
    view! {
        <section aria-labelledby="editions">
            <h2 id="editions">"Éditions"</h2>
            <div id="editions-list" data-live=topic>{list}</div>
            <div class="more">{create}</div>
        </section>
    }
    .into_any()
}

fn row(cx: &PageContext, one: &Edition) -> Vec<AnyView> {
    let title = if one.title.is_empty() {
        "Sans objet".to_owned()
    } else {
        one.title.clone()
    };
    let number = if !one.digest_month.is_empty() {
        "résumé".to_owned()
    } else if one.number == 0 {
        "—".to_owned()
    } else {
        one.number.to_string()
    };
    let at = one.published_at.or(one.updated_at);
    let at = at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    vec![
        view! { <a href=format!("/edition/{}", one.id)>{title}</a> }.into_any(),
        number.into_any(),
        state_pill(one.state()),
        view! { {at} }.into_any(),
    ]
}
