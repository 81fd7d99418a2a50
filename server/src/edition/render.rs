//! An edition as a mail: its HTML part by MJML, its text part of the same blocks. Pure.
//!
//! MJML never sees what people wrote: the skeleton holds numbered places, and the parts, each made safe for where it
//! stands, are put in once it is HTML. Two places are left for whoever sends: `{{preferences}}` and `{{source}}`.

mod plain;
mod prose;
mod skeleton;
#[cfg(test)]
mod tests;

use proto::v1::BlockKind;
use uuid::Uuid;

use super::variable::{Names, fill_text};

pub(crate) use self::plain::text;
pub(crate) use self::prose::prose;
pub(crate) use self::skeleton::html;

/// Where a recipient changes or leaves.
pub(crate) const PREFERENCES: &str = "{{preferences}}";
/// What tells where an imported address came from.
pub(crate) const SOURCE: &str = "{{source}}";
/// Said at the end of each letter, and true.
pub(crate) const NO_TRACKING: &str = "Cette lettre ne contient ni pixel ni suivi des clics.";

/// Whose letter it is, and how it looks.
#[derive(Clone, Debug)]
pub(crate) struct Masthead {
    pub(crate) name: String,
    pub(crate) organisation: String,
    /// `#rrggbb`.
    pub(crate) accent: String,
    /// Director of publication.
    pub(crate) publisher: String,
    pub(crate) contact: String,
    pub(crate) legal_ground: String,
    pub(crate) postal_address: String,
    pub(crate) footer: String,
    pub(crate) logo: Option<Logo>,
    /// Address of the edition on the web; `None` when the archive is not public, and for a digest.
    pub(crate) web_version: Option<String>,
}

/// The logo at the top.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    pub(crate) address: String,
    pub(crate) alternative: String,
    /// As it is shown.
    pub(crate) width: i32,
}

/// An edition.
#[derive(Clone, Debug)]
pub(crate) struct Issue {
    /// 0: a digest, which has none.
    pub(crate) number: i32,
    pub(crate) subject: String,
    pub(crate) preheader: String,
    pub(crate) blocks: Vec<Block>,
}

/// A block of it.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) id: Uuid,
    pub(crate) kind: BlockKind,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Of a bulletin, what was published: nothing is filled into it. Then `text` is what the organisation adds.
    pub(crate) quoted: String,
    pub(crate) url: String,
    pub(crate) details: String,
    pub(crate) picture: Option<Picture>,
}

/// A picture of it.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) address: String,
    pub(crate) width: i32,
}

impl Masthead {
    /// What the names in the texts stand for.
    pub(crate) fn names(&self, number: i32) -> Names<'_> {
        Names {
            newsletter: &self.name,
            organisation: &self.organisation,
            number,
        }
    }
}

/// The subject, on one line, its names filled in.
pub(crate) fn subject(masthead: &Masthead, issue: &Issue) -> String {
    line(
        &masthead.name,
        &masthead.organisation,
        issue.number,
        &issue.subject,
    )
}

/// One line of a newsletter of an organisation, its names filled in.
pub(crate) fn line(newsletter: &str, organisation: &str, number: i32, text: &str) -> String {
    let names = Names {
        newsletter,
        organisation,
        number,
    };
    let filled = fill_text(text, &names);
    filled.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What goes before what an organisation adds to a bulletin.
fn added_by(organisation: &str) -> String {
    format!("Le complément de {}", organisation.trim())
}

/// A published text in which no name stands for anything.
fn without_names(quoted: &str) -> String {
    quoted.replace("{{", "((")
}

/// What leads to an event or a link, in words.
fn call(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Event => "Programme et inscription",
        BlockKind::Bulletin => "Lire la note en ligne",
        _ => "Lire la suite",
    }
}
