//! What each act must say, and how much it may.

use super::*;

#[tokio::test]
async fn what_a_question_must_say() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let long = "é".repeat(5_001);
    let good = || asked("Une question");
    let cases = [
        (
            CreateQuestionRequest { kind: 0, ..good() },
            ("kind", Reason::Required),
        ),
        (
            CreateQuestionRequest { kind: 9, ..good() },
            ("kind", Reason::UnknownValue),
        ),
        (asked(" "), ("subject", Reason::Required)),
        (asked(&long[..402]), ("subject", Reason::TooLong)),
        (
            CreateQuestionRequest {
                text: long.clone(),
                ..good()
            },
            ("text", Reason::TooLong),
        ),
        (
            CreateQuestionRequest {
                territory: long[..402].to_owned(),
                ..good()
            },
            ("territory", Reason::TooLong),
        ),
        (
            CreateQuestionRequest { urgency: 9, ..good() },
            ("urgency", Reason::UnknownValue),
        ),
        (
            CreateQuestionRequest {
                addressee_id: "x".to_owned(),
                ..good()
            },
            ("addressee_id", Reason::Malformed),
        ),
        (
            CreateQuestionRequest {
                addressee_id: rives.id.clone(),
                ..good()
            },
            ("addressee_id", Reason::NotAnAddressee),
        ),
        (
            CreateQuestionRequest {
                bulletin_id: "x".to_owned(),
                ..good()
            },
            ("bulletin_id", Reason::Malformed),
        ),
        (
            CreateQuestionRequest {
                bulletin_id: rives.id.clone(),
                ..good()
            },
            ("bulletin_id", Reason::UnknownValue),
        ),
        (
            CreateQuestionRequest {
                confirmed: vec!["x".to_owned(); 101],
                ..good()
            },
            ("confirmed", Reason::TooMany),
        ),
    ];
    for (request, (field, expected)) in cases {
        let refused = rives.team.question().create_question(request).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
    // Any national body; a bulletin that the centre received.
    let bulletin = crate::bulletin::published(&world.anru().await, crate::bulletin::content("Note")).await;
    let dgom = world.dgom().await;
    let request = CreateQuestionRequest {
        addressee_id: dgom.me.organisation_id.clone(),
        bulletin_id: bulletin.id.clone(),
        ..good()
    };
    let one = rives
        .director
        .question()
        .create_question(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (one.addressee_name.as_str(), &one.bulletin_id),
        ("DGOM", &bulletin.id)
    );
    let about = ListQuestionsRequest {
        bulletin_id: bulletin.id,
        ..Default::default()
    };
    let about = rives
        .team
        .question()
        .list_questions(about)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        about.questions.iter().map(|one| &one.id).collect::<Vec<_>>(),
        [&one.id]
    );
    let refused = take(&world.anru().await, &one.id).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound, "asked of another body");
    take(&dgom, &one.id).await.unwrap();
}

#[tokio::test]
async fn what_the_addressee_must_say() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.director, "Une question").await;
    let taking = |owner: &str, due_on: &str| TakeQuestionRequest {
        id: one.id.clone(),
        owner_id: owner.to_owned(),
        due_on: due_on.to_owned(),
        version: 1,
    };
    for (request, expected) in [
        (taking("", ""), ("due_on", Reason::Required)),
        (taking("", "2027-03-14"), ("due_on", Reason::InThePast)),
        (taking("x", "2027-04-30"), ("owner_id", Reason::Malformed)),
        (
            taking(&rives.director.me.person_id, "2027-04-30"),
            ("owner_id", Reason::NotOfAddressee),
        ),
    ] {
        let refused = anru.question().take_question(request).await.unwrap_err();
        assert_eq!(violations(&refused), [(expected.0.to_owned(), expected.1)]);
    }
    for (text, expected) in [("", Reason::Required), (&"a".repeat(20_001), Reason::TooLong)] {
        let refused = answer(&anru, &one.id, text).await.unwrap_err();
        assert_eq!(violations(&refused), [("text".to_owned(), expected)]);
    }
    for (closing, text, field, expected) in [
        (Closing::Unspecified, "", "closing", Reason::Required),
        (Closing::Settled, "", "closing", Reason::NotAnswered),
        (Closing::Redirected, " ", "text", Reason::Required),
        (Closing::Obsolete, "", "text", Reason::Required),
        (Closing::Obsolete, &"a".repeat(1_001), "text", Reason::TooLong),
    ] {
        let refused = close(&anru, &one.id, closing, text).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
    // Taken until the end of the day; then it is late.
    let today = taking(&anru.me.person_id, "2027-03-15");
    anru.question().take_question(today).await.unwrap();
    assert!(!get(&rives.team, &one.id).await.unwrap().is_late);
    world.clock().advance(chrono::TimeDelta::days(1));
    assert!(get(&rives.team, &one.id).await.unwrap().is_late);
}
