//! This year beside last year: how a value moved, and what of that a person should look at.
//!
//! Nothing is said of what was blank or zero last year, and nothing costs anything where no value of last
//! year is known. Pure; what is shown where is the screen's.

use rust_decimal::Decimal;

use super::finding::{Finding, FindingKind};
use super::{Origin, Report, Sheet, Texts};
use crate::form::{Carry, CellRef, Field, FieldType, Form, Percent, Value};
use crate::message::Lang;

/// Last year's value beside this year's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Last year's value, as shown.
    pub last: String,
    /// How this year's stands to it.
    pub change: Change,
}

/// How this year's value stands to last year's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is none this year.
    Blank,
    /// It is the same, and no number.
    Same,
    /// Both are numbers.
    Amount {
        /// By how much it differs, with its sign.
        difference: String,
        /// By how many percent of last year's, with its sign; none of zero, and none that says nothing.
        percent: Option<String>,
    },
    /// It is something else.
    Other,
}

/// What stood in a cell last year, and how this year's value stands to it; none where it was blank.
pub fn beside(texts: &Texts<'_>, cell: CellRef) -> Option<Beside> {
    let last = texts.report.last(cell).filter(|last| !last.text.trim().is_empty())?;
    let kind = &texts.form.field(cell.field).kind;
    // What this year's form cannot read stands as it was.
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
        _ => Change::Other,
    };
    Some(Beside { last: shown, change })
}

fn amount(kind: &FieldType, now: Decimal, last: Decimal, lang: Lang) -> Change {
    let Some(difference) = now.checked_sub(last) else { return Change::Other };
    Change::Amount {
        difference: kind.show_signed(difference, lang),
        percent: Percent::of(difference, last).and_then(|percent| percent.show_change(lang)),
    }
}

impl Change {
    /// The difference with its percentage, where it is one of numbers.
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

/// What a person should look at because of last year.
pub(super) fn findings(form: &Form, sheet: &Sheet, report: &Report, cell: CellRef, found: &mut Vec<Finding>) {
    let now = sheet.cell(cell);
    if report.is_unconfirmed(cell) {
        if now.relevant && report.entry(cell).is_some() {
            found.push(Finding::new(cell, FindingKind::Carried));
        }
        return;
    }
    let typed = now.relevant && now.origin == Origin::Typed && !now.value.is_blank();
    if typed
        && let Some(last) = report.last(cell)
        && let Some(kind) = moved(form, form.field(cell.field), &now.value, &last.value)
    {
        found.push(Finding::new(cell, kind));
    }
}

/// What there is to say of a typed value and last year's.
fn moved(form: &Form, field: &Field, now: &Value, last: &Value) -> Option<FindingKind> {
    match (now, last) {
        (Value::Number(now), Value::Number(last)) => {
            if last.is_zero() || matches!(field.carry, Carry::Derive(_)) {
                return None;
            }
            if now == last {
                return matches!(field.carry, Carry::Clear).then_some(FindingKind::SameAsLast);
            }
            let limit = form.change?;
            let flipped = !now.is_zero() && now.is_sign_negative() != last.is_sign_negative();
            if flipped {
                return Some(FindingKind::SignChanged);
            }
            let percent = Percent::of(now.checked_sub(*last)?, *last)?;
            percent.is_beyond(limit).then_some(FindingKind::Moved)
        }
        (Value::Text(now), Value::Text(last)) => {
            let anew = field.kind == FieldType::LongText && matches!(field.carry, Carry::Clear);
            (anew && now.trim() == last.trim()).then_some(FindingKind::SameAsLast)
        }
        _ => None,
    }
}
