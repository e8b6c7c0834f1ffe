//! Reads a template, and keeps the positions of its parts.
//!
//! A [`Node`] stores its position in the file, and its own syntax error instead of failing the whole file. So a
//! single pass finds all mistakes with their positions.

use std::cell::Cell;

use ron::Options;
use ron::error::SpannedError;
use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

/// The RON dialect of templates: `Some(..)` and the inner brackets of newtypes can be omitted.
pub(super) fn dialect() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

thread_local! {
    /// True if nodes record their positions. Each node is then parsed once more, so deep ones many times.
    static PLACES: Cell<bool> = const { Cell::new(true) };
}

/// Parses a template without mistakes; its nodes have no positions. Returns `None` if the template must be parsed
/// with positions, because it may contain mistakes.
pub(super) fn read_without_places<T: DeserializeOwned>(source: &str) -> Option<T> {
    struct Restore;
    impl Drop for Restore {
        fn drop(&mut self) {
            PLACES.set(true);
        }
    }
    // The brackets of the value of a `Some` are optional, except where it is parsed alone.
    if source.contains("Some") {
        return None;
    }
    PLACES.set(false);
    let _restore = Restore;
    dialect().from_str(source).ok()
}

/// A part of the template with its position: the address of its text, which is a slice of the template's
/// text.
#[derive(Debug)]
pub(super) struct Node<T> {
    start: usize,
    raw: String,
    value: Result<T, Box<SpannedError>>,
}

impl<T> Node<T> {
    /// Returns the byte offset of the part in `source`, after leading blanks and comments.
    pub(super) fn offset(&self, source: &str) -> usize {
        self.start.saturating_sub(source.as_ptr() as usize) + leading_trivia(&self.raw)
    }

    /// Returns the byte offset in `source` of the text inside a quoted part. Returns `None` if the text
    /// contains escapes, because positions inside it would not match.
    pub(super) fn inner_offset(&self, source: &str) -> Option<usize> {
        let trivia = leading_trivia(&self.raw);
        let text = self.raw.get(trivia..)?;
        let quote = text.find('"')?;
        let raw_string = text.starts_with('r');
        (raw_string || !text.contains('\\')).then(|| self.offset(source) + quote + 1)
    }

    /// Returns the part, or its syntax error with the offset in `source`.
    pub(super) fn get(&self, source: &str) -> Result<&T, (usize, &SpannedError)> {
        match &self.value {
            Ok(value) => Ok(value),
            Err(error) => {
                let start = self.start.saturating_sub(source.as_ptr() as usize);
                Err((start + offset_of(&self.raw, error.span.start), error))
            }
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Node<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !PLACES.get() {
            return Ok(Node { start: 0, raw: String::new(), value: Ok(T::deserialize(deserializer)?) });
        }
        let raw: &'de RawValue = Deserialize::deserialize(deserializer)?;
        let text = raw.get_ron();
        Ok(Node {
            start: text.as_ptr() as usize,
            raw: text.to_owned(),
            value: dialect().from_str(text).map_err(Box::new),
        })
    }
}

/// Converts a RON position (line and column, both from 1, in characters) to a byte offset in `text`.
pub(super) fn offset_of(text: &str, position: ron::error::Position) -> usize {
    let mut line_start = 0;
    for _ in 1..position.line {
        match text[line_start..].find('\n') {
            Some(end) => line_start += end + 1,
            None => break,
        }
    }
    text[line_start..]
        .char_indices()
        .nth(position.col.saturating_sub(1))
        .map_or(text.len(), |(at, _)| line_start + at)
}

/// Returns the number of leading bytes that are blanks or comments.
fn leading_trivia(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        rest = if let Some(comment) = trimmed.strip_prefix("//") {
            comment.find('\n').map_or("", |end| &comment[end..])
        } else if let Some(comment) = trimmed.strip_prefix("/*") {
            comment.find("*/").map_or("", |end| &comment[end + 2..])
        } else {
            return text.len() - trimmed.len();
        };
    }
}
