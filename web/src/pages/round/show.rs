//! The groups in large type, for the room.

use leptos::prelude::*;
use proto::v1::{Round, round};

use super::{read, topic};
use crate::page::{Cx, Nav, Page, Result};
use crate::ui::parts::{Sign, empty, pill, prose};

/// `/round/<meeting>/show`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = read(&cx).await?;
    let back = format!("/round/{}", one.meeting_id);
    let main = view! {
        <div class="show" id="round-show" data-live=topic(&one)>
            <p class="above"><a href=back>{one.meeting_title.clone()}</a></p>
            <h1>{one.item_title.clone()}</h1>
            {groups(&one)}
        </div>
    };
    let title = format!("{}, {}", one.item_title, one.meeting_title);
    Ok(Page::new(title, Nav::Meeting, main).live())
}

fn groups(one: &Round) -> AnyView {
    if one.published_at.is_none() && !one.may_group {
        return empty("Le tour des centres n’est pas encore publié.", None).into_any();
    }
    let unpublished = one
        .published_at
        .is_none()
        .then(|| view! { <p>{pill(Sign::Wait, "aperçu, pas encore publié")}</p> });
    let apart = one.may_group.then(|| left_apart(one)).flatten();
    let apart = apart.map(|words| view! { <p>{pill(Sign::Wait, words)}</p> });
    let groups: Vec<_> = one.groups.iter().map(|group| view(one, group)).collect();
    view! { {unpublished}{apart}{groups} }.into_any()
}

/// Says how many texts no group holds: they are shown nowhere else than here.
pub(super) fn left_apart(one: &Round) -> Option<String> {
    let texts = one.entries.iter().flat_map(|entry| &entry.texts);
    match texts.filter(|text| text.group_id.is_empty()).count() {
        0 => None,
        1 => Some("1 texte n’est dans aucun groupe\u{a0}: il n’est pas montré".to_owned()),
        n => Some(format!(
            "{n} textes ne sont dans aucun groupe\u{a0}: ils ne sont pas montrés"
        )),
    }
}

fn view(one: &Round, group: &round::Group) -> AnyView {
    let is_in = |entry: &&round::Entry| entry.texts.iter().any(|text| text.group_id == group.id);
    let centres: Vec<&str> = one
        .entries
        .iter()
        .filter(is_in)
        .map(|entry| entry.organisation_name.as_str())
        .collect();
    let centres = (!centres.is_empty()).then(|| view! { <p class="centres">{centres.join(", ")}</p> });
    view! {
        <section>
            <h2>{group.title.clone()}</h2>
            {prose(&group.synthesis_html)}
            {centres}
        </section>
    }
    .into_any()
}
