//! The tasks of a joint work.

use leptos::prelude::*;
use proto::v1::{OverseasTask, OverseasWork};

use crate::page::PageContext;
use crate::ui::form::{Form, act_form, choice, confirm};
use crate::ui::parts::{Sign, fold, pill};
use crate::ui::time;

/// The tasks: those to do first.
pub(super) fn list(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let items: Vec<_> = one.tasks.iter().map(|task| item(cx, one, task)).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucune tâche pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="tasks"><h2 id="tasks">"Tâches"</h2>{list}</section> }.into_any()
}

fn item(cx: &PageContext, one: &OverseasWork, task: &OverseasTask) -> AnyView {
    let due = (!task.due_on.is_empty()).then(|| format!(" · pour le {}", time::date(&task.due_on)));
    let state = match (task.done_at.is_some(), task.is_late) {
        (true, _) => pill(Sign::Done, "faite"),
        (false, true) => pill(Sign::Bad, "en retard"),
        (false, false) => pill(Sign::Doing, "à faire"),
    };
    let done = task
        .done_at
        .map(|at| view! { " · faite le "{time::day_view(at, cx.zone(), cx.info.now)} });
    let act = one.may_edit.then(|| {
        let is_done = task.done_at.is_none();
        let label = if is_done { "C’est fait" } else { "Pas encore" };
        act_form(cx, "OverseasService/CompleteOverseasTask")
            .id(format!("done-{}", task.id))
            .hidden("id", &task.id)
            .hidden("is_done", is_done)
            .view((), label)
    });
    view! {
        <li>
            <div>
                <p><strong>{task.title.clone()}</strong>" "{state}</p>
                <p class="soft">{owner(task)}{due}{done}</p>
            </div>
            <div class="row-acts">{act}</div>
        </li>
    }
    .into_any()
}

fn owner(task: &OverseasTask) -> String {
    if task.owner_name.is_empty() {
        task.organisation_name.clone()
    } else {
        format!("{}, {}", task.organisation_name, task.owner_name)
    }
}

/// Adding tasks, and changing those there are.
pub(super) fn manage(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let form = act_form(cx, "OverseasService/AddOverseasTask").hidden("work_id", &one.id);
    let is_open = form.is_refused();
    let own = cx.me.as_ref().map(|me| me.organisation_id.clone());
    let blank = OverseasTask {
        organisation_id: own.unwrap_or_default(),
        ..OverseasTask::default()
    };
    let body = fields(&form, one, &blank);
    let add = fold("Ajouter une tâche", is_open, form.view(body, "Ajouter"));
    let changes: Vec<_> = one
        .tasks
        .iter()
        .filter(|task| task.done_at.is_none())
        .map(|task| change(cx, one, task))
        .collect();
    let changes =
        (!changes.is_empty()).then(|| fold("Modifier les tâches", false, view! { <div>{changes}</div> }));
    view! { <div>{add}{changes}</div> }.into_any()
}

fn change(cx: &PageContext, one: &OverseasWork, task: &OverseasTask) -> AnyView {
    let form = act_form(cx, "OverseasService/UpdateOverseasTask")
        .id(format!("task-{}", task.id))
        .hidden("id", &task.id)
        .hidden("version", task.version);
    let is_open = form.is_refused();
    let body = fields(&form, one, task);
    let delete = act_form(cx, "OverseasService/DeleteOverseasTask")
        .id(format!("delete-task-{}", task.id))
        .hidden("id", &task.id);
    let delete = delete.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer la tâche"</button> },
    );
    fold(
        &task.title,
        is_open,
        view! { {form.view(body, "Enregistrer la tâche")}<div class="last-act">{confirm("Retirer…", "La tâche disparaît.", delete)}</div> },
    )
}

fn fields(form: &Form<'_>, one: &OverseasWork, task: &OverseasTask) -> AnyView {
    let choices = one.parts.iter().map(|part| {
        let is_chosen = part.organisation_id == task.organisation_id;
        choice(&part.organisation_id, &part.organisation_name, is_chosen)
    });
    view! {
        {form.text("title", "Tâche").value(&task.title).max(200).required()}
        <div class="fields">
            {form.select("organisation_id", "Organisation", choices.collect()).required()}
            {form.text("owner_name", "Qui").value(&task.owner_name).max(200)}
            {form.date("due_on", "Pour le").value(&task.due_on)}
        </div>
    }
    .into_any()
}
