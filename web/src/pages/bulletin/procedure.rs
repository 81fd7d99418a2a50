//! Procedures of information (A1): what each national body sends, and how regularly.

use leptos::prelude::*;
use proto::v1::{BulletinKind, GetOrganisationRequest, ListProceduresRequest, Member, Procedure};

use super::publishes;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::framework::Annexes;
use crate::ui::form::{Choice, act_form, choice};
use crate::ui::parts::{Sign, empty, fold, heading, pill, prose};
use crate::ui::time;

/// `/bulletin/procedure`.
pub(crate) async fn page(cx: Cx) -> Result {
    let all = cx
        .bulletin()
        .list_procedures(ListProceduresRequest {})
        .await?
        .into_inner()
        .procedures;
    let me = cx.me()?.organisation_id.clone();
    let team = if publishes(cx.role()) {
        let request = GetOrganisationRequest { id: me.clone() };
        cx.network().get_organisation(request).await?.into_inner().team
    } else {
        Vec::new()
    };
    let own = all.iter().find(|one| one.organisation_id == me);
    let edit = publishes(cx.role()).then(|| settings(&cx, own, &team));
    let annexes = Annexes::read(&cx).await?;
    let list: Vec<_> = all.iter().map(|one| described(one, &annexes)).collect();
    let list = if list.is_empty() {
        empty(
            "Aucun organisme n’a encore décrit sa procédure d’information.",
            None,
        )
        .into_any()
    } else {
        view! { {list} }.into_any()
    };
    let main = view! {
        {heading("Notes d’information", "Procédures d’information", "Ce que chaque organisme national envoie aux centres, et à quel rythme (annexe technique ANRU).")}
        {list}
        {edit}
    };
    Ok(Page::new("Procédures d’information", Nav::Bulletin, main))
}

fn described(one: &Procedure, annexes: &Annexes) -> AnyView {
    let kinds: Vec<_> = one.kinds.iter().map(kind).collect();
    let s = if one.n_per_year > 1 { "s" } else { "" };
    let promise = (one.n_per_year > 0).then(|| format!("Au moins {} note{s} par an. ", one.n_per_year));
    let id = format!("procedure-{}", one.organisation_id);
    let title = id.clone();
    view! {
        <section aria-labelledby=id>
            <h2 id=title>{one.organisation_name.clone()}</h2>
            <p class="soft">{promise}"En vigueur depuis le "{time::date(&one.started_on)}"."</p>
            {annexes.cited(&one.organisation_id)}
            {prose(&one.text_html)}
            <ul class="rows">{kinds}</ul>
        </section>
    }
    .into_any()
}

fn kind(one: &BulletinKind) -> AnyView {
    let s = if one.delay_days > 1 { "s" } else { "" };
    let mut words = vec![format!("accusé attendu sous {} jour{s}", one.delay_days)];
    if !one.in_charge_name.is_empty() {
        words.push(format!("suivi par {}", one.in_charge_name));
    }
    if !one.second_reader_name.is_empty() {
        words.push(format!("relu par {}", one.second_reader_name));
    }
    words.push(if one.is_public {
        "page publique".to_owned()
    } else {
        "réservé aux centres".to_owned()
    });
    let retired = one
        .is_retired
        .then(|| view! { " "{pill(Sign::Plain, "n’est plus utilisé")} });
    view! { <li><div><h3>{one.name.clone()}{retired}</h3><p class="soft">{words.join(" · ")}</p></div></li> }
        .into_any()
}

/// The forms of the reader's body.
fn settings(cx: &PageContext, own: Option<&Procedure>, team: &[Member]) -> AnyView {
    let form =
        act_form(cx, "BulletinService/SetProcedure").hidden("version", own.map_or(0, |one| one.version));
    let is_open = form.is_refused() || own.is_none();
    let blank = Procedure::default();
    let one = own.unwrap_or(&blank);
    let today = cx.info.now.date_naive().to_string();
    let started_on = if one.started_on.is_empty() {
        &today
    } else {
        &one.started_on
    };
    let body = view! {
        {form.area("text", "Ce qui est envoyé, et comment").hint("Les centres et les autres organismes le lisent.").value(&one.text).rows(5).required()}
        <div class="fields">
            {form.input("number", "n_per_year", "Notes promises par an").hint("0\u{a0}: pas de nombre.").value(one.n_per_year)}
            {form.date("started_on", "En vigueur depuis le").value(started_on).required()}
        </div>
    };
    let label = if own.is_some() {
        "Enregistrer la procédure"
    } else {
        "Ouvrir la procédure"
    };
    let procedure = fold("La procédure de votre organisme", is_open, form.view(body, label));
    let kinds = own.map(|one| {
        let known: Vec<_> = one
            .kinds
            .iter()
            .map(|each| kind_form(cx, Some(each), team))
            .collect();
        view! { {known}{kind_form(cx, None, team)} }
    });
    view! {
        <section aria-labelledby="settings">
            <h2 id="settings">"Régler"</h2>
            {procedure}
            {kinds}
        </section>
    }
    .into_any()
}

fn kind_form(cx: &PageContext, known: Option<&BulletinKind>, team: &[Member]) -> AnyView {
    let blank = BulletinKind {
        delay_days: 10,
        is_public: true,
        ..BulletinKind::default()
    };
    let one = known.unwrap_or(&blank);
    let form = act_form(cx, "BulletinService/SetBulletinKind")
        .id(format!("kind-{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let people = |chosen: &str| -> Vec<Choice> {
        let none = choice("", "Personne", chosen.is_empty());
        let members = team
            .iter()
            .map(|member| choice(&member.person_id, member.name.clone(), member.person_id == chosen));
        std::iter::once(none).chain(members).collect()
    };
    let retired = known.map(|_| {
        form.checkbox("is_retired", "N’est plus utilisé pour de nouvelles notes")
            .checked(one.is_retired)
            .view()
    });
    let body = view! {
        {form.text("name", "Nom").value(&one.name).max(200).required()}
        <div class="fields">
            {form.input("number", "delay_days", "Délai d’accusé, en jours").value(one.delay_days).required()}
            {form.select("in_charge_id", "Personne qui suit", people(&one.in_charge_id))}
            {form.select("second_reader_id", "Relit avant publication", people(&one.second_reader_id))}
        </div>
        {form.area("template", "Modèle de texte").hint("Ce dont part une nouvelle note.").value(&one.template).rows(5)}
        {form.checkbox("is_public", "Ces notes ont une page publique").checked(one.is_public)}
        {retired}
    };
    let (summary, label) = match known {
        Some(known) => (known.name.clone(), "Enregistrer ce type"),
        None => ("Ajouter un type d’information".to_owned(), "Ajouter ce type"),
    };
    fold(&summary, is_open, form.view(body, label))
}
