//! Two people at once: of a centre, or of those who group.

use super::{World, add_group, committee, entry, get, place, save, text_of};

/// The director and the team save at once: one is kept, the other is told and loses nothing of what is typed.
#[tokio::test]
async fn two_people_of_a_centre_save_at_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    let meeting = committee(&animator).await;
    for version in 0..3 {
        let texts = |text| entry(&meeting, &[("situation", text)], version);
        let (mut one, mut other) = (rives.director.round(), rives.team.round());
        let (one, other) = tokio::join!(
            one.save_entry(texts("Dit par la direction.")),
            other.save_entry(texts("Dit par l’équipe.")),
        );
        let (kept, refused) = match (one, other) {
            (Ok(_), Err(refused)) => ("Dit par la direction.", refused),
            (Err(refused), Ok(_)) => ("Dit par l’équipe.", refused),
            both => panic!("{both:?}"),
        };
        assert_eq!(refused.code(), tonic::Code::Aborted);
        let round = get(&rives.team, &meeting).await;
        assert_eq!(round.entries.len(), 1);
        assert_eq!(round.entries[0].version, version + 1);
        assert_eq!(text_of(&round, &rives, "situation").text, kept);
    }
    // As a form: what was typed stays, beside what is saved.
    let path = format!("/round/{}", meeting.id);
    let fields = [
        ("meeting_id", meeting.id.as_str()),
        ("version", "1"),
        ("texts.0.field", "situation"),
        ("texts.0.text", "Ce que nous avons <écrit> longuement"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let page = rives.team.post("/act/RoundService/SaveEntry", &fields).await;
    assert_eq!(page.status, 422);
    for words in [
        "Ce que nous avons &lt;écrit&gt; longuement",
        "Version enregistrée entre-temps",
        "Dit par ",
        "name=\"version\" value=\"3\"",
    ] {
        assert!(page.text.contains(words), "{words}\n{}", page.text);
    }
}

/// What was chosen is found again by its text: a centre that said something meanwhile moves nothing.
#[tokio::test]
async fn a_grouping_that_was_refused_keeps_what_was_chosen() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = committee(&animator).await;
    let said = [("situation", "Un poste vacant.")];
    let round = save(&rives.team, &meeting, &said, 0).await;
    let text = text_of(&round, &rives, "situation").id.clone();
    let group = add_group(&animator, &meeting, "Moyens").await;
    // Meanwhile: another agent groups, another centre comes before in the order.
    animator
        .round()
        .group_entries(place(&meeting, &[], 0))
        .await
        .unwrap();
    save(&guyane.team, &meeting, &said, 0).await;
    let path = format!("/round/{}", meeting.id);
    let fields = [
        ("meeting_id", meeting.id.as_str()),
        ("version", "0"),
        ("placements.0.text_id", text.as_str()),
        ("placements.0.group_id", group.id.as_str()),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
        ("_form", "placements-situation"),
    ];
    let page = animator.post("/act/RoundService/GroupEntries", &fields).await;
    assert_eq!(page.status, 422);
    let articles: Vec<&str> = page.text.split("<article class=\"said\">").skip(1).collect();
    let is_placed = |article: &str| article.contains(&format!("value=\"{}\" selected", group.id));
    let [first, second] = articles.as_slice() else {
        panic!("{}", page.text);
    };
    assert!(first.contains("Guyane") && !is_placed(first), "{first}");
    assert!(second.contains("Rives de Loire") && is_placed(second), "{second}");
    assert!(
        page.text.contains("Quelqu’un d’autre a modifié ceci"),
        "{}",
        page.text
    );
    let fields = fields.map(|(name, value)| (name, if name == "version" { "1" } else { value }));
    let sent = animator.post("/act/RoundService/GroupEntries", &fields).await;
    assert_eq!(sent.status, 303);
    let round = get(&animator, &meeting).await;
    assert_eq!(text_of(&round, &rives, "situation").group_id, group.id);
    assert_eq!(text_of(&round, &guyane, "situation").group_id, "");
}
