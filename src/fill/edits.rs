//! Changes of texts as replacements of byte ranges. All other bytes of the document stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::paper::{Paper, Paragraph, Piece};
use crate::export::safe;

/// Properties of the text of a hint, which a value does not have.
const HINT: [&str; 4] = ["color", "highlight", "i", "iCs"];

/// Replacement of a byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// Applies edits to a text. An edit that overlaps one before it is omitted.
pub(super) fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut spliced = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if edit.range.start < at {
            continue;
        }
        spliced.push_str(&text[at..edit.range.start]);
        spliced.push_str(&edit.text);
        at = edit.range.end;
    }
    spliced.push_str(&text[at..]);
    spliced
}

/// Changes of a paragraph.
#[derive(Clone, Debug, Default)]
struct Change {
    /// Replacements of ranges of its text.
    replaced: Vec<(Range<usize>, String)>,
    /// Lines that become paragraphs behind it.
    after: Vec<String>,
    /// True if the paragraph is a heading, so that lines behind it have another look.
    is_heading: bool,
    /// True if the automatic number of the paragraph is removed.
    unnumbered: bool,
    removed: bool,
    /// Another size of the text, in half points.
    size: Option<u32>,
}

/// Collects changes of paragraphs.
pub(super) struct Editor<'p, 'x> {
    paper: &'p Paper<'x>,
    changes: BTreeMap<usize, Change>,
    /// Content controls whose content is no longer a prompt.
    filled: BTreeSet<usize>,
    edits: Vec<Edit>,
}

impl<'p, 'x> Editor<'p, 'x> {
    pub(super) fn new(paper: &'p Paper<'x>) -> Editor<'p, 'x> {
        Editor { paper, changes: BTreeMap::new(), filled: BTreeSet::new(), edits: Vec::new() }
    }

    /// Replaces a range of the text of a paragraph.
    pub(super) fn replace(&mut self, paragraph: usize, at: Range<usize>, text: &str) {
        let replaced = &mut self.changes.entry(paragraph).or_default().replaced;
        let overlaps = |other: &Range<usize>| at.start < other.end && other.start < at.end || *other == at;
        if !replaced.iter().any(|(other, _)| overlaps(other)) {
            replaced.push((at, text.to_owned()));
        }
    }

    /// Adds lines as paragraphs behind a paragraph of the same look.
    pub(super) fn add_after(&mut self, paragraph: usize, lines: impl IntoIterator<Item = String>) {
        self.changes.entry(paragraph).or_default().after.extend(lines);
    }

    /// Adds lines as paragraphs behind a heading.
    pub(super) fn add_below(&mut self, heading: usize, lines: impl IntoIterator<Item = String>) {
        self.add_after(heading, lines);
        self.changes.entry(heading).or_default().is_heading = true;
    }

    /// Removes the automatic number of a paragraph.
    pub(super) fn remove_number(&mut self, paragraph: usize) {
        self.changes.entry(paragraph).or_default().unnumbered = true;
    }

    /// Sets the size of the text of a paragraph, in half points.
    pub(super) fn set_size(&mut self, paragraph: usize, size: u32) {
        self.changes.entry(paragraph).or_default().size = Some(size);
    }

    /// Removes a paragraph; the last one of a cell, and one with a break, only loses its text.
    pub(super) fn remove(&mut self, paragraph: usize) {
        let found = &self.paper.paragraphs[paragraph];
        let change = self.changes.entry(paragraph).or_default();
        let is_last =
            found.cell.is_some_and(|cell| self.paper.cells[cell].paragraphs.last() == Some(&paragraph));
        if is_last || found.breaks || found.control.is_some() || found.twin.is_some() {
            change.replaced = vec![(0..found.text.len(), String::new())];
        } else {
            change.removed = true;
        }
    }

    /// Returns the changed text of the document.
    pub(super) fn finish(self) -> String {
        splice(self.paper.xml, self.into_edits())
    }

    /// Returns the changes as edits.
    pub(super) fn into_edits(mut self) -> Vec<Edit> {
        for (at, change) in std::mem::take(&mut self.changes) {
            self.paragraph(at, &change);
            if let Some(twin) = self.paper.paragraphs[at].twin {
                self.paragraph(twin, &change);
            }
        }
        for control in std::mem::take(&mut self.filled) {
            let control = &self.paper.controls[control];
            for range in [&control.prompt, &control.binding].into_iter().flatten() {
                self.edit(range.clone(), "");
            }
        }
        self.edits
    }

    fn edit(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.edits.push(Edit { range, text: text.into() });
    }

    fn paragraph(&mut self, at: usize, change: &Change) {
        let paragraph = &self.paper.paragraphs[at];
        if change.removed {
            self.edit(paragraph.range.clone(), "");
            return;
        }
        let mut replaced = change.replaced.clone();
        let mut after = change.after.clone();
        if paragraph.breaks && !after.is_empty() && !change.is_heading {
            // The break stays behind the last line.
            let last = after.pop().unwrap_or_default();
            if let Some((_, first)) = replaced.first_mut() {
                after.insert(0, std::mem::replace(first, last));
            }
            let lines = self.paragraphs_like(paragraph, &after);
            self.edit(paragraph.range.start..paragraph.range.start, lines);
            after.clear();
        }
        replaced.sort_by_key(|(range, _)| (range.start, range.end));
        self.texts(paragraph, &replaced, change.size);
        if change.unnumbered
            && let Some(properties) = paragraph.properties.clone()
        {
            for range in self.elements(&properties, &["numPr"]) {
                self.edit(range, "");
            }
        }
        if !after.is_empty() {
            let lines = if change.is_heading {
                self.paragraphs_below(paragraph, &after)
            } else {
                self.paragraphs_like(paragraph, &after)
            };
            self.edit(paragraph.range.end..paragraph.range.end, lines);
        }
    }

    /// Replaces texts in the pieces of a paragraph: the first piece of a range has the new text, the others have none.
    fn texts(&mut self, paragraph: &Paragraph, replaced: &[(Range<usize>, String)], size: Option<u32>) {
        let mut texts: Vec<Option<String>> = vec![None; paragraph.pieces.len()];
        let mut additions = String::new();
        // In reverse, so that the positions in a piece stay valid.
        for (range, new) in replaced.iter().rev() {
            let Some(host) = host(self.paper, paragraph, range) else {
                let look = self.sized(self.look_of(paragraph), size);
                additions.insert_str(0, &self.run(&look, new));
                continue;
            };
            for (at, piece) in paragraph.pieces.iter().enumerate() {
                let (from, to) = (range.start.max(piece.at.start), range.end.min(piece.at.end));
                let is_host = at == host;
                let is_prompt = piece.control.is_some()
                    && piece.control == paragraph.pieces[host].control
                    && piece.at.is_empty();
                if !is_host && (from >= to || piece.is_fixed && new.is_empty()) && !is_prompt {
                    continue;
                }
                let own = || paragraph.text[piece.at.clone()].to_owned();
                let text = texts[at].get_or_insert_with(own);
                let (from, to) =
                    if from <= to { (from - piece.at.start, to - piece.at.start) } else { (0, 0) };
                if is_prompt {
                    text.clear();
                    if is_host {
                        text.push_str(new);
                    }
                } else if text.is_char_boundary(from) && text.is_char_boundary(to) {
                    text.replace_range(from..to, if is_host { new } else { "" });
                }
            }
        }
        for (piece, text) in paragraph.pieces.iter().zip(texts) {
            if let Some(text) = text {
                self.piece(paragraph, piece, &text);
            }
            if let (Some(size), Some(look)) = (size, piece.look.clone()) {
                for range in self.elements(&look, &["sz", "szCs"]) {
                    let name = if self.paper.xml[range.clone()].contains("szCs") { "szCs" } else { "sz" };
                    self.edit(range, self.size_element(name, size));
                }
            }
        }
        if !additions.is_empty() {
            self.append(paragraph, &additions);
        }
    }

    fn piece(&mut self, paragraph: &Paragraph, piece: &Piece, text: &str) {
        let paper = self.paper;
        if let Some(at) = piece.control {
            self.filled.insert(at);
            let control = &paper.controls[at];
            if let Some(range) = &control.checked {
                let is_checked = text.contains(['☑', '☒', '√']);
                if is_checked != control.is_checked {
                    self.edit(range.clone(), if is_checked { "1" } else { "0" });
                    let symbol = if is_checked { "☑" } else { "☐" };
                    self.edit(piece.range.clone(), self.text_element(symbol));
                }
                return;
            }
        }
        if piece.is_fixed && text == "\t" {
            return;
        }
        self.edit(piece.range.clone(), self.text_element(text));
        let is_prompt = piece.control.is_some_and(|at| paper.controls[at].prompt.is_some());
        let Some(look) = piece.look.clone().filter(|_| !text.trim().is_empty()) else { return };
        if is_prompt {
            // A value has the look of its paragraph, not that of the prompt.
            let own = self.plain(&paragraph.mark.clone().unwrap_or(look.clone()), &["rStyle"]);
            self.edit(look, own);
        } else if self.is_colored(&look) {
            for range in self.elements(&look, &HINT) {
                self.edit(range, "");
            }
        }
    }

    fn size_element(&self, name: &str, size: u32) -> String {
        let prefix = &self.paper.prefix;
        format!("<{prefix}{name} {prefix}val=\"{size}\"/>")
    }

    /// Returns the properties of a run with another size, if they specify one.
    fn sized(&self, look: String, size: Option<u32>) -> String {
        let Some(size) = size else { return look };
        let prefix = &self.paper.prefix;
        let mut sized = String::new();
        let mut rest = look.as_str();
        for name in ["sz", "szCs"] {
            let Some(from) = rest.find(&format!("<{prefix}{name} ")) else { continue };
            let Some(end) = rest[from..].find('>').map(|end| from + end + 1) else { continue };
            sized.push_str(&rest[..from]);
            sized.push_str(&self.size_element(name, size));
            rest = &rest[end..];
        }
        sized + rest
    }

    /// True if the properties of a run have a color other than black.
    fn is_colored(&self, look: &Range<usize>) -> bool {
        let colors = self.elements(look, &["color"]);
        colors.iter().any(|range| {
            let tag = &self.paper.xml[range.clone()];
            !["\"auto\"", "\"000000\""].iter().any(|black| tag.contains(black))
        })
    }

    /// Returns the ranges of the direct children with these names in an element.
    fn elements(&self, within: &Range<usize>, names: &[&str]) -> Vec<Range<usize>> {
        let (xml, prefix) = (&self.paper.xml[within.clone()], &self.paper.prefix);
        let mut ranges = Vec::new();
        for name in names {
            let open = format!("<{prefix}{name}");
            let mut at = 0;
            while let Some(found) = xml[at..].find(&open) {
                let from = at + found;
                at = from + open.len();
                if !xml[at..].starts_with([' ', '/', '>']) {
                    continue;
                }
                let Some(end) = xml[at..].find('>').map(|end| at + end + 1) else { break };
                let close = format!("</{prefix}{name}>");
                let to = if xml[..end].ends_with("/>") {
                    end
                } else {
                    xml[end..].find(&close).map_or(end, |close_at| end + close_at + close.len())
                };
                ranges.push(within.start + from..within.start + to);
                at = to;
            }
        }
        ranges
    }

    fn text_element(&self, text: &str) -> String {
        let prefix = &self.paper.prefix;
        let element = |text: &str| format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", safe(text));
        let parts: Vec<String> = text.split('\t').map(element).collect();
        parts.join(&format!("<{prefix}tab/>"))
    }

    fn run(&self, look: &str, text: &str) -> String {
        let prefix = &self.paper.prefix;
        format!("<{prefix}r>{look}{}</{prefix}r>", self.text_element(text))
    }

    /// Returns the properties of a run in the look of a paragraph: of its last text, or of its mark.
    fn look_of(&self, paragraph: &Paragraph) -> String {
        let piece = paragraph.pieces.iter().rev().find_map(|piece| piece.look.clone());
        let prompt = paragraph.control.is_some();
        let look = piece.filter(|_| !prompt).or_else(|| paragraph.mark.clone());
        look.map_or_else(String::new, |look| self.plain(&look, &[]))
    }

    /// Returns the properties of a run without those of a hint, and without some others.
    fn plain(&self, look: &Range<usize>, others: &[&str]) -> String {
        let mut names = vec!["rPrChange"];
        names.extend(others);
        if self.is_colored(look) {
            names.extend(HINT);
        }
        self.without(look, &names)
    }

    /// Returns an element without some of its children.
    fn without(&self, element: &Range<usize>, names: &[&str]) -> String {
        let edits = self.elements(element, names).into_iter().map(|range| Edit {
            range: range.start - element.start..range.end - element.start,
            text: String::new(),
        });
        splice(&self.paper.xml[element.clone()], edits.collect())
    }

    /// Returns the properties of a paragraph without some of them.
    fn properties_without(&self, paragraph: &Paragraph, names: &[&str]) -> String {
        let properties = paragraph.properties.as_ref();
        properties.map_or_else(String::new, |properties| self.without(properties, names))
    }

    fn paragraphs_like(&self, paragraph: &Paragraph, lines: &[String]) -> String {
        let properties =
            self.properties_without(paragraph, &["numPr", "sectPr", "pPrChange", "pageBreakBefore"]);
        let look = self.look_of(paragraph);
        self.lines(&properties, &look, lines)
    }

    /// Returns paragraphs below a heading: in the look of a paragraph of text, or in the usual one.
    fn paragraphs_below(&self, heading: &Paragraph, lines: &[String]) -> String {
        let is_text = |paragraph: &&Paragraph| {
            paragraph.cell.is_none()
                && !paragraph.is_copy
                && !paragraph.is_listed
                && paragraph.range.start > heading.range.end
                && (paragraph.text.chars().nth(40).is_some()
                    || paragraph.is_blank() && paragraph.mark.is_some() && !paragraph.breaks)
        };
        if let Some(text) = self.paper.paragraphs.iter().find(is_text) {
            return self.paragraphs_like(text, lines);
        }
        let prefix = &self.paper.prefix;
        let properties = self.properties_without(
            heading,
            &[
                "pStyle",
                "outlineLvl",
                "numPr",
                "keepNext",
                "rPr",
                "sectPr",
                "pPrChange",
                "pageBreakBefore",
                "jc",
            ],
        );
        let size = heading.pieces.iter().rev().find_map(|piece| piece.look.clone()).map(|look| {
            let sizes = self.elements(&look, &["sz", "szCs"]);
            sizes.into_iter().map(|range| self.paper.xml[range].to_owned()).collect::<String>()
        });
        let font = format!(
            "<{prefix}rFonts {prefix}ascii=\"仿宋_GB2312\" {prefix}hAnsi=\"仿宋_GB2312\" {prefix}eastAsia=\"仿宋_GB2312\" {prefix}hint=\"eastAsia\"/>"
        );
        let look = format!("<{prefix}rPr>{font}{}</{prefix}rPr>", size.unwrap_or_default());
        self.lines(&properties, &look, lines)
    }

    fn lines(&self, properties: &str, look: &str, lines: &[String]) -> String {
        let prefix = &self.paper.prefix;
        let line = |line: &String| format!("<{prefix}p>{properties}{}</{prefix}p>", self.run(look, line));
        lines.iter().map(line).collect()
    }

    /// Adds runs at the end of a paragraph.
    fn append(&mut self, paragraph: &Paragraph, runs: &str) {
        let xml = self.paper.xml;
        if let Some(close) = paragraph.close {
            self.edit(close..close, runs);
        } else {
            // An empty element has to be opened.
            let tag = xml[paragraph.range.clone()].trim_end_matches("/>").trim_end();
            let text = format!("{tag}>{runs}</{}p>", self.paper.prefix);
            self.edit(paragraph.range.clone(), text);
        }
        if let Some(control) = paragraph.control {
            self.filled.insert(control);
        }
    }
}

/// Returns the piece that receives the text of a range.
fn host(paper: &Paper<'_>, paragraph: &Paragraph, range: &Range<usize>) -> Option<usize> {
    let pieces = &paragraph.pieces;
    let is_prompt = |piece: &Piece| {
        let at = piece.at.start;
        let is_there = piece.at.is_empty() && (at == range.start || range.contains(&at));
        is_there && piece.control.is_some_and(|at| paper.controls[at].prompt.is_some())
    };
    let prompt = pieces.iter().position(is_prompt);
    if range.is_empty() {
        let underlined = || {
            pieces.iter().position(|piece| {
                piece.at.start == range.start
                    && piece.has(paper, "u ")
                    && paragraph.text[piece.at.clone()].trim().is_empty()
            })
        };
        let ends = || {
            pieces
                .iter()
                .position(|piece| !piece.is_fixed && piece.at.end == range.start && !piece.at.is_empty())
        };
        let starts = || pieces.iter().position(|piece| !piece.is_fixed && piece.at.start == range.start);
        let within = || {
            let holds = |piece: &Piece| piece.at.start < range.start && range.start < piece.at.end;
            pieces.iter().position(|piece| !piece.is_fixed && holds(piece))
        };
        return prompt.or_else(underlined).or_else(ends).or_else(starts).or_else(within);
    }
    let overlaps = |piece: &&Piece| piece.at.start < range.end && range.start < piece.at.end;
    let is_box = |piece: &Piece| piece.control.is_some_and(|at| paper.controls[at].checked.is_some());
    let text = || pieces.iter().position(|piece| overlaps(&piece) && !piece.is_fixed && !is_box(piece));
    prompt.or_else(text).or_else(|| pieces.iter().position(|piece| overlaps(&piece)))
}
