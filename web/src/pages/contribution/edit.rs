//! The editor: a plain form that saves the draft, kept and saved as one writes by the `Draft` island.

use leptos::prelude::*;
use proto::v1::{Contribution, Role, Section};

use super::comments;
use crate::island::Draft;
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Form, act_form, stored};
use crate::ui::time;

/// What helps to write a section.
fn hint(key: &str) -> &'static str {
    match key {
        "context" => "Où, quels quartiers, quelle population, quel moment du contrat de ville.",
        "problem" => "La question de départ, telle qu’elle s’est posée sur le terrain.",
        "actors" => "Qui a porté, qui a financé, qui a pris part, et comment les rôles se sont répartis.",
        "actions" => "Les étapes, dans l’ordre, avec leurs dates.",
        "means" => "Temps, argent, compétences, lieux.",
        "results" => "Ce qui a changé, mesuré ou observé, effets inattendus compris.",
        "lessons" => "Ce que vous referiez, ce que vous ne referiez pas, ce qui est transposable.",
        "contacts" => "Les personnes à joindre, avec leur accord : nom, fonction, courriel.",
        "keywords" => "Cinq au plus, séparés par des virgules.",
        _ => "Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.",
    }
}

/// The draft with the comments beside each section.
pub(super) fn view(cx: &PageContext, one: &Contribution) -> AnyView {
    let form = act_form(cx, "ContributionService/SaveDraft")
        .hidden("id", &one.id)
        .hidden("version", one.version)
        .draft();
    let title = form.text("title", "Titre").value(&one.title).max(200).required();
    let title_conflict = conflict(&form, one, "title", &one.title);
    let sections = one.sections.iter().enumerate();
    let sections: Vec<_> = sections
        .map(|(index, each)| section(cx, &form, one, index, each))
        .collect();
    let saved = one.updated_at.map(|at| {
        let by = if one.updated_by.is_empty() {
            String::new()
        } else {
            format!(", par {}", one.updated_by)
        };
        view! { <p class="soft">"À l’ouverture de cette page : version de "{time::at_view(at, cx.zone(), cx.info.now)}{by}"."</p> }
    });
    let body = view! {
        <div class="editor-state">{saved}<Draft/></div>
        <div class="beside"><div>{title}{title_conflict}</div></div>
        {sections}
    };
    let is_main = !(one.may_submit && cx.role() == Role::Director);
    let label = "Enregistrer le brouillon";
    let form = if is_main {
        form.main(body, label)
    } else {
        form.view(body, label)
    };
    view! {
        <section class="editor" aria-label="Texte de la contribution">
            {comments::detached(cx, one)}
            {form}
        </section>
        {comments::whole(cx, one)}
    }
    .into_any()
}

fn section(cx: &PageContext, form: &Form<'_>, one: &Contribution, index: usize, each: &Section) -> AnyView {
    let name = format!("sections.{index}.text");
    let rows = match each.key.as_str() {
        "text" => 18,
        "keywords" | "contacts" => 3,
        _ => 7,
    };
    let field = form
        .area(&name, text::section(&each.key))
        .hint(hint(&each.key))
        .value(&each.text)
        .rows(rows);
    let field = if each.is_required { field.required() } else { field };
    let other = conflict(form, one, &name, &each.text);
    view! {
        <div class="beside">
            <div>
                <input type="hidden" name=format!("sections.{index}.key") value=each.key.clone()/>
                {field}
                {other}
            </div>
            {comments::beside(cx, one, &each.key)}
        </div>
    }
    .into_any()
}

/// The text that someone else saved meanwhile, under the one that was typed.
fn conflict(form: &Form<'_>, one: &Contribution, name: &str, text: &str) -> Option<AnyView> {
    let typed = form.typed(name)?.first().copied().unwrap_or_default();
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    if plain(typed) == plain(text) {
        return None;
    }
    form.meanwhile(&one.updated_by, || stored(text))
}
