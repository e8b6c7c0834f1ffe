//! Reads the values of a report by path, which this program exports as CSV and JSON.

use std::fmt;

use csv::ReaderBuilder;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::export::unguarded;

/// Separators of a table that a spreadsheet has saved again.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];
/// Header of the table of values.
const PATH: &str = "path";
const VALUE: &str = "value";
/// Maximum number of values.
const MAX_VALUES: usize = 200_000;

/// Values of a report by path, with the explanations of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Id of the form, if it is known.
    pub form: Option<String>,
    /// Edition of the form, if it is known.
    pub edition: Option<String>,
    /// Paths and values, in order. A blank value is empty.
    pub(super) entries: Vec<(String, String)>,
    /// Explanations: rule, path and text.
    pub(super) explanations: Vec<(String, String, String)>,
}

impl Values {
    /// Reads exported values; `None` if a text is something else.
    pub(super) fn read(text: &str) -> Option<Values> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('{') { Values::json(text) } else { Values::table(text) }
    }

    /// Reads JSON: form, edition, values, findings.
    fn json(text: &str) -> Option<Values> {
        #[derive(serde::Deserialize)]
        struct File {
            form: String,
            edition: String,
            values: InOrder,
            #[serde(default)]
            findings: Vec<Finding>,
        }
        #[derive(serde::Deserialize)]
        struct Finding {
            path: String,
            rule: String,
            explanation: Option<String>,
        }
        let file: File = serde_json::from_str(text).ok()?;
        let explained = file.findings.into_iter().filter_map(|finding| {
            Some((finding.rule, finding.path, finding.explanation.filter(|text| !text.is_empty())?))
        });
        Some(Values {
            form: Some(file.form),
            edition: Some(file.edition),
            entries: file.values.0,
            explanations: explained.collect(),
        })
    }

    /// Reads a table with the columns `path` and `value`.
    fn table(text: &str) -> Option<Values> {
        let head = text.lines().next()?;
        let separator = SEPARATORS.into_iter().find(|separator| {
            let names: Vec<&str> =
                head.split(char::from(*separator)).map(|name| name.trim_matches('"')).collect();
            names.first() == Some(&PATH) && names.contains(&VALUE)
        })?;
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let column = reader.headers().ok()?.iter().position(|name| name == VALUE)?;
        let mut values = Vec::new();
        for record in reader.records().take(MAX_VALUES) {
            let record = record.ok()?;
            let path = record.get(0).unwrap_or_default().trim();
            if !path.is_empty() {
                let value = record.get(column).unwrap_or_default();
                values.push((unguarded(path).to_owned(), unguarded(value).to_owned()));
            }
        }
        Some(Values { entries: values, ..Values::default() })
    }
}

/// A map in the order of the text.
struct InOrder(Vec<(String, String)>);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<InOrder, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = InOrder;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("values by path")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                let mut entries = Vec::new();
                while entries.len() < MAX_VALUES
                    && let Some((path, value)) = map.next_entry::<String, Option<String>>()?
                {
                    entries.push((path, value.unwrap_or_default()));
                }
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(InOrder(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
