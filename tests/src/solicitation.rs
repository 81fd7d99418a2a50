//! Requests for expertise outside calls (M6): asked, answered, closed; who reads what, and when.

mod asking;
mod file;
mod page;
mod reader;
mod together;
mod told;

use chrono::{TimeZone as _, Utc};
use proto::v1::*;
use tonic::Status;

use crate::scenario;
use crate::world::{Actor, Centre, World, reason, violations};

type Answered = Result<Solicitation, Status>;
/// What a centre did before; what accepting, declining and answering leave then, or why not.
type Case<'a> = (&'a [AnswerStep], [Result<AnswerState, Reason>; 3]);

async fn get(actor: &Actor, id: &str) -> Answered {
    let request = GetSolicitationRequest { id: id.to_owned() };
    let answer = actor.solicitation().get_solicitation(request).await?;
    Ok(answer.into_inner())
}

/// What a centre answers, as someone reads it.
async fn answer_of(actor: &Actor, id: &str, centre: &Centre) -> solicitation::Answer {
    let one = get(actor, id).await.unwrap();
    let mut answers = one.answers.into_iter();
    answers
        .find(|answer| answer.organisation_id == centre.id)
        .unwrap()
}

/// Row version of the answer of a centre.
async fn version(centre: &Centre, id: &str) -> i32 {
    answer_of(&centre.team, id, centre).await.version
}

async fn send(actor: &Actor, request: AnswerSolicitationRequest) -> Answered {
    let answer = actor.solicitation().answer_solicitation(request).await?;
    Ok(answer.into_inner())
}

async fn step(centre: &Centre, id: &str, step: AnswerStep, words: &str) -> Answered {
    let request = AnswerSolicitationRequest {
        id: id.to_owned(),
        organisation_id: String::new(),
        step: step as i32,
        reason: words.to_owned(),
        text: words.to_owned(),
        version: version(centre, id).await,
    };
    send(&centre.director, request).await
}

async fn give(centre: &Centre, id: &str, text: &str) -> Answered {
    step(centre, id, AnswerStep::Give, text).await
}

async fn prepare(centre: &Centre, id: &str, text: &str) -> Answered {
    let request = PrepareAnswerRequest {
        id: id.to_owned(),
        text: text.to_owned(),
        version: version(centre, id).await,
    };
    let answer = centre.team.solicitation().prepare_answer(request).await?;
    Ok(answer.into_inner())
}

async fn close(actor: &Actor, id: &str, outcome: &str) -> Answered {
    let request = CloseSolicitationRequest {
        id: id.to_owned(),
        outcome: outcome.to_owned(),
        version: get(actor, id).await.map_or(1, |one| one.version),
    };
    let answer = actor.solicitation().close_solicitation(request).await?;
    Ok(answer.into_inner())
}

#[tokio::test]
async fn asked_prepared_given_closed() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    assert_eq!(asked.state(), SolicitationState::Open);
    assert_eq!(asked.organisation_name, "ANRU");
    assert_eq!(asked.asked_by, anru.me.name);
    assert_eq!(
        asked.text_html.trim(),
        "<p>Qui vient, et <strong>pourquoi</strong>&nbsp;?</p>"
    );
    assert_eq!(
        (asked.due_on.as_str(), asked.zone.as_str()),
        ("2027-04-30", "Europe/Paris")
    );
    let end = Utc.with_ymd_and_hms(2027, 4, 30, 21, 59, 59).unwrap();
    assert_eq!(asked.due_at.unwrap().seconds, end.timestamp());
    let states: Vec<_> = asked
        .answers
        .iter()
        .map(|answer| (answer.organisation_name.as_str(), answer.state()))
        .collect();
    // By name, whatever the order in which they were named.
    assert_eq!(
        states,
        [
            ("Guyane", AnswerState::Awaited),
            ("Rives de Loire", AnswerState::Awaited)
        ]
    );

    // The team prepares; only its centre reads it; then the director gives it, changed.
    let prepared = prepare(&rives, &asked.id, "Nous *préparons*.").await.unwrap();
    let own = prepared
        .answers
        .iter()
        .find(|one| one.organisation_id == rives.id);
    assert_eq!(own.unwrap().draft, "Nous *préparons*.");
    assert_eq!(own.unwrap().prepared_by, rives.team.me.name);
    assert_eq!(
        answer_of(&rives.director, &asked.id, &rives).await.draft,
        "Nous *préparons*."
    );
    for reader in [&anru, &world.animator().await, &guyane.director] {
        let read = answer_of(reader, &asked.id, &rives).await;
        assert_eq!(
            (read.draft.as_str(), read.text.as_str(), read.prepared_by.as_str()),
            ("", "", "")
        );
    }
    give(&rives, &asked.id, "Nous **répondons**.").await.unwrap();
    let own = answer_of(&rives.team, &asked.id, &rives).await;
    assert_eq!((own.state(), own.draft.as_str()), (AnswerState::Given, ""));
    assert!(!own.is_late && !own.is_entered_by_animator && own.at.is_some());
    let read = answer_of(&anru, &asked.id, &rives).await;
    assert_eq!(read.text, "Nous **répondons**.");
    assert_eq!(read.text_html.trim(), "<p>Nous <strong>répondons</strong>.</p>");

    // Closed: what became of the answers, and all of them, for the centres asked.
    let closed = close(&anru, &asked.id, "Un guide **en ligne**.").await.unwrap();
    assert_eq!(closed.state(), SolicitationState::Closed);
    let read = get(&guyane.team, &asked.id).await.unwrap();
    assert_eq!(
        read.outcome_html.trim(),
        "<p>Un guide <strong>en ligne</strong>.</p>"
    );
    assert!(read.closed_at.is_some());
    assert_eq!(
        answer_of(&guyane.team, &asked.id, &rives).await.text,
        "Nous **répondons**."
    );
}

#[tokio::test]
async fn each_step_from_each_state() {
    use AnswerStep::{Accept, Decline, Give};
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let refused = Err(Reason::AnswerState);
    let cases: [Case<'_>; 4] = [
        (
            &[],
            [
                Ok(AnswerState::Accepted),
                Ok(AnswerState::Declined),
                Ok(AnswerState::Given),
            ],
        ),
        (
            &[Accept],
            [refused, Ok(AnswerState::Declined), Ok(AnswerState::Given)],
        ),
        (
            &[Decline],
            [Ok(AnswerState::Accepted), refused, Ok(AnswerState::Given)],
        ),
        (&[Give], [refused, refused, Ok(AnswerState::Given)]),
    ];
    for (before, expected) in cases {
        for (then, expected) in [Accept, Decline, Give].into_iter().zip(expected) {
            let asked = scenario::solicitation(&anru, &[&rives]).await;
            for first in before {
                step(&rives, &asked.id, *first, "Avant").await.unwrap();
            }
            let done = step(&rives, &asked.id, then, "Ensuite").await;
            let done = done
                .map(|one| one.answers[0].clone())
                .map_err(|status| reason(&status));
            assert_eq!(
                done.as_ref()
                    .map(solicitation::Answer::state)
                    .map_err(|reason| *reason),
                expected,
                "{then:?} after {before:?}"
            );
            let answer = answer_of(&anru, &asked.id, &rives).await;
            let is_said = done.is_ok();
            assert_eq!(answer.reason == "Ensuite", is_said && then == Decline);
            assert_eq!(answer.text == "Ensuite", is_said && then == Give);
        }
    }
}

#[tokio::test]
async fn what_an_answer_must_say() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let rives = world.centre("Rives de Loire").await;
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let request = |step: i32, words: &str| AnswerSolicitationRequest {
        id: asked.id.clone(),
        step,
        reason: words.to_owned(),
        text: words.to_owned(),
        version: 1,
        ..Default::default()
    };
    let long = "é".repeat(50_001);
    for (actor, request, expected) in [
        (&rives.director, request(0, "x"), ("step", Reason::Required)),
        (&rives.director, request(9, "x"), ("step", Reason::UnknownValue)),
        (&rives.director, request(2, " "), ("reason", Reason::Required)),
        (
            &rives.director,
            request(2, &long[..4_002]),
            ("reason", Reason::TooLong),
        ),
        (&rives.director, request(3, ""), ("text", Reason::Required)),
        (&rives.director, request(3, &long), ("text", Reason::TooLong)),
        // Which centre telephoned?
        (&animator, request(1, ""), ("organisation_id", Reason::Required)),
    ] {
        let refused = send(actor, request).await.unwrap_err();
        assert_eq!(violations(&refused), [(expected.0.to_owned(), expected.1)]);
    }
    let long = PrepareAnswerRequest {
        id: asked.id.clone(),
        text: long,
        version: 1,
    };
    let refused = rives.team.solicitation().prepare_answer(long).await.unwrap_err();
    assert_eq!(violations(&refused), [("text".to_owned(), Reason::TooLong)]);
    assert_eq!(
        answer_of(&anru, &asked.id, &rives).await.state(),
        AnswerState::Awaited
    );
}

#[tokio::test]
async fn late_answers_are_taken_until_it_is_closed_and_said_to_be_late() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane, mayotte] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    let soon = CreateSolicitationRequest {
        due_on: "2027-03-18".to_owned(),
        ..scenario::asked(&[&rives, &guyane, &mayotte])
    };
    let asked = anru.solicitation().create_solicitation(soon).await;
    let asked = asked.unwrap().into_inner();
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 3, 18, 22, 59, 59).unwrap());
    give(&rives, &asked.id, "À temps").await.unwrap();
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 3, 18, 23, 0, 0).unwrap());
    give(&guyane, &asked.id, "En retard").await.unwrap();
    assert!(!answer_of(&anru, &asked.id, &rives).await.is_late);
    assert!(answer_of(&anru, &asked.id, &guyane).await.is_late);

    close(&anru, &asked.id, "Un guide.").await.unwrap();
    let closed = Reason::SolicitationClosed;
    let refusals = [
        prepare(&mayotte, &asked.id, "Trop tard").await,
        step(&mayotte, &asked.id, AnswerStep::Accept, "").await,
        step(&mayotte, &asked.id, AnswerStep::Decline, "Trop tard").await,
        give(&mayotte, &asked.id, "Trop tard").await,
        give(&rives, &asked.id, "Une correction").await,
        close(&anru, &asked.id, "Autre chose").await,
    ];
    for refused in refusals {
        assert_eq!(reason(&refused.unwrap_err()), closed);
    }
    let one = get(&anru, &asked.id).await.unwrap();
    assert_eq!(one.outcome, "Un guide.");
    assert_eq!(answer_of(&anru, &asked.id, &rives).await.text, "À temps");
}

/// The animator enters it; what the centre prepares is left alone, and the centre may still correct.
#[tokio::test]
async fn a_centre_answers_by_telephone() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    prepare(&rives, &asked.id, "Notre texte").await.unwrap();
    let request = AnswerSolicitationRequest {
        id: asked.id.clone(),
        organisation_id: rives.id.clone(),
        step: AnswerStep::Give as i32,
        text: "Dit au téléphone".to_owned(),
        version: version(&rives, &asked.id).await,
        ..Default::default()
    };
    let other = AnswerSolicitationRequest {
        organisation_id: guyane.id.clone(),
        ..request.clone()
    };
    let refused = send(&animator, other).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound, "it is not asked");
    let entered = send(&animator, request).await.unwrap();
    assert!(entered.answers[0].is_entered_by_animator);
    let own = answer_of(&rives.team, &asked.id, &rives).await;
    assert_eq!(
        (own.text.as_str(), own.draft.as_str()),
        ("Dit au téléphone", "Notre texte")
    );
    let list = ListActivityRequest {
        scope: list_activity_request::Scope::MyOrganisation as i32,
        ..Default::default()
    };
    let told = rives.team.live().list_activity(list).await.unwrap().into_inner();
    let line = &told.activities[0];
    assert_eq!(line.kind(), ActivityKind::SolicitationAnswered);
    assert_eq!(
        (line.organisation_name.as_str(), line.on_behalf_of.as_str()),
        ("CGET", "Rives de Loire")
    );

    give(&rives, &asked.id, "Notre texte, à la place").await.unwrap();
    let own = answer_of(&anru, &asked.id, &rives).await;
    assert_eq!(own.text, "Notre texte, à la place");
    assert!(!own.is_entered_by_animator);
}
