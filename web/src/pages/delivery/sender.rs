//! What to publish in the DNS of the sender's domain.

use leptos::prelude::*;
use proto::v1::{RecordState, SenderRecordsRequest};

use crate::page::{Cx, Nav, Page, Result};
use crate::ui::form::act_button;
use crate::ui::parts::{Sign, heading, pill, table};

/// `/delivery/sender/<newsletter>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = SenderRecordsRequest {
        newsletter_id: cx.param("newsletter_id").to_owned(),
    };
    let answer = cx.delivery().get_sender_records(request).await?.into_inner();
    let rows = answer
        .records
        .iter()
        .map(|record| {
            let why = match record.kind.as_str() {
                "SPF" => "Dit quels serveurs écrivent pour le domaine. S’il en a déjà un, n’y ajoutez que le serveur.",
                "DKIM" => "Prouve que les courriels viennent bien du domaine.",
                _ => "Dit aux serveurs ce qu’ils doivent faire des autres.",
            };
            vec![
                record.kind.clone().into_any(),
                view! { <code>{record.name.clone()}</code> }.into_any(),
                view! { <code class="record">{record.value.clone()}</code> }.into_any(),
                why.into_any(),
                state(record.state()).into_any(),
            ]
        })
        .collect();
    let make = (!answer.has_keys).then(|| {
        let button = answer.may_make.then(|| {
            act_button(
                &cx,
                "DeliveryService/MakeSenderKeys",
                "Préparer la signature",
                &[("newsletter_id", &answer.newsletter_id)],
            )
        });
        view! {
            <p>"Les clés qui signent les courriels de ce domaine ne sont pas encore faites\u{a0}: elles le sont ici, ou au premier envoi."</p>
            {button}
        }
    });
    let main = view! {
        {heading(answer.newsletter_name.clone(), "Domaine de l’expéditeur", answer.domain.clone())}
        <p><a href=format!("/newsletter/{}", answer.newsletter_id)>"La lettre d’information"</a></p>
        <p class="measure">"Qui gère le domaine y publie ces enregistrements, tous de type TXT. Sans eux, beaucoup de serveurs prendront la lettre pour un courriel indésirable."</p>
        <div class="delivery">
        {make}
        {table("Enregistrements à publier", &["Quoi", "Nom", "Valeur", "À quoi il sert", "Dans le DNS"], rows)}
        </div>
    };
    Ok(Page::new("Domaine de l’expéditeur", Nav::Newsletter, main))
}

fn state(state: RecordState) -> impl IntoView {
    match state {
        RecordState::Published => pill(Sign::Done, "publié"),
        RecordState::Missing => pill(Sign::Wait, "absent"),
        RecordState::Different => pill(Sign::Wait, "autre contenu"),
        RecordState::Unspecified => pill(Sign::Plain, "sans réponse"),
    }
}
