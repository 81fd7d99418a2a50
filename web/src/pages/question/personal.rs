//! What may name a person in a text that was refused: shown where it stands, to be redacted or confirmed.

use leptos::prelude::*;
use proto::v1::check_personal_data_response::Piece;
use proto::v1::{CheckPersonalDataRequest, MarkKind, Reason};

use crate::page::{PageContext, Result};
use crate::text;
use crate::ui::form::{Form, choice};

/// Fields in which a person may be named.
const FIELDS: [&str; 4] = ["subject", "text", "territory", "note"];

/// The texts of the form that was refused, cut at what may name a person; none when nothing was refused for that.
#[derive(Default)]
pub(crate) struct Marked {
    rpc: String,
    texts: Vec<Vec<Piece>>,
}

impl Marked {
    pub(crate) async fn read(cx: &PageContext) -> Result<Self> {
        let Some(state) = &cx.form else {
            return Ok(Self::default());
        };
        if state
            .violations
            .iter()
            .all(|(_, reason)| *reason != Reason::PersonalData)
        {
            return Ok(Self::default());
        }
        let typed = state
            .values
            .iter()
            .filter(|(name, _)| FIELDS.contains(&name.as_str()));
        let texts = typed.map(|(_, text)| text.replace("\r\n", "\n")).collect();
        let request = CheckPersonalDataRequest { texts };
        // A text that is too long is refused for that, and not read.
        let Ok(answer) = cx.question().check_personal_data(request).await else {
            return Ok(Self::default());
        };
        let texts = answer.into_inner().marked.into_iter().map(|marked| marked.pieces);
        Ok(Self {
            rpc: state.rpc.clone(),
            texts: texts.collect(),
        })
    }

    /// The passages, each once.
    fn passages(&self) -> Vec<&Piece> {
        let mut found: Vec<&Piece> = Vec::new();
        for piece in self.texts.iter().flatten() {
            let is_known = found.iter().any(|known| known.text == piece.text);
            if piece.kind() != MarkKind::Unspecified && !is_known {
                found.push(piece);
            }
        }
        found
    }

    /// The form with what was marked in it, and the part that asks about it.
    pub(crate) fn ask<'a>(&self, form: Form<'a>, rpc: &str) -> (Form<'a>, AnyView) {
        let passages = self.passages();
        if passages.is_empty() || !self.rpc.ends_with(rpc) {
            return (form, ().into_any());
        }
        let form = passages
            .iter()
            .fold(form, |form, piece| form.hidden("marked", &piece.text));
        let choices = passages
            .iter()
            .map(|piece| {
                let label = format!("{} ({})", piece.text, text::mark_kind(piece.kind()));
                choice(&piece.text, label, false)
            })
            .collect();
        let texts: Vec<_> = self
            .texts
            .iter()
            .filter(|pieces| pieces.iter().any(|piece| piece.kind() != MarkKind::Unspecified))
            .map(|pieces| shown(pieces))
            .collect();
        let part = view! {
            <div class="conflict">
                <p><strong>"Passages à vérifier avant l’envoi"</strong></p>
                {texts}
                <p class="soft">"Retirez-les du texte, ou confirmez ci-dessous ceux qui ne désignent aucune personne. Le journal d’audit garde qui a confirmé, quand et combien de passages."</p>
                {form.checkboxes("confirmed", "Ne désignent aucune personne", choices)}
            </div>
        };
        (form, part.into_any())
    }
}

fn shown(pieces: &[Piece]) -> AnyView {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| match piece.kind() {
            MarkKind::Unspecified => piece.text.clone().into_any(),
            _ => view! { <mark>{piece.text.clone()}</mark> }.into_any(),
        })
        .collect();
    view! { <p class="lines">{pieces}</p> }.into_any()
}
