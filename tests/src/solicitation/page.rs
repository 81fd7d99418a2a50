//! The pages: what each role finds there, and what it may do.

use super::*;

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

const ANSWER: &str = "/act/SolicitationService/AnswerSolicitation";
const PREPARE: &str = "/act/SolicitationService/PrepareAnswer";
const UPDATE: &str = "/act/SolicitationService/UpdateSolicitation";
const CLOSE: &str = "/act/SolicitationService/CloseSolicitation";
const TELEPHONE: &str = "Saisir la réponse d’un centre";

#[tokio::test]
async fn each_role_finds_the_own_forms() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    let path = format!("/solicitation/{}", asked.id);
    let live = format!("data-live=\"solicitation:{}\"", asked.id);
    shows(
        &rives.director,
        &path,
        &[
            "Accepter",
            ANSWER,
            PREPARE,
            "Décliner la sollicitation",
            &live,
            "il reste 46\u{a0}jours",
        ],
        &[UPDATE, CLOSE, TELEPHONE],
    )
    .await;
    shows(&rives.team, &path, &[PREPARE], &[ANSWER, UPDATE, CLOSE]).await;
    shows(
        &anru,
        &path,
        &[
            UPDATE,
            CLOSE,
            "0 réponse sur 2",
            "Aucun centre n’a encore répondu.",
        ],
        &[ANSWER, PREPARE, TELEPHONE],
    )
    .await;
    shows(&animator, &path, &[TELEPHONE], &[UPDATE, CLOSE, ANSWER]).await;
    let telephone = format!("{path}?centre={}", rives.id);
    shows(&animator, &telephone, &[ANSWER, "Enregistrer l’accord"], &[]).await;
    shows(&rives.director, &telephone, &[], &["Enregistrer l’accord"]).await;
    // By telephone, from the page.
    let fields = [
        ("id", asked.id.as_str()),
        ("organisation_id", rives.id.as_str()),
        ("version", "1"),
        ("step", "3"),
        ("text", "Dit au <téléphone>"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    let done = animator.post(ANSWER, &fields).await;
    assert_eq!(done.location, Some(format!("{path}?done=AnswerSolicitation")));
    let words = ["Dit au", "saisi par l’animateur (téléphone)", "1 réponse sur 2"];
    shows(&anru, &path, &words, &["<téléphone>"]).await;
    shows(
        &guyane.team,
        &path,
        &["quand la sollicitation sera close"],
        &["Dit au"],
    )
    .await;
    shows(
        &rives.director,
        &path,
        &["Corriger la réponse"],
        &["Accepter dit"],
    )
    .await;

    close(&anru, &asked.id, "Un **guide**.").await.unwrap();
    let words = [
        "Ce que sont devenues les réponses",
        "<strong>guide</strong>",
        "Dit au",
    ];
    for actor in [&rives.director, &guyane.team, &anru, &animator] {
        shows(actor, &path, &words, &[ANSWER, PREPARE, UPDATE, CLOSE, TELEPHONE]).await;
    }
}

#[tokio::test]
async fn the_list_says_what_to_do_next() {
    let world = World::new().await;
    let [anru, animator] = [world.anru().await, world.animator().await];
    let rives = world.centre("Rives de Loire").await;
    let own = format!("href=\"/network/{}\"", rives.id);
    let nothing = "Rien n’est demandé à votre centre en ce moment.";
    shows(
        &rives.director,
        "/solicitation",
        &[nothing, "Tenir à jour ses expertises", &own],
        &[],
    )
    .await;
    shows(
        &rives.team,
        "/solicitation",
        &[nothing, "Voir sa fiche"],
        &["/solicitation/new"],
    )
    .await;
    shows(
        &anru,
        "/solicitation",
        &["Vous ne sollicitez aucun centre", "href=\"/solicitation/new\""],
        &[],
    )
    .await;
    let entry = "<a href=\"/solicitation\">Sollicitations</a>";
    shows(&rives.team, "/", &[entry], &[]).await;
    for actor in [&world.elected().await, &world.state().await] {
        shows(actor, "/", &[], &[entry]).await;
        shows(
            actor,
            "/solicitation",
            &["Aucune sollicitation ne vous est ouverte."],
            &[],
        )
        .await;
        assert_eq!(actor.get("/solicitation/new").await.status, 404);
    }
    let asked = scenario::solicitation(&anru, &[&rives]).await;
    let link = format!("href=\"/solicitation/{}\"", asked.id);
    shows(
        &rives.team,
        "/solicitation",
        &[&link, "Demandé à votre centre", "réponse attendue"],
        &["Demandé par d’autres"],
    )
    .await;
    shows(
        &anru,
        "/solicitation",
        &[&link, "Demandé par votre organisation", "0 réponse sur 1"],
        &[],
    )
    .await;
    shows(
        &animator,
        "/solicitation",
        &[&link, "Demandé par d’autres"],
        &["Demandé par votre organisation"],
    )
    .await;
    shows(
        &rives.team,
        "/solicitation?state=closed",
        &["Aucune sollicitation close."],
        &[&link],
    )
    .await;
    let expectation = format!("href=\"/solicitation/{}\" aria-label", asked.id);
    shows(
        &rives.director,
        "/",
        &[
            &expectation,
            "Répondre à la sollicitation «\u{a0}Maisons du projet\u{a0}»",
        ],
        &[],
    )
    .await;
}

#[tokio::test]
async fn it_stays_on_the_page_of_the_centre() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let page = format!("/network/{}", rives.id);
    let ask = format!("href=\"/solicitation/new?centre={}\"", rives.id);
    shows(&anru, &page, &[&ask, "Aucune sollicitation pour l’instant."], &[]).await;
    shows(&guyane.team, &page, &[], &["Aucune sollicitation", &ask]).await;
    let form = anru.get(&format!("/solicitation/new?centre={}", rives.id)).await;
    let chosen = format!("value=\"{}\" checked", rives.id);
    assert!(form.text.contains(&chosen), "{}", form.text);

    let asked = scenario::solicitation(&anru, &[&rives, &guyane]).await;
    give(&rives, &asked.id, "Notre **réponse**").await.unwrap();
    let answered = "<strong>réponse</strong>";
    shows(
        &rives.team,
        &page,
        &["Maisons du projet", answered, "demandé par ANRU"],
        &[],
    )
    .await;
    shows(&guyane.team, &page, &["Maisons du projet"], &[answered]).await;
    close(&anru, &asked.id, "Un *guide*").await.unwrap();
    shows(&guyane.team, &page, &[answered, "<em>guide</em>"], &[]).await;
    let of_asker = format!("/network/{}", anru.me.organisation_id);
    shows(
        &rives.team,
        &of_asker,
        &["Maisons du projet", "à Guyane et Rives de Loire"],
        &[],
    )
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let fields = [
        ("title", ""),
        ("text", "Une question <longue>"),
        ("purpose", "Un guide"),
        ("due_on", "2020-01-01"),
        ("zone", "Europe/Paris"),
        ("workload", "une heure"),
        ("organisation_ids", rives.id.as_str()),
        ("_page", "/solicitation/new"),
        ("_next", "/solicitation/{id}"),
    ];
    let create = "/act/SolicitationService/CreateSolicitation";
    let refused = anru.post(create, &fields).await;
    assert_eq!(refused.status, 422);
    for kept in [
        "Une question &lt;longue&gt;",
        "Un guide</textarea>",
        &format!("value=\"{}\" checked", rives.id),
        "Cette date est déjà passée.",
        "Quelques points sont à revoir.",
    ] {
        assert!(refused.text.contains(kept), "{kept}");
    }
    let mut good = fields;
    good[0].1 = "Un sujet";
    good[3].1 = "2027-04-30";
    let done = anru.post(create, &good).await;
    let location = done.location.unwrap();
    assert!(
        location.starts_with("/solicitation/") && location.ends_with("?done=CreateSolicitation"),
        "{location}"
    );
    let page = anru.get(&location).await;
    assert!(page.text.contains("La sollicitation est envoyée"));
}
