//! Blocks that come from the platform: found, taken over again when their source says something else.

use proto::v1::block::SourceState;

use super::*;
use crate::scenario;

async fn search(actor: &Actor, one: &Edition, query: &str) -> Vec<(BlockKind, String)> {
    let request = SearchSourcesRequest {
        edition_id: one.id.clone(),
        query: query.to_owned(),
    };
    let found = actor
        .edition()
        .search_sources(request)
        .await
        .unwrap()
        .into_inner();
    found
        .sources
        .iter()
        .map(|one| (one.kind(), one.id.clone()))
        .collect()
}

#[tokio::test]
async fn a_day_is_announced_and_corrected() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = rives(&world).await.director;
    let one = draft(&director, "agenda").await;
    let day = scenario::national_day(&animator).await;
    assert_eq!(search(&director, &one, "").await, [], "not open to everyone yet");
    let unknown = AddBlockRequest {
        edition_id: one.id.clone(),
        kind: BlockKind::Event as i32,
        source_id: day.id.clone(),
    };
    let refused = director.edition().add_block(unknown).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("source_id".to_owned(), Reason::UnknownValue)]
    );
    scenario::open_registration(&animator, &day, scenario::registration(10)).await;
    let found = search(&director, &one, "JOURNEE salle").await;
    assert_eq!(found, [(BlockKind::Event, day.id.clone())]);
    assert_eq!(search(&director, &one, "journée ailleurs").await, []);

    let one = add(&director, &one, BlockKind::Event, &day.id).await;
    let block = &one.blocks[0];
    assert_eq!(block.title, "Journée nationale 2027");
    assert_eq!(block.text, "Une journée pour **se rencontrer**.");
    assert_eq!(
        block.details,
        "jeudi 10\u{a0}juin, de 9\u{a0}h\u{a0}30 à 17\u{a0}h, heure de Paris\nParis, grande salle"
    );
    assert_eq!(
        block.url,
        format!("http://127.0.0.1:8080/registration/{}", day.id)
    );
    assert_eq!(block.source_state(), SourceState::Same);
    assert_eq!(one.problems, []);
    // Its words are the edition's; its title and its hours the meeting's.
    let own = words(
        block,
        "Un autre titre",
        "Venez nombreux.",
        "https://ailleurs.example",
    );
    let one = director.edition().save_block(own).await.unwrap().into_inner();
    assert_eq!(one.blocks[0].title, "Journée nationale 2027");

    let meeting = GetMeetingRequest { id: day.id.clone() };
    let meeting = animator
        .meeting()
        .get_meeting(meeting)
        .await
        .unwrap()
        .into_inner();
    let moved = UpdateMeetingRequest {
        id: day.id.clone(),
        title: meeting.title.clone(),
        introduction: "Une journée pour décider.".to_owned(),
        place: "Lyon, petite salle".to_owned(),
        starts_at: "2027-06-10T09:30".to_owned(),
        ends_at: "2027-06-10T17:00".to_owned(),
        zone: meeting.zone.clone(),
        version: meeting.version,
        ..Default::default()
    };
    animator.meeting().update_meeting(moved).await.unwrap();
    let one = read(&director, &one).await;
    assert_eq!(one.blocks[0].source_state(), SourceState::Changed);
    let page = director.get(&format!("/edition/{}", one.id)).await;
    assert!(page.text.contains("la source a changé") && page.text.contains("Reprendre"));
    let refreshed = director.edition().refresh_block(block_named(&one, 0)).await;
    let one = refreshed.unwrap().into_inner();
    assert!(
        one.blocks[0].details.ends_with("Lyon, petite salle"),
        "{}",
        one.blocks[0].details
    );
    assert_eq!(
        one.blocks[0].text, "Venez nombreux.",
        "what was written here stays"
    );
    assert_eq!(one.blocks[0].source_state(), SourceState::Same);

    let cancel = CancelMeetingRequest {
        id: day.id.clone(),
        reason: "Faute de salle.".to_owned(),
    };
    animator.meeting().cancel_meeting(cancel).await.unwrap();
    let one = read(&director, &one).await;
    assert_eq!(one.blocks[0].source_state(), SourceState::Gone);
    assert!(
        one.problems
            .iter()
            .any(|problem| problem.reason() == Reason::SourceGone)
    );
    let refused = director
        .edition()
        .refresh_block(block_named(&one, 0))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::SourceGone);
}

/// Published by the animator, under this licence.
async fn published(
    world: &World,
    centre: &Centre,
    stream: &WorkStream,
    title: &str,
    licence: Licence,
) -> String {
    let animator = world.animator().await;
    let draft = scenario::draft(centre, stream, title, "Un premier paragraphe.\n\nLa suite.").await;
    let request = SubmitContributionRequest {
        id: draft.id.clone(),
        licence: licence as i32,
        credit: "L’équipe".to_owned(),
        has_contacts_consent: true,
        version: draft.version,
    };
    centre
        .director
        .contribution()
        .submit_contribution(request)
        .await
        .unwrap();
    let decide = DecideContributionRequest { id: draft.id.clone() };
    animator
        .contribution()
        .accept_contribution(decide.clone())
        .await
        .unwrap();
    animator
        .contribution()
        .publish_contribution(decide)
        .await
        .unwrap();
    draft.id
}

#[tokio::test]
async fn a_contribution_leaves_the_network_when_its_licence_lets_it() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let [rives, guyane] = [rives(&world).await, world.centre("Guyane").await];
    let open = published(&world, &guyane, &streams[0], "Des jardins", Licence::CcBy4).await;
    let closed = published(&world, &guyane, &streams[1], "Entre nous", Licence::NetworkOnly).await;
    scenario::draft(&rives, &streams[0], "Un brouillon", "Texte").await;
    let one = draft(&rives.director, "lectures").await;
    let found = search(&rives.director, &one, "").await;
    assert_eq!(found, [(BlockKind::Contribution, open.clone())]);
    let refused = AddBlockRequest {
        edition_id: one.id.clone(),
        kind: BlockKind::Contribution as i32,
        source_id: closed,
    };
    let refused = rives.director.edition().add_block(refused).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("source_id".to_owned(), Reason::UnknownValue)]
    );
    let one = add(&rives.director, &one, BlockKind::Contribution, &open).await;
    let block = &one.blocks[0];
    assert_eq!(
        (block.title.as_str(), block.text.as_str()),
        ("Des jardins", "Un premier paragraphe.")
    );
    assert_eq!(
        block.details,
        "Guyane · note\nCrédit : L’équipe\nCreative Commons, attribution 4.0"
    );
    assert_eq!(block.url, "", "its page is the network's");
    assert_eq!(block.source_path, format!("/contribution/{open}"));
    assert_eq!(one.problems, []);
}
