//! A solicitation: what is asked, what the centres answer, what became of it.

use leptos::prelude::*;
use proto::v1::solicitation::Answer;
use proto::v1::{Attachment, GetSolicitationRequest, Organisation, Owner, Role, Solicitation};

use super::{answers, asks, conduct, own, rule, state_pill, topic, when};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::attachment;
use crate::ui::parts::prose;
use crate::ui::time;

/// What the page reads.
pub(super) struct Read {
    pub(super) one: Solicitation,
    pub(super) attachments: Vec<Attachment>,
    /// Of the answers that have some, by identifier.
    pub(super) answer_files: Vec<(String, Vec<Attachment>)>,
    /// Of the network, for whom asked.
    pub(super) centres: Vec<Organisation>,
    /// The reader's organisation asked.
    pub(super) is_asker: bool,
}

impl Read {
    pub(super) fn is_open(&self) -> bool {
        self.one.closed_at.is_none()
    }

    /// The answer of the reader's centre.
    pub(super) fn own(&self, cx: &PageContext) -> Option<&Answer> {
        super::answer_of(&self.one, &cx.me.as_ref()?.organisation_id)
    }

    pub(super) fn files_of(&self, answer: &Answer) -> &[Attachment] {
        let found = self.answer_files.iter().find(|(id, _)| *id == answer.id);
        found.map_or(&[], |(_, files)| files)
    }
}

async fn read(cx: &PageContext) -> Result<Read> {
    let id = cx.param("id").to_owned();
    let one = cx
        .solicitation()
        .get_solicitation(GetSolicitationRequest { id })
        .await?
        .into_inner();
    let attachments = attachment::of(cx, Owner::Solicitation, &one.id).await?;
    let mut answer_files = Vec::new();
    for answer in one.answers.iter().filter(|answer| answer.n_attachments > 0) {
        let files = attachment::of(cx, Owner::SolicitationAnswer, &answer.id).await?;
        answer_files.push((answer.id.clone(), files));
    }
    let is_asker = asks(cx.role()) && cx.me()?.organisation_id == one.organisation_id;
    let centres = if is_asker && one.closed_at.is_none() {
        super::ask::centres(cx).await?
    } else {
        Vec::new()
    };
    Ok(Read {
        one,
        attachments,
        answer_files,
        centres,
        is_asker,
    })
}

/// `/solicitation/<id>?centre=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let read = read(&cx).await?;
    let one = &read.one;
    let may_attach = read.is_asker && read.is_open();
    let main = view! {
        {head(&cx, one)}
        {own::view(&cx, &read)}
        <div class="columns">
            <div class="column">
                <div id="solicitation-text" data-live=topic(one)>{outcome(one)}{asked(&cx, one)}</div>
                {attachment::section(&cx, &read.attachments, Owner::Solicitation, &one.id, may_attach)}
                {answers::list(&cx, &read)}
                {conduct::view(&cx, &read)}
            </div>
            <div class="column side-column">
                <div id="solicitation-side" data-live=topic(one)>{answers::centres(one)}</div>
                {rule()}
            </div>
        </div>
    };
    Ok(Page::new(one.title.clone(), Nav::Solicitation, main).live())
}

fn head(cx: &PageContext, one: &Solicitation) -> AnyView {
    view! {
        <div class="heading" id="solicitation-head" data-live=topic(one)>
            <p class="above"><a href="/solicitation">"Sollicitations"</a>" · "{one.organisation_name.clone()}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(cx, one)}" "{when(cx, one)}</p>
        </div>
    }
    .into_any()
}

/// What became of the answers, once it is closed.
fn outcome(one: &Solicitation) -> Option<AnyView> {
    (!one.outcome_html.is_empty()).then(|| {
        view! {
            <section aria-labelledby="outcome">
                <h2 id="outcome">"Ce que sont devenues les réponses"</h2>
                {prose(&one.outcome_html)}
            </section>
        }
        .into_any()
    })
}

fn asked(cx: &PageContext, one: &Solicitation) -> AnyView {
    let asker = format!("/network/{}", one.organisation_id);
    let when = one.asked_at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let by = (cx.role() != Role::Unspecified).then(|| format!(", {}", one.asked_by));
    view! {
        <section aria-labelledby="asked">
            <h2 id="asked">"Ce qui est demandé"</h2>
            {prose(&one.text_html)}
        </section>
        <section aria-labelledby="terms">
            <h2 id="terms">"Dans quel cadre"</h2>
            <dl class="facts">
                <dt>"Pour quoi"</dt><dd class="lines">{one.purpose.clone()}</dd>
                <dt>"Charge estimée"</dt><dd>{one.workload.clone()}</dd>
                <dt>"Demandé par"</dt><dd><a class="quiet" href=asker>{one.organisation_name.clone()}</a>{by}", le "{when}</dd>
            </dl>
        </section>
    }
    .into_any()
}
