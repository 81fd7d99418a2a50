//! Who prepares the day says when, for how many and how; its workshops.

use proto::v1::*;
use tonic::Code;

use super::{day, mails_to, open_day, register, request, workshop};
use crate::scenario;
use crate::world::{World, reason, violations};

fn with(meeting: &Meeting, settings: RegistrationSettings) -> RegistrationSettingsRequest {
    RegistrationSettingsRequest {
        meeting_id: meeting.id.clone(),
        settings: Some(settings),
    }
}

#[tokio::test]
async fn the_registration_is_opened_by_who_prepares_the_day_with_all_faults_told() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::national_day(&animator).await;
    let before = day(&animator, &meeting).await;
    assert_eq!(before.phase(), RegistrationPhase::Unspecified);
    assert!(before.may_edit && before.settings.is_none());

    let wrong = RegistrationSettings {
        opens_at: "2027-06-01T09:00".to_owned(),
        closes_at: "2027-05-01T09:00".to_owned(),
        capacity: 0,
        seats_per_organisation: -1,
        retention_months: 61,
        minutes_to_accept: 20_161,
        ..Default::default()
    };
    let refused = animator
        .registration()
        .open_registration(with(&meeting, wrong))
        .await;
    let expected = [
        ("settings.closes_at", Reason::EndBeforeStart),
        ("settings.capacity", Reason::Required),
        ("settings.seats_per_organisation", Reason::Required),
        ("settings.retention_months", Reason::TooMany),
        ("settings.minutes_to_accept", Reason::TooMany),
    ];
    assert_eq!(
        violations(&refused.unwrap_err()),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let late = RegistrationSettings {
        closes_at: "2027-06-10T17:01".to_owned(),
        ..scenario::registration(10)
    };
    let refused = animator
        .registration()
        .open_registration(with(&meeting, late))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("settings.closes_at".to_owned(), Reason::OutsideMeeting)]
    );

    let centre = world.centre("Rives de Loire").await;
    for other in [&centre.director, &world.anru().await] {
        let refused = other
            .registration()
            .open_registration(with(&meeting, scenario::registration(10)))
            .await;
        assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    }
    let committee = scenario::committee(&animator).await;
    let refused = animator
        .registration()
        .open_registration(with(&committee, scenario::registration(10)))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingKind);

    let page = scenario::open_registration(&animator, &meeting, scenario::registration(10)).await;
    let settings = page.settings.unwrap();
    assert_eq!(
        (settings.retention_months, settings.minutes_to_accept),
        (12, 2_880)
    );
    assert_eq!((page.n_left, page.n_registered), (10, 0));
    let again = animator
        .registration()
        .open_registration(with(&meeting, scenario::registration(10)))
        .await;
    assert_eq!(reason(&again.unwrap_err()), Reason::RegistrationExists);

    let old = RegistrationSettings {
        version: 7,
        ..settings.clone()
    };
    let refused = animator
        .registration()
        .update_registration_settings(with(&meeting, old))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    for email in ["un@ville.example", "deux@ville.example"] {
        register(&world, &meeting, email).await;
    }
    let narrow = RegistrationSettings {
        capacity: 1,
        ..settings.clone()
    };
    let refused = animator
        .registration()
        .update_registration_settings(with(&meeting, narrow))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("settings.capacity".to_owned(), Reason::CapacityTooLow)]
    );
    let fitting = RegistrationSettings {
        capacity: 2,
        ..settings
    };
    let page = animator
        .registration()
        .update_registration_settings(with(&meeting, fitting))
        .await;
    let page = page.unwrap().into_inner();
    assert_eq!((page.n_left, page.n_registered), (0, 2));
    // The agent of another body reads the page, not the settings.
    let seen = day(&centre.team, &meeting).await;
    assert!(!seen.may_edit && seen.settings.is_none() && seen.n_registered == 0);
}

#[tokio::test]
async fn a_day_of_the_network_is_not_shown_to_others_and_a_public_one_is() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 10).await;
    let nobody = world.anonymous();
    let page = day(&nobody, &meeting).await;
    assert!(page.is_public && !page.may_edit);
    let shown = page.meeting.unwrap();
    assert_eq!(shown.title, "Journée nationale 2027");
    assert_eq!(shown.video_url, "", "the room is for who has a place");
    assert!(!shown.items.is_empty());

    let settings = day(&animator, &meeting).await.settings.unwrap();
    let narrow = RegistrationSettings {
        is_public: false,
        ..settings
    };
    animator
        .registration()
        .update_registration_settings(with(&meeting, narrow))
        .await
        .unwrap();
    for id in [
        meeting.id.clone(),
        "0190a7a0-0000-7000-8000-000000000000".to_owned(),
    ] {
        let refused = nobody
            .registration()
            .get_registration_page(MeetingRequest { id })
            .await;
        assert_eq!(
            reason(&refused.unwrap_err()),
            Reason::SignInFirst,
            "nothing is told"
        );
    }
    let refused = nobody
        .registration()
        .register(request(&meeting, "un@ville.example"))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
    let page = nobody.get(&format!("/registration/{}", meeting.id)).await;
    assert_eq!(page.status, 303);
    let centre = world.centre("Rives de Loire").await;
    let own = RegisterRequest {
        organisation_name: String::new(),
        ..request(&meeting, &centre.team.me.email)
    };
    centre.team.registration().register(own).await.unwrap();
    let page = day(&centre.team, &meeting).await;
    assert_eq!(page.my_state(), RegistrationState::Registered);
    assert!(page.my_path.starts_with("/registration/mine?registration="));
    let registered = super::all(&animator, &meeting).await;
    assert_eq!(
        registered[0].organisation_name, "Rives de Loire",
        "the caller's own"
    );
    assert_eq!(mails_to(&world, &centre.team.me.email).await.len(), 1);
}

#[tokio::test]
async fn people_register_from_the_opening_to_the_closing() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::national_day(&animator).await;
    let nobody = world.anonymous();
    let refused = animator
        .registration()
        .register(request(&meeting, "un@ville.example"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::RegistrationNotOpen);
    let later = RegistrationSettings {
        opens_at: "2027-03-16T09:00".to_owned(),
        ..scenario::registration(10)
    };
    scenario::open_registration(&animator, &meeting, later).await;
    let at = |text: &str| text.parse().unwrap();
    for (now, expected) in [
        ("2027-03-16T07:59:59Z", Some(Reason::RegistrationNotOpen)),
        ("2027-03-16T08:00:00Z", None),
        ("2027-06-08T15:59:59Z", None),
        ("2027-06-08T16:00:00Z", Some(Reason::RegistrationClosed)),
    ] {
        world.clock().set(at(now));
        let answer = nobody
            .registration()
            .register(request(&meeting, "un@ville.example"))
            .await;
        assert_eq!(answer.err().map(|status| reason(&status)), expected, "{now}");
    }
}

#[tokio::test]
async fn workshops_stand_in_the_day_and_keep_their_hours_once_chosen() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 10).await;
    let wrong = AddWorkshopRequest {
        meeting_id: meeting.id.clone(),
        starts_at: "2027-06-10T09:00".to_owned(),
        ends_at: "2027-06-10T08:00".to_owned(),
        ..Default::default()
    };
    let refused = animator.registration().add_workshop(wrong).await.unwrap_err();
    let expected = [
        ("title", Reason::Required),
        ("ends_at", Reason::EndBeforeStart),
        ("starts_at", Reason::OutsideMeeting),
        ("ends_at", Reason::OutsideMeeting),
        ("capacity", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let id = workshop(&animator, &meeting, "Relogement", ("10:30", "12:00"), 2).await;
    let update = |hours: (&str, &str), capacity, version| UpdateWorkshopRequest {
        id: id.clone(),
        title: "Relogement et mixité".to_owned(),
        room: "Salle 3".to_owned(),
        speakers: String::new(),
        starts_at: format!("2027-06-10T{}", hours.0),
        ends_at: format!("2027-06-10T{}", hours.1),
        capacity,
        version,
    };
    let team = world.centre("Rives de Loire").await.team;
    let refused = team
        .registration()
        .update_workshop(update(("10:30", "12:00"), 2, 1))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let page = animator
        .registration()
        .update_workshop(update(("11:00", "12:00"), 2, 1))
        .await;
    assert_eq!(page.unwrap().into_inner().workshops[0].version, 2);
    let refused = animator
        .registration()
        .update_workshop(update(("11:00", "12:00"), 2, 1))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);

    for email in ["un@ville.example", "deux@ville.example"] {
        let ask = RegisterRequest {
            workshop_ids: vec![id.clone()],
            ..request(&meeting, email)
        };
        world.anonymous().registration().register(ask).await.unwrap();
    }
    let refused = animator
        .registration()
        .update_workshop(update(("10:30", "12:00"), 2, 2))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::WorkshopTaken);
    let refused = animator
        .registration()
        .update_workshop(update(("11:00", "12:00"), 1, 2))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("capacity".to_owned(), Reason::CapacityTooLow)]
    );
    let delete = WorkshopRequest { id: id.clone() };
    let refused = animator.registration().delete_workshop(delete).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::WorkshopTaken);
    let free = workshop(&animator, &meeting, "Clauses", ("14:00", "15:30"), 5).await;
    let delete = WorkshopRequest { id: free };
    let refused = team.registration().delete_workshop(delete.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let page = animator.registration().delete_workshop(delete).await;
    assert_eq!(page.unwrap().into_inner().workshops.len(), 1);
}

/// Who registered by oneself is told what those convened are told.
#[tokio::test]
async fn a_day_that_moves_takes_its_workshops_along_and_tells_who_registered() {
    let world = World::new().await;
    let (animator, meeting) = open_day(&world, 1).await;
    workshop(&animator, &meeting, "Relogement", ("10:30", "12:00"), 2).await;
    let [first, second] = ["un@ville.example", "deux@ville.example"];
    for email in [first, second] {
        register(&world, &meeting, email).await;
    }
    let refused = animator
        .meeting()
        .delete_meeting(MeetingRequest {
            id: meeting.id.clone(),
        })
        .await;
    assert_eq!(
        reason(&refused.unwrap_err()),
        Reason::MeetingState,
        "people registered"
    );
    let update = UpdateMeetingRequest {
        id: meeting.id.clone(),
        title: meeting.title.clone(),
        introduction: meeting.introduction.clone(),
        place: meeting.place.clone(),
        video_url: meeting.video_url.clone(),
        // Winter time.
        starts_at: "2027-11-18T09:30".to_owned(),
        ends_at: "2027-11-18T17:00".to_owned(),
        zone: meeting.zone.clone(),
        version: meeting.version,
        ..Default::default()
    };
    let moved = animator
        .meeting()
        .update_meeting(update)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(moved.sequence, 1, "calendars follow");
    for (email, n) in [(first, 2), (second, 2)] {
        let mails = mails_to(&world, email).await;
        assert_eq!(mails.len(), n, "{mails:?}");
        assert!(
            mails[1].subject.starts_with("Nouvel horaire"),
            "{}",
            mails[1].subject
        );
        assert!(mails[1].text.contains("18\u{a0}novembre"), "{}", mails[1].text);
    }
    let page = day(&animator, &meeting).await;
    let at: chrono::DateTime<chrono::Utc> = "2027-11-18T09:30:00Z".parse().unwrap();
    assert_eq!(page.workshops[0].starts_at.unwrap().seconds, at.timestamp());

    let cancel = CancelMeetingRequest {
        id: meeting.id.clone(),
        reason: "La salle est inondée.".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    for email in [first, second] {
        let mails = mails_to(&world, email).await;
        assert!(mails[2].subject.starts_with("Annulation"), "{}", mails[2].subject);
        assert!(mails[2].text.contains("La salle est inondée."));
    }
    let refused = world
        .anonymous()
        .registration()
        .register(request(&meeting, "trois@ville.example"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::MeetingState);
}
