//! The other meetings of the year: the national day, the bilateral, a working session, a centre's own; a written
//! consultation.

use anyhow::Context as _;
use chrono::{TimeDelta, Weekday};
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::programme_service_client::ProgrammeServiceClient;
use proto::v1::registration_service_client::RegistrationServiceClient;
use proto::v1::{
    AddWorkshopRequest, CastBallotRequest, ConvocationRequest, CreateMeetingRequest, CreateVoteRequest,
    GetProgrammeRequest, Meeting, MeetingKind, RecordHeldRequest, RegisterRequest, RegistrationSettings,
    RegistrationSettingsRequest,
};

use super::{Stage, local};
use crate::network::Recipient;

/// Those who have registered for the day: name, organisation.
const REGISTERED: [(&str, &str); 5] = [
    ("Alba Fictive", "Ville d’Exemple-sur-Loire"),
    ("Bastien Modèle", "Mission locale du Val fictif"),
    ("Cora Exemple", "Association Les Ateliers d’en face"),
    ("Driss Fictif", "Bailleur social Toit modèle"),
    ("Emma Modèle", "Préfecture d’exemple"),
];

/// Title, room, speakers, hours, places.
const WORKSHOPS: [(&str, &str, &str, &str, &str, i32); 4] = [
    (
        "Faire vivre les conseils citoyens",
        "Salle Rhône",
        "Deux centres racontent",
        "10:30",
        "12:00",
        30,
    ),
    (
        "Clauses d’insertion : du marché à l’emploi",
        "Salle Garonne",
        "ANRU et facilitateurs",
        "10:30",
        "12:00",
        2,
    ),
    (
        "Reloger avec les habitants",
        "Salle Rhône",
        "Bailleurs et maisons du projet",
        "14:00",
        "15:30",
        40,
    ),
    (
        "Évaluer sans s’épuiser",
        "Salle Garonne",
        "Trois avis évaluatifs relus",
        "14:00",
        "15:30",
        25,
    ),
];

pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    let animator = stage.animator()?;
    bilateral_and_charter(stage, animator)
        .await
        .context("bilateral and charter")?;
    national_day(stage, animator).await.context("national day")?;
    working_session(stage, animator)
        .await
        .context("working session")?;
    local_session(stage).await.context("local session")?;
    consultation(stage, animator).await.context("consultation")
}

/// A meeting of a kind, on a day, at these hours in Paris.
pub(super) fn meeting(
    kind: MeetingKind,
    title: &str,
    day: chrono::NaiveDate,
    (from, to): (&str, &str),
    place: &str,
) -> CreateMeetingRequest {
    CreateMeetingRequest {
        kind: kind as i32,
        title: title.to_owned(),
        place: place.to_owned(),
        starts_at: local(day, from),
        ends_at: local(day, to),
        zone: "Europe/Paris".to_owned(),
        ..CreateMeetingRequest::default()
    }
}

/// Records in the evening of its day that a meeting was held.
pub(super) async fn record_held(
    stage: &Stage,
    by: &Recipient,
    held: &Meeting,
    day: chrono::NaiveDate,
    n: i32,
) -> anyhow::Result<()> {
    stage.at(day, 20, 30);
    let mut meetings = MeetingServiceClient::new(stage.api.clone());
    let held = RecordHeldRequest {
        id: held.id.clone(),
        n_attendants: n,
    };
    meetings.record_held(stage.by(by, held)).await?;
    Ok(())
}

/// A6, held; M2, still to be convened.
async fn bilateral_and_charter(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    let day = stage.day(Weekday::Tue, -90);
    stage.days_ago(110);
    let planned = meeting(
        MeetingKind::Bilateral,
        "Point annuel de l’ANRU et de l’animateur",
        day,
        ("09:30", "11:00"),
        "Siège de l’ANRU",
    );
    let bilateral = stage.plan(animator, planned).await?;
    stage.at(day - TimeDelta::days(14), 10, 0);
    let mut convocations = ConvocationServiceClient::new(stage.api.clone());
    let send = ConvocationRequest {
        meeting_id: bilateral.id.clone(),
        ..ConvocationRequest::default()
    };
    convocations.send_convocation(stage.by(animator, send)).await?;
    record_held(stage, animator, &bilateral, day, 0).await?;
    stage.days_ago(15);
    let charter = meeting(
        MeetingKind::CharterCommittee,
        "Comité de suivi de la charte",
        stage.day(Weekday::Wed, 20),
        ("14:30", "16:30"),
        "Paris, salle des conférences",
    );
    stage.plan(animator, charter).await?;
    Ok(())
}

/// M3: open to all, with workshops.
async fn national_day(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    let day = stage.day(Weekday::Tue, 75);
    stage.days_ago(30);
    let planned = CreateMeetingRequest {
        introduction: "Une journée pour comparer nos pratiques : bilan national, ateliers, échanges entre \
                       territoires."
            .to_owned(),
        ..meeting(
            MeetingKind::NationalDay,
            "Journée nationale des centres de ressources",
            day,
            ("09:30", "16:30"),
            "Paris, Maison des exemples",
        )
    };
    let planned = stage.plan(animator, planned).await?;
    stage.days_ago(12);
    let mut registrations = RegistrationServiceClient::new(stage.api.clone());
    let settings = RegistrationSettings {
        opens_at: local(stage.today - TimeDelta::days(10), "09:00"),
        closes_at: local(day - TimeDelta::days(7), "18:00"),
        capacity: 120,
        seats_per_organisation: 4,
        is_public: true,
        asks_meal: true,
        asks_access_needs: true,
        ..RegistrationSettings::default()
    };
    let open = RegistrationSettingsRequest {
        meeting_id: planned.id.clone(),
        settings: Some(settings),
    };
    registrations.open_registration(stage.by(animator, open)).await?;
    let mut workshop_ids = Vec::new();
    for (title, room, speakers, from, to, capacity) in WORKSHOPS {
        let add = AddWorkshopRequest {
            meeting_id: planned.id.clone(),
            title: title.to_owned(),
            room: room.to_owned(),
            speakers: speakers.to_owned(),
            starts_at: local(day, from),
            ends_at: local(day, to),
            capacity,
        };
        let page = registrations
            .add_workshop(stage.by(animator, add))
            .await?
            .into_inner();
        workshop_ids = page.workshops.into_iter().map(|workshop| workshop.id).collect();
    }
    stage.days_ago(5);
    register(stage, &planned, &workshop_ids).await
}

/// Local actors ask for a place, without an account.
async fn register(stage: &Stage, day: &Meeting, workshop_ids: &[String]) -> anyhow::Result<()> {
    let mut registrations = RegistrationServiceClient::new(stage.api.clone());
    for (n, (name, organisation_name)) in REGISTERED.into_iter().enumerate() {
        let register = RegisterRequest {
            meeting_id: day.id.clone(),
            name: name.to_owned(),
            email: format!("participant{}@exemple.example", n + 1),
            organisation_name: organisation_name.to_owned(),
            workshop_ids: workshop_ids.get(n % 2 * 2).into_iter().cloned().collect(),
            is_visible: n % 2 == 0,
            ..RegisterRequest::default()
        };
        registrations.register(tonic::Request::new(register)).await?;
    }
    Ok(())
}

/// P5: of the first stream of the year.
async fn working_session(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    stage.days_ago(8);
    let mut programmes = ProgrammeServiceClient::new(stage.api.clone());
    let year = chrono::Datelike::year(&stage.today);
    let ask = stage.by(animator, GetProgrammeRequest { year });
    let programme = programmes.get_programme(ask).await?.into_inner();
    let Some(stream) = programme.streams.first() else {
        return Ok(());
    };
    let planned = CreateMeetingRequest {
        work_stream_id: stream.id.clone(),
        video_url: "https://visio.exemple.example/chantier".to_owned(),
        ..meeting(
            MeetingKind::WorkingSession,
            "Séance de travail : lecture croisée des contributions",
            stage.day(Weekday::Mon, 17),
            ("14:00", "16:00"),
            "",
        )
    };
    stage.plan(animator, planned).await?;
    Ok(())
}

/// A centre's own, with local actors.
async fn local_session(stage: &Stage) -> anyhow::Result<()> {
    let Some(director) = stage.people.director_of(super::super::network::FIRST) else {
        return Ok(());
    };
    let day = stage.day(Weekday::Fri, -28);
    stage.days_ago(45);
    let planned = meeting(
        MeetingKind::LocalSession,
        "Atelier des conseils citoyens du territoire",
        day,
        ("18:00", "20:00"),
        "Maison de quartier des Exemples",
    );
    let session = stage.plan(director, planned).await?;
    record_held(stage, director, &session, day, 34).await
}

/// A decision between two sessions, in writing.
async fn consultation(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    stage.days_ago(2);
    let mut decisions = DecisionServiceClient::new(stage.api.clone());
    let create = CreateVoteRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        question: "Le format commun des fiches d’expérience est reconduit pour un an.".to_owned(),
        is_opened_now: true,
        closes_at: local(stage.today + TimeDelta::days(6), "18:00"),
        zone: "Europe/Paris".to_owned(),
        ..CreateVoteRequest::default()
    };
    let vote = decisions
        .create_vote(stage.by(animator, create))
        .await?
        .into_inner();
    stage.days_ago(1);
    for voice in vote.voices.iter().take(7) {
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
    Ok(())
}
