//! What the longest runs take: in each of the settings that could be worst, the time for 2,000 steps at random, for the longest run there
//! is, and for showing any step of that again. Decides nothing about speed.

use paxos_lab::model::{Crashing, NetworkKind, PaxosModelCfg};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::{STEPS_MAX, Session};
use std::time::Instant;

/// What a simulation of the page has at most.
const SIMULATED: usize = 2_000;
/// Seeds of each setting, of which the slowest is told.
const SEEDS: u32 = 3;
/// Steps of the longest run that are shown again.
const SOUGHT: usize = 60;

/// The times, as Markdown.
pub(crate) fn markdown() -> String {
    let mut lines = vec![
        format!("Runs at random, the slowest of {SEEDS} seeds; messages in flight at the end of the longest.\n"),
        format!("| setting | {SIMULATED} steps | {STEPS_MAX} steps | in flight | any step again, at most |"),
        "|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(settings().into_iter().map(|(name, config)| {
        eprintln!("long runs: {name} ...");
        row(name, config)
    }));
    lines.join("\n") + "\n"
}

fn row(name: &str, config: PaxosModelCfg) -> String {
    let mut slowest: (f64, f64, usize, f64) = (0.0, 0.0, 0, 0.0);
    for seed in 1..=SEEDS {
        let mut session = Session::new(config).expect("a valid configuration");
        let (started, mut simulated) = (Instant::now(), 0.0);
        while let (Some(action), true) = (session.choose(seed), session.cursor() < STEPS_MAX) {
            session.act(action).expect("it can be taken");
            if session.cursor() <= SIMULATED {
                simulated = started.elapsed().as_secs_f64();
            }
        }
        let (all, last) = (started.elapsed().as_secs_f64(), session.cursor());
        let in_flight = session.here().in_flight.len();
        // Away from the snapshots, and each far from the one before.
        let steps = (0..SOUGHT).map(|place| (place * 63 * 29 + 62) % (last + 1));
        let sought = steps.map(|step| {
            let started = Instant::now();
            session.seek(step).expect("it's in the run");
            session.before();
            started.elapsed().as_secs_f64()
        });
        let sought = sought.fold(0.0, f64::max);
        slowest = (slowest.0.max(simulated), slowest.1.max(all), slowest.2.max(in_flight), slowest.3.max(sought));
    }
    let (simulated, all, in_flight, sought) = slowest;
    format!("| {name} | {simulated:.3} s | {all:.3} s | {in_flight} | {:.1} ms |", sought * 1e3)
}

/// Settings in which much goes on, and goes on for ever.
fn settings() -> Vec<(&'static str, PaxosModelCfg)> {
    let usual = PaxosModelCfg::default();
    let duplicating = PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..usual };
    let most = PaxosModelCfg { client_count: 6, server_count: 7, put_count: 4, retries: 3, ..usual };
    let crashing = PaxosModelCfg { max_crashes: 1, retries: 1, client_count: 3, ..duplicating };
    let all = PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..most };
    vec![
        ("the usual", usual),
        ("3 clients that ask again, duplicating, a crash", crashing),
        ("the same, lossy", PaxosModelCfg { lossy: true, ..crashing }),
        ("the same, 6 clients", PaxosModelCfg { client_count: 6, ..crashing }),
        ("1 client, a crash", PaxosModelCfg { client_count: 1, max_crashes: 1, ..usual }),
        ("the largest, duplicating, all may crash", PaxosModelCfg { max_crashes: 13, ..all }),
        ("the same, lossy", PaxosModelCfg { max_crashes: 13, lossy: true, ..all }),
        (
            "the largest, duplicating, a disk, 2 crashes, 2 partitions",
            PaxosModelCfg { max_crashes: 2, storage: Storage::Durable, partitions: 2, ..all },
        ),
        (
            "the largest, duplicating, servers crash",
            PaxosModelCfg { max_crashes: 7, crashing: Crashing::Servers, ..all },
        ),
        (
            "the same, every ballot is promised",
            PaxosModelCfg { max_crashes: 7, broken: Some(BrokenRule::PromisesAnyBallot), ..all },
        ),
        ("the largest, racing, all may crash", PaxosModelCfg { max_crashes: 13, ..most }),
        (
            "the largest, in order, all may crash, lossy",
            PaxosModelCfg { max_crashes: 13, lossy: true, network: NetworkKind::Ordered, ..most },
        ),
    ]
}
