//! What can be broken and what can be checked, for whoever offers it.

use super::{DefinitionView, RuleView};
use crate::gallery::found_text;
use crate::model::{Definition, PROPERTIES, USUAL};
use crate::paxos::{BrokenRule, RuleText};

/// The rules that can be broken.
pub(super) fn rules() -> Vec<RuleView> {
    let view = |name: BrokenRule| {
        let RuleText { title, right, source, wrong, consequence } = name.text();
        RuleView {
            name,
            title: title.to_owned(),
            right: right.to_owned(),
            source: source.to_owned(),
            wrong: wrong.to_owned(),
            consequence: consequence.to_owned(),
            found: found_text(name),
            of_disk: name.is_of_disk(),
        }
    };
    BrokenRule::ALL.into_iter().map(view).collect()
}

/// The properties that can be checked.
pub(super) fn properties() -> Vec<DefinitionView> {
    let view = |(place, definition): (usize, &Definition)| DefinitionView {
        name: definition.name.to_owned(),
        title: definition.title.to_owned(),
        expectation: (&definition.expectation).into(),
        definition: definition.definition.to_owned(),
        source: definition.source.to_owned(),
        is_usual: USUAL.contains(&place),
    };
    PROPERTIES.iter().enumerate().map(view).collect()
}
