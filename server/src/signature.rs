//! Links that need no account carry the name of what they open and its signature, by the one key of the platform.

use std::fmt::Display;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait as _};

use crate::error::Result;
use crate::secret;

/// The one key that signs the links of the mails and the addresses of the calendars.
mod signing_key {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_key")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: i32,
        pub(crate) secret: String,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a signature is for: one for an answer opens no calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Answer,
    Calendar,
    Registration,
    /// Lists and leaving: what a mail that may be forwarded may do.
    Preferences,
    /// An address was asked to be written to, and is confirmed.
    Confirmation,
    /// Reading, changing and erasing one's data; the subject says until when.
    OwnData,
    /// What is kept of an address, so that it is not imported again.
    Address,
    /// A picture of an edition that has not appeared yet, in a preview.
    Picture,
    /// Where a mail of an edition comes back to when it cannot arrive.
    ReturnPath,
}

/// Digits of a tag: 64 bits.
pub(crate) const TAG_LEN: usize = 16;

/// Signs and verifies, with the one key of the platform.
#[derive(Debug)]
pub(crate) struct Signer(hmac::Key);

impl Signer {
    /// The signer, its key made at the first use.
    pub(crate) async fn of(tx: &impl ConnectionTrait) -> Result<Self> {
        let secret = match known_key(tx).await? {
            Some(secret) => secret,
            None => signing_key(tx, secret::token()?).await?,
        };
        Ok(Self::new(&secret))
    }

    /// The signer, when its key was made: before that nothing was signed.
    pub(crate) async fn known(db: &impl ConnectionTrait) -> Result<Option<Self>> {
        let secret = known_key(db).await?;
        Ok(secret.map(|secret| Self::new(&secret)))
    }

    fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The signature of a thing for a purpose.
    pub(crate) fn sign(&self, purpose: Purpose, subject: impl Display) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, &said(purpose, &subject)))
    }

    /// Says whether a signature is the one of this thing for this purpose.
    pub(crate) fn is_good(&self, purpose: Purpose, subject: impl Display, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        hmac::verify(&self.0, &said(purpose, &subject), &signature).is_ok()
    }

    /// The beginning of the signature, in lower case: where room is short and relays may fold the case.
    pub(crate) fn tag(&self, purpose: Purpose, subject: impl Display) -> String {
        let mut tag = hex::encode(hmac::sign(&self.0, &said(purpose, &subject)));
        tag.truncate(TAG_LEN);
        tag
    }

    /// Says whether a tag is the one of this thing for this purpose, its case folded or not.
    pub(crate) fn is_tag_good(&self, purpose: Purpose, subject: impl Display, tag: &str) -> bool {
        let (expected, tag) = (self.tag(purpose, subject), tag.to_ascii_lowercase());
        verify_slices_are_equal(expected.as_bytes(), tag.as_bytes()).is_ok()
    }
}

fn said(purpose: Purpose, subject: &impl Display) -> Vec<u8> {
    let purpose = match purpose {
        Purpose::Answer => "answer",
        Purpose::Calendar => "calendar",
        Purpose::Registration => "registration",
        Purpose::Preferences => "preferences",
        Purpose::Confirmation => "confirmation",
        Purpose::OwnData => "own-data",
        Purpose::Address => "address",
        Purpose::Picture => "picture",
        Purpose::ReturnPath => "return-path",
    };
    format!("{purpose}:{subject}").into_bytes()
}

/// The key, made from `new` when there is none yet.
async fn signing_key(tx: &impl ConnectionTrait, new: String) -> Result<String> {
    signing_key::Entity::insert(signing_key::ActiveModel {
        id: Set(1),
        secret: Set(new),
    })
    .on_conflict(
        OnConflict::column(signing_key::Column::Id)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(known_key(tx).await?.unwrap_or_default())
}

/// The key, if it was made.
async fn known_key(db: &impl ConnectionTrait) -> Result<Option<String>> {
    let row = signing_key::Entity::find_by_id(1).one(db).await?;
    Ok(row.map(|row| row.secret))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

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

    #[test]
    fn a_tag_is_good_whatever_its_case_and_never_shortened() {
        let signer = Signer::new("une clé");
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let tag = signer.tag(Purpose::ReturnPath, one);
        assert_eq!(tag.len(), TAG_LEN);
        assert!(signer.is_tag_good(Purpose::ReturnPath, one, &tag));
        assert!(signer.is_tag_good(Purpose::ReturnPath, one, &tag.to_uppercase()));
        assert!(!signer.is_tag_good(Purpose::ReturnPath, two, &tag));
        assert!(!signer.is_tag_good(Purpose::Answer, one, &tag));
        for wrong in ["", "x", &tag[1..], &tag[..TAG_LEN - 1], "é"] {
            assert!(!signer.is_tag_good(Purpose::ReturnPath, one, wrong), "{wrong}");
        }
    }
}
