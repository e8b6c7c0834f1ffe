//! A Word 97 document.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::doc(bytes));
