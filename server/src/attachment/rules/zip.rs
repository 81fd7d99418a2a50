//! The list of the parts of a ZIP, which is at its end: an office document is told by its parts, and they may
//! come in any order.

use std::ops::Range;

/// Bytes from the end among which the record that ends an archive is: itself, and a comment as long as may be.
pub(crate) const END: i64 = 22 + 65_535;
/// Bytes of a list of parts at most.
const MAX_LIST: i64 = 1024 * 1024;
/// Bytes of a local header before the name of the part.
const LOCAL_HEADER: usize = 30;
/// Bytes to read where the part `mimetype` begins: the header, the name, and more than any media type.
pub(crate) const MIMETYPE: i64 = 256;

/// A part of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: &'a [u8],
    /// Where its header begins.
    pub(crate) at: i64,
}

/// Where the list of parts is in an archive of this size that ends with these bytes.
pub(crate) fn list(end: &[u8], size: i64) -> Option<Range<i64>> {
    let at = end.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let record = end.get(at..at + 22)?;
    let (length, start) = (i64::from(u32_at(record, 12)?), i64::from(u32_at(record, 16)?));
    let is_inside = length <= MAX_LIST && start + length <= size;
    is_inside.then_some(start..start + length)
}

/// The parts that a list names; what does not follow the format ends it.
pub(crate) fn parts(list: &[u8]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = list;
    while let Some((part, length)) = first(rest) {
        parts.push(part);
        rest = rest.get(length..).unwrap_or_default();
    }
    parts
}

/// The first part of a list, and the bytes that it takes there.
fn first(list: &[u8]) -> Option<(Part<'_>, usize)> {
    if !list.starts_with(b"PK\x01\x02") {
        return None;
    }
    let n_name = usize::from(u16_at(list, 28)?);
    let n_more = usize::from(u16_at(list, 30)?) + usize::from(u16_at(list, 32)?);
    let part = Part {
        name: list.get(46..46 + n_name)?,
        at: i64::from(u32_at(list, 42)?),
    };
    Some((part, 46 + n_name + n_more))
}

/// True when the part that begins here is the media type of a document, as it is (not compressed).
pub(crate) fn is_mimetype(part: &[u8], media_type: &str) -> bool {
    let content = || {
        let is_stored = part.starts_with(b"PK\x03\x04") && u16_at(part, 8)? == 0;
        let before = LOCAL_HEADER + usize::from(u16_at(part, 26)?) + usize::from(u16_at(part, 28)?);
        let content = part.get(before..before + media_type.len())?;
        let after = part.get(before + media_type.len()..)?;
        // What follows is the next header: the media type is not the beginning of a longer one.
        Some(is_stored && content == media_type.as_bytes() && after.starts_with(b"PK"))
    };
    content().unwrap_or(false)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An archive with these parts, not compressed.
    pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut list) = (Vec::new(), Vec::new());
        for (name, content) in parts {
            let n_name = u16::try_from(name.len()).unwrap().to_le_bytes();
            let size = u32::try_from(content.len()).unwrap().to_le_bytes();
            let at = u32::try_from(bytes.len()).unwrap().to_le_bytes();
            let common = [
                &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
                &size,
                &size,
                &n_name,
                &[0, 0],
            ]
            .concat();
            bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
            let more = [0; 10];
            list.extend([b"PK\x01\x02\x14\0", &common[..], &more, &at, name.as_bytes()].concat());
        }
        let (start, length) = (bytes.len(), list.len());
        let n = u16::try_from(parts.len()).unwrap().to_le_bytes();
        bytes.extend(list);
        bytes.extend([b"PK\x05\x06\0\0\0\0", &n[..], &n].concat());
        bytes.extend(u32::try_from(length).unwrap().to_le_bytes());
        bytes.extend(u32::try_from(start).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn the_parts_of_an_archive() {
        let bytes = archive(&[("a.txt", b"PK\x05\x06 is not the end"), ("word/b.xml", b"<b/>")]);
        let size = i64::try_from(bytes.len()).unwrap();
        let range = list(&bytes, size).unwrap();
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        let names: Vec<_> = parts(&bytes[range])
            .iter()
            .map(|part| part.name.to_vec())
            .collect();
        assert_eq!(names, [b"a.txt".to_vec(), b"word/b.xml".to_vec()]);
        assert_eq!(list(&bytes, 10), None, "a list outside the file");
        assert_eq!(list(b"PK\x03\x04 cut", 8), None);
        assert_eq!(list(b"PK\x05\x06", 4), None);
        assert!(parts(b"PK\x01\x02\xff").is_empty());
        assert!(parts(b"anything").is_empty());
    }

    #[test]
    fn the_media_type_of_a_document() {
        let text = "application/vnd.oasis.opendocument.text";
        for (content, expected) in [
            (text, true),
            ("application/vnd.oasis.opendocument.text-template", false),
            ("application/vnd.oasis.opendocument.spreadsheet", false),
            ("", false),
        ] {
            let bytes = archive(&[("mimetype", content.as_bytes())]);
            assert_eq!(is_mimetype(&bytes, text), expected, "{content}");
        }
        assert!(!is_mimetype(b"PK\x03\x04", text));
    }
}
