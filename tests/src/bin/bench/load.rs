//! Load: many workers that each do one thing again and again, for a short while.

use std::time::{Duration, Instant};

use futures::future::join_all;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;

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
