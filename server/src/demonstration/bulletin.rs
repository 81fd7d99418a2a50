//! The demonstration's bulletins: one of last month that most centres relayed and that was corrected since, one of this
//! week, and a draft. Played through the RPCs, as people would.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use chrono::TimeDelta;
use proto::v1::bulletin_content::Link;
use proto::v1::bulletin_service_client::BulletinServiceClient;
use proto::v1::{
    Bulletin, BulletinContent, BulletinRequest, CorrectBulletinRequest, CreateBulletinRequest,
    DeclareRelayRequest, Function, GetBulletinRequest, ListBulletinsRequest, ListProceduresRequest,
    Procedure, SetBulletinAsideRequest, SetProcedureRequest,
};
use tonic::Request;

use super::people::{People, caller};
use crate::app::{Api, App};
use crate::clock::Clock;
use crate::network::{self, Recipient};

/// How long ago the first one left.
const FIRST: TimeDelta = TimeDelta::days(35);
/// How long ago the second one did.
const SECOND: TimeDelta = TimeDelta::days(3);

/// Who plays.
struct Players {
    agent: Recipient,
    directors: Vec<Recipient>,
}

impl Players {
    /// `None` where nobody is of the ANRU.
    async fn of(app: &App) -> anyhow::Result<Option<Self>> {
        let tx = app.db.begin().await.map_err(internal)?;
        let people = People::of(&tx, app.clock.today(chrono_tz::Europe::Paris)).await;
        let centres = network::all_centres(&tx).await.map_err(internal)?;
        drop(tx);
        let people = people.map_err(internal)?;
        let directors = centres
            .iter()
            .filter_map(|centre| people.director(centre.id).cloned());
        let agent = people.of_function(Function::UrbanRenewalAgency).cloned();
        Ok(agent.map(|agent| Self {
            agent,
            directors: directors.collect(),
        }))
    }
}

/// The platform as it was some time ago.
async fn ago(app: &App, time: TimeDelta) -> anyhow::Result<Stage> {
    let past = App::new(app.config.clone(), Clock::fixed(app.clock.now() - time)).await?;
    Ok(Stage::of(&past))
}

/// Plays the first one, into a network without any procedure.
pub(super) async fn load(app: &Arc<App>) -> anyhow::Result<()> {
    let Some(players) = Players::of(app).await? else {
        return Ok(());
    };
    let then = ago(app, FIRST).await?;
    let known = by(&players.agent, ListProceduresRequest {});
    let known = then.bulletins().list_procedures(known).await?.into_inner();
    if !known.procedures.is_empty() {
        return Ok(());
    }
    let kinds = then.procedure(&players.agent).await?;
    let first = then
        .publish(&players.agent, kind(&kinds, 2)?, insertion())
        .await?;
    let later = ago(app, FIRST - TimeDelta::days(4)).await?;
    later.follow(&first, &players.directors).await?;
    app.live.wake();
    Ok(())
}

/// Plays what came after the edition of last month, which relayed the first one.
pub(super) async fn go_on(app: &Arc<App>) -> anyhow::Result<()> {
    let Some(Players { agent, directors }) = Players::of(app).await? else {
        return Ok(());
    };
    let now = Stage::of(app);
    let known = by(&agent, ListBulletinsRequest::default());
    let known = now
        .bulletins()
        .list_bulletins(known)
        .await?
        .into_inner()
        .bulletins;
    let [first] = known.as_slice() else {
        return Ok(());
    };
    let procedures = by(&agent, ListProceduresRequest {});
    let procedures = now.bulletins().list_procedures(procedures).await?.into_inner();
    let kinds = procedures.procedures.first().map(in_order).unwrap_or_default();
    ago(app, TimeDelta::days(12))
        .await?
        .correct(&agent, first)
        .await?;
    let lately = ago(app, SECOND).await?;
    let second = lately.publish(&agent, kind(&kinds, 8)?, day()).await?;
    let since = ago(app, SECOND - TimeDelta::days(1)).await?;
    for director in directors.iter().skip(4).take(7) {
        since.acknowledge(director, &second).await?;
    }
    now.draft(&agent, kind(&kinds, 3)?, draft()).await?;
    app.live.wake();
    Ok(())
}

/// The identifiers of the kinds of the ANRU, in the order in which its annex names them.
fn in_order(procedure: &Procedure) -> Vec<String> {
    let id = |name: &&str| {
        let kind = procedure.kinds.iter().find(|kind| kind.name == **name);
        kind.map(|kind| kind.id.clone()).unwrap_or_default()
    };
    crate::bulletin::FIRST_KINDS.iter().map(id).collect()
}

fn kind(kinds: &[String], number: usize) -> anyhow::Result<&str> {
    let kind = kinds.get(number).context("the procedure has no kind")?;
    Ok(kind)
}

#[expect(clippy::needless_pass_by_value, reason = "maps an error")]
fn internal(error: crate::error::Error) -> anyhow::Error {
    anyhow!("{error:?}")
}

fn by<M>(person: &Recipient, message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(caller(person));
    request
}

fn insertion() -> BulletinContent {
    BulletinContent {
        title: "Clauses d’insertion : ce qui change dans les conventions".to_owned(),
        text: "Les conventions signées à partir du mois prochain fixent un objectif d’**heures d’insertion** pour chaque \
               opération, et disent qui le suit.\n\n- l’objectif est discuté avec la maison de l’emploi ;\n- le bilan est \
               public, une fois par an ;\n- les entreprises peuvent se grouper.\n\nCe texte est fictif."
            .to_owned(),
        links: vec![Link {
            label: "La charte, commentée".to_owned(),
            url: "https://anru.example/clauses-insertion".to_owned(),
        }],
        ..BulletinContent::default()
    }
}

fn day() -> BulletinContent {
    BulletinContent {
        title: "Journée « Maisons de projet » : les inscriptions sont ouvertes".to_owned(),
        text: "Une journée pour comparer douze maisons de projet : qui y vient, qui les anime, ce qu’elles coûtent. \
               Deux places par centre ; les conseils citoyens sont les bienvenus."
            .to_owned(),
        delay_days: 7,
        is_urgent: true,
        ..BulletinContent::default()
    }
}

fn draft() -> BulletinContent {
    BulletinContent {
        title: "Co-construction avec les habitants : appel à récits".to_owned(),
        text: "Brouillon : à compléter.".to_owned(),
        ..BulletinContent::default()
    }
}

struct Stage(Api);

impl Stage {
    fn of(app: &Arc<App>) -> Self {
        Self(app.api())
    }

    fn bulletins(&self) -> BulletinServiceClient<Api> {
        BulletinServiceClient::new(self.0.clone())
    }

    /// Opens the procedure of the agency: the identifiers of its kinds, by name as its annex lists them.
    async fn procedure(&self, agent: &Recipient) -> anyhow::Result<Vec<String>> {
        let request = SetProcedureRequest {
            text: "L’agence informe les centres quand un règlement change, avant ses journées, et quand une expérience \
                   mérite d’être connue. Texte fictif."
                .to_owned(),
            n_per_year: 6,
            started_on: "2026-01-01".to_owned(),
            version: 0,
        };
        let opened = self.bulletins().set_procedure(by(agent, request)).await?;
        Ok(in_order(&opened.into_inner()))
    }

    async fn draft(
        &self,
        agent: &Recipient,
        kind_id: &str,
        content: BulletinContent,
    ) -> anyhow::Result<Bulletin> {
        let request = CreateBulletinRequest {
            kind_id: kind_id.to_owned(),
            content: Some(content),
            ..CreateBulletinRequest::default()
        };
        Ok(self
            .bulletins()
            .create_bulletin(by(agent, request))
            .await?
            .into_inner())
    }

    async fn publish(
        &self,
        agent: &Recipient,
        kind_id: &str,
        content: BulletinContent,
    ) -> anyhow::Result<Bulletin> {
        let draft = self.draft(agent, kind_id, content).await?;
        let request = BulletinRequest {
            id: draft.id,
            version: draft.version,
        };
        Ok(self
            .bulletins()
            .publish_bulletin(by(agent, request))
            .await?
            .into_inner())
    }

    async fn acknowledge(&self, director: &Recipient, one: &Bulletin) -> anyhow::Result<()> {
        let request = GetBulletinRequest { id: one.id.clone() };
        self.bulletins()
            .acknowledge_bulletin(by(director, request))
            .await?;
        Ok(())
    }

    /// What the centres did with the first one: one set it aside, some said how they relayed it, two forgot it.
    async fn follow(&self, one: &Bulletin, directors: &[Recipient]) -> anyhow::Result<()> {
        const WAYS: [(&str, i32); 3] = [
            ("Affiche dans les maisons de projet", 120),
            ("Appels aux structures d’insertion", 18),
            ("Point d’information au conseil citoyen", 35),
        ];
        let last = directors.len().saturating_sub(2);
        for (place, director) in directors.iter().take(last).enumerate() {
            self.acknowledge(director, one).await?;
            if place == 5 {
                let aside = SetBulletinAsideRequest {
                    id: one.id.clone(),
                    reason: "Aucune opération n’est concernée sur notre territoire cette année.".to_owned(),
                    version: 2,
                };
                self.bulletins().set_bulletin_aside(by(director, aside)).await?;
            } else if let Some((words, n_reached)) = WAYS.get(place.wrapping_sub(1)) {
                let relay = DeclareRelayRequest {
                    id: one.id.clone(),
                    words: (*words).to_owned(),
                    on: today(one),
                    n_reached: *n_reached,
                    ..DeclareRelayRequest::default()
                };
                self.bulletins().declare_relay(by(director, relay)).await?;
            }
        }
        Ok(())
    }

    async fn correct(&self, agent: &Recipient, one: &Bulletin) -> anyhow::Result<()> {
        let content = insertion();
        let request = CorrectBulletinRequest {
            id: one.id.clone(),
            content: Some(BulletinContent {
                text: content.text.replace("une fois par an", "deux fois par an"),
                ..content
            }),
            note: "Le bilan des heures d’insertion est public deux fois par an, et non une.".to_owned(),
            version: one.version,
        };
        self.bulletins().correct_bulletin(by(agent, request)).await?;
        Ok(())
    }
}

/// The day on which it was published.
fn today(one: &Bulletin) -> String {
    let at = one.published_at.map(|at| at.seconds).unwrap_or_default();
    let at = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
    at.date_naive().to_string()
}
