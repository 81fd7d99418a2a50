//! Who signed a text, and since when it has left.

use super::*;

#[tokio::test]
async fn signatories_come_and_leave() {
    let world = World::new().await;
    let animator = world.animator().await;
    let charter = create(&animator, text(TextKind::Charter, WORDS)).await.unwrap();
    sign(&animator, signature(&charter.id, "France urbaine"))
        .await
        .unwrap();
    let signed = sign(&animator, signature(&charter.id, "Villes de France"))
        .await
        .unwrap();
    assert_eq!((signed.signatories.len(), signed.n_signatories), (2, 2));
    let twice = sign(&animator, signature(&charter.id, "france urbaine")).await;
    assert_eq!(
        violations(&twice.unwrap_err()),
        [("name".to_owned(), Reason::AlreadySignatory)]
    );
    let early = AddSignatoryRequest {
        signed_on: "2027-03-16".to_owned(),
        ..signature(&charter.id, "Demain")
    };
    assert_eq!(
        violations(&sign(&animator, early).await.unwrap_err()),
        [("signed_on".to_owned(), Reason::InTheFuture)]
    );

    // A day that is none is told, and nothing else.
    let wrong = AddSignatoryRequest {
        signed_on: "hier".to_owned(),
        ..signature(&charter.id, "France urbaine")
    };
    assert_eq!(
        violations(&sign(&animator, wrong).await.unwrap_err()),
        [("signed_on".to_owned(), Reason::NotADate)]
    );

    let first = signed.signatories[0].clone();
    let leave = |left_on: &str, version| UpdateSignatoryRequest {
        id: first.id.clone(),
        name: first.name.clone(),
        quality: first.quality.clone(),
        signed_on: first.signed_on.clone(),
        left_on: left_on.to_owned(),
        version,
    };
    let mut client = animator.framework();
    let wrong = client.update_signatory(leave("2016-01-01", 1)).await.unwrap_err();
    assert_eq!(
        violations(&wrong),
        [("left_on".to_owned(), Reason::EndBeforeStart)]
    );
    let wrong = client.update_signatory(leave("demain", 1)).await.unwrap_err();
    assert_eq!(violations(&wrong), [("left_on".to_owned(), Reason::NotADate)]);
    let left = client.update_signatory(leave("2027-03-15", 1)).await.unwrap();
    let left = left.into_inner();
    assert_eq!((left.signatories.len(), left.n_signatories), (2, 1));
    let lost = client.update_signatory(leave("2027-03-16", 1)).await.unwrap_err();
    assert_eq!(reason(&lost), Reason::ChangedMeanwhile);
    // Back again, from the day on which it left.
    let again = AddSignatoryRequest {
        signed_on: "2027-03-15".to_owned(),
        ..signature(&charter.id, "France urbaine")
    };
    assert_eq!(sign(&animator, again).await.unwrap().n_signatories, 2);
}
