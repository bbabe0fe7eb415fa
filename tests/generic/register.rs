//! What the registers share: clients that write and then read, the history of what they saw, and two properties.

use stateright::Expectation;
use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{Actor, ActorModel, Id, Network};
use stateright::semantics::LinearizabilityTester;
use stateright::semantics::register::Register;
use std::fmt::Debug;
use std::hash::Hash;

pub(super) type History = LinearizabilityTester<Id, Register<char>>;

/// A register kept by some servers, each made from its index.
pub(super) fn register<S, M>(
    servers: usize,
    clients: usize,
    server: impl Fn(usize) -> S,
) -> ActorModel<RegisterActor<S>, (), History>
where
    S: Actor<Msg = RegisterMsg<u64, char, M>>,
    S::Timer: Ord,
    M: Clone + Debug + Ord + Hash,
{
    let client = || RegisterActor::Client { put_count: 1, server_count: servers };
    ActorModel::new((), LinearizabilityTester::new(Register('?')))
        .actors((0..servers).map(|index| RegisterActor::Server(server(index))))
        .actors((0..clients).map(|_| client()))
        .init_network(Network::new_unordered_nonduplicating([]))
        .record_msg_in(RegisterMsg::record_returns)
        .record_msg_out(RegisterMsg::record_invocations)
        .property(Expectation::Always, "linearizable", |_, state| state.history.serialized_history().is_some())
        .property(Expectation::Sometimes, "a write is read", |_, state| {
            let is_a_value =
                |msg: &RegisterMsg<u64, char, M>| matches!(msg, RegisterMsg::GetOk(_, value) if *value != '?');
            state.network.iter_deliverable().any(|envelope| is_a_value(envelope.msg))
        })
}
