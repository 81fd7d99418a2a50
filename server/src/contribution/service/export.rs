//! Contributions as files: one as Markdown, all of a stream as a table or as one document for the synthesis.

use std::fmt::Write as _;

use proto::v1::export_stream_request::Format;
use web::text;

use super::view::{Names, names};
use super::*;
use crate::spreadsheet;

impl Service {
    /// One contribution as Markdown.
    pub(super) async fn export(&self, caller: &Caller, request: GetContributionRequest) -> Result<File> {
        let whole = self.seen(caller, &request.id).await?;
        let db = self.0.db.read();
        let stream = self.stream(db, whole.row.work_stream_id).await?;
        let names = names(db, whole.row.year).await?;
        let mut document = String::new();
        write(&mut document, &whole, &stream, &names, "#");
        Ok(markdown_file(
            &format!("contribution-{}", name(&whole, &names)),
            document,
        ))
    }

    /// All the contributions of a stream that the caller may see.
    pub(super) async fn export_stream(&self, caller: &Caller, request: ExportStreamRequest) -> Result<File> {
        let mut violations = crate::error::Violations::new();
        let format: Format = violations.choice("format", request.format);
        violations.finish()?;
        let db = self.0.db.read();
        let stream = self.stream(db, parse_id(&request.work_stream_id)?).await?;
        let filter = store::Filter {
            work_stream_id: Some(stream.id),
            ..store::Filter::default()
        };
        let names = names(db, stream.year).await?;
        let mut found = store::contributions(db, filter).await?;
        found.retain(|whole| whole.is_seen_by(caller));
        found.sort_by_cached_key(|whole| name(whole, &names));
        let file_name = format!("contributions-{}-{}", stream.year, slug(&stream.title));
        if format == Format::Csv {
            return Ok(File {
                name: format!("{file_name}.csv"),
                content_type: "text/csv; charset=utf-8".to_owned(),
                content: table(&found, &names),
            });
        }
        let mut document = format!(
            "# {}\n\nContributions au chantier, {}\n\n",
            stream.title, stream.year
        );
        for whole in &found {
            write(&mut document, whole, &stream, &names, "##");
        }
        Ok(markdown_file(&file_name, document))
    }
}

fn markdown_file(name: &str, document: String) -> File {
    File {
        name: format!("{name}.md"),
        content_type: "text/markdown; charset=utf-8".to_owned(),
        content: document.into_bytes(),
    }
}

fn name(whole: &Whole, names: &Names) -> String {
    slug(
        names
            .get(&whole.row.organisation_id)
            .map_or("centre", String::as_str),
    )
}

/// The centres that sign it, author first.
fn centres(whole: &Whole, names: &Names) -> Vec<String> {
    let ids = whole.author_ids();
    ids.iter().filter_map(|id| names.get(id).cloned()).collect()
}

/// Writes one contribution, its title at the given level.
fn write(document: &mut String, whole: &Whole, stream: &StreamInfo, names: &Names, level: &str) {
    let row = &whole.row;
    let mut facts = vec![
        format!("Chantier : {} ({})", stream.title, stream.year),
        format!("Centres : {}", centres(whole, names).join(", ")),
        format!("Nature : {}", text::expected(row.kind())),
        format!("État : {}", text::contribution_state(row.state())),
    ];
    if row.licence() != Licence::Unspecified {
        facts.push(format!("Licence : {}", text::licence(row.licence())));
        facts.push(format!("Crédit : {}", row.credit));
    }
    // Writing to a String cannot fail.
    let _ = writeln!(document, "{level} {}\n", row.title);
    for fact in facts {
        let _ = writeln!(document, "- {fact}");
    }
    let sections = row.sections();
    for key in rules::keys(row.kind()) {
        if let Some(text) = sections.get(*key).filter(|text| !text.is_empty()) {
            let text = lower_headings(text, level.len() + 1);
            let _ = writeln!(document, "\n{level}# {}\n\n{text}", text::section(key));
        }
    }
    document.push('\n');
}

/// Puts the headings of a text under the heading that it stands below.
fn lower_headings(text: &str, depth: usize) -> String {
    let lower = |line: &str| {
        let level = line.chars().take_while(|c| *c == '#').count();
        if (1..=6).contains(&level) && line[level..].starts_with(' ') {
            format!("{}{}", "#".repeat((level + depth).min(6)), &line[level..])
        } else {
            line.to_owned()
        }
    };
    text.lines().map(lower).collect::<Vec<_>>().join("\n")
}

/// One line for each contribution, one column for each section.
fn table(found: &[Whole], names: &Names) -> Vec<u8> {
    let keys: Vec<&str> = rules::SHEET.iter().chain(&rules::TEXT).copied().collect();
    let mut headings = vec![
        "Centre",
        "Co-auteurs",
        "Titre",
        "Nature",
        "État",
        "Déposée le (heure de Paris)",
        "Licence",
        "Crédit",
    ];
    headings.extend(keys.iter().map(|key| text::section(key)));
    let rows = found.iter().map(|whole| {
        let row = &whole.row;
        let mut centres = centres(whole, names).into_iter();
        let submitted = row
            .submitted_at
            .map(|at| at.with_timezone(&chrono_tz::Europe::Paris));
        let submitted = submitted.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
        let licence = row.licence();
        let mut cells = vec![
            centres.next().unwrap_or_default(),
            centres.collect::<Vec<_>>().join(", "),
            row.title.clone(),
            text::expected(row.kind()).to_owned(),
            text::contribution_state(row.state()).to_owned(),
            submitted.unwrap_or_default(),
            if licence == Licence::Unspecified {
                String::new()
            } else {
                text::licence(licence).to_owned()
            },
            row.credit.clone(),
        ];
        let mut sections = row.sections();
        cells.extend(keys.iter().map(|key| sections.remove(*key).unwrap_or_default()));
        cells
    });
    spreadsheet::csv(&headings, rows)
}

/// A text as part of a file name: lower case, without accents, words joined by hyphens.
fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: String = text
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        assert_eq!(
            slug("L’accès à l’emploi : Île-de-France"),
            "l-acces-a-l-emploi-ile-de-france"
        );
        assert_eq!(slug("« »"), "");
    }

    #[test]
    fn headings_stay_under_their_section() {
        assert_eq!(
            lower_headings("# A\ntexte\n##### B\n#tag", 2),
            "### A\ntexte\n###### B\n#tag"
        );
    }
}
