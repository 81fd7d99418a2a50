//! What forbids to send, and the mail that tries it.

use super::*;
use crate::scenario;

fn told(one: &Edition) -> Vec<(Reason, String, String)> {
    let place = |id: &str| {
        let at = one.blocks.iter().position(|block| block.id == id);
        at.map(|at| at.to_string()).unwrap_or_default()
    };
    let problems = one.problems.iter();
    problems
        .map(|one| (one.reason(), place(&one.block_id), one.detail.clone()))
        .collect()
}

#[tokio::test]
async fn each_fault_is_said_where_it_is() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = rives(&world).await.director;
    let one = draft(&director, "fautes").await;
    assert_eq!(told(&one), [(Reason::EditionEmpty, String::new(), String::new())]);
    let save = SaveEditionRequest {
        edition_id: one.id.clone(),
        subject: " ".to_owned(),
        preheader: "Pour {{prenom}}".to_owned(),
        version: one.version,
    };
    director.edition().save_edition(save).await.unwrap();
    let one = add(&director, &one, BlockKind::Picture, "").await;
    let one = write(
        &director,
        &one,
        BlockKind::Link,
        "Un piège",
        "",
        "javascript:alert(1)",
    )
    .await;
    let day = scenario::national_day(&animator).await;
    let public = format!("http://127.0.0.1:8080/registration/{}", day.id);
    let text = format!(
        "[a]({public}) [b](http://127.0.0.1:8080/network) [c](http://127.0.0.1:8080/legal) [d](https://exemple.example/x)"
    );
    let one = write(&director, &one, BlockKind::Text, "", &text, "").await;
    let none = String::new;
    assert_eq!(
        told(&one),
        [
            (Reason::SubjectMissing, none(), none()),
            (Reason::UnknownVariable, none(), "{{prenom}}".to_owned()),
            (Reason::PictureMissing, "0".to_owned(), none()),
            (Reason::AlternativeMissing, "0".to_owned(), none()),
            (Reason::NotALink, "1".to_owned(), "javascript:alert(1)".to_owned()),
            (Reason::DeadLink, "2".to_owned(), public.clone()),
            (
                Reason::DeadLink,
                "2".to_owned(),
                "http://127.0.0.1:8080/network".to_owned()
            ),
        ]
    );
    let refused = archive::step(&world, &one, archive::Step::Freeze)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("EditionNotReady"), "{refused}");

    // Once anyone finds it, the link leads somewhere.
    scenario::open_registration(&animator, &day, scenario::registration(10)).await;
    let one = read(&director, &one).await;
    assert!(!told(&one).contains(&(Reason::DeadLink, "2".to_owned(), public)));
}

#[tokio::test]
async fn a_mail_that_gmail_would_cut_does_not_leave() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let mut one = draft(&director, "lourde").await;
    let long = "Une phrase de plus. ".repeat(900);
    for _ in 0..4 {
        one = write(&director, &one, BlockKind::Text, "", &long, "").await;
    }
    assert_eq!(told(&one), []);
    let light = one.weight_bytes;
    for _ in 0..2 {
        one = write(&director, &one, BlockKind::Text, "", &long, "").await;
    }
    assert!(
        light < 100_000 && one.weight_bytes > 100_000,
        "{light} {}",
        one.weight_bytes
    );
    assert_eq!(
        told(&one),
        [(Reason::LetterTooHeavy, String::new(), String::new())]
    );
    let too_long = words(&one.blocks[0], "", &"x".repeat(20_001), "");
    let refused = director.edition().save_block(too_long).await.unwrap_err();
    assert_eq!(violations(&refused), [("text".to_owned(), Reason::TooLong)]);
}

#[tokio::test]
async fn a_mail_is_tried_on_the_team_only() {
    let world = World::new().await;
    let rives = rives(&world).await;
    let one = ready(&rives.director, "essai").await;
    let to = |actor: &Actor| SendTestRequest {
        id: one.id.clone(),
        person_id: actor.me.person_id.clone(),
    };
    let stranger = world.centre("Guyane").await.director;
    let refused = rives
        .director
        .edition()
        .send_test(to(&stranger))
        .await
        .unwrap_err();
    assert_eq!(
        violations(&refused),
        [("person_id".to_owned(), Reason::UnknownValue)]
    );
    rives.director.edition().send_test(to(&rives.team)).await.unwrap();
    world.run_jobs().await;
    let mut mails = world.mails().await;
    mails.retain(|mail| mail.subject.starts_with("[Essai]"));
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        (rives.team.me.email.as_str(), "[Essai] Des nouvelles")
    );
    assert!(
        mail.html
            .contains("<strong>texte</strong> de Lettre des quartiers"),
        "{}",
        mail.html
    );
    assert!(
        mail.html.contains("lettre/essai\"") && !mail.html.contains("{{"),
        "{}",
        mail.html
    );
    assert!(
        mail.text.contains("Un texte de Lettre des quartiers."),
        "{}",
        mail.text
    );
    // Its picture is seen before the edition appears, by this address only.
    let (_, address) = mail.html.split_once("src=\"http://127.0.0.1:8080").unwrap();
    let address = address.split('"').next().unwrap();
    let nobody = world.anonymous();
    assert_eq!(nobody.get(address).await.content, PNG);
    let bare = address.split('?').next().unwrap();
    assert_eq!(nobody.get(bare).await.status, 404);
    assert_eq!(nobody.get(&format!("{bare}?signature=AAAA")).await.status, 404);
}
