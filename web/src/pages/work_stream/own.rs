//! The reader's own centre in the stream: engage, decline, withdraw, and the contribution.

use leptos::prelude::*;
use proto::v1::{CallState, Contribution, ContributionState, EngagementState, Expected, Role, WorkStream};

use super::Read;
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{Sign, fold, link_button, pill};

/// The part of the page for a centre's director and team; nothing for others.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    let role = cx.role();
    let Some(me) = cx
        .me
        .as_ref()
        .filter(|_| matches!(role, Role::Director | Role::Team) && read.is_settled())
    else {
        return ().into_any();
    };
    let engagement = read
        .stream
        .engagements
        .iter()
        .find(|one| one.organisation_id == me.organisation_id);
    let state = engagement.map_or(EngagementState::Unspecified, proto::v1::Engagement::state);
    let own = read
        .contributions
        .iter()
        .find(|one| one.organisation_id == me.organisation_id);
    let is_closed = read.call_state() == CallState::Closed;
    let sentence = match (state, is_closed) {
        (EngagementState::Engaged, _) => pill(Sign::Done, "engagé").into_any(),
        (EngagementState::Declined, _) => pill(Sign::Plain, "décliné").into_any(),
        (EngagementState::Withdrawn, _) => pill(Sign::Plain, "retiré").into_any(),
        (_, true) => pill(Sign::Plain, "non engagé").into_any(),
        _ => pill(Sign::Wait, "sans réponse").into_any(),
    };
    let by_telephone = engagement
        .is_some_and(|one| one.is_entered_by_animator)
        .then(|| view! { <span class="soft">"saisi par l’animateur (téléphone)"</span> });
    let may_engage = role == Role::Director && !is_closed && state != EngagementState::Engaged;
    let is_submitted = own.is_some_and(|one| one.submitted_at.is_some());
    let may_leave = role == Role::Director && !is_closed && !is_submitted;
    let may_start = state == EngagementState::Engaged && own.is_none();
    view! {
        <section class="own card" aria-labelledby="own">
            <div id="own-state" data-live=read.topic()>
                <h2 id="own">{me.organisation_name.clone()}" "{sentence}</h2>
                {by_telephone}
                {own.map(contribution)}
                {may_engage.then(|| engage(cx, &read.stream))}
            </div>
            {may_start.then(|| start(cx, read))}
            {(may_leave && state == EngagementState::Unspecified).then(|| decline(cx, &read.stream))}
            {(may_leave && state == EngagementState::Engaged).then(|| withdraw(cx, read, &me.organisation_id))}
        </section>
    }
    .into_any()
}

fn contribution(one: &Contribution) -> AnyView {
    let label = match one.state() {
        ContributionState::Draft => "Reprendre le brouillon",
        ContributionState::Revision => "Réviser la contribution",
        _ => "Voir la contribution",
    };
    let is_main = matches!(
        one.state(),
        ContributionState::Draft | ContributionState::Revision
    );
    view! {
        <p class="own-contribution">{one.title.clone()}" "{super::contributions::state_pill(one.state())}</p>
        <div class="acts">{link_button(format!("/contribution/{}", one.id), label, is_main)}</div>
    }
    .into_any()
}

fn engage(cx: &PageContext, stream: &WorkStream) -> AnyView {
    act_form(cx, "ProgrammeService/Engage")
        .hidden("work_stream_id", &stream.id)
        .main((), "Engager mon centre")
}

/// Opens a draft, from nothing or from an earlier contribution.
fn start(cx: &PageContext, read: &Read) -> AnyView {
    let form = act_form(cx, "ContributionService/CreateContribution")
        .hidden("work_stream_id", &read.stream.id)
        .next("/contribution/{id}");
    let expected: Vec<_> = read.stream.expected().collect();
    let kinds = if expected.is_empty() {
        vec![
            Expected::ExperienceSheet,
            Expected::TextNote,
            Expected::OtherProduction,
        ]
    } else {
        expected
    };
    let kinds = match kinds.as_slice() {
        [only] => view! { <input type="hidden" name="kind" value=(*only as i32).to_string()/> }.into_any(),
        kinds => {
            let choices = kinds.iter().enumerate();
            let choices =
                choices.map(|(index, kind)| choice(*kind as i32, text::expected(*kind), index == 0));
            form.radios("kind", "Forme", choices.collect()).view()
        }
    };
    let mut earlier: Vec<_> = read
        .earlier
        .iter()
        .map(|one| {
            choice(
                &one.id,
                format!("{} ({}, {})", one.title, one.work_stream_title, one.year),
                false,
            )
        })
        .collect();
    let from = (!earlier.is_empty()).then(|| {
        earlier.insert(0, choice("", "Une page blanche", true));
        form.select("from_contribution_id", "Partir de", earlier).view()
    });
    let body = view! {
        <p class="measure">"Le brouillon n’est visible que de votre centre jusqu’à son dépôt."</p>
        {form.text("title", "Titre de la contribution").max(200).required()}
        {kinds}
        {from}
    };
    form.main(body, "Commencer la contribution")
}

fn decline(cx: &PageContext, stream: &WorkStream) -> AnyView {
    let form = act_form(cx, "ProgrammeService/DeclineStream").hidden("work_stream_id", &stream.id);
    let is_open = form.is_refused();
    let body = form
        .area("reason", "Motif")
        .hint("Pour l’animation nationale.")
        .rows(3)
        .required()
        .view();
    fold("Décliner ce chantier", is_open, form.view(body, "Décliner"))
}

/// A withdrawal, with a replacement or a dispensation when it leaves too few.
fn withdraw(cx: &PageContext, read: &Read, organisation_id: &str) -> AnyView {
    let form = act_form(cx, "ProgrammeService/WithdrawEngagement").hidden("work_stream_id", &read.stream.id);
    let is_open = form.is_refused();
    let row = read
        .board
        .rows
        .iter()
        .find(|row| row.organisation_id == organisation_id);
    let leaves_short = row.is_some_and(|row| row.n_engaged <= row.minimum);
    let short = leaves_short.then(|| {
        let engaged = |id: &str| {
            row.is_some_and(|row| {
                row.cells.iter().any(|cell| cell.work_stream_id == id && cell.engagement() == EngagementState::Engaged)
            })
        };
        let closed = |stream: &WorkStream| stream.call.as_ref().is_some_and(|call| call.state() == CallState::Closed);
        let mut choices = vec![choice("", "Aucun", true)];
        let others = read.board.streams.iter().filter(|one| one.id != read.stream.id && !engaged(&one.id) && !closed(one));
        choices.extend(others.map(|one| choice(&one.id, &one.title, false)));
        view! {
            <p class="measure soft">"Ce retrait laisserait le centre sous son minimum : choisissez un autre chantier, ou demandez une dispense."</p>
            {form.select("replacement_work_stream_id", "Chantier de remplacement", choices)}
            {form.checkbox("asks_dispensation", "Demander une dispense à l’animation nationale")}
        }
    });
    let body = view! {
        {form.area("reason", "Motif").hint("Pour l’animation nationale.").rows(3).required()}
        {short}
    };
    fold(
        "Se retirer de ce chantier",
        is_open,
        form.view(body, "Se retirer"),
    )
}
