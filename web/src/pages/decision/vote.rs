//! A vote: its question, the ballots that the reader may cast, its figures, who voted, what its leader does.

use leptos::prelude::*;
use proto::v1::{OptionMeaning, Role, Voice, Vote, VoteRequest, VoteState};

use super::parts;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::form::{act_button, act_form, choice, confirm};
use crate::ui::parts::{Sign, empty, fold, pill, prose, table};
use crate::ui::time;

/// `/decision/vote/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = VoteRequest {
        id: cx.param("id").to_owned(),
    };
    let vote = cx.decision().get_vote(request).await?.into_inner();
    let topic = if vote.meeting_id.is_empty() {
        format!("vote:{}", vote.id)
    } else {
        format!("meeting:{}", vote.meeting_id)
    };
    let main = view! {
        <div class="heading">
            <p class="above">{place(&vote)}</p>
            <h1>{vote.question.clone()}</h1>
        </div>
        <div class="columns">
            <div class="column">
                {body(&cx, &vote, &topic, true)}
                <section aria-labelledby="voters">
                    <h2 id="voters">"Qui a voté"</h2>
                    <div id="voter-list" data-live=topic.clone()>{voices(&vote)}</div>
                </section>
                <div id="vote-conduct" data-live=topic>{conduct(&cx, &vote)}</div>
            </div>
            <div class="column side-column">{rules(&vote)}</div>
        </div>
    };
    Ok(Page::new(vote.question.clone(), Nav::Meeting, main).live())
}

/// The meeting of a vote, or what a consultation is.
fn place(vote: &Vote) -> AnyView {
    let item = (!vote.item_title.is_empty()).then(|| format!(" · {}", vote.item_title));
    if vote.meeting_id.is_empty() {
        return view! { <a href="/decision">"Consultation écrite"</a>{format!(" · {}", vote.kind_label)} }
            .into_any();
    }
    let path = format!("/decision/{}", vote.meeting_id);
    view! { <a href=path>{vote.meeting_title.clone()}</a>{item} }.into_any()
}

/// A vote among others, in the page of its meeting.
pub(super) fn card(cx: &PageContext, vote: &Vote, topic: &str, is_main: bool) -> AnyView {
    let path = format!("/decision/vote/{}", vote.id);
    let item = (!vote.item_title.is_empty()).then(|| view! { <p class="soft">{vote.item_title.clone()}</p> });
    view! {
        <article class="card vote">
            <h3><a href=path>{vote.question.clone()}</a></h3>
            {item}
            {body(cx, vote, topic, is_main)}
            {conduct(cx, vote)}
        </article>
    }
    .into_any()
}

/// State, ballots, figures. The figures live apart from the ballots, which someone may be filling in.
fn body(cx: &PageContext, vote: &Vote, topic: &str, is_main: bool) -> AnyView {
    let (state_id, ballot_id) = (format!("state-{}", vote.id), format!("ballots-{}", vote.id));
    let topic = topic.to_owned();
    view! {
        <div class="vote-state" id=state_id data-live=topic.clone()>
            {facts(cx, vote)}
            {parts::figures(vote)}
            {parts::explained(vote)}
        </div>
        <div id=ballot_id data-live=topic>{ballots(cx, vote, is_main)}</div>
    }
    .into_any()
}

fn facts(cx: &PageContext, vote: &Vote) -> AnyView {
    let how = if vote.is_secret {
        "vote secret"
    } else {
        "vote nominatif"
    };
    let programme = (vote.decides_programme_year > 0).then(|| {
        let words = format!(
            "Adoptée, cette proposition valide le programme {}.",
            vote.decides_programme_year
        );
        view! { <p>{words}</p> }
    });
    let when = match vote.state() {
        VoteState::Prepared => match vote.opens_at {
            Some(at) => view! { <p>"Ouverture\u{a0}: "{time::at_view(at, cx.zone(), cx.info.now)}</p> }.into_any(),
            None => view! { <p>"Ouverture à la main, par qui conduit le vote."</p> }.into_any(),
        },
        VoteState::Open => match vote.closes_at {
            Some(at) => view! {
                <p>"Clôture\u{a0}: "{time::at_view(at, cx.zone(), cx.info.now)}" "{time::left_view(at, cx.zone(), cx.info.now)}</p>
            }
            .into_any(),
            None => view! { <p>"Clôture à la main, par qui conduit le vote."</p> }.into_any(),
        },
        _ => vote
            .closed_at
            .map(|at| view! { <p class="soft">"Clos\u{a0}: "{time::at_view(at, cx.zone(), cx.info.now)}</p> })
            .into_any(),
    };
    let quorum = (vote.state() != VoteState::Prepared).then(|| {
        let percent = vote.rules.as_ref().map_or(0, |rules| rules.quorum_percent);
        let is_meeting = !vote.meeting_id.is_empty();
        parts::quorum(
            vote.n_present,
            vote.n_voices,
            percent,
            vote.has_quorum,
            is_meeting,
        )
    });
    let not_carried = (vote.is_secret && !vote.meeting_id.is_empty()).then(|| {
        view! { <p class="soft">"Dans un vote secret, une voix confiée à une autre organisation ne s’exprime pas\u{a0}: qui la porte saurait ce qu’elle a choisi."</p> }
    });
    view! {
        <p class="measured">{parts::state_pill(vote)}" "{pill(Sign::Plain, how)}</p>
        {programme}
        {when}
        {not_carried}
        {quorum}
    }
    .into_any()
}

/// A form for each voice that the reader may cast a ballot for.
fn ballots(cx: &PageContext, vote: &Vote, is_main: bool) -> AnyView {
    let mine = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let forms: Vec<_> = vote
        .ballots
        .iter()
        .enumerate()
        .map(|(index, voice)| {
            let is_own = Some(voice.organisation_id.as_str()) == mine;
            ballot(cx, vote, voice, is_own, is_main && index == 0)
        })
        .collect();
    if !forms.is_empty() {
        return forms.into_any();
    }
    let own = vote
        .voices
        .iter()
        .find(|voice| Some(voice.organisation_id.as_str()) == mine);
    // Of a secret vote, a voice that was given is not cast.
    let is_carried =
        |own: &Voice| vote.state() == VoteState::Open && !vote.is_secret && !own.bearer_name.is_empty();
    let (mark, words) = match own {
        Some(own) if own.has_voted => (
            pill(Sign::Done, "fait").into_any(),
            "La voix de votre organisation est exprimée.".to_owned(),
        ),
        Some(own) if is_carried(own) => (
            pill(Sign::Plain, "confiée").into_any(),
            format!(
                "La voix de votre organisation est portée par {}.",
                own.bearer_name
            ),
        ),
        _ => return ().into_any(),
    };
    view! { <p>{mark}" "{words}</p> }.into_any()
}

fn ballot(cx: &PageContext, vote: &Vote, voice: &Voice, is_own: bool, is_main: bool) -> AnyView {
    let form = act_form(cx, "DecisionService/CastBallot")
        .id(format!("ballot-{}-{}", vote.id, voice.organisation_id))
        .hidden("vote_id", &vote.id)
        .hidden("organisation_id", &voice.organisation_id);
    let choices = vote
        .options
        .iter()
        .map(|option| choice(option.place, option.label.clone(), false))
        .collect();
    let legend = if is_own {
        format!("Votre vote ({})", voice.organisation_name)
    } else {
        format!("Le vote que vous portez ({})", voice.organisation_name)
    };
    let hint = if vote.is_secret {
        "Un bulletin ne se reprend pas. Rien ne garde qui a choisi quoi."
    } else {
        "Un bulletin ne se reprend pas. Chacun verra ce choix."
    };
    let body = form
        .radios("option", &legend, choices)
        .hint(hint)
        .required()
        .view();
    if is_main {
        form.main(body, "Voter")
    } else {
        form.view(body, "Voter")
    }
}

/// Every voice: whether it voted, and in a named vote what it chose.
fn voices(vote: &Vote) -> AnyView {
    if vote.voices.is_empty() {
        return empty("Les voix sont arrêtées à l’ouverture du vote.", None).into_any();
    }
    // Nobody is present at a consultation.
    let is_meeting = !vote.meeting_id.is_empty();
    let rows = vote
        .voices
        .iter()
        .map(|voice| {
            let voted = match (voice.has_voted, vote.is_secret) {
                (true, true) => "a voté".to_owned(),
                (true, false) => voice.chosen.clone(),
                (false, _) => "n’a pas voté".to_owned(),
            };
            let carried = match (voice.carried_by.as_str(), voice.bearer_name.as_str()) {
                ("", "") => String::new(),
                ("", _) if vote.is_secret && voice.has_voted => String::new(),
                ("", _) if vote.is_secret => "confiée, non exprimée".to_owned(),
                ("", bearer) => format!("portée par {bearer}"),
                (bearer, _) => format!("exprimée par {bearer}"),
            };
            let present = if voice.is_present { "oui" } else { "non" };
            let mut cells = vec![
                voice.organisation_name.clone().into_any(),
                voted.into_any(),
                carried.into_any(),
            ];
            if is_meeting {
                cells.insert(2, present.into_any());
            }
            cells
        })
        .collect();
    let mut heads = vec!["Voix", "Vote", "Procuration"];
    if is_meeting {
        heads.insert(2, "Présente ou représentée");
    }
    table("Les voix de ce vote", &heads, rows).into_any()
}

/// What who leads does with a vote.
fn conduct(cx: &PageContext, vote: &Vote) -> AnyView {
    if !vote.may_lead || cx.role() == Role::Unspecified {
        return ().into_any();
    }
    match vote.state() {
        VoteState::Prepared => {
            let open = vote.may_open.then(|| {
                act_button(
                    cx,
                    "DecisionService/OpenVote",
                    "Ouvrir le vote",
                    &[("id", &vote.id)],
                )
            });
            let next = if vote.meeting_id.is_empty() {
                "/decision".to_owned()
            } else {
                format!("/decision/{}", vote.meeting_id)
            };
            let delete = act_form(cx, "DecisionService/DeleteVote")
                .id(format!("DeleteVote-{}", vote.id))
                .next(next)
                .hidden("id", &vote.id);
            let button = view! { <button class="button danger" type="submit">"Retirer le vote"</button> };
            let delete = confirm(
                "Retirer…",
                "Le vote disparaît\u{a0}; aucun bulletin n’a encore été reçu.",
                delete.view_with((), button),
            );
            view! { <div class="acts">{open}{delete}</div> }.into_any()
        }
        VoteState::Open => {
            let close = act_form(cx, "DecisionService/CloseVote")
                .id(format!("CloseVote-{}", vote.id))
                .hidden("id", &vote.id);
            let button = view! { <button class="button danger" type="submit">"Clore le vote"</button> };
            let have = if vote.n_cast > 1 { "ont" } else { "a" };
            let words = format!(
                "{} voix sur {} {have} voté. Clos, un vote ne rouvre pas.",
                vote.n_cast, vote.n_voices
            );
            confirm("Clore le vote…", words, close.view_with((), button)).into_any()
        }
        _ => ().into_any(),
    }
}

/// The rules under which a vote is held, before it and after.
fn rules(vote: &Vote) -> AnyView {
    let Some(rules) = &vote.rules else {
        return ().into_any();
    };
    let is_list = vote
        .options
        .iter()
        .any(|option| option.meaning() == OptionMeaning::Choice);
    let list = is_list.then(|| {
        view! { <p class="soft">"Vote sur une liste\u{a0}: un seul choix, et c’est lui qui doit réunir la majorité."</p> }
    });
    let text = (!rules.text_html.is_empty()).then(|| fold("Son texte", false, prose(&rules.text_html)));
    let path = crate::text::rules_path(vote.kind());
    view! {
        <section aria-labelledby="rules">
            <h2 id="rules">"Règlement intérieur de ce vote"</h2>
            {parts::rules(rules)}
            {list}
            {text}
            <p><a href=path>"Toutes ses versions"</a></p>
        </section>
    }
    .into_any()
}
