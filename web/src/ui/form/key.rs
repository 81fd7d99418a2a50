//! The key of a form that makes something new: what is sent with it is done once, however often it is sent.

use super::{Form, Saving};

impl Form<'_> {
    /// Made when the form is first shown; shown again with what was typed, it keeps it. One that is saved while one
    /// writes has a button of its own for what is made of it.
    pub(super) fn key(&self) -> Option<String> {
        let path = self.action.replacen("/act/", "/passerelle.v1.", 1);
        let creates = proto::access(&path).is_some_and(|access| access.creates);
        let kept = self.typed("_key").and_then(|keys| keys.first().copied());
        let has_key = creates || self.saving == Saving::WhileTyping;
        has_key.then(|| kept.unwrap_or(&self.cx.info.request_id).to_owned())
    }
}
