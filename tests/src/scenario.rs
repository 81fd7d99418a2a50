//! States of the platform that several tests start from, reached as people reach them: by RPCs.

use proto::v1::{
    AdoptRulesRequest, Contribution, ConvocationRequest, CreateContributionRequest, CreateMeetingRequest,
    CreateProgrammeRequest, CreateVoteRequest, CreateWorkStreamRequest, EngageRequest, Expected, Function,
    Licence, Majority, MajorityBase, Meeting, MeetingKind, ProgrammeRequest, SaveDraftRequest, Section,
    SubmitContributionRequest, TieRule, UpdateCallRequest, ValidateProgrammeRequest, Vote, WorkStream,
};

use crate::world::{Actor, Centre};

/// The year of the worlds.
pub const YEAR: i32 = 2027;

/// The draft of 2027 with `n` work streams, without call dates.
pub async fn draft_programme(animator: &Actor, n: usize) -> Vec<WorkStream> {
    let create = CreateProgrammeRequest {
        year: YEAR,
        from_previous_year: false,
    };
    animator.programme().create_programme(create).await.unwrap();
    let mut streams = Vec::new();
    for i in 0..n {
        let request = CreateWorkStreamRequest {
            year: YEAR,
            title: format!("Chantier {}", i + 1),
            theme: "Renouvellement urbain".to_owned(),
            purpose: "Partager ce que les **territoires** ont appris.".to_owned(),
            expected: vec![Expected::TextNote as i32, Expected::ExperienceSheet as i32],
            lead: "CGET, bureau de l’animation".to_owned(),
        };
        let stream = animator.programme().create_work_stream(request).await.unwrap();
        streams.push(stream.into_inner());
    }
    streams
}

/// The programme of 2027, running, with `n` work streams whose calls are open since now until 30 April, 18:00 in Paris.
pub async fn running_programme(animator: &Actor, n: usize) -> Vec<WorkStream> {
    let mut streams = draft_programme(animator, n).await;
    for stream in &mut streams {
        let request = UpdateCallRequest {
            work_stream_id: stream.id.clone(),
            opens_at: "2027-03-15T10:00".to_owned(),
            closes_at: "2027-04-30T18:00".to_owned(),
            zone: "Europe/Paris".to_owned(),
            guidance: "Deux pages au plus.".to_owned(),
            required_sections: Vec::new(),
            version: stream.version,
        };
        *stream = animator
            .programme()
            .update_call(request)
            .await
            .unwrap()
            .into_inner();
    }
    validate_and_start(animator).await;
    streams
}

/// Draft -> proposed -> validated -> running.
pub async fn validate_and_start(animator: &Actor) {
    let year = ProgrammeRequest { year: YEAR };
    animator.programme().propose_programme(year).await.unwrap();
    let validate = ValidateProgrammeRequest {
        year: YEAR,
        session: "Comité technique d’animation nationale, 3e séance".to_owned(),
        on: "2026-12-04".to_owned(),
        reference: "CR-2026-3".to_owned(),
    };
    animator.programme().validate_programme(validate).await.unwrap();
    animator.programme().start_programme(year).await.unwrap();
}

/// Engages a centre in a stream.
pub async fn engage(centre: &Centre, stream: &WorkStream) {
    let request = EngageRequest {
        work_stream_id: stream.id.clone(),
        organisation_id: String::new(),
    };
    centre.director.programme().engage(request).await.unwrap();
}

/// A draft of a text note, by the centre's team; the centre is engaged when it is not yet.
pub async fn draft(centre: &Centre, stream: &WorkStream, title: &str, text: &str) -> Contribution {
    let request = EngageRequest {
        work_stream_id: stream.id.clone(),
        organisation_id: String::new(),
    };
    // Engaged already: fine.
    let _ = centre.director.programme().engage(request).await;
    let request = CreateContributionRequest {
        work_stream_id: stream.id.clone(),
        kind: Expected::TextNote as i32,
        title: title.to_owned(),
        from_contribution_id: String::new(),
    };
    let created = centre.team.contribution().create_contribution(request).await;
    let created = created.unwrap().into_inner();
    let request = SaveDraftRequest {
        id: created.id,
        title: title.to_owned(),
        sections: vec![Section {
            key: "text".to_owned(),
            text: text.to_owned(),
            ..Default::default()
        }],
        version: created.version,
    };
    let saved = centre.team.contribution().save_draft(request).await;
    saved.unwrap().into_inner()
}

/// Submits a draft, by the director, under the open licence.
pub async fn submit(centre: &Centre, contribution: &Contribution) -> Contribution {
    let request = SubmitContributionRequest {
        id: contribution.id.clone(),
        licence: Licence::Open2 as i32,
        credit: centre.organisation.name.clone(),
        has_contacts_consent: true,
        version: contribution.version,
    };
    let submitted = centre.director.contribution().submit_contribution(request).await;
    submitted.unwrap().into_inner()
}

/// A Comité technique of the animator on 15 April 2027 at 10:00 in Paris, planned: all directors stand for it.
pub async fn committee(animator: &Actor) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, 1re séance".to_owned(),
        place: "Paris, salle 4".to_owned(),
        video_url: "https://visio.example/comite".to_owned(),
        starts_at: "2027-04-15T10:00".to_owned(),
        ends_at: "2027-04-15T13:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        proposals_until: "2027-04-08".to_owned(),
        ..Default::default()
    };
    animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner()
}

/// Convenes a meeting.
pub async fn convene(animator: &Actor, meeting: &Meeting) {
    let request = ConvocationRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    animator.convocation().send_convocation(request).await.unwrap();
}

/// A named consultation of the Comité technique until 25 March 2027, 18:00 in Paris, and the rules that it needs.
pub async fn consultation(animator: &Actor) -> Vote {
    let rules = AdoptRulesRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        effective_on: "2027-03-15".to_owned(),
        text: "Chaque centre a **une voix**.".to_owned(),
        functions: vec![Function::Centre as i32, Function::Animator as i32],
        base: MajorityBase::Expressed as i32,
        majority: Majority::Simple as i32,
        tie: TieRule::Rejected as i32,
        n_proxies: 1,
        quorum_percent: 50,
    };
    animator.decision().adopt_rules(rules).await.unwrap();
    let request = CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Approuver le relevé de la dernière séance".to_owned(),
        is_opened_now: true,
        closes_at: "2027-03-25T18:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    animator
        .decision()
        .create_vote(request)
        .await
        .unwrap()
        .into_inner()
}
