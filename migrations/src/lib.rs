//! The schema, one dated file for each change. Migrations never import entities: entities change.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261121_000001_network_create;
mod m20261121_000002_account_create;
mod m20261121_000003_live_create;
mod m20261121_000004_programme_create;
mod m20261121_000005_contribution_create;
mod m20261121_000006_production_create;
mod m20261121_000007_attachment_create;
mod m20261121_000008_mail_create;
mod m20261124_000009_live_audience;
mod m20261124_000010_live_topic;
mod m20261124_000011_attachment_owner;
mod m20261124_000012_solicitation_create;
mod m20261124_000020_meeting_create;
mod m20261124_000021_convocation_create;
mod m20261124_000030_session_create;
mod m20261124_000040_decision_create;
mod m20261124_000050_registration_create;
mod m20261124_000060_poll_create;
mod m20261124_000061_round_create;
mod m20261124_000070_minutes_create;
mod m20261124_000080_programme_refusal;
mod m20261124_000090_minutes_approval;
mod m20261128_000091_decision_item;
mod m20261129_000092_newsletter_create;
mod m20261129_000093_subscriber_create;
mod m20261129_000094_edition_create;
mod m20261129_000095_mail_html;
mod m20261129_000096_delivery_create;
mod m20261129_000097_bounce_create;
mod m20261129_000098_edition_digest;
mod m20261129_000099_newsletter_logo;
mod m20261130_000100_delivery_left;
mod m20261130_000101_delivery_indexes;
mod m20261201_000102_bulletin_create;
mod m20261201_000103_report_create;
mod m20261201_000104_edition_bulletin;
mod m20261202_000110_question_create;
mod m20261203_000120_meeting_slot;
mod m20261203_000121_overseas_create;
mod m20261204_000130_support_create;
mod m20261204_000131_project_create;
mod m20261204_000132_framework_create;
mod m20261205_000133_live_details;
mod m20261205_000134_http_once;
mod m20261205_000135_bulletin_correct;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_network_create::Migration),
            Box::new(m20261121_000002_account_create::Migration),
            Box::new(m20261121_000003_live_create::Migration),
            Box::new(m20261121_000004_programme_create::Migration),
            Box::new(m20261121_000005_contribution_create::Migration),
            Box::new(m20261121_000006_production_create::Migration),
            Box::new(m20261121_000007_attachment_create::Migration),
            Box::new(m20261121_000008_mail_create::Migration),
            Box::new(m20261124_000009_live_audience::Migration),
            Box::new(m20261124_000010_live_topic::Migration),
            Box::new(m20261124_000011_attachment_owner::Migration),
            Box::new(m20261124_000012_solicitation_create::Migration),
            Box::new(m20261124_000020_meeting_create::Migration),
            Box::new(m20261124_000021_convocation_create::Migration),
            Box::new(m20261124_000030_session_create::Migration),
            Box::new(m20261124_000040_decision_create::Migration),
            Box::new(m20261124_000050_registration_create::Migration),
            Box::new(m20261124_000060_poll_create::Migration),
            Box::new(m20261124_000061_round_create::Migration),
            Box::new(m20261124_000070_minutes_create::Migration),
            Box::new(m20261124_000080_programme_refusal::Migration),
            Box::new(m20261124_000090_minutes_approval::Migration),
            Box::new(m20261128_000091_decision_item::Migration),
            Box::new(m20261129_000092_newsletter_create::Migration),
            Box::new(m20261129_000093_subscriber_create::Migration),
            Box::new(m20261129_000094_edition_create::Migration),
            Box::new(m20261129_000095_mail_html::Migration),
            Box::new(m20261129_000096_delivery_create::Migration),
            Box::new(m20261129_000097_bounce_create::Migration),
            Box::new(m20261129_000098_edition_digest::Migration),
            Box::new(m20261129_000099_newsletter_logo::Migration),
            Box::new(m20261130_000100_delivery_left::Migration),
            Box::new(m20261130_000101_delivery_indexes::Migration),
            Box::new(m20261201_000102_bulletin_create::Migration),
            Box::new(m20261201_000103_report_create::Migration),
            Box::new(m20261201_000104_edition_bulletin::Migration),
            Box::new(m20261202_000110_question_create::Migration),
            Box::new(m20261203_000120_meeting_slot::Migration),
            Box::new(m20261203_000121_overseas_create::Migration),
            Box::new(m20261204_000130_support_create::Migration),
            Box::new(m20261204_000131_project_create::Migration),
            Box::new(m20261204_000132_framework_create::Migration),
            Box::new(m20261205_000133_live_details::Migration),
            Box::new(m20261205_000134_http_once::Migration),
            Box::new(m20261205_000135_bulletin_correct::Migration),
        ]
    }
}
