//! The activity of the centres, made known to the ANRU (A3).

use leptos::prelude::*;
use proto::v1::list_reports_response::Line;
use proto::v1::report::{Made, Relayed};
use proto::v1::{GetReportRequest, ListReportsRequest, ProductionState, RelayMeans, Report};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::question::personal::Marked;
use crate::text;
use crate::ui::form::{act_form, stored};
use crate::ui::parts::{empty, heading, prose, table};
use crate::ui::time;

const ABOVE: &str = "Activité des centres";

/// `/report?year=2027`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListReportsRequest {
        year: cx.ask("year").parse().unwrap_or_default(),
    };
    let found = cx.report().list_reports(request).await?.into_inner();
    let year = found.year;
    let list = if found.lines.is_empty() {
        empty("Aucun centre n’est du réseau cette année.", None).into_any()
    } else {
        let rows = found.lines.iter().map(|line| row(year, line));
        let rows = rows.chain(all(&found.lines)).collect();
        let heads = [
            "Centre",
            "Relais",
            "Réunions locales",
            "Productions",
            "Acteurs touchés",
            "Acteurs déclarés",
            "Mots du centre",
        ];
        table("Activité des centres", &heads, rows).into_any()
    };
    let main = view! {
        {heading(ABOVE, format!("Activité de {year}"), "Ce que les centres font connaître à l’ANRU\u{a0}: relais, réunions avec les acteurs locaux, productions.")}
        {years(year)}
        <div id="reports" data-live="*">{list}</div>
    };
    Ok(Page::new(format!("Activité des centres en {year}"), Nav::Bulletin, main).live())
}

fn years(year: i32) -> AnyView {
    let (before, after) = (year - 1, year + 1);
    view! {
        <nav aria-label="Choisir l’année">
            <ul class="tabs">
                <li><a href=format!("/report?year={before}")>{before}</a></li>
                <li><a href=format!("/report?year={year}") aria-current="page">{year}</a></li>
                <li><a href=format!("/report?year={after}")>{after}</a></li>
            </ul>
        </nav>
    }
    .into_any()
}

fn row(year: i32, line: &Line) -> Vec<AnyView> {
    let path = format!("/report/{}?year={year}", line.organisation_id);
    let n = |n: i32| view! { {n} }.into_any();
    let months: Vec<_> = line.months.iter().map(|month| month_words(*month)).collect();
    vec![
        view! { <a href=path>{line.organisation_name.clone()}</a> }.into_any(),
        n(line.n_relays),
        n(line.n_sessions),
        n(line.n_productions),
        view! { {text::number(line.n_reached)} }.into_any(),
        view! { {text::number(line.n_declared)} }.into_any(),
        view! { {(!months.is_empty()).then(|| months.join(", "))} }.into_any(),
    ]
}

/// All the centres together, when there are several.
fn all(lines: &[Line]) -> Option<Vec<AnyView>> {
    let sum = |n: fn(&Line) -> i64| {
        let sum: i64 = lines.iter().map(n).sum();
        view! { <strong>{text::number(sum)}</strong> }.into_any()
    };
    (1 < lines.len()).then(|| {
        vec![
            view! { <strong>"Ensemble"</strong> }.into_any(),
            sum(|line| line.n_relays.into()),
            sum(|line| line.n_sessions.into()),
            sum(|line| line.n_productions.into()),
            sum(|line| line.n_reached),
            sum(|line| line.n_declared),
            ().into_any(),
        ]
    })
}

/// « mars », « année ».
fn month_words(month: i32) -> &'static str {
    match month {
        0 => "année",
        month => time::month_name(month.unsigned_abs()),
    }
}

/// « mars 2027 », « l’année 2027 ».
fn span_words(one: &Report) -> String {
    match one.month {
        0 => format!("l’année {}", one.year),
        month => format!("{} {}", month_words(month), one.year),
    }
}

/// `/report/<organisation>?year=2027&month=3`.
pub(crate) async fn one(cx: Cx) -> Result {
    use chrono::Datelike as _;
    let today = cx.info.now.with_timezone(&time::tz(cx.zone())).year();
    let request = GetReportRequest {
        organisation_id: cx.param("organisation_id").to_owned(),
        year: cx.ask("year").parse().unwrap_or(today),
        month: cx.ask("month").parse().unwrap_or_default(),
    };
    let one = cx.report().get_report(request).await?.into_inner();
    let marked = Marked::read(&cx).await?;
    let title = format!("{}, {}", one.organisation_name, span_words(&one));
    let topic = format!("report:{}", one.organisation_id);
    let main = view! {
        <div class="heading">
            <p class="above"><a href=format!("/report?year={}", one.year)>{ABOVE}</a></p>
            <h1>{title.clone()}</h1>
        </div>
        {months(&one)}
        <div id="report-words" data-live=topic>{words(&one)}</div>
        {edit(&cx, &one, &marked)}
        {facts(&one)}
    };
    Ok(Page::new(title, Nav::Bulletin, main).live())
}

fn months(one: &Report) -> AnyView {
    let entries: Vec<_> = (0..=12)
        .map(|month| {
            let path = format!("/report/{}?year={}&month={month}", one.organisation_id, one.year);
            let is_current = (month == one.month).then_some("page");
            view! { <li><a href=path aria-current=is_current>{month_words(month)}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Choisir le mois"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn words(one: &Report) -> Option<AnyView> {
    (!one.text.is_empty()).then(|| {
        view! {
            <section aria-labelledby="words">
                <h2 id="words">"En quelques mots"</h2>
                {prose(&one.text_html)}
                <p class="soft">{one.updated_by.clone()}</p>
            </section>
        }
        .into_any()
    })
}

/// The words of the own centre.
fn edit(cx: &PageContext, one: &Report, marked: &Marked) -> Option<AnyView> {
    if !one.may_edit {
        return None;
    }
    let form = act_form(cx, "ReportService/SaveReport")
        .hidden("year", one.year)
        .hidden("month", one.month)
        .hidden("version", one.version);
    let (form, check) = marked.ask(form, "SaveReport");
    let body = view! {
        {form.meanwhile("", || stored(&one.text))}
        {form.area("text", "Quelques mots de votre centre").hint("Ce que les chiffres ne disent pas, pour l’ANRU et l’animateur. Sans donnée personnelle.").value(&one.text).rows(5)}
        {check}
    };
    Some(form.main(body, "Enregistrer"))
}

fn facts(one: &Report) -> AnyView {
    let relays = one.relays.iter().map(relay).collect();
    let sessions: Vec<_> = one
        .sessions
        .iter()
        .map(|session| {
            vec![
                view! { {session.title.clone()} }.into_any(),
                view! { {session.place.clone()} }.into_any(),
                view! { {time::date(&session.on)} }.into_any(),
                view! { {session.n_attendants} }.into_any(),
            ]
        })
        .collect();
    let s = if one.n_reached > 1 { "s" } else { "" };
    let n_reached = text::number(one.n_reached);
    let declared = (0 < one.n_declared).then(|| {
        let s = if one.n_declared > 1 { "s" } else { "" };
        let n_declared = text::number(one.n_declared);
        format!(" {n_declared} autre{s} déclaré{s} par le centre, par d’autres moyens.")
    });
    view! {
        <p class="measure">{format!("{n_reached} acteur{s} de terrain touché{s} par lettre et en réunion.")}{declared}</p>
        {part("relays", "Notes relayées", &["Note", "Comment", "Le", "Acteurs touchés", "Acteurs déclarés"], relays, "Aucune note relayée.")}
        {part("sessions", "Réunions avec les acteurs locaux", &["Réunion", "Lieu", "Le", "Participants"], sessions, "Aucune réunion tenue.")}
        {(one.month == 0).then(|| made(&one.productions))}
    }
    .into_any()
}

/// How a bulletin was relayed, and whom that reached: what is counted, or what the centre declared.
fn relay(relay: &Relayed) -> Vec<AnyView> {
    let n = text::number(relay.n_reached);
    let words = relay.words.clone();
    let (how, reached, declared) = match relay.means() {
        RelayMeans::Declared => (format!("{words}, déclaré par le centre"), None, Some(n)),
        RelayMeans::Newsletter if !relay.is_settled => (format!("{words}, décompte en cours"), Some(n), None),
        _ => (words, Some(n), None),
    };
    let about = format!("{} · {}", relay.organisation_name, relay.kind_name);
    vec![
        view! { <a href=format!("/bulletin/{}", relay.bulletin_id)>{relay.title.clone()}</a>{" "}<span class="soft">{about}</span> }.into_any(),
        view! { {how} }.into_any(),
        view! { {time::date(&relay.on)} }.into_any(),
        view! { {reached} }.into_any(),
        view! { {declared} }.into_any(),
    ]
}

/// The productions of a year: those that are made and those that are on the way.
fn made(productions: &[Made]) -> AnyView {
    let items: Vec<_> = productions
        .iter()
        .map(|made| {
            let state = if made.state() == ProductionState::Delivered {
                "remise"
            } else {
                "en cours"
            };
            let title = if made.title.is_empty() {
                "Contribution qui n’est pas encore publiée"
            } else {
                made.title.as_str()
            };
            view! { <li>{format!("{title}, {} ({state})", made.form)}</li> }
        })
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucune production déclarée."</p> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="made"><h2 id="made">"Productions"</h2>{list}</section> }.into_any()
}

fn part(
    id: &'static str,
    title: &'static str,
    heads: &[&str],
    rows: Vec<Vec<AnyView>>,
    nothing: &'static str,
) -> AnyView {
    let list = if rows.is_empty() {
        view! { <p class="soft">{nothing}</p> }.into_any()
    } else {
        table(title, heads, rows).into_any()
    };
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2>{list}</section> }.into_any()
}
