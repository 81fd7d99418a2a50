//! The newsletter of a centre, its lists and its subscribers.

use proto::v1::*;

use super::{Foreign, Object, hidden, shared};

/// The animator sees totals of another's newsletter, nothing else.
pub(super) fn newsletter(rpc: &str, f: &Foreign) -> Option<Object> {
    let settings = f.newsletter.settings.clone().unwrap();
    let newsletter_id = settings.id.clone();
    match rpc {
        "GetNewsletter" | "DeleteNewsletterLogo" | "GetProcessingRecord" | "ExportProcessingRecord" => {
            hidden(NewsletterRequest { id: newsletter_id })
        }
        "UpdateNewsletter" => hidden(NewsletterSettings {
            name: "Prise".to_owned(),
            ..settings
        }),
        "AddNewsletterList" => hidden(AddNewsletterListRequest {
            newsletter_id,
            name: "Prise".to_owned(),
            description: String::new(),
        }),
        "DeleteNewsletterList" => hidden(NewsletterListRequest {
            id: f.newsletter.lists[0].id.clone(),
        }),
        "SetNewsletterRight" => hidden(SetNewsletterRightRequest {
            newsletter_id,
            person_id: f.newsletter.rights[0].person_id.clone(),
            right: NewsletterRight::Send as i32,
        }),
        "SetNewsletterLogo" => hidden(SetNewsletterLogoRequest {
            newsletter_id,
            content: crate::edition::PNG.to_vec(),
            alternative: String::new(),
        }),
        "CreateNewsletter" => shared("of the caller's own organisation"),
        _ => None,
    }
}

pub(super) fn subscriber(rpc: &str, f: &Foreign) -> Option<Object> {
    let newsletter_id = f.newsletter.settings.clone().unwrap().id;
    let import = || ImportSubscribersRequest {
        newsletter_id: newsletter_id.clone(),
        content: b"courriel\nprise@ailleurs.example\n".to_vec(),
        source: "Prise".to_owned(),
        legal_ground: "Aucune".to_owned(),
        list_ids: Vec::new(),
    };
    match rpc {
        "ListSubscribers" => hidden(ListSubscribersRequest {
            newsletter_id,
            ..Default::default()
        }),
        "ExportSubscribers" => hidden(ExportSubscribersRequest { newsletter_id }),
        "PreviewSubscriberImport" | "ApplySubscriberImport" => hidden(import()),
        "RemoveSubscriber" => hidden(RemoveSubscriberRequest {
            newsletter_id,
            id: f.subscriber_id.clone(),
        }),
        _ => shared("behind a signed link: subscriber.rs tries strangers"),
    }
}
