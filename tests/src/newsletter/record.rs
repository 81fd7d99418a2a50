//! The record of processing: what is set, what is kept and for how long, for who manages the newsletter.

use super::*;

#[tokio::test]
async fn it_says_what_is_set_and_what_is_done() {
    let world = World::new().await;
    let centre = world.centre("Rives de Loire").await;
    let director = &centre.director;
    let newsletter = scenario::newsletter(director).await;
    let id = newsletter.settings.clone().unwrap().id;
    let import = ImportSubscribersRequest {
        newsletter_id: id.clone(),
        content: b"courriel\na@structure.example\nb@structure.example\n".to_vec(),
        source: "Annuaire des contrats de ville".to_owned(),
        legal_ground: "Mission d’intérêt public".to_owned(),
        list_ids: Vec::new(),
    };
    director
        .subscriber()
        .apply_subscriber_import(import)
        .await
        .unwrap();
    let request = NewsletterRequest { id: id.clone() };
    let record = director
        .newsletter()
        .get_processing_record(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((record.n_active, record.n_pending, record.n_people), (2, 0, 1));
    assert_eq!(record.organisation_name, "Rives de Loire");
    assert_eq!((record.sources.len(), record.sources[0].n), (1, 2));
    let kept = record.retention.unwrap();
    assert_eq!(
        (
            kept.days_until_forgotten,
            kept.years_of_consent,
            kept.days_to_renew
        ),
        (30, 3, 30)
    );
    let page = director.get(&format!("/newsletter/{id}/record")).await.text;
    let file = director
        .get(&format!(
            "/export/NewsletterService/ExportProcessingRecord?id={id}"
        ))
        .await;
    assert_eq!(file.status, 200);
    let export = director
        .newsletter()
        .export_processing_record(request.clone())
        .await;
    assert_eq!(export.unwrap().into_inner().content, file.text.as_bytes());
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .contains("registre-la-lettre-du-centre.md")
    );
    for part in [
        "donnees@centre.example",
        "1 rue Fictive, Port-Clair",
        "Annuaire des contrats de ville",
        "Mission d’intérêt public",
        "effacée au bout de 30 jours",
        "Au bout de 3 ans",
        "CNIL",
    ] {
        assert!(page.contains(part), "{part} in {page}");
        assert!(file.text.contains(part), "{part} in {}", file.text);
    }
    assert!(
        file.text.contains("\n## Durées de conservation\n"),
        "{}",
        file.text
    );
    // Not an address.
    assert!(!file.text.contains("a@structure.example"));
    let refused = centre
        .team
        .newsletter()
        .get_processing_record(request.clone())
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    let [other] = world.other_centres(std::slice::from_ref(director)).await;
    let hidden = other.director.newsletter().get_processing_record(request).await;
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
}
