//! Compares two prose texts word by word.
//!
//! Sentences are compared first, and only those that differ are compared word by word. Chinese text has no
//! blanks between words, so its characters are compared. Two changes are merged if the unchanged part between
//! them has no more words than either change; otherwise a sentence would break into tiny fragments.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// Characters that end a sentence.
const ENDS: [char; 7] = ['。', '；', '！', '？', '\n', ';', '!'];
/// Texts with more words are not compared word by word.
const MAX_WORDS: usize = 4_000;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both texts.
    Same(String),
    /// Only in the `before` text.
    Gone(String),
    /// Only in the `after` text.
    New(String),
}

/// One change: an unchanged part, followed by a removed and an added part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Change {
    same: String,
    gone: String,
    new: String,
}

/// Compares two texts. The `Same` and `New` pieces, in their order, form the `after` text.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let [old, new] = [before, after].map(sentences);
    let mut changes = Vec::new();
    for change in compared(&old, &new) {
        let [gone, there] =
            [&change.gone, &change.new].map(|text| text.split_word_bounds().collect::<Vec<_>>());
        if gone.is_empty() || there.is_empty() || gone.len().max(there.len()) > MAX_WORDS {
            changes.push(change);
            continue;
        }
        let mut within = compared(&gone, &there);
        if let Some(first) = within.first_mut() {
            first.same.insert_str(0, &change.same);
        }
        changes.extend(within);
    }
    let mut pieces = Vec::new();
    for Change { same, gone, new } in gathered(changes) {
        pieces.extend((!same.is_empty()).then_some(Piece::Same(same)));
        pieces.extend((!gone.is_empty()).then_some(Piece::Gone(gone)));
        pieces.extend((!new.is_empty()).then_some(Piece::New(new)));
    }
    pieces
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(ENDS).collect()
}

/// Returns the changes from one list to another, each with the unchanged part before it.
fn compared(before: &[&str], after: &[&str]) -> Vec<Change> {
    let mut changes = vec![Change::default()];
    for op in capture_diff_slices(Algorithm::Patience, before, after) {
        let old = || before[op.old_range()].concat();
        let new = || after[op.new_range()].concat();
        if let DiffOp::Equal { .. } = op {
            changes.push(Change { same: old(), ..Change::default() });
        } else if let Some(last) = changes.last_mut() {
            last.gone.push_str(&old());
            last.new.push_str(&new());
        }
    }
    changes
}

/// Merges changes if the part between them has no more words than either change. A number is one word.
fn gathered(changes: Vec<Change>) -> Vec<Change> {
    let count = |text: &str| text.split_word_bounds().count();
    let size = |change: &Change| count(&change.gone).max(count(&change.new));
    let mut kept: Vec<Change> = Vec::new();
    for mut change in changes {
        while let Some(last) = kept.pop() {
            let between = count(&change.same);
            if size(&last) == 0 {
                // Nothing changed there: join the unchanged parts.
                change.same.insert_str(0, &last.same);
            } else if size(&change) > 0 && between <= size(&last).min(size(&change)) {
                change.gone = last.gone + &change.same + &change.gone;
                change.new = last.new + &change.same + &change.new;
                change.same = last.same;
            } else {
                kept.push(last);
                break;
            }
        }
        kept.push(change);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Formats the pieces as one line.
    fn shown(before: &str, after: &str) -> String {
        let pieces = words(before, after).into_iter().map(|piece| match piece {
            Piece::Same(text) => text,
            Piece::Gone(text) => format!("[-{text}-]"),
            Piece::New(text) => format!("{{+{text}+}}"),
        });
        pieces.collect()
    }

    #[test]
    fn differences_read_well() {
        for (before, after, found) in [
            ("", "", ""),
            ("", "甲", "{+甲+}"),
            ("甲", "", "[-甲-]"),
            ("收入1万元，支出2万元。", "收入3万元，支出4万元。", "收入[-1-]{+3+}万元，支出[-2-]{+4+}万元。"),
            ("全年支出767.32万元。", "全年支出881.32万元。", "全年支出[-767.32-]{+881.32+}万元。"),
            (
                "监督工程52个，合格率100%。无事故。",
                "监督工程60个，合格率100%。新开工8个。无事故。",
                "监督工程[-52-]{+60+}个，合格率100%。{+新开工8个。+}无事故。",
            ),
            // Not broken into fragments.
            ("今年工作平稳有序。", "明年任务繁重艰巨。", "[-今年工作平稳有序-]{+明年任务繁重艰巨+}。"),
            ("the old house", "the new house", "the [-old-]{+new+} house"),
            ("一\n二", "一\n\n二", "一\n{+\n+}二"),
        ] {
            assert_eq!(shown(before, after), found);
        }
    }

    proptest! {
        #[test]
        fn both_texts_come_back(before in "[甲乙丙，。\n a1.]{0,40}", after in "[甲乙丙，。\n a1.]{0,40}") {
            let pieces = words(&before, &after);
            let side = |gone: bool| pieces.iter().filter_map(|piece| match piece {
                Piece::Same(text) => Some(text.as_str()),
                Piece::Gone(text) => gone.then_some(text.as_str()),
                Piece::New(text) => (!gone).then_some(text.as_str()),
            }).collect::<String>();
            prop_assert_eq!(side(true), before);
            prop_assert_eq!(side(false), after);
        }
    }
}
