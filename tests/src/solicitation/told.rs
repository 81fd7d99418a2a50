//! Who is told of what: mails, events, the first page.

use std::collections::BTreeMap;

use super::*;
use crate::live::Watching;
use crate::mail::outbox;

/// Subjects of the mails, by address, of those written since `before`.
async fn mails(world: &World, before: usize) -> BTreeMap<String, Vec<String>> {
    let mut by_address: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in outbox(&world.app).await.into_iter().skip(before) {
        by_address.entry(row.to).or_default().push(row.subject);
    }
    by_address
}

#[tokio::test]
async fn directors_receive_one_mail_and_whom_asked_one_for_each_answer() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    world.run_jobs().await;
    let before = outbox(&world.app).await.len();
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    let written = outbox(&world.app).await.split_off(before);
    let mut to: Vec<_> = written.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    let mut expected = [
        rives.director.me.email.as_str(),
        guyane.director.me.email.as_str(),
    ];
    expected.sort_unstable();
    assert_eq!(to, expected, "written with the solicitation itself");
    let mail = written
        .iter()
        .find(|mail| mail.to == rives.director.me.email)
        .unwrap();
    assert_eq!(
        mail.subject,
        "ANRU sollicite votre expertise\u{a0}: Maisons du projet"
    );
    for words in [
        "Un guide pour les porteurs de projet.",
        "une demi-journée",
        "jusqu’au vendredi 30\u{a0}avril inclus (heure de Paris)",
        &format!("\n\nhttp://127.0.0.1:8080/solicitation/{}", asked.id),
    ] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }

    // The teams are told as they chose; a director is not told twice.
    world.run_jobs().await;
    let told = mails(&world, before).await;
    let line = "ANRU sollicite l’expertise des centres\u{a0}: Maisons du projet".to_owned();
    assert_eq!(told[&rives.director.me.email].len(), 1);
    assert_eq!(told[&rives.team.me.email], [line]);
    assert_eq!(told.get(&anru.me.email), None, "not of the own act");

    // An answer is told to whom asked, at once, and to nobody of the other centres.
    let before = outbox(&world.app).await.len();
    prepare(&rives, &asked.id, "Un brouillon").await.unwrap();
    world.run_jobs().await;
    assert_eq!(
        mails(&world, before).await,
        BTreeMap::new(),
        "what is prepared is no news"
    );
    give(&rives, &asked.id, "Notre réponse").await.unwrap();
    world.run_jobs().await;
    step(&guyane, &asked.id, AnswerStep::Decline, "Faute de temps")
        .await
        .unwrap();
    world.run_jobs().await;
    let told = mails(&world, before).await;
    assert_eq!(
        told[&anru.me.email],
        [
            "Rives de Loire a répondu à la sollicitation\u{a0}: Maisons du projet",
            "Guyane a décliné la sollicitation\u{a0}: Maisons du projet"
        ]
    );
    assert!(
        told.get(&guyane.team.me.email)
            .is_none_or(|mails| mails.len() == 1)
    );
    assert_eq!(told.get(&guyane.director.me.email), None);

    // Closed: everyone who was asked is told.
    let before = outbox(&world.app).await.len();
    close(&anru, &asked.id, "Un guide.").await.unwrap();
    world.run_jobs().await;
    let told = mails(&world, before).await;
    for person in [&rives.director, &guyane.director, &guyane.team] {
        assert_eq!(told[&person.me.email].len(), 1);
    }
}

#[tokio::test]
async fn centres_asked_later_are_told_as_the_first_ones_were() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    world.run_jobs().await;
    let before = outbox(&world.app).await.len();
    let more = UpdateSolicitationRequest {
        id: asked.id.clone(),
        title: asked.title.clone(),
        text: asked.text.clone(),
        purpose: asked.purpose.clone(),
        due_on: asked.due_on.clone(),
        workload: asked.workload.clone(),
        organisation_ids: vec![rives.id.clone(), guyane.id.clone()],
        version: asked.version,
        ..Default::default()
    };
    anru.solicitation().update_solicitation(more).await.unwrap();
    world.run_jobs().await;
    let told = mails(&world, before).await;
    let asked = "ANRU sollicite votre expertise\u{a0}: Maisons du projet";
    let changed = "ANRU a modifié une sollicitation\u{a0}: Maisons du projet";
    assert_eq!(told[&guyane.director.me.email], [asked]);
    assert_eq!(told[&rives.director.me.email], [changed]);
}

/// The pages about it follow its topic; what a centre prepares moves nobody else's page.
#[tokio::test]
async fn those_who_read_it_are_moved() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let (mut of_anru, _) = Watching::from_now(&anru).await;
    let (mut of_team, _) = Watching::from_now(&rives.team).await;
    let (mut of_other, _) = Watching::from_now(&guyane.team).await;
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    let topic = format!("solicitation:{}", asked.id);
    for watching in [&mut of_anru, &mut of_team, &mut of_other] {
        assert!(watching.event().await.1.contains(&topic));
    }
    prepare(&rives, &asked.id, "Un brouillon").await.unwrap();
    let (prepared, topics) = of_team.event().await;
    assert!(topics.contains(&topic) && topics.contains(&format!("organisation:{}", rives.id)));
    give(&rives, &asked.id, "Notre réponse").await.unwrap();
    let (given, topics) = of_anru.event().await;
    assert!(topics.contains(&topic));
    assert_eq!(given, prepared + 1, "whom asked is not told of what is prepared");
    close(&anru, &asked.id, "Un guide.").await.unwrap();
    let (closed, topics) = of_other.event().await;
    assert!(topics.contains(&topic));
    assert_eq!(closed, given + 1, "another centre is told of neither");
}

async fn expected(actor: &Actor) -> Vec<(ExpectationKind, i32, i64)> {
    let home = actor.home().get_home(GetHomeRequest {}).await.unwrap();
    let all = home.into_inner().expectations.into_iter();
    all.filter(|one| one.path.starts_with("/solicitation/"))
        .map(|one| (one.kind(), one.n, one.due_at.unwrap().seconds))
        .collect()
}

#[tokio::test]
async fn the_first_page_expects_an_answer_then_the_closing() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    let due = Utc.with_ymd_and_hms(2027, 4, 30, 21, 59, 59).unwrap();
    let answer = |n| vec![(ExpectationKind::AnswerSolicitation, n, due.timestamp())];
    assert_eq!(expected(&rives.director).await, answer(0));
    assert_eq!(expected(&rives.team).await, [], "the director's act");
    assert_eq!(
        expected(&anru).await,
        [],
        "answers are awaited until the last day"
    );
    // A text is ready to be read and given.
    prepare(&rives, &asked.id, "Un brouillon").await.unwrap();
    assert_eq!(expected(&rives.director).await, answer(1));
    step(&rives, &asked.id, AnswerStep::Accept, "").await.unwrap();
    assert_eq!(
        expected(&rives.director).await,
        answer(1),
        "accepted, not answered"
    );
    give(&rives, &asked.id, "Notre réponse").await.unwrap();
    assert_eq!(expected(&rives.director).await, []);
    step(&guyane, &asked.id, AnswerStep::Decline, "Faute de temps")
        .await
        .unwrap();
    assert_eq!(expected(&guyane.director).await, []);

    world.clock().set(due);
    let anru = world.anru().await;
    assert_eq!(expected(&anru).await, []);
    world.clock().advance(chrono::TimeDelta::seconds(1));
    assert_eq!(
        expected(&anru).await,
        [(ExpectationKind::CloseSolicitation, 0, due.timestamp())]
    );
    assert_eq!(expected(&world.dgom().await).await, [], "asked by another");
    close(&anru, &asked.id, "Un guide.").await.unwrap();
    assert_eq!(expected(&anru).await, []);
}

#[tokio::test]
async fn the_demonstration_has_one_of_each() {
    let world = World::new().await;
    server::demonstration::load(&world.app).await.unwrap();
    let animator = world.animator().await;
    let all = animator
        .solicitation()
        .list_solicitations(ListSolicitationsRequest::default())
        .await
        .unwrap()
        .into_inner()
        .solicitations;
    let found: Vec<_> = all
        .iter()
        .map(|one| (one.organisation_name.as_str(), one.state(), one.answers.len()))
        .collect();
    assert_eq!(
        found,
        [
            ("ANRU", SolicitationState::Open, 18),
            ("CGET", SolicitationState::Open, 2),
            ("DGOM", SolicitationState::Closed, 5),
        ]
    );
    let states = |n: usize, state: AnswerState| {
        let answers: &[solicitation::Answer] = &all[n].answers;
        answers.iter().filter(|one| one.state() == state).count()
    };
    assert_eq!(
        (states(1, AnswerState::Given), states(1, AnswerState::Awaited)),
        (1, 1)
    );
    assert_eq!(
        (states(2, AnswerState::Given), states(2, AnswerState::Declined)),
        (4, 1)
    );
    assert!(all[2].answers.iter().any(|one| one.is_entered_by_animator));
    assert!(!all[2].outcome.is_empty());
    let closing = expected(&animator).await;
    assert_eq!(closing[0].0, ExpectationKind::CloseSolicitation);
    let director = world.centre("Rives de Loire").await.director;
    assert_eq!(
        expected(&director).await[0].0,
        ExpectationKind::AnswerSolicitation
    );
    let list = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let told = world.anru().await.live().list_activity(list).await.unwrap();
    let told = told.into_inner().activities;
    let of = |kind: ActivityKind| told.iter().any(|one| one.kind() == kind);
    assert!(of(ActivityKind::SolicitationCreated) && of(ActivityKind::SolicitationDeclined));
    let n_written = outbox(&world.app).await.len();
    world.run_jobs().await;
    assert_eq!(outbox(&world.app).await.len(), n_written, "the past is no news");
}
