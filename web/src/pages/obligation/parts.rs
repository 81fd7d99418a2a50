//! An obligation in words: its state, why, until when, what shows it, and whose words ask for it.

use leptos::prelude::*;
use proto::v1::obligation::Evidence;
use proto::v1::{Obligation, ObligationRule, ObligationState, Obligations};

use crate::page::PageContext;
use crate::text;
use crate::ui::parts::{Sign, pill};
use crate::ui::time;

/// A quotation of so many characters stays in sight; a longer one is unfolded.
const SHORT: usize = 130;

/// The years of which something is known.
pub(super) fn years_nav(path: &str, all: &Obligations) -> AnyView {
    let entries: Vec<_> = all
        .years
        .iter()
        .map(|year| {
            let is_current = (*year == all.year).then_some("page");
            view! { <li><a href=format!("{path}?year={year}") aria-current=is_current>{year.to_string()}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Années"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

/// The states, the most urgent first.
pub(super) const URGENCY: [ObligationState; 6] = [
    ObligationState::AtRisk,
    ObligationState::Missed,
    ObligationState::OnTheWay,
    ObligationState::Met,
    ObligationState::Dispensed,
    ObligationState::NotAsked,
];

/// The place of a state in the order of urgency.
pub(super) fn urgency(state: ObligationState) -> usize {
    let place = URGENCY.iter().position(|one| *one == state);
    place.unwrap_or(URGENCY.len())
}

/// The state, a word with its sign.
pub(super) fn state_pill(state: ObligationState) -> AnyView {
    let sign = match state {
        ObligationState::Met | ObligationState::Dispensed => Sign::Done,
        ObligationState::OnTheWay => Sign::Doing,
        ObligationState::AtRisk => Sign::Wait,
        ObligationState::Missed => Sign::Bad,
        ObligationState::NotAsked | ObligationState::Unspecified => Sign::Plain,
    };
    pill(sign, text::obligation_state(state)).into_any()
}

/// How many there are in each state.
pub(super) fn counts(obligations: &[Obligation]) -> AnyView {
    let items: Vec<_> = URGENCY
        .iter()
        .filter_map(|state| {
            let n = obligations.iter().filter(|one| one.state() == *state).count();
            (n > 0).then(|| view! { <li>{state_pill(*state)}" "<strong>{n.to_string()}</strong></li> })
        })
        .collect();
    view! { <ul class="counts" aria-label="Nombre d’obligations dans chaque état">{items}</ul> }.into_any()
}

/// The rule of an obligation.
pub(super) fn rule_of<'a>(all: &'a Obligations, one: &Obligation) -> Option<&'a ObligationRule> {
    all.rules.iter().find(|rule| rule.id == one.rule_id)
}

/// Some obligations, each with all that is known of it, the most urgent first.
pub(super) fn section(
    cx: &PageContext,
    all: &Obligations,
    id: &'static str,
    title: &'static str,
    obligations: &[&Obligation],
) -> AnyView {
    let mut obligations = obligations.to_vec();
    obligations.sort_by_key(|one| urgency(one.state()));
    let items: Vec<_> = obligations
        .iter()
        .filter_map(|one| Some(item(cx, rule_of(all, one)?, one)))
        .collect();
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2><ul class="rows">{items}</ul></section> }
        .into_any()
}

/// One obligation, with all that is known of it.
pub(super) fn item(cx: &PageContext, rule: &ObligationRule, one: &Obligation) -> AnyView {
    view! {
        <li>
            <div>
                <h3>{rule.title.clone()}" "{state_pill(one.state())}</h3>
                {about(cx, rule, one)}
                {evidence(cx, &one.evidence)}
                {source(rule)}
            </div>
        </li>
    }
    .into_any()
}

/// How far it is, why, and until when.
fn about(cx: &PageContext, rule: &ObligationRule, one: &Obligation) -> AnyView {
    let cause = text::obligation_cause(one.cause(), one.n);
    let words: Vec<String> = [progress(rule, one), cause]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let words = (!words.is_empty()).then(|| view! { <p>{words.join("\u{a0}; ")}"."</p> });
    view! { {words}{due(cx, one)}{membership(one)}{dispensation(one)} }.into_any()
}

/// « Séances tenues : 2 sur 3 ».
pub(super) fn progress(rule: &ObligationRule, one: &Obligation) -> String {
    let is_counted = !rule.counted.is_empty() && one.state() != ObligationState::NotAsked;
    match (is_counted, rule.is_at_most) {
        (false, _) => String::new(),
        (true, true) => format!("{}\u{a0}: {} ({} au plus)", rule.counted, one.n_done, one.n_asked),
        (true, false) => format!("{}\u{a0}: {} sur {}", rule.counted, one.n_done, one.n_asked),
    }
}

fn due(cx: &PageContext, one: &Obligation) -> Option<AnyView> {
    let (due, now) = (one.due_at?, cx.info.now);
    let at = time::at_view(due, &one.zone, now);
    Some(if time::instant(due) < now {
        view! { <p class="soft">"Date passée\u{a0}: "{at}</p> }.into_any()
    } else {
        view! { <p class="soft">"Échéance\u{a0}: "{at}" · "{time::left_view(due, &one.zone, now)}</p> }
            .into_any()
    })
}

/// From when a centre counts, and until when.
pub(super) fn membership(one: &Obligation) -> Option<AnyView> {
    let words = match (one.counts_from.as_str(), one.counts_until.as_str()) {
        ("", "") => return None,
        (from, "") => format!(
            "compte depuis le {}, jour de son entrée dans le réseau",
            time::date(from)
        ),
        ("", until) => format!("sorti du réseau le {}", time::date(until)),
        (from, until) => format!("dans le réseau du {} au {}", time::date(from), time::date(until)),
    };
    Some(view! { <p class="soft">{words}</p> }.into_any())
}

/// Why a centre is dispensed, or asks to be.
pub(super) fn dispensation(one: &Obligation) -> Option<AnyView> {
    let words = match (one.has_asked_dispensation, one.dispensation_reason.as_str()) {
        (false, "") => return None,
        (true, "") => "dispense demandée".to_owned(),
        (true, reason) => format!("dispense demandée\u{a0}: {reason}"),
        (false, reason) => format!("dispense\u{a0}: {reason}"),
    };
    Some(view! { <p class="soft">{words}</p> }.into_any())
}

fn evidence(cx: &PageContext, all: &[Evidence]) -> Option<AnyView> {
    let items: Vec<_> = all
        .iter()
        .map(|one| {
            let at = one.at.map(|at| {
                let zone = if one.zone.is_empty() { cx.zone() } else { one.zone.as_str() };
                view! { <span class="soft">" · "{time::day_view(at, zone, cx.info.now)}</span> }
            });
            let kind = text::evidence_kind(one.kind());
            view! { <li><span class="soft">{kind}" "</span><a href=one.path.clone()>{one.label.clone()}</a>{at}</li> }
        })
        .collect();
    (!items.is_empty())
        .then(|| view! { <ul class="names evidence" aria-label="Ce qui le montre">{items}</ul> }.into_any())
}

/// The words that ask for it, and where they stand.
fn source(rule: &ObligationRule) -> AnyView {
    cited(rule, format!("{} · ", rule.id))
}

/// The words that ask for it, beside the place where they stand, which some words introduce.
pub(super) fn cited(rule: &ObligationRule, before: String) -> AnyView {
    let place = view! { {before}{place(rule)} };
    if rule.is_own || rule.quote.is_empty() {
        return view! { <p class="soft">{place}</p> }.into_any();
    }
    let quote = text::quoted(&rule.quote);
    if rule.quote.chars().count() <= SHORT {
        view! { <p class="soft">{quote}" "{place}</p> }.into_any()
    } else {
        let summary = format!("Lire la citation ({})", rule.id);
        view! {
            <p class="soft">{place}</p>
            <details class="read-more soft"><summary>{summary}</summary><p>{quote}</p></details>
        }
        .into_any()
    }
}

/// Where they stand: « Cadre de référence, 3.3 (version de mars 2017) », which leads there.
fn place(rule: &ObligationRule) -> AnyView {
    let source = rule.source.clone();
    if rule.text_path.is_empty() {
        return source.into_any();
    }
    let words = format!("{source} ({})", text::version_of(&rule.in_force_from));
    view! { <a href=rule.text_path.clone()>{words}</a> }.into_any()
}
