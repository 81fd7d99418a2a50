//! Who sees what, and who may do it.

use super::*;

#[tokio::test]
async fn centres_addressee_and_animator_see_all_others_what_is_answered() {
    let world = World::new().await;
    let [anru, animator, dgom] = [world.anru().await, world.animator().await, world.dgom().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let [elected, state, partner] = [world.elected().await, world.state().await, world.partner().await];
    let one = ask(&rives.director, "Qui paie ?").await;
    join(&guyane.team, &one.id, "Chez nous aussi.").await.unwrap();
    let sees = async |actor: &Actor| {
        let read = get(actor, &one.id).await;
        let all = actor
            .question()
            .list_questions(ListQuestionsRequest::default())
            .await;
        let listed = all.unwrap().into_inner().questions.len();
        assert_eq!(read.is_ok(), listed == 1, "{:?}", actor.role());
        read.ok()
    };
    let president = world.president().await;
    for actor in [&rives.team, &guyane.director, &president, &anru, &animator] {
        let read = sees(actor).await.unwrap();
        assert_eq!(
            (read.asked_by.as_str(), read.n_centres),
            (rives.director.me.name.as_str(), 2)
        );
        assert!(
            read.centres
                .iter()
                .any(|centre| centre.note == "Chez nous aussi.")
        );
    }
    let others = [&dgom, &elected, &state, &partner];
    for actor in others {
        assert!(sees(actor).await.is_none(), "{:?}", actor.role());
        assert!(found(actor, "paie").await.is_empty());
    }
    answer(&anru, &one.id, "Le bailleur.").await.unwrap();
    for actor in others {
        let read = sees(actor).await.unwrap();
        assert_eq!(read.answers[0].text, "Le bailleur.");
        let people = [
            &read.asked_by,
            &read.owner_id,
            &read.owner_name,
            &read.answers[0].by,
            &read.centres[1].note,
        ];
        assert_eq!(people, [""; 5], "{:?}", actor.role());
        assert_eq!(found(actor, "payer").await, ["Qui paie ?"]);
    }
}

#[tokio::test]
async fn only_the_addressee_answers_and_only_the_asker_says_it_better() {
    let world = World::new().await;
    let [anru, animator, dgom] = [world.anru().await, world.animator().await, world.dgom().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "Qui paie ?").await;
    for (actor, expected) in [(&animator, Reason::NotAllowed), (&dgom, Reason::NotFound)] {
        let refusals = [
            take(actor, &one.id).await,
            answer(actor, &one.id, "Nous.").await,
            close(actor, &one.id, Closing::Obsolete, "Non.").await,
        ];
        for refused in refusals {
            assert_eq!(reason(&refused.unwrap_err()), expected, "{:?}", actor.role());
        }
    }
    let refused = update(&guyane.director, &one, "Autre chose").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    update(&rives.team, &one, "Qui paie le déménagement ?")
        .await
        .unwrap();
    // The roles themselves are refused by the contract.
    let refused = join(&anru, &one.id, "").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = answer(&rives.director, &one.id, "Nous.").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    for id in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        for refused in [
            get(&rives.team, id).await,
            join(&rives.team, id, "").await,
            take(&anru, id).await,
        ] {
            assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound, "{id}");
        }
    }
}
