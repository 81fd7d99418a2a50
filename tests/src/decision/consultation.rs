//! Written consultations: several days, outside any session, told by mail.

use chrono::TimeDelta;

use super::*;

/// The centres and the animator, for ten days.
fn consult() -> CreateVoteRequest {
    CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Approuver le compte rendu du 4 décembre".to_owned(),
        is_opened_now: true,
        closes_at: "2027-03-25T23:59".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    }
}

/// The mails of consultations, oldest first.
async fn letters(world: &World) -> Vec<list_demonstration_mails_response::Mail> {
    let mut mails = world.mails().await;
    mails.retain(|mail| mail.subject.to_lowercase().contains("consultation écrite"));
    mails
}

fn awaited(home: &Home) -> Option<&Expectation> {
    let mut all = home.expectations.iter();
    all.find(|one| one.kind() == ExpectationKind::CastBallot)
}

async fn home(actor: &Actor) -> Home {
    let home = actor.home().get_home(GetHomeRequest {}).await;
    home.unwrap().into_inner()
}

#[tokio::test]
async fn from_the_opening_to_the_result() {
    let world = World::new().await;
    let animator = world.animator().await;
    let refused = animator.decision().create_vote(consult()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NoRules);
    let half = AdoptRulesRequest {
        quorum_percent: 10,
        ..plain_rules()
    };
    adopt(&animator, half).await;
    let open = CreateVoteRequest {
        closes_at: String::new(),
        ..consult()
    };
    let refused = animator.decision().create_vote(open).await.unwrap_err();
    assert_eq!(violations(&refused), [("closes_at".to_owned(), Reason::Required)]);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let refused = rives
        .director
        .decision()
        .create_vote(consult())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);

    let vote = create(&animator, consult()).await;
    assert_eq!((vote.state(), vote.n_voices), (VoteState::Open, 19));
    let closes_at = vote.closes_at.unwrap().seconds;
    assert_eq!(
        chrono::DateTime::from_timestamp(closes_at, 0)
            .unwrap()
            .to_rfc3339(),
        "2027-03-25T22:59:59+00:00",
        "to the end of the day"
    );
    // 18 directors, and the two agents of the animator.
    let mails = letters(&world).await;
    assert_eq!(mails.len(), 20);
    let to_guyane = mails
        .iter()
        .find(|mail| mail.to == guyane.director.me.email)
        .unwrap();
    assert_eq!(
        to_guyane.subject,
        "Consultation écrite\u{a0}: Approuver le compte rendu du 4 décembre"
    );
    for part in [
        format!("http://127.0.0.1:8080/decision/vote/{}", vote.id),
        "heure de Cayenne".to_owned(),
        "règlement intérieur du réseau (version 1), et non du cadre de référence".to_owned(),
        "Vote nominatif".to_owned(),
    ] {
        assert!(to_guyane.text.contains(&part), "{part}: {}", to_guyane.text);
    }
    let expected = home(&guyane.director).await;
    let expected = awaited(&expected).unwrap();
    assert_eq!(expected.path, format!("/decision/vote/{}", vote.id));
    assert_eq!(expected.due_at.unwrap().seconds, closes_at);
    assert!(
        awaited(&home(&guyane.team).await).is_none(),
        "a team has no voice"
    );
    assert!(awaited(&home(&world.partner().await).await).is_none());

    cast(&rives.director, &vote, 1).await.unwrap();
    cast(&animator, &vote, 1).await.unwrap();
    assert!(awaited(&home(&rives.director).await).is_none());

    // Two days before the end, those who have not voted are reminded, once, by one of two processes.
    world.clock().advance(TimeDelta::days(8));
    world.run_jobs().await;
    assert_eq!(
        letters(&world).await.len(),
        20,
        "not yet: it ends in the night of the 25th"
    );
    world.clock().advance(TimeDelta::hours(14));
    let replica = world.replica().await;
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    assert!(one.is_ok() && other.is_ok());
    world.run_jobs().await;
    let reminders = letters(&world).await.split_off(20);
    assert_eq!(reminders.len(), 17);
    assert!(reminders.iter().all(|mail| mail.subject.starts_with("Rappel")));
    assert!(reminders.iter().all(|mail| mail.to != rives.director.me.email));

    world.clock().set("2027-03-25T22:59:59Z".parse().unwrap());
    world.run_jobs().await;
    let guyane = world.centre("Guyane").await;
    cast(&guyane.director, &vote, 1).await.unwrap();
    world.clock().advance(TimeDelta::seconds(1));
    let replica = world.replica().await;
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    assert!(one.is_ok() && other.is_ok());
    let closed = see(&guyane.director, &vote).await;
    assert_eq!(
        (closed.state(), closed.result()),
        (VoteState::Closed, VoteResult::Adopted)
    );
    assert_eq!((closed.n_present, figures(&closed)), (3, vec![3, 0, 0]));
    let list = ListDecisionsRequest::default();
    let found = guyane.director.decision().list_decisions(list).await.unwrap();
    let [decision] = &found.into_inner().decisions[..] else {
        panic!("one decision")
    };
    assert_eq!(
        (decision.mode(), decision.meeting_id.as_str(), decision.year),
        (DecisionMode::Consultation, "", 2027)
    );
}

#[tokio::test]
async fn it_opens_at_its_instant_and_is_listed() {
    let world = World::new().await;
    let animator = world.animator().await;
    adopt(&animator, plain_rules()).await;
    let later = CreateVoteRequest {
        is_opened_now: false,
        opens_at: "2027-03-16T08:00".to_owned(),
        ..consult()
    };
    let vote = create(&animator, later).await;
    world.run_jobs().await;
    assert_eq!(
        (vote.state(), letters(&world).await.len()),
        (VoteState::Prepared, 0)
    );
    world.clock().set("2027-03-16T07:00:00Z".parse().unwrap());
    world.run_jobs().await;
    assert_eq!(letters(&world).await.len(), 20);
    let director = world.centre("Guyane").await.director;
    let list = director
        .decision()
        .list_consultations(ListConsultationsRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!((list.consultations.len(), list.kinds.len()), (1, 0));
    assert_eq!(list.consultations[0].state(), VoteState::Open);
    let list = animator
        .decision()
        .list_consultations(ListConsultationsRequest {})
        .await
        .unwrap()
        .into_inner();
    let kinds: Vec<_> = list.kinds.iter().map(MeetingKindInfo::kind).collect();
    assert_eq!(
        kinds,
        [MeetingKind::TechnicalCommittee, MeetingKind::CharterCommittee]
    );
}

/// The charter committee is not open to all: its consultations are seen by those who have a voice in it.
#[tokio::test]
async fn a_consultation_of_a_closed_kind_is_seen_by_its_voices() {
    let world = World::new().await;
    let animator = world.animator().await;
    let charter = MeetingKind::CharterCommittee as i32;
    let rules = AdoptRulesRequest {
        kind: charter,
        functions: vec![
            Function::Animator as i32,
            Function::ElectedAssociation as i32,
            Function::Centre as i32,
        ],
        ..plain_rules()
    };
    adopt(&animator, rules).await;
    let request = CreateVoteRequest {
        kind: charter,
        question: "Zxq bilan de la charte".to_owned(),
        ..consult()
    };
    let vote = create(&animator, request).await;
    let names: Vec<&str> = vote
        .voices
        .iter()
        .map(|one| one.organisation_name.as_str())
        .collect();
    assert!(
        !names.contains(&"Guyane"),
        "the kind convenes no centre: {names:?}"
    );
    let elected = world.elected().await;
    cast(&elected, &vote, 1).await.unwrap();
    for actor in [world.centre("Guyane").await.director, world.partner().await] {
        let request = VoteRequest { id: vote.id.clone() };
        let refused = actor.decision().get_vote(request).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
        assert_eq!(
            reason(&cast(&actor, &vote, 1).await.unwrap_err()),
            Reason::NotFound
        );
        for path in ["/decision", "/activity"] {
            assert!(!actor.get(path).await.text.contains("Zxq"), "{path}");
        }
    }
    cast(&animator, &vote, 1).await.unwrap();
    close(&animator, &vote).await;
    let list = ListDecisionsRequest::default();
    let seen = elected.decision().list_decisions(list.clone()).await.unwrap();
    assert_eq!(seen.into_inner().decisions.len(), 1);
    let hidden = world
        .partner()
        .await
        .decision()
        .list_decisions(list)
        .await
        .unwrap();
    assert_eq!(hidden.into_inner().decisions.len(), 0);
}
