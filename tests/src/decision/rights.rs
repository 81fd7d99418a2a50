//! Who may do what with a voice: by role, by organisation, by delegation; machines never.

use super::*;

/// Every role tries to cast a ballot and to lead.
#[tokio::test]
async fn each_role_with_a_vote() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let vote = create(&animator, question(&meeting, "Qui peut")).await;
    let lead = VoteRequest { id: vote.id.clone() };
    for actor in world.everyone().await {
        let role = actor.role();
        if role == Role::Animator {
            continue;
        }
        for refused in [
            actor.decision().close_vote(lead.clone()).await.map(drop),
            actor.decision().open_vote(lead.clone()).await.map(drop),
            actor.decision().delete_vote(lead.clone()).await.map(drop),
            actor
                .decision()
                .create_vote(question(&meeting, "Prendre la main"))
                .await
                .map(drop),
        ] {
            assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed, "{role:?}");
        }
        let answer = cast(&actor, &vote, 1).await.map_err(|status| reason(&status));
        let expected = match role {
            Role::Director => Ok(Empty {}),
            // Of a centre, but not who holds its voice.
            Role::Team | Role::President => Err(Reason::NotAllowed),
            // Neither convened nor named by the rules.
            _ => Err(Reason::NoVoice),
        };
        assert_eq!(answer, expected, "{role:?}");
    }
    cast(&animator, &vote, 1).await.unwrap();
}

/// The director's acts can be lent: the delegate casts the ballot of the centre, once for both.
#[tokio::test]
async fn a_delegate_casts_the_ballot_of_the_centre() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let vote = create(&animator, question(&meeting, "Par délégation")).await;
    let centre = world.centre("Rives de Loire").await;
    let refused = cast(&centre.team, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let member = centre
        .organisation
        .team
        .iter()
        .find(|member| member.person_id == centre.team.me.person_id)
        .unwrap();
    let lend = DelegateDirectorRequest {
        member_id: member.id.clone(),
        from: "2027-03-15".to_owned(),
        until: "2027-03-20".to_owned(),
    };
    centre.director.network().delegate_director(lend).await.unwrap();
    let delegate = world.enter_as(&centre.team.me.person_id).await;
    cast(&delegate, &vote, 1).await.unwrap();
    let refused = cast(&centre.director, &vote, 2).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyVoted);
}

/// M2: of the centres one president is convened, and casts the ballot of the own centre.
#[tokio::test]
async fn in_the_charter_committee_a_president_and_the_associations_vote() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rules = AdoptRulesRequest {
        kind: MeetingKind::CharterCommittee as i32,
        functions: vec![
            Function::Animator as i32,
            Function::ElectedAssociation as i32,
            Function::Centre as i32,
        ],
        ..plain_rules()
    };
    adopt(&animator, rules).await;
    let request = CreateMeetingRequest {
        kind: MeetingKind::CharterCommittee as i32,
        starts_at: "2027-04-20T10:00".to_owned(),
        ends_at: "2027-04-20T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    let president = world.president().await;
    let invite = AddInviteeRequest {
        meeting_id: meeting.id.clone(),
        person_id: president.me.person_id.clone(),
        role: InviteeRole::Member as i32,
        ..Default::default()
    };
    animator.convocation().add_invitee(invite).await.unwrap();
    set_state(&world, &meeting.id, MeetingState::Running).await;
    let vote = create(&animator, question(&meeting, "Réviser la charte")).await;
    let names: Vec<&str> = vote
        .voices
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert!(
        names.contains(&president.me.organisation_name.as_str()),
        "{names:?}"
    );
    assert!(
        !names.contains(&"Guyane"),
        "one centre alone is convened: {names:?}"
    );
    cast(&president, &vote, 1).await.unwrap();
    cast(&world.elected().await, &vote, 1).await.unwrap();
    // Who is not convened does not see it.
    let refused = cast(&world.centre("Guyane").await.director, &vote, 1).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
}

/// A voice is a person's to cast: a machine of the animator may lead, and votes no more than one of a centre.
#[tokio::test]
async fn a_machine_does_not_vote() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let vote = create(&animator, question(&meeting, "Sans machine")).await;
    let token = CreateTokenRequest {
        name: "Un automate".to_owned(),
        scopes: vec!["decision:read".to_owned(), "decision:write".to_owned()],
        days: 30,
    };
    let token = animator.account().create_token(token).await.unwrap().into_inner();
    let machine = world.machine(&token.secret);
    assert_eq!(see(&machine, &vote).await.ballots, Vec::<Voice>::new());
    let refused = cast(&machine, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
}
