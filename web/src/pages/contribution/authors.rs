//! Co-authors: invited by the centre that writes, confirmed by their director; the contribution counts for each.

use leptos::prelude::*;
use proto::v1::contribution::CoAuthor;
use proto::v1::{CoAuthorState, Contribution, ContributionState, Function, ListOrganisationsRequest, Role};

use super::is_own;
use crate::page::{PageContext, Result};
use crate::text;
use crate::ui::form::{Choice, act_button, act_form, choice};
use crate::ui::parts::{Sign, pill};

/// True when the reader may invite and remove: while the text is open.
fn may_change(cx: &PageContext, one: &Contribution) -> bool {
    one.may_edit && is_own(cx, one)
}

/// True when a co-author may be taken off: who signed what was submitted stays.
fn may_remove(one: &Contribution, author: &CoAuthor) -> bool {
    one.state() == ContributionState::Draft || author.state() != CoAuthorState::Confirmed
}

/// The centres that can be invited.
pub(super) async fn centres(cx: &PageContext, one: &Contribution) -> Result<Vec<Choice>> {
    if !may_change(cx, one) {
        return Ok(Vec::new());
    }
    let request = ListOrganisationsRequest {
        function: Function::Centre as i32,
        ..Default::default()
    };
    let centres = cx
        .network()
        .list_organisations(request)
        .await?
        .into_inner()
        .organisations;
    let is_author = |id: &str| {
        id == one.organisation_id || one.co_authors.iter().any(|author| author.organisation_id == id)
    };
    let free = centres.iter().filter(|centre| !is_author(&centre.id));
    Ok(free
        .map(|centre| choice(&centre.id, &centre.short_name, false))
        .collect())
}

/// The answer that the reader's centre owes; nothing when none.
pub(super) fn answer(cx: &PageContext, one: &Contribution) -> AnyView {
    let own = cx
        .me
        .as_ref()
        .filter(|_| cx.role() == Role::Director)
        .map_or("", |me| me.organisation_id.as_str());
    let is_invitation =
        |author: &CoAuthor| author.organisation_id == own && author.state() == CoAuthorState::Invited;
    if own.is_empty() || !one.co_authors.iter().any(is_invitation) {
        return ().into_any();
    }
    let form = |id: &str| {
        act_form(cx, "ContributionService/AnswerCoAuthorship")
            .id(id)
            .hidden("id", &one.id)
    };
    let confirm = form("confirm-authorship")
        .hidden("is_confirmed", true)
        .main((), "Confirmer");
    let decline = form("decline-authorship").view((), "Décliner");
    view! {
        <section class="card own" aria-labelledby="authorship">
            <h2 id="authorship">{format!("{} vous invite à en être coauteur", one.organisation_name)}</h2>
            <p class="measure">
                "Si vous confirmez, votre centre signe cette contribution, et elle compte pour sa participation au chantier."
            </p>
            <div class="acts">{confirm}{decline}</div>
        </section>
    }
    .into_any()
}

/// The co-authors, and the way to invite one.
pub(super) fn view(cx: &PageContext, one: &Contribution, centres: Vec<Choice>) -> AnyView {
    let may_change = may_change(cx, one);
    if one.co_authors.is_empty() && !may_change {
        return ().into_any();
    }
    let items: Vec<_> = one
        .co_authors
        .iter()
        .map(|author| item(cx, one, author, may_change))
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucun coauteur. Une contribution commune compte pour chaque centre qui la signe."</p> }.into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let invite = (may_change && !centres.is_empty()).then(|| {
        let form = act_form(cx, "ContributionService/InviteCoAuthor").hidden("id", &one.id);
        let centre = form
            .select("organisation_id", "Inviter un centre", centres)
            .required()
            .view();
        form.view(centre, "Inviter")
    });
    view! {
        <section aria-labelledby="co-authors">
            <h2 id="co-authors">"Coauteurs"</h2>
            <div id="co-authors-list" data-live=super::topic(one)>{list}</div>
            {invite}
        </section>
    }
    .into_any()
}

fn item(cx: &PageContext, one: &Contribution, author: &CoAuthor, may_change: bool) -> AnyView {
    let sign = match author.state() {
        CoAuthorState::Confirmed => Sign::Done,
        CoAuthorState::Invited => Sign::Wait,
        _ => Sign::Plain,
    };
    let remove = (may_change && may_remove(one, author)).then(|| {
        let fields = [
            ("id", one.id.as_str()),
            ("organisation_id", author.organisation_id.as_str()),
        ];
        act_button(cx, "ContributionService/RemoveCoAuthor", "Retirer", &fields)
    });
    let (path, name) = (
        format!("/network/{}", author.organisation_id),
        author.organisation_name.clone(),
    );
    view! {
        <li>
            <div><a class="quiet" href=path>{name}</a>" "{pill(sign, text::co_author_state(author.state()))}</div>
            <div class="row-acts">{remove}</div>
        </li>
    }
    .into_any()
}
