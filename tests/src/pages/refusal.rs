//! What follows a refused form: the address bar, and the form shown again where it was.

use http::StatusCode;

use super::year;
use crate::scenario;
use crate::world::World;

/// The address of an act, in the address bar after a refusal, is no page: Enter there leads somewhere.
#[tokio::test]
async fn the_address_of_an_act_leads_to_a_page() {
    let world = World::new().await;
    let (animator, nobody) = (world.animator().await, world.anonymous());
    for (path, expected) in [
        ("/act/ProgrammeService/CreateProgramme", "/"),
        ("/act/Unheard/Of", "/"),
        ("/account/session", "/account/sign-in"),
        ("/account/session/request", "/account/sign-in"),
        ("/account/session/demonstration", "/account/sign-in"),
        ("/account/session/end", "/account/sign-in"),
    ] {
        for actor in [&animator, &nobody] {
            let page = actor.get(path).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
            assert_eq!(page.location.as_deref(), Some(expected), "{path}");
        }
    }
    let page = animator.get("/account/sign-in").await;
    assert_eq!(page.location.as_deref(), Some("/"), "signed in already");
}

/// The form of a comment stands in a fold beside its section: refused, it is open, says so there and takes the focus.
#[tokio::test]
async fn an_empty_comment_is_told_beside_its_field() {
    let year = year().await;
    let (animator, team) = (&year.actors[1], &year.centre.team);
    for (actor, contribution, section) in [
        (animator, &year.submitted, ""),
        (animator, &year.submitted, "text"),
        (team, &year.draft, ""),
        (team, &year.draft, "text"),
    ] {
        let page = format!("/contribution/{}", contribution.id);
        let form = format!("comment-{}", if section.is_empty() { "whole" } else { section });
        let fields = [
            ("id", contribution.id.as_str()),
            ("section", section),
            ("text", ""),
            ("_page", &page),
            ("_next", &page),
            ("_form", &form),
        ];
        let page = actor
            .post("/act/ContributionService/CommentContribution", &fields)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let error = format!("id=\"{form}.text-error\"");
        let (before, _) = page.text.split_once(&error).expect("the error beside the field");
        let fold = before.rsplit_once("<details").expect("the fold of the form").1;
        let (attributes, inside) = fold.split_once('>').unwrap();
        assert!(
            attributes.contains("comment") && attributes.contains("open"),
            "{form}: {attributes}"
        );
        assert!(inside.contains("role=\"alert\""), "{form}: {inside}");
        assert_eq!(page.text.matches("role=\"alert\"").count(), 1, "{form}");
    }
}

/// Whatever stands in an address, the answer is a page in French.
#[tokio::test]
async fn odd_addresses_are_answered_by_a_page() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 1).await;
    let pages = [
        ("/meeting", "year kind query"),
        ("/minutes", "year kind query before"),
        ("/decision", "year kind query before"),
        ("/obligation", "year"),
        ("/session/actions", "year state organisation_id meeting_id"),
        ("/session/attendance", "year kind query"),
        ("/network", "query function expertise on"),
        ("/activity", "scope before"),
        ("/audit", "organisation before"),
        ("/mail", "before"),
        ("/bounce", "before"),
        ("/solicitation", "state"),
        ("/solicitation/new", "centre"),
        ("/question", "show after"),
        ("/question/faq", "q after"),
        ("/support", "state"),
        ("/meeting/new", "kind work_stream_id"),
        ("/poll/new", "kind work_stream_id starts minutes"),
        ("/meeting/new", "starts_at minutes"),
        ("/meeting/slot", "kind minutes n_weeks first_on work_stream_id"),
        ("/overseas", "year"),
        ("/project", "state"),
        ("/export/ProgrammeService/ExportBoard", "year"),
        (
            "/export/ContributionService/ExportStream",
            "work_stream_id format",
        ),
    ];
    let mut addresses: Vec<String> = [
        "/programme/%FF",
        "/programme/abc",
        "/meeting/%FF",
        "/attachment/%FF",
    ]
    .map(str::to_owned)
    .into();
    addresses.extend(["/export/%FF/x", "/calendar/%FF", "/network/abc", "/x%FF"].map(str::to_owned));
    for (path, names) in pages {
        for name in names.split(' ') {
            let values = ["abc", "-1", "99999999999999", "%FF", "%00", "%", "a&b=c"];
            addresses.extend(values.map(|value| format!("{path}?{name}={value}")));
        }
    }
    let mut faults = Vec::new();
    for address in addresses {
        let page = animator.get(&address).await;
        let status = page.status.as_u16();
        let is_file = address.starts_with("/export/") && status == 200;
        let is_page = page.text.contains("<html lang=\"fr\"") && page.text.contains("<h1");
        if !is_file && (!matches!(status, 200 | 400 | 404) || !is_page) {
            faults.push(format!(
                "{address}: {status} {}",
                page.text.chars().take(60).collect::<String>()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
