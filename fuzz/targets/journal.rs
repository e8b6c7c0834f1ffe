//! A journal: as a file, and as records.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::journal(bytes));
