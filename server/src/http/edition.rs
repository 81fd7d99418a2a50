//! What of editions is no page: the preview in its frame, pictures, the feed of an archive, the sitemap.

use std::fmt::Write as _;

use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use proto::v1::edition_service_client::EditionServiceClient;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::{
    Archive, EditionRequest, File, GetArchiveRequest, GetPictureRequest, ListPublicArchivesRequest,
    NewsletterPageRequest, archive,
};

use crate::app::Api;
use crate::http::{Plain, export};

/// A mail shows its own styles and our pictures, inside a page of ours, and runs nothing.
const PREVIEW: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src";
/// Entries of a feed at most.
const ENTRIES: usize = 20;

fn call<T>(request: &Request, message: T) -> tonic::Request<T> {
    tonic::Request::from_parts(
        tonic::metadata::MetadataMap::new(),
        request.extensions().clone(),
        message,
    )
}

fn client(plain: &Plain) -> EditionServiceClient<Api> {
    EditionServiceClient::new(plain.api.clone())
}

/// `GET /edition/<id>/preview`: the HTML part, for the frame of the edition's page.
pub(crate) async fn preview(
    State(plain): State<Plain>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let call = call(&request, EditionRequest { id });
    let answer = client(&plain).preview_edition(call).await;
    let preview = match answer {
        Ok(preview) => preview.into_inner(),
        Err(status) => return export::refused(&request, &status),
    };
    let policy = format!(
        "{PREVIEW} 'self' {}; frame-ancestors 'self'",
        plain.app.config.public_url
    );
    let policy =
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("sandbox; default-src 'none'"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, preview.html).into_response()
}

/// `GET /lettre/<slug>/image/<picture>`, shown by mail programs and by the archive.
pub(crate) async fn picture(
    State(plain): State<Plain>,
    Path((slug, picture)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let signature = query.into_iter().find(|(name, _)| name == "signature");
    let message = GetPictureRequest {
        slug,
        picture,
        signature: signature.map(|(_, value)| value).unwrap_or_default(),
    };
    let answer = client(&plain).get_picture(call(&request, message)).await;
    let file = match answer {
        Ok(file) => file.into_inner(),
        Err(status) => return export::refused(&request, &status),
    };
    shown(file)
}

/// `GET /lettre/<slug>/logo`: the logo that the newsletter has now.
pub(crate) async fn logo(State(plain): State<Plain>, Path(slug): Path<String>, request: Request) -> Response {
    let message = call(&request, NewsletterPageRequest { slug });
    let answer = NewsletterServiceClient::new(plain.api.clone())
        .get_newsletter_logo(message)
        .await;
    match answer {
        Ok(file) => shown(file.into_inner()),
        Err(status) => export::refused(&request, &status),
    }
}

/// A picture, for pages and mail programs.
fn shown(file: File) -> Response {
    // Its content never changes; whether it may be read does.
    let headers = [
        (CONTENT_TYPE, export::header(&file.content_type)),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'"),
        ),
    ];
    (headers, file.content).into_response()
}

/// `GET /lettre/<slug>/archive.atom`
pub(crate) async fn feed(State(plain): State<Plain>, Path(slug): Path<String>, request: Request) -> Response {
    let answer = client(&plain)
        .get_archive(call(&request, GetArchiveRequest { slug }))
        .await;
    match answer {
        Ok(archive) => {
            let feed = atom(&archive.into_inner(), &plain.app.config.public_url);
            xml("application/atom+xml; charset=utf-8", feed)
        }
        Err(status) => export::refused(&request, &status),
    }
}

/// `GET /sitemap.xml`: the public archives.
pub(crate) async fn sitemap(State(plain): State<Plain>, request: Request) -> Response {
    let answer = client(&plain)
        .list_public_archives(call(&request, ListPublicArchivesRequest {}))
        .await;
    match answer {
        Ok(archives) => {
            let archives = archives.into_inner().archives;
            let map = addresses(&archives, &plain.app.config.public_url);
            xml("application/xml; charset=utf-8", map)
        }
        Err(status) => export::refused(&request, &status),
    }
}

fn xml(kind: &'static str, content: String) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
    ];
    (headers, content).into_response()
}

fn address(archive: &Archive, public_url: &str) -> String {
    format!("{public_url}/lettre/{}/archive", archive.slug)
}

/// "2027-03-15T09:00:00Z"
fn instant(at: Option<prost_types::Timestamp>) -> String {
    let at = at.and_then(|at| chrono::DateTime::from_timestamp(at.seconds, 0));
    at.unwrap_or_default()
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The archive as an Atom feed (RFC 4287).
fn atom(archive: &Archive, public_url: &str) -> String {
    let address = escape(&address(archive, public_url));
    let newest = archive.issues.first().and_then(|issue| issue.published_at);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n\
         <title>{}</title>\n<subtitle>{}</subtitle>\n<id>{address}</id>\n<link rel=\"self\" href=\"{address}.atom\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n<updated>{}</updated>\n\
         <author><name>{}</name></author>\n",
        escape(&archive.name),
        escape(&archive.description),
        instant(newest),
        escape(&archive.organisation_name),
    );
    for issue in archive.issues.iter().take(ENTRIES) {
        entry(&mut out, issue, &address);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, issue: &archive::Issue, address: &str) {
    let number = issue.number;
    let _ = write!(
        out,
        "<entry>\n<title>{}</title>\n<id>{address}/{number}</id>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{address}/{number}\"/>\n\
         <updated>{at}</updated>\n<published>{at}</published>\n<summary>{}</summary>\n</entry>\n",
        escape(&issue.subject),
        escape(&issue.preheader),
        at = instant(issue.published_at),
    );
}

/// The pages of the public archives, for those who look for them.
fn addresses(archives: &[Archive], public_url: &str) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for archive in archives {
        let address = escape(&address(archive, public_url));
        let _ = writeln!(out, "<url><loc>{address}</loc></url>");
        for issue in &archive.issues {
            let _ = writeln!(
                out,
                "<url><loc>{address}/{}</loc><lastmod>{}</lastmod></url>",
                issue.number,
                instant(issue.published_at)
            );
        }
    }
    out.push_str("</urlset>\n");
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // What XML has no place for is left out.
    for c in text.chars().filter(|c| !c.is_control() || c.is_whitespace()) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
