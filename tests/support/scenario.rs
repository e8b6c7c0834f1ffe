//! A scenario: keys in; cells, screen and effects out.

use std::sync::{Arc, OnceLock};

use crossterm::event::{KeyEvent, KeyModifiers};
use jiff::civil::date;
use ratatui::backend::TestBackend;
use ratatui::{Frame, Terminal};
use tianbiao::app::model::Model;
use tianbiao::form::{Form, compile};
use tianbiao::report::{Report, read, write};
use tianbiao::session::Session;
use tianbiao::tui::app::{App, update};
use tianbiao::tui::command::parse_key;
use tianbiao::tui::event::{Effect, Message};
use tianbiao::tui::look::Look;
use tianbiao::tui::{SCREEN, view};

/// The built-in form.
pub const BUILT_IN: &str = include_str!("../../templates/linxiang-overall-expenditure.ron");
/// The filled-in sample of the built-in form.
pub const SAMPLE: &str = include_str!("../../templates/linxiang-overall-expenditure.sample.ron");
/// A form that differs from it in most respects.
pub const PROJECT: &str = include_str!("../fixtures/project.ron");

/// This year's report of the sample's unit, rolled forward from last year's.
pub const ROLLED: &str = include_str!("../fixtures/rolled.ron");

/// Compiles a form; the built-in one only once.
pub fn form(source: &str) -> Arc<Form> {
    static FORM: OnceLock<Arc<Form>> = OnceLock::new();
    if source == BUILT_IN { Arc::clone(FORM.get_or_init(|| compiled(source))) } else { compiled(source) }
}

fn compiled(source: &str) -> Arc<Form> {
    match compile(source) {
        Ok(form) => Arc::new(form),
        Err(mistakes) => panic!("{mistakes:#?}"),
    }
}

/// An application, and the effects that it requested.
pub struct Scenario {
    pub app: App,
    pub effects: Vec<Effect>,
}

impl Scenario {
    /// Opens a blank report.
    pub fn blank(source: &str, size: (u16, u16)) -> Scenario {
        let form = form(source);
        let report = Report::new(&form);
        Scenario::over(Session::new(form, report), size)
    }

    /// Opens the filled-in sample.
    pub fn sample(size: (u16, u16)) -> Scenario {
        let form = form(BUILT_IN);
        let report = Report::from_file(&form, read(SAMPLE).unwrap());
        Scenario::over(Session::new(form, report), size)
    }

    /// Opens a report that was rolled forward from last year's.
    pub fn rolled(size: (u16, u16)) -> Scenario {
        let form = form(BUILT_IN);
        let report = Report::from_file(&form, read(ROLLED).unwrap());
        Scenario::over(Session::new(form, report), size)
    }

    /// Opens a session.
    pub fn over(session: Session, size: (u16, u16)) -> Scenario {
        let look = Look::default();
        let model = Model::new(session, (look.lang, &SCREEN), "2023.ron", date(2024, 9, 28), true);
        let app = App::new(model, look, size);
        Scenario { app, effects: Vec::new() }
    }

    /// Types keys: text as it is, keys as `<Tab>`, `<Ctrl-Z>`, `<F7>`, repeated as `<Tab*3>`, pasted as
    /// `<Paste 1>`.
    pub fn keys(mut self, keys: &str) -> Scenario {
        self.keys_in(keys);
        self
    }

    /// Like [`Scenario::keys`], in place.
    pub fn keys_in(&mut self, keys: &str) {
        for message in messages(keys) {
            self.send(message);
        }
    }

    /// Pastes a text.
    pub fn paste(mut self, text: &str) -> Scenario {
        self.send(Message::Paste(text.to_owned()));
        self
    }

    /// Dispatches a message. If it changed the report, compares the findings with those of a fresh calculation.
    pub fn send(&mut self, message: Message) {
        let before = self.app.model.session.revision();
        let effects = update(&mut self.app, message);
        self.effects.extend(effects);
        let session = &self.app.model.session;
        if session.revision() == before {
            return;
        }
        let (form, report) = (session.form(), session.report());
        let fresh = tianbiao::sheet::calculate_on(form, report, session.sheet().today());
        assert_eq!(session.findings(), tianbiao::check::check(form, report, &fresh));
    }

    /// The value at a path, as it is shown.
    pub fn get(&self, path: &str) -> String {
        let session = &self.app.model.session;
        let cell = session.report().resolve(session.form(), path).unwrap_or_else(|e| panic!("{path}: {e:?}"));
        let field = session.form().field(cell.field);
        field.kind.show(&session.sheet().cell(cell).value, session.form().language)
    }

    /// The path of the current cell.
    pub fn at(&self) -> String {
        let session = &self.app.model.session;
        self.app.cursor.cell.map_or(String::new(), |cell| session.form().number_path(cell))
    }

    /// The report file.
    pub fn file(&self) -> String {
        write(self.app.model.session.form(), self.app.model.session.report())
    }

    /// The notice; empty if there is none.
    pub fn notice(&self) -> &str {
        self.app.notice.as_ref().map_or("", |notice| notice.text.as_str())
    }

    /// The screen as text, with the position of the caret.
    pub fn screen(&self) -> String {
        screen(self.app.size, |frame| view::draw(&self.app, frame))
    }
}

/// The messages for keys in the notation of [`Scenario::keys`].
pub fn messages(keys: &str) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut rest = keys;
    while let Some(character) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((text, after)) =
            named.and_then(|(name, after)| Some((name.strip_prefix("Paste ")?, after)))
        {
            messages.push(Message::Paste(text.to_owned()));
            rest = after;
        } else if let Some((name, after)) = named {
            let (name, times) = name.split_once('*').unwrap_or((name, "1"));
            let (code, modifiers) = parse_key(name).unwrap_or_else(|| panic!("{name}"));
            let times = times.parse().unwrap();
            messages.extend((0..times).map(|_| Message::Key(KeyEvent::new(code, modifiers))));
            rest = after;
        } else {
            let code = crossterm::event::KeyCode::Char(character);
            messages.push(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            rest = &rest[character.len_utf8()..];
        }
    }
    messages
}

/// The drawn lines, and the position of the caret.
pub fn screen((width, height): (u16, u16), draw: impl FnOnce(&mut Frame<'_>)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(draw).unwrap();
    let position = terminal.get_cursor_position().unwrap();
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..height {
        let mut line = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap().max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text + &format!("caret {},{}\n", position.x, position.y)
}
