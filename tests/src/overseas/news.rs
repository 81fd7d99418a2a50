//! The news of each territory: posted, corrected, taken back; what is prepared is the own organisation's.

use super::*;

async fn thread(actor: &Actor, centre: &Centre) -> ListOverseasNewsResponse {
    let request = ListOverseasNewsRequest {
        centre_id: centre.id.clone(),
        before_id: String::new(),
    };
    actor
        .overseas()
        .list_overseas_news(request)
        .await
        .unwrap()
        .into_inner()
}

fn draft(centre: &Centre, text: &str, version: i32) -> SaveOverseasDraftRequest {
    SaveOverseasDraftRequest {
        centre_id: centre.id.clone(),
        text: text.to_owned(),
        version,
    }
}

fn post(centre: &Centre, text: &str, version: i32) -> PostOverseasNewsRequest {
    PostOverseasNewsRequest {
        centre_id: centre.id.clone(),
        text: text.to_owned(),
        version,
    }
}

#[tokio::test]
async fn prepared_posted_corrected_taken_back() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let dgom = world.dgom().await;

    // Prepared over two days: the own organisation alone reads it; two colleagues do not overwrite each other.
    let saved = guyane
        .team
        .overseas()
        .save_overseas_draft(draft(&guyane, "Le quartier", 0))
        .await;
    assert_eq!(saved.unwrap().into_inner().draft_version, 1);
    let refused = guyane
        .director
        .overseas()
        .save_overseas_draft(draft(&guyane, "Autre", 0))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    let saved = guyane
        .director
        .overseas()
        .save_overseas_draft(draft(&guyane, "Le quartier bouge", 1))
        .await;
    assert_eq!(saved.unwrap().into_inner().draft, "Le quartier bouge");
    assert_eq!(thread(&guyane.team, &guyane).await.draft_version, 2);
    for reader in [&mayotte.team, &dgom] {
        let seen = thread(reader, &guyane).await;
        assert_eq!((seen.draft.as_str(), seen.draft_version), ("", 0));
        assert_eq!(seen.news, []);
    }
    let list = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let told = guyane.team.live().list_activity(list).await.unwrap().into_inner();
    assert!(
        told.activities
            .iter()
            .all(|one| one.kind() != ActivityKind::OverseasDraftSaved)
    );

    // Posted: the draft that a colleague changed meanwhile is not lost.
    let stale = guyane
        .team
        .overseas()
        .post_overseas_news(post(&guyane, "Vieux", 1))
        .await;
    assert_eq!(reason(&stale.unwrap_err()), Reason::ChangedMeanwhile);
    let posted = guyane
        .team
        .overseas()
        .post_overseas_news(post(&guyane, "Le quartier **bouge**", 2))
        .await;
    let posted = posted.unwrap().into_inner();
    assert_eq!((posted.draft.as_str(), posted.draft_version), ("", 0));
    let one = &thread(&mayotte.team, &guyane).await.news[0];
    assert_eq!(one.text_html.trim(), "<p>Le quartier <strong>bouge</strong></p>");
    assert_eq!(
        (one.organisation_name.as_str(), one.author_name.as_str()),
        ("Guyane", guyane.team.me.name.as_str())
    );
    assert!(!one.may_edit && one.corrected_at.is_none());

    // Corrected and taken back by the organisation that posted it.
    let update = UpdateOverseasNewsRequest {
        id: one.id.clone(),
        text: "Le quartier bouge bien".to_owned(),
        version: one.version,
    };
    let refused = mayotte.team.overseas().update_overseas_news(update.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let updated = guyane
        .director
        .overseas()
        .update_overseas_news(update.clone())
        .await;
    assert!(updated.unwrap().into_inner().news[0].corrected_at.is_some());
    let refused = guyane.team.overseas().update_overseas_news(update.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    let id = OverseasNewsRequest { id: one.id.clone() };
    let gone = guyane.team.overseas().withdraw_overseas_news(id.clone()).await;
    let gone = gone.unwrap().into_inner();
    assert!(gone.news[0].is_withdrawn && gone.news[0].text.is_empty());
    let refused = guyane.team.overseas().withdraw_overseas_news(id).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NewsWithdrawn);
    let refused = guyane.team.overseas().update_overseas_news(update).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NewsWithdrawn);
}

#[tokio::test]
async fn a_thread_is_read_page_by_page_and_each_territory_has_its_own() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let dgom = world.dgom().await;
    for n in 0..23 {
        let text = format!("Nouvelle {n}");
        dgom.overseas()
            .post_overseas_news(post(&guyane, &text, 0))
            .await
            .unwrap();
    }
    dgom.overseas()
        .post_overseas_news(post(&mayotte, "Mamoudzou", 0))
        .await
        .unwrap();
    let first = thread(&guyane.team, &guyane).await;
    assert_eq!(
        (first.news.len(), first.news[0].text.as_str()),
        (20, "Nouvelle 22")
    );
    let request = ListOverseasNewsRequest {
        centre_id: guyane.id.clone(),
        before_id: first.next_before_id.clone(),
    };
    let last = guyane
        .team
        .overseas()
        .list_overseas_news(request)
        .await
        .unwrap()
        .into_inner();
    let texts: Vec<_> = last.news.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["Nouvelle 2", "Nouvelle 1", "Nouvelle 0"]);
    assert_eq!(last.next_before_id, "");
    let all = ListOverseasNewsRequest::default();
    let all = guyane
        .team
        .overseas()
        .list_overseas_news(all)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((all.news[0].centre_name.as_str(), all.centre), ("Mayotte", None));
    // The thread of a metropolitan centre is none.
    let rives = world.centre("Rives de Loire").await;
    let refused = dgom.overseas().post_overseas_news(post(&rives, "Ici", 0)).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
}

/// Everything in the thread is done by plain forms, without WebAssembly.
#[tokio::test]
async fn the_pages_of_the_space_work_as_plain_forms() {
    let world = World::new().await;
    let guyane = world.centre("Guyane").await;
    let path = format!("/overseas/news/{}", guyane.id);
    let fields = [
        ("centre_id", guyane.id.as_str()),
        ("version", "0"),
        ("text", "Un texte commencé"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let kept = guyane
        .team
        .post("/act/OverseasService/SaveOverseasDraft", &fields)
        .await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    let page = guyane.director.get(&path).await;
    assert!(page.text.contains("Un texte commencé") && page.text.contains("data-autosave"));
    let mut fields = fields.to_vec();
    fields[2] = ("text", "");
    fields[1] = ("version", "1");
    let refused = guyane
        .team
        .post("/act/OverseasService/PostOverseasNews", &fields)
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("À remplir."), "{}", refused.text);
    fields[2] = ("text", "Un texte fini");
    let posted = guyane
        .team
        .post("/act/OverseasService/PostOverseasNews", &fields)
        .await;
    assert_eq!(posted.status, 303, "{}", posted.text);
    let page = guyane.team.get(&posted.location.unwrap()).await;
    assert!(page.text.contains("Un texte fini"));
    assert!(page.text.contains("C’est publié dans l’espace."));
    let fields = [
        ("title", "Observer ensemble"),
        ("aim", "Un **tableau** commun"),
        ("_page", "/overseas/work/new"),
        ("_next", "/overseas/work/{id}"),
    ];
    let made = guyane
        .team
        .post("/act/OverseasService/CreateOverseasWork", &fields)
        .await;
    let path = made.location.unwrap();
    assert!(path.starts_with("/overseas/work/"), "{path}");
    let page = guyane.director.get(path.split('?').next().unwrap()).await;
    assert!(page.text.contains("Commencer ce travail"), "{}", page.text);
}

/// The digest tells it at eight on the clock of each reader.
#[tokio::test]
async fn the_digest_comes_at_the_hour_of_each_territory() {
    let world = World::new().await;
    let [guyane, _] = two(&world).await;
    let [reunion, martinique] = [
        world.centre("La Réunion").await.director,
        world.centre("Martinique").await.director,
    ];
    let news = post(&guyane, "Une nouvelle", 0);
    guyane.team.overseas().post_overseas_news(news).await.unwrap();
    let digests = async |actor: &Actor| {
        let mut mails = crate::mail::outbox(&world.app).await;
        mails.retain(|mail| {
            mail.to == actor.me.email && mail.text.contains("a donné des nouvelles du territoire")
        });
        mails.len()
    };
    for (now, expected) in [
        ("2027-03-16T03:59:00Z", (0, 0)),
        ("2027-03-16T04:00:00Z", (1, 0)),
        ("2027-03-16T11:59:00Z", (1, 0)),
        ("2027-03-16T12:00:00Z", (1, 1)),
    ] {
        world.clock().set(now.parse().unwrap());
        world.run_jobs().await;
        assert_eq!(
            (digests(&reunion).await, digests(&martinique).await),
            expected,
            "{now}"
        );
    }
}
