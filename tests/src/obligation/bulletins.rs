//! A1: what procedures promise in a year. A8: each bulletin acknowledged within its delay.

use ObligationCause as Cause;
use ObligationState as State;

use super::*;
use crate::bulletin;

#[tokio::test]
async fn as_many_as_the_procedure_promises_and_each_read_in_time() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let guyane = world.centre("Guyane").await;
    let anru = world.anru().await;
    assert_eq!(
        stands(&now(&world, "A1", "").await),
        (State::NotAsked, Cause::Unspecified, 0)
    );
    // Six in a year, of which one by mid-March.
    bulletin::procedure(&anru).await;
    assert_eq!(
        stands(&now(&world, "A1", "").await),
        (State::AtRisk, Cause::ToPublish, 6)
    );
    let to_rives = BulletinContent {
        organisation_ids: vec![rives.id.clone()],
        audience_reason: "Un site y est.".to_owned(),
        ..bulletin::content("Règlement")
    };
    let one = bulletin::published(&anru, to_rives).await;
    let a1 = now(&world, "A1", "").await;
    assert_eq!(
        (stands(&a1), a1.n_done, a1.n_asked),
        ((State::OnTheWay, Cause::ToPublish, 5), 1, 6)
    );
    assert_eq!(a1.evidence[0].path, format!("/bulletin/{}", one.id));
    // Shown to those who may open it.
    for (actor, n) in [
        (&anru, 1),
        (&rives.team, 1),
        (&guyane.team, 0),
        (&world.dgom().await, 0),
    ] {
        let a1 = find(&all(actor, YEAR).await, "A1", "").unwrap();
        assert_eq!((a1.evidence.len(), a1.n_done), (n, 1), "{}", actor.me.name);
    }

    let a8 = now(&world, "A8", &rives.id).await;
    assert_eq!(
        (stands(&a8), due(&a8).as_str()),
        ((State::OnTheWay, Cause::ToAcknowledge, 1), "2027-03-25 22:59:59")
    );
    assert_eq!(now(&world, "A8", &guyane.id).await.state(), State::NotAsked);
    set(&world, "2027-03-23T12:00:00Z");
    assert_eq!(now(&world, "A8", &rives.id).await.state(), State::AtRisk);
    let team = world.centre("Rives de Loire").await.team;
    bulletin::acknowledge(&team, &one.id).await.unwrap();
    let a8 = now(&world, "A8", &rives.id).await;
    assert_eq!((a8.state(), a8.evidence.len()), (State::Met, 1));
    // One that nobody reads in time; withdrawn, it is asked of nobody.
    let anru = world.anru().await;
    let late = bulletin::published(&anru, bulletin::content("Autre")).await;
    set(&world, "2027-04-10T12:00:00Z");
    assert_eq!(
        stands(&now(&world, "A8", &guyane.id).await),
        (State::Missed, Cause::AcknowledgedLate, 1)
    );
    let anru = world.anru().await;
    let withdraw = WithdrawBulletinRequest {
        id: late.id,
        reason: "Annulée.".to_owned(),
        version: late.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    assert_eq!(now(&world, "A8", &guyane.id).await.state(), State::NotAsked);
    // Nor does what is withdrawn count: neither as sent, nor as read.
    assert_eq!(now(&world, "A1", "").await.n_done, 1);
    let one = bulletin::get(&anru, &one.id).await.unwrap();
    let withdraw = WithdrawBulletinRequest {
        id: one.id,
        reason: "Annulée.".to_owned(),
        version: one.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    let a1 = now(&world, "A1", "").await;
    assert_eq!((a1.n_done, a1.evidence.len()), (0, 0));
    assert_eq!(now(&world, "A8", &rives.id).await.state(), State::NotAsked);
}
