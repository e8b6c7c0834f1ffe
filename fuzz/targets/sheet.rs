//! A workbook: the XML of a sheet, or a list of cells.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::sheet(bytes));
