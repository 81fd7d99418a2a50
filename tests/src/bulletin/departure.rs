//! Corrected while an edition is under way of which no mail left: it waits for its people, as before its time.

use super::newsletter::{edition, leave, n_in_state};
use super::*;
use crate::mail::sink::{Answer, Sink};

async fn delivery(centre: &Centre, edition: &Edition) -> EditionDelivery {
    let request = DeliveryRequest {
        edition_id: edition.id.clone(),
    };
    let got = centre.director.delivery().get_delivery(request).await;
    got.unwrap().into_inner()
}

fn n_local(sink: &Sink) -> usize {
    let taken = sink.taken();
    taken
        .iter()
        .filter(|mail| mail.contains("@local.example"))
        .count()
}

/// An edition with a bulletin that is corrected while no server is there, before or during a pause; it does not leave with
/// the old text, and leaves with the new one once it took it over.
async fn held_back(is_paused: bool) {
    let sink = Sink::start(Answer::Take).await;
    let (url, port) = (sink.url(), sink.port());
    let world = World::with(|config| config.delivery_relays = vec![url]).await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement général")).await;
    let (_, edition) = edition(&world, &rives, &one, 2).await;
    drop(sink);
    leave(&world, &rives, &edition).await;
    assert_eq!(delivery(&rives, &edition).await.state(), DeliveryState::Sending);
    let request = DeliveryRequest {
        edition_id: edition.id.clone(),
    };
    let mut client = rives.director.delivery();
    if is_paused {
        client.pause_delivery(request.clone()).await.unwrap();
    }
    let two = correction(&one, "Le règlement change le 2 juin.", "La date.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
    let back = Sink::start_at(port, Answer::Take).await;
    if is_paused {
        let refused = client.resume_delivery(request.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::EditionNotReady);
    }
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    let held = delivery(&rives, &edition).await;
    assert_eq!(
        (held.state(), n_in_state(&held), held.may_stop, n_local(&back)),
        (DeliveryState::Overdue, 0, true, 0)
    );
    assert_eq!(held.problems, [Reason::SourceCorrected as i32]);
    let page = rives.director.get(&format!("/delivery/{}", edition.id)).await;
    assert!(
        page.text.contains("ne part pas avec l’ancien texte"),
        "{}",
        page.text
    );
    // Called back, it takes over the text that holds, and reaches each of them once.
    client.stop_delivery(request).await.unwrap();
    let refresh = BlockRequest {
        id: edition.blocks[0].id.clone(),
    };
    rives.director.edition().refresh_block(refresh).await.unwrap();
    leave(&world, &rives, &edition).await;
    let done = delivery(&rives, &edition).await;
    assert_eq!(
        (done.state(), n_in_state(&done), done.n_recipients, n_local(&back)),
        (DeliveryState::Done, 2, 2, 2)
    );
    let seen = get(&anru, &one.id).await.unwrap();
    let relays = reception(&seen, &rives).relays.iter();
    assert_eq!(relays.map(|one| one.number).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn what_waits_for_a_server_does_not_leave_with_the_old_text() {
    held_back(false).await;
}

#[tokio::test]
async fn what_is_paused_before_its_first_mail_does_not_go_on_with_the_old_text() {
    held_back(true).await;
}
