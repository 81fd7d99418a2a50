//! What a centre took part in over a year.

use tonic::Code;

use super::*;
use crate::world::{Centre, reason};

fn of(centre: &Centre) -> GetParticipationRequest {
    GetParticipationRequest {
        organisation_id: centre.id.clone(),
        year: YEAR,
    }
}

#[tokio::test]
async fn how_a_centre_attended_and_what_it_did() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 3).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let draft = scenario::draft(&rives, &streams[0], "Une note", "Un texte.").await;
    scenario::submit(&rives, &draft).await;
    scenario::draft(&rives, &streams[1], "Un brouillon", "Un texte.").await;
    let declare = DeclareProductionRequest {
        year: YEAR,
        title: "Guide des fonds".to_owned(),
        form: "guide".to_owned(),
    };
    rives
        .director
        .production()
        .declare_production(declare)
        .await
        .unwrap();
    scenario::solicitation(&animator, &[&rives]).await;
    let committee = scenario::committee_tomorrow(&animator).await;
    scenario::convene(&animator, &committee).await;
    let planned = plan(
        &world,
        MeetingKind::TechnicalCommittee,
        "2027-06-10T10:00",
        "Europe/Paris",
    )
    .await;
    scenario::open_session(&world, &animator, &committee).await;
    let check_in = CheckInRequest {
        meeting_id: committee.id.clone(),
        code: String::new(),
        is_remote: true,
    };
    rives.director.session().check_in(check_in).await.unwrap();
    let close = MeetingRequest {
        id: committee.id.clone(),
    };
    animator.session().close_session(close).await.unwrap();

    for actor in [&rives.director, &rives.team, &animator] {
        let found = actor.obligation().get_participation(of(&rives)).await;
        let found = found.unwrap().into_inner();
        let [meeting] = found.meetings.as_slice() else {
            panic!("{:?}: only what was held, not {}", found.meetings, planned.title);
        };
        assert_eq!(
            (meeting.id.as_str(), meeting.mode()),
            (committee.id.as_str(), AttendanceMode::Remote)
        );
        assert_eq!((meeting.n_convened, meeting.n_there), (1, 1));
        assert_eq!(found.streams.len(), 2, "engaged in two");
        let [contribution] = found.contributions.as_slice() else {
            panic!("{:?}: a draft is not submitted", found.contributions);
        };
        assert_eq!(
            (contribution.id.as_str(), contribution.is_author),
            (draft.id.as_str(), true)
        );
        assert_eq!(found.productions[0].title, "Guide des fonds");
        assert_eq!(found.solicitations[0].state(), AnswerState::Awaited);
    }
    let absent = animator.obligation().get_participation(of(&guyane)).await;
    let absent = absent.unwrap().into_inner();
    assert_eq!(absent.meetings[0].mode(), AttendanceMode::Absent);
    assert!(absent.contributions.is_empty() && absent.solicitations.is_empty());
    // Another year, another story.
    let next = GetParticipationRequest {
        year: YEAR + 1,
        ..of(&rives)
    };
    let next = rives
        .team
        .obligation()
        .get_participation(next)
        .await
        .unwrap()
        .into_inner();
    assert!(next.meetings.is_empty() && next.productions.is_empty() && next.solicitations.is_empty());
    // Nobody else.
    let refused = guyane.director.obligation().get_participation(of(&rives)).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    let refused = guyane
        .director
        .obligation()
        .export_participation(of(&rives))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    let refused = world
        .anru()
        .await
        .obligation()
        .get_participation(of(&rives))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), Reason::NotAllowed);

    let file = rives.team.obligation().export_participation(of(&rives)).await;
    let file = file.unwrap().into_inner();
    let text = String::from_utf8(file.content).unwrap();
    for line in [
        "Réunion;\"Comité technique, 1re séance\";Comité technique d’animation nationale;2027-03-16;à distance",
        "Chantier;Chantier 1;;;contribution déposée",
        "Production;Guide des fonds;guide;;déclarée",
        "Sollicitation;Maisons du projet;;2027-03-15;",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    let page = rives
        .team
        .get(&format!("/obligation/{}?year={YEAR}", rives.id))
        .await;
    assert_eq!(page.status, 200);
    for words in [
        "Comité technique, 1re séance",
        "à distance",
        "Guide des fonds",
        "Maisons du projet",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
}
