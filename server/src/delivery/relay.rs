//! The mail servers over which editions leave, and which of them is next.
//!
//! The lowest priority is asked first; those of one priority share the mails. The next priority is asked only while
//! none of the one before is there: those that hold their pace are waited for.

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Config;
use crate::mail::Server;

/// How long a server that was not there is passed over: longer than a connection may take to be made, and doubled with
/// each absence.
const AWAY: TimeDelta = TimeDelta::seconds(30);
/// Absences that lengthen it.
const MAX_DOUBLINGS: u32 = 4;

/// A mail server for editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relay {
    /// As for `SMTP_URL`; `None`: mails are written to a folder.
    pub(crate) url: Option<String>,
    /// 1 is asked first.
    pub(crate) priority: u8,
    /// Mails in a second at most; 0: no limit.
    pub(crate) rate: u32,
}

impl Relay {
    /// Reads one of `DELIVERY_RELAYS`: an address as for `SMTP_URL`, with `priority=` and `rate=` after a `?`.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(crate) fn parse(text: &str, rate: u32) -> Result<Self, String> {
        let (place, query) = text.split_once('?').unwrap_or((text, ""));
        let mut relay = Self {
            url: None,
            priority: 1,
            rate,
        };
        let mut rest = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("priority", value)) => {
                    let priority = value.parse().ok().filter(|priority| *priority > 0);
                    relay.priority = priority.ok_or("expected priority=1 to 255")?;
                }
                Some(("rate", value)) => {
                    relay.rate = value.parse().map_err(|_| "expected rate=, in mails per second")?;
                }
                _ => rest.push(part),
            }
        }
        let url = if rest.is_empty() {
            place.to_owned()
        } else {
            format!("{place}?{}", rest.join("&"))
        };
        Server::parse(&url)?;
        relay.url = Some(url);
        Ok(relay)
    }

    /// Those of the configuration: `DELIVERY_RELAYS`, else the one of every mail.
    pub(crate) fn all(config: &Config) -> Vec<Self> {
        let parse = |text: &String| Self::parse(text, config.delivery_rate).ok();
        let relays: Vec<Self> = config.delivery_relays.iter().filter_map(parse).collect();
        if !relays.is_empty() {
            return relays;
        }
        vec![Self {
            url: config.smtp_url.clone(),
            priority: 1,
            rate: config.delivery_rate,
        }]
    }

    /// The host, or the address, of the server; `None` for a folder.
    pub(crate) fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        let place = rest.split(['/', '?']).next()?;
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        match place.strip_prefix('[') {
            Some(address) => address.split(']').next(),
            None => place.split(':').next(),
        }
    }
}

/// Which servers are there, as far as this process knows.
#[derive(Debug)]
pub(crate) struct Roster {
    places: Vec<Place>,
    n_turns: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    priority: u8,
    /// It is passed over until then.
    until: DateTime<Utc>,
    /// Since it was there for the last time.
    n_absences: u32,
}

impl Roster {
    /// All are there.
    pub(crate) fn new(relays: &[Relay]) -> Self {
        let there = |relay: &Relay| Place {
            priority: relay.priority,
            until: DateTime::UNIX_EPOCH,
            n_absences: 0,
        };
        Self {
            places: relays.iter().map(there).collect(),
            n_turns: 0,
        }
    }

    fn there(&self, now: DateTime<Utc>) -> impl Iterator<Item = usize> {
        let is_there = move |place: &Place| place.until <= now;
        let first = self.places.iter().filter(|place| is_there(place));
        let first = first.map(|place| place.priority).min();
        let places = self.places.iter().enumerate();
        places
            .filter(move |(_, place)| is_there(place) && Some(place.priority) == first)
            .map(|(n, _)| n)
    }

    /// The servers that may be asked now, by their place in the list, whose turn it is first; when none is there, the
    /// one that was away first. One that comes back is asked by one worker, and by the others once it answered.
    pub(crate) fn next(&mut self, now: DateTime<Utc>) -> Vec<usize> {
        let mut there: Vec<usize> = self.there(now).collect();
        if there.is_empty() {
            let away = self.places.iter().enumerate();
            let first = away.min_by_key(|(_, place)| (place.until, place.priority));
            there = first.map(|(n, _)| n).into_iter().collect();
        } else {
            self.n_turns = self.n_turns.wrapping_add(1);
            let turn = self.n_turns % there.len();
            there.rotate_left(turn);
        }
        if let Some(place) = there.first().and_then(|first| self.places.get_mut(*first))
            && place.n_absences > 0
        {
            place.until = now + AWAY;
        }
        there
    }

    /// Notes that a server answered.
    pub(crate) fn arrive(&mut self, relay: usize) {
        if let Some(place) = self.places.get_mut(relay) {
            place.until = DateTime::UNIX_EPOCH;
            place.n_absences = 0;
        }
    }

    /// Passes over a server that is not there; says whether another one is.
    pub(crate) fn leave(&mut self, relay: usize, now: DateTime<Utc>) -> bool {
        if let Some(place) = self.places.get_mut(relay) {
            place.until = now + AWAY * (1 << place.n_absences.min(MAX_DOUBLINGS));
            place.n_absences += 1;
        }
        self.there(now).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_read_or_refused() {
        let relay = |url: &str, priority, rate| {
            Ok(Relay {
                url: Some(url.to_owned()),
                priority,
                rate,
            })
        };
        for (text, expected) in [
            ("smtp://a.example", relay("smtp://a.example", 1, 7)),
            (
                "smtp://u:p@a.example:26?rate=50&tls=none&priority=2",
                relay("smtp://u:p@a.example:26?tls=none", 2, 50),
            ),
            ("smtps://a.example?rate=0", relay("smtps://a.example", 1, 0)),
        ] {
            assert_eq!(Relay::parse(text, 7), expected, "{text}");
        }
        for (text, named) in [
            ("a.example", "smtp://"),
            ("smtp://a.example?priority=0", "priority="),
            ("smtp://a.example?rate=x", "rate="),
            ("smtp://a.example?rat=3", "tls="),
        ] {
            let refused = Relay::parse(text, 7).unwrap_err();
            assert!(refused.contains(named), "{text}: {refused}");
        }
    }

    #[test]
    fn the_host_of_a_relay() {
        for (url, expected) in [
            ("smtp://u:p%40@mail.example:587?tls=required", "mail.example"),
            ("smtps://mail.example/", "mail.example"),
            ("smtp://[2001:db8::1]:25", "2001:db8::1"),
            ("smtp://192.0.2.7:25", "192.0.2.7"),
        ] {
            assert_eq!(Relay::parse(url, 0).unwrap().host(), Some(expected), "{url}");
        }
    }

    #[test]
    fn the_first_that_are_there_share_the_next_stand_by() {
        let at = |s: i64| DateTime::from_timestamp(1_800_000_000 + s, 0).unwrap();
        let relays = ["smtp://a", "smtp://b", "smtp://c?priority=2"];
        let relays: Vec<Relay> = relays.iter().map(|url| Relay::parse(url, 0).unwrap()).collect();
        let mut roster = Roster::new(&relays);
        let turns = |roster: &mut Roster, s: i64| -> Vec<usize> {
            let mut turns: Vec<usize> = (0..4).map(|_| roster.next(at(s))[0]).collect();
            turns.sort_unstable();
            turns
        };
        assert_eq!(turns(&mut roster, 0), [0, 0, 1, 1]);
        assert!(roster.leave(0, at(0)));
        assert_eq!(turns(&mut roster, 29), [1, 1, 1, 1]);
        assert!(roster.leave(1, at(1)));
        assert_eq!(turns(&mut roster, 2), [2, 2, 2, 2]);
        assert!(!roster.leave(2, at(3)), "nobody is there");
        assert_eq!(roster.next(at(4)), [0], "the one that was away first");
        assert_eq!(roster.next(at(4)), [1], "and then the other");
        roster.arrive(2);
        // Back: one worker asks, the others stay with the spare one until it answered.
        assert_eq!(turns(&mut roster, 40), [0, 1, 2, 2]);
        roster.arrive(0);
        assert_eq!(turns(&mut roster, 40), [0, 0, 0, 0]);
        // Again and again: twice as long each time, eight minutes at most.
        roster.leave(0, at(100));
        roster.leave(0, at(100));
        roster.arrive(1);
        assert_eq!(turns(&mut roster, 159), [1, 1, 1, 1]);
        assert!(turns(&mut roster, 160).contains(&0));
        for _ in 0..40 {
            roster.leave(0, at(200));
        }
        assert!(turns(&mut roster, 680).contains(&0));
    }
}
