//! A small valid PDF of one page.

/// A page with a title and some lines.
pub(super) fn page(title: &str, lines: &[&str]) -> Vec<u8> {
    let mut text = format!("BT /F1 16 Tf 60 770 Td ({}) Tj /F1 11 Tf", escape(title));
    for line in lines {
        text.push_str(&format!(" 0 -24 Td ({}) Tj", escape(line)));
    }
    text.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!(
            "<< /Length {} >>\nstream\n{text}\nendstream",
            text.chars().count()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut document = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(document.chars().count());
        document.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = document.chars().count();
    document.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        document.push_str(&format!("{offset:010} 00000 n \n"));
    }
    let n_objects = objects.len() + 1;
    document.push_str(&format!(
        "trailer\n<< /Size {n_objects} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    // One byte for each character: the encoding that the font names.
    encoding_rs::WINDOWS_1252.encode(&document).0.into_owned()
}

fn escape(text: &str) -> String {
    // What the encoding has no sign for would become an entity of several characters.
    let plain: String = text
        .chars()
        .filter(|c| !encoding_rs::WINDOWS_1252.encode(&c.to_string()).2)
        .collect();
    plain
        .replace('\\', "\\\\")
        .replace('(', "\\(")
        .replace(')', "\\)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_to_the_objects() {
        let page = page("Été (1) 漢", &["ligne"]);
        assert!(infer::archive::is_pdf(&page));
        let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&page);
        let at = |offset: usize| encoding_rs::WINDOWS_1252.decode(&page[offset..]).0.into_owned();
        let start: usize = text
            .split("startxref\n")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(at(start).starts_with("xref"));
        let entries = at(start)
            .lines()
            .skip(3)
            .take(5)
            .map(|line| line[..10].parse().unwrap())
            .collect::<Vec<usize>>();
        for (n, offset) in entries.into_iter().enumerate() {
            assert!(at(offset).starts_with(&format!("{} 0 obj", n + 1)));
        }
    }
}
