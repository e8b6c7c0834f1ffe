//! Word 97 documents for tests, built from text and properties.

use std::io::{Cursor, Write as _};

use cfb::CompoundFile;

/// Properties of characters: deleted, hidden, and standing for other content.
pub const DELETED: [u8; 3] = [0x00, 0x08, 1];
pub const HIDDEN: [u8; 3] = [0x3c, 0x08, 1];
pub const SPECIAL: [u8; 3] = [0x55, 0x08, 1];
/// Properties of paragraphs: in a table, the end of a row, the ends of a cell and a row of a table in a cell.
pub const IN_TABLE: [u8; 3] = [0x16, 0x24, 1];
pub const ROW_END: [u8; 3] = [0x17, 0x24, 1];
pub const INNER_CELL: [u8; 3] = [0x4b, 0x24, 1];
pub const INNER_ROW: [u8; 3] = [0x4c, 0x24, 1];

/// Size of the header, and of a page of properties.
const HEADER: usize = 0x400;
const PAGE: usize = 512;

/// The depth of a paragraph in tables.
pub fn depth(depth: u8) -> Vec<u8> {
    [&IN_TABLE[..], &[0x49, 0x66, depth, 0, 0, 0]].concat()
}

/// The edges of the cells of a row, with the merge flags of each cell.
pub fn cells(edges: &[i16], flags: &[u16]) -> Vec<u8> {
    let count = edges.len() - 1;
    let mut value = vec![u8::try_from(count).unwrap()];
    value.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for cell in 0..count {
        value.extend(flags.get(cell).copied().unwrap_or_default().to_le_bytes());
        value.extend([0; 18]);
    }
    let len = u16::try_from(value.len() + 1).unwrap();
    [&[0x08, 0xd6][..], &len.to_le_bytes(), &value].concat()
}

/// A document under construction.
#[derive(Default)]
pub struct OldWord {
    pub text: Vec<u16>,
    /// Ends and properties of the runs of characters, and of the paragraphs.
    pub characters: Vec<(usize, Vec<u8>)>,
    pub paragraphs: Vec<(usize, Vec<u8>)>,
    /// Ends of the stories.
    pub stories: Vec<usize>,
    /// Lists of the table stream with their numbers.
    pub lists: Vec<(usize, Vec<u8>)>,
    pub data: Vec<u8>,
    pub flags: u16,
    pub version: u16,
}

impl OldWord {
    pub fn new() -> OldWord {
        OldWord { version: 0xc1, ..OldWord::default() }
    }

    /// Adds text with properties.
    pub fn run(mut self, properties: &[u8], text: &str) -> OldWord {
        self.text.extend(text.encode_utf16());
        self.characters.push((self.text.len(), properties.to_vec()));
        self
    }

    /// Ends a paragraph with a mark, a style and properties.
    pub fn end(self, mark: &str, style: u16, properties: &[u8]) -> OldWord {
        self.end_with(&[], mark, style, properties)
    }

    /// Like [`OldWord::end`], with properties of the mark.
    pub fn end_with(self, of_mark: &[u8], mark: &str, style: u16, properties: &[u8]) -> OldWord {
        let mut doc = self.run(of_mark, mark);
        doc.paragraphs.push((doc.text.len(), [&style.to_le_bytes()[..], properties].concat()));
        doc
    }

    /// Adds a paragraph of body text.
    pub fn p(self, text: &str) -> OldWord {
        self.run(&[], text).end("\r", 0, &[])
    }

    /// Adds a cell with text.
    pub fn cell(self, text: &str) -> OldWord {
        self.run(&[], text).end("\u{7}", 0, &IN_TABLE)
    }

    /// Ends a row.
    pub fn row(self, edges: &[i16], flags: &[u16]) -> OldWord {
        self.end("\u{7}", 0, &[&IN_TABLE[..], &ROW_END, &cells(edges, flags)].concat())
    }

    /// Ends the main text, and after it the other stories in their order.
    pub fn story(mut self) -> OldWord {
        self.stories.push(self.text.len());
        self
    }

    /// Adds a list to the table stream.
    pub fn list(mut self, number: usize, bytes: Vec<u8>) -> OldWord {
        self.lists.push((number, bytes));
        self
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        let mut word = vec![0; HEADER];
        word.extend(self.text.iter().flat_map(|unit| unit.to_le_bytes()));
        let mut lists = self.lists;
        lists.push((33, pieces(self.text.len())));
        for (number, runs, is_paragraph) in [(12, &self.characters, false), (13, &self.paragraphs, true)] {
            lists.push((number, pages(&mut word, runs, is_paragraph)));
        }
        let mut table = Vec::new();
        for (number, bytes) in lists {
            let at = 0x9a + number * 8;
            word[at..at + 4].copy_from_slice(&number_of(table.len()));
            word[at + 4..at + 8].copy_from_slice(&number_of(bytes.len()));
            table.extend(bytes);
        }
        word[0..2].copy_from_slice(&0xa5ec_u16.to_le_bytes());
        word[2..4].copy_from_slice(&self.version.to_le_bytes());
        word[10..12].copy_from_slice(&self.flags.to_le_bytes());
        let ends = if self.stories.is_empty() { vec![self.text.len()] } else { self.stories };
        let mut from = 0;
        for (story, end) in ends.into_iter().enumerate() {
            word[0x4c + story * 4..0x50 + story * 4].copy_from_slice(&number_of(end - from));
            from = end;
        }
        compound(&[("WordDocument", &word), ("0Table", &table), ("Data", &self.data)])
    }
}

/// A compound file with streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn number_of(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// A list with one piece of 16-bit characters.
fn pieces(len: usize) -> Vec<u8> {
    let mut bytes = vec![2];
    bytes.extend(number_of(16));
    bytes.extend([number_of(0), number_of(len)].concat());
    bytes.extend([0, 0]);
    bytes.extend(number_of(HEADER));
    bytes.extend([0, 0]);
    bytes
}

/// Adds a page for each run, and returns the list of the pages.
fn pages(word: &mut Vec<u8>, runs: &[(usize, Vec<u8>)], is_paragraph: bool) -> Vec<u8> {
    let (mut places, mut numbers, mut from) = (Vec::new(), Vec::new(), HEADER);
    for (end, properties) in runs {
        let to = HEADER + end * 2;
        let mut page = [number_of(from), number_of(to)].concat();
        let start = 30;
        page.push(start / 2);
        page.resize(usize::from(start), 0);
        let half = |len: usize| u8::try_from(len / 2).unwrap();
        match (is_paragraph, properties.len()) {
            (false, len) => page.push(u8::try_from(len).unwrap()),
            (true, len) if len % 2 == 0 => page.extend([0, half(len)]),
            (true, len) => page.push(half(len + 1)),
        }
        page.extend(properties);
        page.resize(PAGE - 1, 0);
        page.push(1);
        word.resize(word.len().next_multiple_of(PAGE), 0);
        places.extend(number_of(from));
        numbers.extend(number_of(word.len() / PAGE));
        word.extend(page);
        from = to;
    }
    places.extend(number_of(from));
    places.extend(numbers);
    places
}
