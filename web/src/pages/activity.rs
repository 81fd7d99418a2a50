//! The activity feed: what moved.

use leptos::prelude::*;
use proto::v1::Activity;

use crate::page::PageContext;
use crate::text;
use crate::ui::time;

/// Activities as a list, newest first.
pub(crate) fn list(cx: &PageContext, activities: &[Activity]) -> impl IntoView + use<> {
    let items: Vec<_> = activities.iter().map(|activity| item(cx, activity)).collect();
    view! { <ol class="feed">{items}</ol> }
}

fn item(cx: &PageContext, activity: &Activity) -> impl IntoView + use<> {
    let when = activity.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let who = if activity.organisation_name.is_empty() {
        "La plateforme"
    } else {
        activity.organisation_name.as_str()
    };
    let object = if activity.path.is_empty() {
        activity.object.clone().into_any()
    } else {
        view! { <a href=activity.path.clone()>{activity.object.clone()}</a> }.into_any()
    };
    let behalf = (!activity.on_behalf_of.is_empty())
        .then(|| view! { <span class="soft">{format!(" · saisi par l’animation nationale pour {}", activity.on_behalf_of)}</span> });
    view! {
        <li>
            <span class="feed-when">{when}</span>
            <p><strong>{who.to_owned()}</strong>" "{text::activity(activity.kind())}" "{object}{behalf}</p>
        </li>
    }
}
