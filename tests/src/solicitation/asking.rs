//! Asking: what a solicitation must say, whom it may ask, how it changes.

use super::*;

fn update(one: &Solicitation) -> UpdateSolicitationRequest {
    UpdateSolicitationRequest {
        id: one.id.clone(),
        title: one.title.clone(),
        text: one.text.clone(),
        purpose: one.purpose.clone(),
        due_on: one.due_on.clone(),
        zone: one.zone.clone(),
        workload: one.workload.clone(),
        organisation_ids: Vec::new(),
        is_for_all: false,
        version: one.version,
    }
}

async fn change(actor: &Actor, request: UpdateSolicitationRequest) -> Answered {
    let answer = actor.solicitation().update_solicitation(request).await?;
    Ok(answer.into_inner())
}

#[tokio::test]
async fn what_a_solicitation_must_say() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    let good = scenario::asked(&[&rives]);
    let faults = |status: &Status| violations(status);
    let empty = animator
        .solicitation()
        .create_solicitation(CreateSolicitationRequest::default())
        .await
        .unwrap_err();
    let expected = [
        "title",
        "text",
        "purpose",
        "due_on",
        "workload",
        "organisation_ids",
    ];
    assert_eq!(
        faults(&empty),
        expected.map(|field| (field.to_owned(), Reason::Required))
    );
    let past = organisation(&animator, "Hautes Terres").await;
    let anru = world.anru().await.me.organisation_id;
    let with = |id: &str| vec![rives.id.clone(), id.to_owned()];
    for (request, field, expected) in [
        (
            CreateSolicitationRequest {
                due_on: "2027-03-14".to_owned(),
                ..good.clone()
            },
            "due_on",
            Reason::InThePast,
        ),
        (
            CreateSolicitationRequest {
                due_on: "demain".to_owned(),
                ..good.clone()
            },
            "due_on",
            Reason::NotADate,
        ),
        (
            CreateSolicitationRequest {
                zone: "Paris".to_owned(),
                ..good.clone()
            },
            "zone",
            Reason::NotAZone,
        ),
        (
            CreateSolicitationRequest {
                organisation_ids: with("x"),
                ..good.clone()
            },
            "organisation_ids",
            Reason::Malformed,
        ),
        (
            CreateSolicitationRequest {
                organisation_ids: with(&anru),
                ..good.clone()
            },
            "organisation_ids",
            Reason::UnknownValue,
        ),
        (
            CreateSolicitationRequest {
                organisation_ids: with(&past),
                ..good.clone()
            },
            "organisation_ids",
            Reason::CentreLeftNetwork,
        ),
        (
            CreateSolicitationRequest {
                workload: "x".repeat(201),
                ..good.clone()
            },
            "workload",
            Reason::TooLong,
        ),
    ] {
        let refused = animator.solicitation().create_solicitation(request).await;
        let refused = refused.unwrap_err();
        assert_eq!(faults(&refused), [(field.to_owned(), expected)]);
    }
    let many = CreateSolicitationRequest {
        organisation_ids: vec![rives.id.clone(); 101],
        ..good.clone()
    };
    let refused = animator.solicitation().create_solicitation(many).await;
    assert_eq!(
        faults(&refused.unwrap_err())[0],
        ("organisation_ids".to_owned(), Reason::TooMany)
    );
    // The last day may be today, and may end elsewhere than in Paris; a centre named twice is asked once.
    let today = CreateSolicitationRequest {
        due_on: "2027-03-15".to_owned(),
        zone: "America/Cayenne".to_owned(),
        organisation_ids: with(&rives.id),
        ..good
    };
    let asked = animator.solicitation().create_solicitation(today).await;
    let asked = asked.unwrap().into_inner();
    assert_eq!(asked.answers.len(), 1);
    let end = Utc.with_ymd_and_hms(2027, 3, 16, 2, 59, 59).unwrap();
    assert_eq!(asked.due_at.unwrap().seconds, end.timestamp());
}

async fn organisation(animator: &Actor, short_name: &str) -> String {
    let request = ListOrganisationsRequest {
        on: "all".to_owned(),
        ..Default::default()
    };
    let all = animator.network().list_organisations(request).await.unwrap();
    let all = all.into_inner().organisations;
    let found = all.into_iter().find(|one| one.short_name == short_name);
    found.unwrap().id
}

#[tokio::test]
async fn all_the_centres_are_those_of_today() {
    let world = World::new().await;
    let anru = world.anru().await;
    let request = CreateSolicitationRequest {
        is_for_all: true,
        ..scenario::asked(&[])
    };
    let asked = anru.solicitation().create_solicitation(request).await;
    let asked = asked.unwrap().into_inner();
    assert!(asked.is_for_all);
    assert_eq!(asked.answers.len(), 18);
    assert!(
        asked
            .answers
            .iter()
            .all(|one| one.organisation_name != "Hautes Terres")
    );

    // A centre that leaves does not answer any more, not even by telephone; one that joins may be asked.
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    let end = EndOrganisationRequest {
        id: rives.id.clone(),
        left_on: "2027-03-15".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    let telephone = AnswerSolicitationRequest {
        id: asked.id.clone(),
        organisation_id: rives.id.clone(),
        step: AnswerStep::Accept as i32,
        version: 1,
        ..Default::default()
    };
    let refused = send(&animator, telephone).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::CentreLeftNetwork);
    let new = Organisation {
        name: "Un nouveau centre".to_owned(),
        short_name: "Nouveau".to_owned(),
        function: Function::Centre as i32,
        legal_form: LegalForm::Association as i32,
        zone: "Europe/Paris".to_owned(),
        joined_on: "2027-03-01".to_owned(),
        ..Default::default()
    };
    let new = CreateOrganisationRequest {
        organisation: Some(new),
    };
    animator.network().create_organisation(new).await.unwrap();
    let more = UpdateSolicitationRequest {
        is_for_all: true,
        ..update(&asked)
    };
    let asked = change(&anru, more).await.unwrap();
    assert_eq!(asked.answers.len(), 19);
    assert!(asked.answers.iter().any(|one| one.organisation_name == "Nouveau"));
}

#[tokio::test]
async fn it_changes_until_it_is_closed_and_may_ask_more_centres() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    give(&rives, &asked.id, "Notre réponse").await.unwrap();
    assert_eq!(
        reason(&get(&guyane.director, &asked.id).await.unwrap_err()),
        Reason::NotFound
    );
    let more = UpdateSolicitationRequest {
        title: "Un autre sujet".to_owned(),
        due_on: "2027-05-15".to_owned(),
        organisation_ids: vec![rives.id.clone(), guyane.id.clone()],
        ..update(&asked)
    };
    let changed = change(&anru, more.clone()).await.unwrap();
    assert_eq!(
        (changed.title.as_str(), changed.due_on.as_str()),
        ("Un autre sujet", "2027-05-15")
    );
    assert_eq!(changed.answers.len(), 2);
    // What was answered stays.
    assert_eq!(answer_of(&anru, &asked.id, &rives).await.text, "Notre réponse");
    assert_eq!(
        get(&guyane.director, &asked.id).await.unwrap().title,
        "Un autre sujet"
    );

    // Somebody else changed it meanwhile.
    assert_eq!(
        reason(&change(&anru, more).await.unwrap_err()),
        Reason::ChangedMeanwhile
    );
    let empty = UpdateSolicitationRequest {
        title: String::new(),
        due_on: "2027-01-01".to_owned(),
        ..update(&changed)
    };
    let refused = change(&anru, empty).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            ("title".to_owned(), Reason::Required),
            ("due_on".to_owned(), Reason::InThePast)
        ]
    );
    // Once the last day is over, the rest may still be corrected.
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 6, 1, 9, 0, 0).unwrap());
    let title = UpdateSolicitationRequest {
        title: "Le sujet, corrigé".to_owned(),
        ..update(&changed)
    };
    let anru = world.anru().await;
    let changed = change(&anru, title).await.unwrap();
    let outcome = CloseSolicitationRequest {
        id: asked.id.clone(),
        outcome: " ".to_owned(),
        version: changed.version,
    };
    let refused = anru.solicitation().close_solicitation(outcome.clone()).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("outcome".to_owned(), Reason::Required)]
    );
    let old = CloseSolicitationRequest {
        outcome: "Un guide.".to_owned(),
        version: 1,
        ..outcome
    };
    let refused = anru.solicitation().close_solicitation(old).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    let closed = close(&anru, &asked.id, "Un guide.").await.unwrap();
    let refused = change(&anru, update(&closed)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::SolicitationClosed);
}
