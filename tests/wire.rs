//! The protocol, byte by byte: `tests/wire/answers.jsonl` is what native and wasm must both say. `UPDATE=1 cargo test --test wire`
//! rewrites it, and the commit says why the answers changed.
#![cfg(not(target_arch = "wasm32"))]

mod support;

#[test]
fn the_answers_are_the_recorded_ones() {
    let answers = support::answers();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire/answers.jsonl");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &answers).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    for (place, (said, expected)) in answers.lines().zip(recorded.lines()).enumerate() {
        assert_eq!(said, expected, "line {}", place + 1);
    }
    assert_eq!(answers.lines().count(), recorded.lines().count());
}

#[test]
fn the_users_check_ends_as_it_must() {
    let (generated, unique, depth, texts) = support::users_check();
    assert_eq!((generated, unique, depth), (32_971, 16_668, 21));
    assert_eq!(texts, ["Holds - all 16,668 states explored", "Found - shortest: 8 steps"]);
}
