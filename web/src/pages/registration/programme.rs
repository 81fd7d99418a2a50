//! The programme of a day: points of the agenda, and parallel workshops by slot.

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{AgendaItem, Meeting, RegistrationPage, Workshop};

use crate::ui::parts::empty;
use crate::ui::time;

/// How many places are left, in words.
pub(super) fn places(n_left: i32, n_waiting: i32) -> String {
    let waiting = match n_waiting {
        ..=0 => String::new(),
        1 => ", 1\u{a0}personne en attente".to_owned(),
        n => format!(", {n}\u{a0}personnes en attente"),
    };
    match n_left {
        ..=0 => format!("complet{waiting}"),
        1 => format!("il reste 1\u{a0}place{waiting}"),
        n => format!("il reste {n}\u{a0}places{waiting}"),
    }
}

/// The workshops by the instant at which they begin: one takes at most one of each.
pub(super) fn slots(workshops: &[Workshop]) -> Vec<Vec<&Workshop>> {
    let mut slots: Vec<Vec<&Workshop>> = Vec::new();
    for workshop in workshops {
        match slots.last_mut() {
            Some(slot) if slot.first().map(|one| one.starts_at) == Some(workshop.starts_at) => {
                slot.push(workshop);
            }
            _ => slots.push(vec![workshop]),
        }
    }
    slots
}

/// « 10 h 30 – 12 h ».
pub(super) fn between(starts_at: Option<Timestamp>, ends_at: Option<Timestamp>, zone: &str) -> String {
    let hour = |at: Option<Timestamp>| at.map(|at| time::hour(at, zone)).unwrap_or_default();
    match ends_at {
        Some(_) => format!("{} – {}", hour(starts_at), hour(ends_at)),
        None => hour(starts_at),
    }
}

/// The whole day in the order of time.
pub(super) fn view(page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let key = |at: Option<Timestamp>| at.map_or(0, |at| at.seconds);
    let points = meeting
        .items
        .iter()
        .map(|one| (key(one.starts_at), 0, point(one, &meeting.zone)));
    let slots = slots(&page.workshops);
    let slots = slots.iter().map(|slot| {
        let starts_at = slot.first().and_then(|one| one.starts_at);
        (key(starts_at), 1, parallel(slot, &meeting.zone))
    });
    let mut entries: Vec<(i64, i32, AnyView)> = points.chain(slots).collect();
    entries.sort_by_key(|(at, rank, _)| (*at, *rank));
    let entries: Vec<AnyView> = entries.into_iter().map(|(_, _, view)| view).collect();
    let list = if entries.is_empty() {
        empty("Le programme n’est pas encore connu.", None).into_any()
    } else {
        view! { <ol class="slots">{entries}</ol> }.into_any()
    };
    let zone = time::zone_words(&meeting.zone);
    view! {
        <section aria-labelledby="day">
            <h2 id="day">"Programme "<span class="h-note">{format!("· {zone}")}</span></h2>
            {list}
        </section>
    }
    .into_any()
}

fn point(one: &AgendaItem, zone: &str) -> AnyView {
    let presenter =
        (!one.presenter.is_empty()).then(|| view! { <p class="soft">{one.presenter.clone()}</p> });
    view! {
        <li>
            <span class="hours">{between(one.starts_at, None, zone)}</span>
            <div><h3>{one.title.clone()}</h3>{presenter}</div>
        </li>
    }
    .into_any()
}

fn parallel(slot: &[&Workshop], zone: &str) -> AnyView {
    let starts_at = slot.first().and_then(|one| one.starts_at);
    let cards: Vec<_> = slot
        .iter()
        .map(|one| {
            let line =
                |text: &str| (!text.is_empty()).then(|| view! { <p class="soft">{text.to_owned()}</p> });
            let until = one
                .ends_at
                .map(|at| view! { <p class="soft">{format!("jusqu’à {}", time::hour(at, zone))}</p> });
            view! {
                <li class="card">
                    <h3>{one.title.clone()}</h3>
                    {line(&one.room)}
                    {line(&one.speakers)}
                    {until}
                    <p>{places(one.n_left, one.n_waiting)}</p>
                </li>
            }
        })
        .collect();
    let label = if slot.len() > 1 {
        "Ateliers, au choix"
    } else {
        "Atelier"
    };
    view! {
        <li>
            <span class="hours">{between(starts_at, None, zone)}<br/><span>{label}</span></span>
            <ul class="parallel">{cards}</ul>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_in_words() {
        for (n_left, n_waiting, words) in [
            (0, 0, "complet"),
            (0, 1, "complet, 1 personne en attente"),
            (0, 5, "complet, 5 personnes en attente"),
            (1, 0, "il reste 1 place"),
            (12, 0, "il reste 12 places"),
        ] {
            assert_eq!(places(n_left, n_waiting).replace('\u{a0}', " "), words);
        }
    }

    #[test]
    fn workshops_that_begin_together_are_one_slot() {
        let workshop = |title: &str, seconds| Workshop {
            title: title.to_owned(),
            starts_at: Some(Timestamp { seconds, nanos: 0 }),
            ..Workshop::default()
        };
        let all = [workshop("A", 1), workshop("B", 1), workshop("C", 2)];
        let slots = slots(&all);
        let lengths: Vec<usize> = slots.iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
    }
}
