//! The demonstration's newsletters: a centre's, with subscribers; and one of the ANRU. Played
//! through the RPCs, as people would.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::TimeDelta;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::subscriber_service_client::SubscriberServiceClient;
use proto::v1::{
    AddNewsletterListRequest, Function, ImportSubscribersRequest, Newsletter, NewsletterSettings,
};

use super::people::{People, caller};
use crate::app::{Api, App};
use crate::clock::Clock;
use crate::network::Recipient;
use crate::newsletter::store;

/// How many local actors the centre has written to for months.
const SUBSCRIBERS: usize = 64;
/// What they are: kind, function, territory, theme.
const PROFILES: [(&str, &str, &str, &str); 5] = [
    ("Association", "Bénévolat", "45", "Participation des habitants"),
    (
        "Collectivité",
        "Conduite de projet",
        "37",
        "Renouvellement urbain",
    ),
    ("Bailleur", "Direction", "41", "Habitat, cadre de vie"),
    ("Service de l’État", "Conduite de projet", "45", "Santé"),
    (
        "Acteur économique",
        "Direction",
        "28",
        "Emploi, développement économique",
    ),
];
/// Plays them, into a network without any newsletter.
pub(super) async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    let tx = app.db.begin().await.map_err(internal)?;
    let known = store::newsletters(&tx, None).await.map_err(internal)?;
    if !known.is_empty() {
        return Ok(());
    }
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let people = People::of(&tx, today).await.map_err(internal)?;
    tx.commit().await?;
    let past = App::new(
        app.config.clone(),
        Clock::fixed(app.clock.now() - TimeDelta::days(40)),
    )
    .await?;
    let stage = Stage { api: past.api() };
    let director = people
        .director_of(super::network::FIRST)
        .context("nobody directs the first centre")?;
    let letter = stage.newsletter(director, &loire()).await?;
    stage.subscribers(director, &letter).await?;
    let agent = people
        .of_function(Function::UrbanRenewalAgency)
        .context("nobody is of the ANRU")?;
    stage.newsletter(agent, &agency()).await?;
    app.live.wake();
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "maps an error")]
fn internal(error: crate::error::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}

fn loire() -> NewsletterSettings {
    NewsletterSettings {
        name: "La lettre de Rives de Loire".to_owned(),
        slug: "rives-de-loire".to_owned(),
        description: "Chaque mois, ce qui se fait dans les quartiers de la vallée : rencontres, expériences, appels à projets."
            .to_owned(),
        sender_name: "Centre de ressources Rives de Loire".to_owned(),
        sender_address: "lettre@rives-de-loire.example".to_owned(),
        reply_to: "redaction@rives-de-loire.example".to_owned(),
        publisher: "Claire Exemple, directrice".to_owned(),
        contact: "donnees@rives-de-loire.example".to_owned(),
        legal_ground: "Consentement de la personne, qu’elle peut retirer à tout moment".to_owned(),
        postal_address: "1 quai Fictif, Port-sur-Loire".to_owned(),
        accent: "#0f5c5c".to_owned(),
        footer: "Le centre de ressources accompagne celles et ceux qui travaillent avec les habitants des quartiers.".to_owned(),
        is_archive_public: true,
        release_above: 1000,
        ..NewsletterSettings::default()
    }
}

fn agency() -> NewsletterSettings {
    NewsletterSettings {
        name: "Renouvellement urbain, le point".to_owned(),
        slug: "renouvellement-urbain".to_owned(),
        description: "Règlement, conventions, chantiers : ce qui change pour les projets.".to_owned(),
        sender_name: "ANRU".to_owned(),
        sender_address: "point@anru.example".to_owned(),
        reply_to: "redaction@anru.example".to_owned(),
        publisher: "La direction de l’agence".to_owned(),
        contact: "donnees@anru.example".to_owned(),
        postal_address: "69 rue Fictive, Paris".to_owned(),
        accent: "#5a2a6b".to_owned(),
        footer: String::new(),
        ..loire()
    }
}

struct Stage {
    api: Api,
}

impl Stage {
    #[expect(clippy::unused_self, reason = "reads as a sentence where it is called")]
    fn by<M>(&self, person: &Recipient, message: M) -> tonic::Request<M> {
        let mut request = tonic::Request::new(message);
        request.extensions_mut().insert(caller(person));
        request
    }

    /// A newsletter with two lists.
    async fn newsletter(&self, owner: &Recipient, set: &NewsletterSettings) -> anyhow::Result<Newsletter> {
        let mut client = NewsletterServiceClient::new(self.api.clone());
        let created = client
            .create_newsletter(self.by(owner, set.clone()))
            .await?
            .into_inner();
        let newsletter_id = created.settings.clone().unwrap_or_default().id;
        let mut newsletter = created;
        for (name, description) in [
            ("Agenda", "Rencontres et formations"),
            ("Appels à projets", "Financements et dates limites"),
        ] {
            let list = AddNewsletterListRequest {
                newsletter_id: newsletter_id.clone(),
                name: name.to_owned(),
                description: description.to_owned(),
            };
            newsletter = client
                .add_newsletter_list(self.by(owner, list))
                .await?
                .into_inner();
        }
        Ok(newsletter)
    }

    async fn subscribers(&self, owner: &Recipient, newsletter: &Newsletter) -> anyhow::Result<()> {
        let mut content = String::from("courriel;organisation;fonction;territoire;themes\n");
        for (n, (kind, function, territory, theme)) in PROFILES.iter().cycle().take(SUBSCRIBERS).enumerate() {
            content.push_str(&format!(
                "acteur{n}@quartiers.example;{kind};{function};{territory};{theme}\n"
            ));
        }
        let import = ImportSubscribersRequest {
            newsletter_id: newsletter.settings.clone().unwrap_or_default().id,
            content: content.into_bytes(),
            source: "annuaire des contrats de ville de la vallée".to_owned(),
            legal_ground: "mission d’intérêt public, adresses professionnelles".to_owned(),
            list_ids: newsletter
                .lists
                .iter()
                .take(1)
                .map(|list| list.id.clone())
                .collect(),
        };
        let mut client = SubscriberServiceClient::new(self.api.clone());
        client.apply_subscriber_import(self.by(owner, import)).await?;
        Ok(())
    }
}
