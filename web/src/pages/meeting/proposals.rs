//! What the agenda of the bilateral may take up (A6): the open common projects, bulletins of the ANRU that centres have
//! not acknowledged in time, and questions of the field that wait for its answer.

use leptos::prelude::*;
use proto::v1::{
    Function, ItemPurpose, ListBulletinsRequest, ListOrganisationsRequest, ListProjectsRequest,
    ListQuestionsRequest, Meeting, MeetingKind, MeetingState,
};

use crate::page::PageContext;
use crate::ui::form::act_button;

/// Minutes of a point that is proposed so.
const MINUTES: &str = "10";
/// Points that are proposed of each sort.
const SHOWN: usize = 5;

/// The section; nothing for other meetings, nor for who does not prepare it.
pub(super) async fn section(cx: &PageContext, one: &Meeting) -> AnyView {
    let is_coming = matches!(one.state(), MeetingState::Planned | MeetingState::Convened);
    if one.kind() != MeetingKind::Bilateral || !one.may_edit || !is_coming {
        return ().into_any();
    }
    let mut points = projects(cx).await;
    if let Some(agency_id) = agency_id(cx).await {
        points.extend(late(cx, &agency_id).await);
        points.extend(unanswered(cx, agency_id).await);
    }
    points.retain(|point| one.items.iter().all(|item| !point.is(&item.title)));
    let rows: Vec<_> = points
        .into_iter()
        .map(|point| {
            let title = point.title();
            let purpose = (ItemPurpose::Discussion as i32).to_string();
            let fields = [
                ("meeting_id", one.id.as_str()),
                ("title", &title),
                ("minutes", MINUTES),
                ("purpose", &purpose),
            ];
            let add = act_button(cx, "MeetingService/AddAgendaItem", "Ajouter à l’ordre du jour", &fields);
            view! { <li><div><p><a href=point.path>{title}</a></p></div><div class="row-acts">{add}</div></li> }
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="proposals">
            <h2 id="proposals">"À mettre à l’ordre du jour\u{a0}?"</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What may become a point.
struct Point {
    /// How its title begins, as long as it is the same point.
    start: String,
    /// The rest of it, which changes with time.
    rest: String,
    /// The page that it is about.
    path: String,
}

impl Point {
    fn title(&self) -> String {
        cut(&format!("{}{}", self.start, self.rest))
    }

    /// Whether a point of the agenda is this one, as it was once.
    fn is(&self, title: &str) -> bool {
        title.starts_with(&cut(&self.start))
    }
}

/// Two hundred characters of a point's title at most, as the agenda keeps it: no space at its end.
fn cut(title: &str) -> String {
    let title: String = title.chars().take(200).collect();
    title.trim_end().to_owned()
}

/// The organisation that the animator meets.
async fn agency_id(cx: &PageContext) -> Option<String> {
    let request = ListOrganisationsRequest {
        function: Function::UrbanRenewalAgency as i32,
        ..Default::default()
    };
    let found = cx.network().list_organisations(request).await.ok()?;
    found
        .into_inner()
        .organisations
        .into_iter()
        .next()
        .map(|one| one.id)
}

async fn projects(cx: &PageContext) -> Vec<Point> {
    let request = ListProjectsRequest {
        is_open: true,
        ..Default::default()
    };
    let Ok(found) = cx.project().list_projects(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().projects.into_iter().take(SHOWN);
    all.map(|one| {
        // A step may have several lines.
        let step: Vec<&str> = one.next_step.split_whitespace().collect();
        Point {
            start: format!("Projet commun\u{a0}: {} — prochaine étape\u{a0}:", one.title),
            rest: format!(" {}", step.join(" ")),
            path: format!("/project/{}", one.id),
        }
    })
    .collect()
}

async fn late(cx: &PageContext, agency_id: &str) -> Vec<Point> {
    let request = ListBulletinsRequest {
        organisation_id: agency_id.to_owned(),
        is_late: true,
        ..Default::default()
    };
    let Ok(found) = cx.bulletin().list_bulletins(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().bulletins.into_iter();
    all.filter_map(|one| {
        let totals = one.totals.as_ref();
        // None when only centres that left the network did not acknowledge it.
        let n = totals.map(|totals| totals.n_late).filter(|n| *n > 0)?;
        let s = if n > 1 { "s" } else { "" };
        Some(Point {
            start: format!("Note «\u{a0}{}\u{a0}»\u{a0}:", one.content?.title),
            rest: format!(" {n} centre{s} en retard"),
            path: format!("/bulletin/{}", one.id),
        })
    })
    .take(SHOWN)
    .collect()
}

async fn unanswered(cx: &PageContext, agency_id: String) -> Vec<Point> {
    let request = ListQuestionsRequest {
        is_unanswered: true,
        addressee_id: agency_id,
        ..Default::default()
    };
    let Ok(found) = cx.question().list_questions(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().questions.into_iter().take(SHOWN);
    all.map(|one| {
        let s = if one.n_centres > 1 { "s" } else { "" };
        Point {
            start: format!("Question sans réponse\u{a0}: {} (", one.subject),
            rest: format!("{} centre{s})", one.n_centres),
            path: format!("/question/{}", one.id),
        }
    })
    .collect()
}
