//! Lists in an expression: what is in them, and what is asked of each item.

use super::LISTS_MAX;
use super::facts::{Element, Scene};
use super::kinds::{Ask, AskElement, AskList, ITEMS_MAX, Kind, Part};
use super::reading::{Read, Reader};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn size(&mut self, of: &IdedExpr) -> Read<Part> {
        let count = |number: usize| i64::try_from(number).unwrap_or(ITEMS_MAX);
        match self.part(of)? {
            (Part::List(_, list), _) => {
                Ok(Part::Int { ask: Box::new(move |scene| count(list(scene).len())), most: ITEMS_MAX })
            }
            (Part::Text(text), _) => {
                Ok(Part::Int { ask: Box::new(move |scene| count(text(scene).chars().count())), most: ITEMS_MAX })
            }
            (other, bytes) => {
                self.wrong(bytes, format!("Only a list or a text has a size, and this is {}.", self.kind_of(&other)))
            }
        }
    }

    pub(super) fn is_in(&mut self, one: &IdedExpr, list: &IdedExpr) -> Read<Part> {
        let (one, bytes) = self.part(one)?;
        let is = self.kind_of(&one);
        let (kind, one) = self.element(one, bytes.clone())?;
        let (of, list) = self.after("in").list_of(list)?;
        match kind {
            Kind::Item { .. } => self.wrong(bytes, "Ask for what it has, as in s.id in [0, 1]."),
            _ if !kind.is_like(of) => {
                self.wrong(bytes, format!("This is {is}, and is looked for in a list of {}.", of.many()))
            }
            _ => Ok(Part::Bool(Box::new(move |scene| {
                let one = one(scene);
                list(scene).contains(&one)
            }))),
        }
    }

    /// As what may be in a list.
    fn element(&self, part: Part, bytes: Range<usize>) -> Read<(Kind, AskElement)> {
        Ok(match part {
            Part::Bool(ask) => (Kind::Bool, Box::new(move |scene| Element::Bool(ask(scene)))),
            Part::Int { ask, most } => (Kind::Int { most }, Box::new(move |scene| Element::Int(ask(scene)))),
            Part::Text(ask) => (Kind::Text, Box::new(move |scene| Element::Text(ask(scene)))),
            Part::Item { subject, slot } => (Kind::Item { subject }, Box::new(move |scene| scene.bound(slot))),
            Part::List(..) => return self.wrong(bytes, "A list can't be in a list."),
        })
    }

    pub(super) fn list(&mut self, elements: &[IdedExpr], from: usize) -> Read<Part> {
        self.tokens.pass("[");
        let mut all = Vec::new();
        let mut kind: Option<Kind> = None;
        for (place, element) in elements.iter().enumerate() {
            if place > 0 {
                self.tokens.pass(",");
            }
            let (part, bytes) = self.part(element)?;
            let (next, ask) = self.element(part, bytes.clone())?;
            kind = match (kind, next) {
                (Some(Kind::Int { most }), Kind::Int { most: other }) => Some(Kind::Int { most: most.max(other) }),
                (Some(kind), _) if !kind.is_like(next) => {
                    return self
                        .wrong(bytes, format!("This isn't like what is before it, which is of {}.", kind.many()));
                }
                _ => Some(next),
            };
            all.push(ask);
        }
        self.tokens.pass("]");
        match kind {
            Some(kind) => Ok(Part::List(kind, Box::new(move |scene| all.iter().map(|ask| ask(scene)).collect()))),
            None => self.wrong(self.tokens.since(from), "There is nothing in this list."),
        }
    }

    /// A list that is gone through. The parser has written each of the functions that do so out.
    pub(super) fn each(&mut self, each: &ComprehensionExpr) -> Read<Part> {
        let (kind, list) = self.list_of(&each.iter_range)?;
        self.tokens.pass(".");
        let function = self.tokens.pass_one();
        let function = self.tokens.word(function).to_owned();
        let variable = self.after("(").tokens.pass(&each.iter_var);
        if self.bound.len() == LISTS_MAX {
            return self.wrong_word(
                variable,
                format!("Lists are gone through in each other too often: at most {LISTS_MAX} times."),
            );
        }
        self.tokens.pass(",");
        let slot = self.bound.len();
        self.bound.push((each.iter_var.clone(), kind));
        let read = self.body(kind, list, slot, &function, &each.loop_step);
        self.bound.pop();
        self.tokens.pass(")");
        read
    }

    fn body(&mut self, kind: Kind, list: AskList, slot: usize, function: &str, step: &IdedExpr) -> Read<Part> {
        let Expr::Call(CallExpr { args, .. }) = &step.expr else { unreachable!("every one steps by an operator") };
        match (function, args.as_slice()) {
            ("exists", [_, is]) => {
                let is = self.bool(is)?;
                Ok(Part::Bool(Box::new(move |scene| list(scene).into_iter().any(|one| at(scene, slot, one, &is)))))
            }
            ("all", [_, is]) => {
                let is = self.bool(is)?;
                Ok(Part::Bool(Box::new(move |scene| list(scene).into_iter().all(|one| at(scene, slot, one, &is)))))
            }
            ("exists_one" | "existsOne", [is, ..]) => {
                let is = self.bool(is)?;
                Ok(Part::Bool(Box::new(move |scene| {
                    list(scene).into_iter().filter(|one| at(scene, slot, *one, &is)).count() == 1
                })))
            }
            ("filter", [is, ..]) => {
                let is = self.bool(is)?;
                let ask: AskList = Box::new(move |scene| {
                    let mut all = list(scene);
                    all.retain(|one| at(scene, slot, *one, &is));
                    all
                });
                Ok(Part::List(kind, ask))
            }
            ("map", [_, made]) => {
                let Expr::List(made) = &made.expr else { unreachable!("it is made of lists of one") };
                let (part, bytes) = self.part(&made.elements[0])?;
                let (kind, made) = self.element(part, bytes)?;
                let ask: AskList = Box::new(move |scene| {
                    let mut all = list(scene);
                    for one in &mut all {
                        scene.bind(slot, *one);
                        *one = made(scene);
                    }
                    all
                });
                Ok(Part::List(kind, ask))
            }
            // With a condition before what is made.
            _ => self.wrong(self.tokens.since(self.tokens.next()), "What map() makes is filtered with filter()."),
        }
    }
}

/// Whether it is so of one in a list.
fn at<'a>(scene: &Scene<'a>, slot: usize, one: Element<'a>, is: &Ask<bool>) -> bool {
    scene.bind(slot, one);
    is(scene)
}
