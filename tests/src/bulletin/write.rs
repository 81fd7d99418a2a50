//! Written, read by a second person, corrected, withdrawn.

use super::*;

pub(super) async fn set_kind(body: &Actor, change: impl FnOnce(&mut SetBulletinKindRequest)) -> Procedure {
    let all = body.bulletin().list_procedures(ListProceduresRequest {}).await;
    let all = all.unwrap().into_inner().procedures;
    let own = all
        .iter()
        .find(|one| one.organisation_id == body.me.organisation_id)
        .unwrap();
    let kind = own.kinds[0].clone();
    let mut request = SetBulletinKindRequest {
        id: kind.id,
        name: kind.name,
        delay_days: kind.delay_days,
        is_public: kind.is_public,
        version: kind.version,
        ..Default::default()
    };
    change(&mut request);
    body.bulletin()
        .set_bulletin_kind(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn the_anru_begins_with_the_subjects_of_its_annex_and_others_with_none() {
    let world = World::new().await;
    let (anru, dgom) = (world.anru().await, world.dgom().await);
    let request = SetBulletinKindRequest {
        name: "Divers".to_owned(),
        ..Default::default()
    };
    let refused = anru.bulletin().set_bulletin_kind(request).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NoProcedure);
    let own = procedure(&anru).await;
    assert_eq!(own.kinds.len(), 9);
    assert!(
        own.kinds
            .iter()
            .any(|kind| kind.name == "Charte nationale des clauses d’insertion")
    );
    assert!(own.kinds.iter().all(|kind| kind.delay_days == 10));
    assert_eq!(procedure(&dgom).await.kinds, []);
    // Everyone reads them; opening one twice is a conflict, and changes nothing.
    let centre = world.centre("Guyane").await;
    let all = centre
        .team
        .bulletin()
        .list_procedures(ListProceduresRequest {})
        .await;
    assert_eq!(all.unwrap().into_inner().procedures.len(), 2);
    let again = SetProcedureRequest {
        text: "Autre".to_owned(),
        started_on: "2027-01-01".to_owned(),
        ..Default::default()
    };
    let refused = anru.bulletin().set_procedure(again).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let world = World::new().await;
    let anru = world.anru().await;
    let own = procedure(&anru).await;
    let link = bulletin_content::Link {
        label: String::new(),
        url: "ftp://ailleurs.example".to_owned(),
    };
    let event = bulletin_content::Event {
        starts_at: "2027-03-28T02:30".to_owned(),
        registration_url: "inscription".to_owned(),
        seats_per_centre: -1,
        ..Default::default()
    };
    let request = CreateBulletinRequest {
        kind_id: own.kinds[0].id.clone(),
        content: Some(BulletinContent {
            title: " ".to_owned(),
            links: vec![bulletin_content::Link::default(), link],
            delay_days: 400,
            valid_until: "bientôt".to_owned(),
            organisation_ids: vec![anru.me.organisation_id.clone()],
            event: Some(event),
            ..Default::default()
        }),
        ..Default::default()
    };
    let refused = anru.bulletin().create_bulletin(request).await.unwrap_err();
    let mut found = violations(&refused);
    found.sort();
    let mut expected = [
        ("content.audience_reason", Reason::Required),
        ("content.delay_days", Reason::OutOfRange),
        ("content.event.registration_url", Reason::NotALink),
        ("content.event.seats_per_centre", Reason::OutOfRange),
        ("content.event.starts_at", Reason::SkippedHour),
        ("content.links.1.url", Reason::NotALink),
        ("content.organisation_ids", Reason::UnknownValue),
        ("content.title", Reason::Required),
        ("content.valid_until", Reason::NotADate),
    ]
    .map(|(field, reason)| (field.to_owned(), reason));
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_second_reader_publishes_what_another_wrote() {
    let world = World::new().await;
    let anru = world.anru().await;
    procedure(&anru).await;
    let reader = anru.me.person_id.clone();
    set_kind(&anru, |kind| {
        kind.second_reader_id.clone_from(&reader);
        kind.template = "## Ce qui change".to_owned();
    })
    .await;
    let blank = BulletinContent {
        title: "Nouveau".to_owned(),
        ..Default::default()
    };
    // Written by the information system: the person is the second reader.
    let machine = machine(&world, &anru).await;
    let all = anru.bulletin().list_procedures(ListProceduresRequest {}).await;
    let kind_id = all.unwrap().into_inner().procedures[0].kinds[0].id.clone();
    let request = CreateBulletinRequest {
        kind_id,
        content: Some(blank),
        ..Default::default()
    };
    let one = machine
        .bulletin()
        .create_bulletin(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        one.content.clone().unwrap().text,
        "## Ce qui change",
        "from the template"
    );
    world.run_jobs().await;
    let before = crate::mail::outbox(&world.app).await.len();
    let asked = machine
        .bulletin()
        .publish_bulletin(named(&one))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (asked.state(), asked.receptions.len()),
        (BulletinState::InReview, 0)
    );
    let mails = crate::mail::outbox(&world.app).await.split_off(before);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, anru.me.email);
    let home = anru
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let kinds: Vec<_> = home.expectations.iter().map(Expectation::kind).collect();
    assert!(kinds.contains(&ExpectationKind::ReviewBulletin), "{kinds:?}");
    let refused = machine
        .bulletin()
        .publish_bulletin(named(&asked))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::SecondReaderNeeded);
    let out = anru
        .bulletin()
        .publish_bulletin(named(&asked))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(out.state(), BulletinState::Published);
    // Saved before it is read, it is a draft again: what is published was read.
    let next = draft(&anru, content("Suite")).await;
    let next = machine
        .bulletin()
        .publish_bulletin(named(&next))
        .await
        .unwrap()
        .into_inner();
    let save = SaveBulletinRequest {
        id: next.id.clone(),
        content: Some(content("Suite, autrement")),
        version: next.version,
    };
    let saved = machine.bulletin().save_bulletin(save).await.unwrap().into_inner();
    assert_eq!(saved.state(), BulletinState::Draft);
    let refused = anru.bulletin().publish_bulletin(named(&saved)).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::SecondReaderNeeded,
        "who reads does not ask"
    );
}

#[tokio::test]
async fn the_day_of_an_event_stays_what_was_typed() {
    let world = World::new().await;
    let anru = world.anru().await;
    let event = bulletin_content::Event {
        starts_at: "2027-06-20T09:00".to_owned(),
        place: "Lille".to_owned(),
        ..Default::default()
    };
    let wanted = BulletinContent {
        event: Some(event),
        ..content("Journée")
    };
    let one = draft(&anru, wanted.clone()).await;
    let read = get(&anru, &one.id).await.unwrap();
    assert_eq!(read.content.as_ref(), Some(&wanted));
    let save = SaveBulletinRequest {
        id: read.id.clone(),
        content: read.content,
        version: read.version,
    };
    let saved = anru.bulletin().save_bulletin(save).await.unwrap().into_inner();
    assert_eq!(saved.content, Some(wanted));
}

#[tokio::test]
async fn without_a_centre_to_receive_it_nothing_is_published() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let guyane = world.centre("Guyane").await;
    let wanted = BulletinContent {
        organisation_ids: vec![guyane.id.clone()],
        audience_reason: "Un site y est.".to_owned(),
        ..content("Appel")
    };
    let one = draft(&anru, wanted).await;
    let end = EndOrganisationRequest {
        id: guyane.id,
        left_on: "2027-03-15".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    let refused = anru.bulletin().publish_bulletin(named(&one)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinNoCentre);
    let now = get(&anru, &one.id).await.unwrap();
    assert_eq!((now.state(), now.texts.len()), (BulletinState::Draft, 0));
}

#[tokio::test]
async fn corrected_the_centres_that_relayed_are_behind_and_withdrawn_nobody_relays() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = published(&anru, content("Règlement")).await;
    let one = {
        declare(&rives.director, declared(&one.id, 4)).await.unwrap();
        get(&anru, &one.id).await.unwrap()
    };
    let correct = |version: i32| CorrectBulletinRequest {
        version,
        ..correction(&one, "Le règlement change le **2** juin.", "La date.")
    };
    let stale = anru
        .bulletin()
        .correct_bulletin(correct(one.version - 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&stale), Reason::ChangedMeanwhile);
    let two = anru
        .bulletin()
        .correct_bulletin(correct(one.version))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((two.number, two.texts.len()), (2, 2));
    assert_eq!((two.texts[0].number, two.texts[0].note.as_str()), (2, "La date."));
    assert!(
        two.texts[1].text_html.contains("1er juin"),
        "the old text stays to be read"
    );
    assert!(reception(&two, &rives).is_outdated);
    assert!(!reception(&two, &guyane).is_outdated, "it relayed nothing");
    // Relayed again: up to date.
    let done = declare(&rives.director, declared(&one.id, 4)).await.unwrap();
    assert!(!done.receptions[0].is_outdated);
    assert_eq!(
        done.receptions[0]
            .relays
            .iter()
            .map(|one| one.number)
            .collect::<Vec<_>>(),
        [1, 2]
    );
    // What is not published is not corrected, but saved.
    let two = get(&anru, &one.id).await.unwrap();
    let withdraw = WithdrawBulletinRequest {
        id: two.id.clone(),
        reason: "Règlement annulé.".to_owned(),
        version: two.version,
    };
    let gone = anru
        .bulletin()
        .withdraw_bulletin(withdraw)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(gone.state(), BulletinState::Withdrawn);
    assert_eq!(gone.totals.unwrap().n_declared, 8, "what was done stays");
    let refused = declare(&guyane.director, declared(&one.id, 1)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinState);
    let save = SaveBulletinRequest {
        id: one.id.clone(),
        content: Some(content("Autre")),
        version: gone.version,
    };
    let refused = anru.bulletin().save_bulletin(save).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinState);
}

#[tokio::test]
async fn a_draft_is_deleted_and_what_is_published_is_not() {
    let world = World::new().await;
    let anru = world.anru().await;
    let one = draft(&anru, content("Brouillon")).await;
    anru.bulletin().delete_bulletin(named(&one)).await.unwrap();
    assert_eq!(
        get(&anru, &one.id).await.unwrap_err().code(),
        tonic::Code::NotFound
    );
    let out = published(&anru, content("Publiée")).await;
    let refused = anru.bulletin().delete_bulletin(named(&out)).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::BulletinState);
}
