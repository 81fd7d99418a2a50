//! Rows of the network: organisations and expertise; people, memberships and delegations.

mod directory;
mod people;

pub(crate) use directory::*;
pub(crate) use people::*;
