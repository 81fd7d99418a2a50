//! Asking: the form of a new solicitation, and of its changes.

use leptos::prelude::*;
use proto::v1::{Function, ListOrganisationsRequest, Organisation, Solicitation};

use super::asks;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::work_stream::zone_choices;
use crate::ui::form::{Form, act_form, choice};
use crate::ui::parts::{fold, heading};

/// `/solicitation/new?centre=<id>`.
pub(crate) async fn new(cx: Cx) -> Result {
    if !asks(cx.role()) {
        return Err(PageError::Missing);
    }
    let centres = centres(&cx).await?;
    let form = act_form(&cx, "SolicitationService/CreateSolicitation").next("/solicitation/{id}");
    let blank = Solicitation::default();
    let body = view! {
        {fields(&form, &blank)}
        {form.checkbox("is_for_all", "Solliciter tous les centres du réseau")}
        {named(&form, "Ou seulement ces centres", &centres, cx.ask("centre"))}
    };
    let main = view! {
        {heading("Sollicitations", "Solliciter l’expertise des centres", "La direction de chaque centre sollicité reçoit un courriel.")}
        {form.main(body, "Envoyer la sollicitation")}
    };
    Ok(Page::new(
        "Solliciter l’expertise des centres",
        Nav::Solicitation,
        main,
    ))
}

/// The centres of the network today, by name.
pub(super) async fn centres(cx: &PageContext) -> Result<Vec<Organisation>> {
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    let answer = cx.network().list_organisations(request).await?;
    Ok(answer.into_inner().organisations)
}

/// What is asked.
fn fields(form: &Form<'_>, one: &Solicitation) -> AnyView {
    view! {
        {form.text("title", "Sujet").value(&one.title).max(200).required()}
        {form.area("text", "Ce qui est demandé").hint("Les questions posées, ce qui est déjà connu. Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##.").value(&one.text).rows(8).required()}
        {form.area("purpose", "Pour quoi").hint("À quoi serviront les réponses, qui les lira.").value(&one.purpose).rows(3).required()}
        <div class="fields">
            {form.date("due_on", "Réponse attendue jusqu’au").hint("Jusqu’à la fin de ce jour.").value(&one.due_on).required()}
            {form.select("zone", "À l’heure de", zone_choices(&one.zone)).required()}
            {form.text("workload", "Charge estimée").hint("Par exemple «\u{a0}une demi-journée\u{a0}».").value(&one.workload).max(200).required()}
        </div>
    }
    .into_any()
}

/// The centres to choose among, each with what it knows.
fn named(form: &Form<'_>, label: &str, centres: &[Organisation], chosen: &str) -> AnyView {
    let choices = centres.iter().map(|centre| {
        let mut words = centre.short_name.clone();
        if !centre.expertise.is_empty() {
            words = format!("{words} ({})", centre.expertise.join(", "));
        }
        choice(&centre.id, words, centre.id == chosen)
    });
    form.checkboxes("organisation_ids", label, choices.collect())
        .view()
}

/// Changes it, and asks more centres.
pub(super) fn update(cx: &PageContext, one: &Solicitation, centres: &[Organisation]) -> AnyView {
    let form = act_form(cx, "SolicitationService/UpdateSolicitation")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let is_asked = |id: &str| super::answer_of(one, id).is_some();
    let others: Vec<Organisation> = centres
        .iter()
        .filter(|centre| !is_asked(&centre.id))
        .cloned()
        .collect();
    let more = (!others.is_empty()).then(|| named(&form, "Solliciter aussi", &others, ""));
    let body = view! {
        {fields(&form, one)}
        {more}
    };
    fold(
        "Modifier la sollicitation",
        is_open,
        form.view(body, "Enregistrer les changements"),
    )
}
