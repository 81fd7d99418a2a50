//! The groups become the text of a standing item, and the round is read by all who are convened.

use proto::v1::*;
use uuid::Uuid;

use super::{locked, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result};
use crate::live;
use crate::meeting;
use crate::round::rules::{self, Told};
use crate::round::store::{self, entry, group, text};

pub(super) async fn publish_round(app: &App, caller: &Caller, request: PublishRoundRequest) -> Result<Round> {
    let now = app.clock.now();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let tx = app.db.begin().await?;
    let seen = locked(&tx, caller, meeting_id).await?;
    seen.access.must_edit()?;
    let groups = store::groups(&tx, meeting_id).await?;
    if groups.is_empty() {
        return Err(Error::NotNow(Reason::RoundWithoutGroup));
    }
    let entries = store::entries(&tx, meeting_id).await?;
    let texts = store::texts(&tx, entries.iter().map(|entry| entry.id).collect()).await?;
    let words = words(&groups, &entries, &texts);
    let mut round = store::round(&tx, meeting_id).await?;
    let item_id =
        meeting::write_standing(&tx, &seen.access, round.agenda_item_id, seen.kind.item, words).await?;
    round.published_at = Some(now);
    round.agenda_item_id = Some(item_id);
    store::save_round(&tx, round).await?;
    let convened = seen.access.invitees.iter().filter_map(|one| one.organisation_id);
    let audience: Vec<Uuid> = convened.chain([seen.access.info.organisation_id]).collect();
    let act = seen.act("PublishRound", ActivityKind::RoundPublished, audience);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app.db.read(), caller, meeting_id, now).await
}

fn words(groups: &[group::Model], entries: &[entry::Model], texts: &[text::Model]) -> String {
    let centres_of = |group: &group::Model| -> Vec<&str> {
        let is_in = |entry: &&entry::Model| {
            texts
                .iter()
                .any(|text| text.entry_id == entry.id && text.group_id == Some(group.id))
        };
        let of_group = entries.iter().filter(is_in);
        of_group.map(|entry| entry.organisation_name.as_str()).collect()
    };
    let centres: Vec<Vec<&str>> = groups.iter().map(centres_of).collect();
    let told: Vec<Told<'_>> = groups
        .iter()
        .zip(&centres)
        .map(|(group, centres)| Told {
            title: &group.title,
            synthesis: &group.synthesis,
            centres,
        })
        .collect();
    rules::item_text(&told)
}
