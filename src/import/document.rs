//! An outside document as blocks: headings, paragraphs and tables. Every reader returns one.

use super::limits::MAX_COLUMNS;
use crate::message::{Lang, messages};

/// Content of an outside document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Parts in reading order.
    pub blocks: Vec<Block>,
    /// Parts that the reader did not read.
    pub lost: Vec<LostPart>,
}

/// A part of a document.
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
    /// A table.
    Table(Grid),
    /// The end of a part of its own, such as a sheet. No text goes on behind it.
    Break,
}

/// A table of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Cells by row. A cell that continues the cell above is in its row, with [`Cell::merged`].
    pub rows: Vec<Vec<Cell>>,
    /// Origin of the extents of the cells.
    pub covers: Covers,
}

/// Origin of the extents of the cells of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covers {
    /// The document specifies them.
    Known,
    /// The document does not specify merged cells, so each cell has one column.
    #[default]
    Guessed,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Text, with one line per paragraph.
    pub text: String,
    /// Number of grid columns that it spans.
    pub columns: usize,
    /// True if it continues the cell above and has no text of its own.
    pub merged: bool,
}

impl Cell {
    /// Returns a cell that spans one column.
    pub fn new(text: impl Into<String>) -> Cell {
        Cell::wide(text, 1)
    }

    /// Returns a cell that spans several columns.
    pub fn wide(text: impl Into<String>, columns: usize) -> Cell {
        Cell { text: text.into(), columns, merged: false }
    }

    /// Returns a cell that continues the cell above.
    pub fn merged(columns: usize) -> Cell {
        Cell { text: String::new(), columns, merged: true }
    }
}

impl Block {
    /// Returns the text of a block outside tables.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => Some(text),
            Block::Table(_) | Block::Break => None,
        }
    }
}

impl Grid {
    /// Returns a table whose source does not specify merged cells.
    pub fn guessed(rows: Vec<Vec<Cell>>) -> Grid {
        Grid { rows, covers: Covers::Guessed }
    }

    /// Returns the texts of all cells.
    pub(super) fn all_texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().map(|cell| cell.text.as_str())
    }

    /// Returns the texts of the cells, in as many columns as the grid has. A cell is at its first position.
    pub fn texts(&self) -> Vec<Vec<String>> {
        let texts = self.rows.iter().map(|row| {
            let mut texts = Vec::new();
            for cell in row {
                texts.push(cell.text.clone());
                texts.extend((1..cell.columns.min(MAX_COLUMNS)).map(|_| String::new()));
            }
            texts
        });
        texts.collect()
    }

    /// Returns a table whose source specifies merged cells.
    pub fn known(rows: Vec<Vec<Cell>>) -> Grid {
        Grid { rows, covers: Covers::Known }
    }
}

/// Content of a document that was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostPart {
    /// Kind of the content.
    pub kind: LostKind,
    /// Number of parts, or of characters for a text.
    pub count: usize,
}

impl From<Vec<Block>> for Document {
    fn from(blocks: Vec<Block>) -> Document {
        Document { blocks, lost: Vec::new() }
    }
}

impl Document {
    /// Returns the texts of the tables.
    pub fn tables(&self) -> Vec<Vec<Vec<String>>> {
        let grid = |block: &Block| match block {
            Block::Table(grid) => Some(grid.texts()),
            _ => None,
        };
        self.blocks.iter().filter_map(grid).collect()
    }

    /// Counts content that was not read.
    pub(super) fn lose(&mut self, kind: LostKind, count: usize) {
        match self.lost.iter_mut().find(|part| part.kind == kind) {
            Some(part) => part.count += count,
            None if count > 0 => self.lost.push(LostPart { kind, count }),
            None => {}
        }
    }
}

/// Defines the kinds of content that is not read, each with its name in JSON and its sentence in Chinese and in
/// English.
macro_rules! lost_kinds {
    ($($(#[doc = $doc:literal])* $kind:ident $name:ident($count:ident) => $zh:literal, $en:literal;)*) => {
        /// Kind of content that is not read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum LostKind {
            $($(#[doc = $doc])* $kind,)*
        }

        messages! {
            $($name($count: usize) => $zh, $en;)*
        }

        impl LostKind {
            /// Returns the name in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(LostKind::$kind => stringify!($name),)*
                }
            }
        }

        impl LostPart {
            /// Returns a line for the user.
            pub fn sentence(self, lang: Lang) -> String {
                match self.kind {
                    $(LostKind::$kind => $name(lang, self.count),)*
                }
            }
        }
    };
}

lost_kinds! {
    /// Text with the property "hidden"; counted in characters.
    HiddenText hidden_text(count) => "隐藏文字 {count} 字未读取", "{count} characters of hidden text were not read";
    /// Text that is struck through by hand; counted in characters.
    StruckText struck_text(count) => "带删除线的文字 {count} 字未读取", "{count} characters that are struck through were not read";
    /// Text that is deleted in a tracked change; counted in characters.
    DeletedText deleted_text(count) => "修订中已删除的文字 {count} 字未读取", "{count} characters deleted in tracked changes were not read";
    /// A picture.
    Picture picture(count) => "图片 {count} 个未读取，其中的文字和数字请核对", "{count} pictures were not read; check them for text";
    /// An embedded object: a workbook, a formula, a chart.
    Object object(count) => "嵌入对象 {count} 个未读取（如电子表格），其中的数字请核对", "{count} embedded objects were not read (such as a workbook); check their figures";
    /// A part in another format, such as HTML.
    Part part(count) => "其他格式的嵌入部分 {count} 处未读取，请在文字处理软件中另存后再导入", "{count} embedded parts of another format were not read; save the document again before the import";
    /// A numbered paragraph whose number could not be generated.
    Number number(count) => "自动编号 {count} 处未生成", "{count} automatic numbers were not generated";
    /// A choice or tick in a form field.
    FormField form_field(count) => "窗体域 {count} 处的选项未读取", "{count} choices of form fields were not read";
    /// A comment.
    Comment comment(count) => "批注 {count} 条未读取", "{count} comments were not read";
    /// A note, a page header or a footer that is damaged or exceeds a limit.
    Margin margin(count) => "页眉、页脚或注释 {count} 处未读取完整", "{count} notes, page headers or footers were not read completely";
    /// A sheet of a workbook beyond the limit, or hidden.
    Sheet sheet(count) => "隐藏的或超出数量的工作表 {count} 张未读取", "{count} hidden or surplus sheets were not read";
}
