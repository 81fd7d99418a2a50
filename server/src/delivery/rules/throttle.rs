//! How fast mails leave: a bucket of tokens for each relay, and one for each destination domain.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// Domains remembered at most; a full bucket is as good as a forgotten one.
const MAX_DOMAINS: usize = 10_000;

/// Tokens that come back with time, up to one second's worth. A rate of 0 is no limit.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    rate: u32,
    /// In millionths of a token.
    tokens: i64,
    at: DateTime<Utc>,
}

const ONE: i64 = 1_000_000;

impl Bucket {
    fn full(rate: u32, at: DateTime<Utc>) -> Self {
        Self {
            rate,
            tokens: i64::from(rate) * ONE,
            at,
        }
    }

    fn fill(&mut self, now: DateTime<Utc>) {
        let micros = (now - self.at).num_microseconds().unwrap_or(i64::MAX).max(0);
        let gained = micros.saturating_mul(i64::from(self.rate));
        self.tokens = self.tokens.saturating_add(gained).min(i64::from(self.rate) * ONE);
        self.at = self.at.max(now);
    }

    /// Takes up to `n` tokens; answers how many.
    fn take(&mut self, n: u64, now: DateTime<Utc>) -> u64 {
        if self.rate == 0 {
            return n;
        }
        self.fill(now);
        let taken = n.min(u64::try_from(self.tokens / ONE).unwrap_or_default());
        self.tokens -= i64::try_from(taken).unwrap_or(i64::MAX).saturating_mul(ONE);
        taken
    }

    fn give_back(&mut self, n: u64) {
        let back = i64::try_from(n).unwrap_or(i64::MAX).saturating_mul(ONE);
        self.tokens = self.tokens.saturating_add(back).min(i64::from(self.rate) * ONE);
    }
}

/// The buckets of one process.
#[derive(Debug)]
pub(crate) struct Throttle {
    /// Its rate, and its bucket once it was used.
    relays: Vec<(u32, Option<Bucket>)>,
    domain_rate: u32,
    domains: BTreeMap<String, Bucket>,
}

impl Throttle {
    /// Mails in a second, over each relay and to one domain; 0: no limit.
    pub(crate) fn new(relay_rates: impl IntoIterator<Item = u32>, domain_rate: u32) -> Self {
        Self {
            relays: relay_rates.into_iter().map(|rate| (rate, None)).collect(),
            domain_rate,
            domains: BTreeMap::new(),
        }
    }

    fn relay(&mut self, relay: usize, now: DateTime<Utc>) -> Option<&mut Bucket> {
        let (rate, bucket) = self.relays.get_mut(relay)?;
        Some(bucket.get_or_insert_with(|| Bucket::full(*rate, now)))
    }

    /// How many of `n` mails may leave now over a relay, by its place in the list; they are counted as gone.
    fn take(&mut self, relay: usize, n: u64, now: DateTime<Utc>) -> u64 {
        self.relay(relay, now).map_or(0, |bucket| bucket.take(n, now))
    }

    /// The first of these relays over which mails may leave now, and how many of `n`; they are counted as gone.
    pub(crate) fn take_first(
        &mut self,
        relays: &[usize],
        n: u64,
        now: DateTime<Utc>,
    ) -> Option<(usize, u64)> {
        let taken = |relay: &usize| (*relay, self.take(*relay, n, now));
        relays.iter().map(taken).find(|(_, n)| *n > 0)
    }

    /// Mails that were counted and did not leave.
    pub(crate) fn give_back(&mut self, relay: usize, n: u64, now: DateTime<Utc>) {
        if let Some(bucket) = self.relay(relay, now) {
            bucket.give_back(n);
        }
    }

    /// Says whether a mail may leave to a domain now; then it is counted.
    pub(crate) fn take_domain(&mut self, domain: &str, now: DateTime<Utc>) -> bool {
        if self.domain_rate == 0 {
            return true;
        }
        if self.domains.len() >= MAX_DOMAINS && !self.domains.contains_key(domain) {
            let full = i64::from(self.domain_rate) * ONE;
            self.domains.retain(|_, bucket| {
                bucket.fill(now);
                bucket.tokens < full
            });
        }
        let rate = self.domain_rate;
        let bucket = self.domains.entry(domain.to_owned());
        bucket.or_insert_with(|| Bucket::full(rate, now)).take(1, now) == 1
    }

    /// The domains to which nothing may leave now.
    pub(crate) fn blocked(&mut self, now: DateTime<Utc>) -> Vec<String> {
        let mut blocked = Vec::new();
        for (domain, bucket) in &mut self.domains {
            bucket.fill(now);
            if bucket.tokens < ONE {
                blocked.push(domain.clone());
            }
        }
        blocked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
    }

    #[test]
    fn a_second_holds_its_rate_and_no_more() {
        let mut throttle = Throttle::new([10, 3], 0);
        assert_eq!(throttle.take(0, 25, at(0)), 10);
        assert_eq!(throttle.take(0, 1, at(0)), 0);
        assert_eq!(throttle.take(0, 5, at(100)), 1);
        assert_eq!(throttle.take(0, 5, at(350)), 2);
        // An hour of rest is worth one second.
        assert_eq!(throttle.take(0, 25, at(3_600_000)), 10);
        throttle.give_back(0, 3, at(3_600_000));
        assert_eq!(throttle.take(0, 25, at(3_600_000)), 3);
        // Each relay has its own.
        assert_eq!(throttle.take(1, 25, at(3_600_000)), 3);
        assert_eq!(throttle.take_first(&[0, 1], 9, at(3_600_500)), Some((0, 5)));
        assert_eq!(throttle.take_first(&[0, 1], 9, at(3_600_500)), Some((1, 1)));
        assert_eq!(throttle.take_first(&[0, 1], 9, at(3_600_500)), None);
        // A clock that goes back gives nothing.
        assert_eq!(throttle.take(0, 1, at(0)), 0);
    }

    #[test]
    fn no_limit() {
        let mut throttle = Throttle::new([0], 0);
        assert_eq!(throttle.take(0, 1_000_000, at(0)), 1_000_000);
        assert!((0..1000).all(|_| throttle.take_domain("a.example", at(0))));
        assert_eq!(throttle.blocked(at(0)), Vec::<String>::new());
    }

    #[test]
    fn each_domain_has_its_own() {
        let mut throttle = Throttle::new([0], 2);
        let taken: Vec<bool> = ["a", "a", "a", "b"]
            .iter()
            .map(|domain| throttle.take_domain(domain, at(0)))
            .collect();
        assert_eq!(taken, [true, true, false, true]);
        assert_eq!(throttle.blocked(at(0)), ["a"]);
        assert_eq!(throttle.blocked(at(500)), Vec::<String>::new());
        assert!(throttle.take_domain("a", at(500)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut throttle = Throttle::new([0], 1);
        for n in 0..MAX_DOMAINS {
            throttle.take_domain(&n.to_string(), at(0));
        }
        throttle.take_domain("new", at(2000));
        assert_eq!(throttle.domains.len(), 1);
    }
}
