//! What the agenda of the bilateral may take up (A6): the open common projects, bulletins that centres have not
//! acknowledged in time, and questions of the field that wait for an answer.

use leptos::prelude::*;
use proto::v1::{
    BulletinState, ItemPurpose, ListBulletinsRequest, ListProjectsRequest, ListQuestionsRequest, Meeting,
    MeetingKind, MeetingState,
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
    let mut titles = projects(cx).await;
    titles.extend(late(cx).await);
    titles.extend(unanswered(cx).await);
    titles.retain(|(title, _)| one.items.iter().all(|item| item.title != *title));
    let rows: Vec<_> = titles
        .into_iter()
        .map(|(title, path)| {
            let purpose = (ItemPurpose::Discussion as i32).to_string();
            let fields = [
                ("meeting_id", one.id.as_str()),
                ("title", &title),
                ("minutes", MINUTES),
                ("purpose", &purpose),
            ];
            let add = act_button(cx, "MeetingService/AddAgendaItem", "Ajouter à l’ordre du jour", &fields);
            view! { <li><div><p><a href=path>{title.clone()}</a></p></div><div class="row-acts">{add}</div></li> }
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

/// A point's title, and the page that it is about.
type Point = (String, String);

/// Two hundred characters of a point's title at most, as the agenda keeps it: no space at its end.
fn cut(title: &str) -> String {
    let title: String = title.chars().take(200).collect();
    title.trim_end().to_owned()
}

async fn projects(cx: &PageContext) -> Vec<Point> {
    let request = ListProjectsRequest { is_open: true };
    let Ok(found) = cx.project().list_projects(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().projects.into_iter().take(SHOWN);
    all.map(|one| {
        // A step may have several lines.
        let step: Vec<&str> = one.next_step.split_whitespace().collect();
        let words = format!(
            "Projet commun\u{a0}: {} — prochaine étape\u{a0}: {}",
            one.title,
            step.join(" ")
        );
        (cut(&words), format!("/project/{}", one.id))
    })
    .collect()
}

async fn late(cx: &PageContext) -> Vec<Point> {
    let request = ListBulletinsRequest {
        state: BulletinState::Published as i32,
        ..Default::default()
    };
    let Ok(found) = cx.bulletin().list_bulletins(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().bulletins.into_iter();
    all.filter_map(|one| {
        let n = one
            .totals
            .as_ref()
            .map(|totals| totals.n_late)
            .filter(|n| *n > 0)?;
        let title = one.content?.title;
        let s = if n > 1 { "s" } else { "" };
        let words = format!("{n} centre{s} en retard sur la note «\u{a0}{title}\u{a0}»");
        Some((cut(&words), format!("/bulletin/{}", one.id)))
    })
    .take(SHOWN)
    .collect()
}

async fn unanswered(cx: &PageContext) -> Vec<Point> {
    let request = ListQuestionsRequest {
        is_unanswered: true,
        ..Default::default()
    };
    let Ok(found) = cx.question().list_questions(request).await else {
        return Vec::new();
    };
    let all = found.into_inner().questions.into_iter().take(SHOWN);
    all.map(|one| {
        let s = if one.n_centres > 1 { "s" } else { "" };
        let words = format!(
            "Question sans réponse ({} centre{s})\u{a0}: {}",
            one.n_centres, one.subject
        );
        (cut(&words), format!("/question/{}", one.id))
    })
    .collect()
}
