//! Strings of Excel 97-2003, of 8 or 16 bits per character. The shared ones can be divided between records.

/// Maximum number of shared strings.
const MAX_STRINGS: usize = 500_000;

/// Returns the 16-bit number at a position.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the string of a record: its length, its flags, its characters.
pub(super) fn record_text(content: &[u8]) -> String {
    Strings::new(vec![content]).next().unwrap_or_default()
}

/// The strings of a record and of the records that continue it.
pub(super) struct Strings<'b> {
    parts: Vec<&'b [u8]>,
    /// The current part, and the position in it.
    part: usize,
    at: usize,
    left: usize,
}

impl<'b> Strings<'b> {
    pub(super) fn new(parts: Vec<&'b [u8]>) -> Strings<'b> {
        Strings { parts, part: 0, at: 0, left: MAX_STRINGS }
    }

    /// Returns the rest of the current part; if it is used up, of the next one.
    fn rest(&mut self) -> Option<&'b [u8]> {
        while self.at >= self.parts.get(self.part)?.len() {
            self.part += 1;
            self.at = 0;
        }
        self.parts[self.part].get(self.at..)
    }

    /// Skips bytes, also across parts.
    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let head = self.rest()?;
        let (count, flags) = (usize::from(number(head, 0)?), *head.get(2)?);
        let (is_rich, has_guide) = (flags & 8 != 0, flags & 4 != 0);
        let runs = if is_rich { usize::from(number(head, 3)?) * 4 } else { 0 };
        let at = 3 + if is_rich { 2 } else { 0 };
        let guide = match (has_guide, number(head, at), number(head, at + 2)) {
            (false, ..) => 0,
            (true, low, high) => usize::from(low?) | usize::from(high?) << 16,
        };
        self.at += at + if has_guide { 4 } else { 0 };
        let text = self.characters(count, flags & 1 != 0)?;
        self.skip(runs + guide);
        Some(text)
    }

    /// Returns characters. Each further part begins with flags that say how wide its characters are.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.at >= self.parts.get(self.part)?.len() {
                let Some(flags) = self.parts.get(self.part + 1).and_then(|part| part.first()) else { break };
                (self.part, self.at, wide) = (self.part + 1, 1, flags & 1 != 0);
                continue;
            }
            let rest = self.parts[self.part].get(self.at..)?;
            let missing = count - units.len();
            let before = units.len();
            if wide {
                let pairs = rest.chunks_exact(2).take(missing);
                units.extend(pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
                self.at += (units.len() - before) * 2;
            } else {
                units.extend(rest.iter().take(missing).map(|byte| u16::from(*byte)));
                self.at += units.len() - before;
            }
            // Half a character at the end of a part.
            if units.len() == before {
                self.at += 1;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }
}

impl Iterator for Strings<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        self.string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_in_the_next_record() {
        let first: &[u8] = &[2, 0, 0, b'a', b'b', 3, 0, 1, 0x32, 0x75];
        let second: &[u8] =
            &[1, 0x59, 0x4e, 0x01, 0x4e, 1, 0, 8, 1, 0, b'c', 9, 9, 9, 9, 1, 0, 4, 2, 0, 0, 0, b'd', 7];
        let third: &[u8] = &[7, 1, 0, 0, b'e'];
        let found: Vec<String> = Strings::new(vec![first, second, third]).collect();
        assert_eq!(found, ["ab", "甲乙丁", "c", "d", "e"]);
        assert_eq!(record_text(&[9, 0, 0, b'x']), "x");
        assert_eq!(record_text(&[]), "");
    }
}
