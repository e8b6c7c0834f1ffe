//! Decides which of several lines that equal a heading is the heading.
//!
//! A text can contain a line that equals a heading of the form. A heading that the document marks as one precedes
//! plain lines. Of equal lines, the one that gives the longest part of the form in order is the heading.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::document::Block;
use super::label::paragraphs;
use super::limits::MAX_LABEL_BYTES;

/// Number of headings in a row that are a table of contents if all of them occur again.
const MIN_CONTENTS: usize = 4;

/// Index of a block, and of a line in it.
pub(super) type LineAt = (usize, usize);

/// A heading: its section, and its position among the headings of the prose; 0 for the section itself.
pub(super) type Rank = (usize, usize);

/// Role of a line that equals a heading but is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoy {
    /// Line of a text.
    Text,
    /// Line of a table of contents.
    Contents,
}

/// A line that equals a heading.
#[derive(Clone, Copy)]
struct Candidate {
    at: LineAt,
    rank: Rank,
    /// True if the document marks it as a heading.
    marked: bool,
    /// Number of the line among all lines.
    line: usize,
}

/// Lines that equal a heading but are none, and the headings that are not certain, with the index of their block.
#[derive(Debug, Default)]
pub(super) struct Decoys {
    pub lines: HashMap<LineAt, Decoy>,
    pub unclear: Vec<(Rank, usize)>,
    /// Place of the last heading.
    pub last: Option<LineAt>,
}

/// Finds the lines that equal a heading but are none. `rank` returns the heading that a line equals.
pub(super) fn decoys(blocks: &[Block], within: Range<usize>, rank: impl Fn(&str) -> Option<Rank>) -> Decoys {
    let mut all: Vec<Candidate> = Vec::new();
    let mut number = 0;
    for (at, block) in blocks.iter().enumerate().take(within.end).skip(within.start) {
        let (text, marked) = match block {
            Block::Heading { text, .. } => (text, true),
            Block::Paragraph(text) => (text, false),
            Block::Table(grid) => {
                // The heading of a section can be a row.
                for row in &grid.rows {
                    number += 1;
                    let mut filled = row.iter().filter(|cell| !cell.text.is_empty());
                    let only = filled.next().filter(|_| filled.next().is_none());
                    let text =
                        only.map(|cell| cell.text.as_str()).filter(|text| text.len() <= MAX_LABEL_BYTES);
                    let rank = text.and_then(&rank).filter(|(_, node)| *node == 0);
                    all.extend(rank.map(|rank| Candidate { at: (at, 0), rank, marked: true, line: number }));
                }
                continue;
            }
            Block::Aside(_) | Block::Break => continue,
        };
        for (line, text) in paragraphs(text).enumerate() {
            number += 1;
            let rank = Some(text).filter(|text| text.len() <= MAX_LABEL_BYTES).and_then(&rank);
            all.extend(rank.map(|rank| Candidate { at: (at, line), rank, marked, line: number }));
        }
    }
    let mut decoys = Decoys::default();
    let contents = contents(&all);
    decoys.lines.extend(all[..contents].iter().map(|line| (line.at, Decoy::Contents)));
    let marked: BTreeSet<Rank> = all.iter().filter(|line| line.marked).map(|line| line.rank).collect();
    let rest = all.split_off(contents).into_iter();
    let (able, plain): (Vec<_>, Vec<_>) = rest.partition(|line| line.marked || !marked.contains(&line.rank));
    let chosen = in_order(&able);
    let last = chosen.values().map(|at| able[*at].line).max().unwrap_or(0);
    decoys.last = chosen.values().map(|at| able[*at].at).max();
    for line in able.iter().chain(&plain) {
        // Behind the last heading another report can begin.
        let is_text = |chosen: &usize| line.line != able[*chosen].line && line.line < last;
        if chosen.get(&line.rank).is_some_and(is_text) {
            decoys.lines.insert(line.at, Decoy::Text);
        }
    }
    decoys.unclear =
        unclear(&able, &chosen).into_iter().map(|rank| (rank, able[chosen[&rank]].at.0)).collect();
    decoys
}
/// Returns the number of headings at the start that are a table of contents.
fn contents(all: &[Candidate]) -> usize {
    let mut own = BTreeSet::new();
    let follows = |at: usize| at == 0 || all[at - 1].line + 1 == all[at].line;
    let run = (0..all.len()).take_while(|at| follows(*at) && own.insert(all[*at].rank)).count();
    let later: BTreeSet<Rank> = all[run..].iter().map(|line| line.rank).collect();
    if run >= MIN_CONTENTS && own.is_subset(&later) { run } else { 0 }
}

/// Returns the index of the line for each heading in the longest part of the form that is in order; of several,
/// the first.
fn in_order(lines: &[Candidate]) -> BTreeMap<Rank, usize> {
    // The length of the longest part from a line on, and from the lines of each heading on.
    let mut lengths = vec![0_usize; lines.len()];
    let mut longest: BTreeMap<Rank, usize> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate().rev() {
        let below = longest.range(line.rank..).filter(|(rank, _)| **rank > line.rank);
        lengths[at] = 1 + below.map(|(_, length)| *length).max().unwrap_or(0);
        let best = longest.entry(line.rank).or_default();
        *best = lengths[at].max(*best);
    }
    let mut wanted = lengths.iter().max().copied().unwrap_or(0);
    let mut chosen = BTreeMap::new();
    let mut last = None;
    for (at, line) in lines.iter().enumerate() {
        if lengths[at] == wanted && wanted > 0 && last.is_none_or(|last| line.rank > last) {
            chosen.insert(line.rank, at);
            (last, wanted) = (Some(line.rank), wanted - 1);
        }
    }
    chosen
}

/// Returns the headings of which another line would also be in order.
fn unclear(lines: &[Candidate], chosen: &BTreeMap<Rank, usize>) -> BTreeSet<Rank> {
    let between = |(at, line): &(usize, &Candidate)| {
        let is_other = chosen.get(&line.rank).is_some_and(|own| own != at);
        let before = chosen.range(..line.rank).next_back().is_none_or(|(_, other)| other < at);
        let after = chosen.range(line.rank..).find(|(rank, _)| **rank > line.rank);
        is_other && before && after.is_none_or(|(_, other)| at < other)
    };
    lines.iter().enumerate().filter(between).map(|(_, line)| line.rank).collect()
}
