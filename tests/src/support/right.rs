//! Who sees what, and who may do it.

use super::*;

#[tokio::test]
async fn a_centre_sees_its_own_the_anru_and_the_animator_all() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "À Nantes").await;
    let other = ask(&guyane.director, "À Cayenne").await;
    for actor in [&anru, &animator] {
        assert_eq!(
            listed(actor, SupportState::Unspecified).await,
            ["À Cayenne", "À Nantes"]
        );
        assert!(get(actor, &one.id).await.is_ok());
    }
    for actor in [&rives.director, &rives.team] {
        assert_eq!(listed(actor, SupportState::Unspecified).await, ["À Nantes"]);
        let refused = get(actor, &other.id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
    }
    let strangers = [
        world.dgom().await,
        world.partner().await,
        world.elected().await,
        world.state().await,
    ];
    for actor in &strangers {
        assert_eq!(
            listed(actor, SupportState::Unspecified).await,
            Vec::<String>::new(),
            "{:?}",
            actor.role()
        );
        let refused = get(actor, &one.id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{:?}", actor.role());
    }
    for id in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        let refused = get(&anru, id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{id}");
    }
}

#[tokio::test]
async fn its_director_asks_and_the_anru_answers() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "À Nantes").await;
    for (refused, expected) in [
        (send(&rives.team, asked("Une autre")).await, Reason::NotAllowed),
        (send(&anru, asked("Une autre")).await, Reason::NotAllowed),
        (
            update(&guyane.director, &one, asked("Prise")).await,
            Reason::NotFound,
        ),
        (withdraw(&guyane.director, &one).await, Reason::NotFound),
        (withdraw(&rives.team, &one).await, Reason::NotAllowed),
        (withdraw(&anru, &one).await, Reason::NotAllowed),
        (accept(&animator, &one).await, Reason::NotAllowed),
        (accept(&rives.director, &one).await, Reason::NotAllowed),
        (decline(&animator, &one).await, Reason::NotAllowed),
    ] {
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    // A machine has no calendar: a person accepts.
    let token = CreateTokenRequest {
        name: "Système d’information".to_owned(),
        scopes: vec!["support:write".to_owned()],
        days: 30,
    };
    let token = anru.account().create_token(token).await.unwrap().into_inner();
    let refused = accept(&world.machine(&token.secret), &one).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    assert_eq!(get(&anru, &one.id).await.unwrap().version, 1);
    accept(&anru, &one).await.unwrap();
}
