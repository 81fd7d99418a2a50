//! Who reads what: a draft is its body's, a centre reads of itself only, nobody else knows of a bulletin.

use tonic::Code;

use super::*;

fn is_missing(answered: Answered) -> bool {
    answered.is_err_and(|status| status.code() == Code::NotFound)
}

async fn listed(actor: &Actor, request: ListBulletinsRequest) -> ListBulletinsResponse {
    actor
        .bulletin()
        .list_bulletins(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn each_reads_what_is_theirs() {
    let world = World::new().await;
    let (anru, animator, dgom) = (world.anru().await, world.animator().await, world.dgom().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let wanted = BulletinContent {
        organisation_ids: vec![rives.id.clone()],
        audience_reason: "Un site y est.".to_owned(),
        ..content("Règlement")
    };
    let one = draft(&anru, wanted).await;
    for other in [&animator, &dgom, &rives.director, &guyane.team] {
        assert!(
            is_missing(get(other, &one.id).await),
            "a draft, {}",
            other.me.name
        );
    }
    let one = anru
        .bulletin()
        .publish_bulletin(named(&one))
        .await
        .unwrap()
        .into_inner();
    for other in [&dgom, &guyane.director, &guyane.team] {
        assert!(is_missing(get(other, &one.id).await), "{}", other.me.name);
        assert_eq!(listed(other, ListBulletinsRequest::default()).await.bulletins, []);
        if other.role() != Role::OverseasMinistry {
            assert!(is_missing(acknowledge(other, &one.id).await), "{}", other.me.name);
            assert!(is_missing(set_aside(other, &one.id, "Non.").await));
            assert!(is_missing(declare(other, declared(&one.id, 1)).await));
        }
    }
    // The animator reads, and is refused what is the body's.
    get(&animator, &one.id).await.unwrap();
    let refused = animator
        .bulletin()
        .publish_bulletin(named(&one))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let own = get(&rives.director, &one.id).await.unwrap();
    assert_eq!(
        (own.created_by.as_str(), own.may_edit, own.may_publish),
        ("", false, false)
    );
    assert_eq!(own.content.unwrap().audience_reason, "Un site y est.");
}

#[tokio::test]
async fn a_centre_lists_what_waits_and_a_body_what_it_sent() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    for n in 1..=32 {
        published(&anru, content(&format!("Note {n}"))).await;
    }
    let page = listed(&anru, ListBulletinsRequest::default()).await;
    assert_eq!((page.bulletins.len(), page.has_more), (30, true));
    assert_eq!(page.bulletins[0].content.clone().unwrap().title, "Note 32");
    assert!(
        page.bulletins
            .iter()
            .all(|one| one.receptions.is_empty() && one.text_html.is_empty())
    );
    assert!(page.bulletins.iter().all(|one| one.totals.is_some()));
    let after = page.bulletins[29].id.clone();
    let rest = listed(
        &anru,
        ListBulletinsRequest {
            after,
            ..Default::default()
        },
    )
    .await;
    assert_eq!((rest.bulletins.len(), rest.has_more), (2, false));

    let waiting = ListBulletinsRequest {
        is_waiting: true,
        ..Default::default()
    };
    let before = listed(&rives.team, waiting.clone()).await.bulletins;
    assert_eq!(before.len(), 30);
    acknowledge(&rives.team, &before[0].id).await.unwrap();
    set_aside(&rives.team, &before[1].id, "Hors sujet.")
        .await
        .unwrap();
    declare(&rives.team, declared(&before[2].id, 2)).await.unwrap();
    let now = listed(&rives.team, waiting).await.bulletins;
    assert_eq!(
        now[0].id, before[0].id,
        "acknowledged, it waits to be relayed or set aside"
    );
    assert_eq!(now[0].receptions.len(), 1);
    assert!(
        now.iter()
            .all(|one| one.id != before[1].id && one.id != before[2].id)
    );
}

#[tokio::test]
async fn anyone_reads_what_its_kind_allows() {
    let world = World::new().await;
    let anru = world.anru().await;
    let kinds = procedure(&anru).await.kinds;
    let one = published(&anru, content("Règlement")).await;
    let anyone = world.anonymous();
    let read = |id: &str| {
        let mut client = anyone.bulletin();
        let request = GetBulletinRequest { id: id.to_owned() };
        async move { client.get_public_bulletin(request).await }
    };
    let public = read(&one.id).await.unwrap().into_inner();
    assert_eq!(
        (public.title.as_str(), public.organisation_name.as_str()),
        ("Règlement", "ANRU")
    );
    assert!(public.text_html.contains("<strong>change</strong>"));
    let page = anyone.get(&one.public_path).await;
    assert!(
        page.text.contains("Source") && page.text.contains("ANRU"),
        "{}",
        page.text
    );
    let hidden = draft(&anru, content("Brouillon")).await;
    assert_eq!(read(&hidden.id).await.unwrap_err().code(), Code::NotFound);
    // Withdrawn: named, and not told any more.
    let withdraw = WithdrawBulletinRequest {
        id: one.id.clone(),
        reason: "Annulé.".to_owned(),
        version: one.version,
    };
    anru.bulletin().withdraw_bulletin(withdraw).await.unwrap();
    let public = read(&one.id).await.unwrap().into_inner();
    assert!(public.withdrawn_at.is_some() && public.text_html.is_empty());
    // A kind that is for the centres only.
    let kind = &kinds[0];
    let private = SetBulletinKindRequest {
        id: kind.id.clone(),
        name: kind.name.clone(),
        delay_days: 10,
        is_public: false,
        version: kind.version,
        ..Default::default()
    };
    anru.bulletin().set_bulletin_kind(private).await.unwrap();
    assert_eq!(read(&one.id).await.unwrap_err().code(), Code::NotFound);
}
