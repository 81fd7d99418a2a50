//! The logo of a newsletter: shown, given, removed.

use leptos::prelude::*;
use proto::v1::{Newsletter, NewsletterLogo};

use crate::page::PageContext;
use crate::ui::form::{act_form, confirm};

/// The logo at the top of a page; nothing without one.
pub(crate) fn view(logo: Option<&NewsletterLogo>) -> Option<AnyView> {
    let logo = logo?.clone();
    let (width, height) = (logo.width.to_string(), logo.height.to_string());
    Some(
        view! { <p class="letter-logo"><img src=logo.path alt=logo.alternative width=width height=height/></p> }
            .into_any(),
    )
}

/// The part of the settings that gives, replaces and removes it.
pub(super) fn section(cx: &PageContext, newsletter: &Newsletter) -> AnyView {
    let set = newsletter.settings.clone().unwrap_or_default();
    let logo = newsletter.logo.clone();
    let form = act_form(cx, "NewsletterService/SetNewsletterLogo")
        .hidden("newsletter_id", &set.id)
        .multipart();
    let file = form
        .input("file", "content", "Fichier")
        .hint("PNG ou JPEG, 1\u{a0}Mo au plus. Il est montré dans un cadre de 240 points sur 80.")
        .accept("image/png,image/jpeg");
    let file = if logo.is_some() { file } else { file.required() };
    let alternative = logo.as_ref().map(|logo| logo.alternative.clone());
    let alternative = alternative.filter(|words| *words != set.name).unwrap_or_default();
    let body = view! {
        {file}
        {form.text("alternative", "Texte de remplacement").hint("Lu quand l’image ne se voit pas. Sans rien, le nom de la lettre.").value(alternative).max(200)}
    };
    let delete = logo.is_some().then(|| {
        let form = act_form(cx, "NewsletterService/DeleteNewsletterLogo").hidden("id", &set.id);
        let form = form.view_with(
            (),
            view! { <button class="button danger" type="submit">"Retirer le logo"</button> },
        );
        confirm(
            "Retirer…",
            "Les courriels déjà envoyés montreront à sa place le texte de remplacement.",
            form,
        )
    });
    view! {
        <section aria-labelledby="logo">
            <h2 id="logo">"Logo"</h2>
            <p class="measure soft">"En tête des courriels, de la page d’abonnement et des archives."</p>
            {view(logo.as_ref())}
            {form.view(body, "Enregistrer le logo")}
            {delete}
        </section>
    }
    .into_any()
}
