//! The newsletters of an organisation; all of the network in numbers, for the animator.

mod logo;
mod record;
mod settings;

use leptos::prelude::*;
use proto::v1::{
    ListNewsletterTotalsRequest, ListNewslettersRequest, Newsletter, NewsletterRequest, NewsletterSettings,
    Role,
};

pub(crate) use logo::view as logo;
pub(crate) use record::page as record;
pub(crate) use settings::page as settings;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::edition;
use crate::text;
use crate::ui::parts::{empty, fold, heading, link_button, table};

/// `/newsletter`.
pub(crate) async fn page(cx: Cx) -> Result {
    let answer = cx
        .newsletter()
        .list_newsletters(ListNewslettersRequest {})
        .await?
        .into_inner();
    let totals = if cx.role() == Role::Animator {
        Some(totals(&cx).await?)
    } else {
        None
    };
    let list = if answer.newsletters.is_empty() {
        let sentence = if answer.may_create {
            "Votre organisation n’a pas encore de lettre d’information. Créez la première ci-dessous."
        } else {
            "Votre organisation n’a pas encore de lettre d’information. Sa direction peut en créer une."
        };
        empty(sentence, None).into_any()
    } else {
        let items: Vec<_> = answer.newsletters.iter().map(item).collect();
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let create = answer
        .may_create
        .then(|| create(&cx, answer.newsletters.is_empty()));
    let main = view! {
        {heading("Diffusion aux acteurs locaux", "Lettres d’information", "Chaque organisation a les siennes\u{a0}: son expéditeur, ses abonnés, ses archives.")}
        <section aria-labelledby="own">
            <h2 id="own">"Votre organisation"</h2>
            {list}
            {create}
        </section>
        {totals}
    };
    Ok(Page::new("Lettres d’information", Nav::Newsletter, main))
}

/// What is set of a newsletter.
fn set(newsletter: &Newsletter) -> NewsletterSettings {
    newsletter.settings.clone().unwrap_or_default()
}

/// Numbers in words.
fn subscribers(n: i32) -> String {
    match n {
        0 => "Aucun abonné".to_owned(),
        1 => "1\u{a0}abonné".to_owned(),
        n => format!("{}\u{a0}abonnés", text::number(n)),
    }
}

fn item(newsletter: &Newsletter) -> AnyView {
    let set = set(newsletter);
    view! {
        <li>
            <div>
                <h3><a href=format!("/newsletter/{}", set.id)>{set.name}</a></h3>
                <p class="soft">{subscribers(newsletter.n_active)}</p>
                <p class="measure">{set.description}</p>
            </div>
        </li>
    }
    .into_any()
}

fn create(cx: &PageContext, is_first: bool) -> AnyView {
    let me = cx.me.as_ref();
    let blank = NewsletterSettings {
        sender_name: me.map(|me| me.organisation_name.clone()).unwrap_or_default(),
        reply_to: me.map(|me| me.email.clone()).unwrap_or_default(),
        accent: "#0f5c5c".to_owned(),
        is_archive_public: true,
        legal_ground: "Consentement de la personne, qu’elle peut retirer à tout moment".to_owned(),
        ..NewsletterSettings::default()
    };
    let form = settings::form(cx, "NewsletterService/CreateNewsletter", &blank);
    let is_open = form.is_refused();
    let form = form.next("/newsletter");
    let body = settings::fields(&form, &blank, true);
    let form = if is_first {
        form.main(body, "Créer la lettre d’information")
    } else {
        form.view(body, "Créer la lettre d’information")
    };
    fold("Créer une lettre d’information", is_open, form)
}

/// The network in numbers: never an address.
async fn totals(cx: &PageContext) -> Result<AnyView> {
    let answer = cx
        .newsletter()
        .list_newsletter_totals(ListNewsletterTotalsRequest {})
        .await?
        .into_inner();
    let body = if answer.totals.is_empty() {
        empty(
            "Aucune organisation du réseau n’a encore de lettre d’information.",
            None,
        )
        .into_any()
    } else {
        let row = |total: &proto::v1::list_newsletter_totals_response::Total| {
            let path = format!("/lettre/{}", total.slug);
            let sendings = format!("/delivery/totals/{}", total.newsletter_id);
            let label = format!("Envois de {}", total.name);
            vec![
                total.organisation_name.clone().into_any(),
                view! { <a href=path>{total.name.clone()}</a> }.into_any(),
                text::number(total.n_active).into_any(),
                text::number(total.n_left).into_any(),
                view! { <a href=sendings aria-label=label>"Envois"</a> }.into_any(),
            ]
        };
        let rows = answer.totals.iter().map(row).collect();
        table(
            "Lettres d’information du réseau",
            &["Organisation", "Lettre", "Abonnés", "Désabonnés", "Totaux"],
            rows,
        )
        .into_any()
    };
    Ok(view! {
        <section aria-labelledby="network">
            <h2 id="network">"Dans le réseau"</h2>
            <p class="measure soft">"Des totaux seulement\u{a0}: les adresses n’appartiennent qu’à l’organisation qui les a recueillies."</p>
            {body}
        </section>
    }
    .into_any())
}

/// A newsletter of the reader's organisation.
pub(crate) async fn load(cx: &PageContext) -> Result<Newsletter> {
    let request = NewsletterRequest {
        id: cx.param("id").to_owned(),
    };
    Ok(cx.newsletter().get_newsletter(request).await?.into_inner())
}

/// `/newsletter/<id>`.
pub(crate) async fn newsletter(cx: Cx) -> Result {
    let newsletter = load(&cx).await?;
    let set = set(&newsletter);
    let manage = newsletter
        .may_manage
        .then(|| link_button(format!("/newsletter/{}/settings", set.id), "Réglages", false));
    let pending = match newsletter.n_pending {
        0 => String::new(),
        1 => ", 1\u{a0}adresse à confirmer".to_owned(),
        n => format!(", {}\u{a0}adresses à confirmer", text::number(n)),
    };
    let lists: Vec<_> = newsletter
        .lists
        .iter()
        .map(|list| view! { <li>{format!("{}\u{a0}: {}", list.name, subscribers(list.n_active).to_lowercase())}</li> })
        .collect();
    let lists = (!lists.is_empty()).then(|| view! { <ul class="plain">{lists}</ul> });
    let read = newsletter.may_write.then(|| {
        link_button(
            format!("/newsletter/{}/subscribers", set.id),
            "Voir les abonnés",
            false,
        )
    });
    let editions = edition::section(&cx, &set.id).await;
    let main = view! {
        {heading("Lettre d’information", set.name.clone(), set.description.clone())}
        {editions}
        <section aria-labelledby="subscribers">
            <h2 id="subscribers">"Abonnés"</h2>
            <p>{format!("{}{pending}.", subscribers(newsletter.n_active))}</p>
            {lists}
            <p class="acts">{read}{link_button(format!("/lettre/{}", set.slug), "Page d’abonnement", false)}</p>
        </section>
        <section aria-labelledby="more">
            <h2 id="more">"Envois et réglages"</h2>
            <p class="acts">
                {link_button(format!("/delivery/totals/{}", set.id), "Envois, en nombres", false)}
                {link_button(format!("/lettre/{}/archive", set.slug), "Archive", false)}
                {link_button(format!("/delivery/sender/{}", set.id), "Domaine de l’expéditeur", false)}
                {manage}
            </p>
        </section>
    };
    Ok(Page::new(set.name.clone(), Nav::Newsletter, main).live())
}
