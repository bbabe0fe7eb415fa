//! The shapes of the picture, as elements of SVG: one for each thing that can happen, told apart without colour. Knows no run.

use super::palette::OWNERS;

/// A point of the picture, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct At {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// What stands at a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    Step,
    Decided,
    Chosen,
    Violated,
    Crash,
    Recover,
    Timeout,
    Random,
    OneSide,
    OtherSide,
    Healed,
}

/// How a message's way ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    Arrived,
    Lost,
    InFlight,
}

/// Between an event's middle and the tip of an arrow to it.
const GAP: f64 = 8.0;
/// A tip's length and half its width.
const TIP: (f64, f64) = (8.5, 3.9);

/// A number as it stands in the file.
pub(super) fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0").unwrap_or(&text) {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// Text as XML takes it.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => (),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The class of what belongs to an owner: a server's ballot, or a client.
pub(super) fn owner_class(owner: Option<usize>) -> String {
    owner.map_or("client".to_owned(), |server| format!("s{}", server % OWNERS))
}

/// A straight line.
pub(super) fn line(class: &str, from: At, to: At) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
        n(from.x),
        n(from.y),
        n(to.x),
        n(to.y)
    )
}

/// One line of text; `text` is XML already.
pub(super) fn text(class: &str, at: At, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{}\" y=\"{}\">{text}</text>\n", n(at.x), n(at.y))
}

/// A box with round corners.
pub(super) fn rect(class: &str, at: At, width: f64, height: f64, radius: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\n",
        n(at.x),
        n(at.y),
        n(width),
        n(height),
        n(radius)
    )
}

/// A message's way.
pub(super) fn way(owner: &str, from: At, to: At, end: End) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    // A square root is exact to the last bit everywhere; other functions of a distance aren't.
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let back = |by: f64| At { x: to.x - ux * by, y: to.y - uy * by };
    match end {
        End::Arrived => {
            let (tip, base) = (back(GAP), back(GAP + TIP.0));
            let side = |way: f64| At { x: base.x - uy * TIP.1 * way, y: base.y + ux * TIP.1 * way };
            let (one, other) = (side(1.0), side(-1.0));
            let line = line(&format!("way way-{owner}"), from, base);
            let d = format!("M{} {}L{} {}L{} {}Z", n(tip.x), n(tip.y), n(one.x), n(one.y), n(other.x), n(other.y));
            format!("{line}<path class=\"tip-{owner}\" d=\"{d}\"/>\n")
        }
        End::Lost => line(&format!("way gone way-{owner}"), from, back(5.0)) + &cross(to),
        End::InFlight => {
            let circle =
                format!("<circle class=\"end way-{owner}\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>\n", n(to.x), n(to.y));
            line(&format!("way flight way-{owner}"), from, back(4.0)) + &circle
        }
    }
}

/// What happened at a step.
pub(super) fn shape(shape: Shape, at: At) -> String {
    let path = |class: &str, d: &str| {
        format!("<path class=\"{class}\" transform=\"translate({} {})\" d=\"{d}\"/>\n", n(at.x), n(at.y))
    };
    match shape {
        Shape::Step => format!("<circle class=\"event\" cx=\"{}\" cy=\"{}\" r=\"5\"/>\n", n(at.x), n(at.y)),
        Shape::Decided => {
            path("event", "M-4.5-7.5h9q3 0 3 3v9q0 3-3 3h-9q-3 0-3-3v-9q0-3 3-3Z")
                + &path("inner", "M-3.2 0.2l2.2 2.4l4.4-5")
        }
        Shape::Chosen => path(
            "event event-holds",
            "M0-9.5L2.8-3.4L9.3-2.7L4.5 1.7L5.8 8.2L0 4.9L-5.8 8.2L-4.5 1.7L-9.3-2.7L-2.8-3.4Z",
        ),
        Shape::Violated => {
            path("event event-violated", "M-3.6-8.6h7.2l5 5v7.2l-5 5h-7.2l-5-5v-7.2Z")
                + &path("inner", "M0-4.4V0.8M0 4.2V4.3")
        }
        Shape::Crash => {
            let disc = format!("<circle class=\"event\" cx=\"{}\" cy=\"{}\" r=\"8.5\"/>\n", n(at.x), n(at.y));
            disc + &path("inner", "M-3.2-3.2l6.4 6.4m0-6.4l-6.4 6.4")
        }
        Shape::Recover => path("event hollow", "M0-7L7 0L0 7L-7 0Z"),
        Shape::Timeout => path("event", "M0-7.5L7.5 5.5H-7.5Z"),
        Shape::OneSide => path("event", "M-6-6H6V6H-6Z"),
        Shape::OtherSide => path("event hollow", "M-6-6H6V6H-6Z"),
        Shape::Healed => path("event", "M-2-7H2V7H-2Z"),
        Shape::Random => path("event hollow", "M-7 0L-3.5-6.2H3.5L7 0L3.5 6.2H-3.5Z"),
    }
}

fn cross(at: At) -> String {
    format!("<path class=\"cross\" d=\"M{} {}l8 8m0-8l-8 8\"/>\n", n(at.x - 4.0), n(at.y - 4.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        assert_eq!(escaped("<a & \"b\">\u{0}\n"), "&lt;a &amp; &quot;b&quot;&gt; ");
    }

    #[test]
    fn a_number_has_one_digit_behind_its_point_at_most() {
        assert_eq!([1.0, 1.25, -0.04, 30.96].map(n), ["1", "1.2", "0", "31"]);
    }

    #[test]
    fn every_shape_is_its_own() {
        use Shape::*;
        let all = [Step, Decided, Chosen, Violated, Crash, Recover, Timeout, Random, OneSide, OtherSide, Healed];
        let drawn: std::collections::BTreeSet<String> =
            all.iter().map(|which| shape(*which, At { x: 0.0, y: 0.0 }).replace("event-holds", "")).collect();
        assert_eq!(drawn.len(), all.len());
    }
}
