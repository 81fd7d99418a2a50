//! The minutes as a sheet of paper; the browser makes a tagged PDF of it.

use leptos::prelude::*;

use super::{document, load, locked};
use crate::page::{Cx, Nav, Page, Result};
use crate::text;

/// `/minutes/<meeting>/print?version=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (minutes, one) = load(&cx).await?;
    let back = format!("/minutes/{}", minutes.meeting_id);
    let items: Vec<_> = one.items.iter().map(document::item).collect();
    let approval = one.approval.as_ref().or(minutes.approval.as_ref());
    let approval = approval.map(|approval| document::approval(approval, &one.zone));
    let state = if one.number == 0 {
        format!("État\u{a0}: {}", text::minutes_state(minutes.state()))
    } else {
        format!("Version {}", one.number)
    };
    let main = view! {
        <p class="sheet-acts">
            <a href=back>"← Revenir au compte rendu"</a>
            <span class="soft">"Imprimez avec Ctrl + P ou le menu du navigateur, qui sait aussi en faire un PDF."</span>
        </p>
        <article class="sheet minutes">
            <header>
                <p class="soft">{format!("Compte rendu · {} · {state}", one.kind_label)}</p>
                <h1>{one.title.clone()}</h1>
                {document::meeting(&cx, &one)}
            </header>
            {document::people(&one)}
            {document::words("Introduction", "opening", &one.opening_html)}
            {items}
            {document::rest(&one)}
            {document::words("Conclusion", "closing", &one.closing_html)}
            <footer class="soft">
                {approval}
                {locked(&cx, &minutes, &one)}
                <p>"Réseau des centres de ressources politique de la ville."</p>
            </footer>
        </article>
    };
    let day = one
        .starts_at
        .map(|when| document::day(when, &one.zone))
        .unwrap_or_default();
    Ok(Page::new(
        format!("Compte rendu, {}, {day}", one.title),
        Nav::Elsewhere,
        main,
    ))
}
