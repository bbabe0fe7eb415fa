//! The envelopes on their way to one actor, as numbers, and what may happen to them. Never looks inside them.
//!
//! | network | an inbox is | deliverable | delivery |
//! |---|---|---|---|
//! | unordered, nonduplicating | a multiset, sorted by number | each kind | takes one away |
//! | unordered, duplicating | a set, sorted by number | each | leaves it there |
//! | ordered | queues, one after another, sorted by who sent and to whom | the head of each queue | takes it away |

use stateright::actor::Network;

/// How messages travel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Nonduplicating,
    Duplicating,
    Ordered,
}

impl Kind {
    pub(super) fn of<Msg: Eq + std::hash::Hash>(network: &Network<Msg>) -> Self {
        match network {
            Network::UnorderedNonDuplicating(_) => Kind::Nonduplicating,
            Network::UnorderedDuplicating(..) => Kind::Duplicating,
            Network::Ordered(_) => Kind::Ordered,
        }
    }

    /// Adds an envelope; `flow` tells an envelope's sender and receiver.
    pub(super) fn insert<F: Ord>(self, inbox: &mut Vec<u32>, envelope: u32, flow: impl Fn(u32) -> F) {
        let at = match self {
            Kind::Ordered => {
                let own = flow(envelope);
                inbox.partition_point(|&other| flow(other) <= own)
            }
            Kind::Nonduplicating | Kind::Duplicating => inbox.partition_point(|&other| other < envelope),
        };
        if self != Kind::Duplicating || inbox.get(at) != Some(&envelope) {
            inbox.insert(at, envelope);
        }
    }

    /// The distinct envelopes that can be delivered now, by their places in the inbox.
    pub(super) fn deliverable<F: Ord>(self, inbox: &[u32], flow: impl Fn(u32) -> F) -> Vec<usize> {
        let is_first = |&at: &usize| match (self, at) {
            (_, 0) | (Kind::Duplicating, _) => true,
            (Kind::Nonduplicating, _) => inbox[at - 1] != inbox[at],
            (Kind::Ordered, _) => flow(inbox[at - 1]) != flow(inbox[at]),
        };
        (0..inbox.len()).filter(is_first).collect()
    }

    /// The inbox after a deliverable envelope was delivered.
    pub(super) fn delivered(self, inbox: &[u32], at: usize) -> Vec<u32> {
        if self == Kind::Duplicating { inbox.to_vec() } else { Self::dropped(inbox, at) }
    }

    /// The inbox after a deliverable envelope was lost.
    pub(super) fn dropped(inbox: &[u32], at: usize) -> Vec<u32> {
        let mut rest = inbox.to_vec();
        rest.remove(at);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Envelopes 10..20 come from actor 1, 20..30 from actor 2.
    fn flow(envelope: u32) -> u32 {
        envelope / 10
    }

    fn filled(kind: Kind) -> Vec<u32> {
        let mut inbox = Vec::new();
        for envelope in [21, 12, 11, 12, 21] {
            kind.insert(&mut inbox, envelope, flow);
        }
        inbox
    }

    #[test]
    fn each_network_keeps_what_it_must() {
        assert_eq!(filled(Kind::Nonduplicating), [11, 12, 12, 21, 21]);
        assert_eq!(filled(Kind::Duplicating), [11, 12, 21]);
        assert_eq!(filled(Kind::Ordered), [12, 11, 12, 21, 21]);
    }

    #[test]
    fn each_network_delivers_what_it_may() {
        let deliverable = |kind: Kind| kind.deliverable(&filled(kind), flow);
        assert_eq!(deliverable(Kind::Nonduplicating), [0, 1, 3]);
        assert_eq!(deliverable(Kind::Duplicating), [0, 1, 2]);
        assert_eq!(deliverable(Kind::Ordered), [0, 3]);
        assert_eq!(Kind::Nonduplicating.delivered(&filled(Kind::Nonduplicating), 1), [11, 12, 21, 21]);
        assert_eq!(Kind::Duplicating.delivered(&filled(Kind::Duplicating), 1), [11, 12, 21]);
        assert_eq!(Kind::Ordered.delivered(&filled(Kind::Ordered), 3), [12, 11, 12, 21]);
        assert_eq!(Kind::dropped(&filled(Kind::Duplicating), 1), [11, 21]);
    }
}
