//! What the room needs, on its screen: the point, its time, the next one, who speaks, how to check in.

use leptos::prelude::*;
use proto::v1::{Meeting, MeetingSession, MeetingState, SessionItem};
use qrcode::QrCode;
use qrcode::render::svg;

use super::conduct::spaced;
use super::current::{facts, remaining, speaking, until};
use super::{current, load, next, people, topic};
use crate::page::{Cx, Nav, Page, Result};
use crate::ui::time;

/// Names of the queue in sight.
const MAX_QUEUE: usize = 5;

/// `/session/<meeting>/projector`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (meeting, session) = load(&cx).await?;
    let back = format!("/session/{}", meeting.id);
    let main = view! {
        <div class="projector" id="projector" data-live=topic(&meeting)>
            <div class="projector-main">{point(&meeting, &session)}</div>
            <div class="projector-side">{check_in(&session)}{queue(&session)}</div>
        </div>
        <p class="projector-back soft"><a href=back>"Quitter cet écran"</a>" · "<a href=cx.path().to_owned()>"Actualiser"</a></p>
    };
    let words = format!("Écran de la salle, {}", meeting.title);
    Ok(Page::new(words, Nav::Elsewhere, main).live().bare())
}

fn point(meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let zone = meeting.zone.as_str();
    let body = match (session.state(), current(session)) {
        (MeetingState::Running, Some(item)) => {
            let of = meeting.items.iter().find(|one| one.id == item.item_id);
            // The screen is read by the whole room.
            let is_closed = of.is_some_and(|of| of.is_closed);
            let facts = (!is_closed).then(|| view! { <p class="soft">{facts(session, item, of)}</p> });
            view! {
                <h1>{title(meeting, item)}</h1>
                {facts}
                {remaining(item)}
                <p>{until(item, zone)}</p>
                {speaking(session)}
            }
            .into_any()
        }
        (MeetingState::Running, None) if session.is_item_withheld => {
            view! { <h1>"Point à huis clos"</h1> }.into_any()
        }
        (MeetingState::Running, None) => {
            view! { <h1>"Bienvenue"</h1><p>"La séance va commencer. Signalez votre arrivée."</p> }.into_any()
        }
        (MeetingState::Held, _) => {
            view! { <h1>"La séance est close"</h1><p>"Merci de votre participation."</p> }.into_any()
        }
        _ => view! { <h1>"La séance n’est pas ouverte"</h1> }.into_any(),
    };
    let is_running = session.state() == MeetingState::Running;
    let after = next(session).filter(|_| is_running).map(|item| {
        let at = item.starts_at.map(|at| format!(" · {}", time::hour(at, zone)));
        view! { <p class="projector-next"><span class="soft">"Ensuite : "</span>{title(meeting, item)}{at}</p> }
    });
    let count = is_running.then(|| view! { <p class="soft">{people::count(session)}</p> });
    view! { <p class="soft">{meeting.title.clone()}</p>{body}{after}{count} }.into_any()
}

/// What the room reads of a point.
fn title(meeting: &Meeting, item: &SessionItem) -> String {
    let of = meeting.items.iter().find(|one| one.id == item.item_id);
    if of.is_some_and(|of| of.is_closed) {
        "Point à huis clos".to_owned()
    } else {
        item.title.clone()
    }
}

/// The code and its QR: only for who leads, whose screen this is.
fn check_in(session: &MeetingSession) -> AnyView {
    if session.check_in_code.is_empty() {
        return ().into_any();
    }
    let qr = qr(&session.check_in_url)
        .map(|svg| view! { <div class="qr" role="img" aria-label="Code QR de la page de présence" inner_html=svg></div> });
    view! {
        <section aria-labelledby="check-in">
            <h2 id="check-in">"Signalez votre arrivée"</h2>
            {qr}
            <p class="session-code">{spaced(&session.check_in_code)}</p>
        </section>
    }
    .into_any()
}

/// The address as a QR code, dark on white whatever the screen.
fn qr(address: &str) -> Option<String> {
    let image = QrCode::new(address)
        .ok()?
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    // Only the element: the prologue of a file has no place in a page.
    image.find("<svg").map(|start| image[start..].to_owned())
}

fn queue(session: &MeetingSession) -> AnyView {
    if session.queue.is_empty() {
        return ().into_any();
    }
    let names: Vec<_> = session
        .queue
        .iter()
        .take(MAX_QUEUE)
        .map(|speaker| {
            let organisation =
                (!speaker.organisation_name.is_empty()).then(|| format!(" ({})", speaker.organisation_name));
            view! { <li>{speaker.name.clone()}{organisation}</li> }
        })
        .collect();
    let more = session.queue.len().saturating_sub(MAX_QUEUE);
    let more = (more > 0).then(|| view! { <p class="soft">{format!("et {more} de plus")}</p> });
    view! {
        <section aria-labelledby="queue"><h2 id="queue">"Demandent la parole"</h2><ol>{names}</ol>{more}</section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_one_element() {
        let svg = qr("https://passerelle.example/session/0190/check-in?code=01234567").unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("<?xml") && !svg.contains("style="), "{svg}");
    }
}
