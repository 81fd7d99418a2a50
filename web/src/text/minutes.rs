//! The words of minutes.

use proto::v1::{AttendanceMode, MinutesAudience, MinutesState};

/// Where minutes stand.
pub fn minutes_state(state: MinutesState) -> &'static str {
    match state {
        MinutesState::Unspecified => "",
        MinutesState::Draft => "brouillon",
        MinutesState::InReview => "en relecture",
        MinutesState::Approved => "approuvé",
        MinutesState::Locked => "verrouillé",
    }
}

/// Who reads minutes, once they are locked.
pub fn minutes_audience(audience: MinutesAudience) -> &'static str {
    match audience {
        MinutesAudience::Unspecified => "",
        MinutesAudience::Convened => "les organisations convoquées et celle qui convoque",
        MinutesAudience::Network => "tout le réseau",
    }
}

/// How someone attended, in minutes: where nothing was recorded, they say so.
pub fn attended(mode: AttendanceMode) -> &'static str {
    match mode {
        AttendanceMode::Unspecified => "présence non notée",
        other => super::attendance_mode(other),
    }
}
