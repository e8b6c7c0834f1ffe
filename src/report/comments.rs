//! Comments of a report file: a person wrote them by hand beside the entries, and a save keeps them there.
//!
//! A comment belongs to the entry on its line, or else to the next one. If the entry is gone, or its row, the comment
//! moves to the end of the file with the path that it had.

use std::collections::HashMap;

use super::contents::Report;
use crate::form::{CellRef, Form, Row, RowSetId, clean};

/// A comment of a report file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comment {
    /// The part of the file that it belongs to; empty at the end of the file.
    part: String,
    /// The key of the entry that it belongs to; empty for the part itself.
    key: String,
    /// True if it stands above the entry, and not behind it.
    is_above: bool,
    /// Its text, without the marks of a comment.
    text: String,
}

/// The comments of a file at their places in its next version.
#[derive(Debug, Default)]
pub(super) struct Comments {
    all: Vec<Comment>,
    /// Comments that are not written yet, by part and key.
    waiting: HashMap<(String, String), Vec<usize>>,
}

impl Comments {
    /// Places the comments of a file in the file that replaces it. `reports` are the reports of both.
    pub(super) fn place(mut all: Vec<Comment>, form: &Form, reports: [&Report; 2]) -> Comments {
        let mut rows = Rows::default();
        for comment in all.iter_mut().filter(|comment| !comment.key.is_empty()) {
            match reports[0].at_number_path(form, &comment.key).map(|cell| rows.now(form, reports, cell)) {
                Some(Some(cell)) => comment.key = form.number_path(cell),
                Some(None) => (comment.part, comment.text) = (String::new(), comment.with_key()),
                None => {}
            }
        }
        let mut waiting: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (at, comment) in all.iter().enumerate().filter(|(_, comment)| !comment.part.is_empty()) {
            waiting.entry((comment.part.clone(), comment.key.clone())).or_default().push(at);
        }
        Comments { all, waiting }
    }

    /// Takes the lines above an entry or part, and the text behind it.
    pub(super) fn take(&mut self, part: &str, key: &str, indent: &str) -> (String, String) {
        let (mut above, mut behind) = (String::new(), String::new());
        if self.waiting.is_empty() {
            return (above, behind);
        }
        for at in self.waiting.remove(&(part.to_owned(), key.to_owned())).unwrap_or_default() {
            let Comment { is_above, text, .. } = &self.all[at];
            match text.lines().collect::<Vec<_>>().as_slice() {
                [line] if !is_above && behind.is_empty() => behind = format!(" //{line}"),
                lines => lines.iter().for_each(|line| above.extend([indent, "//", line, "\n"])),
            }
        }
        (above, behind)
    }

    /// Returns the lines at the end of the file: comments without an entry.
    pub(super) fn rest(self) -> String {
        let mut without_place: Vec<usize> = self.waiting.into_values().flatten().collect();
        without_place.sort_unstable();
        let mut lines = String::new();
        for (at, comment) in self.all.iter().enumerate() {
            let is_moved = without_place.binary_search(&at).is_ok();
            if is_moved || comment.part.is_empty() {
                let text = if is_moved { comment.with_key() } else { comment.text.clone() };
                text.lines().for_each(|line| lines.extend(["    //", line, "\n"]));
            }
        }
        lines
    }
}

impl Comment {
    /// Returns its text with the key that it belonged to.
    fn with_key(&self) -> String {
        if self.key.is_empty() { self.text.clone() } else { format!(" {}:{}", self.key, self.text) }
    }
}

/// Names of the rows of both versions, by row set.
#[derive(Default)]
struct Rows {
    names: HashMap<RowSetId, [Vec<String>; 2]>,
}

impl Rows {
    /// Returns the cell of the new report that is the given one of the report before: the row with the same name.
    fn now(&mut self, form: &Form, reports: [&Report; 2], cell: CellRef) -> Option<CellRef> {
        let (Some(row), Some(rows)) = (cell.row.index(), form.field(cell.field).rows()) else {
            return Some(cell);
        };
        let names = self.names.entry(rows).or_insert_with(|| {
            reports.map(|report| report.row_keys(form, rows).into_iter().map(str::to_owned).collect())
        });
        let name = names[0].get(row)?;
        if names[1].get(row) == Some(name) {
            return Some(cell);
        }
        let mut same = names[1].iter().enumerate().filter(|(_, other)| *other == name && !name.is_empty());
        let (at, None) = (same.next()?.0, same.next()) else { return None };
        Some(CellRef { row: Row::At(u32::try_from(at).ok()?), ..cell })
    }
}

/// True if a file may contain comments.
pub(super) fn may_have(source: &str) -> bool {
    source.contains("//") || source.contains("/*")
}

/// Returns the comments of a file in their order. Comments in the parts that the program does not know are left out:
/// these parts are kept as they are.
pub(super) fn scan(source: &str, unknown: &[(String, String)]) -> Vec<Comment> {
    let mut scanner = Scanner { source, unknown, ..Scanner::default() };
    while scanner.step().is_some() {}
    scanner.found
}

/// Position in a file, and the entry at it.
#[derive(Default)]
struct Scanner<'s> {
    source: &'s str,
    /// The parts that the program does not know.
    unknown: &'s [(String, String)],
    at: usize,
    depth: usize,
    part: &'s str,
    key: String,
    /// True inside one of them.
    is_unknown: bool,
    /// True if something stands before the position on its line.
    has_code: bool,
    found: Vec<Comment>,
    /// The first comment that belongs to the next entry.
    pending: Option<usize>,
}

impl<'s> Scanner<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Moves behind the next token. Returns `None` at the end.
    fn step(&mut self) -> Option<()> {
        let rest = self.rest();
        let next = rest.chars().next()?;
        match next {
            '\n' => {
                self.has_code = false;
                self.at += 1;
                return Some(());
            }
            _ if next.is_whitespace() => {
                self.at += next.len_utf8();
                return Some(());
            }
            '/' if rest.starts_with("//") || rest.starts_with("/*") => {
                self.comment(rest);
                return Some(());
            }
            '(' | '[' | '{' => (self.depth, self.at) = (self.depth + 1, self.at + 1),
            ')' | ']' | '}' => {
                (self.depth, self.at) = (self.depth.saturating_sub(1), self.at + 1);
                if self.depth == 1 {
                    self.key.clear();
                }
            }
            ',' => {
                self.is_unknown &= self.depth > 1;
                self.at += 1;
            }
            '\'' => self.at += character(rest),
            _ => self.word(rest, next),
        }
        self.has_code = true;
        Some(())
    }

    /// Reads a string or a name. Before a colon it is the key of an entry, or the name of a part.
    fn word(&mut self, rest: &'s str, next: char) {
        let text = string(rest);
        // A raw name can contain other signs.
        let (mark, signs) = if rest.starts_with("r#") { ("r#", "_.+-") } else { ("", "_") };
        let name = &rest[mark.len()..];
        let name =
            &name[..name.find(|c: char| !c.is_alphanumeric() && !signs.contains(c)).unwrap_or(name.len())];
        let length = (mark.len() + name.len()).max(next.len_utf8());
        self.at += text.as_ref().map_or(length, |(length, _)| *length);
        if !self.rest().trim_start().starts_with(':') || self.is_unknown {
            return;
        }
        match (self.depth, text) {
            (1, None) => {
                (self.part, self.key) = (name, String::new());
                self.is_unknown = self.unknown.iter().any(|(unknown, _)| unknown == name);
            }
            (2, Some((_, text))) => self.key = text,
            _ => return,
        }
        for comment in self.found.iter_mut().skip(self.pending.take().unwrap_or(usize::MAX)) {
            (comment.part, comment.key) = (self.part.to_owned(), self.key.clone());
        }
    }

    fn comment(&mut self, rest: &str) {
        let (length, text) = if rest.starts_with("//") {
            let length = rest.find('\n').unwrap_or(rest.len());
            (length, rest[2..length].to_owned())
        } else {
            let (length, inner) = block(rest);
            let lines = inner.lines().map(|line| format!(" {}", line.trim()));
            (length, lines.collect::<Vec<_>>().join("\n"))
        };
        self.at += length;
        let text = clean(&text);
        if self.is_unknown || text.trim().is_empty() {
            return;
        }
        let mut comment = Comment { text: text.trim_end().to_owned(), is_above: true, ..Comment::default() };
        if self.has_code && self.depth > 0 && !self.part.is_empty() {
            comment.is_above = self.key.is_empty();
            (comment.part, comment.key) = (self.part.to_owned(), self.key.clone());
        } else {
            self.pending.get_or_insert(self.found.len());
        }
        self.found.push(comment);
    }
}

/// Returns the length of a comment in `/* */`, which can be nested, and its text.
fn block(rest: &str) -> (usize, &str) {
    let mut depth = 0_usize;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") if depth == 1 => return (at + 2, &rest[2..at]),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    (rest.len(), &rest[2..])
}

/// Returns the length of a string, and its contents. `None` if the text does not begin with a string.
fn string(rest: &str) -> Option<(usize, String)> {
    let plain = rest.trim_start_matches(['b', 'r']);
    let start = rest.len() - plain.len();
    let hashes = plain.len() - plain.trim_start_matches('#').len();
    let inner = plain.get(hashes..)?.strip_prefix('"')?;
    let open = start + hashes + 1;
    if start > 2 || start == 0 && hashes > 0 {
        return None;
    }
    if rest[..start].contains('r') {
        let end = format!("\"{}", &plain[..hashes]);
        let length = inner.find(&end).unwrap_or(inner.len());
        return Some(((open + length + end.len()).min(rest.len()), inner[..length].to_owned()));
    }
    let mut escaped = false;
    let close = inner.char_indices().find(|(_, c)| {
        let is_end = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        is_end
    });
    let length = close.map_or(inner.len(), |(at, _)| at);
    let whole = rest.get(..open + length + 1).unwrap_or(rest);
    let text = ron::from_str(whole).unwrap_or_else(|_| inner[..length].to_owned());
    Some((whole.len(), text))
}

/// Returns the length of a character in quotes.
fn character(rest: &str) -> usize {
    let inner = &rest[1..];
    let at = if inner.starts_with('\\') { 2 } else { inner.chars().next().map_or(0, char::len_utf8) };
    match inner.get(at..).and_then(|end| end.find('\'').map(|end| (end, at + end))) {
        Some((0..=8, end)) => end + 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Edit, Report, read, write_over};
    use crate::session::testing::sample;

    const FILE: &str = r##"// 局报告
(form: "FORM", // form
    /* about
       the rows */
    rows: {"units": 2}, // two
    entries: {
        // phone of the office
        "phone": "0730-1234567", // 编办文件〔2023〕5号
        "units[1].name": "甲", "units[2].name": r#"乙 // no comment"#,
        "income[1].fiscal": 5 // bare
        ,
        // of 乙
        "income[2].fiscal": "6", /* also of 乙 */
        // at the end of the entries
    },
    r#a-b: [1, // kept with its part
    2],
    leftovers: ["a // no comment", /* inside */ "b \" /* no comment */",],
) // end
    "##;

    #[test]
    fn comments_stay_where_they_are() {
        let (form, _) = sample();
        let source = FILE.replace("FORM", &form.id);
        let mut report = Report::from_file(&form, read(&source).unwrap());
        let fiscal = report.resolve(&form, "income[1].fiscal").unwrap();
        assert_eq!(report.text(fiscal), "5");
        let first = write_over(&form, &report, &source);
        for lines in [
            "    // 局报告\n    // form\n    form:",
            "    // about\n    // the rows\n    // two\n    rows: {",
            "        // phone of the office\n        \"phone\": \"0730-1234567\", // 编办文件〔2023〕5号\n",
            "\"income[1].fiscal\": \"5\", // bare\n",
            "        // of 乙\n        \"income[2].fiscal\": \"6\", // also of 乙\n",
            "    // inside\n    leftovers: [",
        ] {
            assert!(first.contains(lines), "{lines}\n{first}");
        }
        for text in ["kept with its part", "at the end of the entries", "乙 // no comment", "a // no comment"]
        {
            assert_eq!(first.matches(text).count(), 1, "{text}\n{first}");
        }
        assert!(
            first.contains("// at the end of the entries\n") && first.ends_with("    // end\n)\n"),
            "{first}"
        );
        // A file that was written by the program keeps its form.
        let report_again = Report::from_file(&form, read(&first).unwrap());
        assert_eq!(report_again, report);
        assert_eq!(write_over(&form, &report, &first), first);
        // A comment goes with its row, and moves to the end if the row or the entry is gone.
        let rows = form.row_set_named("units").unwrap();
        report.apply(&form, Edit::MoveRow { rows, from: 1, to: 0 });
        let moved = write_over(&form, &report, &first);
        assert!(
            moved.contains("        // of 乙\n        \"income[1].fiscal\": \"6\", // also of 乙\n"),
            "{moved}"
        );
        let phone = report.resolve(&form, "phone").unwrap();
        report.apply(&form, Edit::Set { cell: phone, text: None });
        report.apply(&form, Edit::RemoveRow { rows, at: 0 });
        let gone = write_over(&form, &report, &moved);
        let end = "    // phone: 编办文件〔2023〕5号\n";
        assert!(gone.contains(end) && gone.contains("    // income[1].fiscal: of 乙\n"), "{gone}");
        assert_eq!(write_over(&form, &report, &gone), gone);
    }

    #[test]
    fn any_file_is_scanned() {
        for source in
            ["", "//", "/*", "(\"//", "(a: '\"', /* /* */ x", "r#", "r#\"", "b'", "'", "(é: \"\\", "/*/"]
        {
            super::scan(source, &[]);
        }
        let deep = "/*".repeat(100_000);
        assert_eq!(super::scan(&deep, &[]).len(), 1);
    }
}
