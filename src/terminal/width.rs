//! Measures, cuts and wraps text in terminal cells; no other module does. Nothing here draws.
//!
//! Works on grapheme clusters, with one policy for the characters whose width differs between terminals.
//! Drawing and caret share [`Layout`], so the caret always matches the drawn text.

use std::borrow::Cow;
use std::ops::Range;

use unicode_linebreak::{BreakClass, break_property};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Maximum width of a grapheme cluster in cells.
const WIDEST: usize = 2;

/// The suffix of a shortened text.
const MORE: &str = "..";

/// Characters that stay on the same line as the number before them: `881.32万元`, `2024年`, `50人`.
const UNITS: &str = "十百千万亿元角分年月日时人个项件家次户套台辆名位条章款季％%‰㎡℃";

/// Number of break qualities, best first: a Unicode break opportunity; one between a number and its unit; one
/// between clusters; one between clusters where a line should not begin or end.
const FITNESS: usize = 4;

/// The width of East Asian *ambiguous* characters in this terminal: “ ” … — · ① × and line-drawing
/// characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Width {
    /// One cell, as in most terminals.
    #[default]
    Narrow,
    /// Two cells, as in many terminals with a Chinese configuration.
    Wide,
}

impl Width {
    /// Width of a text in cells; control characters have no width.
    pub fn of(self, text: &str) -> usize {
        if text.is_ascii() {
            return text.bytes().filter(|b| !b.is_ascii_control()).count();
        }
        text.graphemes(true).map(|g| self.grapheme(g)).sum()
    }

    /// Width of one grapheme cluster in cells: 0, 1 or 2.
    pub fn grapheme(self, g: &str) -> usize {
        match g.as_bytes() {
            [byte] => return usize::from(!byte.is_ascii_control()),
            // A single character of U+3400..U+9FFF.
            [0xe3, 0x90..=0xbf, _] | [0xe4..=0xe9, _, _] => return WIDEST,
            _ => {}
        }
        if g.starts_with(char::is_control) {
            return 0;
        }
        let cells = match self {
            Width::Narrow => g.width(),
            Width::Wide => g.width_cjk(),
        };
        cells.min(WIDEST)
    }

    /// Returns the longest prefix of whole clusters that fits in `cells`.
    pub fn cut(self, text: &str, cells: usize) -> &str {
        let mut used = 0;
        for (at, g) in text.grapheme_indices(true) {
            used += self.grapheme(g);
            if used > cells {
                return text.get(..at).unwrap_or_default();
            }
        }
        text
    }

    /// Returns the longest suffix of whole clusters that fits in `cells`.
    pub fn cut_end(self, text: &str, cells: usize) -> &str {
        let mut used = 0;
        for (at, g) in text.grapheme_indices(true).rev() {
            used += self.grapheme(g);
            if used > cells {
                return text.get(at + g.len()..).unwrap_or_default();
            }
        }
        text
    }

    /// Returns the text unchanged if it fits, otherwise its beginning and `..`; never wider than `cells`.
    pub fn shorten(self, text: &str, cells: usize) -> String {
        if self.cut(text, cells).len() == text.len() {
            return text.to_owned();
        }
        let more = self.cut(MORE, cells);
        format!("{}{more}", self.cut(text, cells.saturating_sub(more.len())))
    }

    /// Shortens the text or pads it on the right to exactly `cells`.
    pub fn left(self, text: &str, cells: usize) -> String {
        self.padded(text, cells, |_| 0)
    }

    /// Shortens the text or pads it on the left to exactly `cells`.
    pub fn right(self, text: &str, cells: usize) -> String {
        self.padded(text, cells, |free| free)
    }

    /// Shortens the text or pads it on both sides to exactly `cells`; an odd blank is on the right.
    pub fn center(self, text: &str, cells: usize) -> String {
        self.padded(text, cells, |free| free / 2)
    }

    fn padded(self, text: &str, cells: usize, before: impl Fn(usize) -> usize) -> String {
        let text = self.shorten(text, cells);
        let free = cells.saturating_sub(self.of(&text));
        let before = before(free);
        format!("{:before$}{text}{:after$}", "", "", after = free.saturating_sub(before))
    }

    /// Wraps one paragraph (without a line break) into lines of text, at least one.
    pub fn lines(self, paragraph: &str, cells: usize) -> impl Iterator<Item = &str> {
        let ranges = self.wrap(paragraph, cells, 0).into_iter();
        ranges.map(|range| paragraph.get(range).unwrap_or_default())
    }

    /// Wraps one paragraph (without a line break) into lines: byte ranges that cover it in order, at least
    /// one.
    ///
    /// The first line is indented by `first` cells, or less so that two cells remain. Trailing blanks stay on
    /// their line and may exceed it; the drawing code cuts them. A run that is wider than a line and has no
    /// break opportunity is broken between clusters; a cluster wider than a line gets its own line.
    pub fn wrap(self, paragraph: &str, cells: usize, first: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut room = cells.saturating_sub(indent_within(first, cells));
        let breakable = with_chinese_quotes(paragraph);
        let mut breaks = unicode_linebreak::linebreaks(&breakable).map(|(at, _)| at).peekable();
        let mut start = 0;
        let mut used: usize = 0;
        // For each fitness, the last possible end of this line and the width of the text before it.
        let mut ends: [Option<(usize, usize)>; FITNESS] = [None; FITNESS];
        let mut after_number = false;
        let mut after_opening = false;

        for (at, g) in paragraph.grapheme_indices(true) {
            let c = g.chars().next().unwrap_or_default();
            let is_unit = after_number && UNITS.contains(c);
            while breaks.next_if(|&b| b < at).is_some() {}
            let fitness = match breaks.peek() == Some(&at) && c != '·' {
                true if !is_unit => 0,
                true => 1,
                false if !after_opening && !never_begins(c) => 2,
                false => 3,
            };
            if let Some(end) = ends.get_mut(fitness).filter(|_| at > start) {
                *end = Some((at, used));
            }
            after_number = is_unit || c.is_ascii_digit() || ('０'..='９').contains(&c);
            after_opening =
                break_property(u32::from(c)) == BreakClass::OpenPunctuation || matches!(c, '“' | '‘');

            let width = self.grapheme(g);
            while !is_blank(g) && used + width > room && at > start {
                let Some((end, before)) = ends.iter().copied().flatten().next() else { break };
                lines.push(start..end);
                start = end;
                used = used.saturating_sub(before);
                room = cells;
                for place in &mut ends {
                    *place = place
                        .filter(|place| place.0 > end)
                        .map(|place| (place.0, place.1.saturating_sub(before)));
                }
            }
            used += width;
        }
        lines.push(start..paragraph.len());
        lines
    }
}

/// Limits a first-line indent so that one wide character fits.
fn indent_within(indent: usize, cells: usize) -> usize {
    indent.min(cells.saturating_sub(WIDEST))
}

fn is_blank(g: &str) -> bool {
    matches!(g, " " | "\t" | "\u{3000}")
}

/// True for closing brackets, full stops, commas and similar characters, which must not begin a line.
fn never_begins(c: char) -> bool {
    use BreakClass::{CloseParenthesis, ClosePunctuation, Exclamation, InfixSeparator, NonStarter};
    let class = break_property(u32::from(c));
    matches!(class, ClosePunctuation | CloseParenthesis | Exclamation | InfixSeparator | NonStarter)
        || matches!(c, '”' | '’' | '·')
}

fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

/// Replaces quotes next to Chinese characters by corner brackets of the same byte length.
///
/// The Unicode rules forbid a break on either side of “ and ” because they cannot know which one opens. In
/// Chinese text “ opens and ” closes.
fn with_chinese_quotes(paragraph: &str) -> Cow<'_, str> {
    if !paragraph.contains(is_quote) {
        return Cow::Borrowed(paragraph);
    }
    let is_chinese = |c: Option<char>| c.is_some_and(|c| c >= '\u{2e80}');
    let mut replaced = String::with_capacity(paragraph.len());
    let mut previous = None;
    let mut chars = paragraph.chars().peekable();
    while let Some(c) = chars.next() {
        let near_chinese = is_chinese(previous) || is_chinese(chars.peek().copied());
        replaced.push(match c {
            '“' | '‘' if near_chinese => '「',
            '”' | '’' if near_chinese => '」',
            _ => c,
        });
        previous = Some(c);
    }
    Cow::Owned(replaced)
}

/// One visual line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index of the paragraph.
    pub paragraph: usize,
    /// Byte range of the paragraph on this line.
    pub range: Range<usize>,
    /// Indent before the text in cells: the first-line indent, or 0.
    pub indent: usize,
}

/// Several paragraphs laid out in lines, for drawing and for the caret.
///
/// It does not store the text: pass the paragraphs that it was made from. With other paragraphs the results
/// are meaningless but in bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    width: Width,
    cells: usize,
    lines: Vec<Line>,
}

impl Layout {
    /// Wraps the paragraphs into lines of at most `cells` cells; the first line of each has this `indent`.
    ///
    /// The caret after a full last line is at column `cells`, so draw a text of `cells` cells in an area that
    /// is one column wider.
    pub fn new(width: Width, paragraphs: &[impl AsRef<str>], cells: usize, indent: usize) -> Layout {
        let mut lines = Vec::new();
        for (paragraph, text) in paragraphs.iter().enumerate() {
            for range in width.wrap(text.as_ref(), cells, indent) {
                let indent = if range.start == 0 { indent_within(indent, cells) } else { 0 };
                lines.push(Line { paragraph, range, indent });
            }
        }
        if lines.is_empty() {
            lines.push(Line { paragraph: 0, range: 0..0, indent: indent_within(indent, cells) });
        }
        Layout { width, cells, lines }
    }

    /// Returns all visual lines, at least one.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the visual line and the column (0 to `cells`) of a caret given as paragraph and byte offset.
    ///
    /// At a soft break the caret belongs to the start of the next line.
    pub fn place(&self, paragraphs: &[impl AsRef<str>], at: (usize, usize)) -> (usize, usize) {
        let index =
            self.lines.partition_point(|line| (line.paragraph, line.range.start) <= at).saturating_sub(1);
        let Some(line) = self.lines.get(index) else { return (0, 0) };
        let end = at.1.min(line.range.end);
        let before = text_of(paragraphs, line.paragraph).get(line.range.start..end).unwrap_or_default();
        (index, (line.indent + self.width.of(before)).min(self.cells))
    }

    /// Returns the caret (paragraph, byte offset) nearest to a visual line and column, for moving up and
    /// down.
    ///
    /// The end of a line before a soft break is not a caret position: the start of its last cluster is the
    /// last one.
    pub fn caret(&self, paragraphs: &[impl AsRef<str>], line: usize, column: usize) -> (usize, usize) {
        let index = line.min(self.lines.len().saturating_sub(1));
        let Some(line) = self.lines.get(index) else { return (0, 0) };
        let goes_on = self.lines.get(index + 1).is_some_and(|next| next.paragraph == line.paragraph);
        let text = text_of(paragraphs, line.paragraph).get(line.range.clone()).unwrap_or_default();
        let last = (text.len(), "");
        let places = text.grapheme_indices(true).chain((!goes_on).then_some(last));

        let mut nearest = (usize::MAX, 0);
        let mut x = line.indent;
        for (at, g) in places {
            let distance = x.min(self.cells).abs_diff(column);
            if distance >= nearest.0 {
                // Columns never decrease from here; equal ones belong to a zero-width cluster or are beyond
                // the edge.
                if distance > nearest.0 {
                    break;
                }
            } else {
                nearest = (distance, at);
            }
            x += self.width.grapheme(g);
        }
        (line.paragraph, line.range.start + nearest.1)
    }
}

fn text_of(paragraphs: &[impl AsRef<str>], index: usize) -> &str {
    paragraphs.get(index).map_or("", AsRef::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn measures() {
        for (text, narrow, wide) in [
            ("", 0, 0),
            ("abc", 3, 3),
            ("年度", 4, 4),
            ("“好”…—·①×", 9, 16),
            ("─│┌", 3, 6),
            ("㎡％（）。，、", 14, 14),
            ("\u{3000}", 2, 2),
            ("e\u{301}", 1, 1),
            ("a\tb\u{7}\u{9b}", 2, 2),
            ("🇨🇳👍🏽", 4, 4),
            ("👨\u{200d}👩\u{200d}👧", 2, 2),
            ("𠮷㐀", 4, 4),
        ] {
            assert_eq!((Width::Narrow.of(text), Width::Wide.of(text)), (narrow, wide), "{text:?}");
        }
    }

    #[test]
    fn cuts() {
        for (text, cells, start, end, shortened) in [
            ("年度报告", 8, "年度报告", "年度报告", "年度报告"),
            ("年度报告", 7, "年度报", "度报告", "年度.."),
            ("年度报告", 1, "", "", "."),
            ("年度报告", 0, "", "", ""),
            ("ae\u{301}o", 2, "ae\u{301}", "e\u{301}o", ".."),
            ("", 0, "", "", ""),
        ] {
            let width = Width::Narrow;
            assert_eq!(
                (width.cut(text, cells), width.cut_end(text, cells), width.shorten(text, cells).as_str()),
                (start, end, shortened),
                "{text:?} {cells}"
            );
        }
    }

    #[test]
    fn pads() {
        let w = Width::Narrow;
        for (text, cells, left, right, center) in [
            ("收入", 7, "收入   ", "   收入", " 收入  "),
            ("收入", 4, "收入", "收入", "收入"),
            ("收入情况", 5, "收.. ", " 收..", "收.. "),
            ("", 2, "  ", "  ", "  "),
        ] {
            assert_eq!(
                (w.left(text, cells).as_str(), w.right(text, cells).as_str()),
                (left, right),
                "{text:?}"
            );
            assert_eq!(w.center(text, cells), center, "{text:?}");
        }
        assert_eq!(Width::Wide.left("“好", 6), "“好  ");
    }

    #[test]
    fn wraps() {
        for (text, cells, first, lines) in [
            ("", 10, 0, &[""] as &[&str]),
            ("支出合计", 4, 0, &["支出", "合计"]),
            ("支出合计", 5, 0, &["支出", "合计"]),
            ("支出合计", 4, 2, &["支", "出合", "计"]),
            ("基本支出，其中", 8, 0, &["基本支", "出，其中"]),
            ("基本（含）支出", 6, 0, &["基本", "（含）", "支出"]),
            ("他说“好”的事", 6, 0, &["他说", "“好”的", "事"]),
            ("他说“好”的事情", 8, 0, &["他说“好”", "的事情"]),
            ("支出881.32万元。", 10, 0, &["支出", "881.32万", "元。"]),
            ("支出881.32万元，", 12, 0, &["支出", "881.32万元，"]),
            ("abcdef，", 6, 0, &["abcde", "f，"]),
            ("abcde（年", 7, 0, &["abcde", "（年"]),
            ("。。。", 4, 0, &["。。", "。"]),
            ("自2024年12月31日起", 10, 0, &["自2024年", "12月31日起"]),
            ("one two  three", 7, 0, &["one two  ", "three"]),
            ("don’t stop", 6, 0, &["don’t ", "stop"]),
            ("abcdefgh", 3, 0, &["abc", "def", "gh"]),
            ("年abcdefgh", 6, 0, &["年", "abcdef", "gh"]),
            ("　　基本支出", 8, 0, &["　　基本", "支出"]),
            ("列宁·伊里奇", 4, 0, &["列", "宁·", "伊里", "奇"]),
            ("支出", 1, 0, &["支", "出"]),
            ("支出ab", 0, 9, &["支", "出", "a", "b"]),
            ("支出合计", 4, 9, &["支", "出合", "计"]),
            ("🇨🇳🇨🇳👍🏽", 2, 0, &["🇨🇳", "🇨🇳", "👍🏽"]),
        ] {
            let ranges = Width::Narrow.wrap(text, cells, first);
            let got: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
            assert_eq!(got, lines, "{text:?} {cells} {first}");
        }
    }

    #[test]
    fn no_line_begins_or_ends_with_the_wrong_mark() {
        let text = "　　基本支出767.32万元，其中“工资福利支出”682.3万元（占89%），其他“一般商品、服务”支出85.02万元；\
            主要含办公费、水电费《办法》第3条……是为“保障单位正常运转”、完成日常工作任务而发生的（含编外）各项支出。”";
        for width in [Width::Narrow, Width::Wide] {
            for cells in 8..100 {
                for range in width.wrap(text, cells, 4) {
                    let line = &text[range];
                    let wrong = line.starts_with(['，', '。', '、', '；', '）', '》', '”', '%'])
                        || line.ends_with(['（', '《', '“'])
                        || (cells >= 10 && line.ends_with(|c: char| c.is_ascii_digit()));
                    assert!(!wrong, "{line:?} in {cells}");
                }
            }
        }
    }

    #[test]
    fn places() {
        let text = ["支出合计ab", "", "年"];
        let layout = Layout::new(Width::Narrow, &text, 4, 2);
        // |  支|出合|计ab|  |  年|
        for (at, place) in [
            ((0, 0), (0, 2)),
            ((0, 3), (1, 0)),
            ((0, 6), (1, 2)),
            ((0, 9), (2, 0)),
            ((0, 12), (2, 2)),
            ((0, 14), (2, 4)),
            ((1, 0), (3, 2)),
            ((2, 3), (4, 4)),
            ((9, 9), (4, 4)),
        ] {
            assert_eq!(layout.place(&text, at), place, "{at:?}");
        }
        for ((line, column), at) in [
            ((0, 0), (0, 0)),
            ((0, 9), (0, 0)),
            ((1, 1), (0, 3)),
            ((1, 2), (0, 6)),
            ((1, 9), (0, 6)),
            ((2, 9), (0, 14)),
            ((3, 9), (1, 0)),
            ((9, 9), (2, 3)),
        ] {
            assert_eq!(layout.caret(&text, line, column), at, "{line} {column}");
        }
        assert_eq!(Layout::new(Width::Narrow, &[] as &[&str], 4, 0).lines().len(), 1);
    }

    #[test]
    #[ignore = "a measurement: cargo test --release -- --ignored --nocapture"]
    fn wraps_a_long_paragraph_quickly() {
        for text in ["基本支出767.32万元，其中“工资”福利支出", "abc def 12.5, ", "e\u{301}🇨🇳👍🏽x"]
        {
            let text = text.repeat(100_000 / text.len());
            let start = std::time::Instant::now();
            let lines = Width::Wide.wrap(&text, 78, 4).len();
            println!("{} bytes, {lines} lines: {:?}", text.len(), start.elapsed());
        }
    }

    /// Text as it occurs in reports, and unusual input.
    fn paragraph() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "年",
            "支出",
            "，",
            "。",
            "（",
            "）",
            "“",
            "”",
            "…",
            "—",
            "·",
            " ",
            "  ",
            "\u{3000}",
            "a",
            "word",
            "881.32",
            "万元",
            "e\u{301}",
            "\u{301}",
            "👍🏽",
            "🇨🇳",
            "🇨",
            "👨\u{200d}👩",
            "\u{200d}",
            "%",
            "-",
            "ㄱ",
            "ᄀ",
            "ᅡ",
            "\t",
            "क्ष",
        ]);
        prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
    }

    fn width() -> impl Strategy<Value = Width> {
        prop::sample::select(vec![Width::Narrow, Width::Wide])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn pieces_fit(width in width(), text in paragraph(), cells in 0..30usize) {
            let (start, end) = (width.cut(&text, cells), width.cut_end(&text, cells));
            prop_assert!(text.starts_with(start) && text.ends_with(end));
            prop_assert!(width.of(start) <= cells && width.of(end) <= cells && width.of(&width.shorten(&text, cells)) <= cells);
            for exact in [width.left(&text, cells), width.right(&text, cells), width.center(&text, cells)] {
                prop_assert_eq!(width.of(&exact), cells, "{:?}", exact);
            }
        }

        #[test]
        fn lines_cover_and_fit(width in width(), texts in prop::collection::vec(paragraph(), 0..4), cells in 0..30usize, indent in 0..6usize) {
            let layout = Layout::new(width, &texts, cells, indent);
            for (paragraph, text) in texts.iter().enumerate() {
                let lines: Vec<_> = layout.lines().iter().filter(|line| line.paragraph == paragraph).collect();
                let covered: String = lines.iter().map(|line| &text[line.range.clone()]).collect();
                prop_assert_eq!(&covered, text);
                for (n, line) in lines.iter().enumerate() {
                    let piece = &text[line.range.clone()];
                    prop_assert!(n == 0 || !piece.is_empty());
                    let seen = width.of(piece.trim_end_matches([' ', '\t', '\u{3000}']));
                    prop_assert!(line.indent + seen <= cells || cells < 2, "{:?} in {}", piece, cells);
                }
            }
            prop_assert!(layout.lines().is_sorted_by_key(|line| (line.paragraph, line.range.start)));
        }

        #[test]
        fn places_are_stable(width in width(), texts in prop::collection::vec(paragraph(), 0..4), cells in 0..30usize, line in 0..20usize, column in 0..40usize) {
            let layout = Layout::new(width, &texts, cells, 2);
            let at = layout.caret(&texts, line, column);
            let place = layout.place(&texts, at);
            prop_assert_eq!(place.0, line.min(layout.lines().len() - 1));
            prop_assert!(place.1 <= cells);
            // Blanks beyond the edge share the column of the edge.
            if place.1 < cells {
                prop_assert_eq!(layout.place(&texts, layout.caret(&texts, place.0, place.1)), place);
            }
        }
    }
}
