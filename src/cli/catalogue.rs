//! `rules` and `properties`: what can be broken, and what can be checked.

use super::PASSED;
use super::say::say;
use crate::gallery::found_text;
use crate::model::PROPERTIES;
use crate::paxos::BrokenRule;
use crate::trace::property_text;

/// Lists the rules that can be broken.
pub(super) fn rules() -> u8 {
    for rule in BrokenRule::ALL {
        let text = rule.text();
        say!("{}: {}", rule.name(), text.title);
        say!("  right    {} ({})", text.right, text.source);
        say!("  broken   {}", text.wrong);
        say!("  so       {}", text.consequence);
        for (place, found) in found_text(rule).iter().enumerate() {
            say!("  {}    {found}", if place == 0 { "found" } else { "     " });
        }
        say!("");
    }
    PASSED
}

/// Lists the properties.
pub(super) fn properties() -> u8 {
    for (place, property) in (0..).zip(&PROPERTIES) {
        let title = if property.title == property.name { String::new() } else { format!(" ({})", property.title) };
        say!("{}{title}: {:?}", property_text(place).unwrap_or_default(), property.expectation);
        say!("  {} ({})\n", property.definition, property.source);
    }
    PASSED
}
