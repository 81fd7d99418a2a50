//! The round of the centres before a meeting: said by each, grouped by the animator, read by all once published.

use proto::v1::*;

use crate::scenario::{committee, convene};
use crate::world::{Actor, Centre, World, reason, violations};

mod together;

fn entry(meeting: &Meeting, texts: &[(&str, &str)], version: i32) -> SaveEntryRequest {
    SaveEntryRequest {
        meeting_id: meeting.id.clone(),
        texts: texts
            .iter()
            .map(|(field, text)| save_entry_request::Text {
                field: (*field).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
        version,
    }
}

async fn save(actor: &Actor, meeting: &Meeting, texts: &[(&str, &str)], version: i32) -> Round {
    let saved = actor.round().save_entry(entry(meeting, texts, version)).await;
    saved.unwrap().into_inner()
}

async fn get(actor: &Actor, meeting: &Meeting) -> Round {
    let request = GetRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    actor.round().get_round(request).await.unwrap().into_inner()
}

async fn add_group(animator: &Actor, meeting: &Meeting, title: &str) -> round::Group {
    let request = AddGroupRequest {
        meeting_id: meeting.id.clone(),
        title: title.to_owned(),
    };
    let round = animator.round().add_group(request).await.unwrap().into_inner();
    round.groups.last().unwrap().clone()
}

fn text_of<'a>(round: &'a Round, centre: &Centre, field: &str) -> &'a round::Text {
    let entry = round.entries.iter().find(|one| one.organisation_id == centre.id);
    let texts = &entry.unwrap().texts;
    texts.iter().find(|text| text.field == field).unwrap()
}

fn place(meeting: &Meeting, placements: &[(&str, &str)], version: i32) -> GroupEntriesRequest {
    GroupEntriesRequest {
        meeting_id: meeting.id.clone(),
        placements: placements
            .iter()
            .map(|(text_id, group_id)| group_entries_request::Placement {
                text_id: (*text_id).to_owned(),
                group_id: (*group_id).to_owned(),
            })
            .collect(),
        version,
    }
}

async fn is_expected(actor: &Actor) -> bool {
    let home = actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let mut all = home.expectations.into_iter();
    all.any(|one| one.kind() == ExpectationKind::SaveEntry)
}

#[tokio::test]
async fn the_round_of_a_committee_becomes_its_first_item() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = committee(&animator).await;
    assert!(!is_expected(&rives.director).await, "not convened yet");
    convene(&animator, &meeting).await;
    assert!(is_expected(&rives.director).await && is_expected(&rives.team).await);
    let round = get(&rives.team, &meeting).await;
    let keys: Vec<&str> = round.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["situation", "news", "difficulties"]);
    assert_eq!((round.n_centres, round.n_entries), (18, 0));
    assert_eq!(round.ends_at, meeting.starts_at);

    let saved = save(
        &rives.team,
        &meeting,
        &[("situation", "Deux postes **vacants**."), ("news", "Un guide.")],
        0,
    )
    .await;
    assert_eq!(
        text_of(&saved, &rives, "situation").text_html.trim(),
        "<p>Deux postes <strong>vacants</strong>.</p>"
    );
    assert!(!is_expected(&rives.director).await && is_expected(&guyane.director).await);
    save(&guyane.director, &meeting, &[("difficulties", "Le logement.")], 0).await;
    let round = get(&animator, &meeting).await;
    assert_eq!((round.entries.len(), round.silent.len()), (2, 16));

    // Two groups; a text stays where it is when its centre corrects it.
    let publish = PublishRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    let refused = animator.round().publish_round(publish.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::RoundWithoutGroup);
    let means = add_group(&animator, &meeting, "Moyens").await;
    let housing = add_group(&animator, &meeting, "Logement").await;
    let placed = place(
        &meeting,
        &[
            (&text_of(&round, &rives, "situation").id, &means.id),
            (&text_of(&round, &guyane, "difficulties").id, &housing.id),
        ],
        round.version,
    );
    let grouped = animator
        .round()
        .group_entries(placed.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(text_of(&grouped, &guyane, "difficulties").group_id, housing.id);
    let again = animator.round().group_entries(placed).await.unwrap_err();
    assert_eq!(again.code(), tonic::Code::Aborted, "somebody grouped meanwhile");
    save(&rives.director, &meeting, &[("situation", "Un poste vacant.")], 1).await;
    let update = UpdateGroupRequest {
        id: means.id.clone(),
        title: "Moyens des centres".to_owned(),
        synthesis: "Des postes restent vacants.".to_owned(),
        version: means.version,
    };
    animator.round().update_group(update.clone()).await.unwrap();
    let refused = animator.round().update_group(update).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Aborted);
    let published = animator
        .round()
        .publish_round(publish.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(published.published_at.is_some());
    assert_eq!(text_of(&published, &rives, "situation").group_id, means.id);
    assert!(
        published.entries.iter().all(|one| one.texts.len() == 1),
        "the news was emptied"
    );

    let item = |meeting: &Meeting| meeting.items[0].clone();
    let read = GetMeetingRequest {
        id: meeting.id.clone(),
    };
    let first = guyane
        .director
        .meeting()
        .get_meeting(read.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(item(&first).title, "Situation des centres");
    assert_eq!(
        item(&first).text,
        "**Moyens des centres**\n\nDes postes restent vacants.\n\n*Rives de Loire.*\n\n**Logement**\n\n*Guyane.*"
    );

    // Again after a change, into the same item.
    let delete = DeleteGroupRequest {
        id: housing.id.clone(),
    };
    let round = animator.round().delete_group(delete).await.unwrap().into_inner();
    assert_eq!(text_of(&round, &guyane, "difficulties").group_id, "");
    animator.round().publish_round(publish).await.unwrap();
    let second = guyane
        .director
        .meeting()
        .get_meeting(read)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(second.items.len(), first.items.len());
    assert!(!item(&second).text.contains("Logement"), "{}", item(&second).text);

    // The day itself: shown in large, and nothing is said any more.
    let show = guyane.team.get(&format!("/round/{}/show", meeting.id)).await;
    assert!(show.text.contains("Moyens des centres"), "{}", show.text);
    world.clock().set("2027-04-15T08:00:00Z".parse().unwrap());
    // The sessions of a month ago are over.
    let guyane = world.centre("Guyane").await;
    let late = entry(&meeting, &[("news", "Trop tard.")], 1);
    let refused = guyane.team.round().save_entry(late).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::RoundOver);
    assert!(!get(&guyane.team, &meeting).await.may_save);
}

#[tokio::test]
async fn each_centre_reads_its_own_words_until_published() {
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let meeting = committee(&animator).await;
    convene(&animator, &meeting).await;
    save(&rives.team, &meeting, &[("difficulties", "Entre nous.")], 0).await;
    let names = |round: &Round| -> Vec<String> {
        let entries = round.entries.iter();
        entries.map(|one| one.organisation_name.clone()).collect()
    };
    let round = get(&guyane.director, &meeting).await;
    assert_eq!((names(&round), round.n_entries), (vec![], 1));
    assert_eq!(names(&get(&rives.director, &meeting).await), ["Rives de Loire"]);
    assert_eq!(names(&get(&animator, &meeting).await), ["Rives de Loire"]);
    let page = guyane.director.get(&format!("/round/{}", meeting.id)).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("Entre nous"));

    // Who is not convened has no round; nobody but the animator groups.
    for stranger in [world.partner().await, world.dgom().await] {
        let request = GetRoundRequest {
            meeting_id: meeting.id.clone(),
        };
        let refused = stranger.round().get_round(request).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
        assert_eq!(stranger.get(&format!("/round/{}", meeting.id)).await.status, 404);
    }
    let refused = rives
        .director
        .round()
        .publish_round(PublishRoundRequest {
            meeting_id: meeting.id.clone(),
        })
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let group = add_group(&animator, &meeting, "Gouvernance").await;
    assert_eq!(get(&guyane.director, &meeting).await.groups, []);
    let publish = PublishRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    animator.round().publish_round(publish).await.unwrap();
    let round = get(&guyane.director, &meeting).await;
    assert_eq!(names(&round), ["Rives de Loire"]);
    assert_eq!(round.groups[0].id, group.id);
    let page = guyane.director.get(&format!("/round/{}", meeting.id)).await;
    assert!(page.text.contains("Entre nous"), "{}", page.text);
    let refused = animator
        .round()
        .save_entry(entry(&meeting, &[("news", "Non")], 0))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
}

#[tokio::test]
async fn the_national_day_asks_other_things() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    let plan = |kind: MeetingKind| CreateMeetingRequest {
        kind: kind as i32,
        starts_at: "2027-06-10T10:00".to_owned(),
        ends_at: "2027-06-10T17:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let day = plan(MeetingKind::NationalDay);
    let day = animator.meeting().create_meeting(day).await.unwrap().into_inner();
    let refused = rives
        .team
        .round()
        .save_entry(entry(
            &day,
            &[("situation", "Non"), ("evaluation", ""), ("evaluation", "x")],
            0,
        ))
        .await;
    let expected = [
        ("texts.0.field", Reason::UnknownValue),
        ("texts.2.field", Reason::UnknownValue),
        ("texts.0.text", Reason::Required),
    ];
    assert_eq!(
        violations(&refused.unwrap_err()),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let texts = [("difficulties", "Peu d’élus."), ("evaluation", "Utile.")];
    save(&rives.team, &day, &texts, 0).await;
    add_group(&animator, &day, "Élus").await;
    let publish = PublishRoundRequest {
        meeting_id: day.id.clone(),
    };
    animator.round().publish_round(publish).await.unwrap();
    let read = GetMeetingRequest { id: day.id.clone() };
    let read = animator.meeting().get_meeting(read).await.unwrap().into_inner();
    let written: Vec<&str> = read
        .items
        .iter()
        .filter(|item| !item.text.is_empty())
        .map(|item| item.title.as_str())
        .collect();
    assert_eq!(written, ["Difficultés rencontrées dans la gouvernance locale"]);

    // A kind without a round has none.
    let training = plan(MeetingKind::Training);
    let training = animator
        .meeting()
        .create_meeting(training)
        .await
        .unwrap()
        .into_inner();
    let none = GetRoundRequest {
        meeting_id: training.id,
    };
    let refused = animator.round().get_round(none).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}

#[tokio::test]
async fn an_item_that_was_removed_comes_back_first() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = committee(&animator).await;
    let remove = AgendaItemRequest {
        id: meeting.items[0].id.clone(),
    };
    animator.meeting().delete_agenda_item(remove).await.unwrap();
    add_group(&animator, &meeting, "Moyens").await;
    let publish = PublishRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    animator.round().publish_round(publish).await.unwrap();
    let read = GetMeetingRequest {
        id: meeting.id.clone(),
    };
    let read = animator.meeting().get_meeting(read).await.unwrap().into_inner();
    assert_eq!(read.items.len(), 3);
    assert_eq!(
        (read.items[0].title.as_str(), read.items[0].minutes),
        ("Situation des centres", 45)
    );
    // The board of the animator, and the page of a cancelled meeting.
    let board = animator.get(&format!("/round/{}", meeting.id)).await;
    assert!(board.text.contains("Publier de nouveau"), "{}", board.text);
    let cancel = CancelMeetingRequest {
        id: meeting.id.clone(),
        reason: "Grève".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    let publish = PublishRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    let refused = animator.round().publish_round(publish).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingState);
}
