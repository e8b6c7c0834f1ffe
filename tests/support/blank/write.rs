//! Writes a document as XML, in the manner of a program.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::paper::{Cell, Look, Merge, Paper, Par, Part, Piece, Row, Table, UNITS};

/// Program whose manner is imitated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Word,
    LibreOffice,
}

/// Manner of writing.
#[derive(Clone, Copy)]
pub struct Manner {
    pub program: Program,
    /// True if an empty paragraph is one element without properties.
    pub is_bare: bool,
    /// Name of the style of prompts.
    pub prompt_style: &'static str,
    /// True if the properties of the document forbid changes.
    pub is_protected: bool,
    /// Prefix of the names of elements, instead of `w`.
    pub prefix: &'static str,
    /// True for the namespaces of the strict format.
    pub is_strict: bool,
}

/// The manner of Word.
pub const WORD: Manner = Manner {
    program: Program::Word,
    is_bare: false,
    prompt_style: "PlaceholderText",
    is_protected: false,
    prefix: "w",
    is_strict: false,
};

/// Width of a unit of a table in twips.
const UNIT: usize = 369;

/// Namespaces of the main part: prefix, and address.
const NAMESPACES: &[(&str, &str)] = &[
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("v", "urn:schemas-microsoft-com:vml"),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
];

/// Properties of the only section.
const SECTION: &str = "<w:footerReference w:type=\"default\" r:id=\"rId8\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1474\" w:bottom=\"1440\" w:left=\"1588\" \
    w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/><w:cols w:space=\"425\"/><w:docGrid w:type=\"lines\" w:linePitch=\"312\"/>";

/// Font, size in half points, and properties of the paragraph. The last is the number of the style.
fn format(look: Look) -> (&'static str, u32, &'static str, usize) {
    let title = "<w:spacing w:line=\"720\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>";
    let prose = "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";
    match look {
        Look::Title => ("方正小标宋简体", 44, title, 1),
        Look::Cover => ("仿宋_GB2312", 32, "<w:spacing w:line=\"720\" w:lineRule=\"exact\"/>", 2),
        Look::Foot => ("仿宋_GB2312", 32, title, 3),
        Look::Part => ("黑体", 32, "<w:jc w:val=\"center\"/>", 4),
        Look::Heading(1) => ("黑体", 32, prose, 5),
        Look::Heading(2) => ("楷体_GB2312", 32, prose, 6),
        Look::Heading(_) | Look::Prose => ("仿宋_GB2312", 32, prose, 7),
        Look::Cell => ("仿宋_GB2312", 21, "<w:jc w:val=\"center\"/>", 8),
        Look::Text | Look::Line => ("仿宋_GB2312", 21, "<w:jc w:val=\"left\"/>", 9),
        Look::Caption => ("黑体", 24, "<w:jc w:val=\"center\"/>", 10),
    }
}

/// Returns the main part.
pub fn document(paper: &Paper, manner: &Manner) -> String {
    let mut writer = Writer { manner, out: String::new(), count: 0 };
    for part in &paper.parts {
        match part {
            Part::Par(par) => writer.par(par),
            Part::Table(table) => writer.table(table),
            Part::PageBreak => writer.page_break(),
        }
    }
    let header =
        if paper.header.is_empty() { "" } else { "<w:headerReference w:type=\"default\" r:id=\"rId9\"/>" };
    let body = format!("{}<w:sectPr>{header}{SECTION}</w:sectPr>", writer.out);
    in_namespaces(&body, manner)
}

/// Returns the whole main part with the namespaces of the manner.
fn in_namespaces(body: &str, manner: &Manner) -> String {
    let declared = joined(NAMESPACES, |(prefix, address)| format!(" xmlns:{prefix}=\"{address}\""));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:document{declared} mc:Ignorable=\"w14\"><w:body>{body}</w:body></w:document>"
    );
    if manner.prefix != "w" {
        for before in ["<", "</", " ", "xmlns:"] {
            let after = if before == "xmlns:" { "=" } else { ":" };
            text = text.replace(&format!("{before}w{after}"), &format!("{before}{}{after}", manner.prefix));
        }
    }
    if manner.is_strict { strict(&text) } else { text }
}

/// Returns a part in the namespaces of the strict format.
pub fn strict(text: &str) -> String {
    let text = text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/",
        "http://purl.oclc.org/ooxml/wordprocessingml/",
    );
    let text = text.replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/",
        "http://purl.oclc.org/ooxml/officeDocument/",
    );
    text.replace("<w:document ", "<w:document w:conformance=\"strict\" ")
}

/// Returns the texts of all items, joined.
pub fn joined<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect()
}

/// Escapes a text.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

struct Writer<'m> {
    manner: &'m Manner,
    out: String,
    /// Number of paragraphs and controls so far, which also decides where runs are split.
    count: usize,
}

impl Writer<'_> {
    fn add(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    fn is_word(&self) -> bool {
        self.manner.program == Program::Word
    }

    /// Returns the attributes that Word gives to each paragraph and row.
    fn marks(&mut self) -> String {
        self.count += 1;
        if !self.is_word() {
            return String::new();
        }
        format!(
            " w14:paraId=\"{:08X}\" w14:textId=\"77777777\" w:rsidR=\"{:08X}\" w:rsidRDefault=\"00A77B3E\"",
            0x1000_0000 + self.count * 17,
            0x00A0_0000 + self.count * 7919 % 0xF_FFFF
        )
    }

    fn page_break(&mut self) {
        let marks = self.marks();
        self.add(&format!("<w:p{marks}><w:r><w:br w:type=\"page\"/></w:r></w:p>"));
    }

    fn par(&mut self, par: &Par) {
        if par.is_prompt {
            let start = self.control("<w:showingPlcHdr/><w:text/>");
            self.add(&start);
        }
        let marks = self.marks();
        if self.manner.is_bare && par.pieces.is_empty() {
            self.add(&format!("<w:p{marks}/>"));
        } else {
            let (_, _, properties, style) = format(par.look);
            let look = run_look(par.look, "");
            let (style, mark) = if self.is_word() {
                (String::new(), format!("<w:rPr>{look}</w:rPr>"))
            } else {
                let style = format!("<w:pStyle w:val=\"P{style}\"/><w:widowControl w:val=\"false\"/>");
                (style, format!("<w:rPr>{look}</w:rPr>"))
            };
            self.add(&format!("<w:p{marks}><w:pPr>{style}{properties}{mark}</w:pPr>"));
            if par.pieces.is_empty() && !self.is_word() {
                self.add(&format!("<w:r><w:rPr>{look}</w:rPr></w:r>"));
            }
            for piece in &par.pieces {
                self.piece(par.look, piece);
            }
            self.add("</w:p>");
        }
        if par.is_prompt {
            self.add("</w:sdtContent></w:sdt>");
        }
    }

    /// Returns the start of a content control, up to its content.
    fn control(&mut self, kind: &str) -> String {
        self.count += 1;
        format!(
            "<w:sdt><w:sdtPr><w:id w:val=\"{}\"/><w:placeholder><w:docPart w:val=\"DefaultPlaceholder_-1854013440\"/></w:placeholder>{kind}</w:sdtPr><w:sdtContent>",
            900_000 + self.count
        )
    }

    fn piece(&mut self, look: Look, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.split(&run_look(look, ""), text),
            Piece::Gap(text) => self.run(&run_look(look, "<w:u w:val=\"single\"/>"), text),
            Piece::Hint(text) => self.run(&coloured(look, "", "FF0000"), text),
            Piece::Note(text) => self.run(&coloured(look, "<w:i/>", "808080"), text),
            Piece::Prompt(text) => {
                let start = self.control("<w:showingPlcHdr/><w:text/>");
                self.add(&start);
                self.prompt(text);
                self.add("</w:sdtContent></w:sdt>");
            }
            Piece::List(choices) => {
                let items = joined(choices, |choice| format!("<w:listItem w:displayText=\"{choice}\" w:value=\"{choice}\"/>"));
                let start =
                    self.control(&format!("<w:showingPlcHdr/><w:dropDownList>{items}</w:dropDownList>"));
                self.add(&start);
                self.prompt("选择一项。");
                self.add("</w:sdtContent></w:sdt>");
            }
            Piece::Tick => {
                let start = self.control(
                    "<w14:checkbox><w14:checked w14:val=\"0\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/><w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox>",
                );
                self.add(&start);
                self.run("<w:rFonts w:ascii=\"MS Gothic\" w:eastAsia=\"MS Gothic\" w:hAnsi=\"MS Gothic\" w:hint=\"eastAsia\"/>", "☐");
                self.add("</w:sdtContent></w:sdt>");
            }
            Piece::Box(pars) => self.text_box(pars),
            Piece::Inserted(text) => {
                self.add(&format!("<w:ins w:id=\"{}\" w:author=\"bureau\" w:date=\"2024-01-02T03:04:05Z\">", 500 + self.count));
                self.run(&run_look(look, ""), text);
                self.add("</w:ins>");
            }
            Piece::Deleted(text) => self.add(&format!(
                "<w:del w:id=\"{}\" w:author=\"bureau\" w:date=\"2024-01-02T03:04:05Z\"><w:r><w:delText xml:space=\"preserve\">{}</w:delText></w:r></w:del>",
                600 + self.count,
                escaped(text)
            )),
        }
    }

    fn prompt(&mut self, text: &str) {
        let style = self.manner.prompt_style;
        self.run(&format!("<w:rStyle w:val=\"{style}\"/><w:rFonts w:hint=\"eastAsia\"/>"), text);
    }

    fn run(&mut self, look: &str, text: &str) {
        let marks = if self.is_word() {
            format!(" w:rsidRPr=\"{:08X}\"", 0x00C0_0000 + self.count * 31)
        } else {
            String::new()
        };
        let text = escaped(text);
        self.add(&format!("<w:r{marks}><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"));
    }

    /// Writes a text; Word splits many texts where it has checked the spelling.
    fn split(&mut self, look: &str, text: &str) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if !self.is_word() || ends.len() < 7 || self.count.is_multiple_of(2) {
            self.run(look, text);
            return;
        }
        let (first, second) = text.split_at(ends[2 + self.count % (ends.len() - 4)]);
        self.run(look, first);
        self.add("<w:proofErr w:type=\"spellStart\"/>");
        self.run(look, second);
        self.add("<w:proofErr w:type=\"spellEnd\"/>");
    }

    /// Writes a text box twice, as Word does for itself and for older programs.
    fn text_box(&mut self, pars: &[Par]) {
        let before = std::mem::take(&mut self.out);
        for par in pars {
            self.par(par);
        }
        let inside = std::mem::replace(&mut self.out, before);
        let id = self.count;
        self.add(&format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"4680000\" cy=\"468000\"/><wp:docPr id=\"{id}\" name=\"文本框 {id}\"/>\
             <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\">\
             <wps:wsp><wps:cNvSpPr txBox=\"1\"/><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"4680000\" cy=\"468000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>\
             <wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx><wps:bodyPr lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\"/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:rect id=\"box{id}\" style=\"width:368.5pt;height:36.9pt\" stroked=\"f\"><v:textbox inset=\"0,0,0,0\"><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        ));
    }

    fn table(&mut self, table: &Table) {
        let mut edges: BTreeSet<usize> = BTreeSet::from([0, UNITS]);
        for row in &table.rows {
            let mut at = 0;
            edges.extend(row.cells.iter().map(|cell| {
                at += cell.span;
                at
            }));
        }
        if table.has_full_grid {
            edges.extend(0..UNITS);
        }
        let edges: Vec<usize> = edges.into_iter().collect();
        let (borders, own) = if self.is_word() {
            (borders("w:tblBorders", true), "")
        } else {
            (String::new(), "<w:tblInd w:w=\"0\" w:type=\"dxa\"/>")
        };
        self.add(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>{own}{borders}<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"28\" w:type=\"dxa\"/></w:tblCellMar><w:tblLook w:val=\"0000\"/></w:tblPr><w:tblGrid>",
            UNITS * UNIT
        ));
        for pair in edges.windows(2) {
            let _ = write!(self.out, "<w:gridCol w:w=\"{}\"/>", (pair[1] - pair[0]) * UNIT);
        }
        self.add("</w:tblGrid>");
        for row in &table.rows {
            self.row(row, &edges);
        }
        self.add("</w:tbl>");
    }

    fn row(&mut self, row: &Row, edges: &[usize]) {
        let marks = self.marks().replace(" w:rsidRDefault=\"00A77B3E\"", "");
        let rule = if row.is_exact { " w:hRule=\"exact\"" } else { "" };
        self.add(&format!(
            "<w:tr{marks}><w:trPr><w:cantSplit/><w:trHeight w:val=\"{}\"{rule}/><w:jc w:val=\"center\"/></w:trPr>",
            row.height
        ));
        let mut at = 0;
        for cell in &row.cells {
            let end = at + cell.span;
            let columns = edges.iter().filter(|edge| (at..end).contains(*edge)).count();
            self.cell(cell, columns);
            at = end;
        }
        self.add("</w:tr>");
    }

    fn cell(&mut self, cell: &Cell, columns: usize) {
        if cell.is_prompt {
            let start = self.control("<w:showingPlcHdr/><w:text/>");
            self.add(&start);
        }
        let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
        let merge = match (cell.merge, self.manner.program) {
            (Merge::None, _) => "",
            (Merge::First, _) => "<w:vMerge w:val=\"restart\"/>",
            (Merge::Next, Program::Word) => "<w:vMerge/>",
            (Merge::Next, Program::LibreOffice) => "<w:vMerge w:val=\"continue\"/>",
        };
        let borders = if self.is_word() { String::new() } else { borders("w:tcBorders", false) };
        self.add(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}{borders}<w:vAlign w:val=\"center\"/></w:tcPr>",
            cell.span * UNIT
        ));
        for par in &cell.pars {
            self.par(par);
        }
        self.add("</w:tc>");
        if cell.is_prompt {
            self.add("</w:sdtContent></w:sdt>");
        }
    }
}

/// Returns the borders of a table or a cell.
fn borders(name: &str, has_inner: bool) -> String {
    let sides: &[&str] = if has_inner {
        &["top", "left", "bottom", "right", "insideH", "insideV"]
    } else {
        &["top", "left", "bottom", "right"]
    };
    let sides = joined(sides, |side| {
        format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")
    });
    format!("<{name}>{sides}</{name}>")
}

/// Returns the properties of a run, with those after the size.
fn run_look(look: Look, after: &str) -> String {
    let (font, size, _, _) = format(look);
    format!(
        "<w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\" w:hint=\"eastAsia\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>{after}"
    )
}

/// Returns the properties of a run in a colour.
fn coloured(look: Look, before: &str, colour: &str) -> String {
    run_look(look, "").replacen("<w:sz ", &format!("{before}<w:color w:val=\"{colour}\"/><w:sz "), 1)
}
