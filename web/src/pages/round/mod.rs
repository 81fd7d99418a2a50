//! The round of the centres before a meeting: the centre's own words, the grouping, what all read once published.

mod board;
mod show;

use leptos::prelude::*;
use proto::v1::{GetRoundRequest, Meeting, Round, round};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::form::act_form;
use crate::ui::parts::{Sign, empty, heading, link_button, pill, prose};
use crate::ui::{hour, time};

pub(crate) use show::page as show;

/// Longest text of a field.
const MAX_TEXT: u32 = 5_000;

/// `/round/<meeting>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = read(&cx).await?;
    let topic = topic(&one);
    let main = view! {
        {heading("", "Tour des centres", "")}
        <div id="round-head" class="led" data-live=topic.clone()>{head(&cx, &one)}</div>
        {own(&cx, &one)}
        {board::view(&cx, &one)}
        <div id="round-words" class="part" data-live=topic>{words(&one)}</div>
    };
    let title = format!("Tour des centres, {}", one.meeting_title);
    Ok(Page::new(title, Nav::Meeting, main).live())
}

async fn read(cx: &PageContext) -> Result<Round> {
    let request = GetRoundRequest {
        meeting_id: cx.param("meeting_id").to_owned(),
    };
    Ok(cx.round().get_round(request).await?.into_inner())
}

/// What moves the page.
fn topic(one: &Round) -> String {
    format!("meeting:{}", one.meeting_id)
}

fn head(cx: &PageContext, one: &Round) -> AnyView {
    let meeting = format!("/meeting/{}", one.meeting_id);
    let until = one.ends_at.filter(|_| one.is_open).map(|at| {
        let left = time::left_view(at, &one.zone, cx.info.now);
        view! { " · jusqu’au "{hour::at_view(cx, at, &one.zone)}" · "{left} }
    });
    let show = link_button(
        format!("/round/{}/show", one.meeting_id),
        "Montrer en grand",
        false,
    );
    let show = one
        .published_at
        .is_some()
        .then(|| view! { <p class="acts">{show}</p> });
    view! {
        <p>"Avant "<a href=meeting>{one.meeting_title.clone()}</a>{until}</p>
        <p class="call-line">{state_pill(one)}" "{counts(one)}</p>
        {show}
    }
    .into_any()
}

/// « 12 centres sur 18 se sont exprimés ».
fn counts(one: &Round) -> String {
    match one.n_entries {
        0 => "Aucun centre ne s’est encore exprimé".to_owned(),
        1 => format!("1 centre sur {} s’est exprimé", one.n_centres),
        n => format!("{n} centres sur {} se sont exprimés", one.n_centres),
    }
}

fn state_pill(one: &Round) -> AnyView {
    if one.published_at.is_some() {
        pill(Sign::Done, "publié").into_any()
    } else if !one.is_open {
        pill(Sign::Plain, "clos").into_any()
    } else {
        pill(Sign::Doing, "en cours").into_any()
    }
}

/// What the reader's own centre says.
fn own(cx: &PageContext, one: &Round) -> AnyView {
    let mine = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let entry = one
        .entries
        .iter()
        .find(|entry| Some(entry.organisation_id.as_str()) == mine);
    let body = match (one.may_save, entry) {
        (true, entry) => own_form(cx, one, entry),
        // Once published, it is among the others'.
        (false, Some(entry)) if one.published_at.is_none() => texts(one, &entry.texts),
        (false, _) => return ().into_any(),
    };
    let saved = entry.and_then(|entry| Some((entry, entry.saved_at?)));
    let saved = saved.map(|(entry, at)| {
        let words = format!("Enregistré par {}, ", entry.saved_by);
        view! { <p class="soft">{words}{time::ago_view(at, cx.zone(), cx.info.now)}"."</p> }
    });
    let unread = one
        .published_at
        .is_none()
        .then_some("Les autres centres ne lisent rien avant la publication.");
    view! {
        <section class="card own" aria-labelledby="own">
            <h2 id="own">"Votre centre"</h2>
            <p class="soft">"Quelques lignes suffisent\u{a0}; l’équipe et la direction écrivent le même texte. "{unread}</p>
            {saved}
            {body}
        </section>
    }
    .into_any()
}

fn own_form(cx: &PageContext, one: &Round, entry: Option<&round::Entry>) -> AnyView {
    let form = act_form(cx, "RoundService/SaveEntry")
        .hidden("meeting_id", &one.meeting_id)
        .hidden("version", entry.map_or(0, |entry| entry.version));
    let said = |key: &str| {
        let texts = entry.map(|entry| entry.texts.as_slice()).unwrap_or_default();
        texts.iter().find(|text| text.field == key)
    };
    let fields: Vec<_> = one
        .fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let text = said(&field.key)
                .map(|text| text.text.as_str())
                .unwrap_or_default();
            let area = form.area(&format!("texts.{i}.text"), &field.label);
            view! {
                <input type="hidden" name=format!("texts.{i}.field") value=field.key.clone()/>
                {area.hint(field.hint.clone()).value(text).rows(4).max(MAX_TEXT)}
            }
        })
        .collect();
    // What somebody else saved meanwhile, beside what was typed.
    let saved = entry.and_then(|entry| form.meanwhile("", || texts(one, &entry.texts)));
    let is_first = entry.is_none();
    let body = view! { {fields}{saved} };
    if is_first {
        form.main(body, "Enregistrer")
    } else {
        form.view(body, "Enregistrer")
    }
}

/// Texts under the names of their fields.
fn texts(one: &Round, texts: &[round::Text]) -> AnyView {
    let parts: Vec<_> = texts
        .iter()
        .map(|text| view! { <h3 class="minor">{label(one, &text.field)}</h3>{prose(&text.text_html)} })
        .collect();
    view! { {parts} }.into_any()
}

fn label(one: &Round, key: &str) -> String {
    let field = one.fields.iter().find(|field| field.key == key);
    field.map(|field| field.label.clone()).unwrap_or_default()
}

/// What all who are convened read, once published: the groups with what is in them, then the rest.
fn words(one: &Round) -> AnyView {
    if one.published_at.is_none() || one.may_group {
        return ().into_any();
    }
    let groups: Vec<_> = one.groups.iter().map(|group| group_view(one, group)).collect();
    let rest = of_group(one, "");
    let rest = (!rest.is_empty())
        .then(|| view! { <section aria-labelledby="rest"><h2 id="rest">"Sans groupe"</h2>{rest}</section> });
    if groups.is_empty() && rest.is_none() {
        return empty("Personne ne s’est exprimé.", None).into_any();
    }
    view! { <div>{groups}{rest}</div> }.into_any()
}

fn group_view(one: &Round, group: &round::Group) -> AnyView {
    let (id, labelled) = (format!("group-{}", group.id), format!("group-{}", group.id));
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id>{group.title.clone()}</h2>
            {prose(&group.synthesis_html)}
            {of_group(one, &group.id)}
        </section>
    }
    .into_any()
}

/// The texts of a group (empty: of none), each with its centre and its field.
fn of_group(one: &Round, group_id: &str) -> Vec<AnyView> {
    let texts = one.entries.iter().flat_map(|entry| {
        let own = entry.texts.iter().filter(|text| text.group_id == group_id);
        own.map(|text| (entry.organisation_name.as_str(), text))
    });
    texts
        .map(|(name, text)| {
            view! {
                <article class="said">
                    <h3>{name.to_owned()}<span class="h-note">{" · "}{label(one, &text.field)}</span></h3>
                    {prose(&text.text_html)}
                </article>
            }
            .into_any()
        })
        .collect()
}

/// On the page of a meeting: where its round stands; nothing when it has none, or none for the reader.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let request = GetRoundRequest {
        meeting_id: meeting.id.clone(),
    };
    let Ok(answer) = cx.round().get_round(request).await else {
        return ().into_any();
    };
    let one = answer.into_inner();
    let act = match (one.may_save, one.may_group, one.published_at.is_some()) {
        (true, ..) => "Dire la situation du centre",
        (_, true, _) => "Regrouper ce que disent les centres",
        (.., true) => "Lire le tour des centres",
        _ => "Voir le tour des centres",
    };
    view! {
        <section aria-labelledby="round">
            <h2 id="round">"Tour des centres"</h2>
            <p>{state_pill(&one)}" "{counts(&one)}</p>
            <p><a href=format!("/round/{}", one.meeting_id)>{act}</a></p>
        </section>
    }
    .into_any()
}
