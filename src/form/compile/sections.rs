//! Compiles the pages of a template: their items, chapters and numbers.

use super::super::bilingual::in_each;
use super::super::dated::without_years;
use super::super::definition::{FormDef, ItemDef, SectionDef};
use super::super::node::Node;
use super::super::numbering::{heading, ordinal};
use super::super::{Item, MistakeKind, Print, Section};
use super::{Compiler, is_identifier};

/// Maximum nesting of chapters.
const MAX_CHAPTER_DEPTH: usize = 4;

/// State of a page while its items are compiled.
pub(super) struct Page<'d> {
    pub(super) section: usize,
    pub(super) print: Print,
    pub(super) items: Vec<Item>,
    /// The conditions of chapters, notes and signature boxes, by the index of the item.
    conditions: Vec<(usize, Vec<&'d Node<String>>)>,
    pub(super) containers: Vec<&'d Node<String>>,
    pub(super) outline: Vec<usize>,
}

impl<'d> Compiler<'d> {
    /// Compiles all pages.
    pub(super) fn sections(&mut self, definition: &'d FormDef) {
        for (index, node) in definition.sections.iter().enumerate() {
            if let Some(section) = self.get(node) {
                let section = self.section(section, index);
                self.form.sections.push(section);
            }
        }
        if definition.sections.is_empty() {
            self.mistake_at(0, MistakeKind::NoSections);
        }
        number_sections(&mut self.form.sections);
    }

    fn section(&mut self, definition: &'d SectionDef, section: usize) -> Section {
        let name = self.get(&definition.name).cloned().unwrap_or_default();
        if !is_identifier(&name) {
            self.mistake(&definition.name, MistakeKind::BadName { name: name.clone() });
        }
        let mut page = Page {
            section,
            print: definition.print,
            items: Vec::new(),
            conditions: Vec::new(),
            containers: definition.relevant.iter().collect(),
            outline: Vec::new(),
        };
        self.items(&definition.items, &mut page);
        let conditions = page.conditions.into_iter();
        self.item_conditions.extend(conditions.map(|(item, nodes)| (section, item, nodes)));
        Section {
            name,
            label: definition.label.clone(),
            title: definition.label.clone(),
            chapter: String::new(),
            short: definition.short.clone().unwrap_or_else(|| {
                in_each(&definition.label, |label| without_years(label).chars().take(4).collect())
            }),
            heading: definition.heading.clone(),
            words: definition.words.clone(),
            print: definition.print,
            landscape: definition.landscape,
            widths: definition.widths.as_ref().and_then(|node| self.box_widths(node, definition.print)),
            hint: definition.hint.clone(),
            conditions: vec![None; page.items.len()],
            items: page.items,
        }
    }

    fn items(&mut self, items: &'d [Node<ItemDef>], page: &mut Page<'d>) {
        let mut count = 0;
        for node in items {
            let Some(item) = self.get(node) else { continue };
            match item {
                ItemDef::Field(definition) => {
                    count += 1;
                    self.single_field(definition, page, count);
                }
                ItemDef::Table(definition) if page.outline.is_empty() => self.table(node, definition, page),
                ItemDef::Table(_) => self.mistake(node, MistakeKind::TableInChapter),
                ItemDef::Chapter(chapter) => {
                    count += 1;
                    let depth = page.outline.len() + 1;
                    if depth > MAX_CHAPTER_DEPTH {
                        let limit = MAX_CHAPTER_DEPTH;
                        self.mistake(node, MistakeKind::TooMany { what: "chapter levels", limit });
                        continue;
                    }
                    page.outline.push(count);
                    let number = heading(depth, count);
                    let (label, words) = (chapter.label.clone(), chapter.words.clone());
                    page.items.push(Item::Chapter { depth, number, label, words });
                    let containers = page.containers.len();
                    page.containers.extend(&chapter.relevant);
                    page.condition_of_last(None);
                    self.items(&chapter.items, page);
                    page.containers.truncate(containers);
                    page.outline.pop();
                }
                ItemDef::Note(note) => {
                    page.items.push(Item::Note(note.text.clone()));
                    page.condition_of_last(note.relevant.as_ref());
                }
                ItemDef::Signature(definition) => {
                    let signature = self.signature(definition);
                    page.items.push(Item::Signature(signature));
                    page.condition_of_last(definition.relevant.as_ref());
                }
            }
        }
    }
}

impl<'d> Page<'d> {
    /// Records the condition of the item that was added last, and those of its containers.
    fn condition_of_last(&mut self, own: Option<&'d Node<String>>) {
        let nodes: Vec<_> = self.containers.iter().copied().chain(own).collect();
        if !nodes.is_empty() {
            self.conditions.push((self.items.len() - 1, nodes));
        }
    }
}

impl Compiler<'_> {
    /// Compiles the conditions of the items that are not fields.
    pub(super) fn item_conditions(&mut self) {
        for (section, item, nodes) in std::mem::take(&mut self.item_conditions) {
            self.form.sections[section].conditions[item] = self.all_of(nodes, None);
        }
    }
}

/// Numbers sections. Several sections under one heading are numbered as its parts: 二（一）, 二（二）.
fn number_sections(sections: &mut [Section]) {
    let parts = sections.chunk_by_mut(|_, next| next.heading.is_none());
    for (at, part) in parts.filter(|part| part[0].heading.is_some()).enumerate() {
        let number = ordinal(at + 1);
        if let [section] = part {
            section.title = heading(1, at + 1) + &section.label;
            section.label.clone_from(&section.title);
            continue;
        }
        let chapter = heading(1, at + 1) + part[0].heading.as_deref().unwrap_or_default();
        for (within, section) in part.iter_mut().enumerate() {
            section.title = heading(2, within + 1) + &section.label;
            section.label = format!("{number}{}", section.title);
            section.chapter.clone_from(&chapter);
        }
    }
}

/// Returns the number of a field with those of its chapters: `二（一）`.
pub(super) fn outline_text(outline: &[usize]) -> String {
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
