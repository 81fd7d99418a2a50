//! Documents of a solicitation and of the answers to it: who attaches, who reads, when.

use migrations::{Migrator, MigratorTrait as _};

use super::*;

const PDF: &[u8] = b"%PDF-1.7\n%fin";

async fn attach(actor: &Actor, owner: Owner, owner_id: &str) -> Result<String, Status> {
    let request = StartUploadRequest {
        owner: owner as i32,
        owner_id: owner_id.to_owned(),
        name: "note.pdf".to_owned(),
        size_bytes: i64::try_from(PDF.len()).unwrap(),
        sha256: String::new(),
    };
    let upload = actor.attachment().start_upload(request).await?.into_inner();
    let chunk = UploadChunkRequest {
        id: upload.id.clone(),
        offset: 0,
        content: PDF.to_vec(),
    };
    actor.attachment().upload_chunk(chunk).await?;
    Ok(upload.id)
}

/// The number of files that someone sees there, or why none.
async fn n_files(actor: &Actor, owner: Owner, owner_id: &str) -> Result<usize, Reason> {
    let request = ListAttachmentsRequest {
        owner: owner as i32,
        owner_id: owner_id.to_owned(),
    };
    let listed = actor.attachment().list_attachments(request).await;
    listed
        .map(|answer| answer.into_inner().attachments.len())
        .map_err(|status| reason(&status))
}

fn why<T>(result: Result<T, Status>) -> Reason {
    reason(&result.err().expect("it was refused"))
}

#[tokio::test]
async fn whom_asked_attaches_to_the_solicitation_until_it_is_closed() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let owner = Owner::Solicitation;
    let file = attach(&anru, owner, &asked.id).await.unwrap();
    for actor in [&anru, &animator, &rives.team] {
        assert_eq!(n_files(actor, owner, &asked.id).await, Ok(1));
    }
    for actor in [&guyane.team, &world.partner().await] {
        assert_eq!(n_files(actor, owner, &asked.id).await, Err(Reason::NotFound));
    }
    for actor in [&animator, &rives.director] {
        assert_eq!(why(attach(actor, owner, &asked.id).await), Reason::NotAllowed);
    }
    close(&anru, &asked.id, "Un guide.").await.unwrap();
    assert_eq!(
        why(attach(&anru, owner, &asked.id).await),
        Reason::SolicitationClosed
    );
    let delete = DeleteAttachmentRequest { id: file };
    let refused = anru.attachment().delete_attachment(delete).await;
    assert_eq!(why(refused), Reason::SolicitationClosed);
    assert_eq!(n_files(&rives.team, owner, &asked.id).await, Ok(1));
}

#[tokio::test]
async fn the_files_of_an_answer_are_read_with_it() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    let owner = Owner::SolicitationAnswer;
    let id = answer_of(&rives.team, &asked.id, &rives).await.id;
    attach(&rives.team, owner, &id).await.unwrap();
    assert_eq!(n_files(&rives.director, owner, &id).await, Ok(1));
    assert_eq!(answer_of(&rives.team, &asked.id, &rives).await.n_attachments, 1);
    assert_eq!(
        answer_of(&anru, &asked.id, &rives).await.n_attachments,
        0,
        "not given yet"
    );
    for actor in [&anru, &animator, &guyane.director] {
        assert_eq!(n_files(actor, owner, &id).await, Err(Reason::NotFound));
        assert_eq!(why(attach(actor, owner, &id).await), Reason::NotFound);
    }

    give(&rives, &asked.id, "Voir la note").await.unwrap();
    for (actor, expected) in [
        (&anru, Ok(1)),
        (&animator, Ok(1)),
        (&guyane.director, Err(Reason::NotFound)),
    ] {
        assert_eq!(n_files(actor, owner, &id).await, expected);
    }
    assert_eq!(answer_of(&anru, &asked.id, &rives).await.n_attachments, 1);
    // What is given is the director's.
    assert_eq!(why(attach(&rives.team, owner, &id).await), Reason::NotAllowed);
    attach(&rives.director, owner, &id).await.unwrap();
    assert_eq!(why(attach(&animator, owner, &id).await), Reason::NotAllowed);

    close(&anru, &asked.id, "Un guide.").await.unwrap();
    assert_eq!(n_files(&guyane.team, owner, &id).await, Ok(2));
    assert_eq!(
        why(attach(&rives.director, owner, &id).await),
        Reason::SolicitationClosed
    );
}

#[tokio::test]
async fn the_animator_attaches_to_what_was_said_by_telephone() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let rives = world.centre("Rives de Loire").await;
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let telephone = AnswerSolicitationRequest {
        id: asked.id.clone(),
        organisation_id: rives.id.clone(),
        step: AnswerStep::Give as i32,
        text: "Une note suit par courriel".to_owned(),
        version: 1,
        ..Default::default()
    };
    let entered = send(&animator, telephone).await.unwrap();
    let id = &entered.answers[0].id;
    attach(&animator, Owner::SolicitationAnswer, id).await.unwrap();
    assert_eq!(n_files(&anru, Owner::SolicitationAnswer, id).await, Ok(1));
    assert_eq!(
        why(attach(&anru, Owner::SolicitationAnswer, id).await),
        Reason::NotAllowed
    );
}

/// The table of files is written again to hold more kinds of owners: what was there stays.
#[tokio::test]
async fn files_outlive_the_change_of_their_table() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let declare = DeclareProductionRequest {
        year: scenario::YEAR,
        title: "Guide".to_owned(),
        form: "guide".to_owned(),
    };
    let production = rives.team.production().declare_production(declare).await;
    let production = production.unwrap().into_inner();
    let file = attach(&rives.team, Owner::Production, &production.id)
        .await
        .unwrap();
    let database = world.app.db.writer();
    let all = Migrator::migrations();
    let change = all
        .iter()
        .position(|one| one.name().ends_with("attachment_owner"));
    let n_steps = u32::try_from(all.len() - change.unwrap()).unwrap();
    for _ in 0..2 {
        Migrator::down(database, Some(n_steps)).await.unwrap();
        Migrator::up(database, None).await.unwrap();
    }
    let page = rives.team.get(&format!("/attachment/{file}")).await;
    assert_eq!(page.content.to_vec(), PDF);
    // A file still takes its content with it, and a new owner is let in.
    let delete = DeleteAttachmentRequest { id: file };
    rives.team.attachment().delete_attachment(delete).await.unwrap();
    let asked = scenario::solicitation(&world.anru().await, &[&rives]).await;
    attach(&world.anru().await, Owner::Solicitation, &asked.id)
        .await
        .unwrap();
}
