//! What an expression asks for, with every kind known before it is asked: whatever is read has an answer in every state, within a time and
//! a memory that its length bounds.

use super::facts::{Element, Fact, Scene};
use super::kinds::{Ask, AskList, AskText, Kind, NUMBER_MAX, Part};
use super::mistakes::{QuestionError, quoted, suggestion};
use super::tokens::Tokens;
use super::vocabulary::{FUNCTIONS, FieldKind, SUBJECTS};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, operators};
use std::cmp::Ordering;
use std::ops::Range;

/// A question that was read.
pub(super) struct Reading {
    pub(super) ask: Ask<bool>,
    /// The places of the subjects that it names.
    pub(super) subjects: Vec<usize>,
    pub(super) literals: Vec<String>,
}

/// Reads an expression that the parser made of this text.
pub(super) fn read(text: &str, expression: &IdedExpr) -> Result<Reading, QuestionError> {
    let mut reader =
        Reader { text, tokens: Tokens::new(text), bound: Vec::new(), subjects: Vec::new(), literals: Vec::new() };
    let ask = reader.bool(expression)?;
    reader.subjects.sort_unstable();
    reader.subjects.dedup();
    Ok(Reading { ask, subjects: reader.subjects, literals: reader.literals })
}

pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) tokens: Tokens<'t>,
    /// The names that lists around here give to their items, and what these are.
    pub(super) bound: Vec<(String, Kind)>,
    subjects: Vec<usize>,
    literals: Vec<String>,
}

pub(super) type Read<T> = Result<T, QuestionError>;

impl Reader<'_> {
    pub(super) fn wrong<T>(&self, bytes: Range<usize>, message: impl Into<String>) -> Read<T> {
        Err(QuestionError::at(self.text, bytes, message.into()))
    }

    pub(super) fn wrong_word<T>(&self, place: usize, message: impl Into<String>) -> Read<T> {
        self.wrong(self.tokens.bytes(place), message)
    }

    /// A part, and where it stands.
    pub(super) fn part(&mut self, expression: &IdedExpr) -> Read<(Part, Range<usize>)> {
        let from = self.tokens.next();
        let part = match &expression.expr {
            Expr::Literal(literal) => self.literal(literal)?,
            Expr::Ident(name) => self.name(name)?,
            Expr::Select(select) => self.field(select)?,
            Expr::Call(call) => self.call(call)?,
            Expr::Comprehension(each) => self.each(each)?,
            Expr::List(list) => self.list(&list.elements, from)?,
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                let place = self.tokens.pass("{");
                return self.wrong_word(
                    place,
                    "Nothing is made here: ask of servers, clients, messages, operations and ballots.",
                );
            }
        };
        Ok((part, self.tokens.since(from)))
    }

    pub(super) fn bool(&mut self, expression: &IdedExpr) -> Read<Ask<bool>> {
        match self.part(expression)? {
            (Part::Bool(ask), _) => Ok(ask),
            (other, bytes) => {
                self.wrong(bytes, format!("This has to be true or false, and is {}.", self.kind_of(&other)))
            }
        }
    }

    fn int(&mut self, expression: &IdedExpr) -> Read<(Ask<i64>, i64)> {
        match self.part(expression)? {
            (Part::Int { ask, most }, _) => Ok((ask, most)),
            (other, bytes) => self.wrong(bytes, format!("This has to be a number, and is {}.", self.kind_of(&other))),
        }
    }

    fn text(&mut self, expression: &IdedExpr) -> Read<AskText> {
        match self.part(expression)? {
            (Part::Text(ask), _) => Ok(ask),
            (other, bytes) => self.wrong(bytes, format!("This has to be a text, and is {}.", self.kind_of(&other))),
        }
    }

    pub(super) fn list_of(&mut self, expression: &IdedExpr) -> Read<(Kind, AskList)> {
        match self.part(expression)? {
            (Part::List(kind, ask), _) => Ok((kind, ask)),
            (other, bytes) => self.wrong(bytes, format!("This has to be a list, and is {}.", self.kind_of(&other))),
        }
    }

    pub(super) fn kind_of(&self, part: &Part) -> String {
        match part {
            Part::Bool(_) => "true or false".to_owned(),
            Part::Int { .. } => "a number".to_owned(),
            Part::Text(_) => "a text".to_owned(),
            Part::Item { subject, .. } => SUBJECTS[*subject].one().to_owned(),
            Part::List(kind, _) => format!("a list of {}", kind.many()),
        }
    }

    fn literal(&mut self, literal: &LiteralValue) -> Read<Part> {
        let place = self.tokens.pass_literal();
        match literal {
            LiteralValue::Boolean(is_so) => {
                let is_so = *is_so.inner();
                Ok(Part::Bool(Box::new(move |_| is_so)))
            }
            LiteralValue::Int(number) => {
                let number = *number.inner();
                match number.checked_abs() {
                    Some(most) => Ok(Part::Int { ask: Box::new(move |_| number), most }),
                    None => self.wrong_word(place, TOO_LARGE),
                }
            }
            LiteralValue::String(text) => {
                self.literals.push(text.inner().to_owned());
                let literal = self.literals.len() - 1;
                Ok(Part::Text(Box::new(move |scene| scene.literal(literal))))
            }
            LiteralValue::Double(_) | LiteralValue::UInt(_) => {
                self.wrong_word(place, "Numbers are written as 3 or -1 are: nothing of a state is a fraction.")
            }
            LiteralValue::Bytes(_) => self.wrong_word(place, "Texts are written as 'A' is."),
            LiteralValue::Null => self.wrong_word(place, "Everything has a value: '' is no text, and -1 is no server."),
        }
    }

    fn name(&mut self, name: &str) -> Read<Part> {
        let place = self.tokens.pass(name);
        if let Some(slot) = self.bound.iter().rposition(|(bound, _)| bound == name) {
            return Ok(match self.bound[slot].1 {
                Kind::Item { subject } => Part::Item { subject, slot },
                Kind::Bool => Part::Bool(Box::new(move |scene| scene.bound(slot) == Element::Bool(true))),
                Kind::Int { most } => {
                    let ask = move |scene: &Scene<'_>| match scene.bound(slot) {
                        Element::Int(number) => number,
                        _ => 0,
                    };
                    Part::Int { ask: Box::new(ask), most }
                }
                Kind::Text => Part::Text(Box::new(move |scene| match scene.bound(slot) {
                    Element::Text(text) => text,
                    _ => "",
                })),
            });
        }
        if let Some(subject) = SUBJECTS.iter().position(|subject| subject.name == name) {
            self.subjects.push(subject);
            let ask: AskList = Box::new(move |scene| (0..scene.count(subject)).map(Element::Item).collect());
            return Ok(Part::List(Kind::Item { subject }, ask));
        }
        let bound = self.bound.iter().map(|(name, _)| name.as_str());
        let known: Vec<&str> = SUBJECTS.iter().map(|subject| subject.name).chain(bound).collect();
        let mut message = suggestion(&format!("There is no {}", quoted(name)), name, &known);
        if name.chars().all(char::is_uppercase) {
            message = format!("There is no {}; a value is written as a text: '{name}'.", quoted(name));
        }
        self.wrong_word(place, message)
    }

    fn field(&mut self, select: &SelectExpr) -> Read<Part> {
        if select.test {
            let place = self.tokens.pass("has");
            return self.wrong_word(place, "There is no has(): every item has all of its fields.");
        }
        let (item, _) = self.part(&select.operand)?;
        self.tokens.pass(".");
        let place = self.tokens.pass(&select.field);
        let Part::Item { subject, slot } = item else {
            let is = self.kind_of(&item);
            if FUNCTIONS.iter().any(|(name, _)| *name == select.field) {
                return self.wrong_word(place, format!("After {} there have to be brackets.", select.field));
            }
            let how = match item {
                Part::List(Kind::Item { subject }, _) => {
                    format!("; go through it, as in {}.exists(x, x.{})", SUBJECTS[subject].name, select.field)
                }
                _ => String::new(),
            };
            return self.wrong_word(place, format!("Only an item has fields, and this is {is}{how}."));
        };
        let fields = SUBJECTS[subject].fields;
        let Some(field) = fields.iter().position(|field| field.name == select.field) else {
            let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let wrong = format!("There is no {} in {}", quoted(&select.field), SUBJECTS[subject].one());
            return self.wrong_word(place, suggestion(&wrong, &select.field, &known));
        };
        Ok(match fields[field].kind {
            FieldKind::Bool => {
                Part::Bool(Box::new(move |scene| scene.fact(subject, slot, field) == Some(&Fact::Bool(true))))
            }
            FieldKind::Int => {
                let ask = move |scene: &Scene<'_>| match scene.fact(subject, slot, field) {
                    Some(Fact::Int(number)) => *number,
                    _ => 0,
                };
                Part::Int { ask: Box::new(ask), most: NUMBER_MAX }
            }
            FieldKind::Text => Part::Text(Box::new(move |scene| match scene.fact(subject, slot, field) {
                Some(Fact::Text(text)) => text.as_str(),
                _ => "",
            })),
        })
    }

    fn call(&mut self, call: &CallExpr) -> Read<Part> {
        match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
            (operators::LOGICAL_AND, None, [a, b]) => {
                let (a, b) = (self.bool(a)?, self.after("&&").bool(b)?);
                Ok(Part::Bool(Box::new(move |scene| a(scene) && b(scene))))
            }
            (operators::LOGICAL_OR, None, [a, b]) => {
                let (a, b) = (self.bool(a)?, self.after("||").bool(b)?);
                Ok(Part::Bool(Box::new(move |scene| a(scene) || b(scene))))
            }
            (operators::LOGICAL_NOT, None, [a]) => {
                let a = self.after("!").bool(a)?;
                Ok(Part::Bool(Box::new(move |scene| !a(scene))))
            }
            (operators::CONDITIONAL, None, [condition, a, b]) => self.choice(condition, a, b),
            (operators::NEGATE, None, [a]) => {
                let (a, most) = self.after("-").int(a)?;
                Ok(Part::Int { ask: Box::new(move |scene| -a(scene)), most })
            }
            (operators::ADD, None, [a, b]) => self.sum(a, "+", b, i64::checked_add, |a, b| a + b),
            (operators::SUBSTRACT, None, [a, b]) => self.sum(a, "-", b, i64::checked_add, |a, b| a - b),
            (operators::MULTIPLY, None, [a, b]) => self.sum(a, "*", b, i64::checked_mul, |a, b| a * b),
            (operators::DIVIDE | operators::MODULO, None, [a, _]) => {
                let sign = if call.func_name == operators::DIVIDE { "/" } else { "%" };
                self.part(a)?;
                let place = self.tokens.pass(sign);
                self.wrong_word(place, "There is no division, as by 0 there is no answer; multiply the other side.")
            }
            (operators::EQUALS, None, [a, b]) => self.compared(a, "==", b, Ordering::is_eq),
            (operators::NOT_EQUALS, None, [a, b]) => self.compared(a, "!=", b, Ordering::is_ne),
            (operators::LESS, None, [a, b]) => self.compared(a, "<", b, Ordering::is_lt),
            (operators::LESS_EQUALS, None, [a, b]) => self.compared(a, "<=", b, Ordering::is_le),
            (operators::GREATER, None, [a, b]) => self.compared(a, ">", b, Ordering::is_gt),
            (operators::GREATER_EQUALS, None, [a, b]) => self.compared(a, ">=", b, Ordering::is_ge),
            (operators::IN, None, [one, list]) => self.is_in(one, list),
            (operators::INDEX, None, [list, _]) => {
                self.part(list)?;
                let place = self.tokens.pass("[");
                self.wrong_word(
                    place,
                    "Items aren't taken by their place: say which, as in servers.exists(s, s.id == 0 && s.leads).",
                )
            }
            ("size", None, [of]) => {
                self.tokens.pass("size");
                let size = self.after("(").size(of);
                self.tokens.pass(")");
                size
            }
            ("size", Some(of), []) => {
                let size = self.size(of);
                self.after(".").after("size").after("(").tokens.pass(")");
                size
            }
            ("contains", Some(text), [part]) => self.texts(text, "contains", part, |text, part| text.contains(part)),
            ("startsWith", Some(text), [part]) => {
                self.texts(text, "startsWith", part, |text, part| text.starts_with(part))
            }
            ("endsWith", Some(text), [part]) => self.texts(text, "endsWith", part, |text, part| text.ends_with(part)),
            (name, target, _) => {
                if let Some(target) = target {
                    self.part(target)?;
                    self.tokens.pass(".");
                }
                let place = self.tokens.pass(name);
                if let Some((_, how)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
                    return self.wrong_word(place, format!("It is used as in {how}."));
                }
                let wrong = format!("There is no {name:.24}()");
                self.wrong_word(place, suggestion(&wrong, name, &FUNCTIONS.map(|(name, _)| name)))
            }
        }
    }

    /// Passes a sign.
    pub(super) fn after(&mut self, sign: &str) -> &mut Self {
        self.tokens.pass(sign);
        self
    }

    fn choice(&mut self, condition: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Read<Part> {
        let condition = self.bool(condition)?;
        let (a, _) = self.after("?").part(a)?;
        let (b, bytes) = self.after(":").part(b)?;
        Ok(match (a, b) {
            (Part::Bool(a), Part::Bool(b)) => {
                Part::Bool(Box::new(move |scene| if condition(scene) { a(scene) } else { b(scene) }))
            }
            (Part::Int { ask: a, most }, Part::Int { ask: b, most: other }) => {
                let ask = move |scene: &Scene<'_>| if condition(scene) { a(scene) } else { b(scene) };
                Part::Int { ask: Box::new(ask), most: most.max(other) }
            }
            (Part::Text(a), Part::Text(b)) => {
                Part::Text(Box::new(move |scene| if condition(scene) { a(scene) } else { b(scene) }))
            }
            (a, b) => {
                let message = format!(
                    "Either side of : has to be of one kind, true or false, numbers or texts; this is {}, and that is {}.",
                    self.kind_of(&b),
                    self.kind_of(&a)
                );
                return self.wrong(bytes, message);
            }
        })
    }

    fn sum(
        &mut self,
        a: &IdedExpr,
        sign: &str,
        b: &IdedExpr,
        most: fn(i64, i64) -> Option<i64>,
        of: fn(i64, i64) -> i64,
    ) -> Read<Part> {
        let (a, most_a) = self.int(a)?;
        let place = self.tokens.pass(sign);
        let (b, most_b) = self.int(b)?;
        match most(most_a, most_b) {
            Some(most) => Ok(Part::Int { ask: Box::new(move |scene| of(a(scene), b(scene))), most }),
            None => self.wrong_word(place, TOO_LARGE),
        }
    }

    fn compared(&mut self, a: &IdedExpr, sign: &str, b: &IdedExpr, is: fn(Ordering) -> bool) -> Read<Part> {
        let (a, _) = self.part(a)?;
        let place = self.tokens.pass(sign);
        let (b, bytes) = self.part(b)?;
        let is_equality = matches!(sign, "==" | "!=");
        Ok(Part::Bool(match (a, b) {
            (Part::Bool(a), Part::Bool(b)) if is_equality => Box::new(move |scene| is(a(scene).cmp(&b(scene)))),
            (Part::Int { ask: a, .. }, Part::Int { ask: b, .. }) => Box::new(move |scene| is(a(scene).cmp(&b(scene)))),
            (Part::Text(a), Part::Text(b)) => Box::new(move |scene| is(a(scene).cmp(b(scene)))),
            (Part::Item { .. }, Part::Item { .. }) => {
                return self.wrong_word(place, "Items are compared by what they have, as in a.id == b.id.");
            }
            (Part::List(..), Part::List(..)) => {
                return self.wrong_word(place, "Lists aren't compared; ask for their size(), or what is in them.");
            }
            (Part::Bool(_), Part::Bool(_)) => {
                return self.wrong_word(place, "True and false are compared with == and !=.");
            }
            (a, b) => {
                let (a, b) = (self.kind_of(&a), self.kind_of(&b));
                return self
                    .wrong(bytes, format!("This is {b}, and is compared with {a}: both have to be of one kind."));
            }
        }))
    }

    fn texts(&mut self, text: &IdedExpr, name: &str, part: &IdedExpr, is: fn(&str, &str) -> bool) -> Read<Part> {
        let text = self.text(text)?;
        let part = self.after(".").after(name).after("(").text(part)?;
        self.tokens.pass(")");
        Ok(Part::Bool(Box::new(move |scene| is(text(scene), part(scene)))))
    }
}

const TOO_LARGE: &str = "Numbers may get too large here: whole numbers below 2^63 are reckoned with.";
