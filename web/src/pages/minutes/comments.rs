//! The remarks of a review, beside the point that they are on.

use leptos::prelude::*;
use proto::v1::{Minutes, MinutesComment, MinutesItem, MinutesState};

use crate::page::PageContext;
use crate::ui::form::act_form;
use crate::ui::parts::{fold, lines};
use crate::ui::time;

/// The remarks on a point, or on the whole, and the way to add one.
pub(super) fn view(cx: &PageContext, minutes: &Minutes, item: Option<&MinutesItem>, topic: &str) -> AnyView {
    let item_id = item.map(|item| item.item_id.as_str()).unwrap_or_default();
    let key = item.map_or_else(|| "whole".to_owned(), |item| item.place.to_string());
    let all: Vec<_> = minutes
        .comments
        .iter()
        .filter(|comment| comment.item_id == item_id)
        .map(|comment| remark(cx, minutes, comment))
        .collect();
    if all.is_empty() && !minutes.may_comment {
        // Kept for what comes while the page is open.
        return view! { <div class="comments"><div id=format!("comments-{key}") data-live=topic.to_owned()></div></div> }
            .into_any();
    }
    view! {
        <div class="comments">
            <div id=format!("comments-{key}") data-live=topic.to_owned()>{all}</div>
            {minutes.may_comment.then(|| form(cx, minutes, item, &key))}
        </div>
    }
    .into_any()
}

fn remark(cx: &PageContext, minutes: &Minutes, one: &MinutesComment) -> AnyView {
    let when = one.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let earlier = (!one.is_of_last_review && minutes.state() == MinutesState::InReview)
        .then_some(" · relecture précédente");
    view! {
        <div class="remark">
            <p class="soft">{format!("{} ({}) · ", one.name, one.organisation_name)}{when}{earlier}</p>
            {lines(&one.text)}
        </div>
    }
    .into_any()
}

fn form(cx: &PageContext, minutes: &Minutes, item: Option<&MinutesItem>, key: &str) -> AnyView {
    let form = act_form(cx, "MinutesService/CommentMinutes")
        .id(format!("comment-{key}"))
        .hidden("meeting_id", &minutes.meeting_id);
    let (form, summary, label) = match item {
        Some(item) => (
            form.hidden("item_id", &item.item_id),
            format!("Commenter le point {}", item.place),
            format!("Votre observation sur le point {}", item.place),
        ),
        None => (
            form,
            "Commenter l’ensemble".to_owned(),
            "Votre observation sur l’ensemble".to_owned(),
        ),
    };
    let is_open = form.is_refused();
    let body = form.area("text", &label).rows(3).max(5_000).required().view();
    fold(&summary, is_open, form.view(body, "Ajouter"))
}
