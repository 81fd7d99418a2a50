//! What the link in each mail opens: frequency, lists and leaving, without the address, since mails are forwarded.

use leptos::prelude::*;
use proto::v1::{NewsletterPage, SubscriberLink, SubscriberState, Subscription};

use super::{notice, profile};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::form::act_form;
use crate::ui::parts::{fold, heading, link_button};

/// `/lettre/abonnement?subscriber=<id>&signature=<…>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let link = SubscriberLink {
        subscriber_id: cx.ask("subscriber").to_owned(),
        signature: cx.ask("signature").to_owned(),
    };
    let one = cx.subscriber().get_subscription(link.clone()).await?.into_inner();
    let newsletter = one.newsletter.clone().unwrap_or_default();
    let body = standing(&cx, &link, &one, &newsletter);
    let main = view! {
        {heading(newsletter.organisation_name.clone(), newsletter.name.clone(), "")}
        <section aria-labelledby="subscription"><h2 id="subscription">"Votre abonnement"</h2>{body}</section>
        {notice(&newsletter)}
    };
    Ok(Page::new(
        format!("Abonnement\u{a0}: {}", newsletter.name),
        Nav::Elsewhere,
        main,
    ))
}

/// Where it stands, and what can be done.
fn standing(
    cx: &PageContext,
    link: &SubscriberLink,
    one: &Subscription,
    newsletter: &NewsletterPage,
) -> AnyView {
    let form = |rpc| {
        act_form(cx, rpc)
            .hidden("subscriber_id", &link.subscriber_id)
            .hidden("signature", &link.signature)
    };
    let again = link_button(
        format!("/lettre/{}", newsletter.slug),
        "S’abonner de nouveau",
        false,
    );
    match one.state() {
        SubscriberState::Active => {
            let leave = form("SubscriberService/Unsubscribe").main((), "Me désabonner");
            let all = form("SubscriberService/Unsubscribe").id("leave-all").hidden("is_from_all", true);
            let all = all.view(
                view! { <p class="measure">"Vous ne recevrez plus aucune des lettres d’information envoyées à votre adresse par les organisations de cette plateforme."</p> },
                "Me désabonner de tout",
            );
            let change = form("SubscriberService/ChangeSubscription");
            let body = view! { {profile::frequency(&change, one.frequency())}{profile::lists(&change, newsletter, &one.list_ids)} };
            let change = change.view(body, "Enregistrer mes choix");
            view! {
                <p class="measure">"Vous recevez cette lettre. Se désabonner prend effet tout de suite, même pour un envoi en cours."</p>
                {leave}
                {change}
                {fold("Quitter toutes les lettres de la plateforme", false, all)}
            }
            .into_any()
        }
        SubscriberState::Suppressed => view! {
            <p class="measure">"Des envois à votre adresse sont revenus\u{a0}: plus rien ne lui est envoyé. Le serveur de votre messagerie a répondu\u{a0}:"</p>
            <p class="measure"><q>{one.ended_words.clone()}</q></p>
            <p class="measure">"Pour les recevoir de nouveau, abonnez-vous avec la même adresse\u{a0}: un courriel vérifiera qu’elle fonctionne."</p>
            <p class="acts">{again}</p>
        }
        .into_any(),
        SubscriberState::Pending | SubscriberState::Left | SubscriberState::Erased | SubscriberState::Unspecified => {
            view! {
                <p class="measure">"Vous n’êtes plus abonné\u{a0}: rien ne vous sera plus envoyé."</p>
                <p class="acts">{again}</p>
            }
            .into_any()
        }
    }
}
