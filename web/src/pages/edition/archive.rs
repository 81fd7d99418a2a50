//! What appeared, for those who read on the web: the list, then each edition with who answers for it.

use leptos::prelude::*;
use proto::v1::{
    Archive, ArchivedEdition, Block, BlockKind, GetArchiveRequest, GetArchivedEditionRequest, archive,
};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::newsletter::logo;
use crate::ui::parts::{empty, heading, prose};
use crate::ui::time;

/// `/lettre/<slug>/archive`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = GetArchiveRequest {
        slug: cx.param("slug").to_owned(),
    };
    let archive = cx.edition().get_archive(request).await?.into_inner();
    let rows: Vec<_> = archive
        .issues
        .iter()
        .map(|issue| {
            let path = format!("/lettre/{}/archive/{}", archive.slug, issue.number);
            let preheader = (!issue.preheader.is_empty()).then(|| view! { <p>{issue.preheader.clone()}</p> });
            view! {
                <li>
                    <p><a href=path>{issue.subject.clone()}</a></p>
                    {preheader}
                    <p class="soft">{facts(&cx, issue)}</p>
                </li>
            }
        })
        .collect();
    let list = if rows.is_empty() {
        empty("Aucune édition n’est encore parue.", None).into_any()
    } else {
        view! { <ul class="plain issues">{rows}</ul> }.into_any()
    };
    let feed = archive.is_public.then(|| {
        let path = format!("/lettre/{}/archive.atom", archive.slug);
        view! { <p class="more"><a href=path>"Suivre par un flux Atom"</a></p> }
    });
    let main = view! {
        {logo(archive.logo.as_ref())}
        {heading(archive.organisation_name.clone(), format!("{} : archive", archive.name), archive.description.clone())}
        {list}
        {feed}
        {legal(&archive)}
    };
    Ok(Page::new(
        format!("{} : archive", archive.name),
        Nav::Elsewhere,
        main,
    ))
}

/// `/lettre/<slug>/archive/<number>`.
pub(crate) async fn issue(cx: Cx) -> Result {
    let number = cx.param("number").parse().map_err(|_| PageError::Missing)?;
    let request = GetArchivedEditionRequest {
        slug: cx.param("slug").to_owned(),
        number,
    };
    let one = cx.edition().get_archived_edition(request).await?.into_inner();
    let archive = one.archive.clone().unwrap_or_default();
    let issue = one.issue.clone().unwrap_or_default();
    let blocks: Vec<_> = one
        .blocks
        .iter()
        .map(|one| block(one, &archive.organisation_name))
        .collect();
    // What comes before the first title has one too, for those who go from title to title.
    let has_title = one
        .blocks
        .first()
        .is_some_and(|first| first.kind() == BlockKind::Title);
    let title = (!has_title).then(|| view! { <h2 class="unseen">"Dans cette édition"</h2> });
    let above = view! {
        <p class="above"><a href=format!("/lettre/{}/archive", archive.slug)>{archive.name.clone()}</a>", "{archive.organisation_name.clone()}</p>
    };
    let main = view! {
        {logo(archive.logo.as_ref())}
        {above}
        {heading("", issue.subject.clone(), issue.preheader.clone())}
        <p class="soft">{facts(&cx, &issue)}</p>
        <article class="issue">{title}{blocks}</article>
        {neighbours(&one, number)}
        {legal(&archive)}
    };
    Ok(Page::new(
        format!("{}, {}", issue.subject, archive.name),
        Nav::Elsewhere,
        main,
    ))
}

fn facts(cx: &PageContext, issue: &archive::Issue) -> AnyView {
    let at = issue
        .published_at
        .map(|at| time::day_view(at, cx.zone(), cx.info.now));
    view! { {format!("N°\u{a0}{}", issue.number)}" · "{at} }.into_any()
}

/// A bulletin as it was published, set apart from what the organisation adds.
fn quoted(one: &Block, organisation: &str) -> Option<AnyView> {
    let added = (!one.text_html.is_empty())
        .then(|| view! { <p><strong>{format!("Le complément de {organisation}")}</strong></p> });
    (!one.quoted_html.is_empty())
        .then(|| view! { <blockquote>{prose(&one.quoted_html)}</blockquote>{added} }.into_any())
}

fn block(one: &Block, organisation: &str) -> AnyView {
    let details =
        (!one.details.is_empty()).then(|| view! { <p class="soft lines">{one.details.clone()}</p> });
    match one.kind() {
        BlockKind::Title => view! { <h2>{one.title.clone()}</h2> }.into_any(),
        BlockKind::Picture => {
            let (width, height) = (one.picture_width.to_string(), one.picture_height.to_string());
            view! { <p><img class="block-picture" src=one.picture_path.clone() alt=one.text.clone() width=width height=height/></p> }
                .into_any()
        }
        BlockKind::Text => prose(&one.text_html),
        _ => {
            let label = match one.kind() {
                BlockKind::Event => "Programme et inscription",
                BlockKind::Bulletin => "Lire la note en ligne",
                _ => "Lire la suite",
            };
            let label = format!("{label} : {}", one.title);
            let link = (!one.url.is_empty())
                .then(|| view! { <p><a href=one.url.clone() rel="noopener">{label}</a></p> });
            view! { <section class="piece"><h3>{one.title.clone()}</h3>{details}{quoted(one, organisation)}{prose(&one.text_html)}{link}</section> }
                .into_any()
        }
    }
}

/// The editions before and after.
fn neighbours(one: &ArchivedEdition, number: i32) -> AnyView {
    let archive = one.archive.clone().unwrap_or_default();
    let link = |at: i32, rel: &'static str, label: &str| {
        let issue = archive.issues.iter().find(|issue| issue.number == at)?;
        let path = format!("/lettre/{}/archive/{at}", archive.slug);
        let words = format!("{label} : {}", issue.subject);
        Some(view! { <li><a rel=rel href=path>{words}</a></li> })
    };
    let before = link(number - 1, "prev", "Édition précédente");
    let after = link(number + 1, "next", "Édition suivante");
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    view! { <nav class="older" aria-label="Autres éditions"><ul class="plain">{before}{after}</ul></nav> }
        .into_any()
}

/// Who publishes, who answers, where to write.
fn legal(archive: &Archive) -> AnyView {
    let line = |label: &'static str, value: &str| {
        let value = value.to_owned();
        (!value.is_empty()).then(|| view! { <dt>{label}</dt><dd class="lines">{value}</dd> })
    };
    view! {
        <section class="issue-legal" aria-labelledby="legal">
            <h2 id="legal">"Mentions légales de la lettre"</h2>
            <dl class="facts">
                {line("Éditeur", &archive.organisation_name)}
                {line("Direction de la publication", &archive.publisher)}
                {line("Adresse", &archive.postal_address)}
                {line("Contact", &archive.contact)}
                {line("Données personnelles", &archive.legal_ground)}
            </dl>
            <p class="soft">"Cette lettre ne contient ni pixel ni suivi des clics."</p>
        </section>
    }
    .into_any()
}
