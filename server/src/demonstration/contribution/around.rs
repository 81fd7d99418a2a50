//! What stands around the contributions: an extension, productions, attachments.

use super::*;

impl Demonstration {
    /// More time for the last centre that is engaged in the call that closes first and has sent nothing.
    pub(super) async fn extension(&mut self, tx: &DatabaseTransaction, streams: &[StreamInfo]) -> Result<()> {
        let Some((stream, closes_at)) = streams.first().and_then(|s| Some((s, s.closes_at?))) else {
            return Ok(());
        };
        let participations = crate::contribution::participations(tx, &[stream.id]).await?;
        for centre in self.centres.clone().iter().rev() {
            let is_there = participations.iter().any(|one| one.organisation_id == centre.id);
            if is_there || !programme::is_engaged(tx, stream.id, centre.id).await? {
                continue;
            }
            let day = closes_at.with_timezone(&stream.zone).date_naive() + Days::new(10);
            let row = store::extension::Model {
                work_stream_id: stream.id,
                organisation_id: centre.id,
                until: end_of_day(day, stream.zone),
                reason: "Équipe réduite de moitié pendant un mois ; demande faite par téléphone le 12."
                    .to_owned(),
                at: self.now - TimeDelta::days(1),
            };
            store::set_extension(tx, row).await?;
            self.acts
                .extension(self.now - TimeDelta::days(1), stream, centre.id, &self.people);
            return Ok(());
        }
        Ok(())
    }

    pub(super) async fn productions(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        let productions = [
            (
                1,
                "Guide des fonds pour les associations de quartier",
                "guide",
                ProductionState::Delivered,
            ),
            (
                2,
                "Atlas des quartiers prioritaires",
                "cartographie commentée",
                ProductionState::Agreed,
            ),
            (
                4,
                "Rencontre « Habiter après le relogement »",
                "synthèse de journée",
                ProductionState::Declared,
            ),
            (
                13,
                "Portraits d’adultes-relais",
                "série de podcasts",
                ProductionState::Declared,
            ),
        ];
        for (n, title, form, state) in productions {
            let Some(centre) = self.centres.get(n).cloned() else {
                continue;
            };
            let is_delivered = state == ProductionState::Delivered;
            let row = production::store::production::Model {
                id: db::id(),
                year,
                organisation_id: centre.id,
                title: title.to_owned(),
                form: form.to_owned(),
                state: state as i32,
                text: if is_delivered {
                    "Douze fiches, **une par financeur**, rédigées avec les associations qui ont déposé un dossier.".to_owned()
                } else {
                    String::new()
                },
                link: if is_delivered {
                    "https://ressources.example/guide-des-fonds".to_owned()
                } else {
                    String::new()
                },
                updated_at: self.now - TimeDelta::days(i64::from(state as i32) * 3),
                version: state as i32,
            };
            production::store::insert(tx, row.clone()).await?;
            self.acts.of_production(&row, &self.people);
        }
        Ok(())
    }

    /// A small PDF on something.
    pub(super) async fn attach(
        &self,
        tx: &DatabaseTransaction,
        (owner, owner_id): (Owner, Uuid),
        by: Option<&Recipient>,
        (name, title, lines): (&str, &str, &[&str]),
    ) -> Result<()> {
        let content = pdf::page(title, lines);
        let row = attachment::store::attachment::Model {
            id: db::id(),
            owner: owner as i32,
            owner_id,
            name: name.to_owned(),
            size_bytes: i64::try_from(content.len()).unwrap_or_default(),
            sha256: String::new(),
            content_type: "application/pdf".to_owned(),
            received_bytes: i64::try_from(content.len()).unwrap_or_default(),
            is_finished: true,
            person_id: by.map(|person| person.person_id),
            by_name: by.map(|person| person.name.clone()).unwrap_or_default(),
            at: self.now - TimeDelta::days(3),
        };
        let id = row.id;
        attachment::store::insert(tx, row).await?;
        attachment::store::insert_chunk(tx, id, 0, content).await
    }
}
