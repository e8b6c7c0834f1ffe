//! Modes of the screen other than the page: lists, menus, questions, and their key handling.

use jiff::ToSpan;
use jiff::civil::Date;

use super::app::App;
use super::event::Effect;

use super::ask::{Ask, Purpose};
use super::command::{ACTIONS, BINDINGS, Binding, Command, binding};
use super::following::Following;
use super::goto::GoTo;
use super::input::Entering;
use super::layout::is_locked;
use super::paste::Pasted;
use super::reference::Picking;
use super::versions::Version;
use crate::check::Checked;
use crate::check::{Mark, RuleId};
use crate::export::{Format, Options, Request};
use crate::form::{CellRef, FieldType, Row, Value, Widget};
use crate::message;
use crate::sheet::Origin;

/// Number of cells that one key press scrolls horizontally when lines are wider than the window.
const SIDEWAYS: usize = 10;

/// The current content of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub enum Mode {
    /// The page.
    #[default]
    Page,
    /// The current long text, full screen.
    Text,
    /// The findings, with the selected line of the list.
    Findings(usize),
    /// The go-to palette.
    GoTo(Box<GoTo>),
    /// A menu.
    Menu(Menu),
    /// The calendar, with the selected day.
    Calendar(Date),
    /// Read-only lines: preview or help.
    Reader(Reader),
    /// A stored version of the report.
    Version(Box<Version>),
    /// A question with an input line.
    Ask(Ask),
    /// The preview of a pasted block of cells.
    Paste(Box<Pasted>),
    /// The review of figures that can be replaced by references to table cells.
    Following(Box<Following>),
    /// Ctrl-K was pressed; contains the previous mode.
    Keys(Box<Mode>),
}

/// A list of actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The title.
    pub title: String,
    /// The items.
    pub items: Vec<MenuItem>,
    /// Index of the selected item.
    pub selected: usize,
    /// True if the menu was opened over the full-screen text, which is shown again afterwards.
    pub expanded: bool,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The digit that chooses it, or a blank.
    pub digit: char,
    /// The label.
    pub label: String,
    /// The keys shown beside the label.
    pub keys: String,
    /// The action performed when it is chosen.
    pub action: Action,
}

/// The action of a menu item.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A command.
    Command(Command),
    /// Sets the current cell to a text.
    Choose(String),
    /// Opens the calendar.
    Calendar,
    /// Adds a row above or below the current one.
    AddRow {
        /// True to add it below.
        below: bool,
    },
    /// Asks for the cell that the text is to show.
    PickFigure,
    /// Asks for the whole of which a cell is to be shown as a share.
    PickWhole(CellRef),
    /// Opens the review of figures that can be replaced by references to table cells.
    Follow,
    /// Inserts a reference into the current text.
    Insert(String),
    /// Removes the current row.
    RemoveRow,
    /// Moves the current row.
    MoveRow {
        /// True to move it down.
        down: bool,
    },
    /// Allows typing over a calculated cell.
    Override,
    /// Removes a typed total, so that it is calculated again.
    Release,
    /// Confirms last year's entry.
    Confirm,
    /// Takes over last year's values of the row.
    TakeLastRow,
    /// Explains a finding.
    Explain(String),
    /// Asks for the path to export to.
    Export {
        /// Name of the format.
        format: &'static str,
        /// True to export a draft.
        draft: bool,
    },
    /// Shows how to fetch the last exported file.
    Fetch,
    /// Shows a version.
    Version(u32),
    /// Exports over an existing file.
    Replace(Request),
    /// Does nothing.
    Nothing,
}

/// A scrollable view of read-only lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// The title.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
    /// Index of the first line shown.
    pub top: usize,
    /// Number of cells scrolled out of sight on the left.
    pub left: usize,
    /// True if this is help; F1 then switches to the list of all keys.
    pub help: bool,
    /// The mode to show again afterwards, if it is not the page.
    pub behind: Option<Box<Mode>>,
}

impl App {
    /// Handles a command in the current mode; returns `None` to leave it to the page.
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
            // Leaving stores the explanation written so far.
            self.answer();
            return if command == Command::Leave { Some(Vec::new()) } else { None };
        }
        if toggles || command == Command::Leave {
            return Some(self.close());
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
            Mode::Version(_) => return self.version_key(command),
            Mode::Paste(_) => self.paste_key(command),
            Mode::Following(_) => return self.following_key(command),
            Mode::Ask(_) => self.ask_key(command),
            Mode::Page | Mode::Text | Mode::Keys(_) => return None,
        };
        Some(effects)
    }

    /// Closes a panel and shows the mode from which it was opened.
    fn close(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.mode) {
            Mode::Reader(Reader { behind: Some(behind), .. }) => self.mode = *behind,
            Mode::Menu(Menu { expanded: true, .. }) => self.mode = Mode::Text,
            Mode::GoTo(goto) => self.mode = goto.picking.map_or(Mode::Page, Picking::behind),
            Mode::Following(following) => self.mode = following.behind(),
            // The list of versions is read again, with this version selected.
            version @ Mode::Version(_) => {
                self.mode = version;
                return vec![Effect::Versions];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Handles a command in the calendar.
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
                let value = Value::Date(day);
                let text = self.kind().map_or_else(String::new, |kind| kind.show(&value, self.look.lang));
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

    /// Closes the panel for a command that opens another one or acts on the page; refuses any other command.
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

    /// Handles typed characters outside the page: digits choose an item, other text goes into an input line.
    pub(super) fn type_in_mode(&mut self, text: &str) -> Vec<Effect> {
        match &mut self.mode {
            Mode::GoTo(goto) => {
                goto.editor.insert(text);
                self.search();
            }
            Mode::Ask(ask) => ask.editor.insert(text),
            Mode::Paste(_) => return self.paste_digit(text),
            Mode::Following(_) => self.following_typed(text),
            Mode::Menu(menu) => {
                let chosen = menu.items.iter().position(|item| is_digit(text, item.digit));
                match chosen {
                    Some(at) => {
                        menu.selected = at;
                        return self.choose_selected();
                    }
                    None => self.refuse(message::digits_and_arrows(self.look.lang)),
                }
            }
            Mode::Version(_) => self.version_digit(text.chars().next().unwrap_or(' ')),
            Mode::Reader(reader) if text == " " => {
                reader.top += 10;
                self.bound_reader();
            }
            _ => self.refuse(message::digits_and_arrows(self.look.lang)),
        }
        Vec::new()
    }

    /// Opens the actions menu (F10).
    pub(super) fn open_actions(&mut self) {
        self.leave_cell();
        let lang = self.look.lang;
        let has_last = self.model.session.report().has_last();
        let items = ACTIONS.iter().filter_map(|(digit, command)| {
            let row = binding(*command).filter(|row| has_last || !row.command.needs_last_year())?;
            Some(MenuItem {
                digit: *digit,
                label: Binding::pick(row.help, lang).to_owned(),
                keys: self.look.keys.of(*command).join(" / "),
                action: Action::Command(*command),
            })
        });
        self.open_menu(message::all_actions(lang), items.collect());
    }

    /// Opens the menu of options for the current cell (F4).
    pub(super) fn open_options(&mut self) {
        let Some(cell) = self.cursor.cell else {
            self.refuse(message::nothing_to_fill(self.look.lang));
            return;
        };
        let lang = self.look.lang;
        let mut items: Vec<(String, Action)> = Vec::new();
        let is_open = !self.model.session.is_locked(cell) || self.model.unlocked == Some(cell);
        match self.widget().filter(|_| is_open) {
            Some(Widget::Choices(choices)) => {
                items.extend(choices.iter().map(|choice| (choice.clone(), Action::Choose(choice.clone()))));
            }
            Some(Widget::Calendar) => items.push((message::open_calendar(lang), Action::Calendar)),
            _ => {}
        }
        let form = self.model.session.form();
        let sheet_cell = self.model.session.sheet().cell(cell);
        // Rows first, so that they have the same digits in every cell.
        if self.in_grid() {
            items.push((message::add_row_below(lang), Action::AddRow { below: true }));
            if let Row::At(_) = cell.row {
                items.push((message::add_row_above(lang), Action::AddRow { below: false }));
                items.push((message::move_row_up(lang), Action::MoveRow { down: false }));
                items.push((message::move_row_down(lang), Action::MoveRow { down: true }));
                items.push((message::remove_row(lang), Action::RemoveRow));
                items.push((message::same_as_above(lang), Action::Command(Command::SameAsAbove)));
                if self.model.session.report().has_last() {
                    items.push((message::take_last_row(lang), Action::TakeLastRow));
                }
            }
        }
        self.last_year_options(cell, &mut items);
        if self.takes_figures() {
            items.push((message::figure_insert(lang), Action::PickFigure));
        }
        if self.may_follow(cell) {
            items.push((message::follow_text(lang), Action::Follow));
        }
        if is_locked(self, cell) {
            items.push((message::override_it(lang), Action::Override));
        } else if sheet_cell.origin == Origin::Overridden {
            items.push((message::calculate_again(lang), Action::Release));
        }
        let texts = self.model.session.texts(lang);
        for finding in self.model.session.findings_at(cell) {
            if matches!(finding.mark(), Mark::Explain | Mark::Explained) {
                let label = message::explain_finding(lang, &finding.sentence(&texts));
                items.push((label, Action::Explain(finding.name(form).into_owned())));
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
        self.open_menu(title, items.collect());
    }

    /// Opens a menu, over the full-screen text if that is shown.
    pub(super) fn open_menu(&mut self, title: String, items: Vec<MenuItem>) {
        let expanded = self.mode == Mode::Text;
        self.mode = Mode::Menu(Menu { title, items, selected: 0, expanded });
    }

    /// Performs the selected action of the menu.
    fn choose_selected(&mut self) -> Vec<Effect> {
        let Mode::Menu(menu) = std::mem::take(&mut self.mode) else { return Vec::new() };
        let expanded = menu.expanded;
        let Some(item) = menu.items.into_iter().nth(menu.selected) else { return Vec::new() };
        match item.action {
            Action::Command(command) => return self.perform(command),
            Action::Choose(text) => self.set_cell(&text),
            Action::Calendar => {
                let value = self.cursor.cell.map(|cell| &self.model.session.sheet().cell(cell).value);
                let day = match value {
                    Some(Value::Date(day)) => *day,
                    _ => self.model.today,
                };
                self.mode = Mode::Calendar(day);
            }
            Action::AddRow { below } => self.add_row(below),
            Action::PickFigure => self.pick_figure(Picking { expanded, part: None }),
            Action::PickWhole(part) => self.pick_figure(Picking { expanded, part: Some(part) }),
            Action::Follow => self.open_following(false, expanded),
            Action::Insert(typed) => {
                self.mode = Picking { expanded, part: None }.behind();
                self.insert_figure(&typed);
            }
            Action::RemoveRow => self.remove_row(),
            Action::MoveRow { down } => self.move_row(down),
            Action::Override => self.unlock(),
            Action::Release => {
                let before = self.model.session.revision();
                self.set_cell("");
                if self.model.session.revision() != before {
                    self.say(message::calculated_again(self.look.lang));
                }
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
            Action::Export { format, draft } => self.ask_export_path(format, draft),
            Action::Fetch => self.show_receipt(),
            Action::Version(number) => return vec![Effect::Version(number)],
            Action::Replace(request) => return self.export(request),
            Action::Nothing => {}
        }
        Vec::new()
    }

    /// Opens the preview of the report as printed on paper (Ctrl-P).
    pub(super) fn open_preview(&mut self) {
        self.leave_cell();
        self.reload();
        let lines = on_paper(&self.model.session.checked(self.look.lang));
        let title = message::preview(self.look.lang);
        self.mode = Mode::Reader(Reader { title, lines, top: 0, left: 0, help: false, behind: None });
    }

    /// Opens help for the field (F1); if help is already shown, the list of all keys.
    pub(super) fn open_help(&mut self) {
        let on_help = matches!(&self.mode, Mode::Reader(Reader { help: true, .. }));
        let lang = self.look.lang;
        let (title, lines) = match self.cursor.cell.filter(|_| !on_help) {
            Some(cell) => {
                (super::layout::field_label(self.model.session.form(), cell), self.field_help(cell))
            }
            None => (message::all_keys(lang), self.key_help()),
        };
        let width = usize::from(self.size.0.saturating_sub(4)).max(10);
        let policy = self.look.width;
        let lines = lines.iter().flat_map(|line| {
            let ranges = policy.wrap(line, width, 0);
            ranges.into_iter().map(|range| line.get(range).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        });
        self.mode =
            Mode::Reader(Reader { title, lines: lines.collect(), top: 0, left: 0, help: true, behind: None });
    }

    fn field_help(&self, cell: CellRef) -> Vec<String> {
        let lang = self.look.lang;
        let form = self.model.session.form();
        let field = form.field(cell.field);
        let texts = self.model.session.texts(lang);
        let mut lines = vec![field.kind.describe(lang)];
        if field.required {
            lines.push(message::is_required(lang));
        }
        lines.extend(super::layout::hints(form, cell));
        if let Some(explanation) = crate::sheet::explain(&texts, cell) {
            lines.push(String::new());
            lines.push(message::how_calculated(lang));
            lines.push(format!("  {}", explanation.words));
            lines.push(format!("  {}", explanation.numbers));
        }
        let users = crate::sheet::users(&texts, cell);
        if !users.is_empty() {
            lines.push(message::used_by(lang, &users.join("、")));
        }
        lines.extend(self.last_line(cell));
        let figures = self.figure_lines(cell);
        if !figures.is_empty() {
            lines.push(String::new());
            lines.push(message::figures_head(lang));
            lines.extend(figures.into_iter().map(|line| format!("  {line}")));
        }
        for finding in self.model.session.findings_at(cell) {
            lines.push(String::new());
            lines.push(format!("{} {}", finding.mark().letter(), finding.sentence(&texts)));
            if !finding.advice(form).is_empty() {
                lines.push(format!("  {}", finding.advice(form)));
            } else if finding.rule == RuleId::Carried {
                lines.push(format!("  {}", self.look.keys.spoken(&message::what_to_do_carried(lang))));
            }
            if let Some(why) = self.model.session.report().explanation(&finding.name(form), cell) {
                lines.push(format!("  {}", message::explanation(lang, why)));
            }
        }
        lines.push(String::new());
        lines.push(message::path_is(lang, &self.model.session.report().path(form, cell)));
        lines.push(self.look.keys.spoken(&message::help_more(lang)).into_owned());
        lines
    }

    fn key_help(&self) -> Vec<String> {
        let lang = self.look.lang;
        let width = self.look.width;
        // Wrapped help lines stay in their column if the window is wide enough.
        let room = usize::from(self.size.0).saturating_sub(4 + 30);
        let room = if room < 20 { usize::MAX } else { room };
        let rows = BINDINGS.iter().flat_map(|row| {
            let keys = width.left(&self.look.keys.of(row.command).join(" "), 17);
            let other = width.left(&self.look.keys.spoken(Binding::pick(row.other_way, lang)), 13);
            let help = Binding::pick(row.help, lang);
            let before = [keys + &other].into_iter().chain(std::iter::repeat(" ".repeat(30)));
            let part = |range| help.get(range).unwrap_or_default();
            before.zip(width.wrap(help, room, 0)).map(move |(before, range)| before + part(range))
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
            Command::LineStart | Command::SectionStart => (reader.top, reader.left) = (0, 0),
            Command::LineEnd | Command::SectionEnd => reader.top = reader.lines.len(),
            // The paper layout may be wider than the window.
            Command::Left => reader.left = reader.left.saturating_sub(SIDEWAYS),
            Command::Right => reader.left += SIDEWAYS,
            Command::Help if reader.help => return None,
            _ => return self.other_panel(command),
        }
        self.bound_reader();
        Some(Vec::new())
    }

    fn bound_reader(&mut self) {
        let height = self.reader_height();
        let (measure, width) = (self.look.width, usize::from(self.size.0));
        if let Mode::Reader(reader) = &mut self.mode {
            reader.top = reader.top.min(reader.lines.len().saturating_sub(height));
            if reader.left > 0 {
                let widest = reader.lines.iter().map(|line| measure.of(line)).max().unwrap_or(0);
                reader.left = reader.left.min(widest.saturating_sub(width));
            }
        }
    }

    /// Returns the number of lines of a reader that fit on the screen.
    pub(super) fn reader_height(&self) -> usize {
        usize::from(self.size.1.saturating_sub(4)).max(1)
    }

    /// True if a finding is hidden while its cell is being typed in: the format is checked only on leaving
    /// the cell, deviations from last year wait until then too, and some kinds are shown at the foot anyway.
    pub(super) fn is_quiet(&self, cell: CellRef, rule: RuleId) -> bool {
        let here = self.cursor.cell == Some(cell) && self.input.entering != Entering::Selected;
        here && self.input.typing && rule.rule().quiet
    }
}

/// Returns the lines of a report as printed on paper.
pub(super) fn on_paper(checked: &Checked<'_>) -> Vec<String> {
    let written = Format::named("text").map(|format| (format.write)(checked, Options::default()));
    let text = String::from_utf8(written.and_then(Result::ok).unwrap_or_default()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// True if a text is exactly this digit. Pasted longer text therefore chooses nothing.
pub(super) fn is_digit(text: &str, digit: char) -> bool {
    digit != ' ' && text.chars().eq([digit])
}

/// Returns the new selection in a list for Up, Down, page and edge keys; `None` for other commands.
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
