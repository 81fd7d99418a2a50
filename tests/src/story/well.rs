//! Three committees, the vote that validates next year's programme, a national day with its waiting list, minutes
//! that are locked, and at the end nothing that the rules ask is missing.

use super::*;
use crate::mail::outbox;
use crate::scenario::YEAR;
use crate::world::Centre;

/// What each centre does in the year: two contributions, one production.
async fn work(world: &World, centre: &Centre, streams: &[WorkStream]) {
    for stream in &streams[..2] {
        let draft = scenario::draft(centre, stream, "Ce que nous avons appris", "Un **texte**.").await;
        scenario::submit(centre, &draft).await;
    }
    let declare = DeclareProductionRequest {
        year: YEAR,
        title: "Guide des fonds".to_owned(),
        form: "guide".to_owned(),
    };
    let declared = centre.team.production().declare_production(declare).await;
    let agree = AgreeProductionRequest {
        id: declared.unwrap().into_inner().id,
    };
    let agreed = world.animator().await.production().agree_production(agree).await;
    let agreed = agreed.unwrap().into_inner();
    let deliver = DeliverProductionRequest {
        id: agreed.id,
        text: "Le guide.".to_owned(),
        link: String::new(),
        version: agreed.version,
    };
    let delivered = centre.director.production().deliver_production(deliver).await;
    delivered.unwrap();
}

/// Goes through the points of a session, with a note for each.
async fn treat(world: &World, meeting: &Meeting, mut session: MeetingSession) {
    let animator = world.animator().await;
    for item in session.items.clone() {
        let go = GoToItemRequest {
            meeting_id: meeting.id.clone(),
            item_id: item.item_id.clone(),
            version: session.version,
        };
        session = animator.session().go_to_item(go).await.unwrap().into_inner();
        let note = SaveNoteRequest {
            meeting_id: meeting.id.clone(),
            item_id: item.item_id,
            text: "Ce qui a été **dit**.".to_owned(),
            version: 0,
        };
        animator.session().save_note(note).await.unwrap();
    }
}

async fn minutes(world: &World, meeting: &Meeting) -> Minutes {
    let request = GetMinutesRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let animator = world.animator().await;
    animator
        .minutes()
        .get_minutes(request)
        .await
        .unwrap()
        .into_inner()
}

/// Ten days for those convened to comment.
async fn review(world: &World, meeting: &Meeting) {
    let request = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 10,
        version: minutes(world, meeting).await.version,
    };
    let animator = world.animator().await;
    let begun = animator.minutes().start_review(request).await.unwrap();
    assert_eq!(begun.into_inner().state(), MinutesState::InReview);
}

/// Approved by a decision, then locked: what is locked has a hash.
async fn approve_and_lock(world: &World, meeting: &Meeting, decision_id: &str) {
    let animator = world.animator().await;
    let approve = ApproveMinutesRequest {
        meeting_id: meeting.id.clone(),
        decision_id: decision_id.to_owned(),
        version: minutes(world, meeting).await.version,
    };
    let approved = animator.minutes().approve_minutes(approve).await.unwrap();
    let lock = LockMinutesRequest {
        meeting_id: meeting.id.clone(),
        reason: String::new(),
        version: approved.into_inner().version,
    };
    let locked = animator.minutes().lock_minutes(lock).await.unwrap().into_inner();
    assert_eq!(locked.state(), MinutesState::Locked);
    assert_eq!(locked.versions[0].sha256.len(), 64);
}

/// A written consultation on minutes, until an hour in Paris.
async fn consult(world: &World, kind: MeetingKind, closes_at: &str) -> Vote {
    put_to_the_vote(
        world,
        CreateVoteRequest {
            kind: kind as i32,
            question: "Approuver le compte rendu de la dernière séance".to_owned(),
            closes_at: closes_at.to_owned(),
            zone: "Europe/Paris".to_owned(),
            ..Default::default()
        },
    )
    .await
}

/// Approved by what a consultation adopted, then locked.
async fn approve_by(world: &World, meeting: &Meeting, vote: &Vote) {
    let offered = minutes(world, meeting).await.approvals;
    let adopted = offered.iter().find(|one| one.vote_id == vote.id).unwrap();
    approve_and_lock(world, meeting, &adopted.id).await;
}

/// A consensus of a session; its identifier.
async fn decide(world: &World, meeting: &Meeting, text: &str) -> String {
    let request = RecordDecisionRequest {
        meeting_id: meeting.id.clone(),
        text: text.to_owned(),
        ..Default::default()
    };
    let animator = world.animator().await;
    let decided = animator.decision().record_decision(request).await;
    decided.unwrap().into_inner().id
}

/// The link of the newest mail about the registration of an address.
async fn link(world: &World, email: &str) -> RegistrationLink {
    let mails = outbox(&world.app).await;
    let mail = mails.iter().rfind(|mail| mail.to == email).unwrap();
    let (_, rest) = mail.text.split_once("/registration/mine?").unwrap();
    let query = rest.split_whitespace().next().unwrap();
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    RegistrationLink {
        registration_id: query[0].1.clone(),
        signature: query[1].1.clone(),
    }
}

/// Three places, four people: the fourth waits, is offered the place of somebody who gives up, and comes.
async fn national_day(world: &World) -> Meeting {
    let animator = world.animator().await;
    let day = scenario::national_day(&animator).await;
    scenario::open_registration(&animator, &day, scenario::registration(3)).await;
    let nobody = world.anonymous();
    for n in 1..=4 {
        let request = RegisterRequest {
            meeting_id: day.id.clone(),
            name: format!("Personne {n}"),
            email: format!("personne{n}@ville.example"),
            organisation_name: "Ville de Port-Clair".to_owned(),
            ..Default::default()
        };
        nobody.registration().register(request).await.unwrap();
    }
    let state = async |email: &str| {
        let own = nobody
            .registration()
            .get_registration(link(world, email).await)
            .await;
        own.unwrap().into_inner().registration.unwrap().state()
    };
    assert_eq!(state("personne4@ville.example").await, RegistrationState::Waiting);
    let gives_up = link(world, "personne2@ville.example").await;
    nobody.registration().cancel_registration(gives_up).await.unwrap();
    assert_eq!(state("personne4@ville.example").await, RegistrationState::Offered);
    let takes = link(world, "personne4@ville.example").await;
    nobody.registration().accept_offer(takes).await.unwrap();
    assert_eq!(
        state("personne4@ville.example").await,
        RegistrationState::Registered
    );
    convene(world, &day).await;
    go_to(world, "2027-06-10T16:00:00Z").await;
    record_held(world, &day).await;
    day
}

/// Next year's programme, proposed to the network.
async fn propose_next(world: &World) {
    let animator = world.animator().await;
    let create = CreateProgrammeRequest {
        year: YEAR + 1,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    let stream = CreateWorkStreamRequest {
        year: YEAR + 1,
        title: "Aller vers".to_owned(),
        theme: "Habitants".to_owned(),
        purpose: "Partager.".to_owned(),
        expected: vec![Expected::TextNote as i32],
        lead: "CGET".to_owned(),
    };
    animator.programme().create_work_stream(stream).await.unwrap();
    let year = ProgrammeRequest { year: YEAR + 1 };
    animator.programme().propose_programme(year).await.unwrap();
}

#[tokio::test]
async fn a_year_that_goes_well() {
    let world = World::new().await;
    let committee = MeetingKind::TechnicalCommittee;
    adopt_rules(&world, committee, Function::Centre, 50).await;
    // From one session to the next at the latest.
    let delay = SetMinutesDelayRequest { n_days: 180 };
    world
        .animator()
        .await
        .minutes()
        .set_minutes_delay(delay)
        .await
        .unwrap();
    let streams = scenario::running_programme(&world.animator().await, 3).await;
    let names = centres(&world).await;
    assert_eq!(names.len(), 18);
    for name in &names {
        work(&world, &world.centre(name).await, &streams).await;
    }

    let first = plan(
        &world,
        committee,
        "1re séance",
        "2027-03-25T10:00",
        "Europe/Paris",
    )
    .await;
    convene(&world, &first).await;
    go_to(&world, "2027-03-25T08:50:00Z").await;
    let session = open(&world, &first, 12).await;
    treat(&world, &first, session).await;
    close(&world, &first).await;
    review(&world, &first).await;

    let charter = plan(
        &world,
        MeetingKind::CharterCommittee,
        "",
        "2027-05-04T10:00",
        "Europe/Paris",
    )
    .await;
    let bilateral = plan(
        &world,
        MeetingKind::Bilateral,
        "",
        "2027-05-05T10:00",
        "Europe/Paris",
    )
    .await;
    for meeting in [&charter, &bilateral] {
        convene(&world, meeting).await;
    }
    let day = national_day(&world).await;
    record_held(&world, &charter).await;
    record_held(&world, &bilateral).await;
    for meeting in [&day, &charter, &bilateral] {
        review(&world, meeting).await;
    }
    go_to(&world, "2027-06-21T22:00:00Z").await;
    for meeting in [&day, &bilateral] {
        approve_and_lock(&world, meeting, "").await;
    }
    // The charter committee decides in writing.
    adopt_rules(&world, MeetingKind::CharterCommittee, Function::Animator, 100).await;
    let vote = consult(&world, MeetingKind::CharterCommittee, "2027-06-22T18:00").await;
    cast(&world.animator().await, &vote, 1).await;
    go_to(&world, "2027-06-22T16:00:01Z").await;
    approve_by(&world, &charter, &vote).await;

    // The second session approves the minutes of the first.
    let second = plan(&world, committee, "2e séance", "2027-06-24T10:00", "Europe/Paris").await;
    convene(&world, &second).await;
    let session = open(&world, &second, 14).await;
    treat(&world, &second, session).await;
    let approves = decide(&world, &second, "Le compte rendu de la 1re séance est approuvé.").await;
    close(&world, &second).await;
    approve_and_lock(&world, &first, &approves).await;
    review(&world, &second).await;

    // The last session of the year validates the next programme by a vote.
    propose_next(&world).await;
    let last = plan(&world, committee, "3e séance", "2027-12-09T10:00", "Europe/Paris").await;
    convene(&world, &last).await;
    let mark = MarkLastOfYearRequest {
        id: last.id.clone(),
        is_last: true,
    };
    world
        .animator()
        .await
        .meeting()
        .mark_last_of_year(mark)
        .await
        .unwrap();
    go_to(&world, "2027-12-09T08:30:00Z").await;
    let session = open(&world, &last, 30).await;
    treat(&world, &last, session).await;
    let vote = put_to_the_vote(
        &world,
        CreateVoteRequest {
            meeting_id: last.id.clone(),
            question: "Valider le programme 2028".to_owned(),
            decides_programme_year: YEAR + 1,
            ..Default::default()
        },
    )
    .await;
    for (n, name) in names.iter().enumerate() {
        cast(
            &world.centre(name).await.director,
            &vote,
            if n < 15 { 1 } else { 2 },
        )
        .await;
    }
    let counted = count(&world, &vote).await;
    assert_eq!((counted.n_cast, counted.result()), (18, VoteResult::Adopted));
    let request = GetProgrammeRequest { year: YEAR + 1 };
    let next = world.animator().await.programme().get_programme(request).await;
    assert_eq!(next.unwrap().into_inner().state(), ProgrammeState::Validated);
    let approves = decide(&world, &last, "Le compte rendu de la 2e séance est approuvé.").await;
    close(&world, &last).await;
    approve_and_lock(&world, &second, &approves).await;
    review(&world, &last).await;

    // The minutes of the last one are approved by a written consultation.
    go_to(&world, "2027-12-20T09:00:00Z").await;
    let vote = consult(&world, committee, "2027-12-27T18:00").await;
    for name in &names[..10] {
        cast(&world.centre(name).await.director, &vote, 1).await;
    }
    go_to(&world, "2027-12-27T17:00:01Z").await;
    approve_by(&world, &last, &vote).await;

    go_to(&world, "2027-12-31T23:00:00Z").await;
    let all = obligations(&world.animator().await).await;
    // Nobody promised a bulletin nor a point of the overseas network.
    let is_asked = |rule: &str| !matches!(rule, "A1" | "A8" | "O1");
    let unmet: Vec<_> = states(&all)
        .into_iter()
        .filter(|(rule, _, state)| *state != ObligationState::Met && is_asked(rule))
        .collect();
    assert_eq!(unmet, []);
    let of_network = all.iter().filter(|one| one.organisation_id.is_empty()).count();
    assert_eq!((of_network, all.len()), (9, 9 + 3 * 18));
    for meeting in [&first, &second, &last] {
        assert_eq!(minutes(&world, meeting).await.state(), MinutesState::Locked);
    }
}
