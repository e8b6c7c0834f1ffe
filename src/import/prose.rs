//! Recognises prose: headings by their text, with or without numbers, in any order. Every other line belongs
//! to the heading above it.

use std::collections::HashSet;

use super::label::{Style, alike, key, strip_heading_number, strip_number, variants};
use super::limits::MAX_LABEL_BYTES;
use super::repair::{Place, Repair, RepairKind, renumbered};
use super::wrapped::join_wrapped_lines;
use crate::form::{CellRef, FieldId, Form, Item, Print};

/// Maximum length of a heading, in characters.
const MAX_HEADING: usize = 60;
/// Minimum length of a label that is recognised as a heading without a number if text follows on the same
/// line.
const LONG_LABEL: usize = 6;

/// A heading of the form.
#[derive(Debug)]
struct Node {
    depth: usize,
    /// Field that receives the text under the heading; `None` for a chapter.
    field: Option<FieldId>,
    section: usize,
    /// Heading as the form prints it.
    printed: String,
    words: Vec<String>,
    seen: bool,
}

/// State of the prose while a document is read.
#[derive(Debug)]
pub(super) struct Prose {
    nodes: Vec<Node>,
    /// Heading that the next line belongs to.
    at: Option<usize>,
    /// Number of the last chapter or heading in each style of numbers.
    last: Vec<(Style, usize)>,
    /// The document's heading level of the form's headings.
    level: Option<usize>,
    /// Styles in which the text under the last heading has a numbering of its own.
    counts: Vec<Style>,
    /// True if the last heading of the form has no number, and the document does not mark it as a heading.
    is_plain: bool,
    /// True if the last heading is not a heading of the form.
    foreign: bool,
    /// Paragraphs, by node.
    texts: Vec<Vec<String>>,
    /// Headings with another number than in the form.
    pub repairs: Vec<Repair>,
    /// Fields whose heading only resembles the form's, with the heading in the document.
    pub guessed: Vec<(FieldId, String)>,
}

impl Prose {
    pub(super) fn new(form: &Form) -> Prose {
        let mut nodes = Vec::new();
        for (section, page) in form.sections.iter().enumerate().filter(|(_, page)| page.print == Print::Prose)
        {
            for item in &page.items {
                let (depth, label, field, printed, others) = match item {
                    Item::Chapter { depth, label, number, words } => {
                        (*depth, label.as_str(), None, format!("{number}{label}"), words.clone())
                    }
                    Item::Field(id) => {
                        let field = form.field(*id);
                        let depth = field.heading.as_ref().map_or(1, |heading| heading.depth);
                        let others = field.words.iter().map(|word| word.text.clone()).collect();
                        (depth, field.label.as_str(), Some(*id), field.numbered_label(), others)
                    }
                    _ => continue,
                };
                let words =
                    std::iter::once(label).chain(others.iter().map(String::as_str)).flat_map(variants);
                nodes.push(Node { depth, field, section, printed, words: words.collect(), seen: false });
            }
        }
        let texts = vec![Vec::new(); nodes.len()];
        Prose {
            nodes,
            at: None,
            last: Vec::new(),
            level: None,
            counts: Vec::new(),
            is_plain: false,
            foreign: false,
            texts,
            repairs: Vec::new(),
            guessed: Vec::new(),
        }
    }

    /// True if a line starts the prose without a section heading: an exact heading that is long or marked as
    /// a heading.
    pub(super) fn begins(&self, line: &str, level: Option<usize>) -> bool {
        if line.len() > MAX_LABEL_BYTES {
            return false;
        }
        let number = strip_heading_number(line);
        let bare = key(number.map_or(line, |(.., rest)| rest));
        let sure = number.is_some() || level.is_some() || bare.chars().count() >= LONG_LABEL;
        sure && self.nodes.iter().any(|node| !node.seen && node.words.contains(&bare))
    }

    /// Starts a section. Lines before its first heading do not match a field.
    pub(super) fn enter(&mut self, section: usize) {
        let first = self.nodes.iter().position(|node| node.section == section);
        self.at = first.filter(|at| self.nodes[*at].field.is_none());
        self.foreign = first.is_none();
    }

    /// Reads a line. Returns it if no field receives it.
    pub(super) fn line(&mut self, line: &str, level: Option<usize>) -> Option<String> {
        if let Some((node, rest, exact)) = self.heading(line, level) {
            self.nodes[node].seen = true;
            let head = line.strip_suffix(rest).unwrap_or(line).trim().trim_end_matches(['：', ':', '。']);
            let place = self.nodes[node].field.map_or(Place::None, |field| Place::Cell(CellRef::only(field)));
            self.repairs.extend(renumbered(head, &self.nodes[node].printed, place));
            self.at = Some(node);
            self.foreign = false;
            self.level = level.or(self.level);
            self.is_plain = level.is_none() && strip_heading_number(line).is_none();
            self.numbered(line, &self.nodes[node].printed.clone());
            if let Some(field) = self.nodes[node].field.filter(|_| !exact) {
                self.guessed.push((field, line.trim().to_owned()));
            }
            return match rest {
                "" => None,
                rest => self.add(rest),
            };
        }
        if self.is_foreign(line, level) {
            self.foreign = true;
            self.numbered(line, line);
        } else if let Some((style, 1, _)) = strip_number(line) {
            self.counts.push(style);
        }
        self.add(line)
    }

    /// Records the number of a heading. A heading without a number has the next one in the style in which the form
    /// prints it.
    fn numbered(&mut self, line: &str, printed: &str) {
        let own = strip_heading_number(line).map(|(style, number, _)| (style, number));
        let counted = || {
            let (style, ..) = strip_number(printed)?;
            let at = self.last.iter().find(|(other, _)| *other == style)?.1;
            Some((style, at + 1))
        };
        if let Some((style, number)) = own.or_else(counted) {
            // A new number ends the numbers below it.
            let above = self.last.iter().position(|(other, _)| *other == style).unwrap_or(self.last.len());
            self.last.truncate(above);
            self.last.push((style, number));
        }
        self.counts.clear();
    }

    /// Returns the section and the index of the only heading that a line equals.
    pub(super) fn only_node(&self, line: &str) -> Option<(usize, usize)> {
        let word = key(strip_heading_number(line).map_or(line, |(.., rest)| rest));
        let mut found = self.nodes.iter().enumerate().filter(|(_, node)| node.words.contains(&word));
        let (at, node) = found.next().filter(|_| found.next().is_none())?;
        Some((node.section, at))
    }

    /// True if no text follows the last heading yet.
    pub(super) fn is_below_heading(&self) -> bool {
        let place = self.at.and_then(|at| self.field_at(at));
        place.is_none_or(|place| self.texts[place].is_empty())
    }

    /// Returns the field of a heading.
    pub(super) fn field_of(&self, node: usize) -> Option<FieldId> {
        self.nodes.get(node)?.field
    }

    /// Adds a line to the text under the last heading. Returns it if no field receives it.
    pub(super) fn add(&mut self, line: &str) -> Option<String> {
        let place = self.at.filter(|_| !self.foreign).and_then(|at| self.field_at(at));
        match place.and_then(|place| self.texts.get_mut(place)) {
            Some(text) => {
                text.push(line.trim().to_owned());
                None
            }
            None => Some(line.trim().to_owned()),
        }
    }

    /// Returns the node whose field receives the text: the node itself, or the first unseen field inside it.
    fn field_at(&self, at: usize) -> Option<usize> {
        let node = self.nodes.get(at)?;
        if node.field.is_some() {
            return Some(at);
        }
        let inside = self.nodes.iter().enumerate().skip(at + 1);
        let mut inside = inside.take_while(|(_, other)| other.depth > node.depth);
        inside.find(|(_, other)| other.field.is_some() && !other.seen).map(|(at, _)| at)
    }

    /// Recognises a heading. Returns its node, the text after it on the same line, and true if it matches the
    /// form exactly.
    fn heading<'t>(&self, line: &'t str, level: Option<usize>) -> Option<(usize, &'t str, bool)> {
        let number = strip_heading_number(line);
        let bare = number.map_or(line.trim(), |(.., rest)| rest);
        if bare.chars().nth(MAX_HEADING).is_none() {
            let word = key(bare);
            let exact = |node: &Node| node.words.contains(&word);
            if let Some(found) = self.next(exact) {
                return Some((found, "", true));
            }
            if (number.is_some() || level.is_some()) && word.chars().count() >= LONG_LABEL - 1 {
                let near = |node: &Node| node.words.iter().any(|known| alike(known, &word, 5));
                if let Some(found) = self.next(near) {
                    return Some((found, "", false));
                }
            }
        }
        let (end, _) =
            bare.char_indices().take(MAX_HEADING + 1).find(|(_, c)| matches!(c, '：' | ':' | '。'))?;
        let (head, rest) = bare.split_at(end);
        let word = key(head);
        let rest = rest.trim_start_matches(['：', ':', '。']).trim();
        let sure = number.is_some() || word.chars().count() >= LONG_LABEL;
        let found = self.next(|node| node.field.is_some() && node.words.contains(&word)).filter(|_| sure)?;
        Some((found, rest, true))
    }

    /// Returns the next matching unseen heading from the current one on, otherwise one before it.
    fn next(&self, is: impl Fn(&Node) -> bool) -> Option<usize> {
        let from = self.at.unwrap_or(0).min(self.nodes.len());
        let (before, after) = self.nodes.split_at(from);
        let fits = |node: &Node| !node.seen && is(node);
        let later = after.iter().position(fits).map(|at| at + from);
        later.or_else(|| before.iter().position(fits))
    }

    /// True if a line is a heading that the form does not have: its number continues the last chapter, the document
    /// marks it with a higher level than the chapters, or the headings have no numbers and it ends like one of them.
    fn is_foreign(&self, line: &str, level: Option<usize>) -> bool {
        if line.chars().nth(MAX_HEADING).is_some() || line.ends_with(['。', '；', '，']) {
            return false;
        }
        let number = strip_number(line).map(|(style, number, _)| (style, number));
        let free = number.filter(|(style, _)| !self.counts.contains(style));
        let counts_on = free
            .is_some_and(|(style, next)| self.last.contains(&(style, next.saturating_sub(1))) && next > 1);
        // The headings of a chapter that has no text of its own are numbered in this style.
        let chapter = self.at.filter(|at| self.nodes[*at].field.is_none());
        let inside = |at: usize| {
            let depth = self.nodes[at].depth;
            let children = self.nodes[at + 1..].iter().take_while(move |node| node.depth > depth);
            children.filter(move |node| node.depth == depth + 1)
        };
        let is_child = |(style, _): (Style, usize)| {
            chapter.is_some_and(|at| {
                inside(at).any(|node| strip_number(&node.printed).is_some_and(|(other, ..)| other == style))
            })
        };
        counts_on
            || (self.is_plain && number.is_none() && level.is_none() && self.ends_like_heading(line))
            || free.is_some_and(is_child)
            || level.is_some_and(|level| self.level.is_some_and(|top| level < top))
    }

    /// True if a line without a mark ends with the same word as a heading of the form.
    fn ends_like_heading(&self, line: &str) -> bool {
        let word = key(line);
        let is_text = line.contains(['，', '。', '；', '：', '、', ',', ';', ':']);
        let end = |text: &str| text.char_indices().rev().nth(1).map(|(at, _)| text[at..].to_owned());
        let is_end = |own: &String| end(own).is_some_and(|end| word.ends_with(&end));
        let long_enough = word.chars().count() >= LONG_LABEL;
        long_enough && !is_text && self.nodes.iter().flat_map(|node| &node.words).any(is_end)
    }

    /// Returns the number of headings that were found, and of all headings.
    pub(super) fn found(&self) -> (usize, usize) {
        (self.nodes.iter().filter(|node| node.seen).count(), self.nodes.len())
    }

    /// Removes the signature below the last text, a name and a date. Returns its lines.
    pub(super) fn sign_off(&mut self, names: &HashSet<String>) -> Vec<String> {
        let Some(text) = self.at.and_then(|at| self.texts.get_mut(at)) else { return Vec::new() };
        let is_date = |line: &String| {
            let bare = key(line);
            bare.ends_with('日') && bare.contains('年') && bare.contains('月') && bare.chars().count() <= 11
        };
        if text.len() < 2 || !text.last().is_some_and(is_date) {
            return Vec::new();
        }
        let named = text.len() > 2 && text.get(text.len() - 2).is_some_and(|line| names.contains(&key(line)));
        text.split_off(text.len() - 1 - usize::from(named))
    }

    /// Takes back the texts whose quotes stand apart on lines of their own, so that their places are not known. Returns
    /// their lines.
    pub(super) fn torn(&mut self) -> Vec<String> {
        let is_quote = |c: char| matches!(c, '“' | '”' | '‘' | '’' | '"') || c.is_whitespace();
        let is_torn = |line: &String| line.chars().count() > 1 && line.chars().all(is_quote);
        let torn = self.texts.iter_mut().filter(|lines| lines.iter().any(is_torn));
        torn.flat_map(std::mem::take).collect()
    }

    /// Joins the lines of texts that were wrapped.
    pub(super) fn join_lines(&mut self) {
        let changed = join_wrapped_lines(&mut self.texts);
        for ((node, lines), _) in
            self.nodes.iter().zip(&self.texts).zip(changed).filter(|(_, changed)| *changed)
        {
            let place = node.field.map_or(Place::None, |field| Place::Cell(CellRef::only(field)));
            self.repairs.push(Repair::new(place, RepairKind::LinesJoined, "", &lines.join("")));
        }
    }

    /// Returns the texts of all fields.
    pub(super) fn finish(self) -> impl Iterator<Item = (FieldId, String)> {
        let texts = self.nodes.into_iter().zip(self.texts);
        texts.filter_map(|(node, lines)| {
            let field = node.field.filter(|_| !lines.is_empty())?;
            Some((field, lines.join("\n")))
        })
    }
}
