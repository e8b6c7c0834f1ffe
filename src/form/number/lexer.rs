//! Divides a typed number or formula into tokens.

use rust_decimal::Decimal;

use super::super::arithmetic::MAX_DIGITS;
use super::super::digits::{NumberError, fold};
use super::super::unit::{Unit, canonical};

/// Maximum number of tokens in one formula: numbers, units, signs and brackets, without the leading `=`.
const MAX_TOKENS: usize = 200;

/// Maximum length of the text quoted in an error, in characters.
const MAX_FOUND: usize = 20;

/// A token of a typed number or formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Figure(Decimal),
    /// A unit, or other letters; the text of the token decides.
    Word,
    Yuan,
    Plus,
    Minus,
    Times,
    Over,
    Open,
    Close,
}

/// A token with its range in the typed text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
    pub(super) end: usize,
}

/// Returns the tokens of a text, and true if it begins with `=`. The unit of the cell is one token.
pub(super) fn tokens(typed: &[char], cell: &Unit) -> Result<(bool, Vec<Placed>), NumberError> {
    let mut lexer = Lexer { typed, name: canonical(cell.name().chars()).chars().collect(), at: 0 };
    lexer.skip_blanks();
    if lexer.peek().is_none() {
        return Err(NumberError::Empty);
    }
    let marked = lexer.take('=');
    Ok((marked, lexer.tokens()?))
}

struct Lexer<'a> {
    typed: &'a [char],
    /// The cell's own unit; it can contain sign characters, as in 元/人.
    name: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn tokens(mut self) -> Result<Vec<Placed>, NumberError> {
        let mut tokens = Vec::new();
        loop {
            self.skip_blanks();
            let at = self.at;
            let Some(next) = self.peek() else {
                return Ok(tokens);
            };
            if tokens.len() >= MAX_TOKENS {
                return Err(NumberError::TooLong);
            }
            let token = match next {
                '+' => self.sign(Token::Plus),
                '-' => self.sign(Token::Minus),
                '*' | '×' => self.sign(Token::Times),
                '/' | '÷' => self.sign(Token::Over),
                '(' => self.sign(Token::Open),
                ')' => self.sign(Token::Close),
                '¥' => self.sign(Token::Yuan),
                c if is_figure(c) => self.figure()?,
                c if is_word(c) => self.word()?,
                _ => return Err(unreadable(self.typed, at, at.saturating_add(1))),
            };
            tokens.push(Placed { token, at, end: self.at });
        }
    }

    fn peek(&self) -> Option<char> {
        self.typed.get(self.at).copied().map(fold)
    }

    fn skip_while(&mut self, fits: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&fits) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn skip_blanks(&mut self) {
        self.skip_while(|c| c == ' ');
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn sign(&mut self, token: Token) -> Token {
        self.at = self.at.saturating_add(1);
        token
    }

    fn figure(&mut self) -> Result<Token, NumberError> {
        let at = self.at;
        self.skip_while(is_figure);
        let run: String = slice(self.typed, at, self.at).iter().copied().map(fold).collect();
        // Accept a trailing decimal point: the user has not typed the decimals yet.
        let run =
            run.strip_suffix('.').filter(|whole| !whole.contains('.') && !whole.is_empty()).unwrap_or(&run);
        let (whole, decimals) = run.split_once('.').map_or((run, None), |(w, d)| (w, Some(d)));
        if decimals.is_some_and(|d| d.is_empty() || !d.bytes().all(|b| b.is_ascii_digit())) {
            return Err(unreadable(self.typed, at, self.at));
        }
        if !is_grouped(whole) {
            return Err(NumberError::Grouping(piece(self.typed, at, self.at)));
        }
        let mut clean: String = run.chars().filter(|c| *c != ',').collect();
        let counted = clean.trim_start_matches('0').bytes().filter(u8::is_ascii_digit);
        if counted.count() > MAX_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        if clean.starts_with('.') {
            clean.insert(0, '0');
        }
        Decimal::from_str_exact(&clean).map(Token::Figure).map_err(|_| unreadable(self.typed, at, self.at))
    }

    /// Reads a unit: the cell's own name, or a run of letters. A digit belongs to a unit only as in m2.
    fn word(&mut self) -> Result<Token, NumberError> {
        let at = self.at;
        let rest = self.typed.get(at..).unwrap_or_default();
        let own = self.name.len();
        let here = rest.iter().take(own).map(|c| fold(*c).to_ascii_lowercase());
        let behind = rest.get(own).copied().map(fold);
        if own > 0
            && here.eq(self.name.iter().copied())
            && !behind.is_some_and(|c| is_word(c) || is_figure(c))
        {
            self.at = at.saturating_add(own);
            return Ok(Token::Word);
        }
        self.skip_while(is_word);
        let last = self.at.checked_sub(1).and_then(|i| self.typed.get(i)).copied().map(fold);
        if matches!(last, Some('m' | 'M')) && matches!(self.peek(), Some('2' | '3')) {
            self.at = self.at.saturating_add(1);
            self.skip_while(is_word);
        }
        if self.peek().is_some_and(is_figure) {
            self.skip_while(|c| is_word(c) || is_figure(c));
            return Err(unreadable(self.typed, at, self.at));
        }
        Ok(Token::Word)
    }
}

fn is_figure(folded: char) -> bool {
    folded.is_ascii_digit() || matches!(folded, '.' | ',')
}

fn is_word(folded: char) -> bool {
    folded.is_alphabetic()
        || matches!(folded, '%' | '‰' | '㎡' | '²' | '³' | '°' | '℃' | '·')
        || ('㎀'..='㏟').contains(&folded)
}

/// True if separators, if any, form groups of three digits. `0,123` is a decimal comma and is rejected.
fn is_grouped(whole: &str) -> bool {
    let Some((first, rest)) = whole.split_once(',') else { return true };
    (1..=3).contains(&first.len()) && !first.starts_with('0') && rest.split(',').all(|group| group.len() == 3)
}

/// Returns a part of the typed text.
pub(super) fn slice(typed: &[char], at: usize, end: usize) -> &[char] {
    typed.get(at..end).unwrap_or_default()
}

/// Returns a part of the typed text for an error, cut after [`MAX_FOUND`].
pub(super) fn piece(typed: &[char], at: usize, end: usize) -> String {
    let whole = slice(typed, at, end);
    let mut found: String = whole.iter().take(MAX_FOUND).collect();
    if whole.len() > MAX_FOUND {
        found.push('…');
    }
    found
}

/// Returns the error for a part that is not allowed at its position.
pub(super) fn unreadable(typed: &[char], at: usize, end: usize) -> NumberError {
    NumberError::Unreadable(piece(typed, at, end))
}
