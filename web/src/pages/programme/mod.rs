//! The programme of a year: its work streams, the board of P2, its preparation with the network (P1 to P3).

mod board;
mod conduct;
mod draft;
mod reminder;

use leptos::prelude::*;
use proto::v1::list_programmes_response::Entry;
use proto::v1::{
    Board, CallState, GetBoardRequest, GetProgrammeRequest, ListProgrammesRequest, Programme, ProgrammeState,
    Role, WorkStream,
};

pub(crate) use board::{answer_pill, participation_pill, participation_word};
pub(in crate::pages) use conduct::stream_fields;
pub(crate) use reminder::page as reminder;

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::form::act_form;
use crate::ui::parts::{Sign, empty, heading, pill, prose, source};
use crate::ui::time;

/// `/programme`: the programme that matters now.
pub(crate) async fn current(cx: Cx) -> Result {
    let list = cx.programme().list_programmes(ListProgrammesRequest {}).await?;
    let year = list.into_inner().current_year;
    if year != 0 {
        return Err(PageError::Redirect(format!("/programme/{year}")));
    }
    let first = (cx.role() == Role::Animator).then(|| {
        let form = act_form(&cx, "ProgrammeService/CreateProgramme").next("/programme/{year}");
        let year = form
            .input("number", "year", "Année")
            .value(cx.nav_year())
            .required()
            .view();
        form.main(year, "Ouvrir le premier programme")
    });
    let main = view! {
        {heading("Programme annuel d’animation", "Aucun programme", "")}
        {empty("L’animation nationale n’a pas encore ouvert de programme.", None)}
        {first}
    };
    Ok(Page::new("Programme", Nav::Programme, main))
}

/// Every year that has a programme, newest first.
async fn years(cx: &PageContext) -> Result<Vec<Entry>> {
    let mut years = cx
        .programme()
        .list_programmes(ListProgrammesRequest {})
        .await?
        .into_inner()
        .programmes;
    years.sort_by_key(|entry| std::cmp::Reverse(entry.year));
    Ok(years)
}

/// `/programme/<year>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let year = cx.year()?;
    let programme = cx
        .programme()
        .get_programme(GetProgrammeRequest { year })
        .await?
        .into_inner();
    let years = years(&cx).await?;
    let board = if is_prepared(programme.state()) {
        None
    } else {
        Some(
            cx.programme()
                .get_board(GetBoardRequest { year })
                .await?
                .into_inner(),
        )
    };
    let topics = topics(year, &programme.streams);
    let main = view! {
        {years_nav(&years, year)}
        <div id="programme" data-live=topics>
            {heading(above(&programme), title(&programme), under(&programme, board.as_ref()))}
            {introduction(&programme)}
            {streams(&cx, &programme)}
            {board.as_ref().map(|board| board::view(&cx, board))}
        </div>
        {draft::view(&cx, &programme)}
        {conduct::view(&cx, &programme, board.as_ref(), &years)}
        {rules()}
    };
    Ok(Page::new(title(&programme), Nav::Programme, main).live())
}

/// True while the network prepares the programme: nothing opens yet.
fn is_prepared(state: ProgrammeState) -> bool {
    matches!(
        state,
        ProgrammeState::Draft | ProgrammeState::Proposed | ProgrammeState::Unspecified
    )
}

/// What moves the page: the programme and each of its streams.
fn topics(year: i32, streams: &[WorkStream]) -> String {
    streams
        .iter()
        .fold(format!("programme:{year}"), |topics, stream| {
            format!("{topics} stream:{}", stream.id)
        })
}

/// The years among which to choose.
fn years_nav(years: &[Entry], current: i32) -> AnyView {
    if years.len() < 2 {
        return ().into_any();
    }
    let entries: Vec<_> = years
        .iter()
        .map(|entry| {
            let is_current = (entry.year == current).then_some("page");
            let label = format!("{} · {}", entry.year, text::programme_state(entry.state()));
            view! { <li><a href=format!("/programme/{}", entry.year) aria-current=is_current>{label}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Programmes par année"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn above(programme: &Programme) -> String {
    let state = match programme.state() {
        ProgrammeState::Draft => "en préparation avec le réseau".to_owned(),
        ProgrammeState::Proposed => "proposé au réseau, ouvert aux commentaires".to_owned(),
        state => {
            let reference = match programme.validation_reference.as_str() {
                "" => String::new(),
                reference => format!(" ({reference})"),
            };
            let validated = format!("validé le {}{reference}", time::date(&programme.validated_on));
            match state {
                ProgrammeState::Amended => format!("{validated} · amendement ouvert"),
                ProgrammeState::Closed => format!("{validated} · clos"),
                _ => validated,
            }
        }
    };
    format!("Programme annuel d’animation · {state}")
}

fn title(programme: &Programme) -> String {
    let year = programme.year;
    match (programme.state(), programme.streams.len()) {
        (ProgrammeState::Draft, _) => format!("Préparer le programme {year}"),
        (_, 1) => format!("Un chantier pour {year}"),
        (_, 2) => format!("Deux chantiers pour {year}"),
        (_, 3) => format!("Trois chantiers pour {year}"),
        _ => format!("Programme {year}"),
    }
}

fn under(programme: &Programme, board: Option<&Board>) -> String {
    let Some(board) = board else {
        return match programme.state() {
            ProgrammeState::Draft => {
                "Les centres proposent des chantiers et soutiennent ceux des autres.".to_owned()
            }
            _ => "Rien n’ouvre avant la validation par le Comité technique d’animation nationale.".to_owned(),
        };
    };
    let all = board.rows.len();
    if programme.state() == ProgrammeState::Closed {
        return match board.n_met {
            1 => format!("1 centre sur {all} a tenu sa participation."),
            n => format!("{n} centres sur {all} ont tenu leur participation."),
        };
    }
    let short = match board.n_short {
        0 => "aucun n’est à relancer".to_owned(),
        1 => "un est à relancer".to_owned(),
        n => format!("{n} sont à relancer"),
    };
    match board.n_met {
        0 => format!("Aucun des {all} centres n’a encore tenu sa participation ; {short}."),
        1 => format!("1 centre sur {all} tient sa participation ; {short}."),
        n => format!("{n} centres sur {all} tiennent leur participation ; {short}."),
    }
}

fn introduction(programme: &Programme) -> AnyView {
    if programme.introduction_html.is_empty() {
        return ().into_any();
    }
    view! { <div class="introduction">{prose(&programme.introduction_html)}</div> }.into_any()
}

/// One card for each stream.
fn streams(cx: &PageContext, programme: &Programme) -> AnyView {
    if programme.streams.is_empty() {
        return empty("Aucun chantier n’est encore retenu.", None).into_any();
    }
    let cards: Vec<_> = programme
        .streams
        .iter()
        .map(|stream| card(cx, stream, programme.state()))
        .collect();
    view! {
        <section aria-labelledby="streams">
            <h2 id="streams" class="unseen">"Chantiers"</h2>
            <ul class="cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(cx: &PageContext, stream: &WorkStream, state: ProgrammeState) -> AnyView {
    let now = cx.info.now;
    let call = stream.call.clone().unwrap_or_default();
    let zone = call.zone.as_str();
    let expected = expected_words(stream);
    let when = match call.state() {
        CallState::Open => call
            .closes_at
            .map(|at| view! { <p class="soft">"clôture "{time::at_view(at, zone, now)}<br/>{time::left_view(at, zone, now)}</p> }.into_any()),
        CallState::Planned => {
            call.opens_at.map(|at| view! { <p class="soft">"ouvre "{time::at_view(at, zone, now)}</p> }.into_any())
        }
        CallState::Closed => {
            call.closes_at.map(|at| view! { <p class="soft">"clos le "{time::day_view(at, zone, now)}</p> }.into_any())
        }
        CallState::Unspecified => None,
    };
    let counts = (!is_prepared(state)).then(|| {
        view! { <p class="soft">{count(stream.n_engaged, "centre engagé", "centres engagés")}" · "{count(stream.n_submitted, "a contribué", "ont contribué")}</p> }
    });
    view! {
        <li class="card">
            {call_pill(stream)}
            <h3><a class="quiet" href=format!("/work-stream/{}", stream.id)>{stream.title.clone()}</a></h3>
            <p class="soft">{expected}</p>
            {when}
            {counts}
        </li>
    }
    .into_any()
}

fn count(n: i32, one: &'static str, many: &'static str) -> AnyView {
    view! { <strong>{n.to_string()}</strong>" "{if n > 1 { many } else { one }} }.into_any()
}

/// The state of a stream's call, a word and a sign.
pub(crate) fn call_pill(stream: &WorkStream) -> AnyView {
    let call = stream.call.clone().unwrap_or_default();
    match call.state() {
        CallState::Open => pill(Sign::Open, "appel ouvert").into_any(),
        CallState::Closed => pill(Sign::Plain, "appel clos").into_any(),
        _ if call.opens_at.is_some() => pill(Sign::Plain, "appel à venir").into_any(),
        _ => pill(Sign::Plain, "appel à dater").into_any(),
    }
}

/// « Fiche d’expérience et note »: what a stream expects.
pub(crate) fn expected_words(stream: &WorkStream) -> String {
    let words: Vec<_> = stream.expected().map(text::expected).collect();
    let words = words.join(" ou ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The rules that the page rests on, with their source.
fn rules() -> AnyView {
    view! {
        <aside class="rules" aria-labelledby="rules">
            <h2 id="rules">"Les règles"</h2>
            <dl>
                <dt>"P1"</dt>
                <dd>"«\u{a0}Ce programme d’animation ne pourra pas excéder 3 chantiers par an.\u{a0}»"</dd>
                <dt>"P2"</dt>
                <dd>
                    "«\u{a0}Chaque centre de ressources s’investira en conséquence sur au moins 2 des 3 chantiers sur lesquels "
                    "le CGET lance un appel à contributions.\u{a0}»"
                </dd>
                <dt>"P3"</dt>
                <dd>
                    "Le programme est co-construit, proposé pour l’année suivante, « et validé dans le cadre de la dernière "
                    "séance annuelle du comité technique d’animation nationale\u{a0}»."
                </dd>
            </dl>
            {source("cadre de référence, 3.3")}
        </aside>
    }
    .into_any()
}
