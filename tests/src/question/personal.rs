//! Nothing that may name a person leaves before a person has redacted it, or confirmed that it names nobody.

use super::*;

const TEXT: &str =
    "Mme Modèle, 12 rue des Lilas, demande au 06 12 34 56 78 qui paie. Écrire à qui@local.example";

/// Lines of the audit about passages, the newest first.
async fn traces(actor: &Actor) -> Vec<(String, String)> {
    let lines = actor.account().list_audit(ListAuditRequest::default()).await;
    let lines = lines.unwrap().into_inner().lines.into_iter();
    lines
        .filter(|line| line.act == "ConfirmPassages")
        .map(|line| (line.person_name, line.subject))
        .collect()
}

async fn n_asked(actor: &Actor) -> usize {
    let all = actor
        .question()
        .list_questions(ListQuestionsRequest::default())
        .await;
    all.unwrap().into_inner().questions.len()
}

async fn marked(actor: &Actor, text: &str) -> Vec<(MarkKind, String)> {
    let request = CheckPersonalDataRequest {
        texts: vec![text.to_owned()],
    };
    let checked = actor
        .question()
        .check_personal_data(request)
        .await
        .unwrap()
        .into_inner();
    let pieces = &checked.marked[0].pieces;
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(whole, text, "nothing is lost");
    let marked = pieces
        .iter()
        .filter(|piece| piece.kind() != MarkKind::Unspecified);
    marked.map(|piece| (piece.kind(), piece.text.clone())).collect()
}

#[tokio::test]
async fn marked_then_confirmed_or_redacted_and_traced() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let team = &rives.team;
    let found = marked(team, TEXT).await;
    let expected = [
        (MarkKind::Name, "Mme Modèle"),
        (MarkKind::Address, "12 rue des Lilas"),
        (MarkKind::Telephone, "06 12 34 56 78"),
        (MarkKind::Email, "qui@local.example"),
    ];
    assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    assert!(marked(team, "Qui paie le déménagement ?").await.is_empty());
    let numbers = "N° 1 85 05 78 006 084 36, compte FR76 3000 6000 0112 3456 7890 189";
    let expected = [
        (MarkKind::SecurityNumber, "1 85 05 78 006 084 36"),
        (MarkKind::BankAccount, "FR76 3000 6000 0112 3456 7890 189"),
    ];
    assert_eq!(
        marked(team, numbers).await,
        expected.map(|(kind, text)| (kind, text.to_owned()))
    );

    let request = CreateQuestionRequest {
        text: TEXT.to_owned(),
        ..asked("Le déménagement de M. Exemple")
    };
    let refused = team
        .question()
        .create_question(request.clone())
        .await
        .unwrap_err();
    let both = ["subject", "text"].map(|field| (field.to_owned(), Reason::PersonalData));
    assert_eq!(violations(&refused), both);
    // Some of them confirmed: the others still wait.
    let some = CreateQuestionRequest {
        confirmed: vec!["M. Exemple".to_owned(), "Mme Modèle".to_owned()],
        ..request.clone()
    };
    let refused = team.question().create_question(some).await.unwrap_err();
    assert_eq!(violations(&refused), both[1..]);
    assert_eq!((n_asked(team).await, traces(&rives.director).await.len()), (0, 0));

    // Two are confirmed, the others redacted.
    let passages: Vec<String> = found
        .into_iter()
        .map(|(_, text)| text)
        .chain(["M. Exemple".to_owned()])
        .collect();
    let sent = CreateQuestionRequest {
        text: "Mme Modèle demande qui paie.".to_owned(),
        confirmed: passages.clone(),
        marked: passages,
        ..request
    };
    let one = team.question().create_question(sent).await.unwrap().into_inner();
    let trace = "Le déménagement de M. Exemple (2 confirmés, 3 retirés)";
    assert_eq!(
        traces(&rives.director).await,
        [(team.me.name.clone(), trace.to_owned())]
    );

    // What is added later is not confirmed by what was.
    let more = UpdateQuestionRequest {
        id: one.id.clone(),
        kind: one.kind,
        subject: "Le déménagement de Mme Fictif".to_owned(),
        confirmed: vec!["M. Exemple".to_owned(), "Mme Fictif, de Tours".to_owned()],
        version: one.version,
        ..Default::default()
    };
    let refused = team.question().update_question(more).await.unwrap_err();
    assert_eq!(violations(&refused), both[..1]);
}

/// Redacted all the same: it is traced that something was.
#[tokio::test]
async fn what_was_only_redacted_is_traced_too() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let request = CreateQuestionRequest {
        marked: vec!["Mme Modèle".to_owned()],
        ..asked("Qui paie ?")
    };
    rives.team.question().create_question(request).await.unwrap();
    ask(&rives.team, "Sans rien de tel").await;
    let traces = traces(&rives.director).await;
    assert_eq!(
        traces,
        [(
            rives.team.me.name.clone(),
            "Qui paie ? (0 confirmé, 1 retiré)".to_owned()
        )]
    );
}

#[tokio::test]
async fn notes_answers_and_closings_are_checked_as_questions_are() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "Qui paie ?").await;
    let waits = |field: &str| [(field.to_owned(), Reason::PersonalData)];
    let refused = join(&guyane.team, &one.id, TEXT).await.unwrap_err();
    assert_eq!(violations(&refused), waits("note"));
    let refused = answer(&anru, &one.id, TEXT).await.unwrap_err();
    assert_eq!(violations(&refused), waits("text"));
    let refused = close(&anru, &one.id, Closing::Redirected, "Voir Mme Modèle")
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), waits("text"));

    let confirmed = || vec!["Mme Modèle".to_owned()];
    let join = JoinQuestionRequest {
        id: one.id.clone(),
        note: "Comme Mme Modèle".to_owned(),
        confirmed: confirmed(),
        ..Default::default()
    };
    guyane.team.question().join_question(join).await.unwrap();
    let answer = AnswerQuestionRequest {
        id: one.id.clone(),
        text: "Écrire à Mme Modèle".to_owned(),
        confirmed: confirmed(),
        version: 1,
        ..Default::default()
    };
    anru.question().answer_question(answer).await.unwrap();
    let close = CloseQuestionRequest {
        id: one.id.clone(),
        closing: Closing::Redirected as i32,
        text: "Voir Mme Modèle".to_owned(),
        confirmed: confirmed(),
        version: 2,
        ..Default::default()
    };
    anru.question().close_question(close).await.unwrap();
    let trace = "Qui paie ? (1 confirmé, 0 retiré)".to_owned();
    let by = [&anru.me.name, &anru.me.name, &guyane.team.me.name];
    assert_eq!(
        traces(&animator).await,
        by.map(|name| (name.clone(), trace.clone()))
    );
}

/// A machine does not know whom a passage names.
#[tokio::test]
async fn a_token_confirms_nothing() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = ask(&rives.director, "Qui paie ?").await;
    let token = CreateTokenRequest {
        name: "Système d’information".to_owned(),
        scopes: vec!["question:write".to_owned(), "question:read".to_owned()],
        days: 30,
    };
    let token = anru.account().create_token(token).await.unwrap().into_inner();
    let machine = world.machine(&token.secret);
    let request = |text: &str| AnswerQuestionRequest {
        id: one.id.clone(),
        text: text.to_owned(),
        confirmed: vec!["Mme Modèle".to_owned()],
        version: 1,
        ..Default::default()
    };
    let refused = machine
        .question()
        .answer_question(request("Voir Mme Modèle"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    // It answers what names nobody; who takes a question is a person.
    let taking = TakeQuestionRequest {
        id: one.id.clone(),
        due_on: "2027-04-30".to_owned(),
        version: 1,
        ..Default::default()
    };
    let refused = machine.question().take_question(taking).await.unwrap_err();
    assert_eq!(violations(&refused), [("owner_id".to_owned(), Reason::Required)]);
    machine
        .question()
        .answer_question(request("Le bailleur."))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_check_reads_so_much_and_no_more() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await.team;
    for (texts, expected) in [
        (vec![String::new(); 11], Reason::TooMany),
        (vec!["a".repeat(20_001)], Reason::TooLong),
    ] {
        let request = CheckPersonalDataRequest { texts };
        let refused = rives.question().check_personal_data(request).await.unwrap_err();
        assert_eq!(violations(&refused), [("texts".to_owned(), expected)]);
    }
}
