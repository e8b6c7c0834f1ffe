//! 今年 is ambiguous in a report dated a year later.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "this-year",
    help: ["“今年”所指年度不明", "今年 is ambiguous in a report dated a year later."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Text(|text, found| {
        if let Some((place, issue)) = text.this_year() {
            found.add(text.cell, Some(place), Detail::Style(issue));
        }
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("year", "2023"), ("date", "2024-03-01"), ("prose", "今年完成任务。")],
    at: "prose",
    says: "the report is about 2023 but dated 2024, so 今年 is ambiguous: write 2023年",
    ..Example::NONE
};

messages! {
    this_year_unclear(year: i32, written: i32) => "报告年度为 {year} 年，落款为 {written} 年，文中“今年”指代不明，建议改为“{year}年”", "the report is about {year} but dated {written}, so 今年 is ambiguous: write {year}年";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    match finding.detail {
        Detail::Style(StyleIssue::ThisYear { year, written }) => {
            this_year_unclear(texts.lang, year, written)
        }
        _ => String::new(),
    }
}
