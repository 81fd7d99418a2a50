//! The own registration, behind the signed link of a mail: accept, change, cancel, certificate, feedback.

use leptos::prelude::*;
use proto::v1::{
    Meeting, OwnRegistration, Registration, RegistrationLink, RegistrationPage, RegistrationState,
};

use super::form::{Said, needs, visible, workshops};
use super::programme::between;
use super::{hours, state_pill, top};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result, form_encode};
use crate::ui::form::{Form, act_form, choice, confirm};
use crate::ui::parts::fold;
use crate::ui::time;

/// What the signed link opens.
struct Own {
    one: OwnRegistration,
    registration: Registration,
    page: RegistrationPage,
    meeting: Meeting,
    link: RegistrationLink,
}

async fn load(cx: &PageContext) -> Result<Own> {
    let link = RegistrationLink {
        registration_id: cx.ask("registration").to_owned(),
        signature: cx.ask("signature").to_owned(),
    };
    let one = cx
        .registration()
        .get_registration(link.clone())
        .await?
        .into_inner();
    let page = one.page.clone().unwrap_or_default();
    Ok(Own {
        registration: one.registration.clone().unwrap_or_default(),
        meeting: page.meeting.clone().unwrap_or_default(),
        page,
        one,
        link,
    })
}

impl Own {
    /// A page that the same link opens.
    fn path(&self, path: &str) -> String {
        let query = [
            ("registration", self.link.registration_id.as_str()),
            ("signature", self.link.signature.as_str()),
        ];
        format!("{path}?{}", form_encode(query.into_iter()))
    }

    fn form<'a>(&self, cx: &'a PageContext, rpc: &'static str) -> Form<'a> {
        act_form(cx, rpc)
            .hidden("registration_id", &self.link.registration_id)
            .hidden("signature", &self.link.signature)
    }
}

/// `/registration/mine?registration=<id>&signature=<…>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let own = load(&cx).await?;
    let main = view! {
        {top(&own.meeting)}
        {hours(&cx, &own.meeting)}
        <section aria-labelledby="mine">
            <h2 id="mine">"Votre inscription "{state_pill(own.registration.state())}</h2>
            {stands(&cx, &own)}
            {chosen(&own)}
            {links(&cx, &own)}
        </section>
        {feedback(&cx, &own)}
        {change(&cx, &own)}
        {cancel(&cx, &own)}
    };
    Ok(Page::new(
        format!("Mon inscription\u{a0}: {}", own.meeting.title),
        Nav::Meeting,
        main,
    ))
}

/// Where the person stands, and the act that is wanted.
fn stands(cx: &PageContext, own: &Own) -> AnyView {
    let now = cx.info.now;
    match own.registration.state() {
        RegistrationState::Registered => view! {
            <p class="measure">"Vous avez une place. Dites ce code en arrivant\u{a0}:"</p>
            <p class="code">{own.registration.code.to_string()}</p>
        }
        .into_any(),
        RegistrationState::Waiting => {
            let before = match own.one.n_before {
                0 => "Personne n’attend avant vous.".to_owned(),
                1 => "1\u{a0}personne attend avant vous.".to_owned(),
                n => format!("{n}\u{a0}personnes attendent avant vous."),
            };
            view! { <p class="measure">"Vous êtes dans la liste d’attente. "{before}" Un courriel vous propose la place qui se libère."</p> }
                .into_any()
        }
        RegistrationState::Offered => {
            let until = own.one.offered_until.map(|at| {
                view! {
                    <p class="measure">"Une place s’est libérée. Elle vous est gardée jusqu’au "{time::at_view(at, &own.meeting.zone, now)}"\u{a0}; "{time::left_view(at, &own.meeting.zone, now)}"."</p>
                }
            });
            let accept = own.one.may_accept.then(|| {
                own.form(cx, "RegistrationService/AcceptOffer")
                    .main((), "Accepter la place")
            });
            view! { {until}{accept} }.into_any()
        }
        RegistrationState::Cancelled => {
            view! { <p class="measure">"Vous ne venez pas\u{a0}: votre place est libre pour quelqu’un d’autre."</p> }.into_any()
        }
        RegistrationState::Lapsed => {
            view! { <p class="measure">"La place qui vous était proposée n’a pas été acceptée à temps. Tant que les inscriptions sont ouvertes, vous pouvez en demander une autre."</p> }.into_any()
        }
        RegistrationState::Unspecified => ().into_any(),
    }
}

fn chosen(own: &Own) -> AnyView {
    let items: Vec<_> = own
        .page
        .workshops
        .iter()
        .filter_map(|workshop| {
            let one = own
                .registration
                .choices
                .iter()
                .find(|one| one.workshop_id == workshop.id)?;
            let room = (!workshop.room.is_empty()).then(|| format!(", {}", workshop.room));
            let waiting = one.is_waiting.then_some(" — en attente d’une place");
            let hours = between(workshop.starts_at, workshop.ends_at, &own.meeting.zone);
            Some(view! { <li>{format!("{hours}\u{a0}: {}", workshop.title)}{room}{waiting}</li> })
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! { <h3 class="minor">"Vos ateliers"</h3><ul class="plain">{items}</ul> }.into_any()
}

fn links(cx: &PageContext, own: &Own) -> AnyView {
    let mut links = Vec::new();
    if own.one.has_certificate {
        links.push((
            own.path("/registration/mine/certificate"),
            "Attestation de présence",
        ));
    }
    if own.registration.state() == RegistrationState::Registered {
        let list = format!("/registration/{}/list", own.meeting.id);
        links.push((own.path(&list), "Liste des participants"));
    }
    if own.page.is_public || cx.me.is_some() {
        links.push((
            format!("/registration/{}", own.meeting.id),
            "Programme de la journée",
        ));
    }
    let links: Vec<_> = links
        .into_iter()
        .map(|(path, label)| view! { <a class="button" href=path>{label}</a> })
        .collect();
    if links.is_empty() {
        return ().into_any();
    }
    view! { <p class="acts">{links}</p> }.into_any()
}

fn change(cx: &PageContext, own: &Own) -> AnyView {
    if !own.one.may_update {
        return ().into_any();
    }
    let form = own.form(cx, "RegistrationService/UpdateRegistration");
    let is_open = form.is_refused();
    let chosen: Vec<String> = own
        .registration
        .choices
        .iter()
        .map(|one| one.workshop_id.clone())
        .collect();
    let said = Said {
        meal: &own.one.meal,
        access_needs: &own.one.access_needs,
        has_consent: own.one.has_consent,
    };
    let body = view! {
        {workshops(&form, &own.page, &own.meeting, &chosen)}
        {needs(&form, &own.page, &said)}
        {visible(&form, own.registration.is_visible)}
    };
    fold(
        "Changer mes choix",
        is_open,
        form.view(body, "Enregistrer mes choix"),
    )
}

fn cancel(cx: &PageContext, own: &Own) -> AnyView {
    if !own.one.may_cancel {
        return ().into_any();
    }
    let form = own.form(cx, "RegistrationService/CancelRegistration");
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Annuler mon inscription"</button> },
    );
    confirm(
        "Annuler mon inscription…",
        "Votre place va à la personne suivante. Pour revenir, il faudra vous inscrire à nouveau.",
        form,
    )
    .into_any()
}

fn feedback(cx: &PageContext, own: &Own) -> AnyView {
    if !own.one.may_give_feedback {
        return ().into_any();
    }
    let form = own.form(cx, "RegistrationService/GiveFeedback");
    let marks = [
        (5, "5\u{a0}: très utile"),
        (4, "4\u{a0}: utile"),
        (3, "3\u{a0}: assez utile"),
        (2, "2\u{a0}: peu utile"),
        (1, "1\u{a0}: pas utile"),
    ];
    let marks = marks
        .map(|(mark, label)| choice(mark, label, false))
        .into_iter()
        .collect();
    let body = view! {
        {form.radios("mark", "Cette journée vous a été…", marks)}
        {form.area("text", "Ce que vous en retenez, ce qu’il faudrait changer").max(5000)}
    };
    let form = form.main(body, "Donner mon avis");
    view! {
        <section aria-labelledby="feedback">
            <h2 id="feedback">"Votre avis"</h2>
            <p class="measure">"Il est enregistré sans votre nom, sans heure et sans ordre\u{a0}: personne ne peut savoir qu’il vient de vous."</p>
            {form}
        </section>
    }
    .into_any()
}

/// `/registration/mine/certificate?registration=<id>&signature=<…>`.
pub(crate) async fn certificate(cx: Cx) -> Result {
    let own = load(&cx).await?;
    if !own.one.has_certificate {
        return Err(PageError::Missing);
    }
    let (registration, meeting) = (&own.registration, &own.meeting);
    let seated: Vec<_> = own
        .page
        .workshops
        .iter()
        .filter(|workshop| {
            let is_seated =
                |one: &&proto::v1::registration::Choice| one.workshop_id == workshop.id && !one.is_waiting;
            registration.choices.iter().any(|one| is_seated(&one))
        })
        .map(|workshop| workshop.title.clone())
        .collect();
    let seated =
        (!seated.is_empty()).then(|| view! { <p>{format!("Ateliers\u{a0}: {}.", seated.join(", "))}</p> });
    let organisation = (!registration.organisation_name.is_empty())
        .then(|| view! { <p>{registration.organisation_name.clone()}</p> });
    let day = meeting
        .starts_at
        .map(|at| view! { <p>"le "{time::day_view(at, &meeting.zone, chrono::DateTime::UNIX_EPOCH)}{format!(", de {}", between(meeting.starts_at, meeting.ends_at, &meeting.zone).replace(" – ", " à "))}</p> });
    let place = (!meeting.place.is_empty()).then(|| view! { <p>{meeting.place.clone()}</p> });
    let today = time::day(cx.info.now, &meeting.zone, chrono::DateTime::UNIX_EPOCH);
    let main = view! {
        <p class="sheet-acts">
            <a href=own.path("/registration/mine")>"← Revenir à mon inscription"</a>
            <span class="soft">"Imprimez avec Ctrl + P ou le menu du navigateur."</span>
        </p>
        <article class="sheet certificate">
            <header><h1>"Attestation de présence"</h1></header>
            <p>{format!("{} atteste que", meeting.organisation_name)}</p>
            <p class="who">{registration.name.clone()}</p>
            {organisation}
            <p>"a pris part à"</p>
            <p><strong>{meeting.title.clone()}</strong></p>
            {day}
            {place}
            {seated}
            <footer class="soft"><p>{format!("Attestation établie le {today}.")}</p></footer>
        </article>
    };
    Ok(Page::new("Attestation de présence", Nav::Meeting, main))
}
