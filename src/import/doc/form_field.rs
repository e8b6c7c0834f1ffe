//! Values of form fields, which are in the stream `Data`.

use super::bytes::{count_at, slice, text_at, u32_at};
use crate::import::symbol::tick_box;

/// Kinds of fields.
const CHECK_BOX: usize = 1;
const LIST: usize = 2;
/// Value of a field that shows its default.
const DEFAULT: usize = 25;
/// Length of the kind, the value and the limits of a field, which come before its name.
const BEFORE_NAME: usize = 10;

/// Returns the text that the field at a place shows: a box with or without a tick, or a choice.
pub(super) fn shown(data: &[u8], at: usize) -> Option<String> {
    let len = u32_at(data, at)?;
    let header = count_at(data, at.checked_add(4)?)?;
    let field = slice(data, at, len)?.get(header..)?;
    let flags = count_at(field, 4)?;
    let (kind, value) = (flags & 3, flags >> 2 & 0x1f);
    let mut rest = field.get(BEFORE_NAME..)?;
    skip_text(&mut rest)?;
    let default = match kind {
        CHECK_BOX | LIST => count_at(rest, 0)?,
        _ => return None,
    };
    let value = if value == DEFAULT { default } else { value };
    if kind == CHECK_BOX {
        return Some(tick_box(value != 0).to_owned());
    }
    rest = rest.get(2..)?;
    // Format, help, status, and two macros.
    for _ in 0..5 {
        skip_text(&mut rest)?;
    }
    let count = count_at(rest, 2)?;
    rest = rest.get(6..)?;
    (value < count).then_some(())?;
    for _ in 0..value {
        rest = rest.get(2 + count_at(rest, 0)? * 2..)?;
    }
    text_at(rest, 2, count_at(rest, 0)?)
}

/// Skips a text with its length before it and a NUL after it.
fn skip_text(rest: &mut &[u8]) -> Option<()> {
    *rest = rest.get(2 + count_at(rest, 0)? * 2 + 2..)?;
    Some(())
}
