//! What the animator decides: acknowledge, accept, ask for a revision, publish.

use leptos::prelude::*;
use proto::v1::{Contribution, ContributionState, Role};

use crate::page::PageContext;
use crate::ui::form::{Form, act_form};
use crate::ui::parts::fold;

/// The animator's acts on what was submitted; nothing for others.
pub(super) fn view(cx: &PageContext, one: &Contribution) -> AnyView {
    if cx.role() != Role::Animator {
        return ().into_any();
    }
    let form = |rpc: &'static str| -> Form<'_> { act_form(cx, rpc).hidden("id", &one.id) };
    let accept = "ContributionService/AcceptContribution";
    let (acts, may_revise) = match one.state() {
        ContributionState::Submitted => {
            let acknowledge =
                form("ContributionService/AcknowledgeContribution").main((), "Accuser réception");
            (
                view! { {acknowledge}{form(accept).view((), "Accepter")} }.into_any(),
                true,
            )
        }
        ContributionState::Acknowledged => (form(accept).main((), "Accepter"), true),
        ContributionState::Accepted => (
            form("ContributionService/PublishContribution").main((), "Publier pour tout le réseau"),
            false,
        ),
        // Asked again, it moves the day: also once the first one is missed.
        ContributionState::Revision => (().into_any(), true),
        _ => return ().into_any(),
    };
    view! {
        <section class="card own" aria-labelledby="decide">
            <h2 id="decide">"Votre décision"</h2>
            <div class="acts">{acts}</div>
            {may_revise.then(|| revise(form("ContributionService/RequestRevision"), one.state()))}
        </section>
    }
    .into_any()
}

fn revise(form: Form<'_>, state: ContributionState) -> AnyView {
    let summary = match state {
        ContributionState::Revision => "Demander de nouveau la révision, avec un autre délai",
        _ => "Demander une révision",
    };
    let is_open = form.is_refused();
    let due = form
        .date("due_on", "Avant la fin du")
        .hint("À l’heure de Paris ; ce délai ne vaut que pour cette contribution.");
    let body = view! {
        {form.area("reason", "Ce qui est demandé").rows(4).required()}
        {due.required()}
    };
    fold(summary, is_open, form.view(body, "Demander la révision"))
}
