//! Compiles a template text to a [`Form`], or reports all mistakes in it.
//!
//! Three passes: structure (every field, table and row set gets its index and name), formulas (all names are
//! known now), calculation order. A mistake never aborts a pass.

mod fields;
mod names;
mod order;
mod paper;
mod sections;
mod tables;

use std::collections::HashMap;

use super::clean::clean_line;
use super::definition::{FieldDef, FormDef, RowSetDef};
use super::formula::Expr;
use super::formula::parser::{self, Scope as _};
use super::kind::Kind;
use super::mistake::nearest;
use super::model::Name;
use super::node::{Node, dialect, offset_of, read_without_places};
use super::{
    Carry, Check, Field, FieldId, FieldType, Form, Home, Mistake, MistakeKind, Percent, Phrase, RowSet,
    RowSetId, Table,
};
use crate::message::Lang;
use names::Names;

/// Maximum number of fields in a template.
const MAX_FIELDS: usize = 20_000;
/// Maximum number of rows in a row set, and of initial rows in a new report.
const MAX_ROWS: usize = 50_000;
/// Maximum number of cells in a new report.
const MAX_CELLS: usize = 1_000_000;

/// Compiles a template. On failure returns all mistakes, in the order of the text.
pub fn compile(source: &str) -> Result<Form, Vec<Mistake>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    if let Some(form) = compile_without_places(source) {
        return Ok(form);
    }
    compile_with_places(source)
}

/// The usual case: there are no mistakes, so no places are asked for.
fn compile_without_places(source: &str) -> Option<Form> {
    let definition = read_without_places(source)?;
    let mut compiler = Compiler::new(source);
    let form = compiler.form(&definition);
    compiler.mistakes.is_empty().then_some(form)
}

fn compile_with_places(source: &str) -> Result<Form, Vec<Mistake>> {
    let definition: FormDef = match dialect().from_str(source) {
        Ok(definition) => definition,
        Err(error) => {
            return Err(vec![place(source, offset_of(source, error.span.start), syntax(&error.code))]);
        }
    };
    let mut compiler = Compiler::new(source);
    let form = compiler.form(&definition);
    let mut mistakes = compiler.mistakes;
    mistakes.sort_by_key(|(offset, _)| *offset);
    mistakes.dedup();
    if mistakes.is_empty() {
        return Ok(form);
    }
    Err(mistakes.into_iter().map(|(offset, kind)| place(source, offset, kind)).collect())
}

fn place(source: &str, offset: usize, kind: MistakeKind) -> Mistake {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Mistake { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, kind }
}

fn syntax(error: &ron::Error) -> MistakeKind {
    match error {
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
    /// Conditions of its containers.
    containers: Vec<&'d Node<String>>,
}

struct Compiler<'s> {
    source: &'s str,
    mistakes: Vec<(usize, MistakeKind)>,
    fields: Vec<Field>,
    tables: Vec<Table>,
    row_sets: Vec<RowSet>,
    names: HashMap<String, Name>,
    places: HashMap<String, usize>,
    /// Number of initial rows in a new report, so far.
    rows: usize,
}

impl<'s> Compiler<'s> {
    fn new(source: &'s str) -> Self {
        Compiler {
            source,
            mistakes: Vec::new(),
            fields: Vec::new(),
            tables: Vec::new(),
            row_sets: Vec::new(),
            names: HashMap::new(),
            places: HashMap::new(),
            rows: 0,
        }
    }

    fn mistake(&mut self, offset: usize, kind: MistakeKind) {
        self.mistakes.push((offset, kind));
    }

    /// Returns the content of a node. Records its syntax error, if any.
    fn get<'d, T>(&mut self, node: &'d Node<T>) -> Option<&'d T> {
        match node.get(self.source) {
            Ok(value) => Some(value),
            Err((offset, error)) => {
                let kind = syntax(&error.code);
                self.mistake(offset, kind);
                None
            }
        }
    }

    fn form(&mut self, definition: &FormDef) -> Form {
        let mut pending = Vec::new();
        for row_set in &definition.row_sets {
            if let Some(row_set) = self.get(row_set) {
                self.shared_rows(row_set);
            }
        }
        let sections = self.sections(definition, &mut pending);
        self.new_report();
        for entry in &pending {
            self.formulas(entry);
        }
        let checks = self.checks(definition);
        let order = self.order(&pending);
        let id = self.get(&definition.id).cloned().unwrap_or_default();
        if !id.is_empty() && !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            self.mistake(definition.id.offset(self.source), MistakeKind::BadName { name: id.clone() });
        }
        let caption = self.phrase(&definition.caption, None).unwrap_or_default();
        let cover = definition.cover.as_ref().and_then(|node| self.phrase(node, None));
        let cover = cover.unwrap_or_else(|| Phrase::words(&definition.title));
        let paper = self.paper(definition.paper.as_ref());
        let file_name = definition.file_name.as_ref().and_then(|node| self.phrase(node, None));
        let year = definition.year.as_ref().and_then(|node| self.plain_field(node));
        let change = definition.change.as_ref().and_then(|node| self.percent(node));
        let language = self.language(definition);
        let renamed = self.renamed(&definition.renamed);
        Form {
            id,
            edition: definition.edition.clone(),
            title: clean_line(&definition.title),
            language,
            caption,
            cover,
            paper,
            file_name,
            year,
            change,
            sections,
            fields: std::mem::take(&mut self.fields),
            tables: std::mem::take(&mut self.tables),
            row_sets: std::mem::take(&mut self.row_sets),
            checks,
            order,
            renamed,
            names: std::mem::take(&mut self.names),
        }
    }

    fn language(&mut self, definition: &FormDef) -> Lang {
        let Some(node) = &definition.language else { return Lang::Zh };
        let Some(written) = self.get(node) else { return Lang::Zh };
        Lang::from_code(written).unwrap_or_else(|| {
            self.mistake(node.offset(self.source), MistakeKind::NotALanguage { found: written.clone() });
            Lang::Zh
        })
    }

    fn percent(&mut self, node: &Node<String>) -> Option<Percent> {
        let found = self.get(node)?.clone();
        let percent = Percent::read(&found);
        if percent.is_none() {
            self.mistake(node.offset(self.source), MistakeKind::NotAPercentage { found });
        }
        percent
    }

    fn plain_field(&mut self, node: &Node<String>) -> Option<FieldId> {
        let name = self.get(node)?;
        let result = Names { all: &self.names, fields: &self.fields, home: None }.name(name);
        result.map_err(|kind| self.mistake(node.offset(self.source), kind)).ok()
    }

    /// Returns the renamed items. An old name must be unused, a new name must exist.
    fn renamed(&mut self, pairs: &[(Node<String>, Node<String>)]) -> HashMap<String, String> {
        let mut renamed = HashMap::new();
        for (before, after) in pairs {
            let (Some(old), Some(new)) = (self.get(before).cloned(), self.get(after).cloned()) else {
                continue;
            };
            let names = Names { all: &self.names, fields: &self.fields, home: None };
            let known = |name: &str| match name.split_once('.') {
                Some((table, column)) => names.column(table, column).map(drop),
                None if self.names.contains_key(name) => Ok(()),
                None => names.name(name).map(drop),
            };
            match (known(&old), known(&new)) {
                (Ok(()), _) => {
                    self.mistake(before.offset(self.source), MistakeKind::StillNamed { name: old });
                }
                (_, Err(kind)) => self.mistake(after.offset(self.source), kind),
                (Err(_), Ok(())) => {
                    renamed.insert(old, new);
                }
            }
        }
        renamed
    }

    /// Registers a name. Records a mistake if it is malformed or in use; returns `None` only if it is in use.
    fn claim(&mut self, node: &Node<String>) -> Option<String> {
        let name = self.get(node)?.clone();
        let offset = node.offset(self.source);
        if !is_identifier(&name) {
            self.mistake(offset, MistakeKind::BadName { name: name.clone() });
        }
        if let Some(first) = self.places.get(&name) {
            let first_line = place(self.source, *first, MistakeKind::NoSections).line;
            self.mistake(offset, MistakeKind::DuplicateName { name: name.clone(), first_line });
            return None;
        }
        self.places.insert(name.clone(), offset);
        Some(name)
    }

    fn shared_rows(&mut self, definition: &RowSetDef) {
        let Some(name) = self.claim(&definition.name) else { return };
        let (min, max) = self.row_limits(definition.min.as_ref(), definition.max.as_ref());
        let mut start =
            definition.start.as_ref().and_then(|node| self.get(node).cloned()).unwrap_or_default();
        let place = definition.start.as_ref().map(|node| node.offset(self.source));
        let count = self.start_rows(start.len(), place, (min, max));
        start.resize(count, String::new());
        let rows = self.add_row_set(RowSet {
            name: name.clone(),
            label: definition.label.clone(),
            pattern: definition.row.clone().unwrap_or_else(|| "{n}、".to_owned()),
            name_field: None,
            start,
            min,
            max,
            fields: Vec::new(),
        });
        let mut field = Field::new("name", &definition.label, FieldType::text(), Home::RowName(rows));
        field.hint.clone_from(&definition.hint);
        field.carry = Carry::Confirm;
        // Placeholder until a table uses the row set.
        field.section = usize::MAX;
        let field = self.add_field(field);
        self.row_sets[rows.0 as usize].name_field = Some(field);
        self.names.insert(name, Name::Rows(rows, HashMap::from([("name".to_owned(), field)])));
    }

    fn add_row_set(&mut self, row_set: RowSet) -> RowSetId {
        self.row_sets.push(row_set);
        RowSetId(index(self.row_sets.len() - 1))
    }

    fn add_field(&mut self, field: Field) -> FieldId {
        let id = FieldId(index(self.fields.len()));
        self.has_room(1);
        if let Some(rows) = field.rows() {
            self.row_sets[rows.0 as usize].fields.push(id);
        }
        self.fields.push(field);
        id
    }

    /// True if this number of fields can be added. Records a mistake otherwise.
    fn has_room(&mut self, more: usize) -> bool {
        let fits = self.fields.len() + more <= MAX_FIELDS;
        if !fits {
            self.mistake(0, MistakeKind::TooMany { what: "fields", limit: MAX_FIELDS });
        }
        fits
    }

    /// Limits the size of a new report.
    fn new_report(&mut self) {
        let sets = self.row_sets.iter().map(|rows| rows.start.len().saturating_mul(rows.fields.len()));
        if sets.fold(0, usize::saturating_add) > MAX_CELLS {
            self.mistake(0, MistakeKind::TooMany { what: "cells", limit: MAX_CELLS });
        }
    }

    fn formula(
        &mut self,
        node: &Node<String>,
        home: Option<&(String, RowSetId)>,
        wanted: Option<Kind>,
    ) -> Option<Expr> {
        let text = self.get(node)?;
        let scope = Names { all: &self.names, fields: &self.fields, home };
        match parser::parse(text, &scope, wanted) {
            Ok(expr) => Some(expr),
            Err((at, kind)) => {
                self.mistake(self.inside(node, text, at), kind);
                None
            }
        }
    }

    fn phrase(&mut self, node: &Node<String>, home: Option<&(String, RowSetId)>) -> Option<Phrase> {
        let text = self.get(node)?;
        let scope = Names { all: &self.names, fields: &self.fields, home };
        match parser::parse_phrase(text, &scope) {
            Ok(phrase) => Some(phrase),
            Err((at, kind)) => {
                self.mistake(self.inside(node, text, at), kind);
                None
            }
        }
    }

    /// Returns the source offset of a character inside a quoted text.
    fn inside(&self, node: &Node<String>, text: &str, character: usize) -> usize {
        let within = text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
        node.inner_offset(self.source).map_or(node.offset(self.source), |start| start + within)
    }

    fn checks(&mut self, definition: &FormDef) -> Vec<Check> {
        let mut checks: Vec<Check> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for node in &definition.checks {
            let Some(check) = self.get(node) else { continue };
            let (Some(id), Some(at)) = (self.get(&check.id).cloned(), self.get(&check.at)) else { continue };
            let offset = check.id.offset(self.source);
            if let Some(first) = places.insert(id.clone(), offset) {
                let first_line = place(self.source, first, MistakeKind::NoSections).line;
                self.mistake(offset, MistakeKind::DuplicateName { name: id.clone(), first_line });
            }
            let scope = Names { all: &self.names, fields: &self.fields, home: None };
            let found = match at.split_once('.') {
                Some((table, column)) => scope.column(table, column),
                None => scope.name(at),
            };
            let field = match found {
                Ok(field) => field,
                Err(kind) => {
                    self.mistake(check.at.offset(self.source), kind);
                    continue;
                }
            };
            let head = at.split('.').next().unwrap_or(at).to_owned();
            let home = self.fields[field.index()].rows().map(|rows| (head, rows));
            let rule = self.formula(&check.rule, home.as_ref(), Some(Kind::Truth));
            let message = self.phrase(&check.message, home.as_ref());
            if let (Some(rule), Some(message)) = (rule, message) {
                let advice = check.advice.clone();
                let (sum_row, severity) = (check.sum_row, check.severity);
                checks.push(Check { id, at: field, sum_row, rule, severity, message, advice });
            }
        }
        checks
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
