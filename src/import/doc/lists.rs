//! Reads the definitions of automatic numbers.

use super::bytes::{byte_at, count_at, text_at, u32_at};
use crate::import::numbering::{Level, List, MAX_DEPTH, MAX_PATTERN, Numbering};

/// Size of a definition, of its level before the properties, and of a list.
const DEFINITION: usize = 28;
const LEVEL: usize = 28;
const LIST: usize = 16;
/// Maximum number of definitions and of lists.
const MAX_LISTS: usize = 10_000;

/// Number formats by their names in .docx files, in the order of their numbers.
const FORMATS: [&str; 40] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
];

/// Reads the definitions, which are followed by their levels, and the lists of paragraphs, up to the first damage.
pub(super) fn read_numbering(definitions: &[u8], lists: &[u8]) -> Numbering {
    let mut numbering = Numbering::default();
    let _ = read_definitions(definitions, &mut numbering);
    let _ = read_lists(lists, &mut numbering);
    numbering
}

fn read_definitions(bytes: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = count_at(bytes, 0)?.min(MAX_LISTS);
    let mut rest = bytes.get(2 + count * DEFINITION..)?;
    for definition in bytes[2..].chunks_exact(DEFINITION).take(count) {
        let is_simple = definition[DEFINITION - 2] & 1 != 0;
        let mut levels: [Level; MAX_DEPTH] = Default::default();
        for (at, level) in levels.iter_mut().enumerate().take(if is_simple { 1 } else { MAX_DEPTH }) {
            *level = read_level(&mut rest)?;
            level.style = count_at(definition, 8 + at * 2).map(|style| style.to_string()).unwrap_or_default();
        }
        numbering.kinds.insert(u32_at(definition, 0)?.to_string(), levels);
    }
    Some(())
}

/// Reads a level from the beginning of `rest`.
fn read_level(rest: &mut &[u8]) -> Option<Level> {
    let bytes = *rest;
    let format = byte_at(bytes, 4)?;
    let at = LEVEL + byte_at(bytes, 24)? + byte_at(bytes, 25)?;
    let length = count_at(bytes, at)?;
    let text = text_at(bytes, at + 2, length)?;
    *rest = bytes.get(at + 2 + length * 2..)?;
    // In the text, the character with the number of a level stands for its number.
    let place = |c: char| match u32::from(c) {
        level @ 0..=8 => format!("%{}", level + 1),
        _ => c.to_string(),
    };
    Some(Level {
        start: u32_at(bytes, 0)?,
        format: FORMATS.get(format).copied().unwrap_or("none").to_owned(),
        pattern: text.chars().take(MAX_PATTERN).map(place).collect(),
        tight: byte_at(bytes, 15)? == 2,
        digits: byte_at(bytes, 5)? & 4 != 0,
        style: String::new(),
    })
}

fn read_lists(bytes: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = u32_at(bytes, 0)?.min(MAX_LISTS);
    let mut rest = bytes.get(4 + count * LIST..)?;
    for (at, list) in bytes[4..].chunks_exact(LIST).take(count).enumerate() {
        let mut starts = [None; MAX_DEPTH];
        // Before the levels is an unused number.
        rest = rest.get(4..).unwrap_or_default();
        for _ in 0..byte_at(list, 12)? {
            let flags = byte_at(rest, 4);
            let start = u32_at(rest, 0);
            rest = rest.get(8..).unwrap_or_default();
            let Some(flags) = flags else { break };
            if flags & 0x20 != 0 {
                // The whole level is replaced.
                let _ = read_level(&mut rest);
            }
            if let Some(of_level) = starts.get_mut(flags & 0xf).filter(|_| flags & 0x10 != 0) {
                *of_level = start;
            }
        }
        // Paragraphs count the lists from 1.
        numbering.lists.insert((at + 1).to_string(), List { kind: u32_at(list, 0)?.to_string(), starts });
    }
    Some(())
}
