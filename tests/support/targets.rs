//! Functions that process bytes from outside and must return. Property tests call them with typical damage,
//! `fuzz/` with arbitrary bytes.
//!
//! Each also checks its result, so that a wrong result is found as well as a panic.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use tianbiao::check::{Checked, check};
use tianbiao::export::{FORMATS, Options};
use tianbiao::fill::fill;
use tianbiao::form::{Form, clean, compile};
use tianbiao::import::{Block, Document, read_cells, read_document, read_text};
use tianbiao::import::{import, read_doc};
use tianbiao::report::{Report, read, write};
use tianbiao::session::{Session, UndoHistory, replay, snapshot};
use tianbiao::sheet::{Texts, calculate};
use tianbiao::store::documents::{self, Fitted};
use tianbiao::store::forms::Shelf;
use tianbiao::store::journal;
use tianbiao::terminal::input::{Input, Typed, Waiting};
use tianbiao::tui::event::Message;

use super::scenario::{BUILT_IN, PROJECT, SAMPLE, Scenario, form};
use super::word::archive;

static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| form(BUILT_IN));

/// Reads a report, fills the form with it, calculates, writes it and reads it again.
pub fn report(bytes: &[u8]) {
    let Ok(file) = read(&String::from_utf8_lossy(bytes)) else { return };
    let report = Report::from_file(&FORM, file);
    calculate(&FORM, &report);
    let written = write(&FORM, &report);
    let again = Report::from_file(&FORM, read(&written).unwrap_or_else(|e| panic!("{e:?}\n{written}")));
    assert_eq!(write(&FORM, &again), written, "the same report gives the same bytes");
}

/// Compiles a template; a valid form is filled, calculated, written and exported.
pub fn template(bytes: &[u8]) {
    if let Ok(form) = compile(&String::from_utf8_lossy(bytes)) {
        let report = Report::new(&form);
        let sheet = calculate(&form, &report);
        write(&form, &report);
        let findings = check(&form, &report, &sheet);
        let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: form.language };
        for format in &FORMATS {
            // Some forms have no table, or one with too many columns.
            let _ =
                (format.write)(&Checked { texts, findings: &findings }, Options { annex: true, draft: true });
        }
    }
}

/// A formula in an otherwise valid form.
pub fn formula(bytes: &[u8]) {
    let formula = String::from_utf8_lossy(bytes);
    let quoted = formula.replace('\\', "\\\\").replace('"', "\\\"");
    let form = format!(
        "(id: \"f\", edition: \"1\", title: \"f\", caption: \"{{{{\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"a\", label: \"a\", type: Decimal), Field(name: \"b\", label: \"b\", type: Date),
            Table(name: \"t\", label: \"t\", type: Decimal, sum: (label: \"s\"), columns: [Column(name: \"c\", label: \"c\")]),
            Field(name: \"x\", label: \"x\", type: Decimal, calculate: \"{quoted}\"),
        ])])"
    );
    template(form.as_bytes());
}

/// A journal: the bytes as a file, and each part between two NUL bytes as a complete record, with and without
/// a valid first record.
pub fn journal(bytes: &[u8]) {
    if let Some(contents) = journal::parse(bytes.to_vec(), 0) {
        replayed(contents.records());
    }
    let first = snapshot(&FORM, &UndoHistory::new(Report::new(&FORM)));
    let records = std::iter::once(first.as_bytes()).chain(bytes.split(|byte| *byte == 0));
    replayed(records);
    replayed(bytes.split(|byte| *byte == 0));
}

/// Checks that the report of a journal is a report like any other: it can be shown, written, and stored in a
/// journal again.
fn replayed<'b>(records: impl Iterator<Item = &'b [u8]>) {
    let Some(told) = replay(&FORM, records) else { return };
    let session = Session::resume(Arc::clone(&FORM), told.undo_history);
    let report = session.report();
    // Reading a file removes what only a damaged journal can contain.
    let file = Report::from_file(&FORM, read(&write(&FORM, report)).unwrap());
    let again = Report::from_file(&FORM, read(&write(&FORM, &file)).unwrap());
    assert!(again == file, "a report that a file cannot hold");
    let again = replay(&FORM, std::iter::once(snapshot(&FORM, session.undo_history()).as_bytes())).unwrap();
    assert!(
        again.undo_history.report() == report && again.unused == 0,
        "a report that a journal cannot hold"
    );
}

/// A document from outside, imported into the form.
pub fn document(bytes: &[u8]) {
    let fitted = documents::read(&Shelf::default(), Path::new("document"), bytes, None);
    let Ok(Fitted { form, imported, .. }) = fitted else { return };
    let report = imported.report;
    let file = Report::from_file(&form, read(&write(&form, &report)).unwrap());
    assert!(file == report, "a report that a file cannot hold");
}

/// The main part of a Word document that is filled in with the sample.
pub fn fill_in(bytes: &[u8]) {
    let document = archive(&[("word/document.xml", bytes), ("word/other.xml", b"<a/>")]);
    let Ok(sample) = read(SAMPLE) else { panic!("the sample is valid") };
    let report = Report::from_file(&FORM, sample);
    let sheet = calculate(&FORM, &report);
    let texts = Texts { form: &FORM, report: &report, sheet: &sheet, lang: FORM.language };
    let Ok(filled) = fill(&texts, &document) else { return };
    let again = fill(&texts, &document).map(|filled| filled.bytes);
    assert_eq!(again.as_deref(), Ok(&filled.bytes[..]), "the same document gives the same bytes");
    let found = read_document(&filled.bytes);
    assert!(found.is_ok(), "{found:?}");
}

/// A Word 97 document.
pub fn doc(bytes: &[u8]) {
    if let Ok(document) = read_doc(bytes) {
        import(&FORM, &document);
    }
}

/// A text with cells between tabs, commas or bars, or in frames: every letter is in a block.
pub fn cells(bytes: &[u8]) {
    let text = clean(&String::from_utf8_lossy(bytes));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    // A line break of Markdown has two letters.
    let least = letters(&text).saturating_sub(2 * text.matches("<br").count());
    if let Ok(document) = read_text(&text) {
        let found: usize = texts(&document).iter().map(|text| letters(text)).sum();
        assert!(found >= least, "{document:?}");
    }
    let found: usize = read_cells(&text).iter().flatten().map(|text| letters(text)).sum();
    assert!(found >= least);
}

/// The texts of a document.
fn texts(document: &Document) -> Vec<&str> {
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => {
                texts.push(text.as_str());
            }
            Block::Break => {}
            Block::Table(grid) => texts.extend(grid.rows.iter().flatten().map(|cell| cell.text.as_str())),
        }
    }
    texts
}

/// A workbook: the bytes as the XML of a sheet, and as a list of cells and merged cells. Every cell is in a block, or
/// counted as covered.
pub fn sheet(bytes: &[u8]) {
    let book = |sheet: &[u8]| {
        archive(&[
            (
                "xl/workbook.xml",
                &b"<workbook><sheets><sheet name=\"Sheet1\" r:id=\"r1\"/></sheets></workbook>"[..],
            ),
            (
                "xl/_rels/workbook.xml.rels",
                b"<Relationships><Relationship Id=\"r1\" Target=\"sheet.xml\"/></Relationships>",
            ),
            ("xl/sheet.xml", sheet),
        ])
    };
    let _ = read_document(&book(bytes));
    let _ = read_document(bytes);
    let name = |row: u8, column: u8| format!("{}{}", char::from(b'A' + column % 12), row % 24 + 1);
    let (mut cells, mut merged) = (BTreeSet::new(), String::new());
    for part in bytes.chunks_exact(5) {
        if part[0] < 200 {
            cells.insert((part[1] % 24, part[2] % 12));
        } else {
            let (from, to) = (name(part[1], part[2]), name(part[3], part[4]));
            let _ = write!(merged, "<mergeCell ref=\"{from}:{to}\"/>");
        }
    }
    let mut rows = String::new();
    for (row, column) in &cells {
        let _ = write!(rows, "<row><c r=\"{}\" t=\"str\"><v>x</v></c></row>", name(*row, *column));
    }
    let sheet =
        format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>");
    let document = read_document(&book(sheet.as_bytes()));
    let Ok(document) = document else { panic!("{document:?}") };
    let found: usize = texts(&document).iter().map(|text| text.matches('x').count()).sum();
    let covered: usize = document.lost.iter().map(|part| part.count).sum();
    assert_eq!(found + covered, cells.len(), "{document:?}");
}

/// Input from a terminal, in packets; the first byte limits their size.
pub fn terminal(bytes: &[u8]) {
    for typed in keys(bytes) {
        match typed {
            Message::Key(key) => assert!(key.code.as_char().is_none_or(|c| !c.is_control()), "{key:?}"),
            Message::Paste(text) => assert!(!text.is_empty()),
            _ => {}
        }
    }
}

/// Input from a terminal to a report on a screen of any size; the first bytes select the report and the size.
pub fn screen(bytes: &[u8]) {
    let Some(([which, width, height], rest)) = bytes.split_first_chunk() else { return };
    on_screen(*which, (u16::from(*width), u16::from(*height)), keys(rest));
}

/// Checks that with any messages and at any size the screen is drawn, the cursor is on it, and undoing
/// everything restores the first report.
pub fn on_screen(which: u8, size: (u16, u16), happens: impl IntoIterator<Item = Message>) {
    let size = (size.0.max(1), size.1.max(1));
    let mut scenario = match which % 3 {
        0 => Scenario::sample(size),
        1 => Scenario::rolled(size),
        _ => Scenario::blank(PROJECT, size),
    };
    let before = scenario.file();
    for message in happens {
        scenario.send(message);
        let screen = scenario.screen();
        let caret = screen.lines().last().unwrap_or_default().trim_start_matches("caret ");
        let (x, y) = caret.split_once(',').unwrap();
        assert!(x.parse::<u16>().unwrap() < size.0 && y.parse::<u16>().unwrap() < size.1, "{caret}");
    }
    let after = scenario.file();
    let steps = scenario.app.model.session.steps();
    while scenario.app.model.session.undo().is_some() {}
    assert_eq!(scenario.file(), before);
    for _ in 0..steps {
        scenario.app.model.session.redo();
    }
    assert_eq!(scenario.file(), after);
}

/// Decodes bytes as the program does with those of a terminal, with a pause after each packet.
fn keys(bytes: &[u8]) -> Vec<Message> {
    let mut input = Input::default();
    let mut typed = Vec::new();
    let mut tell = |one| {
        typed.push(match one {
            Typed::Key(key) => Message::Key(key),
            Typed::Paste(text) => Message::Paste(text),
            Typed::TooLong => Message::PasteTooLong,
            Typed::Position(..) | Typed::NotUtf8 => return,
        });
    };
    let (length, rest) = bytes.split_first().map_or((1, bytes), |(first, rest)| (*first, rest));
    for packet in rest.chunks(usize::from(length).max(1)) {
        input.feed(packet, &mut tell);
        if length % 2 == 0 {
            input.pause(&mut tell);
        }
    }
    input.pause(&mut tell);
    assert_eq!(input.waiting(), Waiting::Nothing);
    typed
}
