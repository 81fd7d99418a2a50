//! Tables of spreadsheets: CSV as French spreadsheets read it by a double click, and as they write it.

use csv::StringRecord;

use crate::network::rules::fold;

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

    /// The lines that are not empty, the headings first: the number of each, from 1, and its cells, blanks around them
    /// left out; no cells for one that cannot be read.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, Option<StringRecord>)> {
        let records = csv::ReaderBuilder::new()
            .delimiter(if self.separator == ',' { b',' } else { b';' })
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes())
            .into_records();
        let (mut place, mut number) = (0, 1);
        let numbered = records.map(move |record| {
            let position = match &record {
                Ok(record) => record.position(),
                Err(error) => error.position(),
            };
            // The reader names the line at which it began to look, before the empty ones that it passed over.
            let from = position.and_then(|position| usize::try_from(position.byte()).ok());
            let from = from.unwrap_or(place).max(place);
            let passed = self.text.get(place..from).unwrap_or_default();
            let rest = self.text.get(from..).unwrap_or_default();
            let n_empty = rest.len() - rest.trim_start_matches('\n').len();
            number += passed.matches('\n').count() + n_empty;
            place = from + n_empty;
            (u64::try_from(number).unwrap_or(u64::MAX), record.ok())
        });
        let is_empty = |cells: &StringRecord| cells.iter().all(str::is_empty);
        numbered.filter(move |(_, cells)| !cells.as_ref().is_some_and(is_empty))
    }
}

/// The known heading of each column of a file, whatever its capitals, accents and signs; or what is wrong with the
/// headings, in French. The first one is required.
pub(crate) fn columns(headings: &StringRecord, known: &[&str]) -> Result<Vec<usize>, Vec<String>> {
    let (mut columns, mut faults) = (Vec::new(), Vec::new());
    for (n, heading) in (1..).zip(headings) {
        let name = fold(heading).replace([' ', '-', '\''], "_");
        match known.iter().position(|known| *known == name) {
            Some(column) if columns.contains(&column) => {
                faults.push(format!("La colonne « {heading} » est là deux fois."));
            }
            Some(column) => columns.push(column),
            None => faults.push(format!(
                "La colonne {n}, « {heading} », n’est pas connue\u{a0}; sont attendues\u{a0}: {}.",
                known.join(", ")
            )),
        }
    }
    if faults.is_empty() && !columns.contains(&0) {
        let first = known.first().copied().unwrap_or_default();
        faults.push(format!("La colonne « {first} » manque."));
    }
    if faults.is_empty() {
        Ok(columns)
    } else {
        Err(faults)
    }
}

/// The cells of a line, in the order of the known headings.
pub(crate) fn by_heading<'a, const N: usize>(columns: &[usize], record: &'a StringRecord) -> [&'a str; N] {
    let mut cells = [""; N];
    for (column, cell) in columns.iter().zip(record) {
        if let Some(place) = cells.get_mut(*column) {
            *place = cell;
        }
    }
    cells
}

/// Says whether a line has more cells than the headings' line.
pub(crate) fn has_too_many(columns: &[usize], record: &StringRecord) -> bool {
    record.iter().skip(columns.len()).any(|cell| !cell.is_empty())
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
    fn lines_are_numbered_as_people_count_them() {
        let text = "a;b\r\n\r\n\r\n1;2\n\"deux\n\nlignes\";3\n;\n\n4;5";
        let table = Table::read(text.as_bytes());
        let found: Vec<_> = table
            .lines()
            .map(|(number, cells)| (number, cells.unwrap().get(0).unwrap().to_owned()))
            .collect();
        let expected = [(1, "a"), (4, "1"), (5, "deux\n\nlignes"), (10, "4")];
        assert_eq!(found, expected.map(|(number, cell)| (number, cell.to_owned())));
        let late = Table::read(b"\n\na\n1");
        let numbers: Vec<u64> = late.lines().map(|(number, _)| number).collect();
        assert_eq!(numbers, [3, 4]);
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
