//! Reminders, by themselves, to those who have not answered.

use proto::v1::{Answering, MeetingState};

use crate::app::App;
use crate::convocation::letter::Occasion;
use crate::convocation::rules::is_reminder_due;
use crate::convocation::service::sending::{present, send};
use crate::convocation::store;
use crate::error::Result;
use crate::meeting;

/// Reminds whom it is time to remind; says how many.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let coming = meeting::coming(app.db.read(), now).await?;
    let mut n_reminded = 0;
    for info in coming.iter().filter(|info| info.state == MeetingState::Convened) {
        let mut due = store::invitees(app.db.read(), info.id).await?;
        due.retain(|row| {
            let is_due = |at| is_reminder_due(info.starts_at, at, row.reminded_at, now);
            row.answer() == Answering::Unspecified && row.convened_at.is_some_and(is_due)
        });
        let due = present(app, app.db.read(), due).await?;
        if due.is_empty() {
            continue;
        }
        let tx = app.db.begin().await?;
        let mut won = Vec::new();
        for row in due {
            // Another replica may have been first.
            if store::mark_reminded(&tx, &row, now).await? {
                won.push(row);
            }
        }
        send(app, &tx, info, &won, Occasion::Reminder).await?;
        tx.commit().await?;
        n_reminded += won.len();
    }
    Ok(n_reminded)
}
