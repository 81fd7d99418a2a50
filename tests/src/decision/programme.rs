//! P3: the last session of a year validates the programme of the next.

use super::*;
use crate::scenario::YEAR;

const NEXT: i32 = YEAR + 1;

/// A programme of next year, proposed to the network.
async fn proposed(animator: &Actor) {
    draft(animator).await;
    let year = ProgrammeRequest { year: NEXT };
    animator.programme().propose_programme(year).await.unwrap();
}

async fn draft(animator: &Actor) {
    let create = CreateProgrammeRequest {
        year: NEXT,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    let stream = CreateWorkStreamRequest {
        year: NEXT,
        title: "Aller vers".to_owned(),
        ..CreateWorkStreamRequest {
            theme: "Habitants".to_owned(),
            purpose: "Partager.".to_owned(),
            expected: vec![Expected::TextNote as i32],
            lead: "CGET".to_owned(),
            ..Default::default()
        }
    };
    animator.programme().create_work_stream(stream).await.unwrap();
}

async fn programme(actor: &Actor) -> Programme {
    let request = GetProgrammeRequest { year: NEXT };
    let found = actor.programme().get_programme(request).await;
    found.unwrap().into_inner()
}

async fn mark_last(animator: &Actor, meeting: &Meeting) {
    let request = MarkLastOfYearRequest {
        id: meeting.id.clone(),
        is_last: true,
    };
    animator.meeting().mark_last_of_year(request).await.unwrap();
}

fn consensus(meeting: &Meeting, year: i32) -> RecordDecisionRequest {
    RecordDecisionRequest {
        meeting_id: meeting.id.clone(),
        text: "Le programme est validé.".to_owned(),
        decides_programme_year: year,
        ..Default::default()
    }
}

#[tokio::test]
async fn a_consensus_of_the_last_session_validates_the_programme() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    draft(&animator).await;
    let refused = animator
        .decision()
        .record_decision(consensus(&meeting, NEXT))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotLastSession);
    mark_last(&animator, &meeting).await;
    assert_eq!(of_meeting(&animator, &meeting).await.programme_year, NEXT);
    for year in [YEAR, NEXT + 1] {
        let refused = animator
            .decision()
            .record_decision(consensus(&meeting, year))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotLastSession, "{year}");
    }
    let refused = animator
        .decision()
        .record_decision(consensus(&meeting, NEXT))
        .await;
    assert_eq!(
        reason(&refused.unwrap_err()),
        Reason::ProgrammeState,
        "it was not proposed to the network yet"
    );
    let year = ProgrammeRequest { year: NEXT };
    animator.programme().propose_programme(year).await.unwrap();
    animator
        .decision()
        .record_decision(consensus(&meeting, NEXT))
        .await
        .unwrap();
    let validated = programme(&animator).await;
    assert_eq!(validated.state(), ProgrammeState::Validated);
    assert_eq!(validated.validated_by_session, "Comité technique, 1re séance");
    assert_eq!(validated.validated_on, "2027-03-15");
    assert_eq!(
        validated.validation_reference,
        "Décision n°\u{a0}1, par consensus"
    );

    // A later one warns, and undoes nothing.
    assert!(!of_meeting(&animator, &meeting).await.is_after_last_of_year);
    let later = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, séance de plus".to_owned(),
        starts_at: "2027-12-10T10:00".to_owned(),
        ends_at: "2027-12-10T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let later = animator
        .meeting()
        .create_meeting(later)
        .await
        .unwrap()
        .into_inner();
    scenario::convene(&animator, &later).await;
    assert!(of_meeting(&animator, &later).await.is_after_last_of_year);
    let page = animator.get(&format!("/decision/{}", later.id)).await;
    assert!(page.text.contains("rien n’est défait"), "{}", page.text);
    assert_eq!(programme(&animator).await.state(), ProgrammeState::Validated);
}

#[tokio::test]
async fn a_vote_of_the_last_session_validates_it_when_it_is_adopted() {
    for (option, expected) in [(1, ProgrammeState::Validated), (2, ProgrammeState::Proposed)] {
        let world = World::new().await;
        let animator = world.animator().await;
        let meeting = running(&animator, plain_rules()).await;
        mark_last(&animator, &meeting).await;
        let request = CreateVoteRequest {
            decides_programme_year: NEXT,
            ..question(&meeting, "Valider le programme 2028")
        };
        let refused = animator
            .decision()
            .create_vote(request.clone())
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), Reason::ProgrammeState);
        proposed(&animator).await;
        let vote = create(&animator, request).await;
        assert_eq!(vote.decides_programme_year, NEXT);
        let director = world.centre("Guyane").await.director;
        cast(&director, &vote, option).await.unwrap();
        close(&animator, &vote).await;
        let found = programme(&director).await;
        assert_eq!(found.state(), expected);
        if expected == ProgrammeState::Validated {
            assert_eq!(found.validation_reference, "Décision n°\u{a0}1, par un vote");
        }
    }
}

/// What the animator entered before meetings were here stays, and the session may still say its word.
#[tokio::test]
async fn a_validation_that_was_recorded_earlier_stays() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = running(&animator, plain_rules()).await;
    mark_last(&animator, &meeting).await;
    proposed(&animator).await;
    let validate = ValidateProgrammeRequest {
        year: NEXT,
        session: "Comité technique de novembre".to_owned(),
        on: "2027-03-01".to_owned(),
        reference: "CR-2027-3".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    let recorded = animator
        .decision()
        .record_decision(consensus(&meeting, NEXT))
        .await;
    assert_eq!(recorded.unwrap().into_inner().decides_programme_year, NEXT);
    let found = programme(&animator).await;
    assert_eq!(
        (
            found.validated_by_session.as_str(),
            found.validation_reference.as_str()
        ),
        ("Comité technique de novembre", "CR-2027-3")
    );
    // A correction of what was decided undoes nothing either.
    let first = of_meeting(&animator, &meeting).await.decisions.remove(0);
    let correction = RecordDecisionRequest {
        replaces_id: first.id,
        ..consensus(&meeting, 0)
    };
    animator.decision().record_decision(correction).await.unwrap();
    assert_eq!(programme(&animator).await.state(), ProgrammeState::Validated);
}
