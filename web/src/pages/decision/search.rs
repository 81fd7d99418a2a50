//! Decisions across meetings, and the written consultations.

use leptos::prelude::*;
use proto::v1::{
    ListConsultationsRequest, ListConsultationsResponse, ListDecisionsRequest, ListDecisionsResponse,
    MeetingKindInfo, Vote, VoteState,
};

use super::{conduct, parts};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::{Search, kinds};
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{empty, fold, heading, older};
use crate::ui::time;

/// `/decision?query=programme&year=2027&kind=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let search = Search::of(
        &cx,
        "/decision",
        "Décisions",
        "Des mots de la décision ou du point",
    );
    let request = ListDecisionsRequest {
        query: search.query.clone(),
        year: search.year,
        kind: search.kind,
        before: cx.ask("before").to_owned(),
    };
    let is_first = request.before.is_empty();
    let found = cx.decision().list_decisions(request).await?.into_inner();
    let consultations = cx
        .decision()
        .list_consultations(ListConsultationsRequest {})
        .await?;
    let consultations = consultations.into_inner();
    let kinds = kinds(&cx).await?;
    let main = view! {
        {heading("", "Décisions", "Ce qui a été décidé en séance ou par consultation écrite, le plus récent d’abord.")}
        <section aria-labelledby="consultations">
            <h2 id="consultations">"Consultations écrites"</h2>
            <div id="consultation-list" data-live="*">{list(&cx, &consultations)}</div>
            {consult(&cx, &consultations)}
        </section>
        <section aria-labelledby="found">
            <h2 id="found">"Décisions prises"</h2>
            {search.form(&kinds)}
            <div id="decision-list" data-live=if is_first { "*" } else { "" }>{results(&cx, &search, &found)}</div>
        </section>
        {procedures(&kinds)}
    };
    Ok(Page::new("Décisions", Nav::Meeting, main).live())
}

fn list(cx: &PageContext, all: &ListConsultationsResponse) -> AnyView {
    if all.consultations.is_empty() {
        return empty("Aucune consultation écrite.", None).into_any();
    }
    let (open, over): (Vec<&Vote>, Vec<&Vote>) = all
        .consultations
        .iter()
        .partition(|vote| vote.state() != VoteState::Closed);
    let rows = |votes: &[&Vote]| -> Vec<AnyView> { votes.iter().map(|vote| row(cx, vote)).collect() };
    let current = if open.is_empty() {
        view! { <p>"Aucune n’est ouverte."</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows(&open)}</ul> }.into_any()
    };
    let over = (!over.is_empty()).then(|| {
        fold(
            "Consultations closes",
            false,
            view! { <ul class="rows">{rows(&over)}</ul> },
        )
    });
    view! { {current}{over} }.into_any()
}

fn row(cx: &PageContext, vote: &Vote) -> AnyView {
    let path = format!("/decision/vote/{}", vote.id);
    let until = match vote.state() {
        VoteState::Closed => vote.closed_at,
        _ => vote.closes_at,
    };
    let until = until.map(|at| view! { " · jusqu’au "{time::at_view(at, cx.zone(), cx.info.now)} });
    let s = if vote.n_cast > 1 { "s" } else { "" };
    let cast = (vote.state() != VoteState::Prepared)
        .then(|| format!(" · {} bulletin{s} pour {} voix", vote.n_cast, vote.n_voices));
    view! {
        <li><div>
            <a href=path><strong>{vote.question.clone()}</strong></a>" "{parts::state_pill(vote)}
            <p class="soft">{vote.kind_label.clone()}{until}{cast}</p>
        </div></li>
    }
    .into_any()
}

/// Opens a consultation, for who convenes such meetings.
fn consult(cx: &PageContext, all: &ListConsultationsResponse) -> AnyView {
    if all.kinds.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "DecisionService/CreateVote")
        .next("/decision/vote/{id}")
        .hidden("zone", cx.zone());
    let is_open = form.is_refused();
    let kinds = all
        .kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| choice(kind.kind, kind.label.clone(), index == 0))
        .collect();
    let zone = time::zone_words(cx.zone());
    let body = view! {
        <p class="measure">"Les membres d’un comité votent en dehors de toute séance, pendant plusieurs jours. Chacun reçoit un courriel à l’ouverture, et un rappel deux jours avant la clôture s’il n’a pas voté."</p>
        {form.select("kind", "Qui est consulté", kinds).required()}
        {conduct::question(&form)}
        {form.checkbox("is_opened_now", "Ouvrir tout de suite").checked(true)}
        <div class="fields">
            {form.datetime("opens_at", "Ouverture").hint(format!("Si elle n’ouvre pas tout de suite. {zone}."))}
            {form.datetime("closes_at", "Clôture").hint(format!("{zone}.")).required()}
        </div>
    };
    fold(
        "Ouvrir une consultation écrite",
        is_open,
        form.view(body, "Enregistrer la consultation"),
    )
}

fn results(cx: &PageContext, search: &Search, found: &ListDecisionsResponse) -> AnyView {
    let list = if found.decisions.is_empty() && search.is_filtered() {
        empty(
            "Rien ne correspond à cette recherche.",
            Some(("/decision", "Voir toutes les décisions")),
        )
        .into_any()
    } else if found.decisions.is_empty() {
        empty("Aucune décision n’est encore consignée.", None).into_any()
    } else {
        let items: Vec<_> = found
            .decisions
            .iter()
            .map(|one| view! { <li><div>{parts::decision(cx, one, true)}</div></li> })
            .collect();
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    view! { {list}{older(search.next(&found.next_before), "Plus anciennes")} }.into_any()
}

/// The rules of procedure of the kinds that vote.
fn procedures(kinds: &[MeetingKindInfo]) -> AnyView {
    let items: Vec<_> = kinds
        .iter()
        .filter(|kind| kind.may_vote)
        .map(|kind| view! { <li><a href=text::rules_path(kind.kind())>{kind.label.clone()}</a></li> })
        .collect();
    view! {
        <aside class="rules" aria-labelledby="procedures">
            <h2 id="procedures">"Règlements intérieurs"</h2>
            <ul>{items}</ul>
            <p>"Règles propres au réseau et à cette plateforme\u{a0}: le cadre de référence n’en fixe aucune."</p>
        </aside>
    }
    .into_any()
}
