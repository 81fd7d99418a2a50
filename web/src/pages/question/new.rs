//! Asking: first in a few words, beside the questions that look like it; then all of it.

use leptos::prelude::*;
use proto::v1::find_similar_questions_response::Similar;
use proto::v1::{
    FindSimilarQuestionsRequest, FindSimilarQuestionsResponse, Function, ListOrganisationsRequest,
    Organisation, QuestionKind, Urgency,
};

use super::personal::Marked;
use super::{asks, behind_words, rule, state_pills, when};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::form::{Form, act_form, choice, saved_words};
use crate::ui::parts::heading;

/// The RPC that asks.
const CREATE: &str = "QuestionService/CreateQuestion";
/// Characters of a subject at most.
const SUBJECT: usize = 200;

/// `/question/new?text=<words>&bulletin=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if !asks(cx.role()) {
        return Err(PageError::Missing);
    }
    let (text, similar) = similar(&cx).await?;
    let is_refused = cx.form.as_ref().is_some_and(|state| state.rpc == CREATE);
    let rest = if text.is_empty() && !is_refused {
        ().into_any()
    } else {
        rest(&cx, &text).await?
    };
    let is_first = text.is_empty() && !is_refused;
    let main = view! {
        {heading("Questions du terrain", "Poser une question", "D’abord en une phrase\u{a0}: si un autre centre l’a déjà posée, mieux vaut s’y joindre.")}
        {first(&cx, &text, &similar, is_first)}
        {rest}
        {rule()}
    };
    Ok(Page::new("Poser une question", Nav::Question, main).live())
}

/// What was typed, and the questions that look like it.
async fn similar(cx: &PageContext) -> Result<(String, Vec<Similar>)> {
    type Request = FindSimilarQuestionsRequest;
    type Response = FindSimilarQuestionsResponse;
    if let Some((asked, found)) = cx.answered::<Request, Response>("FindSimilarQuestions") {
        return Ok((asked.text, found.similar));
    }
    let refused = cx.form.as_ref().and_then(|state| {
        let mut values = state.values.iter();
        values
            .find(|(name, _)| name == "subject")
            .map(|(_, value)| value.clone())
    });
    let text = refused.unwrap_or_else(|| cx.ask("text").to_owned());
    if text.trim().is_empty() {
        return Ok((String::new(), Vec::new()));
    }
    // What is too long to be compared is told by the form.
    let request = Request { text: text.clone() };
    let found = cx.question().find_similar_questions(request).await;
    let found = found.map(|answer| answer.into_inner().similar);
    Ok((text, found.unwrap_or_default()))
}

/// The question in a few words: each time the typing rests, what looks like it is shown again.
fn first(cx: &PageContext, text: &str, similar: &[Similar], is_first: bool) -> AnyView {
    let form = act_form(cx, "QuestionService/FindSimilarQuestions")
        .id("similar")
        .autosaved();
    let body = view! {
        {form.area("text", "La question, en une phrase").hint("Sans nom ni coordonnées de personnes. Les questions proches apparaissent au fil de la frappe.").value(text).rows(2).required()}
        {saved_words(proposed(cx, text, similar))}
    };
    if is_first {
        form.main(body, "Continuer")
    } else {
        form.view(body, "Chercher de nouveau")
    }
}

/// The questions that look like it.
fn proposed(cx: &PageContext, text: &str, similar: &[Similar]) -> AnyView {
    if text.trim().is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = similar
        .iter()
        .filter_map(|one| one.question.as_ref())
        .map(|one| {
            let path = format!("/question/{}", one.id);
            view! {
                <li>
                    <div>
                        <p><a href=path><strong>{one.subject.clone()}</strong></a></p>
                        <p class="soft">{behind_words(one)}" · "{when(cx, one)}</p>
                    </div>
                    <div class="row-acts">{state_pills(one)}</div>
                </li>
            }
        })
        .collect();
    if items.is_empty() {
        return view! { <p class="soft">"Aucune question proche n’a été posée."</p> }.into_any();
    }
    view! {
        <p>"Questions proches\u{a0}: ouvrez-en une pour vous y joindre."</p>
        <ul class="rows">{items}</ul>
    }
    .into_any()
}

/// All of the question.
async fn rest(cx: &PageContext, text: &str) -> Result<AnyView> {
    let marked = Marked::read(cx).await?;
    let addressees = addressees(cx).await?;
    let form = act_form(cx, CREATE)
        .next("/question/{id}")
        .hidden("bulletin_id", cx.ask("bulletin"));
    let (form, check) = marked.ask(form, "CreateQuestion");
    // A long text is no subject.
    let is_short = text.chars().count() <= SUBJECT && !text.contains('\n');
    let (subject, words) = if is_short { (text, "") } else { ("", text) };
    let bodies = addressees
        .iter()
        .map(|one| {
            let is_first = one.function() == Function::UrbanRenewalAgency;
            choice(&one.id, one.short_name.clone(), is_first)
        })
        .collect();
    let kind = QuestionKind::Question as i32;
    let body = view! {
        {fields(&form, kind, subject, words)}
        {form.text("territory", "Territoire").hint("Le quartier, la commune ou le département dont elle vient.").max(200)}
        <div class="fields">
            {urgency(&form, Urgency::Normal as i32)}
            {form.select("addressee_id", "Adressée à", bodies).required()}
        </div>
        {check}
    };
    Ok(view! {
        <section aria-labelledby="ask">
            <h2 id="ask">"Aucune ne convient\u{a0}? La vôtre"</h2>
            {form.main(body, "Envoyer la question")}
        </section>
    }
    .into_any())
}

/// What is asked.
pub(super) fn fields(form: &Form<'_>, kind: i32, subject: &str, words: &str) -> AnyView {
    let kinds = [QuestionKind::Question, QuestionKind::Expectation];
    let kinds = kinds.map(|one| choice(one as i32, text::question_kind(one), one as i32 == kind));
    view! {
        {form.radios("kind", "Ce que vous remontez", kinds.into()).required()}
        {form.text("subject", "Sujet").value(subject).max(200).required()}
        {form.area("text", "Précisions").hint("Sans nom ni coordonnées de personnes. Mise en forme légère\u{a0}: **gras**, listes avec des tirets.").value(words).rows(6)}
    }
    .into_any()
}

pub(super) fn urgency(form: &Form<'_>, chosen: i32) -> AnyView {
    let urgencies = [(Urgency::Normal, "Normale"), (Urgency::Urgent, "Urgente")];
    let urgencies = urgencies.map(|(one, label)| choice(one as i32, label, one as i32 == chosen));
    form.select("urgency", "Urgence", urgencies.into())
        .required()
        .view()
}

/// The national bodies.
async fn addressees(cx: &PageContext) -> Result<Vec<Organisation>> {
    let all = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?;
    let is_national = |one: &Organisation| {
        matches!(
            one.function(),
            Function::UrbanRenewalAgency
                | Function::Animator
                | Function::OverseasMinistry
                | Function::NationalPartner
        )
    };
    let mut all = all.into_inner().organisations;
    all.retain(is_national);
    Ok(all)
}
