//! The forms of who writes: the subject, the blocks in their order, what may be added, a mail to try.

use leptos::prelude::*;
use proto::v1::search_sources_response::Source;
use proto::v1::{BlockKind, Edition, GetOrganisationRequest, Member, SearchSourcesRequest};

use super::{block, topic};
use crate::page::{PageContext, Result};
use crate::text;
use crate::ui::form::{Form, act_form, choice, saved_words};
use crate::ui::parts::{empty, fold, lines};

/// The people to whom a mail may be tried; only for who writes.
pub(super) async fn team(cx: &PageContext, one: &Edition) -> Result<Vec<Member>> {
    if !one.may_edit {
        return Ok(Vec::new());
    }
    let request = GetOrganisationRequest {
        id: one.organisation_id.clone(),
    };
    let organisation = cx.network().get_organisation(request).await?.into_inner();
    Ok(organisation.team)
}

/// What the search of the page found; `None` when nothing was asked.
pub(super) async fn found(cx: &PageContext, one: &Edition) -> Result<Option<Vec<Source>>> {
    let is_asked = cx.query.iter().any(|(name, _)| name == "query");
    if !one.may_edit || !is_asked {
        return Ok(None);
    }
    let request = SearchSourcesRequest {
        edition_id: one.id.clone(),
        query: cx.ask("query").to_owned(),
    };
    let found = cx.edition().search_sources(request).await?.into_inner();
    Ok(Some(found.sources))
}

/// The forms.
pub(super) fn view(cx: &PageContext, one: &Edition, found: Option<Vec<Source>>) -> AnyView {
    let n = one.blocks.len();
    let is_ordered = n > 1;
    let rows: Vec<_> = one
        .blocks
        .iter()
        .enumerate()
        .map(|(at, each)| block::row(cx, one, each, at + 1, n))
        .collect();
    let list = if rows.is_empty() {
        empty("L’édition n’a encore aucun bloc : ajoutez le premier.", None).into_any()
    } else {
        view! { <ol class="blocks" data-order=is_ordered>{rows}</ol> }.into_any()
    };
    view! {
        {head(cx, one)}
        <section aria-labelledby="blocks">
            <h2 id="blocks">"Blocs"</h2>
            <div id="edition-errata" class="errata" data-live="*">{errata(cx, one)}</div>
            <div id="edition-blocks" data-live=topic(one)>{list}</div>
        </section>
        {add(cx, one, found)}
    }
    .into_any()
}

/// The corrections that the organisation has to relay, each with the button that adds it.
fn errata(cx: &PageContext, one: &Edition) -> Vec<AnyView> {
    one.errata
        .iter()
        .map(|erratum| {
            let add = act_form(cx, "EditionService/AddBlock")
                .id(format!("erratum-{}", erratum.bulletin_id))
                .hidden("edition_id", &one.id)
                .hidden("kind", BlockKind::Bulletin as i32)
                .hidden("source_id", &erratum.bulletin_id)
                .view((), "Ajouter le rectificatif");
            let path = format!("/bulletin/{}", erratum.bulletin_id);
            view! {
                <div class="changed">
                    <div>
                        <p><strong>"Rectificatif à relayer\u{a0}: "<a href=path>{erratum.title.clone()}</a></strong></p>
                        <p class="soft lines">{erratum.note.clone()}</p>
                    </div>
                    {add}
                </div>
            }
            .into_any()
        })
        .collect()
}

/// The subject, and what mail programs show after it.
fn head(cx: &PageContext, one: &Edition) -> AnyView {
    let form = act_form(cx, "EditionService/SaveEdition")
        .hidden("edition_id", &one.id)
        .hidden("version", one.version)
        .autosaved();
    let stored = [
        ("Objet", one.subject.as_str()),
        ("Texte d’aperçu", &one.preheader),
    ];
    let other = conflict(&form, &stored);
    let saved = (one.version > 1).then_some("Enregistré.");
    let body = view! {
        {form.text("subject", "Objet").hint("{{lettre}}, {{organisation}} et {{numero}} sont remplacés, ici comme dans les blocs.").value(&one.subject).max(200).required()}
        {form.area("preheader", "Texte d’aperçu").hint("Ce que les messageries montrent après l’objet.").value(&one.preheader).rows(2).max(200)}
        {other}
        {saved_words(view! { <p class="soft">{saved}</p> })}
    };
    view! {
        <section class="edition-head" aria-labelledby="subject">
            <h2 id="subject">"Objet"</h2>
            {form.main(body, "Enregistrer l’objet")}
        </section>
    }
    .into_any()
}

/// What somebody else saved meanwhile, beside what was typed. Saving again replaces it knowingly.
pub(super) fn conflict(form: &Form<'_>, stored: &[(&str, &str)]) -> Option<AnyView> {
    form.meanwhile("", || {
        let texts = stored.iter().filter(|(_, text)| !text.is_empty());
        texts
            .map(|(label, text)| lines(&format!("{label} : {text}")))
            .collect::<Vec<_>>()
    })
}

/// What is written here, then what the platform holds.
fn add(cx: &PageContext, one: &Edition, found: Option<Vec<Source>>) -> AnyView {
    let written = [
        BlockKind::Title,
        BlockKind::Text,
        BlockKind::Link,
        BlockKind::Picture,
    ]
    .map(|kind| {
        act_form(cx, "EditionService/AddBlock")
            .id(format!("add-{}", kind as i32))
            .hidden("edition_id", &one.id)
            .hidden("kind", kind as i32)
            .next(format!("{}#add", cx.page_path()))
            .view((), text::block_kind(kind))
    });
    let is_open = found.is_some();
    let results = found.map(|found| results(cx, one, &found));
    let view = cx.ask("view").to_owned();
    let kept = (!view.is_empty()).then(|| view! { <input type="hidden" name="view" value=view/> });
    let search = view! {
        <form class="filters" action=format!("/edition/{}#add", one.id) role="search" aria-label="Dans la plateforme">
            {kept}
            <div class="field wide">
                <label for="query">"Rechercher une note d’information, une journée publique ou une contribution publiée"</label>
                <input type="search" id="query" name="query" value=cx.ask("query").to_owned()/>
            </div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
        {results}
    };
    view! {
        <section aria-labelledby="add">
            <h2 id="add">"Ajouter un bloc"</h2>
            <div class="acts">{written}</div>
            {fold("Depuis la plateforme", is_open, search)}
        </section>
    }
    .into_any()
}

fn results(cx: &PageContext, one: &Edition, found: &[Source]) -> AnyView {
    if found.is_empty() {
        let words = "Rien ne répond à cette recherche. Une note d’information doit avoir été reçue, sans être retirée ni écartée ; une journée, être ouverte à tous ; une contribution, publiée sous une licence qui permet de la diffuser.";
        return empty(words, None).into_any();
    }
    let rows: Vec<_> = found
        .iter()
        .map(|source| {
            let form = act_form(cx, "EditionService/AddBlock")
                .id(format!("add-{}", source.id))
                .hidden("edition_id", &one.id)
                .hidden("kind", source.kind)
                .hidden("source_id", &source.id)
                .next(format!("{}#add", cx.page_path()));
            view! {
                <li>
                    <div>
                        <p><strong>{source.title.clone()}</strong>" · "{text::block_kind(source.kind())}</p>
                        <p class="soft lines">{source.details.clone()}</p>
                    </div>
                    <div class="row-acts">{form.view((), "Ajouter")}</div>
                </li>
            }
        })
        .collect();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

/// A mail to somebody of the organisation.
pub(super) fn test(cx: &PageContext, one: &Edition, team: &[Member]) -> AnyView {
    if team.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "EditionService/SendTest").hidden("id", &one.id);
    let own = cx.me.as_ref().map(|me| me.person_id.as_str());
    let people = team.iter().map(|member| {
        let is_own = Some(member.person_id.as_str()) == own;
        choice(
            &member.person_id,
            format!("{} ({})", member.name, member.email),
            is_own,
        )
    });
    let body = form
        .select("person_id", "À qui", people.collect())
        .hint("Le courriel porte « [Essai] » devant son objet.")
        .required()
        .view();
    view! {
        <section aria-labelledby="test">
            <h2 id="test">"Essai"</h2>
            {form.view(body, "Envoyer un essai")}
        </section>
    }
    .into_any()
}
