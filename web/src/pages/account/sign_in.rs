//! Sign-in by link or code, and the doors of the demonstration.

use leptos::prelude::*;
use proto::v1::{
    CheckSignInRequest, ListDemonstrationMailsRequest, ListDemonstrationPeopleRequest,
    list_demonstration_people_response,
};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::path::is_local;
use crate::text;
use crate::ui::form::plain_form;
use crate::ui::parts::{empty, heading};
use crate::ui::time;

/// Where to go after sign-in: a path of this site, never elsewhere.
fn next(cx: &PageContext) -> String {
    let next = cx.ask("next");
    if is_local(next) { next } else { "/" }.to_owned()
}

/// The address, then the code.
pub(crate) async fn page(cx: Cx) -> Result {
    let next = next(&cx);
    if cx.me.is_some() {
        return Err(PageError::Redirect(next));
    }
    let people = cx
        .account()
        .list_demonstration_people(ListDemonstrationPeopleRequest {})
        .await;
    let people = people
        .map(|answer| answer.into_inner().people)
        .unwrap_or_default();
    let email = cx.ask("sent").to_owned();
    let is_sent = !email.is_empty();
    let form = if is_sent {
        code_form(&cx, &email, &next)
    } else {
        address_form(&cx, &next)
    };
    let heading = if is_sent {
        heading("", "Consultez vos courriels", "")
    } else {
        heading(
            "Plateforme du réseau des centres de ressources politique de la ville",
            "Se connecter",
            "",
        )
    };
    let demonstration = (!people.is_empty()).then(|| doors(&cx, &people, &next));
    let main = view! {
        {heading}
        <div class="columns">
            <div class="column">{form}</div>
            {demonstration}
        </div>
    };
    Ok(Page::new(
        if is_sent {
            "Consultez vos courriels"
        } else {
            "Se connecter"
        },
        Nav::Elsewhere,
        main,
    ))
}

fn address_form(cx: &PageContext, next: &str) -> AnyView {
    let form = plain_form(cx, "sign-in", "/account/session/request").hidden("next", next);
    let email = form
        .input("email", "email", "Votre adresse de courriel")
        .hint("Celle que votre centre ou l’animation nationale a inscrite.")
        .autocomplete("email")
        .required();
    let body = view! {
        <p class="measure">"Nous vous envoyons un courriel avec un lien et un code. Il n’y a pas de mot de passe à retenir."</p>
        {email}
    };
    form.main(body, "Recevoir le lien")
}

fn code_form(cx: &PageContext, email: &str, next: &str) -> AnyView {
    let form = plain_form(cx, "code", "/account/session").hidden("next", next);
    let address = form
        .input("email", "email", "Votre adresse de courriel")
        .value(email)
        .autocomplete("email")
        .required();
    let code = form
        .text("code", "Code reçu")
        .hint("Huit chiffres, dans le même courriel que le lien.")
        .autocomplete("one-time-code")
        .required();
    let body = view! {
        <p class="measure">
            "Si l’adresse est connue, un courriel vient de partir. Ouvrez le lien qu’il contient, ou recopiez ici son code : "
            "le lien est valable 15 minutes, le code une heure ; l’un comme l’autre sert une seule fois."
        </p>
        {address}
        {code}
    };
    let again = crate::page::form_encode([("next", next)].into_iter());
    let form = form.main(body, "Entrer");
    view! {
        {form}
        <p class="soft"><a href=format!("/account/sign-in?{again}")>"Recommencer avec une autre adresse"</a></p>
    }
    .into_any()
}

type Person = list_demonstration_people_response::Entry;

/// « Entrer en tant que… »: one person of each role.
fn doors(cx: &PageContext, people: &[Person], next: &str) -> AnyView {
    let doors: Vec<_> = people
        .iter()
        .map(|person| {
            let body = view! { <div><strong>{person.name.clone()}</strong><p class="soft">{person.organisation_name.clone()}" · "{text::role(person.role())}</p></div> };
            let label = format!("Entrer en tant que {}", person.name);
            view! {
                <li>
                    <form method="post" action="/account/session/demonstration">
                        <input type="hidden" name="_page" value=cx.page_path()/>
                        <input type="hidden" name="next" value=next.to_owned()/>
                        <input type="hidden" name="person_id" value=person.person_id.clone()/>
                        {body}
                        <button class="button" type="submit" aria-label=label>"Entrer"</button>
                    </form>
                </li>
            }
        })
        .collect();
    view! {
        <section class="column" aria-labelledby="doors">
            <h2 id="doors">"Démonstration : entrer en tant que…"</h2>
            <p class="soft">"Le réseau, les personnes et les textes sont fictifs. "<a href="/account/demonstration-mails">"Lire les courriels envoyés"</a></p>
            <ul class="doors">{doors}</ul>
        </section>
    }
    .into_any()
}

/// The link of the mail: one button, because mail scanners follow links.
pub(crate) async fn link(cx: Cx) -> Result {
    let token = cx.ask("token").to_owned();
    if token.is_empty() {
        return Err(PageError::Redirect("/account/sign-in".to_owned()));
    }
    let request = CheckSignInRequest { token: token.clone() };
    match cx.account().check_sign_in(request).await {
        Ok(_) => {}
        Err(status) if status.code() == tonic::Code::Unauthenticated => return no_link(&cx),
        Err(status) => return Err(status.into()),
    }
    let form = plain_form(&cx, "link", "/account/session")
        .hidden("token", &token)
        .hidden("next", next(&cx));
    let form = form.main(
        view! { <p class="measure">"Votre lien est prêt. Il sert une seule fois."</p> },
        "Entrer dans Passerelle",
    );
    Ok(Page::new(
        "Entrer",
        Nav::Elsewhere,
        view! { {heading("", "Bienvenue", "")} {form} },
    ))
}

/// A link that opens nothing, and the way to another one; who is in already goes on.
fn no_link(cx: &PageContext) -> Result {
    let next = next(cx);
    if cx.me.is_some() {
        return Err(PageError::Redirect(next));
    }
    let main = view! {
        {heading("", "Ce lien n’est pas valable", "Ou il ne l’est plus : un lien vaut 15 minutes, et sert une seule fois. Demandez-en un autre.")}
        {address_form(cx, &next)}
    };
    Ok(Page::new("Lien non valable", Nav::Elsewhere, main))
}

/// The mails that the demonstration wrote.
pub(crate) async fn mails(cx: Cx) -> Result {
    let mails = cx
        .account()
        .list_demonstration_mails(ListDemonstrationMailsRequest {})
        .await
        .map_err(|_| PageError::Missing)?;
    let now = cx.info.now;
    let items: Vec<_> = mails
        .into_inner()
        .mails
        .into_iter()
        .enumerate()
        .map(|(index, mail)| {
            let when = mail.at.map(|at| time::at_view(at, cx.zone(), now));
            view! {
                <details class="mail" open=index == 0>
                    <summary><strong>{mail.subject}</strong>" "<span class="soft">"à "{mail.to}" · "{when}</span></summary>
                    <pre class="mail-text" tabindex="0">{linked(&mail.text)}</pre>
                </details>
            }
        })
        .collect();
    let list = if items.is_empty() {
        empty(
            "Aucun courriel n’a encore été écrit.",
            Some(("/account/sign-in", "Se connecter")),
        )
        .into_any()
    } else {
        items.into_any()
    };
    let main = view! {
        {heading("Démonstration", "Courriels envoyés", "Rien ne part vers l’extérieur : voici ce que la plateforme aurait envoyé.")}
        {list}
    };
    Ok(Page::new("Courriels envoyés", Nav::Elsewhere, main))
}

/// The text of a mail, its addresses of this site made into links.
fn linked(text: &str) -> Vec<AnyView> {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            if bare.starts_with("http://") || bare.starts_with("https://") {
                let (href, label, space) = (bare.to_owned(), bare.to_owned(), word[bare.len()..].to_owned());
                view! { <a href=href>{label}</a>{space} }.into_any()
            } else {
                word.to_owned().into_any()
            }
        })
        .collect()
}
