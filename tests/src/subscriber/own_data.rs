//! Reading, changing and erasing what is stored, by a link sent anew to the address.

use super::*;

pub(super) async fn own(world: &World, email: &str) -> OwnDataLink {
    let request = RequestOwnDataRequest {
        slug: scenario::SLUG.to_owned(),
        email: email.to_owned(),
        website: String::new(),
    };
    world
        .anonymous()
        .subscriber()
        .request_own_data(request)
        .await
        .unwrap();
    let query = query(world, email, "mes-donnees").await;
    OwnDataLink {
        subscriber_id: query[0].1.clone(),
        until: query[1].1.parse().unwrap(),
        signature: query[2].1.clone(),
    }
}

#[tokio::test]
async fn what_is_stored_is_read_and_changed_for_an_hour() {
    let world = World::new().await;
    opening(&world).await;
    subscribed(&world, "a@structure.example").await;
    let link = own(&world, "a@structure.example").await;
    let nobody = world.anonymous();
    let mut client = nobody.subscriber();
    let data = client.get_own_data(link.clone()).await.unwrap().into_inner();
    let one = data.subscriber.unwrap();
    assert_eq!(one.email, "a@structure.example");
    assert!(
        data.asked_text.contains("La lettre du centre"),
        "{}",
        data.asked_text
    );
    assert!(!data.asked_from.is_empty() && !data.confirmed_from.is_empty());
    let change = ChangeOwnDataRequest {
        subscriber_id: link.subscriber_id.clone(),
        until: link.until,
        signature: link.signature.clone(),
        territory: "974".to_owned(),
        themes: vec![Theme::Digital as i32],
        version: one.version,
        ..Default::default()
    };
    let changed = client.change_own_data(change.clone()).await.unwrap().into_inner();
    assert_eq!(changed.subscriber.unwrap().territory, "974");
    let late = client.change_own_data(change).await.unwrap_err();
    assert_eq!(reason(&late), Reason::ChangedMeanwhile);
    let longer = OwnDataLink {
        until: link.until + 3600,
        ..link.clone()
    };
    assert_eq!(
        client.get_own_data(longer).await.unwrap_err().code(),
        Code::NotFound,
        "until is signed"
    );
    world.clock().advance(chrono::TimeDelta::minutes(61));
    let expired = client.get_own_data(link).await.unwrap_err();
    assert_eq!(reason(&expired), Reason::LinkExpired);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let world = World::new().await;
    opening(&world).await;
    let request = RequestOwnDataRequest {
        slug: scenario::SLUG.to_owned(),
        email: "inconnu@structure.example".to_owned(),
        website: String::new(),
    };
    world
        .anonymous()
        .subscriber()
        .request_own_data(request)
        .await
        .unwrap();
    assert!(mails_to(&world, "inconnu@structure.example").await.is_empty());
}

#[tokio::test]
async fn what_is_erased_is_gone_and_not_imported_again() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    subscribed(&world, "a@structure.example").await;
    let link = own(&world, "a@structure.example").await;
    world
        .anonymous()
        .subscriber()
        .erase_own_data(link.clone())
        .await
        .unwrap();
    let again = world
        .anonymous()
        .subscriber()
        .get_own_data(link)
        .await
        .unwrap_err();
    assert_eq!(again.code(), Code::NotFound);
    let all = list(&director, &newsletter).await;
    assert_eq!((all.n_erased, all.subscribers[0].email.as_str()), (1, ""));
    assert!(
        mails_to(&world, "a@structure.example").await.is_empty(),
        "the mails carried the address"
    );
    let sql = "SELECT COUNT(*) AS n FROM subscriber WHERE email LIKE '%structure.example%'";
    let db = world.app.db.read();
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);

    let report = import::apply(&director, &newsletter, "courriel\na@structure.example\n").await;
    assert_eq!((report.n_added, report.n_kept_out), (0, 1));
    // Its owner may come back.
    ask(&world, "a@structure.example").await;
    confirm(&world, "a@structure.example").await;
    assert_eq!(list(&director, &newsletter).await.n_active, 1);
}
