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
    let form = one.may_submit.then(|| form(cx, one));
    view! {
        <section aria-labelledby="submit">
            <h2 id="submit">"Dépôt"</h2>
            <div id="before-submission" data-live=super::topics(one)>{why_not(cx, one)}{missing(cx, one)}</div>
            {form}
        </section>
    }
    .into_any()
}

/// Why the reader cannot submit it now; nothing when nothing is in the way.
fn why_not(cx: &PageContext, one: &Contribution) -> Option<AnyView> {
    let words = if super::is_over(cx, one) {
        "Le délai est passé : cette contribution ne peut plus être déposée. L’animation nationale peut accorder un délai."
    } else if one.may_submit {
        return None;
    } else if !super::is_own(cx, one) {
        "La direction du centre qui vous a invités relit et dépose la contribution."
    } else if cx.role() == Role::Director {
        "L’appel n’est pas ouvert : la contribution pourra être déposée à son ouverture."
    } else {
        "La direction de votre centre relit et dépose la contribution."
    };
    Some(view! { <p class="measure">{words}</p> }.into_any())
}

/// What would have the submission refused.
fn missing(cx: &PageContext, one: &Contribution) -> AnyView {
    if !one.may_submit {
        return ().into_any();
    }
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
        // The version has its hour: the text may have been saved since.
        let of = one.updated_at.map_or_else(String::new, |at| {
            let at = time::at(time::instant(at), cx.zone(), cx.info.now);
            format!(" dans la version de {at}")
        });
        format!("Rubriques demandées, vides{of} : {}.", empty.join(", "))
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
    let body = view! {
        <p class="measure soft">
            "Ce qui est déposé est la dernière version enregistrée. "
            "Après le dépôt, le texte ne change plus, sauf si une révision est demandée."
        </p>
        {form.radios("licence", "Licence", licences.into())}
        {form.text("credit", "Mention à citer").hint("Qui créditer lorsqu’on la réutilise.").value(credit).max(200).required()}
        {consent}
    };
    form.main(body, "Déposer la contribution")
}
