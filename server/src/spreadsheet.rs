//! Tables for spreadsheets: CSV as French spreadsheets read it by a double click.

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
