//! The activity of a centre, made known to the ANRU (A3): put together by the platform, with a few words of the centre.

use proto::v1::list_reports_response::Line;
use proto::v1::*;
use tonic::{Code, Status};

use crate::bulletin;
use crate::world::{Actor, World, reason, violations};

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
    assert_eq!((march.n_reached, march.productions.len()), (23, 0));
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
    assert_eq!(
        (own.n_relays, own.n_sessions, own.n_productions, own.n_reached),
        (2, 1, 1, 23)
    );
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
