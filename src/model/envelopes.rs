//! What is in flight, in an order of its own.

use super::partition::is_own;
use crate::paxos::RegisterMsg;
use stateright::actor::{Envelope, Network};
use std::collections::VecDeque;

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

/// The envelopes in flight now that weren't before, in the order of [`envelopes()`]: what a step has sent. One that was in flight and is
/// sent once more is among them where the network counts it.
pub fn envelopes_beyond(before: &Network<RegisterMsg>, now: &Network<RegisterMsg>) -> Vec<Envelope<RegisterMsg>> {
    let mut new: Vec<Envelope<RegisterMsg>> = match (before, now) {
        (Network::UnorderedDuplicating(known, _), Network::UnorderedDuplicating(set, _)) => {
            set.iter().filter(|envelope| !known.contains(envelope)).cloned().collect()
        }
        (Network::UnorderedNonDuplicating(known), Network::UnorderedNonDuplicating(counts)) => {
            let beyond = |(envelope, count): (&Envelope<RegisterMsg>, &usize)| {
                let before = known.get(envelope).copied().unwrap_or(0);
                std::iter::repeat_n(envelope.clone(), count.saturating_sub(before))
            };
            counts.iter().flat_map(beyond).collect()
        }
        (Network::Ordered(known), Network::Ordered(flows)) => {
            let beyond = flows.iter().flat_map(|(&(src, dst), messages)| {
                let before = known.get(&(src, dst)).map_or(0, VecDeque::len);
                messages.iter().skip(before).map(move |msg| Envelope { src, dst, msg: msg.clone() })
            });
            return beyond.filter(|envelope| !is_own(envelope)).collect();
        }
        _ => panic!("a network stays of its kind"),
    };
    new.retain(|envelope| !is_own(envelope));
    new.sort();
    new
}
