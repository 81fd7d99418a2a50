//! Meetings as iCalendar (RFC 5545) and as iTIP invitations (RFC 5546). Hours are in UTC, so that no reader
//! needs our zones.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, CalendarDateTime, Component as _, Event, EventLike as _, EventStatus, Property};
use proto::v1::MeetingState;

use crate::meeting::Info;

/// What an invitation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Request,
    Cancel,
}

impl Method {
    fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Who sends invitations: name and address.
pub(super) struct Sender<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a str,
}

/// A meeting in somebody's calendar.
pub(super) struct Entry<'a> {
    pub(super) info: &'a Info,
    /// What calendars know it by: a later file of the same one replaces it, or takes it away.
    pub(super) uid: String,
    pub(super) url: &'a str,
}

impl<'a> Entry<'a> {
    /// The entry of those who are convened, and of the feeds.
    pub(super) fn of_meeting(info: &'a Info, url: &'a str) -> Self {
        Self {
            info,
            uid: format!("meeting-{}@passerelle", info.id),
            url,
        }
    }
}

/// An invitation for one person.
pub(super) fn invitation(
    method: Method,
    entry: &Entry<'_>,
    organiser: &Sender<'_>,
    attendee: &Sender<'_>,
    now: DateTime<Utc>,
) -> String {
    let mut event = event(entry, now);
    event.append_multi_property(named("ORGANIZER", organiser));
    let mut property = named("ATTENDEE", attendee);
    property
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "NEEDS-ACTION")
        // Answers come by the link of the mail: nobody reads what is sent to the platform's address.
        .add_parameter("RSVP", "FALSE");
    event.append_multi_property(property.done());
    if method == Method::Cancel {
        event.status(EventStatus::Cancelled);
    }
    let mut calendar = calendar();
    calendar.append_property(("METHOD", method.word()));
    calendar.push(event.done());
    calendar.done().to_string()
}

/// A feed: many meetings, each with its page.
pub(super) fn feed<'a>(
    name: &str,
    meetings: impl IntoIterator<Item = (&'a Info, String)>,
    now: DateTime<Utc>,
) -> String {
    let mut calendar = calendar();
    calendar.name(&text(name));
    // How often a calendar should ask again.
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", "PT1H")
            .add_parameter("VALUE", "DURATION")
            .done(),
    );
    for (info, url) in meetings {
        calendar.push(event(&Entry::of_meeting(info, &url), now));
    }
    calendar.done().to_string()
}

fn calendar() -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Passerelle//Passerelle//FR"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar
}

fn event(entry: &Entry<'_>, now: DateTime<Utc>) -> Event {
    let (info, url) = (entry.info, entry.url);
    let mut event = Event::new();
    event
        .uid(&entry.uid)
        .sequence(u32::try_from(info.sequence).unwrap_or_default())
        .timestamp(now)
        .starts(CalendarDateTime::Utc(info.starts_at))
        .ends(CalendarDateTime::Utc(info.ends_at))
        .summary(&text(&info.title))
        .description(&text(&description(info, url)))
        .append_property(("URL", url));
    let place = match (info.place.as_str(), info.video_url.as_str()) {
        ("", video) => video,
        (place, _) => place,
    };
    if !place.is_empty() {
        event.location(&text(place));
    }
    event.status(match info.state {
        MeetingState::Cancelled => EventStatus::Cancelled,
        MeetingState::Planned => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    });
    event.done()
}

fn description(info: &Info, url: &str) -> String {
    let video = (!info.video_url.is_empty()).then(|| format!("Visioconférence\u{a0}: {}\n", info.video_url));
    format!("{}{url}", video.unwrap_or_default())
}

/// A property whose value is an address and whose CN is a name. The library escapes no parameter: quotes and
/// control characters would end it.
fn named(key: &str, who: &Sender<'_>) -> Property {
    let name: String = who
        .name
        .chars()
        .filter(|c| !c.is_control() && *c != '"')
        .collect();
    let email: String = who
        .email
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    let mut property = Property::new(key, format!("mailto:{email}"));
    property.add_parameter("CN", &name);
    property.done()
}

/// A text on lines of its own, without other control characters.
fn text(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}
