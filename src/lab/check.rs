//! A check behind the door: a search, its name, and how it stands in words that claim no more than was searched.

use super::{
    CertificateView, CheckOptions, CheckStatus, CheckView, StopReason, StrategyName, VerdictName, VerdictView,
    elsewhere,
};
use crate::checker::{
    BITS_MAX, Bound, Bounds, Certificate, Estimate, Options, Progress, PropertyVerdict, Search, Status, Strategy,
    Threads, Verdict, Why, estimate,
};
use crate::explain::number;
use crate::model::{LINEARIZABLE, PROPERTIES, PaxosModelCfg, PaxosSpace, Question, hint};
use stateright::Expectation;

/// A search with a name.
pub(super) struct Check {
    run: u32,
    config: PaxosModelCfg,
    options: CheckOptions,
    question: Option<Question>,
    search: Search<PaxosSpace>,
}

impl Check {
    /// Prepares the search.
    pub(super) fn start(run: u32, config: PaxosModelCfg, options: CheckOptions) -> Result<Self, String> {
        at_least_one("depth bound", options.depth_max)?;
        at_least_one("bound on states", options.states_max)?;
        at_least_one("bound on memory", options.memory_max)?;
        let strategy = match options.strategy {
            StrategyName::BreadthFirst => Strategy::BreadthFirst,
            StrategyName::DepthFirst => Strategy::DepthFirst,
            StrategyName::RandomWalks => Strategy::RandomWalks { seed: u64::from(options.seed) },
        };
        let bounds = Bounds {
            depth_max: options.depth_max,
            states_max: options.states_max.map(u64::from),
            bytes_max: options.memory_max.map(|megabytes| u64::from(megabytes) * 1_000_000),
        };
        let question = options.question()?;
        let mut space = config.into_space_with(&options.asked()?, question.as_ref()).map_err(|e| e.to_string())?;
        if options.reduce {
            if config.partitions > 0 {
                return Err(
                    "Where partitions may begin, states can't be reduced: they don't tell what has crossed one."
                        .to_owned(),
                );
            }
            space = space.reduced_by(hint());
        }
        let options_of_search = Options { strategy, bounds, exhaustive: options.exhaustive };
        let search = Search::new(space, options_of_search).map_err(|e| e.to_string())?;
        Ok(Check { run, config, options, question, search })
    }

    pub(super) fn run(&self) -> u32 {
        self.run
    }

    /// What is checked; the stage may show another configuration by now.
    pub(super) fn config(&self) -> PaxosModelCfg {
        self.config
    }

    /// Whether its discoveries are the shortest; in reduced states that is proved only once it is certified.
    pub(super) fn is_breadth_first(&self) -> bool {
        let is_certain = matches!(self.search.certificate(), None | Some(Certificate::Sound { .. }));
        self.options.strategy == StrategyName::BreadthFirst && is_certain
    }

    pub(super) fn advance(&mut self, budget: u32) {
        self.search.advance(budget);
    }

    pub(super) fn advance_with(&mut self, threads: &dyn Threads, budget: u32) {
        self.search.advance_with(threads, budget);
    }

    pub(super) fn stop(&mut self, why: StopReason) {
        self.search.stop(match why {
            StopReason::Person => Why::Person,
            StopReason::Time => Why::Time,
        });
    }

    pub(super) fn path(&mut self, property: usize) -> Option<Vec<u32>> {
        self.search.path(property)
    }

    /// What the run to a property's discovery is called.
    pub(super) fn discovery_name(&self, property: usize) -> Option<String> {
        let verdicts = self.search.verdicts();
        let verdict = verdicts.get(property)?;
        let what = if verdict.expectation == Expectation::Sometimes { "example" } else { "counterexample" };
        let title =
            PROPERTIES.iter().find(|known| known.name == verdict.name).map_or(verdict.name, |known| known.title);
        Some(format!("{title}: {what}"))
    }

    pub(super) fn view(&self) -> CheckView {
        let progress = self.search.progress();
        let properties: Vec<VerdictView> = (0..)
            .zip(self.search.verdicts())
            .map(|(place, verdict)| self.verdict_view(place, &verdict, &progress))
            .collect();
        let status = progress.status.into();
        CheckView {
            run: self.run,
            status,
            summary: self.summary(&progress),
            generated: progress.generated,
            unique: progress.unique,
            depth: progress.depth,
            frontier: progress.frontier,
            widths: self.search.widths(),
            bytes: progress.bytes,
            certificate: self.search.certificate().map(|certificate| match certificate {
                Certificate::Pending => CertificateView::Pending,
                Certificate::Sound { compared } => CertificateView::Sound { compared: *compared },
                Certificate::Refuted { why } => CertificateView::Refuted { why: why.clone() },
            }),
            asked: self.question.as_ref().map(Question::asked),
            elsewhere: elsewhere(self.config, status, &properties),
            properties,
        }
    }

    fn summary(&self, progress: &Progress) -> String {
        let told = self.told(progress);
        let is_violated = |property: &PropertyVerdict| {
            property.name == LINEARIZABLE && matches!(property.verdict, Verdict::Violated { .. })
        };
        let is_over = progress.status != Status::Running && self.search.verdicts().iter().any(is_violated);
        match self.config.note_on_clients().filter(|_| is_over) {
            Some(note) => format!("{told} {note}"),
            None => told,
        }
    }

    fn told(&self, progress: &Progress) -> String {
        let states = self.states(progress);
        match (progress.status, self.search.certificate()) {
            (Status::Running, Some(Certificate::Pending)) if progress.frontier == 0 => {
                format!("Comparing {states} with full ones")
            }
            (Status::Running, _) => String::new(),
            (Status::Complete, Some(Certificate::Sound { compared })) => {
                format!(
                    "Reduced, certified: {states} stand for all, as {} comparisons with full ones prove.",
                    number(*compared)
                )
            }
            (Status::Decided, Some(Certificate::Sound { compared })) => {
                let compared = number(*compared);
                format!(
                    "Reduced, certified: every property has its answer after {states}, which {compared} comparisons with full ones prove."
                )
            }
            (Status::Complete, _) => format!("The whole space was searched: {states}."),
            (Status::Decided, _) => format!("Every property has its answer after {states}."),
            (Status::Bounded(bound), _) => format!("{} ended the search after {states}.", self.bound_text(bound)),
            (Status::Stopped(why), _) => format!("It was stopped after {states}: {}.", self.reason(why)),
        }
    }

    /// How many states were seen, and of what kind.
    fn states(&self, progress: &Progress) -> String {
        let reduced = if self.options.reduce { "reduced " } else { "" };
        format!("{} {reduced}states", number(progress.unique))
    }

    fn bound_text(&self, bound: Bound) -> String {
        match bound {
            Bound::Depth => format!("The depth bound of {}", number(self.options.depth_max.unwrap_or_default().into())),
            Bound::States => {
                format!("The bound of {} states", number(self.options.states_max.unwrap_or_default().into()))
            }
        }
    }

    fn reason(&self, why: Why) -> String {
        match why {
            Why::Person => "you stopped it".to_owned(),
            Why::Time => "the time was up".to_owned(),
            Why::Bytes => {
                format!(
                    "its tables would have grown past {} MB",
                    number(self.options.memory_max.unwrap_or_default().into())
                )
            }
            Why::Memory => "there was no memory left".to_owned(),
            Why::Bits => format!("a state would have taken more than {BITS_MAX} bits"),
            Why::Numbers => format!("more would have had to be counted than {}", number(u32::MAX.into())),
            Why::Hint => match self.search.certificate() {
                Some(Certificate::Refuted { why }) => {
                    format!("the reduction is wrong here, so it proves nothing. {why}")
                }
                _ => "the reduction is wrong here, so it proves nothing".to_owned(),
            },
            Why::Panic => {
                let message = self.search.panic().map_or("", |panicked| &panicked.message);
                format!("the model's own code panicked: {message}")
            }
        }
    }

    fn verdict_view(&self, place: usize, property: &PropertyVerdict, progress: &Progress) -> VerdictView {
        let states = self.states(progress);
        let sometimes = property.expectation == Expectation::Sometimes;
        let shortest = if self.options.strategy == StrategyName::BreadthFirst { "shortest: " } else { "" };
        let (verdict, text) = match property.verdict {
            Verdict::Pending if progress.status == Status::Running => (VerdictName::Pending, "Checking".to_owned()),
            Verdict::Pending => (VerdictName::Pending, "Not looked for to the end".to_owned()),
            Verdict::Holds if self.options.reduce => {
                (VerdictName::Holds, format!("Holds - reduced, certified: {states} stand for all"))
            }
            Verdict::Never if self.options.reduce => {
                (VerdictName::Never, format!("Never - reduced, certified: {states} stand for all"))
            }
            // Known without having been everywhere: it entered no state behind one in which the condition is true.
            Verdict::Holds if progress.status == Status::Decided => {
                (VerdictName::Holds, "Holds - every run comes to it".to_owned())
            }
            Verdict::Holds => (VerdictName::Holds, format!("Holds - all {states} explored")),
            Verdict::Never => (VerdictName::Never, format!("Never, in all {states}")),
            Verdict::Violated { steps } if property.expectation == Expectation::Eventually => {
                let end = match self.search.back_to(place) {
                    None => "after which nothing more can happen".to_owned(),
                    Some(step) => format!("after which it goes round for ever, from step {} on", number(step.into())),
                };
                (VerdictName::Violated, format!("Violated - {}, {end}", steps_text(steps)))
            }
            Verdict::Violated { steps } => {
                (VerdictName::Violated, format!("Violated - {shortest}{}", steps_text(steps)))
            }
            Verdict::Found { steps } => (VerdictName::Found, format!("Found - {shortest}{}", steps_text(steps))),
            Verdict::Bounded(bound) => {
                let answer = if sometimes { "Not found within bounds" } else { "No violation within bounds" };
                let bound = self.bound_text(bound).to_lowercase();
                (VerdictName::Bounded, format!("{answer} - {states} seen, then {bound} ended it"))
            }
            Verdict::Stopped(why) => {
                let answer =
                    if sometimes { "Stopped, not found so far" } else { "Stopped at budget, no violation so far" };
                (VerdictName::Stopped, format!("{answer} - {states} seen, then {}", self.reason(why)))
            }
        };
        let steps = match property.verdict {
            Verdict::Violated { steps } | Verdict::Found { steps } => Some(steps),
            _ => None,
        };
        VerdictView {
            name: property.name.to_owned(),
            expectation: (&property.expectation).into(),
            verdict,
            text,
            steps,
        }
    }
}

/// States that are expanded for a guess: a few hundredths of a second.
const GUESSED_FROM: usize = 20_000;
/// States that are expanded of it for each step that a slice may take.
const GUESSED_IN_A_STEP: u32 = 16;

/// How many states a check may have to go through, found out in slices.
pub(super) struct Guess {
    check: Check,
    expanded: usize,
}

impl Guess {
    /// Begins to guess for a check with these options; bounds and orders make no difference.
    pub(super) fn new(config: PaxosModelCfg, options: CheckOptions) -> Result<Self, String> {
        let options = CheckOptions { reduce: options.reduce, exhaustive: true, ..CheckOptions::default() };
        Ok(Guess { check: Check::start(0, config, options)?, expanded: 0 })
    }

    /// States that were expanded, and how many are to be.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.expanded, GUESSED_FROM)
    }

    /// Goes on for so many steps; at the end, the guess in a sentence, or `None` if the states were just counted.
    pub(super) fn advance(&mut self, budget: u32) -> Option<Option<String>> {
        let left = u32::try_from(GUESSED_FROM - self.expanded).unwrap_or(u32::MAX);
        let states = budget.max(1).saturating_mul(GUESSED_IN_A_STEP).min(left);
        self.check.advance(states);
        self.expanded += states as usize;
        let is_over = self.check.search.progress().status != Status::Running;
        (is_over || self.expanded >= GUESSED_FROM).then(|| self.text())
    }

    fn text(&self) -> Option<String> {
        let view = self.check.view();
        if view.frontier == 0 {
            return None;
        }
        // The last depth isn't wholly known.
        let known = view.widths.split_last().map_or(&[][..], |(_, known)| known);
        let from = format!("from how the first {} grow", number(view.unique));
        Some(match estimate(known) {
            Some(Estimate::About(states)) => {
                format!("About {} states: an estimate {from}, which may be off several times.", number(states))
            }
            Some(Estimate::Growing(factor)) => format!(
                "More states than can be estimated: each depth has {factor:.1} times as many as the one before, {from}. A bound on \
                 depth or time helps."
            ),
            None => format!("More than {} states; how many can't be estimated.", number(view.unique)),
        })
    }
}

fn steps_text(steps: u32) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{} steps", number(steps.into())) }
}

fn at_least_one(what: &str, value: Option<u32>) -> Result<(), String> {
    match value {
        Some(0) => Err(format!("The {what} is 0, and must be at least 1.")),
        _ => Ok(()),
    }
}

impl From<Status> for CheckStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Running => CheckStatus::Running,
            Status::Complete => CheckStatus::Complete,
            Status::Decided => CheckStatus::Decided,
            Status::Bounded(_) => CheckStatus::Bounded,
            Status::Stopped(_) => CheckStatus::Stopped,
        }
    }
}
