//! Opening a common project, and changing it: the same fields.

use leptos::prelude::*;
use proto::v1::{Function, ListOrganisationsRequest, Project, ProjectState};

use super::{due, names, owns, state_pill};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::form::{Choice, Form, act_form, choice};
use crate::ui::parts::{fold, heading, lines};

/// `/project/new`.
pub(crate) async fn new(cx: Cx) -> Result {
    if !owns(cx.role()) {
        return Err(PageError::Missing);
    }
    let blank = Project {
        state: ProjectState::Proposed as i32,
        ..Project::default()
    };
    let centres = centres(&cx, &blank).await?;
    let form = act_form(&cx, "ProjectService/CreateProject").next("/project/{id}");
    let body = fields(&form, &blank, centres);
    let main = view! {
        {heading("Projets communs", "Ouvrir un projet commun", "L’ANRU et l’animation nationale le suivent ensemble\u{a0}; les centres qui y prennent part le lisent.")}
        {form.main(body, "Ouvrir le projet")}
    };
    Ok(Page::new("Ouvrir un projet commun", Nav::Project, main))
}

/// The part of the page for who changes it.
pub(super) async fn edit(cx: &PageContext, one: &Project) -> Result<AnyView> {
    let centres = centres(cx, one).await?;
    let form = act_form(cx, "ProjectService/UpdateProject")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let meanwhile = form.meanwhile("", || kept(one));
    let fields = fields(&form, one, centres);
    let body = view! { {meanwhile}{fields} };
    let fold = fold(
        "Modifier le projet",
        is_open,
        form.main(body, "Enregistrer les changements"),
    );
    Ok(view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite du projet"</h2>
            {fold}
        </section>
    }
    .into_any())
}

/// When somebody changed it meanwhile: what is kept now, beside what was typed.
fn kept(one: &Project) -> AnyView {
    view! {
        <dl class="facts">
            <dt>"Titre"</dt><dd>{one.title.clone()}</dd>
            <dt>"But"</dt><dd>{lines(&one.aim)}</dd>
            <dt>"Centres"</dt><dd>{names(one)}</dd>
            <dt>"État"</dt><dd>{state_pill(one)}</dd>
            <dt>"Prochaine étape"</dt><dd>{lines(&one.next_step)}</dd>
            <dt>"Pour le"</dt><dd>{due(one)}</dd>
        </dl>
    }
    .into_any()
}

/// The centres of the network today, and those of the project that left it.
async fn centres(cx: &PageContext, one: &Project) -> Result<Vec<Choice>> {
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..ListOrganisationsRequest::default()
    };
    let answer = cx.network().list_organisations(request).await?;
    let there = answer.into_inner().organisations;
    let takes_part = |id: &str| one.parts.iter().any(|part| part.organisation_id == id);
    let mut choices: Vec<Choice> = there
        .iter()
        .map(|centre| choice(&centre.id, &centre.short_name, takes_part(&centre.id)))
        .collect();
    let has_left = |id: &str| there.iter().all(|centre| centre.id != id);
    choices.extend(
        one.parts
            .iter()
            .filter(|part| has_left(&part.organisation_id))
            .map(|part| choice(&part.organisation_id, &part.organisation_name, true)),
    );
    Ok(choices)
}

fn fields(form: &Form<'_>, one: &Project, centres: Vec<Choice>) -> AnyView {
    let states = [
        ProjectState::Proposed,
        ProjectState::Running,
        ProjectState::Finished,
        ProjectState::GivenUp,
    ];
    let states = states.map(|state| choice(state as i32, text::project_state(state), state == one.state()));
    view! {
        {form.text("title", "Titre").value(&one.title).max(200).required()}
        {form.area("aim", "But").hint("Mise en forme légère\u{a0}: **gras**, listes avec des tirets.").value(&one.aim).max(2000).rows(5)}
        {form.checkboxes("organisation_ids", "Centres qui y prennent part", centres).hint("Ils lisent le projet\u{a0}; ceux que vous ajoutez en sont prévenus.")}
        {form.select("state", "État", states.into()).required()}
        {form.area("next_step", "Prochaine étape").hint("À dire tant que le projet est proposé ou en cours.").value(&one.next_step).max(500).rows(3).sometimes()}
        {form.date("due_on", "Pour le").value(&one.due_on)}
    }
    .into_any()
}
