//! The pages, by their forms alone.

use super::*;

#[tokio::test]
async fn written_read_and_relayed_by_forms() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    assert!(
        anru.get("/bulletin/new")
            .await
            .text
            .contains("Décrire la procédure")
    );
    let page = anru
        .post(
            "/act/BulletinService/SetProcedure",
            &[
                ("text", "Une note par mois."),
                ("n_per_year", "1"),
                ("started_on", "2027-01-01"),
                ("version", "0"),
                ("_page", "/bulletin/procedure"),
            ],
        )
        .await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = anru.get("/bulletin/procedure").await.text;
    assert!(page.contains("Au moins 1 note par an."), "{page}");
    let kinds = anru
        .bulletin()
        .list_procedures(ListProceduresRequest {})
        .await
        .unwrap()
        .into_inner();
    let kind = kinds.procedures[0].kinds[0].id.clone();
    // Nothing typed is lost.
    let create = "/act/BulletinService/CreateBulletin";
    let refused = anru
        .post(
            create,
            &[
                ("kind_id", &kind),
                ("content.title", ""),
                ("content.text", "Mon texte"),
                ("_page", "/bulletin/new"),
            ],
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Mon texte"));
    let created = anru
        .post(
            create,
            &[
                ("kind_id", &kind),
                ("content.title", "Ma note"),
                ("content.text", "Mon texte"),
                ("_page", "/bulletin/new"),
                ("_next", "/bulletin/{id}"),
            ],
        )
        .await;
    assert_eq!(created.status, 303);
    let id = ListBulletinsRequest::default();
    let one = anru
        .bulletin()
        .list_bulletins(id)
        .await
        .unwrap()
        .into_inner()
        .bulletins
        .remove(0);
    let path = format!("/bulletin/{}", one.id);
    let save = "/act/BulletinService/SaveBulletin";
    let version = one.version.to_string();
    let fields = [
        ("id", one.id.as_str()),
        ("version", &version),
        ("content.title", "Ma note"),
        ("content.text", "Mon **texte**"),
        ("content.links.0.url", "https://anru.example/reglement"),
        ("content.links.0.label", "Le règlement"),
        ("content.links.1.url", ""),
        ("content.links.1.label", ""),
        ("content.delay_days", "3"),
        ("content.event.starts_at", ""),
        ("content.event.seats_per_centre", "0"),
        ("_page", &path),
    ];
    let saved = anru.post(save, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let one = get(&anru, &one.id).await.unwrap();
    let content = one.content.clone().unwrap();
    assert_eq!(
        (content.links.len(), content.delay_days, content.event),
        (1, 3, None)
    );
    let publish = [
        ("id", one.id.as_str()),
        ("version", &one.version.to_string()),
        ("_page", &path),
    ];
    assert_eq!(
        anru.post("/act/BulletinService/PublishBulletin", &publish)
            .await
            .status,
        303
    );

    let page = rives.team.get(&path).await.text;
    for words in [
        "Accuser réception",
        "Relayer aux acteurs de terrain",
        "Écarter la note",
        "Le règlement",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        rives
            .team
            .get("/")
            .await
            .text
            .contains("Accuser réception de la note")
    );
    let read = [("id", one.id.as_str()), ("_page", &path)];
    assert_eq!(
        rives
            .team
            .post("/act/BulletinService/AcknowledgeBulletin", &read)
            .await
            .status,
        303
    );
    let list = anru.get("/bulletin").await.text;
    assert!(list.contains(" l’a lue") && !list.contains("l’ont lue"), "{list}");
    let relay = [
        ("id", one.id.as_str()),
        ("words", "Affiche"),
        ("on", "2027-03-15"),
        ("n_reached", "12"),
        ("_page", &path),
    ];
    assert_eq!(
        rives
            .team
            .post("/act/BulletinService/DeclareRelay", &relay)
            .await
            .status,
        303
    );
    let page = rives.team.get(&path).await.text;
    assert!(
        page.contains("12 acteurs de terrain") && !page.contains("Écarter la note"),
        "{page}"
    );
    let page = anru.get(&path).await.text;
    assert!(
        page.contains(&rives.team.me.name) && page.contains("déclaré par le centre"),
        "{page}"
    );
    let other = world.centre("Guyane").await;
    let page = other.team.get(&path).await.text;
    assert!(!page.contains(&rives.team.me.name) && !page.contains("Affiche"));
}
