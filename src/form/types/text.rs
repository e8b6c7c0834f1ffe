//! A single line of text.

use super::super::digits::fold;
use super::super::{TypeRow, Value};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Text",
    sample: "城南大道改造工程",
    help: ["一行文字", "single line of text"],
    prose: true,
    parse: |_, text| Ok(Value::Text(code(text).unwrap_or_else(|| text.to_owned()).into())),
    ..TypeRow::DEFAULT
};

/// Returns a code or a figure in half width, as numbers are. `None` for a text with words.
fn code(text: &str) -> Option<String> {
    let folded: String = text.chars().map(fold).collect();
    let is_code = folded.chars().all(|c| c.is_ascii_graphic() || "≥≤±~ ".contains(c));
    (is_code && folded != text && folded.contains(|c: char| c.is_ascii_digit())).then_some(folded)
}
