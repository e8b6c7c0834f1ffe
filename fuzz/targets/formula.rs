//! A formula, in a form that is otherwise right.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tianbiao_fuzz::targets::formula(bytes));
