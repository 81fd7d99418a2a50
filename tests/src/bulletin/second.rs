//! A second reader: never who asks, never one who left, and nothing is stuck.

use super::write::set_kind;
use super::*;

/// Somebody else of a body.
async fn colleague(world: &World, body: &Actor) -> Actor {
    let request = AddMemberRequest {
        organisation_id: body.me.organisation_id.clone(),
        name: "Camille Relecture".to_owned(),
        email: "camille.relecture@anru.example".to_owned(),
        position: Position::Agent as i32,
        title: "chargée de mission".to_owned(),
        ..Default::default()
    };
    let animator = world.animator().await;
    let member = animator.network().add_member(request).await.unwrap();
    world.enter_as(&member.into_inner().person_id).await
}

async fn publish(actor: &Actor, one: &Bulletin) -> Answered {
    let answer = actor.bulletin().publish_bulletin(named(one)).await?;
    Ok(answer.into_inner())
}

async fn expects(actor: &Actor) -> bool {
    let home = actor.home().get_home(GetHomeRequest {}).await.unwrap();
    let mut all = home.into_inner().expectations.into_iter();
    all.any(|one| one.kind() == ExpectationKind::ReviewBulletin)
}

#[tokio::test]
async fn who_asks_is_named_and_does_not_read() {
    let world = World::new().await;
    let anru = world.anru().await;
    let camille = colleague(&world, &anru).await;
    procedure(&anru).await;
    let [first, second] = [&anru, &camille].map(|actor| actor.me.person_id.clone());
    set_kind(&anru, |kind| kind.second_reader_id.clone_from(&first)).await;
    let one = draft(&anru, content("Règlement")).await;
    assert!(!one.may_publish, "who reads does not ask");
    let page = anru.get(&format!("/bulletin/{}", one.id)).await.text;
    assert!(page.contains("Vous relisez les notes de ce type"), "{page}");
    let refused = publish(&anru, &one).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SecondReaderNeeded);
    let before = crate::mail::outbox(&world.app).await.len();
    let asked = publish(&camille, &one).await.unwrap();
    assert_eq!(asked.state(), BulletinState::InReview);
    let mails = crate::mail::outbox(&world.app).await.split_off(before);
    assert_eq!(mails.len(), 1);
    let asks = format!("{} vous demande de relire", camille.me.name);
    assert!(mails[0].text.contains(&asks), "who asks: {}", mails[0].text);
    let out = publish(&anru, &asked).await.unwrap();
    assert_eq!(out.state(), BulletinState::Published);

    // Chosen as the second reader of what this person asked: somebody else asks again.
    let next = draft(&anru, content("Suite")).await;
    let asked = publish(&camille, &next).await.unwrap();
    assert!(expects(&anru).await);
    set_kind(&anru, |kind| kind.second_reader_id.clone_from(&second)).await;
    assert!(!expects(&camille).await && !expects(&anru).await);
    let refused = publish(&camille, &asked).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SecondReaderNeeded);
    let save = SaveBulletinRequest {
        id: asked.id.clone(),
        content: asked.content.clone(),
        version: asked.version,
    };
    let saved = anru.bulletin().save_bulletin(save).await.unwrap().into_inner();
    let asked = publish(&anru, &saved).await.unwrap();
    assert!(expects(&camille).await);
    let out = publish(&camille, &asked).await.unwrap();
    assert_eq!(out.state(), BulletinState::Published);
}

#[tokio::test]
async fn a_reader_who_left_is_not_asked_and_nothing_stays_in_review() {
    let world = World::new().await;
    let anru = world.anru().await;
    let camille = colleague(&world, &anru).await;
    procedure(&anru).await;
    let reader = camille.me.person_id.clone();
    set_kind(&anru, |kind| kind.second_reader_id.clone_from(&reader)).await;
    let waiting = publish(&anru, &draft(&anru, content("Demandée")).await)
        .await
        .unwrap();
    let animator = world.animator().await;
    let request = GetOrganisationRequest {
        id: anru.me.organisation_id.clone(),
    };
    let body = animator.network().get_organisation(request).await.unwrap();
    let mut team = body.into_inner().team.into_iter();
    let member = team.find(|member| member.person_id == reader).unwrap();
    let remove = RemoveMemberRequest { id: member.id };
    animator.network().remove_member(remove).await.unwrap();

    let one = draft(&anru, content("Règlement")).await;
    assert!(!one.may_publish);
    let refused = publish(&anru, &one).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SecondReaderGone);
    for one in [&one, &waiting] {
        let page = anru.get(&format!("/bulletin/{}", one.id)).await.text;
        assert!(page.contains("n’est plus de votre organisme"), "{page}");
    }
    // What was asked goes back, and leaves once the kind has no reader.
    let save = SaveBulletinRequest {
        id: waiting.id.clone(),
        content: waiting.content.clone(),
        version: waiting.version,
    };
    let saved = anru.bulletin().save_bulletin(save).await.unwrap().into_inner();
    assert_eq!(saved.state(), BulletinState::Draft);
    set_kind(&anru, |_| {}).await;
    let out = publish(&anru, &saved).await.unwrap();
    assert_eq!(out.state(), BulletinState::Published);
}
