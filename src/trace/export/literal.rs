//! Rust expressions of structs, calls and tuples, laid out as rustfmt does with this project's settings. Knows no model.

/// The project's `max_width`.
const WIDTH_MAX: usize = 120;
/// One level of indentation.
const LEVEL: usize = 4;

/// An expression.
pub(super) enum Literal {
    /// What never breaks.
    Word(String),
    /// `Name { field: value, .. }`; a field without a name is the rest, `..value`.
    Fields(&'static str, Vec<(&'static str, Literal)>),
    /// `Name(argument)`
    Call(&'static str, Box<Literal>),
    /// `(a, b)`
    Tuple(Vec<Literal>),
}

/// What stands before a field's value.
fn named(key: &str) -> String {
    if key.is_empty() { "..".to_owned() } else { format!("{key}: ") }
}

impl Literal {
    /// The expression as it stands on a line that has `before` on it already, which is indented by `indent`, and `after` behind it.
    pub(super) fn laid_out(&self, indent: usize, before: usize, after: usize) -> String {
        let flat = self.flat();
        if before + flat.len() + after <= WIDTH_MAX { flat } else { self.broken(indent) }
    }

    fn flat(&self) -> String {
        let flat = |all: &[Literal]| all.iter().map(Literal::flat).collect::<Vec<_>>().join(", ");
        match self {
            Literal::Word(word) => word.clone(),
            Literal::Fields(name, fields) => {
                let field = |(key, value): &(&str, Literal)| format!("{}{}", named(key), value.flat());
                let fields: Vec<String> = fields.iter().map(field).collect();
                format!("{name} {{ {} }}", fields.join(", "))
            }
            Literal::Call(name, argument) => format!("{name}({})", argument.flat()),
            Literal::Tuple(all) => format!("({})", flat(all)),
        }
    }

    fn broken(&self, indent: usize) -> String {
        let inner = indent + LEVEL;
        let (inside, end) = (" ".repeat(inner), " ".repeat(indent));
        match self {
            Literal::Word(word) => word.clone(),
            Literal::Fields(name, fields) => {
                let field = |(key, value): &(&str, Literal)| {
                    let (name, comma) = (named(key), if key.is_empty() { "" } else { "," });
                    format!("{inside}{name}{}{comma}\n", value.laid_out(inner, inner + name.len(), 1))
                };
                format!("{name} {{\n{}{end}}}", fields.iter().map(field).collect::<String>())
            }
            Literal::Call(name, argument) => format!("{name}({})", argument.broken(indent)),
            Literal::Tuple(all) => {
                let item = |item: &Literal| format!("{inside}{},\n", item.laid_out(inner, inner, 1));
                format!("(\n{}{end})", all.iter().map(item).collect::<String>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(word: &str) -> Literal {
        let word = || Literal::Word(word.to_owned());
        let fields = Literal::Fields("Pair", vec![("one", word()), ("other", word())]);
        Literal::Call("Some", Box::new(Literal::Tuple(vec![fields, word()])))
    }

    #[test]
    fn what_fits_stays_on_its_line() {
        assert_eq!(pair("word").laid_out(4, 4, 1), "Some((Pair { one: word, other: word }, word))");
    }

    #[test]
    fn what_does_not_fit_is_broken_from_the_outside() {
        let word = "a".repeat(36);
        let expected = format!("Some((\n        Pair {{ one: {word}, other: {word} }},\n        {word},\n    ))");
        assert_eq!(pair(&word).laid_out(4, 4, 1), expected);
        let long = "a".repeat(60);
        let expected = format!("Pair {{\n    one: {long},\n    other: {long},\n}}");
        let Literal::Call(_, tuple) = pair(&long) else { panic!("a call") };
        let Literal::Tuple(all) = *tuple else { panic!("a tuple") };
        assert_eq!(all[0].laid_out(0, 0, 0), expected);
    }
}
