//! The functions available in formulas, as one table. A new function is a row here.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::clean::{characters, folded};
use super::date;
use super::decimal::round_to;
use super::figure::number_in;
use super::kind::Kind;
use super::{MistakeKind, NoResult, Operand, Tally, nearest, split_choices};

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
    /// Aggregates a column over the rows in which a condition holds.
    TallyIf {
        /// Returns the result.
        conclude: fn(&Tally) -> Operand<'static>,
        /// True if a blank among the values makes the result partial.
        partial: bool,
    },
    /// Receives the arguments; one that is not given is blank.
    Plain(for<'a> fn([Outcome<'a>; 3]) -> Outcome<'a>),
    /// Evaluates the second or the third argument, depending on the condition in the first; skips the other.
    Choose,
    /// Receives the indices of the current row and of the first row with the same value in a column.
    Alike(fn(row: u32, first: u32) -> Operand<'static>),
    /// Receives a year, a month and a day.
    Date,
    /// Returns last year's value of a cell.
    Last,
    /// Returns today's date, or blank if it is unknown.
    Today,
    /// Returns the number of the current row, or blank outside rows and in a sum row.
    Row,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name
    }
}

const NUMBER: Option<Kind> = Some(Kind::Number);
const TEXT: Option<Kind> = Some(Kind::Text);
const DATE: Option<Kind> = Some(Kind::Date);

/// All functions that formulas can call.
pub static FUNCTIONS: [Function; 25] = [
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
        name: "average",
        usage: "average(x, ...)",
        help: ["各数的平均数；空的不计", "the mean; blanks do not count"],
        arity: 1..=100,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Tally { conclude: Tally::average, extremes: false, partial: true },
    },
    Function {
        name: "sum_if",
        usage: "sum_if(table.column, condition)",
        help: [
            "条件成立的各行之和；条件中的栏目取该行的值",
            "the sum over the rows in which the condition holds; columns in the condition are those of the row",
        ],
        arity: 2..=2,
        takes: &[NUMBER, Some(Kind::Truth)],
        gives: NUMBER,
        action: Action::TallyIf { conclude: Tally::sum, partial: true },
    },
    Function {
        name: "count_if",
        usage: "count_if(table.column, condition)",
        help: [
            "条件成立的各行中已填的个数",
            "how many are filled in, in the rows in which the condition holds",
        ],
        arity: 2..=2,
        takes: &[None, Some(Kind::Truth)],
        gives: NUMBER,
        action: Action::TallyIf {
            conclude: |tally| Operand::Number(Decimal::from(tally.filled)),
            partial: false,
        },
    },
    Function {
        name: "average_if",
        usage: "average_if(table.column, condition)",
        help: ["条件成立的各行的平均数", "the mean over the rows in which the condition holds"],
        arity: 2..=2,
        takes: &[NUMBER, Some(Kind::Truth)],
        gives: NUMBER,
        action: Action::TallyIf { conclude: Tally::average, partial: true },
    },
    Function {
        name: "abs",
        usage: "abs(x)",
        help: ["绝对值", "the amount without its sign"],
        arity: 1..=1,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Plain(|[value, ..]| {
            Ok(match value? {
                Operand::Number(number) => Operand::Number(number.abs()),
                other => other,
            })
        }),
    },
    Function {
        name: "round",
        usage: "round(x, 2)",
        help: [
            "四舍五入到指定的小数位数；-2 为百位",
            "rounded half away from zero to so many decimals; -2 rounds to hundreds",
        ],
        arity: 1..=2,
        takes: &[NUMBER],
        gives: NUMBER,
        action: Action::Plain(|[value, places, _]| {
            let places = match places? {
                Operand::Number(places) => i32::try_from(places.trunc()).unwrap_or_default(),
                _ => 0,
            };
            Ok(match value? {
                Operand::Number(number) => {
                    Operand::Number(round_to(number, places).ok_or(NoResult::TooLarge)?)
                }
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
        action: Action::Plain(|[value, ..]| Ok(Operand::Truth(matches!(value, Ok(Operand::Blank))))),
    },
    Function {
        name: "date",
        usage: "date(2023, 12, 31)",
        help: [
            "日期：年、月、日；两个日期可比较，相减得天数",
            "the date; dates can be compared, and their difference is a number of days",
        ],
        arity: 3..=3,
        takes: &[NUMBER],
        gives: DATE,
        action: Action::Date,
    },
    Function {
        name: "year",
        usage: "year(date)",
        help: ["日期的年份", "the year of a date"],
        arity: 1..=1,
        takes: &[DATE],
        gives: NUMBER,
        action: Action::Plain(|[date, ..]| of_date(date, |date| Decimal::from(date.year()))),
    },
    Function {
        name: "month",
        usage: "month(date)",
        help: ["日期的月份", "the month of a date"],
        arity: 1..=1,
        takes: &[DATE],
        gives: NUMBER,
        action: Action::Plain(|[date, ..]| of_date(date, |date| Decimal::from(date.month()))),
    },
    Function {
        name: "day",
        usage: "day(date)",
        help: ["日期为当月第几日", "the day of the month of a date"],
        arity: 1..=1,
        takes: &[DATE],
        gives: NUMBER,
        action: Action::Plain(|[date, ..]| of_date(date, |date| Decimal::from(date.day()))),
    },
    Function {
        name: "today",
        usage: "today()",
        help: ["今天的日期；日期未知则为空", "today's date; blank if it is not known"],
        arity: 0..=0,
        takes: &[],
        gives: DATE,
        action: Action::Today,
    },
    Function {
        name: "length",
        usage: "length(text)",
        help: [
            "文字的字数，不计空格；引用按所显示的数计",
            "the number of characters without blanks; references count as they are shown",
        ],
        arity: 1..=1,
        takes: &[TEXT],
        gives: NUMBER,
        action: Action::Plain(|[text, ..]| {
            Ok(match text? {
                Operand::Text(text) => Operand::Number(Decimal::from(characters(text))),
                _ => Operand::Blank,
            })
        }),
    },
    Function {
        name: "contains",
        usage: "contains(text, part)",
        help: [
            "文字中是否有该部分；不区分全角半角、大小写",
            "whether the part occurs in the text, in any character width and case",
        ],
        arity: 2..=2,
        takes: &[TEXT],
        gives: Some(Kind::Truth),
        action: Action::Plain(|[text, part, _]| {
            Ok(match (text?, part?) {
                (Operand::Text(text), Operand::Text(part)) => {
                    Operand::Truth(folded(text).contains(&folded(part)))
                }
                _ => Operand::Blank,
            })
        }),
    },
    Function {
        name: "chosen",
        usage: "chosen(choices, choice)",
        help: ["多项选择中是否选了该项", "whether the choice is among several that are chosen"],
        arity: 2..=2,
        takes: &[TEXT],
        gives: Some(Kind::Truth),
        action: Action::Plain(|[text, choice, _]| {
            Ok(match (text?, choice?) {
                (Operand::Text(text), Operand::Text(choice)) => {
                    Operand::Truth(split_choices(text).any(|chosen| chosen == choice.trim()))
                }
                _ => Operand::Blank,
            })
        }),
    },
    Function {
        name: "number",
        usage: "number(text)",
        help: [
            "文字中的数，如“不低于98%”中的 98；没有数或不止一个则为空",
            "the number in a text, such as 98 in 不低于98%; blank if there is none or more than one",
        ],
        arity: 1..=1,
        takes: &[TEXT],
        gives: NUMBER,
        action: Action::Plain(|[text, ..]| {
            Ok(match text? {
                Operand::Text(text) => number_in(text).map_or(Operand::Blank, Operand::Number),
                _ => Operand::Blank,
            })
        }),
    },
    Function {
        name: "last",
        usage: "last(x)",
        help: ["该项的上年数；未知则为空", "last year's value of a field; blank if it is not known"],
        arity: 1..=1,
        takes: &[None],
        gives: None,
        action: Action::Last,
    },
    Function {
        name: "unique",
        usage: "unique(x)",
        help: [
            "本栏以上各行是否无相同内容；不区分全角半角、大小写",
            "whether no row above has the same content in this column, in any character width and case",
        ],
        arity: 1..=1,
        takes: &[None],
        gives: Some(Kind::Truth),
        action: Action::Alike(|row, first| Operand::Truth(row == first)),
    },
    Function {
        name: "first",
        usage: "first(x)",
        help: [
            "本栏内容相同的首行为第几行",
            "the number of the first row with the same content in this column",
        ],
        arity: 1..=1,
        takes: &[None],
        gives: NUMBER,
        action: Action::Alike(|_, first| Operand::Number(Decimal::from(first) + Decimal::ONE)),
    },
    Function {
        name: "row",
        usage: "row()",
        help: ["本行为第几行；表外为空", "the number of the row; blank outside tables"],
        arity: 0..=0,
        takes: &[],
        gives: NUMBER,
        action: Action::Row,
    },
];

/// Returns the date, or `None` if it does not exist or lies outside the years of reports.
pub(super) fn calendar_date(year: Decimal, month: Decimal, day: Decimal) -> Option<Date> {
    if ![year, month, day].iter().all(Decimal::is_integer) {
        return None;
    }
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    date::YEARS.contains(&date.year()).then_some(date)
}

/// Returns a number of a date; blank for other values.
fn of_date(date: Outcome<'_>, part: fn(Date) -> Decimal) -> Outcome<'_> {
    Ok(match date? {
        Operand::Date(date) => Operand::Number(part(date)),
        _ => Operand::Blank,
    })
}

/// Returns the function with this name, in any case: spreadsheets write `SUM`.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
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

    /// True if its first argument is a column and the others are evaluated in each row of it.
    pub fn is_conditional(&self) -> bool {
        matches!(self.action, Action::TallyIf { .. })
    }

    /// True if its second argument is one of the choices of its first.
    pub(super) fn takes_choice(&self) -> bool {
        self.name == "chosen"
    }

    /// True if it evaluates only some of its arguments.
    pub(crate) fn has_branches(&self) -> bool {
        matches!(self.action, Action::Choose)
    }

    /// True if the result depends on today's date.
    pub(crate) fn reads_today(&self) -> bool {
        matches!(self.action, Action::Today)
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
