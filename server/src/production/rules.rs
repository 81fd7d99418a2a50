//! Decisions about productions (P6).

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use proto::v1::{Expected, ProductionState};

/// What moves a production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The animator agrees to the form.
    Agree,
    /// The centre gives the text or the link; again, to correct it.
    Deliver,
    /// The centre takes it back before it is delivered.
    Delete,
}

/// The state after a step (for a removal: the same); `None` when the state forbids it.
pub(crate) fn next(state: ProductionState, step: Step) -> Option<ProductionState> {
    use ProductionState as S;
    match (state, step) {
        (S::Declared, Step::Agree) => Some(S::Agreed),
        (S::Agreed | S::Delivered, Step::Deliver) => Some(S::Delivered),
        (S::Declared | S::Agreed, Step::Delete) => Some(state),
        _ => None,
    }
}

/// What a centre made in a year (P6), wherever it is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// Delivered, or contributed in a form of production.
    pub(crate) done: usize,
    /// Of which the form is agreed.
    pub(crate) agreed: usize,
    pub(crate) declared: usize,
}

impl Made {
    /// Of the states of its productions, and of the forms of the contributions that it submitted, as author or as
    /// confirmed co-author.
    pub(crate) fn of(
        states: impl IntoIterator<Item = ProductionState>,
        contributed: impl IntoIterator<Item = Expected>,
    ) -> Self {
        let mut made = Self {
            done: contributed
                .into_iter()
                .filter(|form| is_production(*form))
                .count(),
            ..Self::default()
        };
        for state in states {
            match state {
                ProductionState::Delivered => made.done += 1,
                ProductionState::Agreed => made.agreed += 1,
                ProductionState::Declared => made.declared += 1,
                ProductionState::Unspecified => {}
            }
        }
        made
    }

    /// Nothing is made, nor on the way.
    pub(crate) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Whether what a call asked for is a production: its form is agreed by the call. A note is none.
pub(crate) fn is_production(form: Expected) -> bool {
    matches!(form, Expected::ExperienceSheet | Expected::OtherProduction)
}

/// The end of the year for which P6 asks for a production, in Paris.
pub(crate) fn due_at(year: i32) -> Option<DateTime<Utc>> {
    let next = chrono_tz::Europe::Paris
        .with_ymd_and_hms(year + 1, 1, 1, 0, 0, 0)
        .earliest()?;
    Some(next.to_utc() - TimeDelta::seconds(1))
}

/// A link that people may follow: https, with a host, without spaces.
pub(crate) fn is_link(link: &str) -> bool {
    link.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.')
            && !host.starts_with('.')
            && !host.contains(['@', '"', '<', '>', '\\'])
            && !link.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_and_step() {
        use ProductionState as S;
        for (state, agreed, delivered, deleted) in [
            (S::Declared, Some(S::Agreed), None, Some(S::Declared)),
            (S::Agreed, None, Some(S::Delivered), Some(S::Agreed)),
            (S::Delivered, None, Some(S::Delivered), None),
            (S::Unspecified, None, None, None),
        ] {
            assert_eq!(next(state, Step::Agree), agreed);
            assert_eq!(next(state, Step::Deliver), delivered);
            assert_eq!(next(state, Step::Delete), deleted);
        }
    }

    #[test]
    fn what_is_delivered_or_contributed_in_a_form_of_production_is_made() {
        use {Expected as E, ProductionState as S};
        let made = |done, agreed, declared| Made {
            done,
            agreed,
            declared,
        };
        for (states, contributed, expected) in [
            (&[][..], &[][..], made(0, 0, 0)),
            (&[S::Declared, S::Agreed, S::Agreed], &[], made(0, 2, 1)),
            (&[S::Delivered, S::Declared], &[E::ExperienceSheet], made(2, 0, 1)),
            (&[], &[E::OtherProduction, E::TextNote], made(1, 0, 0)),
            (&[S::Unspecified], &[E::TextNote, E::Unspecified], made(0, 0, 0)),
        ] {
            let found = Made::of(states.iter().copied(), contributed.iter().copied());
            assert_eq!(found, expected, "{states:?} {contributed:?}");
            assert_eq!(found.is_nothing(), expected == made(0, 0, 0));
        }
    }

    #[test]
    fn the_year_ends_in_paris() {
        assert_eq!(due_at(2027).unwrap().to_rfc3339(), "2027-12-31T22:59:59+00:00");
    }

    #[test]
    fn links() {
        for (link, expected) in [
            ("https://exemple.fr/guide.pdf?a=1#b", true),
            ("https://exemple.fr", true),
            ("http://exemple.fr", false),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https://localhost", false),
            ("https://exemple.fr/a b", false),
            ("https://moi@exemple.fr", false),
            ("https://exemple.fr/\"><script>", false),
        ] {
            assert_eq!(is_link(link), expected, "{link}");
        }
    }
}
