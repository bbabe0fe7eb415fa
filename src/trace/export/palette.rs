//! The picture's colours, light and dark, as rules of a style sheet: the page's own palette, in plain colours, as some renderers know
//! neither variables nor queries. Never places anything.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Which colours a picture has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Light or dark, as whoever looks at it prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Owners of ballots that have a colour of their own: as many as there may be servers.
pub(super) const OWNERS: usize = 7;

struct Palette {
    sheet: &'static str,
    band: &'static str,
    ink: &'static str,
    soft: &'static str,
    rule: &'static str,
    strong: &'static str,
    violated: &'static str,
    violated_soft: &'static str,
    holds: &'static str,
    holds_soft: &'static str,
    client: &'static str,
    owners: [&'static str; OWNERS],
}

const LIGHT: Palette = Palette {
    sheet: "#ffffff",
    band: "#f3f5f9",
    ink: "#171b26",
    soft: "#525b6e",
    rule: "#e4e7ee",
    strong: "#b9c1d0",
    violated: "#b3192b",
    violated_soft: "#fdebed",
    holds: "#13713c",
    holds_soft: "#e6f5ec",
    client: "#5a6478",
    owners: ["#1159bd", "#964a00", "#7437d0", "#0a6272", "#a81a7c", "#5f5700", "#33415c"],
};

const DARK: Palette = Palette {
    sheet: "#191d27",
    band: "#222835",
    ink: "#e9ecf3",
    soft: "#a4adbf",
    rule: "#2c3240",
    strong: "#566079",
    violated: "#ff8791",
    violated_soft: "#3b1a20",
    holds: "#6bd896",
    holds_soft: "#14311f",
    client: "#98a2b3",
    owners: ["#75b0ff", "#ffb454", "#bd9fff", "#5fcbdd", "#f28fcb", "#d8cf4e", "#c9d3e6"],
};

/// What is the same in every theme.
const SHAPES: &str = "\
.paxos-run text { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", sans-serif; font-size: 13px; }
.paxos-run .title { font-size: 18px; font-weight: 600; }
.paxos-run .head { font-size: 13px; font-weight: 600; text-anchor: middle; }
.paxos-run .number { font-size: 11px; text-anchor: end; }
.paxos-run .turn { font-weight: 600; }
.paxos-run .small { font-size: 12px; }
.paxos-run .lane { stroke-width: 1.5; }
.paxos-run .down { stroke-dasharray: 1.5 5; stroke-linecap: round; }
.paxos-run .rule { stroke-width: 1; }
.paxos-run .cut { fill: none; stroke-width: 2; }
.paxos-run .way { fill: none; stroke-width: 1.6; }
.paxos-run .gone { stroke-dasharray: 6 4; }
.paxos-run .flight { stroke-dasharray: 2 4; stroke-linecap: round; }
.paxos-run .end { stroke-width: 1.6; }
.paxos-run .cross { fill: none; stroke-width: 2.4; stroke-linecap: round; }
.paxos-run .event { stroke-width: 2; stroke-linejoin: round; }
.paxos-run .inner { stroke-width: 1.8; fill: none; stroke-linecap: round; stroke-linejoin: round; }
.paxos-run .pill { stroke-width: 1.5; }
";

/// The style sheet of a theme. Every rule begins at the picture's own class, so that it reaches nothing else on a page.
pub(super) fn style(theme: Theme) -> String {
    match theme {
        Theme::Light => format!("{SHAPES}{}", colours(&LIGHT)),
        Theme::Dark => format!("{SHAPES}{}", colours(&DARK)),
        Theme::System => {
            format!("{SHAPES}{}@media (prefers-color-scheme: dark) {{\n{}}}\n", colours(&LIGHT), colours(&DARK))
        }
    }
}

fn colours(palette: &Palette) -> String {
    let Palette { sheet, band, ink, soft, rule, strong, violated, violated_soft, holds, holds_soft, client, owners } =
        palette;
    let mut rules = vec![
        ("text", format!("fill: {ink}")),
        (".paper", format!("fill: {sheet}")),
        (".band", format!("fill: {band}")),
        (".band-holds", format!("fill: {holds_soft}")),
        (".band-violated", format!("fill: {violated_soft}")),
        (".soft", format!("fill: {soft}")),
        (".turn-holds", format!("fill: {holds}")),
        (".turn-violated", format!("fill: {violated}")),
        (".lane", format!("stroke: {strong}")),
        (".rule", format!("stroke: {rule}")),
        (".cut", format!("stroke: {ink}")),
        (".event", format!("fill: {ink}; stroke: {sheet}")),
        (".hollow", format!("fill: {sheet}; stroke: {ink}")),
        (".cross", format!("stroke: {ink}")),
        (".inner", format!("stroke: {sheet}")),
        (".event-holds", format!("fill: {holds}")),
        (".event-violated", format!("fill: {violated}")),
        (".pill", format!("fill: {sheet}")),
        (".end", format!("fill: {sheet}")),
    ]
    .into_iter()
    .map(|(selector, rule)| (selector.to_owned(), rule))
    .collect::<Vec<_>>();
    let owners = owners.iter().enumerate().map(|(owner, colour)| (format!("s{owner}"), *colour));
    for (owner, colour) in owners.chain([("client".to_owned(), *client)]) {
        rules.push((format!(".way-{owner}"), format!("stroke: {colour}")));
        rules.push((format!(".tip-{owner}"), format!("fill: {colour}")));
    }
    rules.iter().map(|(selector, rule)| format!(".paxos-run {selector} {{ {rule}; }}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_system_theme_asks_who_looks() {
        assert!(style(Theme::System).contains("@media (prefers-color-scheme: dark)"));
        for theme in [Theme::Light, Theme::Dark] {
            for word in ["@media", "var(", "light-dark", "url("] {
                assert!(!style(theme).contains(word), "{theme:?}: {word}");
            }
        }
        assert_ne!(style(Theme::Light), style(Theme::Dark));
    }

    #[test]
    fn every_rule_stays_in_the_picture() {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            for line in style(theme).lines().filter(|line| line.ends_with("; }")) {
                assert!(line.starts_with(".paxos-run "), "{line}");
            }
        }
    }
}
