//! The row of a bulletin that goes to a thousand organisations.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proto::v1::bulletin_service_client::BulletinServiceClient;
use proto::v1::network_service_client::NetworkServiceClient;
use proto::v1::{BulletinContent, ImportRequest, ListProceduresRequest, PushBulletinRequest, Role};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, Statement};

use crate::Row;
use crate::platform::{Platform, signed};
use crate::rows::{follow, percentiles, row};

/// Organisations, each with as many people.
const CENTRES: usize = 1_000;
const PEOPLE: usize = 10;
/// Centres of one spreadsheet: 5,000 lines at most.
const AT_ONCE: usize = 250;
/// Those who follow, and the bulletins that they see come.
const WATCHERS: usize = 1_000;
const BULLETINS: usize = 10;
/// How long the mails of one may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// From the push of a bulletin until each watcher knows, and until a mail is written for everybody.
pub(crate) async fn publication(platform: &Platform) -> Row {
    furnish(platform).await;
    let url = format!("sqlite://{}?mode=ro", platform.database.display());
    let database = Database::connect(url).await.unwrap();
    let mut watchers = follow(platform, WATCHERS).await;
    let agency = platform.session(Role::UrbanRenewalAgency).await;
    let mut bulletins = BulletinServiceClient::new(platform.channel().await);
    let procedures = bulletins
        .list_procedures(signed(ListProceduresRequest {}, &agency))
        .await;
    let kind = procedures.unwrap().into_inner().procedures[0].kinds[0]
        .name
        .clone();
    let (mut sights, mut written) = (Vec::new(), Vec::new());
    for number in 0..BULLETINS {
        let push = PushBulletinRequest {
            idempotency_key: format!("bench-{number}"),
            kind: kind.clone(),
            content: Some(BulletinContent {
                title: format!("Note {number}"),
                text: "Le règlement change.".to_owned(),
                ..Default::default()
            }),
        };
        let before = n_mails(&database).await;
        let begun = Instant::now();
        let pushed = bulletins
            .push_bulletin(signed(push, &agency))
            .await
            .unwrap()
            .into_inner();
        sights.extend(watchers.seen(begun).await);
        assert!(pushed.receptions.len() >= CENTRES, "a centre is forgotten");
        while n_mails(&database).await < before + CENTRES * PEOPLE {
            assert!(begun.elapsed() < PATIENCE, "somebody is not told");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        written.push(begun.elapsed());
    }
    let (p50, p99) = percentiles(sights);
    let (told, _) = percentiles(written);
    row(
        "a bulletin to 1,000 organisations of 10 people, to its sight by 1,000 watchers",
        format!("p50 {p50:.0} ms, p99 {p99:.0} ms; 10,000 mails written after {told:.0} ms"),
        "",
        "",
        "p99 under 1 s",
        p99 < 1_000.0,
    )
}

/// Adds the organisations and their people, as an animator would.
async fn furnish(platform: &Platform) {
    let animator = platform.session(Role::Animator).await;
    let channel = platform.channel().await;
    let mut network = NetworkServiceClient::new(channel).max_decoding_message_size(64 * 1024 * 1024);
    for first in (0..CENTRES).step_by(AT_ONCE) {
        let mut sheet = "organisation;nom_court;fonction;forme_juridique;territoire;siege;fuseau;depuis;personne;courriel;position\n".to_owned();
        for centre in first..first + AT_ONCE {
            let organisation = format!(
                "Centre du nombre {centre};Nombre {centre};centre;association;Une ville;Ville;Europe/Paris;01/01/2026"
            );
            for person in 0..PEOPLE {
                let (organisation, position) = match person {
                    0 => (organisation.as_str(), "direction"),
                    _ => (";;;;;;;", "équipe"),
                };
                writeln!(
                    sheet,
                    "{organisation};Personne {person};p{person}@nombre-{centre}.example;{position}"
                )
                .unwrap();
            }
        }
        let import = ImportRequest {
            content: sheet.into_bytes(),
        };
        let report = network
            .apply_import(signed(import, &animator))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(report.n_members_created as usize, AT_ONCE * PEOPLE, "{report:?}");
    }
}

async fn n_mails(database: &DatabaseConnection) -> usize {
    let sql = "SELECT COUNT(*) AS n FROM mail";
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "n").unwrap() as usize
}
