//! The activity feed: what moved.

use leptos::prelude::*;
use proto::v1::list_activity_request::Scope;
use proto::v1::{Activity, GetProgrammeRequest, ListActivityRequest};

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::ui::parts::{empty, heading, older};
use crate::ui::time;

/// `/activity?scope=mine|<work stream id>&before=<position>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (scope, work_stream_id) = match cx.ask("scope") {
        "" => (Scope::All, ""),
        "mine" => (Scope::MyOrganisation, ""),
        id => (Scope::Stream, id),
    };
    let before: i64 = cx.ask("before").parse().unwrap_or_default();
    let request = ListActivityRequest {
        scope: scope.into(),
        work_stream_id: work_stream_id.to_owned(),
        before,
        ..ListActivityRequest::default()
    };
    let feed = cx.live().list_activity(request).await?.into_inner();
    let programme = cx
        .programme()
        .get_programme(GetProgrammeRequest { year: cx.nav_year() })
        .await;
    let streams = programme
        .map(|answer| answer.into_inner().streams)
        .unwrap_or_default();
    let mut tabs = vec![
        tab(&cx, "", "Tout ce qui m’est ouvert"),
        tab(&cx, "mine", "Mon organisation"),
    ];
    tabs.extend(streams.iter().map(|stream| tab(&cx, &stream.id, &stream.title)));
    let next = (feed.next_before > 0).then(|| {
        let position = feed.next_before.to_string();
        let query = [("scope", cx.ask("scope")), ("before", position.as_str())];
        format!("/activity?{}", form_encode(query.into_iter()))
    });
    let list = if feed.activities.is_empty() {
        empty("Rien n’a encore bougé ici.", None).into_any()
    } else {
        list(&cx, &feed.activities, true).into_any()
    };
    let main = view! {
        {heading("", "Activité", "Ce qui a bougé, le plus récent d’abord.")}
        <nav aria-label="Choisir l’activité"><ul class="tabs">{tabs}</ul></nav>
        <div id="activity-list" data-live=if before == 0 { "*" } else { "" }>
            {list}
            {older(next, "Plus ancien")}
        </div>
    };
    Ok(Page::new("Activité", Nav::Activity, main).live())
}

fn tab(cx: &PageContext, scope: &str, label: &str) -> impl IntoView + use<> {
    let path = if scope.is_empty() {
        "/activity".to_owned()
    } else {
        format!("/activity?{}", form_encode([("scope", scope)].into_iter()))
    };
    let is_current = (cx.ask("scope") == scope).then_some("page");
    view! { <li><a href=path aria-current=is_current>{label.to_owned()}</a></li> }
}

/// Activities as a list, newest first, with the names of people when asked.
pub(crate) fn list(cx: &PageContext, activities: &[Activity], has_people: bool) -> impl IntoView + use<> {
    let items: Vec<_> = activities
        .iter()
        .map(|activity| item(cx, activity, has_people))
        .collect();
    // Only what happened today is told by its hour.
    let (zone, now) = (cx.zone(), cx.info.now);
    let has_hours = activities
        .iter()
        .any(|activity| activity.at.is_some_and(|at| time::is_today(at, zone, now)));
    let whose =
        has_hours.then(|| view! { <p class="soft">{format!("Heures : {}.", time::zone_words(zone))}</p> });
    view! { {whose} <ol class="feed">{items}</ol> }
}

fn item(cx: &PageContext, activity: &Activity, has_people: bool) -> impl IntoView + use<> {
    let when = activity.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let (organisation, behalf) = (&activity.organisation_name, &activity.on_behalf_of);
    let who = proto::sentence::actor(organisation, behalf).to_owned();
    let colon = if activity.object.is_empty() {
        ""
    } else {
        "\u{a0}: "
    };
    let object = if activity.path.is_empty() {
        activity.object.clone().into_any()
    } else {
        view! { <a href=activity.path.clone()>{activity.object.clone()}</a> }.into_any()
    };
    let person = (has_people && !activity.person_name.is_empty())
        .then(|| view! { <span class="soft">{format!(" · {}", activity.person_name)}</span> });
    let entered = proto::sentence::entered_by(organisation, behalf);
    let entered = (!entered.is_empty()).then(|| view! { <span class="soft">{entered}</span> });
    view! {
        <li>
            <span class="feed-when">{when}</span>
            <p><strong>{who}</strong>" "{proto::sentence::activity(activity.kind())}{colon}{object}{entered}{person}</p>
        </li>
    }
}
