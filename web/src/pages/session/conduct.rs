//! What who leads does, in one place: the next point, more time, another order, the code of the room, the end.

use leptos::prelude::*;
use proto::v1::{ItemProgress, Meeting, MeetingSession, SessionItem};

use super::{current, next};
use crate::page::PageContext;
use crate::ui::form::{act_button, act_form, choice, confirm};
use crate::ui::parts::{fold, link_button};

/// Minutes by which a point is extended in one press.
const MORE: [i32; 3] = [5, 10, 15];

pub(super) fn view(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    if !session.may_lead {
        return ().into_any();
    }
    let sheet = format!("/session/{}/sheet", meeting.id);
    let projector = format!("/session/{}/projector", meeting.id);
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduire la séance"</h2>
            {go_on(cx, session)}
            {more(cx, session)}
            <div class="acts">
                {link_button(sheet, "Feuille de présence", false)}
                {link_button(projector, "Écran de la salle", false)}
            </div>
            {code(session)}
            {other(cx, session)}
            {order(cx, meeting, session)}
            {close(cx, session)}
        </section>
    }
    .into_any()
}

/// The next point, or, after the last one, nothing but the end.
fn go_on(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let Some(item) = next(session) else {
        return view! { <p>"Tous les points de l’ordre du jour sont traités ou en cours."</p> }.into_any();
    };
    let label = if current(session).is_some() {
        "Passer au point suivant"
    } else {
        "Commencer ce point"
    };
    let form = act_form(cx, "SessionService/GoToItem")
        .hidden("meeting_id", &session.meeting_id)
        .hidden("item_id", &item.item_id)
        .hidden("version", session.version);
    let body = view! { <p>"Ensuite : "<strong>{item.title.clone()}</strong>{format!(" · {}\u{a0}min", item.minutes)}</p> };
    form.main(body, label)
}

fn more(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let Some(item) = current(session) else {
        return ().into_any();
    };
    let buttons = MORE.map(|minutes| {
        act_button(
            cx,
            "SessionService/ExtendItem",
            &format!("+\u{a0}{minutes}\u{a0}min"),
            &[
                ("meeting_id", session.meeting_id.as_str()),
                ("item_id", item.item_id.as_str()),
                ("minutes", &minutes.to_string()),
            ],
        )
    });
    view! { <div class="acts"><p>"Prolonger ce point :"</p>{buttons.into_iter().collect::<Vec<_>>()}</div> }
        .into_any()
}

/// What is shown in the room for people to check in.
fn code(session: &MeetingSession) -> AnyView {
    let body = view! {
        <p class="session-code">{spaced(&session.check_in_code)}</p>
        <p class="soft">"À montrer dans la salle seulement. L’écran de la salle l’affiche avec son code QR."</p>
    };
    fold("Code de présence de la salle", false, body)
}

/// « 0123 4567 »: read aloud and typed more easily.
pub(super) fn spaced(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((one, two)) => format!("{one}\u{a0}{two}"),
        None => code.to_owned(),
    }
}

/// Any other point, one that is done included.
fn other(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let others: Vec<_> = session
        .items
        .iter()
        .filter(|item| item.progress() != ItemProgress::Current)
        .map(|item| {
            let done = if item.progress() == ItemProgress::Done {
                " (déjà traité)"
            } else {
                ""
            };
            choice(
                &item.item_id,
                format!("{}. {}{done}", item.place, item.title),
                false,
            )
        })
        .collect();
    if others.len() < 2 {
        return ().into_any();
    }
    let form = act_form(cx, "SessionService/GoToItem")
        .id("go-to-other")
        .hidden("meeting_id", &session.meeting_id)
        .hidden("version", session.version);
    let is_open = form.is_refused();
    let body = form.select("item_id", "Point", others).required().view();
    fold("Aller à un autre point", is_open, form.view(body, "Y aller"))
}

/// The points to come, one place up or down.
fn order(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let to_come: Vec<&SessionItem> = session
        .items
        .iter()
        .filter(|item| item.progress() == ItemProgress::ToCome)
        .collect();
    if to_come.len() < 2 {
        return ().into_any();
    }
    let places: Vec<i32> = to_come.iter().map(|item| item.place).collect();
    let rows: Vec<_> = to_come
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let up = index.checked_sub(1).and_then(|index| places.get(index));
            let down = places.get(index + 1);
            let moved = |place: Option<&i32>, label: &str| {
                place.map(|place| {
                    act_button(
                        cx,
                        "MeetingService/MoveAgendaItem",
                        label,
                        &[("id", item.item_id.as_str()), ("place", &place.to_string())],
                    )
                })
            };
            view! { <li><div>{item.title.clone()}</div><div class="row-acts">{moved(up, "Monter")}{moved(down, "Descendre")}</div></li> }
        })
        .collect();
    let add = meeting
        .may_edit
        .then(|| view! { <p class="soft"><a href=format!("/meeting/{}", meeting.id)>"Ajouter ou modifier un point"</a></p> });
    let body = view! { <ul class="rows">{rows}</ul>{add} };
    fold("Changer l’ordre de la suite", false, body)
}

fn close(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let form = act_form(cx, "SessionService/CloseSession").hidden("id", &session.meeting_id);
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Clore la séance"</button> },
    );
    let warning = "Les personnes présentes seront notées parties maintenant, et celles qui ne sont pas venues absentes ou excusées. Une séance close ne se rouvre pas ; les notes, les actions et les présences se complètent encore.";
    view! { <div class="last-act">{confirm("Clore la séance…", warning, form)}</div> }.into_any()
}
