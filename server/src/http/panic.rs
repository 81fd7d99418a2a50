//! A panic ends one request, never the connection of others: it is told as any fault of ours, in gRPC or as a page.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;
use http::StatusCode;
use proto::v1::Reason;

use crate::error::Error;
use crate::http::{Asker, refuse};

pub(crate) async fn catch(request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    // What a panic leaves half done is dropped with the request: a transaction rolls back.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            metrics::counter!("passerelle_panics_total").increment(1);
            let fault = Error::Internal(anyhow::anyhow!("a panic: {}", words(panic.as_ref())));
            let code = StatusCode::INTERNAL_SERVER_ERROR;
            refuse(&asker, fault.into(), code, Reason::Internal)
        }
    }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use http::header::CONTENT_TYPE;
    use tower::ServiceExt as _;

    async fn answer(path: &str, content_type: &str) -> (StatusCode, http::HeaderMap, String) {
        let router = Router::new()
            .route("/good", get(|| async { "fine" }))
            .route(
                "/bad",
                get(|| async {
                    let text = std::hint::black_box("unwrap");
                    assert!(text.is_empty(), "{text}");
                }),
            )
            .layer(from_fn(catch));
        let mut request = Request::builder().uri(path);
        if !content_type.is_empty() {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let response = router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 10_000).await.unwrap();
        (
            parts.status,
            parts.headers,
            String::from_utf8(body.to_vec()).unwrap(),
        )
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_ours_and_no_more() {
        let (status, _, text) = answer("/good", "").await;
        assert_eq!((status, text.as_str()), (StatusCode::OK, "fine"));
        let (status, _, text) = answer("/bad", "").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            text.contains("<h1>Erreur 500</h1>") && !text.contains("unwrap"),
            "{text}"
        );
        for kind in ["application/grpc", "application/grpc-web+proto"] {
            let (status, headers, _) = answer("/bad", kind).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers["grpc-status"], "13");
            assert!(headers.contains_key("grpc-status-details-bin"));
        }
    }
}
