//! Pages as a browser without WebAssembly gets them: every route for every role, sound HTML, links that lead
//! somewhere, forms that fit their RPC, and what was typed shown again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use http::StatusCode;
use proto::v1::Role;

use crate::scenario;
use crate::world::{Actor, Page};

mod act;
pub(crate) mod html;
mod once;
mod reading;
mod refusal;
mod routes;
mod snapshot;
mod year;

use routes::routes;

use html::Document;
use year::{Year, year};

/// Those to whom the activity of the centres is known, and the centres.
const REPORTED: [Role; 5] = [
    Role::Animator,
    Role::UrbanRenewalAgency,
    Role::Director,
    Role::Team,
    Role::President,
];

/// The roles that ask the centres for their expertise.
const ASKERS: [Role; 4] = [
    Role::Animator,
    Role::UrbanRenewalAgency,
    Role::OverseasMinistry,
    Role::NationalPartner,
];

/// Who gets a page. The others get a page that says no: 403 or 404.
enum For {
    Anyone,
    SignedIn,
    Roles(&'static [Role]),
    /// Who has the signed link of a mail.
    Nobody,
    /// The centre of [`Year`], and nobody else.
    Own,
    /// The director of the centre of [`Year`].
    OwnDirector,
    /// The centre of [`Year`], and the animator.
    OwnAndAnimator,
    /// The centre of [`Year`], the animator and the ANRU.
    OwnAnimatorAndAnru,
}

fn expected(year: &Year, who: &For, path: &str, actor: &Actor) -> &'static [u16] {
    let role = actor.role();
    let is_own = actor.me.organisation_id == year.centre.id;
    let is_let_in = match who {
        For::Anyone => true,
        For::Nobody => false,
        _ if role == Role::Unspecified => return &[303],
        For::SignedIn => true,
        For::Roles(roles) => roles.contains(&role),
        For::Own => is_own,
        For::OwnDirector => is_own && role == Role::Director,
        For::OwnAndAnimator => is_own || role == Role::Animator,
        For::OwnAnimatorAndAnru => is_own || matches!(role, Role::Animator | Role::UrbanRenewalAgency),
    };
    match (is_let_in, path) {
        // Who is in already has nothing to do there.
        (true, "/account/sign-in") if role != Role::Unspecified => &[303],
        (true, "/programme") => &[303],
        (true, "/account/sign-in/link?token=x") => &[200, 303],
        (true, _) => &[200],
        (false, _) => &[403, 404],
    }
}

fn told(actor: &Actor) -> String {
    format!("{:?} ({})", actor.role(), actor.me.organisation_name)
}

#[test]
fn every_route_is_listed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let router = std::fs::read_to_string(root.join("web/src/pages/mod.rs")).unwrap();
    let declared = router
        .split(".route(")
        .skip(1)
        .filter_map(|text| text.split('"').nth(1));
    let listed = std::fs::read_to_string(root.join("tests/src/pages/routes.rs")).unwrap();
    for route in declared.filter(|route| *route != "/icon.svg") {
        assert!(
            listed.contains(&format!("\"{route}\"")),
            "say here who gets {route}"
        );
    }
}

#[tokio::test]
async fn every_route_for_every_role() {
    let year = year().await;
    let mut faults = Vec::new();
    for (_, path, who) in routes(&year) {
        for actor in &year.actors {
            let started = Instant::now();
            let page = tokio::time::timeout(Duration::from_secs(2), actor.get(&path)).await;
            let Ok(page) = page else {
                faults.push(format!("{path} by {}: no end within 2 s", told(actor)));
                continue;
            };
            let status = page.status.as_u16();
            if !expected(&year, &who, &path, actor).contains(&status) {
                faults.push(format!("{path} by {}: {status}", told(actor)));
            }
            if status != 303 {
                faults.extend(judged(&page, &path, actor));
            }
            if started.elapsed() > Duration::from_secs(1) {
                faults.push(format!("{path} by {}: {:?}", told(actor), started.elapsed()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", summary(faults));
}

fn judged(page: &Page, path: &str, actor: &Actor) -> Vec<String> {
    let kind = page
        .headers
        .get("content-type")
        .map(|kind| kind.to_str().unwrap());
    if kind != Some("text/html; charset=utf-8") {
        return vec![format!("{path}: {kind:?}")];
    }
    let document = Document::parse(&page.text);
    let faults = document.faults(actor.role());
    faults
        .into_iter()
        .map(|fault| format!("{path} by {}: {fault}", told(actor)))
        .collect()
}

/// The same fault for every role is told once.
fn summary(faults: Vec<String>) -> String {
    let mut seen: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for fault in faults {
        let key = fault
            .split_once("): ")
            .map_or(fault.clone(), |(_, what)| what.to_owned());
        let path = fault.split([' ', '?']).next().unwrap_or_default().to_owned();
        seen.entry(format!("{path} {key}")).or_insert((0, fault)).0 += 1;
    }
    let lines = seen.values().map(|(n, fault)| format!("{fault} ({n} times)"));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_link_that_is_shown_leads_somewhere() {
    let year = year().await;
    let mut faults = Vec::new();
    for actor in &year.actors {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut left = VecDeque::from(["/".to_owned(), "/account/sign-in".to_owned()]);
        while let Some(path) = left.pop_front() {
            if seen.len() > 250 || !seen.insert(path.clone()) {
                continue;
            }
            let page = actor.get(&path).await;
            let is_page = page
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            match page.status {
                StatusCode::OK if is_page => {
                    faults.extend(judged(&page, &path, actor));
                    left.extend(Document::parse(&page.text).links());
                }
                StatusCode::OK => {}
                StatusCode::SEE_OTHER => left.extend(page.location),
                status => faults.push(format!("{path} by {}: a link leads to {status}", told(actor))),
            }
        }
        let least = if actor.role() == Role::Unspecified { 4 } else { 20 };
        assert!(seen.len() >= least, "{} sees only {seen:?}", told(actor));
    }
    assert!(faults.is_empty(), "{}", summary(faults));
}

#[tokio::test]
async fn who_is_not_signed_in_comes_back_after_sign_in() {
    let year = year().await;
    let page = year.world.anonymous().get("/network?query=loire").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let location = page.location.unwrap();
    let query = location.strip_prefix("/account/sign-in?").unwrap();
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    assert_eq!(query, [("next".to_owned(), "/network?query=loire".to_owned())]);
    let door = year.world.anonymous();
    let person = year.centre.director.me.person_id.clone();
    let fields = [("person_id", person.as_str()), ("next", "/network?query=loire")];
    let entered = door.post("/account/session/demonstration", &fields).await;
    assert_eq!(entered.location.as_deref(), Some("/network?query=loire"));
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    for part in ["__Host-", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for away in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\u{0}/evil.example",
        "javascript:alert(1)",
    ] {
        let fields = [("person_id", person.as_str()), ("next", away)];
        let entered = door.post("/account/session/demonstration", &fields).await;
        assert_eq!(entered.location.as_deref(), Some("/"), "{away:?}");
        // Who is signed in already is led on at once.
        let query = serde_urlencoded::to_string([("next", away)]).unwrap();
        let director = &year.centre.director;
        let led = director.get(&format!("/account/sign-in?{query}")).await;
        assert_eq!(led.location.as_deref(), Some("/"), "{away:?}");
        // After an act: back to the page of its form.
        let fields = [
            ("year", "2028"),
            ("title", "Un chantier"),
            ("theme", "Un thème"),
            ("purpose", "Une raison"),
            ("_page", "/programme/2028"),
            ("_next", away),
        ];
        let done = director
            .post("/act/ProgrammeService/ProposeStream", &fields)
            .await;
        let back = "/programme/2028?done=ProposeStream";
        assert_eq!(done.location.as_deref(), Some(back), "{away:?}");
    }
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_names_each_fault() {
    let year = year().await;
    let animator = &year.actors[1];
    let empty = proto::v1::CreateProgrammeRequest {
        year: scenario::YEAR + 2,
        from_previous_year: false,
    };
    animator.programme().create_programme(empty).await.unwrap();
    let kept = "Ce que nous avons <écrit> longuement";
    let fields = [
        ("year", "2029"),
        ("title", ""),
        ("theme", ""),
        ("purpose", kept),
        ("_page", "/programme/2029"),
        ("_next", "/programme/2029"),
    ];
    let page = animator
        .post("/act/ProgrammeService/CreateWorkStream", &fields)
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("Ce que nous avons &lt;écrit&gt; longuement"),
        "{}",
        page.text
    );
    let document = Document::parse(&page.text);
    let faulty: Vec<&str> = document
        .elements
        .iter()
        .filter(|element| element.get("aria-invalid") == Some("true"))
        .filter_map(|element| element.get("name"))
        .collect();
    assert!(faulty.contains(&"title"), "{faulty:?}");
    assert_eq!(document.faults(Role::Animator), Vec::<String>::new());
    let fields = [
        ("year", "2028"),
        ("title", "Un titre"),
        ("theme", "Un thème"),
        ("purpose", kept),
        ("expected", "1"),
        ("lead", "CGET"),
        ("_page", "/programme/2028"),
        ("_next", "/work-stream/{id}"),
    ];
    let page = animator
        .post("/act/ProgrammeService/CreateWorkStream", &fields)
        .await;
    // The draft took the three streams of 2027: P1 refuses a fourth one, in words.
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text.contains("REASON_"));
    let comment = [
        ("year", "2027"),
        ("text", "Très bien."),
        ("_page", "/programme/2027"),
        ("_next", "/programme/2027#comments"),
    ];
    let page = animator
        .post("/act/ProgrammeService/CommentProgramme", &comment)
        .await;
    let next = page.location.unwrap_or_default();
    let is_done = page.status == StatusCode::SEE_OTHER && next.contains("done=CommentProgramme");
    assert!(
        is_done || page.status == StatusCode::UNPROCESSABLE_ENTITY,
        "{} {next}",
        page.status
    );
}
