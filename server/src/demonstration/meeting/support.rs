//! What centres ask the ANRU to support (A7): a training action to which it comes, a day that waits for its answer, a
//! request that it declined.

use anyhow::Context as _;
use chrono::Weekday;
use proto::v1::support_service_client::SupportServiceClient;
use proto::v1::{
    AcceptSupportRequest, AskSupportRequest, DeclineSupportRequest, Function, Support, SupportKind,
};

use super::Stage;

pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    let agent = stage.people.of_function(Function::UrbanRenewalAgency);
    let agent = agent.context("the demonstration has nobody of the ANRU")?;
    let mut supports = SupportServiceClient::new(stage.api.clone());

    stage.days_ago(34);
    let declined = ask(stage, "Deux Fleuves", visit(stage)).await?;
    stage.days_ago(30);
    let decline = DeclineSupportRequest {
        id: declined.id,
        reason:
            "Nous réunissons ce jour-là les chefs de projet de la région. Une autre date du trimestre nous \
                 conviendrait."
                .to_owned(),
        version: declined.version,
    };
    supports.decline_support(stage.by(agent, decline)).await?;

    stage.days_ago(18);
    let accepted = ask(stage, "Rives de Loire", training(stage)).await?;
    stage.days_ago(14);
    let accept = AcceptSupportRequest {
        id: accepted.id,
        who: "une chargée de mission habitat et un juriste".to_owned(),
        message: "Nous apportons deux dossiers anonymisés. Prévoyez un vidéoprojecteur.".to_owned(),
        version: accepted.version,
    };
    supports.accept_support(stage.by(agent, accept)).await?;

    stage.days_ago(6);
    ask(stage, "Guyane", co_designed_day(stage)).await?;
    Ok(())
}

/// Asked by the director of a centre.
async fn ask(stage: &Stage, centre: &str, request: AskSupportRequest) -> anyhow::Result<Support> {
    let director = stage.people.director_of(centre);
    let director = director.with_context(|| format!("nobody directs {centre}"))?;
    let mut supports = SupportServiceClient::new(stage.api.clone());
    let asked = supports.ask_support(stage.by(director, request)).await?;
    Ok(asked.into_inner())
}

fn visit(stage: &Stage) -> AskSupportRequest {
    AskSupportRequest {
        kind: SupportKind::Speaker as i32,
        title: "Gestion urbaine de proximité : une demi-journée de formation".to_owned(),
        text: "Une intervention d’une heure sur ce que les conventions attendent des bailleurs.".to_owned(),
        day: stage.day(Weekday::Tue, 5).to_string(),
        begins: "09:30".to_owned(),
        ends: "12:30".to_owned(),
        place: "Maison des associations".to_owned(),
    }
}

fn training(stage: &Stage) -> AskSupportRequest {
    AskSupportRequest {
        kind: SupportKind::Speaker as i32,
        title: "Le relogement, pas à pas : formation des équipes projet".to_owned(),
        text: "Pour une **vingtaine** de chefs de projet et de chargés de relogement :\n\n- le cadre, et ce qui se \
               négocie ;\n- deux cas lus ensemble ;\n- les questions restées sans réponse."
            .to_owned(),
        day: stage.day(Weekday::Thu, 22).to_string(),
        begins: "14:00".to_owned(),
        ends: "17:00".to_owned(),
        place: "Centre de ressources, salle du fleuve".to_owned(),
    }
}

fn co_designed_day(stage: &Stage) -> AskSupportRequest {
    AskSupportRequest {
        kind: SupportKind::CoDesignedDay as i32,
        title: "Maisons du projet : une journée avec les habitants".to_owned(),
        text: "Préparer avec vous le programme, trouver deux témoins d’un autre territoire, et animer l’atelier de \
               l’après-midi."
            .to_owned(),
        day: stage.day(Weekday::Wed, 48).to_string(),
        begins: "09:00".to_owned(),
        ends: "16:30".to_owned(),
        place: "Cayenne, maison de quartier".to_owned(),
    }
}
