//! What the editor reads of a `Contribution`, under the contract's numbers: the whole message, with all that hangs on
//! it, would be a tenth of the bundle.

use proto::v1::Section;

/// A contribution as the editor needs it.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Text {
    #[prost(string, tag = "6")]
    pub(super) title: String,
    #[prost(message, repeated, tag = "7")]
    pub(super) sections: Vec<Section>,
    #[prost(string, tag = "20")]
    pub(super) updated_by: String,
    #[prost(int32, tag = "21")]
    pub(super) version: i32,
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use proto::v1::Contribution;

    use super::*;

    #[test]
    fn it_reads_what_the_contract_writes() {
        let text = Text {
            title: "Titre".to_owned(),
            sections: vec![Section::default(), Section::default()],
            updated_by: "Quelqu’un".to_owned(),
            version: 7,
        };
        let whole = Contribution {
            id: "id".to_owned(),
            title: text.title.clone(),
            sections: text.sections.clone(),
            updated_by: text.updated_by.clone(),
            version: text.version,
            may_edit: true,
            ..Contribution::default()
        };
        assert_eq!(Text::decode(whole.encode_to_vec().as_slice()), Ok(text));
    }
}
