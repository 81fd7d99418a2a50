//! Writing a bulletin: a new one, a draft, a correction, a withdrawal.

use leptos::prelude::*;
use proto::v1::bulletin_content::Link;
use proto::v1::{
    Bulletin, BulletinContent, BulletinState, Function, GetQuestionRequest, ListOrganisationsRequest,
    ListProceduresRequest, Organisation, Procedure,
};

use super::publishes;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::ui::form::{Form, act_form, choice, confirm, saved_words, stored};
use crate::ui::parts::{empty, fold, heading};

/// Lines for links that are shown beside those that are filled.
const BLANK_LINKS: usize = 2;

/// The procedure of the reader's body; `None` when it has none.
pub(super) async fn own_procedure(cx: &PageContext) -> Result<Option<Procedure>> {
    let all = cx
        .bulletin()
        .list_procedures(ListProceduresRequest {})
        .await?
        .into_inner();
    let me = cx.me()?.organisation_id.clone();
    Ok(all.procedures.into_iter().find(|one| one.organisation_id == me))
}

/// The centres of the network today, by name.
pub(super) async fn centres(cx: &PageContext) -> Result<Vec<Organisation>> {
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    Ok(cx
        .network()
        .list_organisations(request)
        .await?
        .into_inner()
        .organisations)
}

/// `/bulletin/new`.
pub(crate) async fn new(cx: Cx) -> Result {
    if !publishes(cx.role()) {
        return Err(PageError::Missing);
    }
    let heading = heading(
        "Notes d’information",
        "Écrire une note",
        "Un brouillon d’abord\u{a0}: les centres ne reçoivent rien avant que vous ne publiiez.",
    );
    let procedure = own_procedure(&cx).await?;
    let kinds = procedure.map(|one| one.kinds).unwrap_or_default();
    let choices: Vec<_> = kinds
        .iter()
        .filter(|kind| !kind.is_retired)
        .map(|kind| choice(&kind.id, kind.name.clone(), false))
        .collect();
    let main = if choices.is_empty() {
        let sentence =
            "Votre organisme n’a pas encore de procédure d’information, ou elle ne liste aucun type de note.";
        view! { {heading}{empty(sentence, Some(("/bulletin/procedure", "Décrire la procédure")))} }.into_any()
    } else {
        let form = act_form(&cx, "BulletinService/CreateBulletin")
            .hidden("question_id", cx.ask("question"))
            .next("/bulletin/{id}");
        let (title, text) = answer(&cx).await?;
        let body = view! {
            {form.select("kind_id", "Type d’information", choices).hint("Il donne le délai d’accusé, et le modèle du texte quand il y en a un.").required()}
            {form.text("content.title", "Titre").value(title).max(200).required()}
            {form.area("content.text", "Texte").hint("Vide\u{a0}: le modèle de ce type. Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##.").value(text).rows(8)}
        };
        view! { {heading}{form.main(body, "Créer le brouillon")} }.into_any()
    };
    Ok(Page::new("Écrire une note d’information", Nav::Bulletin, main))
}

/// The subject and the answer of the question that the address names: what a bulletin may start from.
async fn answer(cx: &PageContext) -> Result<(String, String)> {
    let id = cx.ask("question").to_owned();
    if id.is_empty() {
        return Ok(Default::default());
    }
    let one = cx
        .question()
        .get_question(GetQuestionRequest { id })
        .await?
        .into_inner();
    let text = one.answers.into_iter().next().map(|latest| latest.text);
    Ok((one.subject, text.unwrap_or_default()))
}

/// The draft, and what publishes it.
pub(super) fn draft(cx: &PageContext, one: &Bulletin, centres: &[Organisation]) -> AnyView {
    let content = one.content.clone().unwrap_or_default();
    let form = act_form(cx, "BulletinService/SaveBulletin")
        .hidden("id", &one.id)
        .hidden("version", one.version)
        .autosaved();
    let fields = fields(&form, &content, centres);
    let saved = (one.version > 1).then_some("Enregistré.");
    let body = view! {
        {meanwhile(&form, &content)}
        {fields}
        {saved_words(view! { <p class="soft">{saved}</p> })}
    };
    view! {
        <section aria-labelledby="draft">
            <h2 id="draft">"La note"</h2>
            {form.view(body, "Enregistrer le brouillon")}
        </section>
    }
    .into_any()
}

/// Publishes, or deletes.
pub(super) fn leave(cx: &PageContext, one: &Bulletin) -> AnyView {
    let form = act_form(cx, "BulletinService/PublishBulletin")
        .hidden("id", &one.id)
        .version_of("SaveBulletin", one.version);
    // What is refused is said of the text and of its last day, which stand in the form above.
    form.refers("content.text", "Texte", "SaveBulletin.content.text");
    let until = "SaveBulletin.content.valid_until";
    form.refers("content.valid_until", "Valable jusqu’au", until);
    let is_in_review = one.state() == BulletinState::InReview;
    let reader = &one.second_reader_name;
    let (words, label) = match (is_in_review, reader.is_empty(), one.may_publish) {
        (true, _, true) => (
            "Relisez la note ci-dessus\u{a0}: la publier la fait parvenir aux centres.".to_owned(),
            Some("Publier"),
        ),
        (_, true, false) => (
            "La personne qui relit ce type de note n’est plus de votre organisme\u{a0}: choisissez-en une autre dans la procédure. L’enregistrer de nouveau en fait un brouillon."
                .to_owned(),
            None,
        ),
        (true, false, false) => (
            format!(
                "{reader} doit relire la note avant publication. L’enregistrer de nouveau en refait un brouillon."
            ),
            None,
        ),
        (false, false, true) => (
            format!("{reader} la relira avant publication."),
            Some("Demander la relecture"),
        ),
        (false, false, false) => (
            "Vous relisez les notes de ce type\u{a0}: une autre personne de votre organisme demande la relecture de celle-ci."
                .to_owned(),
            None,
        ),
        (false, true, true) => (
            "Les centres destinataires la recevront aussitôt.".to_owned(),
            Some("Publier"),
        ),
    };
    let publish = match label {
        Some(label) => form.main(view! { <p class="measure soft">{words}</p> }, label),
        None => view! { <p class="measure">{words}</p> }.into_any(),
    };
    let delete = act_form(cx, "BulletinService/DeleteBulletin")
        .hidden("id", &one.id)
        .version_of("SaveBulletin", one.version)
        .next("/bulletin?show=drafts")
        .view_with(
            (),
            view! { <button class="button danger" type="submit">"Supprimer le brouillon"</button> },
        );
    view! {
        <section aria-labelledby="publish">
            <h2 id="publish">"Publier"</h2>
            {publish}
            {confirm("Supprimer…", "Le brouillon disparaît.", delete)}
        </section>
    }
    .into_any()
}

fn fields(form: &Form<'_>, content: &BulletinContent, centres: &[Organisation]) -> AnyView {
    let is_for_some = !content.organisation_ids.is_empty();
    let chosen: Vec<_> = centres
        .iter()
        .map(|centre| {
            let is_chosen = content.organisation_ids.contains(&centre.id);
            choice(&centre.id, centre.short_name.clone(), is_chosen)
        })
        .collect();
    let audience = view! {
        {form.checkboxes("content.organisation_ids", "Centres", chosen).hint("Aucun coché\u{a0}: tous les centres du réseau.").view()}
        {form.area("content.audience_reason", "Pourquoi seulement ces centres").hint("Les centres choisis le liront.").value(&content.audience_reason).rows(2).sometimes()}
    };
    view! {
        {words(form, content)}
        {form.checkbox("content.is_urgent", "Urgente\u{a0}: signalée aussitôt, même à qui reçoit un résumé quotidien").checked(content.is_urgent)}
        <div class="fields">
            {form.input("number", "content.delay_days", "Délai d’accusé, en jours").hint("0\u{a0}: le délai de ce type.").value(content.delay_days)}
            {valid_until(form, content)}
        </div>
        {fold("Seulement certains centres", is_for_some, audience)}
        {event(form, content)}
    }
    .into_any()
}

fn words(form: &Form<'_>, content: &BulletinContent) -> AnyView {
    view! {
        {form.text("content.title", "Titre").value(&content.title).max(200).required()}
        {form.area("content.text", "Texte").hint("Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##. Il sera relayé tel quel.").value(&content.text).rows(12).required()}
        {links(form, &content.links)}
    }
    .into_any()
}

fn valid_until(form: &Form<'_>, content: &BulletinContent) -> AnyView {
    form.date("content.valid_until", "Valable jusqu’au")
        .hint("Vide\u{a0}: sans limite.")
        .value(&content.valid_until)
        .view()
}

fn links(form: &Form<'_>, known: &[Link]) -> AnyView {
    let lines: Vec<_> = (0..known.len() + BLANK_LINKS)
        .map(|place| {
            let link = known.get(place).cloned().unwrap_or_default();
            view! {
                <div class="fields">
                    {form.input("url", &format!("content.links.{place}.url"), &format!("Lien {}, adresse", place + 1)).value(&link.url).max(1_000)}
                    {form.text(&format!("content.links.{place}.label"), "Ce que c’est").value(&link.label).max(200)}
                </div>
            }
        })
        .collect();
    fold("Liens", !known.is_empty(), view! { <div>{lines}</div> })
}

fn event(form: &Form<'_>, content: &BulletinContent) -> AnyView {
    let event = content.event.clone().unwrap_or_default();
    let fields = view! {
        <div class="fields">
            {form.datetime("content.event.starts_at", "Début").hint("Heure de Paris.").value(&event.starts_at)}
            {form.text("content.event.place", "Lieu").value(&event.place).max(200)}
        </div>
        <div class="fields">
            {form.input("url", "content.event.registration_url", "Adresse d’inscription").hint("https://…").value(&event.registration_url)}
            {form.input("number", "content.event.seats_per_centre", "Places par centre").hint("0\u{a0}: sans limite.").value(event.seats_per_centre)}
        </div>
    };
    fold("Une journée ou un événement", content.event.is_some(), fields)
}

/// When somebody else changed it: what is stored now, beside what was typed.
fn meanwhile(form: &Form<'_>, content: &BulletinContent) -> Option<AnyView> {
    form.meanwhile("", || view! { {stored(&content.title)}{stored(&content.text)} })
}

/// What its body still does with a published one.
pub(super) fn mend(cx: &PageContext, one: &Bulletin) -> AnyView {
    let content = one.content.clone().unwrap_or_default();
    let form = act_form(cx, "BulletinService/CorrectBulletin")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! {
        {meanwhile(&form, &content)}
        {words(&form, &content)}
        {valid_until(&form, &content)}
        {event(&form, &content)}
        <p class="measure soft">"Les centres destinataires, l’urgence et le délai d’accusé restent ceux de la publication."</p>
        {form.area("note", "Ce qui est corrigé").hint("En une phrase\u{a0}: elle accompagne le rectificatif.").rows(2).required()}
    };
    let correct = fold(
        "Corriger la note",
        is_open,
        form.view(body, "Publier la correction"),
    );
    let form = act_form(cx, "BulletinService/WithdrawBulletin")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! {
        <p class="measure soft">"Les centres en sont avertis\u{a0}; plus personne ne peut la relayer. Ce qui a été fait reste compté."</p>
        {form.area("reason", "Pourquoi").rows(3).required()}
    };
    let withdraw = fold(
        "Retirer la note",
        is_open,
        form.view_with(
            body,
            view! { <button class="button danger" type="submit">"Retirer la note"</button> },
        ),
    );
    view! { <section aria-labelledby="mend"><h2 id="mend">"Corriger ou retirer"</h2>{correct}{withdraw}</section> }
        .into_any()
}
