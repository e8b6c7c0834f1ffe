//! Characters that are combined by a field: a tick in a box, a number in a circle.

use super::symbol::tick_box;

/// Maximum length of a field code that is examined, in characters.
pub(super) const MAX_CODE: usize = 200;

/// Content that a field shows without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Combined characters, as text.
    Text(String),
    /// A formula.
    Formula,
}

/// Returns the content of an equation field, such as `eq \o\ac(□,√)`; nothing for another field.
pub(super) fn shown(code: &str) -> Option<Shown> {
    let code = code.trim_start();
    let (name, rest) = code.split_at_checked(2)?;
    let is_equation =
        name.eq_ignore_ascii_case("eq") && rest.starts_with(|c: char| c.is_whitespace() || c == '\\');
    is_equation.then(|| combined(rest.trim_start()).map_or(Shown::Formula, Shown::Text))
}

/// Returns the characters that are written over each other.
fn combined(code: &str) -> Option<String> {
    let rest = code.strip_prefix("\\o").or_else(|| code.strip_prefix("\\O"))?;
    let (_, rest) = rest.split_once('(')?;
    let (list, _) = rest.rsplit_once(')')?;
    let (frame, content) = list.split_once([',', ';'])?;
    let (frame, content) = (without_commands(frame), without_commands(content));
    Some(match (frame, content) {
        ("□", "√" | "✓" | "✔" | "v" | "V") => tick_box(true).to_owned(),
        ("□", "×" | "✗" | "✘" | "x" | "X") => "☒".to_owned(),
        (_, content) => content.to_owned(),
    })
}

/// Returns an argument without the commands that raise or lower it: `\s\up1(√)`.
fn without_commands(argument: &str) -> &str {
    let argument = argument.trim();
    match argument.strip_prefix('\\').and_then(|rest| rest.split_once('(')) {
        Some((_, inner)) => inner.trim_end_matches(')').trim(),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combined_characters_are_text() {
        for (code, text) in [
            (r" eq \o\ac(□,√)", Some("☑")),
            (r"EQ \o\ac(□,×)", Some("☒")),
            (r" eq \o\ac(○,3)", Some("3")),
            (r" eq \o\ac(\s\up2(□),\s\up1(√)) ", Some("☑")),
        ] {
            assert_eq!(shown(code), text.map(|text| Shown::Text(text.to_owned())), "{code}");
        }
        for (code, content) in [
            (r" eq \f(1,2)", Some(Shown::Formula)),
            (r" eq \o", Some(Shown::Formula)),
            (" PAGE ", None),
            ("equal", None),
            ("e", None),
        ] {
            assert_eq!(shown(code), content, "{code}");
        }
    }
}
