//! All the centres, for the animator: what is to be looked at first, then everything in one table.

use std::collections::BTreeMap;

use leptos::prelude::*;
use proto::v1::{Obligation, ObligationRule, ObligationState, Obligations};

use super::parts;
use crate::page::PageContext;
use crate::text;
use crate::ui::parts::table;

/// What is to be looked at first: what is at risk or missed.
pub(super) fn is_first(one: &Obligation) -> bool {
    matches!(one.state(), ObligationState::AtRisk | ObligationState::Missed)
}

/// That list: centres in the same case share a line.
pub(super) fn first(cx: &PageContext, all: &Obligations) -> AnyView {
    let mut cases: BTreeMap<(usize, usize, i32, i32), Vec<&Obligation>> = BTreeMap::new();
    for one in all.obligations.iter().filter(|one| is_first(one)) {
        let rule = all.rules.iter().position(|rule| rule.id == one.rule_id);
        let case = (
            parts::urgency(one.state()),
            rule.unwrap_or_default(),
            one.cause,
            one.n,
        );
        cases.entry(case).or_default().push(one);
    }
    let items: Vec<_> = cases
        .values()
        .filter_map(|same| case(cx, all, parts::rule_of(all, same.first()?)?, same))
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Rien n’est à risque."</p> }.into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="first"><h2 id="first">"À regarder d’abord"</h2>{list}</section> }
        .into_any()
}

fn case(cx: &PageContext, all: &Obligations, rule: &ObligationRule, same: &[&Obligation]) -> Option<AnyView> {
    let one = same.first()?;
    if one.organisation_id.is_empty() {
        return Some(parts::item(cx, rule, one));
    }
    let who = match same.len() {
        1 => "1\u{a0}centre".to_owned(),
        n => format!("{n}\u{a0}centres"),
    };
    let cause = text::obligation_cause(one.cause(), one.n);
    let names: Vec<_> = same
        .iter()
        .map(|one| view! { <li><a href=path(all, one)>{one.organisation_name.clone()}</a></li> })
        .collect();
    Some(
        view! {
            <li>
                <div>
                    <h3>{rule.title.clone()}" "{parts::state_pill(one.state())}</h3>
                    <p>{format!("{who}\u{a0}: {cause}.")}</p>
                    <ul class="inline-names">{names}</ul>
                </div>
            </li>
        }
        .into_any(),
    )
}

fn path(all: &Obligations, one: &Obligation) -> String {
    format!("/obligation/{}?year={}", one.organisation_id, all.year)
}

/// Each centre, each rule.
pub(super) fn table_of(all: &Obligations, centres: &[&Obligation]) -> AnyView {
    let rules: Vec<&ObligationRule> = all.rules.iter().filter(|rule| rule.is_of_centre).collect();
    let mut heads = vec!["Centre"];
    heads.extend(rules.iter().map(|rule| rule.title.as_str()));
    let mut by_centre: Vec<(&str, Vec<&Obligation>)> = Vec::new();
    for one in centres {
        match by_centre.iter_mut().find(|(id, _)| *id == one.organisation_id) {
            Some((_, of)) => of.push(one),
            None => by_centre.push((&one.organisation_id, vec![one])),
        }
    }
    let rows = by_centre.iter().map(|(_, of)| row(all, &rules, of)).collect();
    let sources: Vec<_> = rules
        .iter()
        .map(|rule| {
            let source = parts::cited(rule, String::new());
            view! { <dt>{rule.id.clone()}</dt><dd>{rule.title.clone()}{source}</dd> }
        })
        .collect();
    view! {
        <section aria-labelledby="centres">
            <h2 id="centres">"Les centres"</h2>
            <div class="board">{table("Ce que les règles demandent à chaque centre", &heads, rows)}</div>
            <aside class="rules" aria-label="Les règles"><dl>{sources}</dl></aside>
        </section>
    }
    .into_any()
}

fn row(all: &Obligations, rules: &[&ObligationRule], of: &[&Obligation]) -> Vec<AnyView> {
    let mut cells = Vec::new();
    if let Some(one) = of.first() {
        let mark =
            (!one.counts_from.is_empty() || !one.counts_until.is_empty()).then(|| parts::membership(one));
        cells.push(
            view! { <a class="quiet" href=path(all, one)>{one.organisation_name.clone()}</a>{mark} }
                .into_any(),
        );
    }
    for rule in rules {
        let one = of.iter().find(|one| one.rule_id == rule.id);
        cells.push(one.map_or_else(|| "—".into_any(), |one| cell(one)));
    }
    cells
}

fn cell(one: &Obligation) -> AnyView {
    let far = match one.state() {
        ObligationState::OnTheWay | ObligationState::AtRisk | ObligationState::Missed => {
            format!("{} sur {}", one.n_done, one.n_asked)
        }
        _ => String::new(),
    };
    let far = (!far.is_empty()).then(|| view! { <span class="mark">{far}</span> });
    view! { {parts::state_pill(one.state())}{far}{parts::dispensation(one)} }.into_any()
}
