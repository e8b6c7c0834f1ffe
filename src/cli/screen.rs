//! The one place where the screen is opened.

use std::env;
use std::path::Path;

use jiff::Timestamp;

use super::Context;
use super::say::{Code, Failure};
use crate::store::FileProblem;
use crate::store::lock::Owner;
use crate::store::reports::{self, LoadError};
use crate::store::state::State;
use crate::tui::app::Look;
use crate::tui::theme::{Frame, Theme};
use crate::tui::{self, Launch};

/// Opens the screen on a report, or on the start screen when there is none (yet).
pub fn open(context: &Context, file: Option<&Path>) -> Result<Code, Failure> {
    let report = match file.map(|file| reports::load(file, &context.shelf)) {
        Some(Ok(loaded)) => Some(loaded),
        Some(Err(LoadError::File(error))) if error.problem == FileProblem::Missing => None,
        Some(Err(error)) => return Err(context.load_failure(file.unwrap_or(Path::new("")), &error)),
        None => None,
    };
    let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let look = Look {
        lang: context.lang(),
        width: context.measure(),
        theme: if no_colour { Theme::plain() } else { Theme::colours() },
        // Lines are one cell wide only where that is known.
        frame: if context.width == Some(tui::width::Width::Narrow) && !context.ascii {
            Frame::LINES
        } else {
            Frame::ASCII
        },
    };
    let state = State::from_environment(env::var_os("XDG_STATE_HOME"), env::var_os("HOME"));
    let (shelf, owner) = (&context.shelf, owner());
    let width_is_known = context.width.is_some();
    let lang = context.lang;
    let lines = !context.ascii && !is_inside_another();
    let launch = Launch { look, width_is_known, lines, lang, shelf, state: &state, owner, file, report };
    match tui::open(launch) {
        Ok(0) => Ok(Code::Done),
        Ok(code) => Ok(Code::Signal(code)),
        Err(reason) => Err(Failure::new(Code::Files, reason)),
    }
}

/// Whether the terminal is tmux or screen, which answer for themselves: how wide the one around them draws is
/// not known.
fn is_inside_another() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let term = env::var("TERM").unwrap_or_default();
    is_set("TMUX") || is_set("STY") || term.starts_with("screen") || term.starts_with("tmux")
}

/// Who sits at this terminal, for whoever finds the report locked.
fn owner() -> Owner {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let user = set("USER").or_else(|| set("LOGNAME")).unwrap_or_default();
    // The address at the other end of the line comes first.
    let line = set("SSH_CONNECTION").or_else(|| set("SSH_CLIENT")).unwrap_or_default();
    let from = line.split_whitespace().next().unwrap_or_default();
    let terminal = rustix::termios::ttyname(rustix::stdio::stdin(), Vec::new());
    let terminal = terminal.ok().and_then(|name| name.into_string().ok()).unwrap_or_default();
    Owner::this(&user, from, &terminal, Timestamp::now().as_second())
}
