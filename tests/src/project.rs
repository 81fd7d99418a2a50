//! The common projects of the animator and the ANRU (A6): who reads and writes them, what the centres are told, the
//! history, the pages, what the bilateral takes up.

mod list;
mod page;

use chrono::TimeDelta;
use proto::v1::*;
use tonic::Status;

use crate::mail::outbox;
use crate::world::{Actor, World, reason, violations};

type Answered = Result<Project, Status>;

const STEP: &str = "Réunir les centres";

fn named(centre_ids: &[&str]) -> Vec<String> {
    centre_ids.iter().map(|id| (*id).to_owned()).collect()
}

fn blank(centre_ids: &[&str]) -> CreateProjectRequest {
    CreateProjectRequest {
        title: "Guide des clauses".to_owned(),
        aim: "Un guide **commun**.".to_owned(),
        organisation_ids: named(centre_ids),
        state: ProjectState::Proposed as i32,
        next_step: STEP.to_owned(),
        due_on: "2027-05-12".to_owned(),
    }
}

/// One with its next step on 12 May, in which these centres take part.
pub(crate) async fn create(actor: &Actor, centre_ids: &[&str]) -> Project {
    open(actor, blank(centre_ids)).await.unwrap()
}

async fn open(actor: &Actor, request: CreateProjectRequest) -> Answered {
    Ok(actor.project().create_project(request).await?.into_inner())
}

async fn get(actor: &Actor, id: &str) -> Answered {
    let request = GetProjectRequest { id: id.to_owned() };
    Ok(actor.project().get_project(request).await?.into_inner())
}

async fn list(actor: &Actor, is_open: bool) -> Result<Vec<Project>, Status> {
    let request = ListProjectsRequest {
        is_open,
        ..Default::default()
    };
    let answer = actor.project().list_projects(request).await?;
    Ok(answer.into_inner().projects)
}

/// As it is.
fn same(one: &Project) -> UpdateProjectRequest {
    UpdateProjectRequest {
        id: one.id.clone(),
        title: one.title.clone(),
        aim: one.aim.clone(),
        organisation_ids: one
            .parts
            .iter()
            .map(|part| part.organisation_id.clone())
            .collect(),
        state: one.state,
        next_step: one.next_step.clone(),
        due_on: one.due_on.clone(),
        version: one.version,
    }
}

async fn update(actor: &Actor, request: UpdateProjectRequest) -> Answered {
    Ok(actor.project().update_project(request).await?.into_inner())
}

/// The kinds of what somebody is told of a project, the latest first.
async fn told(actor: &Actor, one: &Project) -> Vec<ActivityKind> {
    let request = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let all = actor.live().list_activity(request).await.unwrap().into_inner();
    let path = format!("/project/{}", one.id);
    let of = all.activities.iter().filter(|activity| activity.path == path);
    of.map(Activity::kind).collect()
}

#[tokio::test]
async fn the_animator_and_the_anru_read_all_and_a_centre_its_own() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let [mayotte, guyane] = [world.centre("Mayotte").await, world.centre("Guyane").await];
    let one = create(&animator, &[&mayotte.id]).await;
    let alone = create(&anru, &[]).await;
    assert_eq!(one.aim_html.trim(), "<p>Un guide <strong>commun</strong>.</p>");
    for reader in [&animator, &anru, &mayotte.director, &mayotte.team] {
        let role = reader.role();
        let read = get(reader, &one.id).await.unwrap();
        let owns = matches!(role, Role::Animator | Role::UrbanRenewalAgency);
        assert_eq!((read.parts.len(), read.may_edit), (1, owns), "{role:?}");
        assert_eq!(list(reader, false).await.unwrap().len(), if owns { 2 } else { 1 });
        let is_alone_read = get(reader, &alone.id).await.is_ok();
        assert_eq!(is_alone_read, owns, "{role:?}");
        let home = reader.get("/").await.text;
        assert!(home.contains("href=\"/project\""), "{role:?}");
    }
    // A centre that takes part in none has an empty list; to the others there is none.
    for stranger in [&guyane.director, &guyane.team, &world.president().await] {
        assert_eq!(list(stranger, false).await.unwrap(), []);
    }
    let others = [
        world.dgom().await,
        world.partner().await,
        world.elected().await,
        world.state().await,
    ];
    for stranger in &others {
        let refused = list(stranger, false).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{:?}", stranger.role());
        assert_eq!(stranger.get("/project").await.status, 404);
        let home = stranger.get("/").await.text;
        assert!(!home.contains("href=\"/project\""), "{:?}", stranger.role());
    }
    let president = world.president().await;
    for stranger in others.iter().chain([&guyane.director, &guyane.team, &president]) {
        let role = stranger.role();
        let refused = get(stranger, &one.id).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound, "{role:?}");
        assert_eq!(told(stranger, &one).await, [], "{role:?}");
        let page = stranger.get(&format!("/project/{}", one.id)).await;
        assert_eq!(page.status, 404, "{role:?}");
    }
    // They read, and that is all.
    let refused = update(&mayotte.director, same(&one)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let refused = open(&mayotte.director, blank(&[])).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    assert_eq!(mayotte.director.get("/project/new").await.status, 404);
}

#[tokio::test]
async fn centres_are_told_when_they_are_added() {
    use ActivityKind::{ProjectCentresAdded, ProjectChanged, ProjectCreated};
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let [mayotte, guyane] = [world.centre("Mayotte").await, world.centre("Guyane").await];
    let one = create(&animator, &[&mayotte.id]).await;
    assert_eq!(told(&mayotte.director, &one).await, [ProjectCreated]);
    assert_eq!(told(&anru, &one).await, [ProjectCreated]);
    let both = UpdateProjectRequest {
        organisation_ids: named(&[&guyane.id, &mayotte.id, &guyane.id]),
        ..same(&one)
    };
    let both = update(&anru, both).await.unwrap();
    let names: Vec<&str> = both
        .parts
        .iter()
        .map(|part| part.organisation_name.as_str())
        .collect();
    assert_eq!(names, ["Guyane", "Mayotte"], "each once, by name");
    assert_eq!(told(&guyane.director, &one).await, [ProjectCentresAdded]);
    assert_eq!(
        told(&mayotte.director, &one).await,
        [ProjectChanged, ProjectCreated]
    );
    // The directors read it in their digest.
    world.run_jobs().await;
    world.clock().advance(TimeDelta::hours(24));
    world.run_jobs().await;
    let mails = outbox(&world.app).await;
    for (director, words) in [
        (&mayotte.director, "a ouvert un projet commun"),
        (&guyane.director, "a associé des centres à un projet commun"),
    ] {
        let is_told = |mail: &crate::mail::Row| mail.to == director.me.email && mail.text.contains(words);
        assert!(mails.iter().any(is_told), "{words}");
    }
    // Who is not of it any more reads nothing of it, and is told of nothing more.
    let without = UpdateProjectRequest {
        organisation_ids: named(&[&guyane.id]),
        ..same(&both)
    };
    update(&animator, without).await.unwrap();
    let refused = get(&mayotte.team, &one.id).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    assert_eq!(
        told(&mayotte.director, &one).await,
        [ProjectChanged, ProjectCreated]
    );
    assert_eq!(
        told(&guyane.director, &one).await,
        [ProjectChanged, ProjectCentresAdded]
    );
}

#[tokio::test]
async fn what_is_not_acceptable_is_said_at_once() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let one = create(&animator, &[]).await;
    let wrong = CreateProjectRequest {
        title: String::new(),
        aim: "a".repeat(2_001),
        organisation_ids: vec![anru.me.organisation_id.clone()],
        state: 0,
        next_step: "a".repeat(501),
        due_on: "demain".to_owned(),
    };
    let refused = open(&animator, wrong).await.unwrap_err();
    let expected = [
        ("title", Reason::Required),
        ("aim", Reason::TooLong),
        ("state", Reason::Required),
        ("due_on", Reason::NotADate),
        ("next_step", Reason::TooLong),
        ("organisation_ids", Reason::UnknownValue),
    ];
    let expected = expected.map(|(field, reason)| (field.to_owned(), reason));
    assert_eq!(violations(&refused), expected);
    // A hundred centres at most.
    let many = open(&animator, blank(&["x"; 101])).await.unwrap_err();
    let expected = [("organisation_ids".to_owned(), Reason::TooMany)];
    assert_eq!(violations(&many), expected);
    // The next step is said as long as the project is open, and when there is a day for it.
    for (state, due_on, is_fine) in [
        (ProjectState::Proposed, "", false),
        (ProjectState::Running, "", false),
        (ProjectState::Finished, "", true),
        (ProjectState::GivenUp, "2027-05-12", false),
    ] {
        let silent = CreateProjectRequest {
            state: state as i32,
            next_step: String::new(),
            due_on: due_on.to_owned(),
            ..blank(&[])
        };
        match open(&anru, silent).await {
            Ok(_) => assert!(is_fine, "{state:?}"),
            Err(refused) => {
                let expected = [("next_step".to_owned(), Reason::Required)];
                assert_eq!(violations(&refused), expected, "{state:?}");
                assert!(!is_fine, "{state:?}");
            }
        }
    }
    // Two who change it at once.
    update(&animator, same(&one)).await.unwrap();
    let late = update(&anru, same(&one)).await.unwrap_err();
    assert_eq!(reason(&late), Reason::ChangedMeanwhile);
}

/// Who is of it stays so; nobody who left comes to it.
#[tokio::test]
async fn a_centre_that_left_the_network_is_not_added() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let [mayotte, guyane] = [world.centre("Mayotte").await, world.centre("Guyane").await];
    let one = create(&animator, &[&mayotte.id]).await;
    for centre in [&mayotte, &guyane] {
        let end = EndOrganisationRequest {
            id: centre.id.clone(),
            left_on: "2027-03-15".to_owned(),
            ..Default::default()
        };
        animator.network().end_organisation(end).await.unwrap();
    }
    let kept = update(&anru, same(&one)).await.unwrap();
    assert_eq!(kept.parts, one.parts);
    let both = UpdateProjectRequest {
        organisation_ids: named(&[&mayotte.id, &guyane.id]),
        ..same(&kept)
    };
    for refused in [
        update(&anru, both).await.unwrap_err(),
        open(&anru, blank(&[&guyane.id])).await.unwrap_err(),
    ] {
        let expected = [("organisation_ids".to_owned(), Reason::CentreLeftNetwork)];
        assert_eq!(violations(&refused), expected);
    }
}

#[tokio::test]
async fn each_change_of_the_state_or_of_the_next_step_keeps_its_line() {
    use ProjectState::{Finished, Proposed, Running};
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let mayotte = world.centre("Mayotte").await;
    let one = create(&animator, &[&mayotte.id]).await;
    assert_eq!(one.steps, []);
    let renamed = UpdateProjectRequest {
        title: "Guide partagé".to_owned(),
        aim: String::new(),
        ..same(&one)
    };
    let one = update(&animator, renamed).await.unwrap();
    assert_eq!((one.steps.len(), one.aim_html.as_str()), (0, ""));
    let moved = UpdateProjectRequest {
        state: Running as i32,
        next_step: "Écrire".to_owned(),
        ..same(&one)
    };
    let one = update(&anru, moved).await.unwrap();
    let later = UpdateProjectRequest {
        due_on: "2027-06-01".to_owned(),
        ..same(&one)
    };
    let one = update(&animator, later).await.unwrap();
    let finished = UpdateProjectRequest {
        state: Finished as i32,
        next_step: String::new(),
        due_on: String::new(),
        ..same(&one)
    };
    let one = update(&anru, finished).await.unwrap();
    assert_eq!(list(&animator, true).await.unwrap(), []);
    // What is over is opened again.
    let reopened = UpdateProjectRequest {
        state: Proposed as i32,
        next_step: "Reprendre".to_owned(),
        ..same(&one)
    };
    let one = update(&animator, reopened).await.unwrap();
    let read = get(&mayotte.team, &one.id).await.unwrap();
    let lines: Vec<_> = read
        .steps
        .iter()
        .map(|step| {
            (
                step.author_name.as_str(),
                (step.from_state(), step.to_state()),
                (step.from_step.as_str(), step.to_step.as_str()),
                (step.from_due_on.as_str(), step.to_due_on.as_str()),
            )
        })
        .collect();
    let (theirs, ours) = (anru.me.name.as_str(), animator.me.name.as_str());
    let may = "2027-05-12";
    assert_eq!(
        lines,
        [
            (ours, (Finished, Proposed), ("", "Reprendre"), ("", "")),
            (theirs, (Running, Finished), ("Écrire", ""), ("2027-06-01", "")),
            (
                ours,
                (Running, Running),
                ("Écrire", "Écrire"),
                (may, "2027-06-01")
            ),
            (theirs, (Proposed, Running), (STEP, "Écrire"), (may, may)),
        ]
    );
    assert_eq!(
        read.steps[3].organisation_name, anru.me.organisation_name,
        "for whom it was done"
    );
    assert_eq!(list(&animator, true).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_list_begins_with_what_comes_first() {
    let world = World::new().await;
    let animator = world.animator().await;
    for (title, state, due_on) in [
        ("Sans jour", ProjectState::Running, ""),
        ("Fini", ProjectState::Finished, "2027-02-01"),
        ("Bientôt", ProjectState::Proposed, "2027-03-15"),
        ("En retard", ProjectState::Running, "2027-03-14"),
    ] {
        let request = CreateProjectRequest {
            title: title.to_owned(),
            state: state as i32,
            due_on: due_on.to_owned(),
            ..blank(&[])
        };
        open(&animator, request).await.unwrap();
    }
    let all = list(&animator, false).await.unwrap();
    let titles: Vec<_> = all.iter().map(|one| (one.title.as_str(), one.is_late)).collect();
    let expected = [
        ("En retard", true),
        ("Bientôt", false),
        ("Sans jour", false),
        ("Fini", false),
    ];
    assert_eq!(titles, expected);
    assert!(all.iter().all(|one| one.aim.is_empty()));
    let open = list(&animator, true).await.unwrap();
    assert_eq!(open, all[..3]);
}
