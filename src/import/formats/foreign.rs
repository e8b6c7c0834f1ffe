//! Recognises files that are not importable documents by their bytes, with a remedy for each.

use crate::message::{self, Lang};

/// Signature of compound files: Word, Excel and WPS before 2007, and encrypted documents.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Number of bytes examined to recognise a text format.
const HEAD: usize = 4096;

/// Type of a file that is not an importable document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Word or WPS document in the format before 2007.
    OldWord,
    /// Encrypted with a password.
    Locked,
    /// A spreadsheet.
    Sheet,
    /// PDF.
    Pdf,
    /// A format that Word can open and save as .docx; its name.
    SaveAs(&'static str),
    /// Not text.
    Other,
}

impl Foreign {
    /// Returns the file type, if it is neither an archive nor text.
    pub fn of(bytes: &[u8]) -> Option<Foreign> {
        if bytes.starts_with(OLE) {
            return Some(in_compound(bytes));
        }
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
        let head = head.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
        let begins = |start: &str| head.starts_with(start);
        let has = |word: &str| head.contains(word);
        if begins("%pdf") {
            Some(Foreign::Pdf)
        } else if begins("{\\rtf") {
            Some(Foreign::SaveAs("RTF"))
        } else if begins("<!doctype html") || begins("<html") || (begins("<?xml") && has("<html")) {
            Some(Foreign::SaveAs("HTML"))
        } else if begins("mime-version:") && has("multipart/related") {
            Some(Foreign::SaveAs("MHTML"))
        } else if begins("<?xml") && ["word.document", "worddocument", "pkg:package"].into_iter().any(has) {
            Some(Foreign::SaveAs("Word XML"))
        } else {
            let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
            (begins("pk") && !bytes.starts_with(b"PK\x03\x04")
                || bytes.contains(&0) && !wide && !is_archive(bytes))
            .then_some(Foreign::Other)
        }
    }

    /// Returns the file type of an archive that is not a Word document.
    pub fn of_archive(bytes: &[u8]) -> Option<Foreign> {
        let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        if has(b"xl/workbook.") || has(b"opendocument.spreadsheet") {
            Some(Foreign::Sheet)
        } else if has(b"opendocument.text") || has(b"META-INF/manifest.xml") {
            Some(Foreign::SaveAs("OpenDocument"))
        } else {
            None
        }
    }

    /// Returns the message: the file type and a remedy.
    pub fn sentence(self, lang: Lang) -> String {
        match self {
            Foreign::OldWord => message::import_old_word(lang),
            Foreign::Locked => message::import_locked(lang),
            Foreign::Sheet => message::import_sheet(lang),
            Foreign::Pdf => message::import_pdf(lang),
            Foreign::SaveAs(kind) => message::import_save_as(lang, kind),
            Foreign::Other => message::import_not_text(lang),
        }
    }
}

/// True if the file is a ZIP archive, which may be a .docx.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Returns the type of a compound file by the names of its streams.
fn in_compound(bytes: &[u8]) -> Foreign {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") {
        Foreign::Locked
    } else if !has("WordDocument") && (has("Workbook") || has("Book\0")) {
        Foreign::Sheet
    } else {
        Foreign::OldWord
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compound(stream: &str) -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        OLE.iter().copied().chain([0; 100]).chain(name).chain([0; 100]).collect()
    }

    #[test]
    fn what_files_are_instead() {
        for (bytes, kind) in [
            (compound("WordDocument"), Some(Foreign::OldWord)),
            (compound("Workbook"), Some(Foreign::Sheet)),
            (compound("Book\0"), Some(Foreign::Sheet)),
            (compound("EncryptedPackage"), Some(Foreign::Locked)),
            (OLE.to_vec(), Some(Foreign::OldWord)),
            (b"%PDF-1.7 \0".to_vec(), Some(Foreign::Pdf)),
            (b"{\\rtf1\\ansi".to_vec(), Some(Foreign::SaveAs("RTF"))),
            ("\u{feff}\n<!DOCTYPE HTML><html>".into(), Some(Foreign::SaveAs("HTML"))),
            (
                b"MIME-Version: 1.0\r\nContent-Type: multipart/related".to_vec(),
                Some(Foreign::SaveAs("MHTML")),
            ),
            (
                b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>".to_vec(),
                Some(Foreign::SaveAs("Word XML")),
            ),
            (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Some(Foreign::Other)),
            (b"PK\x05\x06".to_vec(), Some(Foreign::Other)),
            (b"PK\x03\x04\0".to_vec(), None),
            (b"\xff\xfea\0".to_vec(), None),
            ("一份报告".into(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(Foreign::of(&bytes), kind, "{bytes:?}");
        }
        assert_eq!(Foreign::of_archive(b"PK\x03\x04...xl/workbook.xml"), Some(Foreign::Sheet));
        let open = b"PK\x03\x04...mimetypeapplication/vnd.oasis.opendocument.text";
        assert_eq!(Foreign::of_archive(open), Some(Foreign::SaveAs("OpenDocument")));
        assert_eq!(Foreign::of_archive(b"PK\x03\x04...a.txt"), None);
    }
}
