//! Redis goes away and comes back: what is live gets slower for a while, and nothing else happens.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Watching, propose};
use crate::scenario;
use crate::world::World;

/// A Redis of this test alone.
struct Redis {
    port: u16,
    process: Option<Child>,
}

impl Redis {
    fn new() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, process: None }
    }

    async fn start(&mut self) {
        let process = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--dir", "/tmp"])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is missing: `cargo xtask test` installs it");
        self.process = Some(process);
        for _ in 0..100 {
            let place = ("127.0.0.1", self.port);
            if tokio::net::TcpStream::connect(place).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("redis-server does not answer");
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

#[tokio::test]
async fn redis_may_go_away_and_come_back() {
    let mut redis = Redis::new();
    redis.start().await;
    let url = format!("redis://127.0.0.1:{}", redis.port);
    let world = World::with(|config| config.redis_url = Some(url)).await;
    let animator = world.animator().await;
    scenario::draft_programme(&animator, 0).await;
    let director = world.centre("Rives de Loire").await.director;
    let replica = world.replica().await;
    let (mut elsewhere, _) = Watching::from_now(&animator.on(&replica)).await;
    let mut sight = async |title: &str| {
        let started = Instant::now();
        propose(&director, title).await;
        elsewhere.event().await;
        started.elapsed()
    };
    let at_once = Duration::from_secs(1);
    assert!(sight("Avec Redis").await < at_once);

    redis.kill();
    // By looking at the log every two seconds.
    for title in ["Sans Redis", "Toujours sans Redis"] {
        let elapsed = sight(title).await;
        assert!(elapsed < Duration::from_secs(4), "{elapsed:?}");
    }
    assert!(world.app.run_jobs().await.is_ok());

    redis.start().await;
    let mut times = Vec::new();
    while times.len() < 12 && times.last().is_none_or(|elapsed| *elapsed >= at_once / 4) {
        times.push(sight(&format!("Redis revenu {}", times.len())).await);
        // Not in step with the polling.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!(times.len() < 12, "the bus did not come back: {times:?}");
}
