//! Forms bound to RPCs: `POST /act/<Service>/<Rpc>`, refused ones shown again with what was typed.

mod field;
mod key;
mod meanwhile;

use std::cell::RefCell;
use std::sync::atomic::Ordering;

use leptos::prelude::*;

pub(crate) use field::{Choice, Field, choice};
pub(crate) use meanwhile::stored;

use crate::page::{FormState, PageContext};
use crate::text;

/// How a form is saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saving {
    ByButton,
    /// By the `Draft` island, too.
    Draft,
    /// As it is, by the page, too.
    WhileTyping,
    /// By its button; until then the browser keeps what is typed.
    Kept,
}

/// A form under construction: make its fields from it, then [`Form::view`].
pub(crate) struct Form<'a> {
    cx: &'a PageContext,
    id: String,
    action: String,
    rpc: &'static str,
    next: Option<String>,
    hidden: Vec<(String, String)>,
    /// The form that it acts on, and the version of what that one saves.
    version_of: Option<(&'static str, i32)>,
    is_multipart: bool,
    saving: Saving,
    is_silent: bool,
    /// Fields that the form shows: name, label, id in the page.
    fields: RefCell<Vec<(String, String, String)>>,
}

/// A form bound to an RPC, by `Service/Rpc`.
pub(crate) fn act_form<'a>(cx: &'a PageContext, rpc: &'static str) -> Form<'a> {
    let name = rpc.rsplit('/').next().unwrap_or(rpc);
    Form {
        cx,
        id: name.to_owned(),
        action: format!("/act/{rpc}"),
        rpc: name,
        next: None,
        hidden: Vec::new(),
        version_of: None,
        is_multipart: false,
        saving: Saving::ByButton,
        is_silent: false,
        fields: RefCell::default(),
    }
}

/// A form that posts to a plain endpoint (sign-in).
pub(crate) fn plain_form<'a>(cx: &'a PageContext, id: &'static str, action: &str) -> Form<'a> {
    Form {
        action: action.to_owned(),
        ..act_form(cx, id)
    }
}

/// An act in one button, with the fields that it sends.
pub(crate) fn act_button(
    cx: &PageContext,
    rpc: &'static str,
    label: &str,
    fields: &[(&str, &str)],
) -> AnyView {
    let id = fields.iter().fold(
        rpc.rsplit('/').next().unwrap_or(rpc).to_owned(),
        |id, (_, value)| format!("{id}-{value}"),
    );
    let form = fields
        .iter()
        .fold(act_form(cx, rpc).id(id), |form, (name, value)| {
            form.hidden(*name, *value)
        });
    form.view((), label)
}

/// A dangerous act: folded, with what it does in words before the button.
pub(crate) fn confirm(summary: &str, warning: impl IntoView + 'static, form: AnyView) -> impl IntoView {
    view! {
        <details class="confirm">
            <summary>{summary.to_owned()}</summary>
            <div class="confirm-body">
                <p>{warning}</p>
                {form}
            </div>
        </details>
    }
}

/// What an [`autosaved`](Form::autosaved) form says of its last save, read out when it changes.
pub(crate) fn saved_words(words: impl IntoView + 'static) -> AnyView {
    view! { <div class="saved" role="status">{words}</div> }.into_any()
}

impl<'a> Form<'a> {
    /// Names the form, when the same RPC appears twice on the page.
    pub(crate) fn id(self, id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..self
        }
    }

    /// Path after success; `{id}` is replaced by the answer's field. By default the same page.
    pub(crate) fn next(self, path: impl Into<String>) -> Self {
        Self {
            next: Some(path.into()),
            ..self
        }
    }

    /// Adds a hidden field.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers give texts and numbers as they are"
    )]
    pub(crate) fn hidden(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.hidden.push((name.into(), value.to_string()));
        self
    }

    /// The version of what another form of the page saves while one writes: this one acts on it.
    pub(crate) fn version_of(self, form: &'static str, version: i32) -> Self {
        Self {
            version_of: Some((form, version)),
            ..self
        }
    }

    /// Lets the form send a file.
    pub(crate) fn multipart(self) -> Self {
        Self {
            is_multipart: true,
            ..self
        }
    }

    /// Lets the `Draft` island find the form.
    pub(crate) fn draft(self) -> Self {
        Self {
            saving: Saving::Draft,
            ..self
        }
    }

    /// Saved while one writes, too: after each save the browser takes the hidden `version` and [`saved_words`] of the
    /// form that the server shows then.
    pub(crate) fn autosaved(self) -> Self {
        Self {
            saving: Saving::WhileTyping,
            ..self
        }
    }

    /// Keeps in the browser what is typed until the form is sent: a cut loses nothing. Its id is the name of its RPC; it
    /// has [`saved_words`], and the page that it leads to is live.
    pub(crate) fn kept(self) -> Self {
        Self {
            saving: Saving::Kept,
            ..self
        }
    }

    /// Leaves it to the place of its fields to say what is wrong: [`Form::alert`].
    pub(crate) fn silent(self) -> Self {
        Self {
            is_silent: true,
            ..self
        }
    }

    /// What is wrong, when this form was refused, for fields that stand outside of it. Call it after they are made.
    pub(crate) fn alert(&self) -> Option<AnyView> {
        let state = self.refused()?;
        // Filled from elsewhere, nothing is wrong with it yet.
        if !state.is_refused() {
            self.cx.is_form_shown.store(true, Ordering::Relaxed);
            return None;
        }
        Some(self.summary(state))
    }

    /// The refusal, when this form was refused.
    fn refused(&self) -> Option<&'a FormState> {
        self.cx
            .form
            .as_ref()
            .filter(|state| state.form == self.id || (state.form.is_empty() && state.rpc.ends_with(self.rpc)))
    }

    /// True when this form was just refused (to unfold what holds it).
    pub(crate) fn is_refused(&self) -> bool {
        self.refused().is_some()
    }

    /// What was typed in a field of this form, when it was refused.
    pub(crate) fn typed(&self, name: &str) -> Option<Vec<&'a str>> {
        self.refused().map(|state| {
            state
                .values
                .iter()
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
                .collect()
        })
    }

    fn field(&self, kind: field::Kind, name: &str, label: &str) -> Field {
        let id = format!("{}.{name}", self.id);
        let error = self.refused().and_then(|state| {
            state
                .violations
                .iter()
                .find(|(path, _)| path == name)
                .map(|(_, reason)| state.sentence(name, *reason))
        });
        let typed = self
            .typed(name)
            .map(|values| values.into_iter().map(str::to_owned).collect());
        self.fields
            .borrow_mut()
            .push((name.to_owned(), label.to_owned(), id.clone()));
        Field::new(kind, name, label, id, error, typed)
    }

    /// Tells of a field elsewhere on the page that the RPC may find at fault.
    pub(crate) fn refers(&self, name: &str, label: &str, id: &str) {
        self.fields
            .borrow_mut()
            .push((name.to_owned(), label.to_owned(), id.to_owned()));
    }

    /// One line of text.
    pub(crate) fn text(&self, name: &str, label: &str) -> Field {
        self.field(field::Kind::Input("text"), name, label)
    }

    /// Another kind of one-line input: `email`, `date`, `datetime-local`, `number`, `url`, `tel`, `file`.
    pub(crate) fn input(&self, kind: &'static str, name: &str, label: &str) -> Field {
        self.field(field::Kind::Input(kind), name, label)
    }

    /// A day.
    pub(crate) fn date(&self, name: &str, label: &str) -> Field {
        self.input("date", name, label)
    }

    /// A day and an hour.
    pub(crate) fn datetime(&self, name: &str, label: &str) -> Field {
        self.input("datetime-local", name, label)
    }

    /// A long text.
    pub(crate) fn area(&self, name: &str, label: &str) -> Field {
        self.field(field::Kind::Area(6), name, label)
    }

    /// One of several, in a list.
    pub(crate) fn select(&self, name: &str, label: &str, choices: Vec<Choice>) -> Field {
        self.field(field::Kind::Select(choices), name, label)
    }

    /// One of several, all in sight.
    pub(crate) fn radios(&self, name: &str, label: &str, choices: Vec<Choice>) -> Field {
        self.field(field::Kind::Options("radio", choices), name, label)
    }

    /// Several of several.
    pub(crate) fn checkboxes(&self, name: &str, label: &str, choices: Vec<Choice>) -> Field {
        self.field(field::Kind::Options("checkbox", choices), name, label)
    }

    /// Yes or no.
    pub(crate) fn checkbox(&self, name: &str, label: &str) -> Field {
        self.field(field::Kind::Check, name, label)
    }

    /// The whole form, with one button. Call it after the fields are made.
    pub(crate) fn view(self, body: impl IntoView + 'static, submit: &str) -> AnyView {
        self.view_with(
            body,
            view! { <button class="button" type="submit">{submit.to_owned()}</button> },
        )
    }

    /// The whole form, its main act as the page's filled button.
    pub(crate) fn main(self, body: impl IntoView + 'static, submit: &str) -> AnyView {
        self.view_with(
            body,
            view! { <button class="button main-act" type="submit">{submit.to_owned()}</button> },
        )
    }

    /// The whole form, with the buttons given.
    pub(crate) fn view_with(
        self,
        body: impl IntoView + 'static,
        buttons: impl IntoView + 'static,
    ) -> AnyView {
        let summary = if self.is_silent { None } else { self.alert() };
        let hidden: Vec<_> = self
            .hidden
            .iter()
            .map(|(name, value)| hidden_view(name.clone(), value.clone()))
            .collect();
        let version = self.version_of.map(|(form, version)| {
            view! { <input type="hidden" name="version" value=version data-version-of=form/> }
        });
        let key = self.key().map(|key| hidden_view("_key".to_owned(), key));
        let page = self.cx.page_path();
        let next = self.next.clone().unwrap_or_else(|| page.clone());
        let enctype = self.is_multipart.then_some("multipart/form-data");
        let draft = (self.saving == Saving::Draft).then_some("");
        let refused = self.is_refused().then_some("");
        let autosave = (self.saving == Saving::WhileTyping).then_some("");
        let kept = (self.saving == Saving::Kept).then_some("");
        let (id, form) = (self.id.clone(), self.id);
        view! {
            <form id=id class="form" method="post" action=self.action enctype=enctype novalidate data-draft=draft data-autosave=autosave data-kept=kept data-refused=refused>
                {summary}
                <input type="hidden" name="_page" value=page/>
                <input type="hidden" name="_next" value=next/>
                <input type="hidden" name="_form" value=form/>
                {key}
                {hidden}
                {version}
                {body}
                <div class="form-acts">{buttons}</div>
            </form>
        }
        .into_any()
    }

    /// What is wrong, first in the form, with links to the fields.
    fn summary(&self, state: &FormState) -> AnyView {
        self.cx.is_form_shown.store(true, Ordering::Relaxed);
        let fields = self.fields.borrow();
        let faults: Vec<_> = state
            .violations
            .iter()
            .map(|(path, reason)| {
                let sentence = state.sentence(path, *reason);
                match fields.iter().find(|(name, ..)| name == path) {
                    Some((_, label, id)) => {
                        let (href, label) = (format!("#{id}"), label.clone());
                        view! { <li><a href=href>{label}</a>{" — "}{sentence}</li> }.into_any()
                    }
                    None => view! { <li>{sentence}</li> }.into_any(),
                }
            })
            .collect();
        let title = match (state.reason, faults.len()) {
            (Some(reason), 0) => text::reason(reason),
            (_, 1) => "Un point est à revoir.",
            _ => "Quelques points sont à revoir.",
        };
        let list = (!faults.is_empty()).then(|| view! { <ul>{faults}</ul> });
        view! {
            <div class="alert" role="alert" tabindex="-1" autofocus>
                <p><strong>{title}</strong>" Rien n’a été enregistré, et rien de ce que vous avez écrit n’est perdu."</p>
                {list}
            </div>
        }
        .into_any()
    }
}

fn hidden_view(name: String, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}
