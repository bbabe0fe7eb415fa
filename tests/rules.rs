//! Every rule that can be broken, in the smallest settings that show it: this lab's checker and stateright's own find the same, and with
//! the right rule in its place nothing is violated. The table is the gallery's, `src/gallery/found.txt`; `UPDATE=1 cargo test --test rules`
//! makes that of the README from it. `rules/search.rs` looks for what is in no table yet.
#![cfg(not(target_arch = "wasm32"))]

#[path = "rules/search.rs"]
mod search;

use paxos_lab::checker::{Bounds, Options, Search, Status, Verdict};
use paxos_lab::explain::{explain_step, number};
use paxos_lab::gallery::{Found, found, found_of, found_text, settings_text};
use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab};
use paxos_lab::model::{
    AGREEMENT, BALLOTS_UNIQUE, CHOSEN_STAYS_CHOSEN, EVERY, LINEARIZABLE, NetworkKind, PROPERTIES, PaxosModelCfg,
};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::Session;
use paxos_lab::trace::property_named;
use stateright::{Checker, Expectation, Model};
use std::collections::BTreeSet;

/// The verdict of this lab's checker, and how many states it saw.
fn searched(config: PaxosModelCfg, property: usize, bounds: Bounds) -> (Verdict, u64) {
    let space = config.into_space_asked(&[property]).unwrap();
    let mut search = Search::new(space, Options { bounds, ..Options::default() }).unwrap();
    while search.advance(50_000).status == Status::Running {}
    (search.verdicts()[0].verdict, search.progress().unique)
}

#[test]
fn the_lab_finds_what_the_table_says() {
    for line in found() {
        let (verdict, states) = searched(line.config, line.property, Bounds::default());
        let steps = match verdict {
            Verdict::Violated { steps } => Some(steps),
            Verdict::Holds => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(Found { steps, states, ..line }, line);
    }
}

#[test]
fn stateright_finds_the_same() {
    let mut both = BTreeSet::new();
    for line in found().into_iter().filter(|line| line.states <= 500_000) {
        let checker = line.config.into_model_asked(&[line.property]).unwrap().checker().threads(1).spawn_bfs().join();
        let steps = checker.discovery(line.name()).map(|path| u32::try_from(path.into_actions().len()).unwrap());
        assert_eq!(steps, line.steps, "{line:?}");
        if steps.is_none() {
            assert_eq!(checker.unique_state_count() as u64, line.states, "{line:?}");
        }
        both.extend(line.config.broken.filter(|_| is_harm(&line)));
    }
    assert_eq!(both, BTreeSet::from(BrokenRule::ALL));
}

#[test]
fn with_the_right_rule_nothing_is_violated() {
    let bounds = Bounds { states_max: Some(300_000), ..Bounds::default() };
    for Found { config, property, .. } in found() {
        if config.broken.is_some() {
            let (verdict, _) = searched(PaxosModelCfg { broken: None, ..config }, property, bounds);
            assert!(matches!(verdict, Verdict::Holds | Verdict::Bounded(_)), "{config:?}: {verdict:?}");
        }
    }
}

/// A violation of what Paxos is for, rather than of a rule.
fn is_harm(line: &Found) -> bool {
    line.steps.is_some() && line.name() != BALLOTS_UNIQUE
}

#[test]
fn every_rule_is_in_the_table_and_is_seen_to_fail() {
    let seen: BTreeSet<_> = found().iter().filter(|line| is_harm(line)).filter_map(|line| line.config.broken).collect();
    assert_eq!(seen, BTreeSet::from(BrokenRule::ALL));
}

#[test]
fn what_is_said_of_a_rule_names_the_settings_in_which_it_was_found() {
    let of = |rule| found_text(rule).join(" ");
    assert_eq!(
        of(BrokenRule::QuorumOfOne),
        "With 3 servers, 2 clients: \"agreement\" is violated in 2 steps; \"linearizable\" is violated in 9 steps."
    );
    let text = of(BrokenRule::BallotWithoutServer);
    assert!(text.contains("With 3 servers, 3 clients: \"agreement\" holds in all 1,031,666 states."), "{text}");
    assert!(
        text.contains("With 3 servers, 2 clients, quorums of 1 and 3: \"chosen stays chosen\" is violated in 6 steps"),
        "{text}"
    );
    for rule in BrokenRule::ALL {
        let groups = found_of(Some(rule));
        let settings: BTreeSet<_> = groups.iter().map(|group| settings_text(&group[0].config)).collect();
        assert_eq!(settings.len(), groups.len(), "{rule:?}: unlike settings read alike");
        assert_eq!(found_text(rule).len(), groups.len());
    }
}

/// Where the README's table begins and ends.
const BEGIN: &str = "<!-- made from src/gallery/found.txt: UPDATE=1 cargo test --test rules -->\n";
const END: &str = "<!-- made until here -->\n";

#[test]
fn the_readme_has_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("where it begins");
    let (made, after) = rest.split_once(END).expect("where it ends");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{}{END}{after}", in_markdown())).unwrap();
    } else {
        assert_eq!(made, in_markdown());
    }
}

fn in_markdown() -> String {
    const COLUMNS: [&str; 3] = [CHOSEN_STAYS_CHOSEN, AGREEMENT, LINEARIZABLE];
    let cell = |line: &Found| match line.steps {
        Some(steps) => format!("{steps} steps, {}", number(line.states)),
        None => format!("holds, {}", number(line.states)),
    };
    let mut text =
        format!("| broken rule | settings | *{}* | others |\n|---|---|---|---|---|---|\n", COLUMNS.join("* | *"));
    for rule in BrokenRule::ALL.into_iter().map(Some).chain([None]) {
        for group in found_of(rule) {
            let name = rule.map_or("none".to_owned(), |rule| format!("`{}`", rule.name()));
            let of = |name: &str| group.iter().find(|line| line.name() == name).map(cell).unwrap_or_default();
            let others = group.iter().filter(|line| !COLUMNS.contains(&line.name()));
            let others: Vec<String> = others.map(|line| format!("*{}*: {}", line.name(), cell(line))).collect();
            let cells = [
                name,
                settings_text(&group[0].config),
                of(COLUMNS[0]),
                of(COLUMNS[1]),
                of(COLUMNS[2]),
                others.join("; "),
            ];
            text += &format!("| {} |\n", cells.join(" | "));
        }
    }
    text
}

/// How a check of one property ends, by its name, or of the usual ones.
fn ended(config: PaxosModelCfg, property: Option<&str>, options: CheckOptions) -> CheckView {
    let mut lab = Lab::new();
    let only = property.map(|name| property_named(name).unwrap());
    lab.handle(Command::Configure { config });
    let mut command = Command::CheckStart { run: 1, options: CheckOptions { only, ..options } };
    loop {
        match lab.handle(command).pop() {
            Some(Event::Check(view)) if view.status == CheckStatus::Running => assert_eq!(view.elsewhere, None),
            Some(Event::Check(view)) => return view,
            other => panic!("{other:?}"),
        }
        command = Command::CheckAdvance { run: 1, budget: 50_000 };
    }
}

#[test]
fn who_sees_nothing_go_wrong_is_told_where_it_does() {
    let usual = CheckOptions::default;
    let broken = |rule| PaxosModelCfg { broken: Some(rule), ..PaxosModelCfg::default() };
    let told = |config, property, options| {
        let view = ended(config, property, options);
        view.elsewhere.map(|elsewhere| (elsewhere.text, elsewhere.config, PROPERTIES[elsewhere.property as usize].name))
    };
    let rule = broken(BrokenRule::AcceptDoesNotPromise);
    let three = PaxosModelCfg { client_count: 3, ..rule };
    let text = "This rule was found to violate \"agreement\" with 3 servers, 3 clients, in 13 steps.".to_owned();
    assert_eq!(told(rule, Some("agreement"), usual()), Some((text.clone(), three, AGREEMENT)));
    // What was asked for is known of no setting.
    assert_eq!(told(rule, None, usual()), Some((text, three, AGREEMENT)));
    // A bound may be what is in the way.
    let bounded = told(three, Some("agreement"), CheckOptions { states_max: Some(1_000), ..usual() }).unwrap();
    assert_eq!(
        bounded.0,
        "This rule was found to violate \"agreement\" in these very settings, in 13 steps, after 144,859 states."
    );
    // Who has seen it go wrong, or asked for nothing that could, or broken nothing, is told nothing.
    assert_eq!(told(three, Some("agreement"), usual()), None);
    assert_eq!(told(rule, Some("two_leaders_duel"), usual()), None);
    assert_eq!(told(PaxosModelCfg::default(), Some("agreement"), usual()), None);
}

/// Wherever the table says that a rule does nothing, and wherever a check is cut short, there is a setting to go to, and it is right.
#[test]
fn every_rule_has_a_setting_to_go_to() {
    let lines = found();
    for line in lines.iter().filter(|line| line.config.broken.is_some()) {
        let cut = CheckOptions { states_max: Some(1), ..CheckOptions::default() };
        let name = line.name().replace(' ', "_");
        let elsewhere = ended(line.config, Some(&name), cut).elsewhere.expect("a setting");
        let is_known = lines.iter().any(|known| {
            known.config == elsewhere.config && known.property == elsewhere.property as usize && known.steps.is_some()
        });
        assert!(is_known && elsewhere.config.broken == line.config.broken, "{elsewhere:?}");
    }
}

/// What was left out of states would be left out of what a broken rule looks at: nothing is, and the answers are the same.
#[test]
fn rules_about_replies_and_ballots_are_found_wrong_in_reduced_states_too() {
    let rules = [BrokenRule::CountsEarlierReplies, BrokenRule::ReportsPromisedBallot];
    for line in found().iter().filter(|line| line.config.broken.is_some_and(|rule| rules.contains(&rule))) {
        let name = line.name().replace(' ', "_");
        let view = ended(line.config, Some(&name), CheckOptions { reduce: true, ..CheckOptions::default() });
        assert_eq!(view.properties[0].steps, line.steps, "{line:?}: {}", view.summary);
    }
}

/// Two quorums that share a server for every pair of sizes that need it: Howard, Malkhi, Spiegelman, *Flexible Paxos* (2016).
#[test]
fn quorums_are_safe_exactly_when_they_meet() {
    let agreement = property_named("agreement").unwrap() as usize;
    for server_count in [2, 3, 4] {
        for promises in 1..=server_count {
            for accepts in 1..=server_count {
                let config = PaxosModelCfg {
                    server_count,
                    promise_quorum: Some(promises),
                    accept_quorum: Some(accepts),
                    ..PaxosModelCfg::default()
                };
                let (verdict, _) = searched(config, agreement, Bounds::default());
                let holds = verdict == Verdict::Holds;
                assert_eq!(holds, promises + accepts > server_count, "{config:?}: {verdict:?}");
            }
        }
    }
}

/// What the properties that are right of Paxos say of the user's model, and stateright of the same.
#[test]
fn every_property_of_the_users_model() {
    let config = PaxosModelCfg::default();
    let stateright = config.into_model_asked(&EVERY).unwrap().checker().threads(1).spawn_dfs().join();
    for place in EVERY {
        let definition = &PROPERTIES[place];
        let (verdict, _) = searched(config, place, Bounds::default());
        let (name, is_discovered) =
            (definition.name, matches!(verdict, Verdict::Violated { .. } | Verdict::Found { .. }));
        match definition.expectation {
            Expectation::Always => assert_eq!(verdict, Verdict::Holds, "{name}"),
            Expectation::Sometimes => assert!(is_discovered, "{name}: {verdict:?}"),
            // Who loses a duel is never answered, as nothing is tried again.
            Expectation::Eventually => assert!(is_discovered, "{name}: {verdict:?}"),
        }
        if definition.expectation != Expectation::Eventually {
            assert_eq!(stateright.discovery(name).is_some(), is_discovered, "{name}");
        }
    }
}

/// Random runs of every rule, with every fault: nobody panics, and what is shown of each step can be shown.
#[test]
fn no_rule_and_no_fault_makes_anybody_panic() {
    let rules = BrokenRule::ALL.into_iter().map(Some).chain([None]);
    for (seed, broken) in (0..).zip(rules) {
        for network in NetworkKind::ALL {
            for storage in Storage::ALL {
                let is_of_disk = broken.is_some_and(BrokenRule::is_of_disk);
                let config = PaxosModelCfg {
                    client_count: 3,
                    network,
                    lossy: true,
                    max_crashes: 2,
                    retries: 2,
                    put_count: 2,
                    storage: if is_of_disk { Storage::Durable } else { storage },
                    broken,
                    ..PaxosModelCfg::default()
                };
                let mut session = Session::new(config).unwrap();
                while let (Some(action), true) = (session.choose(seed), session.cursor() < 200) {
                    session.act(action).unwrap();
                    let last = session.cursor();
                    assert!(!explain_step(session.model(), session.steps(), last).why.is_empty());
                }
            }
        }
    }
}

/// A leader that crashed and forgot may start its ballot again, and be told of accepts from before: it decides all the same.
#[test]
fn a_decision_from_before_a_crash_has_a_value() {
    let mut session = Session::new(PaxosModelCfg { max_crashes: 1, ..PaxosModelCfg::default() }).unwrap();
    for _ in 0..400 {
        let Some(action) = session.choose(14) else { break };
        session.act(action).unwrap();
    }
    assert!(session.cursor() > 72);
}
