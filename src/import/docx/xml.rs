//! Elements of Word documents and their attributes.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::DocxError;

/// Passes each event of a part to `handle`, up to the end, the first damage or the first error. An empty
/// element has a start and an end.
pub(in crate::import) fn each_event(
    source: impl BufRead,
    mut handle: impl FnMut(&Event<'_>) -> Result<(), DocxError>,
) -> Result<(), DocxError> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => handle(&event)?,
            Err(error) => return Err(DocxError::Damaged(error.to_string())),
        }
    }
}

/// Passes each start of an element to `handle`. Damage loses only the content after it.
pub(in crate::import) fn each_start(source: impl BufRead, mut handle: impl FnMut(&BytesStart<'_>)) {
    let _ = each_event(source, |event| {
        if let Event::Start(element) = event {
            handle(element);
        }
        Ok(())
    });
}

/// Returns an attribute by its local name, regardless of the namespace prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    // The check for duplicates takes quadratic time.
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| {
        let local = attribute.key.local_name();
        let local: &str = local.as_ref();
        local == name
    })?;
    Some(found.value.to_string())
}

/// Heading level, from 1; 0 for body text.
pub(in crate::import) fn outline_level(value: Option<String>) -> usize {
    let level = value.and_then(|level| level.parse::<usize>().ok());
    level.filter(|level| *level < 9).map_or(0, |level| level + 1)
}

/// True if a property is on, which it is without a value.
pub(crate) fn is_on(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false" | "off"))
}

/// Resolves a character reference or a predefined XML entity. Others remain as written.
pub(crate) fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}
