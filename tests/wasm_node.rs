//! The same door in WebAssembly, in node.
#![cfg(target_arch = "wasm32")]

mod support;

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_answers_are_the_native_ones() {
    support::assert_same_lines(&support::answers(), include_str!("wire/answers.jsonl"));
}

#[wasm_bindgen_test]
fn every_check_ends_as_it_does_natively() {
    support::assert_same_lines(&support::verdicts(), include_str!("wire/verdicts.txt"));
}
