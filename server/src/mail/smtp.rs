//! Hands mails to a mail server. Each worker keeps one connection, renewed after a hundred mails.
//!
//! What decides is how far the dialogue went. Before the text was handed over, a failure means: not sent.
//! After, only an answer of the server tells; silence means: nobody knows.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{Error as SmtpError, response::Response};

/// Mails on one connection, at most.
const MAX_MAILS: u32 = 100;
/// What a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(20);
/// What one mail may take on a connection.
const SEND: Duration = Duration::from_mins(1);
/// What a courtesy to the server may take.
const SHORT: Duration = Duration::from_secs(2);

/// A mail server, from `SMTP_URL`.
#[derive(Clone)]
pub(crate) struct Server {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    Never,
    WhenOffered,
    Required,
    FromTheStart,
}

impl Server {
    /// Reads `smtp://user:password@host:port?tls=required` (`none` and `required`; without: when the server
    /// offers it), or `smtps://…` for TLS from the start.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let expected =
            "expected smtp://host:25, smtp://user:password@host:587 or smtps://user:password@host:465";
        let (scheme, rest) = url.split_once("://").ok_or(expected)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let credentials = match login {
            Some(login) => {
                let (user, password) = login.split_once(':').ok_or(expected)?;
                Some(Credentials::new(decode(user)?, decode(password)?))
            }
            None => None,
        };
        let tls = match (scheme, query) {
            ("smtps", "") => Tls::FromTheStart,
            ("smtp", "") if credentials.is_some() => Tls::Required,
            ("smtp", "tls=required") => Tls::Required,
            ("smtp", "tls=none") => Tls::Never,
            ("smtp", "") => Tls::WhenOffered,
            _ => {
                return Err(format!(
                    "{expected}, with ?tls=required or ?tls=none after smtp://"
                ));
            }
        };
        let default = match tls {
            Tls::FromTheStart => 465,
            _ if credentials.is_some() => 587,
            _ => 25,
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| expected)?),
            _ => (place, default),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return Err(expected.to_owned());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            tls,
            credentials,
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let name = ClientId::default();
        let tls = || TlsParameters::new(self.host.clone());
        let wrapped = match self.tls {
            Tls::FromTheStart => Some(tls()?),
            _ => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT), &name, wrapped, None).await?;
        let is_to_upgrade = match self.tls {
            Tls::Required => true,
            Tls::WhenOffered => connection.can_starttls(),
            Tls::Never | Tls::FromTheStart => false,
        };
        if is_to_upgrade {
            connection.starttls(tls()?, &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// Undoes the percent-encoding of a user name or a password.
fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
            let mut decoded = [0];
            hex::decode_to_slice(digits, &mut decoded).map_err(|_| "a % is not followed by two digits")?;
            bytes.extend(decoded);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| "the user or the password is not UTF-8".to_owned())
}

/// What became of a mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server took it, in these words.
    Sent(String),
    /// Not now: to be tried again.
    Later(String),
    /// Never: the server's words.
    Refused(String),
    /// It was handed over, and the answer never came.
    Uncertain(String),
    /// The server is not there, for any mail.
    Unreachable(String),
}

/// The one connection of a worker.
pub(crate) struct Link {
    server: Server,
    open: Option<Open>,
}

struct Open {
    connection: AsyncSmtpConnection,
    n_mails: u32,
    /// The text of the current mail is on its way.
    is_handed_over: bool,
}

impl Link {
    pub(crate) fn new(server: Server) -> Self {
        Self { server, open: None }
    }

    /// Sends one mail: what the server is told, and the text as it goes over the wire.
    pub(crate) async fn send(&mut self, envelope: &Envelope, bytes: &[u8]) -> Outcome {
        // A connection that was kept may have been closed by the server meanwhile: then a new one, once.
        let was_open = self.open.is_some();
        match self.try_send(envelope, bytes).await {
            Outcome::Later(_) | Outcome::Unreachable(_) if was_open && self.open.is_none() => {
                self.try_send(envelope, bytes).await
            }
            outcome => outcome,
        }
    }

    async fn try_send(&mut self, envelope: &Envelope, bytes: &[u8]) -> Outcome {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => match tokio::time::timeout(CONNECT, self.server.connect()).await {
                Ok(Ok(connection)) => Open {
                    connection,
                    n_mails: 0,
                    is_handed_over: false,
                },
                // Whatever the code: a wrong password is no fault of the mail.
                Ok(Err(error)) => return Outcome::Unreachable(error.to_string()),
                Err(_) => return Outcome::Unreachable("no connection in time".to_owned()),
            },
        };
        open.is_handed_over = false;
        open.n_mails += 1;
        let answer = tokio::time::timeout(SEND, open.converse(envelope, bytes)).await;
        let (outcome, is_usable) = match answer {
            Ok(Ok(response)) => (Outcome::Sent(words(&response)), true),
            Ok(Err(error)) if error.is_permanent() || error.is_client() => {
                (Outcome::Refused(error.to_string()), error.is_permanent())
            }
            // 421 says that the server closes.
            Ok(Err(error)) if error.is_transient() => {
                let is_usable = error.status().is_some_and(|code| code.to_string() != "421");
                (Outcome::Later(error.to_string()), is_usable)
            }
            Ok(Err(error)) if open.is_handed_over => (Outcome::Uncertain(error.to_string()), false),
            Ok(Err(error)) => (Outcome::Later(error.to_string()), false),
            Err(_) if open.is_handed_over => (Outcome::Uncertain("no answer in time".to_owned()), false),
            Err(_) => (Outcome::Later("no answer in time".to_owned()), false),
        };
        self.keep(open, is_usable, matches!(outcome, Outcome::Sent(_)))
            .await;
        outcome
    }

    /// Keeps the connection for the next mail, if it is still good for one.
    async fn keep(&mut self, mut open: Open, is_usable: bool, is_clean: bool) {
        let is_worn = open.n_mails >= MAX_MAILS;
        if is_usable && !is_worn {
            let is_ready = is_clean
                || matches!(
                    tokio::time::timeout(SHORT, open.connection.command(Rset)).await,
                    Ok(Ok(_))
                );
            if is_ready {
                self.open = Some(open);
            }
        } else if is_usable {
            let _ = tokio::time::timeout(SHORT, open.connection.quit()).await;
        }
    }

    /// Takes leave: an idle connection would be closed by the server anyway.
    pub(crate) async fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            let _ = tokio::time::timeout(SHORT, open.connection.quit()).await;
        }
    }
}

impl Open {
    async fn converse(&mut self, envelope: &Envelope, bytes: &[u8]) -> Result<Response, SmtpError> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        if is_international(envelope) && server.supports_feature(Extension::SmtpUtfEight) {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let connection = &mut self.connection;
        connection
            .command(Mail::new(envelope.from().cloned(), parameters))
            .await?;
        for to in envelope.to() {
            connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
        }
        connection.command(Data).await?;
        self.is_handed_over = true;
        match std::str::from_utf8(bytes) {
            Ok(text) => connection.command(Text(text)).await,
            Err(_) => connection.message(bytes).await,
        }
    }
}

/// The text of a mail and its end, written at once: in two parts, the end would wait until the server says that it got
/// the first, which takes 40 ms on a Linux server.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // A line that begins with a dot gets another one (RFC 5321, 4.5.2), after a bare line feed too: a server that
        // takes it for the end of a line would see the end of the mail.
        for line in self.0.split_inclusive('\n') {
            if line.starts_with('.') {
                f.write_str(".")?;
            }
            f.write_str(line)?;
        }
        f.write_str(if self.0.ends_with("\r\n") {
            ".\r\n"
        } else {
            "\r\n.\r\n"
        })
    }
}

fn is_international(envelope: &Envelope) -> bool {
    let addresses = envelope.from().into_iter().chain(envelope.to());
    addresses
        .map(AsRef::<str>::as_ref)
        .any(|address| !address.is_ascii())
}

fn words(response: &Response) -> String {
    let text = response.message().collect::<Vec<_>>().join(" ");
    format!("{} {text}", response.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_with_a_dot_and_hides_its_own() {
        for (text, expected) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n..b\r\n c.\r\n", "..\r\n...b\r\n c.\r\n.\r\n"),
            ("a\n.b", "a\n..b\r\n.\r\n"),
            (".", "..\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(Text(text).to_string(), expected, "{text:?}");
        }
    }

    #[test]
    fn the_address_of_the_server_is_read_or_refused() {
        let cases = [
            ("smtp://host", Some(("host", 25, Tls::WhenOffered, false))),
            ("smtp://[::1]:2525", Some(("::1", 2525, Tls::WhenOffered, false))),
            ("smtp://u:p%40%3A@host", Some(("host", 587, Tls::Required, true))),
            (
                "smtp://u:p@host:26?tls=none",
                Some(("host", 26, Tls::Never, true)),
            ),
            ("smtps://u:p@host/", Some(("host", 465, Tls::FromTheStart, true))),
            ("smtp://host:port", None),
            ("smtp://", None),
            ("smtp://u@host", None),
            ("smtp://u:%zz@host", None),
            ("smtp://host?tls=maybe", None),
        ];
        for (url, expected) in cases {
            let read = Server::parse(url).ok();
            let read = read
                .as_ref()
                .map(|s| (s.host.as_str(), s.port, s.tls, s.credentials.is_some()));
            assert_eq!(read, expected, "{url}");
        }
    }
}
