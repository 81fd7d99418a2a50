//! What only a real port shows: protocols, framing, headers, streams, the shutdown.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::StatusCode;
use prost::Message as _;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::{
    GetMeRequest, GetPreferencesRequest, ListSessionsRequest, Me, Preferences, Reason, Role,
    UpdatePreferencesRequest,
};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic::transport::Channel;

use crate::raw::frame;
use crate::world::{Actor, World};

mod client;
mod probe;
mod stream;

use client::Wire;

fn bearer(actor: &Actor) -> String {
    format!("Bearer {}", actor.door.secret().unwrap())
}

fn cookie(actor: &Actor) -> String {
    format!("{}={}", server::auth::COOKIE_NAME, actor.door.secret().unwrap())
}

async fn channel(address: SocketAddr) -> Channel {
    let endpoint = Channel::from_shared(format!("http://{address}")).unwrap();
    endpoint.connect().await.unwrap()
}

fn with_bearer<T>(actor: &Actor, message: T) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    let value = bearer(actor).parse().unwrap();
    request.metadata_mut().insert("authorization", value);
    request
}

#[tokio::test]
async fn native_grpc_over_http2() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let mut client = AccountServiceClient::new(channel(world.serve().await).await);
    let me = client
        .get_me(with_bearer(&director, GetMeRequest {}))
        .await
        .unwrap();
    assert_eq!(me.into_inner().person_id, director.me.person_id);
    let refused = client.get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(crate::world::reason(&refused), Reason::SignInFirst);
}

#[tokio::test]
async fn grpc_web_over_http1_with_the_cookie_of_a_browser() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let wire = Wire::h1(world.serve().await);
    let cookie = cookie(&director);
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let answer = wire.rpc("AccountService/GetMe", &headers, frame(&[])).await;
    assert_eq!(answer.code, Code::Ok, "{answer:?}");
    let me = Me::decode(answer.content).unwrap();
    assert_eq!(me.person_id, director.me.person_id);
    let refused = wire.rpc("AccountService/GetMe", &[], frame(&[])).await;
    assert_eq!(refused.reason, Some(Reason::SignInFirst));
}

#[tokio::test]
async fn an_unknown_service_is_told_so_in_grpc_and_an_unknown_page_in_html() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    for wire in [Wire::h1(address), Wire::h2(address)] {
        for rpc in [
            "passerelle.v1.NoSuchService/Get",
            "AccountService/NoSuchRpc",
            "other.Service/Get",
        ] {
            let answer = wire.rpc(rpc, &[], frame(&[])).await;
            assert_eq!(answer.code, Code::Unimplemented, "{rpc}: {answer:?}");
        }
        let cookie = cookie(&director);
        let (status, headers, text) = wire.get("/no/such/page", &[("cookie", &cookie)]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(text.contains("<h1"), "{text}");
    }
}

#[tokio::test]
async fn what_a_form_of_another_site_can_send_runs_no_rpc() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    let before = director.account().get_preferences(GetPreferencesRequest {}).await;
    let before = before.unwrap().into_inner();
    let request = UpdatePreferencesRequest {
        preferences: Some(Preferences {
            zone: "Indian/Mayotte".to_owned(),
            ..before.clone()
        }),
    };
    let body = frame(&request.encode_to_vec());
    let cookie = cookie(&director);
    for wire in [Wire::h1(address), Wire::h2(address)] {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ] {
            let headers = [("content-type", kind), ("cookie", cookie.as_str())];
            let answer = wire
                .rpc("AccountService/UpdatePreferences", &headers, body.clone())
                .await;
            assert_ne!(answer.code, Code::Ok, "{kind}");
            assert_ne!(answer.code, Code::Internal, "{kind}");
        }
    }
    let after = director.account().get_preferences(GetPreferencesRequest {}).await;
    assert_eq!(after.unwrap().into_inner(), before);
}

#[tokio::test]
async fn another_site_cannot_act_in_the_name_of_a_visitor() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let wire = Wire::h1(world.serve().await);
    let cookie = cookie(&director);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let headers = [("cookie", cookie.as_str()), foreign];
        let answer = wire.rpc("AccountService/GetMe", &headers, frame(&[])).await;
        assert_eq!(
            answer.reason,
            Some(Reason::CrossOrigin),
            "{foreign:?}: {answer:?}"
        );
        for path in ["/act/AccountService/SignOut", "/account/session/end"] {
            let headers = [("cookie", cookie.as_str()), foreign, form];
            let response = wire.send("POST", path, &headers, "").await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {foreign:?}");
        }
    }
    director.account().get_me(GetMeRequest {}).await.unwrap();
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let answer = wire.rpc("AccountService/GetMe", &headers, frame(&[])).await;
    assert_eq!(answer.code, Code::Ok);
}

#[tokio::test]
async fn a_secret_that_is_not_good_signs_nobody_in() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    for secret in ["", "x", "Bearer", &"a".repeat(43), &"é".repeat(2000), "a b"] {
        let headers = [("authorization", format!("Bearer {secret}"))];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = Wire::h2(address)
            .rpc("AccountService/GetMe", &headers, frame(&[]))
            .await;
        assert_eq!(answer.reason, Some(Reason::SignInFirst), "{secret}: {answer:?}");
        let cookie = format!("{}={secret}", server::auth::COOKIE_NAME);
        let (status, ..) = Wire::h1(address).get("/account", &[("cookie", &cookie)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{secret}");
    }
    // The name of the scheme is written as one likes.
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let good = format!("{scheme} {}", director.door.secret().unwrap());
        let headers = [("authorization", good.as_str())];
        let answer = Wire::h2(address)
            .rpc("AccountService/GetMe", &headers, frame(&[]))
            .await;
        assert_eq!(answer.code, Code::Ok, "{scheme}");
    }
    // The cookie among others, and a bearer on a page.
    let cookies = format!("a=b; {}; c=d", cookie(&director));
    let (status, ..) = Wire::h1(address).get("/account", &[("cookie", &cookies)]).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn broken_frames_are_the_callers_fault() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    let bearer = bearer(&director);
    let auth = ("authorization", bearer.as_str());
    let bodies: [&'static [u8]; 9] = [
        b"",
        b"\0",
        b"\0\0\0",
        b"\0\0\0\0\x09abc",
        b"\0\xff\xff\xff\xffabc",
        b"\x01\0\0\0\x03abc",
        b"\x07\0\0\0\x03abc",
        b"\0\0\0\0\x03\xff\xff\xff",
        b"\x80\0\0\0\x03abc",
    ];
    for wire in [Wire::h1(address), Wire::h2(address)] {
        for body in bodies {
            for rpc in [
                "AccountService/GetMe",
                "ProgrammeService/GetProgramme",
                "LiveService/Watch",
            ] {
                let answer = wire.rpc(rpc, &[auth], Bytes::from_static(body)).await;
                let is_fine = answer.code == Code::InvalidArgument || answer.message.starts_with("HTTP 4");
                assert!(is_fine, "{rpc} {body:?}: {answer:?}");
            }
        }
    }
    for text in ["%%%", "AAAAA", "AAAAAAE=", "====", "é"] {
        let headers = [auth, ("content-type", "application/grpc-web-text")];
        let body = Bytes::copy_from_slice(text.as_bytes());
        let answer = Wire::h1(address)
            .rpc("AccountService/GetMe", &headers, body)
            .await;
        let is_fine = answer.code == Code::InvalidArgument || answer.message.starts_with("HTTP 4");
        assert!(is_fine, "{text}: {answer:?}");
    }
    for encoding in ["gzip", "nonsense"] {
        let headers = [auth, ("grpc-encoding", encoding)];
        let body = Bytes::from_static(b"\x01\0\0\0\x03abc");
        let answer = Wire::h2(address)
            .rpc("AccountService/GetMe", &headers, body)
            .await;
        let is_fine = matches!(answer.code, Code::InvalidArgument | Code::Unimplemented);
        assert!(is_fine, "{encoding}: {answer:?}");
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    let bearer = bearer(&director);
    let auth = ("authorization", bearer.as_str());
    // Field 99, which nobody knows, of 5 MB: refused for its size alone.
    let mut message = vec![0x9a, 0x06, 0xc0, 0x96, 0xb1, 0x02];
    message.resize(5_000_006, 0);
    for wire in [Wire::h1(address), Wire::h2(address)] {
        let answer = wire.rpc("AccountService/GetMe", &[auth], frame(&message)).await;
        let is_refused = matches!(answer.code, Code::InvalidArgument | Code::ResourceExhausted)
            || answer.message == "HTTP 413";
        assert!(is_refused, "{answer:?}");
    }
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = format!("title={}", "a".repeat(5_000_000));
    let path = "/act/ProgrammeService/CreateWorkStream";
    let response = Wire::h1(address).send("POST", path, &headers, body).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_address_of_a_client_is_believed_only_from_a_trusted_proxy() {
    for (trusted, forwarded, expected) in [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (1, "nonsense", "127.0.0.1"),
    ] {
        let world = World::with(|config| config.trusted_proxies = trusted).await;
        let director = world.actor(Role::Director).await;
        let wire = Wire::h2(world.serve().await);
        let request = proto::v1::EnterAsRequest {
            person_id: director.me.person_id.clone(),
        };
        let headers = [("x-forwarded-for", forwarded)];
        let body = frame(&request.encode_to_vec());
        let answer = wire.rpc("AccountService/EnterAs", &headers, body).await;
        let session = proto::v1::SignInResponse::decode(answer.content).unwrap();
        let bearer = format!("Bearer {}", session.session);
        let headers = [("authorization", bearer.as_str())];
        let body = frame(&ListSessionsRequest {}.encode_to_vec());
        let answer = wire.rpc("AccountService/ListSessions", &headers, body).await;
        let sessions = proto::v1::ListSessionsResponse::decode(answer.content).unwrap();
        let current = sessions
            .sessions
            .iter()
            .find(|session| session.is_current)
            .unwrap();
        assert_eq!(current.address, expected, "{trusted} {forwarded}");
    }
}

#[tokio::test]
async fn the_shutdown_ends_open_streams_and_requests_within_ten_seconds() {
    let world = World::new().await;
    let director = world.actor(Role::Director).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let server = tokio::spawn(server::http::serve(world.router(), listener, shutdown.clone()));
    let mut client = proto::v1::live_service_client::LiveServiceClient::new(channel(address).await);
    let request = with_bearer(&director, proto::v1::WatchRequest { after: 0 });
    let mut watch = client.watch(request).await.unwrap().into_inner();
    watch.message().await.unwrap().expect("the first message");
    // A connection on which nothing was ever asked, too.
    let _idle = tokio::net::TcpStream::connect(address).await.unwrap();
    let started = Instant::now();
    // As in `serve`: one signal for the streams and for the listener.
    world.shut_down();
    shutdown.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(11), server).await;
    ended.expect("within 10 s").unwrap().unwrap();
    let end = tokio::time::timeout(Duration::from_secs(1), watch.message()).await;
    let end = end.expect("the stream ends");
    let is_clean = match &end {
        Ok(message) => message.is_none(),
        Err(status) => status.code() != Code::Internal,
    };
    assert!(is_clean, "{end:?}");
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "the stream kept the server: {:?}",
        started.elapsed()
    );
}

/// A number that was given to a field is given to no other: who was built from an earlier contract is not misunderstood.
#[test]
fn fields_that_were_replaced_leave_their_numbers() {
    type Replaced = (
        &'static str,
        std::ops::RangeInclusive<u32>,
        &'static [(&'static str, u32)],
    );
    let replaced: [Replaced; 4] = [
        ("CorrectBulletinRequest", 2..=3, &[("note", 4), ("version", 5)]),
        ("CreateTextRequest", 4..=7, &[("partner_id", 3)]),
        ("AddTextVersionRequest", 2..=5, &[("change", 6)]),
        (
            "UpdateTextVersionRequest",
            2..=5,
            &[("change", 6), ("version", 7)],
        ),
    ];
    for (name, left, kept) in replaced {
        let message = proto::pool().get_message_by_name(&format!("passerelle.v1.{name}"));
        let message = message.unwrap();
        for number in left {
            let is_reserved = message.reserved_ranges().any(|range| range.contains(&number));
            assert!(is_reserved, "{name}: {number}");
        }
        for (field, number) in kept {
            let found = message.get_field_by_name(field).map(|field| field.number());
            assert_eq!(found, Some(*number), "{name}: {field}");
        }
    }
}
