//! Finds the bracket or the quote of a template that has no partner.
//!
//! A parser of RON stops where it can no longer read on. That is often far from the place where a mark is missing.

use super::MistakeKind;

/// Returns the offset and the mistake of the first bracket or quote without a partner.
pub(super) fn unpaired(source: &str) -> Option<(usize, MistakeKind)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut at = 0;
    while let Some(mark) = source.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &source[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if mark == '"' {
            match text_length(rest) {
                Some(length) => at += length,
                None => return Some((at, MistakeKind::OpenQuote)),
            }
        } else {
            match (partner(mark), open.last()) {
                (None, _) if "([{".contains(mark) => open.push((at, mark)),
                (None, _) => {}
                (Some(wanted), Some((_, opening))) if *opening == wanted => drop(open.pop()),
                (Some(_), Some((start, opening))) => {
                    let kind = MistakeKind::Unpaired {
                        found: mark.to_string(),
                        open: opening.to_string(),
                        line: super::line_of(source, *start),
                    };
                    return Some((at, kind));
                }
                (Some(_), None) => return Some((at, MistakeKind::NotOpened { found: mark.to_string() })),
            }
            at += mark.len_utf8();
        }
    }
    let (start, opening) = open.pop()?;
    Some((start, MistakeKind::NotClosed { found: opening.to_string() }))
}

/// Returns the length of the text at the start, with its quotes. `None` if the text is not closed, or if something
/// follows that cannot follow a text: then a quote is missing and this one opens the next text.
fn text_length(source: &str) -> Option<usize> {
    let mut marks = source.char_indices().skip(1);
    loop {
        match marks.next()? {
            (_, '\\') => drop(marks.next()),
            (at, '"') => {
                let next = source[at + 1..].chars().next();
                let fits = next.is_none_or(|next| next.is_whitespace() || ",:)]}/".contains(next));
                return fits.then_some(at + 1);
            }
            _ => {}
        }
    }
}

/// Returns the opening bracket of a closing one.
fn partner(mark: char) -> Option<char> {
    match mark {
        ')' => Some('('),
        ']' => Some('['),
        '}' => Some('{'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::form::compile;
    use crate::message::Lang;

    /// A form in which a mark is missing or added: the part to replace, the new part, the mistake.
    #[test]
    fn missing_marks_are_found() {
        const SKELETON: &str = include_str!("../../../templates/skeleton.en.ron");
        let alike = |from: &str, to: &str, line_at: &str, says: &str| {
            let at = SKELETON.find(from).unwrap_or_else(|| panic!("{from}"));
            let source = format!("{}{to}{}", &SKELETON[..at], &SKELETON[at + from.len()..]);
            let mistakes = compile(&source).unwrap_err();
            let line = source[..source.find(line_at).unwrap()].matches('\n').count() + 1;
            let found: Vec<_> =
                mistakes.iter().map(|mistake| (mistake.line, mistake.kind.sentence(Lang::En))).collect();
            assert_eq!(found, [(line, says.to_owned())], "{from:?} -> {to:?}");
        };
        alike("\"My form\"", "Myform", "Myform", "a text must be in quotes, as in \"a\"");
        alike("\",\n    edition", ",\n    edition", "id: \"", "the quote is not closed");
        alike(
            "items: [",
            "items: ",
            "Field(name: \"unit\"",
            "a colon is missing; if this is a list, the list must begin with [",
        );
        let last = SKELETON.trim_end();
        assert!(last.ends_with(')'));
        let open = compile(&last[..last.len() - 1]).unwrap_err();
        assert_eq!(open[0].kind.sentence(Lang::En), "( is never closed");
        let closed = compile(&format!("{last})")).unwrap_err();
        assert!(closed[0].kind.sentence(Lang::En).ends_with(") closes nothing: no bracket is open here"));
    }
}
