//! Shrinking behind the door: a run of the stage that is made shorter, its name, and how it stands in words. Never touches the stage.

use super::{CheckView, ExpectationName, ShrinkView};
use crate::explain::number;
use crate::model::PaxosModelCfg;
use crate::session::{Branch, NAME_MAX, Session};
use crate::shrink::{Shrink, is_shown};

/// A run that is being shrunk, with a name.
pub(super) struct Shrinking {
    run: u32,
    config: PaxosModelCfg,
    property: usize,
    property_name: &'static str,
    is_over: bool,
    shrink: Shrink,
}

impl Shrinking {
    /// Prepares to shrink the run shown.
    pub(super) fn start(run: u32, session: &Session, property: usize) -> Result<Self, String> {
        let config = session.model().cfg;
        let shrink = Shrink::new(session, property).map_err(|e| e.to_string())?;
        let property_name = session.model().properties[property].name;
        Ok(Shrinking { run, config, property, property_name, is_over: false, shrink })
    }

    pub(super) fn run(&self) -> u32 {
        self.run
    }

    pub(super) fn is_running(&self) -> bool {
        !self.is_over
    }

    pub(super) fn advance(&mut self, budget: u32) {
        self.is_over = !self.shrink.advance(budget);
    }

    pub(super) fn stop(&mut self) {
        self.is_over = true;
    }

    /// What the shorter run is called.
    pub(super) fn name(&self) -> String {
        let rest = ": shrunk";
        let room = NAME_MAX - rest.len();
        format!("{}{rest}", self.property_name.chars().take(room).collect::<String>())
    }

    /// The shorter run, if it is shorter than every branch of a session of the same configuration.
    pub(super) fn shorter(&self, session: &Session) -> Option<Vec<u32>> {
        let is_shorter = self.shrink.best().len() < self.shrink.from();
        (is_shorter && session.model().cfg == self.config && self.kept(session).is_none())
            .then(|| self.shrink.best_places())
    }

    /// A branch that shows it in as few steps or fewer, and the step in which it does.
    pub(super) fn kept(&self, session: &Session) -> Option<(u32, usize)> {
        if session.model().cfg != self.config {
            return None;
        }
        let most = self.shrink.best().len() + 1;
        let shows = |branch: &Branch| {
            let step =
                branch.steps().iter().take(most).position(|step| is_shown(session.model(), self.property, step))?;
            Some((branch.id(), step))
        };
        session.branches().iter().filter_map(shows).min_by_key(|(_, step)| *step)
    }

    /// How it stands; `shortest`: the length that is proved to be the shortest.
    pub(super) fn view(&self, session: &Session, shortest: Option<u32>) -> ShrinkView {
        let (from, steps) = (self.shrink.from(), self.shrink.best().len());
        ShrinkView {
            run: self.run,
            is_running: self.is_running(),
            from: wire(from),
            steps: wire(steps),
            text: self.text(session, shortest),
        }
    }

    fn text(&self, session: &Session, shortest: Option<u32>) -> String {
        let (from, now) = (self.shrink.from(), self.shrink.best().len());
        if self.is_running() {
            return format!(
                "Shrinking: from {} to {} so far, {} shorter runs tried.",
                many(from),
                number(now as u64),
                number(self.shrink.tried())
            );
        }
        let end = match (self.shrink.is_done(), shortest) {
            (false, _) => "stopped before every step was tried".to_owned(),
            (true, Some(shortest)) if shortest as usize == now => {
                "no run is shorter, as a breadth-first check has proved".to_owned()
            }
            (true, Some(shortest)) => format!(
                "no single step can be left out; the shortest there is, by a breadth-first check, has {}",
                many(shortest as usize)
            ),
            (true, None) => "no single step can be left out".to_owned(),
        };
        match self.kept(session) {
            _ if now == from => format!("Not shrunk, it keeps its {}: {end}.", many(from)),
            Some((_, step)) if step < now => format!(
                "Shrunk from {} to {}: {end}. A branch that you have is shorter, {}, and stays.",
                number(from as u64),
                many(now),
                many(step)
            ),
            _ => format!("Shrunk from {} to {}: {end}.", number(from as u64), many(now)),
        }
    }

    /// The length that a breadth-first check has proved to be the shortest for this property and configuration.
    pub(super) fn proved(&self, config: PaxosModelCfg, is_breadth_first: bool, view: &CheckView) -> Option<u32> {
        let of_this = view.properties.iter().find(|property| property.name == self.property_name)?;
        let is_known = config == self.config && is_breadth_first && of_this.expectation != ExpectationName::Eventually;
        if is_known { of_this.steps } else { None }
    }
}

fn many(steps: usize) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{} steps", number(steps as u64)) }
}

fn wire(steps: usize) -> u32 {
    u32::try_from(steps).expect("bounded by the run's length")
}
