//! The Comité technique: one that was held, and the next one.

use anyhow::Context as _;
use chrono::{TimeDelta, Weekday};
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::round_service_client::RoundServiceClient;
use proto::v1::session_service_client::SessionServiceClient;
use proto::v1::{
    AddActionRequest, AddAgendaItemRequest, AdoptRulesRequest, AnswerConvocationRequest, Answering,
    AttendanceMode, CastBallotRequest, Convocation, ConvocationRequest, CreateMeetingRequest,
    CreateVoteRequest, Function, GoToItemRequest, Invitee, InviteeRole, ItemPurpose, Majority, MajorityBase,
    Meeting, MeetingKind, MeetingRequest, RecordDecisionRequest, SaveEntryRequest, SaveNoteRequest,
    SetAttendanceRequest, SetInviteeRoleRequest, TieRule, VoteRequest, save_entry_request,
};

use super::{Stage, local, minutes};
use crate::network::Recipient;

/// How the director of each centre answers, in turn.
const ANSWERS: [(Answering, &str); 9] = [
    (Answering::InPerson, ""),
    (Answering::InPerson, ""),
    (Answering::Remotely, "Je me connecte dès 10 h."),
    (Answering::InPerson, ""),
    (
        Answering::InPerson,
        "J’arriverai vers 10 h 15, mon train est à 8 h.",
    ),
    (
        Answering::Excused,
        "Conseil d’administration du centre ce jour-là.",
    ),
    (Answering::InPerson, ""),
    (Answering::Remotely, ""),
    (Answering::InPerson, ""),
];

/// What was said of each point of the committee that was held, in the order of its agenda.
const NOTES: [&str; 4] = [
    "Trois centres recrutent un chargé de mission ; deux changent de présidence. **Difficulté partagée** : la \
     mobilisation des habitants dans les conseils citoyens s’essouffle après les conventions.",
    "La circulaire sur la programmation de l’an prochain est attendue avant l’été. Les centres demandent à être \
     associés aux réunions régionales de présentation.",
    "Les trois appels sont ouverts. Deux centres demandent un calendrier qui tienne compte des vacances scolaires \
     de leur territoire.",
    "L’ANRU présente la carte des protocoles. Les centres proposent de relire les fiches de cas avant publication.",
];

/// What centres say before the next committee: situation, difficulties.
const SAID: [(&str, &str); 4] = [
    (
        "Un poste vacant depuis septembre ; l’entretien des candidats a lieu la semaine prochaine.",
        "Les associations de quartier peinent à répondre aux appels à projets dans les délais.",
    ),
    (
        "Équipe au complet. Notre convention triennale est renouvelée.",
        "Les élus demandent des repères simples sur les clauses d’insertion.",
    ),
    (
        "Nouveau président depuis octobre.",
        "Relogement : les bailleurs n’ont pas tous la même lecture de la charte.",
    ),
    (
        "Déménagement des bureaux en janvier.",
        "Peu de participants aux réunions tenues en journée.",
    ),
];

pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    let animator = stage.animator()?;
    stage.days_ago(120);
    adopt_rules(stage, animator).await.context("rules of procedure")?;
    held(stage, animator).await.context("committee that was held")?;
    coming(stage, animator).await.context("committee to come")
}

/// The own rules of the committee: the framework knows none.
async fn adopt_rules(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    let rules = AdoptRulesRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        effective_on: stage.clock.today(chrono_tz::Europe::Paris).to_string(),
        text:
            "Chaque centre a une voix, portée par sa direction ; l’animateur en a une.\n\nLes décisions se \
               prennent d’abord par consensus. Un vote est ouvert à la demande de trois centres."
                .to_owned(),
        functions: vec![Function::Centre as i32, Function::Animator as i32],
        base: MajorityBase::Expressed as i32,
        majority: Majority::Absolute as i32,
        tie: TieRule::Rejected as i32,
        n_proxies: 1,
        quorum_percent: 50,
    };
    let mut decisions = DecisionServiceClient::new(stage.api.clone());
    decisions.adopt_rules(stage.by(animator, rules)).await?;
    Ok(())
}

fn committee(title: &str, day: chrono::NaiveDate, introduction: &str, until: i64) -> CreateMeetingRequest {
    CreateMeetingRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: title.to_owned(),
        introduction: introduction.to_owned(),
        place: "Paris, salle des conférences".to_owned(),
        video_url: "https://visio.exemple.example/comite-technique".to_owned(),
        starts_at: local(day, "10:00"),
        ends_at: local(day, "13:00"),
        zone: "Europe/Paris".to_owned(),
        proposals_until: (day - TimeDelta::days(until)).to_string(),
        ..CreateMeetingRequest::default()
    }
}

/// Adds a point to an agenda.
async fn add_item(
    stage: &Stage,
    animator: &Recipient,
    item: AddAgendaItemRequest,
) -> anyhow::Result<Meeting> {
    let mut meetings = MeetingServiceClient::new(stage.api.clone());
    let meeting = meetings.add_agenda_item(stage.by(animator, item)).await?;
    Ok(meeting.into_inner())
}

/// Convenes everyone, then the directors answer in turn.
async fn convene(
    stage: &Stage,
    animator: &Recipient,
    meeting: &Meeting,
    n_answers: usize,
) -> anyhow::Result<Convocation> {
    let mut convocations = ConvocationServiceClient::new(stage.api.clone());
    let send = ConvocationRequest {
        meeting_id: meeting.id.clone(),
        message: "Merci de répondre avant la semaine de la séance.".to_owned(),
        ..ConvocationRequest::default()
    };
    convocations.send_convocation(stage.by(animator, send)).await?;
    let ask = MeetingRequest {
        id: meeting.id.clone(),
    };
    let convocation = convocations.get_convocation(stage.by(animator, ask)).await?;
    let invitees = convocation.into_inner().invitees;
    for (invitee, (answer, word)) in invitees.iter().take(n_answers).zip(ANSWERS.iter().cycle()) {
        let Some(person) = stage.person(&invitee.person_id) else {
            continue;
        };
        let answer = AnswerConvocationRequest {
            invitee_id: invitee.id.clone(),
            answer: *answer as i32,
            represented_by: String::new(),
            word: (*word).to_owned(),
        };
        convocations.answer_convocation(stage.by(person, answer)).await?;
    }
    let ask = MeetingRequest {
        id: meeting.id.clone(),
    };
    let convocation = convocations.get_convocation(stage.by(animator, ask)).await?;
    Ok(convocation.into_inner())
}

/// The committee that was held.
async fn held(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    let day = stage.day(Weekday::Thu, -66);
    stage.days_ago(115);
    let meeting = committee(
        "Comité technique, séance d’automne",
        day,
        "La séance fait le point des trois chantiers et prépare le programme de l’an prochain.",
        14,
    );
    let meeting = stage.plan(animator, meeting).await?;
    let item = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Renouvellement urbain : où en sont les protocoles".to_owned(),
        minutes: 30,
        presenter: "ANRU".to_owned(),
        purpose: ItemPurpose::Discussion as i32,
        ..AddAgendaItemRequest::default()
    };
    let meeting = add_item(stage, animator, item).await?;
    stage.days_ago(95);
    let convocation = convene(stage, animator, &meeting, 17).await?;
    let mut convocations = ConvocationServiceClient::new(stage.api.clone());
    if let Some(chair) = convocation
        .invitees
        .iter()
        .find(|one| one.person_id == animator.person_id.to_string())
    {
        let chair = SetInviteeRoleRequest {
            id: chair.id.clone(),
            role: InviteeRole::Chair as i32,
        };
        convocations.set_invitee_role(stage.by(animator, chair)).await?;
    }
    session(stage, animator, &meeting, &convocation.invitees, day)
        .await
        .context("session")?;
    minutes::play(stage, animator, &meeting, day)
        .await
        .context("minutes")
}

/// Its session, from the first arrival to the last decision.
async fn session(
    stage: &Stage,
    animator: &Recipient,
    meeting: &Meeting,
    invitees: &[Invitee],
    day: chrono::NaiveDate,
) -> anyhow::Result<()> {
    let mut sessions = SessionServiceClient::new(stage.api.clone());
    let this = || MeetingRequest {
        id: meeting.id.clone(),
    };
    stage.at(day, 9, 40);
    let mut session = sessions
        .start_session(stage.by(animator, this()))
        .await?
        .into_inner();
    for invitee in invitees {
        let mode = match invitee.answer() {
            Answering::InPerson => AttendanceMode::Present,
            Answering::Remotely => AttendanceMode::Remote,
            _ => continue,
        };
        let present = SetAttendanceRequest {
            meeting_id: meeting.id.clone(),
            invitee_id: invitee.id.clone(),
            mode: mode as i32,
            represented_by: String::new(),
        };
        sessions.set_attendance(stage.by(animator, present)).await?;
    }
    let items: Vec<String> = session.items.iter().map(|item| item.item_id.clone()).collect();
    for (n, (item_id, text)) in items.iter().zip(NOTES).enumerate() {
        stage.at(
            day,
            10 + u32::try_from(n).unwrap_or_default() / 2,
            if n % 2 == 0 { 2 } else { 40 },
        );
        let go = GoToItemRequest {
            meeting_id: meeting.id.clone(),
            item_id: item_id.clone(),
            version: session.version,
        };
        session = sessions.go_to_item(stage.by(animator, go)).await?.into_inner();
        let note = SaveNoteRequest {
            meeting_id: meeting.id.clone(),
            item_id: item_id.clone(),
            text: text.to_owned(),
            version: 0,
        };
        sessions.save_note(stage.by(animator, note)).await?;
    }
    if let (Some(calls), Some(urban)) = (items.get(2), items.get(3)) {
        vote(stage, animator, meeting, calls, invitees)
            .await
            .context("vote")?;
        decided(stage, animator, meeting, urban)
            .await
            .context("decision")?;
    }
    stage.at(day, 12, 50);
    sessions.close_session(stage.by(animator, this())).await?;
    Ok(())
}

/// A vote in the session, by those who are there.
async fn vote(
    stage: &Stage,
    animator: &Recipient,
    meeting: &Meeting,
    item_id: &str,
    invitees: &[Invitee],
) -> anyhow::Result<()> {
    let mut decisions = DecisionServiceClient::new(stage.api.clone());
    let vote = CreateVoteRequest {
        meeting_id: meeting.id.clone(),
        item_id: item_id.to_owned(),
        question: "Les appels de l’an prochain ferment au plus tard le 30 juin.".to_owned(),
        is_opened_now: true,
        ..CreateVoteRequest::default()
    };
    let vote = decisions
        .create_vote(stage.by(animator, vote))
        .await?
        .into_inner();
    let is_there = |one: &&Invitee| matches!(one.answer(), Answering::InPerson | Answering::Remotely);
    for (n, invitee) in invitees.iter().filter(is_there).enumerate() {
        let Some(person) = stage
            .person(&invitee.person_id)
            .filter(|one| one.function == Function::Centre)
        else {
            continue;
        };
        let ballot = CastBallotRequest {
            vote_id: vote.id.clone(),
            organisation_id: String::new(),
            option: match n % 6 {
                4 => 2,
                5 => 3,
                _ => 1,
            },
        };
        decisions.cast_ballot(stage.by(person, ballot)).await?;
    }
    let close = VoteRequest { id: vote.id };
    decisions.close_vote(stage.by(animator, close)).await?;
    Ok(())
}

/// A consensus that the chair notes, and what somebody is to do.
async fn decided(
    stage: &Stage,
    animator: &Recipient,
    meeting: &Meeting,
    item_id: &str,
) -> anyhow::Result<()> {
    let mut decisions = DecisionServiceClient::new(stage.api.clone());
    let decision = RecordDecisionRequest {
        meeting_id: meeting.id.clone(),
        item_id: item_id.to_owned(),
        text: "Un groupe de relecture des fiches de cas est ouvert à tous les centres.".to_owned(),
        ..RecordDecisionRequest::default()
    };
    decisions.record_decision(stage.by(animator, decision)).await?;
    let mut sessions = SessionServiceClient::new(stage.api.clone());
    let owner = stage.people.of_function(Function::UrbanRenewalAgency);
    let action = AddActionRequest {
        meeting_id: meeting.id.clone(),
        item_id: item_id.to_owned(),
        text: "Envoyer aux centres la liste des fiches à relire.".to_owned(),
        owner_organisation_id: owner.unwrap_or(animator).organisation_id.to_string(),
        due_on: (stage.today + TimeDelta::days(20)).to_string(),
        ..AddActionRequest::default()
    };
    sessions.add_action(stage.by(animator, action)).await?;
    Ok(())
}

/// The next committee: convened, half of the answers are there, and a few centres said how they are.
async fn coming(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    let day = stage.day(Weekday::Thu, 12);
    stage.days_ago(40);
    let meeting = committee(
        "Comité technique, séance d’hiver",
        day,
        "Bilan des trois chantiers, puis programme d’animation de l’an prochain.",
        5,
    );
    let meeting = stage.plan(animator, meeting).await?;
    let item = AddAgendaItemRequest {
        meeting_id: meeting.id.clone(),
        title: "Programme d’animation de l’an prochain".to_owned(),
        text: "Proposition de l’animateur, après les propositions de chantiers des centres.".to_owned(),
        minutes: 40,
        presenter: animator.organisation_name.clone(),
        presenter_organisation_id: animator.organisation_id.to_string(),
        purpose: ItemPurpose::Decision as i32,
        ..AddAgendaItemRequest::default()
    };
    let meeting = add_item(stage, animator, item).await?;
    stage.days_ago(20);
    let convocation = convene(stage, animator, &meeting, 11).await?;
    stage.days_ago(3);
    let mut rounds = RoundServiceClient::new(stage.api.clone());
    let centres = convocation
        .invitees
        .iter()
        .filter_map(|one| stage.person(&one.person_id));
    let directors = centres.filter(|person| person.function == Function::Centre);
    for (director, (situation, difficulties)) in directors.zip(SAID) {
        let text = |field: &str, text: &str| save_entry_request::Text {
            field: field.to_owned(),
            text: text.to_owned(),
        };
        let entry = SaveEntryRequest {
            meeting_id: meeting.id.clone(),
            texts: vec![text("situation", situation), text("difficulties", difficulties)],
            version: 0,
        };
        rounds.save_entry(stage.by(director, entry)).await?;
    }
    Ok(())
}
