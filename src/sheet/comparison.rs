//! Comparison of this year's values with last year's.
//!
//! Pure functions; the screen decides where to show the result.

use rust_decimal::Decimal;

use super::texts::Texts;
use crate::form::{CellRef, FieldType, Percent, Value};
use crate::message::Lang;

/// Marks that end a clause.
const ENDS_CLAUSE: [char; 6] = ['，', '。', '；', '！', '？', '\n'];

/// Last year's value of a cell, compared with this year's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Last year's value, as shown.
    pub last: String,
    /// Difference between last year's value and this year's.
    pub change: Change,
}

/// Difference between this year's value and last year's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This year's value is blank.
    Blank,
    /// The values are equal and are not numbers.
    Same,
    /// The texts are equal, except that this many figures of last year's text are references now.
    Linked(usize),
    /// Both values are numbers.
    Amount {
        /// The difference with its sign.
        difference: String,
        /// The difference in percent of last year's value, with its sign; `None` if last year's value is
        /// zero, or if the percentage is zero when rounded or too large to be useful.
        percent: Option<String>,
    },
    /// The values differ and are not both numbers, or their difference is too large.
    Other,
}

/// Compares last year's value of a cell with this year's. Returns `None` if last year's value is blank or
/// unknown.
pub fn compare_with_last(texts: &Texts<'_>, cell: CellRef) -> Option<Comparison> {
    let last = texts.report.last(cell).filter(|last| !last.text.trim().is_empty())?;
    let kind = &texts.form.field(cell.field).kind;
    // A text that this year's form cannot parse is shown unchanged.
    let shown = match &last.value {
        Value::Blank => last.text.to_string(),
        value => kind.show(value, texts.lang),
    };
    let now = &texts.sheet.cell(cell).value;
    let change = match (now, &last.value) {
        (Value::Blank, _) => Change::Blank,
        (Value::Number(now), Value::Number(last)) => amount(kind, *now, *last, texts.lang),
        (Value::Text(now), Value::Text(last)) if now.trim() == last.trim() => Change::Same,
        (now, last) if now == last => Change::Same,
        (Value::Text(now), Value::Text(last)) => match linked(texts, cell, now, last) {
            Some(count) => Change::Linked(count),
            None => Change::Other,
        },
        _ => Change::Other,
    };
    Some(Comparison { last: shown, change })
}

/// Returns the number of references in a text if only they distinguish it from last year's text.
fn linked(texts: &Texts<'_>, cell: CellRef, now: &str, last: &str) -> Option<usize> {
    let references = texts.sheet.references(cell);
    let mut rest = last.trim();
    let mut at = now.len() - now.trim_start().len();
    for (index, reference) in references.iter().enumerate() {
        let words = now.get(at..reference.shown.start)?;
        // A reference stands for a figure or a name within a clause; one that was inserted stands for nothing.
        let found = if index == 0 { rest.starts_with(words).then_some(0) } else { rest.find(words) }?;
        let figure = rest.get(..found)?;
        if figure.contains(ENDS_CLAUSE) || index > 0 && figure.is_empty() && !words.is_empty() {
            return None;
        }
        rest = rest.get(found + words.len()..)?;
        at = reference.shown.end;
    }
    let figure = rest.strip_suffix(now.get(at..)?.trim_end())?;
    (!references.is_empty() && !figure.is_empty() && !figure.contains(ENDS_CLAUSE))
        .then_some(references.len())
}

fn amount(kind: &FieldType, now: Decimal, last: Decimal, lang: Lang) -> Change {
    let Some(difference) = now.checked_sub(last) else { return Change::Other };
    Change::Amount {
        difference: kind.show_signed(difference, lang),
        percent: Percent::of(difference, last).and_then(Percent::show_change),
    }
}

impl Change {
    /// Returns the difference with its percentage; `None` if the values are not numbers.
    pub fn amount(&self) -> Option<String> {
        match self {
            Change::Amount { difference, percent: Some(percent) } => {
                Some(format!("{difference} ({percent})"))
            }
            Change::Amount { difference, percent: None } => Some(difference.clone()),
            _ => None,
        }
    }
}
