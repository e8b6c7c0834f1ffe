//! Prose: chapters by the words of their headings, with or without numbers, in whatever order. Every line
//! that is no heading belongs to the heading above it.

use super::label::{Style, alike, key, strip_heading_number, strip_number, variants};
use super::limits::MAX_LABEL_BYTES;
use crate::form::{FieldId, Form, Item, Print};

/// A longer line is no heading.
const MAX_HEADING: usize = 60;
/// A label this long is a heading without a number too when text goes on behind it.
const LONG_LABEL: usize = 6;

/// A heading of the form.
#[derive(Debug)]
struct Node {
    depth: usize,
    /// The field that the text under it belongs to; a chapter has none.
    field: Option<FieldId>,
    section: usize,
    words: Vec<String>,
    seen: bool,
}

/// The prose of a document, as far as it was read.
#[derive(Debug)]
pub(super) struct Prose {
    nodes: Vec<Node>,
    /// Under which heading the next line stands.
    at: Option<usize>,
    /// The number of the last chapter, and how it and its style of heading were written.
    last: Option<(Style, usize)>,
    level: Option<usize>,
    /// Whether text under the last chapter counts by itself, as chapters do.
    counts: bool,
    /// Whether the last heading is none of the form's.
    foreign: bool,
    /// By node: the paragraphs under it.
    texts: Vec<Vec<String>>,
}

impl Prose {
    pub(super) fn new(form: &Form) -> Prose {
        let mut nodes = Vec::new();
        for (section, page) in form.sections.iter().enumerate().filter(|(_, page)| page.print == Print::Prose)
        {
            for item in &page.items {
                let (depth, label, field) = match item {
                    Item::Chapter { depth, label, .. } => (*depth, label.as_str(), None),
                    Item::Field(id) => {
                        let field = form.field(*id);
                        let depth = field.heading.as_ref().map_or(1, |heading| heading.depth);
                        (depth, field.label.as_str(), Some(*id))
                    }
                    _ => continue,
                };
                nodes.push(Node { depth, field, section, words: variants(label), seen: false });
            }
        }
        let texts = vec![Vec::new(); nodes.len()];
        Prose { nodes, at: None, last: None, level: None, counts: false, foreign: false, texts }
    }

    /// Whether a line begins the prose when nothing said so before: a heading to the letter, not a short word.
    pub(super) fn begins(&self, line: &str, level: Option<usize>) -> bool {
        if line.len() > MAX_LABEL_BYTES {
            return false;
        }
        let number = strip_heading_number(line);
        let bare = key(number.map_or(line, |(.., rest)| rest));
        let sure = number.is_some() || level.is_some() || bare.chars().count() >= LONG_LABEL;
        sure && self.nodes.iter().any(|node| !node.seen && node.words.contains(&bare))
    }

    /// Begins at a section; what comes before its first heading has no place yet.
    pub(super) fn enter(&mut self, section: usize) {
        let first = self.nodes.iter().position(|node| node.section == section);
        self.at = first.filter(|at| self.nodes[*at].field.is_none());
        self.foreign = first.is_none();
    }

    /// Reads a line; gives it back when no field takes it.
    pub(super) fn line(&mut self, line: &str, level: Option<usize>) -> Option<String> {
        if let Some((node, rest, exact)) = self.heading(line, level) {
            self.nodes[node].seen = true;
            self.at = Some(node);
            self.foreign = false;
            self.level = level.or(self.level);
            if self.nodes[node].depth == 1 {
                self.chapter(line);
            }
            return match rest {
                // What is only like the form's heading may say more.
                "" => Some(line.trim().to_owned()).filter(|_| !exact),
                rest => self.add(rest),
            };
        }
        if self.is_foreign(line, level) {
            self.foreign = true;
            self.chapter(line);
        } else if matches!(strip_number(line), Some((Style::Chinese | Style::Part, 1, _))) {
            self.counts = true;
        }
        self.add(line)
    }

    /// A chapter begins; one that lost its number has the next.
    fn chapter(&mut self, line: &str) {
        let number = strip_number(line).map(|(style, number, _)| (style, number));
        self.last = number.or(self.last.map(|(style, number)| (style, number + 1)));
        self.counts = false;
    }

    fn add(&mut self, line: &str) -> Option<String> {
        let place = self.at.filter(|_| !self.foreign).and_then(|at| self.field_at(at));
        match place.and_then(|place| self.texts.get_mut(place)) {
            Some(text) => {
                text.push(line.trim().to_owned());
                None
            }
            None => Some(line.trim().to_owned()),
        }
    }

    /// The heading whose field takes the text: itself, or the first one inside that was not seen yet.
    fn field_at(&self, at: usize) -> Option<usize> {
        let node = self.nodes.get(at)?;
        if node.field.is_some() {
            return Some(at);
        }
        let inside = self.nodes.iter().enumerate().skip(at + 1);
        let mut inside = inside.take_while(|(_, other)| other.depth > node.depth);
        inside.find(|(_, other)| other.field.is_some() && !other.seen).map(|(at, _)| at)
    }

    /// The heading that a line is, the text that goes on behind it on the same line, and whether it is the form's
    /// to the letter.
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

    /// The next heading from here that is like this and was not seen yet, or one before.
    fn next(&self, is: impl Fn(&Node) -> bool) -> Option<usize> {
        let from = self.at.unwrap_or(0).min(self.nodes.len());
        let (before, after) = self.nodes.split_at(from);
        let fits = |node: &Node| !node.seen && is(node);
        let later = after.iter().position(fits).map(|at| at + from);
        later.or_else(|| before.iter().position(fits))
    }

    /// Whether a line is a heading that the form does not have: it counts on from the last chapter, or the
    /// document marks it as high as the chapters.
    fn is_foreign(&self, line: &str, level: Option<usize>) -> bool {
        if line.chars().nth(MAX_HEADING).is_some() || line.ends_with(['。', '；', '，']) {
            return false;
        }
        let number = strip_number(line).map(|(style, number, _)| (style, number));
        let counts_on = matches!((self.last, number), (Some((style, last)), Some((other, next)))
            if !self.counts && style == other && next == last + 1 && matches!(style, Style::Chinese | Style::Part));
        counts_on || level.is_some_and(|level| self.level.is_some_and(|top| level < top))
    }

    /// The texts of all fields.
    pub(super) fn finish(self) -> impl Iterator<Item = (FieldId, String)> {
        let texts = self.nodes.into_iter().zip(self.texts);
        texts.filter_map(|(node, lines)| {
            let field = node.field.filter(|_| !lines.is_empty())?;
            Some((field, lines.join("\n")))
        })
    }
}
