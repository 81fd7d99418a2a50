//! What one may say of oneself: all optional.

use leptos::prelude::*;
use proto::v1::{Frequency, NewsletterPage, Subscriber};

use crate::text;
use crate::ui::form::{Form, choice};

/// Organisation, function, territory, themes.
pub(super) fn fields(form: &Form<'_>, said: &Subscriber) -> AnyView {
    let none = || choice("", "Je ne le dis pas", false);
    let kinds = std::iter::once(none()).chain(
        text::ACTOR_KINDS
            .into_iter()
            .map(|kind| choice(kind as i32, text::actor_kind(kind), said.actor_kind() == kind)),
    );
    let functions = std::iter::once(none()).chain(text::ACTOR_FUNCTIONS.into_iter().map(|function| {
        choice(
            function as i32,
            text::actor_function(function),
            said.actor_function() == function,
        )
    }));
    let territories = std::iter::once(none()).chain(
        proto::territory::TERRITORIES
            .iter()
            .map(|(code, name, _)| choice(code, format!("{name} ({code})"), said.territory == *code)),
    );
    let themes = text::THEMES.into_iter().map(|theme| {
        choice(
            theme as i32,
            text::theme(theme),
            said.themes.contains(&(theme as i32)),
        )
    });
    view! {
        {form.select("actor_kind", "Votre organisation", kinds.collect())}
        {form.select("actor_function", "Votre fonction", functions.collect())}
        {form.select("territory", "Votre territoire", territories.collect())}
        {form.checkboxes("themes", "Les thèmes qui vous intéressent", themes.collect())}
    }
    .into_any()
}

/// The lists of the newsletter, if it has any.
pub(super) fn lists(form: &Form<'_>, newsletter: &NewsletterPage, chosen: &[String]) -> AnyView {
    if newsletter.lists.is_empty() {
        return ().into_any();
    }
    let label = |name: &str, description: &str| {
        if description.is_empty() {
            name.to_owned()
        } else {
            format!("{name}\u{a0}: {description}")
        }
    };
    let choices = newsletter.lists.iter().map(|list| {
        choice(
            &list.id,
            label(&list.name, &list.description),
            chosen.contains(&list.id),
        )
    });
    form.checkboxes("list_ids", "Ce que vous voulez recevoir", choices.collect())
        .view()
}

/// How often.
pub(super) fn frequency(form: &Form<'_>, chosen: Frequency) -> AnyView {
    let choices = text::FREQUENCIES.into_iter().map(|one| {
        let label = match one {
            Frequency::Monthly => "Un résumé par mois, au début du mois suivant",
            _ => "Chaque édition, quand elle paraît",
        };
        choice(one as i32, label, one == chosen)
    });
    form.radios("frequency", "À quel rythme", choices.collect())
        .view()
}

/// A field that people do not see, and programs fill; `of`: the form.
pub(super) fn trap(of: &str) -> AnyView {
    let id = format!("{of}-website");
    let label = id.clone();
    view! {
        <div class="unseen" aria-hidden="true">
            <label for=label>"Laissez cette case vide"</label>
            <input type="text" id=id name="website" tabindex="-1" autocomplete="off"/>
        </div>
    }
    .into_any()
}
