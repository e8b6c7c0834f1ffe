//! Attributes of the elements of Word documents.

use quick_xml::events::BytesStart;

/// Returns an attribute by its local name, regardless of the namespace prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
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
pub(super) fn outline_level(value: Option<String>) -> usize {
    let level = value.and_then(|level| level.parse::<usize>().ok());
    level.filter(|level| *level < 9).map_or(0, |level| level + 1)
}
