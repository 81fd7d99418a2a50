//! How far the centres are: for the body that sent it, and for the animator.

use leptos::prelude::*;
use proto::v1::bulletin::{Reception, Relay};
use proto::v1::{Bulletin, BulletinState, RelayMeans, Role, Totals};

use super::{actors, reception_pill, topic};
use crate::page::PageContext;
use crate::ui::form::act_form;
use crate::ui::parts::{bar, lines, table};
use crate::ui::time;

/// The totals in one line; in the past, once it is withdrawn.
pub(super) fn words(one: &Bulletin, totals: &Totals) -> String {
    let read = if totals.n_acknowledged > 1 {
        "l’ont lue"
    } else {
        "l’a lue"
    };
    let mut words = vec![format!(
        "{} sur {} {read}",
        totals.n_acknowledged, totals.n_received
    )];
    if totals.n_relayed > 0 {
        let is_over = one.state() == BulletinState::Withdrawn;
        words.push(match (totals.n_relayed, is_over) {
            (1, false) => "1 centre relaie".to_owned(),
            (n, false) => format!("{n} centres relaient"),
            (1, true) => "1 centre l’avait relayée".to_owned(),
            (n, true) => format!("{n} centres l’avaient relayée"),
        });
    }
    if totals.n_reached > 0 {
        let s = if totals.n_reached > 1 { "s" } else { "" };
        words.push(format!("{} touché{s}", actors(totals.n_reached)));
    }
    if totals.n_late > 0 {
        words.push(format!("{} en retard", totals.n_late));
    }
    words.join(" · ")
}

/// The centres, live; nothing before it is published.
pub(super) fn view(cx: &PageContext, one: &Bulletin) -> AnyView {
    let Some(totals) = one.totals.as_ref().filter(|totals| totals.n_received > 0) else {
        return ().into_any();
    };
    let rows = one
        .receptions
        .iter()
        .map(|reception| row(cx, one, reception))
        .collect();
    let title = if one.state() == BulletinState::Withdrawn {
        "Ce que les centres en avaient fait"
    } else {
        "Où en sont les centres"
    };
    view! {
        <section aria-labelledby="centres">
            <h2 id="centres">{title}</h2>
            <div id="bulletin-centres" class="follow" data-live=topic(one)>
                {summary(one, totals)}
                {reminded(cx, one)}
                {table(title, &["Centre", "État", "Accusé par", "Relais", "Acteurs touchés"], rows)}
            </div>
            {remind(cx, one, totals)}
        </section>
    }
    .into_any()
}

fn summary(one: &Bulletin, totals: &Totals) -> AnyView {
    let is_over = one.state() == BulletinState::Withdrawn;
    let median = (totals.median_hours > 0).then(|| {
        let words = match totals.median_hours {
            hours @ ..48 => format!("{hours}\u{a0}h"),
            hours => format!("{}\u{a0}jours", hours / 24),
        };
        view! { <dt>"Délai médian d’accusé"</dt><dd>{words}</dd> }
    });
    let declared = (totals.n_declared > 0).then(|| {
        view! { <dt>"Déclarés par les centres"</dt><dd>{actors(totals.n_declared)}", en plus"</dd> }
    });
    let aside = (totals.n_set_aside > 0).then(|| view! { <dt>"Écartée"</dt><dd>{totals.n_set_aside}</dd> });
    let late = (totals.n_late > 0).then(|| view! { <dt>"En retard"</dt><dd>{totals.n_late}</dd> });
    let label = format!(
        "{} accusés de réception sur {}",
        totals.n_acknowledged, totals.n_received
    );
    let measured = (!is_over)
        .then(|| view! { <p class="measured">{bar(totals.n_acknowledged, totals.n_received, &label)}</p> });
    let relaying = if is_over {
        "Centres qui l’avaient relayée"
    } else {
        "Centres qui relaient"
    };
    view! {
        {measured}
        <dl class="facts">
            <dt>"Accusés de réception"</dt><dd>{totals.n_acknowledged}" sur "{totals.n_received}</dd>
            <dt>{relaying}</dt><dd>{totals.n_relayed}</dd>
            <dt>"Touchés par lettre et en séance"</dt><dd>{actors(totals.n_reached)}</dd>
            {declared}
            {aside}
            {late}
            {median}
        </dl>
    }
    .into_any()
}

fn row(cx: &PageContext, one: &Bulletin, reception: &Reception) -> Vec<AnyView> {
    let name = reception.organisation_name.clone();
    let path = format!("/network/{}", reception.organisation_id);
    let read = reception.acknowledged_at.map(|at| {
        let by = reception.acknowledged_by.clone();
        view! { {by}", "{time::ago_view(at, cx.zone(), cx.info.now)} }
    });
    let reminded = reception
        .reminded_at
        .filter(|_| reception.acknowledged_at.is_none())
        .map(|at| {
            view! { "relancé le "{time::day_view(at, cx.zone(), cx.info.now)} }
        });
    let relays: Vec<_> = reception.relays.iter().map(|one| relay(one, None)).collect();
    let reason = aside(one, reception);
    // What is declared stands beside the relay, and is not added.
    let counted = reception
        .relays
        .iter()
        .filter(|one| one.means() != RelayMeans::Declared);
    let n = counted.map(|one| one.n_reached).reduce(|sum, n| sum + n);
    let n = n.map(crate::text::number);
    vec![
        view! { <a class="quiet" href=path>{name}</a> }.into_any(),
        reception_pill(one, reception).into_any(),
        view! { {read}{reminded} }.into_any(),
        view! { <ul class="plain">{relays}</ul>{reason} }.into_any(),
        view! { {n} }.into_any(),
    ]
}

/// What a centre set aside, and why; nothing: it did not.
pub(super) fn aside(one: &Bulletin, reception: &Reception) -> Option<AnyView> {
    reception.set_aside_at?;
    let mut relays = reception.relays.iter();
    let what = if !reception.relays.is_empty() && relays.all(|relay| relay.number < one.number) {
        "Rectificatif écarté"
    } else {
        "Écartée"
    };
    Some(lines(&format!("{what}\u{a0}: {}", reception.reason)).into_any())
}

/// One relay in words, and whom it reached.
pub(super) fn relay(one: &Relay, back: Option<AnyView>) -> AnyView {
    let day = time::date(&one.on);
    let name = if one.path.is_empty() {
        view! { {one.words.clone()} }.into_any()
    } else {
        view! { <a href=one.path.clone()>{one.words.clone()}</a> }.into_any()
    };
    let reached = actors(one.n_reached);
    let said = match one.means() {
        RelayMeans::Declared => format!(", {day}\u{a0}: {reached}, déclaré par le centre"),
        RelayMeans::Newsletter if !one.is_settled => format!(", {day}\u{a0}: {reached}, décompte en cours"),
        _ => format!(", {day}\u{a0}: {reached}"),
    };
    view! { <li>{name}{said}{back}</li> }.into_any()
}

/// When those that are late still were last reminded, and how many.
fn reminded(cx: &PageContext, one: &Bulletin) -> Option<AnyView> {
    let late = { one.receptions.iter() }.filter(|one| one.is_late && one.acknowledged_at.is_none());
    let all: Vec<_> = late.filter_map(|one| one.reminded_at).collect();
    let last = all.iter().copied().max_by_key(|at| at.seconds)?;
    let n = all.iter().filter(|at| at.seconds == last.seconds).count();
    let s = if n > 1 { "s" } else { "" };
    let (zone, now) = (cx.zone(), cx.info.now);
    let when =
        view! { {time::day_view(last, zone, now)}" à "{time::hour(last, zone)}", "{time::zone_words(zone)} };
    Some(view! { <p>{format!("Relancé{s} le ")}{when}{format!("\u{a0}: {n} centre{s}.")}</p> }.into_any())
}

/// The animator alone reminds those that were not reminded today.
fn remind(cx: &PageContext, one: &Bulletin, totals: &Totals) -> AnyView {
    let is_wanted =
        cx.role() == Role::Animator && one.state() == BulletinState::Published && totals.n_to_remind > 0;
    if !is_wanted {
        return ().into_any();
    }
    let form = act_form(cx, "BulletinService/RemindCentresOfBulletin").hidden("id", &one.id);
    let words = view! { <p class="measure soft">"Un courriel part à la direction et à l’équipe de chaque centre en retard, une fois par jour au plus."</p> };
    form.main(words, "Relancer les centres en retard")
}
