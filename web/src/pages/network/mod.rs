//! The directory of the network.

mod edit;
mod import;
mod organisation;
mod team;

use leptos::prelude::*;
use proto::v1::{Function, ListOrganisationsRequest, ListOrganisationsResponse, Organisation, Role};

pub(crate) use edit::new;
pub(crate) use import::page as import;
pub(crate) use organisation::page as organisation;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, pill};
use crate::ui::time;

/// The functions, in the order of the directory.
const FUNCTIONS: [Function; 7] = [
    Function::Centre,
    Function::Animator,
    Function::UrbanRenewalAgency,
    Function::OverseasMinistry,
    Function::NationalPartner,
    Function::ElectedAssociation,
    Function::StateService,
];

/// `/network`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListOrganisationsRequest {
        query: cx.ask("query").to_owned(),
        function: cx.ask("function").parse().unwrap_or_default(),
        expertise: cx.ask("expertise").to_owned(),
        on: if cx.ask("on") == "all" {
            "all".to_owned()
        } else {
            String::new()
        },
    };
    let answer = cx
        .network()
        .list_organisations(request.clone())
        .await?
        .into_inner();
    let is_filtered = request != ListOrganisationsRequest::default();
    let main = view! {
        {heading("", "Annuaire du réseau", "Les centres de ressources et les organismes nationaux qui travaillent avec eux.")}
        {filters(&request, &answer)}
        <div id="network-list" data-live="*">{results(&answer.organisations, is_filtered)}</div>
        {(cx.role() == Role::Animator).then(|| view! {
            <div class="acts">
                <a class="button" href="/network/new">"Inscrire une organisation"</a>
                <a class="button" href="/network/import">"Importer un tableau (CSV)"</a>
            </div>
        })}
    };
    Ok(Page::new("Annuaire", Nav::Network, main).live())
}

fn filters(asked: &ListOrganisationsRequest, answer: &ListOrganisationsResponse) -> AnyView {
    let option = |value: String, label: String, chosen: &str| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{label}</option> }
    };
    let expertise: Vec<_> = answer
        .expertise
        .iter()
        .map(|one| option(one.clone(), one.clone(), &asked.expertise))
        .collect();
    let chosen = asked.function.to_string();
    let functions: Vec<_> = FUNCTIONS
        .iter()
        .map(|one| {
            option(
                (*one as i32).to_string(),
                text::function(*one).to_owned(),
                &chosen,
            )
        })
        .collect();
    let has_past = asked.on == "all";
    view! {
        <form class="filters" action="/network" role="search" aria-label="Annuaire">
            <div class="field wide">
                <label for="query">"Rechercher"</label>
                <input type="search" id="query" name="query" value=asked.query.clone() placeholder="Un nom, un territoire, une ville"/>
            </div>
            <div class="field">
                <label for="expertise">"Expertise"</label>
                <select id="expertise" name="expertise"><option value="">"Toutes"</option>{expertise}</select>
            </div>
            <div class="field">
                <label for="function">"Fonction"</label>
                <select id="function" name="function"><option value="">"Toutes"</option>{functions}</select>
            </div>
            <div class="check">
                <input type="checkbox" id="on" name="on" value="all" checked=has_past/>
                <label for="on">"Y compris ceux qui ont quitté le réseau"</label>
            </div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn results(organisations: &[Organisation], is_filtered: bool) -> AnyView {
    if organisations.is_empty() {
        return if is_filtered {
            empty(
                "Rien ne correspond à cette recherche.",
                Some(("/network", "Voir tout l’annuaire")),
            )
            .into_any()
        } else {
            empty("L’annuaire est encore vide.", None).into_any()
        };
    }
    let (centres, others): (Vec<_>, Vec<_>) = organisations
        .iter()
        .partition(|one| one.function() == Function::Centre);
    let rank = |one: &&Organisation| FUNCTIONS.iter().position(|function| *function == one.function());
    let mut others = others;
    others.sort_by_key(rank);
    view! {
        {group("centres", "Centres de ressources", &centres)}
        {group("others", "Organismes nationaux et services de l’État", &others)}
    }
    .into_any()
}

fn group(id: &'static str, title: &'static str, organisations: &[&Organisation]) -> AnyView {
    if organisations.is_empty() {
        return ().into_any();
    }
    let entries: Vec<_> = organisations.iter().map(|one| entry(one)).collect();
    let n = format!(" · {}", organisations.len());
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{title}<span class="h-note">{n}</span></h2>
            <ul class="directory">{entries}</ul>
        </section>
    }
    .into_any()
}

fn entry(one: &Organisation) -> AnyView {
    let function = if one.function() == Function::Centre {
        ""
    } else {
        text::function(one.function())
    };
    let place: Vec<_> = [function, &one.territory, &one.seat]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let expertise =
        (!one.expertise.is_empty()).then(|| view! { <p class="themes">{one.expertise.join(", ")}</p> });
    let overseas = one.is_overseas.then(|| pill(Sign::Plain, "outre-mer"));
    let left = (!one.left_on.is_empty()).then(|| {
        pill(
            Sign::Plain,
            format!("sorti du réseau le {}", time::date(&one.left_on)),
        )
    });
    view! {
        <li>
            <h3><a href=format!("/network/{}", one.id)>{one.name.clone()}</a>" "{overseas}{left}</h3>
            <p class="soft">{place.join(" · ")}</p>
            {expertise}
        </li>
    }
    .into_any()
}

/// The expertise of an organisation as one text, one theme a line.
fn themes(one: &Organisation) -> String {
    one.expertise.join("\n")
}

/// True when the reader manages this organisation: the animator, or its director.
fn manages(cx: &PageContext, one: &Organisation) -> bool {
    match cx.role() {
        Role::Animator => true,
        Role::Director => cx.me.as_ref().is_some_and(|me| me.organisation_id == one.id),
        _ => false,
    }
}
