//! Decisions: rules of procedure, consensus, votes named and secret, proxies, quorum, consultations, P3.

use proto::v1::*;
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::scenario;
use crate::world::{Actor, World, reason, violations};

mod consultation;
mod crowd;
mod pages;
mod programme;
mod quorum;
mod record;
mod rights;
mod secret;
mod vote;

/// Rules of the Comité technique from today on: a voice for each centre and the animator, simple majority of the
/// ballots other than abstentions, no quorum, one proxy, a tie is rejected.
fn plain_rules() -> AdoptRulesRequest {
    AdoptRulesRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        effective_on: "2027-03-15".to_owned(),
        text: "Chaque centre a **une voix**.".to_owned(),
        functions: vec![Function::Centre as i32, Function::Animator as i32],
        base: MajorityBase::Expressed as i32,
        majority: Majority::Simple as i32,
        tie: TieRule::Rejected as i32,
        n_proxies: 1,
        quorum_percent: 0,
    }
}

async fn adopt(animator: &Actor, rules: AdoptRulesRequest) -> RulesOfProcedure {
    let adopted = animator.decision().adopt_rules(rules).await;
    adopted.unwrap().into_inner()
}

/// Brings a meeting to a state without waiting for its hour.
async fn set_state(world: &World, meeting_id: &str, state: MeetingState) {
    execute(
        world,
        "UPDATE meeting SET state = $1 WHERE id = $2",
        vec![(state as i32).into(), meeting_id.parse::<Uuid>().unwrap().into()],
    )
    .await;
}

async fn execute(world: &World, sql: &str, values: Vec<sea_orm::Value>) {
    let tx = world.app.db.begin().await.unwrap();
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}

/// A Comité technique that runs today, all directors and the animator convened, under these rules.
async fn running(animator: &Actor, rules: AdoptRulesRequest) -> Meeting {
    adopt(animator, rules).await;
    let request = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, 1re séance".to_owned(),
        starts_at: "2027-03-15T11:00".to_owned(),
        ends_at: "2027-03-15T14:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    scenario::convene(animator, &meeting).await;
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    animator.session().start_session(request).await.unwrap();
    meeting
}

/// A named vote for or against, opened at once.
fn question(meeting: &Meeting, question: &str) -> CreateVoteRequest {
    CreateVoteRequest {
        meeting_id: meeting.id.clone(),
        question: question.to_owned(),
        is_opened_now: true,
        ..Default::default()
    }
}

async fn create(leader: &Actor, request: CreateVoteRequest) -> Vote {
    let created = leader.decision().create_vote(request).await;
    created.unwrap().into_inner()
}

/// The ballot of the own voice.
fn ballot(vote: &Vote, option: i32) -> CastBallotRequest {
    CastBallotRequest {
        vote_id: vote.id.clone(),
        organisation_id: String::new(),
        option,
    }
}

async fn cast(actor: &Actor, vote: &Vote, option: i32) -> Result<Empty, tonic::Status> {
    let cast = actor.decision().cast_ballot(ballot(vote, option)).await;
    cast.map(tonic::Response::into_inner)
}

async fn see(actor: &Actor, vote: &Vote) -> Vote {
    let request = VoteRequest { id: vote.id.clone() };
    actor.decision().get_vote(request).await.unwrap().into_inner()
}

async fn close(leader: &Actor, vote: &Vote) -> Vote {
    let request = VoteRequest { id: vote.id.clone() };
    leader.decision().close_vote(request).await.unwrap().into_inner()
}

async fn of_meeting(actor: &Actor, meeting: &Meeting) -> MeetingDecisions {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let decided = actor.decision().get_meeting_decisions(request).await;
    decided.unwrap().into_inner()
}

/// Number of ballots of each option.
fn figures(vote: &Vote) -> Vec<i32> {
    vote.options.iter().map(|option| option.n).collect()
}

/// `n` centres with a director each, beside those of the demonstration.
async fn crowd(world: &World, n: usize) -> Vec<Actor> {
    let animator = world.animator().await;
    let mut directors = Vec::new();
    for number in 0..n {
        let organisation = Organisation {
            name: format!("Centre de la foule {number}"),
            short_name: format!("Foule {number:03}"),
            function: Function::Centre as i32,
            legal_form: LegalForm::Association as i32,
            zone: "Europe/Paris".to_owned(),
            joined_on: "2027-01-01".to_owned(),
            ..Default::default()
        };
        let request = CreateOrganisationRequest {
            organisation: Some(organisation),
        };
        let centre = animator.network().create_organisation(request).await.unwrap();
        let request = AddMemberRequest {
            organisation_id: centre.into_inner().id,
            name: format!("Direction {number}"),
            email: format!("direction@foule-{number:03}.example"),
            position: Position::Director as i32,
            ..Default::default()
        };
        let member = animator.network().add_member(request).await.unwrap().into_inner();
        directors.push(world.enter_as(&member.person_id).await);
    }
    directors
}

#[tokio::test]
async fn rules_come_in_versions_with_their_dates() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.centre("Rives de Loire").await.director;
    let get = GetRulesRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
    };
    let none = director.decision().get_rules(get).await.unwrap().into_inner();
    assert_eq!((none.versions.len(), none.may_adopt), (0, false));
    assert_eq!(none.kind_label, "Comité technique d’animation nationale");

    let refused = animator
        .decision()
        .adopt_rules(AdoptRulesRequest::default())
        .await;
    let fields: Vec<String> = violations(&refused.unwrap_err())
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        [
            "kind",
            "effective_on",
            "text",
            "functions",
            "base",
            "majority",
            "tie"
        ]
    );
    let bad = AdoptRulesRequest {
        effective_on: "2027-03-14".to_owned(),
        functions: vec![99],
        n_proxies: 21,
        quorum_percent: 101,
        ..plain_rules()
    };
    let refused = animator.decision().adopt_rules(bad).await.unwrap_err();
    let expected = [
        ("effective_on", Reason::InThePast),
        ("functions", Reason::UnknownValue),
        ("n_proxies", Reason::TooMany),
        ("quorum_percent", Reason::TooMany),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let other_kind = AdoptRulesRequest {
        kind: MeetingKind::StudyDay as i32,
        ..plain_rules()
    };
    let refused = animator.decision().adopt_rules(other_kind).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MeetingKind);
    let refused = director.decision().adopt_rules(plain_rules()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);

    let first = adopt(&animator, plain_rules()).await;
    assert_eq!((first.version, first.adopted_by), (1, animator.me.name.clone()));
    let second = AdoptRulesRequest {
        effective_on: "2027-04-01".to_owned(),
        majority: Majority::TwoThirds as i32,
        quorum_percent: 50,
        ..plain_rules()
    };
    assert_eq!(adopt(&animator, second).await.version, 2);
    let rules = director.decision().get_rules(get).await.unwrap().into_inner();
    let seen: Vec<_> = rules
        .versions
        .iter()
        .map(|one| (one.version, one.is_in_force, one.text_html.trim()))
        .collect();
    let text = "<p>Chaque centre a <strong>une voix</strong>.</p>";
    assert_eq!(
        seen,
        [(2, false, text), (1, true, text)],
        "older ones stay readable"
    );

    // What was announced under a version is held under it.
    let meeting = scenario::committee(&animator).await;
    let prepared = CreateVoteRequest {
        is_opened_now: false,
        ..question(&meeting, "Adopter le calendrier")
    };
    let vote = create(&animator, prepared).await;
    world.clock().advance(chrono::TimeDelta::days(17));
    let director = world.centre("Rives de Loire").await.director;
    let rules = director.decision().get_rules(get).await.unwrap().into_inner();
    assert!(rules.versions[0].is_in_force && !rules.versions[1].is_in_force);
    assert_eq!(see(&director, &vote).await.rules.unwrap().version, 1);
    assert_eq!(of_meeting(&director, &meeting).await.rules.unwrap().version, 2);
}

/// Versions are adopted one after another: who loses is told that there is a newer one.
#[tokio::test]
async fn rules_that_are_adopted_at_once_have_a_version_each() {
    let world = World::new().await;
    let animator = world.animator().await;
    let adopt = || async { animator.decision().adopt_rules(plain_rules()).await };
    let (one, other, third) = tokio::join!(adopt(), adopt(), adopt());
    let mut versions = Vec::new();
    for adopted in [one, other, third] {
        match adopted {
            Ok(adopted) => versions.push(adopted.into_inner().version),
            Err(late) => assert_eq!(
                (late.code(), reason(&late)),
                (tonic::Code::Aborted, Reason::ChangedMeanwhile)
            ),
        }
    }
    versions.sort_unstable();
    let expected: Vec<i32> = (1..).take(versions.len()).collect();
    assert!(!versions.is_empty() && versions == expected, "{versions:?}");
}
