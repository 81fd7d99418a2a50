//! Stopped, paused, released by a second person, asked again.

use chrono::TimeDelta;
use proto::v1::*;
use tonic::Code;

use super::{Scene, check_sum, count, edition, ledger, world_with};
use crate::mail::outbox;
use crate::mail::sink::{Answer, Sink};
use crate::world::{World, reason, violations};

#[tokio::test]
async fn stopped_within_ten_minutes_it_is_a_draft_again() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    scene.schedule().await;
    let mut client = scene.centre.director.delivery();
    // Frozen meanwhile.
    let twice = client.schedule_delivery(scene.now()).await.unwrap_err();
    assert_eq!(reason(&twice), Reason::DeliveryState);
    world.clock().advance(TimeDelta::minutes(9));
    let stopped = client.stop_delivery(scene.request()).await.unwrap().into_inner();
    assert_eq!(stopped.state(), DeliveryState::Unspecified);
    assert!(stopped.may_schedule);
    world.clock().advance(TimeDelta::hours(2));
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 0);
    // And can be sent after all.
    scene.leave(&world).await;
    assert_eq!(sink.taken().len(), 2);
}

#[tokio::test]
async fn stopped_later_the_others_are_withheld() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 3).await;
    scene.leave(&world).await;
    let mut client = scene.centre.director.delivery();
    client.stop_delivery(scene.request()).await.unwrap();
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::hours(2));
    world.run_jobs().await;
    let stopped = scene.get().await;
    check_sum(&stopped);
    assert_eq!(stopped.state(), DeliveryState::Stopped);
    assert_eq!(count(&stopped, RecipientState::Withheld), 3);
    assert_eq!(stopped.counts[0].cause(), WithheldCause::Stopped);
    assert!(stopped.ended_at.is_some());
    assert_eq!(sink.taken().len(), 0);
    for refused in [
        client.resume_delivery(scene.request()).await,
        client.retry_failed(scene.request()).await,
        client.stop_delivery(scene.request()).await,
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::FailedPrecondition);
    }
}

#[tokio::test]
async fn nothing_leaves_during_a_pause() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    scene.leave(&world).await;
    let mut client = scene.centre.director.delivery();
    let paused = client.pause_delivery(scene.request()).await.unwrap().into_inner();
    assert_eq!(paused.state(), DeliveryState::Paused);
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::hours(5));
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 0);
    client.resume_delivery(scene.request()).await.unwrap();
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 2);
    assert_eq!(scene.get().await.state(), DeliveryState::Done);
}

/// Mails to subscribers that the server took.
fn n_taken(sink: &Sink) -> usize {
    let taken = sink.taken();
    taken
        .iter()
        .filter(|text| text.contains("@local.example"))
        .count()
}

/// To whom a mail asked for an agreement.
async fn asked(world: &World) -> Vec<String> {
    let mut rows = outbox(&world.app).await;
    rows.retain(|row| row.subject.contains("Votre accord pour envoyer"));
    rows.into_iter().map(|row| row.to).collect()
}

#[tokio::test]
async fn above_the_size_a_second_person_releases() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 3).await;
    let director = &scene.centre.director;
    let request = NewsletterRequest {
        id: scene.newsletter_id.clone(),
    };
    let newsletter = director
        .newsletter()
        .get_newsletter(request)
        .await
        .unwrap()
        .into_inner();
    let settings = NewsletterSettings {
        release_above: 2,
        ..newsletter.settings.unwrap()
    };
    director.newsletter().update_newsletter(settings).await.unwrap();
    let team = &scene.centre.team;
    let right = SetNewsletterRightRequest {
        newsletter_id: scene.newsletter_id.clone(),
        person_id: team.me.person_id.clone(),
        right: NewsletterRight::Write as i32,
    };
    director
        .newsletter()
        .set_newsletter_right(right.clone())
        .await
        .unwrap();
    let waiting = scene.schedule().await;
    assert_eq!(waiting.state(), DeliveryState::AwaitingRelease);
    assert!(!waiting.may_release);
    assert_eq!(asked(&world).await, Vec::<String>::new(), "nobody else may send");
    world.clock().advance(TimeDelta::minutes(30));
    world.run_jobs().await;
    assert_eq!(n_taken(&sink), 0);
    let alone = director
        .delivery()
        .release_delivery(scene.request())
        .await
        .unwrap_err();
    assert_eq!(reason(&alone), Reason::SecondPersonNeeded);
    let refused = team
        .delivery()
        .release_delivery(scene.request())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let right = SetNewsletterRightRequest {
        right: NewsletterRight::Send as i32,
        ..right
    };
    director.newsletter().set_newsletter_right(right).await.unwrap();
    // Stopped and scheduled anew, it asks the one who may now.
    director.delivery().stop_delivery(scene.request()).await.unwrap();
    scene.schedule().await;
    assert_eq!(asked(&world).await, std::slice::from_ref(&team.me.email));
    let held = team
        .delivery()
        .release_delivery(scene.request())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(held.state(), DeliveryState::Held);
    // Its own ten minutes.
    world.clock().advance(TimeDelta::minutes(9));
    world.run_jobs().await;
    assert_eq!(n_taken(&sink), 0);
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    assert_eq!(n_taken(&sink), 3);
}

#[tokio::test]
async fn an_hour_late_it_asks_again() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    scene.schedule().await;
    // The service is down for an hour and a half.
    world.clock().advance(TimeDelta::minutes(10 + 61));
    world.run_jobs().await;
    let overdue = scene.get().await;
    assert_eq!(overdue.state(), DeliveryState::Overdue);
    assert_eq!(sink.taken().len(), 0);
    assert!(overdue.may_schedule && overdue.may_stop);
    let again = scene.schedule().await;
    assert_eq!(again.state(), DeliveryState::Held);
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_scheduled_says_why() {
    let world = World::new().await;
    let scene = Scene::new(&world, 0).await;
    let mut client = scene.centre.director.delivery();
    let nobody = client.schedule_delivery(scene.now()).await.unwrap_err();
    assert_eq!(reason(&nobody), Reason::NoRecipient);
    super::subscribe(&world, &scene.newsletter_id, 1, "").await;
    let request = ScheduleDeliveryRequest {
        time: DeliveryTime::At as i32,
        at: "2027-03-15T08:00".to_owned(),
        zone: "Europe/Atlantis".to_owned(),
        window: Some(SendingWindow {
            days: vec![8],
            from: "huit heures".to_owned(),
            until: String::new(),
        }),
        segment: Some(DeliverySegment {
            territories: vec!["20".to_owned()],
            ..Default::default()
        }),
        ..scene.now()
    };
    let bad = client.schedule_delivery(request).await.unwrap_err();
    let told = violations(&bad);
    for expected in [
        ("zone", Reason::NotAZone),
        ("window.days", Reason::UnknownValue),
        ("window.from", Reason::NotAnHour),
        ("segment.territories", Reason::UnknownValue),
        ("at", Reason::InThePast),
    ] {
        assert!(
            told.contains(&(expected.0.to_owned(), expected.1)),
            "{expected:?} in {told:?}"
        );
    }
    let request = ScheduleDeliveryRequest {
        window: Some(SendingWindow {
            from: "09:00".to_owned(),
            until: "09:00".to_owned(),
            ..Default::default()
        }),
        ..scene.now()
    };
    let empty = client.schedule_delivery(request).await.unwrap_err();
    assert_eq!(
        violations(&empty),
        [("window.until".to_owned(), Reason::SameHour)]
    );
    // Said back as it is shown, the whole day is no empty window.
    let request = ScheduleDeliveryRequest {
        window: Some(SendingWindow {
            from: "00:00".to_owned(),
            until: "00:00".to_owned(),
            ..Default::default()
        }),
        segment: Some(DeliverySegment {
            territories: vec!["974".to_owned()],
            ..Default::default()
        }),
        ..scene.now()
    };
    let nobody = client.schedule_delivery(request).await.unwrap_err();
    assert_eq!(reason(&nobody), Reason::NoRecipient);
    // An edition without a block is not ready.
    let request = CreateEditionRequest {
        newsletter_id: scene.newsletter_id.clone(),
        subject: "Vide".to_owned(),
    };
    let empty = scene
        .centre
        .director
        .edition()
        .create_edition(request)
        .await
        .unwrap()
        .into_inner();
    let request = ScheduleDeliveryRequest {
        edition_id: empty.id.clone(),
        ..scene.now()
    };
    let not_ready = client.schedule_delivery(request).await.unwrap_err();
    assert_eq!(reason(&not_ready), Reason::EditionNotReady);
    let request = DeliveryRequest { edition_id: empty.id };
    let delivery = client.get_delivery(request).await.unwrap().into_inner();
    assert!(!delivery.may_schedule);
    assert_eq!(delivery.problems().next(), Some(Reason::EditionEmpty));
    assert_eq!(ledger(&world).await.len(), 0);
}

#[tokio::test]
async fn one_edition_of_two_leaves_to_its_segment() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    super::subscribe(&world, &scene.newsletter_id, 3, "974").await;
    let other = edition(&scene.centre.director, &scene.newsletter_id).await;
    let segment = DeliverySegment {
        territories: vec!["974".to_owned()],
        ..Default::default()
    };
    let mut client = scene.centre.director.delivery();
    let preview = PreviewDeliveryRequest {
        edition_id: other.clone(),
        segment: Some(segment.clone()),
        ..Default::default()
    };
    let preview = client.preview_delivery(preview).await.unwrap().into_inner();
    assert_eq!(preview.n_selected, 3);
    assert_eq!(preview.recipients.len(), 3);
    assert_eq!(preview.exclusions[0].cause(), ExclusionCause::OutsideSegment);
    assert_eq!(preview.exclusions[0].n, 2);
    let request = ScheduleDeliveryRequest {
        edition_id: other,
        segment: Some(segment),
        ..scene.now()
    };
    client.schedule_delivery(request).await.unwrap();
    scene.leave(&world).await;
    let taken = sink.taken();
    assert_eq!(taken.len(), 5 + 3);
    let n_there = taken
        .iter()
        .filter(|text| text.contains("974@local.example\n"))
        .count();
    assert_eq!(n_there, 6);
}

#[tokio::test]
async fn every_recipient_is_shown_before_sending_once() {
    let world = World::new().await;
    let scene = Scene::new(&world, 250).await;
    super::subscribe(&world, &scene.newsletter_id, 3, "974").await;
    let (mut shown, mut after, mut n_pages) = (Vec::new(), String::new(), 0);
    loop {
        let request = PreviewDeliveryRequest {
            edition_id: scene.edition_id.clone(),
            after,
            ..Default::default()
        };
        let mut client = scene.centre.director.delivery();
        let page = client.preview_delivery(request).await.unwrap().into_inner();
        assert_eq!(page.n_selected, 253);
        shown.extend(page.recipients);
        n_pages += 1;
        if page.next_after.is_empty() {
            break;
        }
        after = page.next_after;
    }
    shown.sort();
    shown.dedup();
    assert_eq!((shown.len(), n_pages), (253, 3));
    let path = format!("/delivery/{}", scene.edition_id);
    let form = [("_page", path.as_str()), ("edition_id", &scene.edition_id)];
    let counted = scene
        .centre
        .director
        .post("/act/DeliveryService/PreviewDelivery", &form)
        .await;
    assert!(
        counted.text.contains("Les destinataires suivants"),
        "{}",
        counted.text
    );
}
