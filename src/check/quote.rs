//! Quotations from a text, for sentences about it. A quotation is the text as shown, with references as
//! their values. Its ends are never inside a number, a Latin word or a value.

use super::finding::{Detail, Finding};
use crate::form::{CellRef, Value, is_of_word};
use crate::sheet::{TextRange, Texts};

/// Maximum length of a quotation, in characters.
const MAX_QUOTE: usize = 40;

/// Maximum number of characters of a clause before its figure.
const CLAUSE: usize = 20;

/// Characters between clauses.
const ENDS_CLAUSE: [char; 17] =
    ['，', '。', '；', '：', '！', '？', '、', '（', '）', '(', ')', ',', ';', ':', '“', '”', '\n'];

/// Number of characters quoted before a punctuation mark to show its position.
const CONTEXT: usize = 6;

/// A character of a text as typed, or a reference.
struct Unit<'t> {
    /// Its first character, in the text as typed.
    start: u32,
    /// The character, or the value of the reference.
    shown: &'t str,
}

/// Returns a part of a text without whitespace. A long part is cut at the start, because the figure is at the
/// end.
pub(super) fn quoted(texts: &Texts<'_>, cell: CellRef, place: TextRange) -> String {
    let units = units(texts, cell, place.end);
    let from = first_at(&units, place.start);
    joined(&units[cut(&units, from)..], units.len() - from > MAX_QUOTE, false)
}

/// Returns the text of a finding without whitespace. A long text is cut at the end.
pub(super) fn quoted_from(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(place) = finding.place else { return String::new() };
    let units = units(texts, finding.cell, place.end);
    let from = first_at(&units, place.start);
    let end = units.len().min(from + MAX_QUOTE);
    let end = (end..end + MAX_QUOTE).find(|end| !joins(&units, *end)).unwrap_or(end);
    joined(&units[from..end], false, end < units.len())
}

/// Returns the text of a finding with a few characters before it.
pub(super) fn near(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(place) = finding.place else { return String::new() };
    let units = units(texts, finding.cell, place.end);
    let from = whole(&units, first_at(&units, place.start).saturating_sub(CONTEXT));
    joined(&units[cut(&units, from)..], units.len() - from > MAX_QUOTE, false)
}

/// Returns the words of a relation, or, if they are long, the clause that states its result.
pub(super) fn relation(texts: &Texts<'_>, finding: &Finding) -> String {
    let (Detail::Relation { stated, .. }, Some(place)) = (finding.detail, finding.place) else {
        return String::new();
    };
    let short = (place.end - place.start) as usize <= MAX_QUOTE;
    let clause = || {
        let text: Vec<char> = texts.report.text(finding.cell).chars().collect();
        TextRange { start: clause_start(&text, stated.start), ..stated }
    };
    quoted(texts, finding.cell, if short { place } else { clause() })
}

/// Returns the figures that the result of a relation follows from, as they are written or, for a cell, with its label.
pub(super) fn operands(texts: &Texts<'_>, finding: &Finding, units: bool) -> Vec<String> {
    let Detail::Relation { operands, other, .. } = finding.detail else { return Vec::new() };
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-') || ('０'..='９').contains(&c);
    let number = |text: String| {
        let length =
            text.find(|c| !is_number(c)).filter(|length| *length > 0 && !units).unwrap_or(text.len());
        text.get(..length).unwrap_or_default().to_owned()
    };
    let places = operands.places.iter().flatten();
    let mut all: Vec<String> = places.map(|place| number(quoted(texts, finding.cell, *place))).collect();
    all.extend(operands.more.then(|| "…".to_owned()));
    all.extend(other.map(|other| match other.place {
        Some(place) => number(quoted(texts, other.cell, place)),
        None => [texts.form.label(other.cell.field), &texts.shown(other.cell)].join(" "),
    }));
    all
}

/// Returns the start of the clause that leads to a character, in characters. A long clause is cut.
pub(super) fn clause_start(text: &[char], at: u32) -> u32 {
    let before = text.get(..at as usize).unwrap_or(text);
    let room = before.len().saturating_sub(CLAUSE);
    let end = before.iter().rposition(|c| ENDS_CLAUSE.contains(c) || c.is_whitespace());
    let mut start = end.map_or(0, |end| end + 1).max(room);
    // Not inside a number or a Latin word.
    while start > 0 && start < before.len() && is_of_word(before[start - 1]) && is_of_word(before[start]) {
        start += 1;
    }
    u32::try_from(start).unwrap_or(at)
}

/// Returns the units of a text up to a character.
fn units<'t>(texts: &Texts<'t>, cell: CellRef, end: u32) -> Vec<Unit<'t>> {
    let typed = texts.report.text(cell);
    let shown = if let Value::Text(text) = &texts.sheet.cell(cell).value { text } else { "" };
    let mut references = texts.sheet.references(cell).iter().peekable();
    let mut units = Vec::new();
    let mut inside = 0;
    for ((at, c), start) in typed.char_indices().zip(0..end) {
        if start < inside {
            continue;
        }
        if let Some(reference) = references.next_if(|reference| reference.place.start == start) {
            inside = reference.place.end;
            units.push(Unit { start, shown: shown.get(reference.shown.clone()).unwrap_or_default() });
        } else {
            units.push(Unit { start, shown: typed.get(at..at + c.len_utf8()).unwrap_or_default() });
        }
    }
    units
}

/// Returns the unit that contains a character of the text as typed.
fn first_at(units: &[Unit<'_>], start: u32) -> usize {
    let after = units.partition_point(|unit| unit.start <= start);
    after.saturating_sub(1)
}

/// Returns the start of a quotation of at most [`MAX_QUOTE`] units that ends with the last one.
fn cut(units: &[Unit<'_>], from: usize) -> usize {
    from.max(whole(units, units.len().saturating_sub(MAX_QUOTE)))
}

/// Returns the start of the number or word that contains a unit; a very long one is cut.
fn whole(units: &[Unit<'_>], at: usize) -> usize {
    let starts = (at.saturating_sub(MAX_QUOTE)..=at).rev();
    starts.into_iter().find(|start| !joins(units, *start)).unwrap_or(at)
}

/// True if a unit continues the number or the Latin word of the one before.
fn joins(units: &[Unit<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| units.get(at)?.shown.chars().next_back());
    let after = units.get(at).and_then(|unit| unit.shown.chars().next());
    before.is_some_and(is_of_word) && after.is_some_and(is_of_word)
}

/// Joins units without whitespace, with dots where the text goes on.
fn joined(units: &[Unit<'_>], before: bool, after: bool) -> String {
    let text = units.iter().flat_map(|unit| unit.shown.chars()).filter(|c| !c.is_whitespace());
    let dots = |cut: bool| if cut { "…" } else { "" };
    dots(before).chars().chain(text).chain(dots(after).chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Mark;
    use crate::check::list::RuleId;
    use crate::message::Lang;
    use crate::report::{Edit, Report};
    use crate::sheet::calculate;

    /// A form with an amount and a text. Each quotation is `quoted`, `quoted_from` and `near` for the marked part.
    #[test]
    fn quotations_keep_numbers_words_and_values_whole() {
        let form = crate::form::compile(
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", sections: [(name: \"s\", label: \"s\", items: [
                Field(name: \"sum\", label: \"合计\", type: Decimal, decimals: 2), Field(name: \"note\", label: \"说明\", type: LongText),
            ])])",
        )
        .unwrap();
        let twenty = "一二三四五六七八九十".repeat(2);
        for (text, [part, begins, context]) in [
            ("总投资40.11亿元<。。>", ["。。", "。。", "40.11亿元。。"]),
            ("总投资４０．１１亿元<。。>", ["。。", "。。", "４０．１１亿元。。"]),
            ("编号KC2023号文<。。>", ["。。", "。。", "KC2023号文。。"]),
            ("合计{{sum}}万元<。。>", ["。。", "。。", "合计881.32万元。。"]),
            ("占{{sum}}万元<。。>", ["。。", "。。", "占881.32万元。。"]),
            ("<基本支出{{sum}}万元>", ["基本支出881.32万元", "基本支出881.32万元", "基本支出881.32万元"]),
            (
                &format!("<40.11亿元{twenty}一二三四五六七八九十一二三四五六七>"),
                [
                    "…40.11亿元一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七",
                    "40.11亿元一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三…",
                    "…40.11亿元一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七",
                ],
            ),
            (
                &format!("<{twenty}一二三四五六七八九十一二三四五六七12.50万元>"),
                [
                    "…五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七12.50万元",
                    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七12.50…",
                    "…五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七12.50万元",
                ],
            ),
        ] {
            let position = |c| u32::try_from(text.chars().position(|at| at == c).unwrap()).unwrap();
            let place = TextRange { start: position('<'), end: position('>') - 1 };
            let mut report = Report::new(&form);
            let cell = report.resolve(&form, "note").unwrap();
            for (path, entry) in [("note", text.replace(['<', '>'], "")), ("sum", "881.32".to_owned())] {
                let cell = report.resolve(&form, path).unwrap();
                report.apply(&form, Edit::Set { cell, text: Some(entry.into()) });
            }
            let sheet = calculate(&form, &report);
            let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
            let detail = Detail::None;
            let (rule, mark) = (RuleId::Required, Mark::Hint);
            let finding = Finding { cell, rule, mark, place: Some(place), detail, explained: false };
            assert_eq!(quoted(&texts, cell, place), part, "{text}");
            assert_eq!(quoted_from(&texts, &finding), begins, "{text}");
            assert_eq!(near(&texts, &finding), context, "{text}");
        }
    }
}
