//! The rules of procedure of a kind of meeting: the version in force, those before and after, a new one.

use leptos::prelude::*;
use proto::v1::{Function, GetRulesRequest, Majority, MajorityBase, Rules, RulesOfProcedure, TieRule};

use super::parts;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{Sign, empty, fold, heading, pill, prose};
use crate::ui::time;

const FUNCTIONS: [Function; 7] = [
    Function::Centre,
    Function::Animator,
    Function::UrbanRenewalAgency,
    Function::OverseasMinistry,
    Function::NationalPartner,
    Function::ElectedAssociation,
    Function::StateService,
];

/// `/decision/rules/<kind>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let kind = text::kind_of_address(cx.param("kind")).ok_or(PageError::Missing)?;
    let request = GetRulesRequest { kind: kind as i32 };
    let rules = cx.decision().get_rules(request).await?.into_inner();
    let adopt = rules.may_adopt.then(|| adopt(&cx, &rules));
    let title = format!("Règlement intérieur, {}", rules.kind_label);
    let main = view! {
        {heading("Décisions", title.clone(), "Qui a une voix, et comment elles se comptent. Ces règles sont propres au réseau et à cette plateforme\u{a0}: le cadre de référence n’en fixe aucune.")}
        <div id="versions" data-live="*">{versions(&cx, &rules)}</div>
        {adopt}
    };
    Ok(Page::new(title, Nav::Meeting, main).live())
}

fn versions(cx: &PageContext, rules: &Rules) -> AnyView {
    if rules.versions.is_empty() {
        return empty(
            "Aucun règlement intérieur n’est adopté\u{a0}: rien ne peut être mis au vote dans ce type de réunion.",
            None,
        )
        .into_any();
    }
    let items: Vec<_> = rules.versions.iter().map(|one| version(cx, one)).collect();
    view! { <div class="votes">{items}</div> }.into_any()
}

fn version(cx: &PageContext, one: &RulesOfProcedure) -> AnyView {
    let state = one.is_in_force.then(|| pill(Sign::Done, "en vigueur"));
    let at = one
        .adopted_at
        .map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let words = fold("Le texte", one.is_in_force, prose(&one.text_html));
    view! {
        <article class="card" id=format!("version-{}", one.version)>
            <h2>{format!("Version {}", one.version)}" "{state}</h2>
            <p>{format!("Prend effet le {}.", time::date(&one.effective_on))}</p>
            {parts::terms(one)}
            {words}
            <p class="soft">"Adoptée par "{one.adopted_by.clone()}", "{at}"."</p>
        </article>
    }
    .into_any()
}

/// A new version, from the words of the latest.
fn adopt(cx: &PageContext, rules: &Rules) -> AnyView {
    let last = rules.versions.first();
    let form = act_form(cx, "DecisionService/AdoptRules").hidden("kind", rules.kind);
    let is_open = form.is_refused() || last.is_none();
    let has = |function: Function| last.is_some_and(|last| last.functions.contains(&(function as i32)));
    let functions = FUNCTIONS
        .map(|function| choice(function as i32, text::function(function), has(function)))
        .into();
    let bases = [
        MajorityBase::Expressed,
        MajorityBase::Present,
        MajorityBase::Members,
    ]
    .map(|base| {
        let is_chosen = last.is_some_and(|last| last.base() == base);
        choice(base as i32, text::majority_base(base), is_chosen)
    })
    .into();
    let majorities = [Majority::Simple, Majority::Absolute, Majority::TwoThirds]
        .map(|one| {
            let is_chosen = last.is_some_and(|last| last.majority() == one);
            choice(one as i32, text::majority(one), is_chosen)
        })
        .into();
    let ties = [TieRule::Chair, TieRule::Rejected]
        .map(|tie| {
            let is_chosen = last.is_some_and(|last| last.tie() == tie);
            choice(tie as i32, text::tie_rule(tie), is_chosen)
        })
        .into();
    let body = view! {
        {form.date("effective_on", "En vigueur à partir du").required()}
        {form.checkboxes("functions", "Qui a une voix", functions).hint("Une voix par organisation convoquée\u{a0}: la direction ou sa délégation l’exprime pour un centre, un agent pour un organisme national.").required()}
        {form.radios("majority", "Majorité", majorities).required()}
        {form.radios("base", "Elle se compte sur", bases).required()}
        {form.radios("tie", "En cas d’égalité", ties).required()}
        <div class="fields">
            {form.input("number", "n_proxies", "Voix qu’une organisation peut porter pour d’autres").value(last.map_or(1, |last| last.n_proxies)).required()}
            {form.input("number", "quorum_percent", "Quorum, en pourcentage des voix").hint("0\u{a0}: aucun.").value(last.map_or(50, |last| last.quorum_percent)).required()}
        </div>
        {form.area("text", "Texte").hint("Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##.").value(last.map(|last| last.text.clone()).unwrap_or_default()).rows(10).required()}
    };
    let form = form.main(body, "Adopter cette version");
    view! {
        <section class="conduct" aria-labelledby="adopt">
            <h2 id="adopt">"Nouvelle version"</h2>
            {fold("Adopter une nouvelle version", is_open, form)}
        </section>
    }
    .into_any()
}
