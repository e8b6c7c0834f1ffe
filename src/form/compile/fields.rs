//! Compiles the fields of a template: their types, and their formulas once all names are known.

use super::super::definition::{CarryDef, FieldDef, TableDef};
use super::super::kind::Kind;
use super::super::model::Name;
use super::super::node::Node;
use super::super::numbering::heading;
use super::super::types::NAMES;
use super::super::unit::Unit;
use super::super::{Carry, Field, FieldType, Heading, Home, Item, MistakeKind, Print, Widget, Word};
use super::sections::{Page, outline_text};
use super::{Compiler, Pending};

/// Maximum number of decimals of a field.
const MAX_DECIMALS: u32 = 10;

impl Compiler<'_> {
    /// Compiles a field that is not part of a table.
    pub(super) fn single_field<'d>(
        &mut self,
        definition: &'d FieldDef,
        page: &mut Page<'d>,
        count: usize,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let Some(name) = self.claim(&definition.name) else { return };
        let mut field = self.field(definition, &name, None, Home::Alone);
        field.section = page.section;
        field.under = definition.under;
        self.printed_place(definition, page.print);
        if page.print == Print::Prose {
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

    /// Returns the field without its formulas.
    pub(super) fn field(
        &mut self,
        definition: &FieldDef,
        name: &str,
        table: Option<&TableDef>,
        home: Home,
    ) -> Field {
        let kind_node = definition.kind.as_ref().or(table.and_then(|table| table.kind.as_ref()));
        let unit = definition.unit.as_ref().or(table.and_then(|table| table.unit.as_ref()));
        let unit = unit.map(|unit| Unit::new(unit));
        let decimals = definition.decimals.as_ref().or(table.and_then(|table| table.decimals.as_ref()));
        let row = if let Some(node) = kind_node {
            self.get(node).copied()
        } else {
            let (name, all) = (name.to_owned(), NAMES.join(" "));
            self.mistake(definition.name.offset(self.source), MistakeKind::MissingType { name, all });
            None
        };
        let kind = row.map_or_else(FieldType::text, |row| {
            let decimals = if row.decimals { self.decimals(decimals) } else { 0 };
            let padded = definition.padded != Some(false);
            FieldType::new(row, unit, (decimals, padded), &definition.choices)
        });
        if kind.widget() == Widget::Choices(&[]) {
            let name = name.to_owned();
            self.mistake(definition.name.offset(self.source), MistakeKind::NoChoices { name });
        }
        let mut field = Field::new(name, &definition.label, kind, home);
        field.hint.clone_from(&definition.hint);
        field.required = definition.required;
        field.default.clone_from(&definition.default);
        field.free = definition.free;
        field.by_hand = definition.by_hand;
        field.beside = definition.beside;
        field.words = definition.words.iter().map(|word| words(word)).collect();
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

    /// Compiles the formulas of a field.
    pub(super) fn formulas(&mut self, pending: &Pending<'_>) {
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
        let foot = definition.foot.as_ref().and_then(|node| self.phrase(node, home));
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
        field.foot = foot;
    }
}

/// Parses a word. `工资福利支出?` can also mean a part of the value.
fn words(written: &str) -> Word {
    let text = written.trim_end_matches(['?', '？']);
    Word { text: text.to_owned(), sure: text == written }
}
