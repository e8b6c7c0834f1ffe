//! The file has an entry that has no place in the form, often because its name is mistyped.

#[cfg(test)]
use super::tests::Example;
use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{AllData, Find, Found, Rule};
use crate::form::{CellRef, Form, PathError, Row, Severity, clean_line, nearest, quoted};
use crate::message::{Lang, messages};
use crate::report::Report;
use crate::sheet::Texts;

pub(super) const RULE: Rule = Rule {
    name: "unknown-entry",
    help: ["文件中的内容没有对应栏目", "An entry of the file has no place in the form."],
    mark: Mark::Explain,
    quiet: false,
    blocks: false,
    find: &[Find::All(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    unknown: &[("persns", "5")],
    at: "persons",
    says: "\"persns\" (5) in the file has no place in the form; did you mean persons (人数)?",
    ..Example::NONE
};

/// Maximum number of findings. The last one counts the rest.
const MAX: usize = 100;
/// Maximum number of entries for which a similar name is searched, and the maximum length of such a path in bytes.
const MAX_SEARCHES: usize = 20;
const MAX_PATH: usize = 100;
/// Maximum length of a quotation, in characters.
const MAX_QUOTED: usize = 20;

messages! {
    no_place(path: &str, text: &str) => "文件中的“{path}”（{text}）无对应栏目，原样保留、未计入", "\"{path}\" ({text}) in the file has no place in the form and is kept as it is";
    no_place_but_near(path: &str, text: &str, near: &str, label: &str) => "文件中的“{path}”（{text}）无对应栏目，是否为 {near}（{label}）？", "\"{path}\" ({text}) in the file has no place in the form; did you mean {near} ({label})?";
    more_without_place(count: usize) => "文件中另有 {count} 项内容无对应栏目，原样保留、未计入", "{count} more entries of the file have no place in the form and are kept as they are";
}

fn find(data: &AllData<'_>, found: &mut Found<'_>) {
    let mut unknown = data.report.annex.unknown().take(MAX).enumerate().peekable();
    if unknown.peek().is_none() {
        return;
    }
    let cells = data.report.cells(data.form);
    let first = cells.iter().find(|cell| cell.row == Row::Only).or(cells.first());
    let Some(first) = first.copied() else { return };
    for (at, (path, _)) in unknown {
        let near = if at < MAX_SEARCHES { near(data.form, data.report, path) } else { None };
        let mark = if near.is_some() { Mark::Explain } else { Mark::Hint };
        found.marked(mark, near.unwrap_or(first), None, Detail::Unknown(at));
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Texts { form, report, lang, .. } = *texts;
    let Detail::Unknown(at) = finding.detail else { return String::new() };
    let mut rest = report.annex.unknown().skip(at);
    let Some((path, text)) = rest.next() else { return String::new() };
    let more = rest.count();
    if at + 1 == MAX && more > 0 {
        return more_without_place(lang, more + 1);
    }
    let (quoted_path, quoted_text) = (quoted(path, MAX_QUOTED), quoted(&text, MAX_QUOTED));
    if finding.severity() != Severity::Explain {
        return no_place(lang, &quoted_path, &quoted_text);
    }
    let (near, label) = (report.path(form, finding.cell), clean_line(form.label(finding.cell.field)));
    no_place_but_near(lang, &quoted_path, &quoted_text, &near, &label)
}

/// Returns the cell that the path probably means: its name, or the name of its column, is similar.
fn near(form: &Form, report: &Report, path: &str) -> Option<CellRef> {
    if path.len() > MAX_PATH {
        return None;
    }
    let meant = match report.resolve(form, path) {
        Ok(cell) => return Some(cell),
        Err(PathError::Unknown { name, near }) => near? + path.trim().get(name.len()..)?,
        Err(PathError::NoColumn { column, all, .. }) => {
            let head = path.trim().strip_suffix(&column)?;
            head.to_owned() + &nearest(&column, all.split(' '))?
        }
        Err(_) => return None,
    };
    report.resolve(form, &meant).ok()
}
