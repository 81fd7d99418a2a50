//! Who may call an RPC, as the contract says.

use crate::v1::Role;

/// What the contract says of one RPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who may call it.
    pub who: Who,
    /// True when it changes nothing (`idempotency_level = NO_SIDE_EFFECTS`).
    pub is_read: bool,
    /// True when each call makes something new.
    pub creates: bool,
}

/// Who may call an RPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone.
    Public,
    /// Any signed-in person.
    SignedIn,
    /// Numbers of the roles that may.
    Roles(&'static [i32]),
}

impl Who {
    /// Says whether a caller with this role (`None`: not signed in) may call.
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => true,
            (Self::SignedIn | Self::Roles(_), None) => false,
            (Self::Roles(roles), Some(role)) => roles.contains(&(role as i32)),
        }
    }
}

pub use generated::access;

#[expect(
    clippy::match_same_arms,
    clippy::too_many_lines,
    reason = "generated: one line for each RPC"
)]
mod generated {
    use super::{Access, Who};

    include!(concat!(env!("OUT_DIR"), "/rights.rs"));
}
