//! What a domain publishes in the DNS. A server that does not answer soon is no reason to keep a page waiting.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use futures::future::join_all;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use proto::v1::RecordState;

use crate::delivery::records::{self, Record};

/// What one question may take.
const PATIENCE: Duration = Duration::from_millis(500);

/// Asks the DNS.
pub(crate) struct Dns(TokioResolver);

impl std::fmt::Debug for Dns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dns")
    }
}

impl Dns {
    /// Asks this server, or those of the machine; one that names none has its own, as everywhere.
    ///
    /// # Errors
    /// When the library takes no such server.
    pub(crate) fn new(server: Option<SocketAddr>) -> anyhow::Result<Self> {
        let provider = TokioRuntimeProvider::default();
        let given = server.map(|address| TokioResolver::builder_with_config(only(address), provider.clone()));
        let builder = given.or_else(|| TokioResolver::builder(provider.clone()).ok());
        let own = SocketAddr::from(([127, 0, 0, 1], 53));
        let mut builder = builder.unwrap_or_else(|| TokioResolver::builder_with_config(only(own), provider));
        let options = builder.options_mut();
        options.attempts = 1;
        options.timeout = PATIENCE;
        // Who has just published a record sees it.
        options.cache_size = 0;
        Ok(Self(builder.build().context("the DNS")?))
    }

    /// The TXT records of a name; `None` when nobody answers.
    async fn texts(&self, name: &str) -> Option<Vec<String>> {
        // The last dot: no other domain is tried.
        let asked = self.0.txt_lookup(format!("{name}."));
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(found)) => {
                let texts = found.answers().iter().filter_map(|record| match &record.data {
                    RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
                    _ => None,
                });
                Some(texts.collect())
            }
            Ok(Err(error)) if error.is_no_records_found() => Some(Vec::new()),
            Ok(Err(_)) | Err(_) => None,
        }
    }

    /// Whether each of these records is published, in their order.
    pub(crate) async fn states(&self, records: &[Record]) -> Vec<RecordState> {
        join_all(records.iter().map(|record| self.state(record))).await
    }

    async fn state(&self, record: &Record) -> RecordState {
        let texts = self.texts(&record.name).await;
        texts.map_or(RecordState::Unspecified, |texts| records::state(record, &texts))
    }
}

/// One server, by UDP and TCP.
fn only(server: SocketAddr) -> ResolverConfig {
    let connection = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let connections = vec![
        connection(ConnectionConfig::udp()),
        connection(ConnectionConfig::tcp()),
    ];
    ResolverConfig::from_name_servers(vec![NameServerConfig::new(server.ip(), true, connections)])
}
