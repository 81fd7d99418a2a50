//! What the animator decides.

use super::*;

fn decide(contribution: &Contribution) -> DecideContributionRequest {
    DecideContributionRequest {
        id: contribution.id.clone(),
    }
}

fn revision(contribution: &Contribution, due_on: &str) -> RequestRevisionRequest {
    RequestRevisionRequest {
        id: contribution.id.clone(),
        reason: "Préciser les coûts.".to_owned(),
        due_on: due_on.to_owned(),
    }
}

#[tokio::test]
async fn acknowledged_accepted_published() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let anru = world.anru().await;
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    let refused = animator
        .contribution()
        .acknowledge_contribution(decide(&draft))
        .await
        .unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::NotFound,
        "a draft does not exist for the animator"
    );
    let submitted = scenario::submit(&rives, &draft).await;
    let refused = animator
        .contribution()
        .publish_contribution(decide(&submitted))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
    let mut client = animator.contribution();
    let state =
        |answer: Result<tonic::Response<Contribution>, tonic::Status>| answer.unwrap().into_inner().state();
    let answer = client.acknowledge_contribution(decide(&submitted)).await;
    assert_eq!(state(answer), ContributionState::Acknowledged);
    assert_eq!(
        state(client.accept_contribution(decide(&submitted)).await),
        ContributionState::Accepted
    );
    assert_eq!(look(&anru, &draft.id).await.unwrap_err(), Reason::NotFound);
    assert_eq!(
        state(client.publish_contribution(decide(&submitted)).await),
        ContributionState::Published
    );

    // Published: everyone reads the text, not how it came about.
    for reader in [&anru, &guyane.team] {
        let seen = look(reader, &draft.id).await.unwrap();
        assert_eq!(text_of(&seen, "text"), "Texte");
        assert!(
            seen.comments.is_empty() && seen.updated_by.is_empty() && !seen.may_comment && !seen.may_edit
        );
    }
    let refused = client
        .request_revision(revision(&submitted, "2027-04-01"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
    let request = ListActivityRequest {
        scope: list_activity_request::Scope::All as i32,
        ..Default::default()
    };
    let told = anru
        .live()
        .list_activity(request)
        .await
        .unwrap()
        .into_inner()
        .activities;
    let of = |kind| told.iter().find(|one| one.kind() == kind);
    assert_eq!(
        of(ActivityKind::ContributionPublished).unwrap().object,
        "Une note"
    );
    assert_eq!(
        of(ActivityKind::ContributionSubmitted).unwrap().object,
        "Chantier 1",
        "the title is not out yet"
    );
    assert!(
        of(ActivityKind::ContributionAccepted).is_none(),
        "between the centre and the animator"
    );
}

#[tokio::test]
async fn a_revision_has_a_deadline_of_its_own() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    let submitted = scenario::submit(&rives, &draft).await;
    world.run_jobs().await;
    let n_mails = world.mails().await.len();
    for (due_on, expected) in [("2027-03-14", Reason::InThePast), ("bientôt", Reason::NotADate)] {
        let refused = animator
            .contribution()
            .request_revision(revision(&submitted, due_on))
            .await
            .unwrap_err();
        assert_eq!(violations(&refused), [("due_on".to_owned(), expected)]);
    }
    let asked = animator
        .contribution()
        .request_revision(revision(&submitted, "2027-05-10"))
        .await;
    let asked = asked.unwrap().into_inner();
    assert_eq!(asked.state(), ContributionState::Revision);
    assert!(!asked.may_edit);
    world.run_jobs().await;
    let mails = world.mails().await.split_off(n_mails);
    let mail = mails
        .iter()
        .find(|mail| mail.subject == "Révision demandée : Une note");
    let mail = mail.unwrap_or_else(|| panic!("no mail on the revision among {mails:?}"));
    assert!(
        mail.text.contains("Préciser les coûts.") && mail.text.contains("10/05/2027"),
        "{}",
        mail.text
    );

    // Long after the call has closed, the text is open for this contribution only, until the end of that day in Paris.
    world.clock().set("2027-05-10T21:59:59Z".parse().unwrap());
    let (animator, rives) = (world.animator().await, world.centre("Rives de Loire").await);
    let seen = look(&rives.director, &draft.id).await.unwrap();
    assert!(seen.may_edit && seen.may_submit);
    assert_eq!(seen.revision_reason, "Préciser les coûts.");
    let save = SaveDraftRequest {
        id: seen.id.clone(),
        title: seen.title.clone(),
        sections: vec![section("text", "Texte et coûts")],
        version: seen.version,
    };
    let saved = rives
        .team
        .contribution()
        .save_draft(save)
        .await
        .unwrap()
        .into_inner();
    world.clock().advance(TimeDelta::seconds(1));
    let refused = rives
        .director
        .contribution()
        .submit_contribution(submission(&saved))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::CallClosed);
    // Asked again, the day moves.
    animator
        .contribution()
        .request_revision(revision(&submitted, "2027-05-12"))
        .await
        .unwrap();
    let again = look(&rives.director, &draft.id).await.unwrap();
    let again = scenario::submit(&rives, &again).await;
    assert_eq!(again.state(), ContributionState::Submitted);
    assert!(again.revision_reason.is_empty() && again.revision_due_at.is_none());
}
