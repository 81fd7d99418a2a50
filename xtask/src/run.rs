//! `cargo xtask run`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::bundle::{self, NoToolchain, Rustup};
use crate::command::run as run_command;
use crate::project::Project;
use crate::say::say;
use crate::stamp::Stamp;

/// Builds what is out of date, then becomes the server with the demonstration's data.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    match bundle::build(project, Rustup::Allowed) {
        Err(error) if error.is::<NoToolchain>() => {
            say(
                "bundle",
                &format!("{error}\n\nGoing on without it: the pages work, and update when reloaded."),
            );
        }
        other => other?,
    }
    let binary = server(project)?;
    let data = project.root.join("data");
    if options.fresh && data.exists() {
        say("data", "deleted, for a fresh start");
        fs::remove_dir_all(&data).context("cannot delete the folder `data`")?;
    }
    say("server", &format!("starting on port {}", options.port));
    let address = format!("127.0.0.1:{}", options.port);
    let mut serve = project.command(&binary);
    serve.args([
        "serve",
        "--demonstration",
        "--data-dir",
        "data",
        "--site-dir",
        "target/site",
    ]);
    serve.args(["--listen", &address, "--public-url", &format!("http://{address}")]);
    if std::env::var_os("LOG_FORMAT").is_none() {
        serve.env("LOG_FORMAT", "text");
    }
    serve.args(options.rest);
    Err(serve.exec()).context("cannot start the server")
}

/// The server's binary, built when a source is newer.
fn server(project: &Project) -> Result<PathBuf> {
    let binary = project.target().join("release/passerelle");
    let stamp = Stamp::new(project.notes().join("server.stamp"));
    let sources = project.paths(["server", "web", "proto", "migrations", "Cargo.toml", "Cargo.lock"]);
    if stamp.fresh(&sources, &identity(&binary)) {
        say("server", "up to date");
        return Ok(binary);
    }
    say(
        "server",
        "building (about seven minutes the first time on two cores)",
    );
    run_command(
        project
            .cargo()
            .args(["build", "--release", "--package", "server"]),
    )?;
    stamp.write(&identity(&binary))?;
    Ok(binary)
}

/// Tells a binary from the one that another checkout or command put in its place.
fn identity(binary: &Path) -> String {
    let about = fs::metadata(binary).and_then(|about| Ok((about.len(), about.modified()?)));
    about.map_or_else(
        |_| "none".to_owned(),
        |(length, changed)| format!("{length} {changed:?}"),
    )
}

/// The words after `run`.
struct Options<'a> {
    fresh: bool,
    port: u16,
    /// What follows `--`, for the server.
    rest: &'a [String],
}

impl<'a> Options<'a> {
    fn parse(arguments: &'a [String]) -> Result<Self> {
        let mut options = Self {
            fresh: false,
            port: 8080,
            rest: &[],
        };
        let mut words = arguments.iter().enumerate();
        while let Some((position, word)) = words.next() {
            match word.as_str() {
                "--fresh" => options.fresh = true,
                "--port" => {
                    let port = words.next().and_then(|(_, port)| port.parse().ok());
                    options.port = port.context("--port takes a number up to 65535")?;
                }
                "--" => {
                    options.rest = &arguments[position + 1..];
                    break;
                }
                other => bail!(
                    "`cargo xtask run` does not know `{other}`: it takes --fresh, --port NUMBER, and `--` before options of the server"
                ),
            }
        }
        Ok(options)
    }
}
