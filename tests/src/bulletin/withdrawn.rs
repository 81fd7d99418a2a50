//! Withdrawn: nothing is asked, late or to be corrected any more; what was done stays, in the past.

use super::*;

#[tokio::test]
async fn nothing_is_asked_late_or_outdated_and_what_was_done_stays() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let wanted = BulletinContent {
        delay_days: 1,
        organisation_ids: vec![rives.id.clone(), guyane.id.clone()],
        audience_reason: "Sites du programme".to_owned(),
        event: Some(bulletin_content::Event {
            starts_at: "2027-06-20T09:00".to_owned(),
            registration_url: "https://anru.example/inscription".to_owned(),
            ..Default::default()
        }),
        ..content("Règlement")
    };
    let one = published(&anru, wanted).await;
    declare(&rives.director, declared(&one.id, 40)).await.unwrap();
    let two = correction(&one, "Le règlement change le 2 juin.", "La date.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
    world.clock().advance(TimeDelta::days(3));
    let seen = get(&anru, &one.id).await.unwrap();
    assert!(reception(&seen, &rives).is_outdated && reception(&seen, &guyane).is_late);
    assert!(anru.get("/bulletin").await.text.contains("1 en retard"));
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: seen.version,
    };
    let gone = anru.bulletin().withdraw_bulletin(withdraw).await;
    let gone = gone.unwrap().into_inner();
    assert!(gone.receptions.iter().all(|one| !one.is_late && !one.is_outdated));
    let totals = gone.totals.unwrap();
    assert_eq!((totals.n_late, totals.n_relayed, totals.n_declared), (0, 1, 40));

    let list = anru.get("/bulletin").await.text;
    assert!(
        !list.contains("en retard") && list.contains("1 centre l’avait relayée"),
        "{list}"
    );
    let path = format!("/bulletin/{}", one.id);
    let page = anru.get(&path).await.text;
    assert!(
        page.contains("Ce que les centres en avaient fait") && page.contains("relayée, retirée depuis"),
        "{page}"
    );
    for actor in [&anru, &rives.team, &guyane.team] {
        let page = actor.get(&path).await.text;
        for words in [
            "ectificatif",
            "Accusé attendu",
            "S’inscrire à la journée",
            "à accuser",
            "en retard",
        ] {
            assert!(!page.contains(words), "{}, {words}: {page}", actor.me.name);
        }
    }
    let page = rives.team.get(&path).await.text;
    assert!(
        page.contains("Affiche à la maison du projet") && page.contains("40 acteurs de terrain"),
        "{page}"
    );
    let public = world.anonymous().get(&gone.public_path).await.text;
    assert!(
        public.contains("a été retirée") && !public.contains("Corrigée le"),
        "{public}"
    );
}
