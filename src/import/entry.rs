//! A text from outside as the entry of a cell.

use super::label::{strip_number, strip_row_label};
use crate::form::{FieldId, Form, Home};

/// Returns a text without what the form prints before it: the label of its row (`目标1：`), or the number before
/// the name of a row.
pub fn entry_text<'t>(form: &Form, field: FieldId, text: &'t str) -> &'t str {
    let field = form.field(field);
    let found = match field.home {
        Home::Column { rows, .. } if field.kind.is_prose() => {
            strip_row_label(text, &form.row_set(rows).pattern).map(|(_, rest)| rest)
        }
        Home::RowName(_) => strip_number(text).map(|(.., rest)| rest).filter(|rest| !rest.is_empty()),
        _ => None,
    };
    found.unwrap_or(text)
}
