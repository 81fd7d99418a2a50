//! The contribution as it reads, its comments beside it.

use leptos::prelude::*;
use proto::v1::{Contribution, Section};

use super::comments;
use crate::page::PageContext;
use crate::text;
use crate::ui::parts::{empty, prose};

/// The sections that have a text.
pub(super) fn view(cx: &PageContext, one: &Contribution) -> AnyView {
    let commented = |key: &str| one.comments.iter().any(|comment| comment.section == key);
    let written = |section: &&Section| !section.html.is_empty() || commented(&section.key);
    let sections: Vec<_> = one
        .sections
        .iter()
        .filter(written)
        .map(|each| section(cx, one, each))
        .collect();
    let body = if sections.is_empty() {
        empty("Rien n’est encore écrit.", None).into_any()
    } else {
        sections.into_any()
    };
    view! {
        {comments::detached(cx, one)}
        <article class="reading">{body}</article>
        {comments::whole(cx, one)}
    }
    .into_any()
}

fn section(cx: &PageContext, one: &Contribution, each: &Section) -> AnyView {
    let id = format!("section-{}", each.key);
    let (heading, region) = (id.clone(), format!("{id}-text"));
    view! {
        <section class="beside" aria-labelledby=id>
            <div id=region data-live=super::topic(one)>
                <h2 id=heading>{text::section(&each.key)}</h2>
                {prose(&each.html)}
            </div>
            {comments::beside(cx, one, &each.key)}
        </section>
    }
    .into_any()
}
