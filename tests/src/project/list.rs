//! A list longer than a page.

use super::*;

/// The projects of a page, and whether there is another one.
async fn page(actor: &Actor, is_open: bool, after: &str) -> (Vec<Project>, bool) {
    let request = ListProjectsRequest {
        is_open,
        after: after.to_owned(),
    };
    let found = actor.project().list_projects(request).await.unwrap().into_inner();
    (found.projects, found.has_more)
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
        let (first, has_more) = page(reader, is_open, "").await;
        assert_eq!((first.len(), has_more), (30, true));
        let (rest, has_more) = page(reader, is_open, &first[29].id).await;
        assert_eq!((rest.len(), has_more), (n, false));
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
            let (after, _) = page(reader, is_open, &one.id).await;
            assert_eq!(after, rest[at + 1..], "{at}");
        }
    }
    // What a centre does not see tells it nothing of its place.
    let (hidden, _) = page(&mayotte.director, false, &alone.id).await;
    assert_eq!(hidden, page(&mayotte.director, false, "").await.0);
    let (first, _) = page(&animator, false, "").await;
    let after = format!("after={}", first[29].id);
    let shown = animator.get("/project?state=all").await.text;
    assert!(shown.contains(&after), "{shown}");
    let shown = animator.get(&format!("/project?state=all&{after}")).await.text;
    assert!(!shown.contains("rel=\"next\""), "{shown}");
}
