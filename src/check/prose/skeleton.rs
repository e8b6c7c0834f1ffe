//! The skeleton of a sentence: its text with a mark for every figure. Sentences of one skeleton with other
//! figures contradict each other.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chars::{ENDS, is_han};
use super::mark::core;
use super::mention::{Mention, Said};

/// Minimum number of Chinese characters of a skeleton.
const MIN_HAN: usize = 14;

/// The first clauses of a sentence without their figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skeleton {
    /// Hash of the words.
    pub hash: u64,
    /// Number of figures of the sentence up to its end.
    pub figures: usize,
}

/// Returns the skeletons of a sentence, one per clause end.
pub(super) fn skeletons(sentence: &str, mentions: &[Mention]) -> Vec<Skeleton> {
    let is_figure = |mention: &&Mention| !matches!(mention.said, Said::Year { .. });
    let mut figures = mentions.iter().filter(is_figure).peekable();
    if figures.peek().is_none() {
        return Vec::new();
    }
    let (from, to) = core(sentence);
    let (mut skeletons, mut hasher, mut han, mut count, mut inside) =
        (Vec::new(), DefaultHasher::new(), 0, 0, 0);
    for (at, c) in sentence.char_indices().chain([(sentence.len(), '\n')]) {
        if at < from || at < inside {
            continue;
        }
        while figures.next_if(|figure| (figure.span.bytes.start as usize) < at).is_some() {
            count += 1;
        }
        if let Some(figure) = figures.next_if(|figure| figure.span.bytes.start as usize == at) {
            inside = figure.span.bytes.end as usize;
            count += 1;
            '#'.hash(&mut hasher);
            continue;
        }
        let ends = at >= to || matches!(c, '，' | '；' | ',' | ';') || ENDS.contains(&c);
        if ends && han >= MIN_HAN && count > 0 {
            let hash = hasher.finish();
            if skeletons.last().is_none_or(|last: &Skeleton| last.figures < count) {
                skeletons.push(Skeleton { hash, figures: count });
            }
        }
        if at >= to {
            break;
        }
        if !c.is_whitespace() && !ends {
            han += usize::from(is_han(c));
            c.hash(&mut hasher);
        }
    }
    skeletons
}
