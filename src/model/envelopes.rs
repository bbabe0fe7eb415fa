//! What is in flight, in an order of its own.

use super::partition::is_own;
use crate::paxos::RegisterMsg;
use stateright::actor::{Envelope, Network};

/// Every envelope in flight, as often as it is, in an order that depends on nothing but the envelopes. What stands for a partition
/// is none.
pub fn envelopes(network: &Network<RegisterMsg>) -> Vec<Envelope<RegisterMsg>> {
    let mut all: Vec<Envelope<RegisterMsg>> = match network {
        Network::UnorderedDuplicating(set, _) => set.iter().cloned().collect(),
        Network::UnorderedNonDuplicating(counts) => {
            counts.iter().flat_map(|(envelope, count)| std::iter::repeat_n(envelope.clone(), *count)).collect()
        }
        Network::Ordered(flows) => {
            let in_order = flows.iter().flat_map(|(&(src, dst), messages)| {
                messages.iter().map(move |msg| Envelope { src, dst, msg: msg.clone() })
            });
            return in_order.filter(|envelope| !is_own(envelope)).collect();
        }
    };
    all.retain(|envelope| !is_own(envelope));
    all.sort();
    all
}
