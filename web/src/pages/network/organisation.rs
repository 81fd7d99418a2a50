//! The page of an organisation: what it is, its team, what it takes part in.

use leptos::prelude::*;
use proto::v1::{
    BoardRow, Contribution, Function, GetBoardRequest, GetOrganisationRequest, LegalForm,
    ListContributionsRequest, Organisation, Role, WorkStream,
};

use super::{edit, manages, team};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::{programme, solicitation, work_stream};
use crate::text;
use crate::ui::parts::{Sign, lines, pill};
use crate::ui::time;

/// What a centre does in the programme of the year.
struct Part {
    year: i32,
    row: Option<BoardRow>,
    streams: Vec<WorkStream>,
    contributions: Vec<Contribution>,
}

async fn part(cx: &PageContext, one: &Organisation) -> Option<Part> {
    if one.function() != Function::Centre {
        return None;
    }
    let year = cx.nav_year();
    let board = cx.programme().get_board(GetBoardRequest { year }).await;
    let board = board.map(tonic::Response::into_inner).unwrap_or_default();
    let request = ListContributionsRequest {
        organisation_id: one.id.clone(),
        ..Default::default()
    };
    let contributions = cx.contribution().list_contributions(request).await;
    let contributions = contributions
        .map(|answer| answer.into_inner().contributions)
        .unwrap_or_default();
    let row = board.rows.into_iter().find(|row| row.organisation_id == one.id);
    Some(Part {
        year,
        row,
        streams: board.streams,
        contributions,
    })
}

/// `/network/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let one = cx
        .network()
        .get_organisation(GetOrganisationRequest { id })
        .await?
        .into_inner();
    let part = part(&cx, &one).await;
    let solicitations = solicitation::of_centre(&cx, &one).await;
    let others = edit::others(&cx, &one).await?;
    let topic = format!("organisation:{}", one.id);
    let main = view! {
        <div id="organisation-head" data-live=topic.clone()>{head(&one)}</div>
        <div class="columns">
            <div class="column">
                <div id="organisation" data-live=topic.clone()>{identity(&cx, &one)}{missions(&one)}</div>
                <div id="organisation-part" data-live="*">{part.map(|part| taking_part(&part))}</div>
                {year_of(&cx, &one)}
                <div id="organisation-solicitations" data-live="*">{solicitations}</div>
            </div>
            <div class="column side-column" id="organisation-team" data-live=topic>{team::list(&one)}</div>
        </div>
        {manages(&cx, &one).then(|| view! { {team::manage(&cx, &one)}{edit::manage(&cx, &one, others)} })}
    };
    Ok(Page::new(one.name, Nav::Network, main).live())
}

fn head(one: &Organisation) -> AnyView {
    let function = text::function(one.function());
    let place: Vec<_> = [&one.territory, &one.seat]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect();
    let overseas = one.is_overseas.then(|| pill(Sign::Plain, "réseau ultra-marin"));
    let left = (!one.left_on.is_empty()).then(|| {
        let into = if one.successor_id.is_empty() {
            ().into_any()
        } else {
            view! { ", a rejoint "<a href=format!("/network/{}", one.successor_id)>{one.successor_name.clone()}</a> }.into_any()
        };
        view! { <p class="asked">{format!("Sorti du réseau le {}", time::date(&one.left_on))}{into}"."</p> }
    });
    view! {
        <div class="heading">
            <p class="above">{function}" "{overseas}</p>
            <h1>{one.name.clone()}</h1>
            <p class="under">{place.join(" · ")}</p>
            {left}
        </div>
    }
    .into_any()
}

/// The way to what the rules ask of a centre, and to what it took part in: for its people and for the animator.
fn year_of(cx: &PageContext, one: &Organisation) -> Option<AnyView> {
    let me = cx.me.as_ref()?;
    let is_open = me.organisation_id == one.id || cx.role() == Role::Animator;
    let path = format!("/obligation/{}", one.id);
    (is_open && one.function() == Function::Centre).then(|| {
        view! { <p class="more"><a href=path>"Ses obligations et sa participation de l’année"</a></p> }
            .into_any()
    })
}

fn fact(term: &'static str, value: impl Into<String>) -> Option<AnyView> {
    let value = value.into();
    (!value.is_empty()).then(|| view! { <dt>{term}</dt><dd>{value}</dd> }.into_any())
}

fn identity(cx: &PageContext, one: &Organisation) -> AnyView {
    let form = match one.legal_form() {
        LegalForm::Hosted if !one.host_name.is_empty() => format!("Porté par {}", one.host_name),
        form => text::legal_form(form).to_owned(),
    };
    let is_centre = one.function() == Function::Centre;
    let funded = if one.is_state_funded { "Oui" } else { "Non" };
    let website = (!one.website.is_empty())
        .then(|| view! { <dt>"Site"</dt><dd><a href=one.website.clone() rel="noopener">{one.website.clone()}</a></dd> });
    let hour = time::at(cx.info.now, &one.zone, cx.info.now);
    view! {
        <section aria-labelledby="identity">
            <h2 id="identity">"Identité"</h2>
            <dl class="facts">
                {fact("Territoire", &one.territory)}
                {is_centre.then(|| fact("Forme juridique", form))}
                {fact("Siège", &one.seat)}
                {fact("Il y est", hour)}
                {is_centre.then(|| fact("Financé par l’État", funded))}
                {fact("Expertise", one.expertise.join(", "))}
                {website}
                {fact("Dans le réseau", if one.joined_on.is_empty() { String::new() } else { format!("depuis le {}", time::date(&one.joined_on)) })}
            </dl>
        </section>
    }
    .into_any()
}

/// Missions that are core here though complementary elsewhere (O3).
fn missions(one: &Organisation) -> AnyView {
    if one.core_missions.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="missions">
            <h2 id="missions">"Missions au cœur de ce centre"<span class="h-note">" · complémentaires ailleurs"</span></h2>
            {lines(&one.core_missions)}
            <p class="soft">"Source : cadre de référence, 2 et 5 (O3)."</p>
        </section>
    }
    .into_any()
}

fn taking_part(part: &Part) -> AnyView {
    let row = part.row.as_ref().map(|row| {
        let streams: Vec<_> = part
            .streams
            .iter()
            .filter_map(|stream| {
                let cell = row.cells.iter().find(|cell| cell.work_stream_id == stream.id)?;
                let state = programme::answer_pill(cell)?;
                let (path, title) = (format!("/work-stream/{}", stream.id), stream.title.clone());
                Some(view! { <li><a class="quiet" href=path>{title}</a>" "{state}</li> })
            })
            .collect();
        view! { <p>{format!("Participation {} : ", part.year)}{programme::participation_pill(row)}</p><ul class="names">{streams}</ul> }
    });
    let contributions: Vec<_> = part
        .contributions
        .iter()
        .map(|one| {
            let (path, title, year) = (format!("/contribution/{}", one.id), one.title.clone(), one.year);
            view! { <li><a href=path>{title}</a>" "{work_stream::state_pill(one.state())}<span class="soft">{format!(" · {year}")}</span></li> }
        })
        .collect();
    let contributions = (!contributions.is_empty())
        .then(|| view! { <h3 class="minor">"Contributions"</h3><ul class="names">{contributions}</ul> });
    if row.is_none() && contributions.is_none() {
        return ().into_any();
    }
    view! { <section aria-labelledby="part"><h2 id="part">"Ce à quoi il prend part"</h2>{row}{contributions}</section> }.into_any()
}
