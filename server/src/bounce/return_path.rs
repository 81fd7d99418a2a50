//! The return path of a mail: `retours+<row>.<tag>@passerelle.example`, in lower case, since relays may fold it.

use anyhow::Context as _;
use lettre::Address;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::config::Config;
use crate::error::Result;
use crate::mail;
use crate::signature::{Purpose, Signer, TAG_LEN};

/// Digits of a row's identifier.
const ID_LEN: usize = 32;
/// Letters that are left for the name of the box: 64 are allowed in front of the @ (RFC 5321), two are signs.
const MAX_NAME: usize = 64 - ID_LEN - TAG_LEN - 2;

/// Where mails of editions come back to.
#[derive(Debug)]
pub(crate) struct ReturnPath {
    /// Of the mails that nothing is known of when they come back.
    plain: Address,
    signed: Option<Signed>,
}

/// A path for each mail.
#[derive(Debug)]
struct Signed {
    signer: Signer,
    name: String,
    domain: String,
}

impl ReturnPath {
    /// The return path of the configuration, when the key that signs was made.
    pub(crate) async fn known(db: &impl ConnectionTrait, config: &Config) -> Result<Self> {
        let plain = mail::sender(&config.mail_from).parse().context("MAIL_FROM")?;
        let signed = match config.bounce_address.as_deref().and_then(cut) {
            Some((name, domain)) => Some(Signed {
                signer: Signer::known(db)
                    .await?
                    .context("return paths cannot be signed")?,
                name,
                domain,
            }),
            None => None,
        };
        Ok(Self { plain, signed })
    }

    /// The path of one mail.
    ///
    /// # Errors
    /// Never with an address that was checked.
    pub(crate) fn of(&self, row: Uuid) -> anyhow::Result<Address> {
        let Some(signed) = &self.signed else {
            return Ok(self.plain.clone());
        };
        let tag = signed.signer.tag(Purpose::ReturnPath, row);
        let local = format!("{}+{}.{tag}", signed.name, row.simple());
        Address::new(local, &signed.domain).context("BOUNCE_ADDRESS")
    }

    /// Says whether an address can be the one of returns.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(crate) fn check(address: &str) -> Result<(), String> {
        if cut(address).is_some() {
            return Ok(());
        }
        Err(format!(
            "expected an address such as retours@passerelle.example, with {MAX_NAME} characters in front of the @ \
             at most, without +"
        ))
    }
}

/// The name of the box and its domain.
fn cut(address: &str) -> Option<(String, String)> {
    let address: Address = address.trim().to_lowercase().parse().ok()?;
    let name = address.user();
    let is_fine = name.len() <= MAX_NAME && !name.contains(['+', '"']);
    is_fine.then(|| (name.to_owned(), address.domain().to_owned()))
}

/// A row that a return path names, and the tag that has to prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) row: Uuid,
    tag: String,
}

impl Claim {
    /// What an address claims; `None` when it has not the form of a return path. The box and its domain say nothing:
    /// they may have been others when the mail left.
    pub(super) fn of(address: &str) -> Option<Self> {
        let (local, _) = address.rsplit_once('@')?;
        let (_, ours) = local.rsplit_once('+')?;
        let (row, tag) = ours.split_once('.')?;
        let is_hex = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex(row, ID_LEN) || !is_hex(tag, TAG_LEN) {
            return None;
        }
        let row = Uuid::parse_str(row).ok()?;
        let tag = tag.to_owned();
        Some(Self { row, tag })
    }

    /// Says whether this platform made it.
    pub(super) fn is_signed(&self, signer: &Signer) -> bool {
        signer.is_tag_good(Purpose::ReturnPath, self.row, &self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_claims() {
        let tag = "0123456789abcdef";
        let row = Uuid::from_u128(9);
        let good = format!("retours+{}.{tag}@p.example", row.simple());
        let claim = Claim::of(&good).unwrap();
        assert_eq!((claim.row, claim.tag.as_str()), (row, tag));
        assert_eq!(Claim::of(&good.to_uppercase()).unwrap().row, row);
        for wrong in [
            "",
            "retours@p.example",
            "retours+@p.example",
            "a+b.c@p.example",
            &good.replace('+', "-"),
            &good.replace(tag, "0123456789abcde"),
            &good.replace(tag, "0123456789abcdeg"),
            &good.replace("@p.example", ""),
            &good.replace("retours", "").replace('+', ""),
        ] {
            assert_eq!(Claim::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_longest_name_still_fits() {
        let longest = format!("{}@p.example", "a".repeat(MAX_NAME));
        assert_eq!(MAX_NAME, 14);
        assert_eq!(ReturnPath::check(&longest), Ok(()));
        assert!(ReturnPath::check(&format!("a{longest}")).is_err());
    }
}
