//! A new poll.

use leptos::prelude::*;
use proto::v1::{Function, GetProgrammeRequest, ListOrganisationsRequest, MeetingKind};

use super::kinds;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::work_stream::zone_choices;
use crate::text;
use crate::ui::form::{Choice, Form, act_form, choice};
use crate::ui::parts::{fold, heading};
use crate::ui::time;

/// Slots in sight; the others are folded.
const N_IN_SIGHT: usize = 4;
/// The zone of the slots of a search.
const ZONE: &str = "Europe/Paris";
/// Slots of a poll, at most.
const N_SLOTS: usize = 12;

/// `/poll/new?kind=1`; with the slots of a search, in Paris: `&starts=2027-03-18T14:00,2027-03-19T14:00&minutes=60`.
pub(crate) async fn new(cx: Cx) -> Result {
    if !super::may_create(&cx) {
        return Err(PageError::Missing);
    }
    let kinds = kinds(&cx).await?;
    let asked: i32 = cx.ask("kind").parse().unwrap_or_default();
    let choices = kinds
        .iter()
        .map(|kind| choice(kind.kind, &kind.label, kind.kind == asked))
        .collect();
    let has_streams = kinds
        .iter()
        .any(|kind| kind.kind() == MeetingKind::WorkingSession);
    let streams = if has_streams {
        streams(&cx).await
    } else {
        Vec::new()
    };
    let organisations = organisations(&cx).await?;
    let form = act_form(&cx, "PollService/CreatePoll").next("/poll/{id}");
    let body = view! {
        {form.select("kind", "Type de réunion", choices).hint("Les organisations que ce type convoque sont interrogées.").required()}
        {form.text("title", "Titre").hint("À défaut, le nom du type.").max(200)}
        {has_streams.then(|| form.select("work_stream_id", "Chantier", streams).hint("Pour une séance de travail\u{a0}: les centres engagés sont interrogés.").view())}
        {slots(&cx, &form)}
        {form.date("closes_on", "Réponses attendues jusqu’au").hint("Jusqu’à la fin de ce jour, avant le premier créneau.").required()}
        {form.area("message", "Message").hint("Il est dans le courriel que chacun reçoit.").rows(3)}
        {named(&form, organisations)}
    };
    let main = view! {
        {heading("Sondages de dates", "Lancer un sondage", "Un courriel part aussitôt à chaque personne interrogée.")}
        {form.main(body, "Lancer le sondage")}
    };
    Ok(Page::new("Lancer un sondage", Nav::Meeting, main))
}

fn slots(cx: &PageContext, form: &Form<'_>) -> AnyView {
    let found = found(cx);
    let slot = |i: usize| {
        let (from, to) = found.get(i).cloned().unwrap_or_default();
        let start = form
            .datetime(
                &format!("slots.{i}.starts_at"),
                &format!("Créneau {}, début", i + 1),
            )
            .value(from);
        let end = form
            .datetime(&format!("slots.{i}.ends_at"), &format!("Créneau {}, fin", i + 1))
            .value(to);
        let (start, end) = if i < 2 {
            (start.required(), end.required())
        } else {
            (start, end)
        };
        view! { <div class="fields">{start}{end}</div> }.into_any()
    };
    let is_typed = |i: usize| {
        let typed = form.typed(&format!("slots.{i}.starts_at"));
        typed.is_some_and(|values| values.iter().any(|value| !value.is_empty()))
    };
    let zone = form.typed("zone").and_then(|zones| zones.first().copied());
    let usual = if found.is_empty() { cx.zone() } else { ZONE };
    let zone = zone.unwrap_or(usual).to_owned();
    let first: Vec<_> = (0..N_IN_SIGHT).map(slot).collect();
    let more: Vec<_> = (N_IN_SIGHT..N_SLOTS).map(slot).collect();
    let is_open = (N_IN_SIGHT..N_SLOTS).any(is_typed) || found.len() > N_IN_SIGHT;
    form.refers("slots", "Créneaux", "slots");
    view! {
        <fieldset class="field slots" id="slots" tabindex="-1">
            <legend>"Créneaux proposés"</legend>
            <p class="hint">"Deux à douze\u{a0}; une ligne laissée vide ne compte pas."</p>
            {form.select("zone", "À l’heure de", zone_choices(&zone)).required()}
            {first}
            {fold("D’autres créneaux", is_open, view! { <div class="slots">{more}</div> })}
        </fieldset>
    }
    .into_any()
}

/// The slots that a search found, in the zone of its proposals: start and end.
fn found(cx: &PageContext) -> Vec<(String, String)> {
    let minutes = cx.ask("minutes").parse().unwrap_or(60_i64).clamp(1, 1440);
    let starts = cx.ask("starts").split(',').take(N_SLOTS);
    let slots = starts.filter_map(|text| {
        let at = time::from_local(text, ZONE)?;
        let local = |at| time::local_value(Some(at), ZONE);
        Some((local(at), local(time::later(at, minutes))))
    });
    slots.collect()
}

/// Who is asked, when it is not whom the kind convenes.
fn named(form: &Form<'_>, organisations: Vec<Choice>) -> AnyView {
    let is_open = form
        .typed("organisation_ids")
        .is_some_and(|typed| typed.iter().any(|id| !id.is_empty()));
    let boxes = form
        .checkboxes("organisation_ids", "Organisations interrogées", organisations)
        .hint("Sans choix, toutes celles que le type de réunion convoque.");
    fold("N’interroger que certaines organisations", is_open, boxes.view())
}

/// All but the reader's own.
async fn organisations(cx: &PageContext) -> Result<Vec<Choice>> {
    let request = ListOrganisationsRequest::default();
    let all = cx.network().list_organisations(request).await?.into_inner();
    let own = &cx.me()?.organisation_id;
    let others = all.organisations.into_iter().filter(|one| one.id != *own);
    Ok(others
        .map(|one| {
            let label = if one.function() == Function::Centre {
                one.short_name.clone()
            } else {
                format!("{} ({})", one.short_name, text::function(one.function()))
            };
            choice(&one.id, label, false)
        })
        .collect())
}

/// The streams of the year, for a working session (P5).
async fn streams(cx: &PageContext) -> Vec<Choice> {
    let request = GetProgrammeRequest { year: cx.nav_year() };
    let programme = cx.programme().get_programme(request).await;
    let streams = programme
        .map(|answer| answer.into_inner().streams)
        .unwrap_or_default();
    let asked = cx.ask("work_stream_id");
    let mut choices = vec![choice("", "Aucun", asked.is_empty())];
    let all = streams.iter();
    choices.extend(all.map(|stream| choice(&stream.id, &stream.title, stream.id == asked)));
    choices
}
