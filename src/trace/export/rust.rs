//! A run as a Rust test, which needs stateright and this crate and nothing else: it replays the actions and asserts which properties
//! are true at the end. The text is as rustfmt lays it out with this project's settings. Never compiles anything.

use super::Run;
use super::literal::Literal::{self, Call, Fields, Tuple, Word};
use super::told::{configuration, count, in_a_line, standings};
use crate::model::{NetworkKind, PaxosAction, PaxosModelCfg, USUAL};
use crate::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::{ActorModelAction, Id};
use std::collections::BTreeSet;

/// The run as a complete file of `tests/`.
pub(super) fn rust(run: &Run<'_>) -> String {
    let steps = run.steps.len() - 1;
    let mut used = Used::default();
    let mut actions = String::new();
    for number in 1..run.steps.len() {
        let Some((_, action)) = &run.steps[number].action else { continue };
        let literal = used.action(action);
        let label = in_a_line(&run.steps[number].told.label);
        actions.push_str(&format!("        // {number}. {label}\n        {},\n", literal.laid_out(8, 8, 1)));
    }
    let list = if actions.is_empty() { "[]".to_owned() } else { format!("[\n{actions}    ]") };
    let standings = standings(run);
    let is_usual = standings.len() == USUAL.len();
    let asserts: String = standings
        .iter()
        .map(|standing| {
            let (not, is) = if standing.holds { ("", "true") } else { ("!", "false") };
            let (expectation, name) = (standing.expectation, standing.name);
            let said = format!("{expectation} \\\"{name}\\\": its condition is {is} after {}", count(steps, "step"));
            format!("    assert!({not}is_true(\"{name}\"), \"{said}\");\n")
        })
        .collect();
    format!(
        "\
//! A run of Single Decree Paxos, replayed in stateright's model of it.
//! {}.
//! In the lab: #{}

{}
#[test]
fn the_run_ends_as_it_did() {{
    let config = {};
    let model = &config.{}.expect(\"a valid configuration\");
    let actions: [PaxosAction; {steps}] = {list};
    let start = model.init_states().remove(0);
    let path = Path::from_actions(model, start, &actions).expect(\"every action fits the state before it\");
    let is_true = |property| (model.property(property).condition)(model, path.last_state());
{asserts}}}
",
        configuration(&run.model.cfg),
        in_a_line(run.link),
        used.imports(),
        config(&run.model.cfg).laid_out(4, "    let config = ".len(), 1),
        if is_usual { "into_model()" } else { "into_model_asked(&paxos_lab::model::EVERY)" },
    )
}

fn config(config: &PaxosModelCfg) -> Literal {
    let network = match config.network {
        NetworkKind::Ordered => "Ordered",
        NetworkKind::UnorderedDuplicating => "UnorderedDuplicating",
        NetworkKind::UnorderedNonduplicating => "UnorderedNonduplicating",
    };
    let mut fields = vec![
        ("client_count", word(config.client_count)),
        ("server_count", word(config.server_count)),
        ("network", word(format!("NetworkKind::{network}"))),
        ("put_count", word(config.put_count)),
        ("lossy", word(config.lossy)),
        ("max_crashes", word(config.max_crashes)),
    ];
    let usual = PaxosModelCfg::default();
    let mut say = |name, is_usual: bool, value: String| {
        if !is_usual {
            fields.push((name, word(value)));
        }
    };
    let (crashing, storage) = (config.crashing, config.storage);
    say("crashing", crashing == usual.crashing, format!("paxos_lab::model::Crashing::{crashing:?}"));
    say("storage", storage == usual.storage, format!("paxos_lab::paxos::Storage::{storage:?}"));
    say("retries", config.retries == usual.retries, config.retries.to_string());
    say("partitions", config.partitions == usual.partitions, config.partitions.to_string());
    say("promise_quorum", config.promise_quorum.is_none(), format!("{:?}", config.promise_quorum));
    say("accept_quorum", config.accept_quorum.is_none(), format!("{:?}", config.accept_quorum));
    if let Some(rule) = config.broken {
        say("broken", false, format!("Some(paxos_lab::paxos::BrokenRule::{rule:?})"));
    }
    fields.push(("", word("PaxosModelCfg::default()")));
    Fields("PaxosModelCfg", fields)
}

/// Which names the actions need: one import too many would be a warning.
#[derive(Default)]
struct Used {
    structs: BTreeSet<&'static str>,
    paxos: BTreeSet<&'static str>,
    register: BTreeSet<&'static str>,
    actions: BTreeSet<&'static str>,
    actor: BTreeSet<&'static str>,
}

impl Used {
    /// The imports in rustfmt's order: segment by segment, capitals first and braces last.
    fn imports(&self) -> String {
        let model = BTreeSet::from(["NetworkKind", "PaxosAction", "PaxosModelCfg"]);
        let stateright = BTreeSet::from(["Model", "Path"]);
        let all = [
            ("paxos_lab::model", &model),
            ("paxos_lab::paxos", &self.structs),
            ("paxos_lab::paxos::PaxosMsg", &self.paxos),
            ("stateright", &stateright),
            ("stateright::actor", &self.actor),
            ("stateright::actor::ActorModelAction", &self.actions),
            ("stateright::actor::register::RegisterMsg", &self.register),
        ];
        let used = all.iter().filter(|(_, names)| !names.is_empty());
        let mut paths: Vec<String> = used
            .map(|(path, names)| {
                let names: Vec<&str> = names.iter().copied().collect();
                let names = names.join(", ");
                if names.contains(',') { format!("{path}::{{{names}}}") } else { format!("{path}::{names}") }
            })
            .collect();
        paths.sort_by(|one, other| one.split("::").cmp(other.split("::")));
        paths.iter().map(|path| format!("use {path};\n")).collect()
    }

    fn action(&mut self, action: &PaxosAction) -> Literal {
        let kind = match action {
            ActorModelAction::Deliver { .. } => "Deliver",
            ActorModelAction::Drop(_) => "Drop",
            ActorModelAction::Timeout(..) => "Timeout",
            ActorModelAction::Crash(_) => "Crash",
            ActorModelAction::Recover(_) => "Recover",
            ActorModelAction::SelectRandom { .. } => "SelectRandom",
        };
        self.actions.insert(kind);
        match action {
            ActorModelAction::Deliver { src, dst, msg } => Fields(kind, self.envelope(*src, *dst, msg)),
            ActorModelAction::Drop(envelope) => {
                self.actor.insert("Envelope");
                let fields = self.envelope(envelope.src, envelope.dst, &envelope.msg);
                call(kind, Fields("Envelope", fields))
            }
            ActorModelAction::Timeout(id, left) => call(kind, word(format!("{}, {left}", self.id(*id)))),
            ActorModelAction::Crash(id) | ActorModelAction::Recover(id) => call(kind, word(self.id(*id))),
            ActorModelAction::SelectRandom { actor, key, random: () } => {
                let key = word(format!("{key:?}.to_owned()"));
                Fields(kind, vec![("actor", word(self.id(*actor))), ("key", key), ("random", word("()"))])
            }
        }
    }

    fn envelope(&mut self, src: Id, dst: Id, msg: &RegisterMsg) -> Vec<(&'static str, Literal)> {
        vec![("src", word(self.id(src))), ("dst", word(self.id(dst))), ("msg", self.message(msg))]
    }

    fn message(&mut self, msg: &RegisterMsg) -> Literal {
        let (kind, argument) = match msg {
            RegisterMsg::Put(request, value) => ("Put", word(format!("{request}, {value:?}"))),
            RegisterMsg::Get(request) => ("Get", word(request)),
            RegisterMsg::PutOk(request) => ("PutOk", word(request)),
            RegisterMsg::GetOk(request, value) => ("GetOk", word(format!("{request}, {value:?}"))),
            RegisterMsg::Internal(msg) => ("Internal", self.internal(msg)),
        };
        self.register.insert(kind);
        call(kind, argument)
    }

    fn internal(&mut self, msg: &PaxosMsg) -> Literal {
        let (kind, ballot, more) = match msg {
            PaxosMsg::Prepare { ballot } => ("Prepare", ballot, None),
            PaxosMsg::Prepared { ballot, last_accepted } => {
                let accepted = match last_accepted {
                    None => word("None"),
                    Some((at, proposal)) => call("Some", Tuple(vec![self.ballot(*at), self.proposal(proposal)])),
                };
                ("Prepared", ballot, Some(("last_accepted", accepted)))
            }
            PaxosMsg::Accept { ballot, proposal } => ("Accept", ballot, Some(("proposal", self.proposal(proposal)))),
            PaxosMsg::Accepted { ballot } => ("Accepted", ballot, None),
            PaxosMsg::Decided { ballot, proposal } => ("Decided", ballot, Some(("proposal", self.proposal(proposal)))),
        };
        self.paxos.insert(kind);
        let mut fields = vec![("ballot", self.ballot(*ballot))];
        fields.extend(more);
        Fields(kind, fields)
    }

    fn ballot(&mut self, ballot: Ballot) -> Literal {
        self.structs.insert("Ballot");
        Fields("Ballot", vec![("round", word(ballot.round)), ("server", word(self.id(ballot.server)))])
    }

    fn proposal(&mut self, proposal: &Proposal) -> Literal {
        self.structs.insert("Proposal");
        let fields = vec![
            ("request_id", word(proposal.request_id)),
            ("requester", word(self.id(proposal.requester))),
            ("value", word(format!("{:?}", proposal.value))),
        ];
        Fields("Proposal", fields)
    }

    fn id(&mut self, id: Id) -> String {
        self.actor.insert("Id");
        format!("Id::from({})", usize::from(id))
    }
}

fn word(word: impl ToString) -> Literal {
    Word(word.to_string())
}

fn call(name: &'static str, argument: Literal) -> Literal {
    Call(name, Box::new(argument))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{played, run};
    use super::*;

    #[test]
    fn every_action_is_a_value_under_its_label() {
        let session = played("lossy=true max_crashes=1", &["Put 'A' to S0", "Lose Prepare (1, S0) to S1", "Crash S2"]);
        let text = rust(&run(&session));
        let actions = "
    let actions: [PaxosAction; 3] = [
        // 1. Put 'A' to S0
        Deliver { src: Id::from(3), dst: Id::from(0), msg: Put(3, 'A') },
        // 2. Lose Prepare (1, S0) to S1
        Drop(Envelope {
            src: Id::from(0),
            dst: Id::from(1),
            msg: Internal(Prepare { ballot: Ballot { round: 1, server: Id::from(0) } }),
        }),
        // 3. Crash S2
        Crash(Id::from(2)),
    ];
";
        assert!(text.contains(actions), "{text}");
        assert!(text.contains("use stateright::actor::ActorModelAction::{Crash, Deliver, Drop};\n"), "{text}");
        assert!(text.contains("    assert!(!is_true(\"value chosen\"), "), "{text}");
    }

    #[test]
    fn a_run_without_steps_is_a_test_without_actions() {
        let text = rust(&run(&played("", &[])));
        assert!(text.contains("    let actions: [PaxosAction; 0] = [];\n"), "{text}");
        assert!(!text.contains("use stateright::actor"), "{text}");
    }
}
