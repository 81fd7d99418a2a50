//! Watching the log, and reading it as a feed.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;

use futures::{Stream, stream};
use proto::v1::live_service_server::{LiveService, LiveServiceServer};
use proto::v1::watch_response::{Heartbeat, Message, Ready, Resync};
use proto::v1::{
    ListActivityRequest, ListActivityResponse, Reason, WatchRequest, WatchResponse,
    list_activity_request::Scope,
};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Interval, MissedTickBehavior};
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::auth::{self, Caller};
use crate::error::{Error, Result, Violations};
use crate::live::log::Entry;
use crate::live::store::{self, Feed};
use crate::live::{feed, may_see, may_see_all};

/// Missed rows above which a watcher re-reads instead of being told one by one.
const MAX_MISSED: usize = 1_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> LiveServiceServer<Service> {
    LiveServiceServer::new(Service(Arc::clone(app)))
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

#[tonic::async_trait]
impl LiveService for Service {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<WatchResponse, Status>> + Send>>;

    async fn watch(&self, request: Request<WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let caller = auth::caller(&request)?;
        let watcher = Watcher::new(Arc::clone(&self.0), caller, request.into_inner().after).await?;
        let stream = stream::unfold(watcher, |mut watcher| async {
            let message = watcher.next().await?;
            Some((message, watcher))
        });
        Ok(Response::new(Box::pin(stream)))
    }

    async fn list_activity(
        &self,
        request: Request<ListActivityRequest>,
    ) -> Result<Response<ListActivityResponse>, Status> {
        let caller = auth::caller(&request)?;
        let answer = list_activity(&self.0, &caller, &request.into_inner()).await?;
        Ok(Response::new(answer))
    }
}

async fn list_activity(
    app: &App,
    caller: &Caller,
    request: &ListActivityRequest,
) -> Result<ListActivityResponse> {
    let mut violations = Violations::new();
    let scope = Scope::try_from(request.scope).unwrap_or_else(|_| {
        violations.add("scope", Reason::UnknownValue);
        Scope::All
    });
    let work_stream_id = match scope {
        Scope::Stream => Some(violations.id("work_stream_id", &request.work_stream_id)),
        _ => None,
    };
    let limit = match request.limit {
        0 => 30,
        1..=100 => request.limit.unsigned_abs(),
        _ => {
            violations.add("limit", Reason::UnknownValue);
            0
        }
    };
    for (field, value) in [("before", request.before), ("after", request.after)] {
        if value < 0 {
            violations.add(field, Reason::UnknownValue);
        }
    }
    violations.finish()?;

    let rows = store::feed(
        app.db.read(),
        &Feed {
            viewer: (!may_see_all(caller)).then_some(caller.organisation_id),
            organisation_id: (scope == Scope::MyOrganisation).then_some(caller.organisation_id),
            work_stream_id,
            before: request.before,
            after: request.after,
            limit: u64::from(limit),
        },
    )
    .await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|n_rows| n_rows == limit);
    let next_before = rows.last().filter(|_| is_full).map_or(0, |row| row.position);
    Ok(ListActivityResponse {
        activities: feed::messages(&rows, rows.len()),
        next_before,
    })
}

/// One stream: what was missed, then what comes. It holds no queue of its own beyond what was missed; a slow
/// reader loses its place in the shared one and is told to resync.
struct Watcher {
    app: Arc<App>,
    caller: Caller,
    entries: broadcast::Receiver<Arc<Entry>>,
    /// All that the caller may see up to this position was told.
    last: i64,
    pending: VecDeque<Message>,
    beat: Interval,
    is_over: bool,
    _counted: Counted,
}

impl Watcher {
    async fn new(app: Arc<App>, caller: Caller, after: i64) -> Result<Self> {
        if after < 0 {
            return Err(Error::invalid("after", Reason::UnknownValue));
        }
        // Subscribed before the log is read: what comes in between is seen twice here, and told once.
        let entries = app.live.subscribe();
        app.live.started.cancelled().await;
        let mut pending = VecDeque::new();
        let ready = |position| Message::Ready(Ready { position });
        let last = if after == 0 {
            let head = store::head(app.db.read()).await?;
            pending.push_back(ready(head));
            head
        } else {
            let missed = store::lines_after(app.db.read(), after, MAX_MISSED as u64 + 1).await?;
            let head = match missed.last() {
                Some(line) if missed.len() <= MAX_MISSED => line.row.position,
                _ => store::head(app.db.read()).await?,
            };
            if missed.len() > MAX_MISSED || head < after {
                pending.push_back(ready(head));
                pending.push_back(Message::Resync(Resync { position: head }));
                head
            } else {
                pending.push_back(ready(after));
                let last = missed.last().map_or(after, |line| line.row.position);
                let told = missed.into_iter().map(Entry::from);
                let told = told.filter(|entry| may_see(&caller, &entry.audience));
                pending.extend(told.map(|entry| Message::Event(entry.event)));
                last
            }
        };
        let mut beat = tokio::time::interval(app.live.heartbeat());
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        Ok(Self {
            app,
            caller,
            entries,
            last,
            pending,
            beat,
            is_over: false,
            _counted: Counted::new(),
        })
    }

    async fn next(&mut self) -> Option<Result<WatchResponse, Status>> {
        if self.is_over || self.app.live.ended.is_cancelled() {
            return None;
        }
        if let Some(message) = self.pending.pop_front() {
            return Some(Ok(response(message)));
        }
        loop {
            let received = tokio::select! {
                biased;
                () = self.app.live.ended.cancelled() => return None,
                received = self.entries.recv() => received,
                _ = self.beat.tick() => return Some(self.heartbeat().await),
            };
            match received {
                Ok(entry) if entry.event.position <= self.last => {}
                Ok(entry) => {
                    self.last = entry.event.position;
                    if may_see(&self.caller, &entry.audience) {
                        return Some(Ok(response(Message::Event(entry.event.clone()))));
                    }
                }
                Err(RecvError::Lagged(_)) => match self.resync().await {
                    Ok(None) => {}
                    Ok(Some(message)) => return Some(Ok(response(message))),
                    Err(error) => return Some(Err(error.into())),
                },
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// The reader was too slow: it goes on from the end of the log, unless it was there already.
    async fn resync(&mut self) -> Result<Option<Message>> {
        self.entries = self.app.live.subscribe();
        let head = store::head(self.app.db.read()).await.inspect_err(|_| {
            self.is_over = true;
        })?;
        let was_there = head == self.last;
        self.last = head;
        Ok((!was_there).then_some(Message::Resync(Resync { position: head })))
    }

    /// Says that the stream lives; ends it when the session does not.
    async fn heartbeat(&mut self) -> Result<WatchResponse, Status> {
        match crate::account::is_still_valid(&self.app, &self.caller).await {
            Ok(true) => {}
            Ok(false) => {
                self.is_over = true;
                return Err(Error::Unauthenticated(Reason::SignInFirst).into());
            }
            // The database is away: the next heartbeat asks again.
            Err(error) => tracing::warn!(?error, "a watcher's session was not checked"),
        }
        Ok(response(Message::Heartbeat(Heartbeat { position: self.last })))
    }
}

fn response(message: Message) -> WatchResponse {
    WatchResponse {
        message: Some(message),
    }
}

/// Counts the open streams, for the metrics.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("passerelle_watchers").increment(1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("passerelle_watchers").decrement(1);
    }
}
