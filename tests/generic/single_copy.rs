//! A register of which each server keeps a copy of its own, and which therefore is one as long as there is a single server.

use super::explored;
use super::register::register;
use paxos_lab::checker::Verdict;
use stateright::actor::register::RegisterMsg;
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;

#[derive(Clone)]
struct Copy;

impl Actor for Copy {
    type Msg = RegisterMsg<u64, char, ()>;
    type Timer = ();
    type State = char;
    type Storage = ();
    type Random = ();

    fn on_start(&self, _: Id, _: &Option<()>, _: &mut Out<Self>) -> char {
        '?'
    }

    fn on_msg(&self, _: Id, value: &mut Cow<'_, char>, src: Id, msg: Self::Msg, out: &mut Out<Self>) {
        match msg {
            RegisterMsg::Put(request, new) => {
                *value = Cow::Owned(new);
                out.send(src, RegisterMsg::PutOk(request));
            }
            RegisterMsg::Get(request) => out.send(src, RegisterMsg::GetOk(request, **value)),
            RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) | RegisterMsg::Internal(()) => {}
        }
    }
}

#[test]
fn one_server_is_a_register_and_two_are_none() {
    let (_, unique, _, verdicts) = explored(|| register(1, 2, |_| Copy));
    assert_eq!(unique, 93);
    assert_eq!(verdicts[0], Verdict::Holds);
    let (.., verdicts) = explored(|| register(2, 2, |_| Copy));
    // A write is done on one server, and a read answered by the other.
    assert_eq!(verdicts[0], Verdict::Violated { steps: 4 });
}
