//! Pages and islands.
#![allow(missing_docs)]
use proto::v1::Reason;
pub type Api = tower::util::BoxCloneSyncService<http::Request<tonic::body::Body>, http::Response<tonic::body::Body>, std::convert::Infallible>;
#[derive(Clone)] pub struct RequestInfo { pub now: chrono::DateTime<chrono::Utc>, pub nonce: String, pub request_id: String }
#[derive(Clone)] pub struct FormState { pub form: String, pub rpc: String, pub values: Vec<(String, String)>, pub violations: Vec<(String, Reason)>, pub reason: Option<Reason> }
#[derive(Clone)] pub struct Shown(pub String);
pub struct Site { pub js: Option<String>, pub wasm: Option<String> }
pub fn router(_api: Api, _site: Site) -> axum::Router { axum::Router::new() }
pub fn plain_error(_s: http::StatusCode, _r: Reason, _n: &str) -> String { String::new() }
pub fn style(_name: &str) -> Option<&'static str> { None }
