//! The audit: who did what, when, from where.

use leptos::prelude::*;
use proto::v1::{Function, ListAuditRequest, ListOrganisationsRequest, Role, list_audit_response};

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::text;
use crate::ui::parts::{empty, heading, older, table};
use crate::ui::time;

/// `/audit?organisation=<id>&before=<position>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let organisation = cx.ask("organisation");
    let request = ListAuditRequest {
        organisation_id: organisation.to_owned(),
        before: cx.ask("before").parse().unwrap_or_default(),
    };
    let audit = cx.account().list_audit(request).await?.into_inner();
    let filter = if cx.role() == Role::Animator {
        Some(filter(&cx, organisation).await?)
    } else {
        None
    };
    let rows: Vec<_> = audit.lines.iter().map(|line| row(&cx, line)).collect();
    let list = if rows.is_empty() {
        empty("Aucun acte pour l’instant.", None).into_any()
    } else {
        table(
            "Actes, les plus récents d’abord",
            &["Quand", "Qui", "Acte", "Sur quoi", "Depuis"],
            rows,
        )
        .into_any()
    };
    let next = (audit.next_before > 0).then(|| {
        let position = audit.next_before.to_string();
        format!(
            "/audit?{}",
            form_encode([("organisation", organisation), ("before", position.as_str())].into_iter())
        )
    });
    let under = if cx.role() == Role::Animator {
        "Tous les actes du réseau."
    } else {
        "Les actes de votre centre."
    };
    let main = view! {
        {heading("", "Journal d’audit", under)}
        {filter}
        {list}
        {older(next, "Plus ancien")}
    };
    Ok(Page::new("Journal d’audit", Nav::Audit, main))
}

async fn filter(cx: &PageContext, chosen: &str) -> Result<AnyView> {
    let request = ListOrganisationsRequest {
        function: Function::Unspecified.into(),
        on: "all".to_owned(),
        ..Default::default()
    };
    let organisations = cx
        .network()
        .list_organisations(request)
        .await?
        .into_inner()
        .organisations;
    let options: Vec<_> = organisations
        .into_iter()
        .map(|organisation| {
            let is_chosen = organisation.id == chosen;
            view! { <option value=organisation.id selected=is_chosen>{organisation.name}</option> }
        })
        .collect();
    Ok(view! {
        <form class="filters" action="/audit">
            <div class="field">
                <label for="organisation">"Organisation"</label>
                <select id="organisation" name="organisation"><option value="">"Toutes"</option>{options}</select>
            </div>
            <button class="button" type="submit">"Filtrer"</button>
        </form>
    }
    .into_any())
}

fn row(cx: &PageContext, line: &list_audit_response::Line) -> Vec<AnyView> {
    let when = line.at.map(|at| time::at_view(at, cx.zone(), cx.info.now));
    let who = match (line.person_name.is_empty(), line.organisation_name.is_empty()) {
        (false, false) => format!("{} · {}", line.person_name, line.organisation_name),
        (false, true) => line.person_name.clone(),
        (true, false) => line.organisation_name.clone(),
        (true, true) => "La plateforme".to_owned(),
    };
    let how = match (line.by_delegate, line.on_behalf_of.is_empty()) {
        (true, _) => " · par délégation".to_owned(),
        (false, false) => format!(" · pour {}, par téléphone", line.on_behalf_of),
        (false, true) => String::new(),
    };
    let act = text::act(&line.act).to_owned();
    let address = if line.address.is_empty() {
        "—".to_owned()
    } else {
        line.address.clone()
    };
    vec![
        when.into_any(),
        view! { {who}<span class="soft">{how}</span> }.into_any(),
        act.into_any(),
        line.subject.clone().into_any(),
        view! { <span class="soft">{address}</span> }.into_any(),
    ]
}
