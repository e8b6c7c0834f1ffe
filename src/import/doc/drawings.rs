//! Drawings: their anchors in the text, their text boxes and pictures.

use std::collections::HashMap;
use std::ops::Range;

use super::bytes::{Plc, count_at, slice, u32_at};
use super::header::{Header, List, Stories};

/// Sizes of an anchor, and of a text box with the place of its shape.
const ANCHOR: usize = 26;
const BOX: usize = 22;
const BOX_SHAPE: usize = 14;
/// Maximum nesting of groups, and maximum number of shapes.
const MAX_DEPTH: usize = 20;
const MAX_SHAPES: usize = 10_000;
/// Length of the header of a record, and types of records.
const RECORD: usize = 8;
const DRAWING: usize = 0xf002;
const GROUP: usize = 0xf003;
const SHAPE: usize = 0xf004;
const SHAPE_ID: usize = 0xf00a;
/// Flags of a shape: the group of all shapes, and an embedded object.
const ALL_SHAPES: usize = 4;
const OBJECT: usize = 0x10;

/// Content of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drawing {
    /// Its text boxes, as numbers.
    pub boxes: Vec<usize>,
    /// Number of its pictures, including those of text.
    pub pictures: usize,
    /// Number of its embedded objects.
    pub objects: usize,
}

/// Drawings by their anchors, which are places in the text.
#[derive(Debug, Default)]
pub(super) struct Drawings {
    by_anchor: HashMap<usize, Drawing>,
    /// Text boxes, as places in their story.
    boxes: Vec<Range<usize>>,
}

impl Drawings {
    /// Reads the lists of anchors, text boxes and shapes.
    pub(super) fn read(header: &Header<'_>, table: &[u8], stories: &Stories) -> Drawings {
        let list = |list| header.list(list, table).unwrap_or_default();
        let shapes = Shapes::read(list(List::Drawings));
        let mut of_shape: HashMap<usize, Drawing> = HashMap::new();
        for shape in &shapes.0 {
            let drawing = of_shape.entry(shape.outer).or_default();
            drawing.pictures += usize::from(shape.is_picture && !shape.is_object);
            drawing.objects += usize::from(shape.is_object);
        }
        let outer: HashMap<usize, usize> = shapes.0.iter().map(|shape| (shape.id, shape.outer)).collect();
        let list_of_boxes = Plc::new(list(List::Boxes), BOX);
        let mut drawings = Drawings { boxes: boxes(&list_of_boxes), ..Drawings::default() };
        for number in 0..drawings.boxes.len() {
            if let Some(shape) = list_of_boxes.entry(number).and_then(|entry| u32_at(entry, BOX_SHAPE)) {
                of_shape.entry(*outer.get(&shape).unwrap_or(&shape)).or_default().boxes.push(number);
            }
        }
        let [_, headers, ..] = &stories.margins;
        for (anchors, story) in [(List::Anchors, &stories.main), (List::HeaderAnchors, headers)] {
            let anchors = Plc::new(list(anchors), ANCHOR);
            for number in 0..anchors.count.min(MAX_SHAPES) {
                let place = anchors.position(number).and_then(|place| place.checked_add(story.start));
                let shape = anchors.entry(number).and_then(|entry| u32_at(entry, 0));
                if let Some((place, shape)) = place.filter(|place| story.contains(place)).zip(shape) {
                    let drawing = of_shape.remove(&shape).unwrap_or_else(Drawing::unknown);
                    drawings.by_anchor.insert(place, drawing);
                }
            }
        }
        drawings
    }

    /// Returns the drawing that is anchored at a place of the text.
    pub(super) fn at(&self, place: usize) -> Drawing {
        self.by_anchor.get(&place).cloned().unwrap_or_else(Drawing::unknown)
    }

    /// Returns the places of all text boxes in their story.
    pub(super) fn boxes(&self) -> &[Range<usize>] {
        &self.boxes
    }
}

impl Drawing {
    /// Returns a drawing that is not described: it can be a picture.
    fn unknown() -> Drawing {
        Drawing { pictures: 1, ..Drawing::default() }
    }
}

/// Returns the places of the text boxes. The last one of the list is not used. Text boxes that overlap are damaged.
fn boxes(list: &Plc<'_>) -> Vec<Range<usize>> {
    let mut end = 0;
    let place = |number| {
        let range = list.position(number)?..list.position(number + 1)?;
        (range.start >= std::mem::replace(&mut end, range.end)).then_some(range)
    };
    (0..list.count.saturating_sub(1).min(MAX_SHAPES)).map_while(place).collect()
}

/// Shapes of all drawings.
struct Shapes(Vec<Shape>);

struct Shape {
    id: usize,
    /// The outermost group that it is in, or the shape itself.
    outer: usize,
    is_picture: bool,
    is_object: bool,
}

impl Shapes {
    /// Reads the shapes, up to the first damage.
    fn read(bytes: &[u8]) -> Shapes {
        let mut shapes = Shapes(Vec::new());
        // The first record is about all drawings. Before each of the others is a byte.
        let after = record(bytes).map(|(_, _, content)| RECORD + content.len());
        let mut rest = after.and_then(|after| bytes.get(after..)).unwrap_or_default();
        while let Some((_, drawing)) = rest.split_first() {
            let Some((_, kind, content)) = record(drawing) else { break };
            if kind == DRAWING {
                shapes.read_group(content, None, 0);
            }
            rest = &drawing[RECORD + content.len()..];
        }
        shapes
    }

    /// Reads the shapes of a drawing or of a group in another group.
    fn read_group(&mut self, mut rest: &[u8], mut outer: Option<usize>, depth: usize) {
        while let Some((_, kind, content)) = record(rest) {
            if depth > MAX_DEPTH || self.0.len() > MAX_SHAPES {
                return;
            }
            match kind {
                GROUP => self.read_group(content, outer, depth + 1),
                SHAPE => {
                    if let Some(shape) = Shape::read(content, outer) {
                        // The first shape of a group is the group, unless it is the group of all shapes.
                        outer = if depth > 1 { Some(shape.outer) } else { None };
                        self.0.push(shape);
                    }
                }
                _ => {}
            }
            rest = &rest[RECORD + content.len()..];
        }
    }
}

impl Shape {
    fn read(mut rest: &[u8], outer: Option<usize>) -> Option<Shape> {
        while let Some((instance, kind, content)) = record(rest) {
            if kind == SHAPE_ID {
                let (id, flags) = (u32_at(content, 0)?, u32_at(content, 4)?);
                // Frames of pictures, and shapes that consist of text.
                let is_picture = matches!(instance, 24..=31 | 75 | 136..=175);
                let (is_object, is_all) = (flags & OBJECT != 0, flags & ALL_SHAPES != 0);
                return (!is_all).then_some(Shape { id, outer: outer.unwrap_or(id), is_picture, is_object });
            }
            rest = &rest[RECORD + content.len()..];
        }
        None
    }
}

/// Returns instance, type and content of the record at the beginning.
fn record(bytes: &[u8]) -> Option<(usize, usize, &[u8])> {
    let content = slice(bytes, RECORD, u32_at(bytes, 4)?)?;
    Some((count_at(bytes, 0)? >> 4, count_at(bytes, 2)?, content))
}
