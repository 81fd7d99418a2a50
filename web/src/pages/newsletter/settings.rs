//! What a newsletter is: who sends it and answers for it, how it looks, its lists, who writes and who sends.

use leptos::prelude::*;
use proto::v1::{Newsletter, NewsletterRight, NewsletterSettings};

use super::{load, set};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::ui::form::{Form, act_form, choice, confirm};
use crate::ui::parts::{empty, fold, heading, link_button};

/// `/newsletter/<id>/settings`.
pub(crate) async fn page(cx: Cx) -> Result {
    let newsletter = load(&cx).await?;
    if !newsletter.may_manage {
        return Err(PageError::Missing);
    }
    let set = set(&newsletter);
    let form = form(&cx, "NewsletterService/UpdateNewsletter", &set).hidden("version", set.version);
    let body = fields(&form, &set, false);
    let main = view! {
        {heading(set.name.clone(), "Réglages", "")}
        <p><a href=format!("/newsletter/{}", set.id)>{format!("Retour à {}", set.name)}</a></p>
        <section aria-labelledby="settings">
            <h2 id="settings">"La lettre"</h2>
            {form.main(body, "Enregistrer")}
        </section>
        {super::logo::section(&cx, &newsletter)}
        {lists(&cx, &newsletter)}
        {rights(&cx, &newsletter)}
        {embed(&newsletter)}
        <section aria-labelledby="record">
            <h2 id="record">"Données personnelles"</h2>
            <p class="measure">"Le registre des traitements dit ce qui est gardé des abonnés, pourquoi, combien de temps et qui le voit."</p>
            <p class="acts">{link_button(format!("/newsletter/{}/record", set.id), "Registre des traitements", false)}</p>
        </section>
    };
    Ok(Page::new(
        format!("Réglages\u{a0}: {}", set.name),
        Nav::Newsletter,
        main,
    ))
}

/// The form of a newsletter, new or not.
pub(super) fn form<'a>(cx: &'a PageContext, rpc: &'static str, set: &NewsletterSettings) -> Form<'a> {
    let form = act_form(cx, rpc);
    if set.id.is_empty() {
        form
    } else {
        form.hidden("id", &set.id)
    }
}

/// Its fields.
pub(super) fn fields(form: &Form<'_>, set: &NewsletterSettings, is_new: bool) -> AnyView {
    let slug = is_new.then(|| {
        form.text("slug", "Adresse de la page d’abonnement")
            .hint("La fin de l’adresse, par exemple rives-de-loire\u{a0}: minuscules sans accent, chiffres, traits d’union. Elle ne change plus ensuite.")
            .value(&set.slug)
            .max(60)
            .required()
            .view()
    });
    let release = if set.release_above == 0 {
        String::new()
    } else {
        set.release_above.to_string()
    };
    view! {
        {form.text("name", "Nom de la lettre").value(&set.name).max(200).required()}
        {slug}
        {form.area("description", "De quoi elle parle, pour qui").rows(3).value(&set.description).max(1000).required()}
        <fieldset>
            <legend>"Expéditeur"</legend>
            {form.text("sender_name", "Nom affiché").value(&set.sender_name).max(200).required()}
            {form.input("email", "sender_address", "Adresse d’envoi").hint("Son domaine doit autoriser la plateforme à envoyer (SPF, DKIM).").value(&set.sender_address).max(254).required()}
            {form.input("email", "reply_to", "Adresse de réponse").hint("Celle d’une personne qui lit les réponses.").value(&set.reply_to).max(254).required()}
        </fieldset>
        <fieldset>
            <legend>"Qui en répond"</legend>
            {form.text("publisher", "Direction de la publication").value(&set.publisher).max(200).required()}
            {form.text("contact", "Contact pour les données personnelles").hint("Une adresse de courriel ou un téléphone, montré à chaque abonné.").value(&set.contact).max(200).required()}
            {form.area("legal_ground", "Base légale").rows(2).value(&set.legal_ground).max(1000).required()}
            {form.area("postal_address", "Adresse postale").rows(3).value(&set.postal_address).max(1000).required()}
        </fieldset>
        <fieldset>
            <legend>"Apparence et archives"</legend>
            {form.text("accent", "Couleur des titres et des boutons").hint("Telle que #0f5c5c, assez sombre pour se lire sur fond blanc.").value(&set.accent).max(7).required()}
            {form.area("footer", "Pied de lettre").hint("Ajouté à la fin de chaque envoi, avant les mentions obligatoires.").rows(3).value(&set.footer).max(1000)}
            {form.checkbox("is_archive_public", "Les numéros envoyés sont lisibles par tous, sans abonnement").checked(set.is_archive_public)}
        </fieldset>
        {form.input("number", "release_above", "Accord d’une seconde personne au-delà de").hint("Nombre de destinataires\u{a0}; vide\u{a0}: jamais.").value(release)}
    }
    .into_any()
}

fn lists(cx: &PageContext, newsletter: &Newsletter) -> AnyView {
    let id = set(newsletter).id;
    let items: Vec<_> = newsletter
        .lists
        .iter()
        .map(|list| {
            let delete = act_form(cx, "NewsletterService/DeleteNewsletterList")
                .id(format!("DeleteNewsletterList-{}", list.id))
                .hidden("id", &list.id)
                .view((), "Retirer la liste");
            let warning = format!(
                "Qui l’avait choisie reste abonné à la lettre, sans cette liste\u{a0}: {}.",
                super::subscribers(list.n_active).to_lowercase()
            );
            let delete = confirm("Retirer…", warning, delete);
            view! {
                <li>
                    <div><h3>{list.name.clone()}</h3><p class="soft">{super::subscribers(list.n_active)}</p><p>{list.description.clone()}</p></div>
                    <div class="row-acts">{delete}</div>
                </li>
            }
        })
        .collect();
    let list = if items.is_empty() {
        empty("Pas de liste\u{a0}: chaque numéro va à tous les abonnés, ou à une partie selon territoire, fonction et thèmes.", None)
            .into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let form = act_form(cx, "NewsletterService/AddNewsletterList").hidden("newsletter_id", id);
    let is_open = form.is_refused();
    let body = view! {
        {form.text("name", "Nom de la liste").max(200).required()}
        {form.area("description", "Ce qu’on y reçoit").rows(2).max(1000)}
    };
    view! {
        <section aria-labelledby="lists">
            <h2 id="lists">"Listes"</h2>
            <p class="measure soft">"Les abonnés choisissent leurs listes\u{a0}; un numéro peut n’aller qu’à certaines."</p>
            {list}
            {fold("Ajouter une liste", is_open, form.view(body, "Ajouter la liste"))}
        </section>
    }
    .into_any()
}

fn rights(cx: &PageContext, newsletter: &Newsletter) -> AnyView {
    let id = set(newsletter).id;
    if newsletter.rights.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = newsletter
        .rights
        .iter()
        .map(|member| {
            let form = act_form(cx, "NewsletterService/SetNewsletterRight")
                .id(format!("right-{}", member.person_id))
                .hidden("newsletter_id", &id)
                .hidden("person_id", &member.person_id);
            let choices = [
                (NewsletterRight::Read, "consulte"),
                (NewsletterRight::Write, "écrit"),
                (NewsletterRight::Send, "écrit et envoie"),
            ]
            .map(|(right, label)| choice(right as i32, label, member.right() == right));
            let field = form.select("right", &member.name, choices.into()).required();
            view! { <li>{form.view(field.view(), "Enregistrer")}</li> }
        })
        .collect();
    view! {
        <section aria-labelledby="rights">
            <h2 id="rights">"Qui écrit, qui envoie"</h2>
            <p class="measure soft">"La direction d’un centre et les agents d’un organisme national écrivent et envoient toujours. Pour les autres membres de l’équipe, ce sont deux droits distincts."</p>
            <ul class="plain rights">{items}</ul>
        </section>
    }
    .into_any()
}

/// What to paste into the centre's own site.
fn embed(newsletter: &Newsletter) -> AnyView {
    let code = format!(
        "<form method=\"post\" action=\"{}\">\n  <label>Votre courriel <input type=\"email\" name=\"email\" required></label>\n  <button>S’abonner à la lettre d’information</button>\n</form>",
        newsletter.public_url
    );
    view! {
        <section aria-labelledby="embed">
            <h2 id="embed">"Sur votre site"</h2>
            <p class="measure">"Collez ce formulaire dans une page de votre site. Il ouvre la page d’abonnement, l’adresse déjà écrite\u{a0}; la personne y choisit ses listes et lit comment ses données sont traitées."</p>
            <pre class="code-block" tabindex="0"><code>{code}</code></pre>
        </section>
    }
    .into_any()
}
