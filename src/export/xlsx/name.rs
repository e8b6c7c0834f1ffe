//! Sheet names that are valid in Excel.

use crate::export::package::is_forbidden;
use crate::form::TableId;
use crate::message;
use crate::sheet::Texts;

/// Maximum length of a name, in UTF-16 code units.
const MAX_UNITS: usize = 31;

/// Names in use. Excel reserves the name `History`.
#[derive(Default)]
pub(super) struct Names {
    /// In lower case, because names that differ only in case are equal.
    taken: Vec<String>,
}

impl Names {
    /// Returns the first of `wanted` that contains valid characters, with a number added if it is in use.
    pub(super) fn unique(&mut self, wanted: &[&str]) -> String {
        let base = wanted.iter().map(|name| cleaned(name, MAX_UNITS)).find(|name| !name.is_empty());
        let base = base.unwrap_or_else(|| "Sheet".to_owned());
        let is_taken =
            |name: &str| name == "history" || self.taken.iter().any(|taken| taken.as_str() == name);
        let mut name = base.clone();
        let mut number = 1;
        while is_taken(&name.to_lowercase()) {
            number += 1;
            let suffix = format!(" ({number})");
            name = cleaned(&base, MAX_UNITS - suffix.len()) + &suffix;
        }
        self.taken.push(name.to_lowercase());
        name
    }
}

/// Removes invalid characters, cuts to `units`, and trims blanks and apostrophes at the ends.
fn cleaned(name: &str, units: usize) -> String {
    let is_edge = |c: char| c.is_whitespace() || c == '\'';
    let mut cleaned = String::new();
    let mut used = 0;
    let allowed = name.trim_matches(is_edge).chars().filter(|c| !c.is_control() && !is_forbidden(*c));
    for c in allowed {
        let c = match c {
            '[' => '(',
            ']' => ')',
            ':' | '*' | '?' | '/' | '\\' => '-',
            other => other,
        };
        used += c.len_utf16();
        if used > units {
            break;
        }
        cleaned.push(c);
    }
    cleaned.trim_matches(is_edge).to_owned()
}

/// Returns a table's caption without the trailing brackets that contain the unit of its numbers.
pub(super) fn without_unit<'c>(texts: &Texts<'_>, id: TableId, caption: &'c str) -> &'c str {
    let form = texts.form;
    let fields = form.table(id).groups.iter().flat_map(|group| &group.columns);
    for unit in fields.filter_map(|field| form.field(*field).kind.unit()).filter(|unit| !unit.is_empty()) {
        for brackets in [message::table_unit(texts.lang, unit), format!("（{unit}）"), format!("({unit})")]
        {
            if let Some(rest) = caption.strip_suffix(brackets.as_str()) {
                return rest;
            }
        }
    }
    caption
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "表".repeat(40);
        let faces = "😀".repeat(16);
        let (cut, cut_twice) = ("表".repeat(31), "表".repeat(27) + " (2)");
        let few_faces = "😀".repeat(15);
        let mut names = Names::default();
        for (wanted, name) in [
            (["收入", "甲"], "收入"),
            (["收入", "甲"], "收入 (2)"),
            (["Income", "a"], "Income"),
            (["INCOME", "a"], "INCOME (2)"),
            (["", "概况"], "概况"),
            ([" '' ", "'\t'"], "Sheet"),
            (["", ""], "Sheet (2)"),
            (["'收/支:表*?'", ""], "收-支-表--"),
            (["[甲]\\乙\u{7}丙\u{ffff}", ""], "(甲)-乙丙"),
            (["history", ""], "history (2)"),
            (["单位's表", ""], "单位's表"),
            ([long.as_str(), ""], cut.as_str()),
            ([long.as_str(), ""], cut_twice.as_str()),
            ([faces.as_str(), ""], few_faces.as_str()),
        ] {
            let unique = names.unique(&wanted);
            assert_eq!(unique, name, "{wanted:?}");
            assert!(unique.encode_utf16().count() <= MAX_UNITS, "{wanted:?}");
        }
    }
}
