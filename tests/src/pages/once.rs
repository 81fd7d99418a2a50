//! A form that makes something is done once, however often it is sent; what was refused may be sent again.

use std::time::Duration;

use chrono::TimeDelta;
use http::StatusCode;
use proto::v1::{CreateProgrammeRequest, GetProgrammeRequest, ListProjectsRequest, ListTokensRequest};

use crate::scenario::YEAR;
use crate::world::{Actor, Page, World};

const PROJECT: &str = "ProjectService/CreateProject";

/// The key of the form of an act, as the page shows it.
fn key(page: &Page, rpc: &str) -> String {
    let form = page
        .text
        .split_once(&format!("action=\"/act/{rpc}\""))
        .expect("the form")
        .1;
    let form = form.split_once("</form>").unwrap().0;
    let key = form.split_once("name=\"_key\" value=\"").expect("its key").1;
    key.split('"').next().unwrap().to_owned()
}

async fn new_key(actor: &Actor) -> String {
    key(&actor.get("/project/new").await, PROJECT)
}

/// Opens a project by its form; says where that leads.
async fn open(actor: &Actor, key: &str, title: &str) -> String {
    let fields = [
        ("title", title),
        ("state", "1"),
        ("next_step", "Se réunir"),
        ("_page", "/project/new"),
        ("_next", "/project/{id}"),
        ("_key", key),
    ];
    let page = actor.post(&format!("/act/{PROJECT}"), &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    page.location.unwrap()
}

async fn n_projects(actor: &Actor) -> usize {
    let all = actor
        .project()
        .list_projects(ListProjectsRequest::default())
        .await;
    all.unwrap().into_inner().projects.len()
}

#[tokio::test]
async fn the_same_form_again_makes_nothing_and_leads_to_the_same_page() {
    let world = World::new().await;
    let (animator, anru) = (world.animator().await, world.anru().await);
    let first = new_key(&animator).await;
    let path = open(&animator, &first, "Guide").await;
    assert!(
        path.starts_with("/project/") && path.ends_with("?done=CreateProject"),
        "{path}"
    );
    let elsewhere = animator.on(&world.replica().await);
    for actor in [&animator, &elsewhere] {
        assert_eq!(open(actor, &first, "Guide").await, path);
    }
    assert_eq!(n_projects(&animator).await, 1);

    // Another text, the form asked for again, and somebody else: each is another one.
    let second = new_key(&animator).await;
    assert_ne!(first, second);
    let others = [
        open(&animator, &first, "Atlas").await,
        open(&animator, &second, "Guide").await,
        open(&anru, &first, "Guide").await,
    ];
    assert!(!others.contains(&path), "{others:?}");
    assert_eq!(n_projects(&animator).await, 4);

    // It is remembered for a day.
    world.clock().advance(TimeDelta::hours(23));
    world.run_jobs().await;
    assert_eq!(open(&animator, &first, "Guide").await, path);
    world.clock().advance(TimeDelta::hours(2));
    world.run_jobs().await;
    assert_ne!(open(&animator, &first, "Guide").await, path);
}

/// A double click, of which two processes have one half each.
#[tokio::test]
async fn the_same_form_at_once_makes_one() {
    let world = World::new().await;
    let animator = world.animator().await;
    let elsewhere = animator.on(&world.replica().await);
    let key = new_key(&animator).await;
    let (one, other, third) = tokio::join!(
        open(&animator, &key, "Guide"),
        open(&elsewhere, &key, "Guide"),
        open(&animator, &key, "Guide"),
    );
    assert_eq!((&one, &one), (&other, &third));
    assert!(one.starts_with("/project/") && !one.contains("new"), "{one}");
    assert_eq!(n_projects(&animator).await, 1);
}

/// The browser leaves the first of two clicks at any moment: the second one still leads to what was made.
#[tokio::test]
async fn who_leaves_before_the_answer_is_led_there_by_the_next_click() {
    let world = World::new().await;
    let animator = world.animator().await;
    for delay in 0..12 {
        let key = new_key(&animator).await;
        let title = format!("Guide {delay}");
        let first = open(&animator, &key, &title);
        let _ = tokio::time::timeout(Duration::from_millis(delay), first).await;
        let path = open(&animator, &key, &title).await;
        assert!(path.starts_with("/project/") && !path.contains("new"), "{path}");
    }
    assert_eq!(n_projects(&animator).await, 12);
}

/// What makes something by its name says so in the contract.
#[test]
fn the_contract_says_what_makes_something() {
    let mut paths = Vec::new();
    for service in proto::pool().services() {
        let of = service.full_name().to_owned();
        paths.extend(
            service
                .methods()
                .map(|method| (of.clone(), method.name().to_owned())),
        );
    }
    let is_making = |name: &str| {
        ["Add", "Create", "Declare", "Duplicate"]
            .iter()
            .any(|verb| name.starts_with(verb))
    };
    let silent: Vec<_> = paths
        .iter()
        .filter(|(_, name)| is_making(name))
        .filter(|(of, name)| !proto::access(&format!("/{of}/{name}")).is_some_and(|access| access.creates))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[tokio::test]
async fn a_form_that_was_refused_may_be_sent_again() {
    let world = World::new().await;
    let (animator, director) = (world.animator().await, world.centre("Guyane").await.director);
    let fields = [
        ("year", "2027"),
        ("title", "Un chantier"),
        ("purpose", "Une raison"),
        ("_page", "/"),
        ("_key", "0190"),
    ];
    let act = "/act/ProgrammeService/ProposeStream";
    let refused = director.post(act, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let create = CreateProgrammeRequest {
        year: YEAR,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    for _ in 0..2 {
        let done = director.post(act, &fields).await;
        assert_eq!(
            done.location.as_deref(),
            Some("/?done=ProposeStream"),
            "{}",
            done.text
        );
    }
    let programme = director
        .programme()
        .get_programme(GetProgrammeRequest { year: YEAR })
        .await;
    assert_eq!(programme.unwrap().into_inner().proposals.len(), 1);

    // Shown again with what is wrong, the form keeps its key.
    let first = new_key(&animator).await;
    let fields = [
        ("title", ""),
        ("state", "1"),
        ("_page", "/project/new"),
        ("_key", first.as_str()),
    ];
    let refused = animator.post(&format!("/act/{PROJECT}"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(key(&refused, PROJECT), first);
}

/// What is shown once is not shown again, and the page says what to do.
#[tokio::test]
async fn a_token_that_is_asked_for_twice_is_made_once() {
    let world = World::new().await;
    let director = world.centre("Guyane").await.director;
    let rpc = "AccountService/CreateToken";
    let key = key(&director.get("/account").await, rpc);
    let fields = [
        ("name", "Notre site"),
        ("scopes", "network:read"),
        ("days", "30"),
        ("_page", "/account"),
        ("_key", key.as_str()),
    ];
    let act = format!("/act/{rpc}");
    let shown = director.post(&act, &fields).await;
    assert!(
        shown.status == StatusCode::OK && shown.text.contains("class=\"secret\""),
        "{}",
        shown.text
    );
    let again = director.post(&act, &fields).await;
    assert_eq!(again.location.as_deref(), Some("/account?done=CreateToken"));
    let page = director.get("/account?done=CreateToken").await;
    assert!(
        page.text.contains("révoquez-le et créez-en un autre"),
        "{}",
        page.text
    );
    let tokens = director.account().list_tokens(ListTokensRequest {}).await;
    assert_eq!(tokens.unwrap().into_inner().tokens.len(), 1);
}
