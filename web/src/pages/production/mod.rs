//! The productions of a year (P6): each centre formalises at least one, its form agreed in advance.

use leptos::prelude::*;
use proto::v1::{
    Attachment, Function, ListOrganisationsRequest, ListProductionsRequest, Owner, Production,
    ProductionState, Role,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::{attachment, overseas};
use crate::text;
use crate::ui::form::{act_button, act_form, confirm};
use crate::ui::parts::{Sign, empty, fold, heading, pill, prose, source, table};

/// `/production/<year>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let year = cx.year()?;
    let request = ListProductionsRequest {
        year,
        ..Default::default()
    };
    let all = cx
        .production()
        .list_productions(request)
        .await?
        .into_inner()
        .productions;
    let me = cx.me()?;
    let (own, others): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|one| one.organisation_id == me.organisation_id);
    let mut with_files = Vec::new();
    for one in own {
        let files = attachment::of(&cx, Owner::Production, &one.id).await?;
        with_files.push((one, files));
    }
    let is_of_centre = matches!(cx.role(), Role::Director | Role::Team);
    let without = if cx.role() == Role::Animator {
        without(&cx, &others).await?
    } else {
        Vec::new()
    };
    let overseas = overseas::published(&cx).await;
    let main = view! {
        {years_nav(year, cx.nav_year())}
        {heading("Hors des appels ou à leur suite", format!("Productions {year}"), "Chaque centre formalise au moins une production par an, sous une forme convenue à l’avance.")}
        {is_of_centre.then(|| own_part(&cx, year, &with_files))}
        {(cx.role() == Role::Animator).then(|| to_agree(&cx, &others))}
        {network(year, &others, is_of_centre)}
        <div id="overseas-published" data-live="*">{overseas}</div>
        {missing(&without)}
        {rule()}
    };
    Ok(Page::new(format!("Productions {year}"), Nav::Production, main).live())
}

/// What moves the lists of a year.
fn topic(year: i32) -> String {
    format!("programme:{year}")
}

/// The centres that declared nothing yet, by name.
async fn without(cx: &PageContext, declared: &[Production]) -> Result<Vec<String>> {
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    let centres = cx
        .network()
        .list_organisations(request)
        .await?
        .into_inner()
        .organisations;
    let has_none = |id: &str| !declared.iter().any(|one| one.organisation_id == id);
    Ok(centres
        .into_iter()
        .filter(|centre| has_none(&centre.id))
        .map(|centre| centre.short_name)
        .collect())
}

fn years_nav(year: i32, current: i32) -> AnyView {
    let mut years = vec![year - 1, year, year + 1];
    if !years.contains(&current) {
        years.push(current);
        years.sort_unstable();
    }
    years.retain(|one| *one == year || (current - 5..=current + 1).contains(one));
    let entries: Vec<_> = years
        .into_iter()
        .map(|one| {
            let is_current = (one == year).then_some("page");
            view! { <li><a href=format!("/production/{one}") aria-current=is_current>{one.to_string()}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Années"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn state_pill(state: ProductionState) -> AnyView {
    let sign = match state {
        ProductionState::Delivered => Sign::Done,
        ProductionState::Agreed => Sign::Doing,
        ProductionState::Declared => Sign::Wait,
        ProductionState::Unspecified => Sign::Plain,
    };
    pill(sign, text::production_state(state)).into_any()
}

/// The productions of the reader's centre, with what is to be done.
fn own_part(cx: &PageContext, year: i32, own: &[(Production, Vec<Attachment>)]) -> AnyView {
    let is_wanted = |(one, _): &&(Production, Vec<Attachment>)| one.state() == ProductionState::Agreed;
    let first = own.iter().find(is_wanted).map(|(one, _)| one.id.as_str());
    let items: Vec<_> = own
        .iter()
        .map(|(one, files)| own_item(cx, one, files, first == Some(&one.id)))
        .collect();
    let form = act_form(cx, "ProductionService/DeclareProduction").hidden("year", year);
    let is_open = form.is_refused() || own.is_empty();
    let body = view! {
        {form.text("title", "Titre").max(200).required()}
        {form.text("form", "Forme proposée").hint("Guide, synthèse de journée, cartographie, film… L’animation nationale en convient avec vous.").max(200).required()}
    };
    let declare = if own.is_empty() {
        form.main(body, "Déclarer la production")
    } else {
        form.view(body, "Déclarer la production")
    };
    let label = if own.is_empty() {
        "Déclarer la production de l’année"
    } else {
        "Déclarer une autre production"
    };
    view! {
        <section aria-labelledby="own">
            <h2 id="own">"Votre centre"</h2>
            {items}
            {fold(label, is_open, declare)}
        </section>
    }
    .into_any()
}

fn own_item(cx: &PageContext, one: &Production, files: &[Attachment], is_main: bool) -> AnyView {
    let is_director = cx.role() == Role::Director;
    let state = one.state();
    let words = match state {
        ProductionState::Declared => "L’animation nationale doit encore convenir de sa forme.",
        ProductionState::Agreed => {
            "La forme est convenue : remettez le texte ou un lien ; des fichiers peuvent l’accompagner."
        }
        _ => "",
    };
    let words = (!words.is_empty()).then(|| view! { <p>{words}</p> });
    let may_deliver = is_director && matches!(state, ProductionState::Agreed | ProductionState::Delivered);
    let may_delete = is_director && state != ProductionState::Delivered;
    view! {
        <article class="card production">
            <div id=format!("production-{}", one.id) data-live=format!("organisation:{}", one.organisation_id)>
                <h3>{one.title.clone()}" "{state_pill(state)}</h3>
                <p class="soft">{one.form.clone()}</p>
                {words}
                {content(one)}
            </div>
            {may_deliver.then(|| deliver(cx, one, is_main))}
            {attachment::part(cx, files, Owner::Production, &one.id, state != ProductionState::Declared)}
            {may_delete.then(|| delete(cx, one))}
        </article>
    }
    .into_any()
}

fn content(one: &Production) -> AnyView {
    let link = (!one.link.is_empty())
        .then(|| view! { <p><a href=one.link.clone() rel="noopener">{one.link.clone()}</a></p> });
    view! { {prose(&one.text_html)}{link} }.into_any()
}

fn deliver(cx: &PageContext, one: &Production, is_main: bool) -> AnyView {
    let form = act_form(cx, "ProductionService/DeliverProduction")
        .id(format!("deliver-{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_first = one.state() == ProductionState::Agreed;
    let is_open = form.is_refused() || is_first;
    let body = view! {
        <p class="soft">"Un texte ou un lien : l’un des deux suffit."</p>
        {form.area("text", "Texte").hint("Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.").value(&one.text)}
        {form.input("url", "link", "Lien").hint("L’adresse de la page ou du document, https://…").value(&one.link).max(500)}
    };
    let label = if is_first {
        "Remettre la production"
    } else {
        "Corriger ce qui est remis"
    };
    let form = if is_main {
        form.main(body, label)
    } else {
        form.view(body, label)
    };
    fold(label, is_open, form)
}

fn delete(cx: &PageContext, one: &Production) -> AnyView {
    let form = act_form(cx, "ProductionService/DeleteProduction")
        .id(format!("delete-{}", one.id))
        .hidden("id", &one.id);
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer la production"</button> },
    );
    confirm("Retirer…", "La déclaration et ses fichiers disparaissent.", form).into_any()
}

/// The productions whose form the animator has to agree to.
fn to_agree(cx: &PageContext, all: &[Production]) -> AnyView {
    let waiting: Vec<_> = all
        .iter()
        .filter(|one| one.state() == ProductionState::Declared)
        .collect();
    if waiting.is_empty() {
        return ().into_any();
    }
    let topic = waiting.first().map(|one| topic(one.year));
    let items: Vec<_> = waiting
        .into_iter()
        .map(|one| {
            let agree = act_button(
                cx,
                "ProductionService/AgreeProduction",
                "Convenir de la forme",
                &[("id", &one.id)],
            );
            view! {
                <li>
                    <div>
                        <h3>{one.title.clone()}</h3>
                        <p class="soft">{one.organisation_name.clone()}" · "{one.form.clone()}</p>
                    </div>
                    <div class="row-acts">{agree}</div>
                </li>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="to-agree">
            <h2 id="to-agree">"Formes à convenir"</h2>
            <ul class="rows" id="to-agree-list" data-live=topic>{items}</ul>
        </section>
    }
    .into_any()
}

/// Everybody else's.
fn network(year: i32, all: &[Production], is_of_centre: bool) -> AnyView {
    let title = if is_of_centre {
        "Dans les autres centres"
    } else {
        "Dans les centres"
    };
    let list = if all.is_empty() {
        empty("Aucune production n’est encore déclarée.", None).into_any()
    } else {
        let rows = all.iter().map(row).collect();
        table(
            "Productions de l’année",
            &["Centre", "Production", "Forme", "État"],
            rows,
        )
        .into_any()
    };
    view! { <section aria-labelledby="network"><h2 id="network">{title}</h2><div id="network-list" data-live=topic(year)>{list}</div></section> }
        .into_any()
}

fn row(one: &Production) -> Vec<AnyView> {
    let title = match (one.text_html.is_empty(), one.link.is_empty()) {
        (_, false) => view! { <a href=one.link.clone() rel="noopener">{one.title.clone()}</a> }.into_any(),
        (false, true) => {
            view! { <details class="read-more"><summary>{one.title.clone()}</summary>{prose(&one.text_html)}</details> }.into_any()
        }
        (true, true) => one.title.clone().into_any(),
    };
    let centre = view! { <a class="quiet" href=format!("/network/{}", one.organisation_id)>{one.organisation_name.clone()}</a> };
    vec![
        centre.into_any(),
        title,
        one.form.clone().into_any(),
        state_pill(one.state()),
    ]
}

fn missing(names: &[String]) -> AnyView {
    if names.is_empty() {
        return ().into_any();
    }
    let title = match names.len() {
        1 => "1 centre n’a rien déclaré".to_owned(),
        n => format!("{n} centres n’ont rien déclaré"),
    };
    view! { <section aria-labelledby="missing"><h2 id="missing">{title}</h2><p class="measure">{names.join(", ")}"."</p></section> }.into_any()
}

/// P6, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"P6"</dt>
                <dd>"Les centres s’engagent « à formaliser chaque année au moins une production, dont la forme est convenue à l’avance »."</dd>
            </dl>
            {source("cadre de référence, 3.4, engagement 2")}
        </aside>
    }
    .into_any()
}
