//! The go-to palette: sections, fields, rows and texts by number, words, pinyin initials or path. It also
//! chooses the cell that a text is to show.

use std::collections::HashMap;

use super::frame::frame;
use super::panel::{Action, Outcome, Panel};
use crate::form::{CellRef, Home, Row, RowSetId, clean_line};
use crate::message::{self, Lang};
use crate::report::naming::{full_label, matches, sum_label};
use crate::session::Session;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::editor::{Editor, Motion};
use crate::tui::input::{Cursor, Searched};
use crate::tui::layout::{place, place_words};
use crate::tui::reference::Picking;
use crate::tui::widgets::{cut_at_word, cut_end_at_word, input_line, list, step_in_list};

/// Maximum number of hits listed.
const MAX_HITS: usize = 200;

/// Width of the words shown before a hit in a text, in cells.
const CONTEXT: usize = 16;

/// The state of the go-to palette.
#[derive(Clone, Debug)]
pub struct GoTo {
    /// The search text.
    pub editor: Editor,
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

impl GoTo {
    /// Creates the palette: to go to a place, or to choose the cell that a text is to show.
    pub(in crate::tui) fn new(cx: &Context<'_>, picking: Option<Picking>) -> GoTo {
        let editor = Editor::new("", false);
        let mut goto = GoTo { editor, picking, hits: Vec::new(), selected: 0 };
        goto.search(cx);
        goto
    }

    /// Searches again for the palette's text.
    fn search(&mut self, cx: &Context<'_>) {
        let typed = self.editor.text().trim().to_owned();
        let wanted = self.editor.text().to_lowercase();
        let wanted = wanted.trim();
        let exact = cx.session.report().resolve(cx.session.form(), &typed).ok();
        let mut hits = match self.picking {
            Some(_) => figure_hits(cx, wanted, exact),
            None => name_hits(cx, wanted, exact),
        };
        if self.picking.is_none() {
            hits.extend(text_hits(cx, wanted));
        }
        hits.truncate(MAX_HITS);
        (self.hits, self.selected) = (hits, 0);
    }

    /// Returns the outcome of choosing the selected hit.
    fn choose(&self, cx: &Context<'_>) -> Outcome {
        let there = self.hits.get(self.selected).map(|hit| hit.there);
        match (there, self.picking) {
            (Some(Cursor { cell: Some(cell), .. }), Some(picking)) => {
                Outcome::Do(Action::Pick(cell, picking))
            }
            (Some(there), _) => Outcome::Do(Action::GoTo(there)),
            (None, _) => Outcome::Refuse(message::nothing_found(cx.look.lang)),
        }
    }
}

impl Panel for GoTo {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let last = self.hits.len().saturating_sub(1);
        match command {
            Command::Backspace => _ = self.editor.backspace(),
            Command::Delete => _ = self.editor.delete(),
            Command::Revert => self.editor.set_text(""),
            Command::Find | Command::Next if self.picking.is_none() => {
                let with = cx.searched.with.clone();
                let typed = Searched { query: self.editor.text(), with };
                let searched = if typed.query.is_empty() { cx.searched.clone() } else { typed };
                let then = Box::new(Action::Command(Command::Find));
                return Outcome::Do(Action::Searched { searched, then });
            }
            Command::Left | Command::Right => {
                let motion = if command == Command::Left { Motion::Left } else { Motion::Right };
                self.editor.step(motion, false, None);
                return Outcome::Stay;
            }
            Command::Enter => return self.choose(cx),
            command => {
                let Some(selected) = step_in_list(self.selected, last, command) else {
                    return Outcome::Refuse(message::no_such_key(cx.look.lang));
                };
                self.selected = selected;
                return Outcome::Stay;
            }
        }
        self.search(cx);
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        self.editor.insert(text);
        self.search(cx);
        Outcome::Stay
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::GoTo
    }

    fn is_over_text(&self) -> bool {
        self.picking.is_some_and(|picking| picking.expanded)
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let (head, hint, keys) = match self.picking {
            Some(Picking { part: None, .. }) => {
                (message::figure_head(lang), message::figure_hint(lang), message::figure_keys(lang))
            }
            Some(Picking { part: Some(part), .. }) => {
                let part = place(cx.session.form(), cx.session.report(), part);
                (message::figure_share_of(lang, &part), String::new(), message::figure_keys(lang))
            }
            None => (message::goto_head(lang), message::goto_hint(lang), message::goto_keys(lang)),
        };
        let (top, rows) = frame(cx, &head, &hint, &keys, 0, canvas);
        let width = canvas.area().width;
        canvas.put(1, top, ":", 1, theme.quiet);
        input_line(&self.editor, (3, top, width.saturating_sub(4)), canvas);
        if self.hits.is_empty() && !self.editor.text().is_empty() {
            canvas.put(3, top + 2, &message::nothing_found(lang), width - 4, theme.quiet);
        }
        let rows = rows.saturating_sub(2);
        let (name_wide, caret) = (width / 2, canvas.caret);
        list(canvas, (1, top + 2, rows), &self.hits, self.selected, |canvas, hit, y| {
            let name_wide = if hit.detail.is_empty() { width } else { name_wide };
            let label = cx.look.width.shorten(&hit.label, usize::from(name_wide.saturating_sub(4)));
            canvas.put(3, y, &label, name_wide, theme.label);
            let room = width.saturating_sub(name_wide + 1);
            let detail = cut_at_word(cx.look.width, &hit.detail, usize::from(room));
            canvas.put(name_wide, y, detail, room, theme.quiet);
        });
        canvas.caret = caret;
    }
}

fn name_hits(cx: &Context<'_>, wanted: &str, exact: Option<CellRef>) -> Vec<Hit> {
    let form = cx.session.form();
    let report = cx.session.report();
    let mut hits = Vec::new();
    if let Some(there) = cx.back.filter(|_| wanted.is_empty()) {
        let label = message::last_place(cx.look.lang);
        let detail = there.cell.map_or_else(String::new, |cell| place_words(form, report, cell));
        hits.push(Hit { label, detail, there });
    }
    if let Some(there) = exact.and_then(|cell| cx.find_cursor(cell)) {
        hits.extend(there.cell.map(|cell| cell_hit(cx, cell, there)));
    }
    for (index, section) in form.sections.iter().enumerate() {
        let number = index.to_string();
        // Notices and references name a table by its short name.
        let table = message::table_of(cx.look.lang, &section.short);
        let named =
            section.name == wanted || [&section.label, &table].into_iter().any(|name| matches(name, wanted));
        if wanted.is_empty() || number == wanted || named {
            let there = section_start(cx, index);
            hits.push(Hit {
                label: format!("{number} {}", section.title),
                detail: if cx.look.lang == Lang::En { section.name.clone() } else { String::new() },
                there,
            });
        }
    }
    if wanted.is_empty() {
        return hits;
    }
    for cell in cx.model.named_cells() {
        let path = report.path(form, cell);
        let named = matches(&full_label(form, cell), wanted) || path.to_lowercase().contains(wanted);
        if let Some(there) = cx.find_cursor(cell).filter(|_| named && Some(cell) != exact) {
            hits.push(cell_hit(cx, cell, there));
        }
    }
    hits
}

/// Returns the first position of a section.
fn section_start(cx: &Context<'_>, section: usize) -> Cursor {
    let mut there = Cursor { section, item: 0, cell: None };
    let cells = cx.session.form().field_ids().filter(|id| cx.session.form().field(*id).section == section);
    for id in cells {
        let field = cx.session.form().field(id);
        let cell = if field.rows().is_some() { CellRef::at(id, 0) } else { CellRef::only(id) };
        if cx.session.sheet().is_relevant(id)
            && !matches!(field.home, Home::RowName(_))
            && let Some(found) = cx.find_cursor(cell)
        {
            there = found;
            break;
        }
    }
    there
}

fn cell_hit(cx: &Context<'_>, cell: CellRef, there: Cursor) -> Hit {
    let form = cx.session.form();
    let label = place_words(form, cx.session.report(), cell);
    let shown = || clean_line(&cx.model.shown(cell));
    Hit { label, detail: cx.model.path_shown(cell).unwrap_or_else(shown), there }
}

/// Returns the cells whose text contains the search text, each with the words around the first hit.
fn text_hits(cx: &Context<'_>, wanted: &str) -> Vec<Hit> {
    let form = cx.session.form();
    let mut found = cx.model.find(wanted);
    found.dedup_by_key(|hit| hit.cell);
    let hits = found.into_iter().filter_map(|hit| {
        let there = cx.find_cursor(hit.cell)?;
        let (line, range) = cx.model.line_of(&hit);
        let before = cut_end_at_word(cx.look.width, line.get(..range.start)?, CONTEXT);
        let detail = line.get(range.start - before.len()..)?.to_owned();
        Some(Hit { label: place_words(form, cx.session.report(), hit.cell), detail, there })
    });
    hits.collect()
}

/// Returns the cells that a text can show and that match the words; without words, only numbers.
fn figure_hits(cx: &Context<'_>, wanted: &str, exact: Option<CellRef>) -> Vec<Hit> {
    let (form, sheet) = (cx.session.form(), cx.session.sheet());
    let mut search = Search::new(cx.session, wanted);
    let mut hits: Vec<Hit> = exact.into_iter().filter_map(|cell| figure_hit(cx, cell)).collect();
    let exact = hits.first().and_then(|hit| hit.there.cell);
    for id in form.field_ids().filter(|id| sheet.is_relevant(*id)) {
        let kind = &form.field(id).kind;
        if kind.is_long() || wanted.is_empty() && !kind.is_number() {
            continue;
        }
        for cell in search.cells(id).into_iter().filter(|cell| Some(*cell) != exact) {
            hits.extend(figure_hit(cx, cell));
            if hits.len() >= MAX_HITS {
                return hits;
            }
        }
    }
    hits
}

fn figure_hit(cx: &Context<'_>, cell: CellRef) -> Option<Hit> {
    let (form, report, sheet) = (cx.session.form(), cx.session.report(), cx.session.sheet());
    // A text with references cannot be inserted into another text.
    if Some(cell) == cx.cursor.cell || !sheet.references(cell).is_empty() {
        return None;
    }
    let section = form.field(cell.field).section;
    let short = &form.sections.get(section)?.short;
    let shown = cx.model.shown(cell);
    let value = if shown.is_empty() { message::draft_blank(cx.look.lang) } else { shown };
    Some(Hit {
        label: format!("{section} {short} {}", place(form, report, cell)),
        detail: [value, cx.model.path_shown(cell).unwrap_or_default()].join("  ").trim_end().to_owned(),
        there: Cursor { section, item: 0, cell: Some(cell) },
    })
}

/// A search for words. Every word must be in the label of the field or of its row, or in the path.
struct Search<'a> {
    session: &'a Session,
    words: Vec<&'a str>,
    /// Cache of the rows that match a set of words.
    rows: HashMap<(RowSetId, Vec<&'a str>), Vec<usize>>,
}

impl<'a> Search<'a> {
    fn new(session: &'a Session, wanted: &'a str) -> Search<'a> {
        Search { session, words: wanted.split_whitespace().collect(), rows: HashMap::new() }
    }

    /// Returns the cells of a field that match the words, the sum row first.
    fn cells(&mut self, id: crate::form::FieldId) -> Vec<CellRef> {
        let (form, report) = (self.session.form(), self.session.report());
        let field = form.field(id);
        let label = full_label(form, CellRef::only(id));
        let head = format!("{}.{}", form.path_head(CellRef::only(id)), field.name);
        let is_named = |word: &&str| matches(&label, word) || head.contains(*word);
        let others: Vec<&str> = self.words.iter().copied().filter(|word| !is_named(word)).collect();
        let Some(rows) = field.rows() else {
            let fits = others.is_empty() && self.session.sheet().cell(CellRef::only(id)).relevant;
            return if fits { vec![CellRef::only(id)] } else { Vec::new() };
        };
        let sum = sum_label(form, id);
        let in_sum = field.summed() && others.iter().all(|word| matches(sum, word) || "sum".contains(*word));
        let found = self.rows.entry((rows, others)).or_insert_with_key(|(_, words)| {
            let all = 0..report.rows(rows);
            if words.is_empty() {
                return all.take(MAX_HITS).collect();
            }
            let label = |row: usize| report.row_label(form, rows, row);
            all.filter(|row| words.iter().all(|word| matches(&label(*row), word))).take(MAX_HITS).collect()
        });
        let sum = in_sum.then_some(CellRef { field: id, row: Row::Sum });
        sum.into_iter().chain(found.iter().map(|row| CellRef::at(id, *row))).collect()
    }
}
