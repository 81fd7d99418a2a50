//! Command line of Passerelle.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
