//! The demonstration's editions: one of a centre's newsletter that appeared last month, and the draft of the next.

use std::sync::Arc;

use anyhow::anyhow;
use chrono::TimeDelta;
use proto::v1::delivery_service_client::DeliveryServiceClient;
use proto::v1::edition_service_client::EditionServiceClient;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::{
    AddBlockRequest, Block, BlockKind, CreateEditionRequest, DeliveryRequest, DeliveryState, DeliveryTime,
    Edition, ListEditionsRequest, ListNewslettersRequest, SaveBlockRequest, SaveEditionRequest,
    ScheduleDeliveryRequest, SearchSourcesRequest,
};
use tonic::Request;
use uuid::Uuid;

use super::network::FIRST;
use super::people::{People, caller};
use crate::app::{Api, App};
use crate::auth::Caller;
use crate::clock::Clock;
use crate::config::Config;
use crate::{delivery, edition};

/// A step of an edition without its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditionStep {
    /// As it will leave.
    Freeze,
    /// A draft again.
    Thaw,
    /// As if its first mail had left.
    Publish,
}

/// Moves an edition as the delivery does, for tests that need no recipient.
///
/// # Errors
/// When the edition's state forbids it, in words.
pub async fn step_edition(app: &App, id: &str, step: EditionStep) -> anyhow::Result<()> {
    let id = Uuid::parse_str(id)?;
    let told = |error: crate::error::Error| anyhow!("{error:?}");
    let now = app.clock.now();
    let tx = app.db.begin().await.map_err(told)?;
    match step {
        EditionStep::Freeze => {
            let letter = edition::freeze(app, &tx, id, now).await.map_err(told)?;
            let kept = edition::letter(&tx, id).await.map_err(told)?;
            anyhow::ensure!(
                kept.is_some_and(|kept| kept.html == letter.html && kept.number == letter.number),
                "the letter is not kept"
            );
        }
        EditionStep::Thaw => edition::thaw(&tx, id).await.map_err(told)?,
        EditionStep::Publish => edition::publish(&tx, id, now).await.map_err(told)?,
    }
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// Someone who acts by the services.
struct Stage {
    api: Api,
    caller: Caller,
}

impl Stage {
    fn by<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.extensions_mut().insert(self.caller.clone());
        request
    }

    fn editions(&self) -> EditionServiceClient<Api> {
        EditionServiceClient::new(self.api.clone())
    }

    /// The first newsletter of the centre.
    async fn newsletter(&self) -> anyhow::Result<String> {
        let mut newsletters = NewsletterServiceClient::new(self.api.clone());
        let all = newsletters
            .list_newsletters(self.by(ListNewslettersRequest {}))
            .await?;
        let first = all.into_inner().newsletters.into_iter().next();
        let first = first.ok_or_else(|| anyhow!("the centre has no newsletter"))?;
        Ok(first.settings.unwrap_or_default().id)
    }

    /// A draft with these blocks: kind, title, text, address.
    async fn draft(
        &self,
        newsletter_id: &str,
        subject: &str,
        blocks: &[(BlockKind, &str, &str, &str)],
    ) -> anyhow::Result<Edition> {
        let create = CreateEditionRequest {
            newsletter_id: newsletter_id.to_owned(),
            subject: subject.to_owned(),
        };
        let mut one = self
            .editions()
            .create_edition(self.by(create))
            .await?
            .into_inner();
        for (kind, title, text, url) in blocks {
            one = self.add(&one, *kind, "").await?;
            let block = one.blocks.last().cloned().unwrap_or_default();
            one = self.write(block, title, text, url).await?;
        }
        Ok(one)
    }

    async fn add(&self, one: &Edition, kind: BlockKind, source_id: &str) -> anyhow::Result<Edition> {
        let add = AddBlockRequest {
            edition_id: one.id.clone(),
            kind: kind as i32,
            source_id: source_id.to_owned(),
        };
        Ok(self.editions().add_block(self.by(add)).await?.into_inner())
    }

    async fn write(&self, block: Block, title: &str, text: &str, url: &str) -> anyhow::Result<Edition> {
        let save = SaveBlockRequest {
            block_id: block.id,
            title: title.to_owned(),
            text: text.to_owned(),
            url: url.to_owned(),
            version: block.version,
        };
        Ok(self.editions().save_block(self.by(save)).await?.into_inner())
    }

    /// Adds what is proposed first: a bulletin that was received, or its correction.
    async fn first_source(&self, one: &Edition) -> anyhow::Result<()> {
        let search = SearchSourcesRequest {
            edition_id: one.id.clone(),
            query: String::new(),
        };
        let found = self
            .editions()
            .search_sources(self.by(search))
            .await?
            .into_inner();
        if let Some(source) = found.sources.first() {
            self.add(one, source.kind(), &source.id).await?;
        }
        Ok(())
    }

    async fn preheader(&self, one: &Edition, preheader: &str) -> anyhow::Result<()> {
        let save = SaveEditionRequest {
            edition_id: one.id.clone(),
            subject: one.subject.clone(),
            preheader: preheader.to_owned(),
            version: one.version,
        };
        self.editions().save_edition(self.by(save)).await?;
        Ok(())
    }
}

/// Last month's.
const PAST: [(BlockKind, &str, &str, &str); 4] = [
    (BlockKind::Title, "À la une", "", ""),
    (
        BlockKind::Text,
        "",
        "Trois conseils citoyens de la région ont **écrit leur guide** : comment préparer une réunion, comment y faire \
         venir ceux qui ne viennent pas, comment en rendre compte.\n\n- une heure, pas plus\n- un lieu que l’on connaît\n- \
         une suite que l’on annonce",
        "",
    ),
    (BlockKind::Title, "À lire", "", ""),
    (
        BlockKind::Link,
        "Réunir les habitants : douze fiches",
        "Un recueil fictif, à imprimer et à annoter.",
        "https://ressources.example/reunir-les-habitants",
    ),
];

/// The next one, in the making.
const NEXT: [(BlockKind, &str, &str, &str); 3] = [
    (BlockKind::Title, "À la une", "", ""),
    (
        BlockKind::Text,
        "",
        "Le mois prochain, les équipes de développement social se retrouvent autour des **clauses d’insertion**.",
        "",
    ),
    (BlockKind::Title, "Agenda", "", ""),
];

/// Writes them, for a centre whose newsletter has none.
pub(super) async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await.map_err(|error| anyhow!("{error:?}"))?;
    let people = People::of(&tx, app.clock.today(chrono_tz::Europe::Paris)).await;
    drop(tx);
    let people = people.map_err(|error| anyhow!("{error:?}"))?;
    let Some(director) = people.director_of(FIRST) else {
        return Ok(());
    };
    let past = App::new(app.config.clone(), Clock::fixed(now - TimeDelta::days(30))).await?;
    let stage = |app: &Arc<App>| Stage {
        api: app.api(),
        caller: caller(director),
    };
    let then = stage(&past);
    let newsletter_id = then.newsletter().await?;
    let list = ListEditionsRequest {
        newsletter_id: newsletter_id.clone(),
    };
    let all = then.editions().list_editions(then.by(list)).await?;
    if !all.into_inner().editions.is_empty() {
        return Ok(());
    }
    let one = then
        .draft(&newsletter_id, "{{lettre}} : réunir les habitants", &PAST)
        .await?;
    then.preheader(&one, "Trois conseils citoyens ont écrit leur guide")
        .await?;
    then.first_source(&one).await?;
    send(&past, &then, &one.id).await?;
    let now = stage(app);
    let next = now
        .draft(&newsletter_id, "{{lettre}} n° {{numero}}", &NEXT)
        .await?;
    now.first_source(&next).await?;
    app.live.wake();
    Ok(())
}

/// Lets an edition leave in the past.
async fn send(past: &Arc<App>, then: &Stage, edition_id: &str) -> anyhow::Result<()> {
    let schedule = ScheduleDeliveryRequest {
        edition_id: edition_id.to_owned(),
        time: DeliveryTime::Now as i32,
        ..ScheduleDeliveryRequest::default()
    };
    let mut deliveries = DeliveryServiceClient::new(then.api.clone());
    deliveries.schedule_delivery(then.by(schedule)).await?;
    // It left when its ten minutes were over: to the folder, no server hears of the past.
    let left = past.clock.now() + TimeDelta::minutes(10);
    let config = Config {
        smtp_url: None,
        delivery_relays: Vec::new(),
        // The past does not go by: a pace would hold back the rest for ever.
        delivery_rate: 0,
        delivery_domain_rate: 0,
        ..past.config.clone()
    };
    let later = App::new(config, Clock::fixed(left)).await?;
    delivery::run(&later)
        .await
        .map_err(|error| anyhow!("{error:?}"))?;
    let request = DeliveryRequest {
        edition_id: edition_id.to_owned(),
    };
    let after = deliveries
        .get_delivery(then.by(request.clone()))
        .await?
        .into_inner();
    if after.state() != DeliveryState::Done {
        // The folder cannot be written to: nobody is written to.
        deliveries.stop_delivery(then.by(request)).await?;
    }
    Ok(())
}
