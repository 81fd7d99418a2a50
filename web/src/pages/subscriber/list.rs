//! The subscribers of a newsletter, for who writes it.

use leptos::prelude::*;
use proto::v1::{Frequency, ListSubscribersRequest, ListSubscribersResponse, Subscriber, SubscriberState};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result, form_encode};
use crate::pages::newsletter::load;
use crate::text;
use crate::ui::form::{act_form, confirm};
use crate::ui::parts::{Sign, empty, heading, link_button, older, pill, table};
use crate::ui::time;

/// The states, in the order of the filter.
const STATES: [SubscriberState; 5] = [
    SubscriberState::Active,
    SubscriberState::Pending,
    SubscriberState::Suppressed,
    SubscriberState::Left,
    SubscriberState::Erased,
];

/// `/newsletter/<id>/subscribers`.
pub(crate) async fn page(cx: Cx) -> Result {
    let newsletter = load(&cx).await?;
    if !newsletter.may_write {
        return Err(PageError::Missing);
    }
    let set = newsletter.settings.clone().unwrap_or_default();
    let state: i32 = cx.ask("state").parse().unwrap_or_default();
    let request = ListSubscribersRequest {
        newsletter_id: set.id.clone(),
        state: SubscriberState::try_from(state).unwrap_or_default() as i32,
        search: cx.ask("search").to_owned(),
        after: cx.ask("after").to_owned(),
    };
    let answer = cx.subscriber().list_subscribers(request).await?.into_inner();
    let path = format!("/newsletter/{}/subscribers", set.id);
    let list = if answer.subscribers.is_empty() {
        empty(
            "Personne ici. Faites connaître la page d’abonnement, ou importez des adresses.",
            None,
        )
        .into_any()
    } else {
        let rows = answer
            .subscribers
            .iter()
            .map(|one| row(&cx, &set.id, one))
            .collect();
        table("Abonnés", &["Adresse", "État", "Profil", "Depuis", "Agir"], rows).into_any()
    };
    let next = (!answer.next_after.is_empty()).then(|| {
        let query = [
            ("state", cx.ask("state")),
            ("search", cx.ask("search")),
            ("after", answer.next_after.as_str()),
        ];
        format!("{path}?{}", form_encode(query.into_iter()))
    });
    let export = format!(
        "/export/SubscriberService/ExportSubscribers?newsletter_id={}",
        set.id
    );
    let main = view! {
        {heading(set.name.clone(), "Abonnés", "")}
        <p><a href=format!("/newsletter/{}", set.id)>{format!("Retour à {}", set.name)}</a></p>
        <p class="acts">
            {link_button(format!("/newsletter/{}/import", set.id), "Importer des adresses", false)}
            {link_button(export, "Exporter (CSV)", false)}
        </p>
        {filter(&cx, &path, &answer, state)}
        {list}
        {older(next, "La suite")}
    };
    Ok(Page::new(
        format!("Abonnés\u{a0}: {}", set.name),
        Nav::Newsletter,
        main,
    ))
}

/// The states with their numbers, and the search.
fn filter(cx: &PageContext, path: &str, answer: &ListSubscribersResponse, chosen: i32) -> AnyView {
    let n = |state| match state {
        SubscriberState::Active => answer.n_active,
        SubscriberState::Pending => answer.n_pending,
        SubscriberState::Left => answer.n_left,
        SubscriberState::Suppressed => answer.n_suppressed,
        SubscriberState::Erased => answer.n_erased,
        SubscriberState::Unspecified => 0,
    };
    let tab = |value: i32, label: String| {
        let is_current = (value == chosen).then_some("page");
        let href = if value == 0 {
            path.to_owned()
        } else {
            format!("{path}?state={value}")
        };
        view! { <li><a href=href aria-current=is_current>{label}</a></li> }
    };
    let tabs: Vec<_> = STATES
        .into_iter()
        .map(|state| {
            tab(
                state as i32,
                format!(
                    "{}\u{a0}: {}",
                    text::subscriber_state(state),
                    text::number(n(state))
                ),
            )
        })
        .collect();
    let hidden =
        (chosen != 0).then(|| view! { <input type="hidden" name="state" value=chosen.to_string()/> });
    view! {
        <nav aria-label="États"><ul class="tabs">{tab(0, "tous".to_owned())}{tabs}</ul></nav>
        <form class="form inline" action=path.to_owned()>
            {hidden}
            <label for="subscriber-search">"Chercher une adresse"</label>
            <input type="search" id="subscriber-search" name="search" value=cx.ask("search").to_owned() maxlength="254"/>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn row(cx: &PageContext, newsletter_id: &str, one: &Subscriber) -> Vec<AnyView> {
    let state = one.state();
    let sign = match state {
        SubscriberState::Active => Sign::Done,
        SubscriberState::Pending => Sign::Doing,
        SubscriberState::Suppressed => Sign::Wait,
        SubscriberState::Left | SubscriberState::Erased | SubscriberState::Unspecified => Sign::Plain,
    };
    let words =
        (!one.ended_words.is_empty()).then(|| view! { <p class="soft">{one.ended_words.clone()}</p> });
    let territory = proto::territory::territory(&one.territory).map(|(_, name, _)| *name);
    let profile: Vec<&str> = [
        text::actor_kind(one.actor_kind()),
        text::actor_function(one.actor_function()),
    ]
    .into_iter()
    .chain(territory)
    .chain((one.frequency() == Frequency::Monthly).then(|| text::frequency(one.frequency())))
    .filter(|word| !word.is_empty())
    .collect();
    let source = (!one.source.is_empty())
        .then(|| view! { <p class="soft">{format!("Import\u{a0}: {}", one.source)}</p> });
    let since = one
        .ended_at
        .or(one.confirmed_at)
        .or(one.asked_at)
        .map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let may_leave = matches!(
        state,
        SubscriberState::Active | SubscriberState::Pending | SubscriberState::Suppressed
    );
    let remove = may_leave.then(|| {
        let form = act_form(cx, "SubscriberService/RemoveSubscriber")
            .id(format!("remove-{}", one.id))
            .hidden("newsletter_id", newsletter_id)
            .hidden("id", &one.id);
        let form = form.view_with((), view! { <button class="button danger" type="submit">"Désabonner"</button> });
        confirm("Désabonner…", "À la demande de la personne, par téléphone ou par lettre. Elle ne pourra être ré-importée\u{a0}; elle seule peut se réabonner.", form)
    });
    let email = if one.email.is_empty() {
        "(effacée)".to_owned()
    } else {
        one.email.clone()
    };
    vec![
        email.into_any(),
        view! { {pill(sign, text::subscriber_state(state))}{words} }.into_any(),
        view! { {profile.join(", ")}{source} }.into_any(),
        since.into_any(),
        remove.into_any(),
    ]
}
