//! The model as the checker takes it: which part of a state each property reads.

use super::hint;
use super::{ConfigError, is_linearizable};
use super::{History, LINEARIZABLE, Participant, PaxosModelCfg, VALUE_CHOSEN, answers_with_a_value};
use crate::checker::{Actors, Reads};

/// The states of the model.
pub type PaxosSpace = Actors<Participant, PaxosModelCfg, History>;

impl PaxosModelCfg {
    /// The states of the model that this describes.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_space(self) -> Result<PaxosSpace, ConfigError> {
        Ok(Actors::new(self.into_model()?)
            .reads(LINEARIZABLE, Reads::History(|_, history| is_linearizable(history)))
            .reads(VALUE_CHOSEN, Reads::AnyDeliverable(|_, envelope| answers_with_a_value(envelope.msg)))
            .unbounded())
    }

    /// The states of the model without what makes no difference any more; a search proves that it doesn't.
    ///
    /// # Errors
    /// Unless [`PaxosModelCfg::validate`] passes.
    pub fn into_reduced_space(self) -> Result<PaxosSpace, ConfigError> {
        Ok(self.into_space()?.reduced_by(hint()))
    }
}
