//! The team of an organisation: who they are, and the delegation of the director's acts.

use leptos::prelude::*;
use proto::v1::{Delegation, Function, Member, Organisation, Position, Role};

use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Choice, act_button, act_form, choice, confirm};
use crate::ui::parts::{Sign, fold, pill};
use crate::ui::time;

/// The team, with the delegations in force.
pub(super) fn list(one: &Organisation) -> AnyView {
    let members: Vec<_> = one.team.iter().map(|member| item(one, member)).collect();
    let body = if members.is_empty() {
        view! { <p class="soft">"Personne n’y est encore inscrit."</p> }.into_any()
    } else {
        view! { <ul class="team">{members}</ul> }.into_any()
    };
    view! { <section aria-labelledby="team"><h2 id="team">"Équipe"</h2>{body}</section> }.into_any()
}

fn item(one: &Organisation, member: &Member) -> AnyView {
    let title = if member.title.is_empty() {
        text::position(member.position()).to_owned()
    } else {
        member.title.clone()
    };
    let is_told =
        !title.eq_ignore_ascii_case(text::position(member.position())) && member.position() != Position::Team;
    let position = is_told.then(|| pill(Sign::Plain, text::position(member.position())));
    let phone = (!member.phone.is_empty()).then(|| {
        let href = format!("tel:{}", member.phone.replace([' ', '.', '\u{a0}'], ""));
        view! { <br/><a href=href>{member.phone.clone()}</a> }
    });
    let email = (!member.email.is_empty())
        .then(|| view! { <a href=format!("mailto:{}", member.email)>{member.email.clone()}</a> });
    let active: Vec<_> = one
        .delegations
        .iter()
        .filter(|delegation| delegation.member_id == member.id && delegation.is_active)
        .map(|delegation| {
            let until = format!(
                "agit pour la direction jusqu’au {}",
                time::date(&delegation.until)
            );
            view! { <p>{pill(Sign::Doing, until)}</p> }
        })
        .collect();
    view! {
        <li>
            <p><strong>{member.name.clone()}</strong>" "{position}</p>
            <p class="soft">{title}</p>
            <p>{email}{phone}</p>
            {active}
        </li>
    }
    .into_any()
}

/// What the animator or the director does with the team.
pub(super) fn manage(cx: &PageContext, one: &Organisation) -> AnyView {
    let may_change = |member: &&Member| cx.role() == Role::Animator || member.position() == Position::Team;
    let members: Vec<_> = one
        .team
        .iter()
        .filter(may_change)
        .map(|member| change(cx, one, member))
        .collect();
    let is_own_director = cx.role() == Role::Director && cx.me.as_ref().is_some_and(|me| !me.is_delegate);
    view! {
        <section class="conduct" aria-labelledby="manage-team">
            <h2 id="manage-team">"Gérer l’équipe"</h2>
            {add(cx, one)}
            {members}
            {is_own_director.then(|| delegate(cx, one))}
            {delegations(cx, one)}
        </section>
    }
    .into_any()
}

/// The positions that the reader may give.
fn positions(cx: &PageContext, one: &Organisation, chosen: Position) -> Vec<Choice> {
    let positions: &[Position] = match (one.function(), cx.role()) {
        (Function::Centre, Role::Animator) => &[Position::Director, Position::Team, Position::President],
        (Function::Centre, _) => &[Position::Team],
        _ => &[Position::Agent],
    };
    positions
        .iter()
        .map(|position| choice(*position as i32, text::position(*position), *position == chosen))
        .collect()
}

fn add(cx: &PageContext, one: &Organisation) -> AnyView {
    let form = act_form(cx, "NetworkService/AddMember").hidden("organisation_id", &one.id);
    let is_open = form.is_refused();
    let body = view! {
        <div class="fields">
            {form.text("name", "Prénom et nom").max(120).required()}
            {form.input("email", "email", "Courriel").hint("Elle sert à se connecter.").max(254).required()}
        </div>
        <div class="fields">
            {form.select("position", "Place dans l’organisation", positions(cx, one, Position::Team)).required()}
            {form.text("title", "Fonction").hint("Par exemple « chargée de mission habitat ».").max(120)}
            {form.input("tel", "phone", "Téléphone").max(40)}
        </div>
    };
    fold("Ajouter une personne", is_open, form.view(body, "Ajouter"))
}

fn change(cx: &PageContext, one: &Organisation, member: &Member) -> AnyView {
    let form = act_form(cx, "NetworkService/UpdateMember")
        .id(format!("member-{}", member.id))
        .hidden("id", &member.id);
    let is_open = form.is_refused();
    let is_animator = cx.role() == Role::Animator;
    let body = view! {
        <div class="fields">
            {form.text("name", "Prénom et nom").value(&member.name).max(120).required()}
            {form.select("position", "Place dans l’organisation", positions(cx, one, member.position())).required()}
        </div>
        <div class="fields">
            {form.text("title", "Fonction").value(&member.title).max(120)}
            {form.input("tel", "phone", "Téléphone").value(&member.phone).max(40)}
            {is_animator.then(|| form.input("email", "email", "Courriel").hint("Elle sert à se connecter : les deux adresses sont prévenues d’un changement.").value(&member.email).max(254).view())}
        </div>
    };
    let form = form.view(body, "Enregistrer");
    let remove = act_form(cx, "NetworkService/RemoveMember")
        .id(format!("remove-{}", member.id))
        .hidden("id", &member.id);
    let remove = remove.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer de l’équipe"</button> },
    );
    let words = format!(
        "{} n’aura plus accès à la plateforme pour cette organisation, dès maintenant.",
        member.name
    );
    let remove = confirm("Retirer…", words, remove);
    fold(
        &format!("Modifier : {}", member.name),
        is_open,
        view! { {form}<div class="last-act">{remove}</div> },
    )
}

/// Lends the director's acts between two days.
fn delegate(cx: &PageContext, one: &Organisation) -> AnyView {
    let team: Vec<_> = one
        .team
        .iter()
        .filter(|member| member.position() == Position::Team)
        .map(|member| choice(&member.id, &member.name, false))
        .collect();
    if team.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "NetworkService/DelegateDirector");
    let is_open = form.is_refused();
    let body = view! {
        <p class="measure soft">"Pendant ces jours, la personne engage le centre et dépose ses contributions comme vous. Chacun de ses actes porte la mention de la délégation."</p>
        {form.select("member_id", "À qui", team).required()}
        <div class="fields">
            {form.date("from", "Du").required()}
            {form.date("until", "Au (inclus)").required()}
        </div>
    };
    fold(
        "Déléguer les actes de la direction",
        is_open,
        form.view(body, "Donner délégation"),
    )
}

/// The delegations that are not over.
fn delegations(cx: &PageContext, one: &Organisation) -> AnyView {
    let items: Vec<_> = one
        .delegations
        .iter()
        .filter(|one| !one.is_ended)
        .map(|one| delegation(cx, one))
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! { <h3 class="minor">"Délégations"</h3><ul class="rows">{items}</ul> }.into_any()
}

fn delegation(cx: &PageContext, one: &Delegation) -> AnyView {
    let state = if one.is_active {
        pill(Sign::Doing, "en cours").into_any()
    } else {
        pill(Sign::Plain, "à venir").into_any()
    };
    let words = format!(
        "{}, du {} au {}",
        one.member_name,
        time::date(&one.from),
        time::date(&one.until)
    );
    let end = act_button(
        cx,
        "NetworkService/EndDelegation",
        "Y mettre fin",
        &[("id", &one.id)],
    );
    view! { <li><div>{words}" "{state}</div><div class="row-acts">{end}</div></li> }.into_any()
}
