//! What the bilateral may take up: of the ANRU only, however old, and each thing once.

use super::*;
use crate::bulletin::{content, published};
use crate::{bulletin, project, question};

async fn path(animator: &Actor) -> String {
    let request = blank(MeetingKind::Bilateral);
    let planned = animator.meeting().create_meeting(request).await;
    format!("/meeting/{}", planned.unwrap().into_inner().id)
}

/// The titles that are proposed, in their order.
async fn proposed(actor: &Actor, path: &str) -> Vec<String> {
    let page = actor.get(path).await.text;
    let proposals = page.split_once("id=\"proposals\"").map_or("", |(_, rest)| rest);
    let proposals = proposals.split("</section>").next().unwrap_or_default();
    let titles = proposals.split("name=\"title\" value=\"").skip(1);
    titles
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn the_bilateral_takes_up_what_concerns_the_anru() {
    let world = World::new().await;
    let (anru, partner) = (world.anru().await, world.partner().await);
    let rives = world.centre("Rives de Loire").await;
    published(&anru, content("Du règlement")).await;
    bulletin::procedure(&partner).await;
    let kind = SetBulletinKindRequest {
        name: "Lettre du partenaire".to_owned(),
        delay_days: 10,
        ..Default::default()
    };
    partner.bulletin().set_bulletin_kind(kind).await.unwrap();
    published(&partner, content("D’un autre")).await;
    question::ask(&rives.director, "Qui paie ?").await;
    let other = CreateQuestionRequest {
        addressee_id: partner.me.organisation_id.clone(),
        ..question::asked("À un autre")
    };
    rives.director.question().create_question(other).await.unwrap();
    // The notes are late; then come more than a list holds, which are not.
    world.clock().advance(TimeDelta::days(11));
    let (animator, anru) = (world.animator().await, world.anru().await);
    for n in 0..31 {
        published(&anru, content(&format!("Récente {n}"))).await;
    }
    let path = path(&animator).await;
    for owner in [&animator, &anru] {
        let titles = proposed(owner, &path).await;
        let [late, waits] = &titles[..] else {
            panic!("{titles:?}");
        };
        assert!(
            late.starts_with("Note «\u{a0}Du règlement\u{a0}»\u{a0}: "),
            "{late}"
        );
        assert!(late.ends_with(" centres en retard"), "{late}");
        assert_eq!(waits, "Question sans réponse\u{a0}: Qui paie ? (1 centre)");
    }
}

#[tokio::test]
async fn what_the_agenda_has_is_not_proposed_again_when_it_moved() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = project::create(&animator, &[]).await;
    let asked = question::ask(&rives.director, "Qui paie ?").await;
    let path = path(&animator).await;
    let id = path.strip_prefix("/meeting/").unwrap();
    let titles = proposed(&animator, &path).await;
    assert_eq!(titles.len(), 2, "{titles:?}");
    for title in &titles {
        let request = AddAgendaItemRequest {
            meeting_id: id.to_owned(),
            title: title.clone(),
            minutes: 10,
            purpose: ItemPurpose::Discussion as i32,
            ..Default::default()
        };
        add(&animator, request).await.unwrap();
    }
    let moved = UpdateProjectRequest {
        id: one.id,
        title: one.title,
        state: one.state,
        next_step: "Écrire le guide".to_owned(),
        version: one.version,
        ..Default::default()
    };
    anru.project().update_project(moved).await.unwrap();
    let join = JoinQuestionRequest {
        id: asked.id,
        ..Default::default()
    };
    guyane.director.question().join_question(join).await.unwrap();
    assert_eq!(proposed(&animator, &path).await, [""; 0]);
    // Another one that only begins in the same way is.
    question::ask(&guyane.director, "Qui paie ? Et quand ?").await;
    let titles = proposed(&animator, &path).await;
    let expected = ["Question sans réponse\u{a0}: Qui paie ? Et quand ? (1 centre)"];
    assert_eq!(titles, expected);
}
