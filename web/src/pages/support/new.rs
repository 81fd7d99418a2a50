//! Asking: the form of a new request, and of its changes.

use leptos::prelude::*;
use proto::v1::{GetOrganisationRequest, Support, SupportKind};

use super::{asks, rule};
use crate::page::{Cx, Nav, Page, PageError, Result};
use crate::text;
use crate::ui::form::{Form, act_form, choice};
use crate::ui::parts::heading;
use crate::ui::time;

/// `/support/new`.
pub(crate) async fn page(cx: Cx) -> Result {
    if !asks(cx.role()) {
        return Err(PageError::Missing);
    }
    let request = GetOrganisationRequest {
        id: cx.me()?.organisation_id.clone(),
    };
    let centre = cx.network().get_organisation(request).await?.into_inner();
    let blank = Support {
        kind: SupportKind::Speaker as i32,
        zone: centre.zone,
        ..Support::default()
    };
    let form = act_form(&cx, "SupportService/AskSupport").next("/support/{id}");
    let body = fields(&form, &blank);
    let main = view! {
        {heading("Demandes d’appui", "Demander un appui", "L’ANRU répond une fois. Si elle accepte, la rencontre est planifiée au nom de votre centre, avec votre équipe et la personne qui vient.")}
        {form.main(body, "Envoyer la demande")}
        {rule()}
    };
    Ok(Page::new("Demander un appui", Nav::Support, main))
}

/// What is asked.
pub(super) fn fields(form: &Form<'_>, one: &Support) -> AnyView {
    let kinds = [SupportKind::Speaker, SupportKind::CoDesignedDay];
    let kinds = kinds.map(|kind| choice(kind as i32, text::support_kind(kind), kind == one.kind()));
    let (from, to) = (
        time::local_value(one.starts_at, &one.zone),
        time::local_value(one.ends_at, &one.zone),
    );
    let (day, begins) = from.split_once('T').unwrap_or_default();
    let (_, ends) = to.split_once('T').unwrap_or_default();
    let zone = format!(
        "Dans le fuseau de votre centre\u{a0}: {}.",
        time::zone_words(&one.zone)
    );
    view! {
        {form.radios("kind", "Ce que vous demandez", kinds.into()).required()}
        {form.text("title", "Titre").hint("Ce sera celui de la rencontre.").value(&one.title).max(200).required()}
        {form.area("text", "Ce qui est attendu").hint("Le public, le sujet, la durée de l’intervention, ce qui est à préparer ensemble. Mise en forme légère\u{a0}: **gras**, listes avec des tirets.").value(&one.text).max(5_000).rows(8).required()}
        <div class="fields">
            {form.date("day", "Jour").value(day).required()}
            {form.input("time", "begins", "Début").hint(zone).value(begins).required()}
            {form.input("time", "ends", "Fin").value(ends).required()}
        </div>
        {form.text("place", "Lieu").hint("Une adresse, ou «\u{a0}à distance\u{a0}».").value(&one.place).max(200).required()}
    }
    .into_any()
}
