//! Teams: members, the last director, delegations.

use chrono::TimeDelta;
use proto::v1::{
    AddMemberRequest, DelegateDirectorRequest, EndDelegationRequest, GetMeRequest, ListActivityRequest,
    Position, Reason, RemoveMemberRequest, RequestSignInRequest, Role, SignInRequest, UpdateMemberRequest,
};
use tonic::Code;

use super::{get, member, newcomer};
use crate::world::{Actor, World, reason, violations};

#[tokio::test]
async fn a_director_manages_the_own_team() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let add = async |request: AddMemberRequest| centre.director.network().add_member(request).await;
    let added = add(newcomer(&centre.id, Position::Team))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(added.email, "nouvelle.recrue@essai.example");
    let recruit = world.enter_as(&added.person_id).await;
    assert_eq!(recruit.role(), Role::Team);
    let again = add(newcomer(&centre.id, Position::Team)).await.unwrap_err();
    assert_eq!(reason(&again), Reason::EmailTaken);
    let not_own = add(newcomer(&other.id, Position::Team)).await.unwrap_err();
    assert_eq!(reason(&not_own), Reason::NotAllowed);
    let not_team = add(newcomer(&centre.id, Position::President)).await.unwrap_err();
    assert_eq!(reason(&not_team), Reason::NotAllowed);
    let misplaced = add(newcomer(&centre.id, Position::Agent)).await.unwrap_err();
    assert_eq!(
        violations(&misplaced),
        [("position".to_owned(), Reason::UnknownValue)]
    );

    let request = UpdateMemberRequest {
        id: added.id.clone(),
        name: "Nouvelle Venue".to_owned(),
        phone: "01 99 00 99 99".to_owned(),
        position: Position::Team as i32,
        ..Default::default()
    };
    let renamed = centre
        .director
        .network()
        .update_member(request.clone())
        .await
        .unwrap();
    assert_eq!(renamed.into_inner().name, "Nouvelle Venue");
    let request = UpdateMemberRequest {
        position: Position::Director as i32,
        ..request
    };
    let refused = centre
        .director
        .network()
        .update_member(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);

    let request = RemoveMemberRequest { id: added.id };
    centre
        .director
        .network()
        .remove_member(request.clone())
        .await
        .unwrap();
    let signed_out = recruit.account().get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(signed_out.code(), Code::Unauthenticated);
    let gone = centre
        .director
        .network()
        .remove_member(request)
        .await
        .unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    // The person may come back.
    add(newcomer(&centre.id, Position::Team)).await.unwrap();
}

#[tokio::test]
async fn a_centre_keeps_a_director() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let director = member(&centre.organisation, Position::Director);
    let demote = UpdateMemberRequest {
        id: director.id.clone(),
        name: director.name.clone(),
        position: Position::Team as i32,
        ..Default::default()
    };
    let refused = animator
        .network()
        .update_member(demote.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::LastDirector);
    let remove = RemoveMemberRequest { id: director.id };
    let refused = animator
        .network()
        .remove_member(remove.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::LastDirector);
    let second = newcomer(&centre.id, Position::Director);
    animator.network().add_member(second).await.unwrap();
    animator.network().update_member(demote).await.unwrap();
    animator.network().remove_member(remove).await.unwrap();
    let own = get(&animator, &animator.me.organisation_id).await;
    let own = own
        .team
        .iter()
        .find(|member| member.person_id == animator.me.person_id);
    let leave = RemoveMemberRequest {
        id: own.unwrap().id.clone(),
    };
    let refused = animator.network().remove_member(leave).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}

#[tokio::test]
async fn a_delegate_acts_as_director_between_two_days() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let delegate = async |position, from: &str, until: &str| {
        let request = DelegateDirectorRequest {
            member_id: member(&centre.organisation, position).id,
            from: from.to_owned(),
            until: until.to_owned(),
        };
        centre.director.network().delegate_director(request).await
    };
    let check = |status: tonic::Status, field: &str, reason: Reason| {
        assert_eq!(violations(&status), [(field.to_owned(), reason)]);
    };
    check(
        delegate(Position::Team, "2027-03-14", "2027-03-20")
            .await
            .unwrap_err(),
        "from",
        Reason::InThePast,
    );
    check(
        delegate(Position::Team, "2027-03-20", "2027-03-19")
            .await
            .unwrap_err(),
        "until",
        Reason::EndBeforeStart,
    );
    let refused = delegate(Position::Director, "2027-03-16", "2027-03-17")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::DelegationToDirector);
    let refused = delegate(Position::President, "2027-03-16", "2027-03-17")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAMember);

    let given = delegate(Position::Team, "2027-03-16", "2027-03-17")
        .await
        .unwrap()
        .into_inner();
    assert!(!given.is_active && !given.is_ended);
    let me = async || {
        centre
            .team
            .account()
            .get_me(GetMeRequest {})
            .await
            .unwrap()
            .into_inner()
    };
    assert_eq!(me().await.role(), Role::Team);
    world.clock().advance(TimeDelta::days(1));
    let now = me().await;
    assert!(now.role() == Role::Director && now.is_delegate);
    // What was lent is not lent on.
    let request = DelegateDirectorRequest {
        member_id: given.member_id.clone(),
        from: "2027-03-18".to_owned(),
        until: "2027-03-18".to_owned(),
    };
    let refused = centre
        .team
        .network()
        .delegate_director(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let request = EndDelegationRequest { id: given.id };
    let other = world.centre("Mayotte").await;
    let refused = other
        .director
        .network()
        .end_delegation(request.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let ended = centre
        .director
        .network()
        .end_delegation(request)
        .await
        .unwrap()
        .into_inner();
    assert!(ended.is_ended && !ended.is_active);
    assert_eq!(me().await.role(), Role::Team);

    // Told in the centre and to the animator, to nobody else.
    let objects = async |actor: &Actor| {
        let answer = actor
            .live()
            .list_activity(ListActivityRequest::default())
            .await
            .unwrap();
        let all = answer.into_inner().activities.into_iter();
        all.map(|activity| activity.object).collect::<Vec<_>>().join("\n")
    };
    assert!(
        objects(&centre.director)
            .await
            .contains("du 16/03/2027 au 17/03/2027")
    );
    assert!(!objects(&other.director).await.contains("du 16/03/2027"));
}

#[tokio::test]
async fn the_animator_changes_an_address_and_both_are_told() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let member = member(&centre.organisation, Position::Team);
    let ask = RequestSignInRequest {
        email: member.email.clone(),
    };
    world.anonymous().account().request_sign_in(ask).await.unwrap();
    let change = |email: &str| UpdateMemberRequest {
        id: member.id.clone(),
        name: member.name.clone(),
        position: Position::Team as i32,
        email: email.to_owned(),
        ..Default::default()
    };
    let refused = centre
        .director
        .network()
        .update_member(change("autre@exemple.example"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let taken = change(&centre.director.me.email);
    let refused = animator.network().update_member(taken).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::EmailTaken);
    let refused = animator
        .network()
        .update_member(change("sans arobase"))
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("email".to_owned(), Reason::NotAnEmail)]);
    let changed = animator
        .network()
        .update_member(change("Nouvelle@Rives.example"))
        .await
        .unwrap();
    assert_eq!(changed.into_inner().email, "nouvelle@rives.example");
    let mails = world.mails().await;
    let told: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.subject.contains("adresse"))
        .map(|mail| mail.to.as_str())
        .collect();
    assert_eq!(told, [member.email.as_str(), "nouvelle@rives.example"]);
    // The link that the old address was sent opens nothing.
    let link = mails
        .iter()
        .find_map(|mail| mail.text.split("link?token=").nth(1))
        .unwrap();
    let token = link.split_whitespace().next().unwrap().to_owned();
    let sign_in = SignInRequest {
        token,
        ..Default::default()
    };
    let refused = world.anonymous().account().sign_in(sign_in).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::LinkExpired);
}

#[tokio::test]
async fn nobody_is_taken_into_a_team_silently() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let request = AddMemberRequest {
        email: animator.me.email.clone(),
        ..newcomer(&centre.id, Position::Team)
    };
    centre.director.network().add_member(request).await.unwrap();
    let mails = world.mails().await;
    let told = mails.iter().find(|mail| mail.to == animator.me.email).unwrap();
    assert!(told.text.contains("Rives de Loire"), "{}", told.text);
    // Neither the open session nor a new one acts for the team.
    for role in [
        world.enter_as(&animator.me.person_id).await.role(),
        animator
            .account()
            .get_me(GetMeRequest {})
            .await
            .unwrap()
            .into_inner()
            .role(),
    ] {
        assert_eq!(role, Role::Animator);
    }
}
