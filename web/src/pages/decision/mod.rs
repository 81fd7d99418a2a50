//! What a meeting decides: rules in force, quorum, votes, proxies, decisions; and the part of its page that says so.

mod conduct;
mod parts;
mod rules;
mod search;
mod vote;

use leptos::prelude::*;
use proto::v1::{GetMeetingRequest, Meeting, MeetingDecisions, MeetingKind, MeetingRequest, Vote, VoteState};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::{Sign, empty, fold, pill};

pub(crate) use rules::page as rules;
pub(crate) use search::page as search;
pub(crate) use vote::page as vote;

/// `/decision/<meeting>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("meeting_id").to_owned();
    let meeting = cx
        .meeting()
        .get_meeting(GetMeetingRequest { id: id.clone() })
        .await?
        .into_inner();
    let decided = of(&cx, &id).await?;
    let topic = format!("meeting:{id}");
    let main = view! {
        {head(&meeting)}
        <div id="after-last" data-live=topic.clone()>{after_last(&decided)}</div>
        <div class="columns">
            <div class="column">
                <section aria-labelledby="votes">
                    <h2 id="votes">"Votes"</h2>
                    <div id="vote-list" data-live=topic.clone()>{votes(&cx, &meeting, &decided)}</div>
                </section>
                <section aria-labelledby="decisions">
                    <h2 id="decisions">"Décisions"</h2>
                    <div id="decision-list" data-live=topic.clone()>{decisions(&cx, &decided)}</div>
                </section>
                {conduct::view(&cx, &meeting, &decided)}
            </div>
            <div class="column side-column">
                <div id="decision-side" data-live=topic>{side(&cx, &decided, meeting.kind())}</div>
            </div>
        </div>
    };
    Ok(Page::new(
        format!("Décisions et votes, {}", meeting.title),
        Nav::Meeting,
        main,
    )
    .live())
}

async fn of(cx: &PageContext, meeting_id: &str) -> Result<MeetingDecisions> {
    let request = MeetingRequest {
        id: meeting_id.to_owned(),
    };
    Ok(cx.decision().get_meeting_decisions(request).await?.into_inner())
}

fn head(meeting: &Meeting) -> AnyView {
    let path = format!("/meeting/{}", meeting.id);
    let last = meeting
        .is_last_of_year
        .then(|| pill(Sign::Plain, "dernière séance de l’année"));
    view! {
        <div class="heading">
            <p class="above"><a href=path>{meeting.title.clone()}</a></p>
            <h1>"Décisions et votes"</h1>
            <p class="under">{last}</p>
        </div>
    }
    .into_any()
}

/// P3: another session was the last one of the year.
fn after_last(decided: &MeetingDecisions) -> AnyView {
    if !decided.is_after_last_of_year {
        return ().into_any();
    }
    let words = "Une séance précédente a été désignée comme la dernière de l’année. Celle-ci vient après\u{a0}: ce que la dernière séance a validé reste validé, rien n’est défait.";
    view! { <p class="asked measure">{pill(Sign::Wait, "à savoir")}" "{words}</p> }.into_any()
}

fn votes(cx: &PageContext, meeting: &Meeting, decided: &MeetingDecisions) -> AnyView {
    if !decided.may_vote {
        return empty("Ce type de réunion ne met rien au vote.", None).into_any();
    }
    if decided.votes.is_empty() {
        return empty("Aucun vote n’est prévu.", None).into_any();
    }
    let is_awaited = |vote: &&Vote| !vote.ballots.is_empty();
    let first = decided.votes.iter().find(is_awaited).map(|vote| vote.id.clone());
    let topic = format!("meeting:{}", meeting.id);
    let items: Vec<_> = decided
        .votes
        .iter()
        .map(|vote| vote::card(cx, vote, &topic, first.as_ref() == Some(&vote.id)))
        .collect();
    view! { <div class="votes">{items}</div> }.into_any()
}

fn decisions(cx: &PageContext, decided: &MeetingDecisions) -> AnyView {
    if decided.decisions.is_empty() {
        return empty("Aucune décision n’est encore consignée.", None).into_any();
    }
    let items: Vec<_> = decided
        .decisions
        .iter()
        .map(|one| {
            let may_correct = decided.may_record && one.replaced_by_id.is_empty();
            let correct = may_correct.then(|| conduct::correct(cx, one));
            let id = format!("decision-{}", one.number);
            view! { <li id=id><div>{parts::decision(cx, one, false)}</div>{correct}</li> }
        })
        .collect();
    view! { <ol class="rows">{items}</ol> }.into_any()
}

/// Rules in force, quorum, voices.
fn side(cx: &PageContext, decided: &MeetingDecisions, kind: MeetingKind) -> AnyView {
    if !decided.may_vote {
        return ().into_any();
    }
    let Some(rules) = &decided.rules else {
        return view! {
            <section aria-labelledby="rules">
                <h2 id="rules">"Règlement intérieur"</h2>
                <p>"Aucun n’est en vigueur pour ce type de réunion\u{a0}: rien ne peut être mis au vote."</p>
                <p><a href=text::rules_path(kind)>"Les versions du règlement intérieur"</a></p>
            </section>
        }
        .into_any();
    };
    view! {
        <section aria-labelledby="rules">
            <h2 id="rules">"Règlement intérieur"</h2>
            {parts::rules(rules)}
            <p><a href=text::rules_path(kind)>"Son texte et ses versions"</a></p>
        </section>
        <section aria-labelledby="voices">
            <h2 id="voices">"Voix"</h2>
            {parts::quorum(decided.n_present, i32::try_from(decided.voices.len()).unwrap_or(i32::MAX), rules.quorum_percent, decided.has_quorum, true)}
            {fold("Qui a une voix", false, voices(decided))}
            {proxy(cx, decided)}
        </section>
    }
    .into_any()
}

fn voices(decided: &MeetingDecisions) -> AnyView {
    let items: Vec<_> = decided
        .voices
        .iter()
        .map(|voice| {
            let present = voice
                .is_present
                .then(|| pill(Sign::Done, "compte pour le quorum"));
            let carried = (!voice.bearer_name.is_empty()).then(
                || view! { <span class="soft">{format!("voix portée par {}", voice.bearer_name)}</span> },
            );
            view! { <li>{voice.organisation_name.clone()}" "{present}" "{carried}</li> }
        })
        .collect();
    view! { <ul class="plain">{items}</ul> }.into_any()
}

/// The reader gives the own voice, or takes it back.
fn proxy(cx: &PageContext, decided: &MeetingDecisions) -> AnyView {
    let id = decided.meeting_id.as_str();
    if decided.has_given_proxy {
        let button = act_button(
            cx,
            "DecisionService/WithdrawProxy",
            "Reprendre ma voix",
            &[("id", id)],
        );
        return view! { <p>"La voix de votre organisation est confiée à une autre."</p>{button} }.into_any();
    }
    if !decided.may_give_proxy {
        return ().into_any();
    }
    let mine = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let others = decided
        .voices
        .iter()
        .filter(|voice| Some(voice.organisation_id.as_str()) != mine && voice.bearer_id.is_empty());
    let choices = others
        .map(|voice| choice(&voice.organisation_id, voice.organisation_name.clone(), false))
        .collect();
    let form = act_form(cx, "DecisionService/GiveProxy").hidden("meeting_id", id);
    let is_open = form.is_refused();
    let body = form
        .select("bearer_id", "À qui la confier", choices)
        .hint("Cette organisation votera aussi pour la vôtre, jusqu’à ce que vous repreniez votre voix.")
        .required()
        .view();
    fold(
        "Confier ma voix à une autre organisation",
        is_open,
        form.view(body, "Confier ma voix"),
    )
}

/// The part of a meeting's page that says what is decided there, and leads to it.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let Ok(decided) = of(cx, &meeting.id).await else {
        return ().into_any();
    };
    let n_open = decided
        .votes
        .iter()
        .filter(|vote| vote.state() == VoteState::Open)
        .count();
    let open = (n_open > 0).then(|| {
        let words = if n_open == 1 {
            "un vote est ouvert".to_owned()
        } else {
            format!("{n_open} votes sont ouverts")
        };
        pill(Sign::Open, words)
    });
    let n = match decided.decisions.len() {
        0 => "Aucune décision n’est encore consignée.".to_owned(),
        1 => "Une décision est consignée.".to_owned(),
        n => format!("{n} décisions sont consignées."),
    };
    let path = format!("/decision/{}", meeting.id);
    let label = if decided.may_vote {
        "Décisions et votes"
    } else {
        "Décisions"
    };
    view! {
        <section aria-labelledby="decided">
            <h2 id="decided">{label}</h2>
            <div id="meeting-decided" data-live=format!("meeting:{}", meeting.id)>
                {after_last(&decided)}
                <p>{n}" "{open}</p>
            </div>
            <p><a href=path>"Voir les décisions et les votes"</a></p>
        </section>
    }
    .into_any()
}
