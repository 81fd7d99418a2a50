//! Quoted-printable (RFC 2045): text of any language in lines of ASCII.

use std::fmt::Write as _;

/// Adds a text, in lines of 76 characters at most, line ends as CRLF.
pub(crate) fn encode(out: &mut String, text: &str) {
    const MAX: usize = 75;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut width = 0;
        let bytes = line.as_bytes();
        for (n, byte) in bytes.iter().enumerate() {
            let is_last = n + 1 == bytes.len();
            let is_plain = match byte {
                b' ' | b'\t' => !is_last,
                b'=' => false,
                33..=126 => true,
                _ => false,
            };
            let size = if is_plain { 1 } else { 3 };
            if width + size > MAX {
                out.push_str("=\r\n");
                width = 0;
            }
            if is_plain {
                out.push(char::from(*byte));
            } else {
                let _ = write!(out, "={byte:02X}");
            }
            width += size;
        }
        if lines.peek().is_some() {
            out.push_str("\r\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        let mut out = String::new();
        encode(&mut out, text);
        out
    }

    #[test]
    fn quoted_printable() {
        assert_eq!(encoded("a=b é \nfin\r\n"), "a=3Db =C3=A9=20\r\nfin\r\n");
        let long = encoded(&"é".repeat(100));
        assert!(long.lines().all(|line| line.len() <= 76), "{long}");
        assert_eq!(
            long.matches("=C3=A9").count() + long.matches("=C3=\r\n=A9").count(),
            100
        );
        assert_eq!(encoded(&"x".repeat(75)), "x".repeat(75));
        assert_eq!(encoded(&"x".repeat(76)), format!("{}=\r\nx", "x".repeat(75)));
    }
}
