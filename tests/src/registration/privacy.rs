//! What is seen by whom, and for how long it is kept (L1, L6).

use chrono::TimeDelta;
use proto::v1::*;
use sea_orm::ConnectionTrait as _;

use super::{all, cancel, day, link, mails_to, open_day, own, register, request, stranger};
use crate::mail::outbox;
use crate::world::{Actor, World, reason, violations};

const MEAL: &str = "zxq-sans-gluten-zxq";
const ACCESS: &str = "zxq-boucle-magnetique-zxq";

fn with_needs(meeting: &Meeting, email: &str) -> RegisterRequest {
    RegisterRequest {
        meal: MEAL.to_owned(),
        access_needs: ACCESS.to_owned(),
        has_consent: true,
        ..request(meeting, email)
    }
}

async fn needs(animator: &Actor, meeting: &Meeting) -> Vec<list_needs_response::Need> {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let needs = animator.registration().list_needs(request).await;
    needs.unwrap().into_inner().needs
}

/// Every text of a table of the database, whatever it holds.
pub(super) async fn dump(world: &World, table: &str) -> String {
    let db = world.app.db.read();
    let statement =
        sea_orm::Statement::from_string(db.get_database_backend(), format!("SELECT * FROM {table}"));
    let rows = db.query_all_raw(statement).await.unwrap();
    let mut text = String::new();
    for row in rows {
        for column in row.column_names() {
            text.push_str(
                &row.try_get::<Option<String>>("", &column)
                    .ok()
                    .flatten()
                    .unwrap_or_default(),
            );
            text.push('\n');
        }
    }
    text
}

async fn audit(animator: &Actor) -> Vec<String> {
    let lines = animator.account().list_audit(ListAuditRequest::default()).await;
    let lines = lines.unwrap().into_inner().lines;
    lines
        .into_iter()
        .map(|line| format!("{} {}", line.act, line.subject))
        .collect()
}

#[tokio::test]
async fn needs_are_kept_with_consent_and_seen_by_the_organiser_only() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 5).await;
    let nobody = stranger(&world, 1);
    let without = RegisterRequest {
        has_consent: false,
        ..with_needs(&meeting, "un@ville.example")
    };
    let refused = nobody.registration().register(without).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("has_consent".to_owned(), Reason::SensitiveConsentNeeded)]
    );
    nobody
        .registration()
        .register(with_needs(&meeting, "un@ville.example"))
        .await
        .unwrap();
    let seen = needs(&animator, &meeting).await;
    assert_eq!(
        (seen[0].meal.as_str(), seen[0].access_needs.as_str()),
        (MEAL, ACCESS)
    );
    let team = world.centre("Rives de Loire").await.team;
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let refused = team.registration().list_needs(request.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);

    // Neither in lists, nor in exports, nor in mails, nor in the log, nor on anybody else's page.
    let list = format!("{:?}", all(&animator, &meeting).await);
    let badges = animator
        .registration()
        .export_badges(request)
        .await
        .unwrap()
        .into_inner();
    let badges = String::from_utf8(badges.content).unwrap();
    assert!(
        badges.contains("un@ville.example") && badges.contains("Ville de Port-Clair"),
        "{badges}"
    );
    let mut told = vec![list, badges, format!("{:?}", outbox(&world.app).await)];
    for table in ["audit", "activity", "mail"] {
        told.push(dump(&world, table).await);
    }
    for path in ["", "/list", "/badges"] {
        for actor in [&animator, &team, &world.anonymous()] {
            let is_organiser = actor.me.person_id == animator.me.person_id;
            if path.is_empty() && is_organiser {
                continue;
            }
            told.push(
                actor
                    .get(&format!("/registration/{}{path}", meeting.id))
                    .await
                    .text,
            );
        }
    }
    for text in told {
        assert!(!text.contains("zxq"), "{text}");
    }
    let page = animator.get(&format!("/registration/{}", meeting.id)).await;
    assert!(page.text.contains(MEAL), "the organiser's own view");
    // The person reads them behind the link, and takes them back.
    assert_eq!(own(&world, "un@ville.example").await.meal, MEAL);
    let link = link(&world, "un@ville.example").await;
    let update = UpdateRegistrationRequest {
        registration_id: link.registration_id,
        signature: link.signature,
        ..Default::default()
    };
    nobody.registration().update_registration(update).await.unwrap();
    assert!(needs(&animator, &meeting).await.is_empty());
}

#[tokio::test]
async fn needs_go_with_the_cancellation_and_with_the_question() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 5).await;
    for email in ["un@ville.example", "deux@ville.example"] {
        let ask = with_needs(&meeting, email);
        stranger(&world, 1).registration().register(ask).await.unwrap();
    }
    cancel(&world, "un@ville.example").await;
    assert_eq!(needs(&animator, &meeting).await.len(), 1);
    let settings = RegistrationSettings {
        asks_meal: false,
        ..day(&animator, &meeting).await.settings.unwrap()
    };
    let update = RegistrationSettingsRequest {
        meeting_id: meeting.id.clone(),
        settings: Some(settings),
    };
    animator
        .registration()
        .update_registration_settings(update)
        .await
        .unwrap();
    let seen = needs(&animator, &meeting).await;
    assert_eq!(
        (seen[0].meal.as_str(), seen[0].access_needs.as_str()),
        ("", ACCESS)
    );
}

#[tokio::test]
async fn needs_are_erased_seven_days_after_and_names_after_the_months_that_were_set() {
    let world = World::new().await;
    let (_, meeting) = open_day(&world, 5).await;
    let email = "un@ville.example";
    let nobody = stranger(&world, 1);
    nobody
        .registration()
        .register(with_needs(&meeting, email))
        .await
        .unwrap();
    world.run_jobs().await;
    let link = link(&world, email).await;
    let set = |at: &str| world.clock().set(at.parse().unwrap());
    // The day ends on 10 June at 15:00 UTC.
    set("2027-06-17T14:59:59Z");
    world.run_jobs().await;
    assert!(dump(&world, "registration").await.contains(MEAL));
    set("2027-06-17T15:00:00Z");
    let replica = world.replica().await;
    let (one, other) = tokio::join!(world.app.run_jobs(), replica.run_jobs());
    one.unwrap();
    other.unwrap();
    let kept = dump(&world, "registration").await;
    assert!(!kept.contains("zxq") && kept.contains(email));
    let lines = audit(&world.animator().await).await;
    let n_erased = lines.iter().filter(|line| line.starts_with("EraseNeeds")).count();
    assert_eq!(n_erased, 1, "{lines:?}");
    assert!(
        lines
            .iter()
            .all(|line| !line.contains(email) && !line.contains("Personne"))
    );

    set("2028-06-10T14:59:59Z");
    world.run_jobs().await;
    let animator = world.animator().await;
    assert!(dump(&world, "registration").await.contains(email));
    assert!(!mails_to(&world, email).await.is_empty());
    set("2028-06-10T15:00:00Z");
    world.run_jobs().await;
    let kept = dump(&world, "registration").await;
    for gone in [email, "Personne", "Port-Clair"] {
        assert!(!kept.contains(gone), "{kept}");
    }
    assert!(
        mails_to(&world, email).await.is_empty(),
        "the mails went with the names"
    );
    let page = day(&animator, &meeting).await;
    assert_eq!(page.n_registered, 1, "the count stays");
    assert!(all(&animator, &meeting).await.is_empty());
    let refused = nobody.registration().get_registration(link).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    assert!(
        audit(&animator)
            .await
            .iter()
            .any(|line| line.starts_with("EraseRegistrations"))
    );
    assert_eq!(world.run_jobs().await, 0, "once");
}

#[tokio::test]
async fn the_list_is_for_those_who_take_part_and_shows_who_wants_it() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 2).await;
    let [shown, hidden, waiting] = [
        "vue@ville.example",
        "cachee@ville.example",
        "attend@ville.example",
    ];
    register(&world, &meeting, shown).await;
    let discreet = RegisterRequest {
        is_visible: false,
        ..request(&meeting, hidden)
    };
    stranger(&world, 2)
        .registration()
        .register(discreet)
        .await
        .unwrap();
    register(&world, &meeting, waiting).await;
    let nobody = world.anonymous();
    let by = async |email: &str| {
        let link = link(&world, email).await;
        let request = ListRegistrationsRequest {
            meeting_id: meeting.id.clone(),
            registration_id: link.registration_id,
            signature: link.signature,
        };
        nobody.registration().list_registrations(request).await
    };
    for email in [shown, hidden] {
        let list = by(email).await.unwrap().into_inner();
        assert!(!list.may_edit);
        let [one] = &list.registrations[..] else {
            panic!("{list:?}")
        };
        assert_eq!(one.name, format!("Personne {shown}"));
        let nothing = (one.id.as_str(), one.email.as_str(), one.code, one.choices.len());
        assert_eq!(nothing, ("", "", 0, 0), "a name and an organisation");
    }
    assert_eq!(reason(&by(waiting).await.unwrap_err()), Reason::NotFound);
    let bare = ListRegistrationsRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let team = world.centre("Rives de Loire").await.team;
    for (actor, expected) in [(&nobody, Reason::SignInFirst), (&team, Reason::NotFound)] {
        let refused = actor.registration().list_registrations(bare.clone()).await;
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    assert_eq!(all(&animator, &meeting).await.len(), 3);
}

/// Links that were tampered with open nothing; one person's link is nobody else's.
#[tokio::test]
async fn a_link_opens_one_registration() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 5).await;
    for email in ["un@ville.example", "deux@ville.example"] {
        register(&world, &meeting, email).await;
    }
    let [one, other] = [
        link(&world, "un@ville.example").await,
        link(&world, "deux@ville.example").await,
    ];
    let nobody = world.anonymous();
    let centre = world.centre("Rives de Loire").await;
    for signature in ["", "x", &other.signature, &one.signature[1..]] {
        let wrong = RegistrationLink {
            registration_id: one.registration_id.clone(),
            signature: signature.to_owned(),
        };
        let update = UpdateRegistrationRequest {
            registration_id: one.registration_id.clone(),
            signature: signature.to_owned(),
            ..Default::default()
        };
        let feedback = GiveFeedbackRequest {
            registration_id: one.registration_id.clone(),
            signature: signature.to_owned(),
            mark: 5,
            ..Default::default()
        };
        for actor in [&nobody, &centre.director] {
            let mut client = actor.registration();
            let refusals = [
                client.get_registration(wrong.clone()).await.err(),
                client.accept_offer(wrong.clone()).await.err(),
                client.update_registration(update.clone()).await.err(),
                client.give_feedback(feedback.clone()).await.err(),
                client.cancel_registration(wrong.clone()).await.err(),
            ];
            for refused in refusals {
                let refused = reason(&refused.expect("refused"));
                assert!(
                    matches!(refused, Reason::NotFound | Reason::NotAllowed),
                    "{refused:?}"
                );
            }
        }
    }
    // Who prepares the day cancels for someone who telephoned.
    let telephoned = RegistrationLink {
        registration_id: one.registration_id.clone(),
        signature: String::new(),
    };
    animator
        .registration()
        .cancel_registration(telephoned)
        .await
        .unwrap();
    let registered = all(&animator, &meeting).await;
    let state = registered
        .iter()
        .find(|row| row.id == one.registration_id)
        .unwrap()
        .state();
    assert_eq!(state, RegistrationState::Cancelled);
    world.clock().advance(TimeDelta::minutes(1));
}
