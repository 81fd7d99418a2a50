//! Load: many workers that each do one thing again and again, for a short while.

use std::time::{Duration, Instant};

use futures::future::join_all;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};

/// How long one run lasts.
const RUN: Duration = Duration::from_secs(2);
/// Runs of which the median is told.
const RUNS: usize = 5;

/// The median rate, per second, of what the workers do.
pub(crate) async fn rate<W, F>(mut workers: Vec<W>, act: F) -> f64
where
    W: Send + 'static,
    F: for<'a> Fn(&'a mut W) -> futures::future::BoxFuture<'a, ()> + Clone + Send + Sync + 'static,
{
    let mut rates = Vec::new();
    // One run more than told: the first warms up.
    for _ in 0..=RUNS {
        let begun = Instant::now();
        let runs = workers.into_iter().map(|mut worker| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut n = 0_u64;
                while begun.elapsed() < RUN {
                    act(&mut worker).await;
                    n += 1;
                }
                (worker, n)
            })
        });
        let done: Vec<(W, u64)> = join_all(runs).await.into_iter().map(Result::unwrap).collect();
        let n: u64 = done.iter().map(|(_, n)| n).sum();
        rates.push(n as f64 / begun.elapsed().as_secs_f64());
        workers = done.into_iter().map(|(worker, _)| worker).collect();
    }
    rates.remove(0);
    rates.sort_by(f64::total_cmp);
    rates[RUNS / 2]
}

/// One of the callers that share an HTTP/2 connection, with a request made once: the load generator takes as
/// little of the two cores as it can.
#[derive(Clone)]
pub(crate) struct Grpc {
    sender: hyper::client::conn::http2::SendRequest<Full<bytes::Bytes>>,
    path: &'static str,
    authorization: Option<http::HeaderValue>,
    message: bytes::Bytes,
}

impl Grpc {
    /// Callers of an RPC: so many connections, each with so many calls under way.
    pub(crate) async fn callers(
        port: u16,
        (n_connections, n_streams): (usize, usize),
        path: &'static str,
        session: Option<&str>,
    ) -> Vec<Self> {
        let mut callers = Vec::new();
        for _ in 0..n_connections {
            let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (sender, connection) =
                hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                    .await
                    .unwrap();
            tokio::spawn(connection);
            let caller = Self {
                sender,
                path,
                authorization: session.map(|session| format!("Bearer {session}").parse().unwrap()),
                // An empty message in its frame.
                message: bytes::Bytes::from_static(&[0; 5]),
            };
            callers.extend(std::iter::repeat_n(caller, n_streams));
        }
        callers
    }

    /// Calls once; the answer must be good.
    pub(crate) async fn call(&mut self) {
        let mut request = http::Request::post(format!("http://127.0.0.1{}", self.path))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Full::new(self.message.clone())).unwrap();
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap();
        let trailers = body.trailers().expect("refused");
        assert_eq!(trailers.get("grpc-status").unwrap(), "0");
    }
}

/// A kept-alive HTTP/1.1 connection.
pub(crate) struct Http(SendRequest<Empty<bytes::Bytes>>);

impl Http {
    pub(crate) async fn connect(port: u16) -> Self {
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Gets a page; its status and body.
    pub(crate) async fn get(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (http::StatusCode, bytes::Bytes) {
        let mut request = http::Request::get(path).header("host", "127.0.0.1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.0.ready().await.unwrap();
        let response = self
            .0
            .send_request(request.body(Empty::new()).unwrap())
            .await
            .unwrap();
        let status = response.status();
        (status, response.into_body().collect().await.unwrap().to_bytes())
    }
}
