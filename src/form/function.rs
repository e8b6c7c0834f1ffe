//! The functions available in formulas, as one table. A new function is a row here.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::decimal::round;
use super::kind::Kind;
use super::{MistakeKind, NoResult, Operand, Tally, nearest};

/// A row of [`FUNCTIONS`].
#[derive(Debug)]
pub struct Function {
    /// Name.
    pub name: &'static str,
    /// Usage, with the arguments.
    pub usage: &'static str,
    /// Description of the result, in Chinese and in English.
    pub help: [&'static str; 2],
    /// Allowed number of arguments.
    pub arity: RangeInclusive<usize>,
    /// Kind of each argument; the last one repeats; `None` is any kind.
    takes: &'static [Option<Kind>],
    /// Kind of the result; `None` is the kind of its last argument.
    gives: Option<Kind>,
    /// Implementation.
    pub(super) action: Action,
}

/// Result of an expression.
pub(super) type Outcome<'a> = Result<Operand<'a>, NoResult>;

/// Implementation of a function.
#[derive(Debug)]
pub(super) enum Action {
    /// Aggregates all values, then computes the result.
    Tally {
        /// Returns the result.
        conclude: fn(&Tally) -> Operand<'static>,
        /// True if it needs the minimum and the maximum.
        extremes: bool,
        /// True if a blank among the values makes the result partial.
        partial: bool,
    },
    /// Receives the first argument and, if it is given, the second.
    Plain(for<'a> fn(Outcome<'a>, Option<Outcome<'a>>) -> Outcome<'a>),
    /// Evaluates the second or the third argument, depending on the condition in the first; skips the other.
    Choose,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name
    }
}

const NUMBER: Option<Kind> = Some(Kind::Number);

/// All functions that formulas can call.
pub static FUNCTIONS: [Function; 8] = [
    Function {
        name: "sum",
        usage: "sum(x, ...)",
        help: [
            "各数之和；空的不计，全空则为空",
            "the sum; blanks do not count, of nothing but blanks it is blank",
        ],
        arity: 1..=100,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Tally { conclude: Tally::sum, extremes: false, partial: true },
    },
    Function {
        name: "count",
        usage: "count(x, ...)",
        help: ["已填的个数", "how many are filled in"],
        arity: 1..=100,
        takes: &[None],
        gives: NUMBER,
        action: Action::Tally {
            conclude: |tally| Operand::Number(Decimal::from(tally.filled)),
            extremes: false,
            partial: false,
        },
    },
    Function {
        name: "min",
        usage: "min(x, ...)",
        help: ["最小的数", "the least"],
        arity: 1..=100,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Tally {
            conclude: |tally| tally.least.map_or(Operand::Blank, Operand::Number),
            extremes: true,
            partial: false,
        },
    },
    Function {
        name: "max",
        usage: "max(x, ...)",
        help: ["最大的数", "the greatest"],
        arity: 1..=100,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Tally {
            conclude: |tally| tally.greatest.map_or(Operand::Blank, Operand::Number),
            extremes: true,
            partial: false,
        },
    },
    Function {
        name: "abs",
        usage: "abs(x)",
        help: ["绝对值", "the amount without its sign"],
        arity: 1..=1,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Plain(|value, _| {
            Ok(match value? {
                Operand::Number(number) => Operand::Number(number.abs()),
                other => other,
            })
        }),
    },
    Function {
        name: "round",
        usage: "round(x, 2)",
        help: ["四舍五入到指定的小数位数", "rounded half away from zero to so many decimals"],
        arity: 1..=2,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Plain(|value, places| {
            let places = match places.transpose()? {
                Some(Operand::Number(places)) => u32::try_from(places).unwrap_or(0),
                _ => 0,
            };
            Ok(match value? {
                Operand::Number(number) => Operand::Number(round(number, places)),
                other => other,
            })
        }),
    },
    Function {
        name: "if",
        usage: "if(condition, then, else)",
        help: ["条件成立取前者，否则取后者", "the one or the other"],
        arity: 3..=3,
        takes: &[Some(Kind::Truth), None],
        gives: None,
        action: Action::Choose,
    },
    Function {
        name: "blank",
        usage: "blank(x)",
        help: ["是否为空", "whether nothing is entered"],
        arity: 1..=1,
        takes: &[None],
        gives: Some(Kind::Truth),
        action: Action::Plain(|value, _| Ok(Operand::Truth(matches!(value, Ok(Operand::Blank))))),
    },
];

/// Returns the function with this name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Returns the mistake for a call of an unknown function.
pub(super) fn unknown(name: &str) -> MistakeKind {
    let near = nearest(name, FUNCTIONS.iter().map(|function| function.name));
    let all = FUNCTIONS.iter().map(|function| function.name).collect::<Vec<_>>().join(" ");
    MistakeKind::UnknownFunction { name: name.to_owned(), near, all }
}

impl Function {
    /// True if a column argument means all its rows.
    pub(super) fn is_aggregate(&self) -> bool {
        matches!(self.action, Action::Tally { .. })
    }

    /// Returns the required kind of the argument at `index`.
    pub(super) fn argument_kind(&self, index: usize) -> Option<Kind> {
        *self.takes.get(index).or(self.takes.last())?
    }

    /// Returns the kind of the result for arguments of these kinds.
    pub(super) fn result_kind(&self, arguments: &[Kind]) -> Result<Kind, MistakeKind> {
        if let Some(kind) = self.gives {
            return Ok(kind);
        }
        match arguments {
            [.., left, right] if left != right => {
                Err(MistakeKind::Incomparable { left: *left, right: *right })
            }
            [.., last] => Ok(*last),
            [] => Ok(Kind::Number),
        }
    }
}
