//! The framework's texts: the version in force on a day, what is locked, signatories, who writes, and the rules that cite
//! them.

mod lock;
mod rule;
mod signatory;

use proto::v1::*;
use tonic::Status;

use crate::world::{Actor, World, reason, violations};

type Answered = Result<FrameworkText, Status>;

const WORDS: &str = "Préambule.\n\n# 2. Les principes\n\nUn réseau **ultra-marin**.\n\n# 3. La gouvernance\n\n## 3.3 Les \
                     instances\n\nTrois fois par an.\n\n## 3.4 La qualité\n\nUne production.";

fn text(kind: TextKind, words: &str) -> CreateTextRequest {
    CreateTextRequest {
        kind: kind as i32,
        title: match kind {
            TextKind::Charter => "Charte nationale",
            TextKind::Annex => "Annexe technique avec l’ANRU",
            _ => "Cadre de référence",
        }
        .to_owned(),
        partner_id: String::new(),
        words: Some(written("2017", "2017-03-21", words)),
    }
}

/// Adopted and in force on the same day.
fn written(label: &str, from: &str, text: &str) -> TextWords {
    TextWords {
        label: label.to_owned(),
        adopted_on: from.to_owned(),
        in_force_from: from.to_owned(),
        text: text.to_owned(),
    }
}

async fn create(actor: &Actor, request: CreateTextRequest) -> Answered {
    Ok(actor.framework().create_text(request).await?.into_inner())
}

/// The animator's reference framework, as it is of 2017.
async fn reference(animator: &Actor) -> FrameworkText {
    create(animator, text(TextKind::Framework, WORDS)).await.unwrap()
}

async fn agency_id(actor: &Actor) -> String {
    let request = ListOrganisationsRequest {
        function: Function::UrbanRenewalAgency as i32,
        ..Default::default()
    };
    let all = actor.network().list_organisations(request).await.unwrap();
    all.into_inner().organisations[0].id.clone()
}

async fn annex(animator: &Actor) -> FrameworkText {
    let request = CreateTextRequest {
        partner_id: agency_id(animator).await,
        ..text(TextKind::Annex, "# 1. L’information\n\nRégulière.")
    };
    create(animator, request).await.unwrap()
}

fn version(text_id: &str, from: &str) -> AddTextVersionRequest {
    AddTextVersionRequest {
        text_id: text_id.to_owned(),
        words: Some(written(&from[..4], from, &format!("{WORDS}\n\n# 6. Du nouveau"))),
        change: "Ajoute une partie.".to_owned(),
    }
}

async fn add(actor: &Actor, request: AddTextVersionRequest) -> Answered {
    Ok(actor.framework().add_text_version(request).await?.into_inner())
}

/// What corrects a version.
fn update(known: &TextVersion, label: &str) -> UpdateTextVersionRequest {
    UpdateTextVersionRequest {
        id: known.id.clone(),
        words: Some(TextWords {
            label: label.to_owned(),
            adopted_on: known.adopted_on.clone(),
            in_force_from: known.in_force_from.clone(),
            text: "# 1. Autre chose".to_owned(),
        }),
        change: known.change.clone(),
        version: known.version,
    }
}

async fn get(actor: &Actor, id: &str, number: i32) -> Answered {
    let request = GetTextRequest {
        id: id.to_owned(),
        number,
    };
    Ok(actor.framework().get_text(request).await?.into_inner())
}

async fn list(actor: &Actor) -> Vec<FrameworkText> {
    let all = actor.framework().list_texts(ListTextsRequest {}).await.unwrap();
    all.into_inner().texts
}

fn signature(text_id: &str, name: &str) -> AddSignatoryRequest {
    AddSignatoryRequest {
        text_id: text_id.to_owned(),
        name: name.to_owned(),
        quality: "association nationale d’élus".to_owned(),
        signed_on: "2017-03-21".to_owned(),
    }
}

async fn sign(actor: &Actor, request: AddSignatoryRequest) -> Answered {
    Ok(actor.framework().add_signatory(request).await?.into_inner())
}

/// The charter with a signatory, the reference framework, and the annex with the ANRU, of which a second version is to
/// come; answers the annex's identifier.
pub(crate) async fn texts(animator: &Actor) -> String {
    let charter = create(
        animator,
        text(TextKind::Charter, "# 1. Des liens\n\nEntre acteurs."),
    )
    .await
    .unwrap();
    sign(animator, signature(&charter.id, "France urbaine"))
        .await
        .unwrap();
    reference(animator).await;
    let annex = annex(animator).await;
    add(animator, version(&annex.id, "2028-01-01")).await.unwrap();
    annex.id
}

fn set(world: &World, at: &str) {
    world.clock().set(at.parse().unwrap());
}

#[tokio::test]
async fn what_is_not_acceptable_is_told_field_by_field() {
    let world = World::new().await;
    let animator = world.animator().await;
    let field = |name: &str, reason| (name.to_owned(), reason);
    let wrong = CreateTextRequest {
        title: String::new(),
        words: Some(TextWords {
            label: "2017".to_owned(),
            adopted_on: "2017-03-21".to_owned(),
            in_force_from: "2017-03-20".to_owned(),
            text: String::new(),
        }),
        ..text(TextKind::Annex, "")
    };
    let refused = create(&animator, wrong).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            field("title", Reason::Required),
            field("words.text", Reason::Required),
            field("words.in_force_from", Reason::BeforeAdoption),
            field("partner_id", Reason::Required),
        ]
    );
    for stranger in [
        animator.me.organisation_id.clone(),
        world.centre("Guyane").await.id,
    ] {
        let wrong = CreateTextRequest {
            partner_id: stranger,
            ..text(TextKind::Annex, WORDS)
        };
        let refused = create(&animator, wrong).await.unwrap_err();
        assert_eq!(violations(&refused), [field("partner_id", Reason::NotAPartner)]);
    }
    let long = text(TextKind::Charter, &"a".repeat(100_001));
    let refused = create(&animator, long).await.unwrap_err();
    assert_eq!(violations(&refused), [field("words.text", Reason::TooLong)]);

    // One of each kind, one annex with each partner.
    let one = reference(&animator).await;
    annex(&animator).await;
    let twice = create(&animator, text(TextKind::Framework, WORDS))
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), Reason::TextExists);
    let again = CreateTextRequest {
        partner_id: agency_id(&animator).await,
        ..text(TextKind::Annex, WORDS)
    };
    let again = create(&animator, again).await.unwrap_err();
    assert_eq!(reason(&again), Reason::TextExists);
    let kinds: Vec<_> = list(&animator).await.iter().map(FrameworkText::kind).collect();
    assert_eq!(kinds, [TextKind::Framework, TextKind::Annex]);

    // From the second version on, what it changes; a first day of its own.
    let wrong = AddTextVersionRequest {
        change: String::new(),
        words: Some(written("2028", "2017-03-21", WORDS)),
        ..version(&one.id, "2028-01-01")
    };
    let refused = add(&animator, wrong).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            field("change", Reason::Required),
            field("words.in_force_from", Reason::VersionDayTaken)
        ]
    );
    let coming = add(&animator, version(&one.id, "2028-01-01")).await.unwrap();
    let wrong = UpdateTextVersionRequest {
        change: String::new(),
        words: Some(written("2028", "2017-03-21", WORDS)),
        ..update(&coming.shown.unwrap(), "2028")
    };
    let refused = animator.framework().update_text_version(wrong).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [
            field("change", Reason::Required),
            field("words.in_force_from", Reason::VersionDayTaken)
        ]
    );
}

#[tokio::test]
async fn everyone_reads_and_the_animator_writes() {
    let world = World::new().await;
    let animator = world.animator().await;
    let annex_id = texts(&animator).await;
    let all = list(&animator).await;
    let kinds: Vec<_> = all.iter().map(FrameworkText::kind).collect();
    assert_eq!(kinds, [TextKind::Charter, TextKind::Framework, TextKind::Annex]);
    assert_eq!((all[0].n_signatories, all[2].versions.len()), (1, 2));
    assert!(
        all.iter()
            .flat_map(|one| &one.versions)
            .all(|one| one.text.is_empty())
    );
    let signatory = &all[0].signatories[0];
    let change = UpdateSignatoryRequest {
        id: signatory.id.clone(),
        name: "Une autre".to_owned(),
        quality: signatory.quality.clone(),
        signed_on: signatory.signed_on.clone(),
        left_on: String::new(),
        version: signatory.version,
    };
    let coming = all[2].versions[0].clone();
    let retitle = UpdateTextRequest {
        id: annex_id.clone(),
        title: "Pris".to_owned(),
        version: all[2].version,
    };
    for reader in world.everyone().await {
        if reader.role() == Role::Animator {
            continue;
        }
        let role = reader.role();
        let seen = get(&reader, &annex_id, 2).await.unwrap();
        assert!(!seen.may_edit && !seen.shown.unwrap().may_edit, "{role:?}");
        assert_eq!(list(&reader).await.len(), 3, "{role:?}");
        let mut client = reader.framework();
        for refused in [
            create(&reader, text(TextKind::Charter, WORDS)).await.err(),
            add(&reader, version(&annex_id, "2029-01-01")).await.err(),
            client.update_text_version(update(&coming, "Pris")).await.err(),
            client.update_text(retitle.clone()).await.err(),
            sign(&reader, signature(&annex_id, "Intrus")).await.err(),
            client.update_signatory(change.clone()).await.err(),
        ] {
            assert_eq!(reason(&refused.unwrap()), Reason::NotAllowed, "{role:?}");
        }
    }
    // The network is told of each.
    let request = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let told = world.elected().await.live().list_activity(request).await.unwrap();
    let told = told.into_inner().activities;
    let path = format!("/framework/{annex_id}?version=2");
    let object = "Annexe technique avec l’ANRU (2028)";
    assert!(
        told.iter().any(|one| one.path == path && one.object == object),
        "{told:?}"
    );
}

/// The signed copy often comes after the words: files are joined to a version whenever.
#[tokio::test]
async fn files_of_a_version_are_the_animators_and_for_everyone() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rives = world.centre("Rives de Loire").await;
    let one = reference(&animator).await;
    let upload = StartUploadRequest {
        owner: Owner::FrameworkVersion as i32,
        owner_id: one.versions[0].id.clone(),
        name: "signé.pdf".to_owned(),
        size_bytes: 4,
        sha256: String::new(),
    };
    animator.attachment().start_upload(upload.clone()).await.unwrap();
    let refused = rives.director.attachment().start_upload(upload.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let list = ListAttachmentsRequest {
        owner: upload.owner,
        owner_id: upload.owner_id,
    };
    rives.team.attachment().list_attachments(list).await.unwrap();
    // A text is no version.
    let list = ListAttachmentsRequest {
        owner: upload.owner,
        owner_id: one.id,
    };
    let missing = animator.attachment().list_attachments(list).await;
    assert_eq!(reason(&missing.unwrap_err()), Reason::NotFound);
}
