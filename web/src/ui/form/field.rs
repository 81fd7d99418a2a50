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
    error: Option<&'static str>,
    typed: Option<Vec<String>>,
    hint: Option<String>,
    value: String,
    is_required: bool,
    is_checked: bool,
    is_label_hidden: bool,
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
        error: Option<&'static str>,
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
            is_checked: false,
            is_label_hidden: false,
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

    /// Says whether the box is ticked.
    pub(crate) fn checked(self, is_checked: bool) -> Self {
        Self { is_checked, ..self }
    }

    /// Hides the label from sight, not from screen readers.
    pub(crate) fn quiet(self) -> Self {
        Self {
            is_label_hidden: true,
            ..self
        }
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
    pub(crate) fn view(self) -> AnyView {
        let described = self.described_by();
        let invalid = self.error.map(|_| "true");
        let required = self.is_required.then_some("true");
        let hint = self
            .hint
            .map(|hint| view! { <p class="hint" id=format!("{}-hint", self.id)>{hint}</p> });
        let error = self
            .error
            .map(|error| view! { <p class="error" id=format!("{}-error", self.id)>{error}</p> });
        let class = if self.error.is_some() {
            "field has-error"
        } else {
            "field"
        };
        let optional = (!self.is_required
            && !self.is_label_hidden
            && !matches!(self.kind, Kind::Options(..) | Kind::Check))
        .then(|| view! { <span class="optional">" (facultatif)"</span> });
        let label_class = self.is_label_hidden.then_some("unseen");
        let value = self
            .typed
            .as_ref()
            .map_or(self.value, |typed| typed.first().cloned().unwrap_or_default());
        let typed = self.typed;
        let (id, name, max) = (self.id, self.name, self.max.map(|n| n.to_string()));
        let control = match self.kind {
            Kind::Check => {
                let is_checked = typed.as_ref().map_or(self.is_checked, |typed| typed.iter().any(|v| v == "true" || v == "on"));
                return view! {
                    <div class=class>
                        <div class="check">
                            <input type="checkbox" id=id.clone() name=name value="true" checked=is_checked
                                aria-describedby=described aria-invalid=invalid aria-required=required/>
                            <label for=id>{self.label}</label>
                        </div>
                        {hint}
                        {error}
                    </div>
                }
                .into_any();
            }
            Kind::Options(kind, choices) => {
                return view! {
                    <fieldset class=class id=id.clone() aria-describedby=described tabindex="-1">
                        <legend class=label_class>{self.label}</legend>
                        {hint}
                        {error}
                        <div class="options">{options(kind, &id, &name, choices, typed.as_deref())}</div>
                    </fieldset>
                }
                .into_any();
            }
            Kind::Input(kind) => view! {
                <input type=kind id=id.clone() name=name value=(kind != "file").then_some(value) maxlength=max accept=self.accept
                    autocomplete=self.autocomplete aria-describedby=described aria-invalid=invalid aria-required=required/>
            }
            .into_any(),
            Kind::Area(rows) => {
                let text = format!("\n{value}");
                view! {
                    <textarea id=id.clone() name=name form=self.form rows=rows.to_string() maxlength=max
                        aria-describedby=described aria-invalid=invalid aria-required=required>{text}</textarea>
                }
                .into_any()
            }
            Kind::Select(choices) => view! {
                <select id=id.clone() name=name aria-describedby=described aria-invalid=invalid aria-required=required>
                    {select_options(choices, typed.as_deref())}
                </select>
            }
            .into_any(),
        };
        view! {
            <div class=class>
                <label for=id class=label_class>{self.label}{optional}</label>
                {hint}
                {error}
                {control}
            </div>
        }
        .into_any()
    }
}

fn is_chosen(choice: &Choice, typed: Option<&[String]>) -> bool {
    typed.map_or(choice.is_chosen, |typed| typed.contains(&choice.value))
}

fn select_options(choices: Vec<Choice>, typed: Option<&[String]>) -> Vec<impl IntoView + use<>> {
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
