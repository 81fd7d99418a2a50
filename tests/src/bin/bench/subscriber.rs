//! The row of the import of subscribers.

use std::fmt::Write as _;
use std::time::Instant;

use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::subscriber_service_client::SubscriberServiceClient;
use proto::v1::{ImportSubscribersRequest, NewsletterSettings, Role};
use tests::scenario::newsletter_settings;

use crate::Row;
use crate::platform::{Platform, signed};
use crate::rows::row;

/// Lines of the file.
const LINES: usize = 100_000;

/// A file of which one line in a hundred is faulty is read, then the mended one goes in.
pub(crate) async fn import(platform: &Platform) -> Row {
    let session = platform.session(Role::Director).await;
    let mut newsletters = NewsletterServiceClient::new(platform.channel().await);
    let settings = NewsletterSettings {
        slug: "import".to_owned(),
        ..newsletter_settings()
    };
    let created = newsletters
        .create_newsletter(signed(settings, &session))
        .await
        .unwrap();
    let newsletter_id = created.into_inner().settings.unwrap().id;
    let request = |has_faults: bool| {
        let import = ImportSubscribersRequest {
            newsletter_id: newsletter_id.clone(),
            content: file(has_faults).into_bytes(),
            source: "Annuaire du contrat de ville".to_owned(),
            legal_ground: "Intérêt légitime".to_owned(),
            list_ids: Vec::new(),
        };
        signed(import, &session)
    };
    let mut client = SubscriberServiceClient::new(platform.channel().await);
    let begun = Instant::now();
    let preview = client
        .preview_subscriber_import(request(true))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(preview.faults.len(), LINES / 100, "each faulty line is listed");
    let report = client
        .apply_subscriber_import(request(false))
        .await
        .unwrap()
        .into_inner();
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(report.n_added as usize, LINES);
    let mb = platform.peak_memory_mb();
    row(
        "import of 100,000 lines, 1 % faulty, then mended",
        format!("{seconds:.1} s, at most {mb:.0} MB"),
        String::new(),
        String::new(),
        "under 20 s and 200 MB",
        seconds < 20.0 && mb < 200.0,
    )
}

fn file(has_faults: bool) -> String {
    let mut file = String::from("courriel;organisation;territoire\n");
    for n in 0..LINES {
        let domain = if has_faults && n % 100 == 99 {
            ""
        } else {
            "@structure.example"
        };
        let _ = writeln!(file, "acteur{n}{domain};Association;93");
    }
    file
}
