//! A contribution of a centre to a call: written, commented, submitted, decided on, published (P2, P4).

mod authors;
mod comments;
mod decide;
mod edit;
mod print;
mod read;
mod submit;

use leptos::prelude::*;
use proto::v1::{
    Attachment, CoAuthorState, Contribution, ContributionState, GetContributionRequest, GetWorkStreamRequest,
    Owner, WorkStream,
};

pub(crate) use print::page as print;

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::{attachment, work_stream};
use crate::text;
use crate::ui::form::{Choice, act_form, confirm};
use crate::ui::parts::{fold, lines, prose};
use crate::ui::time;

async fn load(cx: &PageContext) -> Result<Contribution> {
    let id = cx.param("id").to_owned();
    if id.is_empty() {
        return Err(PageError::Missing);
    }
    Ok(cx
        .contribution()
        .get_contribution(GetContributionRequest { id })
        .await?
        .into_inner())
}

/// `/contribution/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = load(&cx).await?;
    let stream = GetWorkStreamRequest {
        id: one.work_stream_id.clone(),
    };
    let stream = cx
        .programme()
        .get_work_stream(stream)
        .await
        .map(tonic::Response::into_inner)
        .unwrap_or_default();
    let files = attachment::of(&cx, Owner::Contribution, &one.id).await?;
    let centres = authors::centres(&cx, &one).await?;
    let text = if one.may_edit {
        view! { {guidance(&stream)}{edit::view(&cx, &one)} }.into_any()
    } else {
        read::view(&cx, &one)
    };
    let main = view! {
        {head(&cx, &one, &stream)}
        {authors::answer(&cx, &one)}
        {decide::view(&cx, &one)}
        {text}
        {after(&cx, &one, &files, centres)}
    };
    Ok(Page::new(one.title, Nav::Programme, main).live())
}

/// What moves the page.
fn topic(one: &Contribution) -> String {
    format!("contribution:{}", one.id)
}

/// What moves what is said of its call.
fn topics(one: &Contribution) -> String {
    format!("{} stream:{}", topic(one), one.work_stream_id)
}

/// True when the time to hand it in is over.
fn is_over(cx: &PageContext, one: &Contribution) -> bool {
    one.due_at.is_some_and(|due| time::instant(due) < cx.info.now)
}

/// True when the reader's centre writes it.
fn is_own(cx: &PageContext, one: &Contribution) -> bool {
    cx.me
        .as_ref()
        .is_some_and(|me| me.organisation_id == one.organisation_id)
}

fn head(cx: &PageContext, one: &Contribution, stream: &WorkStream) -> AnyView {
    let kind = text::expected(one.kind());
    let stream_path = format!("/work-stream/{}", one.work_stream_id);
    view! {
        <div class="heading" id="contribution-head" data-live=topics(one)>
            <p class="above">
                {format!("Programme {} · ", one.year)}<a href=stream_path>{one.work_stream_title.clone()}</a>{format!(" · {kind}")}
            </p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{work_stream::state_pill(one.state())}" "{signature(one)}</p>
            {deadline(cx, one, stream)}
            {revision(cx, one)}
        </div>
    }
    .into_any()
}

/// Who wrote it: the centre, then the co-authors that confirmed.
fn signature(one: &Contribution) -> String {
    let confirmed: Vec<_> = one
        .co_authors
        .iter()
        .filter(|author| author.state() == CoAuthorState::Confirmed)
        .map(|author| author.organisation_name.as_str())
        .collect();
    if confirmed.is_empty() {
        return one.organisation_name.clone();
    }
    format!("{} avec {}", one.organisation_name, confirmed.join(", "))
}

fn deadline(cx: &PageContext, one: &Contribution, stream: &WorkStream) -> AnyView {
    let now = cx.info.now;
    let is_waiting = matches!(
        one.state(),
        ContributionState::Draft | ContributionState::Revision
    );
    let zone = stream.call.as_ref().map_or("", |call| call.zone.as_str());
    match one.due_at.filter(|_| is_waiting) {
        Some(due) if is_over(cx, one) => view! {
            <p class="soft">"Le délai s’est terminé "{time::at_view(due, zone, now)}{work_stream::own_hour(cx, due, zone)}"."</p>
        }
        .into_any(),
        Some(due) => {
            // The page stays open while one writes: what is counted in hours would not stay true.
            let is_far = time::instant(due) - now >= chrono::TimeDelta::days(1);
            let left = is_far.then(|| view! { " · "{time::left_view(due, zone, now)} });
            view! {
                <p class="soft">"À déposer avant "{time::at_view(due, zone, now)}{work_stream::own_hour(cx, due, zone)}{left}</p>
            }
            .into_any()
        }
        None if is_waiting => view! { <p class="soft">"L’appel ne reçoit plus de dépôt."</p> }.into_any(),
        None => one
            .submitted_at
            .map(|at| view! { <p class="soft">"Déposée le "{time::at_view(at, zone, now)}</p> })
            .into_any(),
    }
}

/// What the animator asked for.
fn revision(cx: &PageContext, one: &Contribution) -> AnyView {
    if one.state() != ContributionState::Revision {
        return ().into_any();
    }
    let due = one.revision_due_at.map(|due| {
        let (at, left) = (
            time::at_view(due, "", cx.info.now),
            time::left_view(due, "", cx.info.now),
        );
        view! { <p class="soft">"Avant "{at}" · "{left}</p> }
    });
    view! {
        <div class="asked">
            <p><strong>"Révision demandée par l’animation nationale"</strong></p>
            {lines(&one.revision_reason)}
            {due}
        </div>
    }
    .into_any()
}

fn guidance(stream: &WorkStream) -> AnyView {
    let html = stream
        .call
        .as_ref()
        .map_or("", |call| call.guidance_html.as_str());
    if html.is_empty() {
        ().into_any()
    } else {
        fold("Consignes de l’appel", false, prose(html))
    }
}

/// What comes after the text: submission, co-authors, files, exports, deletion.
fn after(cx: &PageContext, one: &Contribution, files: &[Attachment], centres: Vec<Choice>) -> AnyView {
    let export = format!("/export/ContributionService/ExportContribution?id={}", one.id);
    view! {
        {submit::view(cx, one)}
        {authors::view(cx, one, centres)}
        {attachment::section(cx, files, Owner::Contribution, &one.id, one.may_edit)}
        {rights(one)}
        <div class="acts">
            <a class="button" href=format!("/contribution/{}/print", one.id)>"Version à imprimer"</a>
            <a class="button" href=export download>"Exporter (Markdown)"</a>
        </div>
        {delete(cx, one)}
    }
    .into_any()
}

/// Licence and credit, once chosen.
fn rights(one: &Contribution) -> AnyView {
    let licence = text::licence(one.licence());
    if licence.is_empty() {
        return ().into_any();
    }
    let credit = (!one.credit.is_empty()).then(|| view! { <dt>"Mention"</dt><dd>{one.credit.clone()}</dd> });
    view! {
        <section aria-labelledby="rights">
            <h2 id="rights">"Réutilisation"</h2>
            <dl class="facts"><dt>"Licence"</dt><dd>{licence}</dd>{credit}</dl>
        </section>
    }
    .into_any()
}

fn delete(cx: &PageContext, one: &Contribution) -> AnyView {
    if one.state() != ContributionState::Draft || !one.may_edit || !is_own(cx, one) {
        return ().into_any();
    }
    let form = act_form(cx, "ContributionService/DeleteDraft")
        .hidden("id", &one.id)
        .next(format!("/work-stream/{}", one.work_stream_id));
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Supprimer le brouillon"</button> },
    );
    let words = "Le texte, ses commentaires et ses fichiers joints seront perdus.";
    view! { <div class="last-act">{confirm("Supprimer le brouillon…", words, form)}</div> }.into_any()
}
