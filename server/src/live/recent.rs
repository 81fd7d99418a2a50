//! The newest lines of the log, read once for all who come to the first page.

use std::borrow::Cow;

use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::live::store::{self, Feed, Line, activity};
use crate::live::{may_see, may_see_all};

/// Lines that are kept.
const KEPT: usize = 300;
/// Lines that one reader looks at.
const LOOKED_AT: usize = 60;

/// The newest lines, as they were at a position of the log.
#[derive(Debug)]
pub(crate) struct Recent {
    /// Newest first.
    lines: Vec<Line>,
}

impl Recent {
    /// Reads them: two queries.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let feed = Feed {
            limit: KEPT as u64,
            ..Feed::default()
        };
        let mut rows = store::feed(db, &feed).await?;
        rows.reverse();
        let mut lines = store::lines(db, rows).await?;
        lines.reverse();
        Ok(Self { lines })
    }

    /// The newest that the caller may see, newest first. One query for whom too little is kept, else none.
    pub(super) async fn seen_by(&self, app: &App, caller: &Caller) -> Result<Vec<Cow<'_, activity::Model>>> {
        let seen = self.lines.iter().filter(|line| may_see(caller, &line.audience));
        let seen: Vec<_> = seen
            .take(LOOKED_AT)
            .map(|line| Cow::Borrowed(&line.row))
            .collect();
        if seen.len() == LOOKED_AT || self.lines.len() < KEPT {
            return Ok(seen);
        }
        let feed = Feed {
            viewer: (!may_see_all(caller)).then_some(caller.organisation_id),
            limit: LOOKED_AT as u64,
            ..Feed::default()
        };
        let rows = store::feed(app.db.read(), &feed).await?;
        Ok(rows.into_iter().map(Cow::Owned).collect())
    }
}
