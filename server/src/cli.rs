//! The command line: `serve`, `migrate`, `token create`.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};

/// The platform of the centres de ressources politique de la ville.
#[derive(Debug, Parser)]
#[command(name = "passerelle", version, about)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serves the pages and the API.
    Serve {
        #[command(flatten)]
        config: Config,
    },
    /// Brings the schema up to date, and stops.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// API tokens of organisations.
    Token {
        #[command(subcommand)]
        verb: TokenVerb,
    },
}

#[derive(Debug, Subcommand)]
enum TokenVerb {
    /// Creates a token and prints its secret, once.
    Create {
        #[command(flatten)]
        config: Config,
        /// Short name of the organisation.
        #[arg(long)]
        organisation: String,
        /// Name of the token: what it is for.
        #[arg(long)]
        name: String,
        /// Scopes: `programme:read`, `network:write`…
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// Days until it expires.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i32).range(1..=366))]
        days: i32,
    },
}

/// From the signal to the end, for what is open and for the background work together: less than the 10 s after
/// which those who supervise processes kill them.
const GRACE: Duration = Duration::from_secs(8);
/// For the threads that block, after that.
const LAST_SECOND: Duration = Duration::from_secs(1);

/// Runs the command line.
pub fn main() -> ExitCode {
    let verb = Command::parse().verb;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let ended = runtime.block_on(run(verb));
    runtime.shutdown_timeout(LAST_SECOND);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

#[expect(clippy::print_stderr, reason = "the command line talks to a person")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("passerelle: {error:#}");
    ExitCode::FAILURE
}

async fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Serve { config } => serve(config).await,
        Verb::Migrate { config } => App::new(config, Clock::default()).await?.migrate().await,
        Verb::Token {
            verb:
                TokenVerb::Create {
                    config,
                    organisation,
                    name,
                    scopes,
                    days,
                },
        } => {
            let app = App::new(config, Clock::default()).await?;
            let secret = crate::account::create_token(&app, &organisation, &name, &scopes, days).await?;
            #[expect(clippy::print_stdout, reason = "the secret is the output of the command")]
            {
                println!("{secret}");
            }
            Ok(())
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    config.check().map_err(anyhow::Error::msg)?;
    log(&config);
    let app = App::new(config, Clock::default()).await?;
    app.migrate().await?;
    if app.config.demonstration {
        crate::demonstration::load(&app).await?;
    }
    let shutdown = CancellationToken::new();
    stop_on_signal(shutdown.clone());
    app.start(&shutdown);
    if let Some(address) = app.config.metrics_listen {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("METRICS_LISTEN {address}"))?;
        tokio::spawn(crate::http::serve_metrics(
            crate::http::install_metrics()?,
            listener,
            shutdown.clone(),
        ));
    }
    let address = app.config.listen;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("LISTEN {address}"))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, public_url = app.config.public_url, "listening");
    if app.config.demonstration {
        welcome(&app).await?;
    }
    let deadline = async {
        shutdown.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let all = async {
        crate::http::serve(crate::http::router(&app), listener, shutdown.clone()).await?;
        // What is on its way (a mail, a job) ends properly.
        app.tasks.wait().await;
        Ok(())
    };
    tokio::select! {
        ended = all => ended,
        () = deadline => {
            tracing::warn!("some requests or jobs were still open after {} s", GRACE.as_secs());
            Ok(())
        }
    }
}

/// Says what to open and whom to enter as.
#[expect(clippy::print_stdout, reason = "a newcomer reads it")]
async fn welcome(app: &Arc<App>) -> anyhow::Result<()> {
    println!("\n  Passerelle runs: open {}\n  Enter as:", app.config.public_url);
    for (name, organisation, email) in crate::demonstration::people(app).await? {
        println!("    {name:<28} {organisation:<28} {email}");
    }
    println!(
        "  Mails are written to {}\n",
        app.config.data_dir.join("mails").display()
    );
    Ok(())
}

fn log(config: &Config) {
    let targets: tracing_subscriber::filter::Targets = config.log_level.parse().unwrap_or_default();
    let registry = tracing_subscriber::registry().with(targets);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Json => registry.with(lines.json()).init(),
        LogFormat::Text => registry.with(lines).init(),
    }
}

fn stop_on_signal(shutdown: CancellationToken) {
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupt => {}
            () = terminate => {}
        }
        tracing::info!("stopping");
        shutdown.cancel();
    });
}
