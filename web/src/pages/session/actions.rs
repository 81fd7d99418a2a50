//! What meetings give to do: all of it on one page, to search; that of a session on its page, with the form to add.

use leptos::prelude::*;
use proto::v1::{
    Action, ActionState, ListActionsRequest, ListOrganisationsRequest, Meeting, MeetingRequest,
    MeetingSession, MeetingState, Organisation,
};

use super::topic;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::form::{Choice, act_button, act_form, choice};
use crate::ui::parts::{Sign, empty, fold, heading, pill};
use crate::ui::time;

/// `/session/actions`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListActionsRequest {
        meeting_id: cx.ask("meeting_id").to_owned(),
        organisation_id: cx.ask("organisation_id").to_owned(),
        is_mine: cx.ask("is_mine") == "true",
        year: cx.ask("year").parse().unwrap_or_default(),
        state: cx.ask("state").parse().unwrap_or_default(),
        query: cx.ask("query").to_owned(),
    };
    let found = cx
        .session()
        .list_actions(request.clone())
        .await?
        .into_inner()
        .actions;
    let organisations = organisations(&cx).await?;
    let list = if found.is_empty() {
        let words = if request == ListActionsRequest::default() {
            "Aucune réunion n’a encore inscrit d’action."
        } else {
            "Aucune action ne correspond à cette recherche."
        };
        empty(words, Some(("/meeting", "Voir les réunions"))).into_any()
    } else {
        rows(&cx, &found, true)
    };
    let main = view! {
        {heading("Suites des réunions", "Actions", "Ce que les réunions ont donné à faire, à qui et pour quand.")}
        {filters(&cx, &request, &organisations)}
        <div id="actions" data-live="*">{list}</div>
    };
    Ok(Page::new("Actions", Nav::Meeting, main).live())
}

async fn organisations(cx: &PageContext) -> Result<Vec<Organisation>> {
    let all = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?;
    Ok(all.into_inner().organisations)
}

fn filters(cx: &PageContext, asked: &ListActionsRequest, organisations: &[Organisation]) -> AnyView {
    let option = |value: String, label: String, chosen: &str| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{label}</option> }
    };
    let owners: Vec<_> = organisations
        .iter()
        .map(|one| option(one.id.clone(), one.short_name.clone(), &asked.organisation_id))
        .collect();
    let state = asked.state.to_string();
    let states: Vec<_> = [(ActionState::Open, "À faire"), (ActionState::Done, "Faites")]
        .into_iter()
        .map(|(one, label)| option((one as i32).to_string(), label.to_owned(), &state))
        .collect();
    let this_year = cx.nav_year();
    let year = asked.year.to_string();
    let years: Vec<_> = (this_year - 3..=this_year + 1)
        .rev()
        .map(|one| option(one.to_string(), one.to_string(), &year))
        .collect();
    let meeting = (!asked.meeting_id.is_empty())
        .then(|| view! { <input type="hidden" name="meeting_id" value=asked.meeting_id.clone()/> });
    view! {
        <form class="filters" action="/session/actions" role="search" aria-label="Actions">
            {meeting}
            <div class="field wide">
                <label for="query">"Rechercher"</label>
                <input type="search" id="query" name="query" value=asked.query.clone() placeholder="Des mots de l’action, de la réunion"/>
            </div>
            <div class="field">
                <label for="organisation_id">"À qui"</label>
                <select id="organisation_id" name="organisation_id"><option value="">"Toutes les organisations"</option>{owners}</select>
            </div>
            <div class="field">
                <label for="state">"État"</label>
                <select id="state" name="state"><option value="">"Toutes"</option>{states}</select>
            </div>
            <div class="field">
                <label for="year">"Année"</label>
                <select id="year" name="year"><option value="">"Toutes"</option>{years}</select>
            </div>
            <div class="check">
                <input type="checkbox" id="is_mine" name="is_mine" value="true" checked=asked.is_mine/>
                <label for="is_mine">"Seulement celles qui sont attendues de moi"</label>
            </div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn rows(cx: &PageContext, actions: &[Action], with_meeting: bool) -> AnyView {
    let rows: Vec<_> = actions.iter().map(|one| row(cx, one, with_meeting)).collect();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn row(cx: &PageContext, one: &Action, with_meeting: bool) -> AnyView {
    let is_late = one.due_at.is_some_and(|at| time::instant(at) < cx.info.now);
    let state = match (one.done_at, is_late) {
        (Some(_), _) => pill(Sign::Done, "fait").into_any(),
        (None, true) => pill(Sign::Bad, "en retard").into_any(),
        (None, false) => pill(Sign::Wait, "à faire").into_any(),
    };
    let owner = match one.owner_name.as_str() {
        "" => one.owner_organisation_name.clone(),
        name => format!("{name} ({})", one.owner_organisation_name),
    };
    let when = match one.done_at {
        Some(at) => {
            let day = time::day(time::instant(at), cx.zone(), cx.info.now);
            format!("fait {day}, par {}", one.done_by)
        }
        None => format!("pour le {}", time::date(&one.due_on)),
    };
    let meeting = (with_meeting && !one.meeting_title.is_empty()).then(|| {
        let path = format!("/session/{}", one.meeting_id);
        view! { " · "<a class="quiet" href=path>{one.meeting_title.clone()}</a> }
    });
    let item = (!one.item_title.is_empty()).then(|| format!(" · {}", one.item_title));
    let complete = one.may_complete.then(|| {
        let act = act_button(
            cx,
            "SessionService/CompleteAction",
            "C’est fait",
            &[("id", &one.id)],
        );
        view! { <div class="row-acts">{act}</div> }
    });
    view! {
        <li id=format!("action-{}", one.id)>
            <div>
                <p>{one.text.clone()}" "{state}</p>
                <p class="soft">{format!("{owner} · {when}")}{meeting}{item}</p>
            </div>
            {complete}
        </li>
    }
    .into_any()
}

/// The actions of a session, on its page.
pub(super) fn of_session(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let section = (!session.actions.is_empty()).then(|| {
        view! { <section aria-labelledby="actions"><h2 id="actions">"Actions"</h2>{rows(cx, &session.actions, false)}</section> }
    });
    view! { <div id="session-actions" data-live=topic(meeting)>{section}</div> }.into_any()
}

/// The form to add one, for who leads.
pub(super) async fn give(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> Result<AnyView> {
    let has_run = matches!(session.state(), MeetingState::Running | MeetingState::Held);
    if !session.may_lead || !has_run {
        return Ok(().into_any());
    }
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let people = cx
        .convocation()
        .get_convocation(request)
        .await?
        .into_inner()
        .invitees;
    let people = people.iter().filter(|one| !one.person_id.is_empty()).map(|one| {
        let label = format!("{} ({})", one.name, one.organisation_name);
        choice(&one.person_id, label, false)
    });
    let people: Vec<Choice> = std::iter::once(choice("", "Personne en particulier", true))
        .chain(people)
        .collect();
    let organisations = organisations(cx).await?;
    let organisations = organisations
        .iter()
        .map(|one| choice(&one.id, &one.short_name, false));
    let organisations: Vec<Choice> = std::iter::once(choice("", "Celle de la personne", true))
        .chain(organisations)
        .collect();
    let items = session.items.iter().map(|item| {
        let label = format!("{}. {}", item.place, item.title);
        choice(&item.item_id, label, item.item_id == session.item_id)
    });
    let items: Vec<Choice> = std::iter::once(choice("", "Aucun en particulier", session.item_id.is_empty()))
        .chain(items)
        .collect();
    let form = act_form(cx, "SessionService/AddAction").hidden("meeting_id", &meeting.id);
    let is_open = form.is_refused();
    let body = view! {
        {form.area("text", "Ce qu’il y a à faire").max(1_000).rows(2).required()}
        <div class="fields">
            {form.select("owner_person_id", "Qui", people).hint("Une personne, ou bien une organisation.")}
            {form.select("owner_organisation_id", "Organisation", organisations)}
        </div>
        <div class="fields">
            {form.date("due_on", "Pour le").required()}
            {form.select("item_id", "Point de l’ordre du jour", items)}
        </div>
    };
    Ok(fold("Inscrire une action", is_open, form.view(body, "Inscrire")))
}
