//! Input from a terminal to a report on a screen of any size.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::screen(bytes));
