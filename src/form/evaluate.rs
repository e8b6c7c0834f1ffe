//! Evaluates formulas.

use std::cell::Cell;
use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::arithmetic::{self, settled};
use super::formula::FixedRow;
use super::function::{Action, Outcome, calendar_date};
use super::{Cells, Expr, Function, NoResult, Operand, Operator, Problem, Row, Tally, Value};

/// Evaluates a formula for a row. The flag is true if a sum in it left out blank cells.
pub fn evaluate<C: Cells>(expr: &Expr, cells: &C, row: Row) -> (Result<Value, Problem>, bool) {
    let evaluation = Evaluation { cells, row, partial: Cell::new(false) };
    let value = evaluation.value(expr).map(Value::from).map_err(Problem::NoResult);
    (value, evaluation.partial.get())
}

/// Evaluates a condition for a row. Returns `None` if it is neither true nor false.
pub fn evaluate_condition<C: Cells>(expr: &Expr, cells: &C, row: Row) -> Option<bool> {
    match (Evaluation { cells, row, partial: Cell::new(false) }).value(expr) {
        Ok(Operand::Truth(truth)) => Some(truth),
        _ => None,
    }
}

struct Evaluation<'a, C> {
    cells: &'a C,
    row: Row,
    partial: Cell<bool>,
}

impl<'a, C: Cells> Evaluation<'a, C> {
    fn value(&self, expr: &'a Expr) -> Outcome<'a> {
        match expr {
            Expr::Number(number) => Ok(Operand::Number(*number)),
            Expr::Text(text) => Ok(Operand::Text(text)),
            Expr::Truth(truth) => Ok(Operand::Truth(*truth)),
            Expr::Cell(field) => self.cells.value(*field, self.row),
            Expr::Sum(field) => self.cells.value(*field, Row::Sum),
            Expr::At(field, row) => {
                self.fixed(row).map_or(Ok(Operand::Blank), |row| self.cells.value(*field, row))
            }
            Expr::Last(cell) => Ok(self.last(cell)),
            // Only aggregate functions take columns, and they do not evaluate them here.
            Expr::Column(_) => Ok(Operand::Blank),
            Expr::Negate(inner) => Ok(match self.value(inner)? {
                Operand::Number(number) => Operand::Number(-number),
                other => other,
            }),
            Expr::Not(inner) => Ok(match self.value(inner)? {
                Operand::Truth(truth) => Operand::Truth(!truth),
                other => other,
            }),
            Expr::Binary(Operator::And, left, right) => self.both(left, right, false),
            Expr::Binary(Operator::Or, left, right) => self.both(left, right, true),
            Expr::Binary(operator @ (Operator::Add | Operator::Subtract), left, right) => {
                self.add(*operator, left, right)
            }
            Expr::Binary(operator, left, right) => combine(*operator, self.value(left)?, self.value(right)?),
            Expr::Call(function, arguments) => self.call(function, arguments),
        }
    }

    fn call(&self, function: &'static Function, arguments: &'a [Expr]) -> Outcome<'a> {
        match &function.action {
            Action::Plain(action) => action(std::array::from_fn(|at| {
                arguments.get(at).map_or(Ok(Operand::Blank), |argument| self.value(argument))
            })),
            Action::Choose => {
                let [condition, yes, no] = arguments else { return Ok(Operand::Blank) };
                match self.value(condition)? {
                    Operand::Truth(true) => self.value(yes),
                    Operand::Truth(false) => self.value(no),
                    _ => Ok(Operand::Blank),
                }
            }
            Action::Tally { conclude, extremes, partial } => {
                let mut tally = Tally { extremes: *extremes, ..Tally::default() };
                for argument in arguments {
                    self.tally(argument, &mut tally)?;
                }
                self.partial.set(self.partial.get() || (*partial && tally.is_partial()));
                Ok(conclude(&tally))
            }
            Action::TallyIf { conclude, partial } => {
                let [Expr::Column(field), condition] = arguments else { return Ok(Operand::Blank) };
                let mut tally = Tally::default();
                for row in 0..u32::try_from(self.cells.rows(*field)).unwrap_or(u32::MAX) {
                    let in_row =
                        Evaluation { cells: self.cells, row: Row::At(row), partial: Cell::new(false) };
                    if in_row.value(condition)? == Operand::Truth(true) {
                        tally.add(self.cells.value(*field, Row::At(row))?)?;
                    }
                }
                self.partial.set(self.partial.get() || (*partial && tally.is_partial()));
                Ok(conclude(&tally))
            }
            Action::Alike(conclude) => match (arguments, self.row) {
                ([cell @ Expr::Cell(field)], Row::At(row)) if self.value(cell)? != Operand::Blank => {
                    Ok(conclude(row, self.cells.first_alike(*field, row)))
                }
                _ => Ok(Operand::Blank),
            },
            Action::Date => {
                let mut parts = [Decimal::ZERO; 3];
                for (part, argument) in parts.iter_mut().zip(arguments) {
                    let Some(number) = self.value(argument)?.number() else { return Ok(Operand::Blank) };
                    *part = number;
                }
                let [year, month, day] = parts;
                Ok(calendar_date(year, month, day).map_or(Operand::Blank, Operand::Date))
            }
            Action::Row => Ok(match self.row {
                Row::At(row) => Operand::Number(Decimal::from(row) + Decimal::ONE),
                Row::Only | Row::Sum => Operand::Blank,
            }),
            Action::Today => Ok(self.cells.today().map_or(Operand::Blank, Operand::Date)),
            // The parser writes it as `Expr::Last`.
            Action::Last => Ok(Operand::Blank),
        }
    }

    /// Returns the row, or `None` if the report has no row with this name.
    fn fixed(&self, row: &FixedRow) -> Option<Row> {
        match row {
            FixedRow::Index(row) => Some(Row::At(*row)),
            FixedRow::Named { field, name, start } => self.cells.row_named(*field, name, *start).map(Row::At),
        }
    }

    fn last(&self, cell: &'a Expr) -> Operand<'a> {
        let (field, row) = match cell {
            Expr::Cell(field) => (field, Some(self.row)),
            Expr::Sum(field) => (field, Some(Row::Sum)),
            Expr::At(field, row) => (field, self.fixed(row)),
            _ => return Operand::Blank,
        };
        row.map_or(Operand::Blank, |row| self.cells.last(*field, row))
    }

    fn tally(&self, argument: &'a Expr, tally: &mut Tally) -> Result<(), NoResult> {
        if let Expr::Column(field) = argument {
            let rows = u32::try_from(self.cells.rows(*field)).unwrap_or(u32::MAX);
            (0..rows).try_for_each(|row| tally.add(self.cells.value(*field, Row::At(row))?))
        } else {
            tally.add(self.value(argument)?)
        }
    }

    /// Evaluates `and` and `or` with unknown operands: one false operand decides an `and`, one true operand
    /// an `or`.
    fn both(&self, left: &'a Expr, right: &'a Expr, decides: bool) -> Outcome<'a> {
        let left = self.value(left);
        if matches!(left, Ok(Operand::Truth(truth)) if truth == decides) {
            return left;
        }
        let right = self.value(right);
        if matches!(right, Ok(Operand::Truth(truth)) if truth == decides) {
            return right;
        }
        Ok(match (left?, right?) {
            (Operand::Truth(left), Operand::Truth(_)) => Operand::Truth(left),
            _ => Operand::Blank,
        })
    }

    /// Adds or subtracts; two dates give the number of days between them. A blank counts as zero unless both operands are blank.
    fn add(&self, operator: Operator, left: &'a Expr, right: &'a Expr) -> Outcome<'a> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        if let (Operand::Date(later), Operand::Date(earlier)) = (left, right) {
            return Ok(Operand::Number(Decimal::from((later - earlier).get_days())));
        }
        let (left, right) = match (left.number(), right.number()) {
            (None, None) => return Ok(if left == right { left } else { Operand::Blank }),
            (left_number, right_number) => {
                if left == Operand::Blank || right == Operand::Blank {
                    self.partial.set(true);
                }
                (left_number.unwrap_or_default(), right_number.unwrap_or_default())
            }
        };
        let sum = arithmetic::plus(
            left,
            if operator == Operator::Add { right } else { arithmetic::opposite(right) },
        );
        sum.map(Operand::Number).ok_or(NoResult::TooLarge)
    }
}

/// Compares, multiplies or divides. The result is blank if an operand is blank, except for a blank divisor.
fn combine<'a>(operator: Operator, left: Operand<'a>, right: Operand<'a>) -> Outcome<'a> {
    match operator {
        Operator::Multiply => Ok(match (left.number(), right.number()) {
            (Some(left), Some(right)) => {
                Operand::Number(settled(left.checked_mul(right).ok_or(NoResult::TooLarge)?))
            }
            _ => Operand::Blank,
        }),
        Operator::Divide => match (left.number(), right.number()) {
            (Some(_), Some(right)) if right.is_zero() => Err(NoResult::DivisionByZero),
            (Some(left), Some(right)) => {
                left.checked_div(right).map(Operand::Number).ok_or(NoResult::TooLarge)
            }
            (Some(_), None) => Err(NoResult::DivisionByBlank),
            _ => Ok(Operand::Blank),
        },
        _ => Ok(compare(left, right).map_or(Operand::Blank, |order| {
            Operand::Truth(match operator {
                Operator::Equal => order == Ordering::Equal,
                Operator::NotEqual => order != Ordering::Equal,
                Operator::Less => order == Ordering::Less,
                Operator::LessOrEqual => order != Ordering::Greater,
                Operator::Greater => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })
        })),
    }
}

fn compare(left: Operand<'_>, right: Operand<'_>) -> Option<Ordering> {
    match (left, right) {
        (Operand::Number(left), Operand::Number(right)) => Some(settled(left).cmp(&settled(right))),
        (Operand::Text(left), Operand::Text(right)) => Some(left.trim().cmp(right.trim())),
        (Operand::Date(left), Operand::Date(right)) => Some(left.cmp(&right)),
        (Operand::Truth(left), Operand::Truth(right)) => Some(left.cmp(&right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::function::FUNCTIONS;
    use super::super::id::FieldId;
    use super::*;

    /// A blank cell, and a cell with a division by zero.
    struct Two;

    impl Cells for Two {
        fn value(&self, field: FieldId, _: Row) -> Result<Operand<'_>, NoResult> {
            if field == FieldId(0) { Ok(Operand::Blank) } else { Err(NoResult::DivisionByZero) }
        }

        fn rows(&self, _: FieldId) -> usize {
            0
        }

        fn last(&self, _: FieldId, _: Row) -> Operand<'_> {
            Operand::Blank
        }

        fn first_alike(&self, _: FieldId, row: u32) -> u32 {
            row
        }

        fn row_named(&self, _: FieldId, _: &str, _: u32) -> Option<u32> {
            None
        }

        fn today(&self) -> Option<jiff::civil::Date> {
            None
        }
    }

    #[test]
    fn what_does_not_count_is_not_looked_at() {
        let boxed = |expr: &Expr| Box::new(expr.clone());
        let (blank, wrong) = (Expr::Cell(FieldId(0)), Expr::Cell(FieldId(1)));
        let one = Expr::Number(Decimal::ONE);
        let partial = Expr::Binary(Operator::Add, boxed(&one), boxed(&blank));
        let choice = FUNCTIONS.iter().find(|function| function.name == "if").unwrap();
        let either = |yes: bool, then: &Expr, other: &Expr| {
            Expr::Call(choice, vec![Expr::Truth(yes), then.clone(), other.clone()])
        };
        let pair =
            |operator, left: &Expr, truth| Expr::Binary(operator, boxed(left), Box::new(Expr::Truth(truth)));
        let number = || Ok(Value::Number(Decimal::ONE));
        for (expr, value, is_partial) in [
            (either(true, &one, &partial), number(), false),
            (either(false, &wrong, &one), number(), false),
            (either(true, &partial, &one), number(), true),
            (pair(Operator::And, &wrong, false), Ok(Value::Truth(false)), false),
            (pair(Operator::Or, &wrong, true), Ok(Value::Truth(true)), false),
            (pair(Operator::And, &wrong, true), Err(Problem::NoResult(NoResult::DivisionByZero)), false),
        ] {
            assert_eq!(evaluate(&expr, &Two, Row::Only), (value, is_partial), "{expr:?}");
        }
    }

    /// A sum that needs too many digits is refused, never rounded.
    #[test]
    fn sums_keep_every_digit() {
        let mut tally = Tally::default();
        for text in ["100000000000000000", "0.00000000001"] {
            tally.add(Operand::Number(text.parse().unwrap())).unwrap();
        }
        assert_eq!(tally.add(Operand::Number("0.000000000001".parse().unwrap())), Err(NoResult::TooLarge));
    }
}
