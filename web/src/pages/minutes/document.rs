//! The document, the same on the page and on paper: meeting, attendance, points, votes, decisions, actions.

use chrono::DateTime;
use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{
    ApprovalMode, AttendanceMode, Decision, InviteeRole, MinutesAction, MinutesApproval, MinutesDocument,
    MinutesItem, MinutesPerson, Vote, VoteResult,
};

use crate::page::PageContext;
use crate::text;
use crate::ui::parts::{Sign, lines, pill, prose, table};
use crate::ui::{hour, time};

/// « vendredi 16 avril 2027, 10 h, heure de Paris »: a document always names the year.
pub(super) fn at(cx: &PageContext, when: Timestamp, zone: &str) -> String {
    hour::said(cx, when, zone, |zone| {
        time::at(time::instant(when), zone, DateTime::UNIX_EPOCH)
    })
}

/// « vendredi 16 avril 2027 ».
pub(super) fn day(when: Timestamp, zone: &str) -> String {
    time::day(time::instant(when), zone, DateTime::UNIX_EPOCH)
}

/// What the meeting was.
pub(super) fn meeting(cx: &PageContext, document: &MinutesDocument) -> AnyView {
    let zone = document.zone.as_str();
    let by = if document.invited_by.is_empty() {
        document.organisation_name.clone()
    } else {
        format!(
            "{}, à l’invitation de {}",
            document.organisation_name, document.invited_by
        )
    };
    let session = document.began_at.zip(document.ended_at).map(|(from, to)| {
        hour::said(cx, from, zone, |zone| {
            format!(
                "ouverte à {}, close à {}, {}",
                time::hour(from, zone),
                time::hour(to, zone),
                time::zone_words(zone)
            )
        })
    });
    let facts = [
        ("Date", document.starts_at.map(|when| at(cx, when, zone))),
        ("Séance", session),
        (
            "Lieu",
            Some(document.place.clone()).filter(|place| !place.is_empty()),
        ),
        ("Convoquée par", Some(by)),
        (
            "Acteurs locaux venus",
            (document.n_attendants > 0).then(|| document.n_attendants.to_string()),
        ),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .filter_map(|(what, words)| Some(view! { <dt>{what}</dt><dd>{words?}</dd> }))
        .collect();
    let last = document
        .is_last_of_year
        .then(|| view! { <p>"Dernière séance de l’année."</p> });
    view! { <dl class="facts">{facts}</dl>{last} }.into_any()
}

/// Words around the points, under their heading.
pub(super) fn words(title: &'static str, id: &'static str, html: &str) -> AnyView {
    if html.is_empty() {
        return ().into_any();
    }
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2>{prose(html)}</section> }.into_any()
}

/// Who was there, in person, remotely or by somebody else, and who was not.
pub(super) fn people(document: &MinutesDocument) -> AnyView {
    if document.people.is_empty() {
        return ().into_any();
    }
    let counts: Vec<String> = [
        (AttendanceMode::Present, "sur place"),
        (AttendanceMode::Remote, "à distance"),
        (AttendanceMode::Represented, "par représentation"),
        (AttendanceMode::Excused, "absences excusées"),
        (AttendanceMode::Absent, "absences"),
        (AttendanceMode::Unspecified, "sans présence notée"),
    ]
    .into_iter()
    .filter_map(|(mode, words)| {
        let n = document.people.iter().filter(|one| one.mode() == mode).count();
        (n > 0).then(|| format!("{n}\u{a0}{words}"))
    })
    .collect();
    let rows = document.people.iter().map(person).collect();
    view! {
        <section aria-labelledby="people">
            <h2 id="people">"Présences"</h2>
            <p>{format!("{}.", counts.join(", "))}</p>
            {table("Présences par organisation et par personne", &["Personne", "Organisation", "Présence"], rows)}
        </section>
    }
    .into_any()
}

fn person(one: &MinutesPerson) -> Vec<AnyView> {
    let role = matches!(
        one.role(),
        InviteeRole::Chair | InviteeRole::Secretary | InviteeRole::Presenter
    )
    .then(|| view! { <span class="soft">{format!(" · {}", text::invitee_role(one.role()))}</span> });
    let by = (!one.represented_by.is_empty()).then(|| format!("\u{a0}: {}", one.represented_by));
    let organisation = if one.organisation_name.is_empty() {
        "invité".to_owned()
    } else {
        one.organisation_name.clone()
    };
    vec![
        view! { {one.name.clone()}{role} }.into_any(),
        organisation.into_any(),
        view! { {text::attended(one.mode())}{by} }.into_any(),
    ]
}

/// One point: what was on the agenda, what was noted, voted, decided, and what is to be done.
pub(super) fn item(one: &MinutesItem) -> AnyView {
    let (id, labelled_by) = (format!("point-{}", one.place), format!("point-{}", one.place));
    if one.is_withheld {
        return view! { <section class="point" aria-labelledby=labelled_by><h2 id=id>{format!("Point {}\u{a0}: à huis clos", one.place)}</h2></section> }
            .into_any();
    }
    let presenter = (!one.presenter.is_empty()).then(|| format!(" · {}", one.presenter));
    let purpose = text::item_purpose(one.purpose());
    let closed = one.is_closed.then(|| pill(Sign::Plain, "à huis clos"));
    let note = if one.note_html.is_empty() && one.votes.is_empty() && one.decisions.is_empty() {
        view! { <p class="soft">"Aucune note."</p> }.into_any()
    } else {
        prose(&one.note_html)
    };
    let brief =
        (!one.text_html.is_empty()).then(|| view! { <div class="brief">{prose(&one.text_html)}</div> });
    view! {
        <section class="point" aria-labelledby=labelled_by>
            <h2 id=id>{format!("Point {}. {}", one.place, one.title)}</h2>
            <p class="soft">{purpose}{presenter}" "{closed}</p>
            {brief}
            {note}
            {taken(&one.votes, &one.decisions, &one.actions)}
        </section>
    }
    .into_any()
}

/// What is on no point in particular.
pub(super) fn rest(document: &MinutesDocument) -> AnyView {
    let is_empty = document.votes.is_empty() && document.decisions.is_empty() && document.actions.is_empty();
    if is_empty {
        return ().into_any();
    }
    view! {
        <section class="point" aria-labelledby="rest">
            <h2 id="rest">"En dehors des points"</h2>
            {taken(&document.votes, &document.decisions, &document.actions)}
        </section>
    }
    .into_any()
}

fn taken(votes: &[Vote], decisions: &[Decision], actions: &[MinutesAction]) -> AnyView {
    let votes: Vec<_> = votes.iter().map(vote).collect();
    let decisions = (!decisions.is_empty()).then(|| {
        let items: Vec<_> = decisions.iter().map(decision).collect();
        let title = if items.len() > 1 {
            "Décisions"
        } else {
            "Décision"
        };
        view! { <h3>{title}</h3><ul class="decided">{items}</ul> }
    });
    let actions = (!actions.is_empty()).then(|| {
        let rows = actions.iter().map(action).collect();
        view! { <h3>"Actions"</h3>{table("Actions", &["Ce qu’il y a à faire", "À qui", "Pour le"], rows)} }
    });
    view! { {votes}{decisions}{actions} }.into_any()
}

fn action(one: &MinutesAction) -> Vec<AnyView> {
    let owner = match one.owner_name.as_str() {
        "" => one.owner_organisation_name.clone(),
        name => format!("{name} ({})", one.owner_organisation_name),
    };
    vec![
        one.text.clone().into_any(),
        owner.into_any(),
        time::date(&one.due_on).into_any(),
    ]
}

fn decision(one: &Decision) -> AnyView {
    let mut about = vec![text::decision_mode(one.mode()).to_owned()];
    if one.replaces_number > 0 {
        about.push(format!("remplace la décision n°\u{a0}{}", one.replaces_number));
    }
    if one.replaced_by_number > 0 {
        about.push(format!(
            "remplacée par la décision n°\u{a0}{}",
            one.replaced_by_number
        ));
    }
    if one.decides_programme_year > 0 {
        about.push(format!("valide le programme {}", one.decides_programme_year));
    }
    view! {
        <li>
            <p class="soft">{format!("Décision n°\u{a0}{}, {}", one.number, about.join(", "))}</p>
            {lines(&one.text)}
        </li>
    }
    .into_any()
}

/// A vote with its figures; named, who chose what.
fn vote(one: &Vote) -> AnyView {
    let how = if one.is_secret {
        "vote secret"
    } else {
        "vote nominatif"
    };
    let rules = one.rules.as_ref().map(|rules| {
        let majority = text::majority(rules.majority());
        format!(" · {majority}, règlement intérieur version {}", rules.version)
    });
    let tie = match one.result() {
        _ if one.is_decided_by_chair => Some("Égalité des voix\u{a0}: celle de la présidence a prévalu."),
        VoteResult::Rejected if one.is_tied => Some("Égalité des voix\u{a0}: rien n’est adopté."),
        _ => None,
    };
    let s = |n: i32| if n > 1 { "s" } else { "" };
    let counted = format!(
        "{} bulletin{} pour {} voix, dont {} présente{} ou représentée{}",
        one.n_cast,
        s(one.n_cast),
        one.n_voices,
        one.n_present,
        s(one.n_present),
        s(one.n_present)
    );
    let rows = one
        .options
        .iter()
        .map(|option| vec![option.label.clone().into_any(), option.n.to_string().into_any()])
        .collect();
    let figures = if one.has_figures {
        table("Résultat du vote", &["Choix", "Voix"], rows).into_any()
    } else {
        view! { <p>"Trop peu de votants\u{a0}: les chiffres ne sont pas conservés."</p> }.into_any()
    };
    view! {
        <h3>{format!("Vote\u{a0}: {}", one.question)}</h3>
        <p>{pill(result_sign(one), text::vote_result(one.result()))}" "{counted}"."</p>
        <p class="soft">{how}{rules}</p>
        {figures}
        {tie.map(|words| view! { <p>{words}</p> })}
        {named(one)}
    }
    .into_any()
}

fn result_sign(vote: &Vote) -> Sign {
    match vote.result() {
        VoteResult::Adopted => Sign::Done,
        VoteResult::Rejected => Sign::Bad,
        _ => Sign::Wait,
    }
}

fn named(vote: &Vote) -> AnyView {
    let chose: Vec<_> = vote
        .voices
        .iter()
        .filter(|voice| !voice.chosen.is_empty())
        .collect();
    if vote.is_secret || chose.is_empty() {
        return ().into_any();
    }
    let rows = chose
        .into_iter()
        .map(|voice| {
            let by =
                (!voice.carried_by.is_empty()).then(|| format!(" (voix portée par {})", voice.carried_by));
            vec![
                voice.organisation_name.clone().into_any(),
                view! { {voice.chosen.clone()}{by} }.into_any(),
            ]
        })
        .collect();
    table("Qui a choisi quoi", &["Organisation", "Choix"], rows).into_any()
}

/// What approved the minutes, with a link to it.
pub(super) fn approval(one: &MinutesApproval, zone: &str) -> AnyView {
    let recorded = one
        .at
        .map(|when| format!(" Consigné {}, par {}.", day_said(when, zone), one.by));
    let decision = one.decision.as_ref();
    let what = match (one.mode(), decision) {
        (ApprovalMode::Session, Some(decision)) => {
            let path = format!("/decision/{}#decision-{}", decision.meeting_id, decision.number);
            let words = format!(
                "décision n°\u{a0}{} de {}",
                decision.number, decision.meeting_title
            );
            view! { "Approuvé par la "<a href=path>{words}</a>"." }.into_any()
        }
        (ApprovalMode::Consultation, Some(decision)) => {
            let path = format!("/decision/vote/{}", decision.vote_id);
            view! { "Approuvé par une "<a href=path>"consultation écrite"</a>"." }.into_any()
        }
        (ApprovalMode::NoRemark, _) => "Approuvé sans observation dans le délai de relecture.".into_any(),
        _ => ().into_any(),
    };
    view! { <p>{what}{recorded}</p> }.into_any()
}

fn day_said(when: Timestamp, zone: &str) -> String {
    format!("le {}", day(when, zone))
}
