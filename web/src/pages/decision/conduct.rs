//! What who leads a session does: notes a consensus, corrects a decision, prepares a vote. And the fields of a vote,
//! which a written consultation shares.

use leptos::prelude::*;
use proto::v1::{AgendaItem, Decision, ItemState, Meeting, MeetingDecisions, MeetingState};

use crate::page::PageContext;
use crate::ui::form::{Choice, Form, act_form, choice};
use crate::ui::parts::fold;

/// The leader's part of the page; nothing for others.
pub(super) fn view(cx: &PageContext, meeting: &Meeting, decided: &MeetingDecisions) -> AnyView {
    if !decided.may_lead {
        return ().into_any();
    }
    let is_over = matches!(meeting.state(), MeetingState::Held | MeetingState::Cancelled);
    let may_prepare = decided.may_vote && decided.rules.is_some() && !is_over;
    if !decided.may_record && !may_prepare {
        return ().into_any();
    }
    let has_ballot = decided.votes.iter().any(|vote| !vote.ballots.is_empty());
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite de la séance"</h2>
            {decided.may_record.then(|| record(cx, meeting, decided, !has_ballot))}
            {may_prepare.then(|| prepare(cx, meeting, decided))}
        </section>
    }
    .into_any()
}

/// The points of the agenda to choose from.
fn items(meeting: &Meeting) -> Vec<Choice> {
    let retained = |item: &&AgendaItem| item.state() == ItemState::Retained;
    let mut choices = vec![choice("", "Aucun en particulier", true)];
    choices.extend(
        meeting
            .items
            .iter()
            .filter(retained)
            .map(|item| choice(&item.id, format!("{}. {}", item.place, item.title), false)),
    );
    choices
}

/// P3, in the session that may do it.
fn programme(form: &Form<'_>, decided: &MeetingDecisions) -> AnyView {
    let year = decided.programme_year;
    if year == 0 {
        return ().into_any();
    }
    let choices = vec![
        choice("", "Aucun", true),
        choice(year, format!("Le programme {year}"), false),
    ];
    form.select("decides_programme_year", "Programme validé par cette décision", choices)
        .hint("Cette séance est la dernière de l’année\u{a0}: sa décision valide le programme de l’année suivante (P3).")
        .required()
        .view()
}

fn record(cx: &PageContext, meeting: &Meeting, decided: &MeetingDecisions, is_main: bool) -> AnyView {
    let form = act_form(cx, "DecisionService/RecordDecision").hidden("meeting_id", &meeting.id);
    let is_open = form.is_refused() || decided.decisions.is_empty();
    let body = view! {
        {form.area("text", "Décision").hint("Ce que la séance décide, par consensus constaté par la présidence.").rows(4).required()}
        {form.select("item_id", "Point de l’ordre du jour", items(meeting))}
        {programme(&form, decided)}
    };
    let form = if is_main {
        form.main(body, "Consigner la décision")
    } else {
        form.view(body, "Consigner la décision")
    };
    fold("Consigner une décision prise par consensus", is_open, form)
}

/// A decision is corrected by another one.
pub(super) fn correct(cx: &PageContext, one: &Decision) -> AnyView {
    let form = act_form(cx, "DecisionService/RecordDecision")
        .id(format!("correct-{}", one.id))
        .hidden("meeting_id", &one.meeting_id)
        .hidden("replaces_id", &one.id);
    let is_open = form.is_refused();
    let body = form
        .area("text", "Décision corrigée")
        .hint("Une nouvelle décision remplace celle-ci\u{a0}; les deux restent lisibles.")
        .value(&one.text)
        .rows(4)
        .required()
        .view();
    fold("Corriger", is_open, form.view(body, "Remplacer la décision"))
}

fn prepare(cx: &PageContext, meeting: &Meeting, decided: &MeetingDecisions) -> AnyView {
    let form = act_form(cx, "DecisionService/CreateVote")
        .hidden("meeting_id", &meeting.id)
        .hidden("zone", &meeting.zone);
    let is_open = form.is_refused();
    let is_running = meeting.state() == MeetingState::Running;
    let now = is_running.then(|| {
        form.checkbox("is_opened_now", "Ouvrir tout de suite")
            .checked(true)
            .view()
    });
    let body = view! {
        {question(&form)}
        {form.select("item_id", "Point de l’ordre du jour", items(meeting))}
        {programme(&form, decided)}
        {now}
        <div class="fields">
            {form.datetime("opens_at", "Ouverture").hint(format!("À cet instant, si la séance est en cours. Sinon, à la main. {}.", crate::ui::time::zone_words(&meeting.zone)))}
            {form.datetime("closes_at", "Clôture").hint("À cet instant. Sinon, à la main.")}
        </div>
    };
    fold("Mettre au vote", is_open, form.view(body, "Enregistrer le vote"))
}

/// What is asked, how, and among what.
pub(super) fn question(form: &Form<'_>) -> AnyView {
    view! {
        {form.text("question", "Proposition ou question").hint("Adoptée, une proposition devient la décision, mot pour mot.").max(300).required()}
        {form.area("options", "Choix").hint("De 2 à 20, un par ligne. Laissez vide pour «\u{a0}pour, contre, abstention\u{a0}».").rows(3)}
        {form.checkbox("is_secret", "Vote secret").hint("Au moins cinq voix. Les résultats ne sont connus qu’à la clôture.")}
    }
    .into_any()
}
