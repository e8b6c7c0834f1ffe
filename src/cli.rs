//! The command line: argument definitions, dispatch to a command, and exit codes.
//!
//! Data goes to standard output, messages to standard error. Each command is implemented in its own file in
//! `cli/`; this file only defines the arguments and their shared context.

mod assign;
mod check;
mod complete;
mod diff;
mod doctor;
mod edition;
mod export;
mod form;
mod get;
mod hand_in;
mod help;
mod history;
mod import;
mod keep;
mod keys;
mod new;
mod place;
mod plain;
mod recover;
mod roll;
mod say;
mod screen;
mod set;
mod table;

use std::env;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::app::{self, Environment};
use crate::clock;
use crate::form::{Form, nearest, visible_line};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::sheet::{Sheet, calculate_on};
use crate::store::documents;
use crate::store::forms::{Found, Shelf};
use crate::store::lock::{self, Attempt, Lock, Owner};
use crate::store::reports::{self, Loaded};
use crate::store::{
    FileError, How, MAX_REPORT_BYTES, State, backups, journal, keep_private, may_name, read_any,
    read_any_stream, read_stream, shown,
};
use crate::terminal::width::Width;
use say::{Code, Failure, Out, talk};

const EXAMPLES: &str = "\
例子 / Examples:
  tianbiao 2023.ron                              在界面中打开（不存在的可新建） / open on the screen, or create
  tianbiao --plain 2023.ron                      逐项问答，供读屏软件使用 / by questions, for screen readers
  tianbiao new 2023.ron --year 2023              新建一份空白报告 / create a blank report
  tianbiao import 2022.docx -o 2023.ron          导入上年度 Word 文档 / import last year's Word document
  tianbiao set 2023.ron year=2023 'income[1].fiscal=662.86'
  tianbiao get 2023.ron 'income[sum].total'      读取一个值 / print a value
  tianbiao check 2023.ron                        检查 / list findings
  tianbiao diff 2022.ron 2023.ron                与上年度对照 / compare with last year
  tianbiao export 2023.ron -o 2023.docx          导出 / export
  tianbiao help clerk                            填报说明 / guide for clerks

退出码 / Exit codes:
  0 完成 / done
  1 有错误、两份不同或有待处理项 / errors were found, the reports differ, or something is to be done
  2 用法错误 / wrong usage
  3 文件损坏或报表格式未知 / a file is damaged, or its form is unknown
  4 已在另一处打开 / open in another session
  5 读写失败 / reading or writing failed
  101 程序出错 / internal error";

/// The version, with the commit if it is known, and the target.
const VERSION: &str = if env!("TIANBIAO_COMMIT").is_empty() {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("TIANBIAO_TARGET"), ")")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("TIANBIAO_COMMIT"), ", ", env!("TIANBIAO_TARGET"), ")")
};

/// 填表：在终端里填写、检查、导出绩效自评报告 / fill in, check and export self-evaluation reports
#[derive(Debug, Parser)]
#[command(name = "tianbiao", version = VERSION, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
struct Arguments {
    /// 报告文件 / the report file
    file: Option<PathBuf>,
    /// 服务模式：限定使用一个文件夹，供 sshd 的 ForceCommand / service mode: use only one folder, for ForceCommand of sshd
    #[arg(long, value_name = "DIR")]
    service: Option<PathBuf>,
    /// 版本 / print the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args, Debug)]
struct Global {
    /// 界面和消息的语言：zh 或 en（环境变量 TIANBIAO_LANG） / language of the interface: zh or en (variable TIANBIAO_LANG)
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    /// 逐项问答，不使用全屏界面：供读屏软件、盲文显示器和简单终端使用 / ask line by line, without full screen: for screen readers, braille displays and simple terminals
    #[arg(long, global = true)]
    plain: bool,
    /// 线条只用 ASCII 字符 / draw lines with ASCII only
    #[arg(long, global = true)]
    ascii: bool,
    /// “ ” … — 等字符在终端中所占格数（环境变量 TIANBIAO_WIDTH） / width of ambiguous characters such as “ ” … — (variable TIANBIAO_WIDTH)
    #[arg(long, global = true, value_name = "WIDTH")]
    width: Option<WidthArgument>,
    /// 复制的内容也送到本机终端的剪贴板：on 或 off（环境变量 TIANBIAO_CLIPBOARD） / also copy to the clipboard of the terminal: on or off (variable TIANBIAO_CLIPBOARD)
    #[arg(long, global = true, value_name = "SWITCH")]
    clipboard: Option<Switch>,
    /// 用法；-h 短，--help 全 / print help: -h short, --help full
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WidthArgument {
    Narrow,
    Wide,
    Auto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 新建报告 / create a report
    New(new::Arguments),
    /// 导入上年度报告（Word 文档、电子表格、文本） / import last year's report (Word document, spreadsheet, text)
    Import(import::Arguments),
    /// 由上年度报告生成本年草稿 / create this year's draft from last year's report
    Roll(roll::Arguments),
    /// 读取各项的值 / print values
    Get(get::Arguments),
    /// 修改各项，全部成功或全部不改 / change values: all or none
    Set(set::Arguments),
    /// 将一张表输出到电子表格，或从电子表格读取 / write a table for a spreadsheet, or read one from it
    Table(table::Arguments),
    /// 列出全部问题 / list all findings
    Check(check::Arguments),
    /// 导出为文档或数据 / export as a document or data
    Export(export::Arguments),
    /// 对照两份报告：逐项列出差异、增减额和增减率 / compare two reports: differences, amounts and percentages
    Diff(diff::Arguments),
    /// 报表格式版本：查看、更换 / show or change the edition of a report's form
    Edition(edition::Arguments),
    /// 历史版本：列出、取出、删除 / history: list, fetch or delete saved versions
    History(history::Arguments),
    /// 恢复未保存的草稿 / recover a draft that was not saved to the file
    Recover(recover::Arguments),
    /// 报表格式：列出、查看、检查 / forms: list, show or check
    #[command(subcommand, disable_help_subcommand = true)]
    Form(form::Command),
    /// 检测：终端、编码、字宽、按键、文件夹 / diagnose terminal, encoding, character width, keys and folders
    Doctor(doctor::Arguments),
    /// 生成命令行补全 / generate shell completions
    Completions {
        /// shell 名称 / the shell
        #[arg(value_name = "SHELL", value_parser = complete::SHELLS)]
        shell: String,
    },
    /// 说明文档和各命令的用法 / documents, and the usage of commands
    Help(help::Arguments),
    /// 生成手册页 / generate the manual page
    Man {
        /// 命令名称 / the command to document
        command: Option<String>,
    },
}

/// State and settings shared by all commands.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Context {
    /// The requested language, if any.
    lang: Option<Lang>,
    /// Width of ambiguous characters; `None` if it must be queried from the terminal.
    pub width: Option<Width>,
    /// True if reports are filled in line by line (`--plain`).
    pub plain: bool,
    /// True if lines are drawn with ASCII only.
    pub ascii: bool,
    /// True if copied text also goes to the clipboard of the terminal.
    pub clipboard: bool,
    /// The available forms.
    pub shelf: Shelf,
    /// The folder of drafts, locks and backups.
    pub state: State,
    /// The owner recorded in locks taken by this process.
    pub owner: Owner,
    /// True in service mode.
    is_service: bool,
}

/// Returns the argument definition with its texts in one language, from which help, completions, manual and README are
/// generated.
pub fn definition(lang: Lang) -> clap::Command {
    help::in_language(Arguments::command(), lang)
}

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    keep_private();
    // A panic message may quote a file; `talk` escapes its control characters.
    std::panic::set_hook(Box::new(|crash| talk(&crash.to_string())));
    // Exceeding the file size limit must return an error instead of killing the process.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = asked_lang(&arguments).or_else(environment_lang).unwrap_or_default();
    if complete::answer(&arguments, lang, &mut io::stdout().lock()) {
        return ExitCode::SUCCESS;
    }
    let parsed = definition(lang).try_get_matches_from(&arguments);
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(parsed) => parsed,
        Err(error) => return refused(misspelt(&error, &arguments, lang).unwrap_or(error), lang),
    };
    let mut out = Out(BufWriter::new(io::stdout().lock()));
    let service = arguments.service.is_some();
    let result = Context::new(&arguments.global, service).and_then(|context| {
        perform(&context, arguments, &mut out).map_err(|failure| failure.told(context.lang()))
    });
    match result.and_then(|code| Ok(out.flush().map(|()| code)?)) {
        Ok(code) => code.into(),
        Err(failure) => {
            // Flush the output produced so far. A closed pipe cannot be reported a second time.
            let _ = out.flush();
            talk(&failure.text);
            failure.code.into()
        }
    }
}

/// Reports a misspelt command. The first argument may be a file, so the parser takes the misspelt command for
/// a file and rejects the next word instead.
fn misspelt(error: &clap::Error, arguments: &[OsString], lang: Lang) -> Option<clap::Error> {
    let is_word = |word: &str| !word.starts_with('-');
    let surplus = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    if error.kind() != ErrorKind::UnknownArgument || !surplus.is_some_and(|surplus| is_word(&surplus)) {
        return None;
    }
    let first = arguments.iter().skip(1).find_map(|word| word.to_str().filter(|word| is_word(word)))?;
    let definition = definition(lang);
    let near = nearest(first, definition.get_subcommands().map(clap::Command::get_name))?;
    let mut misspelt = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(&definition);
    misspelt.insert(ContextKind::InvalidSubcommand, ContextValue::String(first.to_owned()));
    misspelt.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near]));
    Some(misspelt)
}

/// Prints help or version to standard output, or an argument error to standard error with its quoted words
/// escaped.
fn refused(mut error: clap::Error, lang: Lang) -> ExitCode {
    if error.use_stderr() {
        let words: Vec<_> = error.context().map(|(kind, value)| (kind, value.clone())).collect();
        for (kind, value) in words {
            if let ContextValue::String(word) = value {
                error.insert(kind, ContextValue::String(visible_line(&word)));
            }
        }
        talk(&reason(&error, lang));
    } else {
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Returns the message for an argument error: in Chinese if there is a translation, otherwise the parser's
/// text.
fn reason(error: &clap::Error, lang: Lang) -> String {
    let sentence = message::usage_reason(error).filter(|_| lang == Lang::Zh);
    let Some(sentence) = sentence else { return error.render().to_string().trim_end().to_owned() };
    let usage = error.get(ContextKind::Usage).map(ToString::to_string);
    let usage = usage.and_then(|usage| Some(message::usage_is(lang, usage.trim().strip_prefix("Usage: ")?)));
    let lines = [Some(sentence), usage, Some(message::usage_more(lang))];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Returns the language given in the arguments, even if they are otherwise invalid.
fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let option = words.find(|word| *word == "--lang" || word.starts_with("--lang="))?;
    let code = option.strip_prefix("--lang=").or_else(|| words.next())?;
    Lang::from_code(code)
}

fn perform(context: &Context, arguments: Arguments, out: &mut Out) -> Result<Code, Failure> {
    if let Some(folder) = &arguments.service {
        if arguments.command.is_some() {
            return Err(Failure::new(Code::Usage, message::service_without_commands(context.lang())));
        }
        return screen::serve(context, folder, arguments.file.as_deref());
    }
    let Some(command) = arguments.command else {
        return screen::open(context, arguments.file.as_deref());
    };
    if let Some(file) = arguments.file {
        let text = message::command_and_file(context.lang(), &shown(&file));
        return Err(Failure::new(Code::Usage, text));
    }
    match command {
        Command::New(arguments) => new::run(context, &arguments),
        Command::Import(arguments) => import::run(context, &arguments, out),
        Command::Roll(arguments) => roll::run(context, &arguments, out),
        Command::Get(arguments) => get::run(context, &arguments, out),
        Command::Set(arguments) => set::run(context, &arguments),
        Command::Table(arguments) => table::run(context, &arguments, out),
        Command::Check(arguments) => check::run(context, &arguments, out),
        Command::Export(arguments) => export::run(context, &arguments, out),
        Command::Diff(arguments) => diff::run(context, &arguments, out),
        Command::Edition(arguments) => edition::run(context, &arguments, out),
        Command::History(arguments) => history::run(context, &arguments, out),
        Command::Recover(arguments) => recover::run(context, &arguments, out),
        Command::Form(command) => form::run(context, &command, out),
        Command::Doctor(arguments) => doctor::run(context, &arguments, out),
        Command::Help(arguments) => help::run(context, &arguments, out),
        Command::Completions { shell } => complete::script(context, &shell, out),
        Command::Man { command } => help::man(context, command.as_deref(), out),
    }
}

impl Context {
    /// Returns what a front end needs to open reports.
    fn environment(&self) -> Environment<'_> {
        Environment {
            lang: self.lang,
            shelf: &self.shelf,
            state: &self.state,
            owner: &self.owner,
            // Commands to fetch a file are only useful if standard output is the user's terminal.
            remote: (!self.is_service && io::stdout().is_terminal()).then(hand_in::remote).flatten(),
            office: if self.is_service { hand_in::no_office() } else { hand_in::office() },
        }
    }

    /// Reads the settings. In service mode those of the environment do not count that name files.
    fn new(global: &Global, is_service: bool) -> Result<Context, Failure> {
        let environment = environment_lang();
        let unknown = |code: &str| {
            Failure::new(Code::Usage, message::unknown_language(environment.unwrap_or_default(), code))
        };
        let asked = global.lang.as_deref();
        let asked = asked.map(|code| Lang::from_code(code).ok_or_else(|| unknown(code))).transpose()?;
        let lang = asked.or(environment);
        let width = match global.width.or_else(environment_width) {
            Some(WidthArgument::Narrow) => Some(Width::Narrow),
            Some(WidthArgument::Wide) => Some(Width::Wide),
            Some(WidthArgument::Auto) | None => None,
        };
        let switch = || Switch::from_str(&env::var("TIANBIAO_CLIPBOARD").ok()?, true).ok();
        let clipboard = global.clipboard.or_else(switch) != Some(Switch::Off);
        let trusted = |name: &str| env::var_os(name).filter(|_| !is_service);
        let state = State::from_environment(trusted("XDG_STATE_HOME"), env::var_os("HOME"));
        let shelf = if is_service {
            Shelf::default().with_installed(usual_folders())
        } else {
            Shelf::new(form_folders()).with_installed(installed_folders())
        };
        let (plain, ascii, owner) = (global.plain, global.ascii, this_owner());
        Ok(Context { lang, width, plain, ascii, clipboard, shelf, state, owner, is_service })
    }

    /// Returns the language of messages issued before a form is known.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }

    /// Returns the language of messages about a form or report: the requested one, otherwise the form's.
    pub fn lang_for(&self, form: &Form) -> Lang {
        self.lang.unwrap_or(form.language)
    }

    /// Finds a form by id or file; the default form if `wanted` is `None`.
    fn form(&self, wanted: Option<&str>) -> Result<Found, Failure> {
        let found = self.shelf.find_or_open(wanted.unwrap_or(self.shelf.first_id()));
        found.map_err(|error| Failure::from_form(&error, self.lang(), self.measure()))
    }

    /// Warns if the form is not on the shelf: the report could not be opened later.
    fn tell_if_not_on_shelf(&self, form: &Form) {
        let found = self.shelf.find(&form.id, &form.edition);
        if !found.is_ok_and(|found| found.form.edition == form.edition) {
            talk(&message::form_not_on_shelf(self.lang_for(form), &form.id));
        }
    }

    /// Returns the character width for text that is not drawn on the screen.
    fn measure(&self) -> Width {
        self.width.unwrap_or_default()
    }

    /// Determines how to write a new report. An existing file is overwritten only with `force`, only if no
    /// session has it open, and never if it is the source `from`. The caller must hold the returned lock
    /// until the report is written.
    fn making(
        &self,
        report: &Path,
        from: Option<&Path>,
        force: bool,
        lang: Lang,
    ) -> Result<(How<'static>, Option<Lock>), Failure> {
        if !force {
            check_name(report).map_err(|error| Failure::from_file(&error, lang, self.measure()))?;
            return Ok((How::New, None));
        }
        if from.is_some_and(|from| absolute(from).ok() == absolute(report).ok()) {
            return Err(Failure::new(Code::Usage, message::onto_itself(lang, &shown(report))));
        }
        Ok((How::Replace, self.lock(report, lang)?))
    }

    /// Locks a report, or fails if another session has it open. Returns `None` if locking is impossible;
    /// saving still refuses to overwrite changes by others.
    fn lock(&self, report: &Path, lang: Lang) -> Result<Option<Lock>, Failure> {
        let attempt = match self.state.find(report) {
            Ok(Some(place)) => Lock::take(&place, &self.owner),
            // This account has never opened the report.
            Ok(None) => match lock::elsewhere(report) {
                Some(owner) => Ok(Attempt::Held(owner)),
                None => return Ok(None),
            },
            Err(error) => Err(error),
        };
        match attempt {
            Ok(Attempt::Taken(lock)) => {
                if lock.weak {
                    talk(&message::no_lock(lang));
                }
                Ok(Some(lock))
            }
            Ok(Attempt::Held(owner) | Attempt::Shared(_, owner)) => {
                let (file, since) = (shown(report), shown_time(owner.since, self.lang()));
                let text = message::file_held(lang, &file, &owner.whole(), &since);
                Err(Failure::new(Code::InUse, text))
            }
            Err(_) => {
                talk(&message::no_lock(lang));
                Ok(None)
            }
        }
    }

    /// Returns the failure for a report that cannot be loaded. For a damaged report the message names the
    /// draft and the newest backup.
    fn load_failure(&self, path: &Path, error: &reports::LoadError) -> Failure {
        let mut failure = Failure::from_load(error, self.lang(), self.measure());
        if failure.code != Code::Damaged {
            return failure;
        }
        let (lang, file) = (self.lang(), shown(path));
        if documents::is_no_report(path) {
            failure.text = message::import_first(lang, &file);
        } else if let Ok(Some(place)) = self.state.find(path) {
            let draft = journal::is_there(&place).then(|| message::good_in_draft(lang, &file));
            let newest = backups::list(&place).ok().and_then(|mut all| all.pop());
            let newest = newest.map(|newest| {
                message::good_in_history(lang, &file, newest.number, &shown_time(newest.time, lang))
            });
            failure.text.extend(draft.into_iter().chain(newest).map(|text| format!("\n{text}")));
        }
        failure
    }

    /// Loads a report; `-` means standard input.
    fn load(&self, path: &Path) -> Result<Loaded, Failure> {
        let loaded = if path.as_os_str() == "-" {
            read_stream(io::stdin().lock(), "-", MAX_REPORT_BYTES)
                .map_err(reports::LoadError::File)
                .and_then(|text| reports::from_text(path, &text, &self.shelf))
        } else {
            reports::load(path, &self.shelf)
        };
        let loaded = loaded.map_err(|error| self.load_failure(path, &error))?;
        let lang = self.lang_for(&loaded.form);
        loaded.remarks(path, lang).iter().for_each(|remark| talk(remark));
        Ok(loaded)
    }
}

/// Checks the name of a file to be written; the current folder may be hidden.
fn check_name(path: &Path) -> Result<(), FileError> {
    may_name(path, &env::current_dir().unwrap_or_default())
}

/// Returns the lock owner that identifies this process to other sessions.
fn this_owner() -> Owner {
    let first = |names: &[&str]| names.iter().find_map(|name| variable(name)).unwrap_or_default();
    let line = first(&["SSH_CONNECTION", "SSH_CLIENT"]);
    let from = line.split(' ').next().unwrap_or_default();
    let terminal = rustix::termios::ttyname(rustix::stdio::stdin(), Vec::new());
    let terminal = terminal.ok().and_then(|name| name.into_string().ok());
    let terminal = terminal.unwrap_or_else(|| first(&["SSH_TTY"]));
    Owner::this(&first(&["USER", "LOGNAME"]), from, &terminal, seconds_now())
}

/// Reads a file, or standard input for `-`.
fn read_input(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    if path.as_os_str() == "-" {
        read_any_stream(io::stdin().lock(), "-", limit)
    } else {
        read_any(path, limit)
    }
}

/// Returns an environment variable unless it is unset or empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// True if an environment variable is set to anything but the empty string.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Returns the current time in seconds since 1970; 0 if it is unknown.
fn seconds_now() -> i64 {
    clock::now().timestamp().as_second()
}

/// Calculates the sheet of a report today.
fn calculated(form: &Form, report: &Report) -> Sheet {
    calculate_on(form, report, clock::today())
}

/// Formats a time, in seconds since 1970, with its date.
fn shown_time(seconds: i64, lang: Lang) -> String {
    // Never today, so that the date is shown.
    app::clock(seconds, &clock::local(Timestamp::UNIX_EPOCH), lang)
}

/// Returns the language of `TIANBIAO_LANG`, otherwise of the first locale variable that is set.
fn environment_lang() -> Option<Lang> {
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    variable("TIANBIAO_LANG").and_then(|code| Lang::from_code(&code)).or_else(|| Lang::from_code(&locale()?))
}

fn environment_width() -> Option<WidthArgument> {
    WidthArgument::from_str(&env::var("TIANBIAO_WIDTH").ok()?, true).ok()
}

/// Returns the folders that contain forms: those in `TIANBIAO_FORMS`, then the one in the configuration
/// folder.
fn form_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        env::var_os("TIANBIAO_FORMS").map(|all| env::split_paths(&all).collect()).unwrap_or_default();
    folders.retain(|folder| !folder.as_os_str().is_empty());
    folders.extend(configuration().map(|folder| folder.join("forms")));
    folders
}

const CONFIG_DIRS: &str = "/etc/xdg";
const DATA_DIRS: &str = "/usr/local/share:/usr/share";
const INSTALLED: &str = "tianbiao/forms";

/// Returns the folders where an administrator installs forms, in the order of the XDG Base Directory Specification.
fn installed_folders() -> Vec<PathBuf> {
    let home = environment_folder("XDG_DATA_HOME")
        .or_else(|| environment_folder("HOME").map(|home| home.join(".local/share")));
    let listed = |name, usual: &str| {
        let all = env::var_os(name).filter(|all| !all.is_empty()).unwrap_or_else(|| usual.into());
        env::split_paths(&all).filter(|folder| folder.is_absolute()).collect::<Vec<_>>()
    };
    let folders = listed("XDG_CONFIG_DIRS", CONFIG_DIRS).into_iter().chain(home);
    let folders = folders.chain(listed("XDG_DATA_DIRS", DATA_DIRS));
    folders.map(|folder| folder.join(INSTALLED)).collect()
}

/// Returns the folders where an administrator installs forms, independent of the environment.
fn usual_folders() -> Vec<PathBuf> {
    [CONFIG_DIRS, DATA_DIRS]
        .into_iter()
        .flat_map(|all| all.split(':'))
        .map(|folder| Path::new(folder).join(INSTALLED))
        .collect()
}

/// Returns the folder that a variable names; a relative one is ignored.
fn environment_folder(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Returns the user's configuration folder.
fn configuration() -> Option<PathBuf> {
    let home = || environment_folder("HOME").map(|home| home.join(".config"));
    environment_folder("XDG_CONFIG_HOME").or_else(home).map(|folder| folder.join("tianbiao"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        definition(Lang::Zh).debug_assert();
        definition(Lang::En).debug_assert();
    }
}
