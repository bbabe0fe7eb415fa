//! What is shared, by the real program: checks print links, `replay` proves them, `export` writes them in every format, and what goes
//! through a pipe is the same as what goes through a file.
#![cfg(not(target_arch = "wasm32"))]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The shortest run to "value chosen".
const VALUE_CHOSEN: &str = "v=1&run=AuXdGA&sum=yGDAQA";
/// Fits, and its sum is another's.
const DIFFERS: &str = "v=1&run=AuXdGA&sum=AAAAAA";
/// Its second step is an `Accept`, which isn't there.
const MISFIT: &str = "v=1&run=A2A&sum=AAAAAA";

fn piped(args: &[&str], input: &[u8]) -> (Option<i32>, Vec<u8>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_paxos"))
        .args(args)
        .env("RUST_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that has seen enough closes its end.
    let _ = program.stdin.take().expect("a pipe").write_all(input);
    let Output { status, stdout, stderr } = program.wait_with_output().expect("it ends");
    (status.code(), stdout, String::from_utf8(stderr).expect("text"))
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let (code, stdout, stderr) = piped(args, b"");
    (code, String::from_utf8(stdout).expect("text"), stderr)
}

/// A file of this name, in a folder that is thrown away.
fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shared");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn what_a_check_finds_has_a_link_that_replays() {
    let (_, stdout, _) = run(&["check", "--link-base", "https://docs.example/paxos/"]);
    let link = format!("https://docs.example/paxos/#{VALUE_CHOSEN}");
    assert!(stdout.contains(&format!("\n       {link}\n")), "{stdout}");
    let (code, stdout, _) = run(&["replay", &link]);
    assert_eq!(code, Some(0));
    assert!(stdout.starts_with("Single Decree Paxos: 3 servers, 2 clients"), "{stdout}");
    assert!(stdout.contains("    1. Put 'A' to S0\n       S0 is asked to write by C3"), "{stdout}");
    assert!(stdout.ends_with("Verified: the run fits in all its 8 steps and ends as it did.\n"), "{stdout}");
}

#[test]
fn the_exit_code_says_what_a_replay_has_proved() {
    for (link, expected, says) in [
        (VALUE_CHOSEN, 0, "Verified"),
        ("v=1&run=AuXdGA", 0, "came without a sum"),
        ("v=1&simulate=9&seed=3", 0, "was run"),
        (DIFFERS, 1, "doesn't end as it did"),
        (MISFIT, 1, "Step 2 no longer fits: an Accept was expected, and there is none."),
    ] {
        let (code, stdout, _) = run(&["replay", link]);
        assert_eq!(code, Some(expected), "{link}");
        assert!(stdout.contains(says), "{stdout}");
    }
    for (source, says) in [
        ("v=1&run=!", "The link's run is damaged"),
        ("no-such-file.json", "There is no link and no file that can be read at \"no-such-file.json\""),
        ("v=1&check=bfs&depth=9", "to check it: paxos check-bfs --max-depth 9"),
    ] {
        let (code, _, stderr) = run(&["replay", source]);
        assert_eq!(code, Some(2), "{source}");
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn what_is_exported_opens_again() {
    for (format, says) in [("json", "ends as it did"), ("itf", "has the states it had")] {
        let path = file(&format!("run.{format}"));
        let path = path.to_str().unwrap();
        let (code, stdout, _) = run(&["export", VALUE_CHOSEN, "--format", format, "--output", path]);
        assert_eq!((code, stdout.as_str()), (Some(0), ""));
        let (code, stdout, _) = run(&["replay", path]);
        assert_eq!(code, Some(0));
        assert!(stdout.contains(says), "{stdout}");
        // Through pipes: the file to a story, as the link itself.
        let (_, story, _) = piped(&["export", "-", "-f", "text"], &std::fs::read(path).unwrap());
        assert_eq!(String::from_utf8(story).unwrap(), run(&["export", VALUE_CHOSEN, "-f", "text"]).1);
    }
}

#[test]
fn every_format_has_its_own_beginning() {
    for (format, begins) in [
        ("text", "# A run of Single Decree Paxos"),
        ("json", "{\n  \"format\": \"paxos-lab-trace\",\n  \"version\": 1,"),
        ("rust", "//! A run of Single Decree Paxos, replayed in stateright's model of it."),
        ("cli", "paxos replay '#v=1&run=AuXdGA&sum=yGDAQA'\npaxos check-bfs\n"),
        ("itf", "{\n  \"#meta\": {"),
        ("mermaid", "%% #v=1&run=AuXdGA&sum=yGDAQA\nsequenceDiagram\n"),
        ("plantuml", "@startuml\n"),
        ("svg", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "),
    ] {
        let (code, stdout, _) = run(&["export", VALUE_CHOSEN, "--format", format]);
        assert_eq!(code, Some(0));
        assert!(stdout.starts_with(begins), "{format}: {stdout}");
    }
    let (code, dots, _) = piped(&["export", VALUE_CHOSEN, "--format", "png", "--theme", "dark"], b"");
    assert_eq!((code, dots.starts_with(b"\x89PNG")), (Some(0), true));
    // What a link of a check has is its command.
    let (_, command, _) = run(&["export", "clients=3&lossy=1&v=1&check=dfs&seconds=9&reduce=1", "-f", "cli"]);
    assert_eq!(command, "paxos check-dfs 3 --seconds 9 --lossy --reduce\n");
}

#[test]
fn a_run_that_does_not_fit_is_not_exported() {
    let (code, stdout, stderr) = run(&["export", MISFIT, "--format", "json"]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("Step 2 no longer fits") && stderr.contains("Nothing was exported."), "{stderr}");
    let (code, _, stderr) = run(&["export", VALUE_CHOSEN, "-f", "text", "-o", "/no/such/folder/run.md"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("\"/no/such/folder/run.md\" can't be written"), "{stderr}");
}

#[test]
fn whatever_comes_through_the_pipe_is_answered_by_a_sentence() {
    for input in [&b"{"[..], b"{}", b"\xff\xfe", b"[1,2]", b"{\"format\":\"paxos-lab-trace\"}", b"\0\0=", b"x"] {
        let (code, _, stderr) = piped(&["replay", "-"], input);
        assert_eq!(code, Some(2), "{input:?}");
        let sentences: Vec<&str> = stderr.lines().collect();
        assert!(sentences.len() == 1 && stderr.starts_with("error: ") && stderr.ends_with(".\n"), "{stderr}");
    }
}

/// The command of every check is one that the program takes.
#[test]
fn commands_are_the_programs_own() {
    for link in [
        "v=1&check=bfs&depth=4",
        "clients=3&network=ordered&lossy=1&servers=2&max_crashes=1&puts=2&v=1&check=bfs&depth=2&states=50&memory=9&exhaustive=1",
        "v=1&check=simulation&depth=9&seconds=1&seed=7&property=linearizable",
    ] {
        let (_, command, _) = run(&["export", link, "-f", "cli"]);
        let args: Vec<&str> = command.split_whitespace().skip(1).collect();
        let (code, stdout, stderr) = run(&args);
        assert!(matches!(code, Some(0 | 1)) && stdout.contains("states"), "{command}{stdout}{stderr}");
    }
}
