//! Lines of the log as the feed tells them.

use proto::v1::{Activity, ActivityKind, Subject};

use crate::live::store::activity;

/// The lines as messages, newest first as given. Of neighbours that say the same (a draft saved ten times),
/// only the newest is told.
pub(super) fn messages(rows: Vec<activity::Model>) -> Vec<Activity> {
    let mut told: Vec<Activity> = Vec::with_capacity(rows.len());
    for row in rows {
        let activity = message(row);
        let is_repeated = told.last().is_some_and(|last| {
            last.kind == activity.kind
                && last.path == activity.path
                && last.object == activity.object
                && last.organisation_name == activity.organisation_name
                && last.person_name == activity.person_name
                && last.on_behalf_of == activity.on_behalf_of
        });
        if !is_repeated {
            told.push(activity);
        }
    }
    told
}

fn message(row: activity::Model) -> Activity {
    Activity {
        position: row.position,
        at: Some(crate::clock::timestamp(row.at)),
        kind: ActivityKind::try_from(row.kind).unwrap_or_default().into(),
        subject: Subject::try_from(row.subject).unwrap_or_default().into(),
        organisation_name: row.actor_organisation_name,
        person_name: row.person_name,
        object: row.object,
        path: row.path,
        on_behalf_of: row.on_behalf_of,
    }
}
