//! `tianbiao diff`: compares two reports value by value.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::say::{Code, Failure, Out, talk};
use super::{Context, calculated, is_set};
use crate::diff::{Difference, Kind, Piece, diff, words};
use crate::form::clean_line;
use crate::message::{self, Lang};
use crate::sheet::Texts;
use crate::store::shown;
use crate::terminal::width::Width;

/// Maximum width, in cells, to which labels and values are padded.
const MAX_LABEL: usize = 48;
const MAX_VALUE: usize = 14;
/// Number of characters of unchanged text shown around a change; maximum length of a change shown in full;
/// number of characters shown at each end of a longer change.
const AROUND: usize = 12;
const MAX_CHANGE: usize = 80;
const ENDS: usize = 30;

#[derive(Args, Debug)]
#[command(after_help = "\
每处差异一行：名称  前 → 后  增减额  增减率。= 表示自动计算；长文字中 [-旧-] 为删除，{+新+} 为增加。
机构按名称对照，与行次无关；内容相同的退出码为 0，不同的为 1。
One difference per line. = means calculated; in long texts [-removed-] and {+added+}.
Rows are matched by name. Exit code 0 if the values are the same, 1 if they differ.

例子 / Examples:
  tianbiao diff 2022.ron 2023.ron | less
  tianbiao diff 2022.ron 2023.ron --json | jq -r '.[] | select(.percent) | .path'")]
pub(super) struct Arguments {
    /// 前一份，如上年度报告，- 为标准输入 / first report, such as last year's, - for standard input
    #[arg(value_name = "A")]
    before: PathBuf,
    /// 后一份 / second report
    #[arg(value_name = "B")]
    after: PathBuf,
    /// 一个 JSON 数组 / output a JSON array
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    let files = [&arguments.before, &arguments.after];
    if files.iter().all(|file| file.as_os_str() == "-") {
        return Err(Failure::new(Code::Usage, message::stdin_twice(context.lang())));
    }
    let (before, after) = (context.load(files[0])?, context.load(files[1])?);
    let lang = context.lang_for(&after.form);
    let sheets = [calculated(&before.form, &before.report), calculated(&after.form, &after.report)];
    let [old, new] = [(&before, &sheets[0]), (&after, &sheets[1])].map(|(loaded, sheet)| Texts {
        form: &loaded.form,
        report: &loaded.report,
        sheet,
        lang,
    });
    let found = diff(&old, &new);
    let forms = [&before.form, &after.form].map(|form| format!("{} {}", form.id, form.edition));
    if found.common == 0 {
        return Err(Failure::new(Code::Usage, message::diff_nothing_common(lang, &forms[0], &forms[1])));
    }
    if forms[0] != forms[1] {
        talk(&message::diff_other_form(lang, &forms[0], &forms[1], found.strangers));
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &found.differences).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        let look = Look::new(context, lang);
        // Colours are escape sequences; the text between them is already clean.
        let out: &mut dyn Write = if look.plain.is_empty() { out } else { out.exact() };
        for group in found.differences.chunk_by(|one, next| one.heading == next.heading) {
            look.group(group, out)?;
        }
    }
    out.flush()?;
    let calculated = found.differences.iter().filter(|found| found.kind == Kind::Calculated).count();
    let names = files.map(|file| shown(file));
    talk(&match found.differences.len() {
        0 => message::diff_same(lang, &names[0], &names[1]),
        count => message::diff_count(lang, count, calculated),
    });
    Ok(if found.differences.is_empty() { Code::Done } else { Code::Findings })
}

/// Output style of the differences.
struct Look {
    lang: Lang,
    width: Width,
    arrow: &'static str,
    /// Colours repeat the information of the marks; empty if colours are off.
    gone: &'static str,
    new: &'static str,
    head: &'static str,
    plain: &'static str,
}

/// Changes in a text are indented below its label and wrapped to this width.
const INDENT: &str = "      ";
const LINE: usize = 80;

/// Part of a line of changes.
struct Part {
    text: String,
    colour: &'static str,
}

/// Columns of a line.
struct Line<'a> {
    found: &'a Difference,
    label: String,
    values: [String; 2],
    change: [String; 2],
}

impl Look {
    fn new(context: &Context, lang: Lang) -> Look {
        let dumb = env::var_os("TERM").is_none_or(|value| value.is_empty() || value == "dumb");
        let coloured = io::stdout().is_terminal() && !is_set("NO_COLOR") && !dumb;
        let colour = |code| if coloured { code } else { "" };
        Look {
            lang,
            width: context.measure(),
            arrow: if context.ascii { "->" } else { "→" },
            gone: colour("\u{1b}[31m"),
            new: colour("\u{1b}[32m"),
            head: colour("\u{1b}[1m"),
            plain: colour("\u{1b}[0m"),
        }
    }

    /// Writes the differences of one section with aligned columns.
    fn group(&self, group: &[Difference], out: &mut dyn Write) -> io::Result<()> {
        if let Some(first) = group.first() {
            writeln!(out, "{}{}{}", self.head, clean_line(&first.heading), self.plain)?;
        }
        let lines: Vec<Line<'_>> = group.iter().map(|found| self.line(found)).collect();
        let widest = |of: &dyn Fn(&Line<'_>) -> usize, limit: usize| {
            lines.iter().map(of).filter(|cells| *cells <= limit).max().unwrap_or(0)
        };
        let label = widest(&|line| self.width.of(&line.label), MAX_LABEL);
        let cells = |text: &str, line: &Line<'_>| {
            if line.change[0].is_empty() { 0 } else { self.width.of(text) }
        };
        let value = |at: usize| widest(&|line| cells(&line.values[at], line), MAX_VALUE);
        let change = |at: usize| widest(&|line| self.width.of(&line.change[at]), MAX_VALUE);
        let (values, changes) = ([value(0), value(1)], [change(0), change(1)]);
        for line in &lines {
            let mark = if line.found.kind == Kind::Calculated { '=' } else { ' ' };
            let label = self.width.left(&line.label, label.max(self.width.of(&line.label)));
            if is_text(line.found) {
                self.prose(mark, &label, line.found, out)?;
                continue;
            }
            let [before, after] = &line.values;
            let arrow = self.arrow;
            if line.change[0].is_empty() {
                writeln!(out, "{mark} {label}  {before} {arrow} {after}")?;
                continue;
            }
            let before = fill_left(self.width, before, values[0]);
            let after = fill_left(self.width, after, values[1]);
            let difference = fill_left(self.width, &line.change[0], changes[0]);
            let percent = fill_left(self.width, &line.change[1], changes[1]);
            let text = format!("{mark} {label}  {before} {arrow} {after}  {difference}  {percent}");
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }

    fn line<'a>(&self, found: &'a Difference) -> Line<'a> {
        let shown = |text: &Option<String>| match text.as_deref().map(clean_line) {
            Some(text) if !text.is_empty() => text,
            _ => message::draft_blank(self.lang),
        };
        let signed = |text: &Option<String>, unit: &str| match text {
            // A value that rounds to zero adds nothing to the difference shown.
            Some(text) if text.trim_matches(['-', '0', '.']).is_empty() => String::new(),
            Some(text) if text.starts_with('-') => format!("{text}{unit}"),
            Some(text) => format!("+{text}{unit}"),
            None => String::new(),
        };
        Line {
            found,
            label: clean_line(&found.label),
            values: [shown(&found.before), shown(&found.after)],
            change: [signed(&found.difference, ""), signed(&found.percent, "%")],
        }
    }

    /// Writes the changes of a long text: the number of characters removed and added, then the changes in
    /// context.
    fn prose(&self, mark: char, label: &str, found: &Difference, out: &mut dyn Write) -> io::Result<()> {
        let [before, after] = [&found.before, &found.after].map(|text| text.as_deref().unwrap_or_default());
        let pieces = words(before, after);
        let count = |of: fn(&Piece) -> Option<&String>| {
            pieces.iter().filter_map(of).map(|text| text.chars().count()).sum::<usize>()
        };
        let gone = count(|piece| if let Piece::Gone(text) = piece { Some(text) } else { None });
        let new = count(|piece| if let Piece::New(text) = piece { Some(text) } else { None });
        let counts = [(gone, message::diff_gone(self.lang, gone)), (new, message::diff_new(self.lang, new))];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
        writeln!(out, "{mark} {label}  {}", counts.collect::<Vec<_>>().join("  "))?;
        for parts in self.changed_parts(&pieces) {
            self.wrapped(&parts, out)?;
        }
        Ok(())
    }

    /// Writes a line of changes, wrapped.
    fn wrapped(&self, parts: &[Part], out: &mut dyn Write) -> io::Result<()> {
        let text: String = parts.iter().map(|part| part.text.as_str()).collect();
        for line in self.width.wrap(&text, LINE - INDENT.len(), 0) {
            let mut row = String::from(INDENT);
            let mut start = 0;
            for Part { text, colour } in parts {
                let end = start + text.len();
                let range = line.start.max(start)..line.end.min(end);
                let here = range.start.saturating_sub(start)..range.end.saturating_sub(start);
                if let (false, Some(seen)) = (range.is_empty(), text.get(here)) {
                    let plain = if colour.is_empty() { "" } else { self.plain };
                    row += &[*colour, seen, plain].concat();
                }
                start = end;
            }
            writeln!(out, "{}", row.trim_end())?;
        }
        Ok(())
    }

    /// Returns the changes; those close together are combined in one line.
    fn changed_parts(&self, pieces: &[Piece]) -> Vec<Vec<Part>> {
        let mut lines: Vec<Vec<Part>> = Vec::new();
        let mut line: Vec<Part> = Vec::new();
        let plain = |text: String| Part { text, colour: "" };
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Gone(text) => {
                    line.push(Part { text: ["[-", &self.cut(text), "-]"].concat(), colour: self.gone });
                }
                Piece::New(text) => {
                    line.push(Part { text: ["{+", &self.cut(text), "+}"].concat(), colour: self.new });
                }
                Piece::Same(text) => {
                    let (first, last) = (at == 0, at + 1 == pieces.len());
                    let long = text.chars().count() > 2 * AROUND;
                    if !long {
                        line.push(plain(written(text)));
                        continue;
                    }
                    if !first {
                        let tail: String = text.chars().take(AROUND).collect();
                        line.push(plain(written(&tail) + ".."));
                        lines.push(std::mem::take(&mut line));
                    }
                    if !last {
                        let from = text.chars().count() - AROUND;
                        let head: String = text.chars().skip(from).collect();
                        line = vec![plain(format!("..{}", written(&head)))];
                    }
                }
            }
        }
        lines.extend((!line.is_empty()).then_some(line));
        lines
    }

    /// Shortens a long change by omitting its middle.
    fn cut(&self, text: &str) -> String {
        let count = text.chars().count();
        if count <= MAX_CHANGE {
            return written(text);
        }
        let head: String = text.chars().take(ENDS).collect();
        let tail: String = text.chars().skip(count - ENDS).collect();
        format!("{}{}{}", written(&head), message::diff_left_out(self.lang, count - 2 * ENDS), written(&tail))
    }
}

/// True if the texts are compared word by word: prose with a long text on at least one side.
fn is_text(found: &Difference) -> bool {
    let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > AROUND);
    found.kind == Kind::Prose && (long(&found.before) || long(&found.after))
}

/// Returns the text on one line, with line breaks written as `\n`.
fn written(text: &str) -> String {
    text.replace('\t', " ").replace('\n', "\\n")
}

/// Pads a text on the left; a wider text is not shortened.
fn fill_left(width: Width, text: &str, cells: usize) -> String {
    width.right(text, cells.max(width.of(text)))
}
