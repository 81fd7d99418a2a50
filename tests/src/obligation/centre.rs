//! P2 and P6: what is asked of each centre.

use super::*;
use crate::world::Centre;

async fn declare(centre: &Centre) -> Production {
    let request = DeclareProductionRequest {
        year: YEAR,
        title: "Guide des conseils citoyens".to_owned(),
        form: "guide".to_owned(),
    };
    let declared = centre.director.production().declare_production(request).await;
    declared.unwrap().into_inner()
}

async fn agree(world: &World, production: &Production) -> Production {
    let request = AgreeProductionRequest {
        id: production.id.clone(),
    };
    let agreed = world
        .animator()
        .await
        .production()
        .agree_production(request)
        .await;
    agreed.unwrap().into_inner()
}

/// An experience sheet, submitted.
async fn sheet(centre: &Centre, stream: &WorkStream) {
    scenario::engage(centre, stream).await;
    let request = CreateContributionRequest {
        work_stream_id: stream.id.clone(),
        kind: Expected::ExperienceSheet as i32,
        title: "La caravane".to_owned(),
        from_contribution_id: String::new(),
    };
    let created = centre.team.contribution().create_contribution(request).await;
    let created = created.unwrap().into_inner();
    let request = SaveDraftRequest {
        id: created.id.clone(),
        title: created.title.clone(),
        sections: vec![Section {
            key: "context".to_owned(),
            text: "Trois quartiers.".to_owned(),
            ..Default::default()
        }],
        version: created.version,
    };
    let saved = centre.team.contribution().save_draft(request).await;
    scenario::submit(centre, &saved.unwrap().into_inner()).await;
}

/// The obligations, the report to the ANRU and the first page count one thing.
#[tokio::test]
async fn productions_are_counted_alike_everywhere() {
    let world = World::new().await;
    let streams = scenario::running_programme(&world.animator().await, 3).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let counted = async |centre: &Centre| {
        let request = ListReportsRequest { year: YEAR };
        let lines = centre.director.report().list_reports(request).await;
        let n_reported = lines.unwrap().into_inner().lines[0].n_productions;
        let home = centre.director.home().get_home(GetHomeRequest {}).await;
        let asked = home.unwrap().into_inner().expectations.into_iter();
        let n_asked = asked.filter(|one| one.kind() == ExpectationKind::DeclareProduction);
        let n_done = now(&world, "P6", &centre.id).await.n_done;
        (n_done, n_reported, n_asked.count())
    };
    assert_eq!(counted(&rives).await, (0, 0, 1));
    // What is only declared is not made; it is asked for no more.
    declare(&rives).await;
    assert_eq!(counted(&rives).await, (0, 0, 0));
    // What is contributed in a form of production is one, before it is published.
    sheet(&guyane, &streams[0]).await;
    assert_eq!(counted(&guyane).await, (1, 1, 0));
    let anru = world.anru().await;
    // Its title is not told yet, but to its centre and to the animator.
    for (reader, title) in [
        (&anru, ""),
        (&guyane.team, "La caravane"),
        (&world.animator().await, "La caravane"),
    ] {
        let request = GetReportRequest {
            organisation_id: guyane.id.clone(),
            year: YEAR,
            month: 0,
        };
        let report = reader.report().get_report(request).await.unwrap();
        let made = report.into_inner().productions;
        let made: Vec<_> = made.iter().map(|one| (one.title.as_str(), one.state())).collect();
        assert_eq!(made, [(title, ProductionState::Delivered)], "{}", reader.me.name);
    }
    let page = anru
        .get(&format!("/report/{}?year={YEAR}&month=0", guyane.id))
        .await;
    assert!(
        page.text
            .contains("Contribution qui n’est pas encore publiée, fiche d’expérience (remise)"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn two_streams_for_each_centre_as_the_board_says() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Dispensed, Met, Missed, NotAsked, OnTheWay};
    let world = World::new().await;
    let animator = world.animator().await;
    let [rives, guyane, mayotte] = [
        world.centre("Rives de Loire").await,
        world.centre("Guyane").await,
        world.centre("Mayotte").await,
    ];
    assert_eq!(
        stands(&now(&world, "P1", "").await),
        (NotAsked, C::NoProgramme, 0)
    );
    assert_eq!(now(&world, "P2", &rives.id).await.state(), NotAsked);
    let streams = scenario::running_programme(&animator, 3).await;
    let p1 = now(&world, "P1", "").await;
    assert_eq!((p1.state(), p1.n_done, p1.n_asked), (Met, 3, 3));
    assert_eq!(
        stands(&now(&world, "P2", &rives.id).await),
        (AtRisk, C::ToEngage, 2)
    );
    scenario::engage(&rives, &streams[0]).await;
    assert_eq!(
        stands(&now(&world, "P2", &rives.id).await),
        (AtRisk, C::ToEngage, 1)
    );
    scenario::engage(&rives, &streams[1]).await;
    let p2 = now(&world, "P2", &rives.id).await;
    assert_eq!(stands(&p2), (OnTheWay, C::ToContribute, 2));
    assert_eq!(
        (due(&p2).as_str(), p2.zone.as_str()),
        ("2027-04-30 16:00:00", "Europe/Paris")
    );
    for stream in &streams[..2] {
        let draft = scenario::draft(&guyane, stream, "Une note", "Un texte.").await;
        scenario::submit(&guyane, &draft).await;
    }
    let p2 = now(&world, "P2", &guyane.id).await;
    assert_eq!((p2.state(), p2.n_done, p2.evidence.len()), (Met, 2, 2));
    // A note is no production (P6); an experience sheet is one.
    assert_eq!(now(&world, "P6", &guyane.id).await.state(), OnTheWay);
    sheet(&guyane, &streams[2]).await;
    let p6 = now(&world, "P6", &guyane.id).await;
    assert_eq!((p6.state(), p6.evidence.len()), (Met, 1));
    assert_eq!(p6.evidence[0].kind(), EvidenceKind::Contribution);
    let grant = GrantDispensationRequest {
        year: YEAR,
        organisation_id: mayotte.id.clone(),
        reason: "Cyclone.".to_owned(),
    };
    animator.programme().grant_dispensation(grant).await.unwrap();
    let p2 = now(&world, "P2", &mayotte.id).await;
    assert_eq!(
        (p2.state(), p2.dispensation_reason.as_str()),
        (Dispensed, "Cyclone.")
    );
    // A call closes within 14 days, then is closed: the board and the obligations say the same of every centre.
    set(&world, "2027-04-20T12:00:00Z");
    assert_eq!(
        stands(&now(&world, "P2", &rives.id).await),
        (AtRisk, C::ToContribute, 2)
    );
    set(&world, "2027-04-30T16:00:01Z");
    assert_eq!(
        stands(&now(&world, "P2", &rives.id).await),
        (Missed, C::CallsClosed, 0)
    );
    let animator = world.animator().await;
    let board = animator
        .programme()
        .get_board(GetBoardRequest { year: YEAR })
        .await;
    let found = all(&animator, YEAR).await;
    for row in board.unwrap().into_inner().rows {
        let one = find(&found, "P2", &row.organisation_id).unwrap();
        let expected = match row.state() {
            ParticipationState::Met => Met,
            ParticipationState::OnTheWay => OnTheWay,
            ParticipationState::AtRisk => AtRisk,
            ParticipationState::Missed => Missed,
            ParticipationState::Dispensed => Dispensed,
            ParticipationState::Unspecified => NotAsked,
        };
        assert_eq!(one.state(), expected, "{}", row.organisation_name);
    }
}

#[tokio::test]
async fn one_production_a_year_until_midnight_in_paris() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Met, Missed, OnTheWay};
    let world = World::new().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (OnTheWay, C::ToDeclare, 1)
    );
    set(&world, "2027-09-02T12:00:00Z");
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (AtRisk, C::ToDeclare, 1)
    );
    let rives = world.centre(&rives.organisation.short_name).await;
    let declared = declare(&rives).await;
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (OnTheWay, C::ToAgree, 1)
    );
    let agreed = agree(&world, &declared).await;
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (OnTheWay, C::ToDeliver, 1)
    );
    set(&world, "2027-12-31T22:59:59Z");
    let p6 = now(&world, "P6", &rives.id).await;
    assert_eq!(stands(&p6), (AtRisk, C::ToDeliver, 1));
    assert_eq!(due(&p6), "2027-12-31 22:59:59");
    set(&world, "2027-12-31T23:00:00Z");
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (Missed, C::YearOver, 1)
    );
    // In Cayenne it is still 31 December: the rule's year is over all the same.
    assert_eq!(
        stands(&now(&world, "P6", &guyane.id).await),
        (Missed, C::YearOver, 1)
    );
    // Delivered for its year, with the form that was agreed.
    let rives = world.centre("Rives de Loire").await;
    let deliver = DeliverProductionRequest {
        id: agreed.id.clone(),
        text: "Le guide.".to_owned(),
        link: String::new(),
        version: agreed.version,
    };
    rives
        .director
        .production()
        .deliver_production(deliver)
        .await
        .unwrap();
    assert_eq!(now(&world, "P6", &rives.id).await.state(), Met);
}

#[tokio::test]
async fn a_centre_counts_from_the_day_it_joined_and_past_years_stay_true() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, OnTheWay};
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 3).await;
    let request = CreateOrganisationRequest {
        organisation: Some(Organisation {
            name: "Centre de l’Essai".to_owned(),
            short_name: "Essai".to_owned(),
            function: Function::Centre as i32,
            legal_form: LegalForm::Association as i32,
            zone: "Indian/Reunion".to_owned(),
            joined_on: "2027-07-01".to_owned(),
            ..Default::default()
        }),
    };
    let created = animator.network().create_organisation(request).await;
    let essai = created.unwrap().into_inner();
    let p2 = now(&world, "P2", &essai.id).await;
    assert_eq!(
        (p2.n_asked, p2.counts_from.as_str()),
        (1, "2027-07-01"),
        "in proportion"
    );
    let rives = world.centre("Rives de Loire").await;
    let p2 = now(&world, "P2", &rives.id).await;
    assert_eq!((p2.n_asked, p2.counts_from.as_str()), (2, ""));
    // Two thirds of its own time.
    set(&world, "2027-09-02T12:00:00Z");
    assert_eq!(
        stands(&now(&world, "P6", &rives.id).await),
        (AtRisk, C::ToDeclare, 1)
    );
    assert_eq!(
        stands(&now(&world, "P6", &essai.id).await),
        (OnTheWay, C::ToDeclare, 1)
    );
    // It leaves in March 2028: it counts in 2027 and in 2028, and not in 2029.
    set(&world, "2028-02-01T12:00:00Z");
    let animator = world.animator().await;
    let end = EndOrganisationRequest {
        id: essai.id.clone(),
        left_on: "2028-03-01".to_owned(),
        ..Default::default()
    };
    animator.network().end_organisation(end).await.unwrap();
    set(&world, "2028-06-01T12:00:00Z");
    let animator = world.animator().await;
    assert!(find(&all(&animator, YEAR).await, "P6", &essai.id).is_some());
    let p6 = find(&all(&animator, YEAR + 1).await, "P6", &essai.id).unwrap();
    assert_eq!(stands(&p6), (ObligationState::NotAsked, C::Left, 0));
    assert_eq!(p6.counts_until, "2028-03-01");
    assert!(find(&all(&animator, YEAR + 2).await, "P6", &essai.id).is_none());
}
