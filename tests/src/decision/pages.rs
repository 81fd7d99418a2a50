//! The pages of decisions, as a browser without WebAssembly gets them.

use http::StatusCode;

use super::*;

/// From the rules to the result, by forms alone.
#[tokio::test]
async fn a_session_decides_by_forms() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.centre("Guyane").await.director;
    let rules = "/decision/rules/technical-committee";
    let page = director.get(rules).await;
    assert!(page.text.contains("le cadre de référence n’en fixe aucune"));
    assert!(!page.text.contains("Adopter"), "a director adopts nothing");
    let fields = [
        ("kind", "1"),
        ("effective_on", "2027-03-15"),
        ("text", "Une voix **chacun**."),
        ("functions", "1"),
        ("functions", "2"),
        ("majority", "1"),
        ("base", "1"),
        ("tie", "2"),
        ("n_proxies", "1"),
        ("quorum_percent", "0"),
        ("_page", rules),
        ("_next", rules),
    ];
    let adopted = animator.post("/act/DecisionService/AdoptRules", &fields).await;
    assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.text);
    let page = director.get(rules).await;
    for part in ["Version 1", "en vigueur", "Majorité", "<strong>chacun</strong>"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let meeting = scenario::committee(&animator).await;
    scenario::convene(&animator, &meeting).await;
    set_state(&world, &meeting.id, MeetingState::Running).await;
    let path = format!("/decision/{}", meeting.id);
    let page = animator.get(&path).await;
    assert!(page.text.contains("Mettre au vote") && page.text.contains("Consigner la décision"));
    let page = director.get(&path).await;
    assert!(!page.text.contains("Mettre au vote"));
    assert!(page.text.contains("Confier ma voix"));

    let fields = [
        ("meeting_id", meeting.id.as_str()),
        ("question", ""),
        ("options", "Lyon"),
        ("is_opened_now", "true"),
        ("_page", path.as_str()),
        ("_form", "CreateVote"),
    ];
    let refused = animator.post("/act/DecisionService/CreateVote", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("Quelques points sont à revoir."),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("Lyon"), "what was typed is kept");
    let fields = [
        ("meeting_id", meeting.id.as_str()),
        ("question", "Retenir Valclair"),
        ("options", ""),
        ("is_opened_now", "true"),
        ("_page", path.as_str()),
    ];
    let created = animator.post("/act/DecisionService/CreateVote", &fields).await;
    assert_eq!(created.status, StatusCode::SEE_OTHER, "{}", created.text);
    let decided = of_meeting(&director, &meeting).await;
    let vote = &decided.votes[0];
    let page = director.get(&path).await;
    for part in [
        "Retenir Valclair",
        "Votre vote (Guyane)",
        "Abstention",
        "vote nominatif",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
    let one = format!("/decision/vote/{}", vote.id);
    let fields = [
        ("vote_id", vote.id.as_str()),
        ("organisation_id", director.me.organisation_id.as_str()),
        ("option", "1"),
        ("_page", one.as_str()),
    ];
    let voted = director.post("/act/DecisionService/CastBallot", &fields).await;
    assert_eq!(voted.status, StatusCode::SEE_OTHER, "{}", voted.text);
    let page = director.get(&one).await;
    for part in [
        "La voix de votre organisation est exprimée.",
        "Règlement intérieur de ce vote",
        "n’a pas voté",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
    let again = director.post("/act/DecisionService/CastBallot", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("Cette voix a déjà voté."), "{}", again.text);
    let fields = [("id", vote.id.as_str()), ("_page", path.as_str())];
    animator.post("/act/DecisionService/CloseVote", &fields).await;
    let page = director.get("/decision?query=valclair").await;
    for part in ["Retenir Valclair", "par un vote", "Comité technique, 1re séance"] {
        assert!(page.text.contains(part), "{part}");
    }
    let page = director.get("/decision?query=introuvable").await;
    assert!(page.text.contains("Rien ne correspond"));
    for path in ["/decision/rules/nothing", "/decision/x", "/decision/vote/x"] {
        assert_eq!(director.get(path).await.status, 404, "{path}");
    }
}

/// The page says who is present, represented, and whether that is enough.
#[tokio::test]
async fn the_page_shows_the_quorum() {
    let world = World::new().await;
    let animator = world.animator().await;
    let rules = AdoptRulesRequest {
        quorum_percent: 50,
        ..plain_rules()
    };
    let meeting = running(&animator, rules).await;
    let page = animator.get(&format!("/decision/{}", meeting.id)).await;
    assert!(
        page.text.contains("0 voix présente ou représentée sur 19"),
        "{}",
        page.text
    );
    assert!(page.text.contains("quorum de 50\u{a0}% non atteint"));
}

/// A consultation is opened from the page of decisions.
#[tokio::test]
async fn a_consultation_is_opened_by_a_form() {
    let world = World::new().await;
    let animator = world.animator().await;
    adopt(&animator, plain_rules()).await;
    let fields = [
        ("kind", "1"),
        ("question", "Approuver le relevé"),
        ("options", ""),
        ("is_opened_now", "true"),
        ("opens_at", ""),
        ("closes_at", "2027-03-25T18:00"),
        ("zone", "Europe/Paris"),
        ("_page", "/decision"),
        ("_next", "/decision/vote/{id}"),
    ];
    let opened = animator.post("/act/DecisionService/CreateVote", &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let path = opened.location.unwrap();
    let director = world.centre("Guyane").await.director;
    let page = director.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("heure de Cayenne"),
        "in the reader's own hours"
    );
    assert!(page.text.contains("0 voix exprimée sur"), "{}", page.text);
    assert!(
        director
            .get("/decision")
            .await
            .text
            .contains("Approuver le relevé")
    );
    assert!(
        director.get("/").await.text.contains("Approuver le relevé"),
        "expected on the first page"
    );
}
