//! The rules that apply to every form, by name. Explanations are stored under these names. The checks of a
//! form are further rules.

use super::figure_rule;
use crate::form::Form;

/// A rule that applies to every form.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, as in `RULE@PATH` and in JSON.
    pub name: &'static str,
    /// The condition that it reports, in Chinese and in English.
    pub help: [&'static str; 2],
}

const fn rule(name: &'static str, zh: &'static str, en: &'static str) -> Rule {
    Rule { name, help: [zh, en] }
}

/// All rules. Names on the command line, the help of `check` and the READMEs are derived from this table.
/// Figures in texts have a separate rule for each field: `figure-FIELD` or `figure-TABLE-COLUMN`.
pub static RULES: [Rule; 21] = [
    rule("required", "必填项空着", "A required field is empty."),
    rule("format", "填写的内容无法识别", "An entry cannot be parsed."),
    rule("no-result", "算式没有结果，如除数为零", "A formula has no result, for example a division by zero."),
    rule("decimals", "小数位数超过规定", "A number has more decimals than its field."),
    rule("constraint", "不符合本项的条件", "The condition of the field does not hold."),
    rule("override", "手填的合计与自动计算的不同", "A typed total differs from the calculated one."),
    rule("carried", "上年内容待确认", "An entry of last year is not confirmed."),
    rule("same-as-last", "与上年完全相同", "An entry equals the one of last year."),
    rule("change", "比上年变动过大", "A number changed more than usual since last year."),
    rule("sign-change", "正负与上年相反", "A number has the opposite sign of last year."),
    rule("live-figure", "文中引用的数没有可显示的内容", "A reference in a text has nothing to show."),
    rule("sum", "文中的分项与合计不符", "Parts and total in a text do not add up."),
    rule("rate", "文中的比率与数不符", "A rate in a text does not match its numbers."),
    rule("doubled-mark", "标点重复", "A punctuation mark is doubled."),
    rule("half-width", "中文中有半角标点", "A half-width mark stands between Chinese characters."),
    rule("year-gap", "年份中有空格", "A year contains a space."),
    rule("placeholder", "留有占位文字或填写说明", "A placeholder or help text is left in."),
    rule("numbering", "序号重复或不连续", "Numbers of paragraphs repeat or skip."),
    rule("this-year", "“今年”所指年度不明", "今年 is ambiguous in a report dated a year later."),
    rule("repeated", "句子重复", "A sentence is repeated."),
    rule("repeated-indicator", "指标重复", "An indicator is listed twice."),
];

/// True if the name is that of a rule in `RULES`, of a check of this form, or of the figures of a field.
pub fn is_rule(form: &Form, name: &str) -> bool {
    RULES.iter().any(|rule| rule.name == name)
        || form.checks.iter().any(|check| check.id == name)
        || form.field_ids().any(|id| !form.field(id).words.is_empty() && figure_rule(form, id) == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::prose::StyleIssue;
    use crate::check::{Finding, FindingKind};
    use crate::form::{CellRef, FieldId, compile};
    use crate::sheet::TextRange;
    use crate::sheet::reference::Fault;
    use rust_decimal::Decimal;

    /// One finding of each kind, apart from checks and references to values.
    fn kinds() -> Vec<FindingKind> {
        let place = TextRange { start: 0, end: 1 };
        let first = CellRef::only(FieldId(0));
        let right = Decimal::ONE;
        let issues = [
            StyleIssue::Doubled,
            StyleIssue::HalfWidth { count: 1 },
            StyleIssue::YearGap,
            StyleIssue::Placeholder,
            StyleIssue::Help,
            StyleIssue::Numbering { last: 1 },
            StyleIssue::NoColon,
            StyleIssue::Ending,
            StyleIssue::ThisYear { year: 2023, written: 2024 },
        ];
        let mut kinds = vec![
            FindingKind::Required,
            FindingKind::Format,
            FindingKind::NoResult,
            FindingKind::Decimals,
            FindingKind::Constraint,
            FindingKind::OverrideDiffers,
            FindingKind::OverrideBlank,
            FindingKind::OverrideSame,
            FindingKind::Carried,
            FindingKind::SameAsLast,
            FindingKind::Moved,
            FindingKind::SignChanged,
            FindingKind::Reference { place, fault: Fault::NoFigure },
            FindingKind::Sum { place, sum: crate::check::prose::Sum::Parts { right } },
            FindingKind::Sum {
                place,
                sum: crate::check::prose::Sum::Rate { right, part: right, whole: right },
            },
            FindingKind::Repeated { place, first },
            FindingKind::Indicator { first },
        ];
        kinds.extend(issues.map(|flaw| FindingKind::Wording { place, flaw }));
        kinds
    }

    #[test]
    fn every_finding_has_its_rule_in_the_table() {
        let form = compile(
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", sections: [(name: \"s\", label: \"s\", \
             items: [Field(name: \"a\", label: \"a\", type: Text)])])",
        )
        .unwrap();
        let cell = CellRef::only(FieldId(0));
        let found: BTreeSet<String> =
            kinds().into_iter().map(|kind| Finding::new(cell, kind).rule(&form).into_owned()).collect();
        let listed: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
        assert_eq!(found, listed);
        assert_eq!(listed.len(), RULES.len(), "names are unique");
        assert!(is_rule(&form, "placeholder") && !is_rule(&form, "place-holder"));
    }
}
