//! The program: arguments to one command, errors to exit codes. All of it is in [`tianbiao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tianbiao::cli::run(std::env::args_os())
}
