//! Properties of one's own: what can be said, what is said of what can't, and that the answers are those of properties that are known.
#![cfg(not(target_arch = "wasm32"))]

use cel::{Context, Program, Value};
use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab, StrategyName, VerdictName};
use paxos_lab::model::{
    AGREEMENT, CHOSEN_STAYS_CHOSEN, Crashing, DUEL, EXAMPLES, ExpectationName, Fact, FieldKind, NetworkKind,
    OwnProperty, PROPERTIES, PaxosModelCfg, PaxosState, QUESTION_MAX, Question, SUBJECTS, facts,
};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::Session;
use paxos_lab::trace;
use proptest::prelude::*;
use stateright::{Checker, Model};
use std::collections::HashMap;
use std::sync::Arc;

fn own(expectation: ExpectationName, text: &str) -> OwnProperty {
    OwnProperty { expectation, text: text.to_owned() }
}

fn some(text: &str) -> OwnProperty {
    own(ExpectationName::Sometimes, text)
}

fn settings() -> [PaxosModelCfg; 6] {
    let usual = PaxosModelCfg::default();
    [
        usual,
        PaxosModelCfg { broken: Some(BrokenRule::QuorumOfOne), put_count: 2, ..usual },
        PaxosModelCfg { max_crashes: 1, retries: 1, network: NetworkKind::UnorderedDuplicating, ..usual },
        PaxosModelCfg { max_crashes: 1, crashing: Crashing::Servers, storage: Storage::Durable, lossy: true, ..usual },
        PaxosModelCfg { network: NetworkKind::Ordered, client_count: 3, ..usual },
        PaxosModelCfg { partitions: 2, ..usual },
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
fn every_field_says_what_its_kind_is_in_every_state() {
    for config in settings() {
        visited(config, |session| {
            for (place, subject) in SUBJECTS.iter().enumerate() {
                let seen = facts(place, &session.model().cfg, &session.here().state);
                assert_eq!(seen.len() % subject.fields.len(), 0, "{}", subject.name);
                for (field, fact) in subject.fields.iter().cycle().zip(seen) {
                    let is_of_kind = match field.kind {
                        FieldKind::Bool => matches!(fact, Fact::Bool(_)),
                        FieldKind::Int => matches!(fact, Fact::Int(_)),
                        FieldKind::Text => matches!(fact, Fact::Text(_)),
                    };
                    assert!(is_of_kind, "{} of {}: {fact:?}", field.name, subject.name);
                }
            }
        });
    }
}

/// What the library's own interpreter says, of the same facts.
fn interpreted(text: &str, config: &PaxosModelCfg, state: &PaxosState) -> Result<bool, String> {
    let mut context = Context::default();
    for (place, subject) in SUBJECTS.iter().enumerate() {
        let seen = facts(place, config, state);
        let item = |item: &[Fact]| {
            let values = item.iter().map(|fact| match fact {
                Fact::Bool(is_so) => Value::Bool(*is_so),
                Fact::Int(number) => Value::Int(*number),
                Fact::Text(text) => Value::String(Arc::new(text.to_string())),
            });
            let names = subject.fields.iter().map(|field| field.name.to_owned());
            Value::Map(names.zip(values).collect::<HashMap<String, Value>>().into())
        };
        let items: Vec<Value> = seen.chunks(subject.fields.len()).map(item).collect();
        context.add_variable_from_value(subject.name, Value::List(Arc::new(items)));
    }
    match Program::compile(text).map_err(|e| e.to_string())?.execute(&context) {
        Ok(Value::Bool(is_so)) => Ok(is_so),
        other => Err(format!("{other:?}")),
    }
}

/// An expression of a kind, made of what there is, with two lists at most in each other.
fn expression(kind: FieldKind, bound: Vec<(&'static str, usize)>, depth: u32) -> BoxedStrategy<String> {
    let field = |of: Vec<(&'static str, usize)>| {
        let fields = of.iter().flat_map(|(name, subject)| {
            let of_kind = SUBJECTS[*subject].fields.iter().filter(|field| field.kind == kind);
            of_kind.map(move |field| format!("{name}.{}", field.name))
        });
        fields.collect::<Vec<String>>()
    };
    let constants: &[&str] = match kind {
        FieldKind::Bool => &["true", "false"],
        FieldKind::Int => &["0", "1", "2", "-1", "7"],
        FieldKind::Text => &["''", "'A'", "\"B\"", "'Put'", "'S0'", "'e'"],
    };
    let mut leaves = field(bound.clone());
    leaves.extend(constants.iter().map(|text| (*text).to_owned()));
    let leaf = prop::sample::select(leaves);
    if depth == 0 {
        return leaf.boxed();
    }
    let next = |kind| expression(kind, bound.clone(), depth - 1);
    let (condition, number, text) = (next(FieldKind::Bool), next(FieldKind::Int), next(FieldKind::Text));
    let same = next(kind);
    let choice = (condition.clone(), same.clone(), same).prop_map(|(c, a, b)| format!("({c} ? {a} : {b})"));
    // A list, and what is asked of each of its items.
    let name = ["x", "y", "z"][bound.len()];
    let listed = |of: FieldKind| {
        let (outer, depth) = (bound.clone(), depth - 1);
        (0..SUBJECTS.len()).prop_flat_map(move |subject| {
            let inner: Vec<_> = outer.iter().copied().chain([(name, subject)]).collect();
            let list = SUBJECTS[subject].name;
            (Just(list), expression(FieldKind::Bool, inner.clone(), depth), expression(of, inner, depth))
        })
    };
    let has_room = bound.len() < 2;
    let operator = |all: &'static [&'static str]| prop::sample::select(all);
    match kind {
        FieldKind::Bool => {
            let both = (condition.clone(), operator(&["&&", "||", "==", "!="]), condition.clone())
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})"));
            let not = condition.prop_map(|a| format!("!{a}"));
            let signs = &["==", "!=", "<", "<=", ">", ">="];
            let numbers =
                (number.clone(), operator(signs), number.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}"));
            let texts =
                (text.clone(), operator(signs), text.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}"));
            let parts = (text.clone(), operator(&["contains", "startsWith", "endsWith"]), text.clone())
                .prop_map(|(a, name, b)| format!("({a}).{name}({b})"));
            let within = (number, prop::collection::vec(next(FieldKind::Int), 1..4))
                .prop_map(|(one, all)| format!("({one} in [{}])", all.join(", ")));
            let plain = prop_oneof![
                leaf,
                both,
                not,
                numbers.prop_map(|a| format!("({a})")),
                texts.prop_map(|a| format!("({a})")),
                parts,
                within,
                choice
            ];
            if !has_room {
                return plain.boxed();
            }
            let each = (listed(FieldKind::Text), operator(&["exists", "all", "exists_one"]))
                .prop_map(move |((list, is, _), function)| format!("{list}.{function}({name}, {is})"));
            let mapped = (text, listed(FieldKind::Text)).prop_map(move |(one, (list, is, made))| {
                format!("({one} in {list}.filter({name}, {is}).map({name}, {made}))")
            });
            prop_oneof![2 => plain, 3 => each, 1 => mapped].boxed()
        }
        FieldKind::Int => {
            let sum = (number.clone(), operator(&["+", "-", "*"]), number)
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})"));
            let length = text.prop_map(|a| format!("size({a})"));
            if !has_room {
                return prop_oneof![leaf, sum, length, choice].boxed();
            }
            let size =
                listed(FieldKind::Int).prop_map(move |(list, is, _)| format!("{list}.filter({name}, {is}).size()"));
            prop_oneof![leaf, sum, length, choice, size].boxed()
        }
        FieldKind::Text => prop_oneof![leaf, choice].boxed(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn answers_are_those_of_the_library_s_interpreter(text in expression(FieldKind::Bool, Vec::new(), 4), place in 0..5_usize, seed in 0..40_u32) {
        let question = match Question::read(&some(&text)) {
            Ok(question) => question,
            Err(wrong) => {
                let is_bounded = ["It has", "It is nested", "Numbers may get"].iter().any(|told| wrong.message.starts_with(told));
                prop_assert!(is_bounded, "{}: {}", text, wrong);
                return Ok(());
            }
        };
        let mut session = Session::new(settings()[place]).unwrap();
        for _ in 0..seed {
            let Some(action) = session.choose(seed) else { break };
            session.act(action).unwrap();
            if session.cursor().is_multiple_of(4) {
                let (config, state) = (&session.model().cfg, &session.here().state);
                prop_assert_eq!(Ok(question.answer(config, state)), interpreted(&text, config, state), "{}", text);
            }
        }
    }
}

#[test]
fn examples_are_answered_as_the_library_s_interpreter_does() {
    for (meaning, text) in EXAMPLES {
        let question = Question::read(&some(text)).unwrap_or_else(|wrong| panic!("{meaning}: {wrong}"));
        for config in settings() {
            visited(config, |session| {
                let (config, state) = (&session.model().cfg, &session.here().state);
                assert_eq!(Ok(question.answer(config, state)), interpreted(text, config, state), "{meaning}");
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
                Question::read(&some(&text)).unwrap().answer(&session.model().cfg, &session.here().state)
            };
            let operations = &session.here().operations;
            assert!(answer(format!("size(operations) == {}", operations.len())));
            let done = operations.iter().filter(|one| one.returned_in.is_some()).count();
            assert!(answer(format!("operations.filter(o, o.done).size() == {done}")));
            for read in operations.iter().filter_map(|one| one.read.filter(|value| *value != char::default())) {
                assert!(answer(format!("operations.exists(o, o.kind == 'read' && o.done && o.value == '{read}')")));
            }
        });
    }
}

#[test]
fn ballots_are_what_was_voted_on() {
    for config in settings() {
        visited(config, |session| {
            let answer = |text: String| {
                Question::read(&some(&text)).unwrap().answer(&session.model().cfg, &session.here().state)
            };
            let votes = session.here().votes();
            assert!(answer(format!("size(ballots) == {}", votes.all().count())));
            let quorum = config.choosing_quorum();
            assert!(answer(format!("ballots.filter(b, b.chosen).size() == {}", votes.chosen(quorum).count())));
            for (ballot, proposal, servers) in votes.all() {
                let (leader, client) = (usize::from(ballot.server), usize::from(proposal.requester));
                assert!(answer(format!(
                    "ballots.exists(b, b.round == {} && b.leader == {leader} && b.client == {client} && b.value == '{}' && b.votes == {})",
                    ballot.round,
                    proposal.value,
                    servers.len()
                )));
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
        let chosen = "ballots.all(a, ballots.all(b, !a.chosen || !b.chosen || a.value == b.value))";
        assert_alike(config, CHOSEN_STAYS_CHOSEN, chosen);
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
        (
            PaxosModelCfg { client_count: 1, partitions: 1, ..usual },
            "servers.exists(s, s.decided != '') && messages.exists(m, m.held)",
        ),
        (PaxosModelCfg { client_count: 1, ..usual }, "messages.exists(m, m.held)"),
        (usual, "ballots.exists(b, b.chosen && b.value == 'A') && servers.all(s, s.decided == '')"),
        (usual, "ballots.exists(b, b.votes == 1 && b.round == 2 && b.leader == 1 && b.client == 3)"),
        (usual, "ballots.filter(b, b.chosen).map(b, b.value).exists(v, ballots.exists(b, b.chosen && b.value != v))"),
        (
            PaxosModelCfg { broken: Some(BrokenRule::IgnoresLastAccepted), ..usual },
            "ballots.exists(a, ballots.exists(b, a.chosen && b.chosen && a.value != b.value))",
        ),
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
    // What is marked is in «».
    let wrong = |marked: &str| {
        let text = marked.replace(['«', '»'], "");
        let wrong = Question::read(&some(&text)).err().unwrap_or_else(|| panic!("{text} is a question"));
        let mut characters: Vec<char> = text.chars().collect();
        characters.insert(wrong.to, '»');
        characters.insert(wrong.from, '«');
        assert_eq!(characters.into_iter().collect::<String>(), marked, "{}", wrong.message);
        wrong.message
    };
    for (marked, message) in [
        // Names.
        ("«server».size() > 1", "There is no \"server\"; did you mean servers?"),
        ("servers.exists(leds, leds.leads && leds.«leds»)", "There is no \"leds\" in a server; did you mean leads?"),
        ("size(servers) > 1 &&\n «s»", "There is no \"s\"; there are servers, clients, messages, operations, ballots."),
        ("'server' == «server»", "There is no \"server\"; did you mean servers?"),
        (
            "servers.exists(s, s.id == 0) && «s».leads",
            "There is no \"s\"; there are servers, clients, messages, operations, ballots.",
        ),
        ("\"it's\" == '' || servers.exists(s, s.«leds»)", "There is no \"leds\" in a server; did you mean leads?"),
        ("servers.exists(s, s.«kind» == 'x' && s.crashed)", "There is no \"kind\" in a server; did you mean id?"),
        (
            "operations.exists(o, o.«leads»)",
            "There is no \"leads\" in an operation; there are client, kind, value, done.",
        ),
        ("servers.exists(s, s.accepted == «B»)", "There is no \"B\"; a value is written as a text: 'B'."),
        ("servers.«exist»(s, s.leads)", "There is no exist(); did you mean exists?"),
        ("servers.«exists»(s.leads)", "It is used as in list.exists(x, ...): for some item."),
        (
            "servers.«leads»",
            "Only an item has fields, and this is a list of servers; go through it, as in servers.exists(x, x.leads).",
        ),
        ("servers.«size» >= 2", "After size there have to be brackets."),
        ("«has»(servers.leads)", "There is no has(): every item has all of its fields."),
        // Kinds.
        ("«size(servers)»", "This has to be true or false, and is a number."),
        ("servers.exists(s, «(s.round)»)", "This has to be true or false, and is a number."),
        ("servers.exists(s, «s»)", "This has to be true or false, and is a server."),
        (
            "messages.exists(m, m.from == «'S0'»)",
            "This is a text, and is compared with a number: both have to be of one kind.",
        ),
        (
            "servers.map(s, s.decided).exists(d, d == «1»)",
            "This is a number, and is compared with a text: both have to be of one kind.",
        ),
        (
            "servers.exists(s, (s.round + 1) * 2 == «s.name»)",
            "This is a text, and is compared with a number: both have to be of one kind.",
        ),
        ("servers.exists(a, servers.exists(b, a «==» b))", "Items are compared by what they have, as in a.id == b.id."),
        ("servers.map(s, s.id) «==» [0, 1, 2]", "Lists aren't compared; ask for their size(), or what is in them."),
        ("«1» in ['a']", "This is a number, and is looked for in a list of texts."),
        ("[1, «'a'»].exists(x, true)", "This isn't like what is before it, which is of numbers."),
        (
            "true ? true : «'a'»",
            "Either side of : has to be of one kind, true or false, numbers or texts; this is a text, and that is true or false.",
        ),
        ("true «<» false", "True and false are compared with == and !=."),
        ("servers.exists(s, s.decided == «null»)", "Everything has a value: '' is no text, and -1 is no server."),
        // What would have no answer in some state, or take too long or too much.
        ("1 «/» 0 == 1", "There is no division, as by 0 there is no answer; multiply the other side."),
        (
            "servers«[»9].leads",
            "Items aren't taken by their place: say which, as in servers.exists(s, s.id == 0 && s.leads).",
        ),
        (
            "4611686018427387904 «*» 2 > 1",
            "Numbers may get too large here: whole numbers below 2^63 are reckoned with.",
        ),
        ("-«9223372036854775808» < 0", "Numbers may get too large here: whole numbers below 2^63 are reckoned with."),
        ("«'a'» + 'b' == 'ab'", "This has to be a number, and is a text."),
        ("[«servers»].map(z, [z, z]).size() > 0", "A list can't be in a list."),
        ("servers.map(a, «servers.map(b, b.id)») == []", "A list can't be in a list."),
        ("«1.5» > 1", "Numbers are written as 3 or -1 are: nothing of a state is a fraction."),
        ("Thing«{»a: 1} == 1", "Nothing is made here: ask of servers, clients, messages, operations and ballots."),
        (
            "servers.all(a, servers.all(b, servers.all(c, servers.all(«d», true))))",
            "Lists are gone through in each other too often: at most 3 times.",
        ),
        // What can't be read.
        ("1 +«»", "It ends too early: something is missing here."),
        ("'é' == «)»", "\")\" can't stand here."),
        ("servers.exists(s, s.leads «=» true)", "Equal is written == here."),
        ("true «and» true", "And is written && here."),
        ("«'»abc", "This text isn't closed, or not written as texts are: 'A'."),
        ("« »", "Say what is to be true, as in servers.exists(s, s.leads)."),
    ] {
        assert_eq!(wrong(marked), message, "{marked}");
    }
    let long = "1".repeat(QUESTION_MAX);
    assert_eq!(wrong(&format!("{long}«1»")), "It has 401 characters, and may have at most 400.");
    let deep = "(".repeat(24);
    assert!(wrong(&format!("{deep}«(»1")).starts_with("It is nested too deeply"));
}

#[test]
fn what_is_refused_begins_no_check() {
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
    assert_eq!(
        failed("size(servers)"),
        "Your property can't be read. At character 1: This has to be true or false, and is a number."
    );
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
        "servers", "clients", "messages", "operations", "ballots", ".", "(", ")", "[", "]", "{", "}", "exists", "all", "filter", "map", "size", "s", ",", "!",
        "-", "?", ":", "&&", "||", "==", "<", "1", "9223372036854775807", "1.5", "'a'", "\"", "é", "\n", " ", "leads", "round", "has", "true", "in", "\\", "0x", "u", "b'", "@result",
    ]), 0..90)) {
        let text: String = parts.concat();
        std::thread::Builder::new().stack_size(512 << 10).spawn(move || {
            if let Ok(question) = Question::read(&some(&text)) {
                let session = Session::new(PaxosModelCfg::default()).unwrap();
                let _ = question.answer(&session.model().cfg, &session.here().state);
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
        format!("{}0{} == 0", "-(".repeat(24), ")".repeat(24)),
        format!("true{}", " || true".repeat(49)),
        format!("size({}) == 1", "servers".to_owned() + &".filter(s, true)".repeat(23)),
    ];
    for text in deep {
        let read = move || {
            let question = Question::read(&some(&text)).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
            let session = Session::new(PaxosModelCfg::default()).unwrap();
            let _ = question.answer(&session.model().cfg, &session.here().state);
        };
        std::thread::Builder::new().stack_size(512 << 10).spawn(read).unwrap().join().unwrap();
    }
}
