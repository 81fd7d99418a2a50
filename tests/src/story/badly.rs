//! A session that is cancelled the evening before, one without quorum, one whose vote is tied, days that end at
//! midnight elsewhere; and a year at the end of which much is missed, and said so.

use std::collections::BTreeSet;

use super::*;
use crate::mail::outbox;
use crate::world::reason;

/// A point proposed by a director.
async fn propose(director: &Actor, meeting: &Meeting) -> Result<(), Reason> {
    let request = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Un point de plus".to_owned(),
        minutes: 10,
        purpose: ItemPurpose::Discussion as i32,
        ..Default::default()
    };
    let proposed = director.meeting().add_agenda_item(request).await;
    proposed.map(|_| ()).map_err(|status| reason(&status))
}

/// A meeting whose points may be proposed until the end of 1 October, in its zone.
async fn until_october(world: &World, kind: MeetingKind, zone: &str) -> Meeting {
    let request = CreateMeetingRequest {
        kind: kind as i32,
        starts_at: "2027-10-07T10:00".to_owned(),
        ends_at: "2027-10-07T13:00".to_owned(),
        zone: zone.to_owned(),
        proposals_until: "2027-10-01".to_owned(),
        ..Default::default()
    };
    let animator = world.animator().await;
    let planned = animator.meeting().create_meeting(request).await;
    let planned = planned.unwrap().into_inner();
    convene(world, &planned).await;
    planned
}

async fn state_of(world: &World, rule: &str) -> (ObligationState, ObligationCause) {
    let all = obligations(&world.animator().await).await;
    let one = all
        .iter()
        .find(|one| one.rule_id == rule && one.organisation_id.is_empty())
        .unwrap();
    (one.state(), one.cause())
}

#[tokio::test]
async fn a_year_in_which_things_go_wrong() {
    let world = World::new().await;
    adopt_rules(&world, MeetingKind::TechnicalCommittee, Function::Centre, 50).await;
    scenario::running_programme(&world.animator().await, 3).await;
    let names = centres(&world).await;
    let committee = MeetingKind::TechnicalCommittee;

    // The evening before, the first session is cancelled: everyone convened is told, and so are their calendars.
    let first = plan(
        &world,
        committee,
        "1re séance",
        "2027-04-15T10:00",
        "Europe/Paris",
    )
    .await;
    convene(&world, &first).await;
    let to = async |words: &str| -> BTreeSet<String> {
        let mails = outbox(&world.app).await.into_iter();
        mails
            .filter(|mail| mail.text.contains(words))
            .map(|mail| mail.to)
            .collect()
    };
    let convened = to("1re séance").await;
    assert!(convened.len() > 18, "{convened:?}");
    go_to(&world, "2027-04-14T19:30:00Z").await;
    let cancel = CancelMeetingRequest {
        id: first.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    world
        .animator()
        .await
        .meeting()
        .cancel_meeting(cancel)
        .await
        .unwrap();
    assert_eq!(to("Grève des transports").await, convened);
    go_to(&world, "2027-04-15T08:00:00Z").await;
    let refused = world.animator().await.session().start_session(this(&first)).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingState);
    assert_eq!(
        state_of(&world, "M1").await,
        (ObligationState::AtRisk, ObligationCause::Cancelled)
    );

    // Three centres of eighteen came: what they vote decides nothing.
    let second = plan(&world, committee, "2e séance", "2027-06-24T10:00", "Europe/Paris").await;
    convene(&world, &second).await;
    go_to(&world, "2027-06-24T08:00:00Z").await;
    open(&world, &second, 0).await;
    let question = |meeting: &Meeting| CreateVoteRequest {
        meeting_id: meeting.id.clone(),
        question: "Tenir la journée nationale à Lyon".to_owned(),
        ..Default::default()
    };
    let there = async |meeting: &Meeting, names: &[String]| {
        for name in names {
            let check_in = CheckInRequest {
                meeting_id: meeting.id.clone(),
                code: String::new(),
                is_remote: true,
            };
            let director = world.centre(name).await.director;
            director.session().check_in(check_in).await.unwrap();
        }
    };
    there(&second, &names[..3]).await;
    let vote = put_to_the_vote(&world, question(&second)).await;
    for name in &names[..3] {
        cast(&world.centre(name).await.director, &vote, 1).await;
    }
    assert_eq!(count(&world, &vote).await.result(), VoteResult::NoQuorum);
    close(&world, &second).await;

    // A day ends at midnight where the meeting is: in Paris, then in Cayenne.
    let paris = until_october(&world, committee, "Europe/Paris").await;
    let cayenne = until_october(&world, MeetingKind::OverseasPoint, "America/Cayenne").await;
    for (at, in_paris, in_cayenne) in [
        ("2027-10-01T21:59:59Z", Ok(()), Ok(())),
        ("2027-10-01T22:00:00Z", Err(Reason::ProposalsClosed), Ok(())),
        ("2027-10-02T02:59:59Z", Err(Reason::ProposalsClosed), Ok(())),
        (
            "2027-10-02T03:00:00Z",
            Err(Reason::ProposalsClosed),
            Err(Reason::ProposalsClosed),
        ),
    ] {
        go_to(&world, at).await;
        let director = world.centre("Guyane").await.director;
        assert_eq!(propose(&director, &paris).await, in_paris, "{at}, in Paris");
        assert_eq!(propose(&director, &cayenne).await, in_cayenne, "{at}, in Cayenne");
    }

    // Five for, five against: rejected, as the rules say.
    go_to(&world, "2027-10-07T08:00:00Z").await;
    open(&world, &paris, 0).await;
    there(&paris, &names[..10]).await;
    let vote = put_to_the_vote(&world, question(&paris)).await;
    for (n, name) in names[..10].iter().enumerate() {
        cast(
            &world.centre(name).await.director,
            &vote,
            if n < 5 { 1 } else { 2 },
        )
        .await;
    }
    let counted = count(&world, &vote).await;
    assert_eq!((counted.n_cast, counted.result()), (10, VoteResult::Rejected));
    close(&world, &paris).await;
    let decided = ListDecisionsRequest::default();
    let decided = world.animator().await.decision().list_decisions(decided).await;
    assert!(
        decided.unwrap().into_inner().decisions.is_empty(),
        "nothing was decided"
    );

    // The year is over: two sessions were held of three, and no centre contributed.
    go_to(&world, "2027-12-31T22:59:59Z").await;
    assert_eq!(state_of(&world, "M1").await.0, ObligationState::AtRisk);
    go_to(&world, "2027-12-31T23:00:00Z").await;
    for rule in ["M1", "M2", "M3", "A6"] {
        assert_eq!(
            state_of(&world, rule).await,
            (ObligationState::Missed, ObligationCause::YearOver),
            "{rule}"
        );
    }
    let all = obligations(&world.animator().await).await;
    for rule in ["P2", "P6"] {
        let of_rule: Vec<_> = all.iter().filter(|one| one.rule_id == rule).collect();
        assert_eq!(of_rule.len(), 18, "{rule}");
        assert!(
            of_rule.iter().all(|one| one.state() == ObligationState::Missed),
            "{rule}: {of_rule:?}"
        );
    }
}
