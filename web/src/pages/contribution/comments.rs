//! Comments beside the text. Their forms stand before the editor, because forms do not nest: each control
//! names its form.

use leptos::prelude::*;
use proto::v1::Contribution;
use proto::v1::contribution::Comment;

use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Form, act_form};
use crate::ui::parts::lines;
use crate::ui::time;

/// The form whose buttons mark a comment as treated.
const RESOLVE: &str = "resolve-comment";

/// The form that comments on a section; on the whole when the key is empty.
fn form<'a>(cx: &'a PageContext, one: &Contribution, key: &str) -> Form<'a> {
    let form = act_form(cx, "ContributionService/CommentContribution").id(form_id(key));
    form.hidden("id", &one.id).hidden("section", key)
}

fn form_id(key: &str) -> String {
    format!("comment-{}", if key.is_empty() { "whole" } else { key })
}

/// The forms themselves: their controls are beside the sections.
pub(super) fn detached(cx: &PageContext, one: &Contribution) -> AnyView {
    if !one.may_comment {
        return ().into_any();
    }
    let keys = one
        .sections
        .iter()
        .map(|section| section.key.as_str())
        .chain([""]);
    let forms: Vec<_> = keys
        .map(|key| form(cx, one, key).silent().view_with((), ()))
        .collect();
    let is_open = one.comments.iter().any(|comment| !comment.is_resolved);
    let resolve = is_open.then(|| {
        act_form(cx, "ContributionService/ResolveComment")
            .id(RESOLVE)
            .hidden("id", &one.id)
            .view_with((), ())
    });
    view! { <div class="detached">{forms}{resolve}</div> }.into_any()
}

/// The comments of a section, with a place to write one.
pub(super) fn beside(cx: &PageContext, one: &Contribution, key: &str) -> AnyView {
    let (resolved, open): (Vec<_>, Vec<_>) = one
        .comments
        .iter()
        .filter(|comment| comment.section == key)
        .partition(|comment| comment.is_resolved);
    if open.is_empty() && resolved.is_empty() && !one.may_comment {
        return ().into_any();
    }
    let resolved = (!resolved.is_empty()).then(|| {
        let label = match resolved.len() {
            1 => "1 commentaire traité".to_owned(),
            n => format!("{n} commentaires traités"),
        };
        view! { <details class="resolved"><summary>{label}</summary>{list(cx, one, &resolved)}</details> }
    });
    let id = form_id(key);
    let label = if key.is_empty() {
        "Commentaires sur l’ensemble".to_owned()
    } else {
        format!("Commentaires : {}", text::section(key))
    };
    view! {
        <div class="comments" role="group" aria-label=label>
            <div id=format!("{id}-list") data-live=super::topic(one)>{list(cx, one, &open)}{resolved}</div>
            {one.may_comment.then(|| write(cx, one, key))}
        </div>
    }
    .into_any()
}

fn list(cx: &PageContext, one: &Contribution, comments: &[&Comment]) -> AnyView {
    if comments.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = comments.iter().map(|comment| item(cx, one, comment)).collect();
    view! { <ol class="talk">{items}</ol> }.into_any()
}

fn item(cx: &PageContext, one: &Contribution, comment: &Comment) -> AnyView {
    let when = comment.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let resolve = (one.may_comment && !comment.is_resolved).then(|| {
        let (id, label) = (comment.id.clone(), format!("Traité : commentaire de {}", comment.author_name));
        view! { <button class="link" type="submit" form=RESOLVE name="comment_id" value=id aria-label=label>"Traité"</button> }
    });
    view! {
        <li>
            <p class="soft"><strong>{comment.author_name.clone()}</strong>" · "{when}</p>
            {lines(&comment.text)}
            {resolve}
        </li>
    }
    .into_any()
}

fn write(cx: &PageContext, one: &Contribution, key: &str) -> AnyView {
    let form = form(cx, one, key);
    let is_open = form.is_refused();
    let field = form
        .area("text", "Votre commentaire")
        .of_form(form_id(key))
        .rows(3)
        .required()
        .view();
    let alert = form.alert();
    view! {
        <details class="comment" open=is_open>
            <summary>"Commenter"</summary>
            {alert}
            {field}
            <button class="button" type="submit" form=form_id(key)>"Ajouter"</button>
        </details>
    }
    .into_any()
}

/// Comments on the whole.
pub(super) fn whole(cx: &PageContext, one: &Contribution) -> AnyView {
    if !one.may_comment && !one.comments.iter().any(|comment| comment.section.is_empty()) {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="whole">
            <h2 id="whole">"Commentaires sur l’ensemble"</h2>
            {beside(cx, one, "")}
        </section>
    }
    .into_any()
}
