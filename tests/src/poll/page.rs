//! The pages of a poll, as a browser without WebAssembly uses them.

use super::{World, get};

#[tokio::test]
async fn the_pages_of_a_poll_work_as_plain_forms() {
    let world = World::new().await;
    let [animator, guyane] = [world.animator().await, world.centre("Guyane").await.director];
    let fields = [
        ("kind", "8"),
        ("zone", "Europe/Paris"),
        ("slots.0.starts_at", "2027-12-14T10:00"),
        ("slots.0.ends_at", "2027-12-14T12:00"),
        ("slots.1.starts_at", "2027-12-20T14:00"),
        ("slots.1.ends_at", "2027-12-20T16:00"),
        ("slots.2.starts_at", ""),
        ("slots.2.ends_at", ""),
        ("closes_on", "2027-04-30"),
        ("_page", "/poll/new"),
        ("_next", "/poll/{id}"),
    ];
    let sent = animator.post("/act/PollService/CreatePoll", &fields).await;
    let path = sent.location.unwrap();
    let path = path.split('?').next().unwrap();
    let page = guyane.get(path).await.text.replace('\u{a0}', " ");
    for words in [
        "mardi 14 décembre, de 6 h à 8 h, heure de Cayenne (de 10 h à 12 h, heure de Paris)",
        "trop tôt",
        "à Fort-de-France",
        "férié à La Réunion (Abolition de l’esclavage)",
        "Quels créneaux vous conviennent ?",
        "mar. 14 décembre, 6 h",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let poll = get(&guyane, path.trim_start_matches("/poll/")).await;
    let fields = [
        ("id", poll.id.as_str()),
        ("version", "0"),
        ("answers.0.slot_id", poll.slots[0].id.as_str()),
        ("answers.0.availability", "1"),
        ("answers.1.slot_id", poll.slots[1].id.as_str()),
        ("_page", path),
        ("_next", path),
    ];
    let refused = guyane.post("/act/PollService/AnswerPoll", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("À remplir."), "{}", refused.text);
    let telephone = animator
        .get(&format!("{path}?for={}", guyane.me.organisation_id))
        .await;
    assert!(telephone.text.contains("par téléphone"), "{}", telephone.text);
    let mut fields = fields.to_vec();
    fields.push(("answers.1.availability", "3"));
    let sent = guyane.post("/act/PollService/AnswerPoll", &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = animator.get(path).await.text;
    assert!(page.contains("convient le mieux"), "{page}");
    assert!(page.contains("Retenir ce créneau"), "{page}");
    assert_eq!(animator.get("/poll").await.status, 200);
}
