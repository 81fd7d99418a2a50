//! Many at once: no voice counted twice, none lost, and a vote that closes meanwhile.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;
use proto::v1::decision_service_client::DecisionServiceClient;
use tonic::transport::Channel;

use super::*;

/// Serves the platform of a world twice, as two processes on one database.
async fn two_servers(world: &World) -> [SocketAddr; 2] {
    let first = world.serve().await;
    let replica = world.replica().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let second = listener.local_addr().unwrap();
    let shutdown = tokio_util::sync::CancellationToken::new();
    tokio::spawn(server::http::serve(
        server::http::router(&replica),
        listener,
        shutdown,
    ));
    [first, second]
}

/// A ballot over a connection of its own. Told to come back, because everybody is there, a voter does.
async fn cast_over(
    address: SocketAddr,
    secret: String,
    ballot: CastBallotRequest,
) -> Result<Empty, tonic::Status> {
    let endpoint = Channel::from_shared(format!("http://{address}")).unwrap();
    let mut client = DecisionServiceClient::new(endpoint.connect().await.unwrap());
    for _ in 0..20 {
        let mut request = tonic::Request::new(ballot.clone());
        let bearer = format!("Bearer {secret}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        match client.cast_ballot(request).await {
            Err(status) if status.code() == tonic::Code::Unavailable => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            answer => return answer.map(tonic::Response::into_inner),
        }
    }
    panic!("the platform never has time for a ballot");
}

/// Two hundred voices vote at the same moment, each over two connections at once, at two servers: named and secret.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_at_once_are_each_counted_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let voters = crowd(&world, 200).await;
    let meeting = running(&animator, plain_rules()).await;
    let addresses = two_servers(&world).await;
    for is_secret in [false, true] {
        let request = CreateVoteRequest {
            is_secret,
            ..question(&meeting, "Tous ensemble")
        };
        let vote = create(&animator, request).await;
        assert_eq!(vote.n_voices, 219);
        let tries = voters.iter().enumerate().flat_map(|(index, voter)| {
            // 120 for, 60 against, 20 abstentions.
            let option = match index {
                0..120 => 1,
                120..180 => 2,
                _ => 3,
            };
            let secret = voter.door.secret().unwrap().to_owned();
            let ballot = ballot(&vote, option);
            addresses.map(|address| tokio::spawn(cast_over(address, secret.clone(), ballot.clone())))
        });
        let mut n_refused = 0;
        for answer in join_all(tries.collect::<Vec<_>>()).await {
            if let Err(status) = answer.unwrap() {
                assert_eq!(reason(&status), Reason::AlreadyVoted, "{status:?}");
                n_refused += 1;
            }
        }
        assert_eq!(n_refused, 200, "one of each pair is refused");
        let closed = close(&animator, &vote).await;
        assert_eq!(figures(&closed), [120, 60, 20], "secret: {is_secret}");
        assert_eq!((closed.n_cast, closed.result()), (200, VoteResult::Adopted));
    }
}

/// The chair closes while ballots come, at three processes: each is counted, or its voter was told that it is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ballot_at_the_closing_is_refused_or_counted() {
    let world = World::new().await;
    let animator = world.animator().await;
    let voters = crowd(&world, 40).await;
    let meeting = running(&animator, plain_rules()).await;
    let [other, third] = [world.replica().await, world.replica().await];
    let chair = animator.on(&third);
    let (mut n_taken_in_all, mut n_cut) = (0, 0);
    for round in 0..8 {
        let request = CreateVoteRequest {
            is_secret: round % 2 == 1,
            ..question(&meeting, &format!("Tour {round}"))
        };
        let vote = create(&animator, request).await;
        let n_done = Arc::new(AtomicUsize::new(0));
        let tries: Vec<_> = (0..)
            .zip(&voters)
            .map(|(index, voter)| {
                let voter = if index % 2 == 0 {
                    voter.clone()
                } else {
                    voter.on(&other)
                };
                let (vote, n_done) = (vote.clone(), Arc::clone(&n_done));
                tokio::spawn(async move {
                    // A steady stream of them, so that some come at the closing and some after it.
                    tokio::time::sleep(Duration::from_millis(index * 3)).await;
                    let answer = cast(&voter, &vote, 1).await;
                    n_done.fetch_add(1, Ordering::SeqCst);
                    answer
                })
            })
            .collect();
        while n_done.load(Ordering::SeqCst) < 5 + round {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let closed = close(&chair, &vote).await;
        let mut n_taken = 0;
        for answer in join_all(tries).await {
            match answer.unwrap() {
                Ok(_) => n_taken += 1,
                Err(status) => {
                    assert_eq!(reason(&status), Reason::VoteNotOpen, "{status:?}");
                    n_cut += 1;
                }
            }
        }
        n_taken_in_all += n_taken;
        assert_eq!(figures(&closed), [n_taken, 0, 0], "round {round}");
        let later = see(&animator, &vote).await;
        assert_eq!((figures(&later), later.n_cast), (vec![n_taken, 0, 0], n_taken));
    }
    assert!(
        n_taken_in_all > 0 && n_cut > 0,
        "no closing came among the ballots: the test proves nothing"
    );
}
