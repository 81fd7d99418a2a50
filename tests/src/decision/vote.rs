//! Votes in a session: named, a list, a tie, proxies, set instants.

use chrono::TimeDelta;

use super::*;

#[tokio::test]
async fn a_named_vote_is_seen_as_it_goes_and_becomes_a_decision() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = running(&animator, plain_rules()).await;
    let vote = create(&animator, question(&meeting, "Adopter la charte des données")).await;
    assert_eq!((vote.state(), vote.n_voices), (VoteState::Open, 19));
    let labels: Vec<&str> = vote.options.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Pour", "Contre", "Abstention"]);

    cast(&rives.director, &vote, 1).await.unwrap();
    let refused = cast(&rives.director, &vote, 2).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyVoted);
    for option in [0, 4, -1] {
        let refused = cast(&guyane.director, &vote, option).await.unwrap_err();
        let why = if option == 0 {
            Reason::Required
        } else {
            Reason::UnknownValue
        };
        assert_eq!(violations(&refused), [("option".to_owned(), why)]);
    }
    cast(&guyane.director, &vote, 3).await.unwrap();
    let seen = see(&guyane.director, &vote).await;
    assert!(seen.has_figures && seen.ballots.is_empty());
    assert_eq!((figures(&seen), seen.n_cast), (vec![1, 0, 1], 2));
    let of = |name: &str| {
        let voice = seen.voices.iter().find(|one| one.organisation_name == name);
        let voice = voice.unwrap();
        (voice.has_voted, voice.chosen.clone())
    };
    assert_eq!(of("Rives de Loire"), (true, "Pour".to_owned()));
    assert_eq!(of("Guyane"), (true, "Abstention".to_owned()));
    assert_eq!(of("Martinique"), (false, String::new()));

    let request = VoteRequest { id: vote.id.clone() };
    let refused = rives.director.decision().close_vote(request.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let closed = close(&animator, &vote).await;
    assert_eq!(
        (closed.state(), closed.result(), closed.chosen),
        (VoteState::Closed, VoteResult::Adopted, 1)
    );
    let refused = cast(&world.centre("Martinique").await.director, &vote, 1).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::VoteNotOpen);
    let refused = animator.decision().close_vote(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteState);
    let decided = of_meeting(&rives.director, &meeting).await;
    let [decision] = &decided.decisions[..] else {
        panic!("{decided:?}")
    };
    assert_eq!(decision.text, "Adopter la charte des données");
    assert_eq!(
        (decision.mode(), &decision.vote_id),
        (DecisionMode::Vote, &vote.id)
    );
    assert_eq!(closed.decision_id, decision.id);
    // What is rejected decides nothing.
    let vote = create(&animator, question(&meeting, "Déménager")).await;
    cast(&rives.director, &vote, 2).await.unwrap();
    assert_eq!(close(&animator, &vote).await.result(), VoteResult::Rejected);
    assert_eq!(of_meeting(&rives.director, &meeting).await.decisions.len(), 1);
}

#[tokio::test]
async fn a_list_has_one_choice() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let options = |lines: &[&str]| CreateVoteRequest {
        options: lines.iter().map(|line| (*line).to_owned()).collect(),
        ..question(&meeting, "Où se tient la journée nationale")
    };
    let many: Vec<String> = (0..21).map(|n| format!("Ville {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (lines, why) in [
        (&["Lyon"][..], Reason::Required),
        (&["Lyon", "Lyon"][..], Reason::NameTaken),
        (&many, Reason::TooMany),
    ] {
        let refused = animator.decision().create_vote(options(lines)).await.unwrap_err();
        assert_eq!(violations(&refused), [("options".to_owned(), why)], "{lines:?}");
    }
    // As a form sends them: one field of several lines.
    let vote = create(&animator, options(&["Port-sur-Loire\r\n\nValclair\nCayenne"])).await;
    let labels: Vec<&str> = vote.options.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Port-sur-Loire", "Valclair", "Cayenne", "Abstention"]);
    for (name, option) in [("Rives de Loire", 2), ("Guyane", 3), ("Martinique", 2)] {
        cast(&world.centre(name).await.director, &vote, option)
            .await
            .unwrap();
    }
    let closed = close(&animator, &vote).await;
    assert_eq!((figures(&closed), closed.chosen), (vec![0, 2, 1, 0], 2));
    let decided = of_meeting(&animator, &meeting).await.decisions;
    assert_eq!(
        decided[0].text,
        "Où se tient la journée nationale\u{a0}: Valclair"
    );
}

/// The animator chairs: its ballot counts once more where the rules say so.
#[tokio::test]
async fn a_tie_goes_to_the_chair_or_to_nobody() {
    for (tie, expected) in [
        (TieRule::Chair, VoteResult::Adopted),
        (TieRule::Rejected, VoteResult::Rejected),
    ] {
        let world = World::new().await;
        let animator = world.animator().await;
        let rules = AdoptRulesRequest {
            tie: tie as i32,
            ..plain_rules()
        };
        let meeting = running(&animator, rules).await;
        let vote = create(&animator, question(&meeting, "Avancer la séance")).await;
        cast(&animator, &vote, 1).await.unwrap();
        cast(&world.centre("Guyane").await.director, &vote, 2)
            .await
            .unwrap();
        let closed = close(&animator, &vote).await;
        assert_eq!(closed.result(), expected, "{tie:?}");
        assert!(closed.is_tied);
        assert_eq!(closed.is_decided_by_chair, tie == TieRule::Chair);
    }
}

#[tokio::test]
async fn a_voice_is_carried_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    let [rives, guyane, martinique] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Martinique").await,
    ];
    let give = |bearer: &str| GiveProxyRequest {
        meeting_id: meeting.id.clone(),
        bearer_id: bearer.to_owned(),
    };
    let team = rives.team.decision().give_proxy(give(&guyane.id)).await;
    assert_eq!(reason(&team.unwrap_err()), Reason::NotAllowed);
    let given = rives.director.decision().give_proxy(give(&guyane.id)).await;
    let given = given.unwrap().into_inner();
    assert!(given.has_given_proxy && !given.may_give_proxy);
    for (giver, bearer, why) in [
        (&rives, &martinique, Reason::VoiceGiven),
        (&martinique, &guyane, Reason::ProxyLimit),
        (&martinique, &rives, Reason::ProxyLimit),
        (&guyane, &martinique, Reason::ProxyLimit),
        (&martinique, &martinique, Reason::NoVoice),
    ] {
        let refused = giver.director.decision().give_proxy(give(&bearer.id)).await;
        assert_eq!(reason(&refused.unwrap_err()), why);
    }
    let vote = create(&animator, question(&meeting, "Porter une voix")).await;
    let refused = cast(&rives.director, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoiceGiven);
    let carried = CastBallotRequest {
        organisation_id: rives.id.clone(),
        ..ballot(&vote, 2)
    };
    let refused = martinique.director.decision().cast_ballot(carried.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NoVoice);
    let mine = see(&guyane.director, &vote).await.ballots;
    assert_eq!(mine.len(), 2, "the own voice and the one that is carried");
    cast(&guyane.director, &vote, 1).await.unwrap();
    guyane
        .director
        .decision()
        .cast_ballot(carried.clone())
        .await
        .unwrap();
    let refused = guyane.director.decision().cast_ballot(carried.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::AlreadyVoted);

    // Taken back after it was cast: cast all the same.
    let withdraw = MeetingRequest {
        id: meeting.id.clone(),
    };
    rives
        .director
        .decision()
        .withdraw_proxy(withdraw.clone())
        .await
        .unwrap();
    let refused = rives.director.decision().withdraw_proxy(withdraw).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    let refused = cast(&rives.director, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyVoted);
    let closed = close(&animator, &vote).await;
    assert_eq!(figures(&closed), [1, 1, 0]);
    let voice = closed.voices.iter().find(|one| one.organisation_id == rives.id);
    let voice = voice.unwrap();
    assert_eq!(
        (voice.chosen.as_str(), voice.carried_by.as_str()),
        ("Contre", "Guyane")
    );
    // In the next one it votes for itself.
    let vote = create(&animator, question(&meeting, "Porter sa propre voix")).await;
    cast(&rives.director, &vote, 1).await.unwrap();
}

#[tokio::test]
async fn a_vote_is_prepared_taken_back_and_opened_by_hand() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::committee(&animator).await;
    let prepared = CreateVoteRequest {
        is_opened_now: false,
        ..question(&meeting, "Plus tard")
    };
    let refused = animator
        .decision()
        .create_vote(prepared.clone())
        .await
        .unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::NoRules,
        "shown before each vote, so adopted before"
    );
    adopt(&animator, plain_rules()).await;
    let refused = animator.decision().create_vote(question(&meeting, "Déjà")).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingState);
    let vote = create(&animator, prepared.clone()).await;
    assert_eq!(vote.state(), VoteState::Prepared);
    let director = world.centre("Guyane").await.director;
    let refused = cast(&director, &vote, 1).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteNotOpen);
    let request = VoteRequest { id: vote.id.clone() };
    let refused = animator.decision().open_vote(request.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingState);
    scenario::convene(&animator, &meeting).await;
    set_state(&world, &meeting.id, MeetingState::Running).await;
    let other = create(&animator, prepared).await;
    let delete = VoteRequest { id: other.id.clone() };
    animator.decision().delete_vote(delete.clone()).await.unwrap();
    let gone = animator.decision().get_vote(delete).await.unwrap_err();
    assert_eq!(reason(&gone), Reason::NotFound);
    animator.decision().open_vote(request.clone()).await.unwrap();
    let refused = animator.decision().open_vote(request.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteState);
    let refused = animator.decision().delete_vote(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::VoteState);
    cast(&director, &vote, 1).await.unwrap();
    let bilateral = CreateMeetingRequest {
        kind: MeetingKind::Bilateral as i32,
        starts_at: "2027-04-16T10:00".to_owned(),
        ends_at: "2027-04-16T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let bilateral = animator
        .meeting()
        .create_meeting(bilateral)
        .await
        .unwrap()
        .into_inner();
    let refused = animator
        .decision()
        .create_vote(question(&bilateral, "Ici ?"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingKind);
}

/// Opens when its instant comes and the session runs; the instant of its end still belongs to it.
#[tokio::test]
async fn a_vote_opens_and_closes_at_its_instants() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.centre("Guyane").await.director;
    let meeting = running(&animator, plain_rules()).await;
    for (opens_at, closes_at, field, why) in [
        ("2027-03-15T09:00", "", "opens_at", Reason::InThePast),
        (
            "2027-03-15T11:00",
            "2027-03-15T11:00",
            "closes_at",
            Reason::EndBeforeStart,
        ),
        ("midi", "", "opens_at", Reason::NotADate),
    ] {
        let bad = CreateVoteRequest {
            is_opened_now: false,
            opens_at: opens_at.to_owned(),
            closes_at: closes_at.to_owned(),
            zone: "Europe/Paris".to_owned(),
            ..question(&meeting, "Jamais")
        };
        let refused = animator.decision().create_vote(bad).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), why)]);
    }
    // It is 10:00 in Paris.
    let set = CreateVoteRequest {
        is_opened_now: false,
        opens_at: "2027-03-15T10:30".to_owned(),
        closes_at: "2027-03-15T10:45".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..question(&meeting, "À la demie")
    };
    let vote = create(&animator, set).await;
    world.run_jobs().await;
    assert_eq!(see(&director, &vote).await.state(), VoteState::Prepared);
    set_state(&world, &meeting.id, MeetingState::Convened).await;
    world.clock().advance(TimeDelta::minutes(30));
    world.run_jobs().await;
    assert_eq!(
        see(&director, &vote).await.state(),
        VoteState::Prepared,
        "it does not run"
    );
    set_state(&world, &meeting.id, MeetingState::Running).await;
    world.run_jobs().await;
    assert_eq!(see(&director, &vote).await.state(), VoteState::Open);
    world.clock().advance(TimeDelta::minutes(15));
    world.run_jobs().await;
    cast(&director, &vote, 1).await.unwrap();
    world.clock().advance(TimeDelta::microseconds(1));
    let late = world.centre("Martinique").await.director;
    let refused = cast(&late, &vote, 1).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::VoteNotOpen,
        "late, though nobody closed it yet"
    );
    // Two processes look at the same instant.
    let replica = world.replica().await;
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    assert!(one.is_ok() && other.is_ok());
    let closed = see(&director, &vote).await;
    assert_eq!(
        (closed.state(), closed.result()),
        (VoteState::Closed, VoteResult::Adopted)
    );
    let decided = of_meeting(&director, &meeting).await.decisions;
    assert_eq!((decided.len(), decided[0].recorded_by.as_str()), (1, ""));
}
