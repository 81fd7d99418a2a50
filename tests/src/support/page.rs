//! The pages: what each finds there, and does by their forms.

use super::*;

const ASK: &str = "/act/SupportService/AskSupport";
const UPDATE: &str = "/act/SupportService/UpdateSupport";
const WITHDRAW: &str = "/act/SupportService/WithdrawSupport";
const ACCEPT: &str = "/act/SupportService/AcceptSupport";
const DECLINE: &str = "/act/SupportService/DeclineSupport";

/// Forms and words that a page has, or has not.
async fn shows(actor: &Actor, path: &str, has: &[&str], has_not: &[&str]) {
    let page = actor.get(path).await;
    assert_eq!(page.status, 200, "{path} by {:?}", actor.role());
    for words in has {
        assert!(
            page.text.contains(words),
            "{path} by {:?}: no {words}",
            actor.role()
        );
    }
    for words in has_not {
        assert!(
            !page.text.contains(words),
            "{path} by {:?}: {words}",
            actor.role()
        );
    }
}

#[tokio::test]
async fn asked_and_accepted_by_their_forms() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let guyane = world.centre("Guyane").await;
    let new = "/support/new";
    shows(&guyane.director, "/support", &["href=\"/support/new\""], &[]).await;
    shows(
        &guyane.team,
        "/support",
        &["href=\"/support\""],
        &["href=\"/support/new\""],
    )
    .await;
    shows(&guyane.director, new, &[ASK, "heure de Cayenne"], &[]).await;
    let mut fields = vec![
        ("kind", "2"),
        ("title", "Une journée des <habitants>"),
        ("text", "Trouver deux témoins"),
        ("day", "2027-05-20"),
        ("begins", "14:00"),
        ("ends", "09:00"),
        ("place", "Maison de quartier"),
        ("_page", new),
        ("_next", "/support/{id}"),
    ];
    let refused = guyane.director.post(ASK, &fields).await;
    assert_eq!(refused.status, 422);
    for kept in [
        "Une journée des &lt;habitants&gt;",
        "Trouver deux témoins</textarea>",
        "value=\"09:00\"",
        "La fin précède le début.",
    ] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    fields[5].1 = "17:00";
    let sent = guyane.director.post(ASK, &fields).await;
    let path = sent.location.unwrap().replace("?done=AskSupport", "");
    let hours = "de 14\u{a0}h à 17\u{a0}h, heure de Cayenne";
    shows(
        &guyane.director,
        &path,
        &[UPDATE, WITHDRAW, hours, "value=\"14:00\""],
        &[ACCEPT, "<habitants>"],
    )
    .await;
    let acts = [UPDATE, WITHDRAW, ACCEPT, DECLINE];
    for reader in [&animator, &guyane.team] {
        shows(reader, &path, &["en attente de réponse", hours], &acts).await;
    }
    shows(&anru, "/support", &[path.as_str(), "Guyane"], &[]).await;
    shows(&anru, &path, &[ACCEPT, DECLINE, hours], &[UPDATE, WITHDRAW]).await;
    // The forms go once somebody else answered.
    for (reader, form) in [(&anru, ACCEPT), (&guyane.director, UPDATE)] {
        let page = reader.get(&path).await.text;
        let region = format!(
            "<div id=\"support-acts\" data-live=\"support:{}\">",
            path.replace("/support/", "")
        );
        let (before, after) = page.split_once(&region).unwrap();
        assert!(!before.contains(form) && after.contains(form), "{form}: {page}");
    }

    let id = path.replace("/support/", "");
    let answer = [
        ("id", id.as_str()),
        ("version", "1"),
        ("who", ""),
        ("message", "Nous apportons deux dossiers."),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
        ("_form", "AcceptSupport"),
    ];
    let refused = anru.post(ACCEPT, &answer).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Nous apportons deux dossiers.</textarea>"));
    let mut answer = answer;
    answer[2].1 = "une architecte";
    let done = anru.post(ACCEPT, &answer).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let planned = get(&anru, &id).await.unwrap().meeting.unwrap();
    let meeting = format!("/meeting/{}", planned.id);
    let link = format!("href=\"{meeting}\"");
    for reader in [&anru, &animator, &guyane.director] {
        shows(
            reader,
            &path,
            &["L’ANRU accepte", "une architecte", "deux dossiers", &link],
            &acts,
        )
        .await;
        let back = format!("href=\"{path}\"");
        shows(reader, &meeting, &["Avec l’appui de l’ANRU", &back], &[]).await;
    }
}

#[tokio::test]
async fn declined_or_withdrawn_and_read_afterwards() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.director, "Le relogement").await;
    let path = format!("/support/{}", one.id);
    let fields = [
        ("id", one.id.as_str()),
        ("version", "1"),
        ("reason", "Personne n’est libre."),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let done = anru.post(DECLINE, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let words = ["L’ANRU décline", "Personne n’est libre."];
    shows(&rives.team, &path, &words, &["/meeting/"]).await;
    let other = ask(&rives.director, "La gestion urbaine").await;
    let path = format!("/support/{}", other.id);
    let fields = [
        ("id", other.id.as_str()),
        ("version", "1"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let done = rives.director.post(WITHDRAW, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    shows(
        &anru,
        &path,
        &["Le centre a retiré sa demande"],
        &[ACCEPT, DECLINE],
    )
    .await;
    shows(
        &anru,
        "/support?state=declined",
        &["Le relogement"],
        &["La gestion urbaine"],
    )
    .await;
    let nothing = ["Aucune demande d’appui n’est dans cet état."];
    shows(&anru, "/support?state=open", &nothing, &[]).await;
}

/// The ANRU may only decline what nobody answered in time.
#[tokio::test]
async fn too_late_to_accept() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let soon = AskSupportRequest {
        day: SOON.to_owned(),
        ..asked("Le relogement")
    };
    let one = send(&rives, soon).await.unwrap();
    world
        .clock()
        .set(Utc.with_ymd_and_hms(2027, 3, 18, 13, 0, 0).unwrap());
    let path = format!("/support/{}", one.id);
    shows(&anru, &path, &[DECLINE, "heure passée"], &[ACCEPT]).await;
    shows(&rives, &path, &[UPDATE, WITHDRAW, "heure passée"], &[]).await;
}
