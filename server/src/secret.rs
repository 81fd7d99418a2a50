//! Secrets: made from the system's random source, kept only as hashes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::error::Result;

/// A secret of 256 bits, as text for a link, a cookie or a header.
///
/// # Errors
/// `Internal` when the system gives no random bytes.
pub(crate) fn token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Eight digits to type.
///
/// # Errors
/// `Internal` when the system gives no random bytes.
pub(crate) fn code() -> Result<String> {
    let mut bytes = [0_u8; 8];
    fill(&mut bytes)?;
    Ok(format!("{:08}", u64::from_le_bytes(bytes) % 100_000_000))
}

/// What is stored of a secret. The secrets are random, so a plain hash is enough.
pub(crate) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}").into())
}
