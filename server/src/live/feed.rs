//! Lines of the log as the feed tells them.

use proto::v1::{Activity, ActivityKind, Subject};

use crate::live::store::activity;

/// The lines as messages, newest first as given, so many at most. Of neighbours that say the same (a draft saved ten
/// times), only the newest is told.
pub(super) fn messages<'a>(
    rows: impl IntoIterator<Item = &'a activity::Model>,
    n_told: usize,
) -> Vec<Activity> {
    let mut told: Vec<Activity> = Vec::new();
    for row in rows {
        let is_repeated = told.last().is_some_and(|last| {
            last.kind == row.kind
                && last.path == row.path
                && last.object == row.object
                && last.organisation_name == row.actor_organisation_name
                && last.person_name == row.person_name
                && last.on_behalf_of == row.on_behalf_of
        });
        if is_repeated {
            continue;
        }
        if told.len() == n_told {
            break;
        }
        told.push(message(row));
    }
    told
}

fn message(row: &activity::Model) -> Activity {
    Activity {
        position: row.position,
        at: Some(crate::clock::timestamp(row.at)),
        kind: ActivityKind::try_from(row.kind).unwrap_or_default().into(),
        subject: Subject::try_from(row.subject).unwrap_or_default().into(),
        organisation_name: row.actor_organisation_name.clone(),
        person_name: row.person_name.clone(),
        object: row.object.clone(),
        path: row.path.clone(),
        on_behalf_of: row.on_behalf_of.clone(),
    }
}
