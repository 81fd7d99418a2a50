//! What somebody else saved meanwhile, beside what was typed.

use leptos::prelude::*;
use proto::v1::Reason;

use super::Form;
use crate::ui::parts::lines;

impl Form<'_> {
    /// What is stored now and who saved it (empty: it is not told), when this form was refused because of it.
    pub(crate) fn meanwhile<V: IntoView + 'static>(
        &self,
        by: &str,
        stored: impl FnOnce() -> V,
    ) -> Option<AnyView> {
        let reason = self.refused().and_then(|state| state.reason);
        if reason != Some(Reason::ChangedMeanwhile) {
            return None;
        }
        let by = (!by.is_empty()).then(|| format!(" par {by}"));
        let conflict = view! {
            <div class="conflict">
                <p><strong>"Version enregistrée entre-temps"{by}</strong></p>
                {stored()}
                <p class="soft">"Votre texte est resté dans le formulaire\u{a0}: reprenez-y ce qu’il faut garder de cette version, puis enregistrez."</p>
            </div>
        };
        Some(conflict.into_any())
    }
}

/// A text as it is stored now.
pub(crate) fn stored(text: &str) -> AnyView {
    lines(if text.is_empty() { "Aucun texte." } else { text }).into_any()
}
