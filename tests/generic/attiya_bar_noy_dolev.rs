//! The register of H. Attiya, A. Bar-Noy and D. Dolev (*Sharing Memory Robustly in Message-Passing Systems*, 1995), for many writers:
//! who is asked first learns from a majority what the latest version is, and then has a majority store that or the next one.

use super::explored;
use super::register::register;
use paxos_lab::checker::Verdict;
use stateright::actor::register::RegisterMsg;
use stateright::actor::{Actor, Id, Out, majority, model_peers};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A server that knows the others.
#[derive(Clone)]
struct Replica {
    peers: Vec<Id>,
}

/// A count and who wrote it, and the value.
type Version = ((u64, Id), char);

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    stored: Version,
    task: Option<Task>,
}

/// What the server does for a client.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Task {
    request: u64,
    client: Id,
    stage: Stage,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Stage {
    Learning { write: Option<char>, learnt: BTreeMap<Id, Version> },
    Storing { answer: Option<char>, stored_by: BTreeSet<Id> },
}

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Msg {
    Ask(u64),
    Tell(u64, Version),
    Store(u64, Version),
    Stored(u64),
}

impl Actor for Replica {
    type Msg = RegisterMsg<u64, char, Msg>;
    type Timer = ();
    type State = State;
    type Storage = ();
    type Random = ();

    fn on_start(&self, id: Id, _: &Option<()>, _: &mut Out<Self>) -> State {
        State { stored: ((0, id), '?'), task: None }
    }

    fn on_msg(&self, id: Id, state: &mut Cow<'_, State>, src: Id, msg: Self::Msg, out: &mut Out<Self>) {
        let quorum = majority(self.peers.len() + 1);
        let start = |state: &mut Cow<'_, State>, out: &mut Out<Self>, request, write| {
            if state.task.is_none() {
                let learnt = BTreeMap::from([(id, state.stored)]);
                state.to_mut().task = Some(Task { request, client: src, stage: Stage::Learning { write, learnt } });
                out.broadcast(&self.peers, &RegisterMsg::Internal(Msg::Ask(request)));
            }
        };
        match msg {
            RegisterMsg::Put(request, value) => start(state, out, request, Some(value)),
            RegisterMsg::Get(request) => start(state, out, request, None),
            RegisterMsg::Internal(Msg::Ask(request)) => {
                out.send(src, RegisterMsg::Internal(Msg::Tell(request, state.stored)));
            }
            RegisterMsg::Internal(Msg::Store(request, version)) => {
                out.send(src, RegisterMsg::Internal(Msg::Stored(request)));
                if version.0 > state.stored.0 {
                    state.to_mut().stored = version;
                }
            }
            RegisterMsg::Internal(Msg::Tell(request, version)) => {
                let Some(mut task) = state.task.clone().filter(|task| task.request == request) else { return };
                let Stage::Learning { write, learnt } = &mut task.stage else { return };
                learnt.insert(src, version);
                if learnt.len() == quorum {
                    let latest = *learnt.values().max().expect("its own at least");
                    let version = write.map_or(latest, |value| (((latest.0).0 + 1, id), value));
                    out.broadcast(&self.peers, &RegisterMsg::Internal(Msg::Store(request, version)));
                    if version.0 > state.stored.0 {
                        state.to_mut().stored = version;
                    }
                    let answer = if write.is_some() { None } else { Some(version.1) };
                    task.stage = Stage::Storing { answer, stored_by: BTreeSet::from([id]) };
                }
                state.to_mut().task = Some(task);
            }
            RegisterMsg::Internal(Msg::Stored(request)) => {
                let Some(mut task) = state.task.clone().filter(|task| task.request == request) else { return };
                let Stage::Storing { answer, stored_by } = &mut task.stage else { return };
                if !stored_by.insert(src) {
                    return;
                }
                if stored_by.len() == quorum {
                    let ok = answer.map_or(RegisterMsg::PutOk(request), |value| RegisterMsg::GetOk(request, value));
                    out.send(task.client, ok);
                    state.to_mut().task = None;
                } else {
                    state.to_mut().task = Some(task);
                }
            }
            RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => {}
        }
    }
}

#[test]
fn two_clients_and_two_servers() {
    let (_, unique, _, verdicts) = explored(|| register(2, 2, |index| Replica { peers: model_peers(index, 2) }));
    assert_eq!(unique, 544);
    assert_eq!(verdicts[0], Verdict::Holds);
    assert!(matches!(verdicts[1], Verdict::Found { .. }));
}
