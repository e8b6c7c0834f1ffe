//! How a form is laid out on paper: margins, page numbers, columns as printed.
//!
//! A form decides what a printed report looks like, so that another bureau's paper needs another template and
//! no other program. Widths are percent of the width of the text, heights and margins are millimetres.

use serde::Deserialize;

/// The pages of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The margins of pages with boxes and tables, in millimetres: top, right, bottom, left.
    pub margins: [u32; 4],
    /// Where page numbers are printed.
    pub page_numbers: PageNumbers,
}

impl Default for Paper {
    fn default() -> Paper {
        Paper { margins: [25, 22, 23, 24], page_numbers: PageNumbers::default() }
    }
}

/// Where page numbers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum PageNumbers {
    /// At the outer edge: at the right of odd pages, at the left of even pages.
    #[default]
    Outer,
    /// In the middle.
    Center,
    /// Nowhere.
    None,
}

/// How a table is laid out on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableLayout {
    /// The widths of the columns as printed, in percent; empty for automatic widths.
    pub widths: Vec<u32>,
    /// The width in percent of a column at the left that holds the caption; 0 for a caption above the table.
    pub aside: u32,
    /// True if the rows of the list are printed as lines of one cell.
    pub lines: bool,
    /// The least number of rows that are printed.
    pub at_least: usize,
    /// The heading over the captions of the groups.
    pub captions: String,
    /// The columns as printed; empty where each column of the table is printed by itself.
    pub columns: Vec<PaperColumn>,
}

/// A column as printed, which joins one or more columns of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperColumn {
    /// Its heading.
    pub label: String,
    /// The columns of the table that it joins, by index.
    pub columns: Vec<usize>,
}
