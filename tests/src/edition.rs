//! Editions of newsletters: composed, checked, tried, frozen, in the archive.

mod archive;
mod check;
mod digest;
mod page;
mod right;
mod source;

use proto::v1::*;

use crate::world::{Actor, Centre, World, reason, violations};

/// A small but true PNG.
pub(crate) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63,
    0xfc, 0xcf, 0xc0, 0x50, 0x0f, 0, 0x04, 0x85, 0x01, 0x80, 0x84, 0xa9, 0x8c, 0x21, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// What a newsletter of the tests is.
pub(crate) fn settings(slug: &str) -> NewsletterSettings {
    NewsletterSettings {
        name: "Lettre des quartiers".to_owned(),
        slug: slug.to_owned(),
        description: "Une lettre fictive.".to_owned(),
        sender_name: "Centre fictif".to_owned(),
        sender_address: "lettre@centre.example".to_owned(),
        reply_to: "redaction@centre.example".to_owned(),
        publisher: "Camille Fictive".to_owned(),
        contact: "donnees@centre.example".to_owned(),
        legal_ground: "Consentement".to_owned(),
        postal_address: "1 rue des Essais, 99000 Ville-Fictive".to_owned(),
        accent: "#8a1c4a".to_owned(),
        is_archive_public: true,
        ..Default::default()
    }
}

/// A newsletter of somebody's organisation; answers its identifier.
pub(crate) async fn newsletter(manager: &Actor, settings: NewsletterSettings) -> String {
    let created = manager.newsletter().create_newsletter(settings).await;
    created.unwrap().into_inner().settings.unwrap().id
}

/// An empty draft of a new newsletter.
pub(crate) async fn draft(manager: &Actor, slug: &str) -> Edition {
    let request = CreateEditionRequest {
        newsletter_id: newsletter(manager, settings(slug)).await,
        subject: "Des nouvelles".to_owned(),
    };
    manager
        .edition()
        .create_edition(request)
        .await
        .unwrap()
        .into_inner()
}

pub(crate) fn named(one: &Edition) -> EditionRequest {
    EditionRequest { id: one.id.clone() }
}

pub(crate) async fn read(actor: &Actor, one: &Edition) -> Edition {
    actor
        .edition()
        .get_edition(named(one))
        .await
        .unwrap()
        .into_inner()
}

fn block_named(one: &Edition, at: usize) -> BlockRequest {
    BlockRequest {
        id: one.blocks[at].id.clone(),
    }
}

pub(crate) async fn add(actor: &Actor, one: &Edition, kind: BlockKind, source_id: &str) -> Edition {
    let request = AddBlockRequest {
        edition_id: one.id.clone(),
        kind: kind as i32,
        source_id: source_id.to_owned(),
    };
    actor.edition().add_block(request).await.unwrap().into_inner()
}

fn words(block: &Block, title: &str, text: &str, url: &str) -> SaveBlockRequest {
    SaveBlockRequest {
        block_id: block.id.clone(),
        title: title.to_owned(),
        text: text.to_owned(),
        url: url.to_owned(),
        version: block.version,
    }
}

/// Adds a block with these words.
pub(crate) async fn write(
    actor: &Actor,
    one: &Edition,
    kind: BlockKind,
    title: &str,
    text: &str,
    url: &str,
) -> Edition {
    let one = add(actor, one, kind, "").await;
    let request = words(one.blocks.last().unwrap(), title, text, url);
    actor.edition().save_block(request).await.unwrap().into_inner()
}

/// A draft that nothing forbids to send: a title, a text, a picture.
pub(crate) async fn ready(manager: &Actor, slug: &str) -> Edition {
    let one = draft(manager, slug).await;
    let one = write(manager, &one, BlockKind::Title, "À la une", "", "").await;
    let one = write(
        manager,
        &one,
        BlockKind::Text,
        "",
        "Un **texte** de {{lettre}}.",
        "",
    )
    .await;
    let one = write(manager, &one, BlockKind::Picture, "", "Un point", "").await;
    let request = SetPictureRequest {
        id: one.blocks[2].id.clone(),
        content: PNG.to_vec(),
    };
    let one = manager.edition().set_picture(request).await.unwrap().into_inner();
    assert_eq!(one.problems, [], "ready");
    one
}

async fn rives(world: &World) -> Centre {
    world.centre("Rives de Loire").await
}

fn kinds(one: &Edition) -> Vec<BlockKind> {
    one.blocks.iter().map(Block::kind).collect()
}

#[tokio::test]
async fn composed_block_by_block() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = draft(&director, "composee").await;
    assert_eq!(
        (one.state(), one.number, one.version),
        (EditionState::Draft, 1, 1)
    );
    assert!(one.may_edit);
    let one = write(&director, &one, BlockKind::Title, "À la\nune", "", "").await;
    assert_eq!(one.blocks[0].title, "À la une", "a title is one line");
    let one = write(&director, &one, BlockKind::Text, "Ignoré", "Un **texte**.", "").await;
    assert_eq!(one.blocks[1].title, "", "a text has no title");
    assert_eq!(
        one.blocks[1].text_html.trim(),
        "<p>Un <strong>texte</strong>.</p>"
    );
    let one = write(
        &director,
        &one,
        BlockKind::Link,
        "Un guide",
        "À lire.",
        "https://exemple.example/guide",
    )
    .await;
    assert_eq!(kinds(&one), [BlockKind::Title, BlockKind::Text, BlockKind::Link]);

    let request = MoveBlockRequest {
        id: one.blocks[2].id.clone(),
        place: 1,
    };
    let one = director.edition().move_block(request).await.unwrap().into_inner();
    assert_eq!(kinds(&one), [BlockKind::Link, BlockKind::Title, BlockKind::Text]);
    let removed = director.edition().delete_block(block_named(&one, 1)).await;
    let one = removed.unwrap().into_inner();
    assert_eq!(kinds(&one), [BlockKind::Link, BlockKind::Text]);
    let gone = director
        .edition()
        .delete_block(BlockRequest {
            id: world.app.clock.now().to_string(),
        })
        .await;
    assert_eq!(reason(&gone.unwrap_err()), Reason::NotFound);

    let request = AddBlockRequest {
        edition_id: one.id.clone(),
        ..Default::default()
    };
    let refused = director.edition().add_block(request).await.unwrap_err();
    assert_eq!(violations(&refused), [("kind".to_owned(), Reason::Required)]);
    let list = ListEditionsRequest {
        newsletter_id: one.newsletter_id.clone(),
    };
    let listed = director.edition().list_editions(list).await.unwrap().into_inner();
    assert!(listed.may_write);
    assert_eq!(listed.editions.len(), 1);
    assert_eq!(listed.editions[0].subject, "Des nouvelles");
}

#[tokio::test]
async fn two_people_never_lose_a_word() {
    let world = World::new().await;
    let rives = rives(&world).await;
    let (director, team) = (&rives.director, &rives.team);
    let one = draft(director, "a-deux").await;
    let right = SetNewsletterRightRequest {
        newsletter_id: one.newsletter_id.clone(),
        person_id: team.me.person_id.clone(),
        right: NewsletterRight::Write as i32,
    };
    director.newsletter().set_newsletter_right(right).await.unwrap();
    let one = write(director, &one, BlockKind::Text, "", "Le premier.", "").await;
    let one = write(director, &one, BlockKind::Text, "", "Le second.", "").await;

    // Two blocks at once: each has its version.
    let mine = words(&one.blocks[0], "", "Le premier, repris.", "");
    let theirs = words(&one.blocks[1], "", "Le second, repris.", "");
    director.edition().save_block(mine.clone()).await.unwrap();
    team.edition().save_block(theirs).await.unwrap();
    // Sent again because the answer was lost: it is saved.
    director.edition().save_block(mine).await.unwrap();
    // The same block: the second one is told.
    let late = words(&one.blocks[0], "", "Autre chose.", "");
    let refused = team.edition().save_block(late).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Aborted);
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    let now = read(team, &one).await;
    assert_eq!(now.blocks[0].text, "Le premier, repris.");
    assert_eq!(now.blocks[1].text, "Le second, repris.");

    // The subject has its own.
    let save = SaveEditionRequest {
        edition_id: one.id.clone(),
        subject: "Un objet".to_owned(),
        preheader: "Et la suite".to_owned(),
        version: one.version,
    };
    let saved = director
        .edition()
        .save_edition(save.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (saved.subject.as_str(), saved.version),
        ("Un objet", one.version + 1)
    );
    let late = SaveEditionRequest {
        subject: "Un autre".to_owned(),
        ..save
    };
    let refused = team.edition().save_edition(late).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    assert_eq!(read(team, &one).await.updated_by, director.me.name);
}

#[tokio::test]
async fn a_picture_is_one() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = draft(&director, "images").await;
    let one = write(&director, &one, BlockKind::Picture, "", "Un point", "").await;
    let one = write(&director, &one, BlockKind::Text, "", "Un texte.", "").await;
    let set = |at: usize, content: Vec<u8>| SetPictureRequest {
        id: one.blocks[at].id.clone(),
        content,
    };
    let mut heavy = PNG.to_vec();
    heavy.resize(1_000_001, 0);
    for (at, content, field, expected) in [
        (0, Vec::new(), "content", Reason::Required),
        (0, b"<svg/>".to_vec(), "content", Reason::PictureType),
        (0, heavy, "content", Reason::PictureTooLarge),
        (1, PNG.to_vec(), "id", Reason::UnknownValue),
    ] {
        let refused = director
            .edition()
            .set_picture(set(at, content))
            .await
            .unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
    let with = director
        .edition()
        .set_picture(set(0, PNG.to_vec()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (with.blocks[0].picture_width, with.blocks[0].picture_height),
        (1, 1)
    );
    assert_eq!(
        with.blocks[0].version, one.blocks[0].version,
        "its words did not change"
    );
    let first = with.blocks[0].picture_path.clone();
    let again = director
        .edition()
        .set_picture(set(0, PNG.to_vec()))
        .await
        .unwrap()
        .into_inner();
    assert_ne!(again.blocks[0].picture_path, first);
    assert_eq!(director.get(&first).await.status, 404, "the one before is gone");
    assert_eq!(director.get(&again.blocks[0].picture_path).await.content, PNG);
}

#[tokio::test]
async fn begun_again_from_another_and_removed() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "copies").await;
    let copy = director
        .edition()
        .duplicate_edition(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert_ne!(copy.id, one.id);
    assert_eq!(kinds(&copy), kinds(&one));
    assert_eq!(
        (copy.subject.as_str(), copy.state()),
        ("Des nouvelles", EditionState::Draft)
    );
    let removed = director.edition().delete_edition(named(&one)).await;
    removed.unwrap();
    let gone = director.edition().get_edition(named(&one)).await.unwrap_err();
    assert_eq!(reason(&gone), Reason::NotFound);
    let picture = &read(&director, &copy).await.blocks[2].picture_path;
    assert_eq!(
        director.get(picture).await.content,
        PNG,
        "the copy has its own picture"
    );
}
