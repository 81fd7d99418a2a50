//! What the animator does with the texts: versions, signatories.

use leptos::prelude::*;
use proto::v1::{
    FrameworkText, Function, ListOrganisationsRequest, Organisation, Signatory, TextKind, TextVersion,
};

use crate::page::{PageContext, Result};
use crate::text;
use crate::ui::form::{Form, act_form, choice};
use crate::ui::parts::fold;

/// Lines in sight of a whole text.
const ROWS: u32 = 20;

/// A new text, with its first version.
pub(super) async fn create(cx: &PageContext) -> Result<AnyView> {
    let all = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?;
    let is_partner = |one: &&Organisation| {
        matches!(
            one.function(),
            Function::UrbanRenewalAgency | Function::OverseasMinistry | Function::NationalPartner
        )
    };
    let all = all.into_inner().organisations;
    let partners = all.iter().filter(is_partner);
    let partners = partners.map(|one| choice(&one.id, one.short_name.clone(), false));
    let partners = std::iter::once(choice("", "Aucun", true))
        .chain(partners)
        .collect();
    let form = act_form(cx, "FrameworkService/CreateText").next("/framework/{id}");
    let is_open = form.is_refused();
    let kinds = [TextKind::Annex, TextKind::Charter, TextKind::Framework];
    let kinds = kinds.map(|kind| choice(kind as i32, text::text_kind(kind), kind == TextKind::Annex));
    let body = view! {
        <div class="fields">
            {form.select("kind", "Nature", kinds.into()).required()}
            {form.select("partner_id", "Partenaire", partners).hint("D’une annexe seulement.").sometimes()}
        </div>
        {form.text("title", "Titre").max(200).required()}
        {fields(&form, &TextVersion::default())}
    };
    let fold = fold("Ajouter un texte", is_open, form.view(body, "Ajouter le texte"));
    Ok(view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Tenir les textes à jour"</h2>
            {fold}
        </section>
    }
    .into_any())
}

/// Of one text.
pub(super) fn view(cx: &PageContext, one: &FrameworkText, shown: &TextVersion) -> AnyView {
    let signatories: Vec<_> = one.signatories.iter().map(|each| signatory(cx, each)).collect();
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Tenir ce texte à jour"</h2>
            {title(cx, one)}
            {shown.may_edit.then(|| update(cx, shown))}
            {add(cx, one, shown)}
            {add_signatory(cx, one)}
            {signatories}
        </section>
    }
    .into_any()
}

/// The label, the days and the words of a version.
fn fields(form: &Form<'_>, one: &TextVersion) -> AnyView {
    view! {
        <div class="fields">
            {form.text("words.label", "Nom de la version").hint("Par exemple\u{a0}: 2017.").value(&one.label).max(200).required()}
            {form.date("words.adopted_on", "Adoptée le").value(&one.adopted_on).required()}
            {form.date("words.in_force_from", "En vigueur à partir du").value(&one.in_force_from).required()}
        </div>
        {form.area("words.text", "Texte").hint("Titres avec des dièses, comme\u{a0}: # 3. Le réseau, ## 3.3 Les instances. Les règles mènent aux titres qui commencent par un numéro.").value(&one.text).rows(ROWS).required()}
    }
    .into_any()
}

/// Another version, from the words of the one that is shown.
fn add(cx: &PageContext, one: &FrameworkText, shown: &TextVersion) -> AnyView {
    let form = act_form(cx, "FrameworkService/AddTextVersion").hidden("text_id", &one.id);
    let is_open = form.is_refused();
    let start = TextVersion {
        text: shown.text.clone(),
        ..TextVersion::default()
    };
    let body = view! {
        {fields(&form, &start)}
        {form.area("change", "Ce qu’elle change").hint("En une phrase.").rows(2).required()}
    };
    fold(
        "Ajouter une version",
        is_open,
        form.view(body, "Ajouter la version"),
    )
}

fn title(cx: &PageContext, one: &FrameworkText) -> AnyView {
    let form = act_form(cx, "FrameworkService/UpdateText")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! { {form.text("title", "Titre").value(&one.title).max(200).required()} };
    fold(
        "Corriger le titre",
        is_open,
        form.view(body, "Enregistrer le titre"),
    )
}

/// One that is not locked.
fn update(cx: &PageContext, shown: &TextVersion) -> AnyView {
    let form = act_form(cx, "FrameworkService/UpdateTextVersion")
        .hidden("id", &shown.id)
        .hidden("version", shown.version);
    let is_open = form.is_refused();
    let change = form
        .area("change", "Ce qu’elle change")
        .hint("En une phrase.")
        .value(&shown.change)
        .rows(2);
    let change = if shown.number > 1 {
        change.required()
    } else {
        change
    };
    let body = view! {
        <p class="soft">"Tant qu’elle n’est pas en vigueur, et jusqu’au lendemain de son enregistrement."</p>
        {fields(&form, shown)}{change}
    };
    fold(
        "Corriger cette version",
        is_open,
        form.view(body, "Corriger la version"),
    )
}

fn add_signatory(cx: &PageContext, one: &FrameworkText) -> AnyView {
    let form = act_form(cx, "FrameworkService/AddSignatory").hidden("text_id", &one.id);
    let is_open = form.is_refused();
    let body = signed(&form, &Signatory::default());
    fold(
        "Ajouter un signataire",
        is_open,
        form.view(body, "Ajouter le signataire"),
    )
}

fn signatory(cx: &PageContext, one: &Signatory) -> AnyView {
    let form = act_form(cx, "FrameworkService/UpdateSignatory")
        .id(format!("signatory-{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! {
        {signed(&form, one)}
        {form.date("left_on", "Sorti le").hint("Premier jour où l’organisation n’est plus signataire\u{a0}; le jour de la signature, si elle n’a pas signé.").value(&one.left_on)}
    };
    fold(
        &format!("Modifier\u{a0}: {}", one.name),
        is_open,
        form.view(body, "Enregistrer le signataire"),
    )
}

fn signed(form: &Form<'_>, one: &Signatory) -> AnyView {
    view! {
        {form.text("name", "Organisation").value(&one.name).max(200).required()}
        <div class="fields">
            {form.text("quality", "Qualité").hint("Par exemple\u{a0}: association nationale d’élus.").value(&one.quality).max(200).required()}
            {form.date("signed_on", "Signé le").value(&one.signed_on).required()}
        </div>
    }
    .into_any()
}
