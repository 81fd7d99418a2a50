//! The submission: licence, credit, consent of the contacts.

use leptos::prelude::*;
use proto::v1::{CoAuthorState, Contribution, ContributionState, Licence, Role};

use crate::page::PageContext;
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::time;

/// What a licence allows, shortly.
fn explained(licence: Licence) -> String {
    let means = match licence {
        Licence::Open2 => "chacun réutilise librement, en citant la source",
        Licence::CcBy4 => "chacun réutilise et adapte, en citant les auteurs",
        Licence::CcBySa4 => "de même, et ce qui en est tiré garde cette licence",
        Licence::CcByNcSa4 => "de même, sans usage commercial",
        Licence::NetworkOnly => "les centres et l’animation nationale la lisent, rien de plus",
        Licence::Unspecified => "",
    };
    format!("{} : {means}", text::licence(licence))
}

/// The form for the director, a word for the team; nothing when there is nothing to submit.
pub(super) fn view(cx: &PageContext, one: &Contribution) -> AnyView {
    if !matches!(
        one.state(),
        ContributionState::Draft | ContributionState::Revision
    ) || !one.may_edit
    {
        return ().into_any();
    }
    let body = match cx.role() {
        _ if one.may_submit => view! { {missing(one)}{form(cx, one)} }.into_any(),
        Role::Team => {
            view! { <p class="measure">"La direction de votre centre relit et dépose la contribution."</p> }
                .into_any()
        }
        _ => view! { <p class="measure">"La contribution ne peut pas être déposée en ce moment."</p> }
            .into_any(),
    };
    view! { <section aria-labelledby="submit"><h2 id="submit">"Dépôt"</h2>{body}</section> }.into_any()
}

/// What would have the submission refused.
fn missing(one: &Contribution) -> AnyView {
    let empty: Vec<_> = one
        .sections
        .iter()
        .filter(|section| section.is_required && section.text.trim().is_empty())
        .map(|section| text::section(&section.key))
        .collect();
    let pending: Vec<_> = one
        .co_authors
        .iter()
        .filter(|author| author.state() == CoAuthorState::Invited)
        .map(|author| author.organisation_name.as_str())
        .collect();
    if empty.is_empty() && pending.is_empty() {
        return ().into_any();
    }
    let empty = (!empty.is_empty()).then(|| {
        format!(
            "Rubriques demandées, vides dans la version enregistrée : {}.",
            empty.join(", ")
        )
    });
    let pending = (!pending.is_empty())
        .then(|| format!("Coauteurs qui n’ont pas encore répondu : {}.", pending.join(", ")));
    let items: Vec<_> = empty
        .into_iter()
        .chain(pending)
        .map(|item| view! { <li>{item}</li> })
        .collect();
    view! { <div class="asked"><p><strong>"Avant de déposer"</strong></p><ul>{items}</ul></div> }.into_any()
}

fn form(cx: &PageContext, one: &Contribution) -> AnyView {
    let form = act_form(cx, "ContributionService/SubmitContribution")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    for (index, section) in one.sections.iter().enumerate() {
        let (path, id) = (
            format!("sections.{}", section.key),
            format!("SaveDraft.sections.{index}.text"),
        );
        form.refers(&path, text::section(&section.key), &id);
    }
    let chosen = match one.licence() {
        Licence::Unspecified => Licence::Open2,
        licence => licence,
    };
    let licences = [
        Licence::Open2,
        Licence::CcBy4,
        Licence::CcBySa4,
        Licence::CcByNcSa4,
        Licence::NetworkOnly,
    ];
    let licences = licences.map(|licence| choice(licence as i32, explained(licence), licence == chosen));
    let credit = if one.credit.is_empty() {
        super::signature(one)
    } else {
        one.credit.clone()
    };
    let has_contacts = one
        .sections
        .iter()
        .any(|section| section.key == "contacts" && !section.text.trim().is_empty());
    let consent = has_contacts.then(|| {
        let label = "Les personnes citées dans « Contacts » ont accepté la publication de leurs coordonnées";
        form.checkbox("has_contacts_consent", label)
            .checked(one.has_contacts_consent)
            .view()
    });
    let saved = one
        .updated_at
        .map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let body = view! {
        <p class="measure soft">
            "Ce qui est déposé est la dernière version enregistrée ("{saved}"). "
            "Après le dépôt, le texte ne change plus, sauf si une révision est demandée."
        </p>
        {form.radios("licence", "Licence", licences.into())}
        {form.text("credit", "Mention à citer").hint("Qui créditer lorsqu’on la réutilise.").value(credit).max(200).required()}
        {consent}
    };
    form.main(body, "Déposer la contribution")
}
