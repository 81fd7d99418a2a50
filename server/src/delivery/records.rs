//! What to publish in the DNS of a sender's domain, so that mails are known to come from it.

use std::fmt::Write as _;

use proto::v1::RecordState;

use crate::delivery::dkim::Signer;

/// A TXT record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// "SPF", "DKIM", "DMARC".
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Whether what a domain publishes under the name of a record says what the record says.
pub(crate) fn state(record: &Record, published: &[String]) -> RecordState {
    let of_kind: Vec<&String> = published
        .iter()
        .filter(|text| is_of_kind(record.kind, text))
        .collect();
    let is_said = match (record.kind, of_kind.as_slice()) {
        (_, []) => return RecordState::Missing,
        // A domain has one of them, that names others too; two are an error (RFC 7208, 4.5).
        ("SPF", [only]) => {
            let mut servers = record.value.split(' ').filter(|word| word.contains(':'));
            servers.all(|server| only.split(' ').any(|word| word.trim_start_matches('+') == server))
        }
        ("SPF", _) => false,
        ("DKIM", keys) => keys.iter().any(|text| key(text) == key(&record.value)),
        // Any policy is one.
        _ => true,
    };
    if is_said {
        RecordState::Published
    } else {
        RecordState::Different
    }
}

fn is_of_kind(kind: &str, text: &str) -> bool {
    match kind {
        "SPF" => text.split(' ').next() == Some("v=spf1"),
        "DKIM" => key(text).1.is_some(),
        _ => text.trim_start().starts_with("v=DMARC1"),
    }
}

/// The kind of key and the key of a DKIM record, whatever the order of its tags and what else it says (RFC 6376, 3.6.1).
fn key(text: &str) -> (String, Option<String>) {
    let tags = text.split(';').filter_map(|tag| tag.split_once('='));
    let value = |name: &str| {
        let mut values = tags.clone().filter(|(one, _)| one.trim() == name);
        values
            .next()
            .map(|(_, value)| value.split_whitespace().collect::<String>())
    };
    (value("k").unwrap_or_else(|| "rsa".to_owned()), value("p"))
}

/// The domain of an address.
pub(crate) fn domain(address: &str) -> String {
    address
        .trim()
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

/// The records of a domain: which hosts may send for it, the keys that sign, what to do with the rest.
///
/// # Errors
/// When a public key has no form.
pub(crate) fn records(
    domain: &str,
    contact: &str,
    signers: &[Signer],
    hosts: &[&str],
) -> anyhow::Result<Vec<Record>> {
    let mut servers = String::new();
    for host in hosts {
        let mechanism = match host.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(_)) => "ip4",
            Ok(std::net::IpAddr::V6(_)) => "ip6",
            Err(_) => "a",
        };
        let _ = write!(servers, " {mechanism}:{host}");
    }
    let mut records = vec![Record {
        kind: "SPF",
        name: domain.to_owned(),
        value: format!("v=spf1 mx{servers} ~all"),
    }];
    for signer in signers {
        let (name, value) = signer.record()?;
        records.push(Record {
            kind: "DKIM",
            name,
            value,
        });
    }
    let reports = if contact.contains('@') {
        format!("; rua=mailto:{contact}")
    } else {
        String::new()
    };
    records.push(Record {
        kind: "DMARC",
        name: format!("_dmarc.{domain}"),
        value: format!("v=DMARC1; p=quarantine; adkim=s; aspf=r{reports}"),
    });
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_is_compared() {
        use RecordState as S;
        let record = |kind, value: &str| Record {
            kind,
            name: String::new(),
            value: value.to_owned(),
        };
        let spf = record("SPF", "v=spf1 mx a:mail.example ip4:192.0.2.7 ~all");
        let dkim = record("DKIM", "v=DKIM1; k=rsa; p=MIIB");
        let dmarc = record("DMARC", "v=DMARC1; p=quarantine");
        for (record, published, expected) in [
            (&spf, &[][..], S::Missing),
            (&spf, &["google-site-verification=x"], S::Missing),
            (&spf, &["v=spf1 a:mail.example -all"], S::Different),
            (
                &spf,
                &["x", "v=spf1 include:y.example a:mail.example ip4:192.0.2.7 -all"],
                S::Published,
            ),
            (&dkim, &["v=DKIM1;k=rsa;p=MI IB"], S::Published),
            (&dkim, &["v=DKIM1; k=rsa; p="], S::Different),
            (&dkim, &["p=MIIB"], S::Published),
            (&dkim, &["k=rsa; p=MIIB; t=s;"], S::Published),
            (&dkim, &["v=DKIM1; k=ed25519; p=MIIB"], S::Different),
            (&dkim, &["autre chose"], S::Missing),
            (&spf, &["v=spf1 +a:mail.example ip4:192.0.2.7 ~all"], S::Published),
            (
                &spf,
                &["v=spf1 a:mail.example ip4:192.0.2.7 ~all", "v=spf1 -all"],
                S::Different,
            ),
            (&dmarc, &["v=DMARC1; p=none"], S::Published),
        ] {
            let published: Vec<String> = published.iter().map(ToString::to_string).collect();
            assert_eq!(state(record, &published), expected, "{published:?}");
        }
    }

    #[test]
    fn what_a_domain_publishes() {
        let records = |hosts: &[&str]| records("rives.example", "zoe@rives.example", &[], hosts).unwrap();
        let of_name = records(&["mail.example"]);
        assert_eq!(of_name[0].value, "v=spf1 mx a:mail.example ~all");
        assert_eq!(
            records(&["192.0.2.7", "2001:db8::1"])[0].value,
            "v=spf1 mx ip4:192.0.2.7 ip6:2001:db8::1 ~all"
        );
        assert_eq!(of_name[1].name, "_dmarc.rives.example");
        assert!(of_name[1].value.ends_with("; rua=mailto:zoe@rives.example"));
        assert_eq!(domain("Zoe@Rives.Example "), "rives.example");
    }
}
