//! Tests of network.

use proto::v1::{ListOrganisationsRequest, Role};

use crate::world::World;

#[tokio::test]
async fn the_demonstration_has_everybody() {
    let world = World::new().await;
    let roles: Vec<Role> = world.everyone().await.iter().map(|actor| actor.role()).collect();
    assert_eq!(
        roles,
        (1..=9).map(|n| Role::try_from(n).unwrap()).collect::<Vec<_>>()
    );
    let centre = world.centre("Rives de Loire").await;
    assert_eq!(centre.director.role(), Role::Director);
    assert_eq!(centre.director.me.name, "Claire Exemple");
    assert_eq!(centre.team.role(), Role::Team);
    let request = ListOrganisationsRequest {
        function: 1,
        ..Default::default()
    };
    let answer = centre.team.network().list_organisations(request).await.unwrap();
    assert_eq!(answer.into_inner().organisations.len(), 18);
}
