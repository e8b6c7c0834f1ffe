//! CSV for spreadsheets: a row for every value. RFC 4180, UTF-8 with a byte order mark, without which Excel
//! reads Chinese as GBK.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use super::values::{cells, label, plain, status};
use crate::form::clean;
use crate::report::{Paths, Texts};

/// All values as CSV.
pub(super) fn write(texts: &Texts<'_>) -> io::Result<Vec<u8>> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["path", "label", "value", "unit", "status"])?;
    let paths = Paths::new(texts.form, texts.report);
    for cell in cells(texts) {
        let unit = texts.form.field(cell.field).kind.unit().unwrap_or_default();
        writer.write_record([
            guarded(clean(&paths.of(cell))),
            guarded(label(texts, cell)),
            guarded(plain(texts, cell).unwrap_or_default()),
            guarded(clean(unit)),
            status(texts, cell).name().to_owned(),
        ])?;
    }
    writer.into_inner().map_err(|error| io::Error::from(error.into_error().kind()))
}

/// A text that a spreadsheet would run as a formula, with an apostrophe before it.
fn guarded(text: String) -> String {
    let runs = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if runs && !is_plain_number(&text) { format!("'{text}") } else { text }
}

/// Digits with a sign and a decimal point at most.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, decimals].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards() {
        for (text, written) in [
            ("", ""),
            ("881.32", "881.32"),
            ("-12.50", "-12.50"),
            ("+3", "+3"),
            ("-", "'-"),
            ("-.5", "'-.5"),
            ("-1-2", "'-1-2"),
            ("=1+2", "'=1+2"),
            ("+A1", "'+A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("\u{a0}\u{2003}\n@a", "'\u{a0}\u{2003}\n@a"),
            ("＝1", "'＝1"),
            ("支出=收入", "支出=收入"),
        ] {
            assert_eq!(guarded(text.to_owned()), written, "{text:?}");
        }
    }
}
