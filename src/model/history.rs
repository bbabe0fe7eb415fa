//! What is recorded of a run: the clients' operations, as a tester of linearizability, and the ledger, if a property asks for it.

use super::ledger::{Kept, Ledger};
use super::partition::{Division, is_own};
use super::{Operations, PaxosModelCfg, Question, Votes};
use crate::paxos::{RegisterMsg, Value};
use stateright::actor::{Envelope, Id};
use stateright::semantics::ConsistencyTester;
use stateright::semantics::register::RegisterOp;

/// What is recorded of a run.
#[derive(Clone, Debug, Hash, PartialEq)]
pub struct History {
    /// The clients' operations.
    pub operations: Operations,
    /// What was said, if it's kept.
    pub ledger: Option<Box<Ledger>>,
    /// Whether a partition holds.
    pub division: Division,
    /// The property of one's own that is asked, the same in all states of a model.
    pub question: Option<Question>,
}

impl History {
    /// Of a run that has not begun.
    pub(super) fn new(operations: Operations, kept: Kept, question: Option<Question>) -> Self {
        History {
            question,
            division: Division::Whole,
            operations,
            ledger: kept.is_any().then(|| Box::new(Ledger::new(kept))),
        }
    }

    /// The votes so far, if they are kept.
    pub fn votes(&self) -> Option<&Votes> {
        self.ledger.as_ref().map(|ledger| ledger.votes())
    }

    /// Records a message that is sent.
    pub(super) fn said(config: &PaxosModelCfg, history: &History, envelope: Envelope<&RegisterMsg>) -> Option<History> {
        if is_own(&envelope) {
            return Some(History { division: history.division.said(&envelope), ..history.clone() });
        }
        let ledger = history.ledger.as_ref().and_then(|ledger| ledger.said(config, &envelope));
        let operations = match envelope.msg {
            // To ask again isn't to begin another operation.
            RegisterMsg::Put(_, value) if config.retries > 0 => history.begun(envelope.src, RegisterOp::Write(*value)),
            RegisterMsg::Get(_) if config.retries > 0 => history.begun(envelope.src, RegisterOp::Read),
            _ => RegisterMsg::record_invocations(config, &history.operations, envelope),
        };
        history.with(operations, ledger, history.division)
    }

    /// Records a message that arrives and has an effect.
    pub(super) fn heard(
        config: &PaxosModelCfg,
        history: &History,
        envelope: Envelope<&RegisterMsg>,
    ) -> Option<History> {
        let division = history.division.heard(config, &envelope);
        if is_own(&envelope) {
            return Some(History { division, ..history.clone() });
        }
        let ledger = history.ledger.as_ref().and_then(|ledger| ledger.heard(config, &envelope));
        history.with(RegisterMsg::record_returns(config, &history.operations, envelope), ledger, division)
    }

    /// The operations with one more, unless the client waits for another already.
    fn begun(&self, client: Id, operation: RegisterOp<Value>) -> Option<Operations> {
        let mut operations = self.operations.clone();
        operations.on_invoke(client, operation).is_ok().then_some(operations)
    }

    fn with(&self, operations: Option<Operations>, ledger: Option<Ledger>, division: Division) -> Option<History> {
        if operations.is_none() && ledger.is_none() && division == self.division {
            return None;
        }
        Some(History {
            division,
            operations: operations.unwrap_or_else(|| self.operations.clone()),
            ledger: ledger.map(Box::new).or_else(|| self.ledger.clone()),
            question: self.question.clone(),
        })
    }
}
