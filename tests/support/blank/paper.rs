//! A document as data: paragraphs, tables, and their content.

/// Look of a paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Title on the cover.
    Title,
    /// Line on the cover.
    Cover,
    /// Centred line at the foot of the cover.
    Foot,
    /// Title of a part, outside tables.
    Part,
    /// Heading of the prose, by its depth from 1.
    Heading(usize),
    /// Prose.
    Prose,
    /// Label or number in a table, centred.
    Cell,
    /// Text in a table, at the left.
    Text,
    /// Heading in a table.
    Caption,
    /// Line outside tables in their size.
    Line,
}

/// Part of a paragraph.
#[derive(Clone)]
pub enum Piece {
    /// Text.
    Text(String),
    /// Underlined text, mostly blanks.
    Gap(String),
    /// Instruction in red.
    Hint(String),
    /// Instruction in grey and italic.
    Note(String),
    /// Content control with a prompt.
    Prompt(&'static str),
    /// Content control with a list of choices, which shows a prompt.
    List(&'static [&'static str]),
    /// Content control that is an empty check box.
    Tick,
    /// Text box.
    Box(Vec<Par>),
    /// Text that is inserted in a tracked change.
    Inserted(&'static str),
    /// Text that is deleted in a tracked change.
    Deleted(&'static str),
}

/// A paragraph.
#[derive(Clone)]
pub struct Par {
    pub look: Look,
    pub pieces: Vec<Piece>,
    /// True if the paragraph is the prompt of a content control around it.
    pub is_prompt: bool,
}

/// Vertical merge of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    None,
    First,
    Next,
}

/// A cell of a table.
#[derive(Clone)]
pub struct Cell {
    pub pars: Vec<Par>,
    /// Width in units of the table.
    pub span: usize,
    pub merge: Merge,
    /// True if the cell is the prompt of a content control around it.
    pub is_prompt: bool,
}

/// A row of a table.
#[derive(Clone)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Height in twips.
    pub height: u32,
    /// True if the row does not grow with its text.
    pub is_exact: bool,
}

/// A table. Its width is 24 units.
#[derive(Clone)]
pub struct Table {
    pub rows: Vec<Row>,
    /// True if the grid has a column for each unit, and not only where a cell begins.
    pub has_full_grid: bool,
}

/// Part of a document.
#[derive(Clone)]
pub enum Part {
    Par(Par),
    Table(Table),
    PageBreak,
}

/// A document.
pub struct Paper {
    pub parts: Vec<Part>,
    /// Text of the page header; empty if there is none.
    pub header: &'static str,
}

/// Number of units of a table.
pub const UNITS: usize = 24;

/// Returns a paragraph with a text. An empty text has no piece.
pub fn par(look: Look, text: &str) -> Par {
    let pieces = if text.is_empty() { Vec::new() } else { vec![Piece::Text(text.to_owned())] };
    pieces_in(look, pieces)
}

/// Returns a paragraph with pieces.
pub fn pieces_in(look: Look, pieces: Vec<Piece>) -> Par {
    Par { look, pieces, is_prompt: false }
}

/// Returns a cell with a paragraph for each line.
pub fn lines<T: AsRef<str>>(look: Look, texts: &[T], span: usize) -> Cell {
    let pars = texts.iter().map(|text| par(look, text.as_ref())).collect();
    Cell { pars, span, merge: Merge::None, is_prompt: false }
}

/// Returns a centred cell.
pub fn cell(text: &str, span: usize) -> Cell {
    lines(Look::Cell, &[text], span)
}

impl Cell {
    /// Sets the merge of the cell.
    pub fn merged(self, merge: Merge) -> Cell {
        Cell { merge, ..self }
    }
}

/// Returns a row of the height of one line.
pub fn row(cells: Vec<Cell>) -> Row {
    Row { cells, height: 454, is_exact: false }
}

/// Returns a row of at least a height.
pub fn high(height: u32, cells: Vec<Cell>) -> Row {
    Row { height, ..row(cells) }
}
