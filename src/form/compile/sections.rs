//! Compiles the pages of a template: their items, chapters and numbers.

use super::super::definition::{FormDef, ItemDef, SectionDef};
use super::super::node::Node;
use super::super::numbering::{heading, ordinal};
use super::super::{Item, MistakeKind, Print, Section};
use super::{Compiler, Pending, is_identifier};

/// Maximum nesting of chapters.
const MAX_CHAPTER_DEPTH: usize = 4;

/// State of a page while its items are compiled.
pub(super) struct Page<'d> {
    pub(super) section: usize,
    pub(super) print: Print,
    pub(super) items: Vec<Item>,
    pub(super) containers: Vec<&'d Node<String>>,
    pub(super) outline: Vec<usize>,
}

impl Compiler<'_> {
    /// Compiles all pages.
    pub(super) fn sections<'d>(
        &mut self,
        definition: &'d FormDef,
        pending: &mut Vec<Pending<'d>>,
    ) -> Vec<Section> {
        let mut sections = Vec::new();
        for (index, node) in definition.sections.iter().enumerate() {
            if let Some(section) = self.get(node) {
                sections.push(self.section(section, index, pending));
            }
        }
        if definition.sections.is_empty() {
            self.mistake(0, MistakeKind::NoSections);
        }
        number_sections(&mut sections);
        sections
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
            print: definition.print,
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
            landscape: definition.landscape,
            widths: definition.widths.as_ref().and_then(|node| self.box_widths(node, definition.print)),
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
                        page.outline.pop();
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
                ItemDef::Signature(definition) => {
                    let signature = self.signature(definition);
                    page.items.push(Item::Signature(signature));
                }
            }
        }
    }
}

/// Numbers sections. Several sections under one heading are numbered as its parts: 二（一）, 二（二）.
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
