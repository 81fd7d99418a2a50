//! The RPCs that the islands call.

pub(super) const WATCH: &str = "/passerelle.v1.LiveService/Watch";
pub(super) const SAVE_DRAFT: &str = "/passerelle.v1.ContributionService/SaveDraft";
pub(super) const GET_CONTRIBUTION: &str = "/passerelle.v1.ContributionService/GetContribution";
pub(super) const CONVERT_TEXT: &str = "/passerelle.v1.ContributionService/ConvertText";
pub(super) const START_UPLOAD: &str = "/passerelle.v1.AttachmentService/StartUpload";
pub(super) const UPLOAD_CHUNK: &str = "/passerelle.v1.AttachmentService/UploadChunk";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_knows_every_path() {
        for path in [
            WATCH,
            SAVE_DRAFT,
            GET_CONTRIBUTION,
            CONVERT_TEXT,
            START_UPLOAD,
            UPLOAD_CHUNK,
        ] {
            assert!(proto::access(path).is_some(), "{path}");
        }
    }
}
