//! Parts that the pages of decisions share: rules, quorum, figures, a decision.

use leptos::prelude::*;
use proto::v1::{Decision, OptionMeaning, RulesOfProcedure, Vote, VoteResult, VoteState};

use crate::page::PageContext;
use crate::text;
use crate::ui::parts::{Sign, bar, lines, pill};
use crate::ui::time;

/// The rules of a vote or a meeting, always as the network's own.
pub(super) fn rules(rules: &RulesOfProcedure) -> AnyView {
    view! {
        <p>{format!("Version {}, en vigueur depuis le {}.", rules.version, time::date(&rules.effective_on))}</p>
        {terms(rules)}
        <p class="soft">"Règles propres au réseau et à cette plateforme\u{a0}: le cadre de référence n’en fixe aucune."</p>
    }
    .into_any()
}

/// Rules of procedure in short.
pub(super) fn terms(rules: &RulesOfProcedure) -> AnyView {
    let items: Vec<_> = text::rules_of_procedure(rules)
        .into_iter()
        .map(|(what, words)| view! { <dt>{what}</dt><dd>{words}</dd> })
        .collect();
    view! { <dl class="procedure">{items}</dl> }.into_any()
}

/// How many voices take part, and whether that is enough; nobody is present at a consultation.
pub(super) fn quorum(
    n_present: i32,
    n_voices: i32,
    percent: i32,
    has_quorum: bool,
    is_meeting: bool,
) -> AnyView {
    let s = if n_present > 1 { "s" } else { "" };
    let (words, label) = if is_meeting {
        (
            format!("{n_present} voix présente{s} ou représentée{s} sur {n_voices}"),
            "Voix présentes ou représentées",
        )
    } else {
        (
            format!("{n_present} voix exprimée{s} sur {n_voices}"),
            "Voix exprimées",
        )
    };
    let state = match (percent, has_quorum) {
        (0, _) => pill(Sign::Plain, "sans quorum").into_any(),
        (_, true) => pill(Sign::Done, format!("quorum de {percent}\u{a0}% atteint")).into_any(),
        (_, false) => pill(Sign::Wait, format!("quorum de {percent}\u{a0}% non atteint")).into_any(),
    };
    view! { <p class="measured">{words}" "{state}</p>{bar(n_present, n_voices, label)} }.into_any()
}

/// Where a vote stands, and what it decided.
pub(super) fn state_pill(vote: &Vote) -> AnyView {
    let sign = match (vote.state(), vote.result()) {
        (VoteState::Open, _) => Sign::Open,
        (VoteState::Closed, VoteResult::Adopted) => Sign::Done,
        (VoteState::Closed, VoteResult::Rejected) => Sign::Bad,
        (VoteState::Closed, _) => Sign::Wait,
        _ => Sign::Plain,
    };
    let word = match vote.state() {
        VoteState::Closed => text::vote_result(vote.result()),
        state => text::vote_state(state),
    };
    pill(sign, word).into_any()
}

/// The figures of a vote, when they may be told; else how many voted.
pub(super) fn figures(vote: &Vote) -> AnyView {
    if vote.state() == VoteState::Prepared {
        return ().into_any();
    }
    let s = if vote.n_cast > 1 { "s" } else { "" };
    let cast = format!("{} bulletin{s} sur {} voix", vote.n_cast, vote.n_voices);
    if !vote.has_figures {
        let why = match vote.result() {
            VoteResult::TooFew => {
                "Moins de cinq voix ont voté\u{a0}: les chiffres d’un vote secret diraient qui a choisi quoi. Ils ne sont pas conservés."
            }
            _ => "Vote secret\u{a0}: les résultats seront connus à la clôture.",
        };
        return view! { <p>{cast}</p><p class="soft">{why}</p> }.into_any();
    }
    let items: Vec<_> = vote
        .options
        .iter()
        .map(|option| {
            let is_chosen = option.place == vote.chosen && option.meaning() == OptionMeaning::Choice;
            let chosen = is_chosen.then(|| pill(Sign::Done, "retenu"));
            view! {
                <dt>{option.label.clone()}" "{chosen}</dt>
                <dd><span>{option.n.to_string()}</span>{bar(option.n, vote.n_voices, &option.label)}</dd>
            }
        })
        .collect();
    view! { <dl class="figures">{items}</dl><p class="soft">{cast}</p> }.into_any()
}

/// Why a vote ended as it did, when the figures alone do not say.
pub(super) fn explained(vote: &Vote) -> AnyView {
    let words = match vote.result() {
        VoteResult::NoQuorum => {
            "Le quorum n’était pas atteint à la clôture\u{a0}: le vote ne décide rien.".to_owned()
        }
        _ if vote.is_decided_by_chair => {
            "Les voix se partageaient également\u{a0}: celle de la présidence, prépondérante, a compté une fois de plus.".to_owned()
        }
        VoteResult::Rejected if vote.is_tied => {
            "Les voix se partageaient également\u{a0}: rien n’est adopté.".to_owned()
        }
        _ => return ().into_any(),
    };
    view! { <p>{words}</p> }.into_any()
}

/// A decision; with its meeting where it stands outside of it.
pub(super) fn decision(cx: &PageContext, one: &Decision, has_place: bool) -> AnyView {
    let number = (!one.meeting_id.is_empty()).then(|| format!("Décision n°\u{a0}{}", one.number));
    let mode = text::decision_mode(one.mode());
    let mode = if one.vote_id.is_empty() {
        mode.into_any()
    } else {
        view! { <a href=format!("/decision/vote/{}", one.vote_id)>{mode}</a> }.into_any()
    };
    let at = one.at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let place = has_place.then(|| place(one));
    let item = (!one.item_title.is_empty()).then(|| format!(" · {}", one.item_title));
    let replaces = (one.replaces_number > 0).then(
        || view! { <p class="soft">{format!("Remplace la décision n°\u{a0}{}.", one.replaces_number)}</p> },
    );
    let replaced = (one.replaced_by_number > 0).then(|| {
        pill(
            Sign::Wait,
            format!("remplacée par la décision n°\u{a0}{}", one.replaced_by_number),
        )
    });
    let programme = (one.decides_programme_year > 0).then(|| {
        let path = format!("/programme/{}", one.decides_programme_year);
        view! { <p><a href=path>{format!("Valide le programme {}", one.decides_programme_year)}</a></p> }
    });
    let separator = number.is_some().then_some(" · ");
    view! {
        {place}
        <p class="soft">{number}{separator}{at}{item}" · "{mode}</p>
        {lines(&one.text)}
        {programme}
        {replaces}
        {replaced}
    }
    .into_any()
}

/// The meeting of a decision.
fn place(one: &Decision) -> AnyView {
    if one.meeting_id.is_empty() {
        return view! { <p><strong>{format!("Consultation écrite, {}", one.kind_label)}</strong></p> }
            .into_any();
    }
    let path = format!("/decision/{}#decision-{}", one.meeting_id, one.number);
    view! { <p><a href=path><strong>{one.meeting_title.clone()}</strong></a></p> }.into_any()
}
