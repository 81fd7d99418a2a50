//! A work stream: its purpose, its call, the engagements and contributions of the centres.

mod answers;
mod call;
mod conduct;
mod contributions;
mod own;

use leptos::prelude::*;
use proto::v1::list_activity_request::Scope;
use proto::v1::{
    Activity, Attachment, Board, CallState, Contribution, GetBoardRequest, GetWorkStreamRequest,
    ListActivityRequest, ListContributionsRequest, ListMeetingsRequest, Meeting, MeetingKind, Owner,
    ProgrammeState, Role, WorkStream,
};

pub(crate) use call::{own_hour, zone_choices};
pub(crate) use contributions::state_pill;

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::{attachment, live, meeting, programme};
use crate::ui::form::act_button;
use crate::ui::parts::{Sign, empty, pill, prose};
use crate::ui::time;

/// What the page reads.
struct Read {
    stream: WorkStream,
    contributions: Vec<Contribution>,
    /// Contributions of the reader's centre to other calls, to start from.
    earlier: Vec<Contribution>,
    attachments: Vec<Attachment>,
    activities: Vec<Activity>,
    board: Board,
    /// Its working sessions (P5), in the order of time.
    meetings: Vec<Meeting>,
}

impl Read {
    fn call_state(&self) -> CallState {
        self.stream
            .call
            .as_ref()
            .map_or(CallState::Planned, proto::v1::Call::state)
    }

    /// True once engagements are taken.
    fn is_settled(&self) -> bool {
        matches!(
            self.stream.programme_state(),
            ProgrammeState::Validated | ProgrammeState::Running | ProgrammeState::Amended
        )
    }

    /// What moves the page.
    fn topic(&self) -> String {
        format!("stream:{}", self.stream.id)
    }
}

async fn read(cx: &PageContext) -> Result<Read> {
    let id = cx.param("id").to_owned();
    let stream = cx
        .programme()
        .get_work_stream(GetWorkStreamRequest { id: id.clone() })
        .await?
        .into_inner();
    let all = ListContributionsRequest {
        work_stream_id: id.clone(),
        ..Default::default()
    };
    let contributions = cx
        .contribution()
        .list_contributions(all)
        .await?
        .into_inner()
        .contributions;
    let earlier = if matches!(cx.role(), Role::Director | Role::Team) {
        let own = ListContributionsRequest {
            organisation_id: cx.me()?.organisation_id.clone(),
            ..Default::default()
        };
        cx.contribution()
            .list_contributions(own)
            .await?
            .into_inner()
            .contributions
    } else {
        Vec::new()
    };
    let attachments = attachment::of(cx, Owner::WorkStream, &id).await?;
    let recent = ListActivityRequest {
        scope: Scope::Stream as i32,
        work_stream_id: id,
        limit: 12,
        ..Default::default()
    };
    let meetings = meetings(cx, &stream).await?;
    let activities = cx.live().list_activity(recent).await?.into_inner().activities;
    let board = match cx.role() {
        Role::Animator | Role::Director => cx
            .programme()
            .get_board(GetBoardRequest { year: stream.year })
            .await
            .map(tonic::Response::into_inner),
        _ => Ok(Board::default()),
    };
    Ok(Read {
        stream,
        contributions,
        earlier,
        attachments,
        activities,
        board: board.unwrap_or_default(),
        meetings,
    })
}

/// The working sessions of a stream.
async fn meetings(cx: &PageContext, stream: &WorkStream) -> Result<Vec<Meeting>> {
    let request = ListMeetingsRequest {
        year: stream.year,
        work_stream_id: stream.id.clone(),
        ..Default::default()
    };
    Ok(cx.meeting().list_meetings(request).await?.into_inner().meetings)
}

/// `/work-stream/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let read = read(&cx).await?;
    let title = read.stream.title.clone();
    let main = view! {
        {head(&cx, &read)}
        {own::view(&cx, &read)}
        <div class="columns">
            <div class="column">
                <div id="stream-text" data-live=read.topic()>{text(&read)}</div>
                {contributions::view(&cx, &read)}
                {attachment::section(&cx, &read.attachments, Owner::WorkStream, &read.stream.id, cx.role() == Role::Animator)}
                {conduct::view(&cx, &read)}
            </div>
            <div class="column side-column">{side(&cx, &read)}</div>
        </div>
    };
    Ok(Page::new(title, Nav::Programme, main).live())
}

fn head(cx: &PageContext, read: &Read) -> AnyView {
    let stream = &read.stream;
    let above =
        view! { <a href=format!("/programme/{}", stream.year)>{format!("Programme {}", stream.year)}</a> };
    let theme = (!stream.theme.is_empty()).then(|| format!(" · {}", stream.theme));
    view! {
        <div class="heading" id="stream-head" data-live=read.topic()>
            <p class="above">{above}{theme}</p>
            <h1>{stream.title.clone()}</h1>
            <p class="under call-line">{programme::call_pill(stream)}" "{call::dates(cx, stream)}</p>
            <p class="soft">{facts(stream)}</p>
        </div>
    }
    .into_any()
}

/// Purpose, guidance, synthesis.
fn text(read: &Read) -> AnyView {
    let stream = &read.stream;
    let guidance = stream.call.as_ref().filter(|call| !call.guidance_html.is_empty()).map(|call| {
        view! { <section aria-labelledby="guidance"><h2 id="guidance">"Consignes de l’appel"</h2>{prose(&call.guidance_html)}</section> }
    });
    let synthesis = (!stream.synthesis_html.is_empty()).then(|| {
        view! { <section aria-labelledby="synthesis"><h2 id="synthesis">"Synthèse du chantier"</h2>{prose(&stream.synthesis_html)}</section> }
    });
    view! {
        {synthesis}
        <section aria-labelledby="purpose"><h2 id="purpose">"Objet"</h2>{prose(&stream.purpose_html)}</section>
        {guidance}
    }
    .into_any()
}

fn side(cx: &PageContext, read: &Read) -> AnyView {
    let activity = if read.activities.is_empty() {
        empty("Rien n’a encore bougé ici.", None).into_any()
    } else {
        live::list(cx, &read.activities, false).into_any()
    };
    view! {
        <div id="stream-side" data-live=read.topic()>
            {sessions(cx, read)}
            {answers::engagements(&read.stream)}
            <section aria-labelledby="moved"><h2 id="moved">"Ce qui a bougé"</h2>{activity}</section>
        </div>
    }
    .into_any()
}

/// « attendu : fiche d’expérience · pilotage : Rives de Loire ».
fn facts(stream: &WorkStream) -> String {
    let expected = programme::expected_words(stream);
    let expected = (!expected.is_empty()).then(|| format!("attendu : {}", expected.to_lowercase()));
    let lead = (!stream.lead.is_empty()).then(|| format!("pilotage : {}", stream.lead));
    expected.into_iter().chain(lead).collect::<Vec<_>>().join(" · ")
}

/// The working sessions (P5): the meetings, then the dates that are only thought of.
fn sessions(cx: &PageContext, read: &Read) -> AnyView {
    let stream = &read.stream;
    let now = cx.info.now;
    let is_animator = cx.role() == Role::Animator;
    let meetings = read.meetings.iter().map(|one| {
        let path = format!("/meeting/{}", one.id);
        view! { <li><a href=path><strong>{one.title.clone()}</strong></a>" "{meeting::state_pill(one)}<p class="soft">{meeting::when(cx, one)}</p></li> }
            .into_any()
    });
    let dates = stream
        .session_dates
        .iter()
        .map(|session| {
            let when = session.starts_at.map(
                |at| view! { {time::at_view(at, &session.zone, now)}{call::own_hour(cx, at, &session.zone)} },
            );
            let remove = is_animator.then(|| {
                let fields = [
                    ("work_stream_id", stream.id.as_str()),
                    ("id", session.id.as_str()),
                ];
                act_button(cx, "ProgrammeService/RemoveSessionDate", "Retirer", &fields)
            });
            view! { <li><strong>{session.label.clone()}</strong>" "{pill(Sign::Plain, "date envisagée")}<p class="soft">{when}</p>{remove}</li> }.into_any()
        });
    let items: Vec<AnyView> = meetings.chain(dates).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucune date pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="marked">{items}</ul> }.into_any()
    };
    let plan = is_animator.then(|| {
        let kind = MeetingKind::WorkingSession as i32;
        let path = format!("/meeting/new?kind={kind}&work_stream_id={}", stream.id);
        view! { <p><a href=path>"Planifier une séance de travail"</a></p> }
    });
    view! { <section aria-labelledby="sessions"><h2 id="sessions">"Séances de travail"</h2>{list}{plan}</section> }
        .into_any()
}
