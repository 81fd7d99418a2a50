//! One field: label, hint, error, control, tied together.

use leptos::prelude::*;

/// How a field is shown.
pub(super) enum Kind {
    Input(&'static str),
    Area(u32),
    Select(Vec<Choice>),
    Options(&'static str, Vec<Choice>),
    Check,
}

/// One of the values among which one chooses.
pub(crate) struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A value to choose, its label, and whether it is chosen.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers give texts and numbers as they are"
)]
pub(crate) fn choice(value: impl ToString, label: impl Into<String>, is_chosen: bool) -> Choice {
    Choice {
        value: value.to_string(),
        label: label.into(),
        is_chosen,
    }
}

/// A field of a form; put it in the form's body.
pub(crate) struct Field {
    kind: Kind,
    name: String,
    label: String,
    id: String,
    error: Option<String>,
    typed: Option<Vec<String>>,
    hint: Option<String>,
    value: String,
    is_required: bool,
    is_sometimes: bool,
    is_checked: bool,
    autocomplete: Option<&'static str>,
    accept: Option<&'static str>,
    max: Option<u32>,
    form: Option<String>,
}

impl Field {
    pub(super) fn new(
        kind: Kind,
        name: &str,
        label: &str,
        id: String,
        error: Option<String>,
        typed: Option<Vec<String>>,
    ) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            label: label.to_owned(),
            id,
            error,
            typed,
            hint: None,
            value: String::new(),
            is_required: false,
            is_sometimes: false,
            is_checked: false,
            autocomplete: None,
            accept: None,
            max: None,
            form: None,
        }
    }

    /// A sentence that helps, under the label.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// The value before anything is typed.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers give texts and numbers as they are"
    )]
    pub(crate) fn value(self, value: impl ToString) -> Self {
        Self {
            value: value.to_string(),
            ..self
        }
    }

    /// Must be filled. Other fields say that they are optional.
    pub(crate) fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// Must be filled in some cases, which its hint tells: it does not say that it is optional.
    pub(crate) fn sometimes(self) -> Self {
        Self {
            is_sometimes: true,
            ..self
        }
    }

    /// Says whether the box is ticked.
    pub(crate) fn checked(self, is_checked: bool) -> Self {
        Self { is_checked, ..self }
    }

    /// What the browser may fill in: `email`, `one-time-code`, `name`, `tel`.
    pub(crate) fn autocomplete(self, kind: &'static str) -> Self {
        Self {
            autocomplete: Some(kind),
            ..self
        }
    }

    /// The files that may be chosen.
    pub(crate) fn accept(self, types: &'static str) -> Self {
        Self {
            accept: Some(types),
            ..self
        }
    }

    /// Longest text, in characters.
    pub(crate) fn max(self, n: u32) -> Self {
        Self { max: Some(n), ..self }
    }

    /// The form that a long text belongs to, when it stands outside of it.
    pub(crate) fn of_form(self, id: impl Into<String>) -> Self {
        Self {
            form: Some(id.into()),
            ..self
        }
    }

    /// Another field of the same name in one form, 1 being the second.
    pub(crate) fn nth(self, n: usize) -> Self {
        let id = if n == 0 {
            self.id
        } else {
            format!("{}.{n}", self.id)
        };
        Self { id, ..self }
    }

    /// Lines in sight of a long text.
    pub(crate) fn rows(self, n: u32) -> Self {
        match self.kind {
            Kind::Area(_) => Self {
                kind: Kind::Area(n),
                ..self
            },
            _ => self,
        }
    }

    fn described_by(&self) -> Option<String> {
        match (self.hint.is_some(), self.error.is_some()) {
            (false, false) => None,
            (true, false) => Some(format!("{}-hint", self.id)),
            (false, true) => Some(format!("{}-error", self.id)),
            (true, true) => Some(format!("{0}-hint {0}-error", self.id)),
        }
    }

    /// The field as a view, where it stands alone.
    pub(crate) fn view(mut self) -> AnyView {
        let hint = self
            .hint
            .as_ref()
            .map(|hint| view! { <p class="hint" id=format!("{}-hint", self.id)>{hint.clone()}</p> });
        let error = self
            .error
            .as_ref()
            .map(|error| view! { <p class="error" id=format!("{}-error", self.id)>{error.clone()}</p> });
        let notes = view! { {hint} {error} };
        match std::mem::replace(&mut self.kind, Kind::Check) {
            Kind::Check => self.check(notes),
            Kind::Options(kind, choices) => self.group(kind, choices, notes),
            kind => {
                let (class, id) = (self.class(), self.id.clone());
                let is_optional = !self.is_required && !self.is_sometimes;
                let optional = is_optional.then(|| view! { <span class="optional">" (facultatif)"</span> });
                let label = std::mem::take(&mut self.label);
                let control = self.control(kind);
                view! {
                    <div class=class>
                        <label for=id>{label}{optional}</label>
                        {notes}
                        {control}
                    </div>
                }
                .into_any()
            }
        }
    }

    fn class(&self) -> &'static str {
        if self.error.is_some() {
            "field has-error"
        } else {
            "field"
        }
    }

    fn aria_required(&self) -> Option<&'static str> {
        self.is_required.then_some("true")
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    fn check(self, notes: impl IntoView + 'static) -> AnyView {
        let is_on = |typed: &Vec<String>| typed.iter().any(|value| value == "true" || value == "on");
        let is_checked = self.typed.as_ref().map_or(self.is_checked, is_on);
        let (class, described) = (self.class(), self.described_by());
        let (invalid, required) = (self.invalid(), self.aria_required());
        let (id, label_for) = (self.id.clone(), self.id);
        view! {
            <div class=class>
                <div class="check">
                    <input type="checkbox" id=id name=self.name value="true" checked=is_checked
                        aria-describedby=described aria-invalid=invalid aria-required=required/>
                    <label for=label_for>{self.label}</label>
                </div>
                {notes}
            </div>
        }
        .into_any()
    }

    fn group(self, kind: &'static str, choices: Vec<Choice>, notes: impl IntoView + 'static) -> AnyView {
        let (class, described) = (self.class(), self.described_by());
        let options = options(kind, &self.id, &self.name, choices, self.typed.as_deref());
        view! {
            <fieldset class=class id=self.id aria-describedby=described tabindex="-1">
                <legend>{self.label}</legend>
                {notes}
                <div class="options">{options}</div>
            </fieldset>
        }
        .into_any()
    }

    fn control(self, kind: Kind) -> AnyView {
        let (described, invalid, required) = (self.described_by(), self.invalid(), self.aria_required());
        let max = self.max.map(|n| n.to_string());
        let value = match &self.typed {
            Some(typed) => typed.first().cloned().unwrap_or_default(),
            None => self.value,
        };
        match kind {
            Kind::Area(rows) => {
                // The parser drops a first line break, and Leptos escapes nothing in a text area.
                let text = format!("\n{}", value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                view! {
                    <textarea id=self.id name=self.name form=self.form rows=rows.to_string() maxlength=max
                        aria-describedby=described aria-invalid=invalid aria-required=required>{text}</textarea>
                }
                .into_any()
            }
            Kind::Select(choices) => view! {
                <select id=self.id name=self.name aria-describedby=described aria-invalid=invalid aria-required=required>
                    {select_options(choices, self.typed.as_deref(), self.is_required)}
                </select>
            }
            .into_any(),
            Kind::Input(kind) => view! {
                <input type=kind id=self.id name=self.name value=(kind != "file").then_some(value) maxlength=max
                    accept=self.accept autocomplete=self.autocomplete aria-describedby=described
                    aria-invalid=invalid aria-required=required/>
            }
            .into_any(),
            Kind::Options(..) | Kind::Check => ().into_any(),
        }
    }
}

fn is_chosen(choice: &Choice, typed: Option<&[String]>) -> bool {
    typed.map_or(choice.is_chosen, |typed| typed.contains(&choice.value))
}

/// Of a choice that has to be made nothing is made beforehand, unless the page says so.
fn select_options(
    mut choices: Vec<Choice>,
    typed: Option<&[String]>,
    is_required: bool,
) -> Vec<impl IntoView + use<>> {
    if is_required && !choices.iter().any(|choice| is_chosen(choice, typed)) {
        choices.insert(0, choice("", "Choisissez…", true));
    }
    choices
        .into_iter()
        .map(|choice| {
            let is_chosen = is_chosen(&choice, typed);
            view! { <option value=choice.value selected=is_chosen>{choice.label}</option> }
        })
        .collect()
}

fn options(
    kind: &'static str,
    id: &str,
    name: &str,
    choices: Vec<Choice>,
    typed: Option<&[String]>,
) -> Vec<impl IntoView + use<>> {
    choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let is_chosen = is_chosen(&choice, typed);
            let (id, name) = (format!("{id}.{index}"), name.to_owned());
            view! {
                <div class="check">
                    <input type=kind id=id.clone() name=name value=choice.value checked=is_chosen/>
                    <label for=id>{choice.label}</label>
                </div>
            }
        })
        .collect()
}

impl IntoRender for Field {
    type Output = AnyView;

    fn into_render(self) -> AnyView {
        self.view()
    }
}
