//! What to publish in the DNS of a sender's domain, so that mails are known to come from it.

use crate::delivery::dkim::Signer;

/// A TXT record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// "SPF", "DKIM", "DMARC".
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) value: String,
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

/// The host of the mail server, from `SMTP_URL`; the platform's own when there is none.
fn relay(smtp_url: Option<&str>, public_url: &str) -> String {
    let url = smtp_url.unwrap_or(public_url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or_default();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    match place.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default().to_owned(),
        None => place.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// The records of a domain: who may send for it, the keys that sign, what to do with the rest.
///
/// # Errors
/// When a public key has no form.
pub(crate) fn records(
    domain: &str,
    contact: &str,
    signers: &[Signer],
    smtp_url: Option<&str>,
    public_url: &str,
) -> anyhow::Result<Vec<Record>> {
    let relay = relay(smtp_url, public_url);
    let mechanism = match relay.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => "ip4",
        Ok(std::net::IpAddr::V6(_)) => "ip6",
        Err(_) => "a",
    };
    let mut records = vec![Record {
        kind: "SPF",
        name: domain.to_owned(),
        value: format!("v=spf1 mx {mechanism}:{relay} ~all"),
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
    fn the_relay_of_an_address() {
        for (smtp, expected) in [
            (
                Some("smtp://u:p%40@mail.example:587?tls=required"),
                "mail.example",
            ),
            (Some("smtps://mail.example/"), "mail.example"),
            (Some("smtp://[2001:db8::1]:25"), "2001:db8::1"),
            (Some("smtp://192.0.2.7:25"), "192.0.2.7"),
            (None, "passerelle.example"),
        ] {
            assert_eq!(relay(smtp, "https://passerelle.example"), expected, "{smtp:?}");
        }
    }

    #[test]
    fn what_a_domain_publishes() {
        let records = |smtp| records("rives.example", "zoe@rives.example", &[], Some(smtp), "").unwrap();
        let of_name = records("smtp://mail.example");
        assert_eq!(of_name[0].value, "v=spf1 mx a:mail.example ~all");
        assert_eq!(
            records("smtp://192.0.2.7")[0].value,
            "v=spf1 mx ip4:192.0.2.7 ~all"
        );
        assert_eq!(of_name[1].name, "_dmarc.rives.example");
        assert!(of_name[1].value.ends_with("; rua=mailto:zoe@rives.example"));
        assert_eq!(domain("Zoe@Rives.Example "), "rives.example");
    }
}
