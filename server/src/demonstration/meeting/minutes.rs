//! The minutes of the committee that was held: read over by those convened, approved by a written consultation,
//! locked.

use chrono::TimeDelta;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::minutes_service_client::MinutesServiceClient;
use proto::v1::{
    ApproveMinutesRequest, CastBallotRequest, CreateVoteRequest, GetMinutesRequest, LockMinutesRequest,
    Meeting, MeetingKind, StartReviewRequest, VoteRequest,
};

use super::{Stage, local};
use crate::network::Recipient;

pub(super) async fn play(
    stage: &Stage,
    animator: &Recipient,
    meeting: &Meeting,
    day: chrono::NaiveDate,
) -> anyhow::Result<()> {
    let mut minutes = MinutesServiceClient::new(stage.api.clone());
    let read = || GetMinutesRequest {
        meeting_id: meeting.id.clone(),
        ..GetMinutesRequest::default()
    };
    stage.at(day + TimeDelta::days(4), 11, 0);
    let drafted = minutes
        .get_minutes(stage.by(animator, read()))
        .await?
        .into_inner();
    let review = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 10,
        version: drafted.version,
    };
    minutes.start_review(stage.by(animator, review)).await?;
    let vote_id = consult(stage, animator, day).await?;
    stage.at(day + TimeDelta::days(28), 10, 0);
    let reviewed = minutes
        .get_minutes(stage.by(animator, read()))
        .await?
        .into_inner();
    let adopted = reviewed.approvals.iter().find(|one| one.vote_id == vote_id);
    let Some(adopted) = adopted else {
        anyhow::bail!("the consultation adopted nothing");
    };
    let approve = ApproveMinutesRequest {
        meeting_id: meeting.id.clone(),
        decision_id: adopted.id.clone(),
        version: reviewed.version,
    };
    let approved = minutes.approve_minutes(stage.by(animator, approve)).await?;
    let lock = LockMinutesRequest {
        meeting_id: meeting.id.clone(),
        reason: String::new(),
        version: approved.into_inner().version,
    };
    minutes.lock_minutes(stage.by(animator, lock)).await?;
    Ok(())
}

/// Those who have a voice adopt them in writing; the vote.
async fn consult(stage: &Stage, animator: &Recipient, day: chrono::NaiveDate) -> anyhow::Result<String> {
    let mut decisions = DecisionServiceClient::new(stage.api.clone());
    stage.at(day + TimeDelta::days(20), 9, 0);
    let consult = CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Approuver le compte rendu de la séance d’automne.".to_owned(),
        is_opened_now: true,
        closes_at: local(day + TimeDelta::days(27), "18:00"),
        zone: "Europe/Paris".to_owned(),
        ..CreateVoteRequest::default()
    };
    let vote = decisions
        .create_vote(stage.by(animator, consult))
        .await?
        .into_inner();
    for voice in vote.voices.iter().take(12) {
        let id = voice.organisation_id.parse().unwrap_or_default();
        let Some(person) = stage.people.director(id) else {
            continue;
        };
        let ballot = CastBallotRequest {
            vote_id: vote.id.clone(),
            organisation_id: String::new(),
            option: 1,
        };
        decisions.cast_ballot(stage.by(person, ballot)).await?;
    }
    let close = VoteRequest { id: vote.id.clone() };
    decisions.close_vote(stage.by(animator, close)).await?;
    Ok(vote.id)
}
