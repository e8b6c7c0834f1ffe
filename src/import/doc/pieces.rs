//! The text of a document, which is stored in pieces of 8-bit and 16-bit characters.

use encoding_rs::WINDOWS_1252;

use super::bytes::{Plc, count_at, slice, u32_at};
use super::error::DocError;

/// Maximum number of characters.
const MAX_CHARACTERS: usize = 2_000_000;
/// Bit of a place whose piece has 8-bit characters, and the bits of the place.
const NARROW: usize = 0x4000_0000;
const PLACE: usize = 0x3fff_ffff;

/// A character and its place in the stream, by which its properties are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The character; none for the first half of a surrogate pair.
    pub character: Option<char>,
    pub place: u32,
}

/// Returns the text in reading order.
pub(super) fn read_text(word: &[u8], pieces: &[u8]) -> Result<Vec<Placed>, DocError> {
    let list = Plc::new(piece_table(pieces).ok_or(DocError::Damaged)?, 8);
    let mut text = Vec::new();
    for piece in 0..list.count {
        let length =
            list.position(piece + 1).zip(list.position(piece)).and_then(|(to, from)| to.checked_sub(from));
        let length = length.ok_or(DocError::Damaged)?;
        if text.len().saturating_add(length) > MAX_CHARACTERS {
            return Err(DocError::TooLarge);
        }
        let start = list.entry(piece).and_then(|entry| u32_at(entry, 2)).ok_or(DocError::Damaged)?;
        if start & NARROW == 0 {
            let start = start & PLACE;
            let bytes = slice(word, start, length * 2).ok_or(DocError::Damaged)?;
            wide(bytes, u32::try_from(start).map_err(|_| DocError::Damaged)?, &mut text);
        } else {
            let start = (start & PLACE) / 2;
            let bytes = slice(word, start, length).ok_or(DocError::Damaged)?;
            narrow(bytes, u32::try_from(start).map_err(|_| DocError::Damaged)?, &mut text);
        }
    }
    Ok(text)
}

/// Returns the list of pieces, which follows properties that only files of an incremental save contain.
fn piece_table(pieces: &[u8]) -> Option<&[u8]> {
    let mut at = 0_usize;
    while pieces.get(at) == Some(&1) {
        at += 3 + count_at(pieces, at + 1)?;
    }
    slice(pieces, at + 5, u32_at(pieces, at + 1)?).filter(|_| pieces[at] == 2)
}

fn narrow(bytes: &[u8], start: u32, text: &mut Vec<Placed>) {
    // Each byte is one character.
    let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let placed = decoded.chars().zip(start..);
    text.extend(placed.map(|(character, place)| Placed { character: Some(character), place }));
}

fn wide(bytes: &[u8], start: u32, text: &mut Vec<Placed>) {
    let mut first = None;
    for (place, unit) in (start..).step_by(2).zip(bytes.chunks_exact(2)) {
        let unit = u16::from_le_bytes([unit[0], unit[1]]);
        let character = match (first.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                first = Some(unit);
                None
            }
            (Some(first), 0xdc00..=0xdfff) => char::decode_utf16([first, unit]).next().and_then(Result::ok),
            _ => Some(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        };
        text.push(Placed { character, place });
    }
}
