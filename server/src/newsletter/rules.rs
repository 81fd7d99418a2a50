//! Decisions about newsletters.

/// Least contrast of the accent with white, for text (WCAG 1.4.3).
const MIN_CONTRAST: f64 = 4.5;

/// Pages beside those of the newsletters, under `/lettre/`.
const RESERVED: [&str; 3] = ["confirmation", "abonnement", "mes-donnees"];

/// The part of an address that names a newsletter: small letters, digits and hyphens.
pub(crate) fn is_slug(slug: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (3..=60).contains(&slug.len())
        && slug.chars().all(is_fine)
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !RESERVED.contains(&slug)
}

/// Domains where everybody has an address, and nobody may let another server write: mails that leave from elsewhere
/// in their name are refused.
const PUBLIC_MAILBOXES: [&str; 27] = [
    "aol.com",
    "bbox.fr",
    "club-internet.fr",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.fr",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.com",
    "live.fr",
    "me.com",
    "msn.com",
    "neuf.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "sfr.fr",
    "wanadoo.fr",
    "yahoo.com",
    "yahoo.fr",
];

/// Says whether an address, in folded form, is of a provider of mailboxes for everybody.
pub(crate) fn is_public_mailbox(email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    domain.is_some_and(|domain| PUBLIC_MAILBOXES.contains(&domain))
}

/// A colour as forms write it: "#0f5c5c".
pub(crate) fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}

/// Says whether text of this colour is readable on white, and white on it.
pub(crate) fn is_readable(colour: [u8; 3]) -> bool {
    1.05 / (luminance(colour) + 0.05) >= MIN_CONTRAST
}

/// Relative luminance (WCAG 2.2).
fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (slug, expected) in [
            ("confirmation", false),
            ("mes-donnees", false),
            ("rives-de-loire", true),
            ("anru2", true),
            ("ab", false),
            ("-abc", false),
            ("abc-", false),
            ("Rives", false),
            ("rives de loire", false),
            ("été", false),
            ("a/b/c", false),
        ] {
            assert_eq!(is_slug(slug), expected, "{slug}");
        }
    }

    #[test]
    fn mailboxes_of_everybody() {
        for (email, expected) in [
            ("lettre@gmail.com", true),
            ("lettre@orange.fr", true),
            ("lettre@centre.example", false),
            ("gmail.com@centre.example", false),
            ("", false),
        ] {
            assert_eq!(is_public_mailbox(email), expected, "{email}");
        }
    }

    #[test]
    fn colours_are_read_and_judged() {
        for (text, expected) in [
            ("#000000", Some(true)),
            ("#0f5c5c", Some(true)),
            ("#767676", Some(true)),
            ("#777777", Some(false)),
            ("#ffcc00", Some(false)),
            ("#ffffff", Some(false)),
            ("0f5c5c", None),
            ("#0f5c5", None),
            ("#+f5c5c", None),
            ("red", None),
        ] {
            assert_eq!(colour(text).map(is_readable), expected, "{text}");
        }
    }
}
