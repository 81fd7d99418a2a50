//! One block: its words, its place, its source.

use leptos::prelude::*;
use proto::v1::block::SourceState;
use proto::v1::{Block, BlockKind, Edition};

use super::compose::conflict;
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Form, act_button, act_form, confirm, saved_words};
use crate::ui::parts::{Sign, fold, pill, prose};

/// A block, dragged by its row or moved by its buttons.
pub(super) fn row(cx: &PageContext, edition: &Edition, one: &Block, place: usize, n: usize) -> AnyView {
    let may_order = n > 1;
    let moves = may_order.then(|| moves(cx, one, place, n));
    let delete = act_form(cx, "EditionService/DeleteBlock")
        .id(format!("delete-{}", one.id))
        .hidden("id", &one.id)
        .view_with(
            (),
            view! { <button class="button danger" type="submit">"Retirer le bloc"</button> },
        );
    let label = format!("{place}. {}", text::block_kind(one.kind()));
    let problems: Vec<_> = edition
        .problems
        .iter()
        .filter(|problem| problem.block_id == one.id)
        .map(|problem| view! { <p class="error">{text::reason(problem.reason())}</p> })
        .collect();
    view! {
        <li id=format!("block-{}", one.id) class="block" draggable=may_order.then_some("true")>
            <div class="block-top">
                <h3>{label}</h3>
                {moves}
            </div>
            {problems}
            {source(cx, one)}
            {picture(cx, one)}
            {words(cx, one)}
            {confirm("Retirer…", "Ce bloc disparaît de l’édition.", delete)}
        </li>
    }
    .into_any()
}

/// One place up, one place down: by mouse and by keyboard.
fn moves(cx: &PageContext, one: &Block, place: usize, n: usize) -> AnyView {
    let to = |place: usize, label: &str| {
        let is_there = (1..=n).contains(&place);
        is_there.then(|| {
            act_button(
                cx,
                "EditionService/MoveBlock",
                label,
                &[("id", one.id.as_str()), ("place", &place.to_string())],
            )
        })
    };
    view! { <div class="row-acts">{to(place - 1, "Monter")}{to(place + 1, "Descendre")}</div> }.into_any()
}

/// Where a block comes from, and what became of it there.
fn source(cx: &PageContext, one: &Block) -> AnyView {
    // In a digest it stands as it was sent, without its source.
    if one.source_path.is_empty()
        && !matches!(
            one.kind(),
            BlockKind::Event | BlockKind::Contribution | BlockKind::Bulletin
        )
    {
        return ().into_any();
    }
    let link = (!one.source_path.is_empty())
        .then(|| view! { " · "<a href=one.source_path.clone()>"Voir la source"</a> });
    let changed = (one.source_state() == SourceState::Changed).then(|| {
        let refresh = act_button(cx, "EditionService/RefreshBlock", "Reprendre", &[("id", &one.id)]);
        view! { <div class="changed"><p>{pill(Sign::Wait, "la source a changé")}</p>{refresh}</div> }
    });
    let quoted = (!one.quoted_html.is_empty()).then(|| {
        fold(
            "Ce qui est publié, et part tel quel",
            false,
            prose(&one.quoted_html),
        )
    });
    view! {
        <p><strong>{one.title.clone()}</strong>{link}</p>
        <p class="soft lines">{one.details.clone()}</p>
        {quoted}
        {changed}
    }
    .into_any()
}

/// The picture, and the form that gives or replaces it.
fn picture(cx: &PageContext, one: &Block) -> AnyView {
    if one.kind() != BlockKind::Picture {
        return ().into_any();
    }
    let form = act_form(cx, "EditionService/SetPicture")
        .id(format!("picture-{}", one.id))
        .hidden("id", &one.id)
        .multipart();
    let file = form
        .input("file", "content", "Fichier")
        .hint("PNG ou JPEG, 1\u{a0}Mo au plus.")
        .accept("image/png,image/jpeg")
        .required();
    if one.picture_path.is_empty() {
        return form.view(file.view(), "Envoyer l’image");
    }
    let is_open = form.is_refused();
    let (width, height) = (one.picture_width.to_string(), one.picture_height.to_string());
    let replace = form.view(file.view(), "Remplacer l’image");
    view! {
        <img class="block-picture" src=one.picture_path.clone() alt=one.text.clone() width=width height=height/>
        {fold("Remplacer l’image", is_open, replace)}
    }
    .into_any()
}

/// The words of a block, saved while one writes.
fn words(cx: &PageContext, one: &Block) -> AnyView {
    let form = act_form(cx, "EditionService/SaveBlock")
        .id(format!("words-{}", one.id))
        .hidden("block_id", &one.id)
        .hidden("version", one.version)
        .autosaved();
    let fields = fields(&form, one);
    let stored = [
        ("Titre", one.title.as_str()),
        ("Adresse", &one.url),
        ("Texte", &one.text),
    ];
    let is_own = one.source_path.is_empty();
    let other = conflict(&form, if is_own { &stored } else { &stored[2..] });
    let saved = (one.version > 1).then_some("Enregistré.");
    let body = view! { {fields}{other}{saved_words(view! { <p class="soft">{saved}</p> })} };
    form.view(body, "Enregistrer le bloc")
}

fn fields(form: &Form<'_>, one: &Block) -> AnyView {
    let markdown = "Mise en forme légère : **gras**, listes avec des tirets, [liens](https://…).";
    match one.kind() {
        BlockKind::Title => {
            let title = form.area("title", "Titre").value(&one.title).rows(1).max(200);
            view! { <div class="one-line">{title.view()}</div> }.into_any()
        }
        BlockKind::Link => view! {
            {form.input("url", "url", "Adresse").hint("https://…").value(&one.url).max(1_000)}
            {form.text("title", "Titre").value(&one.title).max(200)}
            {form.area("text", "Une phrase").value(&one.text).rows(2)}
        }
        .into_any(),
        BlockKind::Picture => {
            let hint = "Ce que l’image montre, pour qui ne la voit pas : nécessaire pour envoyer.";
            form.area("text", "Texte de remplacement")
                .hint(hint)
                .value(&one.text)
                .rows(2)
                .max(500)
                .view()
        }
        BlockKind::Bulletin => form
            .area("text", "Ce que votre organisme ajoute")
            .hint(format!("Paraît à part, sous son nom. {markdown}"))
            .value(&one.text)
            .rows(4)
            .view(),
        _ => form
            .area("text", "Texte")
            .hint(markdown)
            .value(&one.text)
            .rows(8)
            .view(),
    }
}
