//! A text names another year for figures of the report's year.

use super::figure::compared;
use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::Doubt;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
use crate::check::quote::quoted;
use crate::form::CellRef;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "year",
    help: ["文中年份与报告年度不符", "A text names another year for figures of the report's year."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[
        Find::Text(|text, found| text.doubtful(Doubt::OtherYear, found)),
        Find::Text(|text, found| {
            // An unconfirmed text of last year is a finding already.
            let unconfirmed = text.is_unconfirmed();
            for (place, year) in text.other_years().filter(|_| !unconfirmed) {
                found.add(text.cell, Some(place), Detail::Year(year));
            }
        }),
    ],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("year", "2023"), ("prose", "截至2022年底，在建项目22个。")],
    at: "prose",
    says: "the text says \"2022年\" about this year's figures; the report is about 2023",
    ..Example::NONE
};

messages! {
    another_year(words: &str, year: &str) => "文中“{words}”应核实年份，报告年度为 {year}", "the text says \"{words}\" about this year's figures; the report is about {year}";
    figure_of_this_year(words: &str, label: &str, value: &str) => "文中“{words}”所指年份与报告年度不符，数据为本年{label} {value}", "the text names another year for \"{words}\", but this is this year's {label} {value}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    if let (Detail::Year(_), Some(range)) = (finding.detail, finding.place) {
        let year = texts.form.year.map(|field| texts.shown(CellRef::only(field))).unwrap_or_default();
        return another_year(texts.lang, &quoted(texts, finding.cell, range), &year);
    }
    compared(texts, finding).map_or_else(String::new, |(words, label, value)| {
        figure_of_this_year(texts.lang, &words, &label, &value)
    })
}
