//! The programme: its steps, P1 under concurrency, its streams and calls, co-construction (P3).

mod board;
mod call;
mod engagement;

use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World, reason, violations};

fn stream(title: &str) -> CreateWorkStreamRequest {
    CreateWorkStreamRequest {
        year: YEAR,
        title: title.to_owned(),
        theme: "Habitat".to_owned(),
        purpose: "Apprendre les uns des autres.".to_owned(),
        expected: vec![Expected::TextNote as i32],
        lead: String::new(),
    }
}

fn call(stream: &WorkStream, opens_at: &str, closes_at: &str) -> UpdateCallRequest {
    UpdateCallRequest {
        work_stream_id: stream.id.clone(),
        opens_at: opens_at.to_owned(),
        closes_at: closes_at.to_owned(),
        zone: "Europe/Paris".to_owned(),
        guidance: String::new(),
        required_sections: Vec::new(),
        version: stream.version,
    }
}

async fn get(actor: &Actor) -> Programme {
    let request = GetProgrammeRequest { year: YEAR };
    actor
        .programme()
        .get_programme(request)
        .await
        .unwrap()
        .into_inner()
}

async fn get_stream(actor: &Actor, id: &str) -> WorkStream {
    let request = GetWorkStreamRequest { id: id.to_owned() };
    actor
        .programme()
        .get_work_stream(request)
        .await
        .unwrap()
        .into_inner()
}

async fn kinds(actor: &Actor) -> Vec<ActivityKind> {
    let request = ListActivityRequest {
        scope: list_activity_request::Scope::All as i32,
        limit: 100,
        ..Default::default()
    };
    let answer = actor.live().list_activity(request).await.unwrap().into_inner();
    answer.activities.iter().map(Activity::kind).collect()
}

/// P1: also when fifty add one at the same moment.
#[tokio::test]
async fn fifty_at_once_leave_three_streams() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let calls = (0..50).map(|n| {
        let animator = animator.clone();
        tokio::spawn(async move {
            animator
                .programme()
                .create_work_stream(stream(&format!("Chantier {n}")))
                .await
        })
    });
    let mut n_created = 0;
    for call in calls.collect::<Vec<_>>() {
        match call.await.unwrap() {
            Ok(_) => n_created += 1,
            Err(status) => assert_eq!(reason(&status), Reason::TooManyStreams),
        }
    }
    assert_eq!(n_created, 3);
    let ranks: Vec<_> = get(&animator)
        .await
        .streams
        .iter()
        .map(|stream| stream.rank)
        .collect();
    assert_eq!(ranks, [1, 2, 3]);
}

#[tokio::test]
async fn a_programme_goes_its_way() {
    let world = World::new().await;
    let animator = world.animator().await;
    let mut client = animator.programme();
    let year = ProgrammeRequest { year: YEAR };
    let twice = CreateProgrammeRequest {
        year: YEAR,
        from_previous_year: false,
    };
    scenario::draft_programme(&animator, 0).await;
    let refused = client.create_programme(twice).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeExists);
    let refused = client.propose_programme(year).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeWithoutStream);
    let refused = client.start_programme(year).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeState);

    client.create_work_stream(stream("Un")).await.unwrap();
    let comment = CommentProgrammeRequest {
        year: YEAR,
        text: "D’accord.".to_owned(),
    };
    let elected = world.elected().await;
    let refused = elected
        .programme()
        .comment_programme(comment.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeState);
    client.propose_programme(year).await.unwrap();
    let commented = elected
        .programme()
        .comment_programme(comment)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(commented.comments[0].text, "D’accord.");
    assert_eq!(
        commented.comments[0].organisation_name,
        elected.me.organisation_name
    );

    let refused = client
        .validate_programme(ValidateProgrammeRequest {
            year: YEAR,
            on: "hier".to_owned(),
            ..Default::default()
        })
        .await
        .unwrap_err();
    let expected = [
        ("session", Reason::Required),
        ("on", Reason::NotADate),
        ("reference", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let validate = ValidateProgrammeRequest {
        year: YEAR,
        session: "Dernière séance".to_owned(),
        on: "2026-12-04".to_owned(),
        reference: "RD-3".to_owned(),
    };
    let tomorrow = ValidateProgrammeRequest {
        on: "2027-03-16".to_owned(),
        ..validate.clone()
    };
    let refused = client.validate_programme(tomorrow).await.unwrap_err();
    assert_eq!(violations(&refused), [("on".to_owned(), Reason::InTheFuture)]);
    let validated = client.validate_programme(validate).await.unwrap().into_inner();
    assert_eq!(validated.state(), ProgrammeState::Validated);
    assert_eq!(validated.validated_on, "2026-12-04");
    client.start_programme(year).await.unwrap();
    let closed = client.close_programme(year).await.unwrap().into_inner();
    assert_eq!(closed.state(), ProgrammeState::Closed);
    let told = kinds(&animator).await;
    assert_eq!(told[0], ActivityKind::ProgrammeClosed);
    assert!(told.contains(&ActivityKind::ProgrammeValidated));
    assert_eq!(
        client
            .list_programmes(ListProgrammesRequest {})
            .await
            .unwrap()
            .into_inner()
            .programmes
            .len(),
        1
    );
}

/// P3: after the validation, a stream changes only with an amendment.
#[tokio::test]
async fn an_amendment_comes_before_a_change() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let mut client = animator.programme();
    let update = |stream: &WorkStream| UpdateWorkStreamRequest {
        id: stream.id.clone(),
        title: "Un autre nom".to_owned(),
        theme: stream.theme.clone(),
        purpose: stream.purpose.clone(),
        expected: stream.expected.clone(),
        lead: String::new(),
        version: stream.version,
    };
    for refused in [
        client.create_work_stream(stream("De plus")).await.unwrap_err(),
        client.update_work_stream(update(&streams[0])).await.unwrap_err(),
        client
            .delete_work_stream(DeleteWorkStreamRequest {
                id: streams[0].id.clone(),
            })
            .await
            .unwrap_err(),
        client
            .update_programme(UpdateProgrammeRequest {
                year: YEAR,
                introduction: "Autre".to_owned(),
                version: get(&animator).await.version,
            })
            .await
            .unwrap_err(),
    ] {
        assert_eq!(reason(&refused), Reason::AmendmentNeeded);
    }
    let amend = AmendProgrammeRequest {
        year: YEAR,
        text: "Un chantier change de nom.".to_owned(),
    };
    let amended = client.amend_programme(amend).await.unwrap().into_inner();
    assert_eq!(amended.state(), ProgrammeState::Amended);
    assert_eq!(amended.amendments[0].author_name, animator.me.name);
    let updated = client
        .update_work_stream(update(&streams[0]))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(updated.title, "Un autre nom");
    let stale = client.update_work_stream(update(&streams[0])).await.unwrap_err();
    assert_eq!(reason(&stale), Reason::ChangedMeanwhile);
    let taken = client.update_work_stream(update(&streams[1])).await.unwrap_err();
    assert_eq!(reason(&taken), Reason::TitleTaken);
    // Once it is closed, a later change belongs to another amendment.
    let year = ProgrammeRequest { year: YEAR };
    let closed = client.close_amendment(year).await.unwrap().into_inner();
    assert_eq!(closed.state(), ProgrammeState::Running);
    let refused = client.update_work_stream(update(&updated)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::AmendmentNeeded);
    let refused = client.close_amendment(year).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeState);
    let again = AmendProgrammeRequest {
        year: YEAR,
        text: "Il en change encore.".to_owned(),
    };
    let amended = client.amend_programme(again).await.unwrap().into_inner();
    assert_eq!(amended.amendments.len(), 2);
    client.update_work_stream(update(&updated)).await.unwrap();
    let page = animator.get("/programme/2027").await;
    assert!(page.text.contains("/act/ProgrammeService/CloseAmendment"));
}

#[tokio::test]
async fn nothing_changes_in_a_closed_programme_but_its_synthesis() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let mut client = animator.programme();
    client
        .close_programme(ProgrammeRequest { year: YEAR })
        .await
        .unwrap();
    let refused = client
        .update_call(call(&streams[0], "2027-05-01T09:00", "2027-06-01T18:00"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ProgrammeState);
    let published = client
        .publish_synthesis(PublishSynthesisRequest {
            work_stream_id: streams[0].id.clone(),
            text: "# Ce que nous retenons\n\n<script>x</script>".to_owned(),
            version: streams[0].version,
        })
        .await
        .unwrap()
        .into_inner();
    assert!(published.synthesis_html.contains("<h3>Ce que nous retenons</h3>"));
    assert!(!published.synthesis_html.contains("script"));
    assert!(published.synthesis_published_at.is_some());
}

/// P3: centres propose and support; the animator retains; next year's draft starts from this year's.
#[tokio::test]
async fn a_draft_is_built_together() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 2).await;
    let (one, other) = (world.centre("Rives de Loire").await, world.centre("Guyane").await);
    let propose = ProposeStreamRequest {
        year: YEAR,
        title: "Inclusion numérique".to_owned(),
        theme: "Numérique".to_owned(),
        purpose: "Tenir dans la durée.".to_owned(),
    };
    let proposal = one
        .team
        .programme()
        .propose_stream(propose.clone())
        .await
        .unwrap()
        .into_inner();
    let support = |is_supported| SupportProposalRequest {
        id: proposal.id.clone(),
        is_supported,
    };
    for is_supported in [true, true, false, false, true] {
        let answer = other
            .director
            .programme()
            .support_proposal(support(is_supported))
            .await;
        let answer = answer.unwrap().into_inner();
        assert_eq!(answer.is_supported_by_me, is_supported);
        assert_eq!(answer.supporters.len(), usize::from(is_supported));
    }
    let told = kinds(&animator).await;
    let n_told = told
        .iter()
        .filter(|kind| **kind == ActivityKind::ProposalSupported)
        .count();
    assert_eq!(n_told, 2, "only what changed something is told");
    let retain = RetainProposalRequest {
        id: proposal.id.clone(),
    };
    let mut client = animator.programme();
    let retained = client.retain_proposal(retain.clone()).await.unwrap().into_inner();
    assert_eq!(
        (retained.rank, retained.title.as_str()),
        (3, "Inclusion numérique")
    );
    let refused = client.retain_proposal(retain).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProposalRetained);
    let fourth = one
        .team
        .programme()
        .propose_stream(propose.clone())
        .await
        .unwrap()
        .into_inner();
    let refused = client
        .retain_proposal(RetainProposalRequest { id: fourth.id })
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::TooManyStreams);
    assert_eq!(get(&one.team).await.proposals[0].work_stream_id, retained.id);

    client
        .propose_programme(ProgrammeRequest { year: YEAR })
        .await
        .unwrap();
    let refused = one.team.programme().propose_stream(propose).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ProgrammeState);
    let next = CreateProgrammeRequest {
        year: YEAR + 1,
        from_previous_year: true,
    };
    let next = client.create_programme(next).await.unwrap().into_inner();
    let titles: Vec<_> = next.streams.iter().map(|stream| stream.title.as_str()).collect();
    assert_eq!(titles, ["Chantier 1", "Chantier 2", "Inclusion numérique"]);
    assert!(
        next.streams
            .iter()
            .all(|stream| stream.call.as_ref().unwrap().opens_at.is_none())
    );
}
