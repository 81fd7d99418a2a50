//! Office documents: archives, told by the list of their parts, in whatever order these come.

use super::*;

/// An archive with these parts, not compressed.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let size = (content.len() as u32).to_le_bytes();
        let n_name = (name.len() as u16).to_le_bytes();
        let at = (bytes.len() as u32).to_le_bytes();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let sum = crc.sum().to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &sum[..],
            &size,
            &size,
            &n_name,
            &[0, 0],
        ]
        .concat();
        bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
        list.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &at, name.as_bytes()].concat());
    }
    let start = (bytes.len() as u32).to_le_bytes();
    let length = (list.len() as u32).to_le_bytes();
    let n = (parts.len() as u16).to_le_bytes();
    bytes.extend(list);
    bytes.extend([b"PK\x05\x06\0\0\0\0", &n[..], &n, &length, &start, &[0, 0]].concat());
    bytes
}

#[tokio::test]
async fn an_office_document_is_told_by_its_parts() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let stream = &streams[0].id;
    let picture = vec![0xab; 300 * 1024];
    let odt = b"application/vnd.oasis.opendocument.text";
    let far = archive(&[
        ("word/media/photo.jpg", &picture),
        ("word/document.xml", b"<w/>"),
        ("[Content_Types].xml", b"<Types/>"),
    ]);
    let near = archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")]);
    let written = archive(&[("mimetype", odt), ("content.xml", b"<office/>")]);
    // Written by a program that does not put the media type first.
    let late = archive(&[
        ("Pictures/a.png", &picture),
        ("mimetype", odt),
        ("content.xml", b"<o/>"),
    ]);
    for (name, content) in [
        ("a.docx", &far),
        ("b.xlsx", &near),
        ("c.odt", &written),
        ("d.odt", &late),
    ] {
        let request = start(Owner::WorkStream, stream, name, content);
        let upload = send(&animator, request, content).await.unwrap();
        assert!(upload.is_finished, "{name}");
    }
    // Archives that are no documents, or others than their names say; a cut one.
    let plain = archive(&[
        ("a.txt", b"[Content_Types].xml word/document.xml"),
        ("b.exe", b"MZ"),
    ]);
    let cut = far[..far.len() - 30].to_vec();
    for (name, content) in [
        ("e.docx", &plain),
        ("f.odt", &plain),
        ("g.xlsx", &far),
        ("h.ods", &written),
        ("i.docx", &written),
        ("j.docx", &cut),
    ] {
        let request = start(Owner::WorkStream, stream, name, content);
        let refused = send(&animator, request, content).await.unwrap_err();
        let expected = [("content".to_owned(), Reason::FileType)];
        assert_eq!(violations(&refused), expected, "{name}");
    }
    assert_eq!(list(&animator, Owner::WorkStream, stream).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_work_stream_goes_with_its_files() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 2).await;
    let content = pdf(100);
    let request = start(Owner::WorkStream, &streams[0].id, "cadre.pdf", &content);
    let upload = send(&animator, request, &content).await.unwrap();
    let kept = start(Owner::WorkStream, &streams[1].id, "cadre.pdf", &content);
    send(&animator, kept, &content).await.unwrap();
    let delete = DeleteWorkStreamRequest {
        id: streams[0].id.clone(),
    };
    animator.programme().delete_work_stream(delete).await.unwrap();
    assert_eq!(
        reason(&download(&animator, &upload.id).await.unwrap_err()),
        Reason::NotFound
    );
    for table in ["attachment", "attachment_chunk"] {
        assert_eq!(n_rows(&world, table).await, 1, "{table}");
    }
}

async fn n_rows(world: &World, table: &str) -> i64 {
    let db = world.app.db.read();
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// A job that cannot do its work holds up none of the others.
#[tokio::test]
async fn a_job_that_fails_stops_no_other() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 1).await;
    let opened = async || {
        let mut client = animator.live();
        let list = client.list_activity(ListActivityRequest::default()).await;
        let list = list.unwrap().into_inner().activities;
        list.iter()
            .filter(|one| one.kind() == ActivityKind::CallOpened)
            .count()
    };
    assert_eq!(opened().await, 0);
    let writer = world.app.db.writer();
    writer
        .execute_unprepared("ALTER TABLE attachment RENAME TO attachment_away")
        .await
        .unwrap();
    assert!(world.app.run_jobs().await.is_err(), "the failure is told");
    assert_eq!(opened().await, 1, "the opening of the call is told all the same");
    writer
        .execute_unprepared("ALTER TABLE attachment_away RENAME TO attachment")
        .await
        .unwrap();
    world.run_jobs().await;
}
