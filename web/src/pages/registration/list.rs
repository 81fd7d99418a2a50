//! Who comes: for who prepares the day, everyone with arrivals; for who takes part, the names that may be seen.
//! And the badges, to print.

use leptos::prelude::*;
use proto::v1::{
    ListRegistrationsRequest, ListRegistrationsResponse, Registration, RegistrationState, Workshop,
};

use super::{state_pill, topic};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{empty, fold, heading, table};
use crate::ui::time;

async fn load(cx: &PageContext) -> Result<ListRegistrationsResponse> {
    let request = ListRegistrationsRequest {
        meeting_id: cx.param("meeting_id").to_owned(),
        registration_id: cx.ask("registration").to_owned(),
        signature: cx.ask("signature").to_owned(),
    };
    Ok(cx.registration().list_registrations(request).await?.into_inner())
}

/// `/registration/<meeting>/list`.
pub(crate) async fn page(cx: Cx) -> Result {
    let list = load(&cx).await?;
    let meeting = list.meeting.clone().unwrap_or_default();
    let (title, body) = if list.may_edit {
        ("Inscriptions et arrivées", all(&cx, &list))
    } else {
        ("Liste des participants", names(&list))
    };
    let main = view! {
        {heading(meeting.title.clone(), title, "")}
        {body}
    };
    Ok(Page::new(format!("{title}\u{a0}: {}", meeting.title), Nav::Meeting, main).live())
}

/// Names and organisations of those who let them be seen.
fn names(list: &ListRegistrationsResponse) -> AnyView {
    if list.registrations.is_empty() {
        return empty(
            "Personne n’a choisi de figurer dans cette liste pour l’instant.",
            None,
        )
        .into_any();
    }
    let rows = list
        .registrations
        .iter()
        .map(|one| {
            vec![
                one.name.clone().into_any(),
                one.organisation_name.clone().into_any(),
            ]
        })
        .collect();
    table("Participants", &["Nom", "Organisation"], rows).into_any()
}

/// Everyone, for who prepares the day.
fn all(cx: &PageContext, list: &ListRegistrationsResponse) -> AnyView {
    let meeting = list.meeting.clone().unwrap_or_default();
    let id = &meeting.id;
    let arrived = list
        .registrations
        .iter()
        .find(|one| one.id == cx.ask("arrived"))
        .map(|one| {
            view! { <p class="notice" role="status"><strong>{one.name.clone()}</strong>{format!(" · {}", one.organisation_name)}</p> }
        });
    let zone = meeting.zone.as_str();
    let rows: Vec<_> = list
        .registrations
        .iter()
        .map(|one| row(one, &list.workshops, zone))
        .collect();
    let body = if rows.is_empty() {
        empty("Personne ne s’est encore inscrit.", None).into_any()
    } else {
        let heads = ["Nom", "État", "Ateliers", "Code", "Arrivée"];
        table("Inscriptions", &heads, rows).into_any()
    };
    view! {
        <p class="acts">
            <a class="button" href=format!("/registration/{id}")>"La journée"</a>
            <a class="button" href=format!("/registration/{id}/badges")>"Badges"</a>
            <a class="button" href=format!("/export/RegistrationService/ExportBadges?id={id}")>"Badges en CSV"</a>
        </p>
        {arrived}
        {list.may_check_in.then(|| check_in(cx, id))}
        <section aria-labelledby="all">
            <h2 id="all">"Toutes les inscriptions"</h2>
            <div id="registrations" data-live=topic(&meeting)>{body}</div>
        </section>
        {telephone(cx, &list.registrations)}
    }
    .into_any()
}

fn row(one: &Registration, workshops: &[Workshop], zone: &str) -> Vec<AnyView> {
    let chosen: Vec<_> = one
        .choices
        .iter()
        .filter_map(|choice| {
            let workshop = workshops
                .iter()
                .find(|workshop| workshop.id == choice.workshop_id)?;
            let waiting = if choice.is_waiting { " (en attente)" } else { "" };
            Some(format!("{}{waiting}", workshop.title))
        })
        .collect();
    let arrived = one
        .arrived_at
        .map_or_else(String::new, |at| format!("✓\u{a0}{}", time::hour(at, zone)));
    let who = view! {
        <strong>{one.name.clone()}</strong>
        <p class="soft">{one.organisation_name.clone()}</p>
        <p class="soft">{one.email.clone()}</p>
    };
    vec![
        who.into_any(),
        state_pill(one.state()),
        chosen.join(", ").into_any(),
        one.code.to_string().into_any(),
        arrived.into_any(),
    ]
}

/// At the door.
fn check_in(cx: &PageContext, id: &str) -> AnyView {
    let form = act_form(cx, "RegistrationService/CheckInRegistration")
        .hidden("meeting_id", id)
        .next(format!("/registration/{id}/list?arrived={{id}}"));
    let body = view! {
        {form.input("number", "code", "Code").hint("Les six chiffres du courriel ou du badge.").required()}
        {form.checkbox("is_undone", "Reprendre une arrivée notée par erreur")}
    };
    let form = form.main(body, "Enregistrer");
    view! {
        <section aria-labelledby="check-in">
            <h2 id="check-in">"Accueil"</h2>
            {form}
        </section>
    }
    .into_any()
}

/// Someone telephoned not to come.
fn telephone(cx: &PageContext, registrations: &[Registration]) -> AnyView {
    let is_on = |one: &&Registration| {
        matches!(
            one.state(),
            RegistrationState::Registered | RegistrationState::Waiting | RegistrationState::Offered
        )
    };
    let choices: Vec<_> = registrations
        .iter()
        .filter(is_on)
        .map(|one| choice(&one.id, format!("{}, {}", one.name, one.organisation_name), false))
        .collect();
    if choices.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "RegistrationService/CancelRegistration");
    let is_open = form.is_refused();
    let body = view! {
        <p class="measure soft">"La personne reçoit un courriel, et la place va à la suivante."</p>
        {form.select("registration_id", "Inscription", choices).required()}
    };
    let form = form.view_with(
        body,
        view! { <button class="button danger" type="submit">"Annuler cette inscription"</button> },
    );
    fold("Annuler pour quelqu’un (téléphone)", is_open, form)
}

/// `/registration/<meeting>/badges`.
pub(crate) async fn badges(cx: Cx) -> Result {
    let list = load(&cx).await?;
    if !list.may_edit {
        return Err(PageError::Missing);
    }
    let meeting = list.meeting.clone().unwrap_or_default();
    let badges: Vec<_> = list
        .registrations
        .iter()
        .filter(|one| one.state() == RegistrationState::Registered)
        .map(|one| {
            view! {
                <li class="badge">
                    <span class="soft">{meeting.title.clone()}</span>" "
                    <strong>{one.name.clone()}</strong>" "
                    <span>{one.organisation_name.clone()}</span>" "
                    <span class="soft">{one.code.to_string()}</span>
                </li>
            }
        })
        .collect();
    let body = if badges.is_empty() {
        empty("Personne n’a encore de place.", None).into_any()
    } else {
        view! { <ul class="badges">{badges}</ul> }.into_any()
    };
    let id = &meeting.id;
    let main = view! {
        <p class="sheet-acts">
            <a href=format!("/registration/{id}/list")>"← Revenir aux inscriptions"</a>
            <a href=format!("/export/RegistrationService/ExportBadges?id={id}")>"Les mêmes en CSV"</a>
            <span class="soft">"Imprimez avec Ctrl + P ou le menu du navigateur."</span>
        </p>
        <div class="sheet-title">{heading(meeting.title.clone(), "Badges", "")}</div>
        {body}
    };
    Ok(Page::new(
        format!("Badges\u{a0}: {}", meeting.title),
        Nav::Meeting,
        main,
    ))
}
