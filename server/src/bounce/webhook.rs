//! Events of a mail provider, signed as in the Standard Webhooks specification: HMAC-SHA256 over
//! `id.timestamp.body`, with a key that both know. One event is one report; the same identifier again is the same.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::v1::ReportSource;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::bounce::jobs::{self, Arrival, Noted};
use crate::bounce::report::{Report, Says};
use crate::bounce::return_path::Claim;
use crate::bounce::rules::{self, Fate, clean};
use crate::error::Result;

/// A request, as it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    pub(crate) id: &'a str,
    pub(crate) timestamp: &'a str,
    /// "v1,…", several separated by spaces.
    pub(crate) signature: &'a str,
    pub(crate) body: &'a [u8],
}

/// What a provider is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// There is no webhook.
    Off,
    NotSigned,
    Unreadable,
    Noted,
    /// To be sent again.
    Later,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: Kind,
    data: Data,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Bounce,
    Delay,
    Complaint,
}

#[derive(Deserialize)]
struct Data {
    return_path: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    diagnostic: String,
}

/// The key of a secret, "whsec_" and base64; `None` when it is not one.
pub(crate) fn key(secret: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(secret.trim().strip_prefix("whsec_")?).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// Takes an event.
pub(crate) async fn receive(app: &App, event: Event<'_>) -> Result<Answer> {
    let Some(key) = app.config.bounce_webhook_secret.as_deref().and_then(key) else {
        return Ok(Answer::Off);
    };
    let signed_at = event.timestamp.parse::<i64>().ok();
    let is_fresh = signed_at.is_some_and(|at| rules::is_fresh(at, app.clock.now()));
    if !is_signed(&key, &event) || !is_fresh {
        return Ok(Answer::NotSigned);
    }
    let Ok(body) = serde_json::from_slice::<Body>(event.body) else {
        return Ok(Answer::Unreadable);
    };
    let arrival = Arrival {
        key: format!("webhook {}", hex::encode(Sha256::digest(event.id))),
        source: ReportSource::Webhook,
        report: report(body),
    };
    Ok(match jobs::note(app, arrival).await? {
        Noted::Later => Answer::Later,
        Noted::Known => Answer::Noted,
        Noted::New(edition_id) => {
            jobs::tell(app, edition_id.into_iter().collect()).await?;
            Answer::Noted
        }
    })
}

fn is_signed(key: &[u8], event: &Event<'_>) -> bool {
    if event.id.is_empty() {
        return false;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let mut said = format!("{}.{}.", event.id, event.timestamp).into_bytes();
    said.extend_from_slice(event.body);
    let mut signatures = event
        .signature
        .split(' ')
        .filter_map(|one| one.strip_prefix("v1,"));
    signatures.any(|one| {
        let signature = STANDARD.decode(one).unwrap_or_default();
        hmac::verify(&key, &said, &signature).is_ok()
    })
}

fn report(body: Body) -> Report {
    let Data {
        return_path,
        status,
        diagnostic,
    } = body.data;
    let fate = |action: &str| {
        Says::Fates(vec![Fate {
            addresses: Vec::new(),
            action: action.to_owned(),
            status: clean(&status),
            diagnostic: clean(&diagnostic),
        }])
    };
    Report {
        claims: Claim::of(return_path.trim().trim_matches(['<', '>']))
            .into_iter()
            .collect(),
        says: match body.kind {
            Kind::Bounce => fate("failed"),
            Kind::Delay => fate("delayed"),
            Kind::Complaint => Says::Complaint,
        },
        subject: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_of_the_specification() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let event = Event {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: "1614265330",
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            body: br#"{"test": 2432232314}"#,
        };
        assert!(is_signed(&key, &event));
        let several = format!("v1,AAAA v2,x {}", event.signature);
        for (name, event, expected) in [
            (
                "several",
                Event {
                    signature: &several,
                    ..event
                },
                true,
            ),
            ("other id", Event { id: "msg_x", ..event }, false),
            ("no id", Event { id: "", ..event }, false),
            (
                "other time",
                Event {
                    timestamp: "1614265331",
                    ..event
                },
                false,
            ),
            ("other body", Event { body: b"{}", ..event }, false),
            (
                "no version",
                Event {
                    signature: event.signature.trim_start_matches("v1,"),
                    ..event
                },
                false,
            ),
            (
                "none",
                Event {
                    signature: "",
                    ..event
                },
                false,
            ),
        ] {
            assert_eq!(is_signed(&key, &event), expected, "{name}");
        }
    }

    #[test]
    fn secrets() {
        for (secret, expected) in [
            ("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", true),
            ("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", false),
            ("whsec_YWJj", false),
            ("whsec_é", false),
            ("", false),
        ] {
            assert_eq!(key(secret).is_some(), expected, "{secret}");
        }
    }
}
