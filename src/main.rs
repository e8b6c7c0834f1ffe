//! The program entry point. Everything else is in [`tianbiao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tianbiao::cli::run(std::env::args_os())
}
