//! A message of the ANRU followed down to the field, and the questions of the field followed up.

use chrono::TimeDelta;

use super::*;
use crate::bulletin::newsletter::{compose, leave, n_in_state};
use crate::bulletin::{acknowledge, content, correction, declare, declared, get, procedure, reception};
use crate::delivery::subscribe;
use crate::mail::outbox;
use crate::world::Centre;

/// Every centre of the network, with its people.
async fn centres(world: &World) -> Vec<Centre> {
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    let animator = world.animator().await;
    let all = animator.network().list_organisations(request).await.unwrap();
    let mut centres = Vec::new();
    for one in all.into_inner().organisations {
        centres.push(world.centre(&one.short_name).await);
    }
    centres
}

/// The bulletin as the information system of the ANRU sends it.
fn pushed() -> PushBulletinRequest {
    PushBulletinRequest {
        idempotency_key: "2027-014".to_owned(),
        kind: "Charte nationale des clauses d’insertion".to_owned(),
        content: Some(BulletinContent {
            text: "Chaque convention fixe des **heures d’insertion**. Bilan une fois par an.".to_owned(),
            delay_days: 5,
            ..content("Clauses d’insertion dans les conventions")
        }),
    }
}

/// An edition of the centre with the bulletin leaves to this many readers; answers its recipients with state sent.
async fn letter(world: &World, centre: &Centre, one: &Bulletin, n: usize) -> (String, i64) {
    let newsletter = scenario::newsletter(&centre.director).await;
    let newsletter_id = newsletter.settings.unwrap().id;
    subscribe(world, &newsletter_id, n, "").await;
    let edition = compose(centre, &newsletter_id, one).await;
    leave(world, centre, &edition).await;
    let asked = DeliveryRequest {
        edition_id: edition.id,
    };
    let ledger = centre
        .director
        .delivery()
        .get_delivery(asked)
        .await
        .unwrap()
        .into_inner();
    (newsletter_id, n_in_state(&ledger))
}

async fn similar(centre: &Centre, text: &str) -> Option<Question> {
    let request = FindSimilarQuestionsRequest {
        text: text.to_owned(),
    };
    let found = centre
        .team
        .question()
        .find_similar_questions(request)
        .await
        .unwrap()
        .into_inner();
    found.similar.into_iter().next()?.question
}

#[tokio::test]
async fn down_to_the_field_and_up_again() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let centres = centres(&world).await;
    assert_eq!(centres.len(), 18);
    procedure(&anru).await;
    let secret = crate::bulletin::token(&anru).await;
    let machine = world.machine(&secret);
    let one = machine
        .bulletin()
        .push_bulletin(pushed())
        .await
        .unwrap()
        .into_inner();
    let again = machine
        .bulletin()
        .push_bulletin(pushed())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((one.id.as_str(), one.receptions.len()), (again.id.as_str(), 18));
    world.run_jobs().await;
    for centre in &centres {
        let mails = outbox(&world.app).await;
        let mails: Vec<_> = mails
            .iter()
            .filter(|mail| mail.to == centre.director.me.email)
            .collect();
        assert_eq!(mails.len(), 1, "{}", centre.organisation.short_name);
        assert!(
            mails[0].text.contains(&format!("/bulletin/{}", one.id)),
            "{}",
            mails[0].text
        );
    }

    // Seventeen acknowledge; the last is reminded.
    let (last, first) = centres.split_last().unwrap();
    for centre in first {
        acknowledge(&centre.team, &one.id).await.unwrap();
    }
    world.clock().advance(TimeDelta::days(6));
    let animator = world.enter_as(&animator.me.person_id).await;
    let remind = GetBulletinRequest { id: one.id.clone() };
    let reminded = animator
        .bulletin()
        .remind_centres_of_bulletin(remind)
        .await
        .unwrap()
        .into_inner();
    let late: Vec<_> = reminded
        .receptions
        .iter()
        .filter(|one| one.reminded_at.is_some())
        .collect();
    assert_eq!(
        (late.len(), late[0].organisation_id.as_str()),
        (1, last.id.as_str())
    );
    let director = world.enter_as(&last.director.me.person_id).await;
    assert!(acknowledge(&director, &one.id).await.unwrap().receptions[0].is_late);

    // By newsletter to 500, at a session, and declared.
    let [by_letter, at_session, otherwise] = [
        world.centre(&centres[0].organisation.short_name).await,
        world.centre(&centres[1].organisation.short_name).await,
        world.centre(&centres[2].organisation.short_name).await,
    ];
    let (newsletter_id, n_sent) = letter(&world, &by_letter, &one, 500).await;
    assert_eq!(n_sent, 500);
    let at_session = world.centre(&at_session.organisation.short_name).await;
    let held = session_after(&world, &at_session, 23).await;
    let request = DeclareRelayRequest {
        id: one.id.clone(),
        meeting_id: held,
        ..Default::default()
    };
    let at_session = world.centre(&at_session.organisation.short_name).await;
    declare(&at_session.team, request).await.unwrap();
    let otherwise = world.centre(&otherwise.organisation.short_name).await;
    declare(&otherwise.team, declared(&one.id, 40)).await.unwrap();
    let anru = world.anru().await;
    let seen = get(&anru, &one.id).await.unwrap();
    let totals = seen.totals.unwrap();
    assert_eq!(totals.n_reached, n_sent + 23, "exactly the ledger and who came");
    assert_eq!(
        (totals.n_declared, totals.n_acknowledged, totals.n_relayed),
        (40, 18, 3)
    );
    assert!(reception(&seen, &by_letter).relays[0].words.contains("n°\u{a0}1"));

    // A correction: the next edition proposes it.
    let text = "Chaque convention fixe des **heures d’insertion**. Bilan deux fois par an.";
    let correct = correction(&seen, text, "Le bilan vient deux fois par an.");
    anru.bulletin().correct_bulletin(correct).await.unwrap();
    let by_letter = world.centre(&by_letter.organisation.short_name).await;
    let create = CreateEditionRequest {
        newsletter_id,
        subject: "Suite".to_owned(),
    };
    let next = by_letter
        .director
        .edition()
        .create_edition(create)
        .await
        .unwrap()
        .into_inner();
    let search = SearchSourcesRequest {
        edition_id: next.id,
        query: String::new(),
    };
    let found = by_letter
        .director
        .edition()
        .search_sources(search)
        .await
        .unwrap()
        .into_inner();
    assert!(
        found.sources[0].title.starts_with("Rectificatif"),
        "{:?}",
        found.sources[0]
    );
    up(&world, &centres, &one).await;
}

/// A session of a centre that was held today, with this many local actors.
async fn session_after(world: &World, centre: &Centre, n: i32) -> String {
    let day = world.clock().now().date_naive();
    let request = CreateMeetingRequest {
        kind: MeetingKind::LocalSession as i32,
        title: "Réunion des structures d’insertion".to_owned(),
        place: "Port-Clair".to_owned(),
        starts_at: format!("{}T09:00", day + chrono::Days::new(1)),
        ends_at: format!("{}T11:00", day + chrono::Days::new(1)),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let planned = centre
        .director
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    world.clock().advance(TimeDelta::days(2));
    let centre = world.centre(&centre.organisation.short_name).await;
    let held = RecordHeldRequest {
        id: planned.id,
        n_attendants: n,
    };
    centre
        .director
        .meeting()
        .record_held(held)
        .await
        .unwrap()
        .into_inner()
        .id
}

/// Three centres ask the same; one answer; it is found with another form of the words.
async fn up(world: &World, centres: &[Centre], one: &Bulletin) {
    let mut asking = Vec::new();
    for centre in &centres[..3] {
        asking.push(world.centre(&centre.organisation.short_name).await);
    }
    let ask = CreateQuestionRequest {
        kind: QuestionKind::Question as i32,
        subject: "Qui suit les heures d’insertion des petites entreprises ?".to_owned(),
        text: "Les artisans demandent qui compte les heures d’insertion quand ils se groupent.".to_owned(),
        territory: "Val fictif".to_owned(),
        bulletin_id: one.id.clone(),
        ..Default::default()
    };
    let asked = asking[0]
        .team
        .question()
        .create_question(ask)
        .await
        .unwrap()
        .into_inner();
    for centre in &asking[1..] {
        let text = "Comment suivre l’heure d’insertion d’une entreprise groupée ?";
        let near = similar(centre, text)
            .await
            .expect("a question that looks like it");
        assert_eq!(near.id, asked.id);
        let join = JoinQuestionRequest {
            id: near.id,
            ..Default::default()
        };
        centre.director.question().join_question(join).await.unwrap();
    }
    let anru = world.anru().await;
    let read = GetQuestionRequest { id: asked.id.clone() };
    let read = anru.question().get_question(read).await.unwrap().into_inner();
    assert_eq!((read.n_centres, read.bulletin_id.as_str()), (3, one.id.as_str()));
    let due_on = world.clock().now().date_naive() + chrono::Days::new(10);
    let take = TakeQuestionRequest {
        id: asked.id.clone(),
        due_on: due_on.to_string(),
        version: read.version,
        ..Default::default()
    };
    let taken = anru.question().take_question(take).await.unwrap().into_inner();
    let answer = AnswerQuestionRequest {
        id: asked.id.clone(),
        text: "Le groupement désigne **une entreprise** qui les compte pour toutes.".to_owned(),
        version: taken.version,
        ..Default::default()
    };
    let answered = anru
        .question()
        .answer_question(answer)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answered.state(), QuestionState::Answered);
    // With another form of the words, by a centre that never asked.
    let reader = world.centre(&centres[5].organisation.short_name).await;
    let search = SearchAnswersRequest {
        query: "groupements, compter une heure".to_owned(),
        ..Default::default()
    };
    let found = reader
        .team
        .question()
        .search_answers(search)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(found.questions[0].id, asked.id);
    assert!(found.questions[0].answers[0].text.contains("une entreprise"));
}
