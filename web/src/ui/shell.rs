//! What surrounds every page: head, header, navigation, footer, and the pages of refusals.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::StatusCode;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use proto::v1::{Reason, Role};

use crate::island::Live;
use crate::page::{Nav, Page, PageContext, reason_of};
use crate::text;
use crate::ui::time;

/// The bridge of the name.
const LOGO: &str = r#"<svg class="logo" viewBox="0 0 26 20" width="26" height="20" aria-hidden="true" focusable="false"><path d="M2 18v-3a11 11 0 0 1 22 0v3M8 7v5M13 4.500v7.500M18 7v5" fill="none" stroke="currentColor" stroke-width="2.400" stroke-linecap="round"/></svg>"#;

/// The sign of the search.
const LENS: &str = r#"<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false"><path d="m13 13 5 5M8.500 15a6.500 6.500 0 1 1 0-13 6.500 6.500 0 0 1 0 13Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>"#;

/// The whole document.
pub(crate) fn document(cx: &PageContext, page: Page) -> String {
    let mut out = String::with_capacity(24 * 1024);
    head(
        &mut out,
        &page.title,
        &cx.shared.style_path,
        time::tz(cx.zone()).name(),
    );
    if let (Some(js), Some(wasm)) = (&cx.shared.site.js, &cx.shared.site.wasm) {
        bundle(&mut out, js, wasm, &cx.info.nonce);
    }
    out.push_str("</head><body>");
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let body = owner.with(|| body(cx, page).to_html());
    // Marks between adjacent texts serve hydration only; no island has any.
    for part in body.split("<!>") {
        out.push_str(part);
    }
    out.push_str("</body></html>");
    out
}

fn head(out: &mut String, title: &str, style_path: &str, zone: &str) {
    let _ = write!(out, "<!DOCTYPE html><html lang=\"fr\" data-zone=\"{zone}\">");
    out.push_str(
        "<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>",
    );
    escape(out, title);
    out.push_str(" · Passerelle</title><link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">");
    if !style_path.is_empty() {
        let _ = write!(out, "<link rel=\"stylesheet\" href=\"{style_path}\">");
    }
}

/// Loads the bundle and wakes the islands, also those of a region that was replaced. What was just done is told once: it
/// leaves the address, and the page that one comes back to.
fn bundle(out: &mut String, js: &str, wasm: &str, nonce: &str) {
    let _ = write!(
        out,
        "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"/assets/{wasm}\">\
         <script type=\"module\" nonce=\"{nonce}\">import init,*as m from\"/assets/{js}\";\
         const u=new URL(location);if(u.searchParams.has(\"done\")){{u.searchParams.delete(\"done\");\
         history.replaceState(history.state,\"\",u);\
         addEventListener(\"pagehide\",()=>document.querySelector(\"main>.notice\")?.remove())}}\
         await init({{module_or_path:\"/assets/{wasm}\"}});m.hydrate();\
         const wake=r=>{{for(const e of r.querySelectorAll(\"leptos-island\"))m[e.dataset.component]?.(e)}};\
         wake(document);addEventListener(\"passerelle:swap\",e=>wake(e.target))</script>"
    );
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

fn body(cx: &PageContext, page: Page) -> impl IntoView {
    let done = done(cx);
    let refused = refusal(cx);
    let is_live = page.is_live && cx.me.is_some() && cx.shared.site.js.is_some();
    let position = match page.position {
        0 => cx.position,
        position => position,
    };
    let (position, path) = is_live.then(|| (position, cx.page_path())).unzip();
    let person = cx.me.as_ref().filter(|_| is_live).map(|me| me.person_id.clone());
    let has_nav = cx.me.is_some() && !page.is_bare;
    let nav = has_nav.then(|| nav(cx, page.nav));
    let class = if has_nav { "frame" } else { "frame alone" };
    let header = if page.is_bare {
        let live = is_live.then(|| view! { <Live/> });
        view! { <header>{live}</header> }.into_any()
    } else {
        header(cx, is_live)
    };
    view! {
        <a class="skip" href="#content">"Aller au contenu"</a>
        {header}
        <div class=class>
            {nav}
            <main id="content" tabindex="-1" data-position=position data-page=path data-person=person>
                {done}
                {refused}
                {page.main}
            </main>
        </div>
        <footer class="foot"><nav aria-label="Informations sur le site">
            <ul>
                <li><a href="/accessibility">"Accessibilité : non conforme"</a></li>
                <li><a href="/legal">"Mentions légales"</a></li>
                <li><a href="/contact">"Contact"</a></li>
            </ul>
        </nav></footer>
    }
}

fn header(cx: &PageContext, is_live: bool) -> AnyView {
    let Some(me) = &cx.me else {
        return view! {
            <header class="top">
                <a class="brand" href="/"><span class="brand-sign" inner_html=LOGO></span>"Passerelle"</a>
                <nav class="top-end" aria-label="Navigation principale"><a href="/account/sign-in">"Se connecter"</a></nav>
            </header>
        }
        .into_any();
    };
    // Whether the page is live; it keeps it so.
    let live = is_live.then(|| view! { <Live/> });
    let demonstration = me
        .is_demonstration
        .then(|| view! { <p class="ribbon">"Démonstration : réseau et personnes fictifs"</p> });
    view! {
        <header>
        {demonstration}
        <div class="top">
            <a class="brand" href="/"><span class="brand-sign" inner_html=LOGO></span>"Passerelle"</a>
            <form class="search" role="search" action="/network">
                <label class="unseen" for="search">"Rechercher dans l’annuaire"</label>
                <input type="search" id="search" name="query" placeholder="Rechercher un centre, une expertise…"/>
                <button type="submit" aria-label="Rechercher" inner_html=LENS></button>
            </form>
            <div class="top-end">
                {live}
                <details class="person">
                    <summary>{me.name.clone()}<span class="person-of">{" · "}{me.organisation_name.clone()}</span></summary>
                    <div class="person-menu">
                        <p>{text::role(me.role())}{me.is_delegate.then_some(", par délégation")}</p>
                        <p><a href="/account">"Mon compte"</a></p>
                        {sign_out()}
                    </div>
                </details>
                <button type="button" class="menu-button" popovertarget="navigation">"Menu"</button>
            </div>
        </div>
        </header>
    }
    .into_any()
}

fn sign_out() -> impl IntoView {
    view! { <form method="post" action="/account/session/end"><button class="button" type="submit">"Se déconnecter"</button></form> }
}

/// The entries that the reader has, in their order.
fn entries(cx: &PageContext) -> Vec<(Nav, String, String)> {
    let (year, role) = (cx.nav_year(), cx.role());
    // Associations of elected officials and State services neither ask nor are asked, neither send nor receive.
    let works = !matches!(role, Role::ElectedAssociation | Role::StateCorrespondent);
    // State services follow the network; they write to nobody.
    let writes = role != Role::StateCorrespondent;
    // Support that centres ask the ANRU for, and what it does with the animator and with them.
    let is_with_agency = matches!(
        role,
        Role::Animator | Role::Director | Role::Team | Role::President | Role::UrbanRenewalAgency
    );
    let is_overseas = cx.me.as_ref().is_some_and(|me| me.is_overseas);
    let production = format!("/production/{year}");
    let all = [
        (true, Nav::Home, "/", "Accueil"),
        (true, Nav::Network, "/network", "Annuaire"),
        (true, Nav::Meeting, "/meeting", "Réunions"),
        (true, Nav::Obligation, "/obligation", "Obligations"),
        (true, Nav::Framework, "/framework", "Textes du cadre"),
        (true, Nav::Production, &production, "Productions"),
        (works, Nav::Solicitation, "/solicitation", "Sollicitations"),
        (works, Nav::Bulletin, "/bulletin", "Notes d’information"),
        (true, Nav::Question, "/question", "Questions du terrain"),
        (is_with_agency, Nav::Support, "/support", "Demandes d’appui"),
        (is_with_agency, Nav::Project, "/project", "Projets communs"),
        (is_overseas, Nav::Overseas, "/overseas", "Réseau ultra-marin"),
        (writes, Nav::Newsletter, "/newsletter", "Lettres d’information"),
        (true, Nav::Activity, "/activity", "Activité"),
    ];
    let mut entries: Vec<_> = all
        .into_iter()
        .filter(|(is_there, ..)| *is_there)
        .map(|(_, nav, path, label)| (nav, path.to_owned(), label.to_owned()))
        .collect();
    let programme = (
        Nav::Programme,
        format!("/programme/{year}"),
        format!("Programme {year}"),
    );
    entries.insert(1, programme);
    entries
}

fn nav(cx: &PageContext, current: Nav) -> impl IntoView + use<> {
    let entry = |entry: Nav, path: String, label: String| {
        let is_current = (entry == current).then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    let entries: Vec<_> = entries(cx)
        .into_iter()
        .map(|(nav, path, label)| entry(nav, path, label))
        .collect();
    let audit = matches!(cx.role(), Role::Animator | Role::Director)
        .then(|| entry(Nav::Audit, "/audit".to_owned(), "Journal d’audit".to_owned()));
    let mail =
        (cx.role() == Role::Animator).then(|| entry(Nav::Mail, "/mail".to_owned(), "Courriels".to_owned()));
    view! {
        <nav id="navigation" class="side" aria-label="Navigation principale" popover>
            <button type="button" class="menu-button side-close" popovertarget="navigation" popovertargetaction="hide">"Fermer"</button>
            <ul>{entries}</ul>
            <ul>
                {entry(Nav::Account, "/account".to_owned(), "Mon compte".to_owned())}
                {audit}
                {mail}
            </ul>
            <div class="side-end">{sign_out()}</div>
        </nav>
    }
}

/// What was just done, from the redirect.
fn done(cx: &PageContext) -> Option<impl IntoView + use<>> {
    let rpc = cx.ask("done").to_owned();
    let sentence = text::done(&rpc)?;
    Some(view! { <p class="notice" role="status" data-done=rpc>{sentence}</p> })
}

/// A refusal that no form of the page shows (the form went away meanwhile), with what was written in it.
fn refusal(cx: &PageContext) -> Option<AnyView> {
    let state = cx
        .form
        .as_ref()
        .filter(|_| !cx.is_form_shown.load(Ordering::Relaxed))?;
    let sentence = text::reason(
        state
            .reason
            .or(state.violations.first().map(|(_, reason)| *reason))
            .unwrap_or(Reason::BadRequest),
    );
    let is_written = |(name, value): &&(String, String)| !name.starts_with('_') && value.trim().contains(' ');
    let written = state.values.iter().filter(is_written);
    let written: Vec<_> = written
        .map(|(_, value)| view! { <p class="lines">{value.clone()}</p> }.into_any())
        .collect();
    let written =
        (!written.is_empty()).then(|| view! { <p>"Ce que vous aviez écrit\u{a0}:"</p> {written} }.into_any());
    Some(
        view! { <div class="alert" role="alert"><p><strong>{sentence}</strong></p>{written}</div> }
            .into_any(),
    )
}

/// There is nothing at this address.
pub(crate) fn missing() -> Page {
    let main = view! {
        <div class="heading"><p class="above">"Erreur 404"</p><h1>"Cette page n’existe pas"</h1></div>
        <p class="measure">"L’adresse est peut-être incomplète, ou ce qu’elle désignait n’existe plus ou ne vous est pas ouvert."</p>
        <p><a class="button main-act" href="/">"Revenir à l’accueil"</a></p>
    };
    Page::new("Page introuvable", Nav::Elsewhere, main)
}

/// An RPC refused what the page asked.
pub(crate) fn refused(cx: &PageContext, status: &tonic::Status) -> (StatusCode, Page) {
    let (code, title) = match status.code() {
        tonic::Code::PermissionDenied => (StatusCode::FORBIDDEN, "Cette page ne vous est pas ouverte"),
        tonic::Code::InvalidArgument | tonic::Code::FailedPrecondition => {
            (StatusCode::BAD_REQUEST, "Cette demande n’est pas valable")
        }
        tonic::Code::ResourceExhausted => (StatusCode::TOO_MANY_REQUESTS, "Trop de demandes en peu de temps"),
        tonic::Code::Unavailable | tonic::Code::DeadlineExceeded => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Le service est momentanément indisponible",
        ),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "Une erreur est survenue"),
    };
    let reference = code.is_server_error().then(|| {
        let id = cx.info.request_id.clone();
        view! { <p class="measure">"Si cela se répète, écrivez-nous en donnant cette référence : "<code>{id}</code>"."</p> }
    });
    let main = view! {
        <div class="heading"><p class="above">{format!("Erreur {}", code.as_u16())}</p><h1>{title}</h1></div>
        <p class="measure">{text::reason(reason_of(status))}</p>
        {reference}
        <p><a class="button main-act" href="/">"Revenir à l’accueil"</a></p>
    };
    (code, Page::new(title, Nav::Elsewhere, main))
}

/// A whole small page, for refusals outside pages (forms and downloads that the server answers itself).
pub fn plain_error(status: StatusCode, reason: Reason, nonce: &str) -> String {
    let mut out = String::with_capacity(2048);
    head(&mut out, "Erreur", "", "");
    let _ = write!(
        out,
        "<style nonce=\"{nonce}\">:root{{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}}\
         body{{max-width:40rem;margin:10vh auto;padding:0 1rem}}</style></head><body><main><h1>Erreur {}</h1><p>{}</p>\
         <p><a href=\"/\">Revenir à l’accueil</a></p></main></body></html>",
        status.as_u16(),
        text::reason(reason)
    );
    out
}
