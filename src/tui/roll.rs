//! The preview of a roll-forward: the treatment of each item of last year's report, before this year's draft
//! is made. Pure like `start`.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::Command;
use super::editor::Editor;
use super::event::Message;
use super::look::{Look, Notice};
use super::widgets::{edit_line, step_in_list};
use crate::form::{clean, clean_line};
use crate::message;
use crate::roll_forward::{Item, Plan, Rolled, Summary, Treatment};

/// The state of the preview.
#[derive(Debug)]
pub struct Preview {
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The plan: the treatment of each field.
    pub plan: Plan,
    /// Last year's file.
    pub last: PathBuf,
    /// The draft according to the plan.
    pub rolled: Rolled,
    /// The lines of the plan.
    pub items: Vec<Item>,
    /// The number of items for each treatment.
    pub summary: Summary,
    /// Index of the selected line; entries without a field come after the items.
    pub selected: usize,
    /// The editor for the new file's name, while it is asked for.
    pub name: Option<Editor>,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
}

/// The result of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Make the draft and store it in this file.
    Make(PathBuf),
    /// Return to the start screen.
    Back,
    /// Leave with this exit code, changing nothing.
    Quit(u8),
}

impl Preview {
    /// Creates the preview of a plan; `said` is a sentence about last year's file.
    pub fn new(look: Look, size: (u16, u16), plan: Plan, last: PathBuf, said: Option<String>) -> Preview {
        let rolled = plan.roll();
        let items = plan.items(&rolled, look.lang);
        let summary = plan.summary(&rolled);
        let notice = said.map(|text| Notice::new(&look, text, false));
        Preview { look, size, plan, last, rolled, items, summary, selected: 0, name: None, notice }
    }

    /// Updates the state; returns a result when the user has finished.
    pub fn update(&mut self, message: Message) -> Option<Outcome> {
        match message {
            Message::Resize(columns, rows) => {
                self.size = (columns, rows);
                None
            }
            Message::Leave(code) => Some(Outcome::Quit(code)),
            Message::Paste(text) => {
                if let Some(editor) = &mut self.name {
                    editor.insert(&clean_line(&text));
                }
                None
            }
            Message::Key(key) => self.key(key),
            _ => None,
        }
    }

    fn key(&mut self, key: KeyEvent) -> Option<Outcome> {
        self.notice = None;
        let lang = self.look.lang;
        match (self.look.keys.command(key), key.code, &mut self.name) {
            (Some(Command::Quit | Command::Copy), ..) => return Some(Outcome::Quit(0)),
            (Some(Command::Leave), _, None) => return Some(Outcome::Back),
            (Some(Command::Leave), _, Some(_)) => self.name = None,
            (Some(Command::Enter), _, None) => self.name = Some(Editor::proposing(&self.file())),
            (Some(Command::Enter), _, Some(editor)) => {
                let file = editor.text().trim().to_owned();
                if !file.is_empty() {
                    return Some(Outcome::Make(file.into()));
                }
                self.say(message::file_wanted(lang));
            }
            (Some(Command::Options), _, None) | (_, KeyCode::Char(' ' | '4'), None) => self.next_treatment(),
            (Some(Command::LastYear), _, None) | (_, KeyCode::Char('6'), None) => self.whole_page(),
            (Some(command), _, Some(editor)) => _ = edit_line(editor, command),
            (Some(command), _, None) => {
                let last = (self.items.len() + self.rolled.report.annex.entries.len()).saturating_sub(1);
                match step_in_list(self.selected, last, command) {
                    Some(selected) => self.selected = selected,
                    None => self.say(message::roll_arrows(lang)),
                }
            }
            (None, KeyCode::Char(character), Some(editor))
                if !key.modifiers.contains(KeyModifiers::CONTROL) =>
            {
                editor.insert(&clean(character.encode_utf8(&mut [0; 4])));
            }
            (None, KeyCode::Char(_), None) => self.say(message::roll_arrows(lang)),
            _ => {}
        }
        None
    }

    /// Shows a sentence, such as the reason why the file cannot be created.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }

    /// Returns the path of the new file: beside last year's, named after the year.
    fn file(&self) -> String {
        let year = self.plan.form().year.map(crate::form::CellRef::only);
        let year = year.map_or("", |cell| self.rolled.report.text(cell));
        let name = if year.is_empty() { "new.ron".to_owned() } else { format!("{year}.ron") };
        self.last.with_file_name(name).to_string_lossy().into_owned()
    }

    /// Changes the selected item to its next possible treatment.
    fn next_treatment(&mut self) {
        let Some(item) = self.items.get(self.selected) else { return };
        let choices = item.fields.first().map(|field| self.plan.choices(*field)).unwrap_or_default();
        let at = choices.iter().position(|choice| *choice == item.treatment).map_or(0, |at| at + 1);
        let next = choices.get(at).or(choices.first()).copied();
        let fields = item.fields.clone();
        self.choose(&fields, next.unwrap_or(Treatment::Clear));
    }

    /// If any entry of the page is cleared, keeps all of them, unconfirmed; otherwise clears them.
    fn whole_page(&mut self) {
        let Some(section) = self.items.get(self.selected).map(|item| item.section) else { return };
        let page: Vec<&Item> = self.items.iter().filter(|item| item.section == section).collect();
        let some_anew = page.iter().any(|item| item.treatment == Treatment::Clear);
        let to = if some_anew { Treatment::Confirm } else { Treatment::Clear };
        let changed = |item: &&&Item| matches!(item.treatment, Treatment::Clear | Treatment::Confirm);
        let fields: Vec<_> = page.iter().filter(changed).flat_map(|item| item.fields.clone()).collect();
        self.choose(&fields, to);
    }

    fn choose(&mut self, fields: &[crate::form::FieldId], treatment: Treatment) {
        for field in fields {
            self.plan.choose(*field, treatment);
        }
        self.rolled = self.plan.roll();
        // One line may be split into several: keep the selection on the same field.
        let first = self.items.get(self.selected).and_then(|item| item.fields.first().copied());
        self.items = self.plan.items(&self.rolled, self.look.lang);
        self.summary = self.plan.summary(&self.rolled);
        let holds = |item: &Item| first.is_some_and(|first| item.fields.contains(&first));
        self.selected = self.items.iter().position(holds).unwrap_or(self.selected);
    }
}
