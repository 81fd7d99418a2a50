//! The words of the common projects.

use proto::v1::ProjectState;

/// The state of a common project.
pub fn project_state(state: ProjectState) -> &'static str {
    match state {
        ProjectState::Unspecified => "",
        ProjectState::Proposed => "proposé",
        ProjectState::Running => "en cours",
        ProjectState::Finished => "terminé",
        ProjectState::GivenUp => "abandonné",
    }
}
