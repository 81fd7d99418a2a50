//! The import of organisations and people from a spreadsheet: a preview with every faulty line, then all or nothing.

use leptos::prelude::*;
use proto::v1::import_report::Line;
use proto::v1::{ImportReport, ImportRequest, Role};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::ui::form::act_form;
use crate::ui::parts::{Sign, fold, heading, pill, table};

/// `/network/import`.
pub(crate) async fn page(cx: Cx) -> Result {
    std::future::ready(()).await;
    if cx.role() != Role::Animator {
        return Err(PageError::Missing);
    }
    let preview = cx.answered::<ImportRequest, ImportReport>("PreviewImport");
    let preview = preview.map(|(request, report)| seen(&cx, &request, &report));
    let is_first = preview.is_none();
    let main = view! {
        {heading("Annuaire", "Importer un tableau", "Rien n’est écrit avant que vous ayez vu ce qui sera fait.")}
        {preview}
        {choose(&cx, is_first)}
    };
    Ok(Page::new("Importer un tableau", Nav::Network, main))
}

/// The file, or its text.
fn choose(cx: &PageContext, is_first: bool) -> AnyView {
    let file = act_form(cx, "NetworkService/PreviewImport")
        .id("import-file")
        .multipart();
    let field = file
        .input("file", "content", "Fichier CSV")
        .hint("Séparé par des points-virgules ou des virgules, tel que l’écrit un tableur.")
        .accept(".csv,text/csv")
        .required()
        .view();
    let file = if is_first {
        file.main(field, "Voir ce qui sera fait")
    } else {
        file.view(field, "Voir ce qui sera fait")
    };
    let paste = act_form(cx, "NetworkService/PreviewImport").id("import-text");
    let is_open = paste.is_refused();
    let field = paste
        .area("content", "Lignes")
        .hint("La ligne de titres comprise.")
        .rows(10)
        .required()
        .view();
    let paste = paste.view(field, "Voir ce qui sera fait");
    let title = if is_first {
        "Le fichier"
    } else {
        "Essayer un autre fichier"
    };
    view! {
        <section aria-labelledby="file">
            <h2 id="file">{title}</h2>
            {file}
            {fold("Ou coller les lignes", is_open, paste)}
            {columns()}
        </section>
    }
    .into_any()
}

/// The columns that the file may have, with an example of each. The first is required.
const COLUMNS: [(&str, &str); 17] = [
    ("organisation", "Centre de ressources Rives de Loire"),
    ("nom_court", "Rives de Loire"),
    ("fonction", "centre"),
    ("forme_juridique", "association"),
    ("hebergeur", "pour un centre hébergé, par qui"),
    ("territoire", "Vallée de la Loire"),
    ("siege", "Port-sur-Loire"),
    ("fuseau", "Europe/Paris"),
    ("outre_mer", "non"),
    ("finance_par_l_etat", "oui"),
    ("expertise", "participation, habitat"),
    ("depuis", "2017-03-21"),
    ("personne", "Claire Exemple"),
    ("courriel", "claire.exemple@exemple.fr"),
    ("telephone", "01 99 00 00 01"),
    ("position", "direction"),
    ("intitule", "directrice"),
];

/// What a file looks like: a line for each person, its organisation repeated.
fn columns() -> AnyView {
    let rows = COLUMNS
        .iter()
        .enumerate()
        .map(|(index, (name, example))| {
            let need = if index == 0 { "demandée" } else { "facultative" };
            vec![
                view! { <code>{*name}</code> }.into_any(),
                (*example).into_any(),
                need.into_any(),
            ]
        })
        .collect();
    let body = view! {
        <p class="measure">
            "La première ligne porte les titres, dans l’ordre que vous voulez. Une ligne par personne ; "
            "l’organisation se répète, ses autres colonnes ne servent que la première fois."
        </p>
        {table("Colonnes d’un fichier", &["Titre", "Exemple", "Présence"], rows)}
    };
    fold("Les colonnes du fichier", false, body)
}

/// What the preview found.
fn seen(cx: &PageContext, request: &ImportRequest, report: &ImportReport) -> AnyView {
    let (faulty, fine): (Vec<_>, Vec<_>) = report.lines.iter().partition(|line| !line.faults.is_empty());
    let separator = if report.separator == "," {
        "virgules"
    } else {
        "points-virgules"
    };
    let read = format!("Lu en {}, séparé par des {separator}.", report.encoding);
    let to_mend = (!faulty.is_empty()).then(|| {
        let rows = faulty.iter().map(|line| fault(line)).collect();
        let title = if faulty.len() > 1 { format!("{} lignes à corriger", faulty.len()) } else { "1 ligne à corriger".to_owned() };
        view! {
            <h3 class="minor">{title}</h3>
            <p class="measure">"Rien ne peut être importé tant qu’une ligne est fautive : corrigez le fichier, puis choisissez-le de nouveau."</p>
            {table("Lignes fautives", &["Ligne", "Contenu", "Pourquoi"], rows)}
        }
    });
    let rows: Vec<_> = fine.iter().map(|line| planned(line)).collect();
    let n = rows.len();
    let plan = (n > 0).then(|| {
        let table = table(
            "Ce qui sera fait",
            &["Ligne", "Contenu", "Ce qui sera fait"],
            rows,
        );
        fold(
            &format!("Le détail : {n} ligne{} sans faute", if n > 1 { "s" } else { "" }),
            faulty.is_empty(),
            table.into_any(),
        )
    });
    view! {
        <section aria-labelledby="seen">
            <h2 id="seen">"Ce qui sera fait"</h2>
            <p><strong>{summary(report)}</strong></p>
            <p class="soft">{read}</p>
            {(report.n_errors == 0 && faulty.is_empty()).then(|| apply(cx, request, report))}
            {to_mend}
            {plan}
        </section>
    }
    .into_any()
}

fn summary(report: &ImportReport) -> String {
    let count = |n: i32, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<_> = [
        count(
            report.n_organisations_created,
            "organisation créée",
            "organisations créées",
        ),
        count(report.n_members_created, "personne ajoutée", "personnes ajoutées"),
        count(report.n_unchanged, "ligne déjà connue", "lignes déjà connues"),
        count(report.n_errors, "ligne fautive", "lignes fautives"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "Le tableau est vide.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
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

fn planned(line: &Line) -> Vec<AnyView> {
    let outcome = match line.outcome.as_str() {
        "create" => pill(Sign::Done, "organisation créée").into_any(),
        "add_member" => {
            let to = format!(" · {}", line.organisation_name);
            view! { {pill(Sign::Done, "personne ajoutée")}<span class="soft">{to}</span> }.into_any()
        }
        "unchanged" => pill(Sign::Plain, "déjà connue").into_any(),
        other => other.to_owned().into_any(),
    };
    vec![
        line.number.to_string().into_any(),
        view! { <code class="csv">{line.text.clone()}</code> }.into_any(),
        outcome,
    ]
}

/// The same, done.
fn apply(cx: &PageContext, request: &ImportRequest, report: &ImportReport) -> AnyView {
    if report.n_organisations_created + report.n_members_created == 0 {
        return ().into_any();
    }
    let content = if report.encoding == "UTF-8" {
        String::from_utf8_lossy(&request.content)
    } else {
        encoding_rs::WINDOWS_1252.decode(&request.content).0
    };
    // Percent-encoded, a file near the limit would be over it.
    act_form(cx, "NetworkService/ApplyImport")
        .multipart()
        .next("/network")
        .hidden("content", content)
        .main((), "Importer")
}
