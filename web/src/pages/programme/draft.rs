//! Co-construction (P3): proposals with their supporters, then comments on what is proposed.

use leptos::prelude::*;
use proto::v1::programme::{Amendment, Comment};
use proto::v1::{Programme, ProgrammeState, Proposal, Role};

use crate::page::PageContext;
use crate::ui::form::{act_button, act_form};
use crate::ui::parts::{Sign, empty, fold, lines, pill};
use crate::ui::time;

/// Proposals, comments and amendments, as far as the state has them.
pub(super) fn view(cx: &PageContext, programme: &Programme) -> AnyView {
    let state = programme.state();
    let has_proposals = state == ProgrammeState::Draft || !programme.proposals.is_empty();
    let has_comments = state == ProgrammeState::Proposed || !programme.comments.is_empty();
    view! {
        {(!programme.amendments.is_empty()).then(|| amendments(cx, programme))}
        {has_proposals.then(|| proposals(cx, programme))}
        {has_comments.then(|| comments(cx, programme))}
    }
    .into_any()
}

fn proposals(cx: &PageContext, programme: &Programme) -> AnyView {
    let is_open = programme.state() == ProgrammeState::Draft;
    let items: Vec<_> = programme
        .proposals
        .iter()
        .map(|one| proposal(cx, one, programme))
        .collect();
    let list = if items.is_empty() {
        empty(
            "Aucune proposition pour l’instant : la première sera peut-être la vôtre.",
            None,
        )
        .into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let may_propose = is_open && matches!(cx.role(), Role::Animator | Role::Director | Role::Team);
    let title = if is_open {
        "Propositions de chantiers"
    } else {
        "Propositions reçues"
    };
    let body = view! {
        <div id="proposals-list" data-live=format!("programme:{}", programme.year)>{list}</div>
        {may_propose.then(|| propose(cx, programme.year))}
    };
    if is_open {
        view! { <section aria-labelledby="proposals"><h2 id="proposals">{title}</h2>{body}</section> }
            .into_any()
    } else {
        view! { <div class="received">{fold(title, false, body)}</div> }.into_any()
    }
}

fn proposal(cx: &PageContext, one: &Proposal, programme: &Programme) -> AnyView {
    let is_open = programme.state() == ProgrammeState::Draft && one.work_stream_id.is_empty();
    let is_own = cx
        .me
        .as_ref()
        .is_some_and(|me| me.organisation_id == one.organisation_id);
    let supporters = match one.supporters.as_slice() {
        [] => "sans soutien pour l’instant".to_owned(),
        [one] => format!("soutenu par {one}"),
        many => format!("soutenu par {} centres : {}", many.len(), many.join(", ")),
    };
    let theme = (!one.theme.is_empty()).then(|| view! { <p class="soft">{one.theme.clone()}</p> });
    let support = (is_open && cx.role() == Role::Director && !is_own).then(|| {
        let (label, value) = if one.is_supported_by_me {
            ("Retirer mon soutien", "false")
        } else {
            ("Soutenir", "true")
        };
        act_button(
            cx,
            "ProgrammeService/SupportProposal",
            label,
            &[("id", &one.id), ("is_supported", value)],
        )
    });
    let retain = (is_open && cx.role() == Role::Animator && programme.streams.len() < 3).then(|| {
        act_button(
            cx,
            "ProgrammeService/RetainProposal",
            "Retenir comme chantier",
            &[("id", &one.id)],
        )
    });
    let retained = (!one.work_stream_id.is_empty()).then(|| {
        view! { <a class="quiet" href=format!("/work-stream/{}", one.work_stream_id)>{pill(Sign::Done, "retenu")}</a> }
    });
    view! {
        <li>
            <div>
                <h3>{one.title.clone()}" "{retained}</h3>
                {theme}
                {lines(&one.purpose)}
                <p class="soft">"proposé par "{one.organisation_name.clone()}" · "{supporters}</p>
            </div>
            <div class="row-acts">{support}{retain}</div>
        </li>
    }
    .into_any()
}

fn propose(cx: &PageContext, year: i32) -> AnyView {
    let form = act_form(cx, "ProgrammeService/ProposeStream").hidden("year", year);
    let is_open = form.is_refused();
    let body = view! {
        {form.text("title", "Titre du chantier").max(120).required()}
        {form.text("theme", "Thème").hint("En deux ou trois mots : participation, renouvellement urbain…").max(120)}
        {form.area("purpose", "Objet").hint("Ce que le réseau y gagnerait, et ce qui en sortirait.").required()}
    };
    let is_main = cx.role() != Role::Animator;
    let form = if is_main {
        form.main(body, "Proposer ce chantier")
    } else {
        form.view(body, "Proposer ce chantier")
    };
    fold("Proposer un chantier", is_open || is_main, form)
}

fn comments(cx: &PageContext, programme: &Programme) -> AnyView {
    let is_open = programme.state() == ProgrammeState::Proposed;
    let items: Vec<_> = programme.comments.iter().map(|one| comment(cx, one)).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucun commentaire pour l’instant."</p> }.into_any()
    } else {
        view! { <ol class="talk">{items}</ol> }.into_any()
    };
    let form = is_open.then(|| {
        let form = act_form(cx, "ProgrammeService/CommentProgramme").hidden("year", programme.year);
        let body = form
            .area("text", "Votre commentaire")
            .hint("Visible de tout le réseau.")
            .rows(4)
            .required()
            .view();
        if cx.role() == Role::Animator {
            form.view(body, "Commenter")
        } else {
            form.main(body, "Commenter")
        }
    });
    let list =
        view! { <div id="comments-list" data-live=format!("programme:{}", programme.year)>{list}</div> };
    if is_open {
        view! { <section aria-labelledby="comments"><h2 id="comments">"Commentaires"</h2>{list}{form}</section> }.into_any()
    } else {
        view! { <div class="received">{fold("Commentaires reçus avant la validation", false, list)}</div> }
            .into_any()
    }
}

fn comment(cx: &PageContext, one: &Comment) -> AnyView {
    let when = one.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    view! {
        <li>
            <p class="soft"><strong>{one.author_name.clone()}</strong>" · "{one.organisation_name.clone()}" · "{when}</p>
            {lines(&one.text)}
        </li>
    }
    .into_any()
}

fn amendments(cx: &PageContext, programme: &Programme) -> AnyView {
    let items: Vec<_> = programme
        .amendments
        .iter()
        .map(|one| amendment(cx, one))
        .collect();
    view! {
        <section aria-labelledby="amendments">
            <h2 id="amendments">"Amendements"</h2>
            <ol class="talk" id="amendments-list" data-live=format!("programme:{}", programme.year)>{items}</ol>
        </section>
    }
    .into_any()
}

fn amendment(cx: &PageContext, one: &Amendment) -> AnyView {
    let when = one.at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    view! { <li><p class="soft">{when}" · "{one.author_name.clone()}</p>{lines(&one.text)}</li> }.into_any()
}
