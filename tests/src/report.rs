//! The activity of a centre, made known to the ANRU (A3): put together by the platform, with a few words of the centre.

use proto::v1::list_reports_response::Line;
use proto::v1::*;
use sea_orm::ConnectionTrait as _;
use tonic::{Code, Status};

use crate::delivery::subscribe;
use crate::world::{Actor, World, reason, violations};
use crate::{bulletin, edition, scenario};

async fn get(actor: &Actor, centre_id: &str, month: i32) -> Result<Report, Status> {
    let request = GetReportRequest {
        organisation_id: centre_id.to_owned(),
        year: 2027,
        month,
    };
    Ok(actor.report().get_report(request).await?.into_inner())
}

async fn lines(actor: &Actor) -> Vec<Line> {
    let all = actor.report().list_reports(ListReportsRequest::default()).await;
    all.unwrap().into_inner().lines
}

async fn save(actor: &Actor, month: i32, text: &str, version: i32) -> Result<Report, Status> {
    let request = SaveReportRequest {
        year: 2027,
        month,
        text: text.to_owned(),
        version,
        ..Default::default()
    };
    Ok(actor.report().save_report(request).await?.into_inner())
}

#[tokio::test]
async fn what_happened_in_a_month_and_in_the_year() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = bulletin::published(&anru, bulletin::content("Règlement")).await;
    bulletin::declare(&rives.team, bulletin::declared(&one.id, 40))
        .await
        .unwrap();
    let held = bulletin::session(&world, &rives, 23).await;
    let at = DeclareRelayRequest {
        id: one.id.clone(),
        meeting_id: held.id.clone(),
        ..Default::default()
    };
    bulletin::declare(&rives.team, at).await.unwrap();
    let production = DeclareProductionRequest {
        year: 2027,
        title: "Guide".to_owned(),
        form: "guide".to_owned(),
    };
    rives
        .director
        .production()
        .declare_production(production)
        .await
        .unwrap();

    let march = get(&anru, &rives.id, 3).await.unwrap();
    let relays: Vec<_> = march
        .relays
        .iter()
        .map(|one| (one.means(), one.n_reached))
        .collect();
    assert_eq!(relays, [(RelayMeans::Declared, 40), (RelayMeans::Meeting, 23)]);
    assert_eq!((march.sessions.len(), march.sessions[0].n_attendants), (1, 23));
    // The session once, what is declared apart.
    assert_eq!(
        (march.n_reached, march.n_declared, march.productions.len()),
        (23, 40, 0)
    );
    let year = get(&rives.director, &rives.id, 0).await.unwrap();
    assert_eq!(
        (year.relays.len(), year.sessions.len(), year.productions.len()),
        (2, 1, 1)
    );
    for month in [2, 4, 12] {
        let other = get(&anru, &rives.id, month).await.unwrap();
        assert_eq!(
            (other.relays.len(), other.sessions.len(), other.n_reached),
            (0, 0, 0),
            "{month}"
        );
    }
    let all = lines(&anru).await;
    let own = all.iter().find(|line| line.organisation_id == rives.id).unwrap();
    // A production that is only declared is not made.
    assert_eq!((own.n_relays, own.n_sessions, own.n_productions), (2, 1, 0));
    assert_eq!((own.n_reached, own.n_declared), (23, 40));
    let page = anru.get("/report?year=2027").await.text;
    assert!(
        page.contains("Acteurs déclarés") && page.contains("Ensemble"),
        "{page}"
    );
    let page = anru
        .get(&format!("/report/{}?year=2027&month=3", rives.id))
        .await
        .text;
    assert!(page.contains("40 autres déclarés par le centre"), "{page}");
    assert!(all.len() > 2, "the other centres too");
    assert_eq!(lines(&rives.team).await.len(), 1, "a centre reads its own");
}

#[tokio::test]
async fn a_few_words_of_the_centre_for_those_who_may_read() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let saved = save(&rives.team, 3, "Un mois **plein**.", 0).await.unwrap();
    assert_eq!(
        (saved.version, saved.updated_by.as_str()),
        (1, rives.team.me.name.as_str())
    );
    let lost = save(&rives.director, 3, "Autre chose.", 0).await.unwrap_err();
    assert_eq!(
        (lost.code(), reason(&lost)),
        (Code::Aborted, Reason::ChangedMeanwhile)
    );
    save(&rives.director, 3, "Un mois **très plein**.", 1)
        .await
        .unwrap();
    for reader in [&anru, &animator, &rives.team] {
        let read = get(reader, &rives.id, 3).await.unwrap();
        assert!(read.text_html.contains("<strong>très plein</strong>"));
        assert_eq!(read.may_edit, reader.role() == Role::Team);
    }
    let own = lines(&anru).await;
    let own = own.iter().find(|line| line.organisation_id == rives.id).unwrap();
    assert_eq!(own.months, [3]);
    let missing = get(&guyane.director, &rives.id, 3).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    let wrong = save(&rives.team, 13, "", 0).await.unwrap_err();
    assert_eq!(violations(&wrong), [("month".to_owned(), Reason::OutOfRange)]);
}

/// The notes that one edition relays are counted together: one that moves says so of all.
#[tokio::test]
async fn an_edition_is_counted_whole() {
    let world = World::new().await;
    let anru = world.anru().await;
    let rives = world.centre("Rives de Loire").await;
    let one = bulletin::published(&anru, bulletin::content("Règlement")).await;
    let other = bulletin::published(&anru, bulletin::content("Journée")).await;
    let newsletter = scenario::newsletter(&rives.director).await;
    let newsletter_id = newsletter.settings.unwrap().id;
    subscribe(&world, &newsletter_id, 2, "").await;
    let edition = bulletin::newsletter::compose(&rives, &newsletter_id, &one).await;
    let edition = edition::add(&rives.director, &edition, BlockKind::Bulletin, &other.id).await;
    bulletin::newsletter::leave(&world, &rives, &edition).await;
    let told = async || {
        let march = get(&rives.team, &rives.id, 3).await.unwrap();
        let relays = march.relays.iter();
        relays
            .map(|one| (one.n_reached, one.is_settled))
            .collect::<Vec<_>>()
    };
    assert_eq!(told().await, [(2, false); 2]);
    let path = format!("/report/{}?year=2027&month=3", rives.id);
    let page = rives.team.get(&path).await.text;
    assert_eq!(page.matches("décompte en cours").count(), 2, "{page}");
    // One of them was written first: the answer is the same for both.
    let first = "UPDATE bulletin_relay SET settled_at = \"at\" WHERE id = (SELECT id FROM bulletin_relay ORDER BY id LIMIT 1)";
    let both = "UPDATE bulletin_relay SET settled_at = \"at\"";
    for (sql, expected) in [(first, false), (both, true)] {
        world.app.db.writer().execute_unprepared(sql).await.unwrap();
        assert_eq!(told().await, [(2, expected); 2]);
    }
}

/// What a centre writes is searched as a question is: marked, then confirmed or redacted, and traced.
#[tokio::test]
async fn what_may_name_a_person_waits_for_a_person() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let request = |text: &str, confirmed: &[&str], marked: &[&str]| SaveReportRequest {
        year: 2027,
        month: 3,
        text: text.to_owned(),
        version: 0,
        confirmed: confirmed.iter().map(|one| (*one).to_owned()).collect(),
        marked: marked.iter().map(|one| (*one).to_owned()).collect(),
    };
    let text = "Mme Modèle, 1 85 05 78 006 084 36, est relogée.";
    let number = "1 85 05 78 006 084 36";
    for confirmed in [&[][..], &["Mme Modèle"], &[number]] {
        let refused = rives
            .team
            .report()
            .save_report(request(text, confirmed, &[]))
            .await;
        assert_eq!(
            violations(&refused.unwrap_err()),
            [("text".to_owned(), Reason::PersonalData)]
        );
    }
    assert_eq!(get(&rives.team, &rives.id, 3).await.unwrap().version, 0);
    // The form shows what is marked, and asks.
    let path = format!("/report/{}?year=2027&month=3", rives.id);
    let fields = [
        ("year", "2027"),
        ("month", "3"),
        ("version", "0"),
        ("text", text),
        ("_page", path.as_str()),
    ];
    let page = rives
        .team
        .post("/act/ReportService/SaveReport", &fields)
        .await
        .text;
    for words in [
        "<mark>Mme Modèle</mark>",
        "<mark>1 85 05 78 006 084 36</mark>",
        "name=\"confirmed\"",
        "name=\"marked\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // The number is taken out, the name is nobody's.
    let sent = request(
        "Mme Modèle est relogée.",
        &["Mme Modèle"],
        &["Mme Modèle", number],
    );
    rives.team.report().save_report(sent).await.unwrap();
    let audit = rives
        .director
        .account()
        .list_audit(ListAuditRequest::default())
        .await;
    let audit = audit.unwrap().into_inner().lines;
    let trace = audit.iter().find(|line| line.act == "ConfirmPassages").unwrap();
    assert_eq!(
        (trace.person_name.as_str(), trace.subject.as_str()),
        (
            rives.team.me.name.as_str(),
            "Activité de 3/2027 (1 confirmé, 1 retiré)"
        )
    );
}

#[tokio::test]
async fn too_long_tells_how_long_it_is_and_may_be() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let path = format!("/report/{}?year=2027&month=3", rives.id);
    let text = "é".repeat(5_012);
    let fields = [
        ("year", "2027"),
        ("month", "3"),
        ("version", "0"),
        ("text", text.as_str()),
        ("_page", path.as_str()),
    ];
    let page = rives
        .team
        .post("/act/ReportService/SaveReport", &fields)
        .await
        .text;
    let words = "Trop long\u{a0}: 5\u{202f}012 caractères, pour 5\u{202f}000 au plus.";
    assert_eq!(
        page.matches(words).count(),
        2,
        "above the form and by its field: {page}"
    );
}

#[tokio::test]
async fn written_by_its_form() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let path = format!("/report/{}?year=2027&month=3", rives.id);
    let fields = [
        ("year", "2027"),
        ("month", "3"),
        ("version", "0"),
        ("text", "Un mois plein."),
        ("_page", &path),
    ];
    let done = rives.team.post("/act/ReportService/SaveReport", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = world.anru().await.get(&path).await.text;
    assert!(
        page.contains("Un mois plein.") && page.contains("mars 2027"),
        "{page}"
    );
    assert!(
        world
            .anru()
            .await
            .get("/report?year=2027")
            .await
            .text
            .contains("mars")
    );
}
