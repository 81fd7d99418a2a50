//! The submission: complete, and in time.

use super::*;

#[tokio::test]
async fn a_submission_is_complete() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = sheet(&rives, &streams[0], "").await;
    let save = SaveDraftRequest {
        id: draft.id.clone(),
        title: String::new(),
        sections: vec![section("contacts", "Une personne")],
        version: draft.version,
    };
    let draft = rives
        .team
        .contribution()
        .save_draft(save)
        .await
        .unwrap()
        .into_inner();
    let empty = SubmitContributionRequest {
        licence: 0,
        credit: " ".to_owned(),
        has_contacts_consent: false,
        ..submission(&draft)
    };
    let refused = rives
        .director
        .contribution()
        .submit_contribution(empty)
        .await
        .unwrap_err();
    let expected = [
        ("licence", Reason::Required),
        ("credit", Reason::CreditNeeded),
        ("title", Reason::Required),
        ("has_contacts_consent", Reason::ConsentNeeded),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let refused = rives
        .team
        .contribution()
        .submit_contribution(submission(&draft))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed, "the team does not submit");
    let old = SubmitContributionRequest {
        version: draft.version - 1,
        ..submission(&draft)
    };
    let save = SaveDraftRequest {
        id: draft.id.clone(),
        title: "La caravane".to_owned(),
        sections: Vec::new(),
        version: draft.version,
    };
    let draft = rives
        .team
        .contribution()
        .save_draft(save)
        .await
        .unwrap()
        .into_inner();
    let refused = rives
        .director
        .contribution()
        .submit_contribution(old)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    rives
        .director
        .contribution()
        .submit_contribution(submission(&draft))
        .await
        .unwrap();
    let refused = rives
        .director
        .contribution()
        .submit_contribution(submission(&draft))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
}

#[tokio::test]
async fn nothing_is_accepted_after_the_closing_instant_but_with_an_extension() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane, golfe] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Golfe du Midi").await,
    ];
    let mut drafts = Vec::new();
    // Sessions do not outlive the weeks: people sign in again.
    let again = async |centre: &Centre| world.centre(&centre.organisation.short_name).await;
    for centre in [&rives, &guyane, &golfe] {
        drafts.push(scenario::draft(centre, &streams[0], "Une note", "Texte").await);
    }
    let closes_at: DateTime<Utc> = "2027-04-30T16:00:00Z".parse().unwrap();
    world.clock().set(closes_at - TimeDelta::microseconds(1));
    scenario::submit(&again(&rives).await, &drafts[0]).await;
    let (animator, guyane) = (world.animator().await, again(&guyane).await);
    world.clock().set(closes_at + TimeDelta::microseconds(1));
    let refused = guyane
        .director
        .contribution()
        .submit_contribution(submission(&drafts[1]))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::CallClosed);

    let extend = |until: &str| GrantExtensionRequest {
        work_stream_id: streams[0].id.clone(),
        organisation_id: guyane.id.clone(),
        until: until.to_owned(),
        reason: "Crue du fleuve.".to_owned(),
    };
    for (until, expected) in [
        ("2027-04-29", Reason::InThePast),
        ("hier", Reason::NotADate),
        ("", Reason::Required),
    ] {
        let refused = animator
            .contribution()
            .grant_extension(extend(until))
            .await
            .unwrap_err();
        assert_eq!(violations(&refused), [("until".to_owned(), expected)], "{until}");
    }
    animator
        .contribution()
        .grant_extension(extend("2027-05-02"))
        .await
        .unwrap();
    let given = animator
        .contribution()
        .grant_extension(extend("2027-05-03"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        look(&guyane.team, &drafts[1].id).await.unwrap().due_at,
        given.until
    );
    world.clock().set("2027-05-03T21:59:59Z".parse().unwrap());
    scenario::submit(&guyane, &drafts[1]).await;
    let refused = again(&golfe)
        .await
        .director
        .contribution()
        .submit_contribution(submission(&drafts[2]))
        .await;
    assert_eq!(
        reason(&refused.unwrap_err()),
        Reason::CallClosed,
        "the extension is for one centre"
    );
}

/// The animator may give more time as soon as the call has a closing and a centre is engaged.
#[tokio::test]
async fn a_delay_is_offered_before_the_closing() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let offered = async || {
        let page = animator.get(&format!("/work-stream/{}", streams[0].id)).await;
        let form = page.text.split("/act/ContributionService/GrantExtension").nth(1);
        let form = form.and_then(|form| form.split("</form>").next());
        form.map(|form| form.matches("<option").count())
    };
    assert_eq!(offered().await, None, "nobody is engaged");
    scenario::engage(&world.centre("Guyane").await, &streams[0]).await;
    assert_eq!(offered().await, Some(2)); // Guyane, and none chosen yet
}

/// A page stays open while one writes: what it says is dated, or read again, and the end of the time is told.
#[tokio::test]
async fn the_page_of_a_draft_says_nothing_that_goes_stale() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = sheet(&rives, &streams[0], "").await;
    let path = format!("/contribution/{}", draft.id);
    let of = async |is_director: bool| {
        let centre = world.centre("Rives de Loire").await;
        let actor = if is_director {
            &centre.director
        } else {
            &centre.team
        };
        actor.get(&path).await.text.replace('\u{a0}', " ")
    };
    let page = of(true).await;
    assert!(page.contains("il reste 46 jours"), "{page}");
    assert!(
        page.contains("À l’ouverture de cette page : version de "),
        "{page}"
    );
    let live = format!(
        "id=\"before-submission\" data-live=\"contribution:{} stream:{}\"",
        draft.id, streams[0].id
    );
    assert!(page.contains(&live), "{page}");
}
