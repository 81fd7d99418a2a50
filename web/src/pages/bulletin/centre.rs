//! What the reader's own centre does with a bulletin: acknowledges it, relays it, sets it aside.

use leptos::prelude::*;
use proto::v1::bulletin::Reception;
use proto::v1::{
    Bulletin, BulletinState, ListMeetingsRequest, ListMeetingsResponse, Meeting, MeetingKind, MeetingState,
    ReceptionState, RelayMeans, Role,
};

use super::{follow, reception_pill, topic};
use crate::page::{PageContext, Result};
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::fold;
use crate::ui::time;

/// The sessions of the reader's centre that took place this year or the last, the latest first.
pub(super) async fn sessions(cx: &PageContext) -> Result<Vec<Meeting>> {
    let current = planned(cx, 0).await?;
    let mut all = planned(cx, current.year - 1).await?.meetings;
    all.extend(current.meetings);
    let now = cx.info.now.timestamp();
    all.retain(|one| one.starts_at.is_some_and(|at| at.seconds <= now));
    all.retain(|one| one.state() != MeetingState::Cancelled);
    all.reverse();
    Ok(all)
}

/// The sessions of a year; 0: the current one.
async fn planned(cx: &PageContext, year: i32) -> Result<ListMeetingsResponse> {
    let request = ListMeetingsRequest {
        year,
        kind: MeetingKind::LocalSession as i32,
        organisation_id: cx.me()?.organisation_id.clone(),
        ..Default::default()
    };
    Ok(cx.meeting().list_meetings(request).await?.into_inner())
}

/// The part of the page for the director and the team; nothing for others.
pub(super) fn view(cx: &PageContext, one: &Bulletin, own: &Reception, sessions: &[Meeting]) -> AnyView {
    let is_of_team = matches!(cx.role(), Role::Director | Role::Team);
    let is_open = one.state() == BulletinState::Published && own.set_aside_at.is_none();
    let acts = (is_of_team && is_open).then(|| {
        let may_set_aside = own.state() != ReceptionState::Relayed || own.is_outdated;
        view! {
            {(own.acknowledged_at.is_none()).then(|| acknowledge(cx, one))}
            {relay(cx, one, own, sessions)}
            {may_set_aside.then(|| set_aside(cx, one, own))}
        }
    });
    view! {
        <section class="own card" aria-labelledby="own">
            <div id="own-state" data-live=topic(one)>
                <h2 id="own">{own.organisation_name.clone()}" "{reception_pill(one, own)}</h2>
                {done(cx, one, own, is_of_team && is_open)}
            </div>
            {acts}
        </section>
    }
    .into_any()
}

/// What the centre did so far.
fn done(cx: &PageContext, one: &Bulletin, own: &Reception, may_take_back: bool) -> AnyView {
    let read = own.acknowledged_at.map(|at| {
        let by = own.acknowledged_by.clone();
        view! { <p class="soft">"Accusé de réception\u{a0}: "{by}", "{time::at_view(at, cx.zone(), cx.info.now)}</p> }
    });
    let aside = follow::aside(one, own);
    let relays: Vec<_> = own
        .relays
        .iter()
        .map(|relay| {
            let may = may_take_back && relay.means() != RelayMeans::Newsletter;
            let back = may.then(|| {
                let fields = [("id", one.id.as_str()), ("relay_id", &relay.id)];
                act_button(cx, "BulletinService/DeleteRelay", "Retirer ce relais", &fields)
            });
            follow::relay(relay, back)
        })
        .collect();
    let relays = (!relays.is_empty()).then(|| view! { <ul class="plain">{relays}</ul> });
    let outdated = own.is_outdated.then(|| {
        view! { <p>"La note a été corrigée depuis votre relais\u{a0}: le rectificatif est à relayer, ou à écarter en disant pourquoi. Votre prochaine lettre le propose."</p> }
    });
    view! { {read}{relays}{outdated}{aside} }.into_any()
}

fn acknowledge(cx: &PageContext, one: &Bulletin) -> AnyView {
    let form = act_form(cx, "BulletinService/AcknowledgeBulletin").hidden("id", &one.id);
    let due = one.due_at.map(|at| {
        view! { " Attendu jusqu’au "{time::day_view(at, "Europe/Paris", cx.info.now)}", "{time::left_view(at, "Europe/Paris", cx.info.now)}"." }
    });
    let words = view! { <p class="measure soft">"L’accusé porte votre nom et dit que le centre a lu la note. Relayer ou écarter en vaut accusé."{due}</p> };
    form.main(words, "Accuser réception")
}

fn relay(cx: &PageContext, one: &Bulletin, own: &Reception, sessions: &[Meeting]) -> AnyView {
    let is_known = |id: &str| own.relays.iter().any(|relay| relay.path.ends_with(id));
    let published = one.published_at.map_or(0, |at| at.seconds);
    let is_later = |session: &Meeting| session.ends_at.is_some_and(|at| published < at.seconds);
    let choices: Vec<_> = sessions
        .iter()
        .filter(|session| is_later(session) && !is_known(&session.id))
        .map(|session| {
            let day = session
                .starts_at
                .map(|at| time::short(time::instant(at), cx.zone(), cx.info.now));
            let words = format!("{}, {}", session.title, day.unwrap_or_default());
            choice(&session.id, words, false)
        })
        .collect();
    let mut is_at_session = false;
    let at_session = if choices.is_empty() {
        let plan = (cx.role() == Role::Director)
            .then(|| view! { " "<a href="/meeting/new">"Planifier une réunion locale"</a> });
        view! { <p class="soft">"Une réunion locale de votre centre, une fois tenue, se choisit ici avec son nombre de participants."{plan}</p> }
            .into_any()
    } else {
        let form = act_form(cx, "BulletinService/DeclareRelay")
            .id("at-session")
            .hidden("id", &one.id);
        is_at_session = form.is_refused();
        let field = form
            .select("meeting_id", "Réunion", choices)
            .hint("Le nombre de participants vient de la réunion.")
            .required()
            .view();
        form.view(field, "Noter ce relais")
    };
    let form = act_form(cx, "BulletinService/DeclareRelay")
        .id("otherwise")
        .hidden("id", &one.id);
    let is_open = form.is_refused();
    let today = cx
        .info
        .now
        .with_timezone(&time::tz(cx.zone()))
        .date_naive()
        .to_string();
    let fields = view! {
        {form.text("words", "Comment").hint("Par exemple «\u{a0}affiche à la maison du projet\u{a0}», «\u{a0}appels aux associations\u{a0}».").max(200).required()}
        <div class="fields">
            {form.date("on", "Le").value(today).required()}
            {form.input("number", "n_reached", "Acteurs de terrain touchés").hint("À peu près\u{a0}: affiché comme déclaré.").required()}
        </div>
    };
    let otherwise = form.view(fields, "Déclarer ce relais");
    view! {
        <h3>"Relayer aux acteurs de terrain"</h3>
        <p class="measure">"Dans votre lettre\u{a0}: la note se choisit parmi les blocs d’une édition, et le nombre de lecteurs touchés se compte tout seul. "<a href="/newsletter">"Vos lettres d’information"</a></p>
        {fold("Lors d’une réunion de votre centre", is_at_session, at_session)}
        {fold("Autrement", is_open, otherwise)}
    }
    .into_any()
}

fn set_aside(cx: &PageContext, one: &Bulletin, own: &Reception) -> AnyView {
    let form = act_form(cx, "BulletinService/SetBulletinAside")
        .hidden("id", &one.id)
        .hidden("version", own.version);
    let is_open = form.is_refused();
    let body = view! {
        <p class="measure soft">"Un centre n’est pas le relais exclusif d’une politique\u{a0}: écarter est une réponse définitive, jamais comptée comme un manquement."</p>
        {form.area("reason", "Pourquoi").hint(format!("Pour {} et l’animateur.", one.organisation_name)).rows(3).required()}
    };
    let (title, button) = if own.is_outdated {
        ("Ne pas relayer le rectificatif", "Écarter le rectificatif")
    } else {
        ("Ne pas relayer", "Écarter la note")
    };
    fold(title, is_open, form.view(body, button))
}
