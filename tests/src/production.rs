//! Productions outside calls (P6): their form agreed before they are delivered.

#![expect(clippy::too_many_lines, reason = "a test tells one story, step by step")]

use proto::v1::*;

use crate::scenario::YEAR;
use crate::world::{Centre, World, reason, violations};

async fn declare(centre: &Centre) -> Production {
    let request = DeclareProductionRequest {
        year: YEAR,
        title: "Guide des fonds".to_owned(),
        form: "guide".to_owned(),
    };
    let declared = centre.team.production().declare_production(request).await;
    declared.unwrap().into_inner()
}

fn deliver(production: &Production, text: &str, link: &str) -> DeliverProductionRequest {
    DeliverProductionRequest {
        id: production.id.clone(),
        text: text.to_owned(),
        link: link.to_owned(),
        version: production.version,
    }
}

#[tokio::test]
async fn declared_agreed_delivered() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let declared = declare(&rives).await;
    assert_eq!(declared.state(), ProductionState::Declared);
    let refused = rives
        .director
        .production()
        .deliver_production(deliver(&declared, "Texte", ""))
        .await;
    assert_eq!(
        reason(&refused.unwrap_err()),
        Reason::ProductionState,
        "the form is agreed first"
    );
    let agree = AgreeProductionRequest {
        id: declared.id.clone(),
    };
    let agreed = animator
        .production()
        .agree_production(agree.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(agreed.state(), ProductionState::Agreed);
    let refused = animator.production().agree_production(agree).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProductionState);

    let bad = deliver(&agreed, "", "http://exemple.fr");
    let refused = rives
        .director
        .production()
        .deliver_production(bad)
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("link".to_owned(), Reason::NotALink)]);
    let empty = deliver(&agreed, " ", "");
    let refused = rives
        .director
        .production()
        .deliver_production(empty)
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("text".to_owned(), Reason::TextOrLink)]);
    let refused = guyane
        .director
        .production()
        .deliver_production(deliver(&agreed, "Pris", ""))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let old = deliver(&declared, "Texte", "");
    let refused = rives
        .director
        .production()
        .deliver_production(old)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    let good = deliver(&agreed, "Un **guide**.", "https://exemple.fr/guide");
    rives
        .director
        .production()
        .deliver_production(good)
        .await
        .unwrap();

    // Everyone in the network sees it.
    let list = ListProductionsRequest {
        year: YEAR,
        ..Default::default()
    };
    let seen = world
        .partner()
        .await
        .production()
        .list_productions(list)
        .await
        .unwrap()
        .into_inner();
    let [production] = &seen.productions[..] else {
        panic!("{seen:?}")
    };
    assert_eq!(production.state(), ProductionState::Delivered);
    assert_eq!(production.organisation_name, "Rives de Loire");
    assert_eq!(production.text_html.trim(), "<p>Un <strong>guide</strong>.</p>");
    let delete = DeleteProductionRequest {
        id: production.id.clone(),
    };
    let refused = rives
        .director
        .production()
        .delete_production(delete)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ProductionState);
}

#[tokio::test]
async fn a_declaration_may_be_taken_back() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let declared = declare(&rives).await;
    let delete = DeleteProductionRequest {
        id: declared.id.clone(),
    };
    let refused = guyane
        .director
        .production()
        .delete_production(delete.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    rives
        .director
        .production()
        .delete_production(delete.clone())
        .await
        .unwrap();
    let refused = rives
        .director
        .production()
        .delete_production(delete)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    let request = DeclareProductionRequest {
        year: 1999,
        ..Default::default()
    };
    let refused = rives
        .team
        .production()
        .declare_production(request)
        .await
        .unwrap_err();
    let expected = [
        ("title", Reason::Required),
        ("form", Reason::Required),
        ("year", Reason::YearOutOfRange),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
}

/// Taken back and delivered at the same moment: one of them comes first, and the other is refused.
#[tokio::test]
async fn what_is_delivered_is_not_taken_back() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    for _ in 0..10 {
        let declared = declare(&rives).await;
        let agree = AgreeProductionRequest {
            id: declared.id.clone(),
        };
        let agreed = animator
            .production()
            .agree_production(agree)
            .await
            .unwrap()
            .into_inner();
        let delete = DeleteProductionRequest {
            id: declared.id.clone(),
        };
        let (mut one, mut other) = (rives.director.production(), rives.team.production());
        let (deleted, delivered) = tokio::join!(
            one.delete_production(delete),
            other.deliver_production(deliver(&agreed, "Le texte.", ""))
        );
        assert_ne!(deleted.is_ok(), delivered.is_ok());
        let list = ListProductionsRequest {
            year: agreed.year,
            organisation_id: rives.id.clone(),
        };
        let list = animator
            .production()
            .list_productions(list)
            .await
            .unwrap()
            .into_inner();
        let is_there = list.productions.iter().any(|one| one.id == declared.id);
        assert_eq!(is_there, delivered.is_ok());
    }
}
