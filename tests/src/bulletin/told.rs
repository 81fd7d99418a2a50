//! What the mails about a bulletin say.

use super::*;
use crate::mail::{Row, outbox};

/// The mails to somebody that were written since `before`, plainly.
async fn mails(world: &World, to: &Actor, before: usize) -> Vec<Row> {
    world.run_jobs().await;
    let mut rows = outbox(&world.app).await.split_off(before);
    rows.retain(|row| row.to == to.me.email);
    for row in &mut rows {
        row.subject = row.subject.replace('\u{a0}', " ");
        row.text = row.text.replace('\u{a0}', " ");
    }
    rows
}

async fn n_mails(world: &World) -> usize {
    world.run_jobs().await;
    outbox(&world.app).await.len()
}

fn day() -> BulletinContent {
    BulletinContent {
        is_urgent: true,
        valid_until: "2027-06-11".to_owned(),
        text: format!(
            "## Le programme\n\nLa **charte**, avec les centres. {}",
            "Suite. ".repeat(60)
        ),
        event: Some(bulletin_content::Event {
            starts_at: "2027-06-10T09:00".to_owned(),
            place: "Lille".to_owned(),
            ..Default::default()
        }),
        ..content("Que devient la charte ?")
    }
}

/// Chooses to be told of bulletins in the digest.
async fn daily(actor: &Actor) {
    let chosen = actor.account().get_preferences(GetPreferencesRequest {}).await;
    let preferences = Preferences {
        bulletin: Delivery::Daily as i32,
        ..chosen.unwrap().into_inner()
    };
    let request = UpdatePreferencesRequest {
        preferences: Some(preferences),
    };
    actor.account().update_preferences(request).await.unwrap();
}

#[tokio::test]
async fn the_mail_of_a_bulletin_says_what_it_is_about_and_what_to_do() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    procedure(&anru).await;
    let before = n_mails(&world).await;
    let one = published(&anru, day()).await;
    let told = mails(&world, &rives.director, before).await;
    let [mail] = told.as_slice() else {
        panic!("{told:?}");
    };
    let url = format!("http://127.0.0.1:8080/bulletin/{}", one.id);
    let head = format!(
        "ANRU a envoyé une note d’information urgente : Que devient la charte ?\n\nType : {} · urgente · à accuser \
         jusqu’au jeudi 25 mars (heure de Paris)\nÉvénement : jeudi 10 juin, 9 h, heure de Paris, Lille\nValable \
         jusqu’au vendredi 11 juin\n\n« Le programme — La charte, avec les centres. Suite. Suite.",
        one.kind_name
    );
    assert!(mail.text.contains(&head), "{}", mail.text);
    assert!(
        mail.text.contains(&format!("Suite… »\n\n{url}\n\n")),
        "{}",
        mail.text
    );
    let html = world.mails().await.pop().unwrap().html;
    assert!(
        html.contains("<br>\nÉvénement\u{a0}: jeudi 10\u{a0}juin"),
        "{html}"
    );

    let before = n_mails(&world).await;
    let content = BulletinContent {
        text: "À Lyon.".to_owned(),
        ..day()
    };
    let request = CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(content),
        note: "La ville :\n- Lyon.".to_owned(),
        version: one.version,
    };
    let two = anru
        .bulletin()
        .correct_bulletin(request)
        .await
        .unwrap()
        .into_inner();
    let told = mails(&world, &rives.director, before).await;
    let text = &told[0].text;
    for words in [
        "Ce qui est corrigé : La ville : - Lyon.\n\n",
        "Un centre qui a relayé l’ancien texte relaie aussi le rectificatif",
        "accusé réception le fait jusqu’au jeudi 25 mars (heure de Paris).",
        url.as_str(),
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }

    let before = n_mails(&world).await;
    let request = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "La journée est annulée.".to_owned(),
        version: two.version,
    };
    anru.bulletin().withdraw_bulletin(request).await.unwrap();
    let told = mails(&world, &rives.director, before).await;
    assert!(
        told[0].text.contains("Motif : La journée est annulée.\n\n"),
        "{}",
        told[0].text
    );
}

#[tokio::test]
async fn a_reminder_says_it_too_and_a_digest_in_a_line() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    daily(&rives.director).await;
    let before = n_mails(&world).await;
    let wanted = BulletinContent {
        is_urgent: false,
        delay_days: 1,
        ..day()
    };
    let one = published(&anru, wanted).await;
    assert_eq!(mails(&world, &rives.director, before).await, []);
    world.clock().advance(TimeDelta::days(1));
    let told = mails(&world, &rives.director, before).await;
    let line = format!(
        "- ANRU a envoyé une note d’information : Que devient la charte ?\n  Type : {} · à accuser jusqu’au mardi 16 \
         mars (heure de Paris)\n  http://127.0.0.1:8080/bulletin/{}\n",
        one.kind_name, one.id
    );
    let digest = told.iter().find(|mail| mail.text.contains(&line));
    assert!(digest.is_some(), "{told:?}");

    world.clock().advance(TimeDelta::days(1));
    let before = n_mails(&world).await;
    let request = GetBulletinRequest { id: one.id.clone() };
    animator
        .bulletin()
        .remind_centres_of_bulletin(request)
        .await
        .unwrap();
    let told = mails(&world, &guyane.director, before).await;
    let reminder = told
        .iter()
        .find(|mail| mail.subject.starts_with("Rappel : "))
        .unwrap();
    for words in [
        "envoyée par ANRU.",
        "à accuser jusqu’au mardi 16 mars (heure de Paris) : le délai est passé",
        "Événement : jeudi 10 juin, 9 h, heure de Paris, Lille",
        "« Le programme — La charte",
    ] {
        assert!(reminder.text.contains(words), "{words}: {}", reminder.text);
    }
}

#[tokio::test]
async fn a_digest_tells_nothing_of_the_text_that_was_withdrawn_meanwhile() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    daily(&rives.director).await;
    let before = n_mails(&world).await;
    let wanted = BulletinContent {
        is_urgent: false,
        ..day()
    };
    let one = published(&anru, wanted).await;
    let request = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "La journée est annulée.".to_owned(),
        version: one.version,
    };
    anru.bulletin().withdraw_bulletin(request).await.unwrap();
    world.clock().advance(TimeDelta::days(1));
    let told = mails(&world, &rives.director, before).await;
    let digest = told.iter().find(|mail| mail.subject.starts_with("Votre résumé"));
    let text = &digest.unwrap().text;
    assert!(
        text.contains("a envoyé une note d’information : Que devient la charte ?\n  http"),
        "{text}"
    );
    assert!(text.contains("Motif : La journée est annulée."), "{text}");
}

#[tokio::test]
async fn the_mail_of_a_correction_says_what_moved_beside_the_text() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = published(&anru, day()).await;
    let before = n_mails(&world).await;
    let said = BulletinContent {
        event: Some(bulletin_content::Event {
            starts_at: "2027-06-12T14:00".to_owned(),
            place: "Lyon".to_owned(),
            ..Default::default()
        }),
        ..content("Que devient la charte à Lyon ?")
    };
    let request = CorrectBulletinRequest {
        id: one.id.clone(),
        content: Some(said),
        note: "Le lieu.".to_owned(),
        version: one.version,
    };
    anru.bulletin().correct_bulletin(request).await.unwrap();
    let told = mails(&world, &rives.director, before).await;
    let lines = "Ce qui est corrigé : Le lieu.\nAncien titre : Que devient la charte ?\nÉvénement : samedi 12 juin, 14 h, \
                 heure de Paris, Lyon\nValable sans limite\n\n";
    assert!(told[0].text.contains(lines), "{}", told[0].text);
}
