//! The mail as it would leave, in a frame of its own: on a screen, on a telephone, as text.

use leptos::prelude::*;
use proto::v1::{Edition, EditionRequest};

use super::topic;
use crate::page::{PageContext, Result, form_encode};

/// How it is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Desktop,
    Phone,
    Text,
}

impl Seen {
    fn of(cx: &PageContext) -> Self {
        match cx.ask("view") {
            "phone" => Self::Phone,
            "text" => Self::Text,
            _ => Self::Desktop,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Phone => "phone",
            Self::Text => "text",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Desktop => "Écran",
            Self::Phone => "Téléphone",
            Self::Text => "Texte seul",
        }
    }
}

/// The preview, read again after each save.
pub(super) async fn view(cx: &PageContext, one: &Edition) -> Result<AnyView> {
    let seen = Seen::of(cx);
    let body = if seen == Seen::Text {
        let request = EditionRequest { id: one.id.clone() };
        let preview = cx.edition().preview_edition(request).await?.into_inner();
        view! { <pre class="seen-text" tabindex="0">{preview.text}</pre> }.into_any()
    } else {
        // Another address after each save: the frame is read again with its region.
        let at = one.updated_at.unwrap_or_default();
        let src = format!(
            "/edition/{}/preview?at={}.{}.{}",
            one.id, at.seconds, at.nanos, one.version
        );
        view! { <iframe class=seen.name() title="Aperçu du courriel" src=src sandbox=""></iframe> }.into_any()
    };
    let views: Vec<_> = [Seen::Desktop, Seen::Phone, Seen::Text]
        .into_iter()
        .map(|each| {
            let kept = cx
                .query
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "view" | "done"));
            let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
            let query = form_encode(kept.chain([("view", each.name())]));
            let path = format!("/edition/{}?{query}#preview", one.id);
            let is_current = (each == seen).then_some("page");
            view! { <li><a href=path aria-current=is_current>{each.label()}</a></li> }
        })
        .collect();
    Ok(view! {
        <section aria-labelledby="preview">
            <h2 id="preview">"Aperçu"</h2>
            <nav aria-label="Aperçus"><ul class="tabs">{views}</ul></nav>
            <div id="edition-preview" class="seen" data-live=topic(one)>{body}</div>
        </section>
    }
    .into_any())
}
