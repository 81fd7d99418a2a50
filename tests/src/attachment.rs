//! Attachments: chunks, resuming, types by content, rights.

#![expect(clippy::too_many_lines, reason = "a test tells one story, step by step")]

mod archive;

use chrono::TimeDelta;
use proto::v1::*;
use sea_orm::ConnectionTrait as _;
use sha2::{Digest as _, Sha256};

use crate::scenario;
use crate::world::{Actor, World, reason, violations};

const CHUNK: usize = 256 * 1024;

fn pdf(size: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.extend((content.len()..size).map(|n| (n * 31 % 251) as u8));
    content
}

fn start(owner: Owner, owner_id: &str, name: &str, content: &[u8]) -> StartUploadRequest {
    StartUploadRequest {
        owner: owner as i32,
        owner_id: owner_id.to_owned(),
        name: name.to_owned(),
        size_bytes: content.len() as i64,
        sha256: hex::encode(Sha256::digest(content)),
    }
}

fn chunk(id: &str, content: &[u8], n: usize) -> UploadChunkRequest {
    let end = content.len().min((n + 1) * CHUNK);
    UploadChunkRequest {
        id: id.to_owned(),
        offset: (n * CHUNK) as i64,
        content: content[n * CHUNK..end].to_vec(),
    }
}

/// Sends a whole file.
async fn send(actor: &Actor, request: StartUploadRequest, content: &[u8]) -> Result<Upload, tonic::Status> {
    let mut client = actor.attachment();
    let mut upload = client.start_upload(request).await?.into_inner();
    for n in 0..content.len().div_ceil(CHUNK) {
        upload = client
            .upload_chunk(chunk(&upload.id, content, n))
            .await?
            .into_inner();
    }
    Ok(upload)
}

async fn list(actor: &Actor, owner: Owner, owner_id: &str) -> Result<Vec<Attachment>, tonic::Status> {
    let request = ListAttachmentsRequest {
        owner: owner as i32,
        owner_id: owner_id.to_owned(),
    };
    Ok(actor
        .attachment()
        .list_attachments(request)
        .await?
        .into_inner()
        .attachments)
}

async fn download(actor: &Actor, id: &str) -> Result<Vec<u8>, tonic::Status> {
    let request = DownloadAttachmentRequest { id: id.to_owned() };
    let mut chunks = actor
        .attachment()
        .download_attachment(request)
        .await?
        .into_inner();
    let mut content = Vec::new();
    while let Some(chunk) = chunks.message().await? {
        assert_eq!(chunk.attachment.is_some(), content.is_empty());
        content.extend(chunk.content);
    }
    Ok(content)
}

#[tokio::test]
async fn a_file_resumes_after_a_cut_and_comes_back_as_it_was() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let stream = &streams[0].id;
    let content = pdf(2 * CHUNK + 1000);
    let request = start(Owner::WorkStream, stream, "Cadre de l’appel.pdf", &content);
    let mut client = animator.attachment();
    let upload = client.start_upload(request.clone()).await.unwrap().into_inner();
    client.upload_chunk(chunk(&upload.id, &content, 0)).await.unwrap();
    assert!(
        list(&animator, Owner::WorkStream, stream)
            .await
            .unwrap()
            .is_empty(),
        "not whole yet"
    );
    assert!(download(&animator, &upload.id).await.is_err());

    // The wire breaks: the client does not know how far it came, and asks.
    let refused = client
        .upload_chunk(chunk(&upload.id, &content, 0))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::WrongOffset);
    let again = client.start_upload(request).await.unwrap().into_inner();
    assert_eq!(
        (again.id.as_str(), again.offset),
        (upload.id.as_str(), CHUNK as i64)
    );

    // Ten at the same moment: one wins.
    let attempts = (0..10).map(|_| {
        let (mut client, request) = (animator.attachment(), chunk(&upload.id, &content, 1));
        async move { client.upload_chunk(request).await }
    });
    let answers = futures::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let last = client
        .upload_chunk(chunk(&upload.id, &content, 2))
        .await
        .unwrap()
        .into_inner();
    assert!(last.is_finished);
    let refused = client
        .upload_chunk(chunk(&upload.id, &content, 2))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::UploadFinished);

    let centre = world.centre("Guyane").await;
    let files = list(&centre.team, Owner::WorkStream, stream).await.unwrap();
    assert_eq!(files[0].content_type, "application/pdf");
    assert!(!files[0].may_delete);
    assert_eq!(download(&centre.team, &files[0].id).await.unwrap(), content);
    let page = centre.team.get(&format!("/attachment/{}", files[0].id)).await;
    assert_eq!(page.content.to_vec(), content);
    let disposition = page.headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; ") && disposition.contains("l%E2%80%99appel.pdf"),
        "{disposition}"
    );
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn what_is_not_accepted() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let stream = &streams[0].id;
    let mut client = animator.attachment();
    let good = start(Owner::WorkStream, stream, "a.pdf", &pdf(10));
    for (request, field, expected) in [
        (
            StartUploadRequest {
                size_bytes: 0,
                ..good.clone()
            },
            "size_bytes",
            Reason::FileEmpty,
        ),
        (
            StartUploadRequest {
                size_bytes: 20 * 1024 * 1024 + 1,
                ..good.clone()
            },
            "size_bytes",
            Reason::FileTooLarge,
        ),
        (
            StartUploadRequest {
                name: "a.html".to_owned(),
                ..good.clone()
            },
            "name",
            Reason::FileType,
        ),
        (
            StartUploadRequest {
                name: ".pdf".to_owned(),
                ..good.clone()
            },
            "name",
            Reason::FileType,
        ),
        (
            StartUploadRequest {
                sha256: "x".to_owned(),
                ..good.clone()
            },
            "sha256",
            Reason::Malformed,
        ),
        (
            StartUploadRequest {
                owner: 0,
                ..good.clone()
            },
            "owner",
            Reason::Required,
        ),
    ] {
        let refused = client.start_upload(request).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
    // A name that lies, a hash that lies, a chunk of the wrong size: nothing is left of them.
    let page = b"<html><script>alert(1)</script></html>";
    let refused = send(&animator, start(Owner::WorkStream, stream, "a.pdf", page), page)
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("content".to_owned(), Reason::FileType)]);
    let lie = StartUploadRequest {
        sha256: "0".repeat(64),
        ..good.clone()
    };
    let refused = send(&animator, lie, &pdf(10)).await.unwrap_err();
    assert_eq!(violations(&refused), [("sha256".to_owned(), Reason::Malformed)]);
    let refused = send(&animator, good, &pdf(9)).await.unwrap_err();
    assert_eq!(violations(&refused), [("content".to_owned(), Reason::Malformed)]);
    assert!(
        list(&animator, Owner::WorkStream, stream)
            .await
            .unwrap()
            .is_empty()
    );
    // One upload is left unfinished: it counts among the twenty.
    for n in 1..20 {
        let name = format!("{n}.pdf");
        send(
            &animator,
            start(Owner::WorkStream, stream, &name, &pdf(20)),
            &pdf(20),
        )
        .await
        .unwrap();
    }
    let one_more = start(Owner::WorkStream, stream, "21.pdf", &pdf(20));
    assert_eq!(
        reason(&client.start_upload(one_more).await.unwrap_err()),
        Reason::TooManyFiles
    );
}

#[tokio::test]
async fn a_name_with_odd_characters_is_made_plain() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let stream = &streams[0].id;
    for name in ["a;b \"quote\" é<b>.pdf", "../a.pdf"] {
        send(
            &animator,
            start(Owner::WorkStream, stream, name, &pdf(10)),
            &pdf(10),
        )
        .await
        .unwrap();
    }
    let listed = list(&animator, Owner::WorkStream, stream).await.unwrap();
    let mut names: Vec<&str> = listed.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.pdf", "a_b _quote_ é_b_.pdf"]);
}

#[tokio::test]
async fn files_follow_the_rights_of_what_they_are_attached_to() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Texte").await;
    let content = pdf(100);
    let of_draft = start(Owner::Contribution, &draft.id, "annexe.pdf", &content);
    let refused = send(
        &rives.team,
        start(Owner::WorkStream, &streams[0].id, "a.pdf", &content),
        &content,
    )
    .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    for other in [&guyane.team, &animator] {
        let refused = send(other, of_draft.clone(), &content).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
    }
    let upload = send(&rives.team, of_draft.clone(), &content).await.unwrap();
    assert_eq!(
        reason(&download(&animator, &upload.id).await.unwrap_err()),
        Reason::NotFound
    );
    assert_eq!(
        reason(
            &list(&guyane.team, Owner::Contribution, &draft.id)
                .await
                .unwrap_err()
        ),
        Reason::NotFound
    );

    scenario::submit(&rives, &draft).await;
    assert_eq!(download(&animator, &upload.id).await.unwrap(), content);
    assert_eq!(
        reason(&download(&guyane.team, &upload.id).await.unwrap_err()),
        Reason::NotFound
    );
    let refused = send(&rives.team, of_draft, &content).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
    let delete = DeleteAttachmentRequest {
        id: upload.id.clone(),
    };
    let refused = rives
        .team
        .attachment()
        .delete_attachment(delete.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::ContributionState);
    let refused = guyane
        .team
        .attachment()
        .delete_attachment(delete)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}

#[tokio::test]
async fn an_upload_left_for_a_day_is_removed() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let request = DeclareProductionRequest {
        year: scenario::YEAR,
        title: "Guide".to_owned(),
        form: "guide".to_owned(),
    };
    let production = rives
        .team
        .production()
        .declare_production(request)
        .await
        .unwrap()
        .into_inner();
    let content = pdf(CHUNK + 1);
    let request = start(Owner::Production, &production.id, "guide.pdf", &content);
    let upload = rives
        .team
        .attachment()
        .start_upload(request)
        .await
        .unwrap()
        .into_inner();
    rives
        .team
        .attachment()
        .upload_chunk(chunk(&upload.id, &content, 0))
        .await
        .unwrap();
    world.clock().advance(TimeDelta::hours(23));
    world.run_jobs().await;
    // Nobody else goes on with it, and a file of another is not theirs to name.
    let refused = rives
        .director
        .attachment()
        .upload_chunk(chunk(&upload.id, &content, 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
    world.clock().advance(TimeDelta::hours(2));
    world.run_jobs().await;
    let refused = rives
        .team
        .attachment()
        .upload_chunk(chunk(&upload.id, &content, 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}
