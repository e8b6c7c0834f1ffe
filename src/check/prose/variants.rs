//! Names in texts that are almost a registered name: of the entity that the report is about, or of a row.

use std::collections::HashMap;

use super::names::Names;
use super::words::{fold, is_skipped};
use crate::sheet::TextRange;

/// Minimum length of a name, in characters.
const MIN_NAME: usize = 5;

/// Maximum length of the region at the start of a name.
const MAX_REGION: usize = 5;

/// Minimum length of a name without its region.
const MIN_REST: usize = 6;

/// Minimum length of a name that is found with a missing or an additional character.
const MIN_ONE_OFF: usize = 7;

/// Maximum number of names; more would make the search slow.
const MAX_NAMES: usize = 200;

/// Characters that tell similar names apart: 第一小学, 城南镇.
const TELLING: &str = "一二三四五六七八九十甲乙丙丁东南西北中上下大小新老前后内外0123456789";

/// The registered names.
#[derive(Debug, Default)]
pub(super) struct Registered {
    /// The names without blanks, in half width.
    names: Vec<Vec<char>>,
    /// True for each name without its region.
    shortened: Vec<bool>,
    /// First characters of the first and the second half of names, with the name and the offset of the half.
    halves: HashMap<char, Vec<(usize, usize)>>,
}

/// A name that is almost a registered one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) struct Variant {
    /// Its position.
    pub place: TextRange,
    /// The registered name.
    pub name: String,
}

impl Registered {
    /// Returns the registered names of a report.
    pub(super) fn new(names: &Names) -> Registered {
        let all = names.all().filter(|name| name.len() >= MIN_NAME);
        let (mut names, mut shortened): (Vec<Vec<char>>, Vec<bool>) = Default::default();
        for name in all.take(MAX_NAMES) {
            names.push(name.to_vec());
            shortened.push(false);
            // A text may omit the region: 柳溪镇人民政府 for 安澜市柳溪镇人民政府.
            let region = name.iter().take(MAX_REGION).position(|c| matches!(c, '省' | '市' | '县' | '区'));
            let rest = region.map_or(&name[..0], |at| &name[at + 1..]);
            if rest.len() >= MIN_REST {
                names.push(rest.to_vec());
                shortened.push(true);
            }
        }
        let mut halves: HashMap<char, Vec<(usize, usize)>> = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            for offset in [0, name.len() / 2] {
                halves.entry(name[offset]).or_default().push((index, offset));
            }
        }
        Registered { names, shortened, halves }
    }

    /// Returns the names in a text that are almost a registered name.
    pub(super) fn variants(&self, text: &str) -> Vec<Variant> {
        let mut found: Vec<Variant> = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let (mut glyphs, mut places) = (Vec::new(), Vec::new());
        for (at, c) in (0..).zip(text.chars()) {
            let c = fold(c);
            if !is_skipped(c) {
                glyphs.push(c);
                places.push(at);
            }
        }
        for (at, glyph) in glyphs.iter().enumerate() {
            for (index, offset) in self.halves.get(glyph).into_iter().flatten() {
                let name = &self.names[*index];
                let half = if *offset == 0 { &name[..name.len() / 2] } else { &name[*offset..] };
                let Some(from) = at.checked_sub(*offset).filter(|_| glyphs[at..].starts_with(half)) else {
                    continue;
                };
                let Some((from, to)) = self.variant(&glyphs, from, *index) else { continue };
                let place = TextRange { start: places[from], end: places[to - 1] + 1 };
                if found.iter().all(|one| one.place.end <= place.start || one.place.start >= place.end) {
                    found.push(Variant { place, name: name.iter().collect() });
                }
            }
        }
        found.sort_by_key(|variant| variant.place);
        found
    }

    /// Returns the range of a name that is almost `name` and begins at `from`.
    fn variant(&self, glyphs: &[char], from: usize, index: usize) -> Option<(usize, usize)> {
        let name = &self.names[index];
        let window = glyphs.get(from..from + name.len())?;
        if let Some(length) = one_off(&glyphs[from..], name)
            && !(from..from + length)
                .any(|at| self.names.iter().any(|other| other.len() >= length && covers(glyphs, at, other)))
        {
            return Some((from, from + length));
        }
        let different: Vec<usize> = (0..name.len()).filter(|at| window[*at] != name[*at]).collect();
        let allowed = if name.len() > 7 { 2 } else { 1 };
        if different.is_empty() || different.len() > allowed {
            return None;
        }
        let is_word = |c: char| super::chars::is_han(c) || c.is_ascii_alphanumeric();
        // 本市 or 我县 before the rest of the name is no other region.
        let telling = |at: &usize| {
            TELLING.contains(window[*at]) && TELLING.contains(name[*at])
                || !is_word(window[*at])
                || *at < 2
                    && matches!(
                        window[*at],
                        '本' | '我'
                            | '全'
                            | '该'
                            | '各'
                            | '为'
                            | '由'
                            | '的'
                            | '和'
                            | '与'
                            | '及'
                            | '在'
                            | '是'
                            | '对'
                    )
        };
        // The same kind of organisation: another last character makes another one.
        let at_end = |at: &usize| at + 1 == name.len() || different.len() > 1 && at + 3 >= name.len();
        let named = |at: &usize| self.names.iter().any(|other| covers(glyphs, from + at, other));
        // Without the region, the first characters tell two organisations apart.
        let begins = |at: &usize| self.shortened[index] && (*at == 0 || *at == 1 && different.len() > 1);
        if different.iter().any(|at| at_end(at) || telling(at) || named(at) || begins(at)) {
            return None;
        }
        Some((from, from + name.len()))
    }
}

/// Returns the length of a name at the start of the text with one character more or less than `name`, not at its ends.
fn one_off(text: &[char], name: &[char]) -> Option<usize> {
    let same = text.iter().zip(name).take_while(|(one, other)| one == other).count();
    if same < 2 || same + 1 >= name.len() || name.len() < MIN_ONE_OFF {
        return None;
    }
    let less = text[same..].starts_with(&name[same + 1..]).then(|| name.len() - 1);
    let more = || text.get(same + 1..).filter(|rest| rest.starts_with(&name[same..])).map(|_| name.len() + 1);
    less.or_else(more)
}

/// True if a registered name stands around a position.
fn covers(glyphs: &[char], at: usize, name: &[char]) -> bool {
    let earliest = (at + 1).saturating_sub(name.len());
    (earliest..=at).any(|from| glyphs.get(from..).is_some_and(|rest| rest.starts_with(name)))
}
