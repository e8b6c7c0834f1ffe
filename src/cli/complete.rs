//! Completion of words in a shell: commands and options, forms, and the paths of a report that is named on the same line.
//!
//! The script of a shell runs the program with [`VARIABLE`] and the words of the line.

use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;

use clap_complete::engine::{CompletionCandidate, ValueCandidates, ValueCompleter};
use clap_complete::env::{EnvCompleter, Shells};

use super::say::{Code, Failure};
use super::{Context, definition, form_folders, installed_folders};
use crate::check::named_rules;
use crate::form::Row;
use crate::message::{self, Lang};
use crate::report::Paths;
use crate::store::forms::Shelf;
use crate::store::reports::{self, Loaded};

/// The variable that names the shell, and asks for completions instead of running the program.
const VARIABLE: &str = "TIANBIAO_COMPLETE";
/// The shells.
pub(super) const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];
/// Maximum number of paths offered.
const MAX_PATHS: usize = 2_000;

fn shell(name: &str) -> Option<&'static dyn EnvCompleter> {
    const ALL: Shells<'static> = Shells::builtins();
    ALL.0.iter().copied().find(|shell| shell.name() == name)
}

/// Prints the script of a shell.
pub(super) fn script(context: &Context, name: &str, out: &mut dyn Write) -> Result<Code, Failure> {
    let unknown =
        || Failure::new(Code::Usage, message::unknown_shell(context.lang(), name, &SHELLS.join(" ")));
    // The generator panics if its output is closed, so it writes to memory.
    let mut script = Vec::new();
    let shell = shell(name).ok_or_else(unknown)?;
    shell.write_registration(VARIABLE, "tianbiao", "tianbiao", "tianbiao", &mut script)?;
    out.write_all(&script)?;
    Ok(Code::Done)
}

/// Prints the words that can stand at the cursor if a shell asks for them; returns false if none asks.
pub(super) fn answer(arguments: &[OsString], lang: Lang, out: &mut dyn Write) -> bool {
    let shell = env::var(VARIABLE).ok().and_then(|name| shell(&name));
    let Some((shell, words)) = shell.zip(words(arguments)) else { return false };
    let mut command = definition(lang);
    command.build();
    let here = env::current_dir().ok();
    let mut written = Vec::new();
    // Without an answer, the shell offers nothing.
    let answered = shell.write_complete(&mut command, words.to_vec(), here.as_deref(), &mut written);
    let _ = answered.and_then(|()| out.write_all(&written));
    true
}

/// Returns the words of the line, which follow `--`.
fn words(arguments: &[OsString]) -> Option<&[OsString]> {
    arguments.get(1).filter(|word| *word == "--").and_then(|_| arguments.get(2..))
}

fn shelf() -> Shelf {
    Shelf::new(form_folders()).with_installed(installed_folders())
}

/// Returns the first report that is named on the line.
fn report_on_the_line() -> Option<Loaded> {
    let arguments: Vec<OsString> = env::args_os().collect();
    let is_report = |word: &&OsString| word.to_string_lossy().ends_with(".ron");
    let report = words(&arguments)?.iter().find(is_report).map(PathBuf::from)?;
    reports::load(&report, &shelf()).ok()
}

/// The ids of the forms.
#[derive(Clone, Debug)]
pub(super) struct Forms;

impl ValueCandidates for Forms {
    fn candidates(&self) -> Vec<CompletionCandidate> {
        let forms = shelf().newest_of_each().into_iter();
        forms.map(|form| CompletionCandidate::new(form.id).help(Some(form.title.into()))).collect()
    }
}

/// The names of the tables of the report on the line.
#[derive(Clone, Debug)]
pub(super) struct Tables;

impl ValueCandidates for Tables {
    fn candidates(&self) -> Vec<CompletionCandidate> {
        let Some(loaded) = report_on_the_line() else { return Vec::new() };
        let form = &*loaded.form;
        let cells = loaded.report.cells(form).into_iter().filter(|cell| cell.row != Row::Only);
        let names: BTreeSet<&str> = cells.filter_map(|cell| form.path_head(cell).split('[').next()).collect();
        names.into_iter().map(CompletionCandidate::new).collect()
    }
}

/// The paths of the report on the line.
#[derive(Clone, Debug)]
pub(super) struct ReportPaths {
    /// Text after each path, such as `=`.
    pub after: &'static str,
    /// True if the names of rules are offered too, for `RULE@PATH`.
    pub with_rules: bool,
}

impl ValueCompleter for ReportPaths {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let (Some(loaded), Some(current)) = (report_on_the_line(), current.to_str()) else {
            return Vec::new();
        };
        let (form, paths) = (&*loaded.form, Paths::new(&loaded.form, &loaded.report));
        let (rule, begun) = current.split_once('@').map_or(("", current), |(rule, path)| (rule, path));
        let rule = if rule.is_empty() { String::new() } else { format!("{rule}@") };
        let mut found: Vec<(String, String)> = Vec::new();
        for cell in loaded.report.cells(form) {
            // A row is given by its number or by its name.
            let mut both = vec![form.number_path(cell), paths.of(cell)];
            both.dedup();
            let label = form.field(cell.field).label.clone();
            found.extend(
                both.into_iter().filter(|path| path.starts_with(begun)).map(|path| (path, label.clone())),
            );
            if found.len() > MAX_PATHS {
                break;
            }
        }
        let paths = found.into_iter().map(|(path, label)| {
            let help = Some(label.into()).filter(|_| !path.is_empty());
            CompletionCandidate::new(format!("{rule}{path}{}", self.after)).help(help)
        });
        let rules = named_rules().filter(|_| self.with_rules && rule.is_empty());
        let rules = rules.filter(|rule| rule.name.starts_with(current));
        let rules = rules.map(|rule| CompletionCandidate::new(format!("{}@", rule.name)));
        paths.chain(rules).collect()
    }
}
