//! The API tokens of the reader's organisation.

use leptos::prelude::*;
use proto::v1::{ListTokensRequest, Token};

use crate::page::{PageContext, Result};
use crate::ui::form::{act_button, act_form, choice, confirm};
use crate::ui::parts::{Sign, pill};
use crate::ui::time;

/// What a token may open: feature and its words.
const FEATURES: [(&str, &str); 29] = [
    ("network", "Réseau"),
    ("newsletter", "Lettres d’information"),
    ("subscriber", "Abonnés aux lettres d’information"),
    ("programme", "Programme"),
    ("contribution", "Contributions"),
    ("decision", "Décisions et votes"),
    ("minutes", "Comptes rendus"),
    ("production", "Productions"),
    ("meeting", "Réunions"),
    ("convocation", "Convocations"),
    ("session", "Séances"),
    ("obligation", "Obligations"),
    ("framework", "Textes du cadre"),
    ("overseas", "Réseau ultra-marin"),
    ("project", "Projets communs"),
    ("poll", "Sondages de dates"),
    ("round", "Tours des centres"),
    ("registration", "Inscriptions"),
    ("solicitation", "Sollicitations"),
    ("bulletin", "Notes d’information"),
    ("report", "Activité des centres"),
    ("question", "Questions du terrain"),
    ("support", "Demandes d’appui"),
    ("edition", "Éditions des lettres d’information"),
    ("delivery", "Envois des lettres d’information"),
    ("bounce", "Retours des lettres d’information"),
    ("attachment", "Fichiers joints"),
    ("live", "Activité"),
    ("home", "Accueil"),
];

/// The section of the tokens; nothing for those who have none.
pub(super) async fn section(cx: &PageContext) -> Result<Option<AnyView>> {
    let tokens = match cx.account().list_tokens(ListTokensRequest {}).await {
        Ok(answer) => answer.into_inner().tokens,
        Err(status) if status.code() == tonic::Code::PermissionDenied => return Ok(None),
        Err(status) => return Err(status.into()),
    };
    let shown = cx.shown.as_ref().map(|shown| {
        let secret = shown.0.clone();
        view! {
            <div class="notice" role="status">
                <p><strong>"Voici le jeton. Il ne sera plus jamais affiché : copiez-le maintenant."</strong></p>
                <p><code class="secret" tabindex="0">{secret}</code></p>
            </div>
        }
    });
    let items: Vec<_> = tokens.iter().map(|token| item(cx, token)).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucun jeton pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="line-acts">{items}</ul> }.into_any()
    };
    Ok(Some(
        view! {
            <section aria-labelledby="tokens">
                <h2 id="tokens">"Jetons d’accès de mon organisation"</h2>
                <p class="measure">"Un jeton permet à un autre logiciel de lire ou d’agir au nom de votre organisation, par l’interface gRPC."</p>
                {shown}
                {list}
                {create(cx)}
            </section>
        }
        .into_any(),
    ))
}

fn create(cx: &PageContext) -> impl IntoView + use<> {
    let form = act_form(cx, "AccountService/CreateToken");
    let is_open = form.is_refused();
    let name = form
        .text("name", "Nom du jeton")
        .hint("Le logiciel qui s’en servira.")
        .max(100)
        .required();
    let scopes = FEATURES
        .iter()
        .flat_map(|(key, words)| {
            [
                choice(format!("{key}:read"), format!("{words} : lire"), false),
                choice(format!("{key}:write"), format!("{words} : agir"), false),
            ]
        })
        .collect();
    let scopes = form.checkboxes("scopes", "Droits", scopes);
    let days = form
        .input("number", "days", "Durée, en jours")
        .hint("De 1 à 366.")
        .value(90)
        .required();
    let body = view! { {name} {scopes} {days} };
    view! {
        <details class="fold" open=is_open>
            <summary>"Créer un jeton"</summary>
            {form.view(body, "Créer le jeton")}
        </details>
    }
}

fn item(cx: &PageContext, token: &Token) -> impl IntoView + use<> {
    let (zone, now) = (cx.zone(), cx.info.now);
    let is_expired = token.expires_at.is_some_and(|at| time::instant(at) <= now);
    let act = if token.revoked_at.is_some() {
        pill(Sign::Bad, "révoqué").into_any()
    } else if is_expired {
        pill(Sign::Plain, "expiré").into_any()
    } else {
        let form = act_button(
            cx,
            "AccountService/RevokeToken",
            "Révoquer le jeton",
            &[("id", &token.id)],
        );
        confirm(
            "Révoquer…",
            "Le logiciel qui s’en sert n’aura plus accès, aussitôt et pour toujours.",
            form,
        )
        .into_any()
    };
    let until = token.expires_at.map(|at| time::day_view(at, zone, now));
    let used = match token.last_used_at {
        Some(at) => view! { "utilisé "{time::at_view(at, zone, now)} }.into_any(),
        None => "jamais utilisé".into_any(),
    };
    view! {
        <li class="line-act">
            <div>
                <strong>{token.name.clone()}</strong>" "<code>{token.hint.clone()}"…"</code>
                <p class="soft">{token.scopes.join(", ")}" · jusqu’au "{until}" · "{used}</p>
            </div>
            {act}
        </li>
    }
}
