//! What the sender's domain publishes is asked of the DNS, and said before sending; without an answer, that is said.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::TXT;
use hickory_resolver::proto::rr::{RData, Record};
use proto::v1::*;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

use super::Scene;
use crate::world::World;

/// A DNS server of a few lines; it ends when dropped.
struct Zone {
    address: std::net::SocketAddr,
    texts: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    task: JoinHandle<()>,
}

impl Zone {
    async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let texts = Arc::new(Mutex::new(BTreeMap::new()));
        let of_task = Arc::clone(&texts);
        let task = tokio::spawn(async move {
            let mut buffer = [0; 2048];
            while let Ok((n, from)) = socket.recv_from(&mut buffer).await {
                let answer = answer(&buffer[..n], &of_task.lock().unwrap());
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        Self { address, texts, task }
    }

    fn publish(&self, name: &str, text: &str) {
        let mut texts = self.texts.lock().unwrap();
        texts.entry(name.to_owned()).or_default().push(text.to_owned());
    }
}

impl Drop for Zone {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(question: &[u8], known: &BTreeMap<String, Vec<String>>) -> Vec<u8> {
    let mut message = Message::from_vec(question).unwrap().into_response();
    let name = message.queries[0].name().clone();
    match known.get(name.to_ascii().trim_end_matches('.')) {
        Some(texts) => {
            for text in texts {
                // A string of the DNS holds 255 bytes: a key is cut, as people have to.
                let parts = text.as_bytes().chunks(200);
                let parts = parts.map(|part| String::from_utf8(part.to_vec()).unwrap());
                let text = TXT::new(parts.collect());
                message.add_answer(Record::from_rdata(name.clone(), 60, RData::TXT(text)));
            }
        }
        None => message.metadata.response_code = ResponseCode::NXDomain,
    }
    message.to_vec().unwrap()
}

async fn records(scene: &Scene) -> Vec<sender_records::Record> {
    let request = SenderRecordsRequest {
        newsletter_id: scene.newsletter_id.clone(),
    };
    let mut client = scene.centre.director.delivery();
    let made = client.make_sender_keys(request).await.unwrap();
    made.into_inner().records
}

async fn signature(scene: &Scene) -> RecordState {
    let request = PreviewDeliveryRequest {
        edition_id: scene.edition_id.clone(),
        segment: None,
        ..Default::default()
    };
    let mut client = scene.centre.director.delivery();
    client
        .preview_delivery(request)
        .await
        .unwrap()
        .into_inner()
        .signature()
}

#[tokio::test]
async fn what_the_domain_publishes_is_said_before_sending() {
    let zone = Zone::start().await;
    let address = zone.address;
    let world = World::with(|config| {
        config.dns_server = Some(address);
        config.smtp_url = Some("smtp://192.0.2.7".to_owned());
    })
    .await;
    let scene = Scene::new(&world, 1).await;
    assert_eq!(signature(&scene).await, RecordState::Missing, "no key is made");
    let missing = records(&scene).await;
    let states: Vec<RecordState> = missing.iter().map(sender_records::Record::state).collect();
    assert_eq!(states, [RecordState::Missing; 4]);
    assert_eq!(signature(&scene).await, RecordState::Missing);

    for record in &missing {
        match record.kind.as_str() {
            "SPF" => zone.publish(&record.name, "v=spf1 -all"),
            "DKIM" => zone.publish(&record.name, &record.value),
            _ => zone.publish(&record.name, "v=DMARC1; p=none"),
        }
    }
    let states: Vec<RecordState> = records(&scene)
        .await
        .iter()
        .map(sender_records::Record::state)
        .collect();
    use RecordState::{Different, Published};
    assert_eq!(states, [Different, Published, Published, Published]);
    assert_eq!(signature(&scene).await, Published);
}

#[tokio::test]
async fn without_an_answer_nothing_is_claimed() {
    let world = World::new().await;
    let scene = Scene::new(&world, 1).await;
    let states: Vec<RecordState> = records(&scene)
        .await
        .iter()
        .map(sender_records::Record::state)
        .collect();
    assert_eq!(states, [RecordState::Unspecified; 4]);
    assert_eq!(signature(&scene).await, RecordState::Unspecified);
    let path = format!("/delivery/{}", scene.edition_id);
    let form = [("_page", path.as_str()), ("edition_id", &scene.edition_id)];
    let counted = scene
        .centre
        .director
        .post("/act/DeliveryService/PreviewDelivery", &form)
        .await;
    assert!(counted.text.contains("Le DNS ne répond pas"), "{}", counted.text);
}
