//! The fair slot: the hours that suit those whom a kind of meeting convenes, the fairest first, and what each costs.

use leptos::prelude::*;
use proto::v1::{
    FairSlot, FindSlotsRequest, FindSlotsResponse, GetMeetingRequest, Meeting, MeetingKind, MeetingKindInfo,
    SlotParticipant, WorkingWeek,
};

use super::kinds;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result, reason_of};
use crate::text;
use crate::ui::form::act_form;
use crate::ui::parts::{Sign, empty, fold, heading, link_button, pill, table};
use crate::ui::time;

/// Length of a meeting when nobody says another one, in minutes, and weeks that are searched.
const MINUTES: i32 = 60;
const WEEKS: i32 = 4;
/// Proposals in sight; the others are folded. As many go to the poll, two more.
const N_IN_SIGHT: usize = 3;
const N_IN_POLL: usize = 5;
/// The zone of the proposals: everybody's own hour is beside.
const ZONE: &str = "Europe/Paris";

/// What the page asks.
struct Asked {
    kind: i32,
    minutes: i32,
    n_weeks: i32,
    first_on: String,
    work_stream_id: String,
    /// The meeting whose hour is looked for.
    meeting: Option<Meeting>,
}

/// `/meeting/slot?kind=8&minutes=60&n_weeks=4&first_on=2027-04-01`, or `?meeting=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let mut kinds = kinds(&cx).await?;
    // Who comes to a working session depends on its stream.
    kinds.retain(|kind| kind.may_search && kind.kind() != MeetingKind::WorkingSession);
    if kinds.is_empty() {
        return Err(PageError::Missing);
    }
    let asked = asked(&cx).await?;
    let is_known = kinds.iter().any(|kind| kind.kind == asked.kind);
    let found = if is_known {
        let request = FindSlotsRequest {
            kind: asked.kind,
            work_stream_id: asked.work_stream_id.clone(),
            minutes: asked.minutes,
            first_on: asked.first_on.clone(),
            n_weeks: asked.n_weeks,
            zone: ZONE.to_owned(),
            ..FindSlotsRequest::default()
        };
        Some(cx.meeting().find_slots(request).await)
    } else {
        None
    };
    let result = match &found {
        None => ().into_any(),
        Some(Ok(found)) => results(&cx, &asked, found.get_ref(), &kinds),
        Some(Err(status)) => {
            let sentence = text::reason(reason_of(status));
            view! { <div class="alert" role="alert"><p><strong>{sentence}</strong></p></div> }.into_any()
        }
    };
    let under = match &asked.meeting {
        Some(meeting) => format!("Pour «\u{a0}{}\u{a0}».", meeting.title),
        None => {
            "L’heure qui convient à tous\u{a0}; sinon, celle qui gêne le moins, à tour de rôle.".to_owned()
        }
    };
    let main = view! {
        {heading("Réunions", "Trouver un créneau équitable", under)}
        {search(&asked, &kinds)}
        {result}
        <p class="soft measure">"Chacun dit ses heures de travail et ses absences sur la page "<a href="/meeting/availability">"Heures de travail et absences"</a>"\u{a0}; à défaut, du lundi au vendredi, de 9 h à 18 h, à l’heure de son siège. Les jours fériés de chaque territoire sont connus."</p>
    };
    Ok(Page::new("Trouver un créneau équitable", Nav::Meeting, main))
}

async fn asked(cx: &PageContext) -> Result<Asked> {
    let meeting = match cx.ask("meeting") {
        "" => None,
        id => {
            let request = GetMeetingRequest { id: id.to_owned() };
            let meeting = cx.meeting().get_meeting(request).await?.into_inner();
            Some(meeting).filter(|meeting| meeting.may_edit)
        }
    };
    let number = |name: &str, usual: i32| cx.ask(name).parse().unwrap_or(usual);
    let length = meeting.as_ref().and_then(|meeting| {
        let length = time::instant(meeting.ends_at?) - time::instant(meeting.starts_at?);
        i32::try_from(length.num_minutes()).ok()
    });
    let of_meeting = |of: fn(&Meeting) -> String| meeting.as_ref().map(of);
    Ok(Asked {
        kind: meeting
            .as_ref()
            .map_or_else(|| number("kind", 0), |meeting| meeting.kind),
        minutes: number("minutes", length.unwrap_or(MINUTES)),
        n_weeks: number("n_weeks", WEEKS),
        first_on: cx.ask("first_on").to_owned(),
        work_stream_id: of_meeting(|meeting| meeting.work_stream_id.clone())
            .unwrap_or_else(|| cx.ask("work_stream_id").to_owned()),
        meeting,
    })
}

/// What is looked for.
fn search(asked: &Asked, kinds: &[MeetingKindInfo]) -> AnyView {
    let options: Vec<_> = kinds
        .iter()
        .map(|kind| {
            let is_chosen = kind.kind == asked.kind;
            view! { <option value=kind.kind.to_string() selected=is_chosen>{kind.label.clone()}</option> }
        })
        .collect();
    let of = match &asked.meeting {
        Some(meeting) => {
            view! { <input type="hidden" name="meeting" value=meeting.id.clone()/> }.into_any()
        }
        None => view! {
            <div class="field"><label for="kind">"Type de réunion"</label><select id="kind" name="kind">{options}</select></div>
        }
        .into_any(),
    };
    let stream = (!asked.work_stream_id.is_empty())
        .then(|| view! { <input type="hidden" name="work_stream_id" value=asked.work_stream_id.clone()/> });
    view! {
        <form class="filters" action="/meeting/slot" aria-label="Créneau cherché">
            {of}
            {stream}
            <div class="field"><label for="minutes">"Durée en minutes"</label><input type="number" id="minutes" name="minutes" min="15" max="480" step="15" value=asked.minutes.to_string()/></div>
            <div class="field"><label for="first_on">"À partir du"</label><input type="date" id="first_on" name="first_on" value=asked.first_on.clone()/></div>
            <div class="field"><label for="n_weeks">"Sur … semaines"</label><input type="number" id="n_weeks" name="n_weeks" min="1" max="12" value=asked.n_weeks.to_string()/></div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn results(cx: &PageContext, asked: &Asked, found: &FindSlotsResponse, kinds: &[MeetingKindInfo]) -> AnyView {
    let may_create = kinds
        .iter()
        .any(|kind| kind.kind == asked.kind && kind.may_create);
    let items: Vec<AnyView> = found
        .slots
        .iter()
        .map(|slot| item(cx, asked, found, slot, may_create))
        .collect();
    if items.is_empty() {
        return empty("Aucun créneau dans cette période.", None).into_any();
    }
    let mut first = items;
    let more = first.split_off(first.len().min(N_IN_SIGHT));
    let n_more = more.len();
    let more = (n_more > 0).then(|| {
        fold(
            &format!("{n_more} autres créneaux"),
            false,
            view! { <ul class="rows">{more}</ul> },
        )
    });
    let may_ask = may_create && asked.meeting.is_none() && found.slots.len() > 1;
    let poll = may_ask.then(|| {
        let path = poll_path(asked, found);
        view! { <p class="acts">{link_button(path, "Proposer ces créneaux en sondage", true)}</p> }
    });
    let days = format!(
        "Du {} au {}. À l’heure de chacun\u{a0}; ce qui est porté compte pour les prochaines séances.",
        time::date(&found.first_on),
        time::date(&found.last_on)
    );
    view! {
        <section aria-labelledby="slots">
            <h2 id="slots">{found.kind_label.clone()}</h2>
            <p class="soft">{said(found)}" "{days}</p>
            {poll}
            <ul class="rows">{first}</ul>
            {more}
            {borne(found)}
        </section>
    }
    .into_any()
}

/// Whether there is a common hour.
fn said(found: &FindSlotsResponse) -> &'static str {
    match found.slots.first() {
        Some(slot) if slot.n_absent > 0 => "À aucune heure tout le monde n’est là.",
        Some(slot) if slot.discomfort == 0 => "Une heure commune existe\u{a0}: personne n’est gêné.",
        _ => "Aucune heure n’est dans les heures de tous\u{a0}: les moins gênantes d’abord.",
    }
}

/// The poll with the best slots.
fn poll_path(asked: &Asked, found: &FindSlotsResponse) -> String {
    let starts: Vec<String> = found
        .slots
        .iter()
        .take(N_IN_POLL)
        .map(|slot| time::local_value(slot.starts_at, ZONE))
        .collect();
    let query = crate::page::form_encode(
        [
            ("kind", asked.kind.to_string().as_str()),
            ("minutes", asked.minutes.to_string().as_str()),
            ("starts", starts.join(",").as_str()),
            ("work_stream_id", asked.work_stream_id.as_str()),
        ]
        .into_iter(),
    );
    format!("/poll/new?{query}")
}

fn item(
    cx: &PageContext,
    asked: &Asked,
    found: &FindSlotsResponse,
    slot: &FairSlot,
    may_create: bool,
) -> AnyView {
    let (Some(from), Some(to)) = (slot.starts_at, slot.ends_at) else {
        return ().into_any();
    };
    let zones = [ZONE, cx.zone()];
    let when = time::span(time::instant(from), time::instant(to), &zones, cx.info.now);
    let state = if slot.n_absent > 0 {
        let s = if slot.n_absent > 1 { "s" } else { "" };
        pill(Sign::Bad, format!("{} absent{s}", slot.n_absent)).into_any()
    } else if slot.discomfort == 0 {
        pill(Sign::Done, "heure commune").into_any()
    } else {
        pill(
            Sign::Wait,
            format!("{} hors des heures, en tout", text::minutes(slot.outside_min)),
        )
        .into_any()
    };
    let rows = rows(found, slot, cx);
    let keep = keep(cx, asked, slot, may_create);
    view! {
        <li>
            <div>
                <h3>{when}" "{state}</h3>
                {table("L’heure de chacun, et ce qu’elle lui coûte", &["Participants", "À leur heure", "Ce que cela leur coûte"], rows)}
            </div>
            <div class="row-acts">{keep}</div>
        </li>
    }
    .into_any()
}

/// One line for those who live it alike: the same zone, the same words.
fn rows(found: &FindSlotsResponse, slot: &FairSlot, cx: &PageContext) -> Vec<Vec<AnyView>> {
    let mut lines: Vec<(String, String, Sign, Vec<String>)> = Vec::new();
    for (one, share) in found.participants.iter().zip(&slot.shares) {
        let words = text::slot_share(share, week(one));
        let sign = match (share.is_absent, share.outside_min) {
            (true, _) => Sign::Bad,
            (false, 0) => Sign::Done,
            _ => Sign::Wait,
        };
        let known = lines
            .iter_mut()
            .find(|(zone, known, ..)| *zone == one.zone && *known == words);
        match known {
            Some((.., names)) => names.push(one.organisation_name.clone()),
            None => lines.push((one.zone.clone(), words, sign, vec![one.organisation_name.clone()])),
        }
    }
    lines
        .into_iter()
        .map(|(zone, words, sign, names)| {
            vec![
                names.join(", ").into_any(),
                local(slot, &zone, cx).into_any(),
                pill(sign, words).into_any(),
            ]
        })
        .collect()
}

fn week(one: &SlotParticipant) -> &WorkingWeek {
    static NONE: std::sync::LazyLock<WorkingWeek> = std::sync::LazyLock::new(WorkingWeek::default);
    one.week.as_ref().unwrap_or(&NONE)
}

/// « de 9 h à 10 h, à Fort-de-France », with the day when it is another than in Paris.
fn local(slot: &FairSlot, zone: &str, cx: &PageContext) -> String {
    let (Some(from), Some(to)) = (slot.starts_at, slot.ends_at) else {
        return String::new();
    };
    let day = |zone: &str| time::day(time::instant(from), zone, cx.info.now);
    let hours = format!(
        "de {} à {}, {}",
        time::hour(from, zone),
        time::hour(to, zone),
        text::at_place(zone)
    );
    if day(zone) == day(ZONE) {
        hours
    } else {
        format!("{}, {hours}", day(zone))
    }
}

/// Keeps a slot: for the meeting that it is looked for, or for a new one.
fn keep(cx: &PageContext, asked: &Asked, slot: &FairSlot, may_create: bool) -> Option<AnyView> {
    let starts_at = time::local_value(slot.starts_at, ZONE);
    let Some(one) = &asked.meeting else {
        let path = format!(
            "/meeting/new?kind={}&starts_at={starts_at}&minutes={}",
            asked.kind, asked.minutes
        );
        return may_create.then(|| link_button(path, "Retenir", false).into_any());
    };
    let until = one
        .proposals_until
        .map(|until| time::local_value(Some(until), &one.zone))
        .unwrap_or_default();
    let form = act_form(cx, "MeetingService/UpdateMeeting")
        .id(format!("keep-{starts_at}"))
        .next(format!("/meeting/{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version)
        .hidden("title", &one.title)
        .hidden("introduction", &one.introduction)
        .hidden("place", &one.place)
        .hidden("video_url", &one.video_url)
        .hidden("invited_by", &one.invited_by)
        .hidden("proposals_until", until.split('T').next().unwrap_or_default())
        .hidden("starts_at", starts_at)
        .hidden("ends_at", time::local_value(slot.ends_at, ZONE))
        .hidden("zone", ZONE);
    Some(form.view((), "Retenir ce créneau"))
}

/// Who bore the bad hours of the series so far.
fn borne(found: &FindSlotsResponse) -> Option<AnyView> {
    let mut all: Vec<&SlotParticipant> = found
        .participants
        .iter()
        .filter(|one| one.borne_min > 0)
        .collect();
    all.sort_by_key(|one| -one.borne_min);
    let items: Vec<_> = all
        .into_iter()
        .map(|one| {
            let words = format!(
                "{}\u{a0}: {}",
                one.organisation_name,
                text::minutes(one.borne_min)
            );
            view! { <li>{words}</li> }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h3>"Déjà porté dans les séances tenues, hors de ses heures"</h3>
            <ul class="names">{items}</ul>
        }
        .into_any()
    })
}
