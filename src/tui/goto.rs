//! The go-to palette: sections, fields, rows and texts by number, words, pinyin initials or path.

use super::app::App;
use super::event::Effect;

use super::command::Command;
use super::editor::{Editor, Motion};
use super::input::Cursor;
use super::mode::{Mode, step_in_list};
use super::reference::Picking;
use crate::form::{CellRef, Home};
use crate::message;
pub(super) use crate::report::naming::{full_label, matches};

/// Maximum number of hits listed.
pub(super) const MAX_HITS: usize = 200;

/// The state of the go-to palette.
#[derive(Clone, Debug)]
pub struct GoTo {
    /// The search text.
    pub editor: Editor,
    /// True if only texts are searched, not names.
    pub texts: bool,
    /// Set if the chosen cell is to be shown in a text, instead of moving to it.
    pub picking: Option<Picking>,
    /// The hits.
    pub hits: Vec<Hit>,
    /// Index of the selected hit.
    pub selected: usize,
}

/// A hit of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The label.
    pub label: String,
    /// The path, the number, or the text around the match.
    pub detail: String,
    /// The position to move to.
    pub there: Cursor,
}

impl PartialEq for GoTo {
    fn eq(&self, other: &GoTo) -> bool {
        self.hits == other.hits && self.selected == other.selected
    }
}

impl App {
    /// Opens the palette to search names (F3).
    pub(super) fn open_goto(&mut self) {
        self.open_palette(false);
    }

    /// Opens the palette to search texts (Ctrl-F).
    pub(super) fn open_find(&mut self) {
        self.open_palette(true);
    }

    fn open_palette(&mut self, texts: bool) {
        self.leave_cell();
        self.reload();
        let editor = Editor::new("", false);
        self.mode =
            Mode::GoTo(Box::new(GoTo { editor, texts, picking: None, hits: Vec::new(), selected: 0 }));
        self.search();
    }

    /// Handles a command in the palette.
    pub(super) fn goto_key(&mut self, command: Command) -> Vec<Effect> {
        let Mode::GoTo(goto) = &mut self.mode else { return Vec::new() };
        let last = goto.hits.len().saturating_sub(1);
        match command {
            Command::Backspace => {
                goto.editor.backspace();
                self.search();
            }
            Command::Delete => {
                goto.editor.delete();
                self.search();
            }
            Command::Left => {
                goto.editor.step(Motion::Left, false, None);
            }
            Command::Right => {
                goto.editor.step(Motion::Right, false, None);
            }
            Command::Revert => {
                goto.editor.set_text("");
                self.search();
            }
            Command::Find | Command::Next if goto.picking.is_none() => {
                goto.texts = !goto.texts;
                self.search();
            }
            Command::Enter => {
                let there = goto.hits.get(goto.selected).map(|hit| hit.there);
                match (there, goto.picking) {
                    (Some(Cursor { cell: Some(cell), .. }), Some(picking)) => {
                        self.figure_picked(cell, picking);
                    }
                    (Some(there), _) => self.jump(there),
                    (None, _) => self.refuse(message::nothing_found(self.look.lang)),
                }
            }
            command => match step_in_list(goto.selected, last, command) {
                Some(selected) => goto.selected = selected,
                None => self.refuse(message::no_such_key(self.look.lang)),
            },
        }
        Vec::new()
    }

    /// Searches again for the palette's text.
    pub(super) fn search(&mut self) {
        let Mode::GoTo(goto) = &self.mode else { return };
        let (wanted, texts, picks) = (goto.editor.text(), goto.texts, goto.picking.is_some());
        let typed = wanted.trim().to_owned();
        let wanted = typed.to_lowercase();
        let exact = self.model.session.report().resolve(self.model.session.form(), &typed).ok();
        let mut hits = match (picks, texts) {
            (true, _) => self.figure_hits(&wanted, exact),
            (false, false) => self.name_hits(&wanted, exact),
            (false, true) => Vec::new(),
        };
        if !wanted.is_empty() && !picks {
            hits.extend(self.text_hits(&wanted));
        }
        hits.truncate(MAX_HITS);
        if let Mode::GoTo(goto) = &mut self.mode {
            goto.hits = hits;
            goto.selected = 0;
        }
    }

    fn name_hits(&self, wanted: &str, exact: Option<CellRef>) -> Vec<Hit> {
        let form = self.model.session.form();
        let report = self.model.session.report();
        let mut hits = Vec::new();
        if let Some(there) = self.back.last().filter(|_| wanted.is_empty()) {
            let label = message::last_place(self.look.lang);
            let detail = there.cell.map_or_else(String::new, |cell| report.path(form, cell));
            hits.push(Hit { label, detail, there });
        }
        if let Some(there) = exact.and_then(|cell| self.find_cursor(cell)) {
            hits.extend(there.cell.map(|cell| self.cell_hit(cell, there)));
        }
        for (index, section) in form.sections.iter().enumerate() {
            let number = index.to_string();
            if wanted.is_empty()
                || number == wanted
                || matches(&section.label, wanted)
                || section.name == wanted
            {
                let there = self.section_start(index);
                hits.push(Hit {
                    label: format!("{number} {}", section.label),
                    detail: section.name.clone(),
                    there,
                });
            }
        }
        if wanted.is_empty() {
            return hits;
        }
        for id in form.field_ids() {
            let field = form.field(id);
            let cell = if field.rows().is_some() { CellRef::at(id, 0) } else { CellRef::only(id) };
            if !self.model.session.sheet().is_relevant(id) || !report.has(form, cell) {
                continue;
            }
            let path = report.path(form, cell);
            let named = matches(&full_label(form, cell), wanted) || path.to_lowercase().contains(wanted);
            if let Some(there) = self.find_cursor(cell).filter(|_| named && Some(cell) != exact) {
                hits.push(self.cell_hit(cell, there));
            }
        }
        hits
    }

    /// Returns the first position of a section.
    fn section_start(&self, section: usize) -> Cursor {
        let mut there = Cursor { section, item: 0, cell: None };
        let cells = self
            .model
            .session
            .form()
            .field_ids()
            .filter(|id| self.model.session.form().field(*id).section == section);
        for id in cells {
            let field = self.model.session.form().field(id);
            let cell = if field.rows().is_some() { CellRef::at(id, 0) } else { CellRef::only(id) };
            if self.model.session.sheet().is_relevant(id)
                && !matches!(field.home, Home::RowName(_))
                && let Some(found) = self.find_cursor(cell)
            {
                there = found;
                break;
            }
        }
        there
    }

    fn cell_hit(&self, cell: CellRef, there: Cursor) -> Hit {
        let form = self.model.session.form();
        let section = &form.sections[there.section].short;
        let label = format!("{} {} {}", there.section, section, full_label(form, cell));
        Hit { label, detail: self.model.session.report().path(form, cell), there }
    }

    /// Returns the entries that contain the search text, with the text around the match.
    fn text_hits(&self, wanted: &str) -> Vec<Hit> {
        let form = self.model.session.form();
        let mut hits = Vec::new();
        for (cell, text) in self.model.session.report().filled(form) {
            // A text with references is searched both as typed and as shown.
            let typed = text.to_lowercase();
            let shown = || self.model.shown(cell).to_lowercase();
            let shows =
                typed.find(wanted).is_none() && !self.model.session.sheet().references(cell).is_empty();
            let lower = if shows { shown() } else { typed };
            let Some(at) = lower.find(wanted) else { continue };
            let Some(there) = self.find_cursor(cell) else { continue };
            let from = lower[..at].char_indices().rev().nth(8).map_or(0, |(at, _)| at);
            let around: String =
                lower[from..].chars().take(40).map(|c| if c == '\n' { ' ' } else { c }).collect();
            let label = format!("{} {}", there.section, full_label(form, cell));
            hits.push(Hit { label, detail: around, there });
            if hits.len() == MAX_HITS {
                break;
            }
        }
        hits
    }
}
