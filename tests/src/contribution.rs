//! Contributions: drafts, who sees them, submission and its deadline.

#![expect(clippy::too_many_lines, reason = "a test tells one story, step by step")]

mod deadline;
mod decision;
mod export;
mod together;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, Centre, World, reason, violations};

/// Someone's look at a contribution.
async fn look(actor: &Actor, id: &str) -> Result<Contribution, Reason> {
    let request = GetContributionRequest { id: id.to_owned() };
    let answer = actor.contribution().get_contribution(request).await;
    answer
        .map(tonic::Response::into_inner)
        .map_err(|status| reason(&status))
}

fn section(key: &str, text: &str) -> Section {
    Section {
        key: key.to_owned(),
        text: text.to_owned(),
        ..Default::default()
    }
}

fn text_of<'a>(contribution: &'a Contribution, key: &str) -> &'a str {
    let section = contribution.sections.iter().find(|section| section.key == key);
    &section.unwrap_or_else(|| panic!("no section {key}")).text
}

async fn sheet(centre: &Centre, stream: &WorkStream, from: &str) -> Contribution {
    scenario::engage(centre, stream).await;
    let request = CreateContributionRequest {
        work_stream_id: stream.id.clone(),
        kind: Expected::ExperienceSheet as i32,
        title: "La caravane".to_owned(),
        from_contribution_id: from.to_owned(),
    };
    let created = centre.team.contribution().create_contribution(request).await;
    created.unwrap().into_inner()
}

fn submission(contribution: &Contribution) -> SubmitContributionRequest {
    SubmitContributionRequest {
        id: contribution.id.clone(),
        licence: Licence::Open2 as i32,
        credit: "Le centre".to_owned(),
        has_contacts_consent: true,
        version: contribution.version,
    }
}

#[tokio::test]
async fn a_draft_belongs_to_its_centre_until_it_is_submitted() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Un **texte**.").await;

    assert!(
        draft.may_edit && draft.may_comment && !draft.may_submit,
        "the team prepares"
    );
    assert_eq!(draft.sections[0].html.trim(), "<p>Un <strong>texte</strong>.</p>");
    let of_director = look(&rives.director, &draft.id).await.unwrap();
    assert!(of_director.may_submit);
    let closes_at = streams[0].call.as_ref().unwrap().closes_at;
    assert_eq!(of_director.due_at, closes_at);
    for other in [&animator, &guyane.director, &world.anru().await] {
        assert_eq!(look(other, &draft.id).await.unwrap_err(), Reason::NotFound);
    }
    let save = SaveDraftRequest {
        id: draft.id.clone(),
        version: draft.version,
        ..Default::default()
    };
    let refused = guyane.team.contribution().save_draft(save).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);

    let submitted = scenario::submit(&rives, &draft).await;
    assert_eq!(submitted.state(), ContributionState::Submitted);
    assert!(!submitted.may_edit && !submitted.may_submit && submitted.due_at.is_none());
    assert!(look(&animator, &draft.id).await.unwrap().may_comment);
    assert_eq!(
        look(&guyane.director, &draft.id).await.unwrap_err(),
        Reason::NotFound
    );
    let list = |actor: Actor| async move {
        let request = ListContributionsRequest {
            year: YEAR,
            ..Default::default()
        };
        let answer = actor.contribution().list_contributions(request).await;
        answer.unwrap().into_inner().contributions
    };
    let of_animator = list(animator.clone()).await;
    assert_eq!(of_animator.len(), 1);
    assert_eq!(of_animator[0].organisation_name, "Rives de Loire");
    assert_eq!(of_animator[0].work_stream_title, "Chantier 1");
    assert!(of_animator[0].sections.is_empty());
    assert!(list(guyane.director).await.is_empty());
}

#[tokio::test]
async fn two_people_on_one_draft_lose_nothing() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let draft = sheet(&rives, &streams[0], "").await;
    assert_eq!(draft.sections.len(), 9);
    let save = |text: &str, version| SaveDraftRequest {
        id: draft.id.clone(),
        title: "La caravane".to_owned(),
        sections: vec![section("context", text)],
        version,
    };
    let first = rives
        .team
        .contribution()
        .save_draft(save("De l’équipe.", draft.version))
        .await;
    let first = first.unwrap().into_inner();
    assert_eq!(first.version, draft.version + 1);
    let refused = rives
        .director
        .contribution()
        .save_draft(save("De la direction.", draft.version))
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (tonic::Code::Aborted, Reason::ChangedMeanwhile)
    );

    // Twenty at the same moment on one version: one wins, and its text is the one that stays.
    let attempts = (0..20).map(|n| {
        let (mut client, request) = (
            rives.team.contribution(),
            save(&format!("Essai {n}"), first.version),
        );
        async move { client.save_draft(request).await.map(tonic::Response::into_inner) }
    });
    let answers = futures::future::join_all(attempts).await;
    let won: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
    assert_eq!(won.len(), 1);
    let now = look(&rives.director, &draft.id).await.unwrap();
    assert_eq!(text_of(&now, "context"), text_of(won[0], "context"));
    assert_eq!(now.updated_by, rives.team.me.name);

    // Sections that are not sent stay as they are; unknown ones and too long ones are told together.
    let more = SaveDraftRequest {
        sections: vec![section("means", "Deux postes.")],
        ..save("", now.version)
    };
    let now = rives
        .team
        .contribution()
        .save_draft(more)
        .await
        .unwrap()
        .into_inner();
    assert!(text_of(&now, "context").starts_with("Essai"));
    let bad = SaveDraftRequest {
        title: "t".repeat(201),
        sections: vec![section("means", &"é".repeat(50_001)), section("weather", "")],
        ..save("", now.version)
    };
    let refused = rives.team.contribution().save_draft(bad).await.unwrap_err();
    let expected = [
        ("title", Reason::TooLong),
        ("sections.0.text", Reason::TooLong),
        ("sections.1.key", Reason::UnknownValue),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
}

#[tokio::test]
async fn saves_are_told_at_most_every_ten_minutes() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let mut draft = sheet(&rives, &streams[0], "").await;
    let n_told = || async {
        let request = ListAuditRequest::default();
        let answer = rives.director.account().list_audit(request).await.unwrap();
        let lines = answer.into_inner().lines;
        lines.iter().filter(|line| line.act == "SaveDraft").count()
    };
    for (minutes, expected) in [(1, 0), (10, 1), (9, 1), (2, 2)] {
        world.clock().advance(TimeDelta::minutes(minutes));
        let save = SaveDraftRequest {
            id: draft.id.clone(),
            title: draft.title.clone(),
            sections: Vec::new(),
            version: draft.version,
        };
        draft = rives
            .team
            .contribution()
            .save_draft(save)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(n_told().await, expected, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn one_contribution_for_each_stream_and_engaged_centre() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 1).await;
    let rives = world.centre("Rives de Loire").await;
    let create = |kind: Expected| CreateContributionRequest {
        work_stream_id: streams[0].id.clone(),
        kind: kind as i32,
        title: "Une note".to_owned(),
        from_contribution_id: String::new(),
    };
    let refused = rives
        .team
        .contribution()
        .create_contribution(create(Expected::TextNote))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotEngaged);
    scenario::engage(&rives, &streams[0]).await;
    let refused = rives
        .team
        .contribution()
        .create_contribution(create(Expected::OtherProduction))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("kind".to_owned(), Reason::UnknownValue)]
    );
    let attempts = (0..10).map(|_| {
        let (mut client, request) = (rives.team.contribution(), create(Expected::TextNote));
        async move { client.create_contribution(request).await }
    });
    let answers = futures::future::join_all(attempts).await;
    let refused: Vec<Reason> = answers
        .iter()
        .filter_map(|answer| answer.as_ref().err())
        .map(reason)
        .collect();
    assert_eq!(refused, [Reason::ContributionExists; 9]);
    let created = answers.into_iter().find_map(Result::ok).unwrap().into_inner();

    // A draft can be removed, and another one started; a submitted contribution stays.
    let delete = |id: &str| DeleteDraftRequest { id: id.to_owned() };
    rives
        .team
        .contribution()
        .delete_draft(delete(&created.id))
        .await
        .unwrap();
    assert_eq!(
        look(&rives.team, &created.id).await.unwrap_err(),
        Reason::NotFound
    );
    let draft = scenario::draft(&rives, &streams[0], "Une autre note", "Texte").await;
    scenario::submit(&rives, &draft).await;
    let refused = rives
        .team
        .contribution()
        .delete_draft(delete(&draft.id))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
}

#[tokio::test]
async fn last_years_sheet_is_a_start_for_the_own_centre_only() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 2).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let first = sheet(&rives, &streams[0], "").await;
    let save = SaveDraftRequest {
        id: first.id.clone(),
        title: first.title.clone(),
        sections: vec![
            section("context", "Trois quartiers."),
            section("lessons", "Payer la garde."),
        ],
        version: first.version,
    };
    rives.team.contribution().save_draft(save).await.unwrap();
    let second = sheet(&rives, &streams[1], &first.id).await;
    assert_eq!(text_of(&second, "context"), "Trois quartiers.");
    assert_eq!(text_of(&second, "lessons"), "Payer la garde.");
    scenario::engage(&guyane, &streams[1]).await;
    let request = CreateContributionRequest {
        work_stream_id: streams[1].id.clone(),
        kind: Expected::ExperienceSheet as i32,
        title: String::new(),
        from_contribution_id: first.id,
    };
    let refused = guyane
        .team
        .contribution()
        .create_contribution(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}
