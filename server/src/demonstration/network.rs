//! The demonstration network: 18 centres (a choice of ours, not a historical list), national bodies, and
//! people who are plainly fictional.

mod names;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proto::v1::{Function, LegalForm, Position};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::db;
use crate::error::Result;
use crate::network::rules::fold;
use crate::network::store::{self, delegation, membership, organisation, person};

use self::names::{Cast, LENDS, MERGED, METROPOLITAN, Metropolitan, NATIONAL, OVERSEAS_CENTRES, Overseas};
pub(super) use self::names::{FIRST, OVERSEAS};

/// Writes the network into an empty database.
pub(super) async fn load(app: &App) -> Result<()> {
    let tx = app.db.begin().await?;
    if !store::organisations(&tx).await?.is_empty() {
        return Ok(());
    }
    let mut loader = Loader {
        tx: &tx,
        now: app.clock.now(),
        cast: Cast(0),
    };
    for (row, expertise) in metropolitan().into_iter().chain(overseas()) {
        loader.centre(row, expertise).await?;
    }
    for (short_name, name, function) in NATIONAL {
        loader.national(short_name, name, function).await?;
    }
    loader.merged().await?;
    tx.commit().await?;
    Ok(())
}

type Row = (organisation::Model, &'static [&'static str]);

fn blank(short_name: &str, name: &str, function: Function) -> organisation::Model {
    organisation::Model {
        id: db::id(),
        name: name.to_owned(),
        name_folded: String::new(),
        short_name: short_name.to_owned(),
        short_name_folded: String::new(),
        function: function as i32,
        legal_form: LegalForm::Other as i32,
        host_name: String::new(),
        territory: String::new(),
        seat: String::new(),
        zone: "Europe/Paris".to_owned(),
        is_overseas: false,
        is_state_funded: false,
        joined_on: day(2017, 3, 21),
        left_on: None,
        successor_id: None,
        core_missions: String::new(),
        website: String::new(),
        search: String::new(),
        version: 1,
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn metropolitan() -> Vec<Row> {
    let row = |(short_name, name, seat, territory, form, expertise): Metropolitan| {
        let is_hosted = form == LegalForm::Hosted;
        let row = organisation::Model {
            legal_form: form as i32,
            host_name: if is_hosted {
                "Ville de la Capitale (fictive)".to_owned()
            } else {
                String::new()
            },
            territory: territory.to_owned(),
            seat: seat.to_owned(),
            is_state_funded: !is_hosted,
            website: format!("https://{}.example", slug(short_name)),
            joined_on: if short_name == "Plateau des Lacs" {
                day(2024, 9, 1)
            } else {
                day(2017, 3, 21)
            },
            ..blank(short_name, name, Function::Centre)
        };
        (row, expertise)
    };
    METROPOLITAN.into_iter().map(row).collect()
}

fn overseas() -> Vec<Row> {
    let row = |(short_name, name, seat, territory, zone, expertise): Overseas| {
        let row = organisation::Model {
            legal_form: LegalForm::Association as i32,
            territory: territory.to_owned(),
            seat: seat.to_owned(),
            zone: zone.to_owned(),
            is_overseas: true,
            is_state_funded: true,
            core_missions: "Accompagnement sur sites".to_owned(),
            website: format!("https://{}.example", slug(short_name)),
            ..blank(short_name, name, Function::Centre)
        };
        (row, expertise)
    };
    OVERSEAS_CENTRES.into_iter().map(row).collect()
}

/// A short name as part of an address: `rives-de-loire`.
fn slug(text: &str) -> String {
    let words: String = fold(text)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

struct Loader<'a> {
    tx: &'a DatabaseTransaction,
    now: DateTime<Utc>,
    cast: Cast,
}

impl Loader<'_> {
    async fn organisation(&self, row: organisation::Model, expertise: &[&str]) -> Result<()> {
        let labels: Vec<String> = expertise.iter().map(|label| (*label).to_owned()).collect();
        Ok(store::insert_organisation(self.tx, row, &labels).await?)
    }

    /// A centre with its director, one or two members of the team, its president.
    async fn centre(&mut self, row: organisation::Model, expertise: &[&str]) -> Result<()> {
        let (id, short_name, since) = (row.id, row.short_name.clone(), row.joined_on);
        let zone = row.zone();
        self.organisation(row, expertise).await?;
        self.member(id, &short_name, Position::Director, "direction", since)
            .await?;
        let first = self
            .member(
                id,
                &short_name,
                Position::Team,
                "chargée ou chargé de mission",
                since,
            )
            .await?;
        if expertise.iter().any(|label| label.len() > 20) {
            let title = "documentation et diffusion";
            self.member(id, &short_name, Position::Team, title, since).await?;
        }
        self.member(id, &short_name, Position::President, "présidence", since)
            .await?;
        if short_name == LENDS {
            let today = self.now.with_timezone(&zone).date_naive();
            let row = delegation::Model {
                id: db::id(),
                organisation_id: id,
                membership_id: first,
                from_on: today - TimeDelta::days(3),
                until_on: today + TimeDelta::days(18),
                ended_at: None,
                granted_by: "la direction".to_owned(),
                created_at: self.now - TimeDelta::days(3),
            };
            store::insert_delegation(self.tx, row).await?;
        }
        Ok(())
    }

    async fn national(&mut self, short_name: &str, name: &str, function: Function) -> Result<()> {
        let row = blank(short_name, name, function);
        let (id, since) = (row.id, row.joined_on);
        self.organisation(row, &[]).await?;
        let title = "suivi du réseau des centres";
        self.member(id, short_name, Position::Agent, title, since).await?;
        if function == Function::Animator {
            let title = "animation du réseau";
            self.member(id, short_name, Position::Agent, title, since).await?;
        }
        Ok(())
    }

    /// A centre of the past: it merged into another one at the turn of last year.
    async fn merged(&mut self) -> Result<()> {
        use chrono::Datelike as _;
        let successor = store::organisation_named(self.tx, &fold(MERGED.1)).await?;
        let row = organisation::Model {
            legal_form: LegalForm::Association as i32,
            territory: "Hauts plateaux".to_owned(),
            seat: "Hautebourg".to_owned(),
            is_state_funded: true,
            left_on: Some(day(self.now.year() - 1, 1, 1)),
            successor_id: successor.map(|row| row.id),
            ..blank(MERGED.0, "Hautes Terres, centre de ressources", Function::Centre)
        };
        self.organisation(row, &["ruralités"]).await
    }

    async fn member(
        &mut self,
        organisation_id: Uuid,
        short_name: &str,
        position: Position,
        title: &str,
        since: NaiveDate,
    ) -> Result<Uuid> {
        let name = self.cast.next();
        let email = format!("{}@{}.example", slug(&name).replace('-', "."), slug(short_name));
        let row = person::Model {
            id: db::id(),
            email,
            phone: format!("01 99 00 {:02} {:02}", self.cast.0 / 100, self.cast.0 % 100),
            zone: None,
            created_at: self.now,
            name,
        };
        let person_id = row.id;
        store::insert_person(self.tx, row).await?;
        let row = membership::Model {
            id: db::id(),
            person_id,
            organisation_id,
            position: position as i32,
            title: title.to_owned(),
            since,
            until: None,
        };
        let id = row.id;
        store::insert_membership(self.tx, row).await?;
        Ok(id)
    }
}
