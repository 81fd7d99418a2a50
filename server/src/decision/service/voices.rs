//! Who has a voice, and what a vote is to its readers.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proto::v1::{ActivityKind, Function, InviteeRole, MeetingKind};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::points::Points;
use crate::auth::Caller;
use crate::convocation;
use crate::decision::rules::{self, Given};
use crate::decision::store::{self, proxy, rules_of_procedure, vote};
use crate::error::{Error, Result};
use crate::live::{Act, Audience};
use crate::meeting::{self, Access, kinds};
use crate::{decision, network};

/// The organisations that have a voice in a meeting, or in a consultation of a kind, by name. Of a meeting those
/// that are convened, guests apart; of a consultation those that the kind convenes; on a closed item those whom it concerns.
pub(super) async fn voices(
    db: &impl ConnectionTrait,
    day: NaiveDate,
    rules: &rules_of_procedure::Model,
    meeting_id: Option<Uuid>,
    concerned: Option<&[Uuid]>,
) -> Result<Vec<(Uuid, String)>> {
    let mut functions = rules.functions();
    let convened: Option<BTreeSet<Uuid>> = if let Some(id) = meeting_id {
        let invitees = convocation::invitees(db, id).await?.into_iter();
        let members = invitees.filter(|one| one.role != InviteeRole::Guest);
        Some(members.filter_map(|one| one.organisation_id).collect())
    } else {
        let kind = MeetingKind::try_from(rules.kind).unwrap_or_default();
        let parts = kinds::kind(kind).parts.iter();
        let convened: Vec<Function> = parts.map(|part| part.positions().0).collect();
        functions.retain(|function| convened.contains(function));
        None
    };
    let mut all = network::with_functions(db, &functions, day).await?;
    all.retain(|(id, _)| {
        convened.as_ref().is_none_or(|convened| convened.contains(id))
            && concerned.is_none_or(|concerned| concerned.contains(id))
    });
    Ok(all)
}

/// What the caller is to a vote.
pub(super) struct Standing {
    /// Of its meeting; `None` for a consultation.
    pub(super) access: Option<Access>,
    /// Prepares, opens and closes it.
    pub(super) may_lead: bool,
    /// Holds the voice of the own organisation.
    pub(super) holds_voice: bool,
    /// Of the point of the agenda that it is on.
    pub(super) item_title: String,
}

impl Standing {
    /// Requires to lead.
    pub(super) fn must_lead(&self) -> Result<()> {
        if self.may_lead {
            Ok(())
        } else {
            Err(Error::Denied(proto::v1::Reason::NotAllowed))
        }
    }
}

/// What the caller is to a vote; `Missing` when the caller may not see it.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    caller: &Caller,
    vote: &vote::Model,
) -> Result<Standing> {
    let kind = vote.kind();
    let access = match vote.meeting_id {
        Some(id) => Some(meeting::access(db, caller, id).await?.ok_or(Error::Missing)?),
        None => None,
    };
    let may_lead = match &access {
        Some(access) => access.may_lead,
        None => meeting::may_prepare(kind, caller.role, caller.is_of(vote.organisation_id)),
    };
    let points = Points::read(db, [vote.item_id]).await?;
    let is_seen = match &access {
        Some(access) => points.is_seen(vote.item_id, caller, access),
        None => {
            kinds::kind(kind).is_open
                || may_lead
                || store::voice(db, vote.id, caller.organisation_id).await?.is_some()
        }
    };
    if !is_seen {
        return Err(Error::Missing);
    }
    let is_in_person = access.as_ref().is_some_and(|access| access.own.is_some());
    Ok(Standing {
        holds_voice: caller.person_id.is_some()
            && rules::holds_voice(caller.function, caller.role, is_in_person),
        access,
        may_lead,
        item_title: points.title(vote.item_id),
    })
}

/// The voices given to others in the meeting of a vote; a consultation has none.
pub(super) async fn proxies(
    db: &impl ConnectionTrait,
    meeting_id: Option<Uuid>,
) -> Result<Vec<proxy::Model>> {
    match meeting_id {
        Some(id) => store::proxies_of(db, id).await,
        None => Ok(Vec::new()),
    }
}

/// The same, as the rules read them.
pub(super) fn given(proxies: &[proxy::Model]) -> Vec<Given> {
    let one = |row: &proxy::Model| Given {
        giver: row.organisation_id,
        bearer: row.bearer_id,
    };
    proxies.iter().map(one).collect()
}

/// The voices of a vote that take part in it: there, represented, or having voted.
pub(super) async fn taking_part(
    db: &impl ConnectionTrait,
    meeting_id: Option<Uuid>,
    voices: &BTreeSet<Uuid>,
    cast: &BTreeSet<Uuid>,
    proxies: &[proxy::Model],
) -> Result<BTreeSet<Uuid>> {
    let present = match meeting_id {
        Some(id) => decision::voices_present(db, id).await?,
        None => BTreeSet::new(),
    };
    Ok(rules::taking_part(voices, &present, cast, &given(proxies)))
}

/// An act on a vote, told to those who may see it.
pub(super) async fn act<'a>(
    tx: &impl ConnectionTrait,
    rpc: &'static str,
    kind: ActivityKind,
    vote: &'a vote::Model,
) -> Result<Act<'a>> {
    let points = Points::read(tx, [vote.item_id]).await?;
    let info = match vote.meeting_id {
        Some(id) => Some(meeting::info(tx, id).await?.ok_or(Error::Missing)?),
        None => None,
    };
    let leader = info
        .as_ref()
        .map_or(vote.organisation_id, |info| info.organisation_id);
    let audience = match (&info, points.concerned(vote.item_id, leader)) {
        (_, Some(ids)) => Audience::Organisations(ids),
        _ if kinds::kind(vote.kind()).is_open => Audience::Everyone,
        (Some(info), None) => meeting::audience_of(tx, info).await?,
        (None, None) => {
            let voices = store::voices(tx, vote.id).await?.into_iter();
            let ids = voices.map(|row| row.organisation_id);
            Audience::Organisations(ids.chain([vote.organisation_id]).collect())
        }
    };
    let topic = vote
        .meeting_id
        .map_or_else(|| decision::topic_of_vote(vote.id), meeting::topic);
    Ok(Act {
        audience,
        topic: Some(topic),
        organisation_id: Some(vote.organisation_id),
        ..Act::told(rpc, kind, &vote.question, decision::path_of_vote(vote.id))
    })
}
