//! Rows of the account: sign-ins, sessions, preferences, API tokens.

mod preferences;
mod sessions;
mod sign_ins;
mod tokens;

pub(crate) use preferences::*;
pub(crate) use sessions::*;
pub(crate) use sign_ins::*;
pub(crate) use tokens::*;
