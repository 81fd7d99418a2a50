//! What the words of a mail server say: of the address, or of something else.
//!
//! A refusal for good is the address's fault when its enhanced code (RFC 3463) is about the address or the mailbox; a
//! server that gives none and says 550, 551 or 553 means the same. Anything else (size, content, reputation, proof of
//! the sender) says nothing of the address: it has failed, and can be tried again.

use proto::v1::AnswerMeaning;

/// What a refusal for good is due to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The address is not good.
    Address,
    /// Something else.
    Other,
}

/// The code of the server and the enhanced one, as found in its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Codes {
    basic: u16,
    enhanced: Option<(u16, u16, u16)>,
}

fn codes(words: &str) -> Codes {
    let mut codes = Codes::default();
    for word in words.split(|c: char| c.is_whitespace() || "():,;-[]<>#".contains(c)) {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if codes.basic == 0 && word.len() == 3 && is_digits(word) {
            codes.basic = word.parse().unwrap_or_default();
        }
        let parts: Vec<&str> = word.trim_end_matches('.').split('.').collect();
        if let [class, subject, detail] = parts.as_slice()
            && codes.enhanced.is_none()
            && matches!(*class, "2" | "4" | "5")
            && subject.len() <= 3
            && detail.len() <= 3
            && is_digits(subject)
            && is_digits(detail)
        {
            let number = |text: &str| text.parse().unwrap_or_default();
            codes.enhanced = Some((number(class), number(subject), number(detail)));
        }
    }
    codes
}

/// Judges a refusal for good by its words.
pub(crate) fn verdict(words: &str) -> Verdict {
    let codes = codes(words);
    let is_address = match codes.enhanced {
        // 5.1.7 and 5.1.8 speak of the sender's address.
        Some((_, 1, detail)) => !matches!(detail, 7 | 8),
        Some((_, 2, detail)) => detail == 1,
        Some(_) => false,
        None => matches!(codes.basic, 550 | 551 | 553),
    };
    if is_address {
        Verdict::Address
    } else {
        Verdict::Other
    }
}

/// What the words mean to a person.
pub(crate) fn meaning(words: &str) -> AnswerMeaning {
    use AnswerMeaning as M;
    let codes = codes(words);
    let class = codes.enhanced.map_or(codes.basic / 100, |(class, ..)| class);
    match (class, codes.enhanced) {
        _ if words.is_empty() => M::Unspecified,
        (2, _) => M::Taken,
        (_, Some((_, 1, 2))) => M::UnknownDomain,
        (_, Some((_, 1, 7 | 8) | (_, 7, 20..=27))) => M::SenderNotProved,
        (5, Some((_, 1, _))) => M::UnknownAddress,
        (_, Some((_, 2, 1))) => M::MailboxDisabled,
        (_, Some((_, 2, 2))) => M::MailboxFull,
        (_, Some((_, 2, 3) | (_, 3, 4))) => M::TooLarge,
        (4, Some((_, 4, 5) | (_, 7, 28))) => M::TooMany,
        (5, Some((_, 7, _))) => M::TakenForSpam,
        (4, _) if codes.basic == 452 => M::MailboxFull,
        (4, _) => M::Later,
        (5, None) if codes.basic == 552 => M::TooLarge,
        (5, None) if codes.basic == 554 => M::TakenForSpam,
        (5, None) if verdict(words) == Verdict::Address => M::UnknownAddress,
        (5, _) => M::Refused,
        _ => without_code(words),
    }
}

/// Our own words, when no server said anything.
fn without_code(words: &str) -> AnswerMeaning {
    let words = words.to_lowercase();
    if words.contains("no answer") || words.contains("timed out") || words.contains("timeout") {
        AnswerMeaning::NoAnswer
    } else if words.contains("no connection") || words.contains("refused") || words.contains("resolve") {
        AnswerMeaning::Unreachable
    } else {
        AnswerMeaning::Cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::too_many_lines,
        reason = "one line for each case; cut, it would hide the order"
    )]
    #[test]
    fn words_of_servers() {
        use AnswerMeaning as M;
        use Verdict::{Address, Other};
        for (words, expected, whose) in [
            ("250 2.0.0 Ok: queued as 4XyZ", M::Taken, Other),
            ("250 taken", M::Taken, Other),
            (
                "permanent error (550): 5.1.1 <a@b.example>: user unknown",
                M::UnknownAddress,
                Address,
            ),
            ("permanent error (550): unknown here", M::UnknownAddress, Address),
            (
                "permanent error (553): no such mailbox",
                M::UnknownAddress,
                Address,
            ),
            (
                "permanent error (550): 5.1.2 no such domain",
                M::UnknownDomain,
                Address,
            ),
            (
                "permanent error (550): 5.2.1 mailbox disabled",
                M::MailboxDisabled,
                Address,
            ),
            ("permanent error (552): 5.2.2 over quota", M::MailboxFull, Other),
            ("permanent error (552): 5.3.4 message too big", M::TooLarge, Other),
            ("permanent error (552): too big", M::TooLarge, Other),
            (
                "permanent error (550): 5.7.1 message refused",
                M::TakenForSpam,
                Other,
            ),
            ("permanent error (554): go away", M::TakenForSpam, Other),
            (
                "permanent error (550): 5.7.26 unauthenticated",
                M::SenderNotProved,
                Other,
            ),
            (
                "permanent error (553): 5.1.8 sender rejected",
                M::SenderNotProved,
                Other,
            ),
            ("permanent error (502): what?", M::Refused, Other),
            ("transient error (451): 4.7.1 greylisted", M::Later, Other),
            ("transient error (450): try again", M::Later, Other),
            ("transient error (421): 4.7.28 too many", M::TooMany, Other),
            ("transient error (452): 4.2.2 over quota", M::MailboxFull, Other),
            ("no answer in time", M::NoAnswer, Other),
            ("no connection in time", M::Unreachable, Other),
            (
                "Connection error: Connection refused (os error 111)",
                M::Unreachable,
                Other,
            ),
            ("network error: connection reset by peer", M::Cut, Other),
            ("", M::Unspecified, Other),
        ] {
            assert_eq!(meaning(words), expected, "{words}");
            assert_eq!(verdict(words), whose, "{words}");
        }
    }

    #[test]
    fn an_address_or_a_version_in_the_words_is_no_code() {
        let of = codes("permanent error (550): host 127.0.0.1 said exim 4.94.2.1 no");
        assert_eq!((of.basic, of.enhanced), (550, None));
    }
}
