//! What the centres engage in (P2), also by telephone.

use chrono::TimeDelta;
use proto::v1::*;

use super::{get_stream, kinds};
use crate::scenario::{self, YEAR};
use crate::world::{World, reason, violations};

fn engage(stream: &WorkStream) -> EngageRequest {
    EngageRequest {
        work_stream_id: stream.id.clone(),
        organisation_id: String::new(),
    }
}

fn withdraw(stream: &WorkStream) -> WithdrawEngagementRequest {
    WithdrawEngagementRequest {
        work_stream_id: stream.id.clone(),
        reason: "Équipe réduite.".to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_centre_engages_once_and_only_after_the_validation() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 1).await;
    let centre = world.centre("Rives de Loire").await;
    let mut client = centre.director.programme();
    let refused = client.engage(engage(&streams[0])).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeNotValidated);
    scenario::validate_and_start(&animator).await;
    let engaged = client.engage(engage(&streams[0])).await.unwrap().into_inner();
    assert_eq!(engaged.state(), EngagementState::Engaged);
    let refused = client.engage(engage(&streams[0])).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AlreadyEngaged);
    let refused = centre
        .team
        .programme()
        .engage(engage(&streams[0]))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    let seen = get_stream(&centre.team, &streams[0].id).await;
    assert_eq!((seen.n_engaged, seen.engagements.len()), (1, 1));
    let delete = DeleteWorkStreamRequest {
        id: streams[0].id.clone(),
    };
    animator
        .programme()
        .amend_programme(AmendProgrammeRequest {
            year: YEAR,
            text: "Essai".to_owned(),
        })
        .await
        .unwrap();
    let refused = animator.programme().delete_work_stream(delete).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::StreamHasEngagements);
}

#[tokio::test]
async fn the_animator_enters_what_a_centre_said_by_telephone() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let (centre, other) = (world.centre("Guyane").await, world.centre("Mayotte").await);
    let refused = animator
        .programme()
        .engage(engage(&streams[0]))
        .await
        .unwrap_err();
    assert_eq!(
        violations(&refused),
        [("organisation_id".to_owned(), Reason::Required)]
    );
    let by_telephone = EngageRequest {
        organisation_id: centre.id.clone(),
        ..engage(&streams[0])
    };
    let entered = animator
        .programme()
        .engage(by_telephone.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(entered.is_entered_by_animator);
    assert_eq!(entered.organisation_name, "Guyane");
    let feed = ListActivityRequest {
        scope: list_activity_request::Scope::All as i32,
        ..Default::default()
    };
    let told = other
        .director
        .live()
        .list_activity(feed)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(told.activities[0].on_behalf_of, "Guyane");
    let page = other.director.get("/activity").await;
    let sentence = page
        .text
        .split("<strong>Guyane</strong>")
        .nth(1)
        .unwrap_or_default();
    assert!(sentence.starts_with(" a rejoint le chantier"), "{}", page.text);
    assert!(page.text.contains(" (saisi par CGET)"), "{}", page.text);
    let stored = animator.account().get_stored_data(GetStoredDataRequest {}).await;
    let stored = format!("{:?}", stored.unwrap().into_inner());
    let line = "Guyane a rejoint le chantier\u{a0}: Chantier 1 (saisi par CGET)";
    assert!(stored.replace("\\u{a0}", "\u{a0}").contains(line), "{stored}");
    let refused = other.director.programme().engage(by_telephone).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
}

#[tokio::test]
async fn a_centre_declines_with_a_reason_that_others_do_not_read() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let (centre, other) = (world.centre("Guyane").await, world.centre("Mayotte").await);
    let mut decline = DeclineStreamRequest {
        work_stream_id: streams[0].id.clone(),
        ..Default::default()
    };
    let refused = centre
        .director
        .programme()
        .decline_stream(decline.clone())
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("reason".to_owned(), Reason::Required)]);
    decline.reason = "Hors de nos moyens cette année.".to_owned();
    centre.director.programme().decline_stream(decline).await.unwrap();
    for (reader, expected) in [
        (&centre.team, "Hors de nos moyens cette année."),
        (&animator, "Hors de nos moyens cette année."),
        (&other.director, ""),
    ] {
        assert_eq!(
            get_stream(reader, &streams[0].id).await.engagements[0].reason,
            expected
        );
    }
    centre
        .director
        .programme()
        .engage(engage(&streams[0]))
        .await
        .unwrap();
    assert_eq!(get_stream(&animator, &streams[0].id).await.engagements.len(), 1);
}

/// P2: one that leaves the centre under its minimum asks for a replacement or a dispensation.
#[tokio::test]
async fn who_withdraws_replaces_or_asks() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Rives de Loire").await;
    let mut client = centre.director.programme();
    let refused = client
        .withdraw_engagement(withdraw(&streams[0]))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotEngaged);
    for stream in &streams {
        client.engage(engage(stream)).await.unwrap();
    }
    // From three to two: nothing is asked.
    client.withdraw_engagement(withdraw(&streams[0])).await.unwrap();
    let refused = client
        .withdraw_engagement(withdraw(&streams[1]))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ReplacementNeeded);
    for wrong in [streams[1].id.clone(), uuid::Uuid::nil().to_string()] {
        let replaced = WithdrawEngagementRequest {
            replacement_work_stream_id: wrong,
            ..withdraw(&streams[1])
        };
        let refused = client.withdraw_engagement(replaced).await.unwrap_err();
        assert_eq!(violations(&refused)[0].0, "replacement_work_stream_id");
    }
    let replaced = WithdrawEngagementRequest {
        replacement_work_stream_id: streams[0].id.clone(),
        ..withdraw(&streams[1])
    };
    let answer = client.withdraw_engagement(replaced).await.unwrap().into_inner();
    assert_eq!(answer.state(), EngagementState::Withdrawn);
    assert_eq!(get_stream(&animator, &streams[0].id).await.n_engaged, 1);
    let asks = WithdrawEngagementRequest {
        asks_dispensation: true,
        ..withdraw(&streams[2])
    };
    client.withdraw_engagement(asks).await.unwrap();
    let told = kinds(&centre.director).await;
    assert_eq!(
        told[..2],
        [ActivityKind::DispensationAsked, ActivityKind::Withdrawn]
    );
    let other = world.centre("Guyane").await;
    assert!(
        !kinds(&other.director)
            .await
            .contains(&ActivityKind::DispensationAsked)
    );
}

#[tokio::test]
async fn nobody_leaves_a_closed_call_nor_a_contribution() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Rives de Loire").await;
    for stream in &streams {
        scenario::engage(&centre, stream).await;
    }
    let draft = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    scenario::submit(&centre, &draft).await;
    let refused = centre
        .director
        .programme()
        .withdraw_engagement(withdraw(&streams[0]))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ContributionSubmitted);
    world.clock().advance(TimeDelta::days(60));
    let director = world.centre("Rives de Loire").await.director;
    let refused = director
        .programme()
        .withdraw_engagement(withdraw(&streams[1]))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::CallAlreadyClosed);
    let late = world.centre("Guyane").await.director;
    let refused = late.programme().engage(engage(&streams[1])).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CallClosed);
}

#[tokio::test]
async fn a_centre_that_left_the_network_does_not_engage() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let centre = world.centre("Capitale").await;
    let end = EndOrganisationRequest {
        id: centre.id.clone(),
        left_on: "2027-03-10".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    let by_telephone = EngageRequest {
        organisation_id: centre.id,
        ..engage(&streams[0])
    };
    let refused = animator.programme().engage(by_telephone).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CentreLeftNetwork);
}
