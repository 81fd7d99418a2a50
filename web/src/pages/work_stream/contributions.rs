//! The contributions to a stream that the reader may see.

use leptos::prelude::*;
use proto::v1::export_stream_request::Format;
use proto::v1::{CoAuthorState, Contribution, ContributionState, Role};

use super::Read;
use crate::page::PageContext;
use crate::text;
use crate::ui::parts::{Sign, empty, pill, table};
use crate::ui::time;

/// The state of a contribution, a word and a sign.
pub(crate) fn state_pill(state: ContributionState) -> AnyView {
    let sign = match state {
        ContributionState::Unspecified => return ().into_any(),
        ContributionState::Draft => Sign::Doing,
        ContributionState::Submitted | ContributionState::Acknowledged => Sign::Open,
        ContributionState::Revision => Sign::Wait,
        ContributionState::Accepted | ContributionState::Published => Sign::Done,
    };
    pill(sign, text::contribution_state(state)).into_any()
}

/// The list, with its exports.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    if !read.is_settled() && read.contributions.is_empty() {
        return ().into_any();
    }
    let list = if read.contributions.is_empty() {
        let words = match cx.role() {
            Role::Animator => "Aucune contribution n’est encore déposée.",
            _ => {
                "Aucune contribution ne vous est encore ouverte : celles des autres centres paraissent à leur publication."
            }
        };
        empty(words, None).into_any()
    } else {
        let rows = read.contributions.iter().map(|one| row(cx, one)).collect();
        view! { {table("Contributions au chantier", &["Contribution", "Centre", "État", "Déposée"], rows)}{exports(read)} }.into_any()
    };
    view! {
        <section id="contributions" aria-labelledby="contributions-title" data-live=read.topic()>
            <h2 id="contributions-title">"Contributions"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn row(cx: &PageContext, one: &Contribution) -> Vec<AnyView> {
    let co_authors: Vec<_> = one
        .co_authors
        .iter()
        .filter(|author| author.state() == CoAuthorState::Confirmed)
        .map(|author| author.organisation_name.as_str())
        .collect();
    let with =
        (!co_authors.is_empty()).then(|| view! { <span class="soft">" avec "{co_authors.join(", ")}</span> });
    let submitted = one
        .submitted_at
        .map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    vec![
        view! { <a href=format!("/contribution/{}", one.id)>{one.title.clone()}</a> }.into_any(),
        view! { {one.organisation_name.clone()}{with} }.into_any(),
        state_pill(one.state()),
        submitted.map_or_else(|| "—".into_any(), IntoAny::into_any),
    ]
}

fn exports(read: &Read) -> AnyView {
    let path = |format: Format| {
        format!(
            "/export/ContributionService/ExportStream?work_stream_id={}&format={}",
            read.stream.id, format as i32
        )
    };
    view! {
        <div class="acts">
            <a class="button" href=path(Format::Markdown) download>"Tout en un document"</a>
            <a class="button" href=path(Format::Csv) download>"Exporter (CSV)"</a>
        </div>
    }
    .into_any()
}
