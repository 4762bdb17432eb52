#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| consentry_fuzz::run("scenario", bytes));
