//! Rights: who may call what, written here a second time by hand. A new RPC fails until it is listed, and a
//! right that changes in the contract must change here too.
//!
//! Three walks: every RPC by every role, nobody included; every RPC by machines with one scope; and every
//! RPC that names an object, with an object of another centre.

use std::collections::BTreeMap;

use prost_reflect::{Kind, MethodDescriptor};
use proto::v1::{CreateTokenRequest, Reason, RevokeTokenRequest, Role};
use tonic::Code;

use crate::raw::{call, methods, name};
use crate::world::{Actor, World};

mod foreign;
mod leak;
mod objects;
mod table;
mod who;

use table::TABLE;
mod session;

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anyone,
    SignedIn,
    Only(&'static [Role]),
}
use Who::{Anyone, Only, SignedIn};

/// Every scope that a token can have.
const FEATURES: [&str; 30] = [
    "account",
    "attachment",
    "bounce",
    "bulletin",
    "contribution",
    "convocation",
    "decision",
    "delivery",
    "edition",
    "framework",
    "home",
    "live",
    "meeting",
    "minutes",
    "network",
    "newsletter",
    "obligation",
    "overseas",
    "poll",
    "production",
    "programme",
    "project",
    "question",
    "registration",
    "report",
    "round",
    "session",
    "solicitation",
    "subscriber",
    "support",
];

fn may(who: Who, role: Role) -> bool {
    match who {
        Anyone => true,
        SignedIn => role != Role::Unspecified,
        Only(roles) => roles.contains(&role),
    }
}

#[test]
fn every_rpc_is_listed_once() {
    let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
    for (rpc, _) in TABLE {
        *listed.entry(rpc).or_default() += 1;
    }
    let declared: Vec<String> = methods().iter().map(name).collect();
    let unlisted: Vec<_> = declared
        .iter()
        .filter(|rpc| !listed.contains_key(rpc.as_str()))
        .collect();
    let gone: Vec<_> = listed
        .keys()
        .filter(|rpc| !declared.iter().any(|d| d == *rpc))
        .collect();
    let twice: Vec<_> = listed.iter().filter(|(_, n)| **n > 1).collect();
    assert!(unlisted.is_empty(), "say here who may call {unlisted:?}");
    assert!(gone.is_empty(), "no longer in the contract: {gone:?}");
    assert!(twice.is_empty(), "listed more than once: {twice:?}");
}

#[tokio::test]
async fn every_rpc_by_every_role() {
    let world = World::new().await;
    let mut actors = vec![world.anonymous()];
    actors.extend(world.everyone().await);
    let mut faults = Vec::new();
    for (rpc, who) in TABLE {
        for actor in &actors {
            // Signing out would end the session that the rest of the walk needs.
            let actor = match (*rpc, actor.role()) {
                ("AccountService/SignOut", role) if role != Role::Unspecified => {
                    &world.enter_as(&actor.me.person_id).await
                }
                _ => actor,
            };
            let answer = call(&actor.door, rpc, &[]).await;
            let role = actor.role();
            let is_fine = match (may(*who, role), role) {
                (true, _) => !matches!(
                    answer.reason,
                    Some(Reason::SignInFirst | Reason::NotAllowed | Reason::Internal)
                ),
                (false, Role::Unspecified) => {
                    answer.code == Code::Unauthenticated && answer.reason == Some(Reason::SignInFirst)
                }
                (false, _) => {
                    answer.code == Code::PermissionDenied && answer.reason == Some(Reason::NotAllowed)
                }
            };
            if !is_fine || answer.code == Code::Unimplemented {
                faults.push(format!(
                    "{rpc} by {role:?}: {:?} {:?}",
                    answer.code, answer.reason
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_machine_does_what_its_scopes_say_and_nothing_else() {
    let world = World::new().await;
    let mut faults = Vec::new();
    // The machine of a centre prepares, as its team does: the director's acts stay a person's.
    for (owner, role) in [
        (world.animator().await, Role::Animator),
        (world.actor(Role::Director).await, Role::Team),
        (world.anru().await, Role::UrbanRenewalAgency),
    ] {
        for feature in FEATURES {
            for may_write in [false, true] {
                let scope = format!("{feature}:{}", if may_write { "write" } else { "read" });
                let Some((machine, id)) = machine(&world, &owner, &scope).await else {
                    continue;
                };
                for method in methods() {
                    let fault = scope_fault(&machine, role, &scope, &method).await;
                    faults.extend(fault);
                }
                // There are more scopes than an organisation may have tokens.
                let request = RevokeTokenRequest { id };
                owner.account().revoke_token(request).await.unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A token with one scope, and its id; `None` when that scope is not offered (the account is a person's business).
async fn machine(world: &World, owner: &Actor, scope: &str) -> Option<(Actor, String)> {
    let request = CreateTokenRequest {
        name: format!("essai {scope}"),
        scopes: vec![scope.to_owned()],
        days: 30,
    };
    match owner.account().create_token(request).await {
        Ok(created) => {
            let created = created.into_inner();
            Some((world.machine(&created.secret), created.token.unwrap().id))
        }
        Err(status) => {
            assert_eq!(status.code(), Code::InvalidArgument, "{scope}: {status:?}");
            let is_needed = methods().iter().any(|method| needed_scope(method) == scope);
            let is_personal = ["account", "home"]
                .iter()
                .any(|feature| scope.starts_with(feature));
            assert!(is_personal || !is_needed, "the scope {scope} is refused");
            None
        }
    }
}

async fn scope_fault(machine: &Actor, role: Role, scope: &str, method: &MethodDescriptor) -> Option<String> {
    let rpc = name(method);
    let who = TABLE.iter().find(|(listed, _)| *listed == rpc)?.1;
    let needed = needed_scope(method);
    let answer = call(&machine.door, &rpc, &[]).await;
    let is_fine = if who == Anyone {
        answer.code != Code::Internal
    } else if !may(who, role) {
        answer.code == Code::PermissionDenied && answer.reason == Some(Reason::NotAllowed)
    } else if needed == scope {
        // What only a person does (the session, the own data) may still be refused, but not for the scope.
        !matches!(
            answer.reason,
            Some(Reason::TokenScope | Reason::SignInFirst | Reason::Internal)
        )
    } else {
        answer.code == Code::PermissionDenied && answer.reason == Some(Reason::TokenScope)
    };
    (!is_fine).then(|| {
        format!(
            "{rpc} by a machine of {role:?} with {scope}: {:?} {:?}",
            answer.code, answer.reason
        )
    })
}

/// "programme:read"
fn needed_scope(method: &MethodDescriptor) -> String {
    let service = method.parent_service();
    let feature = service.name().trim_end_matches("Service").to_lowercase();
    format!("{feature}:{}", if is_read(method) { "read" } else { "write" })
}

fn is_read(method: &MethodDescriptor) -> bool {
    const NO_SIDE_EFFECTS: i32 = 1;
    let options = method.method_descriptor_proto().options.as_ref();
    options.and_then(|options| options.idempotency_level) == Some(NO_SIDE_EFFECTS)
}

/// Says whether a request names an object by its identifier.
fn names_an_object(method: &MethodDescriptor) -> bool {
    method.input().fields().any(|field| {
        let is_id = field.name() == "id" || field.name().ends_with("_id");
        is_id && field.kind() == Kind::String
    })
}
