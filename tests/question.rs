//! Properties of one's own: what can be said, what is said of what can't, and that the answers are those of properties that are known.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab, StrategyName, VerdictName};
use paxos_lab::model::{
    AGREEMENT, Crashing, DUEL, EXAMPLES, ExpectationName, NetworkKind, OwnProperty, PROPERTIES, PaxosModelCfg,
    QUESTION_MAX, Question, SUBJECTS,
};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::Session;
use paxos_lab::trace;
use proptest::prelude::*;
use stateright::{Checker, Model};

fn own(expectation: ExpectationName, text: &str) -> OwnProperty {
    OwnProperty { expectation, text: text.to_owned() }
}

fn some(text: &str) -> OwnProperty {
    own(ExpectationName::Sometimes, text)
}

fn settings() -> [PaxosModelCfg; 5] {
    let usual = PaxosModelCfg::default();
    [
        usual,
        PaxosModelCfg { broken: Some(BrokenRule::QuorumOfOne), put_count: 2, ..usual },
        PaxosModelCfg { max_crashes: 1, retries: 1, network: NetworkKind::UnorderedDuplicating, ..usual },
        PaxosModelCfg { max_crashes: 1, crashing: Crashing::Servers, storage: Storage::Durable, lossy: true, ..usual },
        PaxosModelCfg { network: NetworkKind::Ordered, client_count: 3, ..usual },
    ]
}

/// The states of a few runs at random.
fn visited(config: PaxosModelCfg, mut look: impl FnMut(&Session)) {
    for seed in 0..10 {
        let mut session = Session::new(config).unwrap();
        while session.cursor() < 60 {
            look(&session);
            let Some(action) = session.choose(seed) else { break };
            session.act(action).unwrap();
        }
    }
}

#[test]
fn every_word_has_a_value_of_its_kind_in_every_state() {
    for subject in &SUBJECTS {
        for field in subject.fields {
            let same = match field.kind {
                "int" => "x.F + 0 == x.F",
                "bool" => "x.F || !x.F",
                "string" => "(x.F + '').size() < 20",
                kind => panic!("{kind}"),
            };
            let text = format!("{}.all(x, {})", subject.name, same.replace('F', field.name));
            let question = Question::read(&some(&text)).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
            for config in settings() {
                visited(config, |session| {
                    assert_eq!(question.answer(&session.model().cfg, &session.shown().state), Ok(true), "{text}");
                });
            }
        }
    }
}

#[test]
fn every_example_has_an_answer_in_every_state() {
    for (meaning, text) in EXAMPLES {
        let question = Question::read(&some(text)).unwrap_or_else(|wrong| panic!("{meaning}: {wrong}"));
        for config in settings() {
            visited(config, |session| {
                let answer = question.answer(&session.model().cfg, &session.shown().state);
                assert!(answer.is_ok(), "{meaning}: {answer:?}");
            });
        }
    }
}

#[test]
fn operations_are_those_of_the_run() {
    for config in [
        PaxosModelCfg::default(),
        PaxosModelCfg { put_count: 2, broken: Some(BrokenRule::QuorumOfOne), ..PaxosModelCfg::default() },
    ] {
        visited(config, |session| {
            let answer = |text: String| {
                Question::read(&some(&text)).unwrap().answer(&session.model().cfg, &session.shown().state).unwrap()
            };
            let operations = &session.shown().operations;
            assert!(answer(format!("size(operations) == {}", operations.len())));
            let done = operations.iter().filter(|one| one.returned_in.is_some()).count();
            assert!(answer(format!("operations.filter(o, o.done).size() == {done}")));
            for read in operations.iter().filter_map(|one| one.read.filter(|value| *value != char::default())) {
                assert!(answer(format!("operations.exists(o, o.kind == 'read' && o.done && o.value == '{read}')")));
            }
        });
    }
}

fn checked(config: PaxosModelCfg, options: CheckOptions) -> CheckView {
    let mut lab = Lab::new();
    lab.handle(Command::Configure { config });
    let mut events = lab.handle(Command::CheckStart { run: 1, options });
    loop {
        match events.pop() {
            Some(Event::Check(view)) if view.status == CheckStatus::Running => {
                events = lab.handle(Command::CheckAdvance { run: 1, budget: 1_000 });
            }
            Some(Event::Check(view)) => return view,
            other => panic!("{other:?}"),
        }
    }
}

/// What is known of the property by itself, and what of the same in one's own words.
fn assert_alike(config: PaxosModelCfg, known: &str, text: &str) {
    let place = PROPERTIES.iter().position(|property| property.name == known).unwrap();
    let expectation = ExpectationName::from(&PROPERTIES[place].expectation);
    for strategy in [StrategyName::BreadthFirst, StrategyName::DepthFirst] {
        let options = CheckOptions { strategy, ..CheckOptions::default() };
        let only = u32::try_from(place).ok();
        let theirs = checked(config, CheckOptions { only, ..options.clone() });
        let ours = checked(config, CheckOptions { own: Some(own(expectation, text)), ..options });
        assert_eq!(
            (ours.unique, ours.generated, ours.properties[0].verdict, ours.properties[0].steps),
            (theirs.unique, theirs.generated, theirs.properties[0].verdict, theirs.properties[0].steps),
            "{config:?}: {text}"
        );
    }
}

const AGREED: &str = "servers.all(a, servers.all(b, a.decided == '' || b.decided == '' || a.decided == b.decided))";

#[test]
fn properties_in_ones_own_words_have_the_verdicts_of_those_that_are_known() {
    let usual = PaxosModelCfg::default();
    for config in [
        usual,
        PaxosModelCfg { broken: Some(BrokenRule::QuorumOfOne), ..usual },
        PaxosModelCfg { broken: Some(BrokenRule::AcceptsBelowPromise), ..usual },
        PaxosModelCfg { promise_quorum: Some(1), ..usual },
        PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..usual },
    ] {
        assert_alike(config, AGREEMENT, AGREED);
        assert_alike(config, DUEL, "servers.filter(s, s.leads).size() >= 2");
        let puts = "operations.all(o, o.kind != 'write' || o.done)";
        assert_alike(config, "every put is answered", puts);
        assert_alike(config, "value chosen", "messages.exists(m, m.kind == 'GetOk' && m.value != '')");
    }
}

#[test]
fn stateright_gives_the_same_answers() {
    let usual = PaxosModelCfg::default();
    for (config, text) in [
        (usual, "servers.exists(s, s.round >= 2)"),
        (usual, "size(messages) == 1 && clients.exists(c, c.waits)"),
        (usual, "operations.filter(o, o.kind == 'read' && o.done).size() == 2"),
        (
            PaxosModelCfg { client_count: 1, lossy: true, ..usual },
            "size(messages) == 0 && servers.all(s, s.decided == '')",
        ),
        (PaxosModelCfg { client_count: 1, max_crashes: 1, ..usual }, "servers.exists(s, s.crashed && s.leads)"),
    ] {
        let ours = checked(config, CheckOptions { own: Some(some(text)), ..CheckOptions::default() });
        let question = Question::read(&some(text)).unwrap();
        let checker = config.into_model_with(&[], Some(&question)).unwrap().checker().spawn_bfs().join();
        let theirs = checker.discoveries().into_values().next().map(|path| path.into_actions().len());
        assert_eq!(ours.properties[0].steps.map(|steps| steps as usize), theirs, "{text}");
        let is_found = ours.properties[0].verdict == VerdictName::Found;
        assert_eq!(is_found, theirs.is_some(), "{text}");
        if !is_found {
            assert_eq!(ours.unique, checker.unique_state_count() as u64, "{text}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let wrong = |text: &str| {
        let wrong = Question::read(&some(text)).err().unwrap_or_else(|| panic!("{text} is a question"));
        (wrong.message, wrong.from, wrong.to)
    };
    let told = |message: &str, from, to| (message.to_owned(), from, to);
    assert_eq!(wrong("server.size() > 1"), told("There is no \"server\"; did you mean servers?", 0, 6));
    assert_eq!(wrong("servers.all(s, s.leds)"), told("Nothing has a \"leds\"; did you mean leads?", 17, 21));
    assert_eq!(
        wrong("size(servers) > 1 &&\n s"),
        told("There is no \"s\"; there are servers, clients, messages, operations.", 22, 23)
    );
    assert_eq!(wrong("'server' == server"), told("There is no \"server\"; did you mean servers?", 12, 18));
    assert_eq!(wrong("1 +"), told("It ends too early: something is missing here.", 3, 3));
    assert_eq!(wrong("'é' == )"), told("\")\" can't stand here.", 7, 8));
    assert_eq!(wrong("1.5 > 1"), told("Numbers are whole here, as nothing of a state is a fraction.", 1, 2));
    assert_eq!(wrong("Thing{a: 1} == 1").0, "Nothing is made here: ask of servers, clients, messages and operations.");
    assert_eq!(wrong(" "), told("Say what is to be true, as in servers.exists(s, s.leads).", 0, 1));
    assert_eq!(wrong(&"1".repeat(401)), told("It has 401 characters, and may have at most 400.", 400, 401));
    let nested = "servers.all(a, servers.all(b, servers.all(c, true)))";
    assert_eq!(wrong(nested), told("Lists are gone through in each other too often: at most 2 times.", 42, 43));
    assert!(wrong(&"(".repeat(200)).0.starts_with("It is nested too deeply"));
    assert!(wrong("exec('rm')").0.starts_with("There is no exec()"));
}

#[test]
fn what_has_no_answer_is_told_before_a_check_or_stops_it() {
    let failed = |text: &str| match Lab::new()
        .handle(Command::CheckStart {
            run: 1,
            options: CheckOptions { own: Some(some(text)), ..CheckOptions::default() },
        })
        .pop()
    {
        Some(Event::Failed { message }) => message,
        other => panic!("{other:?}"),
    };
    assert!(
        failed("servers[0].name + 1 == ''")
            .starts_with("Your property can't be checked. It has no answer in some state: ")
    );
    assert_eq!(failed("size(servers)"), "Your property can't be checked. It has to be true or false, and is Int(3).");
    assert_eq!(
        failed("servers.al(s, true)").split(';').next(),
        Some("Your property can't be read. At character 9: There is no al()")
    );
    // There is none in a state to which none of the first runs at random comes.
    let rare = "servers.all(s, s.accepted_leader == 1 && s.accepted_round == 2 && s.accepted == 'A') && operations.exists(o, o.kind == 'read' && o.done) && servers[9].leads";
    for strategy in [StrategyName::BreadthFirst, StrategyName::DepthFirst] {
        for expectation in [ExpectationName::Always, ExpectationName::Sometimes] {
            let text = match expectation {
                ExpectationName::Always => format!("!({rare})"),
                _ => rare.to_owned(),
            };
            let view = checked(
                PaxosModelCfg::default(),
                CheckOptions { strategy, own: Some(own(expectation, &text)), ..CheckOptions::default() },
            );
            assert_eq!(
                (view.status, view.properties[0].verdict),
                (CheckStatus::Stopped, VerdictName::Stopped),
                "{}",
                view.summary
            );
            assert!(
                view.summary.contains("your property has no answer in some state: Index out of bounds"),
                "{}",
                view.summary
            );
        }
    }
}

#[test]
fn links_and_commands_carry_it_whole() {
    for text in [
        "servers.exists(s, s.leads && s.name == \"S1\")",
        "'é%&=#+' \n!= \"'\"",
        "size(servers) * 2 > 3 ? true : false",
    ] {
        for expectation in [ExpectationName::Always, ExpectationName::Sometimes, ExpectationName::Eventually] {
            let plan = trace::CheckPlan {
                options: CheckOptions { own: Some(own(expectation, text)), ..CheckOptions::default() },
                ..trace::CheckPlan::default()
            };
            let link = trace::check_text(&PaxosModelCfg::default(), &plan);
            assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~,:&=%".contains(&byte)), "{link}");
            let read = trace::read(&format!("https://example.org/#{link}")).unwrap();
            assert_eq!(read.content, trace::Content::Check(plan.clone()), "{link}");
            // The shell hands on what was meant.
            let command = trace::check_command(&PaxosModelCfg::default(), &plan);
            let script = format!("paxos() {{ printf '%s' \"$3\"; }}; {command}");
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
    for (link, said) in [
        ("v=1&check=bfs&sometimes=%FF", "The link's sometimes is no text: its characters must be UTF-8, as %C3%A9 is."),
        (
            "v=1&check=bfs&sometimes=true&always=true",
            "The link has more than one of always, sometimes and eventually, and may have one.",
        ),
        (
            "v=1&check=bfs&always=server",
            "The link's property can't be read. At character 1: There is no \"server\"; did you mean servers?",
        ),
        ("sometimes=true", "The link has \"sometimes\", which means nothing here."),
    ] {
        assert_eq!(trace::read(link).err().as_deref(), Some(said));
    }
    // The longest fits, whatever its characters.
    const { assert!(QUESTION_MAX * 12 < trace::LINK_MAX) };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// On a stack as small as a tab's worker may have.
    #[test]
    fn whatever_is_written_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
        "servers", "clients", "messages", "operations", ".", "(", ")", "[", "]", "{", "}", "exists", "all", "filter", "map", "size", "s", ",", "!",
        "-", "?", ":", "&&", "||", "==", "<", "1", "9223372036854775807", "1.5", "'a'", "\"", "é", "\n", " ", "leads", "round", "has", "true", "in", "\\", "0x", "u", "b'", "@result",
    ]), 0..90)) {
        let text: String = parts.concat();
        std::thread::Builder::new().stack_size(512 << 10).spawn(move || {
            if let Ok(question) = Question::read(&some(&text)) {
                let session = Session::new(PaxosModelCfg::default()).unwrap();
                let _ = question.answer(&session.model().cfg, &session.shown().state);
            }
        }).unwrap().join().unwrap();
    }
}

#[test]
fn what_is_deep_fits_on_a_small_stack() {
    let deep = [
        format!("{}1{} == 1", "(".repeat(24), ")".repeat(24)),
        format!("{}true", "!".repeat(24)),
        format!("{}true", "true ? true : ".repeat(28)),
        vec!["1"; 198].join("+") + " == 1",
        vec!["true"; 65].join("&&"),
        format!("size({}) == 1", "[".repeat(23) + &"]".repeat(23)),
        format!("true{}", " || true".repeat(49)),
        "servers".to_owned() + &".name".repeat(70) + " == ''",
    ];
    for text in deep {
        let read = move || {
            let question = Question::read(&some(&text)).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
            let session = Session::new(PaxosModelCfg::default()).unwrap();
            let _ = question.answer(&session.model().cfg, &session.shown().state);
        };
        std::thread::Builder::new().stack_size(512 << 10).spawn(read).unwrap().join().unwrap();
    }
}
