//! The reader's own account: sessions, preferences, memberships, tokens, stored data.

pub(crate) mod audit;
pub(crate) mod sign_in;
mod tokens;

use leptos::prelude::*;
use proto::v1::{
    Delivery, GetPreferencesRequest, GetStoredDataRequest, ListSessionsRequest, Me, Preferences, Session,
    Subject,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::{Sign, empty, heading, pill};
use crate::ui::time;

/// The zones in which the network lives: IANA name and words.
pub(crate) const ZONES: [(&str, &str); 7] = [
    ("Europe/Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane (Cayenne)"),
    ("Indian/Reunion", "La\u{a0}Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Marigot", "Saint-Martin"),
];

pub(crate) async fn page(cx: Cx) -> Result {
    let me = cx.me()?;
    let preferences = cx
        .account()
        .get_preferences(GetPreferencesRequest {})
        .await?
        .into_inner();
    let sessions = cx
        .account()
        .list_sessions(ListSessionsRequest {})
        .await?
        .into_inner()
        .sessions;
    let tokens = tokens::section(&cx).await?;
    let main = view! {
        {heading("", "Mon compte", format!("{} · {}", me.name, me.email))}
        {memberships(&cx, me)}
        {preferences_form(&cx, &preferences)}
        {sessions_table(&cx, &sessions)}
        {tokens}
        <section aria-labelledby="stored">
            <h2 id="stored">"Ce qui est conservé à mon sujet"</h2>
            <p class="measure">"Tout ce que la plateforme conserve qui vous désigne, en clair."</p>
            <p class="acts"><a class="button" href="/account/stored-data">"Lire ce qui est conservé"</a></p>
        </section>
    };
    Ok(Page::new("Mon compte", Nav::Account, main))
}

fn memberships(cx: &PageContext, me: &Me) -> impl IntoView + use<> {
    let items: Vec<_> = me
        .memberships
        .iter()
        .map(|choice| {
            let act = if choice.is_active {
                pill(Sign::Done, "vous agissez à ce titre").into_any()
            } else {
                act_button(
                    cx,
                    "AccountService/ChooseMembership",
                    "Agir à ce titre",
                    &[("membership_id", &choice.membership_id)],
                )
            };
            view! {
                <li class="line-act">
                    <span><strong>{choice.organisation_name.clone()}</strong>" · "{text::role(choice.role())}</span>
                    {act}
                </li>
            }
        })
        .collect();
    (items.len() > 1).then(|| {
        view! {
            <section aria-labelledby="memberships">
                <h2 id="memberships">"À quel titre j’agis"</h2>
                <ul class="line-acts">{items}</ul>
            </section>
        }
    })
}

fn preferences_form(cx: &PageContext, preferences: &Preferences) -> impl IntoView + use<> {
    let form = act_form(cx, "AccountService/UpdatePreferences");
    let mut zones: Vec<_> = ZONES
        .iter()
        .map(|(zone, words)| choice(zone, *words, *zone == preferences.zone))
        .collect();
    if !preferences.zone.is_empty() && ZONES.iter().all(|(zone, _)| *zone != preferences.zone) {
        zones.push(choice(
            &preferences.zone,
            preferences.zone.replace('_', " "),
            true,
        ));
    }
    let zone = form
        .select("preferences.zone", "Je lis les heures à l’heure de", zones)
        .hint("Les échéances gardent le nom de leur propre fuseau.")
        .required();
    let kinds = [
        ("programme", Subject::Programme, preferences.programme()),
        ("call", Subject::Call, preferences.call()),
        ("engagement", Subject::Engagement, preferences.engagement()),
        ("contribution", Subject::Contribution, preferences.contribution()),
        ("network", Subject::Network, preferences.network()),
        ("solicitation", Subject::Solicitation, preferences.solicitation()),
        ("meeting", Subject::Meeting, preferences.meeting()),
        ("bulletin", Subject::Bulletin, preferences.bulletin()),
    ];
    let fields: Vec<_> = kinds
        .into_iter()
        .map(|(name, subject, chosen)| {
            let choices = [Delivery::AtOnce, Delivery::Daily, Delivery::None]
                .map(|delivery| choice(delivery as i32, text::delivery(delivery), delivery == chosen));
            form.select(
                &format!("preferences.{name}"),
                text::subject(subject),
                choices.into(),
            )
            .required()
            .into_render()
        })
        .collect();
    let body = view! {
        {zone}
        <fieldset class="field">
            <legend>"Être prévenu par courriel"</legend>
            <div class="form-row">{fields}</div>
        </fieldset>
    };
    view! {
        <section aria-labelledby="preferences">
            <h2 id="preferences">"Préférences"</h2>
            {form.main(body, "Enregistrer mes préférences")}
        </section>
    }
}

fn sessions_table(cx: &PageContext, sessions: &[Session]) -> impl IntoView + use<> {
    let (zone, now) = (cx.zone(), cx.info.now);
    let items: Vec<_> = sessions
        .iter()
        .map(|session| {
            let act = if session.is_current {
                pill(Sign::Done, "cette session").into_any()
            } else {
                act_button(
                    cx,
                    "AccountService/EndSession",
                    "Terminer",
                    &[("id", &session.id)],
                )
            };
            let seen = session.last_seen_at.map(|at| time::at_view(at, zone, now));
            let created = session.created_at.map(|at| time::day_view(at, zone, now));
            view! {
                <li class="line-act">
                    <div>
                        <strong>{text::browser(&session.user_agent)}</strong>
                        <p class="soft">"vue "{seen}" · ouverte "{created}" · "{session.address.clone()}</p>
                    </div>
                    {act}
                </li>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">"Mes sessions ouvertes"</h2>
            <ul class="line-acts">{items}</ul>
        </section>
    }
}

/// Everything that is stored about the reader.
pub(crate) async fn stored_data(cx: Cx) -> Result {
    let data = cx
        .account()
        .get_stored_data(GetStoredDataRequest {})
        .await?
        .into_inner();
    let series: Vec<_> = data
        .series
        .into_iter()
        .map(|series| {
            let shown = i64::try_from(series.lines.len()).unwrap_or(i64::MAX);
            let more = (series.n_lines > shown)
                .then(|| view! { <p class="soft">{format!("Les {shown} plus récentes, sur {} en tout.", series.n_lines)}</p> });
            let lines: Vec<_> = series.lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            let list = if lines.is_empty() {
                view! { <p class="soft">"Rien."</p> }.into_any()
            } else {
                view! { <ul class="plain">{lines}</ul> }.into_any()
            };
            view! { <section><h2>{text::series(&series.key)}</h2>{list}{more}</section> }
        })
        .collect();
    let list = if series.is_empty() {
        empty("Rien n’est conservé.", None).into_any()
    } else {
        series.into_any()
    };
    let main = view! {
        {heading("Mon compte", "Ce qui est conservé à mon sujet", "")}
        {list}
        <p class="acts"><a class="button" href="/account">"Revenir à mon compte"</a></p>
    };
    Ok(Page::new("Ce qui est conservé à mon sujet", Nav::Account, main))
}
