//! Who sees what, and the pages.

use tonic::Code;

use super::*;
use crate::world::reason;

fn rules_of(found: &Obligations) -> Vec<(&str, bool)> {
    let of = |one: &'_ Obligation| !one.organisation_id.is_empty();
    found
        .obligations
        .iter()
        .map(|one| (one.rule_id.as_str(), of(one)))
        .collect()
}

#[tokio::test]
async fn a_centre_sees_its_own_and_the_networks_the_animator_all() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 3).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let network = ["P1", "P3", "M1", "M2", "M3", "A1", "A6", "O1", "CR"];
    let own = [
        ("P1", false),
        ("P2", true),
        ("P3", false),
        ("P6", true),
        ("M1", false),
        ("M2", false),
        ("M3", false),
        ("A1", false),
        ("A8", true),
        ("A6", false),
        ("O1", false),
        ("CR", false),
    ];
    for actor in [&rives.director, &rives.team] {
        let found = all(actor, YEAR).await;
        assert_eq!(rules_of(&found), own);
        let ids: Vec<&str> = found
            .obligations
            .iter()
            .map(|one| one.organisation_id.as_str())
            .collect();
        assert!(ids.iter().all(|id| id.is_empty() || *id == rives.id), "{ids:?}");
    }
    for actor in [world.anru().await, world.dgom().await, world.elected().await] {
        let found = all(&actor, YEAR).await;
        assert_eq!(rules_of(&found), network.map(|rule| (rule, false)));
    }
    let found = all(&animator, YEAR).await;
    assert_eq!(
        found.obligations.len(),
        network.len() + 3 * 18,
        "18 centres, three rules each"
    );
    // Another centre does not exist.
    let request = GetObligationsRequest {
        year: YEAR,
        organisation_id: guyane.id.clone(),
    };
    let refused = rives.director.obligation().get_obligations(request.clone()).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    let one = animator
        .obligation()
        .get_obligations(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(rules_of(&one), own);
    let far = GetObligationsRequest {
        year: 1789,
        ..Default::default()
    };
    let refused = animator.obligation().get_obligations(far).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::YearOutOfRange);
}

/// A director may not open the bilateral meeting: it counts, and neither its date nor its page is told.
#[tokio::test]
async fn a_meeting_that_the_reader_may_not_open_counts_and_is_not_shown() {
    let world = World::new().await;
    plan(&world, MeetingKind::Bilateral, "2027-05-10T10:00", "Europe/Paris").await;
    let rives = world.centre("Rives de Loire").await;
    let of_anru = find(&all(&world.anru().await, YEAR).await, "A6", "").unwrap();
    let of_rives = find(&all(&rives.director, YEAR).await, "A6", "").unwrap();
    assert_eq!(of_anru.state(), ObligationState::OnTheWay);
    assert_eq!(stands(&of_anru), stands(&of_rives));
    assert_eq!(
        (of_anru.evidence.len(), due(&of_anru).as_str()),
        (1, "2027-05-10 08:00:00")
    );
    assert_eq!(
        (of_rives.evidence.len(), due(&of_rives).as_str()),
        (0, "2027-12-31 22:59:59")
    );
}

#[tokio::test]
async fn the_pages_quote_the_framework_and_their_evidence_leads_somewhere() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Un texte.").await;
    scenario::submit(&rives, &draft).await;
    let declare = DeclareProductionRequest {
        year: YEAR,
        title: "Guide".to_owned(),
        form: "guide".to_owned(),
    };
    rives
        .director
        .production()
        .declare_production(declare)
        .await
        .unwrap();
    let committee = scenario::committee(&animator).await;
    scenario::convene(&animator, &committee).await;
    plan(
        &world,
        MeetingKind::CharterCommittee,
        "2027-05-10T10:00",
        "Europe/Paris",
    )
    .await;
    for actor in [&animator, &rives.director, &world.anru().await] {
        let found = all(actor, YEAR).await;
        let evidence: Vec<_> = found.obligations.iter().flat_map(|one| &one.evidence).collect();
        assert!(!evidence.is_empty());
        for one in evidence {
            let page = actor.get(&one.path).await;
            assert_eq!(page.status, 200, "{} by {:?}", one.path, actor.role());
        }
        let page = actor.get("/obligation").await;
        assert!(
            page.text
                .contains("Ce programme d’animation ne pourra pas excéder 3 chantiers par an.")
        );
        assert!(page.text.contains("Cadre de référence, 3.3") && page.text.contains("Annexe technique"));
    }
    let page = animator.get("/obligation").await;
    for words in [
        "À regarder d’abord",
        "Les centres",
        "Guyane",
        "2\u{a0}engagements manquent encore",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let page = rives.director.get("/obligation").await;
    assert!(page.text.contains("Votre centre") && !page.text.contains("Guyane"));
    let path = format!("/obligation/{}", rives.id);
    assert!(
        animator
            .get(&format!("/network/{}", rives.id))
            .await
            .text
            .contains(&path)
    );
    let guyane = world.centre("Guyane").await;
    assert!(
        !guyane
            .director
            .get(&format!("/network/{}", rives.id))
            .await
            .text
            .contains(&path)
    );
    assert_eq!(guyane.director.get(&path).await.status, 404);
}
