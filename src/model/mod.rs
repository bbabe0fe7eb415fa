//! The cluster and its clients as one stateright model: what is configured, what is recorded, and what must hold.
//! Knows no page.

mod alone;
mod config;
mod effect;
mod envelopes;
mod hint;
mod history;
mod ledger;
mod operations;
mod participant;
mod partition;
mod properties;
mod question;
mod space;
mod votes;

pub use config::{ConfigError, Crashing, Limits, NetworkKind, PaxosModelCfg};
pub use effect::has_effect;
pub use envelopes::{envelopes, envelopes_beyond};
pub use hint::hint;
pub use history::History;
pub use ledger::{BrokenPromise, Kept, Ledger, NotedOperation, SharedBallot};
pub use operations::{Follower, Operations};
pub use participant::{Participant, written};
pub use partition::{Cut, Divider, Dividing, Division};
pub use properties::*;
pub use question::{
    EXAMPLES, ExpectationName, FUNCTIONS, Fact, Field, FieldKind, OWN, OwnProperty, QUESTION_MAX, Question,
    QuestionError, SUBJECTS, Subject, facts,
};
pub use space::PaxosSpace;
pub use votes::Votes;

use crate::paxos::{PaxosActor, RegisterMsg, RetriesLeft};
use stateright::Expectation;
use stateright::actor::register::RegisterActor;
use stateright::actor::{ActorModel, ActorModelAction, ActorModelState, LossyNetwork, Network, model_peers};

/// The model: actors `0..servers` are servers, and clients follow; where there may be partitions, the last is who begins them.
pub type PaxosModel = ActorModel<Participant, PaxosModelCfg, History>;
/// A state of the whole system.
pub type PaxosState = ActorModelState<Participant, History>;
/// A step of the whole system.
pub type PaxosAction = ActorModelAction<RegisterMsg, RetriesLeft, ()>;

impl PaxosModelCfg {
    /// The model that this describes, with the user's properties.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_model(self) -> Result<PaxosModel, ConfigError> {
        self.into_model_asked(&USUAL)
    }

    /// The model that this describes, with the properties at these places, in this order. What they need is recorded, which tells
    /// states apart that are the same without it.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    ///
    /// # Panics
    /// If there is no property at one of the places.
    pub fn into_model_asked(self, places: &[usize]) -> Result<PaxosModel, ConfigError> {
        self.into_model_with(places, None)
    }

    /// As [`PaxosModelCfg::into_model_asked`], and a property of one's own after these, named [`OWN`].
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    ///
    /// # Panics
    /// If there is no property at one of the places.
    pub fn into_model_with(self, places: &[usize], question: Option<&Question>) -> Result<PaxosModel, ConfigError> {
        let kept = places.iter().map(|place| properties::kept_in(&self, *place)).fold(Kept::default(), Kept::and);
        let kept = question.map_or(kept, |question| kept.and(question.kept()));
        self.model_recording(places, History::new(Operations::remembered(), kept, question.cloned()))
    }

    /// The model of a run that is looked at step by step: with every property, and all that can be recorded. Whether its
    /// histories are linearizable is followed, not searched for.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_model_watched(self) -> Result<PaxosModel, ConfigError> {
        self.model_recording(&EVERY, History::new(Operations::followed(), Kept::ALL, None))
    }

    fn model_recording(self, places: &[usize], history: History) -> Result<PaxosModel, ConfigError> {
        self.validate()?;
        let expectation = history.question.as_ref().map(Question::expectation);
        let retries = u8::try_from(self.retries).expect("bounded by the limits");
        let rules = self.rules();
        let servers = (0..self.server_count)
            .map(|ix| RegisterActor::Server(PaxosActor { peers: model_peers(ix, self.server_count), rules }));
        let clients = (0..self.client_count)
            .map(|_| RegisterActor::Client { put_count: self.put_count, server_count: self.server_count });
        let partitions = u64::try_from(self.partitions).expect("bounded by the limits");
        let divider =
            self.divider().map(|_| Participant::Divider(Divider { server_count: self.server_count, partitions }));
        let model = ActorModel::new(self, history)
            .actors(servers.chain(clients).map(|register| Participant::Register { register, retries }))
            .actors(divider)
            .init_network(match self.network {
                NetworkKind::Ordered => Network::new_ordered([]),
                NetworkKind::UnorderedDuplicating => Network::new_unordered_duplicating([]),
                NetworkKind::UnorderedNonduplicating => Network::new_unordered_nonduplicating([]),
            })
            .lossy_network(if self.lossy { LossyNetwork::Yes } else { LossyNetwork::No })
            .max_crashes(self.max_crashes)
            .within_boundary(|config, state| {
                (0..).zip(&state.crashed).all(|(actor, is_crashed)| !is_crashed || config.may_crash(actor))
                    && partition::is_possible(config, state)
            })
            .record_msg_out(History::said)
            .record_msg_in(History::heard);
        let model = places
            .iter()
            .map(|place| &PROPERTIES[*place])
            .fold(model, |model, asked| model.property(asked.expectation.clone(), asked.name, asked.condition));
        Ok(match expectation {
            None => model,
            Some(ExpectationName::Always) => model.property(Expectation::Always, OWN, is_so),
            Some(ExpectationName::Sometimes) => model.property(Expectation::Sometimes, OWN, is_so),
            Some(ExpectationName::Eventually) => model.property(Expectation::Eventually, OWN, is_so),
        })
    }
}

fn is_so(model: &PaxosModel, state: &PaxosState) -> bool {
    state.history.question.as_ref().is_some_and(|question| question.is_so(&model.cfg, state))
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
