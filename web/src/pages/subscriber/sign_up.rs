//! Asking for a newsletter, and the page whose button confirms the address.

use leptos::prelude::*;
use proto::v1::{Frequency, NewsletterPageRequest, Subscriber, SubscriberLink, SubscriberState};

use super::{notice, profile};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::newsletter::logo;
use crate::ui::form::act_form;
use crate::ui::parts::{fold, heading, link_button};

/// `/lettre/<slug>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = NewsletterPageRequest {
        slug: cx.param("slug").to_owned(),
    };
    let newsletter = cx.newsletter().get_newsletter_page(request).await?.into_inner();
    let form = act_form(&cx, "SubscriberService/Subscribe").hidden("slug", &newsletter.slug);
    let consent = format!(
        "{} Un courriel vous demandera de confirmer votre adresse\u{a0}; sans réponse, rien ne vous est envoyé.",
        newsletter.consent
    );
    let body = view! {
        {form.input("email", "email", "Votre adresse de courriel").autocomplete("email").max(254).required()}
        {profile::lists(&form, &newsletter, &[])}
        {profile::frequency(&form, Frequency::Each)}
        <p class="hint">"Le reste est facultatif et aide à ne vous envoyer que ce qui vous concerne."</p>
        {profile::fields(&form, &Subscriber::default())}
        {profile::trap("subscribe")}
        <p class="measure">{consent}</p>
    };
    let archive = newsletter.is_archive_public.then(|| {
        view! { <p><a href=format!("/lettre/{}/archive", newsletter.slug)>"Lire les éditions parues"</a></p> }
    });
    let main = view! {
        {logo(newsletter.logo.as_ref())}
        {heading(newsletter.organisation_name.clone(), newsletter.name.clone(), newsletter.description.clone())}
        <section aria-labelledby="form">
            <h2 id="form">"S’abonner"</h2>
            {form.main(body, "S’abonner")}
        </section>
        {archive}
        {own_data(&cx, &newsletter.slug)}
        {notice(&newsletter)}
    };
    Ok(Page::new(newsletter.name.clone(), Nav::Elsewhere, main))
}

/// For who is subscribed already.
fn own_data(cx: &PageContext, slug: &str) -> AnyView {
    let form = act_form(cx, "SubscriberService/RequestOwnData").hidden("slug", slug);
    let is_open = form.is_refused();
    let body = view! {
        <p class="measure">"Un lien pour lire, corriger ou effacer ce qui est gardé de vous est envoyé à cette adresse, si elle est connue. Il est bon une heure."</p>
        {form.input("email", "email", "Votre adresse de courriel").autocomplete("email").max(254).required()}
        {profile::trap("own-data")}
    };
    fold(
        "Déjà abonné\u{a0}? Lire, corriger ou effacer vos données",
        is_open,
        form.view(body, "Recevoir le lien"),
    )
}

/// `/lettre/confirmation?subscriber=<id>&signature=<…>`: what a mail leads to. Nothing happens by opening it.
pub(crate) async fn confirmation(cx: Cx) -> Result {
    let link = SubscriberLink {
        subscriber_id: cx.ask("subscriber").to_owned(),
        signature: cx.ask("signature").to_owned(),
    };
    let one = cx.subscriber().get_confirmation(link.clone()).await?.into_inner();
    let newsletter = one.newsletter.clone().unwrap_or_default();
    let form = act_form(&cx, "SubscriberService/ConfirmSubscription")
        .hidden("subscriber_id", &link.subscriber_id)
        .hidden("signature", &link.signature);
    let public = link_button(format!("/lettre/{}", newsletter.slug), "Page de la lettre", false);
    let body = match one.state() {
        SubscriberState::Active if !one.is_renewal => view! {
            <p class="measure">"Votre adresse est confirmée\u{a0}: vous recevrez les prochains numéros."</p>
            <p class="acts">{public}</p>
        }
        .into_any(),
        SubscriberState::Active => view! {
            <p class="measure">"Vous recevez cette lettre depuis trois ans. Un clic suffit pour continuer."</p>
            {form.main((), "Continuer de la recevoir")}
        }
        .into_any(),
        SubscriberState::Pending => view! {
            <p class="measure">{format!("Vous avez demandé à recevoir la lettre d’information de {}. Il reste à confirmer votre adresse.", newsletter.organisation_name)}</p>
            {form.main((), "Confirmer mon abonnement")}
        }
        .into_any(),
        SubscriberState::Suppressed => view! {
            <p class="measure">"Des envois à votre adresse sont revenus, et plus rien ne lui est envoyé. Le serveur de votre messagerie a répondu\u{a0}:"</p>
            <p class="measure"><q>{one.ended_words.clone()}</q></p>
            <p class="measure">"Si vous lisez nos courriels de nouveau, confirmez votre adresse pour que les envois reprennent."</p>
            {form.main((), "Mon adresse fonctionne")}
        }
        .into_any(),
        SubscriberState::Left | SubscriberState::Erased | SubscriberState::Unspecified => view! {
            <p class="measure">"Ce lien ne sert plus\u{a0}: vous vous êtes désabonné depuis. Vous pouvez vous abonner de nouveau."</p>
            <p class="acts">{public}</p>
        }
        .into_any(),
    };
    let main = view! {
        {heading(newsletter.organisation_name.clone(), newsletter.name.clone(), "")}
        <section aria-labelledby="confirm"><h2 id="confirm">"Votre abonnement"</h2>{body}</section>
        {notice(&newsletter)}
    };
    Ok(Page::new(
        format!("Confirmer\u{a0}: {}", newsletter.name),
        Nav::Elsewhere,
        main,
    ))
}
