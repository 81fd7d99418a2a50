//! Sessions: how they end, which membership they act with, what their owner prefers.

use chrono::TimeDelta;
use proto::v1::{
    AddMemberRequest, ChooseMembershipRequest, Delivery, EndSessionRequest, GetMeRequest,
    GetPreferencesRequest, ListSessionsRequest, Position, Preferences, RemoveMemberRequest, SignOutRequest,
    UpdatePreferencesRequest,
};
use tonic::Code;

use super::{EMAIL, is_signed_in};
use crate::world::{Actor, World, violations};

#[tokio::test]
async fn a_session_ends_by_age_by_idleness_and_by_hand() {
    let world = World::new().await;
    let person_id = world.centre("Rives de Loire").await.director.me.person_id;
    let first = world.enter_as(&person_id).await;
    let second = world.enter_as(&person_id).await;
    let list = async |actor: &Actor| {
        let answer = actor
            .account()
            .list_sessions(ListSessionsRequest {})
            .await
            .unwrap();
        answer.into_inner().sessions
    };
    let of_second = list(&second)
        .await
        .into_iter()
        .find(|session| session.is_current)
        .unwrap();
    let request = EndSessionRequest { id: of_second.id };
    let stranger = world.animator().await;
    let refused = stranger.account().end_session(request.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    first.account().end_session(request).await.unwrap();
    assert!(!is_signed_in(&second).await);
    assert!(is_signed_in(&first).await);

    let third = world.enter_as(&person_id).await;
    third.account().sign_out(SignOutRequest {}).await.unwrap();
    assert!(!is_signed_in(&third).await);

    world.clock().advance(TimeDelta::days(6));
    assert!(is_signed_in(&first).await);
    settle(&world, &first).await;
    world.clock().advance(TimeDelta::days(6));
    assert!(is_signed_in(&first).await, "used six days ago");
    settle(&world, &first).await;
    world.clock().advance(TimeDelta::days(7));
    assert!(!is_signed_in(&first).await, "not used for seven days");

    let fourth = world.enter_as(&person_id).await;
    for _ in 0..5 {
        world.clock().advance(TimeDelta::days(5));
        assert!(is_signed_in(&fourth).await);
        settle(&world, &fourth).await;
    }
    world.clock().advance(TimeDelta::days(5));
    assert!(!is_signed_in(&fourth).await, "thirty days old");
}

/// Waits until the last use is noted: that happens after the answer.
async fn settle(world: &World, actor: &Actor) {
    let now = world.clock().now().timestamp();
    for _ in 0..200 {
        let answer = actor
            .account()
            .list_sessions(ListSessionsRequest {})
            .await
            .unwrap();
        let sessions = answer.into_inner().sessions;
        let current = sessions.iter().find(|session| session.is_current).unwrap();
        if current.last_seen_at.unwrap().seconds == now {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the last use was never noted");
}

#[tokio::test]
async fn a_person_chooses_the_membership() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let request = AddMemberRequest {
        organisation_id: other.id.clone(),
        name: "Claire Exemple".to_owned(),
        email: EMAIL.to_owned(),
        position: Position::Team as i32,
        ..Default::default()
    };
    let added = animator.network().add_member(request).await.unwrap().into_inner();
    assert_eq!(added.person_id, centre.director.me.person_id, "the same person");
    let choose = async |id: &str| {
        let request = ChooseMembershipRequest {
            membership_id: id.to_owned(),
        };
        centre.director.account().choose_membership(request).await
    };
    let me = choose(&added.id).await.unwrap().into_inner();
    assert_eq!(
        (me.organisation_name.as_str(), me.memberships.len()),
        ("Mayotte", 2)
    );
    assert_eq!(me.zone, "Indian/Mayotte");
    let foreign = choose(&centre.organisation.team[1].id).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let request = RemoveMemberRequest { id: added.id };
    animator.network().remove_member(request).await.unwrap();
    assert!(!is_signed_in(&centre.director).await);
}

#[tokio::test]
async fn preferences_have_defaults_and_are_kept() {
    let world = World::new().await;
    let person = world.centre("Guyane").await.director;
    let defaults = person
        .account()
        .get_preferences(GetPreferencesRequest {})
        .await
        .unwrap();
    let expected = Preferences {
        zone: "America/Cayenne".to_owned(),
        programme: Delivery::Daily as i32,
        call: Delivery::AtOnce as i32,
        engagement: Delivery::Daily as i32,
        contribution: Delivery::AtOnce as i32,
        network: Delivery::None as i32,
        solicitation: Delivery::AtOnce as i32,
        meeting: Delivery::Daily as i32,
        bulletin: Delivery::AtOnce as i32,
    };
    assert_eq!(defaults.into_inner(), expected);
    let update = async |preferences: Option<Preferences>| {
        let request = UpdatePreferencesRequest { preferences };
        person.account().update_preferences(request).await
    };
    let wanted = Preferences {
        zone: "Europe/Paris".to_owned(),
        call: Delivery::None as i32,
        ..expected
    };
    for _ in 0..2 {
        assert_eq!(update(Some(wanted.clone())).await.unwrap().into_inner(), wanted);
    }
    let me = person.account().get_me(GetMeRequest {}).await.unwrap();
    assert_eq!(me.into_inner().zone, "Europe/Paris");
    let refused = update(Some(Preferences::default())).await.unwrap_err();
    assert_eq!(violations(&refused).len(), 9);
    assert_eq!(violations(&update(None).await.unwrap_err())[0].0, "preferences");
}
