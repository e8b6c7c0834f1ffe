//! Compiles a template text to a [`Form`], or reports all mistakes in it.
//!
//! Three passes: structure (every field, table and row set gets its index and name), formulas (all names are
//! known now), calculation order. A mistake never aborts a pass.

mod fields;
mod headers;
mod order;
mod pairs;
mod paper;
mod rows;
mod sections;
mod tables;

pub(super) use headers::complete as complete_headers;

use std::collections::HashMap;
use std::sync::Arc;

use super::clean::clean_line;
use super::definition::{CheckDef, FieldDef, FormDef, RowSetDef, TableDef, TotalDef};
use super::formula::names::Names;
use super::formula::parser::{self, At};
use super::kind::Kind;
use super::mistake::nearest;
use super::model::Name;
use super::node::{Node, dialect, offset_of, read_without_places};
use super::{
    Carry, Check, Expr, Field, FieldId, Form, Home, Mistake, MistakeKind, Percent, Phrase, RowSet, RowSetId,
    TableId,
};
use crate::message::Lang;

/// Maximum number of fields in a template.
const MAX_FIELDS: usize = 20_000;
/// Maximum number of rows in a row set, and of initial rows in a new report.
const MAX_ROWS: usize = 50_000;
/// Maximum number of cells in a new report.
const MAX_CELLS: usize = 1_000_000;

/// Compiles a template. On failure returns all mistakes, in the order of the text.
pub fn compile(source: &str) -> Result<Form, Vec<Mistake>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    compile_without_places(source).map_or_else(|| compile_with_places(source), Ok)
}

/// The usual case: there are no mistakes, so no places are asked for.
fn compile_without_places(source: &str) -> Option<Form> {
    let (form, mistakes) = compiled(source, &read_without_places(source)?);
    mistakes.is_empty().then_some(form)
}

fn compile_with_places(source: &str) -> Result<Form, Vec<Mistake>> {
    let definition = dialect().from_str(source).map_err(|error| {
        let (offset, kind) = syntax(source, offset_of(source, error.span.start), &error.code);
        vec![place(source, offset, kind)]
    })?;
    let (form, mut mistakes) = compiled(source, &definition);
    drop_consequences(source, &mut mistakes);
    mistakes.sort_by_key(|(offset, _)| *offset);
    mistakes.dedup();
    if mistakes.is_empty() {
        return Ok(form);
    }
    Err(mistakes.into_iter().map(|(offset, kind)| place(source, offset, kind)).collect())
}

/// Returns the form and all mistakes with their offsets.
fn compiled(source: &str, definition: &FormDef) -> (Form, Vec<(usize, MistakeKind)>) {
    let mut compiler = Compiler { source, ..Compiler::default() };
    compiler.form(definition);
    (compiler.form, compiler.mistakes)
}

/// Removes the names that are unknown only because the part that has them could not be read.
fn drop_consequences(source: &str, mistakes: &mut Vec<(usize, MistakeKind)>) {
    let is_unread = |kind: &MistakeKind| {
        matches!(
            kind,
            MistakeKind::Syntax { .. }
                | MistakeKind::NoQuotes
                | MistakeKind::ListExpected
                | MistakeKind::UnknownKey { .. }
                | MistakeKind::WrittenOtherwise { .. }
        )
    };
    if mistakes.iter().any(|(_, kind)| is_unread(kind)) {
        mistakes.retain(|(_, kind)| match kind {
            MistakeKind::UnknownName { name, .. }
            | MistakeKind::UnknownRows { name, .. }
            | MistakeKind::NoRowSets { name } => written_at(source, "name:", name).is_none(),
            _ => true,
        });
    }
}

/// Returns the offset of the first text behind a key such as `name:` in a template.
pub fn written_at(source: &str, key: &str, text: &str) -> Option<usize> {
    let quoted = format!("\"{text}\"");
    let mut found = source.match_indices(&quoted).map(|(at, _)| at);
    found.find(|at| source[..*at].trim_end().ends_with(key))
}

fn place(source: &str, offset: usize, kind: MistakeKind) -> Mistake {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Mistake { line: line_of(source, offset), column: before[line_start..].chars().count() + 1, kind }
}

fn line_of(source: &str, offset: usize) -> usize {
    source.get(..offset).unwrap_or(source).matches('\n').count() + 1
}

/// Marks of an input method, with the marks of a template that they look like.
const FULL_WIDTH: [(&[char], &str); 7] = [
    (&['“', '”', '‘', '’', '＂'], "\""),
    (&['，', '、'], ","),
    (&['：'], ":"),
    (&['（'], "("),
    (&['）'], ")"),
    (&['【', '［'], "["),
    (&['】', '］'], "]"),
];

/// Returns the offset and the mistake for a syntax error at an offset.
fn syntax(source: &str, offset: usize, error: &ron::Error) -> (usize, MistakeKind) {
    // The position can be that of the blanks before the character.
    let rest = source.get(offset..).unwrap_or_default();
    let at = offset + rest.len() - rest.trim_start().len();
    let written = source.get(at..).and_then(|rest| rest.chars().next());
    let meant = |mark: char| FULL_WIDTH.iter().find(|(marks, _)| marks.contains(&mark));
    match written.and_then(|mark| Some((mark, meant(mark)?.1))) {
        Some((mark, instead)) => (at, MistakeKind::WrittenOtherwise { found: mark.to_string(), instead }),
        None if matches!(error, ron::Error::ExpectedMapColon) && rest.trim_start().starts_with('(') => {
            (offset, MistakeKind::ListExpected)
        }
        None if is_about_marks(error) => pairs::unpaired(source).unwrap_or((offset, syntax_kind(error))),
        None => (offset, syntax_kind(error)),
    }
}

/// True if a missing or additional bracket or quote can be the cause of an error.
fn is_about_marks(error: &ron::Error) -> bool {
    matches!(
        error,
        ron::Error::Eof
            | ron::Error::ExpectedArrayEnd
            | ron::Error::ExpectedComma
            | ron::Error::ExpectedIdentifier
            | ron::Error::ExpectedMapColon
            | ron::Error::ExpectedStringEnd
            | ron::Error::ExpectedStructLikeEnd
            | ron::Error::TrailingCharacters
            | ron::Error::UnexpectedChar(_)
            | ron::Error::NoSuchStructField { .. }
    )
}

fn syntax_kind(error: &ron::Error) -> MistakeKind {
    match error {
        ron::Error::ExpectedString => MistakeKind::NoQuotes,
        ron::Error::InvalidValueForType { found, .. } if found == "a unit value" => MistakeKind::NoQuotes,
        ron::Error::NoSuchStructField { expected, found, .. }
        | ron::Error::NoSuchEnumVariant { expected, found, .. } => MistakeKind::UnknownKey {
            found: found.clone(),
            near: nearest(found, expected.iter().copied()),
            all: expected.join(" "),
        },
        other => MistakeKind::Syntax { error: Box::new(other.clone()) },
    }
}

/// A field whose formulas are parsed in the second pass.
struct Pending<'d> {
    field: FieldId,
    definition: &'d FieldDef,
    /// First word of its table's paths, and its rows, for references to columns of the same table.
    home: Option<(String, RowSetId)>,
    /// The table that it is a column of.
    table: Option<&'d TableDef>,
    /// Conditions of its containers.
    containers: Vec<&'d Node<String>>,
}

#[derive(Default)]
struct Compiler<'d> {
    source: &'d str,
    mistakes: Vec<(usize, MistakeKind)>,
    form: Form,
    pending: Vec<Pending<'d>>,
    /// Conditions of chapters, notes and signature boxes, by section and item.
    item_conditions: Vec<(usize, usize, Vec<&'d Node<String>>)>,
    /// The last rows of tables, whose fields are looked up in the second pass.
    totals: Vec<(TableId, &'d TotalDef)>,
    places: HashMap<String, usize>,
    /// Number of initial rows in a new report, so far.
    rows: usize,
    /// Number of formulas of single rows and groups, so far.
    row_formulas: usize,
}

impl<'d> Compiler<'d> {
    fn mistake<T>(&mut self, node: &Node<T>, kind: MistakeKind) {
        self.mistakes.push((node.offset(self.source), kind));
    }

    /// Records a mistake that is not at a part of its own.
    fn mistake_at(&mut self, offset: usize, kind: MistakeKind) {
        self.mistakes.push((offset, kind));
    }

    fn duplicate(&mut self, node: &Node<String>, name: &str, first: usize) {
        let first_line = line_of(self.source, first);
        self.mistake(node, MistakeKind::DuplicateName { name: name.to_owned(), first_line });
    }

    /// Returns the content of a node. Records its syntax error, if any.
    fn get<'n, T>(&mut self, node: &'n Node<T>) -> Option<&'n T> {
        let found = node.get(self.source);
        found
            .map_err(|(offset, error)| syntax(self.source, offset, &error.code))
            .map_err(|(offset, kind)| self.mistake_at(offset, kind))
            .ok()
    }

    /// Returns the content of an optional node.
    fn get_optional<'n, T>(&mut self, node: Option<&'n Node<T>>) -> Option<&'n T> {
        node.and_then(|node| self.get(node))
    }

    fn form(&mut self, definition: &'d FormDef) {
        for row_set in &definition.row_sets {
            if let Some(row_set) = self.get(row_set) {
                self.shared_rows(row_set);
            }
        }
        self.sections(definition);
        self.form.language =
            definition.language.as_ref().and_then(|node| self.language(node)).unwrap_or_default();
        let others = self.form.divide_languages();
        self.new_report();
        let pending = std::mem::take(&mut self.pending);
        for entry in &pending {
            self.formulas(entry);
        }
        self.item_conditions();
        for (table, total) in std::mem::take(&mut self.totals) {
            self.total(table, total);
        }
        headers::complete(&mut self.form);
        self.checks(&definition.checks);
        self.form.order = self.order(&pending);
        let id = self.get(&definition.id).cloned().unwrap_or_default();
        if !id.is_empty() && !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            self.mistake(&definition.id, MistakeKind::BadId { name: id.clone() });
        }
        self.form.id = id;
        self.form.edition.clone_from(&definition.edition);
        self.form.title = clean_line(&definition.title);
        self.form.caption = self.phrase(&definition.caption, None).unwrap_or_default();
        let cover = definition.cover.as_ref().and_then(|node| self.phrase(node, None));
        self.form.cover = cover.unwrap_or_else(|| Phrase::words(&definition.title));
        self.form.paper = self.paper(definition.paper.as_ref());
        self.form.blank.clone_from(&definition.blank);
        self.form.file_name = definition.file_name.as_ref().and_then(|node| self.phrase(node, None));
        self.form.year = definition.year.as_ref().and_then(|node| self.plain_field(node));
        let mistakes = self.form.check_years();
        self.year_mistakes(mistakes);
        self.form.change = definition.change.as_ref().and_then(|node| self.percent(node));
        self.renamed(&definition.renamed);
        self.form.translated = others.map(|texts| self.translated(texts));
    }

    /// Returns the form with its labels in the other language.
    fn translated(&mut self, texts: Vec<String>) -> Arc<Form> {
        let mut form = self.form.with_texts(texts);
        self.year_mistakes(form.check_years());
        headers::complete(&mut form);
        Arc::new(form)
    }

    /// Records mistakes in texts with years.
    fn year_mistakes(&mut self, mistakes: Vec<(String, MistakeKind)>) {
        for (text, kind) in mistakes {
            // A label has no position of its own.
            let found = self.source.find(&text).map(|at| at + text.find('{').unwrap_or(0));
            let at = found.or_else(|| self.source.find(&text[text.find('{')?..])).unwrap_or(0);
            self.mistake_at(at, kind);
        }
    }

    fn language(&mut self, node: &Node<String>) -> Option<Lang> {
        let found = self.get(node)?;
        let language = Lang::from_code(found);
        if language.is_none() {
            self.mistake(node, MistakeKind::NotALanguage { found: found.clone() });
        }
        language
    }

    fn percent(&mut self, node: &Node<String>) -> Option<Percent> {
        let found = self.get(node)?;
        let percent = Percent::read(found);
        if percent.is_none() {
            self.mistake(node, MistakeKind::NotAPercentage { found: found.clone() });
        }
        percent
    }

    /// Returns the names that a formula can use.
    fn names<'a>(&'a self, home: Option<&'a (String, RowSetId)>) -> Names<'a> {
        Names { form: &self.form, home, own: None }
    }

    fn plain_field(&mut self, node: &Node<String>) -> Option<FieldId> {
        let name = self.get(node)?;
        self.names(None).name(name).map_err(|kind| self.mistake(node, kind)).ok()
    }

    /// Records the renamed items. An old name must be unused, a new name must exist.
    fn renamed(&mut self, pairs: &[(Node<String>, Node<String>)]) {
        for (before, after) in pairs {
            let (Some(old), Some(new)) = (self.get(before), self.get(after)) else { continue };
            let known = |name: &String| match self.form.names.get(name) {
                Some(_) => Ok(()),
                None => self.names(None).path(name).map(drop),
            };
            match (known(old), known(new)) {
                (Ok(()), _) => self.mistake(before, MistakeKind::StillNamed { name: old.clone() }),
                (_, Err(kind)) => self.mistake(after, kind),
                (Err(_), Ok(())) => drop(self.form.renamed.insert(old.clone(), new.clone())),
            }
        }
    }

    /// Registers a name. Records a mistake if it is malformed or in use; returns `None` only if it is in use.
    fn claim(&mut self, node: &Node<String>) -> Option<String> {
        let name = self.get(node)?.clone();
        if !is_identifier(&name) {
            self.mistake(node, MistakeKind::BadName { name: name.clone() });
        }
        if let Some(first) = self.places.get(&name) {
            self.duplicate(node, &name, *first);
            return None;
        }
        self.places.insert(name.clone(), node.offset(self.source));
        Some(name)
    }

    fn shared_rows(&mut self, definition: &RowSetDef) {
        let Some(name) = self.claim(&definition.name) else { return };
        let (mut min, mut max) = self.row_limits(definition.min.as_ref(), definition.max.as_ref());
        let mut start = self.get_optional(definition.start.as_ref()).cloned().unwrap_or_default();
        if definition.fixed {
            (min, max) = (start.len().max(1), start.len().max(1));
        }
        let of_name = definition.fixed.then(|| definition.name.offset(self.source));
        let place = definition.start.as_ref().map(|node| node.offset(self.source)).or(of_name);
        let count = self.start_rows(start.len(), place, (min, max));
        start.resize(count, String::new());
        let row_words = self.row_words(definition, &start);
        let pattern = if definition.fixed { "" } else { "{n}、" };
        let rows = self.add_row_set(RowSet {
            name: name.clone(),
            label: definition.label.clone(),
            words: definition.words.clone(),
            pattern: definition.row.clone().unwrap_or_else(|| pattern.to_owned()),
            name_field: None,
            start,
            row_words,
            fixed: definition.fixed,
            min,
            max,
            fields: Vec::new(),
        });
        let field = self.add_field(Field {
            name: "name".to_owned(),
            label: definition.label.clone(),
            hint: definition.hint.clone(),
            carry: if definition.fixed { Carry::Keep } else { Carry::Confirm },
            // Placeholder until a table uses the row set.
            section: usize::MAX,
            home: Home::RowName(rows),
            ..Field::default()
        });
        self.row_set_mut(rows).name_field = Some(field);
        self.form.names.insert(name, Name::Rows(rows, HashMap::from([("name".to_owned(), field)])));
    }

    /// Returns the other words for the names of fixed rows, with the indices of the rows.
    fn row_words(&mut self, definition: &RowSetDef, start: &[String]) -> Vec<(usize, String)> {
        let mut words = Vec::new();
        for (node, others) in &definition.row_words {
            let Some(name) = self.get(node) else { continue };
            match start.iter().position(|known| known == name) {
                _ if !definition.fixed => {
                    self.mistake(node, MistakeKind::Misplaced { key: "row_words", place: "fixed: true" });
                }
                Some(row) => words.extend(others.iter().map(|word| (row, word.clone()))),
                None => {
                    let near = nearest(name, start.iter().map(String::as_str));
                    self.mistake(node, MistakeKind::UnknownName { name: name.clone(), near });
                }
            }
        }
        words
    }

    fn add_row_set(&mut self, row_set: RowSet) -> RowSetId {
        self.form.row_sets.push(row_set);
        RowSetId(index(self.form.row_sets.len() - 1))
    }

    fn row_set_mut(&mut self, id: RowSetId) -> &mut RowSet {
        &mut self.form.row_sets[id.0 as usize]
    }

    fn add_field(&mut self, field: Field) -> FieldId {
        let id = FieldId(index(self.form.fields.len()));
        self.has_room(1);
        if let Some(rows) = field.rows() {
            self.row_set_mut(rows).fields.push(id);
        }
        self.form.fields.push(field);
        id
    }

    /// True if this number of fields can be added. Records a mistake otherwise.
    fn has_room(&mut self, more: usize) -> bool {
        let fits = self.form.fields.len() + more <= MAX_FIELDS;
        if !fits {
            self.mistake_at(0, MistakeKind::TooMany { what: "fields", limit: MAX_FIELDS });
        }
        fits
    }

    /// Limits the size of a new report.
    fn new_report(&mut self) {
        let sets = self.form.row_sets.iter();
        let cells = sets.map(|rows| rows.start.len().saturating_mul(rows.fields.len()));
        if cells.fold(0, usize::saturating_add) > MAX_CELLS {
            self.mistake_at(0, MistakeKind::TooMany { what: "cells", limit: MAX_CELLS });
        }
    }

    fn formula(
        &mut self,
        node: &Node<String>,
        home: Option<&(String, RowSetId)>,
        wanted: Option<Kind>,
    ) -> Option<Expr> {
        self.parsed(node, home, None, |text, names| parser::parse(text, names, wanted))
    }

    fn phrase(&mut self, node: &Node<String>, home: Option<&(String, RowSetId)>) -> Option<Phrase> {
        self.parsed(node, home, None, parser::parse_phrase)
    }

    fn parsed<T>(
        &mut self,
        node: &Node<String>,
        home: Option<&(String, RowSetId)>,
        own: Option<FieldId>,
        parse: impl FnOnce(&str, &Names<'_>) -> At<T>,
    ) -> Option<T> {
        let text = self.get(node)?;
        let found = parse(text, &Names { own, ..self.names(home) });
        found.map_err(|(at, kind)| self.mistake_at(self.inside(node, text, at), kind)).ok()
    }

    /// Returns the source offset of a character inside a quoted text.
    fn inside(&self, node: &Node<String>, text: &str, character: usize) -> usize {
        let within = text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
        node.inner_offset(self.source).map_or(node.offset(self.source), |start| start + within)
    }

    fn checks(&mut self, nodes: &[Node<CheckDef>]) {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for node in nodes {
            let Some(check) = self.get(node) else { continue };
            let (Some(id), Some(path)) = (self.get(&check.id), self.get(&check.at)) else { continue };
            if let Some(first) = places.insert(id, check.id.offset(self.source)) {
                self.duplicate(&check.id, id, first);
            }
            let found = match self.places_of(path) {
                Ok(found) => found,
                Err(kind) => {
                    self.mistake(&check.at, kind);
                    continue;
                }
            };
            if self.form.checks.len() + found.len() > MAX_FIELDS {
                self.mistake(&check.at, MistakeKind::TooMany { what: "checks", limit: MAX_FIELDS });
                return;
            }
            for (head, at) in found {
                let home = self.form.field(at).rows().map(|rows| (head, rows));
                let rule = self.formula(&check.rule, home.as_ref(), Some(Kind::Truth));
                let message = self.phrase(&check.message, home.as_ref());
                if let (Some(rule), Some(message)) = (rule, message) {
                    let CheckDef { sum_row, severity, .. } = *check;
                    let (id, advice) = (id.clone(), check.advice.clone());
                    self.form.checks.push(Check { id, at, sum_row, rule, severity, message, advice });
                }
            }
        }
    }

    /// Returns the field that a check is shown at, or the column of every group, with the first word of its path.
    fn places_of(&self, path: &str) -> Result<Vec<(String, FieldId)>, MistakeKind> {
        let names = self.names(None);
        let head = path.split('.').next().unwrap_or(path);
        let groups = path.split_once('.').and_then(|(table, column)| names.of_groups(table, column));
        match groups {
            Some(found) => Ok(found?.into_iter().map(|(group, at)| (group.to_owned(), at)).collect()),
            None => Ok(vec![(head.to_owned(), names.path(path)?)]),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !matches!(name, "and" | "or" | "not" | "true" | "false")
}

/// Converts an index to the integer type of the IDs; `MAX_FIELDS` is far below its limit.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a form as text, without its hash maps.
    fn form_text(form: &Form) -> String {
        let Form { sections, fields, tables, checks, order, caption, cover, paper, .. } = form;
        let row_sets = form.row_sets.iter();
        let row_sets: Vec<_> = row_sets.map(|set| (&set.name, &set.start, set.min, set.max)).collect();
        format!(
            "{sections:?}{fields:?}{tables:?}{checks:?}{order:?}{caption:?}{cover:?}{paper:?}{row_sets:?}"
        )
    }

    #[test]
    fn a_form_is_the_same_with_places_and_without() {
        for source in [
            include_str!("../../templates/linxiang-overall-expenditure.ron"),
            include_str!("../../tests/fixtures/project.ron"),
        ] {
            let quick = compile_without_places(source).unwrap();
            assert_eq!(form_text(&quick), form_text(&compile_with_places(source).unwrap()));
        }
        let mistakes = include_str!("../../tests/fixtures/mistakes.ron");
        assert!(compile_without_places(mistakes).is_none());
    }
}
