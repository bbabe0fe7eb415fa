//! Small systems of actors, one for each thing that an actor can do beside answering messages: timers, random choices, crashes with
//! and without storage, messages to itself and to nobody, and a boundary.

use super::explored;
use paxos_lab::checker::Verdict;
use stateright::Expectation;
use stateright::actor::{Actor, ActorModel, Id, LossyNetwork, Network, Out, model_timeout};
use std::borrow::Cow;

/// Two alarm clocks: each rings the other, at most so often, and snoozes when rung.
#[derive(Clone)]
struct Clock;

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Alarm {
    Ring,
    /// Set anew whenever it runs out, which changes nothing.
    Tick,
}

impl Actor for Clock {
    type Msg = u8;
    type Timer = Alarm;
    type State = u8;
    type Storage = ();
    type Random = ();

    fn on_start(&self, _: Id, _: &Option<()>, out: &mut Out<Self>) -> u8 {
        out.set_timer(Alarm::Ring, model_timeout());
        out.set_timer(Alarm::Tick, model_timeout());
        0
    }

    fn on_timeout(&self, id: Id, rung: &mut Cow<'_, u8>, timer: &Alarm, out: &mut Out<Self>) {
        out.set_timer(timer.clone(), model_timeout());
        if *timer == Alarm::Ring {
            out.send(Id::from(1 - usize::from(id)), **rung);
            *rung.to_mut() += 1;
            if **rung == 3 {
                out.cancel_timer(Alarm::Ring);
            }
        }
    }

    fn on_msg(&self, _: Id, rung: &mut Cow<'_, u8>, _: Id, count: u8, out: &mut Out<Self>) {
        if count > **rung {
            out.set_timer(Alarm::Ring, model_timeout());
            *rung.to_mut() = count;
        }
    }
}

#[test]
fn timers_on_every_network() {
    // One rings three times, and the other once after it has heard of the third; where order is kept, it hears of all three.
    let networks = [
        (Network::new_ordered([]), 7),
        (Network::new_unordered_duplicating([]), 5),
        (Network::new_unordered_nonduplicating([]), 5),
    ];
    for (network, steps) in networks {
        for lossy in [LossyNetwork::No, LossyNetwork::Yes] {
            let (.., verdicts) = explored(|| {
                ActorModel::new((), ())
                    .actors([Clock, Clock])
                    .init_network(network.clone())
                    .lossy_network(lossy)
                    .within_boundary(|(), state| {
                        state.actor_states.iter().all(|rung| **rung <= 3) && state.network.len() <= 4
                    })
                    .property(Expectation::Sometimes, "both three", |_, state| {
                        state.actor_states.iter().all(|rung| **rung == 3)
                    })
            });
            assert_eq!(verdicts[0], Verdict::Found { steps });
        }
    }
}

/// Throws dice: tells the sum to itself until it is high enough, and then to somebody who isn't there.
#[derive(Clone)]
struct Dice;

impl Actor for Dice {
    type Msg = u8;
    type Timer = ();
    type State = u8;
    type Storage = ();
    type Random = u8;

    fn on_start(&self, _: Id, _: &Option<()>, out: &mut Out<Self>) -> u8 {
        out.choose_random("left", vec![1, 2, 3]);
        out.choose_random("right", vec![2, 4]);
        0
    }

    fn on_random(&self, id: Id, sum: &mut Cow<'_, u8>, thrown: &u8, out: &mut Out<Self>) {
        *sum.to_mut() += thrown;
        out.send(id, **sum);
    }

    fn on_msg(&self, id: Id, sum: &mut Cow<'_, u8>, src: Id, told: u8, out: &mut Out<Self>) {
        assert_eq!(src, id);
        if **sum >= 9 {
            out.remove_random("left");
            out.send(Id::from(7), told);
        } else if told == **sum {
            out.choose_random("left", vec![3]);
        }
    }
}

#[test]
fn random_choices_and_messages_to_oneself_and_to_nobody() {
    for lossy in [LossyNetwork::No, LossyNetwork::Yes] {
        let (.., verdicts) = explored(|| {
            ActorModel::new((), ())
                .actors([Dice])
                .init_network(Network::new_unordered_nonduplicating([]))
                .lossy_network(lossy)
                .within_boundary(|(), state| *state.actor_states[0] < 16)
                .property(Expectation::Always, "no nine", |_, state| *state.actor_states[0] != 9)
                .property(Expectation::Always, "nobody is told", |_, state| {
                    state.network.iter_all().all(|envelope| usize::from(envelope.dst) == 0)
                })
        });
        // It throws 2 and 4, tells itself, and throws 3; when it is told again, it tells nobody.
        assert_eq!(verdicts[..2], [Verdict::Violated { steps: 4 }, Verdict::Violated { steps: 5 }]);
    }
}

/// Counts what it is told. What it has saved outlives a crash; what it hasn't is lost.
#[derive(Clone)]
struct Counter {
    saves: bool,
}

impl Actor for Counter {
    type Msg = u8;
    type Timer = ();
    type State = u8;
    type Storage = u8;
    type Random = ();

    fn on_start(&self, id: Id, saved: &Option<u8>, out: &mut Out<Self>) -> u8 {
        if usize::from(id) == 0 {
            out.send(Id::from(1), 1);
            out.send(Id::from(1), 2);
        }
        saved.unwrap_or_default()
    }

    fn on_msg(&self, _: Id, sum: &mut Cow<'_, u8>, src: Id, told: u8, out: &mut Out<Self>) {
        *sum.to_mut() += told;
        if self.saves {
            out.save(**sum);
        }
        if told == 2 {
            out.send(src, 0);
        }
    }
}

#[test]
fn crashes_with_and_without_storage() {
    for saves in [false, true] {
        for max_crashes in [1, 2] {
            let (.., verdicts) = explored(|| {
                ActorModel::new((), 0_u8)
                    .actors([Counter { saves }, Counter { saves }])
                    .init_network(Network::new_unordered_nonduplicating([]))
                    .max_crashes(max_crashes)
                    .within_boundary(|(), state| *state.actor_states[1] <= 6 && state.network.len() <= 4)
                    .record_msg_in(|(), heard, _| Some(1.max(*heard)))
                    // Once something was heard, the sum is never nothing again.
                    .property(Expectation::Always, "kept", |_, state| {
                        state.history == 0 || state.crashed[1] || *state.actor_states[1] > 0
                    })
            });
            let lost = Verdict::Violated { steps: 3 };
            assert_eq!(verdicts[0], if saves { Verdict::Holds } else { lost });
        }
    }
}
