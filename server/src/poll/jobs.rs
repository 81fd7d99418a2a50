//! Who organises a poll is told, once, that its last day is over.

use crate::app::App;
use crate::error::Result;
use crate::mail::{self, Mail};
use crate::network::{self, Recipient};
use crate::poll::letter::Told;
use crate::poll::store::{self, poll};

/// Tells those whom it is time to tell; says of how many polls.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut n_told = 0;
    for row in store::over(app.db.read(), now).await? {
        let tx = app.db.begin().await?;
        // Another replica may have been first.
        if !store::mark_told(&tx, row.id, now).await? {
            continue;
        }
        let slots = store::slots(&tx, vec![row.id]).await?;
        let asked = store::asked(&tx, vec![row.id]).await?;
        let n_answered = asked.iter().filter(|one| one.answered_at.is_some()).count();
        let told = Told {
            poll: &row,
            slots: &slots,
            link: format!("{}{}", app.config.public_url, super::path(row.id)),
            now,
        };
        let today = app.clock.today(chrono_tz::Europe::Paris);
        for person in organisers(&row, network::people(&tx, today).await?) {
            let (subject, text) = told.over(&person.name, n_answered, asked.len());
            let mail = Mail {
                to: &person.email,
                name: &person.name,
                subject: &subject,
                text: &text,
                html: "",
                calendar: "",
            };
            mail::queue(&tx, now, mail).await?;
        }
        tx.commit().await?;
        n_told += 1;
    }
    Ok(n_told)
}

/// Who created the poll; when that person left, or for a machine's, everyone of the organisation.
fn organisers(row: &poll::Model, mut people: Vec<Recipient>) -> Vec<Recipient> {
    people.retain(|person| person.organisation_id == row.organisation_id);
    let creator = people
        .iter()
        .find(|person| Some(person.person_id) == row.person_id)
        .cloned();
    creator.map_or(people, |creator| vec![creator])
}
