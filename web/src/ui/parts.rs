//! Small parts: states, tables, empty states, pages of lists, messages.

use leptos::prelude::*;

/// The sign that goes with the word of a state: never a colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// ✓ green.
    Done,
    /// ● green: open, running.
    Open,
    /// ◐ neutral: on the way.
    Doing,
    /// ▲ amber: something is wanted.
    Wait,
    /// ▲ red: missed, refused.
    Bad,
    /// No sign, neutral.
    Plain,
}

/// A state: a word with its sign.
pub(crate) fn pill(sign: Sign, word: impl Into<String>) -> impl IntoView {
    let (class, mark) = match sign {
        Sign::Done => ("pill done", "✓"),
        Sign::Open => ("pill done", "●"),
        Sign::Doing => ("pill", "◐"),
        Sign::Wait => ("pill wait", "▲"),
        Sign::Bad => ("pill bad", "▲"),
        Sign::Plain => ("pill", ""),
    };
    let mark = (!mark.is_empty()).then(|| view! { <span class="sign" aria-hidden="true">{mark}</span> });
    view! { <span class=class>{mark}{word.into()}</span> }
}

/// Title of a page, with the line above it and the line under it (empty: none).
pub(crate) fn heading(
    above: impl Into<String>,
    title: impl Into<String>,
    under: impl Into<String>,
) -> impl IntoView {
    let (above, under) = (above.into(), under.into());
    let above = (!above.is_empty()).then(|| view! { <p class="above">{above}</p> });
    let under = (!under.is_empty()).then(|| view! { <p class="under">{under}</p> });
    view! { <div class="heading">{above}<h1>{title.into()}</h1>{under}</div> }
}

/// A table that becomes a list when narrow. The first cell of a row is its heading.
pub(crate) fn table(caption: &str, heads: &[&str], rows: Vec<Vec<AnyView>>) -> impl IntoView + use<> {
    let head: Vec<_> = heads
        .iter()
        .map(|head| view! { <th scope="col">{(*head).to_owned()}</th> })
        .collect();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|cells| {
            let cells: Vec<_> = cells
                .into_iter()
                .enumerate()
                .map(|(index, cell)| {
                    let label = heads.get(index).copied().unwrap_or_default().to_owned();
                    if index == 0 {
                        view! { <th scope="row">{cell}</th> }.into_any()
                    } else {
                        view! { <td data-label=label><span>{cell}</span></td> }.into_any()
                    }
                })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <table class="table">
            <caption class="unseen">{caption.to_owned()}</caption>
            <thead><tr>{head}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A part of the page that one unfolds.
pub(crate) fn fold(summary: &str, is_open: bool, body: impl IntoAny) -> AnyView {
    let summary = summary.to_owned();
    view! { <details class="fold" open=is_open><summary>{summary}</summary>{body.into_any()}</details> }
        .into_any()
}

/// Nothing yet: says so, and what to do next.
pub(crate) fn empty(sentence: &str, next: Option<(&str, &str)>) -> impl IntoView + use<> {
    let next = next
        .map(|(path, label)| view! { <p><a class="button" href=path.to_owned()>{label.to_owned()}</a></p> });
    view! { <div class="empty"><p>{sentence.to_owned()}</p>{next}</div> }
}

/// The way to the following page of a list, when there is one.
pub(crate) fn older(path: Option<String>, label: &str) -> impl IntoView + use<> {
    let label = label.to_owned();
    path.map(|path| view! { <nav class="older" aria-label="Suite de la liste"><a class="button" rel="next" href=path>{label}</a></nav> })
}

/// How far along: a bar with its words.
pub(crate) fn bar(value: i32, max: i32, label: &str) -> impl IntoView + use<> {
    view! { <progress class="bar" value=value.to_string() max=max.max(1).to_string() aria-label=label.to_owned()></progress> }
}

/// Text that the server rendered from Markdown and sanitised.
pub(crate) fn prose(html: &str) -> AnyView {
    if html.is_empty() {
        return ().into_any();
    }
    view! { <div class="prose" inner_html=html.to_owned()></div> }.into_any()
}

/// Plain text of a person, its line breaks kept.
pub(crate) fn lines(text: &str) -> impl IntoView + use<> {
    view! { <p class="lines">{text.to_owned()}</p> }
}

/// A link that looks like a button.
pub(crate) fn link_button(path: impl Into<String>, label: impl Into<String>, is_main: bool) -> impl IntoView {
    let class = if is_main { "button main-act" } else { "button" };
    view! { <a class=class href=path.into()>{label.into()}</a> }
}

/// Where a rule stands, with the way to the texts.
pub(crate) fn source(place: &'static str) -> AnyView {
    view! { <p>"Source\u{a0}: "<a href="/framework">{place}</a>"."</p> }.into_any()
}
