//! A bulletin: what it says, what the reader does with it, how far the centres are.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use proto::v1::bulletin::Text;
use proto::v1::bulletin_content::{Event, Link};
use proto::v1::{
    Attachment, Bulletin, BulletinState, GetBulletinRequest, GetQuestionRequest, ListQuestionsRequest, Owner,
    Question, Role,
};

use super::{centre, follow, is_of_centre, publishes, rule, state_pill, topic, write};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::attachment;
use crate::ui::parts::{Sign, fold, lines, pill, prose};
use crate::ui::time;

/// `/bulletin/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let one = cx
        .bulletin()
        .get_bulletin(GetBulletinRequest { id })
        .await?
        .into_inner();
    let files = attachment::of(&cx, Owner::Bulletin, &one.id).await?;
    let is_own = publishes(cx.role()) && cx.me()?.organisation_id == one.organisation_id;
    let title = one
        .content
        .as_ref()
        .map(|content| content.title.clone())
        .unwrap_or_default();
    let centres = if one.may_edit {
        write::centres(&cx).await?
    } else {
        Vec::new()
    };
    let own = one.receptions.iter().find(|_| is_of_centre(cx.role()));
    let sessions = if own.is_some() {
        centre::sessions(&cx).await?
    } else {
        Vec::new()
    };
    let may_attach = is_own && one.state() != BulletinState::Withdrawn;
    let may_mend = is_own && one.state() == BulletinState::Published;
    let mend = if may_mend {
        Some(mend(&cx, &one).await?)
    } else {
        None
    };
    let is_draft = one.published_at.is_none();
    let questions = if is_draft {
        Vec::new()
    } else {
        questions(&cx, &one).await?
    };
    let main = view! {
        {head(&cx, &one, &title)}
        <div class="columns">
            <div class="column">
                {one.may_edit.then(|| write::draft(&cx, &one, &centres))}
                {is_draft.then(|| read(&cx, &one))}
                {(!is_draft).then(|| view! { <div id="bulletin-text" data-live=topic(&one)>{withdrawn(&one)}{said(&cx, &one)}</div> })}
                {documents(&cx, &one, &files, may_attach)}
                {one.may_edit.then(|| write::leave(&cx, &one))}
                {own.map(|own| centre::view(&cx, &one, own, &sessions))}
                {(!is_draft).then(|| about(&cx, &one, &questions))}
                {mend}
            </div>
            <div class="column side-column">
                <div id="bulletin-side" data-live=topic(&one)>{facts(&cx, &one)}</div>
                {rule(&cx)}
            </div>
        </div>
        {follow::view(&cx, &one)}
    };
    Ok(Page::new(title, Nav::Bulletin, main).live())
}

fn head(cx: &PageContext, one: &Bulletin, title: &str) -> AnyView {
    let is_urgent = one.content.as_ref().is_some_and(|content| content.is_urgent);
    let urgent = is_urgent.then(|| pill(Sign::Wait, "urgent"));
    let day = |at| time::day_view(at, cx.zone(), cx.info.now);
    let corrected = one.texts.first().filter(|text| text.number > 1);
    let (since, before) = match (one.withdrawn_at, one.published_at) {
        (Some(withdrawn), published) => (Some(withdrawn), published.map(|at| (", publiée le ", at))),
        (None, published) => (
            published,
            corrected.and_then(|text| Some((", corrigée le ", text.published_at?))),
        ),
    };
    let since = since.map(|at| view! { "le "{day(at)} });
    let before = before.map(|(words, at)| view! { {words}{day(at)} });
    let state = if one.state() == BulletinState::Published {
        pill(Sign::Open, "publiée").into_any()
    } else {
        state_pill(one).into_any()
    };
    view! {
        <div class="heading" id="bulletin-head" data-live=topic(one)>
            <p class="above"><a href="/bulletin">"Notes d’information"</a>" · "{one.organisation_name.clone()}" · "{one.kind_name.clone()}</p>
            <h1>{title.to_owned()}</h1>
            <p class="under call-line">{state}" "{since}{before}" "{urgent}</p>
        </div>
    }
    .into_any()
}

/// What its body still does with it; said before, when the question that it answers has a later answer.
async fn mend(cx: &PageContext, one: &Bulletin) -> Result<AnyView> {
    let mut is_behind = false;
    if !one.question_id.is_empty() {
        let id = one.question_id.clone();
        let request = GetQuestionRequest { id };
        let question = cx.question().get_question(request).await?.into_inner();
        let answered = question.answers.first().and_then(|answer| answer.at);
        let told = one.texts.first().and_then(|text| text.published_at);
        is_behind = answered.map(time::instant) > told.map(time::instant);
    }
    let path = format!("/question/{}", one.question_id);
    let behind = is_behind.then(|| {
        view! { <p><a href=path>"La réponse à la question"</a>" a changé depuis\u{a0}: corrigez la note."</p> }
    });
    Ok(view! { {behind}{write::mend(cx, one)} }.into_any())
}

/// The draft as the centres will read it.
fn read(cx: &PageContext, one: &Bulletin) -> AnyView {
    let until = one.content.as_ref().map(|content| content.valid_until.as_str());
    let valid = until
        .filter(|until| !until.is_empty())
        .map(|until| view! { <p class="soft">"Valable jusqu’au "{time::date(until)}"."</p> });
    fold(
        "Voir comme les centres la liront",
        !one.may_edit,
        view! { <div>{words(cx, one)}{valid}</div> },
    )
}

fn withdrawn(one: &Bulletin) -> Option<AnyView> {
    (one.state() == BulletinState::Withdrawn).then(|| {
        view! { <section aria-labelledby="withdrawn"><h2 id="withdrawn">"Note retirée"</h2>{lines(&one.withdrawal)}</section> }
            .into_any()
    })
}

/// What it says now, and what it said before.
fn said(cx: &PageContext, one: &Bulletin) -> AnyView {
    let correction = one.texts.first().filter(|text| text.number > 1).map(|text| {
        let at = text
            .published_at
            .map(|at| time::day_view(at, cx.zone(), cx.info.now));
        view! { <p><strong>"Corrigée le "{at}"\u{a0}: "</strong>{text.note.clone()}</p> }
    });
    let before: Vec<_> = one
        .texts
        .iter()
        .skip(1)
        .map(|text| {
            let at = text.published_at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
            let note = (text.number > 1).then(|| lines(&format!("Ce qui est corrigé\u{a0}: {}", text.note)));
            view! { <section><h3>{text.title.clone()}<span class="h-note">" · "{at}</span></h3>{note}{prose(&text.text_html)}{beside(text, cx.info.now)}</section> }
        })
        .collect();
    let before =
        (!before.is_empty()).then(|| fold("Versions précédentes", false, view! { <div>{before}</div> }));
    view! {
        <section aria-labelledby="said">
            <h2 id="said">"Ce que dit la note"</h2>
            {correction}
            {words(cx, one)}
            {before}
        </section>
    }
    .into_any()
}

/// The text, and what stands beside it.
fn words(cx: &PageContext, one: &Bulletin) -> AnyView {
    let content = one.content.clone().unwrap_or_default();
    let links = links(&content.links).map(|links| view! { <h3>"Liens"</h3>{links} });
    let event = content.event.map(|mut event| {
        // Nobody is asked to register any more.
        if one.state() == BulletinState::Withdrawn {
            event.registration_url.clear();
        }
        event_view(&event, cx.info.now)
    });
    view! { {prose(&one.text_html)}{event}{links} }.into_any()
}

fn links(links: &[Link]) -> Option<AnyView> {
    let items: Vec<_> = links
        .iter()
        .map(|link| view! { <li><a href=link.url.clone() rel="noopener">{link.label.clone()}</a></li> })
        .collect();
    (!items.is_empty()).then(|| view! { <ul>{items}</ul> }.into_any())
}

/// What stood beside an earlier text.
fn beside(text: &Text, now: DateTime<Utc>) -> Option<AnyView> {
    let event = text.event.as_ref().map(|event| {
        let paris = "Europe/Paris";
        let when = time::from_local(&event.starts_at, paris).map(|at| time::at_view(at, paris, now));
        let place = (!event.place.is_empty()).then(|| format!(", {}", event.place));
        let seats = event.seats_per_centre;
        let seats = (seats > 0).then(|| format!("\u{a0}; places par centre\u{a0}: {seats}"));
        let url = event.registration_url.clone();
        let register =
            (!url.is_empty()).then(|| view! { "\u{a0}; "<a href=url rel="noopener">"inscription"</a> });
        view! { <dt>"La journée"</dt><dd>{when}{place}{seats}{register}</dd> }
    });
    let valid = (!text.valid_until.is_empty())
        .then(|| view! { <dt>"Valable jusqu’au"</dt><dd>{time::date(&text.valid_until)}</dd> });
    let links = links(&text.links).map(|links| view! { <dt>"Liens"</dt><dd>{links}</dd> });
    let has_some = event.is_some() || valid.is_some() || links.is_some();
    has_some.then(|| view! { <dl class="facts">{event}{valid}{links}</dl> }.into_any())
}

/// The day to which the centres are invited.
pub(super) fn event_view(event: &Event, now: DateTime<Utc>) -> AnyView {
    let paris = "Europe/Paris";
    let when = time::from_local(&event.starts_at, paris).map(|at| time::at_view(at, paris, now));
    let place = (!event.place.is_empty()).then(|| view! { <dt>"Où"</dt><dd>{event.place.clone()}</dd> });
    let seats = (event.seats_per_centre > 0)
        .then(|| view! { <dt>"Places par centre"</dt><dd>{event.seats_per_centre}</dd> });
    let register = (!event.registration_url.is_empty()).then(|| {
        view! { <p><a class="button" href=event.registration_url.clone() rel="noopener">"S’inscrire à la journée"</a></p> }
    });
    view! {
        <h3>"La journée"</h3>
        <dl class="facts"><dt>"Quand"</dt><dd>{when}</dd>{place}{seats}</dl>
        {register}
    }
    .into_any()
}

/// The questions of the field about it.
async fn questions(cx: &PageContext, one: &Bulletin) -> Result<Vec<Question>> {
    let request = ListQuestionsRequest {
        bulletin_id: one.id.clone(),
        ..Default::default()
    };
    Ok(cx
        .question()
        .list_questions(request)
        .await?
        .into_inner()
        .questions)
}

fn about(cx: &PageContext, one: &Bulletin, questions: &[Question]) -> AnyView {
    let asks = matches!(cx.role(), Role::Director | Role::Team);
    if questions.is_empty() && !asks {
        return ().into_any();
    }
    let items: Vec<_> = questions
        .iter()
        .map(|each| {
            let path = format!("/question/{}", each.id);
            let s = if each.n_centres > 1 { "s" } else { "" };
            let behind = format!(", {} centre{s}", each.n_centres);
            let state = if each.answered_at.is_some() {
                " · répondue"
            } else {
                ""
            };
            view! { <li><a href=path>{each.subject.clone()}</a>{behind}{state}</li> }
        })
        .collect();
    let ask = asks.then(|| {
        let path = format!("/question/new?bulletin={}", one.id);
        view! { <p><a href=path>"Remonter une question du terrain sur cette note"</a></p> }
    });
    view! {
        <section aria-labelledby="about">
            <h2 id="about">"Questions du terrain"</h2>
            {(!items.is_empty()).then(|| view! { <ul>{items}</ul> })}
            {ask}
        </section>
    }
    .into_any()
}

fn documents(cx: &PageContext, one: &Bulletin, files: &[Attachment], may_add: bool) -> AnyView {
    if files.is_empty() && !may_add {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="documents">
            <h2 id="documents">"Documents"</h2>
            {attachment::part_of(cx, files, (Owner::Bulletin, &one.id), topic(one), may_add)}
        </section>
    }
    .into_any()
}

fn facts(cx: &PageContext, one: &Bulletin) -> AnyView {
    let content = one.content.clone().unwrap_or_default();
    let by = (!one.published_by.is_empty())
        .then(|| view! { <dt>"Publiée par"</dt><dd>{one.published_by.clone()}</dd> });
    let is_over = one.state() == BulletinState::Withdrawn;
    let due = one.due_at.filter(|_| !is_over).map(|at| {
        view! { <dt>"Accusé attendu"</dt><dd>"jusqu’au "{time::day_view(at, "Europe/Paris", cx.info.now)}</dd> }
    });
    let valid = (!content.valid_until.is_empty())
        .then(|| view! { <dt>"Valable jusqu’au"</dt><dd>{time::date(&content.valid_until)}</dd> });
    let audience = if content.organisation_ids.is_empty() {
        "tous les centres".to_owned()
    } else {
        format!("certains centres\u{a0}: {}", content.audience_reason)
    };
    let question = (!one.question_id.is_empty()).then(|| {
        let path = format!("/question/{}", one.question_id);
        view! { <dt>"Répond à la question"</dt><dd><a href=path>{one.question_subject.clone()}</a></dd> }
    });
    let public = (!one.public_path.is_empty()).then(|| {
        view! { <dt>"Page publique"</dt><dd><a href=one.public_path.clone()>"Celle que lisent les acteurs locaux"</a></dd> }
    });
    let sender = format!("/network/{}", one.organisation_id);
    view! {
        <dl class="facts stacked">
            <dt>"Envoyée par"</dt><dd><a class="quiet" href=sender>{one.organisation_name.clone()}</a></dd>
            {by}
            <dt>"Type"</dt><dd>{one.kind_name.clone()}</dd>
            <dt>"Pour"</dt><dd>{audience}</dd>
            {due}
            {valid}
            {question}
            {public}
        </dl>
    }
    .into_any()
}
