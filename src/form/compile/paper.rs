//! Compiles the print layout of a template, with the limits of every key and the mistakes in it.

use super::super::definition::{FieldDef, GroupDef, PaperDef, SignatureDef, TableDef};
use super::super::node::Node;
use super::super::{
    Group, MistakeKind, Paper, PaperColumn, Print, Signature, Table, TableId, TableLayout, nearest,
};
use super::Compiler;

/// Margins in millimetres: header and page number need 10.
const MARGIN: (u32, u32) = (10, 60);
/// Heights of boxes to be signed, in millimetres.
const SIGNATURE: (u32, u32) = (10, 200);
/// Limits of the width of a caption at the left, in percent.
const ASIDE: (u32, u32) = (4, 50);
/// Limits of the width of a column, in percent.
const WIDTH: (u32, u32) = (2, 100);
/// Limits of the minimum number of printed rows.
const ROWS: (u32, u32) = (1, 100);
/// Sum of all widths in a row, in percent.
const WHOLE: u32 = 100;

impl Compiler<'_> {
    /// Compiles the page settings of the form.
    pub(super) fn paper(&mut self, node: Option<&Node<PaperDef>>) -> Paper {
        let mut paper = Paper::default();
        let Some(definition) = self.get_optional(node) else { return paper };
        if let Some(node) = &definition.margins
            && let Some((top, right, bottom, left)) = self.get(node).copied()
        {
            paper.margins = [top, right, bottom, left];
            for margin in paper.margins {
                self.within("margins", margin, MARGIN, node);
            }
        }
        if let Some(place) = self.get_optional(definition.page_numbers.as_ref()) {
            paper.page_numbers = *place;
        }
        paper
    }

    /// Records a mistake if a number of the layout is outside its limits.
    fn within<T>(&mut self, key: &'static str, found: u32, (min, max): (u32, u32), node: &Node<T>) {
        if !(min..=max).contains(&found) {
            self.mistake(node, MistakeKind::OutOfRange { key, found, min, max });
        }
    }

    fn number(&mut self, key: &'static str, node: Option<&Node<u32>>, limits: (u32, u32)) -> Option<u32> {
        let node = node?;
        let found = *self.get(node)?;
        self.within(key, found, limits, node);
        Some(found.min(limits.1))
    }

    /// Returns the widths of columns, each within its limits.
    fn each_width<'n>(&mut self, node: &'n Node<Vec<u32>>) -> Option<&'n [u32]> {
        let widths = self.get(node)?;
        for width in widths {
            self.within("widths", *width, WIDTH, node);
        }
        Some(widths)
    }

    /// Compiles the widths of label and value in boxes.
    pub(super) fn box_widths(&mut self, node: &Node<Vec<u32>>, print: Print) -> Option<[u32; 2]> {
        let widths = self.each_width(node)?;
        if print != Print::Boxes {
            self.mistake(node, MistakeKind::Misplaced { key: "widths", place: "print: Boxes" });
        }
        let &[label, value] = widths else {
            self.mistake(node, MistakeKind::WidthCount { found: widths.len(), wanted: 2 });
            return None;
        };
        let found = label.saturating_add(value);
        if found > WHOLE {
            self.mistake(node, MistakeKind::WidthSum { found });
        }
        Some([label, value])
    }

    pub(super) fn signature(&mut self, definition: &SignatureDef) -> Signature {
        Signature {
            label: definition.label.clone(),
            signer: definition.signer.clone(),
            date: definition.date,
            height: self.number("height", definition.height.as_ref(), SIGNATURE),
        }
    }

    /// Records keys that print a field at a position that its page does not have.
    pub(super) fn printed_place(&mut self, definition: &FieldDef, print: Print) {
        if definition.under && print != Print::Boxes {
            self.mistake(&definition.name, MistakeKind::Misplaced { key: "under", place: "print: Boxes" });
        }
        if let Some(node) = definition.foot.as_ref().filter(|_| print != Print::Cover) {
            self.mistake(node, MistakeKind::Misplaced { key: "foot", place: "print: Cover" });
        }
    }

    /// Returns the note of a group. It requires a caption over the group, and the group must be the first
    /// under it.
    pub(super) fn over_note<'d>(&mut self, group: &'d GroupDef, over_before: &str) -> &'d str {
        let Some(node) = &group.over_note else { return "" };
        if group.over.is_empty() || group.over == over_before {
            self.mistake(node, MistakeKind::NoteNotFirst);
        }
        self.get(node).map_or("", String::as_str)
    }

    /// Compiles the layout of a table. Its columns and groups must be complete.
    pub(super) fn layout(&mut self, definition: &TableDef, id: TableId) {
        let names_rows = self.names_rows(self.form.table(id));
        let columns = self.paper_columns(definition, id);
        let groups = &self.form.table(id).groups;
        let has_captions = !definition.groups.is_empty() && !names_rows;
        let has_over = definition.captions.is_some() && groups.iter().any(|group| !group.over.is_empty());
        let captions = self.header(definition.captions.as_ref(), has_captions, ("captions", "groups"));
        let over = self.header(definition.over.as_ref(), has_over, ("over", "captions, groups: over"));
        let layout = TableLayout {
            aside: self.number("aside", definition.aside.as_ref(), ASIDE).unwrap_or(0),
            lines: self.lines(definition, id),
            at_least: self.at_least(definition),
            captions,
            over,
            columns,
            ..TableLayout::default()
        };
        let table = &mut self.form.tables[id.0 as usize];
        (table.names_rows, table.layout) = (names_rows, layout);
        self.widths(definition, id);
    }

    /// Returns a header over captions. Not allowed if the table has no such captions.
    fn header(
        &mut self,
        node: Option<&Node<String>>,
        allowed: bool,
        (key, place): (&'static str, &'static str),
    ) -> String {
        if let Some(node) = node.filter(|_| !allowed) {
            self.mistake(node, MistakeKind::Misplaced { key, place });
        }
        self.get_optional(node).cloned().unwrap_or_default()
    }

    /// Returns the minimum number of rows. Not allowed with several groups, because it would be ambiguous.
    fn at_least(&mut self, definition: &TableDef) -> usize {
        let Some(node) = &definition.at_least else { return 0 };
        if !definition.groups.is_empty() {
            self.mistake(node, MistakeKind::AtLeastOfMany);
        }
        self.number("at_least", Some(node), ROWS).unwrap_or(0) as usize
    }

    /// True if the row names are in a column of their own: they are shared with other tables, a sum row has a
    /// name, or the first column contains numbers and cannot include them.
    fn names_rows(&self, table: &Table) -> bool {
        let rows = |group: &Group| self.form.row_set(group.rows);
        let first = table.groups.first().and_then(|group| group.columns.first());
        let first_is_number = first.is_some_and(|field| self.form.field(*field).kind.is_number());
        let mut groups = table.groups.iter();
        table.sum.is_some()
            || groups.any(|group| {
                rows(group).name_field.is_some() || (first_is_number && rows(group).pattern != "{n}")
            })
    }

    /// Returns the printed columns. Every column of the table must be in exactly one of them.
    fn paper_columns(&mut self, definition: &TableDef, id: TableId) -> Vec<PaperColumn> {
        let Some(node) = &definition.paper else { return Vec::new() };
        let Some(written) = self.get(node) else { return Vec::new() };
        let names: Vec<String> = self.form.table(id).groups.first().map_or_else(Vec::new, |group| {
            group.columns.iter().map(|field| self.form.field(*field).name.clone()).collect()
        });
        let mut printed = vec![false; names.len()];
        let mut columns = Vec::new();
        for (label, parts) in written {
            let mut column = PaperColumn { label: label.clone(), columns: Vec::new() };
            for part in parts {
                let Some(name) = self.get(part).cloned() else { continue };
                match names.iter().position(|known| *known == name) {
                    None => {
                        let near = nearest(&name, names.iter().map(String::as_str));
                        self.mistake(part, MistakeKind::UnknownName { name, near });
                    }
                    Some(at) if std::mem::replace(&mut printed[at], true) => {
                        self.mistake(part, MistakeKind::PrintedTwice { name });
                    }
                    Some(at) => column.columns.push(at),
                }
            }
            columns.push(column);
        }
        if let Some(at) = printed.iter().position(|printed| !printed) {
            let name = names[at].clone();
            self.mistake(node, MistakeKind::NotPrinted { name });
        }
        columns
    }

    /// Returns true if rows are printed as lines of a cell. Requires single-line columns, no groups, no sums
    /// and no row names.
    fn lines(&mut self, definition: &TableDef, id: TableId) -> bool {
        let Some(node) = &definition.lines else { return false };
        if self.get(node) != Some(&true) {
            return false;
        }
        let table = self.form.table(id);
        let fields = table.groups.iter().flat_map(|group| &group.columns);
        let fits = definition.groups.is_empty()
            && definition.at_least.is_none()
            && !self.names_rows(table)
            && !fields.into_iter().any(|field| self.form.field(*field).kind.is_long());
        if !fits {
            self.mistake(node, MistakeKind::LinesOfMany);
        }
        true
    }

    /// Compiles the widths of the printed columns. The rest of the layout must be complete.
    fn widths(&mut self, definition: &TableDef, id: TableId) {
        let Some(node) = &definition.widths else { return };
        let Some(widths) = self.each_width(node) else { return };
        let table = self.form.table(id);
        let wanted = table.caption_columns() + usize::from(table.names_rows) + table.printed_columns();
        let sum = widths.iter().fold(table.layout.aside, |sum, width| sum.saturating_add(*width));
        if widths.len() != wanted {
            self.mistake(node, MistakeKind::WidthCount { found: widths.len(), wanted });
        } else if sum != WHOLE {
            self.mistake(node, MistakeKind::WidthSum { found: sum });
        }
        self.form.tables[id.0 as usize].layout.widths = widths.to_vec();
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{MistakeKind, compile};

    /// Returns the mistakes in a form with these keys, each with the source text at its position.
    fn mistakes(form: &str, section: &str, items: &str) -> Vec<(String, MistakeKind)> {
        let source = format!(
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", {form}\n\
             sections: [(name: \"s\", label: \"s\", {section}\nitems: [\n{items}\n])])"
        );
        let found = compile(&source).err().unwrap_or_default();
        let at = |line: usize, column: usize| {
            let line = source.lines().nth(line - 1).unwrap();
            line.chars().skip(column - 1).take_while(|c| !",)".contains(*c)).collect()
        };
        found.into_iter().map(|mistake| (at(mistake.line, mistake.column), mistake.kind)).collect()
    }

    /// Returns a table of two columns with these keys.
    fn table(keys: &str) -> String {
        format!(
            "Table(name: \"t\", label: \"t\", type: Text, {keys}\n\
             columns: [Column(name: \"c\", label: \"c\"), Column(name: \"d\", label: \"d\")]),"
        )
    }

    #[track_caller]
    fn check(found: &[(String, MistakeKind)], wanted: Option<(&str, MistakeKind)>) {
        let wanted: Vec<_> = wanted.map(|(at, kind)| (at.to_owned(), kind)).into_iter().collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn pages() {
        let outside = |key, found, (min, max)| MistakeKind::OutOfRange { key, found, min, max };
        for (form, section, wanted) in [
            (
                "paper: (margins: (25, 22, 23, 24), page_numbers: None),",
                "landscape: true, widths: [14, 36],",
                None,
            ),
            ("paper: (margins: (25, 4, 23, 24)),", "", Some(("(25", outside("margins", 4, super::MARGIN)))),
            ("paper: (margins: (25, 61, 23, 24)),", "", Some(("(25", outside("margins", 61, super::MARGIN)))),
            ("", "widths: [1, 36],", Some(("[1", outside("widths", 1, super::WIDTH)))),
            ("", "widths: [70, 36],", Some(("[70", MistakeKind::WidthSum { found: 106 }))),
            ("", "widths: [14],", Some(("[14]", MistakeKind::WidthCount { found: 1, wanted: 2 }))),
            (
                "",
                "print: Lines, widths: [14, 36],",
                Some(("[14", MistakeKind::Misplaced { key: "widths", place: "print: Boxes" })),
            ),
        ] {
            check(&mistakes(form, section, "Field(name: \"a\", label: \"a\", type: Text),"), wanted);
        }
        let found = mistakes("paper: (page_numbers: Left),", "", "");
        assert!(
            matches!(&found[0].1, MistakeKind::UnknownKey { all, .. } if all == "Outer Center None"),
            "{found:?}"
        );
    }

    #[test]
    fn fields_and_signatures() {
        let misplaced = |key, place| MistakeKind::Misplaced { key, place };
        let outside = |found| MistakeKind::OutOfRange { key: "height", found, min: 10, max: 200 };
        for (section, item, wanted) in [
            ("", "Field(name: \"a\", label: \"a\", type: Text, under: true),", None),
            ("print: Cover,", "Field(name: \"a\", label: \"a\", type: Text, foot: \"{a}\"),", None),
            (
                "print: Prose,",
                "Field(name: \"a\", label: \"a\", type: Text, under: true),",
                Some(("\"a\"", misplaced("under", "print: Boxes"))),
            ),
            (
                "",
                "Field(name: \"a\", label: \"a\", type: Text, foot: \"x\"),",
                Some(("\"x\"", misplaced("foot", "print: Cover"))),
            ),
            (
                "print: Cover,",
                "Field(name: \"a\", label: \"a\", type: Text, foot: \"{b}\"),",
                Some(("b}\"", MistakeKind::UnknownName { name: "b".to_owned(), near: Some("a".to_owned()) })),
            ),
            ("", "Signature(label: \"s\", height: 10),", None),
            ("", "Signature(label: \"s\", height: 9),", Some(("9", outside(9)))),
            ("", "Signature(label: \"s\", height: 201),", Some(("201", outside(201)))),
        ] {
            check(&mistakes("", section, item), wanted);
        }
    }

    #[test]
    fn tables() {
        let outside = |key, found, (min, max)| MistakeKind::OutOfRange { key, found, min, max };
        let name = |name: &str| name.to_owned();
        for (keys, wanted) in [
            ("widths: [40, 60],", None),
            ("aside: 10, widths: [40, 50], lines: true,", None),
            ("paper: [(\"both\", [\"c\", \"d\"])], widths: [100],", None),
            ("widths: [99, 1],", Some(("[99", outside("widths", 1, super::WIDTH)))),
            ("paper: [(\"d\", [\"d\"]), (\"c\", [\"c\"])], widths: [30, 70], at_least: 5,", None),
            ("widths: [40, 50],", Some(("[40", MistakeKind::WidthSum { found: 90 }))),
            ("aside: 10, widths: [40, 60],", Some(("[40", MistakeKind::WidthSum { found: 110 }))),
            ("widths: [40, 30, 30],", Some(("[40", MistakeKind::WidthCount { found: 3, wanted: 2 }))),
            ("aside: 51,", Some(("51", outside("aside", 51, super::ASIDE)))),
            ("at_least: 0,", Some(("0", outside("at_least", 0, super::ROWS)))),
            ("at_least: 2, lines: true,", Some(("true", MistakeKind::LinesOfMany))),
            ("sum: (label: \"all\"), lines: true,", Some(("true", MistakeKind::LinesOfMany))),
            (
                "captions: \"x\",",
                Some(("\"x\"", MistakeKind::Misplaced { key: "captions", place: "groups" })),
            ),
            (
                "over: \"x\",",
                Some(("\"x\"", MistakeKind::Misplaced { key: "over", place: "captions, groups: over" })),
            ),
            ("paper: [(\"c\", [\"c\"])],", Some(("[(\"c\"", MistakeKind::NotPrinted { name: name("d") }))),
            (
                "paper: [(\"c\", [\"c\", \"d\", \"c\"])],",
                Some(("\"c\"]", MistakeKind::PrintedTwice { name: name("c") })),
            ),
            (
                "paper: [(\"c\", [\"c\", \"d\", \"ee\"])],",
                Some(("\"ee\"]", MistakeKind::UnknownName { name: name("ee"), near: None })),
            ),
        ] {
            check(&mistakes("", "", &table(keys)), wanted);
        }
    }

    #[test]
    fn groups() {
        let groups = |first: &str, second: &str| {
            format!(
                "Table(label: \"t\", type: Text, at_least: 1, captions: \"x\",\n\
                 columns: [Column(name: \"c\", label: \"c\")], groups: [\n\
                 (name: \"g\", label: \"g\", {first}),\n(name: \"h\", label: \"h\", {second}),\n]),"
            )
        };
        let at_least = ("1", MistakeKind::AtLeastOfMany);
        for (first, second, wanted) in [
            ("over: \"o\", over_note: \"n\"", "over: \"o\"", None),
            ("over_note: \"n\"", "over: \"o\"", Some(("\"n\"", MistakeKind::NoteNotFirst))),
            ("over: \"o\"", "over: \"o\", over_note: \"n\"", Some(("\"n\"", MistakeKind::NoteNotFirst))),
        ] {
            let found = mistakes("", "", &groups(first, second));
            let all = [Some(at_least.clone()), wanted];
            let all: Vec<_> = all.into_iter().flatten().map(|(at, kind)| (at.to_owned(), kind)).collect();
            assert_eq!(found, all);
        }
    }
}
