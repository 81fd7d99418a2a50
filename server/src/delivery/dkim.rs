//! Signs mails in the name of the sender's domain (DKIM, RFC 6376), with RSA-2048, that everyone verifies, and with
//! Ed25519 (RFC 8463). Both canonicalisations are relaxed. Every header that says something is signed; those that
//! must not be added by anyone are listed once more than they occur.

use std::fmt::Write as _;

use anyhow::Context as _;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Headers listed once more than they occur: one that is added breaks the signature.
const SEALED: [&str; 6] = ["from", "to", "subject", "date", "reply-to", "message-id"];

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Algorithm {
    Rsa,
    Ed25519,
}

impl Algorithm {
    /// All of them, in the order of the signatures.
    pub(crate) const ALL: [Self; 2] = [Self::Rsa, Self::Ed25519];

    /// As the database and the DNS name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }

    /// By its name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A key that signs.
#[derive(Debug)]
enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Makes a private key, as PKCS #8.
///
/// # Errors
/// When the library makes none.
pub(crate) fn make(algorithm: Algorithm) -> anyhow::Result<Vec<u8>> {
    Ok(match algorithm {
        Algorithm::Rsa => {
            let key = RsaKeyPair::generate(KeySize::Rsa2048).context("no RSA key")?;
            let der: Pkcs8V1Der<'static> = key.as_der().context("no form of the RSA key")?;
            der.as_ref().to_vec()
        }
        Algorithm::Ed25519 => {
            let key = Ed25519KeyPair::generate().context("no Ed25519 key")?;
            key.to_pkcs8()
                .context("no form of the Ed25519 key")?
                .as_ref()
                .to_vec()
        }
    })
}

/// Signs for a domain, under a name in its DNS.
#[derive(Debug)]
pub(crate) struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

impl Signer {
    /// The signer of a stored key.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub(crate) fn new(
        domain: &str,
        selector: &str,
        algorithm: Algorithm,
        pkcs8: &[u8],
    ) -> anyhow::Result<Self> {
        let key = match algorithm {
            Algorithm::Rsa => Key::Rsa(RsaKeyPair::from_pkcs8(pkcs8).context("the RSA key cannot be read")?),
            Algorithm::Ed25519 => {
                let key = Ed25519KeyPair::from_pkcs8(pkcs8);
                Key::Ed25519(key.context("the Ed25519 key cannot be read")?)
            }
        };
        Ok(Self {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            key,
        })
    }

    fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Rsa(_) => Algorithm::Rsa,
            Key::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The public record: the name under which to publish it, and its text.
    ///
    /// # Errors
    /// When the public key has no form.
    pub(crate) fn record(&self) -> anyhow::Result<(String, String)> {
        let public = match &self.key {
            Key::Rsa(key) => {
                let der: PublicKeyX509Der<'_> = key.public_key().as_der().context("no public key")?;
                STANDARD.encode(der.as_ref())
            }
            Key::Ed25519(key) => STANDARD.encode(key.public_key().as_ref()),
        };
        Ok((
            format!("{}._domainkey.{}", self.selector, self.domain),
            format!("v=DKIM1; k={}; p={public}", self.algorithm().name()),
        ))
    }

    fn sign(&self, said: &[u8]) -> anyhow::Result<Vec<u8>> {
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said, &mut signature)
                    .context("no RSA signature")?;
                Ok(signature)
            }
            Key::Ed25519(key) => Ok(key.sign(digest(&SHA256, said).as_ref()).as_ref().to_vec()),
        }
    }
}

/// The signature headers of a mail, each with its line end. `headers` are whole lines ("Name: value\r\n", folded or
/// not), in their order.
///
/// # Errors
/// When a key signs nothing.
pub(crate) fn sign(signers: &[Signer], headers: &[&str], body: &str, at_s: i64) -> anyhow::Result<String> {
    if signers.is_empty() {
        return Ok(String::new());
    }
    let body_hash = STANDARD.encode(digest(&SHA256, relaxed_body(body).as_bytes()));
    // The last of a name comes first in what is signed: here each name occurs once.
    let mut said = String::new();
    let mut names = String::new();
    for header in headers {
        let start = said.len();
        relaxed_header(&mut said, header);
        let name = said.get(start..).and_then(|line| line.split(':').next());
        let name = name.unwrap_or_default();
        let n = if SEALED.contains(&name) { 2 } else { 1 };
        for _ in 0..n {
            if !names.is_empty() {
                names.push_str(":\r\n\t ");
            }
            names.push_str(name);
        }
    }
    let mut signatures = String::new();
    for signer in signers {
        let unsigned = format!(
            "DKIM-Signature: v=1; a={}-sha256; c=relaxed/relaxed;\r\n\td={}; s={};\r\n\tt={at_s}; bh={body_hash};\r\n\th={names};\r\n\tb=",
            signer.algorithm().name(),
            signer.domain,
            signer.selector,
        );
        let mut said = said.clone();
        relaxed_header(&mut said, &unsigned);
        // The signature header itself has no line end.
        said.truncate(said.trim_end_matches("\r\n").len());
        let signature = STANDARD.encode(signer.sign(said.as_bytes())?);
        signatures.push_str(&unsigned);
        let mut rest = signature.as_str();
        while let Some((line, after)) = rest.split_at_checked(70) {
            let _ = write!(signatures, "{line}\r\n\t");
            rest = after;
        }
        let _ = write!(signatures, "{rest}\r\n");
    }
    Ok(signatures)
}

/// A header in its relaxed form: small name, one space for each run of white space, none at the ends.
fn relaxed_header(out: &mut String, header: &str) {
    let (name, value) = header.split_once(':').unwrap_or((header, ""));
    out.push_str(&name.trim().to_ascii_lowercase());
    out.push(':');
    let mut is_first = true;
    for word in value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
    {
        if !is_first {
            out.push(' ');
        }
        out.push_str(word);
        is_first = false;
    }
    out.push_str("\r\n");
}

/// A body in its relaxed form: one space for each run of white space, none at line ends, no empty line at the end.
fn relaxed_body(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut n_empty = 0;
    for line in body.split("\r\n") {
        let line = line.trim_end_matches([' ', '\t']);
        if line.is_empty() {
            n_empty += 1;
            continue;
        }
        for _ in 0..n_empty {
            out.push_str("\r\n");
        }
        n_empty = 0;
        let mut was_space = false;
        for c in line.chars() {
            let is_space = matches!(c, ' ' | '\t');
            if !is_space {
                out.push(c);
            } else if !was_space {
                out.push(' ');
            }
            was_space = is_space;
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6376, 3.4.5.
    #[test]
    fn relaxed_forms() {
        let mut out = String::new();
        relaxed_header(&mut out, "A: X\r\n");
        relaxed_header(&mut out, "B : Y\t\r\n\tZ  \r\n");
        assert_eq!(out, "a:X\r\nb:Y Z\r\n");
        assert_eq!(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
        assert_eq!(relaxed_body(""), "");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
        assert_eq!(relaxed_body("a\r\n\r\nb"), "a\r\n\r\nb\r\n");
    }

    #[test]
    fn both_keys_sign_and_are_published() {
        let mut signers = Vec::new();
        for algorithm in Algorithm::ALL {
            let pkcs8 = make(algorithm).unwrap();
            signers.push(Signer::new("d.example", algorithm.name(), algorithm, &pkcs8).unwrap());
        }
        let headers = ["From: a@d.example\r\n", "X: y\r\n"];
        let signed = sign(&signers, &headers, "Bonjour\r\n", 1_800_000_000).unwrap();
        assert_eq!(signed.matches("DKIM-Signature: v=1; a=").count(), 2);
        assert!(signed.contains("a=rsa-sha256") && signed.contains("a=ed25519-sha256"));
        assert!(signed.contains("h=from:\r\n\t from:\r\n\t x;"), "{signed}");
        assert!(signed.lines().all(|line| line.len() < 200), "{signed}");
        let records: Vec<_> = signers.iter().map(|one| one.record().unwrap()).collect();
        assert_eq!(records[0].0, "rsa._domainkey.d.example");
        assert!(
            records[0]
                .1
                .starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
        );
        assert_eq!(records[1].1.len(), "v=DKIM1; k=ed25519; p=".len() + 44);
        assert_eq!(sign(&[], &headers, "Bonjour\r\n", 0).unwrap(), "");
    }

    #[test]
    fn a_key_of_another_kind_is_not_read() {
        let pkcs8 = make(Algorithm::Ed25519).unwrap();
        assert!(Signer::new("d.example", "s", Algorithm::Rsa, &pkcs8).is_err());
        assert_eq!(Algorithm::of("rsa"), Some(Algorithm::Rsa));
        assert_eq!(Algorithm::of("dsa"), None);
    }
}
