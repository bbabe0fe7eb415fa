//! The protocol, byte by byte, and how checks end, number by number: `tests/wire` has what native and wasm must both say.
//! `UPDATE=1 cargo test --test wire` rewrites it, and the commit says why the answers changed.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use support::assert_same_lines;

fn recorded(file: &str, said: &str) -> String {
    let path = format!("{}/tests/wire/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, said).unwrap();
    }
    std::fs::read_to_string(&path).unwrap()
}

#[test]
fn the_answers_are_the_recorded_ones() {
    let answers = support::answers();
    assert_same_lines(&answers, &recorded("answers.jsonl", &answers));
}

#[test]
fn checks_end_as_recorded() {
    let verdicts = support::verdicts();
    assert_same_lines(&verdicts, &recorded("verdicts.txt", &verdicts));
    // The user's own setting is the first, and the one number that everybody knows.
    assert!(verdicts.contains("Holds - all 16,668 states explored"));
    assert!(verdicts.contains("Holds - all 1,194,428 states explored"));
}
