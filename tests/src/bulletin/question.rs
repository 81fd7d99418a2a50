//! A bulletin that answers a question of the field: each is shown on the page of the other, to who may read it.

use super::*;
use crate::question;

async fn made_from(body: &Actor, question_id: &str, title: &str) -> Answered {
    procedure(body).await;
    let all = body.bulletin().list_procedures(ListProceduresRequest {}).await;
    let mut own = all.unwrap().into_inner().procedures.into_iter();
    let own = own.find(|one| one.organisation_id == body.me.organisation_id);
    let kind = own.unwrap().kinds.into_iter().next();
    let request = CreateBulletinRequest {
        kind_id: kind.map(|kind| kind.id).unwrap_or_default(),
        content: Some(content(title)),
        question_id: question_id.to_owned(),
    };
    Ok(body.bulletin().create_bulletin(request).await?.into_inner())
}

async fn that_answer(actor: &Actor, id: &str) -> Vec<String> {
    let request = ListBulletinsRequest {
        question_id: id.to_owned(),
        ..Default::default()
    };
    let found = actor.bulletin().list_bulletins(request).await.unwrap();
    let found = found.into_inner().bulletins.into_iter();
    found.map(|one| one.id).collect()
}

#[tokio::test]
async fn the_link_is_kept_from_the_draft_on_and_shown_on_both_pages() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = question::ask(&rives.team, "Qui paie le relogement\u{a0}?").await;
    question::answer(&anru, &asked.id, "Le bailleur.").await.unwrap();
    let new = anru.get(&format!("/bulletin/new?question={}", asked.id)).await;
    let hidden = format!("name=\"question_id\" value=\"{}\"", asked.id);
    assert!(!new.text.contains(&hidden), "no procedure yet");
    let one = made_from(&anru, &asked.id, "Qui paie le relogement")
        .await
        .unwrap();
    let new = anru.get(&format!("/bulletin/new?question={}", asked.id)).await;
    assert!(new.text.contains(&hidden), "{}", new.text);
    assert_eq!(one.question_id, asked.id);

    // Saved, it stays; a draft is its body's to see.
    let save = SaveBulletinRequest {
        id: one.id.clone(),
        content: Some(content("Qui paie le relogement")),
        version: one.version,
    };
    let one = anru.bulletin().save_bulletin(save).await.unwrap().into_inner();
    assert_eq!(
        (one.question_id.as_str(), one.question_subject.as_str()),
        (asked.id.as_str(), "Qui paie le relogement\u{a0}?")
    );
    let (of_question, of_bulletin) = (format!("/question/{}", asked.id), format!("/bulletin/{}", one.id));
    assert!(anru.get(&of_question).await.text.contains("Une note se prépare"));
    assert!(!rives.team.get(&of_question).await.text.contains(&of_bulletin));
    assert_eq!(that_answer(&rives.team, &asked.id).await, Vec::<String>::new());

    anru.bulletin().publish_bulletin(named(&one)).await.unwrap();
    for actor in [&anru, &rives.team, &guyane.director] {
        let page = actor.get(&of_question).await.text;
        assert!(
            page.contains("Relayée par la note") && page.contains(&of_bulletin),
            "{page}"
        );
        let page = actor.get(&of_bulletin).await.text;
        assert!(
            page.contains("Répond à la question") && page.contains(&of_question),
            "{page}"
        );
        assert_eq!(that_answer(actor, &asked.id).await, std::slice::from_ref(&one.id));
    }
    // Who received nothing is told of no bulletin.
    let elected = world.elected().await;
    let page = elected.get(&of_question).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains(&of_bulletin), "{}", page.text);
}

#[tokio::test]
async fn who_may_not_read_the_question_sees_no_link() {
    let world = World::new().await;
    let (anru, dgom) = (world.anru().await, world.dgom().await);
    let rives = world.centre("Rives de Loire").await;
    let asked = question::ask(&rives.team, "Qui paie\u{a0}?").await;
    // Not answered yet, it is the centres', the addressee's and the animator's.
    let refused = made_from(&dgom, &asked.id, "Note").await.unwrap_err();
    let expected = ("question_id".to_owned(), Reason::UnknownValue);
    assert!(violations(&refused).contains(&expected), "{refused:?}");
    let one = made_from(&anru, &asked.id, "Note").await.unwrap();
    anru.bulletin().publish_bulletin(named(&one)).await.unwrap();
    assert_eq!(get(&rives.team, &one.id).await.unwrap().question_id, asked.id);
    assert_eq!(that_answer(&dgom, &asked.id).await, Vec::<String>::new());
    assert_eq!(that_answer(&anru, &asked.id).await, [one.id]);
}

#[tokio::test]
async fn only_who_is_asked_links_its_bulletin() {
    let world = World::new().await;
    let (anru, dgom, animator) = (world.anru().await, world.dgom().await, world.animator().await);
    let rives = world.centre("Rives de Loire").await;
    let asked = question::ask(&rives.team, "Qui paie\u{a0}?").await;
    question::answer(&anru, &asked.id, "Le bailleur.").await.unwrap();
    for other in [&dgom, &animator] {
        // Answered, it is read by all.
        let page = other.get(&format!("/question/{}", asked.id)).await;
        assert_eq!(page.status, 200);
        let refused = made_from(other, &asked.id, "Note").await.unwrap_err();
        let expected = ("question_id".to_owned(), Reason::UnknownValue);
        assert!(violations(&refused).contains(&expected), "{refused:?}");
    }
    assert!(made_from(&anru, &asked.id, "Note").await.is_ok());
}

#[tokio::test]
async fn a_later_answer_is_said_to_who_may_correct_the_bulletin() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let asked = question::ask(&rives.team, "Qui paie\u{a0}?").await;
    question::answer(&anru, &asked.id, "Le bailleur.").await.unwrap();
    let one = made_from(&anru, &asked.id, "Qui paie").await.unwrap();
    let one = anru.bulletin().publish_bulletin(named(&one)).await;
    let one = one.unwrap().into_inner();
    let path = format!("/bulletin/{}", one.id);
    let is_said = async |actor: &Actor| {
        let page = actor.get(&path).await.text;
        page.contains("a changé depuis\u{a0}: corrigez la note.")
    };
    assert!(!is_said(&anru).await);
    world.clock().advance(TimeDelta::minutes(1));
    question::answer(&anru, &asked.id, "Le bailleur et la commune.")
        .await
        .unwrap();
    assert!(is_said(&anru).await && !is_said(&rives.team).await);
    world.clock().advance(TimeDelta::minutes(1));
    let two = correction(&one, "Le bailleur et la commune.", "Qui paie.");
    anru.bulletin().correct_bulletin(two).await.unwrap();
    assert!(!is_said(&anru).await);
}
