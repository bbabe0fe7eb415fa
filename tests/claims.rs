//! No sentence claims what isn't so. Each that is told of a step is one of a known form, and what that form claims is held to the states
//! before and after and to the votes of the run so far, which are gathered here anew: for every rule that can be broken, and for crashes
//! with a disk and without, retries, partitions, and quorums of one's own. A form that isn't known here is refused.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::explain::{actor_name, explain, value_text};
use paxos_lab::model::{Crashing, NetworkKind, PaxosAction, PaxosModelCfg, PaxosState, envelopes};
use paxos_lab::paxos::{Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg, ServerState, Storage};
use paxos_lab::session::Session;
use stateright::Model;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id, majority};
use std::collections::{BTreeMap, BTreeSet};

type Votes = BTreeMap<(Ballot, Proposal), BTreeSet<Id>>;

/// What was done in a run so far, gathered from its states and actions alone.
#[derive(Clone, Default)]
struct Gathered {
    votes: Votes,
    /// The highest ballot that each server has promised, as an acceptor or as its leader.
    promised: BTreeMap<Id, Ballot>,
    /// The same, or accepted in.
    took_part: BTreeMap<Id, Ballot>,
    /// Which server was asked for a client's request.
    asked: BTreeSet<(Id, u64, Id)>,
}

fn server(state: &PaxosState, id: Id) -> Option<&ServerState> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) => Some(server),
        RegisterActorState::Client { .. } => None,
    }
}

fn raise(highest: &mut BTreeMap<Id, Ballot>, id: Id, ballot: Ballot) {
    let known = highest.entry(id).or_insert(ballot);
    *known = ballot.max(*known);
}

impl Gathered {
    /// The run goes on.
    fn after(&self, before: &PaxosState, action: &PaxosAction, after: &PaxosState) -> Gathered {
        let mut next = self.clone();
        for envelope in envelopes(&after.network) {
            if let RegisterMsg::Put(request, _) | RegisterMsg::Get(request) = envelope.msg {
                next.asked.insert((envelope.src, request, envelope.dst));
            }
        }
        let ActorModelAction::Deliver { dst, msg, .. } = action else { return next };
        let (Some(was), Some(is)) = (server(before, *dst), server(after, *dst)) else { return next };
        let proposes = || was.accepts.is_empty() != is.accepts.is_empty() || was.accepted != is.accepted;
        match msg {
            RegisterMsg::Put(..) if was.proposal.is_none() && is.proposal.is_some() => {
                raise(&mut next.promised, *dst, is.ballot);
                raise(&mut next.took_part, *dst, is.ballot);
                if let Some(vote) = is.accepted.filter(|_| is.accepts.contains(dst)) {
                    next.votes.entry(vote).or_default().insert(*dst);
                }
            }
            RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) if was.ballot != is.ballot || *ballot == is.ballot => {
                raise(&mut next.promised, *dst, *ballot);
                raise(&mut next.took_part, *dst, *ballot);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { .. }) if proposes() && is.accepts.contains(dst) => {
                let vote = is.accepted.expect("who proposes accepts it");
                next.votes.entry(vote).or_default().insert(*dst);
                raise(&mut next.took_part, *dst, vote.0);
            }
            RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal })
                if !was.is_decided && is.accepted == Some((*ballot, *proposal)) =>
            {
                next.votes.entry((*ballot, *proposal)).or_default().insert(*dst);
                raise(&mut next.took_part, *dst, *ballot);
            }
            _ => (),
        }
        next
    }

    fn voters(&self, ballot: Ballot, value: &str) -> BTreeSet<Id> {
        let same = self.votes.iter().filter(|((at, proposal), _)| *at == ballot && value_text(proposal.value) == value);
        same.flat_map(|(_, servers)| servers.iter().copied()).collect()
    }

    /// The values that a quorum has accepted in one ballot, and in which.
    fn chosen(&self, quorum: usize) -> BTreeSet<(String, Ballot)> {
        let all = self.votes.iter().filter(|(_, servers)| servers.len() >= quorum);
        all.map(|((ballot, proposal), _)| (value_text(proposal.value), *ballot)).collect()
    }

    fn values(&self, quorum: usize) -> BTreeSet<String> {
        self.chosen(quorum).into_iter().map(|(value, _)| value).collect()
    }

    fn has_voted(&self, id: Id) -> bool {
        self.votes.values().any(|servers| servers.contains(&id))
    }
}

/// An action, with what was so before it and what is so after it.
struct Scene<'a> {
    config: PaxosModelCfg,
    before: &'a PaxosState,
    /// `None` if it has no effect.
    after: Option<&'a PaxosState>,
    so_far: &'a Gathered,
    /// With this step.
    now: &'a Gathered,
    action: &'a PaxosAction,
}

/// The words that stand where a form has a gap.
type Words<'a> = [&'a str];

impl Scene<'_> {
    fn id(&self, name: &str) -> Id {
        let all = (0..self.config.participants()).map(Id::from);
        let mut named = all.filter(|id| actor_name(*id, self.config.server_count) == name);
        named.next().unwrap_or(Id::from(self.config.participants()))
    }

    fn name(&self, id: Id) -> String {
        actor_name(id, self.config.server_count)
    }

    /// Who the step happens to.
    fn me(&self) -> Id {
        match self.action {
            ActorModelAction::Deliver { dst, .. } => *dst,
            ActorModelAction::Recover(id) | ActorModelAction::Crash(id) | ActorModelAction::Timeout(id, _) => *id,
            other => panic!("{other:?} happens to nobody"),
        }
    }

    fn was(&self) -> &ServerState {
        server(self.before, self.me()).expect("a server's step")
    }

    fn is(&self) -> &ServerState {
        server(self.after.expect("a step with an effect"), self.me()).expect("a server's step")
    }

    /// What the message is about.
    fn told(&self) -> (Option<Ballot>, Option<Proposal>) {
        match self.action {
            ActorModelAction::Deliver { msg: RegisterMsg::Internal(msg), .. } => match *msg {
                PaxosMsg::Prepare { ballot } | PaxosMsg::Accepted { ballot } => (Some(ballot), None),
                PaxosMsg::Prepared { ballot, .. } => (Some(ballot), None),
                PaxosMsg::Accept { ballot, proposal } | PaxosMsg::Decided { ballot, proposal } => {
                    (Some(ballot), Some(proposal))
                }
            },
            _ => (None, None),
        }
    }

    fn src(&self) -> Id {
        match self.action {
            ActorModelAction::Deliver { src, .. } => *src,
            other => panic!("{other:?} is no delivery"),
        }
    }

    fn choosing(&self) -> usize {
        self.config.accept_quorum.unwrap_or_else(|| majority(self.config.server_count))
    }

    fn promises_needed(&self) -> usize {
        self.needed(self.config.promise_quorum)
    }

    fn accepts_needed(&self) -> usize {
        self.needed(self.config.accept_quorum)
    }

    fn needed(&self, said: Option<usize>) -> usize {
        let is_one = self.config.broken == Some(BrokenRule::QuorumOfOne);
        said.unwrap_or(if is_one { 1 } else { majority(self.config.server_count) })
    }

    /// Whether a quorum has accepted the value in this ballot by now.
    fn is_chosen(&self, value: &str, ballot: Ballot) -> bool {
        self.now.voters(ballot, value).len() >= self.choosing()
    }

    /// Whether exactly these have accepted the value in this ballot, and are too few; as `nobody has`, `only S0 has`.
    fn only(&self, value: &str, ballot: Ballot, who: &str) -> bool {
        let voters = self.now.voters(ballot, value);
        let said = match who {
            "nobody has" => BTreeSet::new(),
            _ => self.names(who.trim_start_matches("only ").trim_end_matches(" has").trim_end_matches(" have")),
        };
        voters.len() < self.choosing() && voters == said
    }

    /// S0, S1 and S2.
    fn names(&self, list: &str) -> BTreeSet<Id> {
        list.replace(" and ", ", ").split(", ").map(|name| self.id(name)).collect()
    }

    fn is_me(&self, name: &str) -> bool {
        self.id(name) == self.me()
    }

    fn has_forgotten(&self, at: &str) -> bool {
        let was = self.was();
        let known = was.accepted.map_or(was.ballot, |(accepted_in, _)| accepted_in.max(was.ballot));
        let took_part = self.so_far.took_part.get(&self.me());
        took_part == Some(&ballot(at)) && took_part > Some(&known)
    }

    fn proposed(&self) -> String {
        self.is().accepted.map(|(_, proposal)| value_text(proposal.value)).expect("who proposes accepts it")
    }

    /// S0 accepted 'A' in (1, S0), S1 accepted ... and S2 accepted ...
    fn all_told(&self, list: &str) -> bool {
        let told = self.is().prepares.iter().filter(|(id, _)| **id != self.me());
        let told = told.filter_map(|(id, told)| Some((self.name(*id), (*told)?)));
        let told: Vec<String> = told
            .map(|(name, (at, proposal))| format!("{name} accepted {} in {at}", value_text(proposal.value)))
            .collect();
        list.replace(") and ", "), ") == told.join(", ")
    }

    /// The leader tells others if there are any, and the client whose write it is.
    fn tells(&self, whom: &str) -> bool {
        let requester = self.is().accepted.expect("decided").1.requester;
        let requester = self.name(requester);
        match self.config.server_count {
            1 => whom == requester,
            _ => whom == format!("the others, and {requester}"),
        }
    }
}

fn ballot(text: &str) -> Ballot {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let parts = inside.and_then(|text| text.split_once(", S"));
    let read = parts.and_then(|(round, server)| Some((round.parse().ok()?, server.parse::<usize>().ok()?)));
    // What is no ballot is none that there is.
    read.map_or(Ballot { round: u32::MAX, ..Ballot::zero() }, |(round, server)| Ballot {
        round,
        server: Id::from(server),
    })
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(usize::MAX)
}

/// The words in the gaps of a form, if a sentence has this form.
fn gaps<'a>(form: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = form.split("{}");
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let parts: Vec<&str> = parts.collect();
    let mut found = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        // A ballot has a comma of its own.
        let inside = if rest.starts_with('(') { rest.find(')')? } else { 0 };
        let at = if is_last { rest.len().checked_sub(part.len())? } else { inside + rest.get(inside..)?.find(part)? };
        if !rest.is_char_boundary(at) {
            return None;
        }
        let (gap, after) = (&rest[..at], &rest[at..]);
        rest = after.strip_prefix(part)?;
        found.push(gap);
    }
    rest.is_empty().then_some(found)
}

type Claim = (&'static str, fn(&Scene<'_>, &Words<'_>) -> bool);

/// Every form of a sentence, and whether what it claims is so. The first that fits is taken.
const CLAIMS: &[Claim] = &[
    // What happens to the network, and to whom.
    ("The network loses {}'s {} to {}", |_, _| true),
    ("Nobody can tell this from a long delay", |_, _| true),
    ("{} crashes: until it recovers, no message reaches it", |s, w| {
        s.is_me(w[0]) && s.after.unwrap().crashed[usize::from(s.me())]
    }),
    ("{} is a client, and the settings let only servers crash", |s, _| s.after.is_none()),
    ("{} comes back as it was at the start: it kept nothing on disk", |s, _| {
        s.before.actor_storages[usize::from(s.me())].is_none()
            && server(s.after.unwrap(), s.me()).is_none_or(|server| *server == ServerState::default())
    }),
    ("{} comes back with what is on its disk: {} promised, and {}; of what it led, nothing", |s, w| {
        let is = s.is();
        let promised =
            if is.ballot == Ballot::zero() { "no ballot".to_owned() } else { format!("ballot {}", is.ballot) };
        let accepted = is.accepted.map_or("nothing accepted".to_owned(), |(at, proposal)| {
            format!("{} accepted in {at}", value_text(proposal.value))
        });
        let rest = w[2].strip_prefix(&accepted[..]);
        let is_believed = match (rest, is.accepted) {
            (Some(""), _) => !is.is_decided,
            (Some(", which it knows to be chosen"), Some((at, proposal))) => {
                is.is_decided && s.is_chosen(&value_text(proposal.value), at)
            }
            (Some(takes), Some((at, proposal))) => {
                let though = format!(", which it takes for chosen, though no quorum has accepted it in {at}: ");
                let who = takes.strip_prefix(&though[..]);
                is.is_decided && who.is_some_and(|who| s.only(&value_text(proposal.value), at, who))
            }
            _ => false,
        };
        w[1] == promised && is_believed && is.proposal.is_none() && is.prepares.is_empty() && is.accepts.is_empty()
    }),
    ("{} isn't waiting for a reply any more", |_, _| true),
    ("{} has waited long enough for the reply to its {}, and asks {} too", |s, w| asks(s, w[2], false)),
    ("{} has waited long enough for the reply to its {}, and asks {} again", |s, w| asks(s, w[2], true)),
    ("It asks no more after that", |s, _| s.after.unwrap().timers_set[usize::from(s.me())].iter().next().is_none()),
    ("It may ask once more after that", |s, _| s.after.unwrap().timers_set[usize::from(s.me())].iter().eq(&[1])),
    ("It may ask {} times more after that", |s, w| {
        s.after.unwrap().timers_set[usize::from(s.me())].iter().all(|left| usize::from(*left) == number(w[0]))
    }),
    ("Until the partition heals, nothing is delivered from one side to the other: messages wait", |_, _| true),
    ("Clients reach every server", |_, _| true),
    ("The partition is over: it held up nothing", |_, _| true),
    ("The partition is over: it no longer holds up the {} to cross it", |_, _| true),
    ("What stands for a partition can't be lost, and doesn't crash", |s, _| s.after.is_none()),
    ("{} has crashed, so nothing reaches it until it recovers", |s, _| s.before.crashed[usize::from(s.me())]),
    ("It is held up: the partition {} lets nothing from {} to {} until it heals", |s, _| s.after.is_none()),
    // Clients.
    ("{} isn't waiting for this reply any more", |s, w| s.is_me(w[0])),
    ("{} has read {} from {}", |s, w| s.is_me(w[0]) && s.id(w[2]) == s.src()),
    ("{} hears from {} that its write is done, and asks {} to write {} next", |s, w| s.is_me(w[0])),
    ("{} hears from {} that its write is done, and asks {} what is written", |s, w| s.is_me(w[0])),
    // A ballot is started.
    (
        "{} is asked to write by {}, so it starts ballot {}, {}, and asks the others to close every lower ballot",
        |s, w| starts(s, w[2], w[3]) && s.config.server_count > 1,
    ),
    ("{} is asked to write by {}, so it starts ballot {}, {}", |s, w| starts(s, w[2], w[3])),
    ("{} is asked to write by {}, so it starts ballot {}", |s, w| s.is().ballot == ballot(w[2])),
    ("{} is asked to write by {}, and starts ballot {}", |s, w| s.is().ballot == ballot(w[2])),
    ("Its own promise is 1 of the {} it needs", |s, w| {
        s.is().prepares.len() == 1 && number(w[0]) == s.promises_needed()
    }),
    ("It had taken part in {}, and has forgotten it", |s, w| s.has_forgotten(w[0])),
    ("It counts promises as replies arrive, and there is nobody to reply: it goes no further", |s, _| {
        s.config.server_count == 1 && s.is().accepted.is_none()
    }),
    (
        "Its own promise is the one that it needs, so it proposes {}, which it had accepted in {}, and accepts it itself",
        |s, w| {
            let had = |(at, proposal): (Ballot, Proposal)| at == ballot(w[1]) && value_text(proposal.value) == w[0];
            s.promises_needed() == 1 && s.proposed() == w[0] && s.was().accepted.is_some_and(had)
        },
    ),
    ("Its own promise is the one that it needs, so it proposes {} and accepts it itself", |s, w| {
        s.promises_needed() == 1 && s.proposed() == w[0] && s.was().accepted.is_none()
    }),
    ("Its own promise is the one that it needs, and it proposes {}", |s, w| {
        s.promises_needed() == 1 && proposes(s, w[0])
    }),
    ("Its own promise is the one that it needs, and proposes {}", |s, w| s.promises_needed() == 1 && proposes(s, w[0])),
    ("It takes its own promise for a quorum, and proposes {}", |s, w| {
        s.config.broken == Some(BrokenRule::QuorumOfOne) && proposes(s, w[0])
    }),
    ("One accept is a quorum here, so it is decided: it tells {}", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.choosing() == 1 && is_decided_rightly(s)
    }),
    ("One accept is a quorum here: it decides, and tells {}, whose write it is", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.choosing() == 1 && is_decided_rightly(s)
    }),
    ("It takes its own accept for a quorum, too: it decides, and tells {}, whose write it is", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.config.broken == Some(BrokenRule::QuorumOfOne)
    }),
    ("It tells {} at once that its write is done", |s, w| {
        s.config.broken == Some(BrokenRule::RepliesAfterOwnAccept)
            && s.id(w[0]) == s.is().accepted.expect("who proposes accepts it").1.requester
    }),
    // A ballot is promised.
    ("{} promises ballot {}: {}", |s, w| s.is_me(w[0]) && s.is().ballot == ballot(w[1]) && had_promised(s, w[2])),
    ("{} promises ballot {}, though it had promised {}", |s, w| {
        let had = s.was().ballot;
        s.is().ballot == ballot(w[1])
            && had == ballot(w[2])
            && had >= ballot(w[1])
            && s.so_far.took_part.contains_key(&s.me())
    }),
    ("{} promises ballot {}", |s, w| s.is_me(w[0]) && s.is().ballot == ballot(w[1])),
    ("It has accepted nothing, so the promise carries no value", |s, _| {
        s.was().accepted.is_none() && !s.so_far.has_voted(s.me())
    }),
    ("It remembers nothing that it accepted, so the promise carries no value", |s, _| {
        s.was().accepted.is_none() && s.so_far.has_voted(s.me())
    }),
    ("The promise tells that it accepted {} in {}, as that may be chosen already", |s, w| {
        accepted_before(s, w[0], w[1])
    }),
    ("The promise tells that it accepted {} in {}", |s, w| accepted_before(s, w[0], w[1])),
    ("The promise tells that it has accepted {} in {}, which it has only promised: it accepted it in {}", |s, w| {
        mistaken(s, w)
    }),
    (
        "It counts the promise as if it had accepted {} in {}, which it has only promised: it accepted it in {}",
        |s, w| mistaken(s, w),
    ),
    (
        "It counts its own promise as if it had accepted {} in {}, which it has only promised: it accepted it in {}",
        |s, w| mistaken(s, w),
    ),
    // Promises are counted.
    ("{} has counted {}'s promise for {} before, so it still has {}", |s, w| {
        s.was().prepares.contains_key(&s.src())
            && s.was().ballot == ballot(w[2])
            && number(w[3]) == s.is().prepares.len()
    }),
    ("{} has counted a promise of {} before, for this ballot or an earlier one, so it still has {}", |s, w| {
        s.was().prepares.contains_key(&s.src()) && number(w[2]) == s.is().prepares.len()
    }),
    ("{} counts {}'s promise for {}: {} of the {} it needs", |s, w| {
        let is = s.is();
        let counted = is.prepares.len() + usize::from(is.repeats);
        s.told().0.is_some_and(|told| told == ballot(w[2]))
            && number(w[3]) == counted
            && number(w[4]) == s.promises_needed()
            && counted < s.promises_needed()
    }),
    ("{} notes {}'s promise for {}, but it has its quorum and has proposed already", |s, w| {
        s.was().accepts.contains(&s.me()) && s.told().0 == Some(ballot(w[2]))
    }),
    ("{} counts {}, which makes {} of {}, and proposes {}", |s, w| {
        w[2] == w[3] && number(w[2]) == s.promises_needed() && counts(s, w[1]) && proposes(s, w[4])
    }),
    ("{} counts {}, which makes {} of {}, and decides {}, though no quorum has accepted it in {}: {}", |s, w| {
        w[2] == w[3]
            && number(w[2]) == s.accepts_needed()
            && counts(s, w[1])
            && s.is().is_decided
            && s.is().accepted.expect("decided").0 == ballot(w[5])
            && s.only(w[4], ballot(w[5]), w[6])
    }),
    ("{} counts {}, which makes {} of {}, and decides {}", |s, w| {
        w[2] == w[3]
            && number(w[2]) == s.accepts_needed()
            && counts(s, w[1])
            && s.is().is_decided
            && s.is_chosen(w[4], s.is().accepted.expect("decided").0)
    }),
    ("{}'s promise for {} arrives once more", |s, w| {
        s.was().prepares.contains_key(&s.src()) && s.told().0 == Some(ballot(w[1]))
    }),
    ("{} counts {} of {} again, and proposes {} again", |s, w| {
        s.was().accepts.contains(&s.me()) && s.proposed() == w[3] && s.was().proposal == s.is().proposal
    }),
    ("{} counts {} of {} again, and proposes {} in the same ballot, where it had proposed {}", |s, w| {
        let had = s.was().proposal.map(|proposal| value_text(proposal.value));
        s.proposed() == w[3] && had.as_deref() == Some(w[4]) && w[3] != w[4]
    }),
    ("{}'s promise makes {} of {} for {}: no lower ballot can be chosen any more", |s, w| makes_promises(s, w)),
    // By a rule that is broken, and what its own words say of it.
    ("{}'s promise makes {} of {} for {}", |s, w| makes_promises(s, w)),
    (
        "The highest ballot that it is told of is {}, with {}, so {} proposes {}: but what is told is what was promised, which needn't be \
      where it was accepted",
        |s, w| {
            s.config.broken == Some(BrokenRule::ReportsPromisedBallot)
                && highest_told(s, w[0], w[1])
                && s.proposed() == w[3]
        },
    ),
    (
        "No promise in this quorum tells of an accepted value, so {} is free to propose its own {}, and accepts it itself",
        |s, w| {
            s.is().prepares.values().all(Option::is_none) && s.proposed() == w[1] && s.was().proposal == s.is().proposal
        },
    ),
    (
        "By these promises the highest ballot that anyone accepted in is {}, and its {} may be chosen already: {} must propose {} instead of its own {}",
        |s, w| {
            let own = s.was().proposal.map(|proposal| value_text(proposal.value));
            highest_told(s, w[0], w[1])
                && w[1] == w[3]
                && s.proposed() == w[3]
                && own.as_deref() == Some(w[4])
                && w[3] != w[4]
        },
    ),
    (
        "By these promises the highest ballot that anyone accepted in is {}, and its {} may be chosen already: {} must propose {}",
        |s, w| highest_told(s, w[0], w[1]) && w[1] == w[3] && s.proposed() == w[3],
    ),
    // Proposals are accepted.
    ("{} has accepted {} in ballot {} before, and says so again", |s, w| {
        s.so_far.voters(ballot(w[2]), w[1]).contains(&s.me())
    }),
    ("{} accepts {} in ballot {}: it has promised nothing yet", |s, w| {
        accepts(s, w[1], w[2]) && !s.so_far.promised.contains_key(&s.me())
    }),
    ("{} accepts {} in ballot {}: it has promised no higher one", |s, w| {
        accepts(s, w[1], w[2]) && s.so_far.promised.get(&s.me()).is_none_or(|promised| *promised <= s.was().ballot)
    }),
    ("{} accepts {} in ballot {}: it goes by no higher promise, though it has accepted in {}", |s, w| {
        accepts(s, w[1], w[2])
            && s.was().ballot <= ballot(w[2])
            && s.was().accepted.is_some_and(|(at, _)| at >= ballot(w[3]) && ballot(w[3]) > s.was().ballot)
            && s.so_far.took_part.get(&s.me()) == Some(&ballot(w[3]))
    }),
    ("{} accepts {} in ballot {}: it knows of no higher promise, and has forgotten that it took part in {}", |s, w| {
        accepts(s, w[1], w[2]) && s.was().ballot <= s.is().ballot && s.has_forgotten(w[3])
    }),
    ("{} accepts {} in ballot {}, and has still promised nothing", |s, w| {
        accepts(s, w[1], w[2]) && !s.so_far.promised.contains_key(&s.me())
    }),
    ("{} accepts {} in ballot {}, and still knows of no promise", |s, w| {
        accepts(s, w[1], w[2]) && s.is().ballot == Ballot::zero()
    }),
    ("{} accepts {} in ballot {}, and its promise stays at {}", |s, w| {
        accepts(s, w[1], w[2]) && s.is().ballot == ballot(w[3]) && s.was().ballot == ballot(w[3])
    }),
    ("{} accepts {} in ballot {}, though it has promised {}", |s, w| {
        accepts(s, w[1], w[2]) && s.was().ballot == ballot(w[3]) && ballot(w[3]) > ballot(w[2])
    }),
    // What a vote makes of it.
    ("Accepted isn't chosen yet: that takes {} servers, and this is the {} to accept it in {}", |s, w| {
        let voters = s.now.voters(ballot(w[2]), &s.voted());
        let nth = ["", "first", "second", "third", "4th", "5th", "6th", "7th"][voters.len()];
        number(w[0]) == s.choosing()
            && w[1] == nth
            && voters.len() < s.choosing()
            && s.so_far.voters(ballot(w[2]), &s.voted()) != voters
            && s.now.values(s.choosing()).is_empty()
    }),
    ("Accepted isn't chosen yet: that takes {} servers, and this one had accepted it in {} before", |s, w| {
        s.so_far.voters(ballot(w[1]), &s.voted()).contains(&s.me()) && s.now.values(s.choosing()).is_empty()
    }),
    ("Yet {} is chosen already, in {}: no second value may ever be chosen", |s, w| {
        let all = s.now.values(s.choosing());
        all == BTreeSet::from([w[0].to_owned()])
            && w[0] != s.voted()
            && s.so_far.chosen(s.choosing()).contains(&(w[0].to_owned(), ballot(w[1])))
    }),
    ("{} is chosen already, in {}", |s, w| {
        w[0] == s.voted() && s.so_far.chosen(s.choosing()).contains(&(w[0].to_owned(), ballot(w[1])))
    }),
    ("Yet {} are chosen already, which must never be", |s, w| {
        s.now.values(s.choosing()) == values(w[0]) && !values(w[0]).contains(&s.voted())
    }),
    ("{} make {} of {}, a quorum: from now on {} is chosen, though no server knows it yet", |s, w| {
        becomes_chosen(s, w, &[]) && !decided(s.after.unwrap()).contains(w[3])
    }),
    ("{} make {} of {}, a quorum: from now on {} is chosen", |s, w| {
        becomes_chosen(s, w, &[]) && decided(s.after.unwrap()).contains(w[3])
    }),
    ("{} make {} of {}, a quorum: now {} is chosen beside {}, which must never be", |s, w| {
        let others: Vec<String> = values(w[4]).into_iter().collect();
        !others.is_empty() && becomes_chosen(s, w, &others)
    }),
    // Accepts are counted.
    ("{} has counted {}'s accept in {} before, so it still has {}", |s, w| {
        s.was().accepts.contains(&s.src()) && number(w[3]) == counted_accepts(s) && s.told().0 == Some(ballot(w[2]))
    }),
    ("{} has counted an accept of {} before, for this ballot or an earlier one, so it still has {}", |s, w| {
        s.was().accepts.contains(&s.src()) && number(w[2]) == counted_accepts(s)
    }),
    ("{} counts {}'s accept in {}: {}, more than the {} it needs, and it decides only as they become {}", |s, w| {
        number(w[3]) == counted_accepts(s)
            && number(w[4]) == s.accepts_needed()
            && counted_accepts(s) > s.accepts_needed()
    }),
    ("{} counts {}'s accept in {}: {} of the {} it needs, with replies that were counted twice", |s, w| {
        counts_accept(s, w) && s.was().repeats > 0
    }),
    ("{} counts {}'s accept in {}: {} of the {} it needs", |s, w| counts_accept(s, w) && s.was().repeats == 0),
    ("{} counts {}: {} of {}, and doesn't propose, as it has counted accepts already", |s, w| {
        counts(s, w[1])
            && counted_so(s, w[2], w[3])
            && !s.was().accepts.is_empty()
            && s.is().accepted == s.was().accepted
    }),
    ("{} counts {}: {} of {}", |s, w| counts(s, w[1]) && counted_so(s, w[2], w[3])),
    // Decisions.
    ("{}'s accept makes {} of {} in {}, and {} learns that {} is chosen: it is decided", |s, w| {
        makes_accepts(s, w) && s.is().is_decided && s.was().repeats == 0 && s.is_chosen(w[5], ballot(w[3]))
    }),
    (
        "{}'s accept makes {} of {} in {}, with replies that were counted twice, and {} learns that {} is chosen: it is decided",
        |s, w| makes_accepts(s, w) && s.is().is_decided && s.was().repeats > 0 && s.is_chosen(w[5], ballot(w[3])),
    ),
    (
        "{}'s accept makes {} of {} in {}, with replies that were counted twice, and {} takes {} for chosen, and decides it, though no \
      quorum has accepted it in {}: {}",
        |s, w| {
            makes_accepts(s, w)
                && s.is().is_decided
                && s.was().repeats > 0
                && w[3] == w[6]
                && s.only(w[5], ballot(w[3]), w[7])
        },
    ),
    (
        "{}'s accept makes {} of {} in {}, and {} takes {} for chosen, and decides it, though no quorum has accepted it in {}: {}",
        |s, w| {
            makes_accepts(s, w)
                && s.is().is_decided
                && s.was().repeats == 0
                && w[3] == w[6]
                && s.only(w[5], ballot(w[3]), w[7])
        },
    ),
    ("It tells {}, whose write it is", |s, w| s.tells(w[0])),
    ("It tells the others; {} was told when it proposed", |s, w| {
        s.is().is_decided
            && s.was().accepts.contains(&s.me())
            && s.id(w[0]) == s.is().accepted.expect("decided").1.requester
    }),
    ("It tells the others alone", |s, _| {
        s.is().is_decided && s.config.broken == Some(BrokenRule::RepliesAfterOwnAccept)
    }),
    ("{} learns from {} that {} was chosen in {}", |s, w| {
        s.is().is_decided
            && s.id(w[1]) == s.src()
            && s.told().0 == Some(ballot(w[3]))
            && s.is_chosen(w[2], ballot(w[3]))
    }),
    (
        "{} hears from {} that {} was chosen, and takes it for chosen, though no quorum has accepted it in {}: {}",
        |s, w| s.is().is_decided && s.told().0 == Some(ballot(w[3])) && s.only(w[2], ballot(w[3]), w[4]),
    ),
    // Reads.
    ("{} knows the decision, so it answers {}'s read with {}", |s, w| {
        let (at, proposal) = s.was().accepted.unwrap();
        s.was().is_decided && value_text(proposal.value) == w[2] && s.is_chosen(w[2], at)
    }),
    ("{} takes {} for chosen, and answers {}'s read with it, though no quorum has accepted it in {}: {}", |s, w| {
        s.was().is_decided && s.was().accepted.unwrap().0 == ballot(w[3]) && s.only(w[1], ballot(w[3]), w[4])
    }),
    ("{} knows of no decision, and answers {}'s read all the same, with {}, which it accepted in {}", |s, w| {
        !s.was().is_decided && accepted_before(s, w[2], w[3])
    }),
    (
        "{} knows of no decision, and answers {}'s read all the same, with nothing, as it has accepted nothing",
        |s, _| !s.was().is_decided && s.was().accepted.is_none() && !s.so_far.has_voted(s.me()),
    ),
    (
        "{} knows of no decision, and answers {}'s read all the same, with nothing, as it remembers nothing that it accepted",
        |s, _| !s.was().is_decided && s.was().accepted.is_none() && s.so_far.has_voted(s.me()),
    ),
    // What has no effect.
    ("{} has decided, so only reads matter to it", |s, _| s.was().is_decided),
    ("{} drives a write already, {} of {}", |s, w| {
        let driven = s.was().proposal.unwrap();
        value_text(driven.value) == w[1] && s.name(driven.requester) == w[2]
    }),
    ("In Single Decree Paxos a server drives one", |_, _| true),
    ("{} has promised {}, and a promise is for higher ballots only", |s, w| {
        s.was().ballot == ballot(w[1]) && has_promised(s)
    }),
    ("{} knows of {}, and a promise is for higher ballots only", |s, w| s.was().ballot == ballot(w[1])),
    ("{} knows of {}, so it accepts nothing in a lower ballot", |s, w| s.was().ballot == ballot(w[1])),
    ("{} has forgotten in a crash what it led, so a promise counts for nothing", |s, _| forgot_all(s)),
    ("{} has forgotten in a crash what it led, so an accept counts for nothing", |s, _| forgot_all(s)),
    ("{} is in ballot {} now, so a promise for another ballot counts for nothing", |s, w| is_elsewhere(s, w[1])),
    ("{} has promised {}, so it accepts nothing in a lower ballot", |s, w| {
        s.was().ballot == ballot(w[1]) && s.told().0.is_some_and(|told| told < ballot(w[1])) && has_promised(s)
    }),
    ("{} is in ballot {} now, so an accept in another ballot counts for nothing", |s, w| is_elsewhere(s, w[1])),
    ("{} led {} before it crashed, and remembers nothing of it", |s, w| {
        s.was().proposal.is_none()
            && s.told().0 == Some(ballot(w[1]))
            && s.so_far.took_part.get(&s.me()) >= s.told().0.as_ref()
    }),
    ("{} knows of no decision, and one may exist elsewhere, so it can't answer a read yet", |s, _| {
        !s.was().is_decided && s.config.server_count > 1
    }),
    ("{} knows of no decision, so it can't answer a read yet", |s, _| !s.was().is_decided),
    ("{} takes no notice of it: it compares ballots by their rounds alone", |s, _| {
        s.config.broken == Some(BrokenRule::BallotWithoutServer)
    }),
];

impl Scene<'_> {
    /// The value that the message asks to accept.
    fn voted(&self) -> String {
        self.told().1.map(|proposal| value_text(proposal.value)).expect("an Accept")
    }
}

fn asks(s: &Scene<'_>, server: &str, again: bool) -> bool {
    let (client, server) = (s.me(), s.id(server));
    let new: Vec<_> = s.now.asked.difference(&s.so_far.asked).collect();
    if again { new.is_empty() } else { matches!(new[..], [(who, _, whom)] if (*who, *whom) == (client, server)) }
}

fn starts(s: &Scene<'_>, started: &str, over: &str) -> bool {
    let was = s.was();
    s.is().ballot == ballot(started)
        && match over {
            "the first it knows of" => was.ballot == Ballot::zero() && was.accepted.is_none(),
            "as it has promised none" => was.ballot == Ballot::zero() && was.accepted.is_some(),
            _ => {
                let seen = gaps("above the {} it had seen", over).map(|words| ballot(words[0]));
                seen == Some(was.ballot) && s.is().ballot.round > was.ballot.round
            }
        }
}

fn proposes(s: &Scene<'_>, what: &str) -> bool {
    let (what, rest) = what.split_once(", though it ").unwrap_or((what, ""));
    let value = format!("{} ", s.proposed());
    let is_value = |text: &str| format!("{text} ").starts_with(&value);
    let is_so = match what.strip_prefix("its own ") {
        Some(own) => is_value(own) && s.is().accepted.is_some_and(|(_, proposal)| is_own(s, proposal)),
        None => is_value(what),
    };
    let adopted = what.split_once(" of ballot ").map(|(_, at)| ballot(at));
    let is_adopted = adopted.is_none_or(|at| s.is().prepares.values().flatten().any(|(told, _)| *told == at));
    let own = |text: &str| {
        let words = gaps("accepted {} in {} itself", text).expect("what it accepted itself");
        s.so_far.voters(ballot(words[1]), words[0]).contains(&s.me())
    };
    let knows = match rest.split_once(", and is told that ") {
        Some((itself, others)) => own(itself) && s.all_told(others),
        None => match rest.strip_prefix("is told that ") {
            Some(others) => s.all_told(others),
            None => rest.is_empty() || own(rest),
        },
    };
    is_so && is_adopted && knows
}

/// Whether the write is one that its leader was asked for, as far as it knows.
fn is_own(s: &Scene<'_>, proposal: Proposal) -> bool {
    match s.action {
        ActorModelAction::Deliver { src, msg: RegisterMsg::Put(request, _), .. } => {
            (proposal.requester, proposal.request_id) == (*src, *request)
        }
        _ => s.was().proposal == Some(proposal),
    }
}

fn is_decided_rightly(s: &Scene<'_>) -> bool {
    let (at, proposal) = s.is().accepted.expect("who has decided has accepted");
    s.is_chosen(&value_text(proposal.value), at)
}

fn had_promised(s: &Scene<'_>, how: &str) -> bool {
    let (me, was) = (s.me(), s.was().ballot);
    if how == "it had promised none before" {
        return !s.so_far.promised.contains_key(&me);
    }
    if how == "it knows of none that it promised" {
        return was == Ballot::zero() && s.was().accepted.is_some();
    }
    if let Some(words) = gaps("it remembers none, though it had taken part in {}", how) {
        return was == Ballot::zero() && s.has_forgotten(words[0]);
    }
    if let Some(words) = gaps("higher than the {} it had promised, while it has forgotten that it took part in {}", how)
    {
        return was == ballot(words[0]) && s.has_forgotten(words[1]);
    }
    let had = gaps("higher than the {} it had promised", how).map(|words| ballot(words[0]));
    if let Some(words) = gaps("higher than the {} it knew of", how) {
        return was == ballot(words[0]) && s.so_far.took_part.get(&me).is_none_or(|highest| *highest < was);
    }
    had == Some(was) && s.is().ballot > was && has_promised(s)
}

/// Whether it has taken part in the ballot that it goes by, or a higher one.
fn has_promised(s: &Scene<'_>) -> bool {
    s.so_far.took_part.get(&s.me()).is_some_and(|highest| *highest >= s.was().ballot)
}

fn accepted_before(s: &Scene<'_>, value: &str, at: &str) -> bool {
    let had = s.was().accepted.map(|(at, proposal)| (at, value_text(proposal.value)));
    had == Some((ballot(at), value.to_owned())) && s.so_far.voters(ballot(at), value).contains(&s.me())
}

fn mistaken(s: &Scene<'_>, w: &Words<'_>) -> bool {
    accepted_before(s, w[0], w[2])
        && s.was().ballot == ballot(w[1])
        && !s.so_far.voters(ballot(w[1]), w[0]).contains(&s.me())
}

fn counts(s: &Scene<'_>, reply: &str) -> bool {
    let from = s.name(s.src());
    if let Some(words) = gaps("{}'s {} for {} once more", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2])) && {
            let was = s.was();
            was.prepares.contains_key(&s.src()) || was.accepts.contains(&s.src())
        };
    }
    if let Some(words) = gaps("{}'s {} for {} as one for {}", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2])) && s.was().ballot == ballot(words[3]);
    }
    if let Some(words) = gaps("{}'s {} for a ballot of its own, though it has promised {} since", reply) {
        return words[0] == from
            && s.was().ballot == ballot(words[2])
            && s.told().0.is_some_and(|told| told.server == s.me());
    }
    if let Some(words) = gaps("{}'s {} for {}", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2]));
    }
    gaps("{}'s {}", reply).is_some_and(|words| words[0] == from && ["promise", "accept"].contains(&words[1]))
}

fn counted_so(s: &Scene<'_>, have: &str, of: &str) -> bool {
    let is = s.is();
    match s.action {
        ActorModelAction::Deliver { msg: RegisterMsg::Internal(PaxosMsg::Prepared { .. }), .. } => {
            number(of) == s.promises_needed()
                && number(have)
                    == is.prepares.len() + if s.was().accepts.is_empty() { usize::from(is.repeats) } else { 0 }
        }
        _ => number(of) == s.accepts_needed() && number(have) == counted_accepts(s),
    }
}

fn counted_accepts(s: &Scene<'_>) -> usize {
    s.is().accepts.len() + usize::from(s.is().repeats)
}

fn counts_accept(s: &Scene<'_>, w: &Words<'_>) -> bool {
    s.told().0 == Some(ballot(w[2]))
        && number(w[3]) == counted_accepts(s)
        && number(w[4]) == s.accepts_needed()
        && counted_accepts(s) < s.accepts_needed()
}

fn makes_promises(s: &Scene<'_>, w: &Words<'_>) -> bool {
    w[1] == w[2]
        && number(w[1]) == s.promises_needed()
        && s.is().prepares.len() == s.promises_needed()
        && s.told().0 == Some(ballot(w[3]))
}

fn makes_accepts(s: &Scene<'_>, w: &Words<'_>) -> bool {
    w[1] == w[2]
        && number(w[1]) == s.accepts_needed()
        && s.is().accepts.len() + usize::from(s.was().repeats) == s.accepts_needed()
        && s.was().ballot == ballot(w[3])
        && s.proposed() == w[5]
}

fn highest_told(s: &Scene<'_>, at: &str, value: &str) -> bool {
    let told = || s.is().prepares.values().flatten();
    told().any(|(told, proposal)| *told == ballot(at) && value_text(proposal.value) == value)
        && told().all(|(told, _)| match s.config.broken {
            Some(BrokenRule::BallotWithoutServer) => told.round <= ballot(at).round,
            _ => *told <= ballot(at),
        })
}

fn accepts(s: &Scene<'_>, value: &str, at: &str) -> bool {
    s.now.voters(ballot(at), value).contains(&s.me()) && s.voted() == value
}

fn becomes_chosen(s: &Scene<'_>, w: &Words<'_>, beside: &[String]) -> bool {
    let at = s.told().0.expect("an Accept");
    let voters = s.now.voters(at, w[3]);
    s.names(w[0]) == voters
        && number(w[1]) == voters.len()
        && number(w[2]) == s.config.server_count
        && voters.len() >= s.choosing()
        && !s.so_far.values(s.choosing()).contains(w[3])
        && s.so_far.values(s.choosing()) == beside.iter().cloned().collect()
}

/// 'A', 'B' and 'C'.
fn values(list: &str) -> BTreeSet<String> {
    list.replace(" and ", ", ").split(", ").map(str::to_owned).collect()
}

fn decided(state: &PaxosState) -> BTreeSet<String> {
    let servers = (0..state.actor_states.len()).filter_map(|id| server(state, Id::from(id)));
    let decided = servers.filter(|server| server.is_decided).filter_map(|server| server.accepted);
    decided.map(|(_, proposal)| value_text(proposal.value)).collect()
}

fn forgot_all(s: &Scene<'_>) -> bool {
    s.was().ballot == Ballot::zero() && s.so_far.took_part.contains_key(&s.me()) && s.config.max_crashes > 0
}

fn is_elsewhere(s: &Scene<'_>, at: &str) -> bool {
    s.was().ballot == ballot(at) && s.told().0.is_some_and(|told| told != ballot(at)) && ballot(at) != Ballot::zero()
}

/// The forms that sentences were found to have, by what is left of them without numbers and values: there are few, and to try each form
/// takes long.
#[derive(Default)]
struct Forms(BTreeMap<String, Option<usize>>);

impl Forms {
    /// The first form of a sentence.
    fn of(&mut self, sentence: &str) -> Option<&'static Claim> {
        let shape = sentence.chars().filter(|c| !c.is_ascii_digit()).collect();
        let first = || CLAIMS.iter().position(|(form, _)| gaps(form, sentence).is_some());
        self.0.entry(shape).or_insert_with(first).map(|place| &CLAIMS[place])
    }
}

/// What is wrong with a sentence of a step.
fn wrong(forms: &mut Forms, scene: &Scene<'_>, why: &str) -> Option<String> {
    let (own, right) = why.split_once(" The right rule: ").map_or((why, None), |(own, right)| (own, Some(right)));
    if right.is_some_and(|right| scene.config.broken.is_none_or(|rule| rule.text().right != right)) {
        return Some("that isn't the rule that is broken".to_owned());
    }
    let sentences = own.strip_suffix('.').unwrap_or(own).split(". ");
    sentences.filter(|sentence| !sentence.is_empty()).find_map(|sentence| match forms.of(sentence) {
        None => Some(format!("no such form is known: {sentence:?}")),
        Some((form, is_so)) => {
            let words = gaps(form, sentence).expect("sentences that differ in numbers alone have one form");
            (!is_so(scene, &words)).then(|| format!("that isn't so: {sentence:?}"))
        }
    })
}

/// Settings with every rule, storage, who crashes, retries, partitions and quorums among them.
fn settings() -> Vec<PaxosModelCfg> {
    let quorums = [
        (None, None),
        (Some(1), Some(3)),
        (Some(3), Some(1)),
        (Some(2), Some(1)),
        (Some(1), Some(1)),
        (Some(3), Some(3)),
    ];
    let crashes = [(0, Storage::Volatile), (2, Storage::Volatile), (2, Storage::Durable)];
    let mut all = Vec::new();
    for (rule, broken) in BrokenRule::ALL.into_iter().map(Some).chain([None]).enumerate() {
        for (index, (promise_quorum, accept_quorum)) in quorums.into_iter().enumerate() {
            for (place, network) in NetworkKind::ALL.into_iter().enumerate() {
                let is_of_disk = broken.is_some_and(BrokenRule::is_of_disk);
                let (max_crashes, storage) = crashes[if is_of_disk { 2 } else { (rule + index + place) % 3 }];
                let config = PaxosModelCfg {
                    // Few operations, as whether they are linearizable is asked of each step.
                    client_count: if index % 2 == 1 { 2 } else { 2 + (rule + place) % 3 },
                    server_count: 3 + index % 3,
                    network,
                    put_count: 1 + index % 2,
                    lossy: (index + place) % 2 == 1,
                    max_crashes,
                    crashing: Crashing::Servers,
                    storage,
                    retries: [0, 1, 3][(index + rule) % 3],
                    partitions: (index + rule) % 2,
                    promise_quorum,
                    accept_quorum,
                    broken,
                };
                if config.validate().is_ok() {
                    all.push(config);
                }
            }
        }
    }
    // Alone, nobody replies; two are each other's quorum; everyone may crash.
    let usual = PaxosModelCfg { server_count: 1, ..PaxosModelCfg::default() };
    all.push(usual);
    all.push(PaxosModelCfg { server_count: 2, retries: 3, partitions: 2, ..usual });
    all.push(PaxosModelCfg { server_count: 3, max_crashes: 5, lossy: true, client_count: 2, ..usual });
    all
}

/// Every sentence of every action along a run, and what is wrong with those that say what isn't so.
fn follow(
    forms: &mut Forms,
    session: &mut Session,
    steps: usize,
    mut choose: impl FnMut(&Session) -> Option<u32>,
) -> (usize, Vec<String>) {
    let config = session.model().cfg;
    let (mut so_far, mut found, mut sentences) = (Gathered::default(), Vec::new(), 0);
    let mut closed: BTreeSet<Ballot> = BTreeSet::new();
    let start = session.here().state.clone();
    for envelope in envelopes(&start.network) {
        if let RegisterMsg::Put(request, _) = envelope.msg {
            so_far.asked.insert((envelope.src, request, envelope.dst));
        }
    }
    for _ in 0..steps {
        let before = session.here().clone();
        let next_state = |action: &PaxosAction| session.model().next_state(&before.state, action.clone());
        let actions: Vec<(PaxosAction, Option<PaxosState>)> = session
            .actions()
            .iter()
            .map(|(action, has_effect)| (action.clone(), if *has_effect { next_state(action) } else { None }))
            .collect();
        for (action, next) in &actions {
            let now = next.as_ref().map_or_else(|| so_far.clone(), |next| so_far.after(&before.state, action, next));
            let why = explain(session.model(), &before, action).why;
            let scene =
                Scene { config, before: &before.state, after: next.as_ref(), so_far: &so_far, now: &now, action };
            sentences += 1;
            if let Some(wrong) = wrong(forms, &scene, &why) {
                found.push(format!("{wrong}\n  in {why:?}\n  by {action:?}, {config:?}"));
            }
        }
        let Some(index) = choose(session) else { break };
        let (action, next) = &actions[index as usize];
        let next = next.as_ref().expect("an action that has an effect is chosen");
        let why = explain(session.model(), &before, action).why;
        let now = so_far.after(&before.state, action, next);
        let quorum = config.accept_quorum.unwrap_or_else(|| majority(config.server_count));
        for (value, at) in now.chosen(quorum).difference(&so_far.chosen(quorum)) {
            if closed.iter().any(|closed| closed > at) {
                found.push(format!("no lower ballot could be chosen any more, yet {value} is, in {at}: {config:?}"));
            }
        }
        if let Some((own, _)) = why.split_once(": no lower ballot can be chosen any more") {
            closed.insert(ballot(&own[own.rfind('(').expect("a ballot")..]));
        }
        so_far = now;
        session.act(index).unwrap();
        let recorded: Votes =
            session.here().votes().chosen(1).map(|(at, proposal, servers)| ((at, proposal), servers.clone())).collect();
        assert_eq!(recorded, so_far.votes, "{action:?}, {config:?}");
    }
    (sentences, found)
}

#[test]
fn no_sentence_claims_what_the_votes_do_not_bear_out() {
    let (mut forms, mut sentences, mut found) = (Forms::default(), 0, BTreeMap::new());
    for (seed, config) in
        (0..2).flat_map(|round| (0..).zip(settings()).map(move |(place, config)| (place + 1_000 * round, config)))
    {
        let mut session = Session::new(config).unwrap();
        let (told, wrong) = follow(&mut forms, &mut session, 70, |session| session.choose(seed));
        sentences += told;
        for text in wrong {
            // One of each kind is enough to read.
            let kind: String = text.lines().next().unwrap().chars().filter(|c| !c.is_ascii_digit()).collect();
            found.entry(kind).or_insert(text);
        }
    }
    let found: Vec<&String> = found.values().take(40).collect();
    assert!(
        found.is_empty(),
        "{} kinds, as\n{}",
        found.len(),
        found.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n")
    );
    assert!(sentences > 100_000, "{sentences}");
}

/// A leader that forgot its ballot leads it again for another value, and counts an accept that was meant for the first.
#[test]
fn what_a_leader_takes_for_chosen_is_not_said_to_be_chosen() {
    let config = PaxosModelCfg {
        client_count: 4,
        max_crashes: 1,
        crashing: Crashing::Servers,
        storage: Storage::Durable,
        broken: Some(BrokenRule::ReusesBallot),
        ..PaxosModelCfg::default()
    };
    let labels = [
        "Put 'A' to S0",
        "Prepare (1, S0) to S1",
        "Prepare (1, S0) to S2",
        "Prepared (1, S0) to S0",
        "Accept (1, S0) 'A' to S2",
        "Crash S0",
        "Recover S0",
        "Put 'D' to S0",
        "Prepared (1, S0) to S0",
        "Accepted (1, S0) to S0",
    ];
    let mut session = Session::new(config).unwrap();
    let mut left = labels.iter();
    let (_, found) = follow(&mut Forms::default(), &mut session, labels.len(), |session| {
        let label = left.next()?;
        let labelled = |action: &PaxosAction| explain(session.model(), session.here(), action).label == *label;
        let place = session.actions().iter().position(|(action, _)| labelled(action));
        Some(u32::try_from(place.unwrap_or_else(|| panic!("no {label}"))).unwrap())
    });
    assert_eq!(found, Vec::<String>::new());
    let last = session.cursor();
    assert_eq!(last, labels.len());
    assert_eq!(
        session.shown().told.why,
        "S2's accept makes 2 of 2 in (1, S0), and S0 takes 'D' for chosen, and decides it, though no quorum has accepted it in (1, S0): \
         only S0 has. It tells the others, and C6, whose write it is."
    );
}
