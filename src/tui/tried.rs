//! Key test: the user presses keys to check that they arrive. Describes each key and lists those that never
//! arrived. Pure.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::{BINDINGS, Binding, Command, binding, key_name, normal, parse_key};
use super::look::Look;
use crate::message::terminal as said;
use crate::terminal::input::Typed;

/// Commands that end the test, with the number of times they must be pressed in succession.
const ENDS: [(Command, usize); 3] = [(Command::Quit, 1), (Command::Copy, 2), (Command::Leave, 3)];
/// Width of the columns for the bytes and for the name of a key, in cells.
const BYTES: usize = 22;
const NAME: usize = 16;

/// The state of the key test.
#[derive(Debug)]
pub(super) struct Tried {
    look: Look,
    columns: usize,
    /// The commands whose keys have not arrived yet, with the displayed key.
    left: Vec<(&'static Binding, String)>,
    /// The last command, and the number of times in succession.
    last: Option<(Command, usize)>,
}

impl Tried {
    /// Creates the test of the keys in the key rows at the foot of the screen and of all function keys.
    pub(super) fn new(look: Look, columns: usize) -> Tried {
        let essential = BINDINGS.iter().filter_map(|row| {
            let name = look.keys.of(row.command).first()?;
            let shown = !row.short[0].is_empty() || name.starts_with('F');
            (shown && row.command != Command::Quit).then(|| (row, name.clone()))
        });
        Tried { look, columns, left: essential.collect(), last: None }
    }

    /// True if the user has ended the test.
    pub(super) fn is_over(&self) -> bool {
        let Some((last, count)) = self.last else { return false };
        ENDS.iter().any(|(command, times)| *command == last && count >= *times)
    }

    /// Returns the text above the list.
    pub(super) fn head(&self) -> String {
        format!("{}\r\n{}", said::keys_head(self.look.lang), self.foot())
    }

    /// Returns the line for the bytes received and the keys parsed from them.
    pub(super) fn heard(&mut self, bytes: &[u8], typed: &[Typed]) -> String {
        let mut text = "\r\x1b[K".to_owned();
        let width = self.look.width;
        let mut came = visible_bytes(bytes);
        if typed.is_empty() {
            text += &width.shorten(
                &format!("{}{}", width.left(&came, BYTES), said::key_unknown(self.look.lang)),
                self.columns.saturating_sub(1),
            );
            text += "\r\n";
        }
        for one in typed {
            let (name, what) = self.one(one);
            let line = format!("{}{}{what}", width.left(&came, BYTES), width.left(&name, NAME));
            text += &width.shorten(&line, self.columns.saturating_sub(1));
            text += "\r\n";
            // Keys that arrived together share the bytes: show them only once.
            came = String::new();
        }
        text + &self.foot()
    }

    /// Returns the name and the description of an input.
    fn one(&mut self, typed: &Typed) -> (String, String) {
        let lang = self.look.lang;
        match typed {
            Typed::Key(key) => {
                let command = self.look.keys.command(*key);
                self.count(command);
                self.left.retain(|(_, name)| parse_key(name) != Some(normal(*key)));
                (key_name(*key), self.what(*key, command))
            }
            Typed::Paste(text) => (String::new(), said::key_paste(lang, text.chars().count())),
            Typed::NotUtf8 => (String::new(), said::key_not_utf8(lang)),
            Typed::TooLong | Typed::Position(..) => (String::new(), said::key_nothing(lang)),
        }
    }

    fn count(&mut self, command: Option<Command>) {
        self.last = match (command, self.last) {
            (Some(command), Some((last, times))) if last == command => Some((command, times + 1)),
            (Some(command), _) => Some((command, 1)),
            (None, _) => None,
        };
    }

    fn what(&self, key: KeyEvent, command: Option<Command>) -> String {
        let lang = self.look.lang;
        let row = command.and_then(binding);
        match row {
            Some(row) => format!("{}  {}", row.command.name(), Binding::pick(row.help, lang)),
            None if matches!(key.code, KeyCode::Char(_))
                && (key.modifiers - KeyModifiers::SHIFT).is_empty() =>
            {
                said::key_text(lang)
            }
            None => said::key_nothing(lang),
        }
    }

    /// Returns the keys still to be tested, as one line without a line break.
    fn foot(&self) -> String {
        let lang = self.look.lang;
        let names: Vec<&str> = self.left.iter().map(|(_, name)| name.as_str()).collect();
        let text = if names.is_empty() {
            said::keys_all_came(lang)
        } else {
            said::keys_left(lang, &names.join(" "))
        };
        self.look.width.shorten(&text, self.columns.saturating_sub(1))
    }

    /// Returns the final lines: the keys that never arrived, and the alternatives to them.
    pub(super) fn summary(&self) -> Vec<String> {
        let lang = self.look.lang;
        let mut lines = Vec::new();
        if self.left.is_empty() {
            lines.push(said::keys_never_none(lang));
        } else {
            lines.push(said::keys_never(lang));
            for (row, name) in &self.left {
                let name = self.look.width.left(name, 12);
                let other = self.look.width.left(Binding::pick(row.other_way, lang), 14);
                lines.push(format!("  {name}{other}{}", Binding::pick(row.help, lang)));
            }
            lines.push(said::keys_never_why(lang));
        }
        lines.push(said::keys_actions(lang));
        let mut line = String::new();
        for name in BINDINGS.iter().map(|row| row.command.name()) {
            if line.len() + name.len() > 76 {
                lines.push(std::mem::take(&mut line));
            }
            line += "  ";
            line += &name;
        }
        lines.push(line);
        lines
    }
}

/// Makes bytes visible: `ESC [ A`, `^C`; printable characters stay.
fn visible_bytes(bytes: &[u8]) -> String {
    let mut all: Vec<String> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            all.push(match character {
                '\u{1b}' => "ESC".to_owned(),
                ' ' => "SP".to_owned(),
                '\u{7f}' => "^?".to_owned(),
                control if control.is_ascii_control() => {
                    let letter = u8::try_from(control).unwrap_or_default() + b'@';
                    format!("^{}", char::from(letter))
                }
                other => crate::form::visible_line(other.encode_utf8(&mut [0; 4])),
            });
        }
        all.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::input::Input;

    fn press(tried: &mut Tried, bytes: &[u8]) -> String {
        let (mut input, mut typed) = (Input::default(), Vec::new());
        input.feed(bytes, &mut |one| typed.push(one));
        input.pause(&mut |one| typed.push(one));
        tried.heard(bytes, &typed)
    }

    #[test]
    fn each_key_is_told() {
        let mut tried = Tried::new(Look::default(), 80);
        assert!(tried.head().contains("F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 Tab"), "{}", tried.head());
        for (bytes, words) in [
            (&b"\x1bOP"[..], &["ESC O P", "F1", "help"][..]),
            (b"\x1b[18~", &["ESC [ 1 8 ~", "F7", "findings"]),
            (b"\x1b[6;5~", &["Ctrl-PgDn", "next-section"]),
            ("中".as_bytes(), &["中", "文字"]),
            (b"\x02", &["^B", "Ctrl-B", "本程序不使用"]),
            (b"\xd6\xd0", &["\\xd6 \\xd0", "不是 UTF-8"]),
            (b"\x1b[99~", &["ESC [ 9 9 ~", "无法识别"]),
            (b"\x1b[Z", &["Shift-Tab", "previous"]),
        ] {
            let text = press(&mut tried, bytes);
            let shown = text.strip_prefix("\r\x1b[K").unwrap();
            assert!(words.iter().all(|word| shown.contains(word)), "{shown:?}");
            let controls = shown.chars().filter(|c| c.is_control() && *c != '\r' && *c != '\n');
            assert_eq!(controls.count(), 0, "{shown:?}");
        }
        assert!(!tried.foot().contains("F1 ") && !tried.foot().contains("F7") && tried.foot().contains("F8"));
        let summary = tried.summary().join("\n");
        assert!(summary.contains("F8") && summary.contains("Ctrl-K 8") && !summary.contains("Ctrl-K 7"));
    }

    #[test]
    fn it_ends() {
        for (bytes, over) in [
            (&[&b"\x11"[..]][..], true),
            (&[b"\x1b", b"\x1b", b"\x1b"], true),
            (&[b"\x1b", b"\x1b", b"a", b"\x1b"], false),
            (&[b"\x03", b"\x03"], true),
            (&[b"\x03", b"\r", b"\x03"], false),
        ] {
            let mut tried = Tried::new(Look::default(), 80);
            for one in bytes {
                press(&mut tried, one);
            }
            assert_eq!(tried.is_over(), over, "{bytes:?}");
        }
    }
}
