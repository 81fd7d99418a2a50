//! How far the centres are: for the body that sent it, and for the animator.

use leptos::prelude::*;
use proto::v1::bulletin::{Reception, Relay};
use proto::v1::{Bulletin, BulletinState, ReceptionState, RelayMeans, Role, Totals};

use super::{actors, reception_pill, topic};
use crate::page::PageContext;
use crate::ui::form::act_form;
use crate::ui::parts::{bar, lines, table};
use crate::ui::time;

/// The totals in one line.
pub(super) fn words(totals: &Totals) -> String {
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
        let s = if totals.n_relayed > 1 { "s" } else { "" };
        words.push(format!(
            "{} centre{s} relaie{}",
            totals.n_relayed,
            if totals.n_relayed > 1 { "nt" } else { "" }
        ));
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
    view! {
        <section aria-labelledby="centres">
            <h2 id="centres">"Où en sont les centres"</h2>
            <div id="bulletin-centres" data-live=topic(one)>
                {summary(totals)}
                {table("Où en sont les centres", &["Centre", "État", "Accusé par", "Relais", "Acteurs touchés"], rows)}
            </div>
            {remind(cx, one, totals)}
        </section>
    }
    .into_any()
}

fn summary(totals: &Totals) -> AnyView {
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
    view! {
        <p class="measured">{bar(totals.n_acknowledged, totals.n_received, &label)}</p>
        <dl class="facts">
            <dt>"Accusés de réception"</dt><dd>{totals.n_acknowledged}" sur "{totals.n_received}</dd>
            <dt>"Centres qui relaient"</dt><dd>{totals.n_relayed}</dd>
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
    let reason = (reception.state() == ReceptionState::SetAside).then(|| lines(&reception.reason));
    let n: i64 = reception
        .relays
        .iter()
        .filter(|one| one.means() != RelayMeans::Declared)
        .map(|one| one.n_reached)
        .sum();
    let n = if reception.relays.is_empty() {
        String::new()
    } else {
        crate::text::number(n)
    };
    vec![
        view! { <a class="quiet" href=path>{name}</a> }.into_any(),
        reception_pill(one, reception).into_any(),
        view! { {read}{reminded} }.into_any(),
        view! { <ul class="plain">{relays}</ul>{reason} }.into_any(),
        view! { {n} }.into_any(),
    ]
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

/// The animator alone reminds.
fn remind(cx: &PageContext, one: &Bulletin, totals: &Totals) -> AnyView {
    let is_wanted =
        cx.role() == Role::Animator && one.state() == BulletinState::Published && totals.n_late > 0;
    if !is_wanted {
        return ().into_any();
    }
    let form = act_form(cx, "BulletinService/RemindCentresOfBulletin").hidden("id", &one.id);
    let words = view! { <p class="measure soft">"Un courriel part à la direction et à l’équipe de chaque centre en retard, une fois par jour au plus."</p> };
    form.main(words, "Relancer les centres en retard")
}
