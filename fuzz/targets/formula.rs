//! A formula, in an otherwise valid form.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::formula(bytes));
