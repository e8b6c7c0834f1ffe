//! References in the current text, that is, figures that show a cell: finding the one at the caret, removing
//! it as a whole, and inserting one.

use std::collections::HashMap;
use std::ops::Range;

use super::app::App;
use super::event::Effect;

use super::editor::{Editor, Place};
use super::goto::{GoTo, Hit, MAX_HITS, full_label, matches};
use super::input::{Cursor, Entering};
use super::layout::{is_locked, place};
use super::mode::{Action, MenuItem, Mode};
use crate::form::{CellRef, Home, Row, RowSetId, Value};
use crate::message;
use crate::report::naming::sum_label;
use crate::sheet::reference::{Reference, Shape, fill, write};

/// A reference being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picking {
    /// True if it is for the full-screen text, which is shown again afterwards.
    pub expanded: bool,
    /// The cell to be shown as a share of the chosen one, if any.
    pub part: Option<CellRef>,
}

impl App {
    /// Returns the references in the current cell's text; empty if the editor's text differs from the entry.
    pub fn figures(&self) -> &[Reference] {
        let Some(cell) = self.cursor.cell else { return &[] };
        let live = self.model.session.sheet().references(cell);
        let is_entry = || self.input.editor.text() == self.model.session.report().text(cell);
        if !live.is_empty() && is_entry() { live } else { &[] }
    }

    /// Returns the reference at the caret, including its edges; between two references, the one before the
    /// caret.
    pub fn figure_at_caret(&self) -> Option<&Reference> {
        if self.input.entering == Entering::Selected {
            return None;
        }
        let figures = self.figures();
        if figures.is_empty() {
            return None;
        }
        let caret = self.input.editor.offset();
        let is_there =
            |live: &&Reference| (live.place.start as usize..=live.place.end as usize).contains(&caret);
        figures.iter().filter(|live| live.is_figure()).find(is_there)
    }

    /// Returns the start and end of the reference just before (or after) the caret.
    pub(super) fn figure_beside(&self, before: bool) -> Option<(Place, Place)> {
        let figures = self.figures();
        if figures.is_empty() || self.input.editor.selection().is_some() {
            return None;
        }
        let characters = self.input.editor.offset();
        let edge = |live: &&Reference| if before { live.place.end } else { live.place.start };
        let beside = |live: &&Reference| live.is_figure() && edge(live) as usize == characters;
        let long = figures.iter().find(beside)?.typed.len();
        let (paragraph, at) = self.input.editor.caret();
        let (start, end) = if before { (at.checked_sub(long)?, at) } else { (at, at + long) };
        Some(((paragraph, start), (paragraph, end)))
    }

    /// Returns one line for each reference of a text: the value shown and the source cell.
    pub fn figure_lines(&self, cell: CellRef) -> Vec<String> {
        let shown = self.model.shown(cell);
        let lines = self.model.session.sheet().references(cell).iter().map(|live| {
            let value = shown.get(live.shown.clone()).unwrap_or_default();
            match live.cell {
                Some(from) => {
                    let from = place(self.model.session.form(), self.model.session.report(), from);
                    [value, &from].join("  ")
                }
                None => value.to_owned(),
            }
        });
        lines.collect()
    }

    /// True if references can be inserted into the current cell.
    pub(super) fn takes_figures(&self) -> bool {
        let Some(cell) = self.cursor.cell else { return false };
        let field = self.model.session.form().field(cell.field);
        field.kind.is_prose() && !matches!(field.home, Home::RowName(_)) && !is_locked(self, cell)
    }

    /// Opens the palette to choose the cell that the text is to show (F4 in a text).
    pub(super) fn pick_figure(&mut self, picking: Picking) {
        let editor = Editor::new("", false);
        let goto = GoTo { editor, texts: false, picking: Some(picking), hits: Vec::new(), selected: 0 };
        self.mode = Mode::GoTo(Box::new(goto));
        self.search();
    }

    /// Inserts a reference to the chosen cell; if it can be shown in several formats, opens a menu of them.
    pub(super) fn figure_picked(&mut self, cell: CellRef, picking: Picking) -> Vec<Effect> {
        self.mode = picking.behind();
        let shapes = match picking.part {
            Some(part) => share_shapes(part, cell),
            None => self.shapes(cell),
        };
        let cell = picking.part.unwrap_or(cell);
        let mut items: Vec<(String, String, Action)> = Vec::new();
        let (plain, _) = self.written(cell, &Shape::default());
        for shape in shapes {
            let (typed, shown) = self.written(cell, &shape);
            // The format that follows the path: `|亿元`.
            let form = typed.get(plain.len() - 2..typed.len() - 2).unwrap_or_default().to_owned();
            if items.iter().all(|(before, ..)| *before != shown) {
                items.push((shown, form, Action::Insert(typed)));
            }
        }
        let is_number = matches!(self.model.session.sheet().cell(cell).value, Value::Number(_));
        if is_number && picking.part.is_none() {
            let label = message::figure_share(self.look.lang);
            items.push((label, String::new(), Action::PickWhole(cell)));
        }
        if let [(.., Action::Insert(typed))] = items.as_slice() {
            let typed = typed.clone();
            self.insert_figure(&typed);
            return Vec::new();
        }
        let items = items
            .into_iter()
            .zip(('1'..='9').chain(std::iter::repeat(' ')))
            .map(|((label, keys, action), digit)| MenuItem { digit, label, keys, action });
        let title = place(self.model.session.form(), self.model.session.report(), cell);
        let title = message::figure_form(self.look.lang, &title);
        self.open_menu(title, items.collect());
        Vec::new()
    }

    /// Returns the formats in which a cell can be shown, the plain one first.
    fn shapes(&self, cell: CellRef) -> Vec<Shape> {
        let kind = &self.model.session.form().field(cell.field).kind;
        let mut shapes = vec![Shape::default()];
        if kind.is_number() {
            shapes.push(Shape { short: true, ..Shape::default() });
        }
        // An integer without a unit may be a year: offer the years before and after it.
        if kind.is_whole() && kind.unit().is_none() {
            shapes.extend([-1, 1].map(|offset| Shape { offset, ..Shape::default() }));
        }
        for unit in kind.units() {
            shapes.push(Shape { unit: Some(unit.clone()), ..Shape::default() });
            shapes.push(Shape { unit: Some(unit), short: true, ..Shape::default() });
        }
        shapes
    }

    /// Returns a reference as typed and as shown.
    fn written(&self, cell: CellRef, shape: &Shape) -> (String, String) {
        let typed = write(self.model.session.form(), self.model.session.report(), cell, shape);
        let shown = fill(&self.model.session.texts(self.look.lang), &typed);
        (typed, shown)
    }

    /// Inserts a reference at the caret, as a separate step of the undo history.
    pub(super) fn insert_figure(&mut self, typed: &str) {
        if self.input.entering == Entering::Selected {
            self.input.entering = Entering::Inside;
        }
        self.input.end_run();
        self.type_text(typed);
        self.input.end_run();
    }

    /// Returns the cells that a text can show and that match the words; without words, only numbers.
    pub(super) fn figure_hits(&self, wanted: &str, exact: Option<CellRef>) -> Vec<Hit> {
        let (form, sheet) = (self.model.session.form(), self.model.session.sheet());
        let mut search = Search::new(self, wanted);
        let mut hits: Vec<Hit> = exact.into_iter().filter_map(|cell| self.figure_hit(cell)).collect();
        let exact = hits.first().and_then(|hit| hit.there.cell);
        for id in form.field_ids().filter(|id| sheet.is_relevant(*id)) {
            let kind = &form.field(id).kind;
            if kind.is_long() || wanted.is_empty() && !kind.is_number() {
                continue;
            }
            for cell in search.cells(id).into_iter().filter(|cell| Some(*cell) != exact) {
                hits.extend(self.figure_hit(cell));
                if hits.len() >= MAX_HITS {
                    return hits;
                }
            }
        }
        hits
    }

    fn figure_hit(&self, cell: CellRef) -> Option<Hit> {
        let (form, report, sheet) =
            (self.model.session.form(), self.model.session.report(), self.model.session.sheet());
        // A text with references cannot be inserted into another text.
        if Some(cell) == self.cursor.cell || !sheet.references(cell).is_empty() {
            return None;
        }
        let section = form.field(cell.field).section;
        let short = &form.sections.get(section)?.short;
        let shown = self.model.shown(cell);
        let value = if shown.is_empty() { message::blank_in_formula(self.look.lang) } else { shown };
        Some(Hit {
            label: format!("{section} {short} {}", place(form, report, cell)),
            detail: [value, report.path(form, cell)].join("  "),
            there: Cursor { section, item: 0, cell: Some(cell) },
        })
    }
}

impl Picking {
    /// Returns the mode to show afterwards.
    pub fn behind(self) -> Mode {
        if self.expanded { Mode::Text } else { Mode::Page }
    }
}

fn share_shapes(part: CellRef, whole: CellRef) -> Vec<Shape> {
    let share_of = (part != whole).then_some(whole);
    [false, true].map(|short| Shape { share_of, short, ..Shape::default() }).into()
}

/// A search for words. Every word must be in the label of the field or of its row, or in the path.
struct Search<'a> {
    app: &'a App,
    words: Vec<&'a str>,
    /// Cache of the rows that match a set of words.
    rows: HashMap<(RowSetId, Vec<&'a str>), Vec<usize>>,
}

impl<'a> Search<'a> {
    fn new(app: &'a App, wanted: &'a str) -> Search<'a> {
        Search { app, words: wanted.split_whitespace().collect(), rows: HashMap::new() }
    }

    /// Returns the cells of a field that match the words, the sum row first.
    fn cells(&mut self, id: crate::form::FieldId) -> Vec<CellRef> {
        let session = &self.app.model.session;
        let (form, report) = (session.form(), session.report());
        let field = form.field(id);
        let label = full_label(form, CellRef::only(id));
        let head = format!("{}.{}", form.path_head(CellRef::only(id)), field.name);
        let is_named = |word: &&str| matches(&label, word) || head.contains(*word);
        let others: Vec<&str> = self.words.iter().copied().filter(|word| !is_named(word)).collect();
        let Some(rows) = field.rows() else {
            let fits = others.is_empty() && session.sheet().cell(CellRef::only(id)).relevant;
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

/// Converts byte ranges of the whole text to byte ranges of one paragraph; drops the ranges that begin
/// outside it.
pub fn in_paragraph<'r>(
    paragraphs: &[String],
    paragraph: usize,
    ranges: impl Iterator<Item = Range<usize>> + 'r,
) -> impl Iterator<Item = Range<usize>> + 'r {
    let start: usize = paragraphs.iter().take(paragraph).map(|text| text.len() + 1).sum();
    let end = start + paragraphs.get(paragraph).map_or(0, String::len);
    let inside = ranges.filter(move |range| range.start >= start && range.start < end);
    inside.map(move |range| range.start - start..range.end.min(end) - start)
}
