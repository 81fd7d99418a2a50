//! Every act of a page is a plain HTML form bound to an RPC: `POST /act/<Service>/<Rpc>`.
//!
//! The request message is filled from the form by its descriptor; the RPC is called in process, with the
//! caller's rights. Then the browser is sent to `_next`, or the page `_page` is rendered again with what
//! was typed and every violation beside its field. An RPC that only reads is answered by the page `_page`,
//! which shows what it said. A form that has a `_key` is done once, however often it is sent. Nothing here knows any
//! feature. After a refusal the browser's address is that of the act: asked for as a page, it leads to the first page.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use bytes::Bytes;
use http::{Extensions, StatusCode};
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MethodDescriptor, ReflectMessage as _, Value};
use proto::v1::Reason;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;
use tracing::Instrument as _;

use crate::auth::Caller;
use crate::error::{Error, Violation};
use crate::http::form::{self, Fields, Form};
use crate::http::{Plain, call};
use crate::once;

/// Messages of a list in a form, at most.
const MAX_ELEMENTS: usize = 64;
/// Values of a list in a form, at most: many more than any service takes.
const MAX_VALUES: usize = 1_000;

#[expect(
    clippy::too_many_lines,
    reason = "one line for each case; cut, it would hide the order"
)]
pub(crate) async fn act(
    State(plain): State<Plain>,
    Path((service, rpc)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Some(method) = call::method(&service, &rpc) else {
        return refuse(&parts.extensions, StatusCode::NOT_FOUND);
    };
    let is_signed_in = parts.extensions.get::<Caller>().is_some();
    let Form {
        fields,
        files,
        too_large,
    } = match form::read(&parts.headers, body, is_signed_in).await {
        Ok(form) => form,
        Err(code) => return refuse(&parts.extensions, code),
    };
    let (mut message, mut malformed) = fill(DynamicMessage::new(method.input()), &fields);
    let file_names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    malformed.extend(attach(&mut message, files));
    malformed.extend(violations(too_large, Reason::FileTooLarge));
    let asked = message.encode_to_vec();
    // For the page that shows what was read.
    let seen = call::is_read(&method).then(|| asked.clone());
    let goal = Goal::of(&fields, &rpc);
    let answer = if malformed.is_empty() {
        let key = special(&fields, "_key").filter(|_| call::creates(&method));
        let mark = key.map(|key| once::mark(parts.extensions.get(), method.full_name(), key, &asked));
        let answer = run(&plain, mark, &method, parts.extensions.clone(), asked, &goal).await;
        answer.map_err(|status| {
            // More than the service reads.
            if is_unreadable(&status) && !file_names.is_empty() {
                Error::Invalid(violations(file_names, Reason::FileTooLarge)).into()
            } else {
                status
            }
        })
    } else {
        Err(Error::Invalid(malformed).into())
    };
    let page = goal.page.clone();
    match answer {
        Ok(Done::Before(location)) => Redirect::to(&location).into_response(),
        Ok(Done::Now(response)) if call::is_read(&method) => {
            let mut extensions = parts.extensions;
            extensions.insert(web::Answer {
                rpc,
                request: seen.unwrap_or_default().into(),
                response,
            });
            render(&plain, &parts.headers, extensions, &page, StatusCode::OK).await
        }
        Ok(Done::Now(response)) => {
            let answer = DynamicMessage::decode(method.output(), response).ok();
            let secret = answer
                .as_ref()
                .and_then(|answer| scalar(answer, "secret"))
                .filter(|s| !s.is_empty());
            if let Some(secret) = secret {
                let mut extensions = parts.extensions;
                extensions.insert(web::Shown(secret));
                return render(&plain, &parts.headers, extensions, &page, StatusCode::OK).await;
            }
            Redirect::to(&goal.location(answer.as_ref())).into_response()
        }
        Err(status) => {
            // The page is shown again with what can be mended.
            let code = match status.code() {
                code @ (Code::Unavailable | Code::ResourceExhausted | Code::Internal) => {
                    super::http_status(code)
                }
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let mut extensions = parts.extensions;
            extensions.insert(refused(format!("{service}/{rpc}"), fields, &status));
            render(&plain, &parts.headers, extensions, &page, code).await
        }
    }
}

/// Where a form leads.
#[derive(Clone)]
struct Goal {
    rpc: String,
    /// The page that shows the form.
    page: String,
    /// The page after it, with fields of the answer in braces.
    next: Option<String>,
}

impl Goal {
    fn of(fields: &Fields, rpc: &str) -> Self {
        let page = special(fields, "_page").filter(|path| web::is_local(path));
        Self {
            rpc: rpc.to_owned(),
            page: page.unwrap_or("/").to_owned(),
            next: special(fields, "_next").map(str::to_owned),
        }
    }

    fn location(&self, answer: Option<&DynamicMessage>) -> String {
        let next = self.next.as_ref().map(|path| substitute(path, answer));
        let next = next.filter(|path| web::is_local(path));
        done(&next.unwrap_or_else(|| self.page.clone()), &self.rpc)
    }
}

/// What an act came to.
enum Done {
    /// It was done, with this answer.
    Now(Bytes),
    /// The same was done before, and led here.
    Before(String),
}

/// Calls the RPC. One that leaves a mark is done to its end, and where it led is noted, even when the browser leaves: so
/// does the first of two clicks.
async fn run(
    plain: &Plain,
    mark: Option<String>,
    method: &MethodDescriptor,
    extensions: Extensions,
    asked: Vec<u8>,
    goal: &Goal,
) -> Result<Done, Status> {
    let Some(mark) = mark else {
        return call::unary(&plain.api, method, extensions, asked)
            .await
            .map(Done::Now);
    };
    let (plain, method, goal) = (plain.clone(), method.clone(), goal.clone());
    let act = async move {
        let call = call::unary(&plain.api, &method, extensions, asked);
        let Some(answer) = once::marked(&plain.app, &mark, call).await else {
            let location = once::location(&plain.app, &mark).await?;
            let location = location.unwrap_or_else(|| done(&goal.page, &goal.rpc));
            return Ok(Done::Before(location));
        };
        let response = answer?;
        let answer = DynamicMessage::decode(method.output(), response.clone()).ok();
        if let Err(error) = once::note(&plain.app, &mark, &goal.location(answer.as_ref())).await {
            tracing::warn!(?error, "it is not noted where an act led");
        }
        Ok(Done::Now(response))
    };
    let ended = tokio::spawn(act.in_current_span()).await;
    ended.unwrap_or_else(|error| Err(Error::Internal(error.into()).into()))
}

/// The state of a form that was refused, for the page to show again.
pub(crate) fn refused(rpc: String, fields: Fields, status: &Status) -> web::FormState {
    let details = status.get_error_details();
    let reason = |name: &str| Reason::from_str_name(name).unwrap_or(Reason::BadRequest);
    web::FormState {
        form: special(&fields, "_form").unwrap_or_default().to_owned(),
        rpc,
        violations: details
            .bad_request()
            .map(|bad| {
                bad.field_violations
                    .iter()
                    .map(|v| (v.field.clone(), reason(&v.description)))
                    .collect()
            })
            .unwrap_or_default(),
        told: details
            .bad_request()
            .map(|bad| {
                let told = bad.field_violations.iter();
                told.filter_map(|v| Some((v.field.clone(), v.localized_message.clone()?.message)))
                    .collect()
            })
            .unwrap_or_default(),
        reason: details.error_info().map(|info| reason(&info.reason)),
        values: fields,
    }
}

/// Renders a page again for the same caller.
pub(crate) async fn render(
    plain: &Plain,
    headers: &http::HeaderMap,
    extensions: Extensions,
    page: &str,
    code: StatusCode,
) -> Response {
    let mut request = Request::new(axum::body::Body::empty());
    *request.uri_mut() = page.parse().unwrap_or_default();
    *request.headers_mut() = headers.clone();
    *request.extensions_mut() = extensions;
    // The router that pages come from never fails.
    let mut response = match plain.pages.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.status() == StatusCode::OK {
        *response.status_mut() = code;
    }
    response
}

/// The value of a field that is not of the message.
pub(crate) fn special<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Adds `done=<Rpc>` to a path, before its fragment.
pub(crate) fn done(path: &str, rpc: &str) -> String {
    let (path, fragment) = path
        .split_once('#')
        .map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let separator = if path.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|f| format!("#{f}")).unwrap_or_default();
    format!("{path}{separator}done={rpc}{fragment}")
}

/// Replaces `{field}` by that field of the answer.
fn substitute(path: &str, answer: Option<&DynamicMessage>) -> String {
    let Some((before, rest)) = path.split_once('{') else {
        return path.to_owned();
    };
    let Some((name, after)) = rest.split_once('}') else {
        return path.to_owned();
    };
    let value = answer.and_then(|answer| scalar(answer, name)).unwrap_or_default();
    format!("{before}{value}{}", substitute(after, answer))
}

fn scalar(message: &DynamicMessage, name: &str) -> Option<String> {
    match message.get_field_by_name(name)?.as_ref() {
        Value::String(text) => Some(text.clone()),
        Value::I32(number) | Value::EnumNumber(number) => Some(number.to_string()),
        Value::I64(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Fills a message from a form whose field names are proto paths; tells the fields that do not fit.
pub(crate) fn fill(mut message: DynamicMessage, fields: &Fields) -> (DynamicMessage, Vec<Violation>) {
    let mut malformed = Vec::new();
    for (name, text) in fields.iter().filter(|(name, _)| !name.starts_with('_')) {
        let path: Vec<&str> = name.split('.').collect();
        if set(&mut message, &path, text).is_none() {
            malformed.push(Violation::new(name, Reason::Malformed));
        }
    }
    (message, malformed)
}

/// Says whether a service could not even read what was sent: no field is at fault.
fn is_unreadable(status: &Status) -> bool {
    let bad = status.get_details_bad_request();
    bad.is_some_and(|bad| bad.field_violations.iter().all(|one| one.field.is_empty()))
}

fn violations(fields: Vec<String>, reason: Reason) -> Vec<Violation> {
    let violation = |field| Violation::new(field, reason);
    fields.into_iter().map(violation).collect()
}

/// Puts files into `bytes` fields; tells those that have no such field.
fn attach(message: &mut DynamicMessage, files: Vec<(String, Bytes)>) -> Vec<Violation> {
    let mut malformed = Vec::new();
    for (name, content) in files {
        let field = message.descriptor().get_field_by_name(&name);
        match field.filter(|field| matches!(field.kind(), Kind::Bytes) && !field.is_list()) {
            Some(field) => message.set_field(&field, Value::Bytes(content)),
            None => malformed.push(Violation::new(name, Reason::Malformed)),
        }
    }
    malformed
}

fn set(message: &mut DynamicMessage, path: &[&str], text: &str) -> Option<()> {
    let (name, rest) = path.split_first()?;
    let field = message.descriptor().get_field_by_name(name)?;
    if let Kind::Message(inner) = field.kind() {
        let value = message.get_field_mut(&field);
        if field.is_list() {
            let (index, rest) = rest.split_first()?;
            let index: usize = index.parse().ok().filter(|index| *index < MAX_ELEMENTS)?;
            let list = value.as_list_mut()?;
            while list.len() <= index {
                list.push(Value::Message(DynamicMessage::new(inner.clone())));
            }
            return set(list.get_mut(index)?.as_message_mut()?, rest, text);
        }
        return set(value.as_message_mut()?, rest, text);
    }
    if !rest.is_empty() {
        return None;
    }
    if field.is_list() {
        if !text.is_empty() {
            let value = parse(&field, text)?;
            let list = message.get_field_mut(&field).as_list_mut()?;
            if list.len() == MAX_VALUES {
                return None;
            }
            list.push(value);
        }
    } else if !text.is_empty() {
        message.set_field(&field, parse(&field, text)?);
    }
    Some(())
}

fn parse(field: &FieldDescriptor, text: &str) -> Option<Value> {
    Some(match field.kind() {
        Kind::String => Value::String(text.to_owned()),
        Kind::Bool => Value::Bool(matches!(text, "true" | "on" | "1")),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(text.trim().parse().ok()?),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(text.trim().parse().ok()?),
        Kind::Enum(values) => Value::EnumNumber(match text.parse() {
            Ok(number) => number,
            Err(_) => values.get_value_by_name(text)?.number(),
        }),
        Kind::Bytes => Value::Bytes(text.as_bytes().to_vec().into()),
        _ => return None,
    })
}

fn refuse(extensions: &Extensions, code: StatusCode) -> Response {
    let nonce = extensions
        .get::<web::RequestInfo>()
        .map(|info| info.nonce.clone())
        .unwrap_or_default();
    let reason = match code {
        StatusCode::NOT_FOUND => Reason::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Reason::FileTooLarge,
        _ => Reason::BadRequest,
    };
    (code, axum::response::Html(web::plain_error(code, reason, &nonce))).into_response()
}
