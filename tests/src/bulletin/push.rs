//! Pushed by an information system: once, however often it is sent.

use super::write::set_kind;
use super::*;

fn pushed(key: &str, title: &str) -> PushBulletinRequest {
    PushBulletinRequest {
        idempotency_key: key.to_owned(),
        kind: "Journées et événements".to_owned(),
        content: Some(content(title)),
    }
}

async fn n_bulletins(actor: &Actor) -> usize {
    let all = actor
        .bulletin()
        .list_bulletins(ListBulletinsRequest::default())
        .await;
    all.unwrap().into_inner().bulletins.len()
}

#[tokio::test]
async fn the_same_push_twice_makes_one_bulletin_and_another_under_its_key_is_refused() {
    let world = World::new().await;
    let anru = world.anru().await;
    procedure(&anru).await;
    let machine = machine(&world, &anru).await;
    let first = machine
        .bulletin()
        .push_bulletin(pushed("2027-12", "Journée"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first.state(), BulletinState::Published);
    let again = machine
        .bulletin()
        .push_bulletin(pushed("2027-12", "Journée"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (again.id.as_str(), again.version),
        (first.id.as_str(), first.version)
    );
    let other = machine
        .bulletin()
        .push_bulletin(pushed("2027-12", "Autre"))
        .await
        .unwrap_err();
    assert_eq!(reason(&other), Reason::KeyUsedForAnother);
    assert_eq!(n_bulletins(&anru).await, 1);
    // Corrected since: the first push is still the same.
    let correct = correction(&first, "À Lille.", "Le lieu.");
    anru.bulletin().correct_bulletin(correct).await.unwrap();
    let again = machine
        .bulletin()
        .push_bulletin(pushed("2027-12", "Journée"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((again.id.as_str(), again.number), (first.id.as_str(), 2));
    // A key belongs to a body.
    let dgom = world.dgom().await;
    procedure(&dgom).await;
    let mut kind = SetBulletinKindRequest {
        name: "Journées et événements".to_owned(),
        ..Default::default()
    };
    kind.delay_days = 5;
    dgom.bulletin().set_bulletin_kind(kind).await.unwrap();
    let own = dgom
        .bulletin()
        .push_bulletin(pushed("2027-12", "Journée"))
        .await
        .unwrap()
        .into_inner();
    assert_ne!(own.id, first.id);
}

#[tokio::test]
async fn another_day_is_another_push() {
    let world = World::new().await;
    let anru = world.anru().await;
    procedure(&anru).await;
    let on = |starts_at: &str| {
        let event = bulletin_content::Event {
            starts_at: starts_at.to_owned(),
            ..Default::default()
        };
        PushBulletinRequest {
            content: Some(BulletinContent {
                event: Some(event),
                ..content("Journée")
            }),
            ..pushed("2027-13", "")
        }
    };
    let push = async |request: PushBulletinRequest| anru.bulletin().push_bulletin(request).await;
    let first = push(on("2027-06-20T09:00")).await.unwrap().into_inner();
    let again = push(on("2027-06-20T09:00")).await.unwrap().into_inner();
    assert_eq!(again.id, first.id);
    let other = push(on("2027-06-21T09:00")).await.unwrap_err();
    assert_eq!(reason(&other), Reason::KeyUsedForAnother);
}

#[tokio::test]
async fn a_push_sent_again_answers_the_same_bulletin_whatever_became_of_it() {
    let world = World::new().await;
    let anru = world.anru().await;
    let own = procedure(&anru).await;
    let reader = anru.me.person_id.clone();
    set_kind(&anru, |kind| kind.second_reader_id.clone_from(&reader)).await;
    let machine = machine(&world, &anru).await;
    let request = PushBulletinRequest {
        kind: own.kinds[0].name.clone(),
        ..pushed("2027-14", "Journée")
    };
    let push = async || {
        let answer = machine.bulletin().push_bulletin(request.clone()).await;
        answer.unwrap().into_inner()
    };
    let first = push().await;
    assert_eq!(first.state(), BulletinState::InReview);
    let save = SaveBulletinRequest {
        id: first.id.clone(),
        content: Some(content("Journée, autrement dite")),
        version: first.version,
    };
    anru.bulletin().save_bulletin(save).await.unwrap();
    assert_eq!(push().await.id, first.id);
    set_kind(&anru, |kind| kind.name = "Journées nationales".to_owned()).await;
    assert_eq!(push().await.id, first.id);
    assert_eq!(n_bulletins(&anru).await, 1);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_push_is_told_at_once() {
    let world = World::new().await;
    let anru = world.anru().await;
    procedure(&anru).await;
    let blank = PushBulletinRequest {
        kind: "Inconnu".to_owned(),
        ..Default::default()
    };
    let refused = anru.bulletin().push_bulletin(blank).await.unwrap_err();
    let mut found = violations(&refused);
    found.sort();
    let expected = [
        ("content.text", Reason::Required),
        ("content.title", Reason::Required),
        ("idempotency_key", Reason::Required),
        ("kind", Reason::UnknownValue),
    ]
    .map(|(field, reason)| (field.to_owned(), reason));
    assert_eq!(found, expected);
    assert_eq!(n_bulletins(&anru).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_pushes_of_one_key_at_once_make_one_bulletin() {
    let world = World::new().await;
    let anru = world.anru().await;
    procedure(&anru).await;
    let pushes = (0..20).map(|_| {
        let mut client = anru.bulletin();
        tokio::spawn(async move { client.push_bulletin(pushed("une", "Journée")).await })
    });
    let mut ids = Vec::new();
    for push in pushes.collect::<Vec<_>>() {
        ids.push(push.await.unwrap().unwrap().into_inner().id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(n_bulletins(&anru).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_of_a_centre_acknowledge_at_once_and_one_name_stays() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, content("Règlement")).await;
    let acts = (0..10).map(|n| {
        let mut client = if n % 2 == 0 {
            rives.team.bulletin()
        } else {
            rives.director.bulletin()
        };
        let request = GetBulletinRequest { id: one.id.clone() };
        tokio::spawn(async move { client.acknowledge_bulletin(request).await })
    });
    let mut names = Vec::new();
    for act in acts.collect::<Vec<_>>() {
        let read = act.await.unwrap().unwrap().into_inner();
        names.push(read.receptions[0].acknowledged_by.clone());
    }
    names.dedup();
    assert_eq!(names.len(), 1, "{names:?}");
}
