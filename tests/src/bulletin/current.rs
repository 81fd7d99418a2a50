//! What is not true any more is not published; what readers will see is shown before.

use super::write::set_kind;
use super::*;

/// A day that they are told of, true until another.
fn until(day: &str) -> BulletinContent {
    BulletinContent {
        valid_until: day.to_owned(),
        links: vec![bulletin_content::Link {
            label: "Le programme".to_owned(),
            url: "https://anru.example/programme".to_owned(),
        }],
        event: Some(bulletin_content::Event {
            starts_at: "2027-06-10T09:00".to_owned(),
            place: "Hôtel de ville".to_owned(),
            ..Default::default()
        }),
        ..content("Journée")
    }
}

#[tokio::test]
async fn a_draft_may_be_true_until_yesterday_and_is_not_published() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = draft(&anru, until("2027-03-14")).await;
    let past = [("content.valid_until".to_owned(), Reason::InThePast)];
    let refused = anru.bulletin().publish_bulletin(named(&one)).await.unwrap_err();
    assert_eq!(violations(&refused), past);
    let path = format!("/bulletin/{}", one.id);
    let fields = [
        ("id", one.id.as_str()),
        ("version", &one.version.to_string()),
        ("_form", "PublishBulletin"),
        ("_page", &path),
    ];
    let page = anru.post("/act/BulletinService/PublishBulletin", &fields).await;
    assert_eq!(page.status, 422);
    let link = "<a href=\"#SaveBulletin.content.valid_until\">Valable jusqu’au</a>";
    assert!(page.text.contains(link), "{}", page.text);
    assert!(page.text.contains("id=\"SaveBulletin.content.valid_until\""));
    assert_eq!(get(&anru, &one.id).await.unwrap().state(), BulletinState::Draft);

    let push = |day: &str| PushBulletinRequest {
        idempotency_key: "2027-014".to_owned(),
        kind: "Journées et événements".to_owned(),
        content: Some(until(day)),
    };
    let refused = anru
        .bulletin()
        .push_bulletin(push("2027-03-14"))
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), past);
    // Until the end of its last day; the key of what was refused is free.
    let pushed = anru.bulletin().push_bulletin(push("2027-03-15")).await.unwrap();
    assert_eq!(pushed.into_inner().state(), BulletinState::Published);

    // Nobody is asked to read it either.
    set_kind(&anru, |kind| kind.second_reader_id.clone_from(&anru.me.person_id)).await;
    let machine = machine(&world, &anru).await;
    let refused = machine.bulletin().publish_bulletin(named(&one)).await;
    assert_eq!(violations(&refused.unwrap_err()), past);
}

#[tokio::test]
async fn the_preview_shows_all_that_readers_will_see() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = draft(&anru, until("2027-06-30")).await;
    let page = anru.get(&format!("/bulletin/{}", one.id)).await.text;
    let (_, preview) = page.split_once("Voir comme les centres la liront").unwrap();
    let (preview, _) = preview.split_once("</details>").unwrap();
    for words in [
        "<strong>change</strong>",
        "jeudi 10\u{a0}juin, 9\u{a0}h, heure de Paris",
        "Hôtel de ville",
        "href=\"https://anru.example/programme\"",
        "Valable jusqu’au ",
        "30\u{a0}juin 2027",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
}

#[tokio::test]
async fn a_correction_moves_no_day_into_the_past() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = published(&anru, until("2027-06-30")).await;
    let corrected = |version: i32, last: &str, starts_at: &str, text: &str| {
        let mut content = until(last);
        content.text = text.to_owned();
        content.event.as_mut().unwrap().starts_at = starts_at.to_owned();
        CorrectBulletinRequest {
            id: one.id.clone(),
            content: Some(content),
            note: "Les jours.".to_owned(),
            version,
        }
    };
    let past = [
        ("content.valid_until".to_owned(), Reason::InThePast),
        ("content.event.starts_at".to_owned(), Reason::InThePast),
    ];
    let wrong = corrected(one.version, "2027-03-14", "2027-03-14T18:00", "Un.");
    let refused = anru.bulletin().correct_bulletin(wrong).await.unwrap_err();
    assert_eq!(violations(&refused), past);
    // What is no day is told once.
    let wrong = corrected(one.version, "hier", "hier", "Un.");
    let refused = anru.bulletin().correct_bulletin(wrong).await.unwrap_err();
    assert!(
        violations(&refused)
            .iter()
            .all(|(_, reason)| *reason == Reason::NotADate)
    );
    // Today is not past.
    let today = corrected(one.version, "2027-03-15", "2027-03-15T08:00", "Deux.");
    let two = anru
        .bulletin()
        .correct_bulletin(today)
        .await
        .unwrap()
        .into_inner();
    world.clock().advance(TimeDelta::days(2));
    // Both are past now, and stay as they are.
    let same = corrected(two.version, "2027-03-15", "2027-03-15T08:00", "Trois.");
    let three = anru.bulletin().correct_bulletin(same).await.unwrap().into_inner();
    assert_eq!(three.number, 3);
    let other = corrected(three.version, "2027-03-16", "2027-03-16T08:00", "Trois.");
    let refused = anru.bulletin().correct_bulletin(other).await.unwrap_err();
    assert_eq!(violations(&refused), past);
}

#[tokio::test]
async fn the_page_says_when_it_was_published_corrected_and_withdrawn() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = published(&anru, until("2027-06-30")).await;
    world.clock().advance(TimeDelta::days(2));
    let two = correction(&one, "Un.", "Le texte.");
    let two = anru.bulletin().correct_bulletin(two).await.unwrap().into_inner();
    let head = async || {
        let page = anru.get(&format!("/bulletin/{}", one.id)).await.text;
        let (_, head) = page.split_once("call-line").unwrap();
        let (head, _) = head.split_once("</p>").unwrap();
        // Without its tags.
        let parts = head
            .split('<')
            .map(|part| part.split_once('>').map_or("", |(_, text)| text));
        parts.collect::<String>().replace('\u{a0}', " ")
    };
    let said = head().await;
    assert!(
        said.contains("publiée le lundi 15 mars, corrigée le mercredi 17 mars"),
        "{said}"
    );
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: two.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    let said = head().await;
    assert!(
        said.contains("retirée le mercredi 17 mars, publiée le lundi 15 mars"),
        "{said}"
    );
}
