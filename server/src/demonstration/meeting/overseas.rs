//! The overseas network: its points of the year, a date poll, joint works with their tasks, news of the territories.

use anyhow::Context as _;
use chrono::{TimeDelta, Weekday};
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::overseas_service_client::OverseasServiceClient;
use proto::v1::poll_service_client::PollServiceClient;
use proto::v1::{
    AddOverseasTaskRequest, AnswerPollRequest, Availability, CompleteOverseasTaskRequest, ConvocationRequest,
    CreateMeetingRequest, CreateOverseasWorkRequest, CreatePollRequest, EndOverseasWorkRequest, Function,
    MeetingKind, OverseasWork, OverseasWorkRequest, PostOverseasNewsRequest, SetOverseasPlanRequest,
    SlotAnswer, create_poll_request,
};

use super::around::{meeting, record_held};
use super::{Stage, local};
use crate::app::Api;
use crate::network::Recipient;

/// Territory, how many days ago, what happens there.
const NEWS: [(&str, i64, &str); 4] = [
    (
        "La Réunion",
        12,
        "Le **conseil citoyen** du Bas de la Rivière fictif a choisi ses priorités\u{a0}: l’ombre, l’eau et un lieu \
         pour les jeunes.",
    ),
    (
        "Mayotte",
        8,
        "Deux sites de plus demandent un accompagnement. Nous cherchons un retour d’expérience sur les \
         bornes-fontaines monétiques.",
    ),
    (
        "Guyane",
        5,
        "La médiation en langues bushinenge reprend\u{a0}:\n\n- trois médiatrices recrutées\u{a0};\n- une permanence \
         par semaine, le jeudi.",
    ),
    (
        "Guyane",
        1,
        "Qui a déjà travaillé avec un bailleur sur la **décohabitation**\u{a0}? Nous en parlerons au prochain point.",
    ),
];

pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    let animator = stage.animator()?;
    points(stage, animator).await.context("points")?;
    poll(stage, animator).await.context("poll")?;
    running(stage).await.context("running work")?;
    finished(stage).await.context("finished work")?;
    news(stage).await.context("news")
}

fn client(stage: &Stage) -> OverseasServiceClient<Api> {
    OverseasServiceClient::new(stage.api.clone())
}

/// O1: the plan of the year; a point that was held, the next ones.
async fn points(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    stage.days_ago(70);
    let plan = SetOverseasPlanRequest {
        year: chrono::Datelike::year(&stage.today),
        n_points: 5,
        version: 0,
    };
    client(stage).set_overseas_plan(stage.by(animator, plan)).await?;
    let day = stage.day(Weekday::Wed, -34);
    let past = CreateMeetingRequest {
        video_url: "https://visio.exemple.example/ultra-marin".to_owned(),
        ..meeting(
            MeetingKind::OverseasPoint,
            "Point du réseau ultra-marin",
            day,
            ("14:00", "15:30"),
            "",
        )
    };
    let past = stage.plan(animator, past).await?;
    stage.days_ago(55);
    let mut convocations = ConvocationServiceClient::new(stage.api.clone());
    let send = ConvocationRequest {
        meeting_id: past.id.clone(),
        ..ConvocationRequest::default()
    };
    convocations.send_convocation(stage.by(animator, send)).await?;
    record_held(stage, animator, &past, day, 0).await?;
    stage.days_ago(25);
    let series = CreateMeetingRequest {
        video_url: "https://visio.exemple.example/ultra-marin".to_owned(),
        n_in_series: 4,
        every_n_weeks: 5,
        ..meeting(
            MeetingKind::OverseasPoint,
            "Point du réseau ultra-marin",
            stage.day(Weekday::Wed, 6),
            ("13:30", "15:00"),
            "",
        )
    };
    stage.plan(animator, series).await?;
    Ok(())
}

/// A date to be found with the five overseas centres and the DGOM.
async fn poll(stage: &Stage, animator: &Recipient) -> anyhow::Result<()> {
    stage.days_ago(4);
    let slot = |weekday, from: &str, to: &str| {
        let day = stage.day(weekday, 30);
        create_poll_request::Slot {
            starts_at: local(day, from),
            ends_at: local(day, to),
        }
    };
    let create = CreatePollRequest {
        kind: MeetingKind::OverseasPoint as i32,
        title: "Préparer ensemble l’accompagnement sur sites".to_owned(),
        message: "Une heure et demie, à distance. L’heure affichée est la vôtre.".to_owned(),
        slots: vec![
            slot(Weekday::Tue, "13:00", "14:30"),
            slot(Weekday::Wed, "14:00", "15:30"),
            slot(Weekday::Thu, "09:00", "10:30"),
        ],
        zone: "Europe/Paris".to_owned(),
        closes_on: (stage.today + TimeDelta::days(9)).to_string(),
        ..CreatePollRequest::default()
    };
    let mut polls = PollServiceClient::new(stage.api.clone());
    let poll = polls.create_poll(stage.by(animator, create)).await?.into_inner();
    stage.days_ago(2);
    for (n, asked) in poll.asked.iter().take(3).enumerate() {
        let id = asked.organisation_id.parse().unwrap_or_default();
        let Some(person) = stage.people.director(id) else {
            continue;
        };
        let of_slot = |(i, slot): (usize, &proto::v1::poll::Slot)| SlotAnswer {
            slot_id: slot.id.clone(),
            availability: match (i + n) % 3 {
                0 => Availability::Yes,
                1 => Availability::IfNeeded,
                _ => Availability::No,
            } as i32,
        };
        let answer = AnswerPollRequest {
            id: poll.id.clone(),
            answers: poll.slots.iter().enumerate().map(of_slot).collect(),
            ..AnswerPollRequest::default()
        };
        polls.answer_poll(stage.by(person, answer)).await?;
    }
    Ok(())
}

/// A work of a director with others, begun.
async fn work(
    stage: &Stage,
    by: &Recipient,
    (title, aim): (&str, &str),
    with: &[&Recipient],
) -> anyhow::Result<OverseasWork> {
    let create = CreateOverseasWorkRequest {
        title: title.to_owned(),
        aim: aim.to_owned(),
        organisation_ids: with.iter().map(|one| one.organisation_id.to_string()).collect(),
    };
    let work = client(stage).create_overseas_work(stage.by(by, create)).await?;
    let id = OverseasWorkRequest {
        id: work.into_inner().id,
    };
    let begun = client(stage).start_overseas_work(stage.by(by, id)).await?;
    Ok(begun.into_inner())
}

/// A task of the own organisation, so many days from now; done when it is said so.
async fn task(
    stage: &Stage,
    by: &Recipient,
    work: &OverseasWork,
    (title, due_in, is_done): (&str, i64, bool),
) -> anyhow::Result<()> {
    let add = AddOverseasTaskRequest {
        work_id: work.id.clone(),
        title: title.to_owned(),
        organisation_id: String::new(),
        owner_name: by.name.clone(),
        due_on: (stage.today + TimeDelta::days(due_in)).to_string(),
    };
    let seen = client(stage).add_overseas_task(stage.by(by, add)).await?;
    let tasks = seen.into_inner().tasks;
    let added = tasks.into_iter().find(|task| task.title == title);
    if let Some(added) = added.filter(|_| is_done) {
        let done = CompleteOverseasTaskRequest {
            id: added.id,
            is_done,
        };
        client(stage).complete_overseas_task(stage.by(by, done)).await?;
    }
    Ok(())
}

/// One that runs, with the DGOM.
async fn running(stage: &Stage) -> anyhow::Result<()> {
    let people = &stage.people;
    let (Some(guyane), Some(mayotte), Some(dgom)) = (
        people.director_of("Guyane"),
        people.director_of("Mayotte"),
        people.of_function(Function::OverseasMinistry),
    ) else {
        return Ok(());
    };
    stage.days_ago(30);
    let words = (
        "Accompagner sur sites : une méthode commune",
        "Ce qui est complémentaire ailleurs est notre quotidien. Écrire ensemble\u{a0}:\n\n- ce que nous faisons sur \
         les sites, et avec qui\u{a0};\n- ce qu’il y faut de temps et de métiers.",
    );
    let one = work(stage, guyane, words, &[mayotte, dgom]).await?;
    stage.days_ago(20);
    task(
        stage,
        guyane,
        &one,
        ("Recueillir dix situations d’accompagnement", -6, true),
    )
    .await?;
    task(stage, mayotte, &one, ("Écrire la trame de la note", 9, false)).await?;
    task(
        stage,
        dgom,
        &one,
        (
            "Relire avec les services de l’État dans les territoires",
            24,
            false,
        ),
    )
    .await
}

/// One whose outcome the whole network reads.
async fn finished(stage: &Stage) -> anyhow::Result<()> {
    let people = &stage.people;
    let (Some(reunion), Some(martinique)) =
        (people.director_of("La Réunion"), people.director_of("Martinique"))
    else {
        return Ok(());
    };
    stage.days_ago(65);
    let words = (
        "Mobiliser les habitants quand les distances comptent",
        "Comparer ce qui fait venir, ce qui empêche, et ce que coûte le déplacement.",
    );
    let one = work(stage, reunion, words, &[martinique]).await?;
    task(
        stage,
        martinique,
        &one,
        ("Interroger quatre conseils citoyens", -30, true),
    )
    .await?;
    stage.days_ago(15);
    let end = EndOverseasWorkRequest {
        id: one.id,
        outcome: "Trois constats partagés\u{a0}:\n\n1. l’heure et le transport décident plus que le sujet\u{a0};\n2. \
                  aller sur place, par petits groupes, touche trois fois plus de monde\u{a0};\n3. un défraiement \
                  simple vaut mieux qu’un grand événement."
            .to_owned(),
        is_given_up: false,
        is_for_network: true,
        version: one.outcome_version,
    };
    client(stage).end_overseas_work(stage.by(reunion, end)).await?;
    Ok(())
}

async fn news(stage: &Stage) -> anyhow::Result<()> {
    for (centre, days, text) in NEWS {
        let Some(director) = stage.people.director_of(centre) else {
            continue;
        };
        stage.days_ago(days);
        let post = PostOverseasNewsRequest {
            centre_id: director.organisation_id.to_string(),
            text: text.to_owned(),
            version: 0,
        };
        client(stage).post_overseas_news(stage.by(director, post)).await?;
    }
    Ok(())
}
