//! P3: the programme of a year, validated in the last session of the one before.

use super::*;

const NEXT: i32 = YEAR + 1;

async fn next(world: &World) -> Obligation {
    let animator = world.animator().await;
    find(&all(&animator, NEXT).await, "P3", "").unwrap()
}

async fn propose(animator: &Actor) {
    let create = CreateProgrammeRequest {
        year: NEXT,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    let stream = CreateWorkStreamRequest {
        year: NEXT,
        title: "Aller vers".to_owned(),
        theme: "Habitants".to_owned(),
        purpose: "Partager.".to_owned(),
        expected: vec![Expected::TextNote as i32],
        lead: "CGET".to_owned(),
    };
    animator.programme().create_work_stream(stream).await.unwrap();
    let year = ProgrammeRequest { year: NEXT };
    animator.programme().propose_programme(year).await.unwrap();
}

#[tokio::test]
async fn the_decision_of_the_last_session_is_the_evidence() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Met, OnTheWay};
    let world = World::new().await;
    let animator = world.animator().await;
    assert_eq!(stands(&next(&world).await), (OnTheWay, C::ToMarkLast, 1));
    let committee = scenario::committee_tomorrow(&animator).await;
    let mark = MarkLastOfYearRequest {
        id: committee.id.clone(),
        is_last: true,
    };
    animator.meeting().mark_last_of_year(mark).await.unwrap();
    let p3 = next(&world).await;
    assert_eq!(stands(&p3), (AtRisk, C::ToPropose, 1));
    assert_eq!(due(&p3), "2027-03-16 09:00:00");
    propose(&animator).await;
    assert_eq!(stands(&next(&world).await), (OnTheWay, C::ToValidate, 1));
    scenario::convene(&animator, &committee).await;
    scenario::open_session(&world, &animator, &committee).await;
    let decide = RecordDecisionRequest {
        meeting_id: committee.id.clone(),
        text: "Le programme est validé.".to_owned(),
        decides_programme_year: NEXT,
        ..Default::default()
    };
    animator.decision().record_decision(decide).await.unwrap();
    let p3 = next(&world).await;
    assert_eq!(p3.state(), Met);
    let decision = &p3.evidence[0];
    assert_eq!(decision.kind(), EvidenceKind::Decision);
    assert_eq!(animator.get(&decision.path).await.status, 200);
}

#[tokio::test]
async fn without_a_validation_the_turn_of_the_year_misses_it() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Met, Missed};
    let world = World::new().await;
    assert_eq!(stands(&now(&world, "P3", "").await), (Missed, C::NotValidated, 0));
    set(&world, "2027-11-03T12:00:00Z");
    propose(&world.animator().await).await;
    assert_eq!(stands(&next(&world).await), (AtRisk, C::ToMarkLast, 1));
    set(&world, "2027-12-31T22:59:59Z");
    assert_eq!(next(&world).await.state(), AtRisk);
    set(&world, "2027-12-31T23:00:00Z");
    assert_eq!(stands(&next(&world).await), (Missed, C::NotValidated, 0));
    // Validated afterwards: late, and said so.
    set(&world, "2028-01-20T12:00:00Z");
    let animator = world.animator().await;
    let validate = ValidateProgrammeRequest {
        year: NEXT,
        session: "Séance de janvier".to_owned(),
        on: "2028-01-20".to_owned(),
        reference: "CR-2028-1".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    let p3 = next(&world).await;
    assert_eq!(stands(&p3), (Missed, C::ValidatedLate, 0));
    assert!(p3.evidence[0].label.contains("Séance de janvier"));
    // The one of 2027 was entered by hand, in time.
    let other = World::new().await;
    scenario::running_programme(&other.animator().await, 1).await;
    let p3 = now(&other, "P3", "").await;
    assert_eq!(p3.state(), Met);
    assert!(p3.evidence[0].label.contains("3e séance"), "{p3:?}");
}
