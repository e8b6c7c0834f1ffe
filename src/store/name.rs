//! Names of files as text that is safe to show.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::form::visible_line;

/// Formats a path for display on one line; invisible characters and invalid UTF-8 are escaped.
pub fn shown(path: &Path) -> String {
    let mut shown = String::new();
    let path = super::service::seen(path);
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        shown.push_str(&visible_line(chunk.valid()));
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_shown_on_one_line() {
        for (name, text) in [
            (&b"2023.ron"[..], "2023.ron"),
            ("年度 a\\b.ron".as_bytes(), "年度 a\\b.ron"),
            (b"a\r\n\t\x1b[31m.ron", "a\\r\\n\\t\\u{1b}[31m.ron"),
            (b"\xff\xc2\x9b\xe2\x80", "\\xff\\u{9b}\\xe2\\x80"),
            ("\u{202e}\u{2028}".as_bytes(), "\\u{202e}\\u{2028}"),
        ] {
            assert_eq!(shown(Path::new(std::ffi::OsStr::from_bytes(name))), text);
        }
    }
}
