//! Writes values (by path, in the form's order) and findings as JSON for programs.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use serde::ser::{Serialize, Serializer};

use super::Options;
use super::values::{cells, plain};
use crate::check::{Checked, Finding, RuleId};
use crate::form::{CellRef, Severity, clean, is_hidden};
use crate::report::Paths;
use crate::sheet::Texts;

/// Writes a report: form, edition, values, findings.
pub(super) fn write(checked: &Checked<'_>, _: Options) -> io::Result<Vec<u8>> {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        form: &'a str,
        edition: &'a str,
        values: Values,
        findings: Vec<Found<'a>>,
    }
    let Checked { texts, findings } = checked;
    let paths = Paths::new(texts.form, texts.report);
    let findings = findings.iter().map(|finding| Found::new(texts, &paths, finding)).collect();
    let values = Values::new(texts, &cells(texts));
    let document = Document { form: &texts.form.id, edition: &texts.form.edition, values, findings };
    pretty_json(&document).map(String::into_bytes)
}

/// Returns values by path, in the format of `get --json`: the given cells, or all cells.
pub fn values_json(texts: &Texts<'_>, cells_wanted: Option<&[CellRef]>) -> io::Result<String> {
    let values =
        cells_wanted.map_or_else(|| Values::new(texts, &cells(texts)), |cells| Values::new(texts, cells));
    pretty_json(&values)
}

/// A finding of a file. `start` and `end` are set only for a finding about a part of a text.
#[derive(serde::Serialize)]
pub(super) struct InFile<'a> {
    file: &'a str,
    #[serde(flatten)]
    found: Found<'a>,
    start: Option<u32>,
    end: Option<u32>,
}

/// Returns the findings of several files, in the format of `check --json`.
pub fn findings_json(files: &[(&str, Checked<'_>)]) -> io::Result<String> {
    pretty_json(&found_in(files))
}

pub(super) fn found_in<'a>(files: &[(&'a str, Checked<'a>)]) -> Vec<InFile<'a>> {
    let mut all = Vec::new();
    for (file, Checked { texts, findings }) in files {
        let paths = Paths::new(texts.form, texts.report);
        for finding in *findings {
            let (start, end) = finding.place.map(|place| (place.start, place.end)).unzip();
            all.push(InFile { file, found: Found::new(texts, &paths, finding), start, end });
        }
    }
    all
}

/// Serialises any data as JSON without terminal control characters, with a trailing line break.
pub fn pretty_json(value: &impl Serialize) -> io::Result<String> {
    let mut text = visible(serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}

/// Escapes invisible characters as `\u202e`, so that programs still read the exact file names.
fn visible(json: String) -> String {
    let hidden = |c: char| c != '\n' && is_hidden(c);
    if !json.contains(hidden) {
        return json;
    }
    let mut visible = String::with_capacity(json.len());
    for c in json.chars() {
        if hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(visible, "\\u{unit:04x}");
            }
        } else {
            visible.push(c);
        }
    }
    visible
}

/// Values in order; a serde map type would not keep the order.
struct Values(Vec<(String, Option<String>)>);

impl Values {
    fn new(texts: &Texts<'_>, cells: &[CellRef]) -> Values {
        let paths = Paths::new(texts.form, texts.report);
        Values(cells.iter().map(|cell| (clean(&paths.of(*cell)), plain(texts, *cell))).collect())
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(path, value)| (path, value)))
    }
}

/// A finding, as serialised.
#[derive(serde::Serialize)]
struct Found<'a> {
    path: String,
    severity: &'static str,
    rule: Cow<'a, str>,
    message: String,
    explanation: Option<String>,
    /// The explanation that was written for other values.
    former: Option<String>,
}

impl<'a> Found<'a> {
    fn new(texts: &Texts<'a>, paths: &Paths<'_>, finding: &Finding) -> Found<'a> {
        let rule = finding.name(texts.form);
        Found {
            path: clean(&paths.of(finding.cell)),
            severity: match finding.severity() {
                _ if finding.rule == RuleId::Carried => "confirm",
                Severity::Error => "error",
                Severity::Explain => "explain",
                Severity::Hint => "hint",
            },
            message: clean(&finding.sentence(texts)),
            explanation: finding.explanation(texts).map(clean),
            former: finding.former(texts).map(clean),
            rule,
        }
    }
}
