//! In the digest of a month: told as it reads now, and not at all once it is withdrawn.

use sea_orm::ConnectionTrait as _;

use super::newsletter::{edition, leave};
use super::*;
use crate::edition::add;

#[tokio::test]
async fn a_correction_or_a_withdrawal_does_not_hold_up_the_digest() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let kept = published(&anru, content("Règlement général")).await;
    let gone = published(&anru, content("Journée annulée")).await;
    let (newsletter_id, edition) = edition(&world, &rives, &kept, 3).await;
    let edition = add(&rives.director, &edition, BlockKind::Bulletin, &gone.id).await;
    let monthly = "UPDATE subscriber SET frequency = 2 WHERE email = 'a0@local.example'";
    world.app.db.writer().execute_unprepared(monthly).await.unwrap();
    leave(&world, &rives, &edition).await;
    let two = correction(&kept, "Le règlement change le 2 juin.", "La date.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
    let withdraw = WithdrawBulletinRequest {
        id: gone.id.clone(),
        reason: "Annulée.".to_owned(),
        version: gone.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();

    world.clock().set("2027-04-01T06:00:00Z".parse().unwrap());
    world.run_jobs().await;
    let director = world.centre("Rives de Loire").await.director;
    let list = ListEditionsRequest { newsletter_id };
    let listed = director.edition().list_editions(list).await.unwrap().into_inner();
    let mut digests = listed
        .editions
        .into_iter()
        .filter(|one| !one.digest_month.is_empty());
    let id = digests.next().unwrap().id;
    let request = EditionRequest { id: id.clone() };
    let digest = director
        .edition()
        .get_edition(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((digest.state(), digest.problems), (EditionState::Frozen, vec![]));
    let kinds: Vec<_> = digest.blocks.iter().map(Block::kind).collect();
    assert_eq!(kinds, [BlockKind::Title, BlockKind::Bulletin]);
    let block = &digest.blocks[1];
    assert!(
        block.quoted_html.contains("2 juin") && block.details.contains("La date."),
        "{block:?}"
    );
    let request = DeliveryRequest { edition_id: id };
    let delivery = director
        .delivery()
        .get_delivery(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (delivery.state(), delivery.n_recipients),
        (DeliveryState::Held, 1)
    );
}
