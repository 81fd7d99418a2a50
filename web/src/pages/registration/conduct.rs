//! What who prepares the day does: settings, workshops, needs, and what was said afterwards.

use leptos::prelude::*;
use proto::v1::{
    ListFeedbackResponse, ListNeedsResponse, Meeting, MeetingRequest, MeetingState, RegistrationPage,
    RegistrationSettings, Workshop,
};

use super::topic;
use crate::page::{PageContext, Result};
use crate::ui::form::{Form, act_form, confirm};
use crate::ui::parts::{bar, fold, lines, table};
use crate::ui::time;

/// The organiser's part of the page.
pub(super) async fn view(cx: &PageContext, page: &RegistrationPage) -> Result<AnyView> {
    let meeting = page.meeting.clone().unwrap_or_default();
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let needs = if page.asks_meal || page.asks_access_needs {
        let answer = cx.registration().list_needs(request.clone()).await?;
        answer.into_inner()
    } else {
        ListNeedsResponse::default()
    };
    let said = cx.registration().list_feedback(request).await?.into_inner();
    let may_change = matches!(meeting.state(), MeetingState::Planned | MeetingState::Convened);
    let is_set = page.settings.is_some();
    Ok(view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite des inscriptions"</h2>
            {is_set.then(|| counts(page, &meeting))}
            {may_change.then(|| settings(cx, page, &meeting))}
            {may_change.then(|| workshops(cx, page, &meeting))}
            {needs_view(&needs)}
            {feedback(&said)}
        </section>
    }
    .into_any())
}

fn counts(page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let id = &meeting.id;
    let one = |n: i32, words: &str| view! { <li><strong>{n.to_string()}</strong>{format!(" {words}")}</li> };
    let given_up = if page.n_given_up > 1 {
        "ont renoncé"
    } else {
        "a renoncé"
    };
    let arrived = if page.n_arrived > 1 { "sont là" } else { "est là" };
    view! {
        <div id="counts" data-live=topic(meeting)>
            <ul class="counts">
                {one(page.n_registered, "avec une place")}
                {one(page.n_offered, "à qui une place est proposée")}
                {one(page.n_waiting, "en attente")}
                {one(page.n_given_up, given_up)}
                {one(page.n_arrived, arrived)}
            </ul>
        </div>
        <p class="acts">
            <a class="button" href=format!("/registration/{id}/list")>"Inscriptions et arrivées"</a>
            <a class="button" href=format!("/registration/{id}/badges")>"Badges"</a>
        </p>
    }
    .into_any()
}

fn settings(cx: &PageContext, page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let (form, submit) = if page.settings.is_some() {
        let form = act_form(cx, "RegistrationService/UpdateRegistrationSettings");
        (form, "Enregistrer les réglages")
    } else {
        (
            act_form(cx, "RegistrationService/OpenRegistration"),
            "Ouvrir les inscriptions",
        )
    };
    let known = page.settings.clone();
    let is_new = known.is_none();
    let typed = known.unwrap_or_else(|| RegistrationSettings {
        retention_months: 12,
        minutes_to_accept: 2_880,
        ..RegistrationSettings::default()
    });
    let form = form
        .hidden("meeting_id", &meeting.id)
        .hidden("settings.version", typed.version);
    let is_open = form.is_refused() || is_new;
    let body = fields(&form, &typed, meeting);
    let form = if is_new {
        form.main(body, submit)
    } else {
        form.view(body, submit)
    };
    fold("Réglages des inscriptions", is_open, form)
}

fn fields(form: &Form<'_>, typed: &RegistrationSettings, meeting: &Meeting) -> AnyView {
    let zone = time::zone_words(&meeting.zone);
    let number = |n: i32| if n == 0 { String::new() } else { n.to_string() };
    view! {
        <div class="fields">
            {form.datetime("settings.opens_at", "Ouverture").hint(zone.clone()).value(&typed.opens_at).required()}
            {form.datetime("settings.closes_at", "Fermeture").hint(zone).value(&typed.closes_at).required()}
            {form.input("number", "settings.capacity", "Places").value(number(typed.capacity)).required()}
            {form.input("number", "settings.seats_per_organisation", "Places par organisation").hint("Vide\u{a0}: sans limite.").value(number(typed.seats_per_organisation))}
            {form.input("number", "settings.minutes_to_accept", "Minutes pour accepter une place").hint("2 880\u{a0}: deux jours.").value(number(typed.minutes_to_accept))}
            {form.input("number", "settings.retention_months", "Mois de conservation des noms").hint("Après la journée\u{a0}; 12 en général.").value(number(typed.retention_months))}
        </div>
        {form.checkbox("settings.is_public", "La page est publique\u{a0}: tout le monde la lit et s’inscrit, sans compte").checked(typed.is_public)}
        {form.checkbox("settings.asks_meal", "Demander ce qu’il faut savoir pour le repas").hint("Facultatif pour la personne, avec son accord\u{a0}; vous seuls le lisez, et c’est effacé 7 jours après.").checked(typed.asks_meal)}
        {form.checkbox("settings.asks_access_needs", "Demander les besoins d’accessibilité").hint("De même.").checked(typed.asks_access_needs)}
    }
    .into_any()
}

fn workshops(cx: &PageContext, page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let known: Vec<_> = page
        .workshops
        .iter()
        .map(|one| workshop(cx, one, meeting))
        .collect();
    let form = act_form(cx, "RegistrationService/AddWorkshop").hidden("meeting_id", &meeting.id);
    let is_open = form.is_refused();
    let start = time::local_value(meeting.starts_at, &meeting.zone);
    let blank = Workshop::default();
    let body = workshop_fields(&form, &blank, meeting, &start);
    view! {
        <h3 class="minor">"Ateliers"</h3>
        {known}
        {fold("Ajouter un atelier", is_open, form.view(body, "Ajouter l’atelier"))}
    }
    .into_any()
}

fn workshop(cx: &PageContext, one: &Workshop, meeting: &Meeting) -> AnyView {
    let form = act_form(cx, "RegistrationService/UpdateWorkshop")
        .id(format!("UpdateWorkshop-{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let start = time::local_value(one.starts_at, &meeting.zone);
    let body = workshop_fields(&form, one, meeting, &start);
    let hour = one
        .starts_at
        .map(|at| time::hour(at, &meeting.zone))
        .unwrap_or_default();
    let form = form.view(body, "Modifier l’atelier");
    let delete = act_form(cx, "RegistrationService/DeleteWorkshop")
        .id(format!("DeleteWorkshop-{}", one.id))
        .hidden("id", &one.id)
        .view_with(
            (),
            view! { <button class="button danger" type="submit">"Retirer l’atelier"</button> },
        );
    let delete = confirm(
        "Retirer…",
        "L’atelier disparaît du programme. Ce n’est possible que si personne ne l’a choisi.",
        delete,
    );
    fold(
        &format!("{hour}\u{a0}: {}", one.title),
        is_open,
        view! { {form}<div class="last-act">{delete}</div> },
    )
}

fn workshop_fields(form: &Form<'_>, one: &Workshop, meeting: &Meeting, start: &str) -> AnyView {
    let zone = time::zone_words(&meeting.zone);
    let end = time::local_value(one.ends_at, &meeting.zone);
    let capacity = if one.capacity == 0 {
        String::new()
    } else {
        one.capacity.to_string()
    };
    view! {
        {form.text("title", "Titre").value(&one.title).max(200).required()}
        <div class="fields">
            {form.text("room", "Salle").value(&one.room).max(200)}
            {form.text("speakers", "Intervenants").value(&one.speakers).max(200)}
            {form.datetime("starts_at", "Début").hint(zone.clone()).value(start).required()}
            {form.datetime("ends_at", "Fin").hint(zone).value(end).required()}
            {form.input("number", "capacity", "Places").value(capacity).required()}
        </div>
    }
    .into_any()
}

/// Meals and access needs (L6): here and nowhere else.
fn needs_view(needs: &ListNeedsResponse) -> AnyView {
    if needs.needs.is_empty() {
        return ().into_any();
    }
    let rows = needs
        .needs
        .iter()
        .map(|one| {
            vec![
                one.name.clone().into_any(),
                one.meal.clone().into_any(),
                one.access_needs.clone().into_any(),
            ]
        })
        .collect();
    let body = view! {
        <p class="measure soft">"Vous seuls lisez ceci\u{a0}: ne le recopiez pas. Tout est effacé 7 jours après la journée."</p>
        {table("Repas et accessibilité", &["Nom", "Repas", "Accessibilité"], rows)}
    };
    fold("Repas et accessibilité", false, body)
}

fn feedback(said: &ListFeedbackResponse) -> AnyView {
    let n: i32 = said.n_by_mark.iter().sum();
    if n == 0 {
        return ().into_any();
    }
    let marks: Vec<_> = (1..)
        .zip(&said.n_by_mark)
        .map(|(mark, n_of)| {
            let label = format!("Note {mark}");
            view! { <dt>{label.clone()}</dt><dd>{bar(*n_of, n, &label)}<span>{n_of.to_string()}</span></dd> }
        })
        .collect();
    let texts: Vec<_> = said
        .texts
        .iter()
        .map(|text| view! { <li>{lines(text)}</li> })
        .collect();
    let title = match n {
        1 => "1 avis sur la journée".to_owned(),
        n => format!("{n} avis sur la journée"),
    };
    view! { <h3 class="minor">{title}</h3><dl class="marks">{marks}</dl><ul class="talk">{texts}</ul> }
        .into_any()
}
