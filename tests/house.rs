//! The invariants that `lib.rs` names, held by looking at the source.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// Past this a file is rarely one idea.
const LINES_MAX: usize = 500;

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!files.is_empty());
    files
}

fn nowhere(folder: &str, words: &[&str]) {
    for (path, text) in sources(folder) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for word in words {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn the_algorithm_knows_no_checker_no_js_and_no_clock() {
    nowhere("src/paxos", &["checker", "wasm", "js_sys", "std::time", "crate::model", "crate::lab"]);
}

#[test]
fn the_checker_knows_no_paxos_no_clock_and_no_thread() {
    nowhere("src/checker", &["paxos", "Paxos", "crate::model", "crate::lab", "std::time", "std::thread"]);
}

#[test]
fn the_target_is_asked_for_in_one_file() {
    for (path, text) in sources("src") {
        assert!(path.ends_with("src/lib.rs") || !text.contains("target_arch"), "{}", path.display());
    }
}

#[test]
fn clocks_threads_and_sockets_stay_in_the_program() {
    for (path, text) in sources("src") {
        if !path.components().any(|part| part.as_os_str() == "cli") {
            for word in ["std::time", "std::thread", "std::net", "println!"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_stays_one_idea() {
    for (path, text) in sources("src") {
        assert!(text.starts_with("//! "), "{}", path.display());
        assert!(text.lines().count() <= LINES_MAX, "{}", path.display());
    }
}
