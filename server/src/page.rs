//! Lists that are told page by page, though their rows change places.
//!
//! What a list goes on from is a place in its order, not a row: whatever became of the last row that was told, those
//! that stand after its place follow, each once.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use proto::v1::Reason;
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use uuid::Uuid;

use crate::error::{Result, Violations, YEARS};

/// Rows told at once.
const PAGE: usize = 30;

/// Rows told at once, and what to send for those that follow.
#[derive(Clone, Debug)]
pub(crate) struct Page<Row> {
    pub(crate) rows: Vec<Row>,
    /// A place as text; empty: no more.
    pub(crate) next: String,
}

/// Where a row stands in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Of its state.
    rank: usize,
    day: Option<NaiveDate>,
    id: Uuid,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        write!(f, "{}~{day}~{}", self.rank, self.id)
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '~');
        let rank = parts.next()?.parse().ok()?;
        let day = match parts.next()? {
            "" => None,
            day => Some(day.parse().ok()?),
        };
        let id = parts.next()?.parse().ok()?;
        let is_day = day.is_none_or(|day: NaiveDate| YEARS.contains(&day.year()));
        is_day.then_some(Self { rank, day, id })
    }
}

/// The state, the day and the identifier of a row.
type Key = (i32, Option<NaiveDate>, Uuid);

/// The order of a list: by state, then by day, those without a day last, then the newest first.
pub(crate) struct Listing<E: EntityTrait> {
    pub(crate) state: E::Column,
    /// The states that come first, group after group; those of no group come last.
    pub(crate) groups: Vec<Vec<i32>>,
    pub(crate) day: Option<E::Column>,
    pub(crate) id: E::Column,
    pub(crate) key: fn(&E::Model) -> Key,
}

impl<E: EntityTrait> Listing<E> {
    /// Reads the place after which a request goes on, as an answer told it; empty: from the first row.
    pub(crate) fn after(&self, violations: &mut Violations, text: &str) -> Option<Place> {
        if text.is_empty() {
            return None;
        }
        let is_here =
            |place: &Place| place.rank <= self.groups.len() && (place.day.is_none() || self.day.is_some());
        let place = Place::parse(text).filter(is_here);
        if place.is_none() {
            violations.add("after", Reason::UnknownValue);
        }
        place
    }

    /// The rows that are found, after a place.
    pub(crate) async fn read(
        &self,
        db: &impl ConnectionTrait,
        mut found: Select<E>,
        after: Option<Place>,
    ) -> Result<Page<E::Model>> {
        if let Some(place) = after {
            found = found.filter(self.follow(place));
        }
        found = found.order_by(self.rank(), Order::Asc);
        if let Some(day) = self.day {
            found = found.order_by(day.is_null(), Order::Asc).order_by_asc(day);
        }
        let found = found.order_by_desc(self.id).limit(PAGE as u64 + 1);
        let mut rows = found.all(db).await?;
        let has_more = PAGE < rows.len();
        rows.truncate(PAGE);
        let last = rows.last().filter(|_| has_more);
        let next = last.map(|row| self.place(row).to_string()).unwrap_or_default();
        Ok(Page { rows, next })
    }

    fn place(&self, row: &E::Model) -> Place {
        let (state, day, id) = (self.key)(row);
        let rank = self.groups.iter().position(|group| group.contains(&state));
        Place {
            rank: rank.unwrap_or(self.groups.len()),
            day: day.filter(|_| self.day.is_some()),
            id,
        }
    }

    /// The rank of the state of a row.
    fn rank(&self) -> Expr {
        let ranks = (0_i32..).zip(&self.groups);
        let case = ranks.fold(CaseStatement::new(), |case, (rank, group)| {
            case.case(self.state.is_in(group.iter().copied()), rank)
        });
        case.finally(i32::MAX).into()
    }

    /// The rows after a place.
    fn follow(&self, place: Place) -> Condition {
        let (alike, later) = match self.groups.get(place.rank) {
            Some(group) => (
                self.state.is_in(group.iter().copied()),
                Some(self.state.is_not_in(self.groups[..=place.rank].concat())),
            ),
            None => (self.state.is_not_in(self.groups.concat()), None),
        };
        let older = self.id.lt(place.id);
        let after = match (self.day, place.day) {
            (Some(column), Some(day)) => Condition::any()
                .add(column.gt(day))
                .add(column.is_null())
                .add(Condition::all().add(column.eq(day)).add(older)),
            (Some(column), None) => Condition::all().add(column.is_null()).add(older),
            (None, _) => Condition::all().add(older),
        };
        let alike = Condition::all().add(alike).add(after);
        Condition::any().add_option(later).add(alike)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_told_and_nonsense_is_none() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        for text in [format!("0~~{id}"), format!("1~2027-05-12~{id}")] {
            assert_eq!(Place::parse(&text).map(|place| place.to_string()), Some(text));
        }
        for text in [
            String::new(),
            "~".to_owned(),
            "~~".to_owned(),
            id.to_owned(),
            format!("0~{id}"),
            format!("-1~~{id}"),
            format!("x~~{id}"),
            format!("0~today~{id}"),
            format!("0~-9999-01-01~{id}"),
            format!("0~~{id}~"),
            "0~~".to_owned(),
        ] {
            assert_eq!(Place::parse(&text), None, "{text}");
        }
    }
}
