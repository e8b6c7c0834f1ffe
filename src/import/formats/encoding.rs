//! Decodes text in the encodings that offices use.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030};

/// Decodes text: UTF-8, UTF-16 with a byte order mark, or GBK (as GB 18030). Returns `None` for other bytes.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_in_several_encodings() {
        for bytes in [
            "年度".as_bytes(),
            b"\xef\xbb\xbf\xe5\xb9\xb4\xe5\xba\xa6",
            b"\xc4\xea\xb6\xc8",
            b"\xff\xfe\x74\x5e\xa6\x5e",
            b"\xfe\xff\x5e\x74\x5e\xa6",
        ] {
            assert_eq!(decode(bytes).as_deref(), Some("年度"));
        }
        assert_eq!(decode(b"\xff\x00\xff"), None);
    }
}
