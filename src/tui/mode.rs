//! What the screen shows besides the page: lists, menus, questions, and the keys they take.

use jiff::ToSpan;
use jiff::civil::Date;

use super::app::{App, Effect, Entering};
use super::command::{ACTIONS, BINDINGS, Binding, Command, binding};
use super::editor::{Editor, Motion};
use super::goto::GoTo;
use super::layout::is_locked;
use crate::export::{FORMATS, Format, Options};
use crate::form::{CellRef, FieldType, Row, Value};
use crate::message;
use crate::report::{Answer, Edit, FindingKind, Mark, Merge, Origin};

/// What the screen shows.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub enum Mode {
    /// The page.
    #[default]
    Page,
    /// The long text at hand, on the whole screen.
    Text,
    /// The findings, with a line of their list selected.
    Findings(usize),
    /// Where to go.
    GoTo(Box<GoTo>),
    /// A menu.
    Menu(Menu),
    /// A month.
    Calendar(Date),
    /// Lines to read: preview, help.
    Reader(Reader),
    /// A question with a line to write.
    Ask(Ask),
    /// Ctrl-K was pressed; what was shown before.
    Keys(Box<Mode>),
}

/// A list of things to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// Its head.
    pub title: String,
    /// What can be done.
    pub items: Vec<MenuItem>,
    /// Which is selected.
    pub selected: usize,
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The digit that does it, or a blank.
    pub digit: char,
    /// What it is called.
    pub label: String,
    /// Its keys.
    pub keys: String,
    /// What happens.
    pub action: Action,
}

/// What a menu item does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A command.
    Command(Command),
    /// Puts a text into the cell at hand.
    Choose(String),
    /// Opens the calendar.
    Calendar,
    /// A new row above or below.
    AddRow {
        /// Below.
        below: bool,
    },
    /// The row goes.
    RemoveRow,
    /// The row moves.
    MoveRow {
        /// Down.
        down: bool,
    },
    /// A calculated cell may be typed over.
    Override,
    /// A typed total is calculated again.
    Release,
    /// Confirms last year's entry.
    Confirm,
    /// Takes over what the row held last year.
    TakeLastRow,
    /// Explains a finding.
    Explain(String),
    /// Asks for a file to export to.
    Export(&'static str),
    /// Exports over an existing file.
    Replace(&'static str, String),
    /// Does nothing.
    Nothing,
}

/// Lines to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// Its head.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
    /// The first one shown.
    pub top: usize,
    /// Whether this is help, which F1 turns to the page of keys.
    pub help: bool,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is asked.
    pub question: String,
    /// More about it.
    pub detail: String,
    /// What was answered last year.
    pub offer: Option<String>,
    /// The answer so far.
    pub editor: Editor,
    /// What it is for.
    pub purpose: Purpose,
}

impl PartialEq for Ask {
    fn eq(&self, other: &Ask) -> bool {
        self.question == other.question && self.purpose == other.purpose
    }
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Explains a finding.
    Explain {
        /// Which rule.
        rule: String,
        /// Where.
        cell: CellRef,
    },
    /// Names the file to export to.
    Export(&'static str),
    /// Names the file for a copy.
    Copy,
}

impl App {
    /// Keys of the mode at hand; `None` leaves the command to the page.
    pub(super) fn perform_in_mode(&mut self, command: Command) -> Option<Vec<Effect>> {
        let toggles = matches!(
            (&self.mode, command),
            (Mode::Findings(_), Command::Findings)
                | (Mode::GoTo(_), Command::GoTo)
                | (Mode::Menu(_), Command::Actions | Command::Options)
                | (Mode::Calendar(_), Command::Options)
                | (Mode::Reader(_), Command::Preview)
        );
        if matches!(self.mode, Mode::Page) {
            return None;
        }
        if matches!(self.mode, Mode::Text) {
            return match command {
                Command::Next => {
                    self.next();
                    Some(Vec::new())
                }
                _ => None,
            };
        }
        let explaining = matches!(&self.mode, Mode::Ask(Ask { purpose: Purpose::Explain { .. }, .. }));
        if explaining && matches!(command, Command::Leave | Command::Quit | Command::Actions | Command::Save)
        {
            // Leaving keeps what was written.
            self.answer();
            return if command == Command::Leave { Some(Vec::new()) } else { None };
        }
        if toggles || command == Command::Leave {
            self.mode = Mode::Page;
            return Some(Vec::new());
        }
        let always = matches!(
            command,
            Command::Quit | Command::Save | Command::Redraw | Command::KeyStrip | Command::Actions
        );
        if always {
            return None;
        }
        let effects = match &mut self.mode {
            Mode::Findings(_) => self.findings_key(command),
            Mode::GoTo(_) => self.goto_key(command),
            Mode::Menu(menu) => {
                let last = menu.items.len().saturating_sub(1);
                if let Some(selected) = step_in_list(menu.selected, last, command) {
                    menu.selected = selected;
                } else if matches!(command, Command::Enter | Command::Next) {
                    return Some(self.choose_selected());
                } else {
                    return self.other_panel(command);
                }
                Vec::new()
            }
            Mode::Calendar(_) => return self.calendar_key(command),
            Mode::Reader(_) => return self.reader_key(command),
            Mode::Ask(_) => self.ask_key(command),
            Mode::Page | Mode::Text | Mode::Keys(_) => return None,
        };
        Some(effects)
    }

    /// Keys of the calendar.
    fn calendar_key(&mut self, command: Command) -> Option<Vec<Effect>> {
        let Mode::Calendar(day) = &mut self.mode else { return None };
        let moved = match command {
            Command::Left => day.checked_sub(1.day()),
            Command::Right => day.checked_add(1.day()),
            Command::Up => day.checked_sub(7.days()),
            Command::Down => day.checked_add(7.days()),
            Command::PageUp => day.checked_sub(1.month()),
            Command::PageDown => day.checked_add(1.month()),
            Command::LineStart => Ok(day.first_of_month()),
            Command::LineEnd => Ok(day.last_of_month()),
            Command::Enter => {
                let day = *day;
                self.mode = Mode::Page;
                let kind = FieldType::Date;
                let text = kind.show(&Value::Date(day), self.look.lang);
                self.set_cell(&text);
                return Some(Vec::new());
            }
            _ => return self.other_panel(command),
        };
        if let Ok(moved) = moved {
            *day = moved;
        }
        Some(Vec::new())
    }

    /// Keys of a question.
    fn ask_key(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Ask(ask) = &mut self.mode else { return Vec::new() };
        let motion = match command {
            Command::Left => Some(Motion::Left),
            Command::Right => Some(Motion::Right),
            Command::LineStart => Some(Motion::Start),
            Command::LineEnd => Some(Motion::End),
            _ => None,
        };
        match (motion, command) {
            (Some(motion), _) => {
                ask.editor.step(motion, false, None);
            }
            (_, Command::Backspace) => {
                ask.editor.backspace();
            }
            (_, Command::Delete) => {
                ask.editor.delete();
            }
            (_, Command::Enter) => return self.answer(),
            (_, Command::TakeLast) if ask.offer.is_some() => {
                ask.editor.set_text(&ask.offer.take().unwrap_or_default());
            }
            _ => self.refuse(message::answer_first(self.look.lang)),
        }
        Vec::new()
    }

    /// F-keys open another panel; anything else does not work here.
    pub(super) fn other_panel(&mut self, command: Command) -> Option<Vec<Effect>> {
        match command {
            Command::Help
            | Command::GoTo
            | Command::Find
            | Command::Findings
            | Command::NextFinding
            | Command::Preview
            | Command::Export
            | Command::Undo
            | Command::Redo
            | Command::Back => {
                self.mode = Mode::Page;
                None
            }
            _ => {
                self.refuse(message::no_such_key(self.look.lang));
                Some(Vec::new())
            }
        }
    }

    /// Typed characters outside the page: digits choose, letters search.
    pub(super) fn type_in_mode(&mut self, text: &str) -> Vec<Effect> {
        match &mut self.mode {
            Mode::GoTo(goto) => {
                goto.editor.insert(text);
                self.search();
            }
            Mode::Ask(ask) => ask.editor.insert(text),
            Mode::Menu(menu) => {
                let digit = text.chars().next().unwrap_or(' ');
                let chosen = menu.items.iter().position(|item| item.digit == digit && digit != ' ');
                match chosen {
                    Some(at) => {
                        menu.selected = at;
                        return self.choose_selected();
                    }
                    None => self.refuse(message::digits_and_arrows(self.look.lang)),
                }
            }
            Mode::Reader(reader) if text == " " => {
                reader.top += 10;
                self.bound_reader();
            }
            _ => self.refuse(message::digits_and_arrows(self.look.lang)),
        }
        Vec::new()
    }

    /// Puts a half-written explanation back into its question.
    pub(super) fn ask_again(&mut self, answer: &Answer) {
        self.ask_explanation(&answer.rule, answer.cell);
        if let Mode::Ask(ask) = &mut self.mode {
            ask.editor.set_text(&answer.text);
            ask.editor.set_offset(answer.offset);
        }
    }

    /// The explanation that is being written, if one is.
    pub(super) fn half_written(&self) -> Option<Answer> {
        let Mode::Ask(Ask { purpose: Purpose::Explain { rule, cell }, editor, .. }) = &self.mode else {
            return None;
        };
        let (rule, text) = (rule.clone(), editor.text());
        Some(Answer { rule, cell: *cell, text, offset: editor.offset() })
    }

    /// Puts the explanation that is being written into the report, as far as it goes; the question stays.
    pub(super) fn keep_answer(&mut self) {
        let Some(Answer { rule, cell, text, .. }) = self.half_written() else { return };
        let text = text.trim().to_owned();
        if self.session.report().explanation(&rule, cell).unwrap_or_default() != text
            && self.change(Edit::Explain { rule, cell, text: Some(text) }, cell, Merge::No)
        {
            self.say(message::explanation_kept(self.look.lang));
        }
    }

    /// The answer to a question was given with Enter.
    fn answer(&mut self) -> Vec<Effect> {
        self.keep_answer();
        let Mode::Ask(ask) = std::mem::take(&mut self.mode) else { return Vec::new() };
        let text = ask.editor.text().trim().to_owned();
        match ask.purpose {
            Purpose::Explain { .. } => Vec::new(),
            Purpose::Export(_) | Purpose::Copy if text.is_empty() => {
                self.refuse(message::no_file_name(self.look.lang));
                Vec::new()
            }
            Purpose::Copy => vec![Effect::Copy(text)],
            Purpose::Export(format) => {
                self.exporting = Some((format, text.clone()));
                vec![Effect::Export { format, path: text, force: false }]
            }
        }
    }

    /// F10.
    pub(super) fn open_actions(&mut self) {
        self.leave_cell();
        let lang = self.look.lang;
        let has_last = self.session.report().has_last();
        let items = ACTIONS.iter().filter_map(|(digit, command)| {
            let row = binding(*command).filter(|row| has_last || !row.command.needs_last_year())?;
            Some(MenuItem {
                digit: *digit,
                label: Binding::pick(row.help, lang).to_owned(),
                keys: row.keys.join(" / "),
                action: Action::Command(*command),
            })
        });
        self.mode =
            Mode::Menu(Menu { title: message::all_actions(lang), items: items.collect(), selected: 0 });
    }

    /// F4: what can be done at the cell at hand.
    pub(super) fn open_options(&mut self) {
        let Some(cell) = self.cursor.cell else {
            self.refuse(message::nothing_to_fill(self.look.lang));
            return;
        };
        let lang = self.look.lang;
        let mut items: Vec<(String, Action)> = Vec::new();
        match self.kind() {
            Some(FieldType::Choice(choices)) => {
                items.extend(choices.iter().map(|choice| (choice.clone(), Action::Choose(choice.clone()))));
            }
            Some(FieldType::Date) => items.push((message::open_calendar(lang), Action::Calendar)),
            _ => {}
        }
        let form = self.session.form();
        let sheet_cell = self.session.sheet().cell(cell);
        // Rows first, so that their digits are the same in every cell.
        if self.in_grid() {
            items.push((message::add_row_below(lang), Action::AddRow { below: true }));
            if let Row::At(_) = cell.row {
                items.push((message::add_row_above(lang), Action::AddRow { below: false }));
                items.push((message::move_row_up(lang), Action::MoveRow { down: false }));
                items.push((message::move_row_down(lang), Action::MoveRow { down: true }));
                items.push((message::remove_row(lang), Action::RemoveRow));
                items.push((message::same_as_above(lang), Action::Command(Command::SameAsAbove)));
                if self.session.report().has_last() {
                    items.push((message::take_last_row(lang), Action::TakeLastRow));
                }
            }
        }
        self.last_year_options(cell, &mut items);
        if is_locked(self, cell) {
            items.push((message::override_it(lang), Action::Override));
        } else if sheet_cell.origin == Origin::Overridden {
            items.push((message::calculate_again(lang), Action::Release));
        }
        let texts = self.session.texts(lang);
        for finding in self.session.sheet().findings_at(cell) {
            if matches!(finding.mark(form), Mark::Explain | Mark::Explained) {
                let label = message::explain_finding(lang, &finding.sentence(&texts));
                items.push((label, Action::Explain(finding.rule(form).to_owned())));
            }
        }
        if !is_locked(self, cell) && self.kind().is_some_and(FieldType::is_number) {
            items.push((message::fill_not_applicable(lang), Action::Choose(message::not_applicable(lang))));
        }
        items.push((message::revert_field(lang), Action::Command(Command::Revert)));
        let items = items
            .into_iter()
            .zip(('1'..='9').chain(std::iter::repeat(' ')))
            .map(|((label, action), digit)| MenuItem { digit, label, keys: String::new(), action });
        let title = super::layout::field_label(form, cell);
        self.mode = Mode::Menu(Menu { title, items: items.collect(), selected: 0 });
    }

    /// Does what is selected in the menu.
    fn choose_selected(&mut self) -> Vec<Effect> {
        let Mode::Menu(menu) = std::mem::take(&mut self.mode) else { return Vec::new() };
        let Some(item) = menu.items.into_iter().nth(menu.selected) else { return Vec::new() };
        match item.action {
            Action::Command(command) => return self.perform(command),
            Action::Choose(text) => self.set_cell(&text),
            Action::Calendar => {
                let value = self.cursor.cell.map(|cell| &self.session.sheet().cell(cell).value);
                let day = match value {
                    Some(Value::Date(day)) => *day,
                    _ => self.today,
                };
                self.mode = Mode::Calendar(day);
            }
            Action::AddRow { below } => self.add_row(below),
            Action::RemoveRow => self.remove_row(),
            Action::MoveRow { down } => self.move_row(down),
            Action::Override => self.unlock(),
            Action::Release => {
                self.set_cell("");
                self.say(message::calculated_again(self.look.lang));
            }
            Action::Confirm => {
                self.confirm_and_go_on();
            }
            Action::TakeLastRow => self.take_last_row(),
            Action::Explain(rule) => {
                if let Some(cell) = self.cursor.cell {
                    self.ask_explanation(&rule, cell);
                }
            }
            Action::Export(format) => self.ask_export_path(format),
            Action::Replace(format, path) => return vec![Effect::Export { format, path, force: true }],
            Action::Nothing => {}
        }
        Vec::new()
    }

    /// Ctrl-E: which format.
    pub(super) fn open_export(&mut self) {
        self.leave_cell();
        self.reload();
        let lang = self.look.lang;
        let items = FORMATS.iter().zip('1'..).map(|(format, digit)| MenuItem {
            digit,
            label: (format.help)(lang),
            keys: format!(".{}", format.extension),
            action: Action::Export(format.name),
        });
        self.mode = Mode::Menu(Menu { title: message::export_as(lang), items: items.collect(), selected: 0 });
    }

    fn ask_export_path(&mut self, format: &'static str) {
        let extension = Format::named(format).map_or("", |row| row.extension);
        let stem = self.file.strip_suffix(".ron").unwrap_or(&self.file);
        self.mode = Mode::Ask(Ask {
            question: message::export_to(self.look.lang),
            detail: message::export_draft(self.look.lang),
            offer: None,
            editor: Editor::new(&format!("{stem}.{extension}"), false),
            purpose: Purpose::Export(format),
        });
    }

    /// F10: a copy of the report under another name.
    pub(super) fn ask_copy(&mut self) {
        self.leave_cell();
        self.reload();
        let stem = self.file.strip_suffix(".ron").unwrap_or(&self.file);
        self.exporting = None;
        self.mode = Mode::Ask(Ask {
            question: message::copy_to(self.look.lang),
            detail: message::copy_detail(self.look.lang),
            offer: None,
            editor: Editor::new(&format!("{stem}-2.ron"), false),
            purpose: Purpose::Copy,
        });
    }

    /// There is a file of that name already.
    pub(super) fn ask_to_replace(&mut self) {
        let Some((format, path)) = self.exporting.take() else {
            self.refuse(message::copy_exists(self.look.lang));
            return;
        };
        let lang = self.look.lang;
        let items = [
            (message::keep_and_rename(lang), Action::Export(format)),
            (message::replace_file(lang), Action::Replace(format, path.clone())),
            (message::do_not_export(lang), Action::Nothing),
        ];
        let items = items.into_iter().zip('1'..).map(|((label, action), digit)| MenuItem {
            digit,
            label,
            keys: String::new(),
            action,
        });
        self.mode = Mode::Menu(Menu {
            title: message::already_there(lang, &path),
            items: items.collect(),
            selected: 0,
        });
    }

    /// Ctrl-P: the report as it will stand on paper.
    pub(super) fn open_preview(&mut self) {
        self.leave_cell();
        self.reload();
        let texts = self.session.texts(self.look.lang);
        let written = Format::named("text").map(|format| (format.write)(&texts, Options::default()));
        let text = String::from_utf8(written.and_then(Result::ok).unwrap_or_default()).unwrap_or_default();
        let lines = text.lines().map(str::to_owned).collect();
        self.mode =
            Mode::Reader(Reader { title: message::preview(self.look.lang), lines, top: 0, help: false });
    }

    /// F1: help for the field; again for all keys.
    pub(super) fn open_help(&mut self) {
        let on_help = matches!(&self.mode, Mode::Reader(Reader { help: true, .. }));
        let lang = self.look.lang;
        let (title, lines) = match self.cursor.cell.filter(|_| !on_help) {
            Some(cell) => (super::layout::field_label(self.session.form(), cell), self.field_help(cell)),
            None => (message::all_keys(lang), self.key_help()),
        };
        let width = usize::from(self.size.0.saturating_sub(4)).max(10);
        let policy = self.look.width;
        let lines = lines.iter().flat_map(|line| {
            let ranges = policy.wrap(line, width, 0);
            ranges.into_iter().map(|range| line.get(range).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        });
        self.mode = Mode::Reader(Reader { title, lines: lines.collect(), top: 0, help: true });
    }

    fn field_help(&self, cell: CellRef) -> Vec<String> {
        let lang = self.look.lang;
        let form = self.session.form();
        let field = form.field(cell.field);
        let texts = self.session.texts(lang);
        let mut lines = vec![field.kind.describe(lang)];
        if field.required {
            lines.push(message::is_required(lang));
        }
        lines.extend(super::layout::hints(form, cell));
        if let Some(explanation) = crate::report::explain(&texts, cell) {
            lines.push(String::new());
            lines.push(message::how_calculated(lang));
            lines.push(format!("  {}", explanation.words));
            lines.push(format!("  {}", explanation.numbers));
        }
        let users = crate::report::users(form, cell, lang);
        if !users.is_empty() {
            lines.push(message::used_by(lang, &users.join("、")));
        }
        lines.extend(self.last_line(cell));
        for finding in self.session.sheet().findings_at(cell) {
            lines.push(String::new());
            lines.push(format!("{} {}", finding.mark(form).letter(), finding.sentence(&texts)));
            if !finding.advice(form).is_empty() {
                lines.push(format!("  {}", finding.advice(form)));
            } else if finding.kind == FindingKind::Carried {
                lines.push(format!("  {}", message::what_to_do_carried(lang)));
            }
            if let Some(why) = self.session.report().explanation(finding.rule(form), cell) {
                lines.push(format!("  {}", message::explanation(lang, why)));
            }
        }
        lines.push(String::new());
        lines.push(message::path_is(lang, &self.session.report().path(form, cell)));
        lines.push(message::help_more(lang));
        lines
    }

    fn key_help(&self) -> Vec<String> {
        let lang = self.look.lang;
        let width = self.look.width;
        let rows = BINDINGS.iter().map(|row| {
            let keys = width.left(&row.keys.join(" "), 14);
            let other = width.left(Binding::pick(row.other_way, lang), 12);
            format!("{keys}{other}{}", Binding::pick(row.help, lang))
        });
        let mut lines: Vec<String> = rows.collect();
        lines.push(String::new());
        lines.extend(message::terminal_notes(lang).lines().map(str::to_owned));
        lines
    }

    fn reader_key(&mut self, command: Command) -> Option<Vec<Effect>> {
        let height = self.reader_height();
        let Mode::Reader(reader) = &mut self.mode else { return None };
        match command {
            Command::Down | Command::Enter => reader.top += 1,
            Command::Up => reader.top = reader.top.saturating_sub(1),
            Command::PageDown | Command::Next => reader.top += height.saturating_sub(1),
            Command::PageUp | Command::Previous => {
                reader.top = reader.top.saturating_sub(height.saturating_sub(1));
            }
            Command::LineStart | Command::SectionStart => reader.top = 0,
            Command::LineEnd | Command::SectionEnd => reader.top = reader.lines.len(),
            Command::Help if reader.help => return None,
            _ => return self.other_panel(command),
        }
        self.bound_reader();
        Some(Vec::new())
    }

    fn bound_reader(&mut self) {
        let height = self.reader_height();
        if let Mode::Reader(reader) = &mut self.mode {
            reader.top = reader.top.min(reader.lines.len().saturating_sub(height));
        }
    }

    /// Lines of a reader that fit on the screen.
    pub(super) fn reader_height(&self) -> usize {
        usize::from(self.size.1.saturating_sub(4)).max(1)
    }

    /// Whether a finding is to be shown at the cell being typed in: its format only counts on leaving.
    pub(super) fn is_quiet(&self, cell: CellRef, kind: FindingKind) -> bool {
        let here = self.cursor.cell == Some(cell) && self.entering != Entering::Selected;
        here && self.typing
            && matches!(kind, FindingKind::Format | FindingKind::Decimals | FindingKind::Constraint)
    }
}

/// Up, Down and their bigger sisters in a list.
pub(super) fn step_in_list(selected: usize, last: usize, command: Command) -> Option<usize> {
    Some(match command {
        Command::Up | Command::Previous => selected.saturating_sub(1),
        Command::Down => (selected + 1).min(last),
        Command::PageUp => selected.saturating_sub(10),
        Command::PageDown => (selected + 10).min(last),
        Command::LineStart | Command::SectionStart => 0,
        Command::LineEnd | Command::SectionEnd => last,
        _ => return None,
    })
}
