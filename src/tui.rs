//! The screen: one channel of messages in, effects out.
//!
//! The loop below is the only part of the screen that acts: it reads the clock, the terminal and, through
//! `store`, files. It sleeps until something happens and draws once for all that has.

pub mod app;
pub mod canvas;
pub mod command;
pub mod editor;
mod entry;
pub mod geometry;
mod goto;
pub mod grid;
pub mod layout;
pub mod mode;
mod motion;
pub mod opening;
mod output;
pub mod start;
mod terminal;
pub mod theme;
pub mod view;
pub mod width;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use jiff::Zoned;

use crate::export::{Format, Options};
use crate::form::CellRef;
use crate::message::{self, Lang};
use crate::report::{Edit, Report, Session};
use crate::store::forms::Shelf;
use crate::store::reports;
use crate::store::{FileProblem, How, Stamp, save};
use app::{App, Effect, ExportError, Look, Message, update};
use output::Output;
use start::{Outcome, Start};

/// What the screen is opened with.
#[derive(Debug)]
pub struct Launch<'a> {
    /// How it looks; the language may give way to the form's.
    pub look: Look,
    /// The language that was asked for.
    pub lang: Option<Lang>,
    /// Where forms are.
    pub shelf: &'a Shelf,
    /// The report to open, or to begin when it is not there.
    pub file: Option<&'a Path>,
    /// The report, already read.
    pub report: Option<reports::Loaded>,
}

/// A report on the screen.
struct Document {
    app: App,
    path: PathBuf,
    stamp: Option<Stamp>,
}

/// What is on the screen.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
enum Screen {
    Start(Start),
    Document(Box<Document>),
}

/// What the loop waits for.
enum Event {
    /// Something that the screen is to know.
    Happened(Message),
    /// A frame has been written; or the terminal is gone.
    Written(io::Result<()>),
}

/// How long the last frame may take before the program leaves without it.
const LAST_FRAME: Duration = Duration::from_millis(500);

/// Opens the screen and stays until a person leaves; gives the exit code.
pub fn open(mut launch: Launch<'_>) -> Result<u8, String> {
    let lang = launch.look.lang;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(message::not_a_terminal(lang));
    }
    let failed = |error: io::Error| message::terminal_failed(lang, &error.to_string());
    let size = crossterm::terminal::size().map_err(failed)?;
    let screen = first_screen(&mut launch, size);
    terminal::enter().map_err(failed)?;
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        terminal::leave();
        before(info);
    }));
    let (sender, receiver) = channel();
    let result = terminal::listen(&sender).and_then(|()| {
        let mut output = Output::new(size, sender.clone())?;
        let code = run(&launch, screen, &mut output, &receiver)?;
        Ok((code, settle(&mut output, &receiver)))
    });
    // A terminal that is gone or stalled is left alone: writing to it would wait for ever.
    if !matches!(result, Ok((terminal::HUNG_UP, _) | (_, false))) {
        terminal::leave();
    }
    result.map(|(code, _)| code).map_err(failed)
}

fn first_screen(launch: &mut Launch<'_>, size: (u16, u16)) -> Screen {
    match (launch.report.take(), launch.file) {
        (Some(loaded), Some(path)) => Screen::Document(Box::new(show(launch, loaded, path, size))),
        (_, file) => {
            let forms = launch.shelf.list();
            let forms =
                forms.into_iter().filter(|form| !form.id.is_empty()).map(|form| (form.id, form.title));
            let year = Zoned::now().year().saturating_sub(1);
            let file = file.map(|file| file.display().to_string());
            Screen::Start(Start::new(launch.look, size, forms.collect(), year, file))
        }
    }
}

fn show(launch: &Launch<'_>, loaded: reports::Loaded, path: &Path, size: (u16, u16)) -> Document {
    let lang = launch.lang.unwrap_or(loaded.form.language);
    let look = Look { lang, ..launch.look };
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.display().to_string());
    let stamp = loaded.stamp;
    let session = Session::new(loaded.form, loaded.report);
    let app = App::new(session, look, size, &name, Zoned::now().date(), stamp.is_some());
    Document { app, path: path.to_owned(), stamp }
}

fn run(
    launch: &Launch<'_>,
    mut screen: Screen,
    output: &mut Output,
    receiver: &Receiver<Event>,
) -> io::Result<u8> {
    let mut changed = true;
    loop {
        if changed && !output.is_busy() {
            draw(&screen, output)?;
            changed = false;
        }
        let Ok(first) = receiver.recv() else { return Ok(terminal::HUNG_UP) };
        // All that has arrived goes into one frame.
        for event in std::iter::once(first).chain(receiver.try_iter()) {
            let message = match event {
                Event::Written(Ok(())) => {
                    output.written();
                    continue;
                }
                Event::Written(Err(_)) => Message::Leave(terminal::HUNG_UP),
                Event::Happened(message) => message,
            };
            changed = true;
            if let Message::Resize(columns, rows) = message {
                output.resize((columns, rows))?;
            }
            let leave = match &mut screen {
                Screen::Start(start) => match start.update(message) {
                    Some(Outcome::Quit(code)) => Some(code),
                    Some(outcome) => {
                        if let Some(document) = begin(launch, start, outcome) {
                            screen = Screen::Document(Box::new(document));
                        }
                        None
                    }
                    None => None,
                },
                Screen::Document(document) => document.happened(message, output)?,
            };
            if let Some(code) = leave {
                return Ok(code);
            }
        }
    }
}

/// Waits for the last frame; false when the terminal does not take it.
fn settle(output: &mut Output, receiver: &Receiver<Event>) -> bool {
    let deadline = Instant::now() + LAST_FRAME;
    while output.is_busy() {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Event::Written(Ok(()))) => output.written(),
            Ok(Event::Happened(_)) => {}
            Ok(Event::Written(Err(_))) | Err(_) => return false,
        }
    }
    true
}

fn draw(screen: &Screen, output: &mut Output) -> io::Result<()> {
    match screen {
        Screen::Start(start) => output.draw(|frame| view::start::draw(start, frame)),
        Screen::Document(document) => output.draw(|frame| view::draw(&document.app, frame)),
    }
}

/// Opens or begins the report that the start screen came to; on failure says why there.
fn begin(launch: &Launch<'_>, start: &mut Start, outcome: Outcome) -> Option<Document> {
    let lang = start.look.lang;
    let result = match outcome {
        Outcome::Open(file) => {
            let path = PathBuf::from(file);
            reports::load(&path, launch.shelf)
                .map(|loaded| (loaded, path))
                .map_err(|error| error.sentence(lang))
        }
        Outcome::New { file, form, year, sample } => {
            let path = PathBuf::from(file);
            new_report(launch, &path, &form, year.as_deref(), sample, lang).map(|loaded| (loaded, path))
        }
        Outcome::Quit(_) => return None,
    };
    match result {
        Ok((loaded, path)) => Some(show(launch, loaded, &path, start.size)),
        Err(reason) => {
            start.say(reason);
            None
        }
    }
}

/// A new report, saved at once, so that the name is taken and the folder is known to be writable.
fn new_report(
    launch: &Launch<'_>,
    path: &Path,
    form: &str,
    year: Option<&str>,
    sample: bool,
    lang: Lang,
) -> Result<reports::Loaded, String> {
    let found = launch.shelf.find_or_open(form).map_err(|error| error.sentence(lang))?;
    let mut report = if sample {
        let text = found.origin.sample().map_err(|error| error.sentence(lang))?;
        let file = crate::report::read(&text).map_err(|error| error.reason(lang))?;
        Report::from_file(&found.form, file)
    } else {
        Report::new(&found.form)
    };
    if let (Some(field), Some(year)) = (found.form.year, year) {
        report.apply(&found.form, Edit::Set { cell: CellRef::only(field), text: Some(year.into()) });
    }
    let stamp = reports::store(path, &found.form, &report, How::New).map_err(|error| error.sentence(lang))?;
    Ok(reports::Loaded {
        form: found.form,
        origin: found.origin,
        report,
        stamp: Some(stamp),
        other_edition: None,
    })
}

impl Document {
    /// Something happened: the state changes and effects are performed; perhaps with an exit code.
    fn happened(&mut self, message: Message, output: &mut Output) -> io::Result<Option<u8>> {
        let mut effects = update(&mut self.app, message);
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                match effect {
                    Effect::Quit(code) => return Ok(Some(code)),
                    Effect::Redraw => output.resize(self.app.size)?,
                    Effect::Save => {
                        let saved = Message::Saved(self.save());
                        next.extend(update(&mut self.app, saved));
                    }
                    Effect::Export { format, path, force } => {
                        let exported = Message::Exported(self.export(format, &path, force));
                        next.extend(update(&mut self.app, exported));
                    }
                }
            }
            effects = next;
        }
        Ok(None)
    }

    fn save(&mut self) -> Result<String, String> {
        let session = &self.app.session;
        let how = self.stamp.as_ref().map_or(How::New, How::Update);
        let stamp = reports::store(&self.path, session.form(), session.report(), how)
            .map_err(|error| error.sentence(self.app.look.lang))?;
        self.stamp = Some(stamp);
        Ok(Zoned::now().strftime("%H:%M:%S").to_string())
    }

    fn export(&self, format: &str, path: &str, force: bool) -> Result<String, ExportError> {
        let lang = self.app.look.lang;
        let other = |error: io::Error| ExportError::Other(error.to_string());
        let format = Format::named(format).ok_or_else(|| other(io::ErrorKind::NotFound.into()))?;
        let texts = self.app.session.texts(lang);
        let bytes = (format.write)(&texts, Options::default()).map_err(other)?;
        // Beside the report, unless the name says otherwise.
        let path = self.path.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
        let how = if force { How::Replace } else { How::New };
        match save(&path, &bytes, how) {
            Ok(_) => Ok(message::exported(lang, &path.display().to_string())),
            Err(error) if error.problem == FileProblem::Exists => Err(ExportError::Exists),
            Err(error) => Err(ExportError::Other(error.sentence(lang))),
        }
    }
}
