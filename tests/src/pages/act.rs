//! What the server allows, the pages offer.

use chrono::TimeDelta;
use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World};

async fn offers(actor: &Actor, path: &str, what: &str) -> bool {
    let page = actor.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    page.text.contains(what)
}

#[tokio::test]
async fn no_act_that_the_server_allows_is_hidden() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let [centre, other] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let stream = format!("/work-stream/{}", streams[0].id);
    // A centre that withdraws by telephone names the stream that it takes instead.
    assert!(offers(&animator, &stream, "replacement_work_stream_id").await);
    let draft = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    let path = format!("/contribution/{}", draft.id);
    scenario::submit(&centre, &draft).await;
    let revise = RequestRevisionRequest {
        id: draft.id.clone(),
        reason: "À préciser".to_owned(),
        due_on: "2027-03-16".to_owned(),
    };
    animator.contribution().request_revision(revise).await.unwrap();
    // While the text is open again, another centre may still be invited, and taken off until it confirms.
    let invite = "/act/ContributionService/InviteCoAuthor";
    assert!(offers(&centre.director, &path, invite).await);
    let request = InviteCoAuthorRequest {
        id: draft.id.clone(),
        organisation_id: other.id.clone(),
    };
    centre
        .director
        .contribution()
        .invite_co_author(request)
        .await
        .unwrap();
    let remove = "/act/ContributionService/RemoveCoAuthor";
    assert!(offers(&centre.director, &path, remove).await);
    let confirm = AnswerCoAuthorshipRequest {
        id: draft.id.clone(),
        is_confirmed: true,
    };
    other
        .director
        .contribution()
        .answer_co_authorship(confirm)
        .await
        .unwrap();
    assert!(!offers(&centre.director, &path, remove).await);
    // The day is missed: the animator may give another one.
    world.clock().advance(TimeDelta::days(3));
    let animator = world.animator().await;
    assert!(offers(&animator, &path, "/act/ContributionService/RequestRevision").await);
    // A closed programme still waits for its syntheses.
    let year = ProgrammeRequest { year: YEAR };
    animator.programme().close_programme(year).await.unwrap();
    assert!(offers(&animator, &stream, "/act/ProgrammeService/PublishSynthesis").await);
    assert!(!offers(&animator, &stream, "/act/ProgrammeService/UpdateCall").await);
}

#[tokio::test]
async fn centres_are_reminded_from_the_validation_on() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 2).await;
    let year = ProgrammeRequest { year: YEAR };
    animator.programme().propose_programme(year).await.unwrap();
    let reminder = "href=\"/programme/2027/reminder\"";
    assert!(!offers(&animator, "/programme/2027", reminder).await);
    let validate = ValidateProgrammeRequest {
        year: YEAR,
        session: "Comité technique d’animation nationale".to_owned(),
        on: "2026-12-04".to_owned(),
        reference: "CR-2026-3".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    for page in ["/", "/programme/2027"] {
        assert!(offers(&animator, page, reminder).await, "{page}");
    }
}
