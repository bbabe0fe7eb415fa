//! The geometry of the space-time diagram, in lanes and rows: lane 0 is the first actor, row 0 the start. Pure; whoever draws it
//! says how wide a lane is and how high a row.

use crate::model::PaxosAction;
use crate::moment::Message;
use stateright::actor::ActorModelAction;

/// A point of the diagram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Across, `0 <= lane < actors`.
    pub lane: f64,
    /// Down, `0 <= row`; whole on a step.
    pub row: f64,
}

/// A message's way, from where it was sent to where it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// Where it was sent.
    pub from: Point,
    /// Where it arrived, was lost, or is.
    pub to: Point,
    /// Which of these.
    pub end: ArrowEnd,
}

/// How a message's way ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ArrowEnd {
    /// It arrived.
    Delivered,
    /// It was lost.
    Dropped,
    /// It is in flight.
    Open,
}

/// How far an arrow that is open reaches: a part of the way across, and less than a row down, so that it points where it goes.
const OPEN: Point = Point { lane: 0.4, row: 0.6 };

/// The arrow of a message that this action delivers or loses in the step with this number.
pub fn ended_arrow(action: &PaxosAction, message: &Message, number: u32) -> Arrow {
    let (src, dst) = lanes(message);
    // What was lost arrives nowhere: it ends between the lanes.
    let (lane, end) = match action {
        ActorModelAction::Drop(_) => (f64::midpoint(src, dst), ArrowEnd::Dropped),
        _ => (dst, ArrowEnd::Delivered),
    };
    Arrow { from: sent_at(message), to: Point { lane, row: f64::from(number) }, end }
}

/// The arrow of a message in flight.
pub fn open_arrow(message: &Message) -> Arrow {
    let (src, dst) = lanes(message);
    let from = sent_at(message);
    let to = Point { lane: src + (dst - src) * OPEN.lane, row: from.row + OPEN.row };
    Arrow { from, to, end: ArrowEnd::Open }
}

fn sent_at(message: &Message) -> Point {
    Point { lane: lanes(message).0, row: f64::from(message.sent_in) }
}

fn lanes(message: &Message) -> (f64, f64) {
    let lane = |id: usize| f64::from(u32::try_from(id).expect("actors are few"));
    (lane(message.envelope.src.into()), lane(message.envelope.dst.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PaxosModelCfg;
    use crate::session::Session;

    /// The session after a random run.
    fn run(config: PaxosModelCfg, seed: u32) -> Session {
        let mut session = Session::new(config).unwrap();
        while let (Some(action), true) = (session.choose(seed), session.cursor() < 300) {
            session.act(action).unwrap();
        }
        session
    }

    #[test]
    fn every_arrow_goes_down_from_its_sender_to_its_receiver() {
        for seed in 0..40 {
            let session = run(PaxosModelCfg { lossy: seed % 2 == 0, ..PaxosModelCfg::default() }, seed);
            let mut ended = 0;
            for (number, step) in session.steps().iter().enumerate().skip(1) {
                let message = step.message.as_ref().expect("without crashes every step is about a message");
                let arrow = ended_arrow(&step.action.as_ref().unwrap().1, message, u32::try_from(number).unwrap());
                let (src, dst) = lanes(message);
                assert!(arrow.from.row < arrow.to.row);
                assert_eq!((arrow.from.lane, arrow.to.row), (src, number as f64));
                assert_eq!(arrow.to.lane == dst, arrow.end == ArrowEnd::Delivered);
                ended += 1;
            }
            let sent: usize = session.steps().iter().map(|step| step.sent.len()).sum();
            assert_eq!(sent, ended + session.here().in_flight.len(), "an arrow a message");
        }
    }

    #[test]
    fn what_is_in_flight_starts_at_its_sender_and_stays_within_a_row() {
        let session = run(PaxosModelCfg { client_count: 6, server_count: 7, ..PaxosModelCfg::default() }, 1);
        for step in 0..session.steps().len() {
            for message in &session.moment(session.branch(), step).in_flight {
                let arrow = open_arrow(message);
                let (src, dst) = lanes(message);
                assert_eq!((arrow.from.lane, arrow.end), (src, ArrowEnd::Open));
                assert!(arrow.to.row > arrow.from.row && arrow.to.row < arrow.from.row + 1.0);
                assert!((arrow.to.lane - src).abs() < (dst - src).abs());
            }
        }
    }

    #[test]
    fn equal_messages_have_arrows_of_their_own() {
        let config = PaxosModelCfg { max_crashes: 1, ..PaxosModelCfg::default() };
        let mut session = Session::new(config).unwrap();
        // C3 crashes and comes back, and so sends its write again.
        for wanted in [ActorModelAction::Crash(3.into()), ActorModelAction::Recover(3.into())] {
            let index = session.actions().iter().position(|(action, _)| *action == wanted).unwrap();
            session.act(u32::try_from(index).unwrap()).unwrap();
        }
        let flight = &session.here().in_flight;
        let writes: Vec<&Message> = flight.iter().filter(|message| message.envelope.src == 3.into()).collect();
        assert_eq!(writes[0].envelope, writes[1].envelope);
        assert_eq!([open_arrow(writes[0]).from.row, open_arrow(writes[1]).from.row], [0.0, 2.0]);
    }
}
