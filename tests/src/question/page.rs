//! The pages: what each role finds there, and what it does by their forms.

use super::*;

const CREATE: &str = "/act/QuestionService/CreateQuestion";
const SIMILAR: &str = "/act/QuestionService/FindSimilarQuestions";
const JOIN: &str = "/act/QuestionService/JoinQuestion";
const LEAVE: &str = "/act/QuestionService/LeaveQuestion";
const UPDATE: &str = "/act/QuestionService/UpdateQuestion";
const TAKE: &str = "/act/QuestionService/TakeQuestion";
const ANSWER: &str = "/act/QuestionService/AnswerQuestion";
const CLOSE: &str = "/act/QuestionService/CloseQuestion";

/// Forms and words that a page has, or has not.
async fn shows(actor: &Actor, path: &str, has: &[&str], has_not: &[&str]) {
    let page = actor.get(path).await;
    let who = (actor.role(), actor.me.organisation_name.as_str());
    assert_eq!(page.status, 200, "{path} by {who:?}");
    for words in has {
        assert!(page.text.contains(words), "{path} by {who:?}: no {words}");
    }
    for words in has_not {
        assert!(!page.text.contains(words), "{path} by {who:?}: {words}");
    }
}

/// First in a few words, beside what looks like it; then all of it.
#[tokio::test]
async fn asking_goes_by_what_others_asked() {
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(
        &rives.director,
        "Qui paie le déménagement des familles relogées ?",
    )
    .await;
    let new = "/question/new";
    shows(
        &guyane.team,
        new,
        &[SIMILAR, "data-autosave", "Continuer"],
        &[CREATE],
    )
    .await;
    // What the form sends while one types, and its button without WebAssembly.
    let fields = [
        ("text", "frais de demenagement"),
        ("_page", new),
        ("_form", "similar"),
    ];
    let page = guyane.team.post(SIMILAR, &fields).await;
    assert_eq!(page.status, 200);
    let (before, after) = page.text.split_once("class=\"saved\"").unwrap();
    assert!(before.contains("frais de demenagement</textarea>"));
    let link = format!("href=\"/question/{}\"", one.id);
    assert!(
        after.contains(&link) && after.contains("1 centre derrière elle"),
        "{after}"
    );
    assert!(
        after.contains(CREATE) && after.contains("value=\"frais de demenagement\""),
        "{after}"
    );
    assert!(!page.text.contains("data-refused"));
    // From the FAQ.
    shows(
        &guyane.team,
        "/question/new?text=tarte%20aux%20pommes",
        &["Aucune question proche", CREATE],
        &[&link],
    )
    .await;
    // None looks like it: it is sent.
    let fields = [
        ("kind", "1"),
        ("subject", "Le compostage"),
        ("text", "En <pied> d’immeuble"),
        ("urgency", "2"),
        ("_page", new),
        ("_next", "/question/{id}"),
    ];
    let sent = guyane.team.post(CREATE, &fields).await;
    let path = sent.location.unwrap().replace("?done=CreateQuestion", "");
    shows(
        &rives.team,
        &path,
        &["Le compostage", "urgente", "1 centre derrière elle", JOIN],
        &["<pied>"],
    )
    .await;
    for actor in [world.anru().await, world.animator().await, world.elected().await] {
        assert_eq!(actor.get(new).await.status, 404);
    }
}

/// Nothing that was typed is lost; what was marked is shown where it stands, and confirmed one by one.
#[tokio::test]
async fn what_may_name_a_person_is_shown_and_confirmed_on_the_page() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let mut fields = vec![
        ("kind", "1"),
        ("subject", "Le déménagement de Mme Modèle"),
        ("text", "Elle habite au 12 rue des Lilas.\r\nQui paie ?"),
        ("_page", "/question/new"),
        ("_next", "/question/{id}"),
        ("_form", "CreateQuestion"),
    ];
    let refused = rives.team.post(CREATE, &fields).await;
    assert_eq!(refused.status, 422);
    for words in [
        "value=\"Le déménagement de Mme Modèle\"",
        "Elle habite au 12 rue des Lilas.",
        "Le déménagement de <mark>Mme Modèle</mark>",
        "<mark>12 rue des Lilas</mark>",
        "name=\"confirmed\" value=\"12 rue des Lilas\"",
        "name=\"marked\" value=\"Mme Modèle\"",
        "12 rue des Lilas (adresse postale)",
    ] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    fields.extend([
        ("confirmed", "Mme Modèle"),
        ("confirmed", "12 rue des Lilas"),
        ("marked", "Mme Modèle"),
        ("marked", "12 rue des Lilas"),
    ]);
    let sent = rives.team.post(CREATE, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    shows(
        &rives.director,
        "/audit",
        &["Passages vérifiés avant l’envoi", "(2 confirmés, 0 retiré)"],
        &[],
    )
    .await;
}

#[tokio::test]
async fn each_role_finds_the_own_forms() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let one = ask(&rives.director, "Qui paie ?").await;
    let path = format!("/question/{}", one.id);
    let live = format!("data-live=\"question:{}\"", one.id);
    shows(
        &rives.team,
        &path,
        &[UPDATE, &live, "Personne ne l’a encore prise en charge."],
        &[JOIN, LEAVE, TAKE],
    )
    .await;
    shows(
        &guyane.director,
        &path,
        &[JOIN],
        &[UPDATE, LEAVE, TAKE, ANSWER, CLOSE],
    )
    .await;
    shows(
        &anru,
        &path,
        &[TAKE, ANSWER, CLOSE, &anru.me.name],
        &[JOIN, UPDATE, "La réponse suffit"],
    )
    .await;
    shows(&animator, &path, &["Qui paie ?"], &[JOIN, TAKE, ANSWER, CLOSE]).await;

    let by = |fields: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        let own = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let common = [
            ("id", one.id.clone()),
            ("_page", path.clone()),
            ("_next", path.clone()),
        ];
        own.chain(common).collect()
    };
    let post = async |actor: &Actor, rpc: &str, fields: &[(&'static str, &str)]| {
        let fields = by(fields);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let page = actor.post(rpc, &fields).await;
        assert_eq!(page.status, 303, "{rpc}: {}", page.text);
    };
    post(&guyane.director, JOIN, &[("note", "Chez nous aussi")]).await;
    shows(
        &guyane.team,
        &path,
        &[LEAVE, "Chez nous aussi", "2 centres derrière elle"],
        &[JOIN],
    )
    .await;
    post(
        &anru,
        TAKE,
        &[
            ("owner_id", &anru.me.person_id),
            ("due_on", "2027-04-30"),
            ("version", "1"),
        ],
    )
    .await;
    let taken = ["prise en charge", "il reste 46\u{a0}jours", &anru.me.name];
    shows(&rives.team, &path, &taken, &[UPDATE]).await;
    post(&anru, ANSWER, &[("text", "Le **bailleur**."), ("version", "2")]).await;
    post(
        &anru,
        ANSWER,
        &[("text", "Le bailleur, sur factures."), ("version", "3")],
    )
    .await;
    let answered = [
        "Réponse<span",
        "sur factures",
        "version 2",
        "Version précédente",
        "<strong>bailleur</strong>",
    ];
    shows(&guyane.team, &path, &answered, &[LEAVE, JOIN]).await;
    shows(
        &anru,
        &path,
        &["Corriger la réponse", "La réponse suffit"],
        &[TAKE],
    )
    .await;
    post(&anru, CLOSE, &[("closing", "1"), ("version", "4")]).await;
    shows(&rives.team, &path, &["La réponse suffit", "sur factures"], &[]).await;
    shows(&anru, &path, &["Corriger la réponse"], &[CLOSE, TAKE]).await;
    let elected = world.elected().await;
    shows(
        &elected,
        &path,
        &["sur factures"],
        &[&rives.director.me.name, &anru.me.name],
    )
    .await;
    shows(
        &elected,
        "/question/faq?q=facture",
        &["Qui paie ?", "sur factures"],
        &[],
    )
    .await;
    let ask = "href=\"/question/new?text=tarte%20aux%20pommes\"";
    shows(
        &rives.team,
        "/question/faq?q=tarte+aux+pommes",
        &["Aucune réponse ne parle de cela.", ask],
        &[],
    )
    .await;
    shows(
        &elected,
        "/question/faq?q=tarte+aux+pommes",
        &["Aucune réponse ne parle de cela."],
        &[ask],
    )
    .await;
}

#[tokio::test]
async fn the_animator_sees_what_waits_and_for_how_long() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let rives = world.centre("Rives de Loire").await;
    let empty = "Aucune question n’attend de réponse.";
    shows(
        &animator,
        "/question",
        &[empty, "href=\"/question/faq\""],
        &["/question/new"],
    )
    .await;
    shows(
        &rives.team,
        "/question",
        &["Aucune question n’a encore été posée.", "href=\"/question/new\""],
        &[],
    )
    .await;
    let one = ask(&rives.director, "Qui paie ?").await;
    take_until(&anru, &one.id, "2027-03-16").await.unwrap();
    world.clock().advance(chrono::TimeDelta::days(3));
    ask(&rives.director, "Et quand ?").await;
    let page = animator.get("/question").await;
    let (first, second) = (
        page.text.find("Qui paie ?").unwrap(),
        page.text.find("Et quand ?").unwrap(),
    );
    assert!(first < second, "the oldest first");
    for words in ["en retard", "attend depuis 3\u{a0}jours", "à prendre en charge"] {
        assert!(page.text.contains(words), "{words}");
    }
    shows(&animator, "/question?show=late", &["Qui paie ?"], &["Et quand ?"]).await;
    shows(&anru, "/question?show=open", &["Et quand ?"], &["Qui paie ?"]).await;
    shows(
        &rives.team,
        "/question?show=own",
        &["Et quand ?", "dont le vôtre"],
        &[],
    )
    .await;
    shows(
        &world.centre("Guyane").await.team,
        "/question?show=own",
        &["ni rejoint aucune question"],
        &[],
    )
    .await;
}
