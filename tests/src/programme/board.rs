//! The board of P2, dispensations, reminders, and the demonstration.

use chrono::TimeDelta;
use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World, reason, violations};

async fn board(actor: &Actor) -> Board {
    let request = GetBoardRequest { year: YEAR };
    actor.programme().get_board(request).await.unwrap().into_inner()
}

fn row<'a>(board: &'a Board, name: &str) -> &'a BoardRow {
    board
        .rows
        .iter()
        .find(|row| row.organisation_name == name)
        .unwrap()
}

#[tokio::test]
async fn the_board_follows_a_centre_through_the_year() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Rives de Loire").await;
    let state = async |expected| {
        let board = board(&animator).await;
        assert_eq!(row(&board, "Rives de Loire").state(), expected);
        board
    };
    let first = state(ParticipationState::AtRisk).await;
    assert_eq!((first.minimum, first.n_met, first.rows.len()), (2, 0, 18));
    assert_eq!(first.n_short, 18);
    // Most in need, it is told how long it has.
    assert_eq!(row(&first, "Rives de Loire").days_left, Some(46));
    for stream in &streams[..2] {
        scenario::engage(&centre, stream).await;
    }
    let engaged = state(ParticipationState::OnTheWay).await;
    assert_eq!(row(&engaged, "Rives de Loire").days_left, Some(46));
    assert_eq!(engaged.streams[0].n_engaged, 1);
    let mut drafts = Vec::new();
    for stream in &streams[..2] {
        drafts.push(scenario::draft(&centre, stream, "Une note", "Le texte.").await);
    }
    scenario::submit(&centre, &drafts[0]).await;
    state(ParticipationState::OnTheWay).await;
    scenario::submit(&centre, &drafts[1]).await;
    let met = state(ParticipationState::Met).await;
    assert_eq!((met.n_met, row(&met, "Rives de Loire").n_submitted), (1, 2));
    assert_eq!(row(&met, "Rives de Loire").days_left, None);
    world.clock().advance(TimeDelta::days(50));
    let animator = world.animator().await;
    let after = board(&animator).await;
    assert_eq!(row(&after, "Guyane").state(), ParticipationState::Missed);
    assert_eq!(row(&after, "Rives de Loire").state(), ParticipationState::Met);
}

#[tokio::test]
async fn a_call_that_closes_soon_puts_at_risk() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Guyane").await;
    for stream in &streams[..2] {
        scenario::engage(&centre, stream).await;
    }
    world.clock().advance(TimeDelta::days(33));
    let animator = world.animator().await;
    let found = board(&animator).await;
    assert_eq!(row(&found, "Guyane").state(), ParticipationState::AtRisk);
}

/// Drafts and reasons belong to the centre and the animator.
#[tokio::test]
async fn a_dispensation_is_granted_and_its_reason_kept() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let (centre, other) = (world.centre("Mayotte").await, world.centre("Guyane").await);
    scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    let grant = GrantDispensationRequest {
        year: YEAR,
        organisation_id: centre.id.clone(),
        reason: "Cyclone.".to_owned(),
    };
    let empty = GrantDispensationRequest {
        year: YEAR,
        ..Default::default()
    };
    let refused = animator.programme().grant_dispensation(empty).await.unwrap_err();
    assert_eq!(violations(&refused).len(), 2);
    let granted = animator
        .programme()
        .grant_dispensation(grant)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(granted.state(), ParticipationState::Dispensed);
    for (reader, sees) in [(&animator, true), (&centre.team, true), (&other.director, false)] {
        let board = board(reader).await;
        let row = row(&board, "Mayotte");
        assert_eq!(row.state(), ParticipationState::Dispensed);
        assert_eq!(row.cells[0].has_draft, sees);
        assert_eq!(row.dispensation_reason == "Cyclone.", sees);
    }
}

#[tokio::test]
async fn the_board_is_a_table_for_spreadsheets() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    scenario::engage(&world.centre("Guyane").await, &streams[0]).await;
    let request = GetBoardRequest { year: YEAR };
    let file = animator
        .programme()
        .export_board(request)
        .await
        .unwrap()
        .into_inner();
    let text = String::from_utf8(file.content).unwrap();
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.lines().count(), 19);
    let line = text.lines().find(|line| line.starts_with("Guyane;")).unwrap();
    assert_eq!(line, "Guyane;à compléter;2;1;0;engagé;;46;");
    let page = animator
        .get("/export/ProgrammeService/ExportBoard?year=2027")
        .await;
    assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
}

#[tokio::test]
async fn a_reminder_is_read_before_it_leaves() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let centre = world.centre("Rives de Loire").await;
    for stream in &streams {
        scenario::engage(&centre, stream).await;
    }
    let request = ReminderRequest {
        year: YEAR,
        message: "Merci de votre réponse.".to_owned(),
    };
    let preview = animator
        .programme()
        .preview_reminder(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(preview.recipients.len(), 17);
    assert!(
        preview
            .recipients
            .iter()
            .all(|one| one.organisation_name != "Rives de Loire")
    );
    assert!(world.mails().await.is_empty(), "a preview sends nothing");
    let sent = animator
        .programme()
        .send_reminder(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(sent, preview, "what was shown is what leaves");
    let mails = world.mails().await;
    assert_eq!(mails.len(), 17);
    assert!(mails[0].text.contains("Merci de votre réponse."));
    assert!(mails[0].text.contains("http://127.0.0.1:8080/programme/2027"));
    assert!(mails[0].text.contains("«\u{a0}Chantier 1\u{a0}»"));

    world.clock().advance(TimeDelta::days(50));
    let animator = world.animator().await;
    let refused = animator.programme().send_reminder(request).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::NobodyToRemind,
        "no call is left to answer"
    );
}

/// The demonstration shows every state of P2, and a programme in its middle.
#[tokio::test]
async fn the_demonstration_is_in_its_middle() {
    let world = World::new().await;
    server::demonstration::load(&world.app).await.unwrap();
    let animator = world.animator().await;
    let this_year = board(&animator).await;
    let states = |board: &Board| board.rows.iter().map(BoardRow::state).collect::<Vec<_>>();
    for state in [
        ParticipationState::Met,
        ParticipationState::OnTheWay,
        ParticipationState::AtRisk,
        ParticipationState::Dispensed,
    ] {
        assert!(states(&this_year).contains(&state), "{state:?}");
    }
    assert!(this_year.rows.iter().any(|row| row.has_asked_dispensation));
    assert!(
        this_year
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .any(|cell| cell.is_entered_by_animator)
    );
    let calls: Vec<_> = this_year
        .streams
        .iter()
        .map(|stream| stream.call.as_ref().unwrap().state())
        .collect();
    assert_eq!(calls, [CallState::Open, CallState::Open, CallState::Planned]);
    let last = GetBoardRequest { year: YEAR - 1 };
    let last = animator.programme().get_board(last).await.unwrap().into_inner();
    assert!(states(&last).contains(&ParticipationState::Missed));
    assert!(last.n_met > 10);
    let next = GetProgrammeRequest { year: YEAR + 1 };
    let next = animator
        .programme()
        .get_programme(next)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(next.state(), ProgrammeState::Draft);
    assert_eq!(next.proposals.len(), 4);
    assert!(
        next.proposals
            .iter()
            .all(|proposal| !proposal.supporters.is_empty())
    );
    let home = animator
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(home.year, YEAR);
    for kind in [
        ExpectationKind::RemindCentres,
        ExpectationKind::DecideDispensation,
        ExpectationKind::DecideContribution,
        ExpectationKind::PrepareProgramme,
    ] {
        assert!(home.expectations.iter().any(|one| one.kind() == kind), "{kind:?}");
    }
    // What was done to a draft leads the animator to its stream: the draft is not open to it.
    let feed = ListActivityRequest {
        limit: 100,
        ..Default::default()
    };
    let feed = animator.live().list_activity(feed).await.unwrap().into_inner();
    for line in &feed.activities {
        let page = animator.get(&line.path).await;
        assert_eq!(page.status, 200, "{line:?}");
    }
    let accepted = feed
        .activities
        .iter()
        .filter(|line| line.kind() == ActivityKind::ContributionAccepted);
    assert!(
        accepted.clone().all(|line| line.object.contains(", ")),
        "{:?}",
        accepted.collect::<Vec<_>>()
    );
    let director = world.centre("Rives de Loire").await.director;
    let home = director
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner();
    let kinds: Vec<ExpectationKind> = home.expectations.iter().map(Expectation::kind).collect();
    let place = |kind| kinds.iter().position(|one| *one == kind).unwrap();
    let (submit, answer) = (
        place(ExpectationKind::Submit),
        place(ExpectationKind::AnswerConvocation),
    );
    assert!(submit < answer, "the call closes before the committee: {kinds:?}");
}

/// P2 follows the year: what is not submitted on 31 December, in Paris, is missed, whatever the calls.
#[tokio::test]
async fn the_end_of_the_year_ends_p2() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::draft_programme(&animator, 3).await;
    for (stream, closes_at) in streams.iter().zip(["2027-04-30T18:00", "2028-02-01T18:00"]) {
        let request = UpdateCallRequest {
            work_stream_id: stream.id.clone(),
            opens_at: "2027-03-15T10:00".to_owned(),
            closes_at: closes_at.to_owned(),
            zone: "Europe/Paris".to_owned(),
            version: stream.version,
            ..Default::default()
        };
        animator.programme().update_call(request).await.unwrap();
    }
    scenario::validate_and_start(&animator).await;
    let [one, two] = [world.centre("Guyane").await, world.centre("Mayotte").await];
    for (centre, streams) in [(&one, &streams[..1]), (&two, &streams[..2])] {
        for stream in streams {
            let draft = scenario::draft(centre, stream, "Une note", "Le texte.").await;
            scenario::submit(centre, &draft).await;
        }
    }
    let states = async || {
        let animator = world.animator().await;
        let board = board(&animator).await;
        ["Guyane", "Mayotte"].map(|name| row(&board, name).state())
    };
    world.clock().set("2027-12-31T22:59:59Z".parse().unwrap());
    assert_eq!(
        states().await,
        [ParticipationState::AtRisk, ParticipationState::Met]
    );
    world.clock().set("2027-12-31T23:00:00Z".parse().unwrap());
    assert_eq!(
        states().await,
        [ParticipationState::Missed, ParticipationState::Met]
    );
    let animator = world.animator().await;
    let board = board(&animator).await;
    assert_eq!(row(&board, "Guyane").days_left, None);
    let remind = ReminderRequest {
        year: YEAR,
        message: String::new(),
    };
    let reminder = animator.programme().preview_reminder(remind).await.unwrap();
    assert!(reminder.into_inner().recipients.is_empty());
}

/// Asked for is not granted: the animator answers, and the centre is told.
#[tokio::test]
async fn a_dispensation_is_refused_with_its_reason() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let (centre, other) = (world.centre("Mayotte").await, world.centre("Guyane").await);
    for stream in &streams {
        scenario::engage(&centre, stream).await;
    }
    let refuse = RefuseDispensationRequest {
        year: YEAR,
        organisation_id: centre.id.clone(),
        reason: "Un chantier reste possible.".to_owned(),
    };
    let refused = animator.programme().refuse_dispensation(refuse.clone()).await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NoDispensationAsked);
    let withdraw = |stream: &WorkStream, asks_dispensation| WithdrawEngagementRequest {
        work_stream_id: stream.id.clone(),
        reason: "Cyclone.".to_owned(),
        asks_dispensation,
        ..Default::default()
    };
    let mut client = centre.director.programme();
    client
        .withdraw_engagement(withdraw(&streams[0], true))
        .await
        .unwrap();
    // The request excuses no other withdrawal.
    let again = client.withdraw_engagement(withdraw(&streams[1], false)).await;
    assert_eq!(reason(&again.unwrap_err()), Reason::ReplacementNeeded);
    let page = animator.get("/programme/2027").await;
    assert!(page.text.contains("/act/ProgrammeService/RefuseDispensation"));
    let answer = animator
        .programme()
        .refuse_dispensation(refuse)
        .await
        .unwrap()
        .into_inner();
    assert!(!answer.has_asked_dispensation);
    assert_eq!(answer.state(), ParticipationState::AtRisk);
    for (reader, sees) in [(&centre.director, true), (&other.director, false)] {
        let told = reader
            .live()
            .list_activity(ListActivityRequest::default())
            .await
            .unwrap();
        let told = told.into_inner().activities;
        let is_told = told
            .iter()
            .any(|one| one.kind() == ActivityKind::DispensationRefused);
        assert_eq!(is_told, sees);
        let board = board(reader).await;
        let refusal = &row(&board, "Mayotte").dispensation_refusal;
        assert_eq!(refusal == "Un chantier reste possible.", sees);
        let page = reader.get("/programme/2027").await;
        assert_eq!(page.text.contains("dispense refusée"), sees);
    }
    // It may be asked for again, and granted.
    client
        .withdraw_engagement(withdraw(&streams[1], true))
        .await
        .unwrap();
    let board = board(&animator).await;
    assert!(row(&board, "Mayotte").has_asked_dispensation);
    assert_eq!(row(&board, "Mayotte").dispensation_refusal, "");
}
