//! Who did what, when: lines of the log in the order of time, by made-up callers.

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind as Kind, Function, Position};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::Demonstration;
use crate::auth::Caller;
use crate::demonstration::people::caller;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network::{Centre, Recipient};
use crate::programme::store::{proposal, work_stream};

/// A line of the log to be.
pub(super) struct Line {
    pub(super) at: DateTime<Utc>,
    pub(super) by: Option<Caller>,
    pub(super) rpc: &'static str,
    pub(super) kind: Kind,
    pub(super) object: String,
    pub(super) year: i32,
    pub(super) stream: Option<Uuid>,
    pub(super) centre: Option<Centre>,
    pub(super) is_private: bool,
}

impl Demonstration {
    /// Writes the lines, oldest first.
    pub(super) async fn record(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        self.lines.sort_by_key(|line| line.at);
        for line in &self.lines {
            let is_animator = line.by.as_ref().is_some_and(Caller::is_animator);
            let centre = line.centre.as_ref();
            let on_behalf_of = centre
                .filter(|_| is_animator && line.stream.is_some())
                .map(|centre| (centre.id, centre.short_name.as_str()));
            let path = match line.stream {
                Some(id) => format!("/work-stream/{id}"),
                None => format!("/programme/{}", line.year),
            };
            let act = Act {
                audience: match centre {
                    Some(centre) if line.is_private => Audience::organisation(centre.id),
                    _ => Audience::Everyone,
                },
                year: Some(line.year),
                work_stream_id: line.stream,
                organisation_id: centre.map(|centre| centre.id),
                on_behalf_of,
                ..Act::told(line.rpc, line.kind, &line.object, path)
            };
            live::record(tx, line.by.as_ref(), line.at, act).await?;
        }
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "called beside methods that use it")]
    pub(super) fn line(
        &self,
        at: DateTime<Utc>,
        by: Option<Caller>,
        (rpc, kind): (&'static str, Kind),
        year: i32,
    ) -> Line {
        Line {
            at,
            by,
            rpc,
            kind,
            object: format!("Programme {year}"),
            year,
            stream: None,
            centre: None,
            is_private: false,
        }
    }

    /// An act on a stream by the director of a centre, or by the animator.
    pub(super) fn told_of_stream(
        &mut self,
        at: DateTime<Utc>,
        by: Option<&Centre>,
        told: (&'static str, Kind),
        stream: &work_stream::Model,
    ) {
        let by = by.map_or_else(|| self.animator(), |centre| self.director(centre.id));
        let mut line = self.line(at, by, told, stream.year);
        (line.object, line.stream) = (stream.title.clone(), Some(stream.id));
        self.lines.push(line);
    }

    pub(super) fn told_of_proposal(
        &mut self,
        at: DateTime<Utc>,
        by: &Centre,
        told: (&'static str, Kind),
        row: &proposal::Model,
    ) {
        let mut line = self.line(at, self.director(by.id), told, row.year);
        line.object.clone_from(&row.title);
        self.lines.push(line);
    }

    pub(super) fn director(&self, centre_id: Uuid) -> Option<Caller> {
        let is_director = |person: &&Recipient| {
            person.organisation_id == centre_id && person.position == Position::Director
        };
        self.people.iter().find(is_director).map(caller)
    }

    pub(super) fn animator(&self) -> Option<Caller> {
        self.people
            .iter()
            .find(|person| person.function == Function::Animator)
            .map(caller)
    }
}
