//! The field's questions (A3): asked, joined rather than repeated, answered once for all, found again.

mod alike;
mod limit;
mod list;
mod page;
mod personal;
mod right;
mod together;
mod told;

use find_similar_questions_response::Similar;
use proto::v1::*;
use tonic::Status;

use crate::world::{Actor, World, reason, violations};

type Answered = Result<Question, Status>;

/// A question to the ANRU, in a few words.
pub(crate) fn asked(subject: &str) -> CreateQuestionRequest {
    CreateQuestionRequest {
        kind: QuestionKind::Question as i32,
        subject: subject.to_owned(),
        ..Default::default()
    }
}

/// Asks it.
pub(crate) async fn ask(actor: &Actor, subject: &str) -> Question {
    let created = actor.question().create_question(asked(subject)).await;
    created.unwrap().into_inner()
}

async fn get(actor: &Actor, id: &str) -> Answered {
    let request = GetQuestionRequest { id: id.to_owned() };
    Ok(actor.question().get_question(request).await?.into_inner())
}

async fn version(actor: &Actor, id: &str) -> i32 {
    get(actor, id).await.map_or(1, |one| one.version)
}

async fn join(actor: &Actor, id: &str, note: &str) -> Answered {
    let request = JoinQuestionRequest {
        id: id.to_owned(),
        note: note.to_owned(),
        ..Default::default()
    };
    Ok(actor.question().join_question(request).await?.into_inner())
}

async fn leave(actor: &Actor, id: &str) -> Answered {
    let request = LeaveQuestionRequest { id: id.to_owned() };
    Ok(actor.question().leave_question(request).await?.into_inner())
}

async fn take(actor: &Actor, id: &str) -> Answered {
    take_until(actor, id, "2027-04-30").await
}

async fn take_until(actor: &Actor, id: &str, due_on: &str) -> Answered {
    let request = TakeQuestionRequest {
        id: id.to_owned(),
        owner_id: String::new(),
        due_on: due_on.to_owned(),
        version: version(actor, id).await,
    };
    Ok(actor.question().take_question(request).await?.into_inner())
}

pub(crate) async fn answer(actor: &Actor, id: &str, text: &str) -> Answered {
    let request = AnswerQuestionRequest {
        id: id.to_owned(),
        text: text.to_owned(),
        version: version(actor, id).await,
        ..Default::default()
    };
    Ok(actor.question().answer_question(request).await?.into_inner())
}

async fn close(actor: &Actor, id: &str, closing: Closing, text: &str) -> Answered {
    let request = CloseQuestionRequest {
        id: id.to_owned(),
        closing: closing as i32,
        text: text.to_owned(),
        version: version(actor, id).await,
        ..Default::default()
    };
    Ok(actor.question().close_question(request).await?.into_inner())
}

async fn update(actor: &Actor, one: &Question, subject: &str) -> Answered {
    let request = UpdateQuestionRequest {
        id: one.id.clone(),
        kind: one.kind,
        subject: subject.to_owned(),
        version: one.version,
        ..Default::default()
    };
    Ok(actor.question().update_question(request).await?.into_inner())
}

async fn similar(actor: &Actor, text: &str) -> Vec<Similar> {
    let request = FindSimilarQuestionsRequest {
        text: text.to_owned(),
    };
    let found = actor.question().find_similar_questions(request).await;
    found.unwrap().into_inner().similar
}

/// Subjects of what is found in the answers.
async fn found(actor: &Actor, query: &str) -> Vec<String> {
    let request = SearchAnswersRequest {
        query: query.to_owned(),
        ..Default::default()
    };
    let found = actor.question().search_answers(request).await.unwrap();
    let found = found.into_inner().questions.into_iter();
    found.map(|one| one.subject).collect()
}

#[tokio::test]
async fn asked_joined_taken_answered_corrected_found_closed() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane, mayotte] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    let request = CreateQuestionRequest {
        text: "Pour les *locataires* d’un immeuble démoli.".to_owned(),
        territory: "Quartier du Port".to_owned(),
        urgency: Urgency::Urgent as i32,
        ..asked("Qui paie le déménagement des familles relogées ?")
    };
    let created = rives.team.question().create_question(request).await;
    let one = created.unwrap().into_inner();
    assert_eq!(one.state(), QuestionState::Open);
    assert_eq!((one.addressee_name.as_str(), one.n_centres), ("ANRU", 1));
    assert_eq!(
        (one.asked_by.as_str(), one.is_behind),
        (rives.team.me.name.as_str(), true)
    );
    assert_eq!(one.urgency(), Urgency::Urgent);
    assert!(one.text_html.contains("<em>locataires</em>"), "{}", one.text_html);

    // Another centre types the same with its own words, and joins it.
    let near = similar(&guyane.director, "frais de demenagement lors du relogement").await;
    let near: Vec<_> = near.iter().filter_map(|one| one.question.as_ref()).collect();
    assert_eq!(near[0].id, one.id);
    assert!(!near[0].is_behind && near[0].text.is_empty());
    join(&guyane.director, &one.id, "Cinquante ménages chez nous.")
        .await
        .unwrap();
    let joined = join(&mayotte.team, &one.id, "").await.unwrap();
    assert_eq!(joined.n_centres, 3);
    let behind: Vec<_> = joined
        .centres
        .iter()
        .map(|centre| (centre.organisation_name.as_str(), centre.note.as_str()))
        .collect();
    assert_eq!(behind[0], ("Rives de Loire", ""));
    assert!(behind.contains(&("Guyane", "Cinquante ménages chez nous.")));

    let taken = take(&anru, &one.id).await.unwrap();
    assert_eq!(taken.state(), QuestionState::Taken);
    assert_eq!(
        (taken.owner_name.as_str(), taken.due_on.as_str()),
        (anru.me.name.as_str(), "2027-04-30")
    );
    let answered = answer(&anru, &one.id, "Le bailleur, par une **indemnité** forfaitaire.")
        .await
        .unwrap();
    assert_eq!(answered.state(), QuestionState::Answered);
    let corrected = answer(&anru, &one.id, "Le bailleur, sur factures.")
        .await
        .unwrap();
    let versions: Vec<_> = corrected
        .answers
        .iter()
        .map(|one| (one.number, one.text.as_str()))
        .collect();
    let expected = [
        (2, "Le bailleur, sur factures."),
        (1, "Le bailleur, par une **indemnité** forfaitaire."),
    ];
    assert_eq!(versions, expected);

    // Found by whoever has an account, with other forms of the words, of the answer too; not by what it says no more.
    let elected = world.elected().await;
    for query in ["reloger une famille", "déménagements", "facture"] {
        assert_eq!(found(&elected, query).await, [one.subject.as_str()], "{query}");
    }
    assert!(found(&elected, "forfait").await.is_empty());
    let read = get(&elected, &one.id).await.unwrap();
    assert_eq!(read.answers[0].text, "Le bailleur, sur factures.");

    let closed = close(&anru, &one.id, Closing::Settled, "").await.unwrap();
    assert_eq!(
        (closed.state(), closed.closing()),
        (QuestionState::Closed, Closing::Settled)
    );
    assert!(closed.closed_at.is_some());
    assert_eq!(found(&elected, "reloger").await.len(), 1);
}

/// What was done before; what may be done then.
type Case<'a> = (&'a [&'a str], [bool; 6]);

/// One step, by whom it belongs to.
async fn step(world: &World, id: &str, name: &str) -> Answered {
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let guyane = world.centre("Guyane").await.director;
    match name {
        "update" => {
            let one = get(&rives, id).await?;
            update(&rives, &one, "Un autre sujet").await
        }
        "join" => join(&guyane, id, "").await,
        "leave" => leave(&guyane, id).await,
        "take" => take(&anru, id).await,
        "answer" => answer(&anru, id, "Voici.").await,
        _ => close(&anru, id, Closing::Redirected, "À la préfecture.").await,
    }
}

#[tokio::test]
async fn each_step_from_each_state() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.director;
    let steps = ["update", "join", "leave", "take", "answer", "close"];
    let cases: [Case<'_>; 6] = [
        (&["join"], [true, false, true, true, true, true]),
        (&[], [true, true, false, true, true, true]),
        (&["join", "take"], [false, false, true, true, true, true]),
        (&["answer"], [false, true, false, false, true, true]),
        (&["close"], [false; 6]),
        (&["answer", "close"], [false, false, false, false, true, false]),
    ];
    for (before, expected) in cases {
        for (then, expected) in steps.into_iter().zip(expected) {
            let one = ask(&rives, "Une question").await;
            for first in before {
                step(&world, &one.id, first).await.unwrap();
            }
            let done = step(&world, &one.id, then).await;
            assert_eq!(done.is_ok(), expected, "{then} after {before:?}: {done:?}");
            let is_of_state =
                |reason| [Reason::QuestionState, Reason::AlreadyBehind, Reason::NotBehind].contains(&reason);
            if let Err(status) = done {
                assert!(
                    is_of_state(reason(&status)),
                    "{then} after {before:?}: {status:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn who_asked_stays_behind_its_question() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "Une question").await;
    let refused = leave(&rives.team, &one.id).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AskerStays);
    let refused = join(&rives.team, &one.id, "").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyBehind);
    join(&guyane.team, &one.id, "").await.unwrap();
    let left = leave(&guyane.director, &one.id).await.unwrap();
    assert_eq!((left.n_centres, left.is_behind), (1, false));
}
