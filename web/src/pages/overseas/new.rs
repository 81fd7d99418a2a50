//! Proposing a joint work.

use leptos::prelude::*;
use proto::v1::GetOverseasRequest;

use super::writes;
use crate::page::{Cx, Nav, Page, PageError, Result};
use crate::ui::form::{act_form, choice, saved_words};
use crate::ui::parts::heading;

/// `/overseas/work/new`.
pub(crate) async fn new(cx: Cx) -> Result {
    let one = cx.overseas().get_overseas(GetOverseasRequest::default()).await?;
    if !writes(&cx) {
        return Err(PageError::Missing);
    }
    let one = one.into_inner();
    let own = &cx.me()?.organisation_id;
    let others = one.centres.iter().chain(&one.bodies);
    let choices = others
        .filter(|member| member.organisation_id != *own)
        .map(|member| choice(&member.organisation_id, &member.organisation_name, false));
    let form = act_form(&cx, "OverseasService/CreateOverseasWork")
        .next("/overseas/work/{id}")
        .kept();
    let body = view! {
        {form.text("title", "Titre").max(200).required()}
        {form.area("aim", "But").hint("Ce que vous voulez faire ensemble, et pourquoi. Mise en forme légère\u{a0}: **gras**, listes avec des tirets.").rows(8).required()}
        {form.checkboxes("organisation_ids", "Avec qui", choices.collect()).hint("Votre organisation y prend part. Les autres peuvent le rejoindre ensuite.")}
        {saved_words(())}
    };
    let main = view! {
        {heading("Espace ultra-marin", "Proposer un travail en commun", "Tout l’espace ultra-marin le lira.")}
        {form.main(body, "Proposer")}
    };
    Ok(Page::new("Proposer un travail en commun", Nav::Overseas, main).live())
}
