//! Evaluates formulas.

use std::cell::Cell;
use std::cmp::Ordering;

use super::arithmetic;
use super::formula::{Expr, Operator};
use super::function::Action;
use super::id::{CellRef, FieldId, Row};
use super::problem::Problem;
use super::value::{Cells, Tally, Value};

/// Evaluates a formula for a row. The flag is true if a sum in it left out blank cells.
pub fn evaluate<C: Cells>(expr: &Expr, cells: &C, row: Row) -> (Result<Value, Problem>, bool) {
    let evaluation = Evaluation { cells, row, partial: Cell::new(false) };
    let value = evaluation.value(expr);
    (value, evaluation.partial.get())
}

struct Evaluation<'a, C> {
    cells: &'a C,
    row: Row,
    partial: Cell<bool>,
}

impl<C: Cells> Evaluation<'_, C> {
    fn value(&self, expr: &Expr) -> Result<Value, Problem> {
        match expr {
            Expr::Number(number) => Ok(Value::Number(*number)),
            Expr::Text(text) => Ok(Value::Text(text.as_str().into())),
            Expr::Truth(truth) => Ok(Value::Truth(*truth)),
            Expr::Cell(field) => self.cells.value(self.cell(*field)).cloned(),
            Expr::Sum(field) => self.cells.value(CellRef { field: *field, row: Row::Sum }).cloned(),
            // Only aggregate functions take columns, and they do not evaluate them here.
            Expr::Column(_) => Ok(Value::Blank),
            Expr::Negate(inner) => Ok(match self.value(inner)? {
                Value::Number(number) => Value::Number(-number),
                other => other,
            }),
            Expr::Not(inner) => Ok(match self.value(inner)? {
                Value::Truth(truth) => Value::Truth(!truth),
                other => other,
            }),
            Expr::Binary(Operator::And, left, right) => self.both(left, right, false),
            Expr::Binary(Operator::Or, left, right) => self.both(left, right, true),
            Expr::Binary(operator @ (Operator::Add | Operator::Subtract), left, right) => {
                self.add(*operator, left, right)
            }
            Expr::Binary(operator, left, right) => {
                combine(*operator, &self.value(left)?, &self.value(right)?)
            }
            Expr::Call(function, arguments) => match &function.action {
                Action::Plain(action) => {
                    // These functions take at most three arguments. The array avoids an allocation per row in
                    // most checks.
                    let mut values = [const { Ok(Value::Blank) }; 3];
                    for (value, argument) in values.iter_mut().zip(arguments) {
                        *value = self.value(argument);
                    }
                    action(&values[..arguments.len().min(3)])
                }
                Action::Choose => {
                    let [condition, yes, no] = arguments.as_slice() else { return Ok(Value::Blank) };
                    match self.value(condition)? {
                        Value::Truth(true) => self.value(yes),
                        Value::Truth(false) => self.value(no),
                        _ => Ok(Value::Blank),
                    }
                }
                Action::Tally(conclude) => {
                    let extremes = matches!(function.name, "min" | "max");
                    let mut tally = Tally { extremes, ..Tally::default() };
                    for argument in arguments {
                        self.tally(argument, &mut tally)?;
                    }
                    let sums = function.name == "sum";
                    self.partial.set(self.partial.get() || (sums && tally.is_partial()));
                    conclude(&tally)
                }
            },
        }
    }

    /// Returns the cell for the current row. A field that is not part of a table has one cell for all rows.
    fn cell(&self, field: FieldId) -> CellRef {
        let row = if self.cells.stands_alone(field) { Row::Only } else { self.row };
        CellRef { field, row }
    }

    fn tally(&self, argument: &Expr, tally: &mut Tally) -> Result<(), Problem> {
        if let Expr::Column(field) = argument {
            for row in 0..self.cells.rows(*field) {
                tally.add(self.cells.value(CellRef::at(*field, row))?)?;
            }
            Ok(())
        } else {
            tally.add(&self.value(argument)?)
        }
    }

    /// Evaluates `and` and `or` with unknown operands: one false operand decides an `and`, one true operand
    /// an `or`.
    fn both(&self, left: &Expr, right: &Expr, decides: bool) -> Result<Value, Problem> {
        let left = self.value(left);
        if left == Ok(Value::Truth(decides)) {
            return left;
        }
        let right = self.value(right);
        if right == Ok(Value::Truth(decides)) {
            return right;
        }
        Ok(match (left?, right?) {
            (Value::Truth(left), Value::Truth(_)) => Value::Truth(left),
            _ => Value::Blank,
        })
    }

    /// Adds or subtracts. A blank counts as zero unless both operands are blank.
    fn add(&self, operator: Operator, left: &Expr, right: &Expr) -> Result<Value, Problem> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        let (left, right) = match (left.number(), right.number()) {
            (None, None) => return Ok(if left == right { left } else { Value::Blank }),
            (left_number, right_number) => {
                if left.is_blank() || right.is_blank() {
                    self.partial.set(true);
                }
                (left_number.unwrap_or_default(), right_number.unwrap_or_default())
            }
        };
        let sum = arithmetic::plus(
            left,
            if operator == Operator::Add { right } else { arithmetic::opposite(right) },
        );
        sum.map(Value::Number).ok_or(Problem::TooLarge)
    }
}

/// Compares, multiplies or divides. The result is blank if an operand is blank, except for a blank divisor.
fn combine(operator: Operator, left: &Value, right: &Value) -> Result<Value, Problem> {
    match operator {
        Operator::Multiply => Ok(match (left.number(), right.number()) {
            (Some(left), Some(right)) => Value::Number(left.checked_mul(right).ok_or(Problem::TooLarge)?),
            _ => Value::Blank,
        }),
        Operator::Divide => match (left.number(), right.number()) {
            (Some(_), Some(right)) if right.is_zero() => Err(Problem::DivisionByZero),
            (Some(left), Some(right)) => left.checked_div(right).map(Value::Number).ok_or(Problem::TooLarge),
            (Some(_), None) => Err(Problem::DivisionByBlank),
            _ => Ok(Value::Blank),
        },
        _ => Ok(compare(left, right).map_or(Value::Blank, |order| {
            Value::Truth(match operator {
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

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.trim().cmp(right.trim())),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Truth(left), Value::Truth(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::super::function::FUNCTIONS;
    use super::*;

    /// A blank cell, and a cell with a division by zero.
    struct Two;

    impl Cells for Two {
        fn value(&self, cell: CellRef) -> Result<&Value, Problem> {
            if cell.field == FieldId(0) { Ok(&Value::Blank) } else { Err(Problem::DivisionByZero) }
        }

        fn rows(&self, _: FieldId) -> usize {
            0
        }

        fn stands_alone(&self, _: FieldId) -> bool {
            true
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
            (pair(Operator::And, &wrong, true), Err(Problem::DivisionByZero), false),
        ] {
            assert_eq!(evaluate(&expr, &Two, Row::Only), (value, is_partial), "{expr:?}");
        }
    }

    /// A sum that needs too many digits is refused, never rounded.
    #[test]
    fn sums_keep_every_digit() {
        let mut tally = Tally::default();
        for text in ["100000000000000000", "0.00000000001"] {
            tally.add(&Value::Number(text.parse().unwrap())).unwrap();
        }
        assert_eq!(tally.add(&Value::Number("0.000000000001".parse().unwrap())), Err(Problem::TooLarge));
    }
}
