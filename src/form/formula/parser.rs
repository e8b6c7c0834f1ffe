//! Parses formulas.
//!
//! A Pratt parser. Names are resolved during parsing through [`Names`], and every part has a [`Kind`], so
//! that a parsed formula can fail only because of an entry. Length and depth are limited, because a template
//! is untrusted input.

use rust_decimal::Decimal;

use super::super::FieldId;
use super::super::decimal::show_in_formula;
use super::super::function::{self, Action, Function};
use super::super::kind::Kind;
use super::super::mistake::MistakeKind;
use super::super::{Widget, split_choices};
use super::names::Names;
use super::{Expr, FixedRow, Operator, Phrase, Piece};

/// Maximum length of a formula, in characters.
const MAX_LENGTH: usize = 4000;
/// Maximum number of columns in a formula that stand for those of all groups of a table.
const MAX_GROUP_COLUMNS: usize = 1000;
/// Maximum nesting of a formula.
const MAX_DEPTH: usize = 64;

/// A result whose error is a mistake at a character offset of the formula.
pub(in crate::form) type At<T> = Result<T, (usize, MistakeKind)>;

/// Parses a formula whose result must be of the `wanted` kind, if given.
pub(in crate::form) fn parse(text: &str, names: &Names<'_>, wanted: Option<Kind>) -> At<Expr> {
    if text.chars().count() > MAX_LENGTH {
        return Err((0, MistakeKind::FormulaTooLong { limit: MAX_LENGTH }));
    }
    let end = text.chars().count();
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, group_columns: 0, names, end };
    if parser.tokens.is_empty() {
        return Err((0, MistakeKind::EmptyFormula));
    }
    let (expr, kind) = parser.expression(0)?;
    if let Some((at, token)) = parser.tokens.get(parser.next) {
        return Err((*at, MistakeKind::UnexpectedToken { found: token.written() }));
    }
    match wanted {
        Some(wanted) if wanted != kind => Err((0, MistakeKind::WrongKind { found: kind, wanted })),
        _ => Ok(expr),
    }
}

/// Parses a text with formulas in braces; `{{` is a literal brace.
pub(in crate::form) fn parse_phrase(text: &str, names: &Names<'_>) -> At<Phrase> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        match character {
            '{' if characters.get(at + 1) == Some(&'{') => {
                words.push('{');
                at += 2;
            }
            '{' => {
                let from = at + 1;
                let length = characters[from..].iter().position(|c| *c == '}');
                let length = length.ok_or((at, MistakeKind::OpenBrace))?;
                let inner: String = characters[from..from + length].iter().collect();
                let expr = parse(&inner, names, None).map_err(|(offset, kind)| (from + offset, kind))?;
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(Piece::Value(expr));
                at = from + length + 1;
            }
            other => {
                words.push(other);
                at += 1;
            }
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(Phrase { pieces })
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Decimal),
    Text(String),
    Name(String),
    Symbol(&'static str),
}

impl Token {
    fn written(&self) -> String {
        match self {
            Token::Number(number) => show_in_formula(*number, 0),
            Token::Text(text) => format!("\"{text}\""),
            Token::Name(name) => name.clone(),
            Token::Symbol(symbol) => (*symbol).to_owned(),
        }
    }
}

/// Symbols as written, after [`half_width`], with the symbols that they stand for. A symbol comes before its beginnings.
const SYMBOLS: [(&str, &str); 29] = [
    ("!=", "!="),
    ("<>", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("==", "="),
    ("≠", "!="),
    ("≤", "<="),
    ("≦", "<="),
    ("≥", ">="),
    ("≧", ">="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    ("【", "["),
    ("】", "]"),
    (",", ","),
    ("、", ","),
    (".", "."),
];

/// Opening quotes with their closing quotes.
const QUOTES: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];

/// Returns the half-width form of a character, as an input method may not have typed it.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

fn tokens(text: &str) -> At<Vec<(usize, Token)>> {
    let written: Vec<char> = text.chars().collect();
    let characters: Vec<char> = written.iter().copied().map(half_width).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let start = at;
        if character.is_whitespace() {
            at += 1;
        } else if character.is_ascii_digit() {
            at += run(&characters[at..], |c| c.is_ascii_digit() || c == '.');
            let digits: String = characters[start..at].iter().collect();
            let number = Decimal::from_str_exact(&digits);
            let number = number.map_err(|_| (start, MistakeKind::UnreadableNumber { found: digits }))?;
            tokens.push((start, Token::Number(number)));
        } else if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == character) {
            let length = run(&characters[at + 1..], |c| c != *close);
            at += length + 2;
            if at > characters.len() {
                return Err((start, MistakeKind::OpenQuote));
            }
            tokens.push((start, Token::Text(written[start + 1..at - 1].iter().collect())));
        } else if is_name(character) {
            at += run(&characters[at..], |c| is_name(c) || c.is_ascii_digit());
            tokens.push((start, Token::Name(characters[start..at].iter().collect())));
        } else {
            let is_next = |symbol: &str| {
                symbol.chars().eq(characters[at..].iter().copied().take(symbol.chars().count()))
            };
            let symbol = SYMBOLS.iter().find(|(symbol, _)| is_next(symbol));
            let unexpected = || (at, unexpected(written[at]));
            let (symbol, means) = symbol.ok_or_else(unexpected)?;
            at += symbol.chars().count();
            tokens.push((start, Token::Symbol(means)));
        }
    }
    Ok(tokens)
}

/// Returns the mistake for a character that no formula contains, with the way to write what it means elsewhere.
fn unexpected(character: char) -> MistakeKind {
    let found = character.to_string();
    let instead = match half_width(character) {
        '&' => "and",
        '|' => "or",
        '!' => "not",
        '%' => "/ 100",
        '^' => "x * x",
        '{' | '}' => "( )",
        _ => return MistakeKind::UnexpectedToken { found },
    };
    MistakeKind::WrittenOtherwise { found, instead }
}

fn run(characters: &[char], belongs: impl Fn(char) -> bool) -> usize {
    characters.iter().take_while(|c| belongs(**c)).count()
}

fn is_name(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    group_columns: usize,
    names: &'a Names<'a>,
    end: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(found)) if *found == symbol);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &'static str) -> At<()> {
        if self.take(symbol) {
            return Ok(());
        }
        let expected = symbol.to_owned();
        let mistake = match self.peek() {
            Some(token) => MistakeKind::Expected { expected, found: token.written() },
            None => MistakeKind::ExpectedAtEnd { expected },
        };
        Err((self.position(), mistake))
    }

    fn operator(&self) -> Option<Operator> {
        let written = match self.peek()? {
            Token::Symbol(symbol) => *symbol,
            Token::Name(name) => name.as_str(),
            _ => return None,
        };
        Operator::ALL.iter().find(|row| row.0.eq_ignore_ascii_case(written)).map(|row| row.1)
    }

    fn expression(&mut self, binding: u8) -> At<(Expr, Kind)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err((self.position(), MistakeKind::FormulaTooDeep { limit: MAX_DEPTH }));
        }
        let start = self.position();
        let (mut left, mut kind) = self.operand()?;
        while let Some(operator) = self.operator().filter(|operator| operator.binding() > binding) {
            let at = self.position();
            self.next += 1;
            let right_start = self.position();
            let (right, right_kind) = self.expression(operator.binding())?;
            kind = match operator {
                Operator::Or | Operator::And => {
                    want(kind, Kind::Truth, start)?;
                    want(right_kind, Kind::Truth, right_start)?;
                    Kind::Truth
                }
                Operator::Subtract if (kind, right_kind) == (Kind::Date, Kind::Date) => Kind::Number,
                operator if operator.is_comparison() => {
                    if kind != right_kind {
                        return Err((at, MistakeKind::Incomparable { left: kind, right: right_kind }));
                    }
                    if matches!(operator, Operator::Equal | Operator::NotEqual) {
                        self.is_choice(&left, &right).map_err(|mistake| (right_start, mistake))?;
                        self.is_choice(&right, &left).map_err(|mistake| (start, mistake))?;
                    }
                    Kind::Truth
                }
                _ => {
                    want(kind, Kind::Number, start)?;
                    want(right_kind, Kind::Number, right_start)?;
                    Kind::Number
                }
            };
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok((left, kind))
    }

    fn operand(&mut self) -> At<(Expr, Kind)> {
        let at = self.position();
        let Some((_, token)) = self.tokens.get(self.next).cloned() else {
            return Err((at, MistakeKind::EndOfFormula));
        };
        self.next += 1;
        match token {
            Token::Number(number) => Ok((Expr::Number(number), Kind::Number)),
            Token::Text(text) => Ok((Expr::Text(text), Kind::Text)),
            Token::Symbol("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Symbol("-") => {
                let (inner, kind) = self.expression(Operator::Multiply.binding())?;
                want(kind, Kind::Number, at)?;
                Ok((Expr::Negate(Box::new(inner)), Kind::Number))
            }
            // In a formula for one row, another row of the same column.
            Token::Symbol("[") => {
                let field = self.names.own.ok_or((at, MistakeKind::NoOwnColumn))?;
                let row = self.row_in_brackets(field)?;
                Ok((Expr::At(field, row), self.names.kind(field)))
            }
            Token::Symbol(symbol) => Err((at, MistakeKind::UnexpectedToken { found: symbol.to_owned() })),
            // Names of fields are in lower case.
            Token::Name(name) => match name.to_ascii_lowercase().as_str() {
                truth @ ("true" | "false") => Ok((Expr::Truth(truth == "true"), Kind::Truth)),
                "not" => {
                    let (inner, kind) = self.expression(Operator::And.binding())?;
                    want(kind, Kind::Truth, at)?;
                    Ok((Expr::Not(Box::new(inner)), Kind::Truth))
                }
                _ if self.take("(") => self.call(&name, at),
                _ => self.name(&name, at, false),
            },
        }
    }

    /// Parses a name, `table.column`, `table[sum].column`, or a fixed row as in `table[2].column`.
    fn name(&mut self, name: &str, at: usize, many: bool) -> At<(Expr, Kind)> {
        let open = self.position();
        let in_row = self.take("[");
        if !in_row && !self.take(".") {
            let field = self.names.name(name).map_err(|kind| (at, kind))?;
            return Ok((Expr::Cell(field), self.names.kind(field)));
        }
        let row_at = self.next;
        if in_row {
            // The row is parsed after the column is known.
            while self.peek().is_some_and(|token| *token != Token::Symbol("]")) {
                self.next += 1;
            }
            self.expect("]")?;
            self.expect(".")?;
        }
        let column_at = self.position();
        let Some(Token::Name(column)) = self.peek().cloned() else {
            return Err((column_at, MistakeKind::ColumnExpected { table: name.to_owned() }));
        };
        self.next += 1;
        let field = self.names.column(name, &column).map_err(|kind| {
            let place = if matches!(kind, MistakeKind::UnknownName { .. }) { at } else { column_at };
            (place, kind)
        })?;
        let kind = self.names.kind(field);
        let path = || format!("{name}.{column}");
        if in_row {
            let end = std::mem::replace(&mut self.next, row_at);
            if matches!(self.peek(), Some(Token::Name(row)) if row == "sum") {
                self.next = end;
                if !self.names.form.field(field).summed() {
                    return Err((at, MistakeKind::NoSumRow { path: path() }));
                }
                return Ok((Expr::Sum(field), kind));
            }
            let row = self.row_in_brackets(field)?;
            if self.next + 2 != end {
                return Err((open, MistakeKind::RowExpected));
            }
            self.next = end;
            Ok((Expr::At(field, row), kind))
        } else if many {
            Ok((Expr::Column(field), kind))
        } else if self.names.same_row(field) {
            Ok((Expr::Cell(field), kind))
        } else {
            Err((at, MistakeKind::ManyRows { path: path() }))
        }
    }

    /// Parses a row number or a row name, and the closing bracket.
    fn row_in_brackets(&mut self, column: FieldId) -> At<FixedRow> {
        let at = self.position();
        let rows = self.names.rows(column).map_err(|kind| (at, kind))?;
        let row = match self.peek() {
            Some(Token::Number(number)) => Names::row_number(rows, *number),
            Some(Token::Name(name) | Token::Text(name)) => Names::row_named(rows, name),
            _ => Err(MistakeKind::RowExpected),
        };
        let row = row.map_err(|kind| (at, kind))?;
        self.next += 1;
        self.expect("]")?;
        Ok(row)
    }

    fn call(&mut self, name: &str, at: usize) -> At<(Expr, Kind)> {
        let function = function::find(name).ok_or_else(|| (at, function::unknown(name)))?;
        if function.is_conditional() {
            return self.conditional(function, at);
        }
        let mut arguments = Vec::new();
        let mut kinds = Vec::new();
        if !self.take(")") {
            loop {
                let start = self.position();
                for (argument, kind) in self.arguments(function)? {
                    if let Some(wanted) = function.argument_kind(arguments.len()) {
                        want(kind, wanted, start)?;
                    }
                    if !self.is_accepted(function, &argument) {
                        return Err((start, MistakeKind::CellExpected { usage: function.usage.to_owned() }));
                    }
                    arguments.push(argument);
                    kinds.push(kind);
                }
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        if !function.arity.contains(&arguments.len()) {
            return Err((
                at,
                MistakeKind::WrongArity { usage: function.usage.to_owned(), found: arguments.len() },
            ));
        }
        if let (true, [cell, choice]) = (function.takes_choice(), &arguments[..]) {
            self.is_choice(cell, choice).map_err(|mistake| (at, mistake))?;
        }
        let kind = function.result_kind(&kinds).map_err(|kind| (at, kind))?;
        Ok((applied(function, arguments).map_err(|kind| (at, kind))?, kind))
    }

    /// Checks that a text that is compared with a field of choices is one of them, or several if the field has
    /// several.
    fn is_choice(&self, cell: &Expr, text: &Expr) -> Result<(), MistakeKind> {
        let (Some(field), Expr::Text(text)) = (cell.field(), text) else { return Ok(()) };
        let field = self.names.form.field(field);
        let widget = field.kind.widget();
        let Some(choices) = widget.choices() else { return Ok(()) };
        let is_known = |choice: &str| choices.iter().any(|known| known == choice);
        let unknown = match widget {
            Widget::Several(_) => split_choices(text).find(|choice| !is_known(choice)),
            _ => Some(text.as_str()).filter(|choice| !is_known(choice)),
        };
        unknown.map_or(Ok(()), |choice| {
            let (name, all) = (field.name.clone(), choices.join(" "));
            Err(MistakeKind::UnknownChoice { name, choice: choice.to_owned(), all })
        })
    }

    /// Parses the arguments of a function over the rows of a column: the column, and a condition that is written as for a
    /// row of its table.
    fn conditional(&mut self, function: &'static Function, at: usize) -> At<(Expr, Kind)> {
        let usage = || function.usage.to_owned();
        let start = self.position();
        let Some([(_, Token::Name(table)), (_, Token::Symbol(".")), (_, Token::Name(_))]) =
            self.tokens.get(self.next..self.next + 3)
        else {
            return Err((start, MistakeKind::CellExpected { usage: usage() }));
        };
        let table = table.clone();
        self.next += 1;
        let (column, kind) = self.name(&table, start, true)?;
        if let Some(wanted) = function.argument_kind(0) {
            want(kind, wanted, start)?;
        }
        if !self.take(",") {
            return Err((at, MistakeKind::WrongArity { usage: usage(), found: 1 }));
        }
        let rows = match &column {
            Expr::Column(field) => self.names.form.field(*field).rows(),
            _ => None,
        };
        let home = rows.map(|rows| (table, rows));
        let inner = Names { form: self.names.form, home: home.as_ref(), own: None };
        let condition_at = self.position();
        let (condition, kind) = self.within(&inner)?;
        want(kind, Kind::Truth, condition_at)?;
        self.expect(")")?;
        Ok((
            Expr::Call(function, vec![column, condition]),
            function.result_kind(&[kind]).map_err(|kind| (at, kind))?,
        ))
    }

    /// Parses an expression with other names.
    fn within(&mut self, names: &Names<'_>) -> At<(Expr, Kind)> {
        let tokens = std::mem::take(&mut self.tokens);
        let mut inner = Parser {
            tokens,
            next: self.next,
            depth: self.depth,
            group_columns: self.group_columns,
            names,
            end: self.end,
        };
        let found = inner.expression(0);
        (self.next, self.group_columns) = (inner.next, inner.group_columns);
        self.tokens = inner.tokens;
        found
    }

    /// True if an expression can be the argument. Some functions read a cell or a column, not only a value.
    fn is_accepted(&self, function: &Function, argument: &Expr) -> bool {
        match function.action {
            Action::Alike(_) => {
                matches!(argument, Expr::Cell(field) if self.names.form.field(*field).rows().is_some())
            }
            Action::Last => argument.field().is_some(),
            _ => true,
        }
    }

    /// Parses an argument. For an aggregate function a column path alone means all its rows, and a column of a
    /// table with groups means that column of every group.
    fn arguments(&mut self, function: &Function) -> At<Vec<(Expr, Kind)>> {
        let ends = matches!(self.tokens.get(self.next + 3), Some((_, Token::Symbol("," | ")"))) | None);
        if function.is_aggregate()
            && ends
            && let Some([(at, Token::Name(name)), (_, Token::Symbol(".")), (_, Token::Name(column))]) =
                self.tokens.get(self.next..self.next + 3)
        {
            let (at, name) = (*at, name.clone());
            if let Some(found) = self.names.of_groups(&name, column) {
                let found = found.map_err(|kind| (at, kind))?;
                self.next += 3;
                self.group_columns += found.len();
                if self.group_columns > MAX_GROUP_COLUMNS {
                    return Err((
                        at,
                        MistakeKind::TooMany { what: "columns of groups", limit: MAX_GROUP_COLUMNS },
                    ));
                }
                let column = |(_, field)| (Expr::Column(field), self.names.kind(field));
                return Ok(found.into_iter().map(column).collect());
            }
            self.next += 1;
            return Ok(vec![self.name(&name, at, true)?]);
        }
        Ok(vec![self.expression(0)?])
    }
}

/// Returns the expression for a call. A date in digits must exist.
fn applied(function: &'static Function, mut arguments: Vec<Expr>) -> Result<Expr, MistakeKind> {
    match (&function.action, arguments.as_slice()) {
        (Action::Date, [Expr::Number(year), Expr::Number(month), Expr::Number(day)]) => {
            let date = function::calendar_date(*year, *month, *day);
            let parts = [year, month, day].map(|part| show_in_formula(*part, 0));
            date.ok_or_else(|| MistakeKind::NoSuchDate { found: parts.join("-") })?;
        }
        (Action::Last, [_]) => {
            return Ok(Expr::Last(Box::new(arguments.remove(0))));
        }
        _ => {}
    }
    Ok(Expr::Call(function, arguments))
}

fn want(found: Kind, wanted: Kind, at: usize) -> At<()> {
    if found == wanted { Ok(()) } else { Err((at, MistakeKind::WrongKind { found, wanted })) }
}
