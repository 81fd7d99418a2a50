//! The list of people as who prepares the meeting works on it.

use leptos::prelude::*;
use proto::v1::{Convocation, Invitee, InviteeRole, ListOrganisationsRequest, Meeting, MeetingState};

use crate::page::{PageContext, Result};
use crate::pages::meeting::choices as answers;
use crate::text;
use crate::ui::form::{Choice, act_button, act_form, choice, confirm};
use crate::ui::parts::{Sign, fold, pill};

const ROLES: [InviteeRole; 5] = [
    InviteeRole::Member,
    InviteeRole::Chair,
    InviteeRole::Secretary,
    InviteeRole::Presenter,
    InviteeRole::Guest,
];

fn roles(chosen: InviteeRole) -> Vec<Choice> {
    ROLES
        .map(|role| choice(role as i32, text::invitee_role(role), role == chosen))
        .into()
}

/// The organisations that can be convened, for who prepares the meeting.
pub(super) async fn choices(cx: &PageContext, people: &Convocation) -> Result<Vec<Choice>> {
    if !people.may_edit {
        return Ok(Vec::new());
    }
    let all = cx
        .network()
        .list_organisations(ListOrganisationsRequest::default())
        .await?
        .into_inner();
    Ok(all
        .organisations
        .iter()
        .map(|one| choice(&one.id, &one.short_name, false))
        .collect())
}

/// Organisations that an item names, or that the kind convenes, and that nobody stands for yet.
pub(super) fn suggested(cx: &PageContext, people: &Convocation) -> AnyView {
    let items: Vec<_> = people
        .suggested
        .iter()
        .map(|one| {
            let words = match one.item_title.as_str() {
                "" => "compte parmi ceux que cette réunion rassemble, et personne n’y est convoqué en son nom.".to_owned(),
                title => format!("présente «\u{a0}{title}\u{a0}» et n’est pas convoquée."),
            };
            let invite = act_button(
                cx,
                "ConvocationService/InviteOrganisation",
                "L’inviter",
                &[
                    ("meeting_id", people.meeting_id.as_str()),
                    ("organisation_id", one.organisation_id.as_str()),
                ],
            );
            view! { <li><div><strong>{one.organisation_name.clone()}</strong>" "{words}</div><div class="row-acts">{invite}</div></li> }
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="suggested">
            <h2 id="suggested">"À inviter"" "{pill(Sign::Wait, "à décider")}</h2>
            <ul class="rows">{items}</ul>
        </section>
    }
    .into_any()
}

/// A person of the network comes with the organisation; a guest by the address.
pub(super) fn add(
    cx: &PageContext,
    meeting: &Meeting,
    people: &Convocation,
    organisations: Vec<Choice>,
) -> AnyView {
    let is_open = matches!(meeting.state(), MeetingState::Planned | MeetingState::Convened);
    if !people.may_edit || !is_open {
        return ().into_any();
    }
    let guest = act_form(cx, "ConvocationService/AddInvitee").hidden("meeting_id", &meeting.id);
    let is_guest_open = guest.is_refused();
    let body = view! {
        <div class="fields">
            {guest.text("name", "Prénom et nom").max(200).required()}
            {guest.input("email", "email", "Courriel").max(254).required()}
            {guest.select("role", "Rôle", roles(InviteeRole::Guest)).required()}
        </div>
    };
    let guest = fold(
        "Inviter une personne par son adresse",
        is_guest_open,
        guest.view(body, "Ajouter"),
    );
    let whole = act_form(cx, "ConvocationService/InviteOrganisation")
        .id("invite")
        .hidden("meeting_id", &meeting.id);
    let is_whole_open = whole.is_refused();
    let body = whole
        .select("organisation_id", "Organisation", organisations)
        .hint("Sa direction ou ses agents.")
        .required()
        .view();
    let whole = fold(
        "Convoquer une organisation",
        is_whole_open,
        whole.view(body, "Ajouter"),
    );
    view! {
        <section class="conduct" aria-labelledby="add">
            <h2 id="add">"Compléter la liste"</h2>
            {whole}
            {guest}
        </section>
    }
    .into_any()
}

/// What may be done about someone: answer in the place of, change the role, remove.
pub(super) fn acts(cx: &PageContext, meeting: &Meeting, people: &Convocation, one: &Invitee) -> AnyView {
    let is_own = one.id == meeting.my_invitee_id;
    let answer = (one.may_answer && !is_own).then(|| answer(cx, people, one));
    let is_open = matches!(meeting.state(), MeetingState::Planned | MeetingState::Convened);
    let manage = (people.may_edit && is_open).then(|| manage(cx, one));
    view! { <div class="row-acts">{answer}{manage}</div> }.into_any()
}

fn answer(cx: &PageContext, people: &Convocation, one: &Invitee) -> AnyView {
    let form = act_form(cx, "ConvocationService/AnswerConvocation")
        .id(format!("answer-{}", one.id))
        .hidden("invitee_id", &one.id);
    let is_open = form.is_refused();
    let word = people
        .may_edit
        .then(|| form.text("word", "Un mot").value(&one.word).max(200).view());
    let body = view! {
        {form.radios("answer", "Réponse", answers(one.answer())).required()}
        {form.text("represented_by", "Qui vient à la place").value(&one.represented_by).max(200)}
        {word}
    };
    let label = if people.may_edit {
        "Saisir une réponse"
    } else {
        "Répondre pour cette personne"
    };
    fold(label, is_open, form.view(body, "Enregistrer la réponse"))
}

fn manage(cx: &PageContext, one: &Invitee) -> AnyView {
    let form = act_form(cx, "ConvocationService/SetInviteeRole")
        .id(format!("role-{}", one.id))
        .hidden("id", &one.id);
    let is_open = form.is_refused();
    let body = form.select("role", "Rôle", roles(one.role())).required().view();
    let form = form.view(body, "Enregistrer le rôle");
    let remove = act_form(cx, "ConvocationService/RemoveInvitee")
        .id(format!("remove-{}", one.id))
        .hidden("id", &one.id);
    let remove = remove.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer de la liste"</button> },
    );
    let words = if one.convened_at.is_some() {
        "Cette personne reçoit un courriel qui retire la réunion de son agenda."
    } else {
        "Cette personne n’a pas encore été convoquée : elle ne reçoit rien."
    };
    let remove = confirm("Retirer…", words, remove);
    fold(
        "Rôle",
        is_open,
        view! { {form}<div class="last-act">{remove}</div> },
    )
}
