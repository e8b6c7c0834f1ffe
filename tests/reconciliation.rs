//! Recall and precision of the checks of texts: single errors, harmless edits and correct paragraphs, each applied
//! to a complete report whose figures agree.
//!
//! `tests/reconciliation/<report>.cases` holds the cases of the report next to it, one a line, fields separated
//! by `|`. A line that begins with `#` is a comment.
//!
//! ```text
//! error KIND dev|held | PATH | OLD | NEW [| also PLACE, PLACE...]
//! harmless            | PATH | OLD | NEW
//! narrative           | PATH | PARAGRAPH
//! expected            | PATH | RULE
//! +                   | PATH | OLD | NEW
//! ```
//!
//! The part OLD of the entry at PATH becomes NEW; `OLD#2` is its second occurrence, an empty OLD is the whole entry
//! and `$` its end. `\n` is a line break. In a new sentence, `⟦RIGHT→WRONG⟧` marks its error. A line `+` is one
//! more edit of the case above it. An error has been found if a new finding, open and at least to be explained, is
//! at the changed words, in their clause, or at a PLACE: a path, or `PATH:WORDS` in a text. The errors of a relation
//! may be reported anywhere in their sentence. `known` in front of a harmless edit or a narrative marks one that is
//! reported today; it is printed only. `expected` names a finding that the report itself has.
//!
//! Half of the errors are held back: rules are written while looking at the errors marked `dev`. The output names
//! a missed error of the other half by its line only, unless `RECONCILIATION=held` is set.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::thread;

use tianbiao::check::{Checker, Finding, reconcile};
use tianbiao::form::{CellRef, FieldId, Form, Severity};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::sheet::{Sheet, TextRange, Texts, calculate};

use crate::support::scenario::{BUILT_IN, SAMPLE, form};

/// Lowest share of the errors that must be found, in percent.
const RECALL: usize = 85;
/// Highest number of false findings in 100 harmless edits.
const FALSE_PER_HUNDRED: usize = 1;

/// The reports with their cases.
const SETS: &[Set] = &[
    Set { name: "station", report: SAMPLE, cases: include_str!("reconciliation/station.cases") },
    Set {
        name: "agriculture",
        report: include_str!("reconciliation/agriculture.ron"),
        cases: include_str!("reconciliation/agriculture.cases"),
    },
    Set {
        name: "town",
        report: include_str!("reconciliation/town.ron"),
        cases: include_str!("reconciliation/town.cases"),
    },
    Set {
        name: "hospital",
        report: include_str!("reconciliation/hospital.ron"),
        cases: include_str!("reconciliation/hospital.cases"),
    },
    Set {
        name: "education",
        report: include_str!("reconciliation/education.ron"),
        cases: include_str!("reconciliation/education.cases"),
    },
    Set { name: "paragraphs", report: SAMPLE, cases: include_str!("reconciliation/paragraphs.cases") },
];

/// A complete report and its cases.
struct Set {
    name: &'static str,
    report: &'static str,
    cases: &'static str,
}

/// Kinds of errors that a relation reports: the finding may be at any operand of the sentence.
const RELATIONS: &[&str] = &["sum", "share", "rate", "count", "direction"];

/// Kinds of errors that are reported as hints.
const HINTS: &[&str] = &["numbering"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Error { kind: &'a str, held: bool },
    Harmless,
    Narrative,
    Expected,
}

/// One line of a file of cases, with the edits that belong to it.
struct Case<'a> {
    line: usize,
    kind: Kind<'a>,
    known: bool,
    edits: Vec<[&'a str; 3]>,
    also: Vec<(&'a str, Option<&'a str>)>,
}

/// The places where a finding of a case may be.
struct Place {
    field: FieldId,
    /// `None` for every row of the field.
    cell: Option<CellRef>,
    range: Option<TextRange>,
}

/// A finding as text: `path rule: sentence`.
type Told = String;

/// The result of one case.
struct Outcome<'a> {
    set: &'static str,
    case: Case<'a>,
    found: bool,
    /// New open findings, at least to be explained.
    new: Vec<Told>,
    /// Quotations in their sentences that begin or end inside a number, or are too long.
    cut: Vec<String>,
}

fn parse(cases: &str) -> Vec<Case<'_>> {
    let mut all: Vec<Case<'_>> = Vec::new();
    for (line, text) in
        (1..).zip(cases.lines()).filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
    {
        let mut fields: Vec<&str> = text.split('|').map(|field| field.trim_matches(' ')).collect();
        let also = fields.iter().position(|field| field.starts_with("also ")).map(|at| fields.remove(at));
        let mut words: Vec<&str> = fields[0].split(' ').filter(|word| !word.is_empty()).collect();
        let edit = match fields[1..] {
            [path, old, new] => [path, old, new],
            [path, text] => [path, "$", text],
            _ => panic!("line {line}: {text}"),
        };
        if words == ["+"] {
            all.last_mut().unwrap().edits.push(edit);
            continue;
        }
        let known = words[0] == "known";
        if known {
            words.remove(0);
        }
        let kind = match words[..] {
            ["error", kind, half @ ("dev" | "held")] => Kind::Error { kind, held: half == "held" },
            ["harmless"] => Kind::Harmless,
            ["narrative"] => Kind::Narrative,
            ["expected"] => Kind::Expected,
            _ => panic!("line {line}: {text}"),
        };
        let also = also.map_or_else(Vec::new, |also| {
            let places = also["also ".len()..].split(", ");
            places
                .map(|place| place.split_once(':').map_or((place, None), |(path, words)| (path, Some(words))))
                .collect()
        });
        all.push(Case { line, kind, known, edits: vec![edit], also });
    }
    all
}

/// Returns the text after an edit of a case, and the changed range.
fn changed(text: &str, old: &str, new: &str) -> Result<(String, TextRange), String> {
    let new = new.replace("\\n", "\n");
    let old = old.replace("\\n", "\n");
    let (words, nth) = match old.rsplit_once('#') {
        Some((words, nth)) => (words, nth.parse::<usize>().ok()),
        None => (old.as_str(), None),
    };
    let at = match (words, nth) {
        ("", _) => 0,
        ("$", _) => text.len(),
        (words, Some(nth)) => {
            text.match_indices(words).nth(nth - 1).map(|(at, _)| at).ok_or_else(|| format!("no {old}"))?
        }
        (words, None) => match text.match_indices(words).map(|(at, _)| at).collect::<Vec<_>>()[..] {
            [at] => at,
            [] => return Err(format!("{words} is not in the text")),
            _ => return Err(format!("{words} is in the text more than once")),
        },
    };
    let end = if words.is_empty() {
        text.len()
    } else if words == "$" {
        at
    } else {
        at + words.len()
    };
    let start = text[..at].chars().count();
    let (new, range) = if let Some((before, right, wrong, after)) = marked(&new) {
        (format!("{before}{wrong}{after}"), differing(right, wrong, start + before.chars().count()))
    } else {
        let range = differing(&text[at..end], &new, start);
        (new, range)
    };
    Ok((format!("{}{new}{}", &text[..at], &text[end..]), range))
}

/// Splits a sentence with one marked error, `⟦RIGHT→WRONG⟧`, at its marks.
fn marked(sentence: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, rest) = sentence.split_once('⟦')?;
    let (change, after) = rest.split_once('⟧')?;
    let (right, wrong) = change.split_once('→')?;
    Some((before, right, wrong, after))
}

/// Returns the part of `new`, which begins at `start`, without the words that it has in common with `old`.
fn differing(old: &str, new: &str, start: usize) -> TextRange {
    let before = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    let rest = (old.chars().count().min(new.chars().count())) - before;
    let after =
        old.chars().rev().zip(new.chars().rev()).take(rest).take_while(|(one, other)| one == other).count();
    range(start + before, start + new.chars().count() - after)
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange { start: u32::try_from(start).unwrap(), end: u32::try_from(end.max(start + 1)).unwrap() }
}

/// Extends a range to the nearest of these marks on both sides.
fn extended(text: &str, range: TextRange, marks: &str) -> TextRange {
    let chars: Vec<char> = text.chars().collect();
    let is_mark = |at: &usize| chars.get(*at).is_none_or(|c| marks.contains(*c));
    let (from, to) = (range.start as usize, range.end as usize);
    let start = (0..from).rev().find(is_mark).map_or(0, |at| at + 1);
    let end = (to..=chars.len()).find(is_mark).unwrap_or(chars.len());
    TextRange { start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() }
}

/// True for the texts of a report whose findings are at a figure, not at the whole entry.
fn is_prose(form: &Form, cell: CellRef, text: &str) -> bool {
    form.field(cell.field).heading.is_some() || text.chars().count() > 60
}

/// A report that cases are applied to, one after another, with the checker that reads only what changed.
struct Bench<'a> {
    form: &'a Form,
    base: Report,
    checker: Checker,
    /// The findings of the base, as text.
    usual: Vec<Told>,
}

impl Bench<'_> {
    /// Applies the edits of a case; returns the report and the places where a finding of it may be.
    fn apply(&self, case: &Case<'_>) -> Result<(Report, Vec<Place>), String> {
        let mut report = self.base.clone();
        let mut places = Vec::new();
        let marks = match case.kind {
            Kind::Error { kind, .. } if RELATIONS.contains(&kind) => "。；\n",
            _ => "，。；：（）,;:()\n",
        };
        for [path, old, new] in &case.edits {
            let cell = report.resolve(self.form, path).map_err(|_| format!("no path {path}"))?;
            let before = report.text(cell).to_owned();
            let new =
                if matches!(case.kind, Kind::Narrative) { format!("\\n{new}") } else { (*new).to_owned() };
            let (text, change) = changed(&before, old, &new)?;
            let in_text = is_prose(self.form, cell, &text);
            places.push(Place {
                field: cell.field,
                cell: in_text.then_some(cell),
                range: in_text.then(|| extended(&text, change, marks)),
            });
            report.apply(self.form, Edit::Set { cell, text: Some(text.as_str().into()) });
        }
        for (path, words) in &case.also {
            let cell = report.resolve(self.form, path).map_err(|_| format!("no path {path}"))?;
            let range = words.map(|words| {
                let text = report.text(cell);
                let at = text.find(words).ok_or_else(|| format!("{words} is not at {path}"))?;
                let start = text[..at].chars().count();
                Ok::<_, String>(extended(text, range(start, start + words.chars().count()), marks))
            });
            places.push(Place { field: cell.field, cell: Some(cell), range: range.transpose()? });
        }
        Ok((report, places))
    }

    fn told(&self, report: &Report, sheet: &Sheet, finding: &Finding) -> Told {
        let texts = Texts { form: self.form, report, sheet, lang: Lang::Zh };
        format!(
            "{} {}: {}",
            report.path(self.form, finding.cell),
            finding.name(self.form),
            finding.sentence(&texts)
        )
    }

    /// Returns the open findings of a report that need an explanation or a correction, or that are of a kind
    /// reported as a hint.
    fn check(&mut self, report: &Report, hints: bool) -> Vec<(Finding, Told)> {
        let sheet = calculate(self.form, report);
        let found = self.checker.check(self.form, report, &sheet);
        let counts =
            |finding: &Finding| !finding.explained && (finding.severity() != Severity::Hint || hints);
        let found: Vec<Finding> = found.into_iter().filter(counts).collect();
        found.iter().map(|finding| (*finding, self.told(report, &sheet, finding))).collect()
    }

    fn run<'c>(&mut self, set: &'static str, case: Case<'c>) -> Outcome<'c> {
        let (report, places) = match self.apply(&case) {
            Ok(applied) => applied,
            Err(why) => panic!("{set}.cases, line {}: {why}", case.line),
        };
        let hints = matches!(case.kind, Kind::Error { kind, .. } if HINTS.contains(&kind));
        let mut new = self.check(&report, hints);
        let mut usual = self.usual.clone();
        new.retain(|(_, told)| match usual.iter().position(|before| before == told) {
            Some(at) => {
                usual.remove(at);
                false
            }
            None => true,
        });
        let found = new.iter().any(|(finding, _)| places.iter().any(|place| place.has(finding)));
        // A changed entry may be quoted whole.
        let entry = |quote: &str| case.edits.iter().any(|[_, _, new]| *new == quote);
        let cut =
            new.iter().flat_map(|(finding, told)| cut(report.text(finding.cell), told, entry)).collect();
        Outcome { set, case, found, new: new.into_iter().map(|(_, told)| told).collect(), cut }
    }
}

/// Returns the quotations of a sentence that begin or end inside a number of the quoted text, or are longer than
/// 40 characters.
fn cut(text: &str, sentence: &str, is_entry: impl Fn(&str) -> bool) -> Vec<String> {
    let quotations =
        sentence.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(quote, _)| quote);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let is_cut = |quote: &&str| {
        let mut occurrences = text.match_indices(*quote).peekable();
        let inside = |(at, _): (usize, &str)| {
            let (before, after) = (&text[..at], &text[at + quote.len()..]);
            is_digit(before.chars().next_back()) && is_digit(quote.chars().next())
                || is_digit(quote.chars().next_back()) && is_digit(after.chars().next())
        };
        occurrences.peek().is_some() && !is_entry(quote) && occurrences.all(inside)
            || quote.chars().count() > 40
    };
    quotations.filter(is_cut).map(|quote| format!("{sentence} [{quote}]")).collect()
}

impl Place {
    fn has(&self, finding: &Finding) -> bool {
        let cell = finding.cell.field == self.field && self.cell.is_none_or(|cell| cell == finding.cell);
        let here = |range: TextRange| {
            finding.place.is_some_and(|place| place.start < range.end && range.start < place.end)
        };
        cell && self.range.is_none_or(here)
    }
}

/// Runs all cases of a report. The last outcome holds the findings of the report itself that are not expected.
fn run<'c>(form: &Form, set: &'static Set, cases: Vec<Case<'c>>) -> Vec<Outcome<'c>> {
    let base = Report::from_file(form, read(set.report).unwrap());
    let mut bench = Bench { form, base: base.clone(), checker: Checker::default(), usual: Vec::new() };
    bench.usual = bench.check(&base, true).into_iter().map(|(_, told)| told).collect();
    let mut severe: Vec<Told> = bench.check(&base, false).into_iter().map(|(_, told)| told).collect();
    let mut outcomes = Vec::new();
    for case in cases {
        if case.kind == Kind::Expected {
            let head = format!("{} {}: ", case.edits[0][0], case.edits[0][2]);
            let new = severe.extract_if(.., |told| told.starts_with(&head)).collect();
            outcomes.push(Outcome {
                set: set.name,
                case: Case { known: true, ..case },
                found: false,
                new,
                cut: Vec::new(),
            });
        } else {
            outcomes.push(bench.run(set.name, case));
        }
    }
    let case = Case { line: 0, kind: Kind::Expected, known: false, edits: Vec::new(), also: Vec::new() };
    outcomes.push(Outcome { set: set.name, case, found: false, new: severe, cut: Vec::new() });
    outcomes
}

/// Numbers of found errors and of all errors.
type Count = (usize, usize);

/// The results of all cases.
#[derive(Default)]
struct Results<'a> {
    /// Errors by kind: those marked `dev`, and those held back.
    recall: BTreeMap<&'a str, [Count; 2]>,
    missed: Vec<String>,
    missed_held: Vec<String>,
    wrong: Vec<String>,
    known: Vec<String>,
    no_longer_known: Vec<String>,
    cut: Vec<String>,
    /// Findings of the errors that have been found.
    findings: usize,
    /// False findings and harmless edits.
    harmless: Count,
    /// Reported narratives and all narratives.
    narratives: Count,
    /// Findings of the reports themselves that are not expected.
    bases: usize,
}

impl<'a> Results<'a> {
    fn add(&mut self, outcome: &'a Outcome<'a>) {
        let told = described(outcome);
        self.cut.extend(outcome.cut.iter().cloned());
        match outcome.case.kind {
            Kind::Error { kind, held } => {
                let count = &mut self.recall.entry(kind).or_default()[usize::from(held)];
                count.1 += 1;
                if outcome.found {
                    count.0 += 1;
                    self.findings += outcome.new.len();
                } else if held && std::env::var("RECONCILIATION").as_deref() != Ok("held") {
                    self.missed_held.push(format!("{kind} {}:{}", outcome.set, outcome.case.line));
                } else {
                    self.missed.push(format!("{kind} {told}"));
                }
            }
            _ if outcome.case.known && outcome.new.is_empty() => self.no_longer_known.push(told),
            _ if outcome.case.known => self.known.push(told),
            kind => {
                if !outcome.new.is_empty() {
                    self.wrong.push(told);
                }
                match kind {
                    Kind::Narrative => {
                        self.narratives.0 += usize::from(!outcome.new.is_empty());
                        self.narratives.1 += 1;
                    }
                    Kind::Expected => self.bases += outcome.new.len(),
                    _ => {
                        self.harmless.0 += outcome.new.len();
                        self.harmless.1 += 1;
                    }
                }
            }
        }
    }

    /// Returns the numbers of found errors and of all errors of one half.
    fn all(&self, half: usize) -> Count {
        let counts = self.recall.values().map(|counts| counts[half]);
        counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }

    fn printed(&self) -> String {
        let mut out = String::new();
        let lists = [
            ("Missed errors", &self.missed),
            ("Missed errors of the held half", &self.missed_held),
            ("False findings", &self.wrong),
            ("Known false findings", &self.known),
            ("Marked as known, but no longer reported", &self.no_longer_known),
            ("Quotations that are cut or too long", &self.cut),
        ];
        for (heading, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
            let _ = writeln!(out, "{heading} ({})\n  {}\n", lines.len(), lines.join("\n  "));
        }
        let shown = |(part, whole): Count| {
            format!("{part}/{whole} {}%", (part * 100).checked_div(whole).unwrap_or(100))
        };
        let mut row = |name: &str, [dev, held]: [Count; 2]| {
            let _ = writeln!(out, "{name:<12} {:>12} {:>12}", shown(dev), shown(held));
        };
        self.recall.iter().for_each(|(kind, counts)| row(kind, *counts));
        row("all", [self.all(0), self.all(1)]);
        let found = self.all(0).0 + self.all(1).0;
        let _ = writeln!(out, "{found} errors found, with {} findings", self.findings);
        let _ = writeln!(out, "{} false findings in {} harmless edits", self.harmless.0, self.harmless.1);
        let _ = writeln!(out, "{} of {} narratives reported", self.narratives.0, self.narratives.1);
        let _ = writeln!(out, "{} findings of the reports themselves", self.bases);
        out
    }
}

/// Returns the place, the edits and the new findings of a case.
fn described(outcome: &Outcome<'_>) -> String {
    let mut told = format!("{}:{}", outcome.set, outcome.case.line);
    for [path, old, new] in &outcome.case.edits {
        let _ = write!(told, " {path} [{old}] -> [{new}]");
    }
    for new in &outcome.new {
        let _ = write!(told, "\n      {new}");
    }
    told
}

#[test]
#[allow(clippy::print_stdout, reason = "the list of missed errors is read by a person")]
fn errors_are_found_and_correct_texts_are_not_reported() {
    let form: Arc<Form> = form(BUILT_IN);
    let outcomes: Vec<Outcome<'_>> = thread::scope(|scope| {
        let form = &form;
        let runs: Vec<_> =
            SETS.iter().map(|set| scope.spawn(move || run(form, set, parse(set.cases)))).collect();
        runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    let mut results = Results::default();
    for outcome in &outcomes {
        results.add(outcome);
    }
    println!("{}", results.printed());

    let (dev, held) = (results.all(0), results.all(1));
    assert!(
        (dev.0 + held.0) * 100 >= (dev.1 + held.1) * RECALL,
        "fewer than {RECALL} percent of the errors are found"
    );
    assert!(results.harmless.0 * 100 <= results.harmless.1 * FALSE_PER_HUNDRED, "too many false findings");
    assert_eq!(results.narratives.0, 0, "correct paragraphs are reported");
    assert_eq!(results.bases, 0, "correct reports have findings");
    assert!(results.cut.is_empty(), "quotations are cut inside a number or too long");
}

/// Units after which a number is a figure; the longest is read first.
const UNITS: &[&str] = &[
    "万元",
    "亿元",
    "元",
    "万平方米",
    "平方米",
    "平方公里",
    "公里",
    "万亩",
    "亩",
    "万吨",
    "吨",
    "万人次",
    "人次",
    "万台次",
    "台次",
    "万户",
    "户",
    "万人",
    "人",
    "名",
    "家",
    "个",
    "件",
    "起",
    "批次",
    "%",
    "张",
    "所",
    "套",
    "栋",
    "辆",
    "项",
    "份",
    "次",
    "条",
    "口",
    "座",
    "处",
    "分钟",
];

/// Returns the numbers with a unit of a text, in characters. Ranges, ratios and ordinals are left out.
fn figures(text: &str) -> Vec<TextRange> {
    let chars: Vec<char> = text.chars().collect();
    let mut figures = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let rest: String = chars[at + length..].iter().take(5).collect();
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let is_range = "第:～~-—至到（(〔".contains(before) && !rest.starts_with('%');
        let is_number = length > 0 && chars[at + length - 1] != '.';
        if is_number && !is_range && UNITS.iter().any(|unit| rest.starts_with(unit)) {
            figures.push(range(at, at + length));
        }
        at += length.max(1);
    }
    figures
}

/// Returns the figures of a report that the reconciliation does not list, with their texts.
fn unlisted(form: &Form, set: &Set) -> Vec<String> {
    let base = Report::from_file(form, read(set.report).unwrap());
    let mut bench = Bench { form, base, checker: Checker::default(), usual: Vec::new() };
    for case in parse(set.cases).iter().filter(|case| case.kind == Kind::Narrative) {
        bench.base = bench.apply(case).unwrap().0;
    }
    let report = &bench.base;
    let claims = reconcile(form, report, &calculate(form, report)).claims;
    let mut unlisted = Vec::new();
    for cell in form.field_ids().filter(|id| form.field(*id).rows().is_none()).map(CellRef::only) {
        let text = report.text(cell);
        if !is_prose(form, cell, text) {
            continue;
        }
        let claims: Vec<TextRange> =
            claims.iter().filter(|claim| claim.cell == cell).map(|claim| claim.place).collect();
        let is_listed = |figure: &TextRange| {
            claims.iter().any(|claim| claim.start <= figure.start && figure.end <= claim.end)
        };
        for figure in figures(text).into_iter().filter(|figure| !is_listed(figure)) {
            let around = text.chars().skip((figure.start as usize).saturating_sub(8)).take(20);
            let path = report.path(form, cell);
            unlisted.push(format!("{} {path}: {}", set.name, around.collect::<String>()));
        }
    }
    unlisted
}

#[test]
#[allow(clippy::print_stdout, reason = "the list of figures is read by a person")]
fn every_figure_is_listed_with_a_verdict() {
    let form: Arc<Form> = form(BUILT_IN);
    let unlisted: Vec<String> = SETS.iter().flat_map(|set| unlisted(&form, set)).collect();
    println!("Figures without a verdict ({})\n  {}", unlisted.len(), unlisted.join("\n  "));
    assert!(unlisted.is_empty(), "figures pass in silence");
}
