//! The configuration: flags and environment, read here and nowhere else.
//! `docs/configuration.md` holds the same table; a test compares them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use http::Uri;

/// What `passerelle serve` needs to know.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Database: `sqlite:///path/file.db` or `postgres://user:password@host/name`. Default: a file in the data folder.
    #[arg(long, env = "DATABASE_URL", value_parser = database_url)]
    pub database_url: Option<String>,
    /// Redis, shared by the replicas: `redis://host:6379`. Default: none, one replica alone.
    #[arg(long, env = "REDIS_URL", value_parser = redis_url)]
    pub redis_url: Option<String>,
    /// Mail server: `smtp://user:password@host:port` (`smtps://` for TLS from the start). Default: mails are written to a folder.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_parser = smtp_url)]
    pub smtp_url: Option<String>,
    /// Mail servers over which editions leave, separated by spaces, instead of `SMTP_URL`: each as there, with
    /// `?priority=` (1 first, those of one priority share, the next ones stand by) and `rate=`.
    #[arg(long, env = "DELIVERY_RELAYS", hide_env_values = true, value_delimiter = ' ', value_parser = relay)]
    pub delivery_relays: Vec<String>,
    /// Connections to each mail server over which editions leave, in each process.
    #[arg(long, env = "DELIVERY_CONNECTIONS", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub delivery_connections: u8,
    /// Mails of editions in a second over one mail server at most, in each process; 0: as fast as it takes them.
    #[arg(long, env = "DELIVERY_RATE", default_value_t = 0)]
    pub delivery_rate: u32,
    /// Mails of editions in a second to one domain at most, in each process; 0: no limit.
    #[arg(long, env = "DELIVERY_DOMAIN_RATE", default_value_t = 20)]
    pub delivery_domain_rate: u32,
    /// DNS server that is asked what the domains of senders publish: `127.0.0.1:53`. Default: those of the machine.
    #[arg(long, env = "DNS_SERVER")]
    pub dns_server: Option<SocketAddr>,
    /// Address to which editions come back when they cannot arrive: `retours@passerelle.example`. Default: the sender's.
    #[arg(long, env = "BOUNCE_ADDRESS", value_parser = bounce_address)]
    pub bounce_address: Option<String>,
    /// Maildir in which the mails to the address of returns arrive. Default: none is read.
    #[arg(long, env = "BOUNCE_MAILDIR")]
    pub bounce_maildir: Option<PathBuf>,
    /// Secret of the webhook by which a mail provider tells of returns: `whsec_` and base64. Default: no webhook.
    #[arg(long, env = "BOUNCE_WEBHOOK_SECRET", hide_env_values = true, value_parser = bounce_webhook_secret)]
    pub bounce_webhook_secret: Option<String>,
    /// Address of the sender of mails.
    #[arg(long, env = "MAIL_FROM", default_value = "Passerelle <ne-pas-repondre@passerelle.example>", value_parser = mail_from)]
    pub mail_from: String,
    /// Address under which people reach the platform: `https://passerelle.example`; `http://` only on this machine.
    #[arg(long, env = "PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_parser = public_url)]
    pub public_url: String,
    /// Address and port to listen on.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address and port of the Prometheus metrics. Default: none.
    #[arg(long, env = "METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Folder of the embedded database and of the mails that are not sent.
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// Folder of the browser bundle; without it the pages work without islands.
    #[arg(long, env = "SITE_DIR", default_value = "target/site")]
    pub site_dir: PathBuf,
    /// Database connections for reading.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub database_connections: u32,
    /// Number of proxies in front whose `X-Forwarded-For` is believed.
    #[arg(long, env = "TRUSTED_PROXIES", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=5))]
    pub trusted_proxies: u8,
    /// Loads the demonstration network and offers to enter as its people. Refused unless the public address is local.
    #[arg(long, env = "DEMONSTRATION")]
    pub demonstration: bool,
    /// Offers gRPC reflection.
    #[arg(long, env = "REFLECTION")]
    pub reflection: bool,
    /// Form of the logs.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Json)]
    pub log_format: LogFormat,
    /// Which logs: `info`, `warn,server=debug`…
    #[arg(long, env = "LOG_LEVEL", default_value = "info,sea_orm_migration=warn", value_parser = log_level)]
    pub log_level: String,
}

/// Form of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Config {
    /// The database's address: the given one, or a file in the data folder.
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("passerelle.db").display()
            )
        })
    }

    /// Checks what concerns several values together.
    ///
    /// # Errors
    /// A sentence that names the value and what was expected.
    pub fn check(&self) -> Result<(), String> {
        if self.demonstration && !is_local(&self.public_url) {
            return Err(format!(
                "DEMONSTRATION is refused: it lets anyone in, and PUBLIC_URL ({}) is not local \
                 (expected http://127.0.0.1, http://localhost or http://[::1])",
                self.public_url
            ));
        }
        if self.public_url.starts_with("http://") && !is_local(&self.public_url) {
            return Err(format!(
                "PUBLIC_URL {} is refused: browsers keep the session only on https:// \
                 (http:// is for http://127.0.0.1, http://localhost or http://[::1])",
                self.public_url
            ));
        }
        for (variable, is_set) in [
            ("BOUNCE_MAILDIR", self.bounce_maildir.is_some()),
            ("BOUNCE_WEBHOOK_SECRET", self.bounce_webhook_secret.is_some()),
        ] {
            if is_set && self.bounce_address.is_none() {
                return Err(format!(
                    "{variable} needs BOUNCE_ADDRESS: without a return path of its own no report finds its mail"
                ));
            }
        }
        Ok(())
    }
}

/// Says whether an address can only be reached from this machine.
pub fn is_local(url: &str) -> bool {
    url.parse::<Uri>()
        .ok()
        .and_then(|uri| {
            uri.host()
                .map(|host| matches!(host, "127.0.0.1" | "localhost" | "[::1]"))
        })
        .unwrap_or(false)
}

fn database_url(value: &str) -> Result<String, String> {
    scheme(
        value,
        &["sqlite", "postgres", "postgresql"],
        "sqlite:///path/file.db or postgres://user:password@host/name",
    )
}

fn redis_url(value: &str) -> Result<String, String> {
    scheme(value, &["redis", "rediss", "unix"], "redis://host:6379")
}

fn smtp_url(value: &str) -> Result<String, String> {
    crate::mail::Server::parse(value).map(|_| value.to_owned())
}

fn relay(value: &str) -> Result<String, String> {
    crate::delivery::relay::Relay::parse(value, 0).map(|_| value.to_owned())
}

fn scheme(value: &str, schemes: &[&str], expected: &str) -> Result<String, String> {
    let is_known = value
        .split_once("://")
        .is_some_and(|(s, rest)| schemes.contains(&s) && !rest.is_empty());
    if is_known {
        Ok(value.to_owned())
    } else {
        Err(format!("expected {expected}"))
    }
}

fn public_url(value: &str) -> Result<String, String> {
    let expected = "expected http:// or https:// with a host and no path, such as https://passerelle.example";
    let uri: Uri = value.parse().map_err(|_| expected.to_owned())?;
    let is_fine = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && matches!(uri.path(), "" | "/")
        && uri.query().is_none();
    if is_fine {
        Ok(value.trim_end_matches('/').to_owned())
    } else {
        Err(expected.to_owned())
    }
}

fn mail_from(value: &str) -> Result<String, String> {
    value
        .parse::<lettre::message::Mailbox>()
        .map(|_| value.to_owned())
        .map_err(|_| "expected an address such as Passerelle <passerelle@example.org>".to_owned())
}

fn bounce_address(value: &str) -> Result<String, String> {
    crate::bounce::ReturnPath::check(value).map(|()| value.to_owned())
}

fn bounce_webhook_secret(value: &str) -> Result<String, String> {
    crate::bounce::webhook_key(value)
        .map(|_| value.to_owned())
        .ok_or_else(|| "expected whsec_ and 24 to 64 bytes in base64".to_owned())
}

fn log_level(value: &str) -> Result<String, String> {
    value
        .parse::<tracing_subscriber::filter::Targets>()
        .map(|_| value.to_owned())
        .map_err(|_| "expected levels such as info or warn,server=debug".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn check(flags: &str) -> Result<(), String> {
        let line = format!("passerelle {flags}");
        let line = Line::try_parse_from(line.split_whitespace());
        line.map_err(|error| error.to_string())?.config.check()
    }

    #[test]
    fn what_is_accepted() {
        for flags in [
            "--public-url=http://127.0.0.1:8080",
            "--public-url=http://localhost:9000/ --demonstration",
            "--public-url=http://[::1]:8080 --demonstration",
            "--public-url=https://passerelle.example",
            "--public-url=https://127.0.0.1 --redis-url=redis://cache:6379 --smtp-url=smtp://mail:25",
            "--public-url=https://passerelle.example --database-connections=1 --trusted-proxies=2",
            "--bounce-address=retours@passerelle.example --bounce-maildir=/var/mail/retours",
            "--bounce-address=r@p.example --bounce-webhook-secret=whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
        ] {
            assert_eq!(check(flags), Ok(()), "{flags}");
        }
    }

    #[test]
    fn what_is_refused_names_the_value() {
        for (flags, named, expected) in [
            ("--public-url=http://passerelle.example", "PUBLIC_URL", "https://"),
            ("--public-url=http://10.0.0.4:8080", "PUBLIC_URL", "https://"),
            ("--public-url=http://127.0.0.1.example", "PUBLIC_URL", "https://"),
            (
                "--public-url=https://passerelle.example --demonstration",
                "DEMONSTRATION",
                "not local",
            ),
            (
                "--public-url=passerelle.example",
                "--public-url",
                "https://passerelle.example",
            ),
            (
                "--public-url=ftp://passerelle.example",
                "--public-url",
                "https://passerelle.example",
            ),
            (
                "--public-url=https://passerelle.example/a",
                "--public-url",
                "no path",
            ),
            ("--database-url=mysql://a", "--database-url", "postgres://"),
            ("--redis-url=localhost:6379", "--redis-url", "redis://"),
            ("--smtp-url=mail:25", "--smtp-url", "smtp"),
            ("--delivery-relays=smtp://a?rate=x", "--delivery-relays", "rate="),
            ("--mail-from=personne", "--mail-from", "passerelle@example.org"),
            ("--listen=8080", "--listen", "address"),
            ("--dns-server=dns.example", "--dns-server", "address"),
            (
                "--bounce-address=retours",
                "--bounce-address",
                "retours@passerelle.example",
            ),
            ("--bounce-address=a+b@p.example", "--bounce-address", "without +"),
            (
                "--bounce-address=quinze.lettres1@p.example",
                "--bounce-address",
                "14 characters",
            ),
            ("--bounce-maildir=/var/mail", "BOUNCE_MAILDIR", "BOUNCE_ADDRESS"),
            (
                "--bounce-webhook-secret=whsec_YWJj",
                "--bounce-webhook-secret",
                "24 to 64 bytes",
            ),
            ("--database-connections=0", "--database-connections", "1..=200"),
            ("--trusted-proxies=9", "--trusted-proxies", "0..=5"),
            ("--log-format=xml", "--log-format", "json"),
            ("--log-level=fort=oui=non", "--log-level", "server=debug"),
        ] {
            let refused = check(flags).unwrap_err();
            assert!(refused.contains(named), "{flags}: {refused}");
            assert!(refused.contains(expected), "{flags}: {refused}");
        }
    }
}
