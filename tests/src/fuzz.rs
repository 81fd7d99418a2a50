//! Bad input: whatever comes in, never a fault of ours, never a panic, never another centre's text.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::StatusCode;
use prost_reflect::{Kind, MessageDescriptor};
use proto::v1::{ListContributionsRequest, Reason, Role};
use tonic::Code;

use crate::raw::{self, Answer, call, methods, name};
use crate::scenario;
use crate::world::{Actor, Centre, World};

mod dice;

use dice::Dice;

/// Each run asks the same things; change it to ask others.
const SEED: u64 = 20_270_315;
/// Planted in a draft that only its centre may read.
const MARKER: &str = "zxq-brouillon-reserve-zxq";
/// Calls of each RPC by each actor.
const N_ROUNDS: usize = 2;

/// Panics in the product's code, counted wherever they happen: a task of its own hides them from a test.
fn n_panics() -> &'static AtomicUsize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let file = info.location().map_or("", |location| location.file());
            if ["server/", "web/", "proto/"]
                .iter()
                .any(|part| file.contains(part))
            {
                COUNT.fetch_add(1, Ordering::SeqCst);
            }
            before(info);
        }));
    });
    &COUNT
}

/// A world with a draft that is marked, a submitted contribution, and strangers.
struct Field {
    world: World,
    theirs: Centre,
    strangers: Vec<Actor>,
    ids: Vec<String>,
}

async fn field() -> Field {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 2).await;
    let mut strangers = world.everyone().await;
    let [theirs, mine] = world.other_centres(&strangers).await;
    let secret = scenario::draft(&theirs, &streams[0], "Un brouillon", MARKER).await;
    let open = scenario::draft(&theirs, &streams[1], "Une note", "Un texte").await;
    scenario::submit(&theirs, &open).await;
    let own = scenario::draft(&mine, &streams[0], "Le nôtre", "Notre texte").await;
    let mut ids = vec![secret.id, open.id, own.id, theirs.id.clone(), mine.id.clone()];
    ids.extend(streams.into_iter().map(|stream| stream.id));
    for centre in [&theirs, &mine] {
        ids.extend(
            centre
                .organisation
                .team
                .iter()
                .flat_map(|m| [m.id.clone(), m.person_id.clone()]),
        );
    }
    ids.push("00000000-0000-0000-0000-000000000000".to_owned());
    strangers.extend([mine.director, mine.team, world.anonymous()]);
    Field {
        world,
        theirs,
        strangers,
        ids,
    }
}

fn fault(answer: &Answer) -> Option<&'static str> {
    let needle = MARKER.as_bytes();
    if matches!(answer.code, Code::Internal | Code::Unknown | Code::DataLoss) {
        Some("a fault of ours")
    } else if answer.code != Code::Ok && answer.code != Code::Unimplemented && answer.reason.is_none() {
        Some("refused without a reason")
    } else if answer.content.windows(needle.len()).any(|part| part == needle) {
        Some("the draft of another centre")
    } else {
        None
    }
}

#[tokio::test]
async fn random_requests_by_every_role() {
    let n_before = n_panics().load(Ordering::SeqCst);
    let field = field().await;
    println!("seed {SEED}");
    let mut dice = Dice(SEED);
    let mut faults = Vec::new();
    let (mut n_calls, mut n_deep) = (0, 0);
    for _ in 0..N_ROUNDS {
        for method in methods() {
            let rpc = name(&method);
            for actor in &field.strangers {
                let bytes = dice.encoded(&method.input(), &field.ids);
                // Signing out would end the walk of this actor.
                if rpc == "AccountService/SignOut" && actor.role() != Role::Unspecified {
                    continue;
                }
                let answer = call(&actor.door, &rpc, &bytes).await;
                n_calls += 1;
                let is_refused_early =
                    matches!(answer.reason, Some(Reason::SignInFirst | Reason::NotAllowed));
                n_deep += usize::from(!is_refused_early);
                if let Some(what) = fault(&answer) {
                    let role = actor.role();
                    let (code, reason) = (answer.code, answer.reason);
                    let hex: String = bytes.iter().take(200).map(|b| format!("{b:02x}")).collect();
                    faults.push(format!("{what}: {rpc} by {role:?}: {code:?} {reason:?} {hex}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{n_calls} calls:\n{}", faults.join("\n"));
    assert!(n_calls >= 2000, "only {n_calls} calls");
    assert!(
        n_deep * 3 > n_calls,
        "only {n_deep} of {n_calls} calls went past the rights"
    );
    assert_eq!(
        n_panics().load(Ordering::SeqCst),
        n_before,
        "the product panicked"
    );
    // The world still works, and the draft is as it was.
    field.world.run_jobs().await;
    let list = ListContributionsRequest {
        organisation_id: field.theirs.id.clone(),
        ..Default::default()
    };
    let director = field.world.enter_as(&field.theirs.director.me.person_id).await;
    let list = director.contribution().list_contributions(list).await;
    assert_eq!(list.unwrap().into_inner().contributions.len(), 2);
}

#[tokio::test]
async fn what_is_no_message_at_all_is_a_bad_request() {
    let world = World::new().await;
    for actor in world.everyone().await {
        for method in methods() {
            let rpc = name(&method);
            if rpc == "AccountService/SignOut" {
                continue;
            }
            let answer = raw::send(&actor.door, &rpc, bytes::Bytes::from_static(b"\0\0\0\0\x01\xff")).await;
            let is_denied = answer.reason == Some(Reason::NotAllowed);
            let is_bad = answer.code == Code::InvalidArgument && answer.reason == Some(Reason::BadRequest);
            assert!(is_denied || is_bad, "{rpc} by {:?}: {answer:?}", actor.role());
        }
    }
}

#[tokio::test]
async fn texts_without_measure_are_refused_and_never_kept() {
    let n_before = n_panics().load(Ordering::SeqCst);
    let field = field().await;
    let mut faults = Vec::new();
    let animator = &field.strangers[0];
    let director = &field.strangers[9];
    for method in methods() {
        let rpc = name(&method);
        let message = swollen(&method.input(), 0);
        for actor in [animator, director] {
            let bytes = prost::Message::encode_to_vec(&message);
            let answer = call(&actor.door, &rpc, &bytes).await;
            if let Some(what) = fault(&answer) {
                faults.push(format!("{what}: {rpc}: {:?} {:?}", answer.code, answer.reason));
            }
            if answer.content.len() > 300_000 && rpc != "ContributionService/ConvertText" {
                faults.push(format!("{rpc} gives {} bytes back", answer.content.len()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(
        n_panics().load(Ordering::SeqCst),
        n_before,
        "the product panicked"
    );
}

/// A message in which every text is 200,000 characters long.
fn swollen(of: &MessageDescriptor, depth: usize) -> prost_reflect::DynamicMessage {
    use prost_reflect::Value;
    let mut message = prost_reflect::DynamicMessage::new(of.clone());
    for field in of.fields() {
        let value = match field.kind() {
            Kind::String => Value::String("é".repeat(100_000)),
            Kind::Int32 if field.name() == "year" => Value::I32(scenario::YEAR),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::Message(inner) if depth < 2 => Value::Message(swollen(&inner, depth + 1)),
            _ => continue,
        };
        let value = if field.is_list() {
            Value::List(vec![value; 3])
        } else {
            value
        };
        message.set_field(&field, value);
    }
    message
}

#[tokio::test]
async fn random_forms_addresses_and_queries() {
    let n_before = n_panics().load(Ordering::SeqCst);
    let field = field().await;
    let mut dice = Dice(SEED);
    let mut faults = Vec::new();
    let animator = &field.strangers[0];
    let nobody = field.world.anonymous();
    for method in methods() {
        let rpc = name(&method);
        let (service, verb) = rpc.split_once('/').unwrap();
        if verb == "SignOut" {
            continue;
        }
        let names: Vec<String> = method
            .input()
            .fields()
            .map(|field| field.name().to_owned())
            .collect();
        for actor in [animator, &field.strangers[9], &nobody] {
            let fields = form(&mut dice, &names, &field.ids);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            let page = actor.post(&format!("/act/{service}/{verb}"), &fields).await;
            if page.status.is_server_error() || page.text.contains(MARKER) || is_away(&page) {
                faults.push(format!("POST {rpc} {fields:?}: {}", page.status));
            }
            if method.is_server_streaming() && page.status != StatusCode::NOT_FOUND {
                faults.push(format!(
                    "POST {rpc}: a stream answers a form with {}",
                    page.status
                ));
            }
            let query = serde_urlencoded::to_string(&fields).unwrap();
            let query: String = query.chars().take(4000).collect();
            let page = actor.get(&format!("/export/{service}/{verb}?{query}")).await;
            if page.status.is_server_error() || page.text.contains(MARKER) {
                faults.push(format!("GET export {rpc}: {}", page.status));
            }
        }
    }
    for path in [
        "/programme/abc",
        "/programme/99999999999999999999",
        "/programme/-1",
        "/programme/0",
        "/production/2147483647",
        "/work-stream/xyz",
        "/work-stream/%00",
        "/contribution/%ff%fe",
        "/contribution/../../etc/passwd",
        "/network/00000000-0000-0000-0000-000000000000",
        "/network?query=%25%5F%27%22%00&function=99&on=never",
        "/registration/xyz",
        "/registration/mine?registration=%00&signature=%ff",
        "/registration/xyz/list?registration=x&signature=y",
        "/obligation?year=-2147483648",
        "/obligation/xyz?year=99999999999",
        "/activity?scope=-1&before=zzz",
        "/activity?before=-9223372036854775808",
        "/audit?before=9223372036854775807&organisation_id=x",
        "/attachment/x",
        "/attachment/%2e%2e%2f",
        "/assets/%2e%2e%2fpasserelle.db",
        "/assets/..%5c..",
        "/?done=NoSuchRpc",
        "/account/sign-in?token=%3Cscript%3E&next=//evil.example",
        "/account/sign-in?next=/%09/evil.example",
        "/account/sign-in?next=/%0A/evil.example",
        "/account/sign-in?next=/%5Cevil.example",
    ] {
        for actor in [animator, &field.strangers[9], &nobody] {
            let page = actor.get(path).await;
            if page.status.is_server_error() || page.status == StatusCode::SWITCHING_PROTOCOLS {
                faults.push(format!("GET {path} by {:?}: {}", actor.role(), page.status));
            }
            if is_away(&page) || page.text.contains("<script>alert") {
                faults.push(format!("GET {path} leads away or runs what was typed"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(
        n_panics().load(Ordering::SeqCst),
        n_before,
        "the product panicked"
    );
}

fn form(dice: &mut Dice, names: &[String], ids: &[String]) -> Vec<(String, String)> {
    let odd = [
        "",
        "\0",
        "é",
        "-1",
        "99999999999999999999",
        "2027",
        "<script>alert(1)</script>",
        "%",
        "on",
    ];
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in names {
        let value = if dice.below(2) == 0 {
            dice.pick(ids).clone()
        } else {
            (*dice.pick(&odd)).to_owned()
        };
        fields.push((name.clone(), value));
    }
    let strange = [
        "sections.0.text",
        "sections.99999999.text",
        "sections.-1.text",
        "..",
        "a.b.c.d",
        "_page",
        "_next",
        "preferences.zone",
        "organisation.expertise",
        "starts_at.local",
    ];
    for _ in 0..3 {
        fields.push(((*dice.pick(&strange)).to_owned(), (*dice.pick(&odd)).to_owned()));
    }
    let away = ["//evil.example/{id}", "/\t/evil.example", "/\\evil.example"];
    fields.push(("_next".to_owned(), (*dice.pick(&away)).to_owned()));
    fields
}

/// True when a browser would follow an answer to another site: it drops the controls of an address.
fn is_away(page: &crate::world::Page) -> bool {
    let to = page.location.as_deref().unwrap_or_default();
    let to: String = to.chars().filter(|c| !c.is_control()).collect();
    to.starts_with("//") || to.starts_with("/\\") || to.contains("://")
}
