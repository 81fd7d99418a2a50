//! The form that searches across meetings: words, a year, a kind.

use leptos::prelude::*;
use proto::v1::MeetingKindInfo;

use crate::page::{PageContext, form_encode};

/// What is asked, by the fields of the address.
pub(crate) struct Search {
    /// Path of the page.
    pub(crate) path: &'static str,
    /// What is searched, for who does not see the page.
    pub(crate) label: &'static str,
    pub(crate) placeholder: &'static str,
    pub(crate) query: String,
    /// 0: any.
    pub(crate) year: i32,
    /// 0: any.
    pub(crate) kind: i32,
}

impl Search {
    /// Reads the address.
    pub(crate) fn of(
        cx: &PageContext,
        path: &'static str,
        label: &'static str,
        placeholder: &'static str,
    ) -> Self {
        Self {
            path,
            label,
            placeholder,
            query: cx.ask("query").to_owned(),
            year: cx.ask("year").parse().unwrap_or_default(),
            kind: cx.ask("kind").parse().unwrap_or_default(),
        }
    }

    /// Says whether something is asked for.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.query.is_empty() || self.year != 0 || self.kind != 0
    }

    /// The form.
    pub(crate) fn form(&self, kinds: &[MeetingKindInfo]) -> AnyView {
        let options: Vec<_> = kinds
            .iter()
            .map(|kind| {
                let is_chosen = kind.kind == self.kind;
                view! { <option value=kind.kind.to_string() selected=is_chosen>{kind.label.clone()}</option> }
            })
            .collect();
        let year = (self.year != 0).then(|| self.year.to_string());
        view! {
            <form class="filters" action=self.path role="search" aria-label=self.label>
                <div class="field wide">
                    <label for="query">"Rechercher"</label>
                    <input type="search" id="query" name="query" value=self.query.clone() placeholder=self.placeholder/>
                </div>
                <div class="field">
                    <label for="year">"Année"</label>
                    <input type="number" id="year" name="year" value=year/>
                </div>
                <div class="field">
                    <label for="kind">"Réunion"</label>
                    <select id="kind" name="kind"><option value="">"Toutes"</option>{options}</select>
                </div>
                <button class="button" type="submit">"Chercher"</button>
            </form>
        }
        .into_any()
    }

    /// The address of what follows, when something does.
    pub(crate) fn next(&self, before: &str) -> Option<String> {
        if before.is_empty() {
            return None;
        }
        let number = |n: i32| if n == 0 { String::new() } else { n.to_string() };
        let (year, kind) = (number(self.year), number(self.kind));
        let query = [
            ("query", self.query.as_str()),
            ("year", &year),
            ("kind", &kind),
            ("before", before),
        ];
        Some(format!("{}?{}", self.path, form_encode(query.into_iter())))
    }
}
