//! Writes all values as CSV for spreadsheets, one row per value: RFC 4180, UTF-8 with a byte order mark.
//! Without the mark Excel reads Chinese text as GBK.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use super::guard::guarded;
use super::values::{cells, label, plain, status};
use crate::form::clean;
use crate::report::Paths;
use crate::sheet::Texts;

/// Writes all values as CSV.
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
