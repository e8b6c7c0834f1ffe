//! A text with cells between tabs, commas or bars, or in frames.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::cells(bytes));
