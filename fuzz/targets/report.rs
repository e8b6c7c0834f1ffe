//! A report: read, filled in, calculated, written, and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::report(bytes));
