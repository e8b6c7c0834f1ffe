//! A document from outside, text or .docx.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::document(bytes));
