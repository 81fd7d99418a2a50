//! The record of the processing of the subscribers' data, to be read, printed or taken away.

use leptos::prelude::*;
use proto::v1::NewsletterRequest;

use crate::page::{Cx, Nav, Page, Result};
use crate::text;
use crate::ui::parts::{heading, link_button};

/// `/newsletter/<id>/record`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = NewsletterRequest {
        id: cx.param("id").to_owned(),
    };
    let record = cx.newsletter().get_processing_record(request).await?.into_inner();
    let parts: Vec<_> = text::processing_record(&record)
        .into_iter()
        .enumerate()
        .map(|(n, (title, lines))| {
            let id = format!("part-{n}");
            let label = id.clone();
            let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            view! {
                <section aria-labelledby=label>
                    <h2 id=id>{title}</h2>
                    <ul class="measure">{lines}</ul>
                </section>
            }
        })
        .collect();
    let id = record.newsletter_id.clone();
    let export = format!("/export/NewsletterService/ExportProcessingRecord?id={id}");
    let title = "Registre des traitements";
    let main = view! {
        {heading(record.newsletter_name.clone(), title, "Ce que l’organisation, responsable du traitement, tient à disposition. Composé des réglages de la lettre et de ce que fait la plateforme.")}
        <p class="above"><a href=format!("/newsletter/{id}/settings")>{format!("Réglages de {}", record.newsletter_name)}</a></p>
        {parts}
        <p class="acts">{link_button(export, "Télécharger (Markdown)", false)}</p>
    };
    Ok(Page::new(
        format!("{title}\u{a0}: {}", record.newsletter_name),
        Nav::Newsletter,
        main,
    ))
}
