//! What is stored of a person: what was written and sent, too.

use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World};

async fn series(actor: &Actor) -> Vec<stored_data::Series> {
    let data = actor.account().get_stored_data(GetStoredDataRequest {}).await;
    data.unwrap().into_inner().series
}

#[tokio::test]
async fn what_a_person_wrote_and_sent_is_told_to_that_person_only() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let centre = world.centre("Rives de Loire").await;
    let draft = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    let comment = CommentContributionRequest {
        id: draft.id.clone(),
        section: String::new(),
        text: "Je relis vendredi.".to_owned(),
    };
    centre
        .team
        .contribution()
        .comment_contribution(comment)
        .await
        .unwrap();
    let create = CreateProgrammeRequest {
        year: YEAR + 1,
        from_previous_year: true,
    };
    animator.programme().create_programme(create).await.unwrap();
    let year = ProgrammeRequest { year: YEAR + 1 };
    animator.programme().propose_programme(year).await.unwrap();
    let comment = CommentProgrammeRequest {
        year: YEAR + 1,
        text: "D’accord avec le premier chantier.".to_owned(),
    };
    centre.team.programme().comment_programme(comment).await.unwrap();
    let start = StartUploadRequest {
        owner: Owner::Contribution as i32,
        owner_id: draft.id,
        name: "annexe.pdf".to_owned(),
        size_bytes: 9,
        sha256: String::new(),
    };
    let upload = centre
        .team
        .attachment()
        .start_upload(start)
        .await
        .unwrap()
        .into_inner();
    let chunk = UploadChunkRequest {
        id: upload.id,
        offset: 0,
        content: b"%PDF-1.7\n".to_vec(),
    };
    centre.team.attachment().upload_chunk(chunk).await.unwrap();
    centre.team.home().get_home(GetHomeRequest {}).await.unwrap();
    // The visit is noted aside.
    let mut own = series(&centre.team).await;
    for _ in 0..100 {
        if own.iter().any(|one| one.key == "visit" && one.n_lines == 1) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        own = series(&centre.team).await;
    }
    let of = |key: &str| own.iter().find(|one| one.key == key).unwrap();
    assert_eq!(of("visit").lines, ["15/03/2027 à 10\u{a0}h\u{a0}00"]);
    assert_eq!(of("comments").n_lines, 2);
    for text in [
        "Une note, Je relis vendredi.",
        "Programme 2028, D’accord avec le premier chantier.",
    ] {
        let is_told = of("comments").lines.iter().any(|line| line.ends_with(text));
        assert!(is_told, "{:?}", of("comments"));
    }
    assert!(of("attachments").lines[0].ends_with("annexe.pdf"));
    let others = series(&centre.director).await;
    for key in ["comments", "attachments"] {
        let one = others.iter().find(|one| one.key == key).unwrap();
        assert_eq!(one.n_lines, 0, "{one:?}");
    }
    let page = centre.team.get("/account/stored-data").await;
    assert!(page.text.contains("Je relis vendredi."));
}
