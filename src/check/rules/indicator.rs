//! A figure in a text differs from the result of the indicator that it names.

use super::figure::{compared, label};
use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::Doubt;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "indicator",
    help: ["文中数据与绩效指标完成情况不一致", "A figure in a text differs from the result of an indicator."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[
        Find::Text(|text, found| text.doubtful(Doubt::Indicator, found)),
        Find::All(|data, found| {
            data.prose.different_indicators(data.form, data.report, data.sheet, &mut |result, against| {
                found.add(result, None, Detail::Cell(against));
            });
        }),
    ],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[
        ("quality[1].label", "抽样检查合格率"),
        ("quality[1].target", "不低于95%"),
        ("quality[1].reached", "97%"),
        ("prose", "抽样检查合格率为98%。"),
    ],
    at: "prose",
    says: "the text says \"抽样检查合格率为98%\", but the result of the indicator is 97%",
    ..Example::NONE
};

messages! {
    indicator_differs(words: &str, value: &str) => "文中“{words}”与绩效指标完成情况“{value}”不一致", "the text says \"{words}\", but the result of the indicator is {value}";
    result_differs(result: &str, label: &str, value: &str) => "完成情况“{result}”与表中{label} {value}不一致", "the result is {result}, but the table has {label} {value}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    if let Detail::Cell(against) = finding.detail {
        let unit = texts.form.field(against.field).kind.unit().unwrap_or_default();
        let value = [&texts.shown(against), unit].join(" ").trim_end().to_owned();
        return result_differs(texts.lang, &texts.shown(finding.cell), &label(texts, against), &value);
    }
    compared(texts, finding)
        .map_or_else(String::new, |(words, _, value)| indicator_differs(texts.lang, &words, &value))
}
