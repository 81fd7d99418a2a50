//! The first page: what is expected of each role, most urgent first.

use chrono::TimeDelta;
use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World};

async fn home(actor: &Actor) -> Home {
    actor
        .home()
        .get_home(GetHomeRequest {})
        .await
        .unwrap()
        .into_inner()
}

fn kinds(home: &Home) -> Vec<ExpectationKind> {
    home.expectations.iter().map(Expectation::kind).collect()
}

#[tokio::test]
async fn without_a_programme_nothing_is_invented() {
    let world = World::new().await;
    for actor in world.everyone().await {
        let home = home(&actor).await;
        assert_eq!((home.year, home.streams.len()), (0, 0));
        assert!(home.participation.is_none());
    }
}

#[tokio::test]
async fn a_director_is_told_what_comes_first() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 2).await;
    let centre = world.centre("Rives de Loire").await;
    assert!(kinds(&home(&centre.director).await).contains(&ExpectationKind::ProposeStreams));
    assert!(kinds(&home(&centre.team).await).contains(&ExpectationKind::ProposeStreams));
    let year = ProgrammeRequest { year: YEAR };
    animator.programme().propose_programme(year).await.unwrap();
    assert!(kinds(&home(&centre.director).await).contains(&ExpectationKind::CommentProgramme));
    assert!(kinds(&home(&animator).await).contains(&ExpectationKind::ValidateProgramme));
    assert!(kinds(&home(&world.elected().await).await).contains(&ExpectationKind::CommentProgramme));
}

#[tokio::test]
async fn a_centre_goes_from_engaging_to_contributing() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Rives de Loire").await;
    let before = home(&centre.director).await;
    assert_eq!(before.expectations[0].kind(), ExpectationKind::Engage);
    assert_eq!(before.expectations[0].n, 2);
    assert!(before.expectations[0].due_at.is_some());
    assert_eq!(
        before.participation.as_ref().unwrap().state(),
        ParticipationState::AtRisk
    );
    assert!(!kinds(&home(&centre.team).await).contains(&ExpectationKind::Engage));

    for stream in &streams[..2] {
        scenario::engage(&centre, stream).await;
    }
    let engaged = home(&centre.director).await;
    let n = kinds(&engaged)
        .iter()
        .filter(|kind| **kind == ExpectationKind::Contribute)
        .count();
    assert_eq!(n, 2);
    assert_eq!(
        engaged.participation.unwrap().state(),
        ParticipationState::OnTheWay
    );

    let draft = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    let drafted = kinds(&home(&centre.director).await);
    assert!(drafted.contains(&ExpectationKind::Submit));
    let n = drafted
        .iter()
        .filter(|kind| **kind == ExpectationKind::Contribute)
        .count();
    assert_eq!(n, 1, "a draft is to be submitted, not to be written");
    scenario::submit(&centre, &draft).await;
    assert!(kinds(&home(&animator).await).contains(&ExpectationKind::DecideContribution));
    let dates: Vec<_> = home(&centre.director)
        .await
        .expectations
        .iter()
        .map(|one| one.due_at.map_or(i64::MAX, |at| at.seconds))
        .collect();
    assert!(dates.is_sorted(), "most urgent first");
}

#[tokio::test]
async fn the_animator_and_the_national_bodies_see_the_network() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::running_programme(&animator, 2).await;
    let seen = home(&animator).await;
    assert_eq!((seen.n_centres, seen.n_met), (18, 0));
    let remind = seen
        .expectations
        .iter()
        .find(|one| one.kind() == ExpectationKind::RemindCentres)
        .unwrap();
    assert_eq!(remind.n, 18);
    assert_eq!(home(&world.anru().await).await.n_centres, 18);
    world.clock().advance(TimeDelta::days(190));
    let animator = world.animator().await;
    assert!(kinds(&home(&animator).await).contains(&ExpectationKind::PrepareProgramme));
    assert!(!kinds(&home(&animator).await).contains(&ExpectationKind::RemindCentres));
}

/// A programme may be validated and started before its calls have dates.
#[tokio::test]
async fn the_animator_is_asked_to_date_the_calls() {
    let world = World::new().await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 2).await;
    let n_to_date = async || {
        let kinds = kinds(&home(&animator).await);
        kinds
            .iter()
            .filter(|kind| **kind == ExpectationKind::DateCall)
            .count()
    };
    assert_eq!(n_to_date().await, 0);
    scenario::validate_and_start(&animator).await;
    assert_eq!(n_to_date().await, 2);
    // The programme of the next year, validated meanwhile, hides nothing of this one.
    let next = CreateProgrammeRequest {
        year: YEAR + 1,
        from_previous_year: true,
    };
    animator.programme().create_programme(next).await.unwrap();
    let year = ProgrammeRequest { year: YEAR + 1 };
    animator.programme().propose_programme(year).await.unwrap();
    assert_eq!(n_to_date().await, 2);
    let validate = ValidateProgrammeRequest {
        year: YEAR + 1,
        session: "Comité technique d’animation nationale".to_owned(),
        on: "2027-03-12".to_owned(),
        reference: "CR-2027-1".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    assert_eq!(n_to_date().await, 4);
}

/// Once the next year's programme is validated, this year's is still the one that matters, with all that is open.
#[tokio::test]
async fn the_next_year_hides_nothing_of_this_one() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let centre = world.centre("Rives de Loire").await;
    scenario::engage(&centre, &streams[0]).await;
    let [director, of_animator] = [home(&centre.director).await, home(&animator).await];
    let kinds_before = [kinds(&director), kinds(&of_animator)];
    assert!(kinds_before[0].contains(&ExpectationKind::Contribute));
    assert!(kinds_before[1].contains(&ExpectationKind::RemindCentres));
    let next = CreateProgrammeRequest {
        year: YEAR + 1,
        from_previous_year: true,
    };
    animator.programme().create_programme(next).await.unwrap();
    let year = ProgrammeRequest { year: YEAR + 1 };
    animator.programme().propose_programme(year).await.unwrap();
    let validate = ValidateProgrammeRequest {
        year: YEAR + 1,
        session: "Comité technique d’animation nationale".to_owned(),
        on: "2027-03-12".to_owned(),
        reference: "CR-2027-1".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    for (actor, before) in [&centre.director, &animator].into_iter().zip(kinds_before) {
        let after = home(actor).await;
        let kinds = kinds(&after);
        assert!(
            before.iter().all(|kind| kinds.contains(kind)),
            "{before:?} {kinds:?}"
        );
        assert_eq!(after.year, YEAR);
        let page = actor.get("/programme").await;
        assert_eq!(page.location.as_deref(), Some("/programme/2027"));
        assert!(actor.get("/").await.text.contains("href=\"/programme/2027\""));
    }
    let director = home(&centre.director).await;
    assert_eq!(director.participation.unwrap().n_engaged, 1);

    // This year's programme is closed while a revision is asked for: the centre is still told of it.
    let draft = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    let submitted = scenario::submit(&centre, &draft).await;
    let revise = RequestRevisionRequest {
        id: submitted.id,
        reason: "À préciser".to_owned(),
        due_on: "2027-06-30".to_owned(),
    };
    animator.contribution().request_revision(revise).await.unwrap();
    let year = ProgrammeRequest { year: YEAR };
    animator.programme().close_programme(year).await.unwrap();
    let director = home(&centre.director).await;
    assert_eq!(director.year, YEAR + 1);
    assert!(
        kinds(&director).contains(&ExpectationKind::Revise),
        "{:?}",
        kinds(&director)
    );
}

/// What is kept between two readings is never older than the log.
#[tokio::test]
async fn a_replica_sees_the_act_of_the_other() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let centre = world.centre("Guyane").await;
    for n in 0..2 {
        assert_eq!(home(&centre.director).await.participation.unwrap().n_engaged, n);
        scenario::engage(&centre, &streams[usize::try_from(n).unwrap()]).await;
    }
    assert_eq!(home(&centre.team).await.participation.unwrap().n_engaged, 2);
}

/// P2 counts what was handed in: the first page and the board say the same of it.
#[tokio::test]
async fn the_first_page_counts_what_the_board_counts() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let centre = world.centre("Rives de Loire").await;
    let one = scenario::draft(&centre, &streams[0], "Une note", "Le texte.").await;
    scenario::draft(&centre, &streams[1], "Une autre", "Le texte.").await;
    scenario::submit(&centre, &one).await;
    let page = centre.director.get("/").await;
    for words in [
        "1 contribution déposée sur 2",
        "en cours",
        "Engagé dans 2 chantiers",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let board = centre.director.get("/programme/2027").await;
    assert!(
        board.text.contains("en cours · 1 déposée sur 2"),
        "{}",
        board.text
    );
    world.clock().advance(TimeDelta::days(40));
    let centre = world.centre("Rives de Loire").await;
    let page = centre.director.get("/").await;
    assert!(page.text.contains("à déposer") && page.text.contains("1 contribution déposée sur 2"));
    let board = centre.director.get("/programme/2027").await;
    assert!(
        board.text.contains("à déposer · 1 déposée sur 2"),
        "{}",
        board.text
    );
}
