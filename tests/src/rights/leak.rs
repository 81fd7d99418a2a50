//! Of local actors the ANRU sees numbers: every RPC that its role may call, from the descriptors, with every name that it
//! may come to know, tells no address of theirs.

use prost::Message as _;
use prost_reflect::{DynamicMessage, Kind, ReflectMessage as _, Value};
use proto::v1::*;

use super::{TABLE, may};
use crate::bulletin;
use crate::delivery::Scene;
use crate::edition::add;
use crate::raw::{call, methods, name};
use crate::world::{Actor, World};

/// What the addresses of the local actors end with.
const ADDRESS: &[u8] = b"@local.example";

/// A message whose names of objects are all this one; when it is whole, its texts too, and its numbers and choices are 1.
fn filled(mut message: DynamicMessage, text: &str, is_whole: bool) -> DynamicMessage {
    let fields: Vec<_> = message.descriptor().fields().collect();
    for field in fields {
        let label = field.name().to_owned();
        let is_name =
            ["id", "slug"].contains(&label.as_str()) || label.ends_with("_id") || label.ends_with("_ids");
        let value = match field.kind() {
            Kind::String if is_name || is_whole => Value::String(text.to_owned()),
            Kind::Int32 if is_whole => Value::I32(1),
            Kind::Int64 if is_whole => Value::I64(1),
            Kind::Enum(_) if is_whole => Value::EnumNumber(1),
            Kind::Bool if is_whole => Value::Bool(true),
            Kind::Message(inner) => Value::Message(filled(DynamicMessage::new(inner), text, is_whole)),
            _ => continue,
        };
        let value = if field.is_list() {
            Value::List(vec![value])
        } else {
            value
        };
        if !field.is_map() {
            message.set_field(&field, value);
        }
    }
    message
}

/// The RPCs whose answers hold an address of a local actor: all of the role, with each of these names.
async fn leaks(actor: &Actor, names: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for method in methods() {
        let rpc = name(&method);
        let who = TABLE.iter().find(|(listed, _)| *listed == rpc).unwrap().1;
        // Leaving would end the session that the rest of the walk needs.
        let is_leaving = matches!(
            rpc.as_str(),
            "AccountService/SignOut" | "AccountService/EndSession"
        );
        if !may(who, actor.role()) || is_leaving {
            continue;
        }
        for (text, is_whole) in names.iter().flat_map(|text| [(text, false), (text, true)]) {
            let message = filled(DynamicMessage::new(method.input()), text, is_whole);
            let answer = call(&actor.door, &rpc, &message.encode_to_vec()).await;
            if answer.content.windows(ADDRESS.len()).any(|part| part == ADDRESS) {
                found.push(format!("{rpc} with {text:?}"));
            }
        }
    }
    found
}

#[tokio::test]
async fn no_rpc_of_the_anru_tells_an_address_of_a_local_actor() {
    let world = World::new().await;
    world.ignore_mails("the walk does whatever it may");
    let anru = world.anru().await;
    let one = bulletin::published(&anru, bulletin::content("Règlement")).await;
    let scene = Scene::new(&world, 3).await;
    let director = &scene.centre.director;
    let edition = EditionRequest {
        id: scene.edition_id.clone(),
    };
    let edition = director
        .edition()
        .get_edition(edition)
        .await
        .unwrap()
        .into_inner();
    add(director, &edition, BlockKind::Bulletin, &one.id).await;
    scene.leave(&world).await;
    let list = ListSubscribersRequest {
        newsletter_id: scene.newsletter_id.clone(),
        ..Default::default()
    };
    let subscribers = director
        .subscriber()
        .list_subscribers(list)
        .await
        .unwrap()
        .into_inner();
    let newsletter = NewsletterRequest {
        id: scene.newsletter_id.clone(),
    };
    let slug = director
        .newsletter()
        .get_newsletter(newsletter)
        .await
        .unwrap()
        .into_inner();
    let names = [
        String::new(),
        scene.centre.id.clone(),
        scene.newsletter_id.clone(),
        slug.settings.unwrap().slug,
        scene.edition_id.clone(),
        one.id.clone(),
        subscribers.subscribers[0].id.clone(),
    ];
    assert_eq!(leaks(&anru, &names).await, Vec::<String>::new());
    // Who owns them reads them: the walk finds what there is to find.
    let own = leaks(director, &names).await;
    assert!(
        own.iter()
            .any(|rpc| rpc.starts_with("SubscriberService/ListSubscribers")),
        "{own:?}"
    );
    assert!(
        own.iter().any(|rpc| rpc.starts_with("DeliveryService/")),
        "{own:?}"
    );
}
