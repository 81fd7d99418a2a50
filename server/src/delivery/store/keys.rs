//! The keys that sign, by newsletter and domain: a domain signs only for the newsletter whose key it publishes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::delivery::dkim::{Algorithm, Signer};
use crate::error::Result;

/// A key.
mod dkim_key {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dkim_key")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) newsletter_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) domain: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) algorithm: String,
        pub(crate) selector: String,
        /// PKCS #8, in base64.
        pub(crate) private_key: String,
        pub(crate) created_at: DateTimeUtc,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The signers of a newsletter for a domain: RSA first. None before the keys are made.
pub(crate) async fn signers(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    domain: &str,
) -> Result<Vec<Signer>> {
    let rows = dkim_key::Entity::find()
        .filter(dkim_key::Column::NewsletterId.eq(newsletter_id))
        .filter(dkim_key::Column::Domain.eq(domain))
        .order_by_desc(dkim_key::Column::Algorithm)
        .all(db)
        .await?;
    let mut signers = Vec::new();
    for row in rows {
        let Some(algorithm) = Algorithm::of(&row.algorithm) else {
            continue;
        };
        let pkcs8 = STANDARD.decode(&row.private_key).map_err(anyhow::Error::from)?;
        signers.push(Signer::new(domain, &row.selector, algorithm, &pkcs8)?);
    }
    Ok(signers)
}

/// Writes a new key; the one that is there stays.
pub(crate) async fn insert(
    tx: &impl ConnectionTrait,
    newsletter_id: Uuid,
    domain: &str,
    algorithm: Algorithm,
    pkcs8: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let id = newsletter_id.simple().to_string();
    let row = dkim_key::Model {
        newsletter_id,
        domain: domain.to_owned(),
        algorithm: algorithm.name().to_owned(),
        // The end of an identifier is its random part.
        selector: format!("passerelle-{}-{}", id.get(24..).unwrap_or(&id), algorithm.name()),
        private_key: STANDARD.encode(pkcs8),
        created_at: now,
    };
    let once = OnConflict::columns([
        dkim_key::Column::NewsletterId,
        dkim_key::Column::Domain,
        dkim_key::Column::Algorithm,
    ])
    .do_nothing()
    .to_owned();
    dkim_key::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
