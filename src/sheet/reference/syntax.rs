//! Syntax of references in a text: `{{path}}`, `{{path - 1}}`, `{{path|form}}`. Independent of any report.
//!
//! Anything else is plain text. A figure is within one line and contains no braces, so that a text is parsed
//! in a single pass.

use std::fmt;
use std::ops::Range;

use crate::sheet::range::TextRange;

/// Delimiters of a figure.
pub(in crate::sheet) const MARKS: (&str, &str) = ("{{", "}}");

/// Maximum number of digits of an offset.
const MAX_OFFSET_DIGITS: usize = 4;

/// A parsed reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sheet) struct Figure<'t> {
    /// Path of the cell whose value it shows.
    pub path: &'t str,
    /// Offset added to the value.
    pub offset: i64,
    /// Unit to convert the value to, shown after it.
    pub unit: Option<&'t str>,
    /// Path of the whole, if the value is shown as a percentage of it.
    pub share_of: Option<&'t str>,
    /// Omits trailing zeros.
    pub short: bool,
}

/// A figure in a text, or stray braces: braces that do not begin a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sheet) struct Piece<'t> {
    /// Byte range.
    pub bytes: Range<usize>,
    /// Range in characters.
    pub place: TextRange,
    /// The figure; `None` for stray braces.
    pub figure: Option<Figure<'t>>,
}

/// Iterator over the figures and stray braces of a text, in order.
#[derive(Clone, Debug)]
pub(in crate::sheet) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// Last converted position, in bytes and characters.
    counted: (usize, u32),
}

/// Finds the figures and stray braces of a text.
pub(in crate::sheet) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0, counted: (0, 0) }
}

/// True if the text may contain figures: a quick search for braces.
pub fn may_hold(text: &str) -> bool {
    text.contains(MARKS.0)
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            let open = self.at + self.text.get(self.at..)?.find(MARKS.0)?;
            let inner = open + MARKS.0.len();
            let figure = end(self.text, inner).and_then(|end| Some((end, figure(&self.text[inner..end])?)));
            let (end, figure) = match figure {
                Some((end, figure)) => (end + MARKS.1.len(), Some(figure)),
                // In a run of braces, the last two may begin a figure.
                None if self.text[inner..].starts_with('{') => {
                    self.at = open + 1;
                    continue;
                }
                None => (inner, None),
            };
            self.at = end;
            let place = TextRange { start: self.chars(open), end: self.chars(end) };
            return Some(Piece { bytes: open..end, place, figure });
        }
    }
}

impl Pieces<'_> {
    /// Converts a byte offset to characters. Offsets must be in ascending order.
    fn chars(&mut self, at: usize) -> u32 {
        let (bytes, chars) = self.counted;
        let more = u32::try_from(self.text[bytes..at].chars().count());
        let chars = chars.saturating_add(more.unwrap_or(u32::MAX));
        self.counted = (at, chars);
        chars
    }
}

/// Returns the byte offset of the closing braces.
fn end(text: &str, inner: usize) -> Option<usize> {
    let end = inner + text[inner..].find(['{', '}', '\n'])?;
    text[end..].starts_with(MARKS.1).then_some(end)
}

/// Parses the content between the braces.
fn figure(written: &str) -> Option<Figure<'_>> {
    let (target, form) = match written.split_once(['|', '｜']) {
        Some((target, form)) => (target, Some(form.trim())),
        None => (written, None),
    };
    let (path, offset) = target_of(target)?;
    if !is_path(path) {
        return None;
    }
    let mut figure = Figure { path, offset, unit: None, share_of: None, short: false };
    let Some(form) = form else { return Some(figure) };
    let (short, form) = take_short(form);
    figure.short = short;
    match form.strip_prefix(['%', '％']).map(str::trim) {
        Some("") => figure.unit = Some("%"),
        Some(of) if is_path(of) => figure.share_of = Some(of),
        Some(_) => return None,
        None if form.contains(char::is_whitespace) || form.is_empty() && !short => return None,
        None => figure.unit = Some(form).filter(|unit| !unit.is_empty()),
    }
    Some(figure)
}

/// Splits the text into a path and an offset.
fn target_of(text: &str) -> Option<(&str, i64)> {
    let text = text.trim();
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[before.len()..];
    let before = before.trim_end();
    let (path, minus) = match (before.strip_suffix('+'), before.strip_suffix(['-', '−', '－'])) {
        (Some(path), _) => (path, false),
        (_, Some(path)) => (path, true),
        _ => return Some((text, 0)),
    };
    if digits.len() > MAX_OFFSET_DIGITS {
        return None;
    }
    let offset: i64 = digits.parse().ok()?;
    Some((path.trim_end(), if minus { -offset } else { offset }))
}

/// Removes the word `short` before or after the rest. Returns true if it was there.
fn take_short(form: &str) -> (bool, &str) {
    let rest = match (form.strip_prefix(SHORT), form.strip_suffix(SHORT)) {
        (Some(rest), _) if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest,
        (_, Some(rest)) if rest.ends_with(char::is_whitespace) => rest,
        _ => return (false, form),
    };
    (true, rest.trim())
}

const SHORT: &str = "short";

/// True if the text has the syntax of a path: `name` or `table[row].column`.
fn is_path(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    match text.split_once('[') {
        None => is_name(text),
        Some((head, rest)) => {
            let inside = rest.rsplit_once("].");
            is_name(head) && inside.is_some_and(|(row, column)| !row.trim().is_empty() && is_name(column))
        }
    }
}

/// Splits a path into the part before the row, the row, and the part after it.
pub(in crate::sheet) fn parts(path: &str) -> Option<(&str, &str, &str)> {
    let open = path.find('[')? + 1;
    let close = path.rfind("].")?;
    Some((path.get(..open)?, path.get(open..close)?, path.get(close..)?))
}

/// True if a figure can contain the path: row names may contain delimiters.
pub(in crate::sheet) fn is_writable(path: &str) -> bool {
    !path.contains(['{', '}', '|', '｜', '\n'])
}

impl fmt::Display for Figure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", MARKS.0, self.path)?;
        match self.offset {
            0 => {}
            offset if offset < 0 => write!(f, " - {}", offset.unsigned_abs())?,
            offset => write!(f, " + {offset}")?,
        }
        let share = self.share_of.map(|of| format!("% {of}"));
        let forms = [self.unit, share.as_deref(), self.short.then_some(SHORT)];
        for (at, form) in forms.into_iter().flatten().enumerate() {
            write!(f, "{}{form}", if at == 0 { "|" } else { " " })?;
        }
        f.write_str(MARKS.1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Formats figures as `path offset unit share short`, and stray braces as `no {{`.
    fn shown(text: &str) -> Vec<String> {
        let show = |piece: Piece<'_>| match piece.figure {
            None => format!("no {}", &text[piece.bytes]),
            Some(Figure { path, offset, unit, share_of, short }) => {
                let (unit, of) = (unit.unwrap_or("-"), share_of.unwrap_or("-"));
                format!("{path} {offset} {unit} {of} {short}")
            }
        };
        pieces(text).map(show).collect()
    }

    #[test]
    fn figures_are_found() {
        let check = |text: &str, found: &[&str]| assert_eq!(shown(text), found, "{text}");
        check("没有数", &[]);
        check("{year}", &[]);
        check("{{year}}年", &["year 0 - - false"]);
        check("{{ year - 1 }}年、{{year+1}}年", &["year -1 - - false", "year 1 - - false"]);
        check("{{income[sum].total}}", &["income[sum].total 0 - - false"]);
        check("{{income[1-2 站].total -10}}", &["income[1-2 站].total -10 - - false"]);
        check("{{income[甲]乙].total}}", &["income[甲]乙].total 0 - - false"]);
        check("{{t[1].c2|亿元}}", &["t[1].c2 0 亿元 - false"]);
        check("{{t[1].c2 | short}}", &["t[1].c2 0 - - true"]);
        check("{{a|short 元}}{{a|元 short}}", &["a 0 元 - true", "a 0 元 - true"]);
        check("{{a|% t[甲 乙].c}}", &["a 0 - t[甲 乙].c false"]);
        check("{{a|%b short}}{{a｜％ b}}", &["a 0 - b true", "a 0 - b false"]);
        check("{{a|%}}{{a|% short}}", &["a 0 % - false", "a 0 % - true"]);
        // Braces around a figure, and braces without a figure.
        check("{{{year}}}", &["year 0 - - false"]);
        check("{{{{{{", &["no {{"]);
        check("{{甲{{year}}", &["no {{", "year 0 - - false"]);
        for plain in
            ["{{", "{{}}", "{{ }}", "{{你好}}", "{{Year}}", "{{a\nb}}", "{{a b}}", "{{a|}}", "{{a|元 角}}"]
        {
            check(plain, &["no {{"]);
        }
        for plain in ["{{t[].c}}", "{{t[1]}}", "{{t[1].}}", "{{a.b}}", "{{a|%1}}", "{{a - 12345}}", "{{a -}}"]
        {
            check(plain, &["no {{"]);
        }
    }

    #[test]
    fn places_are_told_in_bytes_and_characters() {
        let places: Vec<_> = pieces("支出{{a}}，\n{{ {{b}}")
            .map(|piece| (piece.bytes, piece.place.start, piece.place.end))
            .collect();
        assert_eq!(places, [(6..11, 2, 7), (15..17, 9, 11), (18..23, 12, 17)]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\{\\{|\\}\\}|[|%\\[\\]. +\\-1ab\n]|short|sum|元|\\PC){0,40}") {
            let mut last = 0;
            for piece in pieces(&text) {
                prop_assert!(piece.bytes.start >= last);
                last = piece.bytes.end;
                let before = text[..piece.bytes.start].chars().count();
                let after = before + text[piece.bytes.clone()].chars().count();
                let TextRange { start, end } = piece.place;
                prop_assert_eq!((start as usize, end as usize), (before, after));
                // A formatted figure parses to the same figure.
                let Some(figure) = piece.figure else { continue };
                let again = figure.to_string();
                prop_assert_eq!(shown(&again).len(), 1, "{}", again);
                prop_assert_eq!(shown(&again), shown(&text[piece.bytes]));
            }
        }

        #[test]
        fn without_braces_there_are_none(text in "[^{]{0,40}") {
            prop_assert_eq!(pieces(&text).count(), 0);
            prop_assert!(!may_hold(&text));
        }
    }

    #[test]
    fn many_braces_are_read_quickly() {
        for part in ["{{", "{{a", "{{{", "{{t[", "{{a|", "{{year}}"] {
            assert!(pieces(&part.repeat(200_000)).count() <= 200_000);
        }
    }
}
