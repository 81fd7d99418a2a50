//! The sheet of an organisation, changed: everything by the animator, what a centre says of itself by its director.

use leptos::prelude::*;
use proto::v1::{Function, LegalForm, ListOrganisationsRequest, Organisation, Role};

use super::{FUNCTIONS, themes};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::work_stream::zone_choices;
use crate::text;
use crate::ui::form::{Choice, Form, act_form, choice, confirm};
use crate::ui::parts::{fold, heading};

/// `/network/new`.
pub(crate) async fn new(cx: Cx) -> Result {
    if cx.role() != Role::Animator {
        return Err(PageError::Missing);
    }
    // Read so that the field proposes what the network already names.
    let known = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?
        .into_inner()
        .expertise;
    let form = act_form(&cx, "NetworkService/CreateOrganisation").next("/network/{id}");
    let blank = Organisation {
        zone: "Europe/Paris".to_owned(),
        function: Function::Centre as i32,
        ..Default::default()
    };
    let body = view! { {all_fields(&form, &blank)}{own_fields(&form, &blank)}{hint(&known)} };
    let main = view! {
        {heading("Annuaire", "Inscrire une organisation", "")}
        {form.main(body, "Inscrire l’organisation")}
    };
    Ok(Page::new("Inscrire une organisation", Nav::Network, main))
}

fn hint(known: &[String]) -> AnyView {
    if known.is_empty() {
        return ().into_any();
    }
    view! { <p class="soft measure">{format!("Expertises déjà nommées dans le réseau : {}.", known.join(", "))}</p> }.into_any()
}

/// The organisations that this one can merge into, for the animator.
pub(super) async fn others(cx: &PageContext, one: &Organisation) -> Result<Vec<Choice>> {
    if cx.role() != Role::Animator {
        return Ok(Vec::new());
    }
    let request = ListOrganisationsRequest {
        function: one.function,
        ..Default::default()
    };
    let all = cx
        .network()
        .list_organisations(request)
        .await?
        .into_inner()
        .organisations;
    Ok(all
        .iter()
        .filter(|other| other.id != one.id)
        .map(|other| choice(&other.id, &other.short_name, false))
        .collect())
}

/// The animator's and the director's forms about the sheet itself.
pub(super) fn manage(cx: &PageContext, one: &Organisation, others: Vec<Choice>) -> AnyView {
    let is_animator = cx.role() == Role::Animator;
    let form = act_form(cx, "NetworkService/UpdateOrganisation")
        .hidden("organisation.id", &one.id)
        .hidden("organisation.version", one.version);
    let is_open = form.is_refused();
    let body = view! { {is_animator.then(|| all_fields(&form, one))}{own_fields(&form, one)} };
    let label = if is_animator {
        "Modifier la fiche"
    } else {
        "Modifier ce que le centre dit de lui"
    };
    let may_end = is_animator && cx.me.as_ref().is_some_and(|me| me.organisation_id != one.id);
    view! {
        <section class="conduct" aria-labelledby="manage-sheet">
            <h2 id="manage-sheet">"Gérer la fiche"</h2>
            {fold(label, is_open, form.view(body, "Enregistrer la fiche"))}
            {may_end.then(|| end(cx, one, others))}
        </section>
    }
    .into_any()
}

/// What only the animator writes.
fn all_fields(form: &Form<'_>, one: &Organisation) -> AnyView {
    let functions = FUNCTIONS.map(|each| choice(each as i32, text::function(each), each == one.function()));
    let forms = [
        LegalForm::Association,
        LegalForm::PublicInterestGroup,
        LegalForm::Hosted,
        LegalForm::Other,
    ];
    let forms = forms.map(|each| choice(each as i32, text::legal_form(each), each == one.legal_form()));
    view! {
        {form.text("organisation.name", "Nom").value(&one.name).max(200).required()}
        <div class="fields">
            {form.text("organisation.short_name", "Nom court").hint("Celui des tableaux.").value(&one.short_name).max(60).required()}
            {form.select("organisation.function", "Fonction", functions.into()).required()}
        </div>
        <div class="fields">
            {form.select("organisation.legal_form", "Forme juridique", forms.into()).required()}
            {form.text("organisation.host_name", "Structure porteuse").hint("Pour un centre porté par une autre structure.").value(&one.host_name).max(200)}
        </div>
        <div class="fields">
            {form.select("organisation.zone", "Heure du siège", zone_choices(&one.zone)).required()}
            {form.date("organisation.joined_on", "Dans le réseau depuis le").value(&one.joined_on).required()}
        </div>
        {form.checkbox("organisation.is_overseas", "Membre du réseau ultra-marin").checked(one.is_overseas)}
        {form.checkbox("organisation.is_state_funded", "Financé par l’État").checked(one.is_state_funded)}
    }
    .into_any()
}

/// What a centre says of itself.
fn own_fields(form: &Form<'_>, one: &Organisation) -> AnyView {
    view! {
        <div class="fields">
            {form.text("organisation.territory", "Territoire").value(&one.territory).max(300)}
            {form.text("organisation.seat", "Ville du siège").value(&one.seat).max(100)}
        </div>
        {form.area("organisation.expertise", "Expertises").hint("Une par ligne.").value(themes(one)).rows(4)}
        {form
            .area("organisation.core_missions", "Missions au cœur du centre")
            .hint("Complémentaires ailleurs, centrales ici, par exemple l’accompagnement sur site. Une par ligne.")
            .value(&one.core_missions)
            .rows(3)}
        {form.input("url", "organisation.website", "Site").value(&one.website).max(300)}
    }
    .into_any()
}

/// Records that the organisation leaves the network, or takes that back.
fn end(cx: &PageContext, one: &Organisation, mut others: Vec<Choice>) -> AnyView {
    if !one.left_on.is_empty() {
        let form = act_form(cx, "NetworkService/EndOrganisation")
            .id("take-back")
            .hidden("id", &one.id)
            .hidden("is_taken_back", true);
        let words = "La sortie a été enregistrée par erreur : l’organisation est dans le réseau comme si elle ne l’avait jamais quitté, et ses membres peuvent se connecter à nouveau.";
        let form = form.view((), "Annuler la sortie");
        return view! { <div class="last-act">{confirm("Annuler la sortie du réseau…", words, form)}</div> }
            .into_any();
    }
    others.insert(0, choice("", "Aucune : elle ferme", true));
    let form = act_form(cx, "NetworkService/EndOrganisation").hidden("id", &one.id);
    let body = view! {
        {form.date("left_on", "Premier jour hors du réseau").required()}
        {form.select("successor_id", "Organisation qu’elle rejoint", others).hint("En cas de fusion.")}
    };
    let form = form.view_with(
        body,
        view! { <button class="button danger" type="submit">"Enregistrer la sortie"</button> },
    );
    let words =
        "L’organisation reste dans les années passées ; ses membres n’ont plus accès à partir de ce jour.";
    view! { <div class="last-act">{confirm("Enregistrer la sortie du réseau…", words, form)}</div> }
        .into_any()
}
