//! A run as a picture: the space-time diagram, as an SVG file that needs nothing besides itself and that a screen reader can tell.
//! Where a message's way goes is the diagram's geometry; this lays it out in lanes and rows. Never runs a script, never loads a font.

use super::Run;
use super::palette::{Theme, style};
use super::svg_parts::{At, End, Shape, escaped, line, n, owner_class, rect, shape, text, way};
use super::told::{configuration, count, in_a_line, name, names, shown, standings, turned};
use crate::explain::{Arrow, ArrowEnd, Point, ballot_of, detail, open_arrow};
use crate::model::Dividing;
use crate::moment::Message;
use crate::session::TurningPoint;
use stateright::actor::ActorModelAction;

/// The height of a step.
const ROW: f64 = 34.0;
/// Around everything.
const MARGIN: f64 = 28.0;
/// Left of the first lane's middle: the numbers of the steps, and half a head.
const GUTTER: f64 = 70.0;
/// From the picture's top to the middle of the first row: title, configuration, heads.
const TOP: f64 = 156.0;
/// Between the last lane and the words, so that no head touches them.
const BEFORE_WORDS: f64 = 52.0;
/// A letter's width is the reader's font's; these are wide enough for the common ones.
const LETTER: f64 = 7.3;
const SMALL_LETTER: f64 = 6.5;
const TITLE_LETTER: f64 = 10.5;
/// The legend's lines, and what stands around them.
const LEGEND_ROW: f64 = 26.0;

/// The run as an SVG file.
pub(super) fn svg(run: &Run<'_>, theme: Theme) -> String {
    let sheet = Sheet::of(run);
    let Sheet { width, .. } = sheet;
    let legend = legend(&sheet, &kinds(run));
    let height = sheet.bottom() + legend.height + MARGIN;
    let title = format!("Single Decree Paxos in {}", count(run.steps.len() - 1, "step"));
    let mut file = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"paxos-run\" role=\"img\" \
         aria-labelledby=\"paxos-run-title\" aria-describedby=\"paxos-run-story\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\">\n<title id=\"paxos-run-title\">{title}</title>\n<desc id=\"paxos-run-story\">{}</desc>\n\
         <style>\n{}</style>\n",
        escaped(&story(run)),
        style(theme),
        w = n(width),
        h = n(height),
    );
    file.push_str(&rect("paper", At { x: 0.0, y: 0.0 }, width, height, 0.0));
    file.push_str(&text("title", At { x: MARGIN, y: 44.0 }, &escaped(&title)));
    for (place, part) in (0..).zip(subtitle(run)) {
        file.push_str(&text("small soft", At { x: MARGIN, y: 66.0 + 18.0 * f64::from(place) }, &escaped(&part)));
    }
    let rows: Vec<String> = (0..run.steps.len()).map(|number| sheet.row(run, number)).collect();
    file.extend((0..run.steps.len()).map(|number| sheet.band(run, number)));
    file.push_str(&sheet.lanes(run));
    file.extend((0..run.steps.len()).filter_map(|number| sheet.arrival(run, number)));
    file.extend(run.end.in_flight.iter().map(|message| sheet.way(open_arrow(message), message)));
    file.extend(rows);
    file.push_str(&sheet.heads(run));
    file.push_str(&legend.drawn);
    file.push_str("</svg>\n");
    file
}

/// The whole run in sentences.
fn story(run: &Run<'_>) -> String {
    let mut told = vec![format!("{}.", configuration(&run.model.cfg))];
    for number in 0..run.steps.len() {
        let step = &run.steps[number].told;
        told.push(if number == 0 { step.why.clone() } else { format!("{number}. {}: {}", step.label, step.why) });
        told.extend(turned(run, &run.steps[number]).iter().map(|turn| format!("Now {turn}.")));
    }
    for standing in standings(run) {
        let truth = if standing.holds { "true" } else { "false" };
        let detail = detail(run.model, run.end, standing.name);
        told.push(format!("At the end {} is {truth}: {detail}", shown(standing.name)));
    }
    in_a_line(&told.join(" "))
}

/// The configuration in two lines.
fn subtitle(run: &Run<'_>) -> [String; 2] {
    let all = configuration(&run.model.cfg);
    let (who, how) = all.split_once("; ").unwrap_or((&all, ""));
    let (first, rest) = how.split_at(how.len().min(1));
    [who.to_owned(), first.to_uppercase() + rest]
}

/// Where things go.
struct Sheet {
    lane: f64,
    lanes: usize,
    rows: f64,
    words: f64,
    width: f64,
}

impl Sheet {
    fn of(run: &Run<'_>) -> Sheet {
        let lanes = run.model.cfg.participants();
        let lane = if lanes <= 5 { 96.0 } else { 74.0 };
        let words = MARGIN + GUTTER + lane * f64::from(small(lanes - 1)) + BEFORE_WORDS;
        let longest = (0..run.steps.len()).map(|number| Said::of(run, number).letters()).max().unwrap_or(0);
        let subtitle = subtitle(run).iter().map(|part| part.chars().count()).max().unwrap_or(0);
        let width = (words + f64::from(small(longest)) * LETTER)
            .max(MARGIN + f64::from(small(subtitle)) * SMALL_LETTER)
            .max(MARGIN + 40.0 * TITLE_LETTER);
        Sheet { lane, lanes, rows: f64::from(small(run.steps.len())), words, width: (width + MARGIN).ceil() }
    }

    fn at(&self, point: Point) -> At {
        At { x: MARGIN + GUTTER + point.lane * self.lane, y: TOP + point.row * ROW }
    }

    /// Beneath the last row, with room for what is in flight there.
    fn bottom(&self) -> f64 {
        TOP + self.rows * ROW
    }

    /// A band behind a row: where something turned, and behind every second one to lead the eye.
    fn band(&self, run: &Run<'_>, number: usize) -> String {
        let class = match shape_of(run, number) {
            Some((Shape::Violated, _)) => "band-violated",
            Some((Shape::Chosen, _)) => "band-holds",
            _ if number % 2 == 1 => "band",
            _ => return String::new(),
        };
        let middle = self.at(Point { lane: 0.0, row: row(number) }).y;
        let at = At { x: MARGIN - 12.0, y: middle - ROW / 2.0 };
        rect(class, at, self.width - 2.0 * at.x, ROW, 7.0)
    }

    /// A line down for each actor, dotted while it is crashed.
    fn lanes(&self, run: &Run<'_>) -> String {
        let mut drawn = String::new();
        for id in 0..self.lanes {
            let lane = f64::from(small(id));
            let turns = (0..run.steps.len()).filter_map(|number| match run.steps[number].action.as_ref()?.1 {
                ActorModelAction::Crash(who) if usize::from(who) == id => Some((row(number), true)),
                ActorModelAction::Recover(who) if usize::from(who) == id => Some((row(number), false)),
                _ => None,
            });
            let (mut start, mut is_down) = (-0.8, false);
            for (end, is_down_next) in turns.chain([(self.rows - 0.3, false)]) {
                let class = if is_down { "lane down" } else { "lane" };
                drawn.push_str(&line(class, self.at(Point { lane, row: start }), self.at(Point { lane, row: end })));
                (start, is_down) = (end, is_down_next);
            }
        }
        drawn
    }

    fn heads(&self, run: &Run<'_>) -> String {
        let mut drawn = String::new();
        for (id, name) in names(run).iter().enumerate() {
            let At { x, y } = self.at(Point { lane: f64::from(small(id)), row: -1.0 });
            let is_server = id < run.model.cfg.server_count;
            let owner = owner_class(is_server.then_some(id));
            // Servers are boxes and clients are round, so that the two differ without their colours too.
            let radius = if is_server { 6.0 } else { 13.0 };
            drawn.push_str(&rect(&format!("pill way-{owner}"), At { x: x - 22.0, y: y - 13.0 }, 44.0, 26.0, radius));
            drawn.push_str(&text(&format!("head tip-{owner}"), At { x, y: y + 4.5 }, name));
        }
        drawn
    }

    fn arrival(&self, run: &Run<'_>, number: usize) -> Option<String> {
        let step = &run.steps[number];
        Some(self.way(step.arrow(number)?, step.message.as_ref()?))
    }

    fn way(&self, arrow: Arrow, message: &Message) -> String {
        let owner = owner_class(ballot_of(&message.envelope.msg).map(|ballot| ballot.server.into()));
        let end = match arrow.end {
            ArrowEnd::Delivered => End::Arrived,
            ArrowEnd::Dropped => End::Lost,
            ArrowEnd::Open => End::InFlight,
        };
        way(&owner, self.at(arrow.from), self.at(arrow.to), end)
    }

    /// Across the servers where a partition begins, each on its side, or heals.
    fn cut(&self, run: &Run<'_>, number: usize) -> String {
        let servers = run.model.cfg.server_count;
        let at = |lane: usize| self.at(Point { lane: f64::from(small(lane)), row: row(number) });
        let (class, cut, sides) = match dividing(run, number) {
            Some(Dividing::Begins(cut)) => ("cut gone", cut, [Shape::OneSide, Shape::OtherSide]),
            Some(Dividing::Heals(cut)) => ("cut", cut, [Shape::Healed; 2]),
            Some(Dividing::Never) | None => return String::new(),
        };
        let side = |server: usize| shape(sides[cut.group(server)], at(server));
        line(class, at(0), at(servers - 1)) + &(0..servers).map(side).collect::<String>()
    }

    /// A row's number, what happened in it, and its words; its reason shows where a pointer rests.
    fn row(&self, run: &Run<'_>, number: usize) -> String {
        let shape_of = shape_of(run, number);
        let turn_class = match shape_of {
            Some((Shape::Violated, _)) => "turn turn-violated",
            Some((Shape::Chosen, _)) => "turn turn-holds",
            _ => "turn",
        };
        let y = TOP + row(number) * ROW + 4.5;
        let figure = text("number soft", At { x: MARGIN + 20.0, y }, &number.to_string());
        let event = shape_of.map_or(String::new(), |(which, lane)| {
            shape(which, self.at(Point { lane: f64::from(small(lane)), row: row(number) }))
        });
        let words = text("said", At { x: self.words, y }, &Said::of(run, number).written(turn_class));
        let cut = self.cut(run, number);
        format!("<g><title>{}</title>\n{figure}{cut}{event}{words}</g>\n", escaped(&run.steps[number].told.why))
    }
}

/// The cut that begins or heals in a step.
fn dividing(run: &Run<'_>, number: usize) -> Option<Dividing> {
    Dividing::of(&run.model.cfg, &run.steps[number].action.as_ref()?.1)
}

/// A row's words.
struct Said {
    /// Who sent the message that arrived.
    sender: Option<String>,
    label: String,
    turns: Vec<String>,
}

impl Said {
    fn of(run: &Run<'_>, number: usize) -> Said {
        let step = &run.steps[number];
        let sender = match &step.action {
            Some((_, ActorModelAction::Deliver { src, dst, .. })) if src != dst => Some(name(run, *src)),
            _ => None,
        };
        Said { sender, label: step.told.label.clone(), turns: turned(run, step) }
    }

    fn letters(&self) -> usize {
        let turns = self.turns.iter().map(|turn| turn.chars().count() + 4);
        let sender = self.sender.as_ref().map_or(0, |sender| sender.len() + 2);
        sender + self.label.chars().count() + turns.sum::<usize>()
    }

    /// As XML.
    fn written(&self, turn_class: &str) -> String {
        let sender = self.sender.as_ref().map(|sender| format!("<tspan class=\"soft\">{sender}:</tspan> "));
        let turns = self.turns.iter().map(|turn| format!(" <tspan class=\"{turn_class}\">· {}</tspan>", escaped(turn)));
        format!("{}{}{}", sender.unwrap_or_default(), escaped(&self.label), turns.collect::<String>())
    }
}

/// What a step is drawn as, and in which lane; the start, and what the network does alone, stand in none.
fn shape_of(run: &Run<'_>, number: usize) -> Option<(Shape, usize)> {
    let step = &run.steps[number];
    let turned = |is: fn(&TurningPoint) -> bool| step.turning_points.iter().any(is);
    let action = &step.action.as_ref()?.1;
    if Dividing::of(&run.model.cfg, action).is_some() {
        return None;
    }
    let (shape, id) = match action {
        ActorModelAction::Deliver { dst, .. } => (Shape::Step, dst),
        ActorModelAction::Drop(_) => return None,
        ActorModelAction::Timeout(id, _) => (Shape::Timeout, id),
        ActorModelAction::Crash(id) => (Shape::Crash, id),
        ActorModelAction::Recover(id) => (Shape::Recover, id),
        ActorModelAction::SelectRandom { actor, .. } => (Shape::Random, actor),
    };
    let shape = if turned(|point| matches!(point, TurningPoint::Violated(_))) {
        Shape::Violated
    } else if turned(|point| matches!(point, TurningPoint::ValueChosen)) {
        Shape::Chosen
    } else if turned(|point| matches!(point, TurningPoint::Decided { .. })) {
        Shape::Decided
    } else {
        shape
    };
    Some((shape, usize::from(*id)))
}

/// What the legend explains.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Event(Shape),
    Way(End),
}

const KINDS: [(Kind, &str); 14] = [
    (Kind::Way(End::Arrived), "sent and delivered"),
    (Kind::Way(End::Lost), "lost"),
    (Kind::Way(End::InFlight), "in flight"),
    (Kind::Event(Shape::Step), "step"),
    (Kind::Event(Shape::Decided), "decided"),
    (Kind::Event(Shape::Chosen), "a read is answered"),
    (Kind::Event(Shape::Violated), "violated"),
    (Kind::Event(Shape::Crash), "crash"),
    (Kind::Event(Shape::Recover), "back from a crash"),
    (Kind::Event(Shape::Timeout), "timeout"),
    (Kind::Event(Shape::Random), "random choice"),
    (Kind::Event(Shape::OneSide), "one side of a partition"),
    (Kind::Event(Shape::OtherSide), "the other side"),
    (Kind::Event(Shape::Healed), "healed"),
];

/// Those of [`KINDS`] that the run has.
fn kinds(run: &Run<'_>) -> Vec<(Kind, &'static str)> {
    let has = |kind| match kind {
        Kind::Way(End::InFlight) => !run.end.in_flight.is_empty(),
        Kind::Way(end) => (0..run.steps.len()).any(|number| {
            let arrow = run.steps[number].arrow(number);
            arrow.is_some_and(|arrow| (arrow.end == ArrowEnd::Dropped) == (end == End::Lost))
        }),
        Kind::Event(Shape::OneSide | Shape::OtherSide) => {
            (0..run.steps.len()).any(|number| matches!(dividing(run, number), Some(Dividing::Begins(_))))
        }
        Kind::Event(Shape::Healed) => {
            (0..run.steps.len()).any(|number| matches!(dividing(run, number), Some(Dividing::Heals(_))))
        }
        Kind::Event(shape) => {
            (0..run.steps.len()).any(|number| shape_of(run, number).is_some_and(|(has, _)| has == shape))
        }
    };
    KINDS.into_iter().filter(|(kind, _)| has(*kind)).collect()
}

struct Legend {
    drawn: String,
    height: f64,
}

fn legend(sheet: &Sheet, kinds: &[(Kind, &str)]) -> Legend {
    let top = sheet.bottom() + 14.0;
    let mut at = At { x: MARGIN, y: top + LEGEND_ROW };
    let mut drawn = line("rule", At { x: MARGIN, y: top }, At { x: sheet.width - MARGIN, y: top });
    for (kind, words) in kinds {
        let sign = if matches!(kind, Kind::Way(_)) { 44.0 } else { 20.0 };
        let width = sign + 8.0 + f64::from(small(words.chars().count())) * SMALL_LETTER;
        if at.x + width > sheet.width - MARGIN {
            at = At { x: MARGIN, y: at.y + LEGEND_ROW };
        }
        drawn.push_str(&match kind {
            // An arrow stops short of what it points to, and nothing stands there.
            Kind::Way(End::Arrived) => way("client", at, At { x: at.x + 44.0, y: at.y }, End::Arrived),
            Kind::Way(end) => way("client", at, At { x: at.x + 34.0, y: at.y }, *end),
            Kind::Event(which) => shape(*which, At { x: at.x + 9.0, y: at.y }),
        });
        drawn.push_str(&text("small soft", At { x: at.x + sign + 2.0, y: at.y + 4.0 }, words));
        at.x += width + 16.0;
    }
    Legend { drawn, height: at.y - sheet.bottom() }
}

fn row(number: usize) -> f64 {
    f64::from(small(number))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("steps, actors and letters of a line are few")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SETTINGS, played, random, run};
    use super::*;

    #[test]
    fn the_file_needs_nothing_besides_itself() {
        for (seed, setting) in (0..).zip(SETTINGS) {
            let file = svg(&run(&random(setting, seed, 80)), Theme::System);
            for word in ["<script", "foreignObject", "href", "url(", "@import", "@font-face", "NaN"] {
                assert!(!file.contains(word), "{setting}: {word}");
            }
            assert!(file.contains("role=\"img\" aria-labelledby=\"paxos-run-title\""), "{setting}");
        }
    }

    #[test]
    fn every_message_has_its_way_and_every_end_its_shape() {
        let session = random("lossy=true max_crashes=2", 3, 60);
        let steps = session.steps();
        let ended = steps.iter().filter(|step| step.message.is_some()).count();
        let file = svg(&run(&session), Theme::Light);
        let picture = file.split("<line class=\"rule\"").next().unwrap();
        let ways = picture.matches("<line class=\"way ").count();
        assert_eq!(ways, ended + session.here().in_flight.len());
        let open = picture.matches("<circle class=\"end ").count();
        assert_eq!(open, session.here().in_flight.len());
    }

    #[test]
    fn a_lane_is_dotted_while_its_actor_is_crashed() {
        let down = |labels: &[&str]| {
            let file = svg(&run(&played("max_crashes=1", labels)), Theme::Light);
            file.matches("class=\"lane down\"").count()
        };
        assert_eq!(down(&[]), 0);
        assert_eq!(down(&["Crash S2"]), 1);
        assert_eq!(down(&["Crash S2", "Recover S2", "Crash S1"]), 2);
    }

    #[test]
    fn the_legend_tells_only_what_is_there() {
        let file = svg(&run(&played("max_crashes=1", &["Crash S2"])), Theme::Dark);
        let legend = file.split("<line class=\"rule\"").nth(1).unwrap();
        assert!(legend.contains(">crash<") && legend.contains(">in flight<"));
        assert!(!legend.contains(">lost<") && !legend.contains(">violated<"));
    }
}
