//! The real program: what it prints, and how it ends.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// How often something that must come is asked for, and how long each time. No test says how quick it must be.
const TRIES: usize = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// The shortest run to "value chosen".
const VALUE_CHOSEN: &str = "v=1&run=AuXdGA&sum=yGDAQA";

fn paxos(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paxos"));
    command.args(args).env("RUST_LOG", "error");
    command
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = paxos(args).output().expect("the program starts");
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn last_json(stdout: &str) -> Value {
    serde_json::from_str(stdout.lines().last().expect("a line")).expect("JSON")
}

#[test]
fn checks_hold_in_the_whole_space() {
    for command in ["check", "check-bfs", "check-dfs"] {
        let (code, stdout, _) = run(&[command]);
        assert_eq!(code, Some(0), "{command}");
        assert!(stdout.contains("Always \"linearizable\": Holds - all 16,668 states explored"), "{stdout}");
        assert!(stdout.contains("16,668 states, 32,971 generated, depth 21"), "{stdout}");
    }
    assert!(
        run(&["check"]).1.contains("Sometimes \"value chosen\": Found - shortest: 8 steps\n    1. Put 'A' to S0\n")
    );
}

#[test]
fn what_a_random_walk_finds_is_shrunk_and_replays() {
    let args =
        ["check-simulation", "--broken", "ignores_last_accepted", "--property", "agreement", "--seed", "3", "--shrink"];
    let (code, stdout, _) = run(&args);
    assert_eq!(code, Some(1));
    let shrunk = stdout.lines().find(|line| line.starts_with("Shrunk from ")).expect("it says what came of it");
    assert!(shrunk.ends_with("no single step can be left out."), "{shrunk}");
    let json = last_json(&run(&[&args[..], &["--json"]].concat()).1);
    let agreement = &json["properties"][0];
    let (steps, shorter) = (agreement["steps"].as_u64().unwrap(), agreement["shrunk"].as_u64().unwrap());
    assert!((10..steps).contains(&shorter), "{steps} to {shorter}");
    assert!(shrunk.contains(&format!("from {steps} to {shorter} steps")), "{shrunk}");
    let (code, stdout, _) = run(&["replay", agreement["link"].as_str().unwrap()]);
    assert!(code == Some(0) && stdout.contains(&format!("\n{shorter:>5}. ")), "{stdout}");
    assert_eq!(run(&["check-dfs", "--engine", "stateright", "--shrink"]).0, Some(2));
}

#[test]
fn a_property_of_ones_own_is_checked_by_both_engines() {
    let read = "operations.exists(o, o.kind == 'read' && o.value == 'B')";
    for engine in ["lab", "stateright"] {
        let (code, stdout, _) =
            run(&["check-bfs", "--engine", engine, "--threads", "1", "--sometimes", read, "--json"]);
        let line = last_json(&stdout);
        assert_eq!(
            (code, &line["properties"][0]["name"], &line["properties"][0]["steps"]),
            (Some(0), &"your property".into(), &9.into())
        );
        let (code, stdout, _) = run(&["check-bfs", "1", "--engine", engine, "--always", &format!("!({read})")]);
        assert!(code == Some(0) && stdout.contains("Always \"your property\": Holds"), "{stdout}");
        let (code, _, stderr) = run(&["check-bfs", "--engine", engine, "--sometimes", "size(servers)"]);
        assert!(
            code == Some(2) && stderr.contains("At character 1: This has to be true or false, and is a number."),
            "{stderr}"
        );
        let (code, _, stderr) = run(&["check-bfs", "--engine", engine, "--eventually", "servers.exists(s, s.leds)"]);
        assert!(
            code == Some(2)
                && stderr.contains("At character 21: There is no \"leds\" in a server; did you mean leads?"),
            "{stderr}"
        );
    }
    let (_, stdout, _) = run(&["check-bfs", "--property", "all", "--sometimes", read, "--json"]);
    assert_eq!(last_json(&stdout)["properties"].as_array().unwrap().len(), 13);
    assert_eq!(run(&["check-bfs", "--always", "true", "--sometimes", "true"]).0, Some(2));
}

#[test]
fn json_has_what_machines_were_promised() {
    for engine in ["lab", "stateright"] {
        let (code, stdout, _) = run(&["check-bfs", "--json", "--engine", engine]);
        assert_eq!(code, Some(0));
        let mut line = last_json(&stdout);
        let seconds = line.as_object_mut().unwrap().remove("seconds").unwrap();
        assert!(seconds.as_f64().unwrap() >= 0.0);
        let found = line["properties"][1].as_object_mut().unwrap();
        let (steps, link) = (found.remove("steps").unwrap(), found.remove("link").unwrap());
        if engine == "lab" {
            assert_eq!((steps, link), (8.into(), format!("http://localhost:8080/#{VALUE_CHOSEN}").into()));
        } else {
            assert_eq!(run(&["replay", link.as_str().unwrap()]).0, Some(0), "{link}");
        }
        let expected = serde_json::json!({
            "done": true, "generated": 32_971, "unique": 16_668, "depth": 21, "complete": true, "certificate": null,
            "properties": [
                {"name": "linearizable", "expectation": "always", "verdict": "holds", "steps": null, "link": null},
                {"name": "value chosen", "expectation": "sometimes", "verdict": "found"},
            ],
        });
        assert_eq!(line, expected, "{engine}");
    }
}

#[test]
fn what_stateright_does_not_see_it_does_not_claim() {
    // It goes round for ever, which the lab finds in 4 steps.
    for command in ["check-bfs", "check-dfs"] {
        let of_ones_own = [command, "1", "unordered_duplicating", "--eventually", "clients.exists(c, !c.waits)"];
        assert_eq!(run(&of_ones_own).0, Some(1));
        for asked in [&of_ones_own[..], &[command, "1", "--property", "every_put_is_answered"]] {
            let stateright = [asked, &["--engine", "stateright"]].concat();
            let (code, stdout, _) = run(&stateright);
            assert_eq!(code, Some(0), "{stdout}");
            assert!(stdout.contains(": Not decided - stateright's eventually doesn't see loops and joins"), "{stdout}");
            let line = last_json(&run(&[&stateright[..], &["--json"]].concat()).1);
            assert_eq!(line["properties"][0]["verdict"], "bounded", "{stdout}");
        }
    }
    // What it finds violated is.
    let (code, stdout, _) = run(&["check-bfs", "--engine", "stateright", "--property", "every_put_is_answered"]);
    assert!(code == Some(1) && stdout.contains("Eventually \"every put is answered\": Violated"), "{stdout}");
    // Several threads don't know to which depth they came.
    for (threads, verdict) in [("1", "holds"), ("2", "bounded")] {
        let bounded = ["check", "1", "--max-depth", "99", "--engine", "stateright", "--threads", threads, "--json"];
        assert_eq!(last_json(&run(&[&bounded[..], &["--exhaustive"]].concat()).1)["properties"][0]["verdict"], verdict);
    }
}

#[test]
fn a_client_s_crash_is_told_from_what_servers_do() {
    for engine in ["lab", "stateright"] {
        let told = |more: &[&str]| run(&[&["check", "1", "--max-crashes", "1", "--engine", engine], more].concat()).1;
        let note = "A client that crashes and comes back asks again as if it never had";
        assert!(told(&[]).contains(note), "{engine}");
        let servers =
            ["--crashing", "servers", "--storage", "durable", "--property", "agreement", "--max-states", "99"];
        assert!(!told(&servers).contains(note), "{engine}");
    }
    assert!(!run(&["check", "--broken", "quorum_of_one"]).1.contains("A client that crashes"));
}

#[test]
fn what_is_bounded_says_so() {
    for bound in [["--max-depth", "5"], ["--max-states", "100"]] {
        for engine in ["lab", "stateright"] {
            let (code, stdout, _) = run(&["check", bound[0], bound[1], "--json", "--engine", engine]);
            let line = last_json(&stdout);
            assert_eq!(code, Some(0));
            assert_eq!(line["complete"], false, "{stdout}");
            assert_eq!(line["properties"][0]["verdict"], "bounded", "{engine} {stdout}");
            // Stateright is asked how far it is only now and then, so past its bound it may have found something.
            if engine == "lab" {
                assert_eq!(line["properties"][1]["verdict"], "bounded", "{stdout}");
            }
        }
    }
    let text = run(&["check", "--max-depth", "5"]).1;
    assert!(text.contains("No violation within bounds"), "{text}");
    assert!(text.contains("the depth bound of 5 ended it"), "{text}");
}

#[test]
fn memory_ends_a_check_when_it_is_used_up() {
    let (code, stdout, _) = run(&["check", "6", "--max-memory", "1", "--json"]);
    let line = last_json(&stdout);
    assert_eq!(
        (code, &line["complete"], &line["properties"][0]["verdict"]),
        (Some(0), &false.into(), &"stopped".into())
    );
    assert!(run(&["check", "6", "--max-memory", "1"]).1.contains("its tables would have grown past 1 MB"));
}

#[test]
fn threads_change_nothing_but_the_time() {
    let told = |threads: &str| {
        let mut line = last_json(&run(&["check", "3", "--json", "--threads", threads]).1);
        line.as_object_mut().unwrap().remove("seconds").unwrap();
        line
    };
    assert_eq!(told("1"), told("3"));
    assert_eq!(told("1")["unique"], 1_194_428);
    let (code, _, stderr) = run(&["check-dfs", "--threads", "2"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("Only a breadth-first search runs on several threads"), "{stderr}");
    let (code, _, stderr) = run(&["check", "--threads", "0"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("it must be a whole number from 1 to 64"), "{stderr}");
}

#[test]
fn reduced_states_are_certified() {
    let (code, stdout, _) = run(&["check", "3", "--reduce"]);
    assert_eq!(code, Some(0));
    assert!(
        stdout.contains("Always \"linearizable\": Holds - reduced, certified: 18,900 reduced states stand for all"),
        "{stdout}"
    );
    assert!(!stdout.contains("explored"), "{stdout}");
    let line = last_json(&run(&["check", "3", "--reduce", "--json"]).1);
    assert_eq!(line["certificate"], serde_json::json!({"type": "sound", "compared": 27_996}));
    assert_eq!(line["properties"][0]["verdict"], "holds");
    for option in [&["--reduce"][..], &["--max-memory", "5"]] {
        let (code, _, stderr) = run(&[&["check", "--engine", "stateright"], option].concat());
        assert_eq!(code, Some(2));
        assert!(stderr.contains("take --engine lab for --reduce and --max-memory"), "{stderr}");
    }
}

#[test]
fn a_broken_rule_is_found_by_both_checkers() {
    for engine in ["lab", "stateright"] {
        let command = ["check", "--broken", "ignores_last_accepted", "--property", "agreement", "--engine", engine];
        let (code, stdout, _) = run(&[&command[..], &["--threads", "1", "--json"]].concat());
        assert_eq!(code, Some(1));
        let line = last_json(&stdout);
        assert_eq!(line["properties"][0]["name"], "agreement");
        assert_eq!(line["properties"][0]["steps"], 10, "{stdout}");
    }
    let (code, _, stderr) = run(&["check", "--broken", "everything"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("it must be one of quorum_of_one, ignores_last_accepted"), "{stderr}");
    let (code, _, stderr) = run(&["check", "--broken", "forgets_promise"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("so storage must be durable"), "{stderr}");
}

#[test]
fn where_a_broken_rule_goes_wrong_is_said_with_the_command_that_shows_it() {
    let check = ["check-bfs", "2", "--broken", "accept_does_not_promise", "--property", "agreement"];
    for engine in ["lab", "stateright"] {
        let (code, stdout, _) = run(&[&check[..], &["--engine", engine]].concat());
        assert_eq!(code, Some(0));
        let told = "This rule was found to violate \"agreement\" with 3 servers, 3 clients, in 13 steps. Try that:\n       \
                    paxos check-bfs 3 --broken accept_does_not_promise --property agreement\n";
        assert!(stdout.ends_with(told), "{engine}: {stdout}");
    }
    let line = last_json(&run(&[&check[..], &["--json"]].concat()).1);
    let command = line["elsewhere"]["command"].as_str().unwrap();
    let (code, stdout, _) = run(&command.split(' ').skip(1).collect::<Vec<_>>());
    assert_eq!(code, Some(1));
    assert!(stdout.contains("Violated - shortest: 13 steps") && !stdout.contains("Try that"), "{stdout}");
    assert!(last_json(&run(&["check", "--json"]).1).get("elsewhere").is_none());
}

#[test]
fn rules_and_properties_are_listed_under_the_names_that_options_take() {
    let (code, stdout, _) = run(&["rules"]);
    assert_eq!(code, Some(0));
    assert_eq!(stdout.lines().filter(|line| line.starts_with(|c: char| c.is_alphabetic())).count(), 17, "{stdout}");
    assert!(stdout.contains("accepts_below_promise: Acceptors accept below their promise"), "{stdout}");
    let found = "  found    With 3 servers, 2 clients: \"agreement\" holds in all 16,668 states.\n           \
                 With 3 servers, 3 clients: \"chosen stays chosen\" is violated in 11 steps";
    assert!(stdout.contains(found), "{stdout}");
    let (code, stdout, _) = run(&["properties"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("every_put_is_answered: Eventually"), "{stdout}");
}

#[test]
fn a_property_that_fails_is_exit_code_1() {
    let (code, stdout, _) = run(&["check", "--servers", "1", "--json"]);
    assert_eq!(code, Some(1));
    assert_eq!(last_json(&stdout)["properties"][1]["verdict"], "never");
    assert_eq!(last_json(&stdout)["complete"], true);
    // A client that crashes and starts anew writes while its old write is open, which no register explains.
    let crashing = ["check", "1", "--max-crashes", "1", "--json"];
    let (code, stdout, _) = run(&crashing);
    let line = last_json(&stdout);
    assert_eq!((code, &line["properties"][0]["verdict"]), (Some(1), &"violated".into()), "{stdout}");
    assert_eq!(line["properties"][0]["steps"], 2);
    assert_eq!(line["complete"], false);
    for engine in ["lab", "stateright"] {
        let further = run(&[&crashing[..], &["--exhaustive", "--max-depth", "12", "--engine", engine]].concat());
        assert!(last_json(&further.1)["unique"].as_u64() > line["unique"].as_u64(), "{engine} goes on");
    }
}

#[test]
fn settings_reach_the_model() {
    let (_, stdout, _) = run(&["check", "1", "unordered_nonduplicating", "--lossy", "--json"]);
    assert_eq!(last_json(&stdout)["unique"], 2_378);
    let (_, stdout, _) = run(&["check", "1", "ordered", "--json"]);
    assert_eq!(last_json(&stdout)["unique"], 237);
    let (_, stdout, _) = run(&["check", "1", "--put-count", "2", "--json"]);
    assert_ne!(last_json(&stdout)["unique"], 265);
}

#[test]
fn random_runs_end_when_the_time_is_up() {
    let (code, stdout, _) = run(&["check-simulation", "--seconds", "1", "--json"]);
    let line = last_json(&stdout);
    assert_eq!((code, &line["complete"]), (Some(0), &false.into()), "{stdout}");
    assert_eq!(line["properties"][0]["verdict"], "stopped", "{stdout}");
    assert_eq!(line["properties"][1]["verdict"], "found", "{stdout}");
    let (code, _, stderr) = run(&["check-simulation", "--engine", "stateright"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("checked with --engine lab"), "{stderr}");
}

#[test]
fn bad_usage_is_one_clear_sentence_and_exit_code_2() {
    let cases: [(&[&str], &str); 9] = [
        (&["check", "7"], "it must be a whole number from 1 to 6"),
        (&["check", "many"], "it must be a whole number from 1 to 6"),
        (&["check", "2", "pigeons"], "choose one of ordered, unordered_duplicating, unordered_nonduplicating"),
        (&["check", "--servers", "0"], "it must be a whole number from 1 to 7"),
        (&["check", "--max-crashes", "6"], "The number of crashes at the same time is 6, and must be from 0 to 5."),
        (&["check", "--max-depth", "0"], "it must be a whole number from 1"),
        (&["spawn", "--port", "65534"], "so the first is at most 65533"),
        (&["spawn", "--address", "localhost"], "it must be an IPv4 address"),
        (&["guess"], "unrecognized subcommand 'guess'"),
    ];
    for (args, sentence) in cases {
        let (code, stdout, stderr) = run(args);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(stderr.contains(sentence), "{args:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
    let (code, _, usage) = run(&[]);
    assert_eq!(code, Some(2));
    for command in ["check-bfs", "check-dfs", "check-simulation", "explore", "spawn"] {
        assert!(usage.contains(command), "{usage}");
    }
}

#[test]
fn an_address_in_use_is_exit_code_2() {
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = udp.local_addr().unwrap().port();
    let (code, _, stderr) = run(&["spawn", "--servers", "1", "--port", &port.to_string()]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("can't listen on") && stderr.contains("--port"), "{stderr}");
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = tcp.local_addr().unwrap().to_string();
    let (code, _, stderr) = run(&["explore", "2", &address]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("can't listen on") && stderr.contains("--address"), "{stderr}");
}

/// A program that runs until it is interrupted; killed if a test fails before.
struct Running(Child);

impl Running {
    fn start(args: &[&str]) -> Self {
        Running(paxos(args).stdout(Stdio::piped()).spawn().expect("the program starts"))
    }

    /// Starts servers and waits until all of them listen: what UDP brings before is lost, and Paxos doesn't send it again.
    fn start_servers(count: usize, port: u16) -> Self {
        let args = ["spawn", "--servers", &count.to_string(), "--port", &port.to_string()];
        let mut command = paxos(&args);
        let mut child = command.env("RUST_LOG", "info").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let started = log.by_ref().filter(|line| line.contains("Actor started")).take(count).count();
        assert_eq!(started, count, "it ended before all servers listened");
        // A full pipe would stop the servers.
        std::thread::spawn(move || log.for_each(drop));
        Running(child)
    }

    /// Reads until a line has `text`; everything read so far.
    fn read_until(&mut self, text: &str) -> String {
        let mut seen = String::new();
        let mut lines = BufReader::new(self.0.stdout.as_mut().unwrap());
        while !seen.contains(text) {
            let count = lines.read_line(&mut seen).unwrap();
            assert!(count > 0, "it ended before it said {text:?}: {seen}");
        }
        seen
    }

    fn interrupt(mut self) -> (Option<i32>, String) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut rest = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        (self.0.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn ctrl_c_ends_a_check_with_what_it_knows() {
    let mut check = Running::start(&["check", "6", "--json"]);
    check.read_until("\"done\":false");
    let (code, rest) = check.interrupt();
    assert_eq!(code, Some(130));
    let line = last_json(&rest);
    assert_eq!((&line["done"], &line["complete"]), (&true.into(), &false.into()));
    assert_eq!(line["properties"][0]["verdict"], "stopped");
}

/// As many UDP ports in a row as a test needs, free a moment ago.
fn free_ports(count: u16) -> u16 {
    for _ in 0..TRIES {
        let first = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let last = first.checked_add(count - 1);
        if last.is_some_and(|last| (first..=last).all(|port| UdpSocket::bind(("127.0.0.1", port)).is_ok())) {
            return first;
        }
    }
    panic!("no {count} ports in a row are free");
}

/// Asks again and again, as a client does that can't know what UDP lost.
fn ask(socket: &UdpSocket, port: u16, request: &str) -> String {
    let server = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    socket.set_read_timeout(Some(PAUSE)).unwrap();
    let mut reply = [0; 1024];
    for _ in 0..TRIES {
        socket.send_to(request.as_bytes(), server).unwrap();
        if let Ok((length, _)) = socket.recv_from(&mut reply) {
            return String::from_utf8(reply[..length].to_vec()).unwrap();
        }
    }
    panic!("no reply to {request}");
}

#[test]
fn spawned_servers_agree_over_udp() {
    let port = free_ports(3);
    let mut servers = Running::start_servers(3, port);
    let told = servers.read_until("tcpdump -i");
    let examples: Vec<&str> = told.lines().filter_map(|line| line.split('\'').nth(1)).collect();
    assert_eq!(&examples[1..3], [r#"{"Put":[1,"X"]}"#, r#"{"Get":2}"#], "{told}");
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    assert_eq!(ask(&client, port, examples[1]), r#"{"PutOk":1}"#);
    for server in 0..3 {
        // A reply to the write that was asked for twice may still come first.
        let reply = (0..TRIES).map(|_| ask(&client, port + server, examples[2])).find(|reply| !reply.contains("PutOk"));
        assert_eq!(reply.as_deref(), Some(r#"{"GetOk":[2,"X"]}"#), "server {server}");
    }
    let (code, rest) = servers.interrupt();
    assert_eq!(code, Some(0));
    assert!(rest.contains("Stopped."), "{rest}");
}

fn get(port: u16, path: &str) -> String {
    for _ in 0..TRIES {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
            let mut reply = Vec::new();
            stream.read_to_end(&mut reply).unwrap();
            return String::from_utf8_lossy(&reply).into_owned();
        }
        std::thread::sleep(PAUSE);
    }
    panic!("nobody answers on port {port}");
}

#[test]
fn the_explorer_serves_its_page_and_its_status() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut explorer = Running::start(&["explore", "2", &format!("127.0.0.1:{port}")]);
    explorer.read_until("/.status");
    let page = get(port, "/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<html"), "{page}");
    let status = get(port, "/.status");
    assert!(status.starts_with("HTTP/1.1 200") && status.contains("linearizable"), "{status}");
    let (code, rest) = explorer.interrupt();
    assert_eq!(code, Some(0));
    assert!(rest.contains("Stopped."), "{rest}");
}

#[test]
fn help_teaches() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(help.contains("Exit code") && help.contains("paxos check-bfs 3"), "{help}");
    let (_, help, _) = run(&["check-bfs", "--help"]);
    for option in [
        "--servers",
        "--put-count",
        "--lossy",
        "--max-crashes",
        "--max-depth",
        "--max-states",
        "--exhaustive",
        "--json",
    ] {
        assert!(help.contains(option), "{option}");
    }
}

/// As `head` does.
#[test]
fn whoever_stops_reading_ends_the_program_quietly() {
    for args in [&["rules"][..], &["check-bfs", "2"], &["check-bfs", "2", "--json"]] {
        let mut child = paxos(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.code() == Some(141) && !said.contains("panicked"), "{args:?}: {ended:?}");
    }
}
