//! The common projects of the animator and the ANRU: one that runs, one that is late, one that is proposed, one that is
//! finished.

use chrono::TimeDelta;
use proto::v1::project_service_client::ProjectServiceClient;
use proto::v1::{CreateProjectRequest, Function, Project, ProjectState, UpdateProjectRequest};

use super::Stage;

/// A project: title, aim, centres; what was said of it one time after the other.
struct Words {
    title: &'static str,
    aim: &'static str,
    centres: &'static [&'static str],
    said: &'static [Said],
}

/// How many days ago, by whom, state, next step, its day from today.
type Said = (i64, Function, ProjectState, &'static str, Option<i64>);

use Function::{Animator, UrbanRenewalAgency as Agency};
use ProjectState::{Finished, Proposed, Running};

const ALL: [Words; 4] = [
    Words {
        title: "Clauses d’insertion\u{a0}: un guide partagé",
        aim: "Dire à tous **la même chose** des clauses d’insertion des conventions, à partir de ce que les centres \
              ont vu marcher.",
        centres: &["Rives de Loire", "Deux Fleuves"],
        said: &[
            (
                80,
                Animator,
                Proposed,
                "Réunir les deux centres volontaires",
                Some(-60),
            ),
            (
                55,
                Agency,
                Running,
                "Rassembler les exemples des centres",
                Some(-20),
            ),
            (
                18,
                Agency,
                Running,
                "Relire le plan du guide avec les centres",
                Some(20),
            ),
        ],
    },
    Words {
        title: "Maisons de projet\u{a0}: ce qu’en disent les habitants",
        aim: "Trois visites, et ce qu’il faut en retenir pour les prochaines.",
        centres: &["Monts et Vallées"],
        said: &[
            (
                60,
                Agency,
                Running,
                "Choisir les trois maisons de projet",
                Some(-30),
            ),
            (
                28,
                Animator,
                Running,
                "Écrire le compte rendu de la deuxième visite",
                Some(-5),
            ),
        ],
    },
    Words {
        title: "Gestion urbaine et sociale de proximité\u{a0}: des repères communs",
        aim: "",
        centres: &[],
        said: &[(
            12,
            Animator,
            Proposed,
            "En parler à la prochaine rencontre bilatérale",
            None,
        )],
    },
    Words {
        title: "Journée commune sur le relogement",
        aim: "Une journée préparée à deux, ouverte à toutes les équipes.",
        centres: &["Rives de Loire", "Guyane"],
        said: &[
            (85, Agency, Running, "Tenir la journée", Some(-35)),
            (30, Animator, Finished, "", None),
        ],
    },
];

pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    for words in &ALL {
        let mut known: Option<Project> = None;
        for said in words.said {
            known = say(stage, words, *said, known).await?;
        }
    }
    Ok(())
}

/// Opens a project, or changes the one that is known; nothing when there is nobody to say it.
async fn say(
    stage: &Stage,
    words: &Words,
    (days_ago, by, state, next_step, due_in): Said,
    known: Option<Project>,
) -> anyhow::Result<Option<Project>> {
    let Some(by) = stage.people.of_function(by) else {
        return Ok(known);
    };
    stage.days_ago(days_ago);
    let centres = words.centres.iter();
    let directors = centres.filter_map(|name| stage.people.director_of(name));
    let create = CreateProjectRequest {
        title: words.title.to_owned(),
        aim: words.aim.to_owned(),
        organisation_ids: directors.map(|one| one.organisation_id.to_string()).collect(),
        state: state as i32,
        next_step: next_step.to_owned(),
        due_on: due_in
            .map(|days| (stage.today + TimeDelta::days(days)).to_string())
            .unwrap_or_default(),
    };
    let mut projects = ProjectServiceClient::new(stage.api.clone());
    let Some(known) = known else {
        let created = projects.create_project(stage.by(by, create)).await?;
        return Ok(Some(created.into_inner()));
    };
    let update = UpdateProjectRequest {
        id: known.id,
        title: create.title,
        aim: create.aim,
        organisation_ids: create.organisation_ids,
        state: create.state,
        next_step: create.next_step,
        due_on: create.due_on,
        version: known.version,
    };
    let updated = projects.update_project(stage.by(by, update)).await?;
    Ok(Some(updated.into_inner()))
}
