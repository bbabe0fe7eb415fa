//! The same door in WebAssembly, in a browser's dedicated worker, where the page runs it.
#![cfg(target_arch = "wasm32")]

mod support;

use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn the_answers_are_the_native_ones() {
    support::assert_same_lines(&support::answers(), include_str!("wire/answers.jsonl"));
}

#[wasm_bindgen_test]
fn every_check_ends_as_it_does_natively() {
    support::assert_same_lines(&support::verdicts(), include_str!("wire/verdicts.txt"));
}

#[wasm_bindgen_test]
fn this_is_a_dedicated_worker() {
    use wasm_bindgen::JsCast;
    assert!(js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>().is_ok());
}
