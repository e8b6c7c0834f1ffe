//! Template text to [`Form`], or every mistake in it at once.
//!
//! Three passes: the structure (every field, table and row set gets its index and its name), the formulas
//! (now that every name is known), the order of calculation. A mistake never stops a pass.

use std::collections::HashMap;

use super::definition::{
    CarryDef, ColumnDef, FieldDef, FormDef, ItemDef, Node, RowSetDef, SectionDef, TableDef, dialect,
    offset_of,
};
use super::field_type::MAX_DECIMALS;
use super::formula::{self, Expr, Kind, Scope};
use super::mistake::nearest;
use super::number::Unit;
use super::numbering::{heading, ordinal};
use super::{
    Carry, Check, Field, FieldId, FieldType, Form, Group, Header, Heading, Home, Item, Mistake, MistakeKind,
    Name, Phrase, Print, RowSet, RowSetId, Section, Step, Table, TableId, TypeName,
};
use crate::message::Lang;

/// Headers are no deeper than this.
const MAX_HEADER_DEPTH: usize = 4;
/// A template defines no more fields than this.
const MAX_FIELDS: usize = 20_000;
/// A row set has no more rows than this when the template says nothing.
const MAX_ROWS: u32 = 100_000;
/// Chapters nest no deeper than this.
const MAX_CHAPTER_DEPTH: usize = 4;

/// Compiles a template; on failure gives every mistake found, in the order of the text.
pub fn compile(source: &str) -> Result<Form, Vec<Mistake>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
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

/// A field whose formulas wait for the second pass.
struct Pending<'d> {
    field: FieldId,
    definition: &'d FieldDef,
    /// The head of its table's paths and its rows, for sister columns.
    home: Option<(String, RowSetId)>,
    /// Conditions of what contains it.
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
        }
    }

    fn mistake(&mut self, offset: usize, kind: MistakeKind) {
        self.mistakes.push((offset, kind));
    }

    /// The part inside a node; its syntax error is noted.
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
        let mut sections = Vec::new();
        for (index, node) in definition.sections.iter().enumerate() {
            if let Some(section) = self.get(node) {
                sections.push(self.section(section, index, &mut pending));
            }
        }
        if definition.sections.is_empty() {
            self.mistake(0, MistakeKind::NoSections);
        }
        number_sections(&mut sections);
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
        let year = definition.year.as_ref().and_then(|node| self.plain_field(node));
        let language = self.language(definition);
        Form {
            id,
            edition: definition.edition.clone(),
            title: definition.title.clone(),
            language,
            caption,
            cover,
            year,
            sections,
            fields: std::mem::take(&mut self.fields),
            tables: std::mem::take(&mut self.tables),
            row_sets: std::mem::take(&mut self.row_sets),
            checks,
            order,
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

    fn plain_field(&mut self, node: &Node<String>) -> Option<FieldId> {
        let name = self.get(node)?;
        let result = Names { names: &self.names, fields: &self.fields, home: None }.name(name);
        result.map_err(|kind| self.mistake(node.offset(self.source), kind)).ok()
    }

    /// Notes a name that is malformed or taken; gives it back all the same.
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
        let rows = self.add_row_set(RowSet {
            name: name.clone(),
            label: definition.label.clone(),
            pattern: definition.row.clone().unwrap_or_else(|| "{n}、".to_owned()),
            name_field: None,
            start: definition.start.clone(),
            min: definition.min.unwrap_or(0) as usize,
            max: definition.max.unwrap_or(MAX_ROWS).min(MAX_ROWS) as usize,
            fields: Vec::new(),
        });
        let mut field = plain("name", &definition.label, FieldType::Text, Home::RowName(rows));
        field.hint.clone_from(&definition.hint);
        field.carry = Carry::Confirm;
        // Until a table shows it.
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
        if self.fields.len() == MAX_FIELDS {
            self.mistake(0, MistakeKind::TooMany { what: "fields", limit: MAX_FIELDS });
        }
        if let Some(rows) = field.rows() {
            self.row_sets[rows.0 as usize].fields.push(id);
        }
        self.fields.push(field);
        id
    }

    fn section<'d>(
        &mut self,
        definition: &'d SectionDef,
        section: usize,
        pending: &mut Vec<Pending<'d>>,
    ) -> Section {
        let name = self.get(&definition.name).cloned().unwrap_or_default();
        if !is_identifier(&name) {
            self.mistake(definition.name.offset(self.source), MistakeKind::BadName { name: name.clone() });
        }
        let mut page = Page {
            section,
            prose: definition.print == Print::Prose,
            items: Vec::new(),
            containers: definition.relevant.iter().collect(),
            outline: Vec::new(),
        };
        self.items(&definition.items, &mut page, pending);
        Section {
            name,
            label: definition.label.clone(),
            short: definition.short.clone().unwrap_or_else(|| definition.label.chars().take(4).collect()),
            heading: definition.heading.clone(),
            print: definition.print,
            hint: definition.hint.clone(),
            items: page.items,
        }
    }

    fn items<'d>(&mut self, items: &'d [Node<ItemDef>], page: &mut Page<'d>, pending: &mut Vec<Pending<'d>>) {
        let mut count = 0;
        for node in items {
            let Some(item) = self.get(node) else { continue };
            match item {
                ItemDef::Field(definition) => {
                    count += 1;
                    self.single_field(definition, page, count, pending);
                }
                ItemDef::Table(definition) => {
                    if page.outline.is_empty() {
                        self.table(node, definition, page, pending);
                    } else {
                        self.mistake(node.offset(self.source), MistakeKind::TableInChapter);
                    }
                }
                ItemDef::Chapter(chapter) => {
                    count += 1;
                    page.outline.push(count);
                    let depth = page.outline.len();
                    if depth > MAX_CHAPTER_DEPTH {
                        let limit = MAX_CHAPTER_DEPTH;
                        self.mistake(
                            node.offset(self.source),
                            MistakeKind::TooMany { what: "chapter levels", limit },
                        );
                        continue;
                    }
                    let number = heading(depth, count);
                    page.items.push(Item::Chapter { depth, number, label: chapter.label.clone() });
                    page.containers.extend(&chapter.relevant);
                    self.items(&chapter.items, page, pending);
                    page.containers.truncate(page.containers.len() - usize::from(chapter.relevant.is_some()));
                    page.outline.pop();
                }
                ItemDef::Note(text) => page.items.push(Item::Note(text.clone())),
                ItemDef::Signature(signature) => page.items.push(Item::Signature(signature.clone())),
            }
        }
    }

    fn single_field<'d>(
        &mut self,
        definition: &'d FieldDef,
        page: &mut Page<'d>,
        count: usize,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let Some(name) = self.claim(&definition.name) else { return };
        let mut field = self.field(definition, &name, None, Home::Alone);
        field.section = page.section;
        if page.prose {
            let mut outline = page.outline.clone();
            outline.push(count);
            field.heading = Some(Heading {
                depth: outline.len(),
                number: heading(outline.len(), count),
                outline: outline_text(&outline),
            });
        }
        let id = self.add_field(field);
        self.names.insert(name, Name::Field(id));
        page.items.push(Item::Field(id));
        pending.push(Pending { field: id, definition, home: None, containers: page.containers.clone() });
    }

    /// The field without its formulas.
    fn field(&mut self, definition: &FieldDef, name: &str, table: Option<&TableDef>, home: Home) -> Field {
        let kind_node = definition.kind.as_ref().or(table.and_then(|table| table.kind.as_ref()));
        let unit = definition.unit.as_ref().or(table.and_then(|table| table.unit.as_ref()));
        let unit = unit.map(|unit| Unit::new(unit));
        let decimals = definition.decimals.as_ref().or(table.and_then(|table| table.decimals.as_ref()));
        let type_name = match kind_node {
            Some(node) => self.get(node).copied(),
            None => {
                let name = name.to_owned();
                self.mistake(definition.name.offset(self.source), MistakeKind::MissingType { name });
                None
            }
        };
        let kind = match type_name.unwrap_or(TypeName::Text) {
            TypeName::Text => FieldType::Text,
            TypeName::LongText => FieldType::LongText,
            TypeName::Integer => FieldType::Integer(unit),
            TypeName::Decimal => {
                let padded = definition.padded != Some(false);
                FieldType::Decimal { decimals: self.decimals(decimals), padded, unit }
            }
            TypeName::Date => FieldType::Date,
            TypeName::Phone => FieldType::Phone,
            TypeName::Choice => {
                if definition.choices.is_empty() {
                    let name = name.to_owned();
                    self.mistake(definition.name.offset(self.source), MistakeKind::NoChoices { name });
                }
                FieldType::Choice(definition.choices.clone())
            }
        };
        let mut field = plain(name, &definition.label, kind, home);
        field.hint.clone_from(&definition.hint);
        field.required = definition.required;
        field.default.clone_from(&definition.default);
        field.free = definition.free;
        field.by_hand = definition.by_hand;
        field.beside = definition.beside;
        field.words.clone_from(&definition.words);
        field
    }

    fn decimals(&mut self, node: Option<&Node<u32>>) -> u32 {
        let Some(node) = node else { return 2 };
        let decimals = self.get(node).copied().unwrap_or(2);
        if decimals > MAX_DECIMALS {
            self.mistake(node.offset(self.source), MistakeKind::TooManyDecimals { limit: MAX_DECIMALS });
        }
        decimals.min(MAX_DECIMALS)
    }

    fn table<'d>(
        &mut self,
        node: &'d Node<ItemDef>,
        definition: &'d TableDef,
        page: &mut Page<'d>,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let mut tree = Headers { all: Vec::new(), columns: Vec::new() };
        self.headers(&definition.columns, 0, &mut tree);
        let depth = tree.all.iter().map(|header| header.level + 1).max().unwrap_or(0);
        for header in tree.all.iter_mut().filter(|header| header.leaf) {
            header.height = depth - header.level;
        }
        if tree.columns.is_empty() {
            self.mistake(node.offset(self.source), MistakeKind::NoColumns);
        }
        let table = TableId(index(self.tables.len()));
        let shared = definition.rows.as_ref().and_then(|rows| self.shared_row_set(rows));
        if let Some(name) = shared.and_then(|rows| self.row_sets[rows.0 as usize].name_field)
            && self.fields[name.index()].section == usize::MAX
        {
            self.fields[name.index()].section = page.section;
        }
        self.tables.push(Table {
            label: definition.label.clone(),
            hint: definition.hint.clone(),
            section: page.section,
            row_label: shared.map_or(String::new(), |rows| self.row_sets[rows.0 as usize].label.clone()),
            headers: tree.all,
            depth,
            width: tree.columns.len(),
            groups: Vec::new(),
            sum: definition.sum.clone(),
        });
        page.items.push(Item::Table(table));
        let mut plan = TablePlan { definition, table, shared, columns: tree.columns };
        if definition.groups.is_empty() {
            match &definition.name {
                Some(name) => self.group(&mut plan, name, Caption::default(), page, pending),
                None => self.mistake(node.offset(self.source), MistakeKind::NoTableName),
            }
        }
        for node in &definition.groups {
            let Some(group) = self.get(node) else { continue };
            let caption =
                Caption { label: &group.label, over: &group.over, hint: &group.hint, start: group.start };
            self.group(&mut plan, &group.name, caption, page, pending);
        }
    }

    fn shared_row_set(&mut self, node: &Node<String>) -> Option<RowSetId> {
        let name = self.get(node)?;
        let found = self.row_sets.iter().position(|rows| rows.name == *name && rows.name_field.is_some());
        if found.is_none() {
            let all: Vec<_> = self.row_sets.iter().filter(|rows| rows.name_field.is_some()).collect();
            let all = all.iter().map(|rows| rows.name.as_str()).collect::<Vec<_>>().join(" ");
            self.mistake(node.offset(self.source), MistakeKind::UnknownRows { name: name.clone(), all });
        }
        found.map(|at| RowSetId(index(at)))
    }

    fn headers<'d>(&mut self, columns: &'d [Node<ColumnDef>], level: usize, tree: &mut Headers<'d>) {
        for node in columns {
            let Some(column) = self.get(node) else { continue };
            if level >= MAX_HEADER_DEPTH {
                let limit = MAX_HEADER_DEPTH;
                self.mistake(node.offset(self.source), MistakeKind::HeadersTooDeep { limit });
                return;
            }
            let at = tree.all.len();
            let from = tree.columns.len();
            let (label, leaf) = match column {
                ColumnDef::Column(field) => (&field.label, true),
                ColumnDef::Group(header) => (&header.label, false),
            };
            tree.all.push(Header { label: label.clone(), level, height: 1, from, to: from + 1, leaf });
            match column {
                ColumnDef::Column(field) => tree.columns.push(field),
                ColumnDef::Group(header) => {
                    self.headers(&header.columns, level + 1, tree);
                    tree.all[at].to = tree.columns.len();
                }
            }
        }
    }

    fn group<'d>(
        &mut self,
        plan: &mut TablePlan<'d>,
        name_node: &'d Node<String>,
        caption: Caption<'_>,
        page: &Page<'d>,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let Some(name) = self.claim(name_node) else { return };
        let definition = plan.definition;
        let rows = plan.shared.unwrap_or_else(|| {
            let start = caption.start.or(definition.start).unwrap_or(1).min(MAX_ROWS) as usize;
            self.add_row_set(RowSet {
                name: name.clone(),
                label: String::new(),
                pattern: definition.row.clone().unwrap_or_else(|| "{n}".to_owned()),
                name_field: None,
                start: vec![String::new(); start],
                min: definition.min.unwrap_or(0) as usize,
                max: definition.max.unwrap_or(MAX_ROWS).min(MAX_ROWS) as usize,
                fields: Vec::new(),
            })
        });
        let group = self.tables[plan.table.0 as usize].groups.len();
        let mut columns = HashMap::new();
        let mut ids = Vec::new();
        let mut containers = page.containers.clone();
        containers.extend(&definition.relevant);
        for (column, field) in plan.columns.iter().enumerate() {
            let Some(column_name) = self.get(&field.name).cloned() else { continue };
            let offset = field.name.offset(self.source);
            if !is_identifier(&column_name) || column_name == "sum" {
                self.mistake(offset, MistakeKind::BadName { name: column_name.clone() });
            }
            let home = Home::Column { table: plan.table, group, column, rows, summed: false };
            let mut built = self.field(field, &column_name, Some(definition), home);
            built.section = page.section;
            let summed = definition.sum.is_some() && built.kind.is_number() && field.summed != Some(false);
            built.home = Home::Column { table: plan.table, group, column, rows, summed };
            let id = self.add_field(built);
            if let Some(first) = columns.insert(column_name.clone(), id) {
                let first_line = plan.columns.iter().take(column).find(|other| {
                    other.name.get(self.source).is_ok_and(|other| *other == self.fields[first.index()].name)
                });
                let first_line = first_line.map_or(0, |other| {
                    place(self.source, other.name.offset(self.source), MistakeKind::NoColumns).line
                });
                self.mistake(offset, MistakeKind::DuplicateName { name: column_name, first_line });
            }
            ids.push(id);
            pending.push(Pending {
                field: id,
                definition: field,
                home: Some((name.clone(), rows)),
                containers: containers.clone(),
            });
        }
        self.tables[plan.table.0 as usize].groups.push(Group {
            name: name.clone(),
            label: caption.label.to_owned(),
            over: caption.over.to_owned(),
            hint: caption.hint.to_owned(),
            rows,
            columns: ids,
        });
        self.names.insert(name, Name::Rows(rows, columns));
    }

    fn formulas(&mut self, pending: &Pending<'_>) {
        let definition = pending.definition;
        let home = pending.home.as_ref();
        let kind = self.fields[pending.field.index()].kind.kind();
        let calculate = definition.calculate.as_ref().and_then(|node| self.formula(node, home, Some(kind)));
        let mut relevant = None;
        for node in pending.containers.iter().copied().chain(&definition.relevant) {
            if let Some(condition) = self.formula(node, home, Some(Kind::Truth)) {
                relevant = Some(condition.and(relevant));
            }
        }
        let constraint =
            definition.constraint.as_ref().and_then(|node| self.formula(node, home, Some(Kind::Truth)));
        let message = definition.message.as_ref().and_then(|node| self.phrase(node, home));
        let carry = match definition.carry.as_ref().and_then(|node| self.get(node)) {
            Some(CarryDef::Keep) => Carry::Keep,
            Some(CarryDef::Confirm) => Carry::Confirm,
            Some(CarryDef::Derive(node)) => {
                self.formula(node, home, None).map_or(Carry::Clear, Carry::Derive)
            }
            Some(CarryDef::Clear) | None => Carry::Clear,
        };
        let field = &mut self.fields[pending.field.index()];
        field.calculate = calculate;
        field.relevant = relevant;
        field.constraint = constraint.map(|condition| (condition, message));
        field.carry = carry;
    }

    fn formula(
        &mut self,
        node: &Node<String>,
        home: Option<&(String, RowSetId)>,
        wanted: Option<Kind>,
    ) -> Option<Expr> {
        let text = self.get(node)?;
        let scope = Names { names: &self.names, fields: &self.fields, home };
        match formula::parse(text, &scope, wanted) {
            Ok(expr) => Some(expr),
            Err((at, kind)) => {
                self.mistake(self.inside(node, text, at), kind);
                None
            }
        }
    }

    fn phrase(&mut self, node: &Node<String>, home: Option<&(String, RowSetId)>) -> Option<Phrase> {
        let text = self.get(node)?;
        let scope = Names { names: &self.names, fields: &self.fields, home };
        match formula::parse_phrase(text, &scope) {
            Ok(phrase) => Some(phrase),
            Err((at, kind)) => {
                self.mistake(self.inside(node, text, at), kind);
                None
            }
        }
    }

    /// The offset in the source of a character inside a quoted text.
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
            let scope = Names { names: &self.names, fields: &self.fields, home: None };
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

    /// The order of calculation: every step after what it needs. Cycles are mistakes.
    fn order(&mut self, pending: &[Pending<'_>]) -> Vec<Step> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            Open,
            Done,
        }
        let mut marks: HashMap<Step, Mark> = HashMap::new();
        let mut order = Vec::new();
        let ids = (0..index(self.fields.len())).map(FieldId);
        let starts = ids.flat_map(|id| {
            let sum = self.fields[id.index()].summed().then_some(Step::Sum(id));
            std::iter::once(Step::Column(id)).chain(sum)
        });
        let mut cycles: Vec<Vec<Step>> = Vec::new();
        for start in starts {
            // A stack of our own: a chain of formulas may be as long as the form.
            let mut stack = vec![(start, self.needs(start), 0)];
            if marks.contains_key(&start) {
                continue;
            }
            marks.insert(start, Mark::Open);
            while let Some((step, needs, next)) = stack.last_mut() {
                let Some(need) = needs.get(*next).copied() else {
                    marks.insert(*step, Mark::Done);
                    order.push(*step);
                    stack.pop();
                    continue;
                };
                *next += 1;
                match marks.get(&need) {
                    Some(Mark::Done) => {}
                    Some(Mark::Open) => {
                        let from = stack.iter().position(|entry| entry.0 == need).unwrap_or(0);
                        cycles.push(stack[from..].iter().map(|entry| entry.0).collect());
                    }
                    None => {
                        marks.insert(need, Mark::Open);
                        stack.push((need, self.needs(need), 0));
                    }
                }
            }
        }
        for cycle in cycles {
            self.cycle(&cycle, pending);
        }
        order
    }

    fn needs(&self, step: Step) -> Vec<Step> {
        match step {
            Step::Sum(field) => vec![Step::Column(field)],
            Step::Column(field) => {
                let field = &self.fields[field.index()];
                field.calculate.iter().chain(&field.relevant).flat_map(Expr::needs).collect()
            }
        }
    }

    fn cycle(&mut self, steps: &[Step], pending: &[Pending<'_>]) {
        let written = |step: &Step| {
            let (id, sum) = match step {
                Step::Column(id) => (*id, ""),
                Step::Sum(id) => (*id, "[sum]"),
            };
            let entry = pending.iter().find(|entry| entry.field == id);
            let head = entry.and_then(|entry| entry.home.as_ref()).map(|home| home.0.as_str());
            let name = &self.fields[id.index()].name;
            head.map_or(name.clone(), |head| format!("{head}{sum}.{name}"))
        };
        let mut path: Vec<String> = steps.iter().map(written).collect();
        path.extend(path.first().cloned());
        // The mistake stands at a formula of the cycle.
        let formula = steps.iter().find_map(|step| {
            let (Step::Column(id) | Step::Sum(id)) = step;
            let entry = pending.iter().find(|entry| entry.field == *id)?;
            entry.definition.calculate.as_ref().or(entry.definition.relevant.as_ref())
        });
        let offset = formula.map_or(0, |node| node.offset(self.source));
        self.mistake(offset, MistakeKind::Cycle { path: path.join(" -> ") });
    }
}

/// What is known of a page while its items are read.
struct Page<'d> {
    section: usize,
    prose: bool,
    items: Vec<Item>,
    containers: Vec<&'d Node<String>>,
    outline: Vec<usize>,
}

struct Headers<'d> {
    all: Vec<Header>,
    columns: Vec<&'d FieldDef>,
}

struct TablePlan<'d> {
    definition: &'d TableDef,
    table: TableId,
    shared: Option<RowSetId>,
    columns: Vec<&'d FieldDef>,
}

#[derive(Default)]
struct Caption<'d> {
    label: &'d str,
    over: &'d str,
    hint: &'d str,
    start: Option<u32>,
}

/// The names of the form as formulas see them.
struct Names<'a> {
    names: &'a HashMap<String, Name>,
    fields: &'a [Field],
    home: Option<&'a (String, RowSetId)>,
}

impl Names<'_> {
    fn sisters(&self) -> Option<&HashMap<String, FieldId>> {
        match self.names.get(&self.home?.0)? {
            Name::Rows(_, columns) => Some(columns),
            Name::Field(_) => None,
        }
    }
}

impl Scope for Names<'_> {
    fn name(&self, name: &str) -> Result<FieldId, MistakeKind> {
        if let Some(field) = self.sisters().and_then(|sisters| sisters.get(name)) {
            return Ok(*field);
        }
        match self.names.get(name) {
            Some(Name::Field(field)) => Ok(*field),
            Some(Name::Rows(..)) => Err(MistakeKind::ColumnExpected { table: name.to_owned() }),
            None => {
                let sisters = self.sisters().into_iter().flat_map(HashMap::keys);
                let alone = self.names.iter().filter(|(_, name)| matches!(name, Name::Field(_)));
                let all = sisters.chain(alone.map(|(name, _)| name)).map(String::as_str);
                Err(MistakeKind::UnknownName { name: name.to_owned(), near: nearest(name, all) })
            }
        }
    }

    fn column(&self, table: &str, column: &str) -> Result<FieldId, MistakeKind> {
        let tables = self.names.iter().filter(|(_, name)| matches!(name, Name::Rows(..)));
        let Some(Name::Rows(_, columns)) = self.names.get(table) else {
            let near = nearest(table, tables.map(|(name, _)| name.as_str()));
            return Err(MistakeKind::UnknownName { name: table.to_owned(), near });
        };
        columns.get(column).copied().ok_or_else(|| MistakeKind::UnknownColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            near: nearest(column, columns.keys().map(String::as_str)),
        })
    }

    fn same_row(&self, field: FieldId) -> bool {
        match (self.home, self.fields[field.index()].rows()) {
            (Some((_, home)), Some(rows)) => *home == rows,
            _ => false,
        }
    }

    fn kind(&self, field: FieldId) -> Kind {
        self.fields[field.index()].kind.kind()
    }

    fn summed(&self, field: FieldId) -> bool {
        self.fields[field.index()].summed()
    }
}

fn plain(name: &str, label: &str, kind: FieldType, home: Home) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        heading: None,
        hint: String::new(),
        kind,
        required: false,
        calculate: None,
        relevant: None,
        constraint: None,
        default: None,
        free: false,
        by_hand: false,
        beside: false,
        carry: Carry::Clear,
        words: Vec::new(),
        section: 0,
        home,
    }
}

/// Sections that a heading spans are its parts: 二（一）, 二（二）.
fn number_sections(sections: &mut [Section]) {
    let mut part = 0;
    let mut at = 0;
    while at < sections.len() {
        if sections[at].heading.is_none() {
            at += 1;
            continue;
        }
        part += 1;
        let length = 1 + sections[at + 1..].iter().take_while(|next| next.heading.is_none()).count();
        for (within, section) in sections[at..at + length].iter_mut().enumerate() {
            section.label = if length == 1 {
                format!("{}、{}", ordinal(part), section.label)
            } else {
                format!("{}（{}）{}", ordinal(part), ordinal(within + 1), section.label)
            };
        }
        at += length;
    }
}

fn outline_text(outline: &[usize]) -> String {
    match outline {
        [only] => heading(1, *only),
        [first, rest @ ..] => {
            let rest = rest.iter().enumerate().map(|(level, number)| match level {
                0 => format!("（{}）", ordinal(*number)),
                _ => format!("{number}"),
            });
            ordinal(*first) + &rest.collect::<String>()
        }
        [] => String::new(),
    }
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !matches!(name, "and" | "or" | "not" | "true" | "false")
}

/// An index as the identifiers keep it; `MAX_FIELDS` keeps it far from the limit.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
