//! The same door in WebAssembly, in node.
#![cfg(target_arch = "wasm32")]

mod support;

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_answers_are_the_native_ones() {
    for (said, expected) in support::answers().lines().zip(include_str!("wire/answers.jsonl").lines()) {
        assert_eq!(said, expected);
    }
    assert_eq!(support::answers().lines().count(), include_str!("wire/answers.jsonl").lines().count());
}

#[wasm_bindgen_test]
fn the_users_check_ends_as_it_does_natively() {
    let (generated, unique, depth, texts) = support::users_check();
    assert_eq!((generated, unique, depth), (32_971, 16_668, 21));
    assert_eq!(texts, ["Holds - all 16,668 states explored", "Found - shortest: 8 steps"]);
}
