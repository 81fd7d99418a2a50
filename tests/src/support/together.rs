//! Two at the same moment: one wins, the other is told.

use futures::future::join_all;

use super::*;

/// Another agent of the ANRU.
async fn colleague(world: &World, anru: &Actor) -> Actor {
    let request = AddMemberRequest {
        organisation_id: anru.me.organisation_id.clone(),
        name: "Maud Modèle".to_owned(),
        email: "maud.modele@anru.example".to_owned(),
        position: Position::Agent as i32,
        ..Default::default()
    };
    let added = world.animator().await.network().add_member(request).await;
    world.enter_as(&added.unwrap().into_inner().person_id).await
}

#[tokio::test]
async fn of_two_agents_who_accept_at_once_one_comes() {
    let world = World::new().await;
    let anru = world.anru().await;
    let other = colleague(&world, &anru).await;
    let rives = world.centre("Rives de Loire").await.director;
    let one = ask(&rives, "Une demande").await;
    let accepting = (0..6).map(|n| {
        let (actor, one) = (if n % 2 == 0 { &anru } else { &other }, &one);
        async move { accept(actor, one).await }
    });
    let done = join_all(accepting).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in done.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(reason(refused), Reason::SupportState);
    }
    let planned = get(&rives, &one.id).await.unwrap().meeting.unwrap();
    assert_eq!(sessions(&rives).await, [planned.id], "one meeting");
}

#[tokio::test]
async fn of_two_answers_and_a_change_at_once_one_wins() {
    let world = World::new().await;
    let anru = world.anru().await;
    let other = colleague(&world, &anru).await;
    let rives = world.centre("Rives de Loire").await.director;
    for _ in 0..4 {
        let one = ask(&rives, "Une demande").await;
        let (accepted, declined, updated) = tokio::join!(
            accept(&anru, &one),
            decline(&other, &one),
            update(&rives, &one, asked("Mieux dite"))
        );
        let all = [accepted, declined, updated];
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1, "{all:?}");
        for refused in all.iter().filter_map(|one| one.as_ref().err()) {
            let expected = [Reason::SupportState, Reason::ChangedMeanwhile];
            assert!(expected.contains(&reason(refused)), "{refused:?}");
        }
        let [accepted, ..] = all;
        let now = get(&rives, &one.id).await.unwrap();
        assert_eq!((now.version, now.meeting.is_some()), (2, accepted.is_ok()));
    }
}
