//! The framework's texts: the charter with its signatories, the reference framework, the annexes.

mod conduct;
mod one;

use leptos::prelude::*;
use proto::v1::{FrameworkText, ListTextsRequest, Role, TextKind, TextVersion, TextVersionState};

pub(crate) use one::page as one;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, pill, table};
use crate::ui::time;

/// `/framework`.
pub(crate) async fn page(cx: Cx) -> Result {
    let texts = all(&cx).await?;
    let create = if cx.role() == Role::Animator {
        Some(conduct::create(&cx).await?)
    } else {
        None
    };
    let main = view! {
        {heading("Ce que le réseau a signé", "Textes du cadre", "La charte, le cadre de référence et ses annexes techniques, que les règles de la plateforme citent.")}
        <div id="framework-texts" data-live="*">{list(&texts)}</div>
        {create}
    };
    Ok(Page::new("Textes du cadre", Nav::Framework, main).live())
}

/// All the texts, without their words.
async fn all(cx: &PageContext) -> Result<Vec<FrameworkText>> {
    let answer = cx.framework().list_texts(ListTextsRequest {}).await?;
    Ok(answer.into_inner().texts)
}

fn list(texts: &[FrameworkText]) -> AnyView {
    if texts.is_empty() {
        return empty("Aucun texte n’est encore enregistré.", None).into_any();
    }
    let heads = ["Texte", "Nature", "Version", "Signataires"];
    let rows = texts.iter().map(row).collect();
    table("Textes du cadre", &heads, rows).into_any()
}

fn row(one: &FrameworkText) -> Vec<AnyView> {
    // The coming ones, the nearest last, then the one in force.
    let versions: Vec<_> = one
        .versions
        .iter()
        .filter(|version| version.state() != TextVersionState::Former)
        .map(|version| {
            view! { <p>{format!("{} ", version.label)}{state_pill(version)}" "<span class="soft">{since(version)}</span></p> }
        })
        .collect();
    let signatories = match one.n_signatories {
        0 => "—".to_owned(),
        n => n.to_string(),
    };
    vec![
        view! { <a href=format!("/framework/{}", one.id)>{one.title.clone()}</a> }.into_any(),
        kind(one).into_any(),
        versions.into_any(),
        signatories.into_any(),
    ]
}

/// « Annexe technique, avec l’ANRU ».
fn kind(one: &FrameworkText) -> String {
    let (kind, partner) = (text::text_kind(one.kind()), &one.partner_name);
    match partner.chars().next() {
        None => kind.to_owned(),
        // The gender of the others is not known.
        Some('A' | 'E' | 'É' | 'I' | 'O' | 'U') => format!("{kind}, avec l’{partner}"),
        Some(_) => format!("{kind}, avec {partner}"),
    }
}

fn state_pill(version: &TextVersion) -> AnyView {
    let sign = match version.state() {
        TextVersionState::InForce => Sign::Done,
        TextVersionState::Coming => Sign::Doing,
        TextVersionState::Former | TextVersionState::Unspecified => Sign::Plain,
    };
    pill(sign, text::text_version_state(version.state())).into_any()
}

/// « depuis le 21 mars 2017 », « à partir du 1er janvier 2028 », « du 21 mars 2017 à la veille du
/// 1er janvier 2028 ».
fn since(version: &TextVersion) -> String {
    let from = time::date(&version.in_force_from);
    match version.state() {
        TextVersionState::Coming => format!("à partir du {from}"),
        TextVersionState::Former => {
            format!("du {from} à la veille du {}", time::date(&version.in_force_until))
        }
        TextVersionState::InForce | TextVersionState::Unspecified => format!("depuis le {from}"),
    }
}

/// The annexes, to be cited where what they ask of a body is shown.
pub(in crate::pages) struct Annexes(Vec<FrameworkText>);

impl Annexes {
    /// All of them.
    pub(in crate::pages) async fn read(cx: &PageContext) -> Result<Self> {
        let mut texts = all(cx).await?;
        texts.retain(|one| one.kind() == TextKind::Annex);
        Ok(Self(texts))
    }

    /// « Annexe technique avec l’ANRU, en vigueur depuis le 21 mars 2017. »
    pub(in crate::pages) fn cited(&self, organisation_id: &str) -> Option<AnyView> {
        let one = self.0.iter().find(|one| one.partner_id == organisation_id)?;
        let is_in_force = |version: &&TextVersion| version.state() == TextVersionState::InForce;
        let version = one.versions.iter().find(is_in_force)?;
        let since = since(version);
        let path = format!("/framework/{}", one.id);
        Some(
            view! { <p class="soft"><a href=path>{one.title.clone()}</a>{format!(", en vigueur {since}.")}</p> }
                .into_any(),
        )
    }
}
