//! The points of the network: the next ones with everybody's hour, those that were held, the plan of the year.

use leptos::prelude::*;
use proto::v1::{ListMeetingsRequest, Meeting, MeetingKind, MeetingState, Overseas, Role};

use super::TOPIC;
use crate::page::{PageContext, Result};
use crate::pages::meeting;
use crate::text;
use crate::ui::form::act_form;
use crate::ui::parts::{empty, fold, link_button};
use crate::ui::time;

/// Points in sight, to come and past.
const N_COMING: usize = 3;
const N_PAST: usize = 5;

/// The points of this year and of the next, in the order of time.
pub(super) async fn read(cx: &PageContext, one: &Overseas) -> Result<Vec<Meeting>> {
    let mut all = Vec::new();
    for year in [one.year, one.year + 1] {
        let request = ListMeetingsRequest {
            year,
            kind: MeetingKind::OverseasPoint as i32,
            ..ListMeetingsRequest::default()
        };
        let answer = cx.meeting().list_meetings(request).await?;
        all.extend(answer.into_inner().meetings);
    }
    Ok(all)
}

/// The section.
pub(super) fn view(cx: &PageContext, one: &Overseas, points: &[Meeting]) -> AnyView {
    let is_coming = |point: &&Meeting| {
        let is_open = matches!(
            point.state(),
            MeetingState::Planned | MeetingState::Convened | MeetingState::Running
        );
        is_open && point.ends_at.is_some_and(|at| cx.info.now < time::instant(at))
    };
    let coming: Vec<_> = points.iter().filter(is_coming).take(N_COMING).collect();
    let held = points
        .iter()
        .rev()
        .filter(|point| point.state() == MeetingState::Held);
    let held: Vec<_> = held.take(N_PAST).map(|point| past(cx, point)).collect();
    let next = if coming.is_empty() {
        empty("Aucun point n’est encore planifié.", None).into_any()
    } else {
        let items: Vec<_> = coming.iter().map(|point| item(cx, one, point)).collect();
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let held = (!held.is_empty()).then(|| {
        view! { <h3>"Points tenus"</h3><ul class="names">{held}</ul> }
    });
    let acts = acts(cx, coming.is_empty());
    view! {
        <section aria-labelledby="points">
            <h2 id="points">"Points du réseau"</h2>
            <div id="overseas-points" data-live="*">{next}{held}<p>{plan_words(one)}</p></div>
            {acts}
            {(cx.role() == Role::Animator).then(|| plan(cx, one))}
        </section>
    }
    .into_any()
}

/// A point, with the hour of each.
fn item(cx: &PageContext, one: &Overseas, point: &Meeting) -> AnyView {
    let (own, others) = hours(cx, one, point);
    let is_open = matches!(point.state(), MeetingState::Planned | MeetingState::Convened);
    let add = (point.is_in_concert && is_open).then(|| {
        view! { <p><a href=format!("/meeting/{}", point.id)>"Ajouter un point à l’ordre du jour"</a></p> }
    });
    view! {
        <li>
            <div>
                <h3><a href=format!("/meeting/{}", point.id)>{point.title.clone()}</a>" "{meeting::state_pill(point)}</h3>
                <p>{own}</p>
                <p class="soft">{others}</p>
                {add}
            </div>
            <div class="row-acts">{meeting::answer_pill(point)}</div>
        </li>
    }
    .into_any()
}

/// Paris and the reader's first, then the others: « à Fort-de-France 9 h, à Mamoudzou 16 h ».
fn hours(cx: &PageContext, one: &Overseas, point: &Meeting) -> (String, String) {
    let (Some(from), Some(to)) = (point.starts_at, point.ends_at) else {
        return (String::new(), String::new());
    };
    let zones = ["Europe/Paris", cx.zone()];
    let own = time::span(time::instant(from), time::instant(to), &zones, cx.info.now);
    let mut said: Vec<&str> = zones.to_vec();
    let mut words = Vec::new();
    for zone in one.centres.iter().map(|centre| centre.zone.as_str()) {
        if !said.contains(&zone) {
            said.push(zone);
            words.push(format!("{} {}", text::at_place(zone), time::hour(from, zone)));
        }
    }
    (own, words.join(", "))
}

fn past(cx: &PageContext, point: &Meeting) -> AnyView {
    let when = point
        .starts_at
        .map(|at| time::day_view(at, cx.zone(), cx.info.now));
    view! { <li><a href=format!("/meeting/{}", point.id)>{point.title.clone()}</a>" "<span class="soft">{when}</span></li> }
        .into_any()
}

/// « 2 points tenus sur 6 que prévoit 2027. »
fn plan_words(one: &Overseas) -> String {
    let s = if one.n_held > 1 { "s" } else { "" };
    let held = format!("{}\u{a0}point{s} tenu{s} en {}", one.n_held, one.year);
    match one.n_planned {
        0 => format!("{held}\u{a0}; l’année ne dit pas encore combien elle en prévoit."),
        1 => format!("{held} sur 1 prévu."),
        n => format!("{held} sur {n} prévus."),
    }
}

fn acts(cx: &PageContext, is_main: bool) -> Option<AnyView> {
    let kind = MeetingKind::OverseasPoint as i32;
    let find = link_button(
        format!("/meeting/slot?kind={kind}"),
        "Trouver un créneau équitable",
        is_main,
    );
    match cx.role() {
        Role::Animator => {
            let plan = link_button(format!("/meeting/new?kind={kind}"), "Planifier un point", false);
            Some(view! { <p class="acts">{find}" "{plan}</p> }.into_any())
        }
        Role::OverseasMinistry => Some(view! { <p class="acts">{find}</p> }.into_any()),
        _ => None,
    }
}

/// How many points the year plans: said by the animator, in concert with the DGOM.
fn plan(cx: &PageContext, one: &Overseas) -> AnyView {
    let form = act_form(cx, "OverseasService/SetOverseasPlan")
        .hidden("year", one.year)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let value = if one.n_planned == 0 {
        String::new()
    } else {
        one.n_planned.to_string()
    };
    let body = form
        .input("number", "n_points", &format!("Points prévus en {}", one.year))
        .hint("En concertation avec le ministère chargé des outre-mer. L’obligation O1 s’y mesure.")
        .value(value)
        .required()
        .view();
    let fold = fold(
        "Dire combien de points l’année prévoit",
        is_open,
        form.view(body, "Enregistrer"),
    );
    view! { <div id="overseas-plan" data-live=TOPIC>{fold}</div> }.into_any()
}
