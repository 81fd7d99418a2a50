//! Who is told of what: mails, the first page.

use super::*;
use crate::mail::outbox;

/// Addresses and subjects of the mails written since `before`, and how many there are now.
async fn mails(world: &World, before: &mut usize) -> Vec<(String, String)> {
    world.run_jobs().await;
    let rows = outbox(&world.app).await;
    let new = rows.iter().skip(*before);
    let new = new.map(|row| (row.to.clone(), row.subject.clone())).collect();
    *before = rows.len();
    new
}

#[tokio::test]
async fn the_anru_is_told_of_a_request_and_the_centre_of_its_answer() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let mut n = 0;
    mails(&world, &mut n).await;
    for (is_accepted, answer) in [
        (true, "ANRU a accepté une demande d’appui"),
        (false, "ANRU a décliné une demande d’appui"),
    ] {
        let one = ask(&rives.director, "Le relogement").await;
        let told = mails(&world, &mut n).await;
        let subject = "Rives de Loire demande l’appui de l’ANRU\u{a0}: Le relogement".to_owned();
        assert!(told.contains(&(anru.me.email.clone(), subject)), "{told:?}");
        let done = if is_accepted {
            accept(&anru, &one).await
        } else {
            decline(&anru, &one).await
        };
        done.unwrap();
        let told = mails(&world, &mut n).await;
        let subject = format!("{answer}\u{a0}: Le relogement");
        for actor in [&rives.director, &rives.team] {
            let mail = (actor.me.email.clone(), subject.clone());
            assert!(told.contains(&mail), "{told:?}");
        }
        for actor in [&guyane.director, &anru] {
            assert!(!told.iter().any(|(to, _)| *to == actor.me.email), "{told:?}");
        }
    }
}

#[tokio::test]
async fn the_mails_of_a_request_say_when_and_what_is_answered() {
    let world = World::new().await;
    let anru = world.anru().await;
    let guyane = world.centre("Guyane").await;
    let mut n = 0;
    mails(&world, &mut n).await;
    let first = ask(&guyane.director, "Le relogement").await;
    let second = ask(&guyane.director, "Les clauses").await;
    mails(&world, &mut n).await;
    let told = outbox(&world.app).await;
    let last = told.iter().rfind(|mail| mail.to == anru.me.email).unwrap();
    // Two at once: a line for each.
    let line = "Le relogement\n  Une intervention, jeudi 20\u{a0}mai, de 14\u{a0}h à 17\u{a0}h, heure de Cayenne (de \
                19\u{a0}h à 22\u{a0}h, heure de Paris), Maison du projet\n  http";
    assert!(last.text.contains(line), "{}", last.text);

    for (is_accepted, one, said) in [
        (
            true,
            &first,
            "Qui viendra\u{a0}: une chargée de mission\nMessage\u{a0}: Avec plaisir.\n\n",
        ),
        (
            false,
            &second,
            "Motif\u{a0}: Personne n’est libre ce jour-là.\n\n",
        ),
    ] {
        let done = if is_accepted {
            accept(&anru, one).await
        } else {
            decline(&anru, one).await
        };
        done.unwrap();
        mails(&world, &mut n).await;
        let all = outbox(&world.app).await;
        let mut own = all.iter().filter(|mail| mail.to == guyane.team.me.email);
        let mail = own
            .rfind(|mail| mail.subject.contains("demande d’appui"))
            .unwrap();
        assert!(
            mail.text.contains("Une intervention, jeudi 20\u{a0}mai"),
            "{}",
            mail.text
        );
        assert!(
            mail.text.contains(&format!("Maison du projet\n\n{said}")),
            "{}",
            mail.text
        );
    }
}

async fn expected(actor: &Actor) -> Vec<Expectation> {
    let home = actor.home().get_home(GetHomeRequest {}).await.unwrap();
    let mut all = home.into_inner().expectations;
    all.retain(|one| one.kind() == ExpectationKind::AnswerSupport);
    all
}

#[tokio::test]
async fn the_first_page_asks_the_anru_for_an_answer() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let guyane = world.centre("Guyane").await;
    let one = ask(&guyane.director, "Le relogement").await;
    let all = expected(&anru).await;
    let [found] = &all[..] else {
        panic!("{all:?}");
    };
    assert_eq!(
        (found.object.as_str(), found.path.as_str(), found.zone.as_str()),
        (
            "Guyane",
            format!("/support/{}", one.id).as_str(),
            "America/Cayenne"
        )
    );
    assert_eq!(found.due_at, one.starts_at);
    let page = anru.get("/").await.text;
    assert!(page.contains("Répondre à la demande d’appui de Guyane"), "{page}");
    for actor in [&animator, &guyane.director, &guyane.team] {
        assert_eq!(expected(actor).await, [], "{:?}", actor.role());
    }
    decline(&anru, &one).await.unwrap();
    assert_eq!(expected(&anru).await, []);
}
