//! The tasks of a joint work, and its documents.

use super::*;

fn task(work: &OverseasWork, title: &str) -> AddOverseasTaskRequest {
    AddOverseasTaskRequest {
        work_id: work.id.clone(),
        title: title.to_owned(),
        owner_name: "Lina".to_owned(),
        due_on: "2027-03-20".to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn tasks_are_of_those_who_take_part_and_end_before_the_work() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let work = create(&guyane.director, &[&mayotte.id]).await;
    let work = start(&guyane.director, &work).await.unwrap();
    let added = guyane
        .team
        .overseas()
        .add_overseas_task(task(&work, "Écrire la trame"))
        .await;
    let added = added.unwrap().into_inner();
    let [one] = added.tasks.as_slice() else {
        panic!("{:?}", added.tasks);
    };
    assert_eq!(
        (
            one.organisation_name.as_str(),
            one.owner_name.as_str(),
            one.due_on.as_str()
        ),
        ("Guyane", "Lina", "2027-03-20")
    );
    assert!(!one.is_late && one.done_at.is_none());
    assert_eq!((added.n_tasks, added.n_done), (1, 0));

    // For an organisation that takes part only; by those who do only.
    let reunion = world.centre("La Réunion").await;
    let elsewhere = AddOverseasTaskRequest {
        organisation_id: reunion.id.clone(),
        title: " ".to_owned(),
        due_on: "demain".to_owned(),
        ..task(&work, "")
    };
    let refused = guyane.team.overseas().add_overseas_task(elsewhere).await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [
            ("title".to_owned(), Reason::Required),
            ("organisation_id".to_owned(), Reason::UnknownValue),
            ("due_on".to_owned(), Reason::NotADate)
        ]
    );
    let refused = reunion
        .team
        .overseas()
        .add_overseas_task(task(&work, "Relire"))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);

    // Changed, late on the day after in its zone, done.
    let update = UpdateOverseasTaskRequest {
        id: one.id.clone(),
        title: "Écrire la trame commune".to_owned(),
        organisation_id: mayotte.id.clone(),
        owner_name: String::new(),
        due_on: "2027-03-15".to_owned(),
        version: one.version,
    };
    let updated = mayotte.team.overseas().update_overseas_task(update.clone()).await;
    assert!(!updated.unwrap().into_inner().tasks[0].is_late);
    let refused = guyane.team.overseas().update_overseas_task(update).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::ChangedMeanwhile);
    // Midnight in Mayotte: still the 15th in Cayenne and in Paris.
    world.clock().set("2027-03-15T21:00:00Z".parse().unwrap());
    assert!(get(&guyane.team, &work.id).await.unwrap().tasks[0].is_late);
    let left = end(&guyane.director, &work.id, "Fini.", false).await.unwrap_err();
    assert_eq!(reason(&left), Reason::OverseasTasksLeft);
    let done = |is_done| CompleteOverseasTaskRequest {
        id: one.id.clone(),
        is_done,
    };
    let seen = guyane.team.overseas().complete_overseas_task(done(true)).await;
    assert_eq!(seen.unwrap().into_inner().n_done, 1);
    let seen = guyane.team.overseas().complete_overseas_task(done(false)).await;
    assert_eq!(seen.unwrap().into_inner().n_done, 0);
    let id = OverseasTaskRequest { id: one.id.clone() };
    let refused = reunion.team.overseas().delete_overseas_task(id.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let removed = guyane.team.overseas().delete_overseas_task(id).await.unwrap();
    assert_eq!(removed.into_inner().n_tasks, 0);
    end(&guyane.director, &work.id, "Fini.", false).await.unwrap();
    let late = guyane
        .team
        .overseas()
        .add_overseas_task(task(&work, "Trop tard"))
        .await;
    assert_eq!(reason(&late.unwrap_err()), Reason::OverseasWorkState);
}

/// A day that is over where the task is done is not said any more; one that was said before stays.
#[tokio::test]
async fn a_task_is_for_a_day_to_come() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let work = create(&guyane.director, &[&mayotte.id]).await;
    let in_the_past = [("due_on".to_owned(), Reason::InThePast)];
    let on = |day: &str, organisation_id: &str| AddOverseasTaskRequest {
        due_on: day.to_owned(),
        organisation_id: organisation_id.to_owned(),
        ..task(&work, "Écrire")
    };
    // Past midnight in Mayotte, and still the day before in Cayenne.
    world.clock().set("2027-03-15T21:30:00Z".parse().unwrap());
    for (day, id) in [("2027-03-14", &guyane.id), ("2027-03-15", &mayotte.id)] {
        let refused = guyane.team.overseas().add_overseas_task(on(day, id)).await;
        assert_eq!(violations(&refused.unwrap_err()), in_the_past, "{day}");
    }
    let added = guyane
        .team
        .overseas()
        .add_overseas_task(on("2027-03-15", &guyane.id))
        .await;
    let one = added.unwrap().into_inner().tasks.remove(0);
    world.clock().set("2027-03-18T12:00:00Z".parse().unwrap());
    let change = |title: &str, due_on: &str, version| UpdateOverseasTaskRequest {
        id: one.id.clone(),
        title: title.to_owned(),
        organisation_id: one.organisation_id.clone(),
        owner_name: one.owner_name.clone(),
        due_on: due_on.to_owned(),
        version,
    };
    let request = change("Écrire la trame", "2027-03-16", one.version);
    let refused = guyane.team.overseas().update_overseas_task(request).await;
    assert_eq!(violations(&refused.unwrap_err()), in_the_past);
    let request = change("Écrire la trame", &one.due_on, one.version);
    let kept = guyane.team.overseas().update_overseas_task(request).await;
    let kept = kept.unwrap().into_inner().tasks.remove(0);
    assert_eq!((kept.due_on.as_str(), kept.is_late), ("2027-03-15", true));
    let request = change("Écrire la trame", "2027-03-18", kept.version);
    guyane
        .team
        .overseas()
        .update_overseas_task(request)
        .await
        .unwrap();
}

/// The documents are of those who take part while it goes on; whoever reads the outcome reads them.
#[tokio::test]
async fn documents_follow_the_work() {
    let world = World::new().await;
    let [guyane, mayotte] = two(&world).await;
    let rives = world.centre("Rives de Loire").await;
    let work = create(&guyane.director, &[]).await;
    start(&guyane.director, &work).await.unwrap();
    let upload = |name: &str| StartUploadRequest {
        owner: Owner::OverseasWork as i32,
        owner_id: work.id.clone(),
        name: name.to_owned(),
        size_bytes: 4,
        sha256: String::new(),
    };
    let started = guyane.team.attachment().start_upload(upload("note.pdf")).await;
    started.unwrap();
    let refused = mayotte.team.attachment().start_upload(upload("autre.pdf")).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);
    let list = ListAttachmentsRequest {
        owner: Owner::OverseasWork as i32,
        owner_id: work.id.clone(),
    };
    mayotte
        .team
        .attachment()
        .list_attachments(list.clone())
        .await
        .unwrap();
    let refused = rives.team.attachment().list_attachments(list.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotFound);
    end(&guyane.director, &work.id, "Un guide.", true).await.unwrap();
    rives.team.attachment().list_attachments(list).await.unwrap();
    let refused = guyane.team.attachment().start_upload(upload("tard.pdf")).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::OverseasWorkState);
}
