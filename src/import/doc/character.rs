//! Properties of characters.

use super::bytes::{count_at, u32_at};
use super::properties::{HIDDEN, Properties, is_on};
use super::styles::Styles;
use crate::import::document::LostKind;

/// Properties of a run of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Character {
    /// The reason why the text is left out: it is deleted in a tracked change, hidden, or
    /// struck through.
    pub left_out: Option<LostKind>,
    /// True if control characters in it stand for special content.
    pub is_special: bool,
    /// Font and code of a symbol, for which `(` is in the text.
    pub symbol: Option<(usize, usize)>,
    /// Font of characters that are not Chinese.
    pub font: Option<usize>,
    /// Place of a picture or of a form field in the stream `Data`.
    pub data: Option<usize>,
    /// True if that is a form field.
    pub is_field: bool,
    /// True if it shows an embedded object.
    pub is_object: bool,
}

impl Character {
    /// Reads the properties of characters in a paragraph of a style.
    pub(super) fn read(properties: &[u8], styles: &Styles, paragraph: usize) -> Character {
        let mut character = Character::default();
        let (mut is_deleted, mut is_struck, mut hidden, mut style) = (false, false, None, None);
        for (code, value) in Properties(properties) {
            match code {
                0x0800 => is_deleted = is_on(value),
                0x0837 | 0x2a53 => is_struck |= is_on(value),
                HIDDEN => hidden = value.first().copied(),
                0x0855 => character.is_special = is_on(value),
                0x0806 => character.is_field = is_on(value),
                0x080a | 0x0856 => character.is_object = is_on(value),
                0x4a30 => style = count_at(value, 0),
                0x4a51 => character.font = count_at(value, 0),
                0x6a03 => character.data = u32_at(value, 0),
                0x6a09 => character.symbol = count_at(value, 0).zip(count_at(value, 2)),
                _ => {}
            }
        }
        // The property is switched on and off by each of the two styles.
        let of_style = styles.hides(paragraph) != style.is_some_and(|style| styles.hides(style));
        let is_hidden = match hidden {
            Some(0) => false,
            Some(1) => true,
            Some(0x81) => !of_style,
            _ => of_style,
        };
        character.left_out = match (is_deleted, is_hidden) {
            (true, _) => Some(LostKind::DeletedText),
            (_, true) => Some(LostKind::HiddenText),
            _ if is_struck => Some(LostKind::StruckText),
            _ => None,
        };
        character
    }
}
