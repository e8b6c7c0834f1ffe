//! The main part of a Word document that is filled in.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::fill_in(bytes));
