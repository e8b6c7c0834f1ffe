//! Text and names of the XML of workbooks.

use super::super::package::safe;

/// XML namespace of workbooks, sheets and styles.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// Escapes text for an element or attribute of type `ST_Xstring`, in which `_x0041_` means `A`.
pub(super) fn escaped(text: &str) -> String {
    let is_code = |rest: &str| {
        let code = rest.as_bytes().get(2..7);
        code.is_some_and(|code| code[4] == b'_' && code[..4].iter().all(u8::is_ascii_hexdigit))
    };
    let mut escaped = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("_x").filter(|(at, _)| is_code(&text[*at..])) {
        escaped.push_str(&text[from..at]);
        escaped.push_str("_x005F");
        from = at;
    }
    escaped.push_str(&text[from..]);
    safe(&escaped).into_owned()
}
