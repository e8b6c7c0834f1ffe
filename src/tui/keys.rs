//! Key bindings: the table of `command.rs`, modified by the user's keys file.
//!
//! The file is a RON map from keys to actions, such as `{"F7": "save"}`. Every mistake is reported with its
//! position; the other lines still apply, up to a syntax error. Text keys, keys that menus and texts need,
//! and Ctrl-K with its digits (always available) cannot be changed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::command::{BINDINGS, Command, normal, parse_key};
use crate::form::{nearest, visible_line};
use crate::message::{self, Lang};

/// The name for no action.
const NOTHING: &str = "none";

/// The key bindings.
#[derive(Debug, PartialEq, Eq)]
pub struct Keys {
    commands: HashMap<(KeyCode, KeyModifiers), Command>,
    /// The names of the keys of each command; the first one is displayed.
    names: HashMap<Command, Vec<String>>,
    /// Number of keys that differ from the table.
    pub changed: usize,
}

/// A mistake in the keys file, with its position: line and column from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Syntax(ron::Error),
    Key(String),
    Fixed(String),
    Action(String),
    Twice(String),
}

impl Keys {
    /// Returns the key bindings of the table.
    pub fn standard() -> &'static Keys {
        static STANDARD: LazyLock<Keys> = LazyLock::new(|| {
            let mut keys = Keys { commands: HashMap::new(), names: HashMap::new(), changed: 0 };
            for row in &BINDINGS {
                for name in row.keys {
                    keys.add(name, row.command);
                }
            }
            keys
        });
        &STANDARD
    }

    /// Parses a keys file; returns the modified key bindings and all mistakes.
    pub fn read(text: &str) -> (Keys, Vec<Mistake>) {
        let mut keys = Keys {
            commands: Keys::standard().commands.clone(),
            names: Keys::standard().names.clone(),
            changed: 0,
        };
        let (entries, syntax) = entries(text.trim_start_matches('\u{feff}'));
        let mut mistakes = Vec::new();
        let mut from = 0;
        let mut seen = HashSet::new();
        for (name, action) in entries {
            let (at, end) = place(text, from, &name);
            let told = |what, at| {
                let (line, column) = line_and_column(text, at);
                Mistake { line, column, what }
            };
            let (action_at, action_end) = place(text, end, &action);
            from = action_end;
            let command = named(&action);
            match parse(&name) {
                None => mistakes.push(told(What::Key(name), at)),
                Some(key) if is_fixed(key) => mistakes.push(told(What::Fixed(name), at)),
                Some(key) if !seen.insert(key) => mistakes.push(told(What::Twice(name), at)),
                Some(_) if command.is_none() && action != NOTHING => {
                    mistakes.push(told(What::Action(action), action_at));
                }
                Some(key) => keys.change(&name, key, command),
            }
        }
        mistakes.extend(syntax);
        (keys, mistakes)
    }

    /// Returns the command of a key, if it has one.
    pub fn command(&self, key: KeyEvent) -> Option<Command> {
        self.commands.get(&normal(key)).copied()
    }

    /// Returns the keys of a command; the first one is to be displayed.
    pub fn of(&self, command: Command) -> &[String] {
        self.names.get(&command).map_or(&[], Vec::as_slice)
    }

    /// Replaces the keys of the table in a sentence by the current key bindings: another key with the same
    /// command, or the alternative that is always available.
    pub fn spoken<'t>(&self, sentence: &'t str) -> Cow<'t, str> {
        if self.changed == 0 {
            return Cow::Borrowed(sentence);
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut spoken = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some(from) = rest.find(is_part) {
            let (before, after) = rest.split_at(from);
            let (word, after) = after.split_at(after.find(|c| !is_part(c)).unwrap_or(after.len()));
            spoken.push_str(before);
            match self.now(word) {
                Some(now) => spoken.push_str(&now),
                None => spoken.push_str(word),
            }
            rest = after;
        }
        spoken.push_str(rest);
        Cow::Owned(spoken)
    }

    /// Returns the current replacement for a key of the table; `None` if the key is unchanged or the word is
    /// not a key.
    fn now(&self, name: &str) -> Option<Cow<'static, str>> {
        let row = BINDINGS.iter().find(|row| row.keys.contains(&name))?;
        if self.commands.get(&parse_key(name)?) == Some(&row.command) {
            return None;
        }
        match self.of(row.command).first() {
            Some(key) => Some(Cow::Owned(key.clone())),
            // The same in both languages for all keys that can be changed.
            None => Some(self.spoken(row.other_way[0])),
        }
    }

    fn add(&mut self, name: &str, command: Command) {
        if let Some(key) = parse_key(name) {
            self.commands.insert(key, command);
            self.names.entry(command).or_default().push(name.to_owned());
        }
    }

    fn change(&mut self, name: &str, key: (KeyCode, KeyModifiers), command: Option<Command>) {
        if self.commands.get(&key).copied() == command {
            return;
        }
        self.changed += 1;
        self.commands.remove(&key);
        for names in self.names.values_mut() {
            names.retain(|name| parse_key(name) != Some(key));
        }
        if let Some(command) = command {
            self.commands.insert(key, command);
            self.names.entry(command).or_default().insert(0, name.to_owned());
        }
    }
}

impl Mistake {
    /// Returns the sentence, without its position.
    pub fn sentence(&self, lang: Lang) -> String {
        match &self.what {
            What::Syntax(error) => message::terminal::keys_syntax(lang, &message::ron_reason(lang, error)),
            What::Key(name) => message::terminal::no_such_key_name(lang, &visible_line(name)),
            What::Fixed(name) => message::terminal::fixed_key(lang, &visible_line(name)),
            What::Twice(name) => message::written_twice(lang, &visible_line(name)),
            What::Action(name) => {
                let all: Vec<String> = BINDINGS.iter().map(|row| row.command.name()).collect();
                let name = visible_line(name);
                match nearest(&name, all.iter().map(String::as_str)) {
                    Some(near) => message::terminal::action_misspelt(lang, &name, &near),
                    None => message::terminal::no_such_action(lang, &name),
                }
            }
        }
    }
}

fn named(action: &str) -> Option<Command> {
    BINDINGS.iter().map(|row| row.command).find(|command| command.name() == action)
}

/// Parses the name of a key in the notation of the table.
fn parse(name: &str) -> Option<(KeyCode, KeyModifiers)> {
    let key = parse_key(name)?;
    let rest = name.trim_start_matches("Ctrl-").trim_start_matches("Shift-");
    let whole = match key.0 {
        KeyCode::Char(_) => rest.chars().count() == 1 && rest.is_ascii(),
        KeyCode::F(number) => (1..=24).contains(&number) && rest == format!("F{number}"),
        _ => true,
    };
    whole.then(|| normal(KeyEvent::new(key.0, key.1)))
}

/// True for text, for codes that several keys send, and for keys that menus and texts need.
fn is_fixed((code, modifiers): (KeyCode, KeyModifiers)) -> bool {
    match code {
        KeyCode::Char(character) => {
            !modifiers.contains(KeyModifiers::CONTROL) || !character.is_ascii_alphabetic()
                // Enter, Tab, Backspace, and the alternative for every key.
                || matches!(character, 'h' | 'i' | 'j' | 'k' | 'm')
        }
        KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc | KeyCode::Backspace => true,
        KeyCode::Left | KeyCode::Right | KeyCode::Up | KeyCode::Down => modifiers.is_empty(),
        _ => false,
    }
}

/// Finds a quoted word from an offset on; returns the offsets of its start and end.
fn place(text: &str, from: usize, word: &str) -> (usize, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let found = rest.find(&format!("{word:?}")).map_or(from, |at| from + at);
    (found, (found + word.len()).min(text.len()))
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Parses the entries in order, including duplicates, and returns the syntax error that stopped parsing, if
/// any.
fn entries(text: &str) -> (Vec<(String, String)>, Option<Mistake>) {
    struct All<'a>(&'a mut Vec<(String, String)>);
    impl<'de> DeserializeSeed<'de> for All<'_> {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_map(self)
        }
    }
    impl<'de> Visitor<'de> for All<'_> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("{\"F7\": \"findings\"}")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(entry) = map.next_entry()? {
                self.0.push(entry);
            }
            Ok(())
        }
    }
    let mut entries = Vec::new();
    let read = ron::Deserializer::from_str(text).and_then(|mut from| {
        let all = All(&mut entries).deserialize(&mut from).and_then(|()| from.end());
        all.map_err(|error| from.span_error(error))
    });
    let mistake = read.err().map(|error| Mistake {
        line: error.span.start.line,
        column: error.span.start.col,
        what: What::Syntax(error.code),
    });
    (entries, mistake)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> KeyEvent {
        let (code, modifiers) = parse_key(name).unwrap();
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn a_file_changes_keys() {
        let text = r#"// Mine.
            {"F12": "findings", "F7": "save", "Ctrl-T": "last-year", "F5": "none", "Shift-F1": "help"}"#;
        let (keys, mistakes) = Keys::read(text);
        assert_eq!(mistakes, []);
        assert_eq!(keys.changed, 4);
        for (name, command) in [
            ("F12", Some(Command::Findings)),
            ("F7", Some(Command::Save)),
            ("Ctrl-T", Some(Command::LastYear)),
            ("F6", Some(Command::LastYear)),
            ("F5", None),
            ("F9", Some(Command::Save)),
        ] {
            assert_eq!(keys.command(key(name)), command, "{name}");
        }
        assert_eq!(keys.of(Command::Findings), ["F12"]);
        assert_eq!(keys.of(Command::Save), ["F7", "F9", "Ctrl-S"]);
        assert_eq!(keys.of(Command::Redraw), ["Ctrl-L"]);
    }

    #[test]
    fn sentences_name_the_keys_as_they_are_now() {
        let sentence = "做错了 Ctrl-Z，F7/Esc 返回；F10 0 整页确认。F4, F9.";
        assert_eq!(Keys::standard().spoken(sentence), sentence);
        for (file, spoken) in [
            ("{\"F12\": \"undo\"}", sentence),
            ("{\"F12\": \"undo\", \"Ctrl-Z\": \"none\"}", "做错了 F12，F7/Esc 返回；F10 0 整页确认。F4, F9."),
            ("{\"Ctrl-Z\": \"none\"}", "做错了 F10 1，F7/Esc 返回；F10 0 整页确认。F4, F9."),
            (
                "{\"Ctrl-Z\": \"none\", \"F10\": \"none\"}",
                "做错了 Ctrl-K 0 1，F7/Esc 返回；Ctrl-K 0 0 整页确认。F4, F9.",
            ),
            ("{\"F7\": \"save\"}", "做错了 Ctrl-Z，Ctrl-K 7/Esc 返回；F10 0 整页确认。F4, F9."),
            (
                "{\"F9\": \"options\", \"F4\": \"save\"}",
                "做错了 Ctrl-Z，F7/Esc 返回；F10 0 整页确认。F9, F4.",
            ),
        ] {
            assert_eq!(Keys::read(file).0.spoken(sentence), spoken, "{file}");
        }
    }

    #[test]
    fn mistakes_have_a_place_and_the_rest_holds() {
        for (text, line, column, words) in [
            ("{\"F7\": \"save\"", 1, 9, "comma"),
            ("{\n \"F77\": \"save\"}", 2, 2, "F77"),
            ("{\"a\": \"save\"}", 1, 2, "\"a\""),
            ("{\"7\": \"save\"}", 1, 2, "\"7\""),
            ("{\"中\": \"save\"}", 1, 2, "中"),
            ("{\"Shift-a\": \"save\"}", 1, 2, "Shift-a"),
            ("{\"Enter\": \"save\"}", 1, 2, "Enter"),
            ("{\"Ctrl-K\": \"save\"}", 1, 2, "Ctrl-K"),
            ("{\"Ctrl-M\": \"save\"}", 1, 2, "Ctrl-M"),
            ("{\"Down\": \"save\"}", 1, 2, "Down"),
            ("{\"Ctrl-Enter\": \"save\"}", 1, 2, "Ctrl-Enter"),
            ("{\"F7\": \"fimdings\"}", 1, 8, "\"findings\""),
            ("{\"F7\": \"finding\"}", 1, 8, "\"findings\""),
            ("{\"F7\": \"menu\"}", 1, 8, "doctor --keys"),
            ("{\"F6\": \"save\", \"F6\": \"help\"}", 1, 16, "F6"),
            ("{\"F6\": \"\\u{1b}[31m\"}", 1, 8, "\\u{1b}"),
        ] {
            let (_, mistakes) = Keys::read(text);
            let [mistake] = &mistakes[..] else { panic!("{text}: {mistakes:?}") };
            let sentence = mistake.sentence(Lang::En);
            assert_eq!((mistake.line, mistake.column), (line, column), "{text}: {sentence}");
            assert!(sentence.contains(words), "{text}: {sentence}");
            assert!(!sentence.contains('\u{1b}'));
        }
        let (keys, mistakes) = Keys::read("{\"F77\": \"save\", \"F7\": \"save\"}");
        assert_eq!((mistakes.len(), keys.command(key("F7"))), (1, Some(Command::Save)));
        // Entries before a syntax error apply.
        let (keys, mistakes) = Keys::read("{\"F12\": \"findings\",\n \"F11\": \"save\"\n \"F6\": \"help\"}");
        assert_eq!((mistakes.len(), mistakes[0].line), (1, 3));
        assert_eq!(keys.command(key("F12")), Some(Command::Findings));
        assert_eq!(keys.command(key("F11")), Some(Command::Save));
        assert_eq!(keys.command(key("F6")), Some(Command::LastYear));
        assert_eq!(Keys::read("{}"), (Keys::read("{}").0, Vec::new()));
    }
}
