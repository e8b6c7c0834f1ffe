//! Styles of a Word document: headings and automatic numbering.
//!
//! A style is a heading by its outline level, its name, or its base style. Ids such as `1` or `a3` have no
//! meaning.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::xml::{attribute, each_event, is_on, outline_level};
use crate::import::look::Look;

/// Maximum length of a chain of base styles.
const MAX_BASES: usize = 20;

/// Styles, by id.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

/// Properties of a style.
#[derive(Clone, Debug, Default)]
struct Style {
    look: Look,
    base: Option<String>,
}

/// Sets a property by the name of its element.
pub(super) fn set(look: &mut Look, name: &str, value: impl Fn() -> Option<String>) {
    match name {
        "outlineLvl" => look.level = Some(outline_level(value())),
        "numId" => look.list = value(),
        "ilvl" => look.depth = value().and_then(|depth| depth.parse().ok()),
        "vanish" => look.hidden = Some(is_on(value().as_deref())),
        _ => {}
    }
}

impl Styles {
    /// Parses the part, up to the first damage.
    pub(super) fn read(source: impl BufRead) -> Styles {
        let mut styles = Styles::default();
        let mut open: Option<(String, Style)> = None;
        // Damage loses only the content after it.
        let _ = each_event(source, |event| {
            match event {
                Event::Start(element) => property(element, &mut open),
                Event::End(element) if element.local_name().as_ref() == "style" => {
                    styles.0.extend(open.take());
                }
                _ => {}
            }
            Ok(())
        });
        styles
    }

    /// Returns the properties of the style with this id.
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = self.0.get(id);
        if next.is_none() {
            // The styles part or the style is missing; some ids are names of headings.
            look.level = heading_name(id);
        }
        for _ in 0..MAX_BASES {
            let Some(style) = next else { break };
            look.inherit(&style.look);
            next = style.base.as_ref().and_then(|base| self.0.get(base));
        }
        look
    }
}

/// Handles a style, or a property of the open style.
fn property(element: &BytesStart<'_>, open: &mut Option<(String, Style)>) {
    let local = element.local_name();
    let name: &str = local.as_ref();
    let value = || attribute(element, "val");
    if name == "style" {
        *open = attribute(element, "styleId").map(|id| (id, Style::default()));
    }
    let Some((_, Style { look, base })) = open else { return };
    match name {
        "name" => look.level = look.level.or_else(|| heading_name(&value().unwrap_or_default())),
        "basedOn" => *base = value(),
        _ => set(look, name, value),
    }
}

/// Parses `heading 2`, `Heading2`, `标题 2`.
fn heading_name(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    number.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_speaks_for_itself_or_through_its_base() {
        let xml = "<w:styles><w:docDefaults/>\
            <w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"4\"/></w:numPr></w:pPr></w:style>\
            <w:style w:styleId=\"a3\"><w:name w:val=\"我的标题\"/><w:basedOn w:val=\"1\"/></w:style>\
            <w:style w:styleId=\"a4\"><w:name w:val=\"标题 3\"/><w:pPr><w:numPr><w:ilvl w:val=\"2\"/></w:numPr></w:pPr></w:style>\
            <w:style w:styleId=\"a5\"><w:basedOn w:val=\"1\"/><w:pPr><w:outlineLvl w:val=\"9\"/></w:pPr></w:style>\
            <w:style w:styleId=\"a6\"><w:basedOn w:val=\"a6\"/></w:style>\
            <w:style w:styleId=\"a7\"><w:name w:val=\"公文\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style></w:styles>";
        let styles = Styles::read(xml.as_bytes());
        for (id, level, list, depth) in [
            ("1", Some(1), Some("4"), None),
            ("a3", Some(1), Some("4"), None),
            ("a4", Some(3), None, Some(2)),
            ("a5", Some(0), Some("4"), None),
            ("a6", None, None, None),
            ("a7", Some(2), None, None),
            ("Heading2", Some(2), None, None),
            ("nothing", None, None, None),
        ] {
            let wanted = Look { level, list: list.map(str::to_owned), depth, hidden: None };
            assert_eq!(styles.look(id), wanted, "{id}");
        }
    }
}
