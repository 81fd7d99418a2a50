//! What who prepares a meeting does with it: change, convene, mark, record, cancel.

use leptos::prelude::*;
use proto::v1::{Convocation, ListMeetingsRequest, Meeting, MeetingKind, MeetingState};

use super::form;
use crate::page::{PageContext, Result};
use crate::ui::form::{Choice, act_button, act_form, choice, confirm};
use crate::ui::parts::{fold, link_button};
use crate::ui::time;

/// The meetings whose agenda can be the start of this one's.
pub(super) async fn past(cx: &PageContext, one: &Meeting) -> Result<Vec<Choice>> {
    if !one.may_edit {
        return Ok(Vec::new());
    }
    let mut choices = Vec::new();
    for year in [one.year, one.year - 1] {
        let request = ListMeetingsRequest {
            year,
            kind: one.kind,
            ..ListMeetingsRequest::default()
        };
        let meetings = cx.meeting().list_meetings(request).await?.into_inner().meetings;
        let earlier = meetings.iter().rev().filter(|other| {
            let is_earlier = other.starts_at.map(time::instant) < one.starts_at.map(time::instant);
            other.id != one.id && other.may_edit && is_earlier
        });
        choices.extend(earlier.map(|other| {
            let day = other
                .starts_at
                .map(|at| time::day(time::instant(at), &other.zone, cx.info.now));
            choice(
                &other.id,
                format!("{}, {}", other.title, day.unwrap_or_default()),
                false,
            )
        }));
    }
    Ok(choices)
}

pub(super) fn view(cx: &PageContext, one: &Meeting, people: &Convocation, past: Vec<Choice>) -> AnyView {
    if !one.may_edit {
        return ().into_any();
    }
    let is_open = matches!(one.state(), MeetingState::Planned | MeetingState::Convened);
    let (last, held) = (last(cx, one), held(cx, one));
    if !is_open && last.is_none() && held.is_none() {
        return ().into_any();
    }
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Préparer la réunion"</h2>
            {is_open.then(|| convene(one, people))}
            {is_open.then(|| change(cx, one))}
            {(is_open && !past.is_empty()).then(|| copy(cx, one, past))}
            {last}
            {held}
            {is_open.then(|| leave(cx, one))}
        </section>
    }
    .into_any()
}

fn convene(one: &Meeting, people: &Convocation) -> AnyView {
    if one.kind() == MeetingKind::LocalSession {
        return ().into_any();
    }
    let path = format!("/convocation/{}", one.id);
    if one.state() == MeetingState::Planned {
        let words = match people.invitees.len() {
            n @ (0 | 1) => format!("{n} personne est à convoquer."),
            n => format!("{n} personnes sont à convoquer."),
        };
        view! { <p>{words}</p><p>{link_button(path, "Relire et convoquer", true)}</p> }.into_any()
    } else {
        view! { <p>{link_button(path, "Convoqués, réponses et relances", false)}</p> }.into_any()
    }
}

fn change(cx: &PageContext, one: &Meeting) -> AnyView {
    let form = act_form(cx, "MeetingService/UpdateMeeting")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let told = (one.state() == MeetingState::Convened).then(|| {
        view! { <p class="soft measure">"Un changement d’horaire est annoncé à tous ; un changement de lieu ou de lien, à ceux qu’il concerne."</p> }
    });
    let body = view! { {told}{form::fields(&form, one)} };
    let find = (one.kind() != MeetingKind::LocalSession).then(|| {
        let path = format!("/meeting/slot?meeting={}", one.id);
        view! { <p><a href=path>"Trouver un créneau équitable"</a></p> }
    });
    fold(
        "Modifier la réunion",
        is_open,
        view! { {find}{form.view(body, "Enregistrer la réunion")} },
    )
}

fn copy(cx: &PageContext, one: &Meeting, past: Vec<Choice>) -> AnyView {
    let form = act_form(cx, "MeetingService/CopyAgenda").hidden("meeting_id", &one.id);
    let body = form.select("from_meeting_id", "Réunion", past).required().view();
    fold(
        "Reprendre l’ordre du jour d’une réunion passée",
        false,
        form.view(body, "Reprendre"),
    )
}

/// P3: the programme of the next year is validated in the last session of the year.
fn last(cx: &PageContext, one: &Meeting) -> Option<AnyView> {
    if one.kind() != MeetingKind::TechnicalCommittee || one.state() == MeetingState::Cancelled {
        return None;
    }
    let (label, is_last) = if one.is_last_of_year {
        ("Ce n’est pas la dernière séance de l’année", "false")
    } else {
        ("C’est la dernière séance de l’année", "true")
    };
    Some(act_button(
        cx,
        "MeetingService/MarkLastOfYear",
        label,
        &[("id", &one.id), ("is_last", is_last)],
    ))
}

/// Those whose convocation may leave from elsewhere: the centre's own, the minister's (M4), the agency's (A6).
const CONVENED_ELSEWHERE: [MeetingKind; 3] = [
    MeetingKind::LocalSession,
    MeetingKind::PresidentsMeeting,
    MeetingKind::Bilateral,
];

/// Those to which local actors come.
const COUNTED: [MeetingKind; 3] = [
    MeetingKind::LocalSession,
    MeetingKind::StudyDay,
    MeetingKind::Training,
];

/// Records that it took place, with the head-count of local actors; the head-count alone once it was held.
fn held(cx: &PageContext, one: &Meeting) -> Option<AnyView> {
    let has_begun = one.starts_at.is_some_and(|at| time::instant(at) <= cx.info.now);
    let may_record = match one.state() {
        MeetingState::Planned => has_begun && CONVENED_ELSEWHERE.contains(&one.kind()),
        MeetingState::Convened | MeetingState::Running => has_begun,
        MeetingState::Held if COUNTED.contains(&one.kind()) => return Some(counted(cx, one)),
        _ => false,
    };
    if !may_record {
        return None;
    }
    let form = act_form(cx, "MeetingService/RecordHeld").hidden("id", &one.id);
    let is_open = form.is_refused();
    let body = form
        .input("number", "n_attendants", "Acteurs locaux présents")
        .hint("Pour une rencontre locale, une journée d’étude ou une formation.")
        .view();
    Some(fold(
        "Enregistrer la tenue de la réunion",
        is_open,
        form.view(body, "Elle a eu lieu"),
    ))
}

/// The head-count of a meeting that was held: its session, led here, did not ask for it.
fn counted(cx: &PageContext, one: &Meeting) -> AnyView {
    let form = act_form(cx, "MeetingService/RecordHeld").hidden("id", &one.id);
    let is_open = form.is_refused();
    let body = form
        .input("number", "n_attendants", "Acteurs locaux présents")
        .value(one.n_attendants)
        .view();
    fold(
        "Compter les acteurs locaux présents",
        is_open,
        form.view(body, "Enregistrer le nombre"),
    )
}

/// A meeting that nobody knows of is removed; any other is cancelled, and whoever it concerns is told.
fn leave(cx: &PageContext, one: &Meeting) -> AnyView {
    let remove = (one.state() == MeetingState::Planned).then(|| {
        let form = act_form(cx, "MeetingService/DeleteMeeting")
            .hidden("id", &one.id)
            .next("/meeting");
        let form = form.view_with(
            (),
            view! { <button class="button danger" type="submit">"Retirer la réunion"</button> },
        );
        let words = "Personne n’a encore été convoqué : la réunion disparaît sans rien envoyer. Si quelqu’un s’est inscrit, si un centre a préparé son tour de table ou si l’ANRU appuie la rencontre, annulez-la plutôt.";
        confirm("Retirer…", words, form)
    });
    let form = act_form(cx, "MeetingService/CancelMeeting").hidden("id", &one.id);
    let body = form
        .area("reason", "Raison")
        .hint("Dite sur la page de la réunion et dans le courriel d’annulation.")
        .rows(3)
        .required()
        .view();
    let form = form.view_with(
        body,
        view! { <button class="button danger" type="submit">"Annuler la réunion"</button> },
    );
    let words = if remove.is_some() {
        "La réunion reste visible, annulée ; les personnes inscrites, s’il y en a, reçoivent l’annulation."
    } else {
        "Tous les convoqués et les inscrits reçoivent l’annulation, et leur agenda est mis à jour."
    };
    let cancel = confirm("Annuler la réunion…", words, form);
    view! { <div class="last-act">{remove}{cancel}</div> }.into_any()
}
