//! Labels in two languages: `(zh: "…", en: "…")` in a template.
//!
//! Such a label is one text with marks until all labels are known.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::message::Lang;

/// The marks before, between and after the texts of both languages.
const MARKS: [char; 3] = ['\u{1}', '\u{2}', '\u{3}'];

/// Reads a text, or the texts of both languages.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

/// Reads an optional text, or the texts of both languages.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(Some)
}

struct TextVisitor;

/// The texts of both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    zh: String,
    en: String,
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, or (zh: \"...\", en: \"...\")")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.replace(MARKS, ""))
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<String, A::Error> {
        let Both { zh, en } = Both::deserialize(MapAccessDeserializer::new(keys))?;
        Ok(both(&zh, &en))
    }
}

fn both(zh: &str, en: &str) -> String {
    let [before, between, after] = MARKS;
    format!("{before}{}{between}{}{after}", zh.replace(MARKS, ""), en.replace(MARKS, ""))
}

/// Returns a text that is made of the texts of each language.
pub(super) fn in_each(text: &str, make: impl Fn(&str) -> String) -> String {
    match (of(text, Lang::Zh), of(text, Lang::En)) {
        (Some(zh), Some(en)) => both(&make(&zh), &make(&en)),
        _ => make(text),
    }
}

/// Returns the text of a language, with what is written around it; `None` if there is one language only.
pub(super) fn of(text: &str, lang: Lang) -> Option<String> {
    let [before, between, after] = MARKS;
    let (start, rest) = text.split_once(before)?;
    let (zh, rest) = rest.split_once(between)?;
    let (en, end) = rest.split_once(after)?;
    Some(format!("{start}{}{end}", lang.choose([zh, en])))
}
