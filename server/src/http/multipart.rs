//! Forms that carry files (`multipart/form-data`): a file is the value of a `bytes` field.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::http::act::Fields;

/// The texts of a form and its files; a file that nobody chose is none. `None` for another kind of form, or
/// for one that cannot be read.
pub(crate) async fn read(headers: &HeaderMap, body: &Bytes) -> Option<(Fields, Vec<(String, Bytes)>)> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let boundary = multer::parse_boundary(content_type).ok()?;
    let whole = futures::stream::iter([Ok::<_, std::convert::Infallible>(body.clone())]);
    let mut parts = multer::Multipart::new(whole, boundary);
    let (mut fields, mut files) = (Fields::new(), Vec::new());
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_owned();
        if part.file_name().is_none() {
            fields.push((name, part.text().await.ok()?));
            continue;
        }
        let content = part.bytes().await.ok()?;
        if !content.is_empty() {
            files.push((name, content));
        }
    }
    Some((fields, files))
}
