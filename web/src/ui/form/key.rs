//! The key of a form that makes something new: what is sent with it is done once, however often it is sent.

use super::Form;

/// How the names of the RPCs begin that make something new each time.
const CREATES: [&str; 15] = [
    "Add",
    "AskSupport",
    "Comment",
    "Create",
    "Declare",
    "Duplicate",
    "Open",
    "Propose",
    "RecordDecision",
    "Register",
    "Remind",
    "SendConvocation",
    "SendMeetingReminder",
    "SendReminder",
    "StartOverseasWork",
];

impl Form<'_> {
    /// Made when the form is first shown; shown again with what was typed, it keeps it.
    pub(super) fn key(&self) -> Option<String> {
        let creates = CREATES.iter().any(|name| self.rpc.starts_with(name));
        let kept = self.typed("_key").and_then(|keys| keys.first().copied());
        creates.then(|| kept.unwrap_or(&self.cx.info.request_id).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_acts() {
        let mut paths = Vec::new();
        for service in proto::pool().services() {
            let path = |rpc: &str| format!("/{}/{rpc}", service.full_name());
            paths.extend(service.methods().map(|method| path(method.name())));
        }
        for name in CREATES {
            let start = format!("/{name}");
            let of_name: Vec<&String> = paths.iter().filter(|path| path.contains(&start)).collect();
            let is_act = |path: &str| proto::access(path).is_some_and(|access| !access.is_read);
            assert!(
                !of_name.is_empty() && of_name.iter().all(|path| is_act(path)),
                "{name}: {of_name:?}"
            );
        }
    }
}
