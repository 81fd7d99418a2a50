//! The account: sign-in, sessions, preferences, what is stored.

mod session;
mod stored;
mod token;

use chrono::TimeDelta;
use proto::v1::{
    CheckSignInRequest, EnterAsRequest, GetMeRequest, GetStoredDataRequest, ListAuditRequest,
    ListDemonstrationMailsRequest, ListDemonstrationPeopleRequest, Reason, RequestSignInRequest,
    SignInRequest, SignInResponse,
};
use sea_orm::ConnectionTrait as _;
use tonic::Code;

use crate::world::{Actor, World, reason, violations};

const EMAIL: &str = "claire.exemple@rives-de-loire.example";

async fn ask(actor: &Actor, email: &str) -> Result<(), tonic::Status> {
    let request = RequestSignInRequest {
        email: email.to_owned(),
    };
    actor.account().request_sign_in(request).await.map(|_| ())
}

/// The token and the code of the newest mail.
async fn mailed(world: &World) -> (String, String) {
    let mail = world.mails().await.pop().unwrap();
    assert_eq!(mail.to, EMAIL);
    let (_, rest) = mail.text.split_once("/account/sign-in/link?token=").unwrap();
    let token = rest.split_whitespace().next().unwrap().to_owned();
    let is_code = |line: &&str| line.len() == 9 && line.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let code = mail.text.lines().map(str::trim).find(is_code).unwrap().to_owned();
    (token, code)
}

async fn by_link(world: &World, token: &str) -> Result<SignInResponse, tonic::Status> {
    let request = SignInRequest {
        token: token.to_owned(),
        ..Default::default()
    };
    let done = world.anonymous().account().sign_in(request).await;
    done.map(tonic::Response::into_inner)
}

async fn by_code(world: &World, email: &str, code: &str) -> Result<SignInResponse, tonic::Status> {
    let request = SignInRequest {
        email: email.to_owned(),
        code: code.to_owned(),
        ..Default::default()
    };
    let done = world.anonymous().account().sign_in(request).await;
    done.map(tonic::Response::into_inner)
}

async fn is_signed_in(actor: &Actor) -> bool {
    match actor.account().get_me(GetMeRequest {}).await {
        Ok(_) => true,
        Err(status) => {
            assert_eq!(status.code(), Code::Unauthenticated);
            false
        }
    }
}

/// Another code than this one.
fn other(code: &str) -> &'static str {
    if code == "0000 0000" {
        "11111111"
    } else {
        "00000000"
    }
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let world = World::new().await;
    ask(&world.anonymous(), " Claire.Exemple@Rives-de-Loire.example")
        .await
        .unwrap();
    let (token, code) = mailed(&world).await;
    let session = by_link(&world, &token).await.unwrap();
    let claire = world.with_session(&session.session).await;
    assert_eq!(claire.me.email, EMAIL);
    assert!(claire.me.is_demonstration);
    let again = by_link(&world, &token).await.unwrap_err();
    assert_eq!(
        (again.code(), reason(&again)),
        (Code::Unauthenticated, Reason::LinkExpired)
    );
    // The code came with the link: it is used up too.
    assert_eq!(
        reason(&by_code(&world, EMAIL, &code).await.unwrap_err()),
        Reason::LinkExpired
    );
    assert_eq!(
        reason(&by_link(&world, "rien").await.unwrap_err()),
        Reason::LinkExpired
    );
}

#[tokio::test]
async fn a_link_lives_15_minutes_and_a_code_an_hour() {
    let world = World::new().await;
    ask(&world.anonymous(), EMAIL).await.unwrap();
    let (token, code) = mailed(&world).await;
    world.clock().advance(TimeDelta::minutes(15));
    assert_eq!(
        reason(&by_link(&world, &token).await.unwrap_err()),
        Reason::LinkExpired
    );
    world.clock().advance(TimeDelta::minutes(44));
    by_code(&world, EMAIL, &code).await.unwrap();
    ask(&world.anonymous(), EMAIL).await.unwrap();
    let (_, code) = mailed(&world).await;
    world.clock().advance(TimeDelta::minutes(60));
    assert_eq!(
        reason(&by_code(&world, EMAIL, &code).await.unwrap_err()),
        Reason::LinkExpired
    );
}

/// Twenty at once are no more tries than five.
#[tokio::test]
async fn wrong_codes_at_the_same_moment_are_all_counted() {
    let world = World::new().await;
    ask(&world.anonymous(), EMAIL).await.unwrap();
    let (_, code) = mailed(&world).await;
    let wrong = (0..20).map(|_| by_code(&world, EMAIL, other(&code)));
    for answer in futures::future::join_all(wrong).await {
        assert_eq!(reason(&answer.unwrap_err()), Reason::LinkExpired);
    }
    let db = world.app.db.read();
    let sql = "SELECT n_wrong FROM sign_in".to_owned();
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i32>("", "n_wrong").unwrap(), 5);
    let late = by_code(&world, EMAIL, &code).await.unwrap_err();
    assert_eq!(reason(&late), Reason::LinkExpired);
}

#[tokio::test]
async fn five_wrong_codes_are_the_end_of_the_code() {
    let world = World::new().await;
    ask(&world.anonymous(), EMAIL).await.unwrap();
    let (token, code) = mailed(&world).await;
    for _ in 0..5 {
        let wrong = by_code(&world, EMAIL, other(&code)).await.unwrap_err();
        assert_eq!(reason(&wrong), Reason::LinkExpired);
    }
    assert_eq!(
        reason(&by_code(&world, EMAIL, &code).await.unwrap_err()),
        Reason::LinkExpired
    );
    // Nobody can take the link away from its owner.
    by_link(&world, &token).await.unwrap();
    let faulty = by_code(&world, "", "12").await.unwrap_err();
    let fields = [
        ("email".to_owned(), Reason::Required),
        ("code".to_owned(), Reason::Malformed),
    ];
    assert_eq!(violations(&faulty), fields);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer() {
    let world = World::new().await;
    ask(&world.anonymous(), "personne@nulle-part.example")
        .await
        .unwrap();
    assert!(world.mails().await.is_empty());
    let refused = by_code(&world, "personne@nulle-part.example", "12345678")
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::LinkExpired);
    let refused = ask(&world.anonymous(), "pas une adresse").await.unwrap_err();
    assert_eq!(violations(&refused), [("email".to_owned(), Reason::NotAnEmail)]);
}

#[tokio::test]
async fn asking_and_trying_have_limits() {
    let world = World::new().await;
    let from = |n: u8| {
        let mut actor = world.anonymous();
        actor.door = actor.door.from_address(([10, 0, 0, n], 1).into());
        actor
    };
    for n in 0..5 {
        ask(&from(n), EMAIL).await.unwrap();
    }
    let refused = ask(&from(9), EMAIL).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::ResourceExhausted, Reason::TooManyAttempts)
    );
    for n in 0..20 {
        ask(&from(100), &format!("a{n}@b.example")).await.unwrap();
    }
    let refused = ask(&from(100), "b@b.example").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::TooManyAttempts);
    for n in 0..30 {
        let refused = by_code(&world, &format!("a{n}@b.example"), "12345678")
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), Reason::LinkExpired);
    }
    let refused = by_code(&world, "c@b.example", "12345678").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::TooManyAttempts);
    world.clock().advance(TimeDelta::hours(1));
    ask(&from(9), EMAIL).await.unwrap();
}

#[tokio::test]
async fn the_demonstration_opens_only_a_demonstration() {
    let world = World::with(|config| config.demonstration = false).await;
    let nobody = world.anonymous();
    let check = |status: tonic::Status| assert_eq!(reason(&status), Reason::DemonstrationOnly);
    check(
        nobody
            .account()
            .enter_as(EnterAsRequest::default())
            .await
            .unwrap_err(),
    );
    let people = ListDemonstrationPeopleRequest {};
    check(
        nobody
            .account()
            .list_demonstration_people(people)
            .await
            .unwrap_err(),
    );
    let mails = ListDemonstrationMailsRequest {};
    check(
        nobody
            .account()
            .list_demonstration_mails(mails)
            .await
            .unwrap_err(),
    );
}

#[tokio::test]
async fn a_person_reads_what_is_stored() {
    let world = World::new().await;
    ask(&world.anonymous(), EMAIL).await.unwrap();
    let (token, _) = mailed(&world).await;
    let session = by_link(&world, &token).await.unwrap();
    let claire = world.with_session(&session.session).await;
    let data = claire
        .account()
        .get_stored_data(GetStoredDataRequest {})
        .await
        .unwrap()
        .into_inner();
    let series = |key: &str| data.series.iter().find(|series| series.key == key).unwrap();
    assert!(series("person").lines.iter().any(|line| line.contains(EMAIL)));
    assert!(series("memberships").lines[0].contains("Rives de Loire"));
    for key in ["sessions", "sign_ins", "audit", "mails"] {
        assert!(series(key).n_lines > 0, "{key} is empty: {data:?}");
    }
    assert_eq!(series("delegations").n_lines, 0);
    let acts = &series("audit").lines;
    assert!(
        acts.iter().any(|line| line.contains("Connexion\u{a0}: ")),
        "{acts:?}"
    );
    let is_bare = |line: &String| line.contains("SignIn") || line.ends_with("depuis ");
    assert!(!acts.iter().any(is_bare), "{acts:?}");
}

#[tokio::test]
async fn the_audit_is_for_those_who_watch() {
    let world = World::new().await;
    let animator = world.animator().await;
    let centre = world.centre("Rives de Loire").await;
    let other = world.centre("Mayotte").await;
    let lines = async |actor: &Actor, organisation_id: &str, before: i64| {
        let request = ListAuditRequest {
            organisation_id: organisation_id.to_owned(),
            before,
        };
        actor
            .account()
            .list_audit(request)
            .await
            .map(tonic::Response::into_inner)
    };
    let own = lines(&centre.director, "", 0).await.unwrap().lines;
    assert!(
        own.iter().all(|line| line.organisation_name == "Rives de Loire"),
        "{own:?}"
    );
    assert!(
        own.iter()
            .any(|line| line.act == "EnterAs" && line.person_name == "Claire Exemple")
    );
    let foreign = lines(&centre.director, &other.id, 0).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let refused = lines(&centre.team, "", 0).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    for _ in 0..60 {
        world.enter_as(&other.director.me.person_id).await;
    }
    let first = lines(&animator, &other.id, 0).await.unwrap();
    assert_eq!(first.lines.len(), 50);
    assert!(
        first
            .lines
            .is_sorted_by_key(|line| std::cmp::Reverse(line.position))
    );
    let second = lines(&animator, &other.id, first.next_before).await.unwrap();
    assert!(second.lines[0].position < first.lines[49].position);
    assert_eq!(second.next_before, 0);
}

/// Unknown, used or late, a link says the same, before anybody presses a button; opening a good one uses nothing up.
#[tokio::test]
async fn a_link_that_opens_nothing_says_so() {
    let world = World::new().await;
    let nobody = world.anonymous();
    ask(&nobody, EMAIL).await.unwrap();
    let (token, _) = mailed(&world).await;
    let opened = async |token: &str| {
        nobody
            .get(&format!("/account/sign-in/link?token={token}"))
            .await
            .text
    };
    for _ in 0..2 {
        assert!(opened(&token).await.contains("Votre lien est prêt"));
    }
    let refused = |page: String| {
        assert!(page.contains("Ce lien n’est pas valable"), "{page}");
        assert!(page.contains("action=\"/account/session/request\""), "{page}");
        assert!(!page.contains("Votre lien est prêt"));
    };
    refused(opened("rien").await);
    let check = CheckSignInRequest {
        token: "rien".to_owned(),
    };
    let told = nobody.account().check_sign_in(check).await.unwrap_err();
    assert_eq!(reason(&told), Reason::LinkExpired);
    let session = by_link(&world, &token).await.unwrap();
    refused(opened(&token).await);
    ask(&nobody, EMAIL).await.unwrap();
    let (late, _) = mailed(&world).await;
    world.clock().advance(TimeDelta::minutes(15));
    refused(opened(&late).await);
    // Who is in already goes on.
    let claire = world.with_session(&session.session).await;
    let led = claire.get("/account/sign-in/link?token=rien&next=/network").await;
    assert_eq!(led.location.as_deref(), Some("/network"));
}
