//! The outbox: the mails that have not arrived for sure, and the decision to send one again.

use leptos::prelude::*;
use proto::v1::{ListMailsRequest, MailState, OutboxMail};

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::ui::form::{act_button, confirm};
use crate::ui::parts::{Sign, empty, heading, older, pill, table};
use crate::ui::time;

/// `/mail?before=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListMailsRequest {
        state: MailState::Unspecified.into(),
        before: cx.ask("before").to_owned(),
    };
    let answer = cx.mail().list_mails(request).await?.into_inner();
    let rows: Vec<_> = answer.mails.iter().map(|mail| row(&cx, mail)).collect();
    let list = if rows.is_empty() {
        empty("Tous les courriels sont partis.", None).into_any()
    } else {
        table(
            "Courriels qui ne sont pas partis, les plus récents d’abord",
            &["Écrit", "Destinataire", "Objet", "État", "Décision"],
            rows,
        )
        .into_any()
    };
    let next = (!answer.next_before.is_empty()).then(|| {
        let query = form_encode([("before", answer.next_before.as_str())].into_iter());
        format!("/mail?{query}")
    });
    let main = view! {
        {heading("", "Courriels", "Ceux qui attendent, qui ont été refusés, ou dont l’arrivée est incertaine.")}
        <p><a href="/bounce">"Retours des lettres d’information"</a></p>
        {list}
        {older(next, "Plus ancien")}
    };
    Ok(Page::new("Courriels", Nav::Mail, main))
}

fn row(cx: &PageContext, mail: &OutboxMail) -> Vec<AnyView> {
    let at = |at| time::at_view(at, cx.zone(), cx.info.now);
    let state = match mail.state() {
        MailState::Sending => pill(Sign::Doing, "en cours d’envoi").into_any(),
        MailState::Sent => pill(Sign::Done, "envoyé").into_any(),
        MailState::Failed => pill(Sign::Bad, "refusé").into_any(),
        MailState::Uncertain => pill(Sign::Wait, "incertain").into_any(),
        MailState::Queued | MailState::Unspecified => pill(Sign::Plain, "en attente").into_any(),
    };
    let next = mail
        .next_at
        .filter(|_| mail.n_attempts > 0)
        .map(|next| view! { <p class="soft">"Nouvel essai "{at(next)}</p> });
    let answer =
        (!mail.answer.is_empty()).then(|| view! { <p class="soft" lang="en">{mail.answer.clone()}</p> });
    let decision = matches!(mail.state(), MailState::Failed | MailState::Uncertain).then(|| {
        let warning = if mail.state() == MailState::Uncertain {
            "Il est peut-être déjà arrivé : la personne le recevrait deux fois."
        } else {
            "Le serveur l’a refusé : vérifiez d’abord l’adresse."
        };
        let form = act_button(
            cx,
            "MailService/ResendMail",
            "Envoyer de nouveau",
            &[("id", &mail.id)],
        );
        confirm("Envoyer de nouveau…", warning, form)
    });
    vec![
        mail.queued_at.map(at).into_any(),
        mail.to.clone().into_any(),
        mail.subject.clone().into_any(),
        view! { {state}{next}{answer} }.into_any(),
        decision.into_any(),
    ]
}
