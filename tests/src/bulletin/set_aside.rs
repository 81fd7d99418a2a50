//! The correction of what a centre relayed, set aside for a reason, or past: nothing more is asked.

use super::*;

async fn corrected(anru: &Actor, one: &Bulletin) {
    let two = correction(one, "Le règlement change le 2 juin.", "La date.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
}

#[tokio::test]
async fn a_correction_is_set_aside_and_what_was_relayed_stays() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    declare(&rives.team, declared(&one.id, 4)).await.unwrap();
    let refused = set_aside(&rives.team, &one.id, "Trop tard.").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinRelayed);
    corrected(&anru, &one).await;
    assert_eq!(asked(&rives.team).await, (true, 1));
    let path = format!("/bulletin/{}", one.id);
    let page = rives.team.get(&path).await.text;
    assert!(page.contains("Ne pas relayer le rectificatif"), "{page}");
    set_aside(&rives.team, &one.id, "Rien ne change pour nous.")
        .await
        .unwrap();
    assert_eq!(asked(&rives.team).await, (false, 0));
    let seen = get(&anru, &one.id).await.unwrap();
    let own = reception(&seen, &rives);
    assert_eq!(
        (own.state(), own.is_outdated, own.relays.len()),
        (ReceptionState::Relayed, false, 1)
    );
    let totals = seen.totals.unwrap();
    assert_eq!(
        (totals.n_relayed, totals.n_set_aside, totals.n_declared),
        (1, 0, 4)
    );
    for actor in [&anru, &rives.team] {
        let page = actor.get(&path).await.text;
        assert!(
            page.contains("Rectificatif écarté\u{a0}: Rien ne change pour nous."),
            "{page}"
        );
        assert!(
            !page.contains("Ne pas relayer") && !page.contains("à rectifier"),
            "{page}"
        );
    }
    let refused = declare(&rives.team, declared(&one.id, 1)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinState);
}

#[tokio::test]
async fn of_what_is_past_no_correction_is_asked() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let until = BulletinContent {
        valid_until: "2027-03-16".to_owned(),
        ..content("Journée")
    };
    let one = published(&anru, until).await;
    declare(&rives.team, declared(&one.id, 4)).await.unwrap();
    corrected(&anru, &one).await;
    assert_eq!(asked(&rives.team).await, (true, 1));
    world.clock().advance(TimeDelta::days(2));
    assert_eq!(asked(&rives.team).await, (false, 0));
    let seen = get(&rives.team, &one.id).await.unwrap();
    assert!(!reception(&seen, &rives).is_outdated);
    let refused = set_aside(&rives.team, &one.id, "Passée.").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinRelayed);
}
