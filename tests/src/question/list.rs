//! The lists: what waits, what is late, what is ours; page after page.

use super::*;

async fn listed(actor: &Actor, request: ListQuestionsRequest) -> Vec<String> {
    let all = actor.question().list_questions(request).await.unwrap();
    let all = all.into_inner().questions.into_iter();
    all.map(|one| one.subject).collect()
}

#[tokio::test]
async fn each_list_holds_what_it_says() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let [old, taken, answered, closed] = [
        ask(&rives.director, "Ancienne").await,
        ask(&rives.director, "Prise").await,
        ask(&guyane.director, "Répondue").await,
        ask(&guyane.director, "Close").await,
    ];
    take_until(&anru, &taken.id, "2027-03-16").await.unwrap();
    answer(&anru, &answered.id, "Voici.").await.unwrap();
    close(&anru, &closed.id, Closing::Obsolete, "Abrogé.")
        .await
        .unwrap();
    let request = ListQuestionsRequest::default;
    let cases = [
        (
            &animator,
            request(),
            &["Close", "Répondue", "Prise", "Ancienne"][..],
        ),
        // Those that wait, the oldest first.
        (
            &animator,
            ListQuestionsRequest {
                is_unanswered: true,
                ..request()
            },
            &["Ancienne", "Prise"],
        ),
        (
            &anru,
            ListQuestionsRequest {
                state: QuestionState::Open as i32,
                ..request()
            },
            &["Ancienne"],
        ),
        (
            &anru,
            ListQuestionsRequest {
                state: QuestionState::Closed as i32,
                ..request()
            },
            &["Close"],
        ),
        (
            &anru,
            ListQuestionsRequest {
                is_own: true,
                ..request()
            },
            &["Close", "Répondue", "Prise", "Ancienne"],
        ),
        (
            &guyane.team,
            ListQuestionsRequest {
                is_own: true,
                ..request()
            },
            &["Close", "Répondue"],
        ),
        (
            &animator,
            ListQuestionsRequest {
                is_own: true,
                ..request()
            },
            &[],
        ),
        (
            &animator,
            ListQuestionsRequest {
                is_late: true,
                ..request()
            },
            &[],
        ),
    ];
    for (actor, request, expected) in cases {
        assert_eq!(listed(actor, request.clone()).await, expected, "{request:?}");
    }
    join(&guyane.team, &old.id, "").await.unwrap();
    let own = ListQuestionsRequest {
        is_own: true,
        ..request()
    };
    assert_eq!(listed(&guyane.team, own).await, ["Close", "Répondue", "Ancienne"]);
    world.clock().advance(chrono::TimeDelta::days(3));
    let late = ListQuestionsRequest {
        is_late: true,
        ..request()
    };
    assert_eq!(listed(&animator, late).await, ["Prise"]);
    for (request, field, expected) in [
        (
            ListQuestionsRequest {
                state: 9,
                ..request()
            },
            "state",
            Reason::UnknownValue,
        ),
        (
            ListQuestionsRequest {
                after: "x".to_owned(),
                ..request()
            },
            "after",
            Reason::Malformed,
        ),
    ] {
        let refused = animator.question().list_questions(request).await.unwrap_err();
        assert_eq!(violations(&refused), [(field.to_owned(), expected)]);
    }
}

#[tokio::test]
async fn long_lists_come_page_by_page() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    for n in 0..32 {
        let one = ask(&rives, &format!("Question {n}")).await;
        answer(&anru, &one.id, "Voici.").await.unwrap();
    }
    let mut request = ListQuestionsRequest::default();
    let first = rives
        .question()
        .list_questions(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (first.questions.len(), first.questions[0].subject.as_str()),
        (30, "Question 31")
    );
    request.after = first.next_after;
    let next = rives
        .question()
        .list_questions(request)
        .await
        .unwrap()
        .into_inner();
    let subjects: Vec<_> = next.questions.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(
        (subjects, next.next_after.as_str()),
        (vec!["Question 1", "Question 0"], "")
    );

    let mut request = SearchAnswersRequest::default();
    let first = rives
        .question()
        .search_answers(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.questions.len(), first.questions[0].answers.len()), (20, 1));
    request.after = first.next_after;
    let next = rives
        .question()
        .search_answers(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((next.questions.len(), next.next_after.as_str()), (12, ""));
    let long = SearchAnswersRequest {
        query: "a".repeat(201),
        ..Default::default()
    };
    let refused = rives.question().search_answers(long).await.unwrap_err();
    assert_eq!(violations(&refused), [("query".to_owned(), Reason::TooLong)]);
}

#[tokio::test]
async fn the_latest_answered_are_first_whenever_they_were_asked() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await.director;
    let mut asked = Vec::new();
    for n in 0..24 {
        asked.push((n, ask(&rives, &format!("Question {n}")).await.id));
    }
    // The last asked is answered first; three at each instant.
    for (n, id) in asked.iter().rev() {
        answer(&anru, id, "Voici.").await.unwrap();
        if n % 3 == 0 {
            world.clock().advance(chrono::TimeDelta::minutes(1));
        }
    }
    let mut expected: Vec<i32> = (0..24).collect();
    expected.sort_by_key(|n| (n / 3, -n));
    let expected: Vec<String> = expected.iter().map(|n| format!("Question {n}")).collect();
    let mut request = SearchAnswersRequest::default();
    let mut found = Vec::new();
    for n in [20, 4] {
        let page = rives.question().search_answers(request.clone()).await.unwrap();
        let page = page.into_inner();
        assert_eq!(page.questions.len(), n);
        found.extend(page.questions.into_iter().map(|one| one.subject));
        request.after = page.next_after;
    }
    assert_eq!((found, request.after.as_str()), (expected, ""));
}
