//! What who leads does with the minutes, one act after the other.

use leptos::prelude::*;
use proto::v1::{
    Decision, LockMinutesRequest, Meeting, MeetingState, Minutes, MinutesState, Sending, StartReviewRequest,
};

use crate::page::PageContext;
use crate::pages::convocation::mails;
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::fold;
use crate::ui::time;

/// Days of a review, unless others are chosen.
const REVIEW_DAYS: i32 = 14;

/// The acts that the state allows.
pub(super) fn view(cx: &PageContext, meeting: &Meeting, one: &Minutes) -> AnyView {
    if !one.may_lead {
        return ().into_any();
    }
    let acts = match one.state() {
        MinutesState::Draft if meeting.state() == MeetingState::Running => {
            view! { <p>"La séance est en cours\u{a0}: la relecture s’ouvre une fois qu’elle est close. Notes, présences et décisions s’écrivent dans la séance."</p>{texts(cx, one)} }
                .into_any()
        }
        MinutesState::Draft => view! { {review(cx, one, true)}{texts(cx, one)} }.into_any(),
        MinutesState::InReview => in_review(cx, one),
        MinutesState::Approved if one.has_changed => view! {
            <p>"Les faits ont changé depuis l’approbation\u{a0}: ce qui serait verrouillé n’est pas ce qui a été approuvé. Rétablissez-les, ou rouvrez une relecture\u{a0}: l’approbation sera à consigner de nouveau."</p>
            {review(cx, one, true)}
        }
        .into_any(),
        MinutesState::Approved => lock(cx, one),
        MinutesState::Locked => correct(cx, one),
        MinutesState::Unspecified => ().into_any(),
    };
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduire le compte rendu"</h2>
            {acts}
            {sources(one)}
        </section>
    }
    .into_any()
}

/// Where the facts are corrected: nothing is typed twice.
fn sources(one: &Minutes) -> AnyView {
    let id = &one.meeting_id;
    view! {
        <p class="soft">
            "Le document se compose de ce qui est déjà consigné. Pour le corriger\u{a0}: "
            <a href=format!("/session/{id}")>"les notes et les actions"</a>", "
            <a href=format!("/session/{id}/sheet")>"les présences"</a>", "
            <a href=format!("/decision/{id}")>"les décisions"</a>"."
        </p>
    }
    .into_any()
}

fn texts(cx: &PageContext, one: &Minutes) -> AnyView {
    let form = act_form(cx, "MinutesService/SaveMinutesTexts")
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! {
        {form.area("opening", "Introduction").hint("Placée avant les points. Facultative.").value(&one.opening).rows(4).max(20_000)}
        {form.area("closing", "Conclusion").hint("Placée après les points. Facultative.").value(&one.closing).rows(4).max(20_000)}
    };
    fold(
        "Ajouter une introduction ou une conclusion",
        is_open,
        form.view(body, "Enregistrer"),
    )
}

/// The review: who would receive what, then the sending.
fn review(cx: &PageContext, one: &Minutes, is_main: bool) -> AnyView {
    let asked = cx.answered::<StartReviewRequest, Sending>("PreviewReview");
    let n_days = asked.as_ref().map_or(REVIEW_DAYS, |(request, _)| request.n_days);
    let form = act_form(cx, "MinutesService/StartReview")
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", one.version);
    let body = form
        .input("number", "n_days", "Durée de la relecture, en jours")
        .hint("Jusqu’à la fin du dernier jour, à l’heure du lieu de la réunion. Un courriel part aux convoqués.")
        .value(n_days)
        .required()
        .view();
    let class = if is_main { "button main-act" } else { "button" };
    let buttons = view! {
        <button class=class type="submit">"Ouvrir la relecture"</button>
        <button class="button" type="submit" formaction="/act/MinutesService/PreviewReview">"Voir les courriels"</button>
    };
    let preview = asked.map(|(_, sending)| mails(&sending));
    view! { {form.view_with(body, buttons)}{preview} }.into_any()
}

fn again(cx: &PageContext, one: &Minutes) -> AnyView {
    let is_open = cx
        .answered::<StartReviewRequest, Sending>("PreviewReview")
        .is_some();
    fold(
        "Ouvrir une nouvelle relecture, après corrections",
        is_open,
        review(cx, one, false),
    )
}

fn in_review(cx: &PageContext, one: &Minutes) -> AnyView {
    let is_over = one
        .review_until
        .is_some_and(|until| time::instant(until) < cx.info.now);
    let approve = if is_over {
        approve(cx, one)
    } else {
        view! { <p>"Les convoqués relisent. Vous pouvez corriger les notes entre-temps\u{a0}: chacun lit toujours la dernière rédaction. L’approbation se consigne une fois la relecture terminée."</p> }
            .into_any()
    };
    view! { {approve}{texts(cx, one)}{again(cx, one)} }.into_any()
}

fn approve(cx: &PageContext, one: &Minutes) -> AnyView {
    let by_decision = if one.approvals.is_empty() {
        let words = if one.may_approve_without_remark {
            "Aucune séance ultérieure ne s’est tenue, et personne n’a fait d’observation pendant la relecture."
        } else {
            "Aucune décision d’une séance ultérieure ni consultation écrite adoptée ne peut encore l’approuver. Consignez-en une, puis revenez ici."
        };
        view! { <p>{words}</p> }.into_any()
    } else {
        let form = act_form(cx, "MinutesService/ApproveMinutes")
            .hidden("meeting_id", &one.meeting_id)
            .hidden("version", one.version);
        let choices = one
            .approvals
            .iter()
            .map(|decision| choice(&decision.id, label(decision), false))
            .collect();
        let body = form
            .select("decision_id", "Ce qui l’approuve", choices)
            .hint("Une décision d’une séance ultérieure de la même instance, ou une consultation écrite adoptée.")
            .required()
            .view();
        form.main(body, "Consigner l’approbation")
    };
    let without = one.may_approve_without_remark.then(|| {
        let version = one.version.to_string();
        let fields = [
            ("meeting_id", one.meeting_id.as_str()),
            ("version", version.as_str()),
        ];
        act_button(
            cx,
            "MinutesService/ApproveMinutes",
            "Consigner\u{a0}: sans observation dans le délai",
            &fields,
        )
    });
    view! { {by_decision}{without} }.into_any()
}

fn label(decision: &Decision) -> String {
    const LENGTH: usize = 90;
    let mut text: String = decision.text.chars().take(LENGTH).collect();
    if decision.text.chars().count() > LENGTH {
        text.push('…');
    }
    if decision.meeting_id.is_empty() {
        format!("Consultation écrite\u{a0}: {text}")
    } else {
        format!(
            "{}, décision n°\u{a0}{}\u{a0}: {text}",
            decision.meeting_title, decision.number
        )
    }
}

fn lock(cx: &PageContext, one: &Minutes) -> AnyView {
    let form = act_form(cx, "MinutesService/LockMinutes")
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", one.version);
    let body = view! {
        <p class="measure">"Le document est enregistré une fois pour toutes, avec son empreinte. Ce qui change ensuite dans les notes ou les présences ne le modifie plus\u{a0}: une correction en fait une nouvelle version, et les deux restent lisibles. Un courriel part aux convoqués."</p>
    };
    let buttons = view! {
        <button class="button main-act" type="submit">"Verrouiller"</button>
        <button class="button" type="submit" formaction="/act/MinutesService/PreviewLock">"Voir les courriels"</button>
    };
    view! { {form.view_with(body, buttons)}{preview(cx)} }.into_any()
}

fn preview(cx: &PageContext) -> Option<AnyView> {
    let asked = cx.answered::<LockMinutesRequest, Sending>("PreviewLock");
    asked.map(|(_, sending)| mails(&sending))
}

fn correct(cx: &PageContext, one: &Minutes) -> AnyView {
    if !one.has_changed {
        return view! {
            <p>"Pour le corriger, corrigez d’abord ce qui est consigné, ou les textes\u{a0}: une nouvelle version pourra alors être verrouillée, avec son motif."</p>
            {texts(cx, one)}
        }
        .into_any();
    }
    let asked = cx.answered::<LockMinutesRequest, Sending>("PreviewLock");
    let reason = asked.as_ref().map_or("", |(request, _)| request.reason.as_str());
    let form = act_form(cx, "MinutesService/LockMinutes")
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", one.version);
    let current = format!("/minutes/{}?current=true", one.meeting_id);
    let body = view! {
        <p class="measure">"Ce qui est consigné a changé depuis la dernière version verrouillée. "<a href=current>"Voir ce qu’une correction verrouillerait"</a>"."</p>
        {form.area("reason", "Motif de la correction").hint("Il figure dans la nouvelle version. L’ancienne reste lisible.").value(reason).rows(2).max(5_000).required()}
    };
    let buttons = view! {
        <button class="button main-act" type="submit">"Verrouiller la version corrigée"</button>
        <button class="button" type="submit" formaction="/act/MinutesService/PreviewLock">"Voir les courriels"</button>
    };
    view! { {form.view_with(body, buttons)}{preview(cx)}{texts(cx, one)} }.into_any()
}
