//! Planning a meeting, and changing it: the same fields.

use leptos::prelude::*;
use proto::v1::{GetProgrammeRequest, Meeting, MeetingKind};

use super::kinds;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::work_stream::zone_choices;
use crate::ui::form::{Choice, Form, act_form, choice};
use crate::ui::parts::{fold, heading};
use crate::ui::time;

/// `/meeting/new?kind=1`.
pub(crate) async fn new(cx: Cx) -> Result {
    let kinds = kinds(&cx).await?;
    let asked: i32 = cx.ask("kind").parse().unwrap_or_default();
    let mine: Vec<_> = kinds.iter().filter(|kind| kind.may_create).collect();
    if mine.is_empty() {
        return Err(PageError::Missing);
    }
    let choices = mine
        .iter()
        .map(|kind| choice(kind.kind, &kind.label, kind.kind == asked))
        .collect();
    let streams = streams(&cx).await;
    let form = act_form(&cx, "MeetingService/CreateMeeting").next("/meeting/{id}");
    let blank = blank(&cx);
    let has_streams = mine.iter().any(|kind| kind.kind() == MeetingKind::WorkingSession);
    let body = view! {
        {form.select("kind", "Type de réunion", choices).hint("Les points permanents et les convoqués viennent avec le type.").required()}
        {fields(&form, &blank)}
        {has_streams.then(|| {
            let select = form.select("work_stream_id", "Chantier", streams).hint("Pour une séance de travail : les centres engagés y sont convoqués.");
            view! { {select} }
        })}
        {fold("Une série de réunions", false, view! {
            <div class="fields">
                {form.input("number", "n_in_series", "Nombre de réunions")}
                {form.input("number", "every_n_weeks", "Toutes les … semaines").hint("Chacune garde son heure, été comme hiver.")}
            </div>
        })}
    };
    let main = view! {
        {heading("Réunions", "Planifier une réunion", "Rien ne part avant la convocation.")}
        {form.main(body, "Planifier")}
    };
    Ok(Page::new("Planifier une réunion", Nav::Meeting, main))
}

/// Nothing yet, but the hour that a fair slot was chosen at: `?starts_at=2027-03-18T14:00&minutes=60`, in Paris.
fn blank(cx: &PageContext) -> Meeting {
    const ZONE: &str = "Europe/Paris";
    let starts_at = time::from_local(cx.ask("starts_at"), ZONE);
    let minutes = cx.ask("minutes").parse().ok();
    let minutes = minutes.filter(|minutes| (1..=1440).contains(minutes));
    let ends_at = starts_at
        .zip(minutes)
        .map(|(at, minutes)| time::later(at, minutes));
    let zone = if starts_at.is_some() { ZONE } else { cx.zone() };
    Meeting {
        starts_at,
        ends_at,
        zone: zone.to_owned(),
        ..Meeting::default()
    }
}

/// The streams of the year, for a working session (P5).
async fn streams(cx: &PageContext) -> Vec<Choice> {
    let request = GetProgrammeRequest { year: cx.nav_year() };
    let programme = cx.programme().get_programme(request).await;
    let streams = programme
        .map(|answer| answer.into_inner().streams)
        .unwrap_or_default();
    let asked = cx.ask("work_stream_id").to_owned();
    let mut choices = vec![choice("", "Aucun", asked.is_empty())];
    choices.extend(
        streams
            .iter()
            .map(|stream| choice(&stream.id, &stream.title, stream.id == asked)),
    );
    choices
}

/// What a person says of a meeting.
pub(super) fn fields(form: &Form<'_>, one: &Meeting) -> AnyView {
    let until = one
        .proposals_until
        .map(|until| time::local_value(Some(until), &one.zone))
        .unwrap_or_default();
    let until = until.split('T').next().unwrap_or_default().to_owned();
    view! {
        {form.text("title", "Titre").hint("À défaut, le nom du type.").value(&one.title).max(200)}
        <div class="fields">
            {form.datetime("starts_at", "Début").value(time::local_value(one.starts_at, &one.zone)).required()}
            {form.datetime("ends_at", "Fin").value(time::local_value(one.ends_at, &one.zone)).required()}
            {form.select("zone", "À l’heure de", zone_choices(&one.zone)).required()}
        </div>
        <div class="fields">
            {form.text("place", "Lieu").value(&one.place).max(200)}
            {form.input("url", "video_url", "Visioconférence").hint("Une adresse en https.").value(&one.video_url).max(500)}
        </div>
        {form.area("introduction", "Introduction").hint("Mise en forme légère : **gras**, listes avec des tirets.").value(&one.introduction).rows(4)}
        <div class="fields">
            {form.text("invited_by", "À l’invitation de").hint("Si ce n’est pas vous qui invitez.").value(&one.invited_by).max(200)}
            {form.date("proposals_until", "Points proposés jusqu’au").hint("Les convoqués proposent des points jusqu’à la fin de ce jour.").value(until)}
        </div>
    }
    .into_any()
}
