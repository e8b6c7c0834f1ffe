//! Fields: a code, of which only the result is text.

use std::ops::Range;

use super::pieces::Placed;

/// Marks of a field: before its code, before its result, and at its end.
pub(super) const BEGIN: char = '\u{13}';
pub(super) const RESULT: char = '\u{14}';
pub(super) const END: char = '\u{15}';
/// Mark at the end of a cell.
const CELL: char = '\u{7}';

/// The code of a field, as places in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// From the mark before it to the mark after it.
    pub range: Range<usize>,
    /// The end of the whole field.
    pub end: usize,
}

/// Returns the codes in reading order, without those in other codes. A mark without its counterpart in the same
/// cell has no code, so that it hides no text.
pub(super) fn codes(text: &[Placed]) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    // For each open field, the place of its mark, and its code if that has ended.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut outer: Vec<Code> = Vec::new();
    let mut cell = 0;
    for (at, placed) in text.iter().enumerate() {
        match placed.character {
            Some(BEGIN) => open.push((at, None)),
            Some(RESULT) => {
                drop_open(&mut open, cell);
                if let Some((begin, code @ None)) = open.last_mut() {
                    *code = Some(codes.len());
                    codes.push(Code { range: *begin..at, end: text.len() });
                }
            }
            Some(END) => {
                drop_open(&mut open, cell);
                match open.pop() {
                    Some((begin, None)) => codes.push(Code { range: begin..at, end: at }),
                    Some((_, Some(code))) => codes[code].end = at,
                    None => {}
                }
            }
            Some(CELL) => cell = at,
            _ => {}
        }
    }
    codes.sort_by_key(|code| code.range.start);
    for code in codes {
        if outer.last().is_none_or(|last| last.range.end <= code.range.start) {
            outer.push(code);
        }
    }
    outer
}

/// Drops the last fields whose codes were open at the end of a cell.
fn drop_open(open: &mut Vec<(usize, Option<usize>)>, cell: usize) {
    while open.pop_if(|(begin, code)| code.is_none() && *begin < cell).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_both_marks_in_one_cell() {
        for (text, wanted) in [
            ("a<PAGE|3>b", vec![(1..6, 8)]),
            ("<A>b", vec![(0..2, 2)]),
            // A field in a code, and one in a result.
            ("<IF <A|1> =|yes>", vec![(0..11, 15)]),
            ("<TOC|x<B|2>y>", vec![(0..4, 12), (6..8, 10)]),
            // Marks without a counterpart.
            ("a>b|c<d", vec![]),
            ("<A;B|c>", vec![]),
            // A result can have cells.
            ("<A|b;c>d<E>", vec![(0..2, 6), (8..10, 10)]),
        ] {
            let mark = |c: char| match c {
                '<' => BEGIN,
                '|' => RESULT,
                '>' => END,
                ';' => CELL,
                c => c,
            };
            let placed: Vec<Placed> =
                text.chars().map(|c| Placed { character: Some(mark(c)), place: 0 }).collect();
            let wanted: Vec<Code> = wanted.into_iter().map(|(range, end)| Code { range, end }).collect();
            assert_eq!(codes(&placed), wanted, "{text}");
        }
    }
}
