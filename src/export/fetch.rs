//! Commands that copy an exported file from the server to the user's computer, for use in an SSH session.
//!
//! Pure functions; the caller passes the account and the session.

use std::net::IpAddr;
use std::path::Path;

use crate::form::is_hidden;

/// Default port of `scp`.
const USUAL_PORT: u16 = 22;

/// Server end of an SSH session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// User name; may be empty.
    user: String,
    /// Address that the client connected to.
    server: IpAddr,
    port: u16,
    /// True if the server can send files over the terminal (ZMODEM).
    has_sz: bool,
}

/// Commands that copy a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// To run on the client computer.
    pub scp: String,
    /// To run in this terminal, if the server has `sz`.
    pub sz: Option<String>,
}

impl Remote {
    /// Parses `SSH_CONNECTION`: address and port of the client, then of the server. Returns `None` if it
    /// contains no server address.
    pub fn new(connection: &str, user: &str, has_sz: bool) -> Option<Remote> {
        let mut words = connection.split_ascii_whitespace().skip(2);
        let address = words.next()?;
        // The zone of a link-local address is valid only on the server.
        let address: IpAddr = address.split('%').next()?.parse().ok()?;
        let port = words.next()?.parse().ok()?;
        let user = if user.chars().any(is_hidden) { "" } else { user };
        Some(Remote { user: user.to_owned(), server: address.to_canonical(), port, has_sz })
    }

    /// Returns the commands that copy a file, by its absolute path. Returns `None` if the path contains
    /// characters that cannot be displayed.
    pub fn fetch(&self, path: &Path) -> Option<Fetch> {
        let path = path.to_str().filter(|path| !path.chars().any(is_hidden))?;
        let port = self.port;
        let mut scp = if port == USUAL_PORT { "scp ".to_owned() } else { format!("scp -P {port} ") };
        if !self.user.is_empty() {
            scp.extend([&word(&self.user), "@"]);
        }
        scp.push_str(&match self.server {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => word(&format!("[{address}]")),
        });
        scp.extend([":", &quoted(&escaped(path)), " ."]);
        Some(Fetch { scp, sz: self.has_sz.then(|| format!("sz {}", quoted(path))) })
    }
}

/// Quotes a text as a single shell word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Quotes a text only if necessary.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+');
    if text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

/// Escapes a path for `scp`. Old versions pass it to the server's shell, new versions expand it as a glob
/// pattern. Both accept a backslash before a special character.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        let is_plain = !c.is_ascii() || c.is_ascii_alphanumeric() || "/_-.+,=:@%".contains(c);
        if !is_plain {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Breaks a command into lines of at most `width` cells; `measure` returns the width of a character. Each
/// line but the last ends with a backslash outside quotes, so that a shell reads the lines as a single
/// command.
pub fn in_lines(command: &str, width: usize, measure: impl Fn(char) -> usize) -> Vec<String> {
    // Reserve space for a quote and a backslash at the end.
    let width = width.max(12) - 2;
    let (mut lines, mut line, mut cells) = (Vec::new(), String::new(), 0);
    let mut is_quoted = false;
    let mut characters = command.chars().peekable();
    while let Some(c) = characters.next() {
        // Keep a backslash outside quotes together with the next character.
        let next = if c == '\\' && !is_quoted { characters.next() } else { None };
        let more = measure(c) + next.map_or(0, &measure);
        if cells + more > width {
            line.push_str(if is_quoted { "'\\" } else { "\\" });
            lines.push(std::mem::take(&mut line));
            cells = 0;
            if is_quoted {
                line.push('\'');
                cells = 1;
            }
        }
        line.push(c);
        line.extend(next);
        cells += more;
        is_quoted ^= c == '\'';
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn commands_that_fetch() {
        let path = "/srv/a/单位_2023.docx";
        for (connection, user, path, scp) in [
            ("10.0.0.9 51234 10.0.0.5 22", "zhou", path, "scp zhou@10.0.0.5:'/srv/a/单位_2023.docx' ."),
            (
                "10.0.0.9 51234 10.0.0.5 2222",
                "zhou",
                path,
                "scp -P 2222 zhou@10.0.0.5:'/srv/a/单位_2023.docx' .",
            ),
            ("10.0.0.9 51234 10.0.0.5 22", "", path, "scp 10.0.0.5:'/srv/a/单位_2023.docx' ."),
            (
                "fe80::2%eth0 5 fe80::1%eth0 22",
                "zhou",
                path,
                "scp zhou@'[fe80::1]':'/srv/a/单位_2023.docx' .",
            ),
            ("::1 5 2001:db8::5 22", "zhou", path, "scp zhou@'[2001:db8::5]':'/srv/a/单位_2023.docx' ."),
            ("::1 5 ::ffff:10.0.0.5 22", "zhou", path, "scp zhou@10.0.0.5:'/srv/a/单位_2023.docx' ."),
            ("10.0.0.9 5 10.0.0.5 22", "corp\\zhou", "/a", r"scp 'corp\zhou'@10.0.0.5:'/a' ."),
            ("10.0.0.9 5 10.0.0.5 22", "z\u{1b}", "/a", "scp 10.0.0.5:'/a' ."),
            ("10.0.0.9 5 10.0.0.5 22", "zhou", "/a b/it's", r"scp zhou@10.0.0.5:'/a\ b/it\'\''s' ."),
            ("10.0.0.9 5 10.0.0.5 22", "zhou", "/$(x)*", r"scp zhou@10.0.0.5:'/\$\(x\)\*' ."),
            ("10.0.0.9 5 10.0.0.5 22", "zhou", "/a\n", ""),
            ("10.0.0.9 5 10.0.0.5 22", "zhou", "/\u{202e}", ""),
            ("", "zhou", path, ""),
            ("10.0.0.9 5", "zhou", path, ""),
            ("UNKNOWN 65535 UNKNOWN 65535", "zhou", path, ""),
            ("10.0.0.9 5 10.0.0.5 x", "zhou", path, ""),
            ("10.0.0.9 5 $(x) 22", "zhou", path, ""),
        ] {
            let remote = Remote::new(connection, user, false);
            let fetch = remote.and_then(|remote| remote.fetch(Path::new(path)));
            assert_eq!(fetch.map(|fetch| fetch.scp).unwrap_or_default(), scp, "{connection} {path}");
        }
        let remote = Remote::new("10.0.0.9 5 10.0.0.5 22", "zhou", true).unwrap();
        assert_eq!(remote.fetch(Path::new("/a b/it's")).unwrap().sz.unwrap(), r"sz '/a b/it'\''s'");
    }

    fn shell(script: &str) -> String {
        let output = Command::new("/bin/sh").args(["-c", script]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Compares the words that a shell parses from the commands, on one line and wrapped.
    #[test]
    fn a_shell_reads_the_path() {
        let remote = Remote::new("10.0.0.9 5 10.0.0.5 22", "zhou", true).unwrap();
        for path in
            ["/a b/it's", "/$HOME`x`$(x)\"\\*?[a]{b,c}~#!;&|<>()", "/单位 甲/（自评）_草稿.docx", "/a'''b\\'"]
        {
            let fetch = remote.fetch(Path::new(path)).unwrap();
            for width in [10, 12, 13, 14, 20, 80, 1000] {
                let lines = |command: &str| in_lines(command, width, |c| 1 + usize::from(!c.is_ascii()));
                let sz = lines(fetch.sz.as_deref().unwrap()).join("\n");
                assert_eq!(shell(&sz.replacen("sz", "printf %s", 1)), path, "{sz}");
                let scp = lines(&fetch.scp).join("\n");
                let remote = shell(&scp.replacen("scp", "printf '%s|'", 1));
                let remote = remote.strip_prefix("zhou@10.0.0.5:").unwrap().strip_suffix("|.|").unwrap();
                assert_eq!(shell(&format!("printf %s {remote}")), path, "{scp}");
            }
        }
    }

    #[test]
    fn lines_are_no_wider_than_the_window() {
        let remote = Remote::new("10.0.0.9 5 10.0.0.5 2222", "zhou", false).unwrap();
        let path = format!("/srv/{}/{}", "甲".repeat(50), "b'".repeat(40));
        let scp = remote.fetch(Path::new(&path)).unwrap().scp;
        let measure = |c: char| 1 + usize::from(!c.is_ascii());
        for width in [20, 21, 40, 80] {
            for line in in_lines(&scp, width, measure) {
                assert!(line.chars().map(measure).sum::<usize>() <= width, "{width}: {line}");
            }
        }
        assert_eq!(in_lines("scp a:'/b' .", 80, measure), ["scp a:'/b' ."]);
    }
}
