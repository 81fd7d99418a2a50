//! The form of a registration, and the fields that it shares with the own page.

use leptos::prelude::*;
use proto::v1::{Meeting, MeetingState, RegistrationPage, RegistrationPhase};

use super::programme::{places, slots};
use crate::page::PageContext;
use crate::ui::form::{Form, act_form, choice};
use crate::ui::parts::fold;
use crate::ui::time;

/// The form while people register; else nothing.
pub(super) fn view(cx: &PageContext, page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let is_over = matches!(meeting.state(), MeetingState::Cancelled | MeetingState::Held);
    if page.phase() != RegistrationPhase::Open || is_over {
        return ().into_any();
    }
    let form = act_form(cx, "RegistrationService/Register").hidden("meeting_id", &meeting.id);
    let is_refused = form.is_refused();
    let me = cx.me.as_ref();
    let has_own = !page.my_path.is_empty();
    // Someone else's, when the reader has a place already.
    let prefilled = |value: &str| if has_own { String::new() } else { value.to_owned() };
    let seats = (page.seats_per_organisation > 0).then(|| {
        let n = page.seats_per_organisation;
        view! { <p class="hint">{format!("Chaque organisation a {n}\u{a0}place{} au plus\u{a0}; au-delà, on est en attente.", if n > 1 { "s" } else { "" })}</p> }
    });
    let full = (page.n_left == 0).then(|| {
        view! { <p class="asked">"Il n’y a plus de place. Votre demande rejoint la liste d’attente\u{a0}: dès qu’une place se libère à votre tour, un courriel vous la propose."</p> }
    });
    let organisation = form
        .text("organisation_name", "Votre organisation")
        .value(prefilled(me.map_or("", |me| &me.organisation_name)))
        .autocomplete("organization")
        .max(200);
    let organisation = if page.seats_per_organisation > 0 {
        organisation.required()
    } else {
        organisation
    };
    let body = view! {
        {full}
        {form.text("name", "Vos prénom et nom").value(prefilled(me.map_or("", |me| &me.name))).autocomplete("name").max(200).required()}
        {form.input("email", "email", "Votre adresse de courriel").hint("La réponse et votre lien personnel y sont envoyés.").value(prefilled(me.map_or("", |me| &me.email))).autocomplete("email").max(254).required()}
        {organisation}
        {seats}
        {workshops(&form, page, meeting, &[])}
        {needs(&form, page, &Said::default())}
        {visible(&form, false)}
        {notes(page, meeting)}
    };
    // Who prepares the day has other acts on this page; who has a place, another one here.
    let folded = match (page.may_edit, has_own) {
        (_, true) => Some("Inscrire une autre personne"),
        (true, false) => Some("S’inscrire, ou inscrire quelqu’un"),
        (false, false) => None,
    };
    if let Some(label) = folded {
        return fold(label, is_refused, form.view(body, "Inscrire cette personne"));
    }
    let form = form.main(body, "S’inscrire");
    view! {
        <section aria-labelledby="form">
            <h2 id="form">"S’inscrire"</h2>
            {form}
        </section>
    }
    .into_any()
}

/// One choice for each slot.
pub(super) fn workshops(
    form: &Form<'_>,
    page: &RegistrationPage,
    meeting: &Meeting,
    chosen: &[String],
) -> AnyView {
    let fields: Vec<_> = slots(&page.workshops)
        .into_iter()
        .enumerate()
        .map(|(n, slot)| {
            let mut choices = vec![choice("", "Aucun", false)];
            choices.extend(slot.iter().map(|one| {
                let label = format!("{} ({})", one.title, places(one.n_left, one.n_waiting));
                choice(&one.id, label, chosen.contains(&one.id))
            }));
            let hour = slot
                .first()
                .and_then(|one| one.starts_at)
                .map(|at| time::hour(at, &meeting.zone))
                .unwrap_or_default();
            let field = form.select("workshop_ids", &format!("Atelier de {hour}"), choices);
            field.nth(n)
        })
        .map(crate::ui::form::Field::view)
        .collect();
    if fields.is_empty() {
        return ().into_any();
    }
    view! {
        <p class="hint">"Si l’atelier est complet, vous y êtes en attente\u{a0}: une place qui se libère vous est donnée, et un courriel vous le dit."</p>
        <div class="fields">{fields}</div>
    }
    .into_any()
}

/// What was said of meal and access.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) meal: &'a str,
    pub(super) access_needs: &'a str,
    pub(super) has_consent: bool,
}

/// Meal and access (L6): optional, with consent.
pub(super) fn needs(form: &Form<'_>, page: &RegistrationPage, said: &Said<'_>) -> AnyView {
    if !page.asks_meal && !page.asks_access_needs {
        return ().into_any();
    }
    let meal = page.asks_meal.then(|| {
        form.text("meal", "Repas")
            .hint("Ce qu’il faut savoir pour vous servir\u{a0}: régime, allergie…")
            .value(said.meal)
            .max(200)
            .view()
    });
    let access = page.asks_access_needs.then(|| {
        form.text("access_needs", "Accessibilité")
            .hint(
                "Ce dont vous avez besoin pour venir et prendre part\u{a0}: place, transcription, interprétation…",
            )
            .value(said.access_needs)
            .max(200)
            .view()
    });
    view! {
        {meal}
        {access}
        {form.checkbox("has_consent", "J’accepte que ces informations sur le repas et l’accessibilité soient conservées").hint("Seule l’équipe qui organise les lit\u{a0}; elles sont effacées 7 jours après la journée, et dès que vous les retirez.").checked(said.has_consent)}
    }
    .into_any()
}

/// Whether the name is shown to the others.
pub(super) fn visible(form: &Form<'_>, is_visible: bool) -> AnyView {
    form.checkbox(
        "is_visible",
        "Mon nom et mon organisation figurent dans la liste des participants",
    )
    .hint("Seules les personnes qui ont une place lisent cette liste.")
    .checked(is_visible)
    .view()
}

/// What becomes of the data (L1).
fn notes(page: &RegistrationPage, meeting: &Meeting) -> AnyView {
    let months = match page.retention_months {
        1 => "1\u{a0}mois".to_owned(),
        n => format!("{n}\u{a0}mois"),
    };
    view! {
        <div class="notes">
            <p>{format!("{} est responsable de ces données\u{a0}: elles servent à organiser cette journée, et à rien d’autre.", meeting.organisation_name)}</p>
            <p>{format!("Nom, adresse et organisation sont effacés {months} après la journée\u{a0}; seul le nombre d’inscriptions reste. Le lien de vos courriels permet de changer vos choix ou d’annuler. Une question\u{a0}: ")}<a href="/contact">"écrivez-nous"</a>"."</p>
        </div>
    }
    .into_any()
}
