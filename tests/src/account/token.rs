//! API tokens: shown once, scoped, expiring, revocable.

use chrono::TimeDelta;
use proto::v1::{
    CreateTokenRequest, CreateTokenResponse, GetMeRequest, ListOrganisationsRequest, ListTokensRequest,
    Reason, RevokeTokenRequest, UpdateOrganisationRequest,
};
use tonic::Code;

use crate::world::{Actor, World, reason, violations};

async fn create(actor: &Actor, scopes: &[&str], days: i32) -> Result<CreateTokenResponse, tonic::Status> {
    let request = CreateTokenRequest {
        name: "Notre site".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        days,
    };
    let done = actor.account().create_token(request).await;
    done.map(tonic::Response::into_inner)
}

async fn read(machine: &Actor) -> Result<(), tonic::Status> {
    let request = ListOrganisationsRequest::default();
    machine.network().list_organisations(request).await.map(|_| ())
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_until_it_ends() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let created = create(&centre.director, &["network:read"], 30).await.unwrap();
    let token = created.token.unwrap();
    assert!(created.secret.starts_with(&token.hint) && created.secret.len() > 40);
    let machine = world.machine(&created.secret);
    read(&machine).await.unwrap();
    let write = UpdateOrganisationRequest {
        organisation: Some(centre.organisation.clone()),
    };
    let refused = machine.network().update_organisation(write).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let refused = machine.account().get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::TokenScope);
    let programme = create(&centre.director, &["programme:read"], 30).await.unwrap();
    let refused = read(&world.machine(&programme.secret)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::TokenScope);

    let list = async |actor: &Actor| {
        let answer = actor.account().list_tokens(ListTokensRequest {}).await.unwrap();
        answer.into_inner().tokens
    };
    assert_eq!(list(&centre.director).await.len(), 2);
    let other = world.centre("Mayotte").await;
    assert!(list(&other.director).await.is_empty());
    let request = RevokeTokenRequest { id: token.id };
    let foreign = other
        .director
        .account()
        .revoke_token(request.clone())
        .await
        .unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let revoked = centre
        .director
        .account()
        .revoke_token(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(revoked.revoked_at.is_some());
    assert_eq!(read(&machine).await.unwrap_err().code(), Code::Unauthenticated);
    // Once more changes nothing.
    let again = centre
        .director
        .account()
        .revoke_token(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again.revoked_at, revoked.revoked_at);
}

#[tokio::test]
async fn a_token_expires() {
    let world = World::new().await;
    let animator = world.animator().await;
    let created = create(&animator, &["network:read"], 1).await.unwrap();
    let machine = world.machine(&created.secret);
    world.clock().advance(TimeDelta::hours(23));
    read(&machine).await.unwrap();
    world.clock().advance(TimeDelta::hours(1));
    assert_eq!(read(&machine).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_token_is_asked_for_properly() {
    let world = World::new().await;
    let director = world.centre("Rives de Loire").await.director;
    let check = async |scopes: &[&str], days: i32, expected: &[(&str, Reason)]| {
        let refused = create(&director, scopes, days).await.unwrap_err();
        let expected: Vec<(String, Reason)> = expected.iter().map(|(f, r)| ((*f).to_owned(), *r)).collect();
        assert_eq!(violations(&refused), expected);
    };
    check(&[], 30, &[("scopes", Reason::Required)]).await;
    check(&["account:read"], 30, &[("scopes", Reason::UnknownValue)]).await;
    check(
        &["network:read", "tout"],
        367,
        &[("scopes", Reason::UnknownValue), ("days", Reason::Malformed)],
    )
    .await;
    let team = world.centre("Rives de Loire").await.team;
    let refused = create(&team, &["network:read"], 30).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let scopes = ["network:read".to_owned()];
    let secret = server::account::create_token(&world.app, "rives de loire", "Outil", &scopes, 7)
        .await
        .unwrap();
    read(&world.machine(&secret)).await.unwrap();
    let unknown = server::account::create_token(&world.app, "Nulle part", "Outil", &scopes, 7).await;
    assert!(unknown.is_err());
}
