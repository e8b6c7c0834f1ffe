//! Little-endian numbers in bytes. A place outside the bytes gives nothing.

/// Returns a part of the bytes.
pub(super) fn slice(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

/// Returns the 16-bit number at a place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    slice(bytes, at, 2)?.try_into().ok().map(u16::from_le_bytes)
}

/// Returns the 32-bit number at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let number = slice(bytes, at, 4)?.try_into().ok().map(u32::from_le_bytes)?;
    usize::try_from(number).ok()
}

/// Returns the 16-bit number at a place, as a count or an index.
pub(super) fn count_at(bytes: &[u8], at: usize) -> Option<usize> {
    u16_at(bytes, at).map(usize::from)
}

/// Returns the byte at a place, as a count or an index.
pub(super) fn byte_at(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at).copied().map(usize::from)
}

/// Returns the UTF-16 text of a length in units.
pub(super) fn text_at(bytes: &[u8], at: usize, units: usize) -> Option<String> {
    let bytes = slice(bytes, at, units.checked_mul(2)?)?;
    let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// A list of the format: `n + 1` positions, then `n` entries of equal size.
#[derive(Clone, Copy)]
pub(super) struct Plc<'b> {
    bytes: &'b [u8],
    size: usize,
    /// Number of entries.
    pub count: usize,
}

impl<'b> Plc<'b> {
    /// Returns the list with entries of a size.
    pub(super) fn new(bytes: &'b [u8], size: usize) -> Plc<'b> {
        Plc { bytes, size, count: bytes.len().saturating_sub(4) / (4 + size) }
    }

    /// Returns the position at an index, up to and including `count`.
    pub(super) fn position(&self, index: usize) -> Option<usize> {
        u32_at(self.bytes, index.checked_mul(4)?)
    }

    /// Returns the entry at an index.
    pub(super) fn entry(&self, index: usize) -> Option<&'b [u8]> {
        slice(self.bytes, (self.count + 1) * 4 + index.checked_mul(self.size)?, self.size)
    }
}
