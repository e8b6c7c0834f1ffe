//! The only place that opens the screen, or the line dialogue that replaces it.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::say::{Code, Failure, talk};
use super::{Context, is_set, keys, plain};
use crate::app::start::Target;
use crate::message;
use crate::message::terminal as said;
use crate::store::reports::{self, LoadError};
use crate::store::{FileProblem, documents, may_use, service, shown, trial};
use crate::terminal::job::forbid_suspending;
use crate::terminal::width::Width;
use crate::tui::look::Look;
use crate::tui::theme::{Frame, Theme};
use crate::tui::{self, Launch};

/// Opens the screen in service mode: only the files of a folder can be used.
pub(super) fn serve(context: &Context, folder: &Path, file: Option<&Path>) -> Result<Code, Failure> {
    let lang = context.lang();
    let failed = |error: io::Error| {
        Failure::new(Code::Files, message::file_io(lang, &shown(folder), &error.to_string()))
    };
    let folder = folder.canonicalize().map_err(failed)?;
    env::set_current_dir(&folder).map_err(failed)?;
    let forms: Vec<_> = context.shelf.folders().map(Path::to_owned).collect();
    let confined = service::confine(folder.clone(), context.state.folder().as_deref(), &forms);
    let is_enforced = confined.map_err(failed)?;
    forbid_suspending();
    if !is_enforced {
        talk(&said::service_not_enforced(lang));
    }
    if let Some(file) = file {
        may_use(file).map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
    }
    open(context, file)
}

/// Opens the screen for a report, or the start screen if there is no report (yet).
pub(super) fn open(context: &Context, file: Option<&Path>) -> Result<Code, Failure> {
    let target = match file.map(|file| (file, reports::load(file, &context.shelf))) {
        Some((file, Ok(loaded))) => Target::Report(Box::new(loaded), file.to_owned()),
        Some((file, Err(LoadError::File(error)))) if error.problem == FileProblem::Missing => {
            Target::Missing(file.to_owned())
        }
        Some((file, Err(error))) => {
            let failure = context.load_failure(file, &error);
            // Without a user who can answer, the sentence names the command that imports it.
            let asks =
                failure.code == Code::Damaged && io::stdin().is_terminal() && io::stdout().is_terminal();
            let can_be_restored = || context.environment().damaged(file, &error).is_some();
            if !asks || !(documents::is_no_report(file) || can_be_restored()) {
                return Err(failure);
            }
            Target::Document(file.to_owned())
        }
        None => Target::Nothing,
    };
    if in_lines(context) {
        return plain::open(context, target);
    }
    let keys = keys::read(context);
    let notice = keys.wrong.first().map_or_else(
        || if file.is_none() { in_the_way(context) } else { None },
        |wrong| Some(said::keys_wrong(context.lang(), wrong, keys.wrong.len())),
    );
    // Line-drawing characters are known to be one cell wide only with `--width narrow`.
    let has_lines = context.width == Some(Width::Narrow) && !context.ascii;
    let look = Look {
        lang: context.lang(),
        width: context.measure(),
        theme: if has_colours() { Theme::colours() } else { Theme::plain() },
        keys: keys.keys,
        frame: if has_lines { Frame::LINES } else { Frame::ASCII },
        clipboard: context.clipboard,
    };
    let launch = Launch {
        look,
        width_is_known: context.width.is_some(),
        lines: !context.ascii && !is_inside_another(),
        notice,
        environment: context.environment(),
        target,
    };
    match tui::open(launch) {
        Ok(0) => Ok(Code::Done),
        Ok(code) => Ok(Code::Signal(code)),
        Err(reason) => Err(Failure::new(Code::Files, reason)),
    }
}

/// True if reports are filled in line by line: on request, or because the terminal is a line terminal.
pub(super) fn in_lines(context: &Context) -> bool {
    context.plain || is_dumb()
}

/// True if the terminal can only show lines.
fn is_dumb() -> bool {
    let name = env::var("TERM").unwrap_or_default();
    (name.is_empty() || name == "dumb") && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Returns the first problem with the state folder or the current folder, if any.
fn in_the_way(context: &Context) -> Option<String> {
    let here = env::current_dir().unwrap_or_else(|_| Path::new(".").to_owned());
    let state = context.state.folder().map(|folder| trial::own_folder(&folder));
    let wrong = state.into_iter().chain([trial::folder(&here)]).find_map(Result::err)?;
    Some(said::folder_bad(context.lang(), &wrong.sentence(context.lang())))
}

/// True if the terminal supports colours and `NO_COLOR` is not set.
pub(super) fn has_colours() -> bool {
    let term = env::var("TERM").unwrap_or_default();
    let monochrome = ["vt", "dumb", "cons25-m"].iter().any(|start| term.starts_with(start));
    !is_set("NO_COLOR") && !monochrome && !term.ends_with("-m") && !term.ends_with("-mono")
}

/// True inside tmux or screen. They answer queries themselves, so the character width of the outer terminal
/// is unknown.
pub(super) fn is_inside_another() -> bool {
    let term = env::var("TERM").unwrap_or_default();
    is_set("TMUX") || is_set("STY") || term.starts_with("screen") || term.starts_with("tmux")
}
