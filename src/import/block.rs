//! An outside document as blocks: headings, paragraphs and tables.

/// A part of an imported document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph that the document marks as a heading.
    Heading {
        /// Depth, from 1.
        level: usize,
        /// Text, including a typed number.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A paragraph outside the main text: in a text box, a note, or a page header or footer.
    Aside(String),
    /// Table rows.
    Table(Vec<Vec<Cell>>),
}

/// A cell of a table in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Text, with one line per paragraph.
    pub text: String,
    /// Number of grid columns that it spans, as far as the document specifies it.
    pub columns: usize,
}

impl Cell {
    /// Returns a cell that spans one column.
    pub fn new(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), columns: 1 }
    }
}
