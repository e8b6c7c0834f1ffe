//! A template: compiled, and filled in if it is valid.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::template(bytes));
