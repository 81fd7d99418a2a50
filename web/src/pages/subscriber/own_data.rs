//! One's data, by a link sent anew to the address: read, corrected, erased.

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{OwnData, OwnDataLink};

use super::{notice, profile};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::{Form, act_form, confirm};
use crate::ui::parts::heading;
use crate::ui::time;

/// `/lettre/mes-donnees?subscriber=<id>&until=<…>&signature=<…>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let link = OwnDataLink {
        subscriber_id: cx.ask("subscriber").to_owned(),
        until: cx.ask("until").parse().unwrap_or_default(),
        signature: cx.ask("signature").to_owned(),
    };
    let own = cx.subscriber().get_own_data(link.clone()).await?.into_inner();
    let newsletter = own.newsletter.clone().unwrap_or_default();
    let said = own.subscriber.clone().unwrap_or_default();
    let form = |rpc| -> Form<'_> {
        act_form(&cx, rpc)
            .hidden("subscriber_id", &link.subscriber_id)
            .hidden("until", link.until)
            .hidden("signature", &link.signature)
    };
    let change = form("SubscriberService/ChangeOwnData").hidden("version", said.version);
    let body = view! { {profile::lists(&change, &newsletter, &said.list_ids)}{profile::frequency(&change, said.frequency())}{profile::fields(&change, &said)} };
    let erase = form("SubscriberService/EraseOwnData").next(format!("/lettre/{}", newsletter.slug));
    let erase = erase.view_with(
        (),
        view! { <button class="button danger" type="submit">"Effacer mes données"</button> },
    );
    let main = view! {
        {heading(newsletter.name.clone(), "Vos données", "")}
        {facts(&cx, &own)}
        <section aria-labelledby="change"><h2 id="change">"Corriger"</h2>{change.main(body, "Enregistrer")}</section>
        <section aria-labelledby="erase">
            <h2 id="erase">"Effacer"</h2>
            {confirm("Effacer…", "Vous êtes désabonné et tout ce qui est ci-dessus est effacé. Il ne reste qu’une empreinte de votre adresse, qui ne permet pas de la retrouver et empêche de vous inscrire de nouveau sans vous.", erase)}
        </section>
        {notice(&newsletter)}
    };
    Ok(Page::new(
        format!("Vos données\u{a0}: {}", newsletter.name),
        Nav::Elsewhere,
        main,
    ))
}

/// What is kept, evidence included.
fn facts(cx: &PageContext, own: &OwnData) -> AnyView {
    let said = own.subscriber.clone().unwrap_or_default();
    let now = cx.info.now;
    let when = |at: Option<Timestamp>, from: &str| {
        at.map(|at| {
            let from = if from.is_empty() {
                String::new()
            } else {
                format!(", depuis l’adresse réseau {from}")
            };
            view! { {time::at_view(at, "Europe/Paris", now)}{from} }
        })
    };
    let is_imported = !said.source.is_empty();
    let source = is_imported.then(|| {
        view! {
            <dt>"Provenance"</dt><dd>{said.source.clone()}</dd>
            <dt>"Base de cet envoi"</dt><dd>{own.legal_ground.clone()}</dd>
        }
    });
    let asked = if is_imported { "Importé" } else { "Demandé" };
    let agreed = (!own.asked_text.is_empty())
        .then(|| view! { <dt>"Ce que vous avez accepté"</dt><dd>{own.asked_text.clone()}</dd> });
    let confirmed = own
        .confirmed_at
        .map(|at| view! { <dt>"Confirmé"</dt><dd>{when(Some(at), &own.confirmed_from)}</dd> });
    view! {
        <section aria-labelledby="kept">
            <h2 id="kept">"Ce qui est gardé de vous"</h2>
            <dl class="facts">
                <dt>"Adresse"</dt><dd>{said.email.clone()}</dd>
                <dt>"État"</dt><dd>{text::subscriber_state(said.state())}</dd>
                {source}
                <dt>{asked}</dt><dd>{when(own.asked_at, &own.asked_from)}</dd>
                {agreed}
                {confirmed}
            </dl>
        </section>
    }
    .into_any()
}
