//! A question: what is asked, what is answered, who is behind it.

use leptos::prelude::*;
use proto::v1::{
    Bulletin, BulletinState, GetBulletinRequest, GetOrganisationRequest, GetQuestionRequest,
    ListBulletinsRequest, Member, Question, QuestionState,
};

use super::personal::Marked;
use super::{answers, conduct, own, rule, state_pills, topic, when};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::parts::{lines, prose};
use crate::ui::time;

/// What the page reads.
pub(super) struct Read {
    pub(super) one: Question,
    /// What may name a person in what was refused.
    pub(super) marked: Marked,
    /// Of the addressee, for the addressee.
    pub(super) people: Vec<Member>,
    /// The reader's organisation is the one that is asked.
    pub(super) is_addressee: bool,
    /// Title of the bulletin that it is about, for who may open it.
    bulletin: Option<String>,
    /// The bulletins that relay its answer, of those that the reader may open.
    notes: Vec<Bulletin>,
}

impl Read {
    pub(super) fn is_unanswered(&self) -> bool {
        matches!(self.one.state(), QuestionState::Open | QuestionState::Taken)
    }
}

async fn read(cx: &PageContext) -> Result<Read> {
    let id = cx.param("id").to_owned();
    let one = cx
        .question()
        .get_question(GetQuestionRequest { id })
        .await?
        .into_inner();
    let is_addressee = super::answers(cx.role()) && cx.me()?.organisation_id == one.addressee_id;
    let people = if is_addressee && one.closed_at.is_none() {
        let id = one.addressee_id.clone();
        let body = cx
            .network()
            .get_organisation(GetOrganisationRequest { id })
            .await?;
        body.into_inner().team
    } else {
        Vec::new()
    };
    let bulletin = match one.bulletin_id.as_str() {
        "" => None,
        id => {
            let found = cx
                .bulletin()
                .get_bulletin(GetBulletinRequest { id: id.to_owned() })
                .await;
            found
                .ok()
                .and_then(|found| Some(found.into_inner().content?.title))
        }
    };
    let notes = if one.answers.is_empty() {
        Vec::new()
    } else {
        let request = ListBulletinsRequest {
            question_id: one.id.clone(),
            ..Default::default()
        };
        cx.bulletin()
            .list_bulletins(request)
            .await?
            .into_inner()
            .bulletins
    };
    Ok(Read {
        bulletin,
        notes,
        marked: Marked::read(cx).await?,
        one,
        people,
        is_addressee,
    })
}

/// `/question/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let read = read(&cx).await?;
    let one = &read.one;
    let main = view! {
        {head(&cx, one)}
        <div class="columns">
            <div class="column">
                <div id="question-text" data-live=topic(one)>
                    {closing(one)}
                    {answers::view(&cx, one)}
                    {relayed(&read.notes)}
                    {asked(&cx, &read)}
                </div>
                {own::view(&cx, &read)}
                {conduct::view(&cx, &read)}
            </div>
            <div class="column side-column">
                <div id="question-side" data-live=topic(one)>{centres(&cx, one)}</div>
                {rule()}
            </div>
        </div>
    };
    Ok(Page::new(one.subject.clone(), Nav::Question, main).live())
}

fn head(cx: &PageContext, one: &Question) -> AnyView {
    view! {
        <div class="heading" id="question-head" data-live=topic(one)>
            <p class="above"><a href="/question">"Questions du terrain"</a>" · à "{one.addressee_name.clone()}</p>
            <h1>{one.subject.clone()}</h1>
            <p class="under call-line">{state_pills(one)}" "{since(cx, one)}</p>
        </div>
    }
    .into_any()
}

/// Beside its state: since when, or how long it waits.
fn since(cx: &PageContext, one: &Question) -> AnyView {
    match one.closed_at.or(one.answered_at) {
        Some(at) => view! { "depuis le "{time::day_view(at, cx.zone(), cx.info.now)} }.into_any(),
        None => when(cx, one),
    }
}

/// Why it is closed.
fn closing(one: &Question) -> Option<AnyView> {
    one.closed_at.map(|_| {
        let words = (!one.closing_text.is_empty()).then(|| lines(&one.closing_text));
        view! {
            <section aria-labelledby="closing">
                <h2 id="closing">"Close\u{a0}: "{text::closing(one.closing())}</h2>
                {words}
            </section>
        }
        .into_any()
    })
}

/// The bulletins that relay the answer.
fn relayed(notes: &[Bulletin]) -> Option<AnyView> {
    let items: Vec<_> = notes
        .iter()
        .map(|one| {
            let path = format!("/bulletin/{}", one.id);
            let title = one.content.clone().unwrap_or_default().title;
            let (how, since) = match one.state() {
                BulletinState::Published => ("Relayée par la note ", ""),
                BulletinState::Withdrawn => ("Relayée par la note ", ", retirée depuis"),
                _ => ("Une note se prépare\u{a0}: ", ""),
            };
            view! { <li>{how}<a href=path>{title}</a>{since}</li> }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="plain">{items}</ul> }.into_any())
}

fn asked(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    let bulletin = read.bulletin.clone().map(|title| {
        let path = format!("/bulletin/{}", one.bulletin_id);
        view! { <dt>"À propos de la note"</dt><dd><a href=path>{title}</a></dd> }
    });
    let centre = format!("/network/{}", one.organisation_id);
    let when = one.asked_at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let by = (!one.asked_by.is_empty()).then(|| format!(", {}", one.asked_by));
    let said = if one.text_html.is_empty() {
        view! { <p class="soft">"Sans autre précision que son sujet."</p> }.into_any()
    } else {
        prose(&one.text_html)
    };
    let territory =
        (!one.territory.is_empty()).then(|| view! { <dt>"Territoire"</dt><dd>{one.territory.clone()}</dd> });
    let owner = (!one.owner_name.is_empty())
        .then(|| view! { <dt>"Suivie par"</dt><dd>{one.owner_name.clone()}</dd> });
    view! {
        <section aria-labelledby="asked">
            <h2 id="asked">{text::question_kind(one.kind())}</h2>
            {said}
        </section>
        <section aria-labelledby="terms">
            <h2 id="terms">"D’où elle vient"</h2>
            <dl class="facts">
                <dt>"Posée par"</dt><dd><a class="quiet" href=centre>{one.organisation_name.clone()}</a>{by}", le "{when}</dd>
                {territory}
                {bulletin}
                {owner}
            </dl>
        </section>
    }
    .into_any()
}

/// The centres behind it.
fn centres(cx: &PageContext, one: &Question) -> AnyView {
    let items: Vec<_> = one
        .centres
        .iter()
        .map(|centre| {
            let path = format!("/network/{}", centre.organisation_id);
            let when = centre.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
            let note = (!centre.note.is_empty()).then(|| lines(&centre.note));
            view! { <li><a class="quiet" href=path>{centre.organisation_name.clone()}</a>" "<span class="soft">{when}</span>{note}</li> }
        })
        .collect();
    let s = if one.n_centres > 1 { "s" } else { "" };
    view! {
        <section aria-labelledby="centres">
            <h2 id="centres">{format!("{} centre{s} derrière elle", one.n_centres)}</h2>
            <ul class="names">{items}</ul>
        </section>
    }
    .into_any()
}
