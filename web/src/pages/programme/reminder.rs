//! The reminder of those who are short of P2: who will be mailed and what, then one click.

use leptos::prelude::*;
use proto::v1::reminder::Recipient;
use proto::v1::{Reason, Reminder, ReminderRequest};

use crate::page::{Cx, Nav, Page, PageContext, Result, reason_of};
use crate::ui::form::act_form;
use crate::ui::parts::{empty, heading};

/// `/programme/<year>/reminder`.
pub(crate) async fn page(cx: Cx) -> Result {
    let year = cx.year()?;
    let asked = cx.answered::<ReminderRequest, Reminder>("PreviewReminder");
    let (message, preview) = match asked {
        Some((request, reminder)) => (request.message, reminder),
        None => match cx
            .programme()
            .preview_reminder(ReminderRequest {
                year,
                message: String::new(),
            })
            .await
        {
            Ok(reminder) => (String::new(), reminder.into_inner()),
            Err(status) if reason_of(&status) == Reason::NobodyToRemind => Default::default(),
            Err(status) => return Err(status.into()),
        },
    };
    let body = if preview.recipients.is_empty() {
        let back = format!("/programme/{year}");
        empty(
            "Aucun centre n’est à relancer.",
            Some((&back, "Revenir au programme")),
        )
        .into_any()
    } else {
        view! { {send(&cx, year, &message, preview.recipients.len())}{mails(&preview)} }.into_any()
    };
    let main = view! {
        {heading(format!("Programme {year}"), "Relancer les centres", "Voici qui recevra un courriel, et lequel. Rien n’est encore parti.")}
        {body}
    };
    Ok(Page::new("Relancer les centres", Nav::Programme, main))
}

fn send(cx: &PageContext, year: i32, message: &str, n: usize) -> AnyView {
    let form = act_form(cx, "ProgrammeService/SendReminder")
        .hidden("year", year)
        .next(format!("/programme/{year}"));
    let body = form
        .area("message", "Un mot de votre part")
        .hint("Placé en tête de chaque courriel, au-dessus de la liste de ce qui manque.")
        .value(message)
        .rows(4)
        .view();
    let send = if n > 1 {
        format!("Envoyer à {n} personnes")
    } else {
        "Envoyer à une personne".to_owned()
    };
    let buttons = view! {
        <button class="button main-act" type="submit">{send}</button>
        <button class="button" type="submit" formaction="/act/ProgrammeService/PreviewReminder">
            "Actualiser l’aperçu"
        </button>
        <a href=format!("/programme/{year}") class="plain-act">"Annuler"</a>
    };
    form.view_with(body, buttons)
}

fn mails(preview: &Reminder) -> AnyView {
    let items: Vec<_> = preview
        .recipients
        .iter()
        .enumerate()
        .map(|(index, one)| mail(one, index == 0))
        .collect();
    view! {
        <section aria-labelledby="mails">
            <h2 id="mails">"Les courriels"<span class="h-note">{format!(" · objet : {}", preview.subject)}</span></h2>
            {items}
        </section>
    }
    .into_any()
}

fn mail(one: &Recipient, is_open: bool) -> AnyView {
    view! {
        <details class="mail" open=is_open>
            <summary>
                <strong>{one.organisation_name.clone()}</strong>
                <span class="soft">{one.name.clone()}" · "{one.email.clone()}</span>
            </summary>
            <pre class="mail-text" tabindex="0">{one.text.clone()}</pre>
        </details>
    }
    .into_any()
}
