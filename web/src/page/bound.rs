//! The services as the reader of a page, and queries in addresses.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower::Service;

use super::Api;

/// The services as the reader of this page: each call carries the extensions of the page's request.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    api: Api,
    extensions: Arc<http::Extensions>,
}

impl Bound {
    pub(crate) fn new(api: Api, extensions: http::Extensions) -> Self {
        Self {
            api,
            extensions: Arc::new(extensions),
        }
    }
}

impl Service<http::Request<tonic::body::Body>> for Bound {
    type Response = http::Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = <Api as Service<http::Request<tonic::body::Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<std::result::Result<(), Infallible>> {
        self.api.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<tonic::body::Body>) -> Self::Future {
        request
            .extensions_mut()
            .extend(http::Extensions::clone(&self.extensions));
        self.api.call(request)
    }
}

/// Encodes pairs as a query.
pub(crate) fn form_encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        encode_into(&mut query, name);
        query.push('=');
        encode_into(&mut query, value);
    }
    query
}

fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                    out.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
}
