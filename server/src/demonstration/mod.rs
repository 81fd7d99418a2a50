//! The demonstration network: fictional people, a programme in its middle.

mod bulletin;
mod contribution;
mod edition;
mod framework;
mod meeting;
mod network;
mod newsletter;
mod people;
mod programme;
mod question;
mod solicitation;

use std::sync::Arc;

use anyhow::Context as _;
use proto::v1::{Position, Role};

pub use self::edition::{EditionStep, step_edition};
pub use self::question::{answer_many, ask_many};

use crate::app::App;
use crate::auth;
use crate::error::Result;
use crate::network::{Recipient, people as everybody};

/// Loads the demonstration network into an empty database; does nothing when there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    load_network(app).await?;
    framework::load(app)
        .await
        .context("the demonstration's texts of the framework cannot be written")?;
    programme::load(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration's programmes cannot be written: {error:?}"))?;
    solicitation::load(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration's solicitations cannot be written: {error:?}"))?;
    question::load(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration's questions cannot be written: {error:?}"))?;
    contribution::load(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration's contributions cannot be written: {error:?}"))?;
    meeting::load(app)
        .await
        .context("the demonstration's meetings cannot be played")?;
    newsletter::load(app)
        .await
        .context("the demonstration's newsletters cannot be played")?;
    bulletin::load(app)
        .await
        .context("the demonstration's bulletins cannot be played")?;
    edition::load(app)
        .await
        .context("the demonstration's editions cannot be written")?;
    bulletin::go_on(app)
        .await
        .context("the demonstration's bulletins cannot be played on")?;
    // Last: what was just written is no news to mail.
    crate::live::jobs::forget_the_past(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration cannot be written: {error:?}"))
}

/// Loads the organisations and the people only, into an empty database: what the tests start from.
///
/// # Errors
/// When the database does not answer.
pub async fn load_network(app: &Arc<App>) -> anyhow::Result<()> {
    network::load(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration network cannot be written: {error:?}"))
}

/// Name, organisation and address of one person for each role.
///
/// # Errors
/// When the database does not answer.
pub async fn people(app: &Arc<App>) -> anyhow::Result<Vec<(String, String, String)>> {
    let people = one_for_each_role(app)
        .await
        .map_err(|error| anyhow::anyhow!("the demonstration's people cannot be read: {error:?}"))?;
    Ok(people
        .into_iter()
        .map(|(person, _)| (person.name, person.organisation_name, person.email))
        .collect())
}

/// One person for each role that can sign in, in the order of the roles, and a director of the overseas.
pub(crate) async fn one_for_each_role(app: &App) -> Result<Vec<(Recipient, Role)>> {
    let mut all = everybody(app.db.read(), app.clock.today(chrono_tz::Europe::Paris)).await?;
    all.sort_by_cached_key(|person| {
        let is_later = person.organisation_name != network::FIRST;
        (is_later, crate::network::rules::fold(&person.organisation_name))
    });
    let role = |person: &Recipient| auth::role(person.function, person.position, false);
    let of_role = |wanted: Role| all.iter().find(|person| role(person) == wanted);
    let overseas = all.iter().find(|person| {
        person.organisation_name == network::OVERSEAS && person.position == Position::Director
    });
    let one_each = (1..=9)
        .filter_map(|number| Role::try_from(number).ok())
        .filter_map(of_role);
    Ok(one_each
        .chain(overseas)
        .map(|person| (person.clone(), role(person)))
        .collect())
}
