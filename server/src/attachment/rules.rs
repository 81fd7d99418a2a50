//! Which files are accepted.

pub(crate) mod zip;

/// Bytes of a chunk; the last one has fewer.
pub(crate) const CHUNK: i64 = 256 * 1024;
/// Bytes of a file at most: 20 MB.
pub(crate) const SIZE: i64 = 20 * 1024 * 1024;
/// Files of one owner at most.
pub(crate) const FILES: u64 = 20;
/// Hours after which an unfinished upload is removed.
pub(crate) const PATIENCE_HOURS: i64 = 24;

/// A type of file that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Pdf,
    Png,
    Jpeg,
    Odt,
    Ods,
    Docx,
    Xlsx,
}

impl Type {
    /// The type that a file name promises by its extension.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "png" => Self::Png,
            "jpg" | "jpeg" => Self::Jpeg,
            "odt" => Self::Odt,
            "ods" => Self::Ods,
            "docx" => Self::Docx,
            "xlsx" => Self::Xlsx,
            _ => return None,
        })
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Whether a content that starts with these bytes (its first chunk) can keep the promise of the name.
    pub(crate) fn accepts(self, start: &[u8]) -> bool {
        match self {
            Self::Pdf => infer::archive::is_pdf(start),
            Self::Png => infer::image::is_png(start),
            Self::Jpeg => infer::image::is_jpeg(start),
            Self::Odt | Self::Ods | Self::Docx | Self::Xlsx => start.starts_with(b"PK\x03\x04"),
        }
    }

    /// What the parts of the archive must show, once the file is whole; `None` for what is no archive.
    pub(crate) fn proof(self) -> Option<Proof> {
        match self {
            Self::Pdf | Self::Png | Self::Jpeg => None,
            Self::Odt | Self::Ods => Some(Proof::MediaType(self.media_type())),
            Self::Docx => Some(Proof::Parts("[Content_Types].xml", "word/")),
            Self::Xlsx => Some(Proof::Parts("[Content_Types].xml", "xl/")),
        }
    }
}

/// What makes an archive a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A part `mimetype` that says it.
    MediaType(&'static str),
    /// A part of this name, and one in this folder.
    Parts(&'static str, &'static str),
}

/// A name that any system can save: without its path, what is special somewhere as `_`, no dot in front.
pub(crate) fn clean_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = own
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if ":*?\"<>|;".contains(c) { '_' } else { c })
        .collect();
    plain.trim().trim_start_matches('.').to_owned()
}

/// Whether a text is a SHA-256 in hexadecimal.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The number of chunks of a file.
pub(crate) fn n_chunks(size: i64) -> i64 {
    (size + CHUNK - 1) / CHUNK
}

/// The size that the chunk at this offset must have.
pub(crate) fn chunk_size(offset: i64, size: i64) -> i64 {
    (size - offset).min(CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\x08";

    #[test]
    fn the_content_keeps_the_promise_of_the_name() {
        for (name, content, expected) in [
            ("plan.png", PNG, true),
            ("PLAN.PNG", PNG, true),
            ("plan.pdf", PNG, false),
            ("note.pdf", PDF, true),
            ("note.docx", PDF, false),
            ("note.odt", ZIP, true),
            ("note.xlsx", ZIP, true),
            ("note.png", ZIP, false),
            ("note.png", b"<script>alert(1)</script>", false),
            ("note.jpg", b"", false),
            ("note.pdf", b"MZ\x90\0", false),
        ] {
            assert_eq!(Type::of_name(name).unwrap().accepts(content), expected, "{name}");
        }
        for name in [
            "page.html",
            "image.svg",
            "script.js",
            "archive.zip",
            "sans",
            "ancien.doc",
        ] {
            assert_eq!(Type::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn names() {
        for (name, expected) in [
            ("Fiche d’expérience (2).pdf", "Fiche d’expérience (2).pdf"),
            ("a;b \"quote\" é<b>.pdf", "a_b _quote_ é_b_.pdf"),
            ("../x.pdf", "x.pdf"),
            ("C:\\dossier\\x.pdf", "x.pdf"),
            ("a\u{0}\nb.pdf", "ab.pdf"),
            (" .pdf", "pdf"),
            ("a/", ""),
        ] {
            assert_eq!(clean_name(name), expected, "{name:?}");
        }
        assert_eq!(
            Type::of_name(&clean_name(".pdf")),
            None,
            "nothing before the extension"
        );
    }

    #[test]
    fn chunks() {
        assert_eq!([n_chunks(1), n_chunks(CHUNK), n_chunks(CHUNK + 1)], [1, 1, 2]);
        assert_eq!(chunk_size(0, 10), 10);
        assert_eq!(chunk_size(0, CHUNK + 1), CHUNK);
        assert_eq!(chunk_size(CHUNK, CHUNK + 1), 1);
        assert!(is_sha256(&"aF".repeat(32)) && !is_sha256("abc") && !is_sha256(&"g".repeat(64)));
    }
}
