//! The import of addresses from a spreadsheet: what would be done, with every faulty line, then all or nothing.

use leptos::prelude::*;
use proto::v1::{
    ImportSubscribersRequest, Newsletter, SubscriberImportReport, subscriber_import_report::Line,
};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::newsletter::load;
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{fold, heading, table};

/// `/newsletter/<id>/import`.
pub(crate) async fn page(cx: Cx) -> Result {
    let newsletter = load(&cx).await?;
    if !newsletter.may_write {
        return Err(PageError::Missing);
    }
    let name = newsletter.settings.clone().unwrap_or_default().name;
    let preview = cx.answered::<ImportSubscribersRequest, SubscriberImportReport>("PreviewSubscriberImport");
    let form = choose(&cx, &newsletter, preview.as_ref().map(|(request, _)| request));
    let preview = preview.map(|(request, report)| seen(&cx, &request, &report));
    let main = view! {
        {heading(name.clone(), "Importer des adresses", "Rien n’est écrit avant que vous ayez vu ce qui sera fait.")}
        {preview}
        {form}
    };
    Ok(Page::new(
        format!("Importer\u{a0}: {name}"),
        Nav::Newsletter,
        main,
    ))
}

/// The file, its source and ground: those of the last try, if there was one.
fn choose(cx: &PageContext, newsletter: &Newsletter, asked: Option<&ImportSubscribersRequest>) -> AnyView {
    let is_first = asked.is_none();
    let nothing = ImportSubscribersRequest::default();
    let asked = asked.unwrap_or(&nothing);
    let id = newsletter.settings.clone().unwrap_or_default().id;
    let form = act_form(cx, "SubscriberService/PreviewSubscriberImport")
        .hidden("newsletter_id", id)
        .multipart();
    let lists = newsletter
        .lists
        .iter()
        .map(|list| choice(&list.id, &list.name, asked.list_ids.contains(&list.id)))
        .collect();
    let lists = (!newsletter.lists.is_empty()).then(|| {
        form.checkboxes("list_ids", "Listes de ces adresses", lists)
            .view()
    });
    let body = view! {
        {form.input("file", "content", "Fichier CSV").hint("Séparé par des points-virgules ou des virgules, tel que l’écrit un tableur\u{a0}; 200\u{202f}000 lignes et 15\u{a0}Mo au plus.").accept(".csv,text/csv").required()}
        {form.text("source", "D’où viennent ces adresses").hint("Par exemple\u{a0}: «\u{a0}annuaire des contrats de ville 2027\u{a0}». Le premier envoi le dit à chaque personne.").value(&asked.source).max(300).required()}
        {form.text("legal_ground", "Sur quelle base vous pouvez leur écrire").hint("Par exemple\u{a0}: «\u{a0}mission d’intérêt public, adresses professionnelles\u{a0}».").value(&asked.legal_ground).max(300).required()}
        {lists}
    };
    let label = "Voir ce qui sera fait";
    let form = if is_first {
        form.main(body, label)
    } else {
        form.view(body, label)
    };
    let title = if is_first {
        "Le fichier"
    } else {
        "Essayer un autre fichier"
    };
    view! { <section aria-labelledby="file"><h2 id="file">{title}</h2>{form}{columns()}</section> }.into_any()
}

/// What a file looks like.
fn columns() -> AnyView {
    let join = |words: Vec<&'static str>| words.join(" · ");
    let rows = [
        ("courriel", "demandée", "claire@structure.example".to_owned()),
        (
            "organisation",
            "facultative",
            join(text::ACTOR_KINDS.map(text::actor_kind).into()),
        ),
        (
            "fonction",
            "facultative",
            join(text::ACTOR_FUNCTIONS.map(text::actor_function).into()),
        ),
        (
            "territoire",
            "facultative",
            "93, Seine-Saint-Denis, 974…".to_owned(),
        ),
        (
            "themes",
            "facultative",
            format!(
                "séparés par | \u{a0}: {}",
                join(text::THEMES.map(text::theme).into())
            ),
        ),
    ]
    .map(|(name, need, words)| {
        vec![
            view! { <code>{name}</code> }.into_any(),
            need.into_any(),
            words.into_any(),
        ]
    });
    let body = view! {
        <p class="measure">"La première ligne porte les titres, dans l’ordre que vous voulez. Une ligne par adresse."</p>
        {table("Colonnes d’un fichier", &["Titre", "Présence", "Valeurs"], rows.into())}
    };
    fold("Les colonnes du fichier", false, body)
}

/// What the preview found.
fn seen(cx: &PageContext, request: &ImportSubscribersRequest, report: &SubscriberImportReport) -> AnyView {
    let separator = if report.separator == "," {
        "virgules"
    } else {
        "points-virgules"
    };
    let read = format!("Lu en {}, séparé par des {separator}.", report.encoding);
    let to_mend = (report.n_errors > 0).then(|| {
        let rows = report.faults.iter().map(fault).collect();
        let shown = report.faults.len();
        let more = (usize::try_from(report.n_errors).is_ok_and(|n| n > shown))
            .then(|| view! { <p class="soft">{format!("Les {shown} premières sont montrées.")}</p> });
        view! {
            <h3 class="minor">"Lignes à corriger"</h3>
            <p class="measure">"Rien ne peut être importé tant qu’une ligne est fautive\u{a0}: corrigez le fichier, puis choisissez-le de nouveau."</p>
            {more}
            {table("Lignes fautives", &["Ligne", "Contenu", "Pourquoi"], rows)}
        }
    });
    view! {
        <section aria-labelledby="seen">
            <h2 id="seen">"Ce qui sera fait"</h2>
            {summary(report)}
            <p class="soft">{read}</p>
            {(report.n_errors == 0 && report.n_added > 0).then(|| apply(cx, request, report))}
            {to_mend}
        </section>
    }
    .into_any()
}

fn summary(report: &SubscriberImportReport) -> AnyView {
    let lines: Vec<_> = [
        (report.n_added, "adresse ajoutée", "adresses ajoutées"),
        (
            report.n_known,
            "adresse déjà connue, laissée telle quelle",
            "adresses déjà connues, laissées telles quelles",
        ),
        (
            report.n_kept_out,
            "adresse écartée\u{a0}: désabonnée, en échec ou effacée",
            "adresses écartées\u{a0}: désabonnées, en échec ou effacées",
        ),
        (report.n_errors, "ligne fautive", "lignes fautives"),
    ]
    .into_iter()
    .filter(|(n, _, _)| *n > 0)
    .map(|(n, one, many)| {
        let words = if n == 1 { one } else { many };
        view! { <li>{format!("{}\u{a0}{words}", text::number(n))}</li> }
    })
    .collect();
    if lines.is_empty() {
        view! { <p>"Ce fichier ne contient aucune adresse."</p> }.into_any()
    } else {
        view! { <ul class="plain">{lines}</ul> }.into_any()
    }
}

fn fault(line: &Line) -> Vec<AnyView> {
    let faults: Vec<_> = line
        .faults
        .iter()
        .map(|fault| view! { <li>{fault.clone()}</li> })
        .collect();
    vec![
        line.number.to_string().into_any(),
        view! { <code class="csv">{line.text.clone()}</code> }.into_any(),
        view! { <ul class="faults">{faults}</ul> }.into_any(),
    ]
}

/// The same, done.
fn apply(cx: &PageContext, request: &ImportSubscribersRequest, report: &SubscriberImportReport) -> AnyView {
    let content = if report.encoding == "UTF-8" {
        String::from_utf8_lossy(&request.content)
    } else {
        encoding_rs::WINDOWS_1252.decode(&request.content).0
    };
    let form = act_form(cx, "SubscriberService/ApplySubscriberImport")
        .multipart()
        .next(format!("/newsletter/{}/subscribers", request.newsletter_id))
        .hidden("newsletter_id", &request.newsletter_id)
        .hidden("source", &request.source)
        .hidden("legal_ground", &request.legal_ground)
        .hidden("content", content);
    let form = request
        .list_ids
        .iter()
        .fold(form, |form, id| form.hidden("list_ids", id));
    form.main((), "Importer")
}
