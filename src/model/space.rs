//! The model as the checker takes it: which part of a state each property reads.

use super::partition::is_own;
use super::properties::reads_in;
use super::{ConfigError, Division, History, OWN, PROPERTIES, Participant, PaxosModelCfg, Question, USUAL};
use crate::checker::{Actors, Boundary};

/// The states of the model.
pub type PaxosSpace = Actors<Participant, PaxosModelCfg, History>;

impl PaxosModelCfg {
    /// The states of the model that this describes, with the user's properties.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_space(self) -> Result<PaxosSpace, ConfigError> {
        self.into_space_asked(&USUAL)
    }

    /// The states of the model that this describes, with the properties at these places, in this order.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    ///
    /// # Panics
    /// If there is no property at one of the places.
    pub fn into_space_asked(self, places: &[usize]) -> Result<PaxosSpace, ConfigError> {
        self.into_space_with(places, None)
    }

    /// As [`PaxosModelCfg::into_space_asked`], and a property of one's own after these, which reads the whole state.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    ///
    /// # Panics
    /// If there is no property at one of the places.
    pub fn into_space_with(self, places: &[usize], question: Option<&Question>) -> Result<PaxosSpace, ConfigError> {
        let states = Actors::new(self.into_model_with(places, question)?).bounded_by(Boundary {
            may_crash: |config, actor| config.may_crash(actor.into()),
            may_lose: |_, envelope| !is_own(envelope),
            allows: self.divider().map(|_| is_uncrossed as fn(&PaxosModelCfg, &History) -> bool),
        });
        let states =
            places.iter().fold(states, |states, place| states.reads(PROPERTIES[*place].name, reads_in(&self, *place)));
        Ok(match question {
            Some(question) => states.remembers(OWN, question.parts()),
            None => states,
        })
    }
}

/// Whether nothing has crossed a partition. What else the model's boundary asks, that nothing of the divider's is lost, is asked of each
/// loss.
fn is_uncrossed(_: &PaxosModelCfg, history: &History) -> bool {
    history.division != Division::Crossed
}
