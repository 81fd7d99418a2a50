//! A relayed bulletin, for anyone: with its source and its date.

use leptos::prelude::*;
use proto::v1::GetBulletinRequest;

use super::one::event_view;
use crate::page::{Cx, Nav, Page, Result};
use crate::ui::parts::{heading, prose};
use crate::ui::time;

/// `/note/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let one = cx
        .bulletin()
        .get_public_bulletin(GetBulletinRequest { id })
        .await?
        .into_inner();
    let (zone, now) = ("Europe/Paris", cx.info.now);
    let published = one.published_at.map(|at| time::day_view(at, zone, now));
    let corrected: Vec<_> = one
        .corrections
        .iter()
        .map(|correction| {
            let at = correction.at.map(|at| time::day_view(at, zone, now));
            view! { <p><strong>"Corrigée le "{at}"\u{a0}: "</strong>{correction.note.clone()}</p> }
        })
        .collect();
    let withdrawn = one.withdrawn_at.map(|at| {
        view! { <p>"Cette note a été retirée le "{time::day_view(at, zone, now)}" par "{one.organisation_name.clone()}"."</p> }
    });
    let valid = (!one.valid_until.is_empty())
        .then(|| view! { <p class="soft">"Valable jusqu’au "{time::date(&one.valid_until)}"."</p> });
    let links: Vec<_> = one
        .links
        .iter()
        .map(|link| view! { <li><a href=link.url.clone() rel="noopener">{link.label.clone()}</a></li> })
        .collect();
    let links = (!links.is_empty()).then(|| view! { <h2>"Liens"</h2><ul>{links}</ul> });
    let main = view! {
        {heading(format!("{} · {}", one.organisation_name, one.kind_name), one.title.clone(), "")}
        <p class="soft">"Source\u{a0}: "{one.organisation_name.clone()}", note d’information du "{published}"."</p>
        {withdrawn}
        {corrected}
        {prose(&one.text_html)}
        {one.event.map(|event| event_view(&event, now))}
        {links}
        {valid}
    };
    Ok(Page::new(one.title, Nav::Elsewhere, main))
}
