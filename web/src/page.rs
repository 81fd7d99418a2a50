//! What a page receives ([`PageContext`]) and gives back ([`Page`] or [`PageError`]).

mod bound;
mod services;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use chrono::{DateTime, Datelike as _, Utc};
use leptos::prelude::*;
use proto::v1::{Me, Reason, Role};
use tonic_types::StatusExt as _;

pub(crate) use bound::{Bound, form_encode};

/// The services, called in process, rights included.
pub type Api = tower::util::BoxCloneSyncService<
    http::Request<tonic::body::Body>,
    http::Response<tonic::body::Body>,
    Infallible,
>;

/// The browser bundle: bare file names under `/assets/`. Without it, pages work without islands.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The JavaScript glue.
    pub js: Option<String>,
    /// The WebAssembly module.
    pub wasm: Option<String>,
}

/// What the server says of a request, as a request extension.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    /// The instant of the request.
    pub now: DateTime<Utc>,
    /// Nonce of the content security policy.
    pub nonce: String,
    /// Identifier shown when something went wrong.
    pub request_id: String,
}

/// A refused form, as a request extension: the page shows it again with what was typed.
#[derive(Clone, Debug)]
pub struct FormState {
    /// The `_form` that was sent; empty when there was none.
    pub form: String,
    /// The RPC, e.g. `ProgrammeService/Engage`.
    pub rpc: String,
    /// What was typed, repeated names kept.
    pub values: Vec<(String, String)>,
    /// Faults by field path.
    pub violations: Vec<(String, Reason)>,
    /// Of what is too long, the sentence that says how much, by field path.
    pub told: Vec<(String, String)>,
    /// Why the whole was refused.
    pub reason: Option<Reason>,
}

impl FormState {
    /// False for a form that was only filled from elsewhere.
    pub(crate) fn is_refused(&self) -> bool {
        self.reason.is_some() || !self.violations.is_empty()
    }

    /// The sentence of the fault of a field.
    pub(crate) fn sentence(&self, path: &str, reason: Reason) -> String {
        let told = self.told.iter().find(|(of, _)| of == path);
        let told = told.filter(|_| reason == Reason::TooLong);
        told.map_or_else(
            || crate::text::reason(reason).to_owned(),
            |(_, words)| words.clone(),
        )
    }
}

/// A secret to show once, as a request extension (after `CreateToken`).
#[derive(Clone, Debug)]
pub struct Shown(pub String);

/// The answer of an RPC that only reads, to show in the page, as a request extension.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Name of the RPC, e.g. `PreviewImport`.
    pub rpc: String,
    /// The encoded request message.
    pub request: bytes::Bytes,
    /// The encoded answer message.
    pub response: bytes::Bytes,
}

/// Position of the activity log when the request came in, as a request extension: the page watches after it.
#[derive(Clone, Copy, Debug)]
pub struct Position(pub i64);

/// What all the pages of a process share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) site: Site,
    /// Path of the stylesheet, its hash included.
    pub(crate) style_path: String,
    /// Year of the programme that matters now, as the last home page said; 0: not known yet.
    year: AtomicI32,
}

impl Shared {
    pub(crate) fn new(site: Site, style_path: String) -> Self {
        Self {
            site,
            style_path,
            year: AtomicI32::new(0),
        }
    }
}

/// Everything that a page may ask.
pub(crate) struct PageContext {
    pub(crate) api: Bound,
    pub(crate) shared: Arc<Shared>,
    /// Who reads; `None` when not signed in.
    pub(crate) me: Option<Me>,
    pub(crate) form: Option<FormState>,
    pub(crate) shown: Option<Shown>,
    pub(crate) answer: Option<Answer>,
    /// Path and query, as asked.
    pub(crate) uri: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) info: RequestInfo,
    pub(crate) position: i64,
    /// True once a form of the page has shown the refusal.
    pub(crate) is_form_shown: AtomicBool,
}

/// A page's context is shared between the page and its shell.
pub(crate) type Cx = Arc<PageContext>;

impl PageContext {
    /// The reader, or the way to sign-in.
    pub(crate) fn me(&self) -> Result<&Me> {
        self.me.as_ref().ok_or(PageError::SignIn)
    }

    /// Role of the reader; unspecified when not signed in.
    pub(crate) fn role(&self) -> Role {
        self.me.as_ref().map_or(Role::Unspecified, Me::role)
    }

    /// Zone in which the reader reads hours.
    pub(crate) fn zone(&self) -> &str {
        self.me
            .as_ref()
            .map(|me| me.zone.as_str())
            .filter(|zone| !zone.is_empty())
            .unwrap_or("Europe/Paris")
    }

    /// A segment of the path, by its name in the route.
    pub(crate) fn param(&self, name: &str) -> &str {
        find(&self.params, name).unwrap_or_default()
    }

    /// A segment of the path that is a year.
    pub(crate) fn year(&self) -> Result<i32> {
        let year = self.param("year").parse().ok();
        year.filter(|year| (2000..=2999).contains(year))
            .ok_or(PageError::Missing)
    }

    /// A parameter of the query; empty when absent.
    pub(crate) fn ask(&self, name: &str) -> &str {
        find(&self.query, name).unwrap_or_default()
    }

    /// What a reading RPC was asked from a form of this page, and what it answered.
    pub(crate) fn answered<Q, A>(&self, rpc: &str) -> Option<(Q, A)>
    where
        Q: prost::Message + Default,
        A: prost::Message + Default,
    {
        let answer = self.answer.as_ref().filter(|answer| answer.rpc == rpc)?;
        Some((
            Q::decode(answer.request.clone()).ok()?,
            A::decode(answer.response.clone()).ok()?,
        ))
    }

    /// The path without its query.
    pub(crate) fn path(&self) -> &str {
        self.uri.split('?').next().unwrap_or_default()
    }

    /// Path and query without the message of what was done: what a form renders again.
    pub(crate) fn page_path(&self) -> String {
        let kept: Vec<_> = self.query.iter().filter(|(name, _)| name != "done").collect();
        if kept.is_empty() {
            return self.path().to_owned();
        }
        let query = form_encode(kept.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        format!("{}?{query}", self.path())
    }

    /// Year of the programme in the navigation.
    pub(crate) fn nav_year(&self) -> i32 {
        match self.shared.year.load(Ordering::Relaxed) {
            0 => self.info.now.year(),
            year => year,
        }
    }

    /// True once the year of the navigation is known.
    pub(crate) fn has_year(&self) -> bool {
        self.shared.year.load(Ordering::Relaxed) != 0
    }

    /// Remembers the year of the programme that matters now.
    pub(crate) fn keep_year(&self, year: i32) {
        if year != 0 {
            self.shared.year.store(year, Ordering::Relaxed);
        }
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Entries of the side navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nav {
    Home,
    Programme,
    Network,
    Production,
    Meeting,
    Newsletter,
    Bulletin,
    Obligation,
    Framework,
    Overseas,
    Project,
    Solicitation,
    Question,
    Support,
    Activity,
    Account,
    Audit,
    Mail,
    /// A page outside the navigation.
    Elsewhere,
}

/// A page, before its shell.
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) nav: Nav,
    /// True when the page has `[data-live]` regions.
    pub(crate) is_live: bool,
    /// Position of the log that the page shows; 0: that of the request.
    pub(crate) position: i64,
    /// True for a page shown to a whole room: without header nor navigation.
    pub(crate) is_bare: bool,
    pub(crate) main: AnyView,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>, nav: Nav, main: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            nav,
            is_live: false,
            position: 0,
            is_bare: false,
            main: main.into_any(),
        }
    }

    /// Leaves header and navigation out.
    pub(crate) fn bare(self) -> Self {
        Self {
            is_bare: true,
            ..self
        }
    }

    /// Says that the page has `[data-live]` regions.
    pub(crate) fn live(self) -> Self {
        Self {
            is_live: true,
            ..self
        }
    }

    /// Says that the page shows the log up to a position.
    pub(crate) fn live_after(self, position: i64) -> Self {
        Self {
            is_live: true,
            position,
            ..self
        }
    }
}

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum PageError {
    /// Nobody is signed in.
    SignIn,
    /// There is nothing at this address.
    Missing,
    /// The page is elsewhere.
    Redirect(String),
    /// An RPC refused.
    Refused(Box<tonic::Status>),
}

/// What page functions return.
pub(crate) type Result<T = Page> = std::result::Result<T, PageError>;

impl From<tonic::Status> for PageError {
    fn from(status: tonic::Status) -> Self {
        match status.code() {
            tonic::Code::Unauthenticated => Self::SignIn,
            tonic::Code::NotFound => Self::Missing,
            _ => Self::Refused(Box::new(status)),
        }
    }
}

/// The reason that a refusal carries.
pub(crate) fn reason_of(status: &tonic::Status) -> Reason {
    let named = status.get_details_error_info().and_then(|info| {
        Reason::from_str_name(&info.reason)
            .or_else(|| Reason::from_str_name(&format!("REASON_{}", info.reason)))
    });
    named.unwrap_or(match status.code() {
        tonic::Code::PermissionDenied => Reason::NotAllowed,
        tonic::Code::NotFound => Reason::NotFound,
        tonic::Code::Unauthenticated => Reason::SignInFirst,
        tonic::Code::ResourceExhausted => Reason::TooManyAttempts,
        tonic::Code::Unavailable | tonic::Code::DeadlineExceeded => Reason::TemporarilyUnavailable,
        tonic::Code::InvalidArgument => Reason::BadRequest,
        _ => Reason::Internal,
    })
}
