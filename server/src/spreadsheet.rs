//! Tables of spreadsheets: CSV as French spreadsheets read it by a double click, and as they write it.

/// A CSV that a person gave, made text.
#[derive(Debug)]
pub(crate) struct Table {
    /// "UTF-8" or "Windows-1252".
    pub(crate) encoding: &'static str,
    /// `;` or `,`.
    pub(crate) separator: char,
    text: String,
}

impl Table {
    /// Reads bytes: UTF-8 with or without a mark, else Windows-1252, which any bytes are. The separator is the one
    /// that the first line has more of.
    pub(crate) fn read(content: &[u8]) -> Self {
        let bare = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
        let (encoding, text) = match std::str::from_utf8(bare) {
            Ok(text) => ("UTF-8", text.into()),
            Err(_) => (
                "Windows-1252",
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(bare).0,
            ),
        };
        // Lines are counted as people see them, whatever ends them.
        let text = text.replace("\r\n", "\n");
        let first = text.lines().next().unwrap_or_default();
        let count = |c| first.matches(c).count();
        let separator = if count(',') > count(';') { ',' } else { ';' };
        Self {
            encoding,
            separator,
            text,
        }
    }

    /// The lines as cells, the headings first, blanks around the cells left out.
    pub(crate) fn records(&self) -> csv::StringRecordsIntoIter<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(if self.separator == ',' { b',' } else { b';' })
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes())
            .into_records()
    }
}

/// Makes a CSV: separated by `;`, in UTF-8 with its mark, lines ended by CR LF.
/// A cell that a spreadsheet would run as a formula is prefixed by an apostrophe.
pub(crate) fn csv(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut content = String::from('\u{feff}');
    line(&mut content, headings.iter().copied());
    for row in rows {
        line(&mut content, row.iter().map(String::as_str));
    }
    content.into_bytes()
}

fn line<'a>(content: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            content.push(';');
        }
        push_cell(content, cell);
    }
    content.push_str("\r\n");
}

fn push_cell(content: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_quoted = is_formula || cell.contains([';', ',', '"', '\n', '\r', '\t']);
    if is_quoted {
        content.push('"');
    }
    if is_formula {
        content.push('\'');
    }
    if is_quoted {
        content.push_str(&cell.replace('"', "\"\""));
        content.push('"');
    } else {
        content.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        let content = csv(&["a", "b"], std::iter::once(vec![cell.to_owned(), String::new()]));
        assert_eq!(
            String::from_utf8(content).unwrap(),
            format!("\u{feff}a;b\r\n{expected};\r\n")
        );
    }

    #[test]
    fn cells() {
        check("Rives de Loire", "Rives de Loire");
        check("dit « oui »; non", "\"dit « oui »; non\"");
        check("il dit \"oui\"", "\"il dit \"\"oui\"\"\"");
        check("deux\nlignes", "\"deux\nlignes\"");
        check("=1+1", "\"'=1+1\"");
        check("@x", "\"'@x\"");
        check("-5", "\"'-5\"");
        check("+33 1", "\"'+33 1\"");
    }
}
