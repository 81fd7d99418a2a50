//! The agenda: what is said when, what is proposed, and the forms of who prepares it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use proto::v1::{
    AgendaItem, Attachment, ItemPurpose, ItemState, ListOrganisationsRequest, Meeting, MeetingState,
    Organisation, Owner,
};

use crate::page::{PageContext, Result};
use crate::pages::attachment;
use crate::text;
use crate::ui::form::{Form, act_button, act_form, choice, confirm};
use crate::ui::parts::{Sign, empty, fold, pill, prose};
use crate::ui::{hour, time};

/// The organisations that may present a point or be concerned by a closed one; only for who prepares.
pub(super) async fn organisations(cx: &PageContext, one: &Meeting) -> Result<Vec<Organisation>> {
    if !one.may_edit {
        return Ok(Vec::new());
    }
    let all = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?;
    Ok(all.into_inner().organisations)
}

fn is_changeable(one: &Meeting) -> bool {
    matches!(
        one.state(),
        MeetingState::Planned | MeetingState::Convened | MeetingState::Running
    )
}

/// Points are dragged to another place, or moved by their buttons.
fn may_order(one: &Meeting) -> bool {
    one.may_lead && is_changeable(one)
}

/// The documents of each retained point, by its identifier.
pub(super) type Documents = BTreeMap<String, Vec<Attachment>>;

/// Reads them.
pub(super) async fn documents(cx: &PageContext, one: &Meeting) -> Result<Documents> {
    let mut all = Documents::new();
    for item in one
        .items
        .iter()
        .filter(|item| item.state() == ItemState::Retained)
    {
        let files = attachment::of(cx, Owner::AgendaItem, &item.id).await?;
        all.insert(item.id.clone(), files);
    }
    Ok(all)
}

/// The points in their order, then those that are proposed.
pub(super) fn view(cx: &PageContext, one: &Meeting, documents: &Documents) -> AnyView {
    let (retained, others): (Vec<&AgendaItem>, Vec<&AgendaItem>) = one
        .items
        .iter()
        .partition(|item| item.state() == ItemState::Retained);
    let n = retained.len();
    let files = |item: &AgendaItem| documents.get(&item.id).map_or(&[][..], Vec::as_slice);
    let rows: Vec<_> = retained
        .iter()
        .map(|item| row(cx, one, item, n, files(item)))
        .collect();
    let list = if rows.is_empty() {
        empty("L’ordre du jour n’a encore aucun point.", None).into_any()
    } else {
        let may_order = may_order(one) && n > 1;
        let whose = one
            .starts_at
            .filter(|at| hour::zones(cx, *at, &one.zone).len() > 1);
        let whose = whose.map(|_| {
            view! { <p class="soft">{format!("Heures en regard\u{a0}: {}.", time::zone_words(&one.zone))}</p> }
        });
        view! { {whose}<ol class="agenda" data-order=may_order>{rows}</ol> }.into_any()
    };
    let s = if one.n_minutes_over > 1 { "s" } else { "" };
    let over = (one.n_minutes_over > 0).then(|| {
        view! { <p class="asked">{pill(Sign::Wait, "trop long")}{format!(" L’ordre du jour dépasse la fin prévue de {} minute{s}.", one.n_minutes_over)}</p> }
    });
    let proposed: Vec<_> = others.iter().map(|item| proposal(cx, one, item)).collect();
    let proposed = (!proposed.is_empty()).then(|| {
        view! { <h3>"Points proposés"</h3><ul class="rows">{proposed}</ul> }
    });
    view! {
        <section aria-labelledby="agenda">
            <h2 id="agenda">"Ordre du jour"</h2>
            {over}
            {list}
            {proposed}
        </section>
    }
    .into_any()
}

fn facts(item: &AgendaItem) -> String {
    let presenter = match (item.presenter.as_str(), item.presenter_organisation_name.as_str()) {
        ("", "") => None,
        ("", name) | (name, "") => Some(name.to_owned()),
        (presenter, name) => Some(format!("{presenter} ({name})")),
    };
    let purpose = text::item_purpose(item.purpose()).to_owned();
    let parts = [
        Some(format!("{}\u{a0}min", item.minutes)),
        Some(purpose),
        presenter,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn row(cx: &PageContext, one: &Meeting, item: &AgendaItem, n: usize, files: &[Attachment]) -> AnyView {
    let may_join = one.may_edit && is_changeable(one);
    let join = may_join.then(|| attachment::add(Owner::AgendaItem, &item.id));
    let join = join.map(|join| fold("Joindre un document", false, join));
    let closed = item.is_closed.then(|| pill(Sign::Plain, "à huis clos"));
    let may_order = may_order(one) && n > 1;
    let moves = may_order.then(|| moves(cx, item, n));
    view! {
        <li draggable=may_order.then_some("true")>
            <span class="agenda-hour">{item.starts_at.map(|at| time::hour(at, &one.zone))}</span>
            <div>
                <p><strong>{item.title.clone()}</strong>" "{closed}</p>
                <p class="soft">{hour::elsewhere(cx, item.starts_at, &one.zone)}{facts(item)}</p>
                {prose(&item.text_html)}
                {(!files.is_empty()).then(|| attachment::part(cx, files, Owner::AgendaItem, &item.id, false))}
                {join}
            </div>
            {moves}
        </li>
    }
    .into_any()
}

/// One place up, one place down: by mouse and by keyboard.
fn moves(cx: &PageContext, item: &AgendaItem, n: usize) -> AnyView {
    let to = |place: i32, label: &str| {
        let place_text = place.to_string();
        let is_there = place >= 1 && usize::try_from(place).is_ok_and(|place| place <= n);
        is_there.then(|| {
            act_button(
                cx,
                "MeetingService/MoveAgendaItem",
                label,
                &[("id", item.id.as_str()), ("place", place_text.as_str())],
            )
        })
    };
    view! { <div class="row-acts">{to(item.place - 1, "Monter")}{to(item.place + 1, "Descendre")}</div> }
        .into_any()
}

fn proposal(cx: &PageContext, one: &Meeting, item: &AgendaItem) -> AnyView {
    let state = match item.state() {
        ItemState::Declined => pill(Sign::Bad, "non retenu").into_any(),
        _ => pill(Sign::Wait, "à examiner").into_any(),
    };
    let word = (!item.answer.is_empty()).then(|| view! { <p class="lines">{item.answer.clone()}</p> });
    let is_open = item.state() == ItemState::Proposed && one.may_edit && is_changeable(one);
    let answer = is_open.then(|| {
        let form = act_form(cx, "MeetingService/AnswerProposedItem")
            .id(format!("answer-item-{}", item.id))
            .hidden("id", &item.id);
        let body = form
            .text("answer", "Un mot")
            .hint("Nécessaire pour ne pas retenir le point.")
            .max(2_000)
            .view();
        let buttons = view! {
            <button class="button" type="submit" name="is_accepted" value="true">"Retenir"</button>
            <button class="button" type="submit" name="is_accepted" value="false">"Ne pas retenir"</button>
        };
        form.view_with(body, buttons)
    });
    view! {
        <li>
            <div>
                <p><strong>{item.title.clone()}</strong>" "{state}</p>
                <p class="soft">{format!("proposé par {} · {}", item.proposed_by, facts(item))}</p>
                {prose(&item.text_html)}
                {word}
                {answer}
            </div>
        </li>
    }
    .into_any()
}

/// The forms: to add or propose a point; to change those there are.
pub(super) fn manage(cx: &PageContext, one: &Meeting, organisations: &[Organisation]) -> AnyView {
    if !is_changeable(one) || !(one.may_edit || one.may_propose) {
        return ().into_any();
    }
    let form = act_form(cx, "MeetingService/AddAgendaItem").hidden("meeting_id", &one.id);
    let (label, submit) = if one.may_edit || one.is_in_concert {
        ("Ajouter un point", "Ajouter")
    } else {
        ("Proposer un point", "Proposer")
    };
    let is_open = form.is_refused();
    let blank = AgendaItem {
        minutes: 15,
        ..AgendaItem::default()
    };
    let body = fields(&form, &blank, organisations, one.may_edit);
    let until = (!one.may_edit).then(|| {
        one.proposals_until
            .map(|until| view! { <p class="soft">"Jusqu’au "{hour::at_view(cx, until, &one.zone)}"."</p> })
    });
    let add = fold(label, is_open, view! { {until}{form.view(body, submit)} });
    let changes: Vec<_> = one
        .items
        .iter()
        .filter(|_| one.may_edit)
        .map(|item| change(cx, item, organisations))
        .collect();
    let changes =
        (!changes.is_empty()).then(|| fold("Modifier les points", false, view! { <div>{changes}</div> }));
    view! { <div>{add}{changes}</div> }.into_any()
}

fn change(cx: &PageContext, item: &AgendaItem, organisations: &[Organisation]) -> AnyView {
    let form = act_form(cx, "MeetingService/UpdateAgendaItem")
        .id(format!("item-{}", item.id))
        .hidden("id", &item.id)
        .hidden("version", item.version);
    let is_open = form.is_refused();
    let body = fields(&form, item, organisations, true);
    let delete = act_form(cx, "MeetingService/DeleteAgendaItem")
        .id(format!("delete-item-{}", item.id))
        .hidden("id", &item.id);
    let delete = delete.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer le point"</button> },
    );
    let delete = confirm(
        "Retirer…",
        "Le point et ce qui y est joint disparaissent.",
        delete,
    );
    fold(
        &item.title,
        is_open,
        view! { {form.view(body, "Enregistrer le point")}<div class="last-act">{delete}</div> },
    )
}

fn fields(form: &Form<'_>, item: &AgendaItem, organisations: &[Organisation], may_edit: bool) -> AnyView {
    let purposes = [
        ItemPurpose::Information,
        ItemPurpose::Discussion,
        ItemPurpose::Decision,
        ItemPurpose::Vote,
    ]
    .map(|one| choice(one as i32, text::item_purpose(one), one == item.purpose()));
    let presenter = &item.presenter_organisation_id;
    let mut presenters = vec![choice("", "Aucune", presenter.is_empty())];
    presenters.extend(
        organisations
            .iter()
            .map(|one| choice(&one.id, &one.short_name, &one.id == presenter)),
    );
    let concerned = organisations
        .iter()
        .map(|one| {
            let is_concerned = item.concerned_organisation_ids.contains(&one.id);
            choice(&one.id, &one.short_name, is_concerned)
        })
        .collect();
    let restricted = may_edit.then(|| {
        let body = view! {
            {form.checkbox("is_closed", "Point à huis clos\u{a0}: vu seulement par les organisations concernées").checked(item.is_closed)}
            {form.checkboxes("concerned_organisation_ids", "Organisations concernées", concerned)}
        };
        fold("Point à huis clos", item.is_closed, body)
    });
    let organisation = may_edit.then(|| {
        let select = form
            .select(
                "presenter_organisation_id",
                "Organisation qui présente",
                presenters,
            )
            .hint("Si elle n’est pas convoquée, il vous sera proposé de l’inviter.");
        view! { {select} }
    });
    view! {
        {form.text("title", "Titre").value(&item.title).max(200).required()}
        <div class="fields">
            {form.input("number", "minutes", "Durée en minutes").value(item.minutes).required()}
            {form.select("purpose", "Objet", purposes.into()).required()}
        </div>
        <div class="fields">
            {form.text("presenter", "Qui présente").value(&item.presenter).max(200)}
            {organisation}
        </div>
        {form.area("text", "Précisions").value(&item.text).rows(3)}
        {restricted}
    }
    .into_any()
}
