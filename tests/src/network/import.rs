//! Import of spreadsheets: a preview, then all or nothing.

use proto::v1::{ImportReport, ImportRequest, ListActivityRequest, ListOrganisationsRequest, Reason};
use tonic::Code;

use crate::mail::outbox;
use crate::world::{Actor, World, reason, violations};

const FINE: &str = "organisation;nom_court;fonction;forme_juridique;territoire;siege;fuseau;expertise;depuis;personne;courriel;position\n\
    Centre de l’Île;Île;centre;association;Une île;Port-Île;Indian/Reunion;santé|mobilités;01/02/2027;Ada Essai;ada@ile.example;direction\n\
    ;;;;;;;;;Bob Essai;bob@ile.example;équipe\n\
    Rives de Loire;;;;;;;;;Cléo Essai;cleo@loire.example;\n";

async fn preview(actor: &Actor, content: &[u8]) -> ImportReport {
    let request = ImportRequest {
        content: content.to_vec(),
    };
    actor
        .network()
        .preview_import(request)
        .await
        .unwrap()
        .into_inner()
}

async fn apply(actor: &Actor, content: &[u8]) -> Result<ImportReport, tonic::Status> {
    let request = ImportRequest {
        content: content.to_vec(),
    };
    let done = actor.network().apply_import(request).await;
    done.map(tonic::Response::into_inner)
}

async fn n_organisations(actor: &Actor) -> usize {
    let request = ListOrganisationsRequest::default();
    let answer = actor.network().list_organisations(request).await.unwrap();
    answer.into_inner().organisations.len()
}

#[tokio::test]
async fn a_file_is_previewed_then_written_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let before = n_organisations(&animator).await;
    let seen = preview(&animator, FINE.as_bytes()).await;
    let counts = |report: &ImportReport| {
        (
            report.n_organisations_created,
            report.n_members_created,
            report.n_unchanged,
            report.n_errors,
        )
    };
    assert_eq!(counts(&seen), (1, 3, 0, 0), "{seen:?}");
    let outcomes: Vec<&str> = seen.lines.iter().map(|line| line.outcome.as_str()).collect();
    assert_eq!(outcomes, ["create", "add_member", "add_member"]);
    let names: Vec<&str> = seen
        .lines
        .iter()
        .map(|line| line.organisation_name.as_str())
        .collect();
    assert_eq!(names, ["Île", "Île", "Rives de Loire"]);
    assert_eq!(
        n_organisations(&animator).await,
        before,
        "a preview writes nothing"
    );

    let done = apply(&animator, FINE.as_bytes()).await.unwrap();
    assert_eq!(done, seen);
    let told = animator
        .live()
        .list_activity(ListActivityRequest::default())
        .await;
    let told = told.unwrap().into_inner().activities;
    assert_eq!(told[0].object, "1 organisation, 3 personnes");
    assert_eq!(n_organisations(&animator).await, before + 1);
    let centre = world.centre("Île").await;
    assert_eq!(centre.director.me.name, "Ada Essai");
    assert_eq!(centre.director.me.zone, "Indian/Reunion");
    assert_eq!(centre.organisation.expertise, ["santé", "mobilités"]);

    let again = apply(&animator, FINE.as_bytes()).await.unwrap();
    assert_eq!(counts(&again), (0, 0, 3, 0), "{again:?}");
    // As by the form: nobody enters a team without knowing it, and is told once.
    let mails = outbox(&world.app).await;
    for email in ["ada@ile.example", "bob@ile.example", "cleo@loire.example"] {
        let theirs: Vec<_> = mails.iter().filter(|mail| mail.to == email).collect();
        let [one] = theirs.as_slice() else {
            panic!("{email}: {theirs:?}");
        };
        assert!(one.subject.starts_with("Vous êtes sur Passerelle, au titre de "));
    }
}

#[tokio::test]
async fn the_bytes_of_spreadsheets_are_understood() {
    let world = World::new().await;
    let animator = world.animator().await;
    let windows = b"organisation,personne,courriel\nC\xf4te d\x92\xc9t\xe9,Zo\xe9,zoe@cote.example\n";
    let report = preview(&animator, windows).await;
    assert_eq!(
        (report.encoding.as_str(), report.separator.as_str()),
        ("Windows-1252", ",")
    );
    assert_eq!(report.lines[0].text, "Côte d’Été, Zoé, zoe@cote.example");
    let marked = [b"\xef\xbb\xbf", FINE.as_bytes()].concat();
    let report = preview(&animator, &marked).await;
    assert_eq!(
        (report.encoding.as_str(), report.separator.as_str()),
        ("UTF-8", ";")
    );
    assert_eq!(report.n_errors, 0);
}

#[tokio::test]
async fn one_fault_holds_everything_back() {
    let world = World::new().await;
    let animator = world.animator().await;
    let before = n_organisations(&animator).await;
    let faulty = format!("{FINE}Autre;Guyane;;;;;;;;Dan Essai;pas une adresse;\n;;roi;;;;Lune;;demain;;;\n");
    let report = preview(&animator, faulty.as_bytes()).await;
    assert_eq!(report.n_errors, 2);
    let faults: Vec<(i32, usize)> = report
        .lines
        .iter()
        .filter(|line| line.outcome == "error")
        .map(|line| (line.number, line.faults.len()))
        .collect();
    assert_eq!(faults, [(5, 2), (6, 3)], "{report:?}");
    let refused = apply(&animator, faulty.as_bytes()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ImportHasErrors);
    assert_eq!(n_organisations(&animator).await, before);
}

#[tokio::test]
async fn a_file_has_limits_and_an_owner() {
    let world = World::new().await;
    let animator = world.animator().await;
    let check = async |content: &[u8], expected: Reason| {
        let refused = apply(&animator, content).await.unwrap_err();
        assert_eq!(violations(&refused), [("content".to_owned(), expected)]);
    };
    check(b"", Reason::Required).await;
    check(&vec![b'a'; 2 * 1024 * 1024 + 1], Reason::FileTooLarge).await;
    let long = format!("organisation\n{}", "Un centre\n".repeat(5001));
    check(long.as_bytes(), Reason::TooMany).await;
    let director = world.centre("Rives de Loire").await.director;
    let refused = apply(&director, FINE.as_bytes()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_form_carries_the_file() {
    let world = World::new().await;
    let animator = world.animator().await;
    let body = format!(
        "--sep\r\nContent-Disposition: form-data; name=\"_page\"\r\n\r\n/network/import\r\n\
         --sep\r\nContent-Disposition: form-data; name=\"content\"; filename=\"réseau.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{FINE}\r\n--sep--\r\n"
    );
    let page = animator.post_body(
        "/act/NetworkService/PreviewImport",
        "multipart/form-data; boundary=sep",
        body,
    );
    let page = page.await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Ada Essai"), "{}", page.text);
}
