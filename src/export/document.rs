//! Converts a report to document blocks in the form's order: sections, and the annex.

use super::annex;
use super::table::table;
use super::values::{one_line, shown_with_unit};
use super::{Block, Options, Page, PageKind, Pair};
use crate::check::{Checked, Finding};
use crate::form::{CellRef, FieldId, Form, Item, Print, Row, Section, Table, clean, ordinal};
use crate::message;
use crate::sheet::{Texts, phrase};

/// Maximum number of pairs in one row of boxes.
const MAX_BESIDE: usize = 3;

/// Returns the report as a document, in the form's language.
pub fn document(checked: &Checked<'_>, options: Options) -> Vec<Block> {
    let texts = Texts { lang: checked.texts.form.language, ..checked.texts };
    let mut document =
        Document { texts, findings: checked.findings, blocks: Vec::new(), part: 0, page: None };
    if !texts.form.sections.iter().any(|section| section.print == Print::Cover) {
        if let Some(section) = texts.form.sections.first() {
            document.page(section);
        }
        document.title();
    }
    for section in &texts.form.sections {
        document.section(section);
    }
    if options.annex {
        document.annex();
    }
    document.blocks
}

struct Document<'a> {
    texts: Texts<'a>,
    findings: &'a [Finding],
    blocks: Vec<Block>,
    /// Number of section headings so far.
    part: usize,
    /// The kind of the current page.
    page: Option<Page>,
}

impl Document<'_> {
    fn section(&mut self, section: &Section) {
        // The number is fixed by the form, even if parts are not relevant: it is the one on the screen.
        self.part += usize::from(section.heading.is_some());
        if !is_asked(&self.texts, &section.items) {
            return;
        }
        self.page(section);
        if section.print == Print::Cover {
            self.title();
        }
        if let Some(heading) = &section.heading {
            let number = format!("{}、", ordinal(self.part));
            self.blocks.push(Block::Heading { level: 1, number, text: one_line(heading) });
        }
        self.items(section);
    }

    /// Adds the text of the cover.
    fn title(&mut self) {
        let title = clean(&phrase(&self.texts, &self.texts.form.cover, Row::Only));
        let lines = title.lines().map(|line| line.trim().to_owned()).collect();
        self.blocks.push(Block::Title(lines));
    }

    /// Starts a new page if required: for a different kind of page, and for each part of the prose.
    fn page(&mut self, section: &Section) {
        let kind = match section.print {
            Print::Cover => PageKind::Cover,
            Print::Prose => PageKind::Prose,
            Print::Boxes | Print::Lines => PageKind::Form,
        };
        self.new_page(Page { kind, landscape: section.landscape });
    }

    fn new_page(&mut self, page: Page) {
        let is_empty = matches!(self.blocks.last(), Some(Block::NewPage(_) | Block::Title(_)));
        if self.page != Some(page) || (page.kind == PageKind::Prose && !is_empty) {
            self.page = Some(page);
            self.blocks.push(Block::NewPage(page));
        }
    }

    fn items(&mut self, section: &Section) {
        let mut rows: Vec<Vec<Pair>> = Vec::new();
        let mut under: Vec<Vec<Pair>> = Vec::new();
        // True if the field before was printed in this list, so that one may stand beside it: boxes, lines below.
        let mut open = [false; 2];
        for (at, item) in section.items.iter().enumerate() {
            match item {
                _ if !self.texts.sheet.applies(section, at) => {}
                Item::Field(field) if !self.texts.sheet.is_relevant(*field) => {
                    let beside = self.texts.form.field(*field).beside;
                    open = open.map(|open| open && beside);
                }
                Item::Field(field) if is_elsewhere(&self.texts, section, *field) => open = [false; 2],
                Item::Field(field) if section.print == Print::Prose => self.prose(*field),
                Item::Field(field) if let Some(foot) = &self.texts.form.field(*field).foot => {
                    self.flush(section, &mut rows);
                    self.blocks.push(Block::CoverFoot(one_line(&phrase(&self.texts, foot, Row::Only))));
                    open = [false; 2];
                }
                Item::Field(field) => {
                    let is_under = self.texts.form.field(*field).under;
                    let rows = if is_under { &mut under } else { &mut rows };
                    let open_here = open[usize::from(is_under)];
                    let pair = self.pair(*field);
                    match rows.last_mut().filter(|row| open_here && row.len() < MAX_BESIDE) {
                        Some(row) if self.texts.form.field(*field).beside => row.push(pair),
                        _ => rows.push(vec![pair]),
                    }
                    open = [!is_under, is_under];
                }
                _ => {
                    self.flush(section, &mut rows);
                    open = [false; 2];
                    self.between(item, &section.items[at + 1..]);
                }
            }
        }
        self.flush(section, &mut rows);
        if !under.is_empty() {
            self.blocks.push(Block::Lines { rows: under, cover: false });
        }
    }

    /// Adds an item that is not a field.
    fn between(&mut self, item: &Item, rest: &[Item]) {
        match item {
            Item::Field(_) => {}
            Item::Table(id) => {
                let Some(mut table) = table(&self.texts, *id) else { return };
                // Omit a caption that repeats the heading above it.
                if matches!(self.blocks.last(), Some(Block::Heading { text, .. }) if *text == table.caption) {
                    table.caption.clear();
                }
                self.blocks.push(Block::Table(table));
            }
            Item::Chapter { depth, number, label, .. } => {
                if is_asked(&self.texts, inside(self.texts.form, *depth, rest)) {
                    let (number, text) = (number.clone(), one_line(label));
                    self.blocks.push(Block::Heading { level: depth + 1, number, text });
                }
            }
            Item::Note(words) => {
                let lines = clean(words);
                let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
                self.blocks.extend(lines.map(|line| Block::Note(line.to_owned())));
            }
            Item::Signature(signature) => self.blocks.push(Block::Signature {
                label: one_line(&signature.label),
                signer: one_line(&signature.signer),
                date: signature.date.then(|| message::date_to_write(self.texts.lang)),
                height: signature.height,
            }),
        }
    }

    fn pair(&self, id: FieldId) -> Pair {
        let label = one_line(&self.texts.form.field(id).label);
        let label = label.trim_end_matches(['：', ':']).to_owned();
        Pair { label, value: shown_with_unit(&self.texts, CellRef::only(id)) }
    }

    fn flush(&mut self, section: &Section, rows: &mut Vec<Vec<Pair>>) {
        if rows.is_empty() {
            return;
        }
        let rows = std::mem::take(rows);
        self.blocks.push(match section.print {
            Print::Cover => Block::Lines { rows, cover: true },
            Print::Lines => Block::Lines { rows, cover: false },
            Print::Boxes | Print::Prose => Block::Boxes { rows, widths: section.widths },
        });
    }

    /// Adds a numbered heading, and each line of the text as a paragraph.
    fn prose(&mut self, id: FieldId) {
        let field = self.texts.form.field(id);
        if let Some(heading) = &field.heading {
            self.blocks.push(Block::Heading {
                level: heading.depth + 1,
                number: heading.number.clone(),
                text: one_line(&field.label),
            });
        }
        let text = shown_with_unit(&self.texts, CellRef::only(id));
        let paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty());
        self.blocks.extend(paragraphs.map(|line| Block::Paragraph(line.to_owned())));
    }

    /// Adds the explanations, and the figures of the texts.
    fn annex(&mut self) {
        for part in [annex::explanations, annex::reconciliation] {
            self.new_page(Page { kind: PageKind::Form, landscape: false });
            self.blocks.extend(part(&self.texts, self.findings));
        }
    }
}

/// True if the title shows a field, or the last row of a table.
fn is_elsewhere(texts: &Texts<'_>, section: &Section, field: FieldId) -> bool {
    section.print != Print::Prose && texts.form.cover.names(field)
        || texts.form.tables.iter().any(|table| shows(texts, table, field))
}

/// True if the last row of a table shows a field.
fn shows(texts: &Texts<'_>, table: &Table, field: FieldId) -> bool {
    let fields = table.total.iter().flat_map(|total| &total.fields);
    let columns = fields.filter(|(_, shown)| *shown == field).map(|(column, _)| *column);
    let of_groups = |column: usize| table.groups.iter().filter_map(move |group| group.columns.get(column));
    columns.flat_map(of_groups).any(|column| texts.sheet.is_relevant(*column))
}

/// True if any of the items is relevant, or if none of them is a field or a table.
fn is_asked(texts: &Texts<'_>, items: &[Item]) -> bool {
    let mut asked = items.iter().filter_map(|item| match item {
        Item::Field(field) => Some(texts.sheet.is_relevant(*field)),
        Item::Table(id) => {
            let mut fields = texts.form.table(*id).groups.iter().flat_map(|group| &group.columns);
            Some(fields.any(|field| texts.sheet.is_relevant(*field)))
        }
        _ => None,
    });
    asked.next().is_none_or(|first| first || asked.any(|asked| asked))
}

/// Returns the items of a chapter: up to the next chapter or field heading of the same or a lower depth.
fn inside<'i>(form: &Form, depth: usize, rest: &'i [Item]) -> &'i [Item] {
    let end = rest.iter().position(|item| match item {
        Item::Chapter { depth: other, .. } => *other <= depth,
        Item::Field(field) => {
            form.field(*field).heading.as_ref().is_some_and(|heading| heading.depth <= depth)
        }
        _ => false,
    });
    &rest[..end.unwrap_or(rest.len())]
}
