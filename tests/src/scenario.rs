//! States of the platform that several tests start from, reached as people reach them: by RPCs.

use proto::v1::{
    AddNewsletterListRequest, AdoptRulesRequest, Contribution, ConvocationRequest, CreateContributionRequest,
    CreateMeetingRequest, CreatePollRequest, CreateProgrammeRequest, CreateSolicitationRequest,
    CreateVoteRequest, CreateWorkStreamRequest, EngageRequest, Expected, Function, Licence, Majority,
    MajorityBase, Meeting, MeetingKind, MeetingRequest, MeetingSession, Newsletter, NewsletterSettings, Poll,
    ProgrammeRequest, RegistrationPage, RegistrationSettings, RegistrationSettingsRequest, SaveDraftRequest,
    SaveEntryRequest, Section, Solicitation, StartReviewRequest, SubmitContributionRequest, TieRule,
    UpdateCallRequest, ValidateProgrammeRequest, Vote, WorkStream, create_poll_request, save_entry_request,
};

use crate::world::{Actor, Centre, World};

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
    committee_on(animator, "2027-04-15", "2027-04-08").await
}

/// The same on the day after the beginning of each world: nobody has to sign in again until then.
pub async fn committee_tomorrow(animator: &Actor) -> Meeting {
    committee_on(animator, "2027-03-16", "2027-03-15").await
}

async fn committee_on(animator: &Actor, day: &str, proposals_until: &str) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, 1re séance".to_owned(),
        place: "Paris, salle 4".to_owned(),
        video_url: "https://visio.example/comite".to_owned(),
        starts_at: format!("{day}T10:00"),
        ends_at: format!("{day}T13:00"),
        zone: "Europe/Paris".to_owned(),
        proposals_until: proposals_until.to_owned(),
        ..Default::default()
    };
    animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner()
}

/// A Comité technique of this morning, held, whose minutes are in review for a week.
pub async fn reviewed_committee(animator: &Actor) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique du matin".to_owned(),
        starts_at: "2027-03-15T11:00".to_owned(),
        ends_at: "2027-03-15T12:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let meeting = animator
        .meeting()
        .create_meeting(request)
        .await
        .unwrap()
        .into_inner();
    convene(animator, &meeting).await;
    let id = MeetingRequest {
        id: meeting.id.clone(),
    };
    animator.session().start_session(id.clone()).await.unwrap();
    animator.session().close_session(id).await.unwrap();
    let review = StartReviewRequest {
        meeting_id: meeting.id.clone(),
        n_days: 7,
        version: 0,
    };
    animator.minutes().start_review(review).await.unwrap();
    meeting
}

/// Convenes a meeting.
pub async fn convene(animator: &Actor, meeting: &Meeting) {
    let request = ConvocationRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    animator.convocation().send_convocation(request).await.unwrap();
}

/// Opens the session of a convened meeting, at its hour: the clock of the world goes there.
pub async fn open_session(world: &World, leader: &Actor, meeting: &Meeting) -> MeetingSession {
    let at = meeting.starts_at.unwrap();
    world
        .clock()
        .set(chrono::DateTime::from_timestamp(at.seconds, 0).unwrap());
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    leader
        .session()
        .start_session(request)
        .await
        .unwrap()
        .into_inner()
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

/// What is asked of these centres until 30 April.
pub fn asked(centres: &[&Centre]) -> CreateSolicitationRequest {
    CreateSolicitationRequest {
        title: "Maisons du projet".to_owned(),
        text: "Qui vient, et **pourquoi**\u{a0}?".to_owned(),
        purpose: "Un guide pour les porteurs de projet.".to_owned(),
        due_on: "2027-04-30".to_owned(),
        zone: String::new(),
        workload: "une demi-journée".to_owned(),
        organisation_ids: centres.iter().map(|centre| centre.id.clone()).collect(),
        is_for_all: false,
    }
}

/// Asks these centres for their expertise.
pub async fn solicitation(asker: &Actor, centres: &[&Centre]) -> Solicitation {
    let created = asker.solicitation().create_solicitation(asked(centres)).await;
    created.unwrap().into_inner()
}

/// A national day of the animator on 10 June 2027, 9:30 to 17:00 in Paris, planned.
pub async fn national_day(animator: &Actor) -> Meeting {
    national_day_on(animator, "2027-06-10").await
}

/// The same on another day.
pub async fn national_day_on(animator: &Actor, day: &str) -> Meeting {
    let request = CreateMeetingRequest {
        kind: MeetingKind::NationalDay as i32,
        title: "Journée nationale 2027".to_owned(),
        introduction: "Une journée pour **se rencontrer**.".to_owned(),
        place: "Paris, grande salle".to_owned(),
        video_url: "https://visio.example/journee".to_owned(),
        starts_at: format!("{day}T09:30"),
        ends_at: format!("{day}T17:00"),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let created = animator.meeting().create_meeting(request).await;
    created.unwrap().into_inner()
}

/// Settings with which people register from now on, without an account.
pub fn registration(capacity: i32) -> RegistrationSettings {
    RegistrationSettings {
        opens_at: "2027-03-15T09:00".to_owned(),
        closes_at: "2027-06-08T18:00".to_owned(),
        capacity,
        is_public: true,
        asks_meal: true,
        asks_access_needs: true,
        ..Default::default()
    }
}

/// Opens the registration of a day.
pub async fn open_registration(
    animator: &Actor,
    meeting: &Meeting,
    settings: RegistrationSettings,
) -> RegistrationPage {
    let request = RegistrationSettingsRequest {
        meeting_id: meeting.id.clone(),
        settings: Some(settings),
    };
    let opened = animator.registration().open_registration(request).await;
    opened.unwrap().into_inner()
}

/// A date poll for a Comité technique with two slots, open until 30 April: all centres are asked.
pub async fn poll(animator: &Actor) -> Poll {
    let slot = |day: u32| create_poll_request::Slot {
        starts_at: format!("2027-05-{day}T14:00"),
        ends_at: format!("2027-05-{day}T17:00"),
    };
    let request = CreatePollRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: "Comité technique, 2e séance".to_owned(),
        slots: vec![slot(18), slot(20)],
        zone: "Europe/Paris".to_owned(),
        closes_on: "2027-04-30".to_owned(),
        ..Default::default()
    };
    animator.poll().create_poll(request).await.unwrap().into_inner()
}

/// A centre says its situation before a Comité technique.
pub async fn say(actor: &Actor, meeting: &Meeting) {
    let request = SaveEntryRequest {
        meeting_id: meeting.id.clone(),
        texts: vec![save_entry_request::Text {
            field: "situation".to_owned(),
            text: "Une équipe **complète**.".to_owned(),
        }],
        version: 0,
    };
    actor.round().save_entry(request).await.unwrap();
}

/// The public address of [`newsletter`].
pub const SLUG: &str = "la-lettre-du-centre";

/// What a director sets of a newsletter.
pub fn newsletter_settings() -> NewsletterSettings {
    NewsletterSettings {
        name: "La lettre du centre".to_owned(),
        slug: SLUG.to_owned(),
        description: "L’actualité des quartiers, chaque mois.".to_owned(),
        sender_name: "Le centre".to_owned(),
        sender_address: "lettre@centre.example".to_owned(),
        reply_to: "redaction@centre.example".to_owned(),
        publisher: "La directrice du centre".to_owned(),
        contact: "donnees@centre.example".to_owned(),
        legal_ground: "Consentement".to_owned(),
        postal_address: "1 rue Fictive, Port-Clair".to_owned(),
        accent: "#0f5c5c".to_owned(),
        is_archive_public: true,
        ..Default::default()
    }
}

/// A newsletter of the director's centre, with a list.
pub async fn newsletter(director: &Actor) -> Newsletter {
    let mut client = director.newsletter();
    let created = client
        .create_newsletter(newsletter_settings())
        .await
        .unwrap()
        .into_inner();
    let list = AddNewsletterListRequest {
        newsletter_id: created.settings.unwrap().id,
        name: "Agenda".to_owned(),
        description: "Les rencontres du mois.".to_owned(),
    };
    client.add_newsletter_list(list).await.unwrap().into_inner()
}
