//! A list longer than a page.

use super::*;

/// The projects of a page, and what follows it.
async fn page(actor: &Actor, is_open: bool, after: &str) -> (Vec<Project>, String) {
    ask_page(actor, is_open, after).await.unwrap()
}

async fn ask_page(actor: &Actor, is_open: bool, after: &str) -> Result<(Vec<Project>, String), Status> {
    let request = ListProjectsRequest {
        is_open,
        after: after.to_owned(),
    };
    let found = actor.project().list_projects(request).await?.into_inner();
    Ok((found.projects, found.next))
}

/// Thirty of one day, one of a later day, one without a day, two that are over: each page follows the other, without a
/// gap and without a repetition.
#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let world = World::new().await;
    let animator = world.animator().await;
    let mayotte = world.centre("Mayotte").await;
    for (n, state, due_on) in [
        (2, ProjectState::Finished, ""),
        (1, ProjectState::Running, ""),
        (1, ProjectState::Running, "2027-06-01"),
        (30, ProjectState::Proposed, "2027-05-12"),
    ] {
        for n in 0..n {
            let request = CreateProjectRequest {
                title: format!("{state:?} {due_on} {n}"),
                state: state as i32,
                due_on: due_on.to_owned(),
                ..blank(&[&mayotte.id])
            };
            open(&animator, request).await.unwrap();
        }
    }
    let alone = create(&animator, &[]).await;
    for (reader, is_open, n) in [
        (&animator, false, 5),
        (&animator, true, 3),
        (&mayotte.director, false, 4),
        (&mayotte.director, true, 2),
    ] {
        let (first, next) = page(reader, is_open, "").await;
        assert_eq!(first.len(), 30);
        let (rest, end) = page(reader, is_open, &next).await;
        assert_eq!((rest.len(), end.as_str()), (n, ""));
        let mut ids: Vec<_> = first.iter().chain(&rest).map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 30 + n, "each once");
        let states: Vec<_> = rest.iter().rev().take(2).map(Project::state).collect();
        let last = if is_open {
            ProjectState::Running
        } else {
            ProjectState::Finished
        };
        assert!(states.iter().all(|state| *state == last), "{states:?}");
        // From within what has no day, and from within what is over.
        for (at, one) in rest.iter().enumerate() {
            let rank = usize::from(one.state() == ProjectState::Finished);
            let place = format!("{rank}~{}~{}", one.due_on, one.id);
            let (after, _) = page(reader, is_open, &place).await;
            assert_eq!(after, rest[at + 1..], "{at}");
        }
    }
    // What is no place is refused, lest the first page come again.
    for after in [
        alone.id.as_str(),
        "x",
        &format!("2~~{}", alone.id),
        &format!("0~12 mai~{}", alone.id),
    ] {
        let refused = ask_page(&mayotte.director, false, after).await.unwrap_err();
        let expected = ("after".to_owned(), Reason::UnknownValue);
        assert_eq!(violations(&refused), [expected], "{after}");
    }
    let (_, next) = page(&animator, false, "").await;
    let after = format!("after={next}");
    let shown = animator.get("/project?state=all").await.text;
    assert!(shown.contains(&after), "{shown}");
    let shown = animator.get(&format!("/project?state=all&{after}")).await.text;
    assert!(!shown.contains("rel=\"next\""), "{shown}");
}

/// The day of the last one that was read moves, before all others or after them: what was read is not read again, and
/// nothing else is skipped.
#[tokio::test]
async fn what_changes_between_two_pages_hides_and_repeats_nothing() {
    let world = World::new().await;
    let animator = world.animator().await;
    for _ in 0..33 {
        create(&animator, &[]).await;
    }
    let (first, next) = page(&animator, true, "").await;
    let (rest, _) = page(&animator, true, &next).await;
    assert_eq!((first.len(), rest.len()), (30, 3));
    let moved = &first[29].id;
    for (day, n_again) in [("2027-04-01", 0), ("2027-06-01", 1)] {
        let request = UpdateProjectRequest {
            due_on: day.to_owned(),
            ..same(&get(&animator, moved).await.unwrap())
        };
        update(&animator, request).await.unwrap();
        let (now, end) = page(&animator, true, &next).await;
        assert_eq!((now.len(), end.as_str()), (3 + n_again, ""), "{day}");
        assert_eq!(now[..3], rest, "{day}");
        // Where it stands now, when that is further on.
        assert!(now[3..].iter().all(|one| one.id == *moved), "{day}");
    }
}
