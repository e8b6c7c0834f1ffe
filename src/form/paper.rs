//! Page layout of a printed form: margins, page numbers, columns as printed.
//!
//! The layout is part of the form, so that the paper of another bureau needs only another template, not a
//! change of the program. Widths are in percent of the text width; heights and margins are in millimetres.

use serde::Deserialize;

/// Page settings of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The margins of pages with boxes and tables, in millimetres: top, right, bottom, left.
    pub margins: [u32; 4],
    /// Position of page numbers.
    pub page_numbers: PageNumbers,
}

impl Default for Paper {
    fn default() -> Paper {
        Paper { margins: [25, 22, 23, 24], page_numbers: PageNumbers::default() }
    }
}

/// Position of page numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum PageNumbers {
    /// At the outer edge: right on odd pages, left on even pages.
    #[default]
    Outer,
    /// Centred.
    Center,
    /// No page numbers.
    None,
}

/// Layout of a table on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableLayout {
    /// Widths of the printed columns, in percent; empty for automatic widths.
    pub widths: Vec<u32>,
    /// Width, in percent, of a column at the left that holds the caption; 0 for a caption above the table.
    pub aside: u32,
    /// True if the rows of the list are printed as lines of a single cell.
    pub lines: bool,
    /// Minimum number of printed rows.
    pub at_least: usize,
    /// Header over the captions of the groups.
    pub captions: String,
    /// Header over the common captions of the groups; empty if `captions` is over both.
    pub over: String,
    /// Printed columns; empty if every column of the table is printed as a column of its own.
    pub columns: Vec<PaperColumn>,
}

/// A printed column that joins one or more columns of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperColumn {
    /// Header.
    pub label: String,
    /// Indices of the joined columns.
    pub columns: Vec<usize>,
}
