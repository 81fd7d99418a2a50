//! The editions of another centre: not even the animator knows of them.

use proto::v1::*;

use super::super::foreign::Foreign;
use super::{Object, hidden};

pub(super) fn edition(rpc: &str, f: &Foreign) -> Option<Object> {
    let (id, edition_id) = (f.edition.id.clone(), f.edition.id.clone());
    let block = f.edition.blocks[1].clone();
    match rpc {
        "ListEditions" => hidden(ListEditionsRequest {
            newsletter_id: f.edition.newsletter_id.clone(),
        }),
        "GetEdition" | "DuplicateEdition" | "DeleteEdition" | "PreviewEdition" => {
            hidden(EditionRequest { id })
        }
        "CreateEdition" => hidden(CreateEditionRequest {
            newsletter_id: f.edition.newsletter_id.clone(),
            subject: "Pris".to_owned(),
        }),
        "SaveEdition" => hidden(SaveEditionRequest {
            edition_id,
            subject: "Pris".to_owned(),
            preheader: String::new(),
            version: f.edition.version,
        }),
        "AddBlock" => hidden(AddBlockRequest {
            edition_id,
            kind: BlockKind::Text as i32,
            source_id: String::new(),
        }),
        "SaveBlock" => hidden(SaveBlockRequest {
            block_id: block.id,
            text: "Pris".to_owned(),
            version: block.version,
            ..Default::default()
        }),
        "SetPicture" => hidden(SetPictureRequest {
            id: f.edition.blocks[2].id.clone(),
            content: crate::edition::PNG.to_vec(),
        }),
        "MoveBlock" => hidden(MoveBlockRequest {
            id: block.id,
            place: 1,
        }),
        "DeleteBlock" | "RefreshBlock" => hidden(BlockRequest { id: block.id }),
        "SearchSources" => hidden(SearchSourcesRequest {
            edition_id,
            query: String::new(),
        }),
        "SendTest" => hidden(SendTestRequest {
            id,
            person_id: f.centre.team.me.person_id.clone(),
        }),
        _ => None,
    }
}
