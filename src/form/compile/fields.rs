//! Compiles the fields of a template: their types, and their formulas once all names are known.

use super::super::definition::{FieldDef, TableDef};
use super::super::kind::Kind;
use super::super::model::Name;
use super::super::node::Node;
use super::super::numbering::heading;
use super::super::several::is_separable;
use super::super::types::NAMES;
use super::super::unit::Unit;
use super::super::{
    Carry, ChoicesBy, Expr, Field, FieldType, Heading, Item, MistakeKind, Print, RowSetId, TypeRow, Widget,
    Word,
};
use super::sections::{Page, outline_text};
use super::{Compiler, Pending};

/// Maximum number of decimals of a field.
const MAX_DECIMALS: u32 = 10;

impl<'d> Compiler<'d> {
    /// Compiles a field that is not part of a table.
    pub(super) fn single_field(&mut self, definition: &'d FieldDef, page: &mut Page<'d>, count: usize) {
        let Some(name) = self.claim(&definition.name) else { return };
        let mut field = self.field(definition, &name, None);
        field.section = page.section;
        self.printed_place(definition, page.print);
        if let Some((row, _)) = definition.row_formulas.first() {
            self.mistake(row, MistakeKind::Misplaced { key: "row_formulas", place: "Table" });
        }
        if page.print == Print::Prose {
            let mut outline = page.outline.clone();
            outline.push(count);
            field.heading = Some(Heading {
                depth: outline.len(),
                number: heading(outline.len(), count),
                outline: outline_text(&outline),
            });
        }
        let field = self.add_field(field);
        self.form.names.insert(name, Name::Field(field));
        page.items.push(Item::Field(field));
        self.pending.push(Pending {
            field,
            definition,
            home: None,
            table: None,
            containers: page.containers.clone(),
        });
    }

    /// Returns the field without its position and its formulas.
    pub(super) fn field(&mut self, definition: &FieldDef, name: &str, table: Option<&TableDef>) -> Field {
        let kind_node = definition.kind.as_ref().or(table.and_then(|table| table.kind.as_ref()));
        let unit = definition.unit.as_ref().or(table.and_then(|table| table.unit.as_ref()));
        let decimals = definition.decimals.as_ref().or(table.and_then(|table| table.decimals.as_ref()));
        if kind_node.is_none() {
            let (name, all) = (name.to_owned(), NAMES.join(" "));
            self.mistake(&definition.name, MistakeKind::MissingType { name, all });
        }
        let row = self.get_optional(kind_node).copied();
        let choices = self.all_choices(definition);
        let kind = row.map(|row| {
            let decimals = if row.decimals { self.decimals(decimals) } else { 0 };
            let padded = definition.padded != Some(false);
            FieldType::new(row, unit.map(|unit| Unit::new(unit)), (decimals, padded), &choices)
        });
        let kind = kind.unwrap_or_default();
        self.parameters(definition, row, &kind);
        let default = self.default(definition.default.as_ref(), &kind);
        if let Widget::Several(choices) = kind.widget()
            && let Some(choice) = choices.iter().find(|choice| !is_separable(choice))
        {
            self.mistake(&definition.name, MistakeKind::InseparableChoice { choice: choice.clone() });
        }
        if kind.widget().choices().is_some_and(<[String]>::is_empty) {
            self.mistake(&definition.name, MistakeKind::NoChoices { name: name.to_owned() });
        }
        Field {
            name: name.to_owned(),
            label: definition.label.clone(),
            hint: definition.hint.clone(),
            kind,
            required: definition.required,
            default,
            free: definition.free,
            by_hand: definition.by_hand,
            plan: definition.plan,
            beside: definition.beside,
            under: definition.under,
            words: definition.words.iter().map(|word| words(word)).collect(),
            ..Field::default()
        }
    }

    /// Returns the choices. Records those that nobody can choose.
    fn choices(&mut self, nodes: &[Node<String>]) -> Vec<String> {
        let mut choices: Vec<String> = Vec::new();
        for node in nodes {
            let Some(choice) = self.get(node) else { continue };
            if choice.trim() != choice || choice.is_empty() || choices.contains(choice) {
                self.mistake(node, MistakeKind::BadChoice { choice: choice.clone() });
            }
            choices.push(choice.clone());
        }
        choices
    }

    /// Returns the choices of all lists, those that always fit last.
    fn all_choices(&mut self, definition: &FieldDef) -> Vec<String> {
        let always = self.choices(&definition.choices);
        let Some((_, lists)) = self.get_optional(definition.choices_by.as_ref()) else { return always };
        let mut all: Vec<String> = Vec::new();
        for list in lists.iter().map(|(_, list)| self.choices(list)).chain([always]).collect::<Vec<_>>() {
            all.extend(list.into_iter().filter(|choice| !all.contains(choice)).collect::<Vec<_>>());
        }
        all
    }

    /// Returns the choices that depend on another field. Records values of it that do not exist or have no list.
    fn choices_by(&mut self, pending: &Pending<'_>) -> Option<ChoicesBy> {
        let (by_name, lists) = self.get_optional(pending.definition.choices_by.as_ref())?;
        let name = self.get(by_name)?.clone();
        let found = self.names(pending.home.as_ref()).name(&name);
        let by = found.map_err(|kind| self.mistake(by_name, kind)).ok()?;
        let of_other = match self.form.field(by).kind.widget() {
            Widget::Choices(choices) if by != pending.field => choices.to_vec(),
            _ => {
                self.mistake(by_name, MistakeKind::NotOneChoice { name });
                return None;
            }
        };
        let always = self.texts(&pending.definition.choices);
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for (key, fitting) in lists {
            let Some(choice) = self.get(key).cloned() else { continue };
            if found.iter().any(|(before, _)| *before == choice) {
                self.mistake(key, MistakeKind::BadChoice { choice });
            } else if of_other.contains(&choice) {
                let mut fitting = self.texts(fitting);
                fitting.extend(always.iter().cloned());
                found.push((choice, fitting));
            } else {
                let (name, all) = (name.clone(), of_other.join(" "));
                self.mistake(key, MistakeKind::UnknownChoice { name, choice, all });
            }
        }
        let has_list = |choice: &&String| !always.is_empty() || found.iter().any(|(key, _)| key == *choice);
        if let Some(choice) = of_other.iter().find(|choice| !has_list(choice)) {
            let choice = choice.clone();
            self.mistake(by_name, MistakeKind::ChoiceWithoutList { name, choice });
        }
        Some(ChoicesBy { by: Expr::Cell(by), lists: found, always })
    }

    /// Returns the texts of nodes. Their mistakes are recorded elsewhere.
    fn texts(&self, nodes: &[Node<String>]) -> Vec<String> {
        nodes.iter().filter_map(|node| node.get(self.source).ok().cloned()).collect()
    }

    /// Returns the value of a new report. Records one that the field does not accept.
    fn default(&mut self, node: Option<&Node<String>>, kind: &FieldType) -> Option<String> {
        let node = node?;
        let text = self.get(node)?.clone();
        if kind.parse(&text).is_err() {
            self.mistake(node, MistakeKind::BadDefault { text: text.clone(), kind: kind.name() });
        }
        Some(text)
    }

    /// Records keys of a field that its type does not have.
    fn parameters(&mut self, definition: &FieldDef, row: Option<&'static TypeRow>, kind: &FieldType) {
        let Some(row) = row else { return };
        let has_choices = kind.widget().choices().is_some();
        for (key, is_there, place) in [
            ("unit", definition.unit.is_some() && row.kind != Kind::Number, "Integer, Decimal"),
            ("decimals", definition.decimals.is_some() && !row.decimals, "Decimal"),
            ("padded", definition.padded.is_some() && !row.decimals, "Decimal"),
            ("choices", !definition.choices.is_empty() && !has_choices, "Choice, Choices"),
            ("choices_by", definition.choices_by.is_some() && !has_choices, "Choice, Choices"),
            ("message", definition.message.is_some() && definition.constraint.is_none(), "constraint"),
            ("severity", definition.severity.is_some() && definition.constraint.is_none(), "constraint"),
        ] {
            if is_there {
                self.mistake(&definition.name, MistakeKind::Misplaced { key, place });
            }
        }
    }

    fn decimals(&mut self, node: Option<&Node<u32>>) -> u32 {
        let Some(node) = node else { return 2 };
        let decimals = self.get(node).copied().unwrap_or(2);
        if decimals > MAX_DECIMALS {
            self.mistake(node, MistakeKind::TooManyDecimals { limit: MAX_DECIMALS });
        }
        decimals.min(MAX_DECIMALS)
    }

    /// Compiles conditions that must all hold; `None` if there are none.
    pub(super) fn all_of<'n>(
        &mut self,
        nodes: impl IntoIterator<Item = &'n Node<String>>,
        home: Option<&(String, RowSetId)>,
    ) -> Option<Expr> {
        nodes.into_iter().fold(None, |all, node| match self.formula(node, home, Some(Kind::Truth)) {
            Some(condition) => Some(condition.and(all)),
            None => all,
        })
    }

    /// Compiles the formulas of a field.
    pub(super) fn formulas(&mut self, pending: &Pending<'_>) {
        let definition = pending.definition;
        let home = pending.home.as_ref();
        let kind = self.form.field(pending.field).kind.kind();
        let calculate = definition.calculate.as_ref().and_then(|node| self.formula(node, home, Some(kind)));
        let (of_group, row_formulas) = self.row_formulas(pending, kind);
        let row_order = self.row_order(pending, &row_formulas);
        let nodes = pending.containers.iter().copied().chain(&definition.relevant);
        let relevant = self.all_of(nodes, home);
        let constraint =
            definition.constraint.as_ref().and_then(|node| self.formula(node, home, Some(Kind::Truth)));
        let severity = self.get_optional(definition.severity.as_ref()).copied().unwrap_or_default();
        let choices_by = self.choices_by(pending);
        let message = definition.message.as_ref().and_then(|node| self.phrase(node, home));
        let foot = definition.foot.as_ref().and_then(|node| self.phrase(node, home));
        let carry = match self.get_optional(definition.carry.as_ref()) {
            Some(Carry::Keep) => Carry::Keep,
            Some(Carry::Confirm) => Carry::Confirm,
            Some(Carry::Derive(node)) => self.formula(node, home, None).map_or(Carry::Clear, Carry::Derive),
            Some(Carry::Clear) | None => Carry::Clear,
        };
        let field = &mut self.form.fields[pending.field.index()];
        field.calculate = of_group.or(calculate);
        field.row_formulas = row_formulas;
        field.row_order = row_order;
        field.relevant = relevant;
        field.constraint = constraint.map(|condition| (condition, message));
        field.severity = severity;
        field.choices_by = choices_by;
        field.carry = carry;
        field.foot = foot;
    }
}

/// Parses a word. `工资福利支出?` can also mean a part of the value.
fn words(written: &str) -> Word {
    let text = written.trim_end_matches(['?', '？']);
    Word { text: text.to_owned(), sure: text == written }
}
