//! What clients have asked and been told so far, as a tester of linearizability takes it (Herlihy and Wing, *Linearizability*, 1990,
//! section 2). A state of the checker holds stateright's tester, which remembers every operation and tells states apart as stateright
//! does. A run that is looked at step by step holds a [`Follower`], which remembers what may still matter and answers at once, however
//! long the run has become. Both give the same answers.

use crate::paxos::Value;
use stateright::actor::Id;
use stateright::semantics::register::{Register, RegisterOp, RegisterRet};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester};
use std::collections::{BTreeMap, BTreeSet};

/// What clients have asked and been told so far.
#[derive(Clone, Debug, Hash, PartialEq)]
pub enum Operations {
    /// Every operation, in stateright's tester. Its answers take time that grows exponentially with the operations.
    Remembered(LinearizabilityTester<Id, Register<Value>>),
    /// What may still matter.
    Followed(Follower),
}

impl Operations {
    /// None yet, each to be remembered.
    pub(super) fn remembered() -> Self {
        Operations::Remembered(LinearizabilityTester::new(Register(Value::default())))
    }

    /// None yet, to be followed.
    pub(super) fn followed() -> Self {
        Operations::Followed(Follower::default())
    }
}

impl ConsistencyTester<Id, Register<Value>> for Operations {
    fn on_invoke(&mut self, client: Id, operation: RegisterOp<Value>) -> Result<&mut Self, String> {
        match self {
            Operations::Remembered(tester) => tester.on_invoke(client, operation).map(drop),
            Operations::Followed(follower) => follower.on_invoke(client, operation).map(drop),
        }?;
        Ok(self)
    }

    fn on_return(&mut self, client: Id, reply: RegisterRet<Value>) -> Result<&mut Self, String> {
        match self {
            Operations::Remembered(tester) => tester.on_return(client, reply).map(drop),
            Operations::Followed(follower) => follower.on_return(client, reply).map(drop),
        }?;
        Ok(self)
    }

    fn is_consistent(&self) -> bool {
        match self {
            Operations::Remembered(tester) => tester.is_consistent(),
            Operations::Followed(follower) => follower.is_consistent(),
        }
    }
}

/// Follows a history and knows at any time whether it is linearizable: it keeps every way in which the register may stand now. An
/// operation takes effect no earlier than some return needs it to (Lowe, *Testing for Linearizability*, 2017, section 5), so what is
/// kept is bounded by the operations that are open, one a client, and not by those that are over.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Follower {
    /// Each client has one operation at a time, and replies are to operations. What breaks that is no history, for ever.
    is_history: bool,
    /// What each client waits for: the value that it writes; `None` for a read.
    open: BTreeMap<Id, Option<Value>>,
    /// The ways; none is left once the history isn't linearizable.
    ways: BTreeSet<Way>,
}

/// One way in which the register may stand.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
struct Way {
    value: Value,
    /// Whose open write has taken effect.
    written: BTreeSet<Id>,
    /// What each open read may have found since it was asked.
    found: BTreeMap<Id, BTreeSet<Value>>,
}

impl Default for Follower {
    fn default() -> Self {
        let start = Way { value: Value::default(), written: BTreeSet::new(), found: BTreeMap::new() };
        Follower { is_history: true, open: BTreeMap::new(), ways: BTreeSet::from([start]) }
    }
}

impl Way {
    /// After the write of this client's, which is open.
    fn with(&self, client: Id, value: Value) -> Way {
        let mut next = self.clone();
        next.value = value;
        next.written.insert(client);
        for found in next.found.values_mut() {
            found.insert(value);
        }
        next
    }

    /// Whether whatever goes on from the other way goes on from this one too.
    fn is_as_free_as(&self, other: &Way) -> bool {
        self.value == other.value
            && self.written == other.written
            && self.found.iter().zip(&other.found).all(|((_, own), (_, found))| own.is_superset(found))
    }
}

impl Follower {
    /// Every way in which open writes may have taken effect by now, in any order.
    fn reached(&self) -> Vec<Way> {
        let mut reached: Vec<Way> = Vec::new();
        let mut next: Vec<Way> = self.ways.iter().cloned().collect();
        while let Some(way) = next.pop() {
            if reached.iter().any(|known| known.is_as_free_as(&way)) {
                continue;
            }
            let writes = self.open.iter().filter_map(|(client, value)| Some((*client, (*value)?)));
            next.extend(
                writes
                    .filter(|(client, _)| !way.written.contains(client))
                    .map(|(client, value)| way.with(client, value)),
            );
            reached.retain(|known| !way.is_as_free_as(known));
            reached.push(way);
        }
        reached
    }

    fn broken(&mut self, why: &str) -> Result<&mut Self, String> {
        self.is_history = false;
        self.ways.clear();
        Err(why.to_owned())
    }
}

impl ConsistencyTester<Id, Register<Value>> for Follower {
    fn on_invoke(&mut self, client: Id, operation: RegisterOp<Value>) -> Result<&mut Self, String> {
        if !self.is_history {
            return Err("The history was broken before.".to_owned());
        }
        if self.open.contains_key(&client) {
            return self.broken("The client waits for a reply already.");
        }
        match operation {
            RegisterOp::Write(value) => drop(self.open.insert(client, Some(value))),
            RegisterOp::Read => {
                self.open.insert(client, None);
                let asked = |mut way: Way| {
                    way.found.insert(client, BTreeSet::from([way.value]));
                    way
                };
                self.ways = std::mem::take(&mut self.ways).into_iter().map(asked).collect();
            }
        }
        Ok(self)
    }

    fn on_return(&mut self, client: Id, reply: RegisterRet<Value>) -> Result<&mut Self, String> {
        if !self.is_history {
            return Err("The history was broken before.".to_owned());
        }
        let Some(operation) = self.open.get(&client).copied() else {
            return self.broken("The client waits for no reply.");
        };
        let ended = |mut way: Way| match (operation, &reply) {
            (Some(_), RegisterRet::WriteOk) => way.written.remove(&client).then_some(way),
            (None, RegisterRet::ReadOk(value)) => {
                way.found.remove(&client).is_some_and(|found| found.contains(value)).then_some(way)
            }
            // The reply is to another kind of operation.
            _ => None,
        };
        self.ways = self.reached().into_iter().filter_map(ended).collect();
        self.open.remove(&client);
        Ok(self)
    }

    fn is_consistent(&self) -> bool {
        !self.ways.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_does_not_grow_with_what_is_over() {
        let mut follower = Follower::default();
        // Six clients, one of which never hears of its write.
        follower.on_invoke(5.into(), RegisterOp::Write('F')).unwrap();
        for round in 0..200_u8 {
            for client in 0..5_usize {
                let operation = if round % 2 == 0 { RegisterOp::Write('A') } else { RegisterOp::Read };
                follower.on_invoke(client.into(), operation).unwrap();
            }
            for client in 0..5_usize {
                let reply = if round % 2 == 0 { RegisterRet::WriteOk } else { RegisterRet::ReadOk('A') };
                follower.on_return(client.into(), reply).unwrap();
            }
            assert!(follower.is_consistent() && follower.ways.len() <= 4, "{}", follower.ways.len());
        }
    }
}
