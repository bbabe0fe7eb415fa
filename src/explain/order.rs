//! Whether the operations of a register can have taken effect one at a time, each between its call and its return, and if not, which one
//! has no place, and why (Herlihy and Wing, *Linearizability*, 1990, section 2). The search goes through what of each client's operations
//! has a place so far and never twice through the same (Lowe, *Testing for Linearizability*, 2017, section 4). Knows no model: any history
//! of a register can be asked about.

use crate::moment::Operation;
use crate::paxos::Value;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};

/// What can be said of a history.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Order {
    /// One order that explains every reply, as places among the operations: all that have returned are in it, and of those that are open
    /// the writes that somebody has read.
    Explained(Vec<usize>),
    /// There is none.
    Unexplained {
        /// An order of as many operations that have returned as can be, none of them before one that it had waited for.
        longest: Vec<usize>,
        /// The first read to return that can't come next.
        misfit: usize,
        /// Why there is no order.
        because: Because,
    },
}

/// Why there is no order. What each of these says is true of the history alone, by whatever order it is looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Because {
    /// The misfit is a read that has returned no value.
    NoValue,
    /// Nobody has called a write of what the misfit read.
    NeverWritten,
    /// Every write of what the misfit read was called after it had returned.
    NotYetWritten,
    /// `read` found nothing, though an operation on a value had returned before it was called.
    Emptied {
        /// The read.
        read: usize,
        /// The operation.
        after: usize,
    },
    /// Two values that were written once each: by `x` and `d` of the one and `y` and `z` of the other, as `x` had returned before `y` was
    /// called and `z` before `d` was, each came before the other.
    Contradiction {
        /// Of the first value.
        x: usize,
        /// Of the second, called after `x` had returned; may be `z`.
        y: usize,
        /// Of the second.
        z: usize,
        /// Of the first, called after `z` had returned.
        d: usize,
    },
    /// None of these: what was written last in the longest order is another value than the misfit read.
    Stuck {
        /// What was written last.
        last: Value,
    },
}

impl Because {
    /// The operations that it names.
    pub fn named(self) -> Vec<usize> {
        match self {
            Because::Emptied { read, after } => vec![read, after],
            Because::Contradiction { x, y, z, d } => vec![x, y, z, d],
            Because::NoValue | Because::NeverWritten | Because::NotYetWritten | Because::Stuck { .. } => Vec::new(),
        }
    }
}

/// Whether the first operation had returned before the second was called. A client's own follow each other.
pub fn precedes(first: &Operation, second: &Operation) -> bool {
    first.returned_in.is_some_and(|returned| {
        returned < second.called_in || (first.client == second.client && first.called_in < second.called_in)
    })
}

/// The value that an operation wrote or read; `None` for a read that has no reply.
fn value_of(operation: &Operation) -> Option<Value> {
    operation.written.or(operation.read)
}

/// Finds an order, or out why there is none. Each client's operations are in the order of their calls, and only its last may be open.
pub fn order(operations: &[Operation]) -> Order {
    let search = Search::new(operations);
    match search.longest() {
        longest if search.is_whole(&longest) => Order::Explained(without_idle(operations, longest)),
        longest => {
            let (misfit, because) = why(operations, &longest);
            Order::Unexplained { longest, misfit, because }
        }
    }
}

struct Search<'a> {
    operations: &'a [Operation],
    /// The operations of each client.
    own: Vec<Vec<usize>>,
}

/// How many of each client's operations have a place, and what was written last.
type Reached = (Vec<usize>, Value);

impl<'a> Search<'a> {
    fn new(operations: &'a [Operation]) -> Self {
        let mut own: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (place, operation) in operations.iter().enumerate() {
            own.entry(operation.client).or_default().push(place);
        }
        Search { operations, own: own.into_values().collect() }
    }

    /// The first order found with a place for most of the operations that have returned.
    fn longest(&self) -> Vec<usize> {
        let start: Reached = (vec![0; self.own.len()], Value::default());
        let mut seen = BTreeSet::from_iter([start.clone()]);
        let (mut best, mut best_count) = (Vec::new(), 0);
        let mut way: Vec<usize> = Vec::new();
        let mut open: Vec<(Reached, Vec<usize>)> = vec![(start.clone(), self.next(&start))];
        while let Some((reached, choices)) = open.last_mut() {
            let Some(client) = choices.pop() else {
                open.pop();
                way.pop();
                continue;
            };
            let mut after = reached.clone();
            let place = self.own[client][after.0[client]];
            after.0[client] += 1;
            after.1 = self.operations[place].written.unwrap_or(after.1);
            if !seen.insert(after.clone()) {
                continue;
            }
            way.push(place);
            let count = self.returned(&way);
            if count > best_count {
                (best, best_count) = (way.clone(), count);
                if self.is_whole(&best) {
                    break;
                }
            }
            let choices = self.next(&after);
            open.push((after, choices));
        }
        best
    }

    /// The clients whose next operation can take effect now, the one to be tried first at the end: by their numbers, writes that are open
    /// after all others.
    fn next(&self, (taken, last): &Reached) -> Vec<usize> {
        let waiting = |client: usize| self.own[client].get(taken[client]).map(|place| &self.operations[*place]);
        let is_possible = |client: &usize| {
            waiting(*client).is_some_and(|operation| {
                let fits = operation.written.is_some() || operation.read == Some(*last);
                fits && (0..self.own.len()).filter_map(waiting).all(|other| !precedes(other, operation))
            })
        };
        let mut clients: Vec<usize> = (0..self.own.len()).filter(is_possible).collect();
        clients.sort_by_key(|client| {
            (waiting(*client).is_some_and(|operation| operation.returned_in.is_some()), -signed(*client))
        });
        clients
    }

    fn returned(&self, places: &[usize]) -> usize {
        places.iter().filter(|place| self.operations[**place].returned_in.is_some()).count()
    }

    fn is_whole(&self, places: &[usize]) -> bool {
        self.returned(places) == self.operations.iter().filter(|operation| operation.returned_in.is_some()).count()
    }
}

fn signed(client: usize) -> isize {
    isize::try_from(client).expect("clients are few")
}

/// The same order without the open writes that nobody read.
fn without_idle(operations: &[Operation], mut order: Vec<usize>) -> Vec<usize> {
    for at in (0..order.len()).rev() {
        let is_read = order.get(at + 1).is_some_and(|next| operations[*next].written.is_none());
        if operations[order[at]].returned_in.is_none() && !is_read {
            order.remove(at);
        }
    }
    order
}

/// The operation that has no place after the longest order, and why none has.
fn why(operations: &[Operation], longest: &[usize]) -> (usize, Because) {
    let left = |place: &usize| !longest.contains(place) && operations[*place].returned_in.is_some();
    let all: Vec<usize> = (0..operations.len()).filter(left).collect();
    let is_next = |place: &&usize| !all.iter().any(|other| precedes(&operations[*other], &operations[**place]));
    let mut next: Vec<usize> = all.iter().filter(is_next).copied().collect();
    next.sort_by_key(|place| (operations[*place].returned_in, *place));
    // A write could always come next, so these are reads, and at least one is.
    let of_itself = next.iter().find_map(|misfit| Some((*misfit, of_read(operations, *misfit)?)));
    of_itself.unwrap_or_else(|| {
        let misfit = next[0];
        let any = (0..operations.len()).find_map(|d| contradiction(operations, d));
        let last = longest.iter().rev().find_map(|place| operations[*place].written).unwrap_or_default();
        (misfit, any.unwrap_or(Because::Stuck { last }))
    })
}

/// Why a read has no place in any order, if that can be seen from it and three others.
fn of_read(operations: &[Operation], misfit: usize) -> Option<Because> {
    let read = &operations[misfit];
    let Some(value) = read.read else { return Some(Because::NoValue) };
    let mut writes = operations.iter().filter(|operation| operation.written == Some(value)).peekable();
    if value == Value::default() && writes.peek().is_none() {
        return emptied(operations, misfit);
    }
    if value != Value::default() {
        if writes.peek().is_none() {
            return Some(Because::NeverWritten);
        }
        if writes.all(|write| precedes(read, write)) {
            return Some(Because::NotYetWritten);
        }
    }
    contradiction(operations, misfit)
}

/// An operation on a value that had returned before this read of nothing was called; a write rather than a read.
fn emptied(operations: &[Operation], read: usize) -> Option<Because> {
    let is_before = |place: &usize| {
        let operation = &operations[*place];
        value_of(operation).is_some_and(|value| value != Value::default()) && precedes(operation, &operations[read])
    };
    let after = (0..operations.len()).filter(is_before).min_by_key(|place| operations[*place].written.is_none())?;
    Some(Because::Emptied { read, after })
}

/// Operations that say of two values that each came before the other, `d` one of them. The plainest are taken: one operation rather than
/// two, writes rather than reads, the first rather than a later one.
fn contradiction(operations: &[Operation], d: usize) -> Option<Because> {
    let value = value_of(&operations[d]).filter(|value| is_unique(operations, *value))?;
    let of = |value: Value| (0..operations.len()).filter(move |place| value_of(&operations[*place]) == Some(value));
    let is_before = |first: usize, second: usize| precedes(&operations[first], &operations[second]);
    let is_read = |place: usize| operations[place].written.is_none();
    let mut found: Vec<(bool, [bool; 3], [usize; 3])> = Vec::new();
    for z in (0..operations.len()).filter(|z| is_before(*z, d)) {
        let Some(other) = value_of(&operations[z]).filter(|other| *other != value && is_unique(operations, *other))
        else {
            continue;
        };
        for x in of(value) {
            for y in of(other).filter(|y| is_before(x, *y)) {
                found.push((y != z, [is_read(z), is_read(x), is_read(y)], [x, y, z]));
            }
        }
    }
    let (.., [x, y, z]) = found.into_iter().min()?;
    Some(Because::Contradiction { x, y, z, d })
}

/// Whether a value was written once, so that everything that has to do with it happens in one go.
fn is_unique(operations: &[Operation], value: Value) -> bool {
    value != Value::default() && operations.iter().filter(|operation| operation.written == Some(value)).count() == 1
}
