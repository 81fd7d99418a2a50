//! Who is there, who waits to speak, and what the reader does about both.

use leptos::prelude::*;
use proto::v1::{Attendance, AttendanceMode, MeetingSession, MeetingState, Speaker};

use crate::page::PageContext;
use crate::text;
use crate::ui::form::{act_button, act_form};
use crate::ui::parts::{fold, link_button};
use crate::ui::time;

/// People in sight without unfolding.
const IN_SIGHT: usize = 24;

pub(super) fn view(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let is_running = session.state() == MeetingState::Running;
    if !is_running && session.state() != MeetingState::Held {
        return ().into_any();
    }
    let title = if is_running {
        "Présents"
    } else {
        "Étaient présents"
    };
    let rows: Vec<_> = session.there.iter().map(person).collect();
    let list = (!rows.is_empty()).then(|| {
        let label = match session.there.len() {
            1 => "La personne présente".to_owned(),
            n => format!("Les {n} personnes"),
        };
        let is_open = rows.len() <= IN_SIGHT;
        fold(&label, is_open, view! { <ul class="names">{rows}</ul> })
    });
    view! {
        {is_running.then(|| queue(cx, session))}
        <section aria-labelledby="there">
            <h2 id="there">{title}</h2>
            <p class="soft">{count(session)}</p>
            {list}
        </section>
    }
    .into_any()
}

/// « 21 personnes, 17 organisations sur 19, dont 5 à distance. »
pub(super) fn count(session: &MeetingSession) -> String {
    let n = session.there.len();
    if n == 0 {
        return "Personne n’est encore noté présent.".to_owned();
    }
    let remote = session
        .there
        .iter()
        .filter(|one| one.mode() == AttendanceMode::Remote)
        .count();
    let remote = match remote {
        0 => String::new(),
        n => format!(", dont {n} à distance"),
    };
    let s = |many: bool| if many { "s" } else { "" };
    let (there, all) = (session.n_organisations_there, session.n_organisations);
    format!(
        "{n} personne{}, {there} organisation{} sur {all}{remote}.",
        s(n > 1),
        s(there > 1)
    )
}

fn person(one: &Attendance) -> AnyView {
    let organisation = (!one.organisation_name.is_empty()).then(|| format!("{} · ", one.organisation_name));
    let how = match one.mode() {
        AttendanceMode::Remote => Some(text::attendance_mode(one.mode()).to_owned()),
        AttendanceMode::Represented => Some(format!("par {}", one.represented_by)),
        _ => None,
    };
    let how = how.map(|how| view! { <span class="soft">{format!(" · {how}")}</span> });
    view! { <li>{organisation}{one.name.clone()}{how}</li> }.into_any()
}

fn queue(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let rows: Vec<_> = session
        .queue
        .iter()
        .map(|speaker| waiting(cx, session, speaker))
        .collect();
    let list = if rows.is_empty() {
        view! { <p class="soft">"Personne ne demande la parole."</p> }.into_any()
    } else {
        view! { <ol class="session-queue">{rows}</ol> }.into_any()
    };
    let end = (session.may_lead && session.speaking.is_some()).then(|| {
        act_button(
            cx,
            "SessionService/GiveFloor",
            "Reprendre la parole",
            &[("meeting_id", &session.meeting_id)],
        )
    });
    view! { <section aria-labelledby="queue"><h2 id="queue">"Demandes de parole"</h2>{list}{end}</section> }
        .into_any()
}

fn waiting(cx: &PageContext, session: &MeetingSession, speaker: &Speaker) -> AnyView {
    let organisation =
        (!speaker.organisation_name.is_empty()).then(|| format!(" ({})", speaker.organisation_name));
    let fields = [
        ("meeting_id", session.meeting_id.as_str()),
        ("invitee_id", speaker.invitee_id.as_str()),
    ];
    let acts = session.may_lead.then(|| {
        view! {
            <div class="row-acts">
                {act_button(cx, "SessionService/GiveFloor", "Donner la parole", &fields)}
                {act_button(cx, "SessionService/WithdrawFromQueue", "Retirer", &fields)}
            </div>
        }
    });
    view! { <li><p>{speaker.name.clone()}{organisation}</p>{acts}</li> }.into_any()
}

/// What the reader does for oneself: arrive, ask to speak, leave.
pub(super) fn own(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let Some(mine) = &session.mine else {
        return view! { <p class="soft">"Vous suivez cette séance sans y être convoqué : vous n’y prenez ni la parole ni part aux présences."</p> }
            .into_any();
    };
    let body = if mine.is_there {
        there(cx, session, mine)
    } else {
        absent(cx, session)
    };
    view! { <section class="own-part" aria-labelledby="mine"><h2 id="mine">"Votre présence"</h2>{body}</section> }
        .into_any()
}

fn absent(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let path = format!("/session/{}/check-in", session.meeting_id);
    let remote = act_button(
        cx,
        "SessionService/CheckIn",
        "Je suis à distance",
        &[("meeting_id", &session.meeting_id), ("is_remote", "true")],
    );
    view! {
        <p>"Vous n’êtes pas encore noté présent."</p>
        <div class="acts">{link_button(path, "Je suis dans la salle", !session.may_lead)}{remote}</div>
    }
    .into_any()
}

fn there(cx: &PageContext, session: &MeetingSession, mine: &Attendance) -> AnyView {
    let zone = cx.zone();
    let since = mine
        .arrived_at
        .map(|at| format!(" depuis {}, {}", time::hour(at, zone), time::zone_words(zone)));
    let place = session
        .queue
        .iter()
        .position(|speaker| speaker.invitee_id == mine.invitee_id);
    let leave = act_button(
        cx,
        "SessionService/Leave",
        "Je quitte la séance",
        &[("meeting_id", &session.meeting_id)],
    );
    let (words, speak) = if let Some(index) = place {
        (
            Some(format!(
                "Vous êtes en position {} des demandes de parole.",
                index + 1
            )),
            act_button(
                cx,
                "SessionService/WithdrawFromQueue",
                "Retirer ma demande de parole",
                &[("meeting_id", &session.meeting_id)],
            ),
        )
    } else {
        let form = act_form(cx, "SessionService/AskToSpeak").hidden("id", &session.meeting_id);
        let label = "Demander la parole";
        let form = if session.may_lead {
            form.view((), label)
        } else {
            form.main((), label)
        };
        (None, form)
    };
    let words = words.map(|words| view! { <p>{words}</p> });
    view! {
        <p>{format!("Vous êtes noté présent, {}", text::attendance_mode(mine.mode()))}{since}"."</p>
        {words}
        <div class="acts">{speak}{leave}</div>
    }
    .into_any()
}
