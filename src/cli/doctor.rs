//! `tianbiao doctor`: checks the terminal, folders and settings, and suggests fixes.

use std::env;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::say::{Code, Failure, Out};
use super::{Context, keys, screen, variable};
use crate::form::visible_line;
use crate::message::{self, Lang, terminal as said};
use crate::store::{FileError, service, shown, trial};
use crate::terminal::probe::Answer;
use crate::terminal::width::Width;
use crate::tui::look::Look;
use crate::tui::trial::{self as tried, Seen};

/// Width of the columns before the message, in cells.
const BEFORE: usize = 12;

/// Arguments of `doctor`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// 逐个按键，查看收到的内容和对应操作 / test keys: show what each key sends and does
    #[arg(long)]
    keys: bool,
    /// 以 JSON 输出 / output JSON
    #[arg(long, conflicts_with = "keys")]
    json: bool,
}

/// Result of one check.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(rename = "check")]
    name: &'static str,
    #[serde(skip)]
    title: String,
    ok: bool,
    message: String,
}

/// Runs the checks and prints the results. Returns [`Code::Findings`] if there are problems.
pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    if arguments.keys {
        return try_keys(context, out);
    }
    let patient = Patient::new(context);
    let has_terminal = patient.seen.is_some();
    let columns = patient.seen.map(|seen| usize::from(seen.size.0));
    let lines = patient.lines();
    let bad = lines.iter().filter(|line| !line.ok).count();
    if arguments.json {
        let text = serde_json::to_string_pretty(&lines).map_err(std::io::Error::from)?;
        writeln!(out, "{text}")?;
    } else {
        let (lang, width) = (context.lang(), context.measure());
        // Do not wrap lines for a file or pipe.
        let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(BEFORE).max(BEFORE));
        for line in &lines {
            let mark = if line.ok { said::ok(lang) } else { said::bad(lang) };
            let mut head = format!("{mark} {}", width.left(&line.title, BEFORE - 4));
            for row in line.message.lines() {
                for part in width.wrap(row, room, 0) {
                    let text = row.get(part).unwrap_or_default().trim_end();
                    writeln!(out, "{} {text}", width.left(&head, BEFORE - 1))?;
                    head.clear();
                }
            }
        }
        let verdict = match bad {
            0 if !has_terminal => said::rest_is_well(lang),
            0 if screen::in_lines(context) => said::all_well_in_lines(lang),
            0 => said::all_well(lang),
            bad => said::some_bad(lang, bad),
        };
        writeln!(out, "\n{verdict}")?;
    }
    Ok(if bad == 0 { Code::Done } else { Code::Findings })
}

fn try_keys(context: &Context, out: &mut Out) -> Result<Code, Failure> {
    let lang = context.lang();
    if screen::in_lines(context) {
        return Err(Failure::new(Code::Files, said::keys_in_lines(lang)));
    }
    if !tried::has_terminal() {
        return Err(Failure::new(Code::Files, message::not_a_terminal(lang)));
    }
    let found = keys::read(context);
    let look = Look { lang, width: context.measure(), keys: found.keys, ..Look::default() };
    let failed =
        |error: std::io::Error| Failure::new(Code::Files, message::terminal_failed(lang, &error.to_string()));
    for line in found.wrong.into_iter().chain(tried::keys(look).map_err(failed)?) {
        writeln!(out, "{line}")?;
    }
    Ok(Code::Done)
}

/// State collected during the checks.
struct Patient<'a> {
    context: &'a Context,
    lang: Lang,
    seen: Option<Seen>,
    lines: Vec<Line>,
}

impl<'a> Patient<'a> {
    fn new(context: &'a Context) -> Patient<'a> {
        Patient {
            context,
            lang: context.lang(),
            seen: tried::look(!screen::in_lines(context)),
            lines: Vec::new(),
        }
    }

    fn lines(mut self) -> Vec<Line> {
        let lang = self.lang;
        let version = format!("tianbiao {}", super::VERSION);
        self.say("program", said::program(lang), true, version);
        self.terminal();
        self.line();
        if let Some(seen) = self.seen {
            self.encoding(seen);
            self.width(seen);
        }
        let colours = if screen::has_colours() { said::colours_16(lang) } else { said::colours_none(lang) };
        self.say("colours", said::colours(lang), true, colours);
        self.keys();
        self.folders();
        let landlock = service::kernel_can_enforce();
        let text = if landlock { said::landlock_ok(lang) } else { said::landlock_none(lang) };
        self.say("landlock", said::landlock(lang), true, text);
        let forms: Vec<_> =
            self.context.shelf.list().into_iter().filter(|form| !form.id.is_empty()).collect();
        let list: Vec<String> = forms.iter().map(|form| visible_line(&form.id)).collect();
        // The first folder is where a person puts forms; of the others only those that exist are listed.
        let folders = self.context.shelf.folders().enumerate();
        let folders = folders.filter(|(at, folder)| *at == 0 || folder.is_dir());
        let folders: Vec<String> = folders.map(|(_, folder)| shown(folder)).collect();
        let folders = said::forms_folders(lang, &folders.join("  "));
        let text = format!("{}\n{folders}", said::forms_ok(lang, list.len(), &list.join(" ")));
        self.say("forms", said::forms(lang), true, text);
        self.lines
    }

    fn say(&mut self, name: &'static str, title: String, ok: bool, message: String) {
        self.lines.push(Line { name, title, ok, message });
    }

    fn terminal(&mut self) {
        let lang = self.lang;
        let term = visible_line(&variable("TERM").unwrap_or_default());
        let Some(Seen { size: (columns, rows), answer }) = self.seen else {
            return self.say("terminal", said::terminal(lang), true, said::terminal_none(lang));
        };
        if screen::in_lines(self.context) {
            let is = said::terminal_is(lang, &term, columns, rows);
            let text = format!("{is}\n{}", said::terminal_lines(lang));
            return self.say("terminal", said::terminal(lang), true, text);
        }
        let (ok, mut text) = if columns < 60 || rows < 16 {
            (false, said::terminal_small(lang, columns, rows))
        } else if term == "linux" {
            (false, said::terminal_console(lang))
        } else {
            (true, said::terminal_is(lang, &term, columns, rows))
        };
        if answer.is_none() {
            text.push('\n');
            text += &said::terminal_mute(lang);
        }
        self.say("terminal", said::terminal(lang), ok, text);
    }

    /// Checks the connection between the terminal and the program.
    fn line(&mut self) {
        let lang = self.lang;
        let from = variable("SSH_CONNECTION").or_else(|| variable("SSH_CLIENT"));
        let mut text = match &from {
            Some(line) => said::line_ssh(lang, &visible_line(line.split(' ').next().unwrap_or_default())),
            None => said::line_local(lang),
        };
        let tmux = variable("TMUX").is_some();
        let inside = [tmux.then_some("tmux"), variable("STY").map(|_| "screen")];
        let inside: Vec<&str> = inside.into_iter().flatten().collect();
        if !inside.is_empty() {
            text += &said::line_inside(lang, &inside.join(", "));
        }
        if tmux {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}", said::inside_tmux(lang));
        }
        self.say("line", said::line(lang), true, text);
    }

    fn encoding(&mut self, seen: Seen) {
        let lang = self.lang;
        if seen.answer == Some(Answer::Garbled) {
            let text = format!("{}\n{}", said::encoding_bad(lang), said::GARBLED_CURES.join("\n"));
            return self.say("encoding", said::encoding(lang), false, text);
        }
        if seen.answer.is_none() {
            return;
        }
        let mut text = said::encoding_ok(lang);
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, variable(name)?)));
        if let Some((name, value)) = locale
            && !value.to_ascii_lowercase().replace('-', "").contains("utf8")
        {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}", said::encoding_locale(lang, name, &visible_line(&value)));
        }
        self.say("encoding", said::encoding(lang), true, text);
    }

    fn width(&mut self, seen: Seen) {
        let lang = self.lang;
        let (ok, text) = match (self.context.width, seen.answer) {
            (Some(told), Some(Answer::Width(drawn))) if told != drawn => {
                (false, said::width_contradicted(lang, word(told)))
            }
            (Some(told), _) => (true, said::width_told(lang, word(told))),
            (None, Some(Answer::Width(Width::Narrow))) if screen::is_inside_another() => {
                (true, said::width_narrow_inside(lang))
            }
            (None, Some(Answer::Width(Width::Narrow))) => (true, said::width_narrow(lang)),
            (None, Some(Answer::Width(Width::Wide))) => (true, said::width_wide(lang)),
            (None, Some(Answer::Mixed)) => (true, said::width_mixed(lang)),
            (None, Some(Answer::Garbled) | None) => return,
        };
        self.say("width", said::width(lang), ok, text);
    }

    fn keys(&mut self) {
        let lang = self.lang;
        let found = keys::read(self.context);
        let file = found.path.as_deref().map_or_else(String::new, shown);
        let text = match found.keys.changed {
            _ if !found.wrong.is_empty() => format!("{file}\n{}", found.wrong.join("\n")),
            0 => said::keys_standard(lang, &file),
            count => said::keys_changed(lang, &file, count),
        };
        self.say("keys", said::keys_file(lang), found.wrong.is_empty(), text);
    }

    fn folders(&mut self) {
        let lang = self.lang;
        match self.context.state.folder() {
            Some(folder) => {
                self.folder("drafts", said::state_folder(lang), &folder, trial::own_folder(&folder));
            }
            None => self.say("drafts", said::state_folder(lang), true, said::state_none(lang)),
        }
        let here = env::current_dir().unwrap_or_else(|_| Path::new(".").to_owned());
        self.folder("reports", said::report_folder(lang), &here, trial::folder(&here));
    }

    fn folder(&mut self, name: &'static str, title: String, path: &Path, locks: Result<bool, FileError>) {
        let lang = self.lang;
        let (ok, text) = match locks {
            Ok(true) => (true, said::folder_ok(lang, &shown(path))),
            Ok(false) => (false, said::folder_no_locks(lang, &shown(path))),
            Err(error) => (false, said::folder_bad(lang, &error.sentence(lang))),
        };
        self.say(name, title, ok, text);
    }
}

fn word(width: Width) -> &'static str {
    match width {
        Width::Narrow => "narrow",
        Width::Wide => "wide",
    }
}
