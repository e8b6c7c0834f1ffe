//! Formulas: an expression tree in which names are resolved to fields.

pub(super) mod names;
pub(super) mod parser;

use rust_decimal::Decimal;

use super::{FieldId, Function, Step};

/// A parsed formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(Decimal),
    /// A quoted text.
    Text(String),
    /// `true` or `false`.
    Truth(bool),
    /// A field; for a column, its cell in the current row.
    Cell(FieldId),
    /// The cell of a column in the sum row.
    Sum(FieldId),
    /// The cell of a column in a fixed row: `table[2].column`, `table[局机关].column`.
    At(FieldId, FixedRow),
    /// All rows of a column, as the argument of an aggregate function.
    Column(FieldId),
    /// Last year's value of a cell: `last(x)`.
    Last(Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `x + y`
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `sum(x, y)`
    Call(&'static Function, Vec<Expr>),
}

/// A row that does not depend on the row of the formula.
#[derive(Clone, Debug, PartialEq)]
pub enum FixedRow {
    /// The row with this index, from 0.
    Index(u32),
    /// The row with this name.
    Named {
        /// The field that holds the names.
        field: FieldId,
        /// The name.
        name: String,
        /// Index of the row with this name in a new report.
        start: u32,
    },
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Operator {
    /// All operators as written, with their binding power.
    const ALL: [(&'static str, Operator, u8); 12] = [
        ("or", Operator::Or, 1),
        ("and", Operator::And, 2),
        ("=", Operator::Equal, 3),
        ("!=", Operator::NotEqual, 3),
        ("<", Operator::Less, 3),
        ("<=", Operator::LessOrEqual, 3),
        (">", Operator::Greater, 3),
        (">=", Operator::GreaterOrEqual, 3),
        ("+", Operator::Add, 4),
        ("-", Operator::Subtract, 4),
        ("*", Operator::Multiply, 5),
        ("/", Operator::Divide, 5),
    ];

    /// Returns the operator as written.
    pub fn symbol(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }

    fn is_comparison(self) -> bool {
        self.binding() == 3
    }

    /// Returns the binding power.
    pub fn binding(self) -> u8 {
        Self::ALL.iter().find(|row| row.1 == self).map_or(0, |row| row.2)
    }
}

/// Text with formulas in braces: `收入 {income.total} 减支出 {total}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phrase {
    /// Pieces, in order.
    pub pieces: Vec<Piece>,
}

impl Phrase {
    /// Returns a phrase that contains only words.
    pub fn words(words: &str) -> Phrase {
        Phrase { pieces: vec![Piece::Words(words.to_owned())] }
    }

    /// True if the phrase contains the value of a field.
    pub fn names(&self, field: FieldId) -> bool {
        let is_field = |piece: &Piece| matches!(piece, Piece::Value(expr) if expr.field() == Some(field));
        self.pieces.iter().any(is_field)
    }
}

/// A piece of a [`Phrase`].
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Literal words.
    Words(String),
    /// A value.
    Value(Expr),
}

impl Expr {
    /// Calls `visit` for this expression and all its subexpressions, except for a cell of last year.
    pub fn walk(&self, visit: &mut impl FnMut(&Expr)) {
        visit(self);
        match self {
            Expr::Negate(inner) | Expr::Not(inner) => inner.walk(visit),
            Expr::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Expr::Call(_, arguments) => arguments.iter().for_each(|argument| argument.walk(visit)),
            Expr::Number(_)
            | Expr::Text(_)
            | Expr::Truth(_)
            | Expr::Cell(_)
            | Expr::Sum(_)
            | Expr::At(..)
            | Expr::Column(_)
            | Expr::Last(_) => {}
        }
    }

    /// Returns the fields whose values of this year this expression reads, without its subexpressions.
    pub fn reads(&self) -> impl Iterator<Item = FieldId> + use<> {
        let (field, names) = match self {
            Expr::At(field, FixedRow::Named { field: names, .. }) => (Some(*field), Some(*names)),
            Expr::Cell(field)
            | Expr::Sum(field)
            | Expr::Column(field)
            | Expr::At(field, FixedRow::Index(_)) => (Some(*field), None),
            _ => (None, None),
        };
        field.into_iter().chain(names)
    }

    /// True if the expression reads this row of a column by its number or its name.
    pub fn reads_row(&self, column: FieldId, row: u32) -> bool {
        let mut found = false;
        self.walk(&mut |part| {
            found |= match part {
                Expr::At(field, FixedRow::Index(at) | FixedRow::Named { start: at, .. }) => {
                    (*field, *at) == (column, row)
                }
                _ => false,
            };
        });
        found
    }

    /// Returns the field if the expression is only a field, so that its value can be formatted like the
    /// field.
    pub fn field(&self) -> Option<FieldId> {
        match self {
            Expr::Cell(field) | Expr::Sum(field) | Expr::At(field, _) => Some(*field),
            Expr::Last(cell) => cell.field(),
            _ => None,
        }
    }

    /// Returns the calculation steps that must precede this expression.
    pub fn needs(&self) -> Vec<Step> {
        let mut needs = Vec::new();
        self.walk(&mut |part| match part {
            Expr::Sum(field) => needs.push(Step::Sum(*field)),
            part => needs.extend(part.reads().map(Step::Column)),
        });
        needs
    }

    /// Combines two conditions with `and`: a field is relevant only if its containers are relevant.
    pub fn and(self, other: Option<Expr>) -> Expr {
        match other {
            Some(other) => Expr::Binary(Operator::And, Box::new(self), Box::new(other)),
            None => self,
        }
    }
}
