//! Escapes texts that a spreadsheet would execute as formulas, and removes the escape.

/// Prefixes an apostrophe to a text that a spreadsheet would execute as a formula.
pub(super) fn guarded(text: String) -> String {
    let runs = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if runs && !is_plain_number(&text) { format!("'{text}") } else { text }
}

/// Removes the apostrophe added by `guarded`.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if guarded(rest.to_owned()) != rest => rest,
        _ => text,
    }
}

/// True if the text consists of digits with at most a sign and a decimal point.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, decimals].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards() {
        for (text, written) in [
            ("", ""),
            ("881.32", "881.32"),
            ("-12.50", "-12.50"),
            ("+3", "+3"),
            ("-", "'-"),
            ("-.5", "'-.5"),
            ("-1-2", "'-1-2"),
            ("=1+2", "'=1+2"),
            ("+A1", "'+A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("\u{a0}\u{2003}\n@a", "'\u{a0}\u{2003}\n@a"),
            ("＝1", "'＝1"),
            ("支出=收入", "支出=收入"),
            ("'甲", "'甲"),
        ] {
            assert_eq!(guarded(text.to_owned()), written, "{text:?}");
            assert_eq!(unguarded(written), text, "{text:?}");
        }
    }
}
