//! A person of several organisations: no team takes a name that others know.

use proto::v1::*;

use crate::world::{World, reason};

#[tokio::test]
async fn who_is_added_from_elsewhere_is_not_renamed() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [theirs, mine] = [world.centre("Guyane").await, world.centre("Mayotte").await];
    let known = &theirs.team.me;
    let add = AddMemberRequest {
        organisation_id: mine.id.clone(),
        name: "Un autre nom".to_owned(),
        email: known.email.clone(),
        position: Position::Team as i32,
        ..Default::default()
    };
    let added = mine
        .director
        .network()
        .add_member(add)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((&added.name, &added.person_id), (&known.name, &known.person_id));
    let as_it_is = UpdateMemberRequest {
        id: added.id.clone(),
        name: added.name.clone(),
        phone: added.phone.clone(),
        position: Position::Team as i32,
        title: "Chargée de mission".to_owned(),
        ..Default::default()
    };
    let titled = mine
        .director
        .network()
        .update_member(as_it_is.clone())
        .await
        .unwrap();
    assert_eq!(titled.into_inner().title, "Chargée de mission");
    let renamed = UpdateMemberRequest {
        name: "Un autre nom".to_owned(),
        ..as_it_is.clone()
    };
    let called = UpdateMemberRequest {
        phone: "01 99 00 11 22".to_owned(),
        ..as_it_is
    };
    for request in [&renamed, &called] {
        let refused = mine.director.network().update_member(request.clone()).await;
        let refused = refused.unwrap_err();
        assert_eq!(reason(&refused), Reason::PersonOfSeveralOrganisations);
    }
    // The animator may; so may the only team that is left.
    animator.network().update_member(renamed.clone()).await.unwrap();
    let member = theirs.organisation.team.iter();
    let member = member.filter(|member| member.person_id == known.person_id);
    let remove = RemoveMemberRequest {
        id: member.map(|member| member.id.clone()).next().unwrap(),
    };
    theirs.director.network().remove_member(remove).await.unwrap();
    let again = UpdateMemberRequest {
        name: "Encore un autre".to_owned(),
        ..renamed
    };
    mine.director.network().update_member(again).await.unwrap();
}
