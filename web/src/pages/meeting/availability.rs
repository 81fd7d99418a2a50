//! When the reader's organisation works and is away: what the search of a fair slot knows of it.

use leptos::prelude::*;
use proto::v1::organisation_availability::Absence;
use proto::v1::{GetAvailabilityRequest, OrganisationAvailability, WorkingWeek};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::{fold, heading};
use crate::ui::time;

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// `/meeting/availability`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = cx
        .meeting()
        .get_availability(GetAvailabilityRequest {})
        .await?
        .into_inner();
    let week = one.week.clone().unwrap_or_default();
    let main = view! {
        {heading("Réunions", "Heures de travail et absences", format!("{}, {}. La recherche d’un créneau équitable en tient compte.", one.organisation_name, time::zone_words(&one.zone)))}
        <section aria-labelledby="week">
            <h2 id="week">"Semaine de travail"</h2>
            <p>{said(&one, &week)}</p>
            {one.may_edit.then(|| hours(&cx, &one, &week))}
        </section>
        <section aria-labelledby="absences">
            <h2 id="absences">"Absences"</h2>
            {absences(&cx, &one)}
            {one.may_edit.then(|| add(&cx))}
        </section>
    };
    Ok(Page::new("Heures de travail et absences", Nav::Meeting, main))
}

/// « lundi, mardi, de 9 h à 18 h ».
fn said(one: &OrganisationAvailability, week: &WorkingWeek) -> String {
    let days: Vec<&str> = week
        .days
        .iter()
        .filter_map(|day| DAYS.get(usize::try_from(day - 1).ok()?).copied())
        .collect();
    let usual = if one.is_usual {
        " C’est la semaine habituelle\u{a0}: votre organisation n’en a pas dit d’autre."
    } else {
        ""
    };
    format!(
        "{}, de {} à {}.{usual}",
        days.join(", "),
        text::clock(&week.opens),
        text::clock(&week.closes)
    )
}

fn hours(cx: &PageContext, one: &OrganisationAvailability, week: &WorkingWeek) -> AnyView {
    let form = act_form(cx, "MeetingService/SetWorkingHours").hidden("version", one.version);
    let is_open = form.is_refused();
    let days = (1..)
        .zip(DAYS)
        .map(|(day, name)| choice(day, name, week.days.contains(&day)));
    let body = view! {
        {form.checkboxes("days", "Jours travaillés", days.collect())}
        <div class="fields">
            {form.input("time", "opens", "De").value(&week.opens).required()}
            {form.input("time", "closes", "À").value(&week.closes).required()}
        </div>
    };
    fold(
        "Changer la semaine de travail",
        is_open,
        form.view(body, "Enregistrer"),
    )
}

fn absences(cx: &PageContext, one: &OrganisationAvailability) -> AnyView {
    if one.absences.is_empty() {
        return view! { <p class="soft">"Aucune absence annoncée. Les jours fériés du territoire sont déjà connus."</p> }
            .into_any();
    }
    let items: Vec<_> = one
        .absences
        .iter()
        .map(|absence| {
            let delete = one.may_edit.then(|| {
                act_button(
                    cx,
                    "MeetingService/DeleteAbsence",
                    "Retirer",
                    &[("id", &absence.id)],
                )
            });
            view! { <li><div>{days(absence)}</div><div class="row-acts">{delete}</div></li> }
        })
        .collect();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

fn days(absence: &Absence) -> String {
    if absence.from_on == absence.until_on {
        return format!("Le {}", time::date(&absence.from_on));
    }
    format!(
        "Du {} au {}",
        time::date(&absence.from_on),
        time::date(&absence.until_on)
    )
}

fn add(cx: &PageContext) -> AnyView {
    let form = act_form(cx, "MeetingService/AddAbsence");
    let body = view! {
        <div class="fields">
            {form.date("from_on", "Premier jour d’absence").required()}
            {form.date("until_on", "Dernier jour d’absence").required()}
        </div>
    };
    form.main(body, "Ajouter l’absence")
}
