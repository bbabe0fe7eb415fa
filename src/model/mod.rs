//! The cluster and its clients as one stateright model: what is configured, what is recorded, and what must hold.
//! Knows no page.

mod config;
mod hint;
mod space;
mod votes;

pub use config::{ConfigError, Limits, NetworkKind, PaxosModelCfg};
pub use hint::hint;
pub use space::PaxosSpace;
pub use votes::Votes;

use crate::paxos::{PaxosActor, RegisterMsg, Value};
use stateright::Expectation;
use stateright::actor::register::RegisterActor;
use stateright::actor::{ActorModel, ActorModelAction, ActorModelState, Id, LossyNetwork, Network, model_peers};
use stateright::semantics::LinearizabilityTester;
use stateright::semantics::register::Register;

/// A server, or a client that writes and then reads.
pub type Participant = RegisterActor<PaxosActor>;
/// What clients have asked and been told so far, as a tester of linearizability.
pub type History = LinearizabilityTester<Id, Register<Value>>;
/// The model: actors `0..servers` are servers, the rest clients.
pub type PaxosModel = ActorModel<Participant, PaxosModelCfg, History>;
/// A state of the whole system.
pub type PaxosState = ActorModelState<Participant, History>;
/// A step of the whole system.
pub type PaxosAction = ActorModelAction<RegisterMsg, (), ()>;

/// The name of the property that reads and writes look as if they happened one at a time, each between its call and its return.
///
/// Source: M. Herlihy and J. Wing, *Linearizability: A Correctness Condition for Concurrent Objects* (1990), section 2.
pub const LINEARIZABLE: &str = "linearizable";
/// The name of the property that some read can be answered with a written value.
pub const VALUE_CHOSEN: &str = "value chosen";

impl PaxosModelCfg {
    /// The model that this describes.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_model(self) -> Result<PaxosModel, ConfigError> {
        self.validate()?;
        let servers = (0..self.server_count)
            .map(|ix| RegisterActor::Server(PaxosActor { peers: model_peers(ix, self.server_count) }));
        let clients = (0..self.client_count)
            .map(|_| RegisterActor::Client { put_count: self.put_count, server_count: self.server_count });
        Ok(ActorModel::new(self, History::new(Register(Value::default())))
            .actors(servers)
            .actors(clients)
            .init_network(match self.network {
                NetworkKind::Ordered => Network::new_ordered([]),
                NetworkKind::UnorderedDuplicating => Network::new_unordered_duplicating([]),
                NetworkKind::UnorderedNonduplicating => Network::new_unordered_nonduplicating([]),
            })
            .lossy_network(if self.lossy { LossyNetwork::Yes } else { LossyNetwork::No })
            .max_crashes(self.max_crashes)
            .property(Expectation::Always, LINEARIZABLE, |_, state| is_linearizable(&state.history))
            .property(Expectation::Sometimes, VALUE_CHOSEN, |_, state| {
                state.network.iter_deliverable().any(|envelope| answers_with_a_value(envelope.msg))
            })
            .record_msg_out(RegisterMsg::record_invocations)
            .record_msg_in(RegisterMsg::record_returns))
    }
}

fn is_linearizable(history: &History) -> bool {
    history.serialized_history().is_some()
}

fn answers_with_a_value(msg: &RegisterMsg) -> bool {
    matches!(msg, RegisterMsg::GetOk(_, value) if *value != Value::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use stateright::Model;

    #[test]
    fn servers_come_first_and_every_client_has_sent_its_write() {
        let model = PaxosModelCfg::default().into_model().unwrap();
        let state = model.init_states().remove(0);
        assert_eq!(state.actor_states.len(), 5);
        let mut sent: Vec<_> = state.network.iter_all().map(|e| e.to_cloned_msg()).collect();
        sent.sort();
        assert_eq!(sent[0].msg, RegisterMsg::Put(3, 'A'));
        assert_eq!(sent[1].msg, RegisterMsg::Put(4, 'B'));
        assert_eq!(usize::from(sent[1].dst), 1);
    }
}
