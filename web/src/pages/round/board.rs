//! The grouping: the animator makes groups, puts the texts of the centres into them, sums each up, publishes.

use leptos::prelude::*;
use proto::v1::{Round, round};

use super::show::left_apart;
use crate::page::PageContext;
use crate::ui::form::{Choice, Form, act_form, choice, confirm};
use crate::ui::parts::{empty, fold, prose};

/// The whole board, for who groups.
pub(super) fn view(cx: &PageContext, one: &Round) -> AnyView {
    if !one.may_group {
        return ().into_any();
    }
    view! {
        {groups(cx, one)}
        {texts(cx, one)}
        {silent(one)}
        {publish(cx, one)}
    }
    .into_any()
}

fn groups(cx: &PageContext, one: &Round) -> AnyView {
    let cards: Vec<_> = one.groups.iter().map(|group| card(cx, one, group)).collect();
    let add = act_form(cx, "RoundService/AddGroup").hidden("meeting_id", &one.meeting_id);
    let is_open = add.is_refused() || one.groups.is_empty();
    let title = add.text("title", "Titre du groupe").max(200).required().view();
    let add = fold("Ajouter un groupe", is_open, add.view(title, "Ajouter le groupe"));
    view! {
        <section aria-labelledby="groups">
            <h2 id="groups">"Groupes"</h2>
            {cards}
            {add}
        </section>
    }
    .into_any()
}

fn card(cx: &PageContext, one: &Round, group: &round::Group) -> AnyView {
    let form = act_form(cx, "RoundService/UpdateGroup")
        .id(format!("group-{}", group.id))
        .hidden("id", &group.id)
        .hidden("version", group.version);
    let is_open = form.is_refused();
    // What somebody else wrote meanwhile stands above what was typed.
    let body = view! {
        {form.text("title", "Titre").value(&group.title).max(200).required()}
        {form.area("synthesis", "Synthèse").hint("Quelques phrases\u{a0}: elles vont dans l’ordre du jour.").value(&group.synthesis).rows(3).max(1_000)}
    };
    let delete = act_form(cx, "RoundService/DeleteGroup")
        .id(format!("delete-{}", group.id))
        .hidden("id", &group.id);
    let delete = delete.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer le groupe"</button> },
    );
    let delete = confirm(
        "Retirer…",
        "Ce qu’il contient n’est plus dans aucun groupe.",
        delete,
    );
    let change = view! { {form.view(body, "Enregistrer le groupe")}<div class="last-act">{delete}</div> };
    let n = one
        .entries
        .iter()
        .flat_map(|entry| &entry.texts)
        .filter(|text| text.group_id == group.id)
        .count();
    let n = match n {
        0 => "aucun texte".to_owned(),
        1 => "1 texte".to_owned(),
        n => format!("{n} textes"),
    };
    view! {
        <article class="card grouped">
            <h3>{group.title.clone()}<span class="h-note">{" · "}{n}</span></h3>
            {prose(&group.synthesis_html)}
            {fold("Modifier le groupe et sa synthèse", is_open, change)}
        </article>
    }
    .into_any()
}

/// The texts, one form for each field: each text with the group in which it is.
fn texts(cx: &PageContext, one: &Round) -> AnyView {
    let forms: Vec<_> = one.fields.iter().map(|field| of_field(cx, one, field)).collect();
    let body = if one.entries.is_empty() {
        empty("Aucun centre ne s’est encore exprimé.", None).into_any()
    } else {
        view! { <div class="placed">{forms}</div> }.into_any()
    };
    view! { <section aria-labelledby="texts"><h2 id="texts">"Ce que disent les centres"</h2>{body}</section> }
        .into_any()
}

fn of_field(cx: &PageContext, one: &Round, field: &round::Field) -> AnyView {
    let form = act_form(cx, "RoundService/GroupEntries")
        .id(format!("placements-{}", field.key))
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", one.version);
    // After a refusal the texts may be others: what was chosen is found again by its text, not by its place.
    let fields = act_form(cx, "RoundService/GroupEntries").id(format!("placed-{}", field.key));
    let all = one.entries.iter().flat_map(|entry| {
        let own = entry.texts.iter().filter(|text| text.field == field.key);
        own.map(|text| (entry.organisation_name.as_str(), text))
    });
    let rows: Vec<_> = all
        .enumerate()
        .map(|(i, (name, text))| {
            let label = format!("Groupe du texte de {name}");
            let chosen = chosen(&form, &text.id).unwrap_or(&text.group_id);
            let select = fields.select(&format!("placements.{i}.group_id"), &label, choices(one, chosen));
            view! {
                <article class="said">
                    <h4>{name.to_owned()}</h4>
                    {prose(&text.text_html)}
                    <input type="hidden" name=format!("placements.{i}.text_id") value=text.id.clone()/>
                    {select}
                </article>
            }
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <h3>{field.label.clone()}</h3>{form.view(rows, "Enregistrer le regroupement")} }.into_any()
}

/// The group that was chosen for a text in a form that was refused.
fn chosen<'a>(form: &Form<'a>, text_id: &str) -> Option<&'a str> {
    let typed = |name: String| form.typed(&name)?.first().copied();
    let mut places = (0..).map_while(|i| Some((i, typed(format!("placements.{i}.text_id"))?)));
    let (place, _) = places.find(|(_, id)| *id == text_id)?;
    typed(format!("placements.{place}.group_id"))
}

fn choices(one: &Round, chosen: &str) -> Vec<Choice> {
    let mut choices = vec![choice("", "Aucun groupe", chosen.is_empty())];
    let groups = one.groups.iter();
    choices.extend(groups.map(|group| choice(&group.id, &group.title, group.id == chosen)));
    choices
}

fn silent(one: &Round) -> AnyView {
    if one.silent.is_empty() {
        return ().into_any();
    }
    let title = match one.silent.len() {
        1 => "1 centre n’a rien dit".to_owned(),
        n => format!("{n} centres n’ont rien dit"),
    };
    view! { <section aria-labelledby="silent"><h2 id="silent">{title}</h2><p class="measure">{one.silent.join(", ")}"."</p></section> }
        .into_any()
}

fn publish(cx: &PageContext, one: &Round) -> AnyView {
    if one.groups.is_empty() {
        return ().into_any();
    }
    let item = &one.item_title;
    let (words, label) = if one.published_at.is_some() {
        (
            format!("Publier de nouveau remplace le texte du point «\u{a0}{item}\u{a0}» de l’ordre du jour."),
            "Publier de nouveau",
        )
    } else {
        (
            format!(
                "Les groupes deviennent le texte du point «\u{a0}{item}\u{a0}» de l’ordre du jour\u{a0}; tous les convoqués lisent alors le tour des centres."
            ),
            "Publier le tour des centres",
        )
    };
    let form = act_form(cx, "RoundService/PublishRound").hidden("meeting_id", &one.meeting_id);
    let apart = left_apart(one).map(|words| view! { <p class="asked">{words}"."</p> });
    let form = if one.published_at.is_some() {
        form.view((), label)
    } else {
        form.main((), label)
    };
    view! { <section class="conduct" aria-labelledby="publish"><h2 id="publish">"Publier"</h2><p class="measure">{words}</p>{apart}{form}</section> }
        .into_any()
}
