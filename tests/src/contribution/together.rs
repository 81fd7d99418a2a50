//! Several centres write together; what is said beside the text.

use super::*;

async fn invite(by: &Actor, draft: &Contribution, centre: &Centre) -> Result<Contribution, Reason> {
    let request = InviteCoAuthorRequest {
        id: draft.id.clone(),
        organisation_id: centre.id.clone(),
    };
    let answer = by.contribution().invite_co_author(request).await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

async fn answer(centre: &Centre, draft: &Contribution, is_confirmed: bool) -> Result<Contribution, Reason> {
    let request = AnswerCoAuthorshipRequest {
        id: draft.id.clone(),
        is_confirmed,
    };
    let answer = centre.director.contribution().answer_co_authorship(request).await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

async fn is_submitted(animator: &Actor, centre: &Centre) -> bool {
    let board = animator
        .programme()
        .get_board(GetBoardRequest { year: YEAR })
        .await
        .unwrap()
        .into_inner();
    let row = board
        .rows
        .into_iter()
        .find(|row| row.organisation_id == centre.id)
        .unwrap();
    row.cells[0].is_submitted
}

#[tokio::test]
async fn co_authors_confirm_each_and_it_counts_for_each() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane, golfe] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Golfe du Midi").await,
    ];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    invite(&rives.team, &draft, &guyane).await.unwrap();
    invite(&rives.team, &draft, &golfe).await.unwrap();
    assert_eq!(
        invite(&rives.team, &draft, &guyane).await.unwrap_err(),
        Reason::AlreadyAuthor
    );
    assert_eq!(
        invite(&rives.team, &draft, &rives).await.unwrap_err(),
        Reason::AlreadyAuthor
    );

    // The invited ones read, and do not write.
    let seen = look(&guyane.team, &draft.id).await.unwrap();
    assert!(!seen.may_edit && !seen.may_comment);
    let save = |version| SaveDraftRequest {
        id: draft.id.clone(),
        title: "Une note à deux".to_owned(),
        sections: vec![section("text", "Texte de Guyane")],
        version,
    };
    let refused = guyane
        .team
        .contribution()
        .save_draft(save(seen.version))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    assert_eq!(
        invite(&guyane.team, &draft, &golfe).await.unwrap_err(),
        Reason::NotAllowed
    );
    let refused = rives
        .director
        .contribution()
        .submit_contribution(submission(&draft))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::CoAuthorPending);

    answer(&guyane, &draft, true).await.unwrap();
    answer(&golfe, &draft, false).await.unwrap();
    assert_eq!(
        look(&golfe.team, &draft.id).await.unwrap_err(),
        Reason::NotFound,
        "who declined is out"
    );
    let saved = guyane
        .team
        .contribution()
        .save_draft(save(seen.version))
        .await
        .unwrap()
        .into_inner();
    assert!(!saved.may_submit, "the author submits");
    scenario::submit(&rives, &saved).await;
    assert!(is_submitted(&animator, &rives).await && is_submitted(&animator, &guyane).await);
    assert!(!is_submitted(&animator, &golfe).await);

    // After the submission nobody leaves and nobody is taken off.
    assert_eq!(
        answer(&guyane, &draft, false).await.unwrap_err(),
        Reason::ContributionState
    );
    let remove = RemoveCoAuthorRequest {
        id: draft.id.clone(),
        organisation_id: guyane.id.clone(),
    };
    let refused = rives
        .team
        .contribution()
        .remove_co_author(remove)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
}

#[tokio::test]
async fn a_co_author_is_taken_off_before_the_submission() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 1).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    invite(&rives.director, &draft, &guyane).await.unwrap();
    let remove = RemoveCoAuthorRequest {
        id: draft.id.clone(),
        organisation_id: guyane.id.clone(),
    };
    let left = rives
        .team
        .contribution()
        .remove_co_author(remove.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(left.co_authors.is_empty());
    let refused = rives
        .team
        .contribution()
        .remove_co_author(remove)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    assert_eq!(
        look(&guyane.director, &draft.id).await.unwrap_err(),
        Reason::NotFound
    );
    scenario::submit(&rives, &draft).await;
}

#[tokio::test]
async fn comments_on_a_draft_stay_between_its_centres() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    let comment = |section: &str, text: &str| CommentContributionRequest {
        id: draft.id.clone(),
        section: section.to_owned(),
        text: text.to_owned(),
    };
    rives
        .director
        .contribution()
        .comment_contribution(comment("text", "À raccourcir."))
        .await
        .unwrap();
    let refused = rives
        .team
        .contribution()
        .comment_contribution(comment("means", " "))
        .await
        .unwrap_err();
    let expected = [("text", Reason::Required), ("section", Reason::UnknownValue)];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let refused = animator
        .contribution()
        .comment_contribution(comment("", "Bonjour"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);

    let resolve = |comment: &contribution::Comment| ResolveCommentRequest {
        id: draft.id.clone(),
        comment_id: comment.id.clone(),
    };
    scenario::submit(&rives, &look(&rives.team, &draft.id).await.unwrap()).await;
    let answer = animator
        .contribution()
        .comment_contribution(comment("", "Merci !"))
        .await;
    let of_animator = answer.unwrap().into_inner().comments;
    assert_eq!(of_animator.len(), 1, "not the one on the draft");
    let of_centre = look(&rives.team, &draft.id).await.unwrap().comments;
    assert_eq!(of_centre.len(), 2);
    assert!(
        of_centre[1].author_name.ends_with("(CGET)"),
        "{}",
        of_centre[1].author_name
    );
    let refused = animator
        .contribution()
        .resolve_comment(resolve(&of_centre[0]))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    let answer = rives
        .team
        .contribution()
        .resolve_comment(resolve(&of_centre[0]))
        .await;
    assert!(answer.unwrap().into_inner().comments[0].is_resolved);
}

/// What a team says to itself is not read by a centre that has not said yes.
#[tokio::test]
async fn an_invited_centre_reads_the_comments_once_it_accepted() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte de Loire").await;
    let comment = |text: &str| CommentContributionRequest {
        id: draft.id.clone(),
        section: String::new(),
        text: text.to_owned(),
    };
    let mut client = rives.team.contribution();
    client.comment_contribution(comment("Entre nous")).await.unwrap();
    invite(&rives.team, &draft, &guyane).await.unwrap();
    for actor in [&guyane.director, &guyane.team] {
        let seen = look(actor, &draft.id).await.unwrap();
        assert_eq!(text_of(&seen, "text"), "Texte de Loire");
        assert!(seen.comments.is_empty() && !seen.may_comment);
        let page = actor.get(&format!("/contribution/{}", draft.id)).await.text;
        assert!(page.contains("Texte de Loire") && !page.contains("Entre nous"));
        let refused = actor
            .contribution()
            .comment_contribution(comment("Bonjour"))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    }
    answer(&guyane, &draft, true).await.unwrap();
    let seen = look(&guyane.team, &draft.id).await.unwrap();
    assert_eq!(seen.comments[0].text, "Entre nous");
    guyane
        .team
        .contribution()
        .comment_contribution(comment("Bonjour"))
        .await
        .unwrap();
}
