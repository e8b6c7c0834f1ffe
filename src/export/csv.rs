//! Writes all values as CSV for spreadsheets, one row per value: RFC 4180, UTF-8 with a byte order mark.
//! Without the mark Excel reads Chinese text as GBK.

use std::io;
use std::iter::once;

use ::csv::{Terminator, WriterBuilder};

use super::Options;
use super::guard::guarded;
use super::values::{cells, label, plain, status};
use crate::check::Checked;
use crate::form::clean;
use crate::report::Paths;

/// Writes all values as CSV.
pub(super) fn write(checked: &Checked<'_>, _: Options) -> io::Result<Vec<u8>> {
    let texts = &checked.texts;
    let head = ["path", "label", "value", "unit", "status"].map(str::to_owned);
    let paths = Paths::new(texts.form, texts.report);
    let lines = cells(texts).into_iter().map(|cell| {
        let unit = texts.form.field(cell.field).kind.unit().unwrap_or_default();
        let (value, status) = (plain(texts, cell).unwrap_or_default(), status(texts, cell).name());
        [clean(&paths.of(cell)), label(texts, cell), value, clean(unit), status.to_owned()]
    });
    records(WriterBuilder::new().terminator(Terminator::CRLF), once(head).chain(lines))
}

/// Writes lines of cells with a byte order mark; formulas are escaped.
pub(super) fn records(
    format: &WriterBuilder,
    lines: impl Iterator<Item = impl IntoIterator<Item = String>>,
) -> io::Result<Vec<u8>> {
    let mut writer = format.from_writer("\u{feff}".as_bytes().to_vec());
    for line in lines {
        writer.write_record(line.into_iter().map(guarded))?;
    }
    writer.into_inner().map_err(|error| io::Error::from(error.into_error().kind()))
}
