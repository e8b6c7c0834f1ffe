//! A template: compiled, and what compiles filled in.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::template(bytes));
