//! Co-construction (P3): centres propose streams for the draft and support those of others.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{locked_programme, stream, told_of_stream};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::programme::store::{self, programme, proposal, proposal_support};
use crate::programme::{messages, rules, service};

/// Proposals for a year, at most.
const MAX_PROPOSALS: usize = 200;

pub(super) async fn propose_stream(
    app: &App,
    caller: &Caller,
    request: ProposeStreamRequest,
) -> Result<Proposal> {
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, service::MAX_TITLE);
    let theme = violations.optional_text("theme", &request.theme, service::MAX_TITLE);
    let purpose = violations.text("purpose", &request.purpose, service::MAX_PARAGRAPHS);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    must_be_draft(&locked_programme(&tx, request.year).await?)?;
    if store::proposals_of(&tx, request.year).await?.len() >= MAX_PROPOSALS {
        return Err(Error::NotNow(Reason::TooMany));
    }
    let row = proposal::Model {
        id: db::id(),
        year: request.year,
        title,
        theme,
        purpose,
        organisation_id: caller.organisation_id,
        organisation_name: caller.organisation_name.clone(),
        work_stream_id: None,
    };
    store::insert_proposal(&tx, row.clone()).await?;
    let act = told("ProposeStream", ActivityKind::StreamProposed, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(messages::proposal(&row, &[], caller))
}

pub(super) async fn support_proposal(
    app: &App,
    caller: &Caller,
    request: SupportProposalRequest,
) -> Result<Proposal> {
    let id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, row) = locked(&tx, id).await?;
    must_be_draft(&programme)?;
    let (has_changed, kind) = if request.is_supported {
        let support = proposal_support::Model {
            proposal_id: id,
            organisation_id: caller.organisation_id,
            organisation_name: caller.organisation_name.clone(),
        };
        let is_new = store::insert_support(&tx, support).await?;
        (is_new, ActivityKind::ProposalSupported)
    } else {
        let is_gone = store::delete_support(&tx, id, caller.organisation_id).await?;
        (is_gone, ActivityKind::ProposalUnsupported)
    };
    let supports = store::supports(&tx, &[id]).await?;
    if has_changed {
        live::record(&tx, Some(caller), now, told("SupportProposal", kind, &row)).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(messages::proposal(&row, &supports, caller))
}

pub(super) async fn retain_proposal(
    app: &App,
    caller: &Caller,
    request: RetainProposalRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, row) = locked(&tx, id).await?;
    rules::may_change_streams(programme.state()).map_err(Error::NotNow)?;
    if row.work_stream_id.is_some() {
        return Err(Error::Conflict(Reason::ProposalRetained));
    }
    let words = stream::Words {
        title: row.title,
        theme: row.theme,
        purpose: row.purpose,
        expected: vec![Expected::ExperienceSheet],
        lead: row.organisation_name,
    };
    let created = stream::insert(&tx, &programme, words).await?;
    store::mark_retained(&tx, id, created.id).await?;
    let act = told_of_stream("RetainProposal", ActivityKind::ProposalRetained, &created);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    stream::answer(app, caller, created.id).await
}

async fn locked(tx: &impl ConnectionTrait, id: uuid::Uuid) -> Result<(programme::Model, proposal::Model)> {
    let year = store::proposal(tx, id).await?.ok_or(Error::Missing)?.year;
    let programme = locked_programme(tx, year).await?;
    // Read again: it may have been retained before the lock was had.
    let row = store::proposal(tx, id).await?.ok_or(Error::Missing)?;
    Ok((programme, row))
}

fn must_be_draft(programme: &programme::Model) -> Result<()> {
    if programme.state() == ProgrammeState::Draft {
        Ok(())
    } else {
        Err(Error::NotNow(Reason::ProgrammeState))
    }
}

fn told<'a>(rpc: &'static str, kind: ActivityKind, row: &'a proposal::Model) -> Act<'a> {
    Act {
        year: Some(row.year),
        ..Act::told(rpc, kind, &row.title, crate::programme::path(row.year))
    }
}
