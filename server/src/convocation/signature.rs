//! Links that need no account carry the name of what they open and its signature.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::convocation::store;
use crate::error::Result;
use crate::secret;

/// What a signature is for: one for an answer opens no calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Answer,
    Calendar,
    Registration,
}

/// Signs and verifies, with the one key of the platform.
#[derive(Debug)]
pub(crate) struct Signer(hmac::Key);

impl Signer {
    /// The signer, its key made at the first use.
    pub(crate) async fn of(tx: &impl ConnectionTrait) -> Result<Self> {
        let secret = match store::known_key(tx).await? {
            Some(secret) => secret,
            None => store::signing_key(tx, secret::token()?).await?,
        };
        Ok(Self::new(&secret))
    }

    /// The signer, when its key was made: before that nothing was signed.
    pub(crate) async fn known(db: &impl ConnectionTrait) -> Result<Option<Self>> {
        let secret = store::known_key(db).await?;
        Ok(secret.map(|secret| Self::new(&secret)))
    }

    fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The signature of a thing for a purpose.
    pub(crate) fn sign(&self, purpose: Purpose, id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, &said(purpose, id)))
    }

    /// Says whether a signature is the one of this thing for this purpose.
    pub(crate) fn is_good(&self, purpose: Purpose, id: Uuid, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        hmac::verify(&self.0, &said(purpose, id), &signature).is_ok()
    }
}

fn said(purpose: Purpose, id: Uuid) -> Vec<u8> {
    let purpose = match purpose {
        Purpose::Answer => "answer",
        Purpose::Calendar => "calendar",
        Purpose::Registration => "registration",
    };
    format!("{purpose}:{id}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_one_thing_and_one_purpose() {
        let (signer, other) = (Signer::new("une clé"), Signer::new("une autre"));
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let signature = signer.sign(Purpose::Answer, one);
        assert!(signer.is_good(Purpose::Answer, one, &signature));
        assert!(!signer.is_good(Purpose::Answer, two, &signature));
        assert!(!signer.is_good(Purpose::Calendar, one, &signature));
        assert!(!other.is_good(Purpose::Answer, one, &signature));
        for wrong in ["", "x", &signature[1..], "é"] {
            assert!(!signer.is_good(Purpose::Answer, one, wrong), "{wrong}");
        }
    }
}
