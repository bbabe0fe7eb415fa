//! Where a broken rule was found to go wrong, for whoever has checked it and seen nothing go wrong. Decides no verdict: what was found
//! elsewhere says nothing of what is checked here.

use super::{CheckStatus, ElsewhereView, ExpectationName, VerdictName, VerdictView};
use crate::explain::number;
use crate::gallery::{Found, found, settings_text};
use crate::model::{AGREEMENT, CHOSEN_STAYS_CHOSEN, LINEARIZABLE, PaxosModelCfg, REPLIES_FOLLOW};

/// What is harm rather than a rule that is broken, the plainest first.
const HARM: [&str; 4] = [AGREEMENT, LINEARIZABLE, CHOSEN_STAYS_CHOSEN, REPLIES_FOLLOW];

/// Where the broken rule is known to go wrong, if a check has ended in which nothing did that should always be so.
pub(crate) fn elsewhere(
    config: PaxosModelCfg,
    status: CheckStatus,
    properties: &[VerdictView],
) -> Option<ElsewhereView> {
    config.broken?;
    let mut always = properties.iter().filter(|asked| asked.expectation == ExpectationName::Always).peekable();
    let is_of_interest = status != CheckStatus::Running && always.peek().is_some();
    if !is_of_interest || always.any(|asked| asked.verdict == VerdictName::Violated) {
        return None;
    }
    let harm = |line: &Found| HARM.iter().position(|name| *name == line.name()).unwrap_or(HARM.len());
    let is_asked = |line: &Found| properties.iter().any(|asked| asked.name == line.name());
    // What was asked for goes first, and then what is nearest.
    let key = |(line, steps): &(Found, u32)| {
        let rank = if is_asked(line) { 0 } else { 1 + harm(line) };
        (rank, difference(&line.config, &config), harm(line), *steps)
    };
    let lines = found().into_iter().filter(|line| line.config.broken == config.broken);
    let (line, steps) = lines.filter_map(|line| Some((line, line.steps?))).min_by_key(key)?;
    let place = if line.config == config {
        format!("in these very settings, in {steps} steps, after {} states", number(line.states))
    } else {
        format!("with {}, in {steps} steps", settings_text(&line.config))
    };
    Some(ElsewhereView {
        text: format!("This rule was found to violate \"{}\" {place}.", line.name()),
        config: line.config,
        property: u32::try_from(line.property).expect("there are a dozen"),
    })
}

/// How many settings differ.
fn difference(one: &PaxosModelCfg, other: &PaxosModelCfg) -> usize {
    let differs = [
        one.client_count != other.client_count,
        one.server_count != other.server_count,
        one.network != other.network,
        one.put_count != other.put_count,
        one.lossy != other.lossy,
        one.max_crashes != other.max_crashes,
        one.crashing != other.crashing,
        one.storage != other.storage,
        one.retries != other.retries,
        one.partitions != other.partitions,
        one.promise_quorum != other.promise_quorum,
        one.accept_quorum != other.accept_quorum,
    ];
    differs.into_iter().filter(|differs| *differs).count()
}
