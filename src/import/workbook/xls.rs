//! Reads workbooks of Excel 97-2003 (.xls, .et), as specified in [MS-XLS].
//!
//! The stream `Workbook` is a sequence of records: first those of the workbook, then those of each sheet.

use std::collections::HashMap;

use super::number::{Format, shown};
use super::sheet::{Position, Sheet};
use super::strings::{Strings, number, record_text};
use super::{Book, MAX_SHEETS};
use crate::import::DocxError;
use crate::import::limits::Read;

/// Maximum number of merged cells of a sheet.
const MAX_MERGED: usize = 100_000;

/// Types of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const NUMBERS: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const STYLE: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const STRINGS: u16 = 0x00fc;
    pub(super) const SHARED_LABEL: u16 = 0x00fd;
    pub(super) const REAL: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOLEAN: u16 = 0x0205;
    pub(super) const RESULT: u16 = 0x0207;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// A record: its type and its content.
type Record<'b> = (u16, &'b [u8]);

/// Splits a stream into records. A damaged record ends them.
fn records(mut rest: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let (kind, length) = (number(rest, 0)?, usize::from(number(rest, 2)?));
        let content = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, content))
    })
}

/// Returns the 32-bit number at a position.
fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the real number at a position as text.
#[allow(clippy::disallowed_types, reason = "the format stores binary reals, which become text at once")]
fn real(bytes: &[u8], at: usize) -> Option<String> {
    Some(format!("{:e}", f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?)))
}

/// Strings and formats that the cells of all sheets refer to.
#[derive(Default)]
struct Shared {
    strings: Vec<String>,
    /// Formats by the number of the style.
    formats: Vec<Format>,
    from_1904: bool,
}

/// Reads the visible sheets of a stream; `None` if it has a password.
pub(super) fn read(stream: &[u8], read: &mut Read) -> Result<Option<Book>, DocxError> {
    let mut shared = Shared::default();
    let mut book = Book::default();
    let mut sheets: Vec<(String, usize)> = Vec::new();
    let mut codes: HashMap<u16, Format> = HashMap::new();
    let mut styles: Vec<u16> = Vec::new();
    let mut strings: Vec<&[u8]> = Vec::new();
    let mut in_strings = false;
    for (kind, content) in records(stream) {
        in_strings &= kind == kind::CONTINUE;
        match kind {
            kind::PASSWORD => return Ok(None),
            kind::DATE_MODE => shared.from_1904 = number(content, 0) == Some(1),
            kind::FORMAT => {
                let code = record_text(content.get(2..).unwrap_or_default());
                codes.extend(number(content, 0).map(|id| (id, Format::of_code(&code))));
            }
            kind::STYLE => styles.push(number(content, 2).unwrap_or(0)),
            kind::SHEET => {
                let is_shown = matches!(content.get(4..6), Some([0, 0]));
                let start = long(content, 0).and_then(|start| usize::try_from(start).ok());
                match start.filter(|_| is_shown && sheets.len() < MAX_SHEETS) {
                    Some(start) => {
                        let length = content.get(6).map_or(0, |length| u16::from(*length)).to_le_bytes();
                        let name = [&length, content.get(7..).unwrap_or_default()].concat();
                        sheets.push((record_text(&name), start));
                    }
                    None => book.left_out += 1,
                }
            }
            kind::STRINGS => {
                strings.push(content.get(8..).unwrap_or_default());
                in_strings = true;
            }
            kind::CONTINUE if in_strings => strings.push(content),
            kind::END => break,
            _ => {}
        }
    }
    let format =
        |id: &u16| codes.get(id).copied().or_else(|| Format::of_number(u32::from(*id))).unwrap_or_default();
    shared.formats = styles.iter().map(format).collect();
    shared.strings = Strings::new(strings).collect();
    for (name, start) in sheets {
        let content = stream.get(start..).unwrap_or_default();
        let sheet = sheet(content, &shared, read)?;
        book.sheets.push(Sheet { name, ..sheet });
    }
    Ok(Some(book))
}

/// Reads a sheet. Charts in it have records of their own.
fn sheet(stream: &[u8], shared: &Shared, read: &mut Read) -> Result<Sheet, DocxError> {
    let mut sheet = Sheet::default();
    let mut depth = 0_usize;
    // The formula whose result is the next text.
    let mut formula: Option<Position> = None;
    for (kind, content) in records(stream) {
        match kind {
            kind::BEGIN => depth += 1,
            kind::END if depth <= 1 => break,
            kind::END => depth -= 1,
            _ if depth > 1 => {}
            kind::MERGED => {
                for area in content.get(2..).unwrap_or_default().chunks_exact(8) {
                    let at = |index| number(area, index).map_or(0, u32::from);
                    sheet.merged.push(((at(0), at(4)), (at(2), at(6))));
                }
                if sheet.merged.len() > MAX_MERGED {
                    return Err(DocxError::TooLarge);
                }
            }
            kind::RESULT => {
                if let Some(at) = formula.take() {
                    sheet.add(at, &record_text(content), read)?;
                }
            }
            _ => {
                let (Some(row), Some(column)) = (number(content, 0), number(content, 2)) else { continue };
                let at = (u32::from(row), u32::from(column));
                if kind == kind::FORMULA && matches!(content.get(6..14), Some([0, .., 0xff, 0xff])) {
                    formula = Some(at);
                } else if kind == kind::NUMBERS {
                    for (index, cell) in content.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
                        let next = at.1 + u32::try_from(index).unwrap_or(0);
                        sheet.add((at.0, next), &short(cell, shared).unwrap_or_default(), read)?;
                    }
                } else if let Some(text) = cell(kind, content, shared) {
                    sheet.add(at, &text, read)?;
                }
            }
        }
    }
    Ok(sheet)
}

/// Returns the text of a cell.
fn cell(kind: u16, content: &[u8], shared: &Shared) -> Option<String> {
    let format = || format(content.get(4..)?, shared);
    match kind {
        kind::SHARED_LABEL => {
            let index = usize::try_from(long(content, 6)?).ok()?;
            shared.strings.get(index).cloned()
        }
        kind::LABEL | kind::RICH_LABEL => Some(record_text(content.get(6..)?)),
        kind::SHORT_NUMBER => short(content.get(4..)?, shared),
        kind::REAL => Some(shown(&real(content, 6)?, format()?, shared.from_1904)),
        kind::BOOLEAN => Some(truth(*content.get(6)?, *content.get(7)? != 0)),
        kind::FORMULA => match content.get(6..14)? {
            [kind @ (1 | 2), _, value, .., 0xff, 0xff] => Some(truth(*value, *kind == 2)),
            [.., 0xff, 0xff] => None,
            _ => Some(shown(&real(content, 6)?, format()?, shared.from_1904)),
        },
        _ => None,
    }
}

/// Returns a truth value, or the name of an error.
fn truth(value: u8, is_error: bool) -> String {
    let text = match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0f) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1d) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    };
    text.to_owned()
}

/// Returns the format of a style.
fn format(style: &[u8], shared: &Shared) -> Option<Format> {
    Some(shared.formats.get(usize::from(number(style, 0)?)).copied().unwrap_or_default())
}

/// Returns a number of 30 bits with its style: a whole number or the beginning of a real one, also in hundredths.
fn short(content: &[u8], shared: &Shared) -> Option<String> {
    let bits = long(content, 2)?;
    let value = if bits & 2 == 0 {
        real(&[[0; 4], (bits & !3).to_le_bytes()].concat(), 0)?
    } else {
        (bits.cast_signed() >> 2).to_string()
    };
    let value = if bits & 1 == 0 {
        value
    } else {
        let (mantissa, exponent) = value.split_once('e').unwrap_or((&value, "0"));
        format!("{mantissa}e{}", exponent.parse::<i32>().ok()? - 2)
    };
    Some(shown(&value, format(content, shared)?, shared.from_1904))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_whole_real_or_hundredths() {
        let shared = Shared { formats: vec![Format::Plain, Format::Percent], ..Shared::default() };
        let cell = |style: u16, bits: u32| [&style.to_le_bytes()[..], &bits.to_le_bytes()].concat();
        for (style, bits, text) in [
            (0, 50 << 2 | 2, "50"),
            (0, 66_286 << 2 | 3, "662.86"),
            (0, (-7_i32 << 2 | 2).cast_unsigned(), "-7"),
            (0, 0x4020_0000, "8"),
            (1, 0x3fe0_0000, "50%"),
        ] {
            assert_eq!(short(&cell(style, bits), &shared).as_deref(), Some(text));
        }
    }

    #[test]
    fn damage_ends_the_records() {
        assert_eq!(records(&[10, 0, 0, 0, 6, 0, 9, 0, 1]).collect::<Vec<_>>(), [(10, &[][..])]);
        let book = read(&[0x2f, 0, 0, 0], &mut Read::default()).unwrap();
        assert!(book.is_none());
    }
}
