//! The pages: the list, the forms, the history; the bilateral, both ways.

use super::*;

const CREATE: &str = "/act/ProjectService/CreateProject";
const UPDATE: &str = "/act/ProjectService/UpdateProject";

/// Words that a page has, or has not.
async fn shows(actor: &Actor, path: &str, has: &[&str], has_not: &[&str]) {
    let page = actor.get(path).await;
    let role = actor.role();
    assert_eq!(page.status, 200, "{path} by {role:?}");
    for words in has {
        assert!(
            page.text.contains(words),
            "{path} by {role:?}: no {words}\n{}",
            page.text
        );
    }
    for words in has_not {
        assert!(!page.text.contains(words), "{path} by {role:?}: {words}");
    }
}

async fn bilateral(animator: &Actor) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::Bilateral as i32,
        starts_at: "2027-05-10T10:00".to_owned(),
        ends_at: "2027-05-10T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let planned = animator.meeting().create_meeting(request).await;
    planned.unwrap().into_inner()
}

#[tokio::test]
async fn opened_and_changed_by_their_forms() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let mayotte = world.centre("Mayotte").await;
    shows(
        &anru,
        "/project",
        &["Aucun projet commun n’est ouvert", "/project/new"],
        &[],
    )
    .await;
    let fields = [
        ("title", "Guide des <clauses>"),
        ("aim", "Un guide **commun**."),
        ("organisation_ids", mayotte.id.as_str()),
        ("state", "2"),
        ("next_step", "Réunir les centres"),
        ("due_on", "2027-03-12"),
        ("_page", "/project/new"),
        ("_next", "/project/{id}"),
    ];
    let done = anru.post(CREATE, &fields).await;
    let path = done.location.unwrap().replace("?done=CreateProject", "");
    let line = [
        "Guide des &lt;clauses&gt;",
        "Mayotte",
        "en cours",
        "Réunir les centres",
        "12\u{a0}mars 2027",
        "en retard",
    ];
    for reader in [&animator, &mayotte.team] {
        shows(reader, "/project", &line, &[]).await;
        shows(reader, &path, &line, &[]).await;
    }
    shows(&animator, &path, &[UPDATE, "<strong>commun</strong>"], &[]).await;
    shows(&mayotte.director, &path, &["Historique"], &[UPDATE]).await;

    // Somebody was faster: nothing is lost, and what is kept now is shown beside.
    let one = list(&anru, true).await.unwrap().remove(0);
    let version = one.version.to_string();
    let moved = [
        ("id", one.id.as_str()),
        ("version", version.as_str()),
        ("title", "Guide des clauses"),
        ("state", "3"),
        ("_page", path.as_str()),
        ("_form", "UpdateProject"),
    ];
    let done = animator.post(UPDATE, &moved).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let mut late = moved.to_vec();
    late.extend([("next_step", "Tout autre chose"), ("due_on", "2027-04-01")]);
    let refused = anru.post(UPDATE, &late).await;
    assert_eq!(refused.status, 422);
    for words in [
        "Version enregistrée entre-temps",
        "Tout autre chose</textarea>",
        "value=\"2027-04-01\"",
    ] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    let history = [
        "État\u{a0}: «\u{a0}en cours\u{a0}», devenu «\u{a0}terminé\u{a0}».",
        "«\u{a0}Réunir les centres\u{a0}», pour le 12\u{a0}mars 2027, retirée.",
        animator.me.name.as_str(),
        "Aucun centre pour l’instant.",
    ];
    shows(&anru, &path, &history, &["en retard"]).await;
    shows(&anru, "/project", &[], &["Guide des clauses"]).await;
    shows(
        &anru,
        "/project?state=all",
        &["Guide des clauses", "terminé"],
        &[],
    )
    .await;
}

/// What the service takes, or refuses: no box that was ticked is lost on the way.
#[tokio::test]
async fn every_box_that_is_ticked_reaches_the_service() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [mayotte, guyane] = [world.centre("Mayotte").await, world.centre("Guyane").await];
    let fields = |n: usize| {
        let mut fields = vec![
            ("title", "Guide des clauses"),
            ("state", "2"),
            ("next_step", "Réunir les centres"),
            ("_page", "/project/new"),
            ("_form", "CreateProject"),
        ];
        fields.extend(vec![("organisation_ids", mayotte.id.as_str()); n]);
        fields.push(("organisation_ids", guyane.id.as_str()));
        fields
    };
    let refused = anru.post(CREATE, &fields(100)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Il y en a trop."), "{}", refused.text);
    let done = anru.post(CREATE, &fields(99)).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let parts = list(&anru, true).await.unwrap().remove(0).parts;
    assert_eq!(parts.len(), 2, "the last one too");
    // More than any service takes.
    assert_eq!(anru.post(CREATE, &fields(1_000)).await.status, 422);
}

#[tokio::test]
async fn the_next_bilateral_is_linked_for_who_sees_it() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let mayotte = world.centre("Mayotte").await;
    create(&anru, &[&mayotte.id]).await;
    for owner in [&animator, &anru] {
        shows(owner, "/project", &["href=\"/meeting/new?kind=9\""], &[]).await;
    }
    shows(&mayotte.director, "/project", &[], &["Rencontre bilatérale"]).await;
    let meeting = bilateral(&animator).await;
    let link = format!("href=\"/meeting/{}\"", meeting.id);
    for owner in [&animator, &anru] {
        shows(owner, "/project", &[&link, "planifiée"], &["/meeting/new?kind=9"]).await;
    }
    shows(&mayotte.director, "/project", &[], &[&link]).await;
    // Once it is over, the next one is to be planned.
    world.clock().advance(TimeDelta::days(60));
    let animator = world.animator().await;
    shows(&animator, "/project", &["href=\"/meeting/new?kind=9\""], &[&link]).await;
}

#[tokio::test]
async fn the_agenda_of_the_bilateral_takes_up_the_open_projects() {
    const PROPOSED: &str =
        "Projet commun\u{a0}: Guide des clauses — prochaine étape\u{a0}: Réunir les centres";
    const ADD: &str = "/act/MeetingService/AddAgendaItem";
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let meeting = bilateral(&animator).await;
    let path = format!("/meeting/{}", meeting.id);
    shows(&animator, &path, &[], &["Projet commun\u{a0}:"]).await;
    let one = create(&anru, &[]).await;
    let long = CreateProjectRequest {
        title: "Long".to_owned(),
        next_step: format!("Une étape\nsur {} lignes", "plusieurs ".repeat(30)),
        ..blank(&[])
    };
    open(&anru, long).await.unwrap();
    let over = CreateProjectRequest {
        title: "Fini".to_owned(),
        state: ProjectState::Finished as i32,
        ..blank(&[])
    };
    open(&anru, over).await.unwrap();
    let link = format!("href=\"/project/{}\"", one.id);
    for owner in [&animator, &anru] {
        let has = [PROPOSED, link.as_str(), "étape\u{a0}: Une étape sur plusieurs"];
        shows(owner, &path, &has, &["Projet commun\u{a0}: Fini"]).await;
    }
    // What was taken up is proposed no more, cut at the agenda's length or not.
    let page = animator.get(&path).await.text;
    let titles = page.split("name=\"title\" value=\"").skip(1);
    let titles: Vec<&str> = titles.filter_map(|rest| rest.split('"').next()).collect();
    let titles: Vec<&str> = titles
        .into_iter()
        .filter(|title| title.starts_with("Projet"))
        .collect();
    assert_eq!(titles.len(), 2, "{page}");
    for title in titles {
        assert!(title.chars().count() <= 200, "{title}");
        let fields = [
            ("meeting_id", meeting.id.as_str()),
            ("title", title),
            ("minutes", "10"),
            ("purpose", "2"),
            ("_page", path.as_str()),
        ];
        let done = animator.post(ADD, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
    }
    shows(&animator, &path, &[PROPOSED], &[&link]).await;
}
