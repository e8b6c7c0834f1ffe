//! A name in a text is almost the name of the unit or of an institution.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "unit-name-variant",
    help: ["单位或机构名称疑有误", "A name is almost the name of the unit or of a row."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::All(|data, found| {
        for (cell, place, _) in data.prose.variants() {
            found.add(cell, Some(place), Detail::None);
        }
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("name", "临湘市青禾工程质量监督站"), ("prose", "临湘市青和工程质量监督站负责监督。")],
    at: "prose",
    says: "\"临湘市青和工程质量监督站\" is almost the name of the unit or of a row: check its spelling",
    ..Example::NONE
};

messages! {
    name_varies(words: &str) => "“{words}”与登记的单位（机构）名称相近而不同，请核对名称", "\"{words}\" is almost the name of the unit or of a row: check its spelling";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    finding.place.map_or_else(String::new, |place| name_varies(texts.lang, &quoted(texts, finding.cell, place)))
}
