//! To whom, and when.

use leptos::prelude::*;
use proto::v1::{
    DeliveryPreview, DeliverySegment, DeliveryState, DeliveryTime, EditionDelivery, NewsletterRequest,
    PreviewDeliveryRequest, RecordState,
};

use crate::page::{PageContext, Result};
use crate::text::{self, number};
use crate::ui::form::{Form, act_form, choice};
use crate::ui::parts::fold;

/// The zones of the territories, in words.
const ZONES: [(&str, &str); 9] = [
    ("Europe/Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
];

/// The days, from Monday.
pub(super) const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// The choice of the recipients; once they are counted, the choice of the time.
pub(super) async fn view(cx: &PageContext, delivery: &EditionDelivery) -> Result<AnyView> {
    let request = NewsletterRequest {
        id: delivery.newsletter_id.clone(),
    };
    let newsletter = cx.newsletter().get_newsletter(request).await?.into_inner();
    let lists: Vec<(String, String)> = newsletter
        .lists
        .into_iter()
        .map(|list| (list.id, list.name))
        .collect();
    let counted = cx.answered::<PreviewDeliveryRequest, DeliveryPreview>("PreviewDelivery");
    let chosen = counted
        .as_ref()
        .and_then(|(asked, _)| asked.segment.clone())
        .or_else(|| refused(cx))
        .or_else(|| delivery.segment.clone())
        .unwrap_or_default();
    let count = act_form(cx, "DeliveryService/PreviewDelivery").hidden("edition_id", &delivery.edition_id);
    let fields = segment_fields(&count, &lists, &chosen);
    let is_first = counted.is_none();
    let all = if delivery.is_digest {
        "Sans aucun choix, tous les abonnés qui reçoivent le résumé mensuel. Les autres ont reçu les éditions."
    } else {
        "Sans aucun choix, tous les abonnés qui reçoivent chaque édition. Les autres en auront le résumé au début du mois prochain."
    };
    let body = view! {
        <p class="soft">{all}</p>
        {fields}
    };
    let count = if is_first {
        count.main(body, "Compter les destinataires")
    } else {
        count.view(body, "Compter de nouveau")
    };
    let is_late = delivery.state() == DeliveryState::Overdue;
    let title = if is_late {
        "Choisir une autre heure"
    } else {
        "Préparer l’envoi"
    };
    let result = counted.map(|(asked, preview)| counted_view(cx, delivery, &asked, &preview));
    let is_counted = result.is_some() || is_late || refused(cx).is_some();
    let schedule = is_counted.then(|| schedule(cx, delivery, &chosen));
    Ok(view! {
        <section aria-labelledby="prepare">
            <h2 id="prepare">{title}</h2>
            {fold("À qui", is_first, count)}
            {result}
            {schedule}
        </section>
    }
    .into_any())
}

/// What was chosen, when the time was refused.
fn refused(cx: &PageContext) -> Option<DeliverySegment> {
    let state = cx
        .form
        .as_ref()
        .filter(|state| state.rpc.ends_with("/ScheduleDelivery"))?;
    let texts = |name: &str| -> Vec<String> {
        let named = state
            .values
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        named.map(|(_, value)| value.clone()).collect()
    };
    let numbers = |name: &str| texts(name).iter().filter_map(|text| text.parse().ok()).collect();
    Some(DeliverySegment {
        list_ids: texts("segment.list_ids"),
        territories: texts("segment.territories"),
        functions: numbers("segment.functions"),
        themes: numbers("segment.themes"),
    })
}

fn segment_fields(form: &Form<'_>, lists: &[(String, String)], chosen: &DeliverySegment) -> AnyView {
    let functions = text::ACTOR_FUNCTIONS.into_iter().map(|one| {
        let is_chosen = chosen.functions.contains(&(one as i32));
        choice(one as i32, text::actor_function(one), is_chosen)
    });
    let themes = text::THEMES.into_iter().map(|one| {
        choice(
            one as i32,
            text::theme(one),
            chosen.themes.contains(&(one as i32)),
        )
    });
    let territories = proto::territory::TERRITORIES.iter().map(|(code, name, _)| {
        let is_chosen = chosen.territories.iter().any(|one| one == code);
        choice(code, format!("{name} ({code})"), is_chosen)
    });
    let lists: Vec<_> = lists
        .iter()
        .map(|(id, name)| choice(id, name.clone(), chosen.list_ids.contains(id)))
        .collect();
    let has_lists = !lists.is_empty();
    let lists = has_lists.then(|| form.checkboxes("segment.list_ids", "Listes", lists).view());
    let territories = form.checkboxes("segment.territories", "Territoires", territories.collect());
    view! {
        {lists}
        {form.checkboxes("segment.functions", "Fonctions", functions.collect())}
        {form.checkboxes("segment.themes", "Thèmes", themes.collect())}
        {fold("Territoires", !chosen.territories.is_empty(), territories.view())}
    }
    .into_any()
}

/// The exact number, and what each exclusion is due to.
fn counted_view(
    cx: &PageContext,
    delivery: &EditionDelivery,
    asked: &PreviewDeliveryRequest,
    preview: &DeliveryPreview,
) -> AnyView {
    let n = preview.n_selected;
    let words = match n {
        0 => "Personne ne recevrait cette édition.".to_owned(),
        1 => "1 destinataire".to_owned(),
        n => format!("{} destinataires", number(n)),
    };
    let left_out: Vec<_> = preview
        .exclusions
        .iter()
        .map(|one| view! { <li>{text::exclusion_cause(one.cause())}"\u{a0}: "{number(one.n)}</li> })
        .collect();
    let left_out = (!left_out.is_empty()).then(|| {
        view! { <p>"Ne la recevront pas\u{a0}:"</p><ul>{left_out}</ul> }
    });
    let above = preview.release_above;
    let signature = match preview.signature() {
        RecordState::Published => None,
        RecordState::Unspecified => Some(
            "Le DNS ne répond pas\u{a0}: on ne sait pas si le domaine de l’expéditeur publie les clés qui signent la lettre.",
        ),
        RecordState::Missing | RecordState::Different => Some(
            "Le domaine de l’expéditeur ne publie pas les clés qui signent la lettre\u{a0}: beaucoup de serveurs la prendront pour un courriel indésirable.",
        ),
    };
    let signature = signature.map(|words| {
        let path = format!("/delivery/sender/{}", delivery.newsletter_id);
        view! { <p class="warning">{words}" "<a href=path>"Ce qu’il faut publier"</a></p> }
    });
    let release = (above > 0 && n > i64::from(above)).then(|| {
        view! { <p>{format!("Au-delà de {} destinataires, une seconde personne doit donner son accord.", number(above))}</p> }
    });
    let list = recipients(cx, asked, preview);
    view! {
        <div id="counted" role="status">
            <p><strong>{words}</strong></p>
            {left_out}
            {signature}
            {release}
            {list}
        </div>
    }
    .into_any()
}

/// A part of the recipients, and the way to the next.
fn recipients(
    cx: &PageContext,
    asked: &PreviewDeliveryRequest,
    preview: &DeliveryPreview,
) -> Option<AnyView> {
    let item = |email: &String| view! { <li>{email.clone()}</li> };
    let items: Vec<_> = preview.recipients.iter().map(item).collect();
    let next = (!preview.next_after.is_empty()).then(|| {
        let form = act_form(cx, "DeliveryService/PreviewDelivery")
            .id("following")
            .hidden("edition_id", &asked.edition_id)
            .hidden("after", &preview.next_after);
        let segment = asked.segment.clone().unwrap_or_default();
        with_segment(form, &segment).view((), "Les destinataires suivants")
    });
    let is_open = !asked.after.is_empty();
    let body = view! { <ul>{items}</ul>{next} };
    (!preview.recipients.is_empty()).then(|| fold("Les destinataires", is_open, body))
}

/// The choice of the recipients, carried along.
fn with_segment<'a>(mut form: Form<'a>, segment: &DeliverySegment) -> Form<'a> {
    for id in &segment.list_ids {
        form = form.hidden("segment.list_ids", id);
    }
    for code in &segment.territories {
        form = form.hidden("segment.territories", code);
    }
    for function in &segment.functions {
        form = form.hidden("segment.functions", function);
    }
    for theme in &segment.themes {
        form = form.hidden("segment.themes", theme);
    }
    form
}

fn schedule(cx: &PageContext, delivery: &EditionDelivery, chosen: &DeliverySegment) -> AnyView {
    let form = act_form(cx, "DeliveryService/ScheduleDelivery").hidden("edition_id", &delivery.edition_id);
    let form = with_segment(form, chosen);
    let times = vec![
        choice(
            DeliveryTime::Now as i32,
            "Maintenant\u{a0}: dans dix minutes",
            true,
        ),
        choice(DeliveryTime::At as i32, "À une date et une heure", false),
        choice(
            DeliveryTime::Local as i32,
            "À la même heure locale dans chaque territoire",
            false,
        ),
    ];
    let zones = ZONES
        .iter()
        .map(|(zone, name)| choice(zone, *name, *zone == delivery.zone));
    let days = DAYS.iter().enumerate().map(|(n, day)| choice(n + 1, *day, false));
    let window = view! {
        <p class="soft">"En dehors de ces jours et de ces heures, l’envoi attend. Sans choix, il n’attend pas."</p>
        {form.checkboxes("window.days", "Jours", days.collect())}
        {form.input("time", "window.from", "À partir de")}
        {form.input("time", "window.until", "Jusqu’à")}
    };
    let body = view! {
        {form.radios("time", "Quand", times)}
        {form.datetime("at", "Date et heure").hint("Pour les deux derniers choix.").sometimes()}
        {form.select("zone", "Heure de", zones.collect()).hint("Pour une date et une heure.").sometimes()}
        {fold("Jours et heures d’envoi", false, window)}
        <p>"Rien ne part pendant dix minutes\u{a0}: jusque-là, vous pouvez tout arrêter, et l’édition redevient un brouillon."</p>
    };
    form.main(body, "Programmer l’envoi")
}
