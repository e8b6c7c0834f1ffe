//! The rules that apply to every form, one file each.
//!
//! The names that the command line accepts, its help, the READMEs and the tests are derived from them.

use super::finding::figure_rule;
use super::list::{RuleId, list_of_rules};
use super::rule::Rule;
use crate::form::Form;

/// Turns the list of rules into modules and the table of rules.
macro_rules! rules {
    ($($file:ident $id:ident;)*) => {
        $(mod $file;)*

        /// All rules, in the order of [`RuleId`].
        static RULES: &[Rule] = &[$($file::RULE,)*];

        #[cfg(test)]
        static EXAMPLES: &[tests::Example] = &[$($file::EXAMPLE,)*];
    };
}

list_of_rules!(rules);

impl RuleId {
    /// Returns the rule.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

/// Returns the rules that have a name of their own.
pub fn named_rules() -> impl Iterator<Item = &'static Rule> + Clone {
    RULES.iter().filter(|rule| !rule.name.is_empty())
}

/// True if the name is that of a rule, of a check of this form, or of the figures of a field.
pub fn is_rule(form: &Form, name: &str) -> bool {
    named_rules().any(|rule| rule.name == name)
        || form.checks.iter().any(|check| check.id == name)
        || form.field_ids().any(|id| !form.field(id).words.is_empty() && figure_rule(form, id) == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::check;
    use crate::form::compile;
    use crate::message::Lang;
    use crate::report::{Edit, Report};
    use crate::sheet::{Texts, calculate};

    /// Entries that break a rule, and the finding.
    pub(super) struct Example {
        /// Paths and texts.
        pub entries: &'static [(&'static str, &'static str)],
        /// Paths and texts of last year.
        pub last: &'static [(&'static str, &'static str)],
        /// Entries of the file that have no place in the form.
        pub unknown: &'static [(&'static str, &'static str)],
        /// Paths of unconfirmed entries.
        pub unconfirmed: &'static [&'static str],
        /// Path of the finding.
        pub at: &'static str,
        /// Its sentence in English.
        pub says: &'static str,
    }

    impl Example {
        pub(super) const NONE: Example =
            Example { entries: &[], last: &[], unknown: &[], unconfirmed: &[], at: "", says: "" };
    }

    /// A form with a field for each rule.
    const FORM: &str = r#"(
        id: "rules", edition: "1", title: "Rules", caption: "{name}", year: "year", change: "30",
        sections: [(
            name: "all", label: "All", short: "All",
            items: [
                Field(name: "name", label: "单位", type: Text, required: true),
                Field(name: "year", label: "年度", type: Integer, carry: Keep),
                Field(name: "date", label: "日期", type: Date),
                Field(name: "persons", label: "人数", type: Integer, constraint: "persons >= 0"),
                Field(name: "budget", label: "预算", type: Decimal, decimals: 2, unit: "万元", words: ["预算"]),
                Field(name: "each", label: "人均", type: Decimal, decimals: 2, calculate: "budget / persons"),
                Field(name: "province", label: "省份", type: Choice, choices: ["湖南", "湖北"]),
                Field(name: "city", label: "城市", type: Choice,
                    choices_by: ("province", [("湖南", ["长沙", "岳阳"]), ("湖北", ["武汉"])])),
                Field(name: "prose", label: "概况", type: LongText, hint: "请填写本单位的主要职责。"),
                Field(name: "plans", label: "计划", type: LongText),
                Table(
                    name: "t", label: "T", start: 2, type: Decimal, decimals: 2,
                    columns: [Column(name: "a", label: "A")],
                    sum: (label: "合计", position: Bottom),
                ),
                Table(
                    name: "goals", label: "指标", type: Text,
                    groups: [
                        (name: "quality", label: "质量", start: 1),
                        (name: "quantity", label: "数量", start: 1),
                    ],
                    targets: (name: "label", target: "target", result: "reached"),
                    columns: [
                        Column(name: "label", label: "指标"),
                        Column(name: "target", label: "目标"),
                        Column(name: "reached", label: "结果"),
                    ],
                ),
            ],
        )],
        checks: [(
            id: "enough", at: "budget", rule: "budget >= t[sum].a", severity: Error,
            message: "{budget} is less than {t[sum].a}", advice: "",
        )],
    )"#;

    #[test]
    fn each_rule_finds_its_example() {
        let form = compile(FORM).unwrap();
        let mut wrong = Vec::new();
        for (id, example) in RuleId::ALL.iter().zip(EXAMPLES) {
            let mut report = Report::new(&form);
            let cell = |report: &Report, path: &str| report.resolve(&form, path).unwrap();
            for (path, text) in example.entries {
                let cell = cell(&report, path);
                report.apply(&form, Edit::Set { cell, text: Some((*text).into()) });
            }
            for (path, text) in example.last {
                let cell = cell(&report, path);
                report.apply(&form, Edit::Last { cell, text: Some((*text).into()) });
            }
            report
                .annex
                .entries
                .extend(example.unknown.iter().map(|(path, text)| ((*path).into(), (*text).into())));
            for path in example.unconfirmed {
                let cell = cell(&report, path);
                report.apply(&form, Edit::Mark { cell, unconfirmed: true });
            }
            let sheet = calculate(&form, &report);
            let at = cell(&report, example.at);
            let found = check(&form, &report, &sheet);
            let found = found.iter().find(|finding| finding.rule == *id && finding.cell == at);
            let Some(found) = found else {
                wrong.push(format!("{id:?} finds nothing"));
                continue;
            };
            let texts = |lang| Texts { form: &form, report: &report, sheet: &sheet, lang };
            let says = found.sentence(&texts(Lang::En));
            if says != example.says {
                wrong.push(format!("{id:?}: {says}"));
            }
            assert_ne!(found.sentence(&texts(Lang::Zh)), "", "{id:?}");
            assert!(is_rule(&form, &found.name(&form)), "{id:?}");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// A check can be shown at the sum row of a column that has no sum of its own.
    #[test]
    fn a_check_of_the_sum_row_needs_no_sum_in_its_column() {
        let template = FORM
            .replace(r#"columns: [Column(name: "a", label: "A")],"#, r#"columns: [Column(name: "a", label: "A"), Column(name: "b", label: "B", summed: false)],"#)
            .replace("checks: [(", r#"checks: [(
                id: "few", at: "t.b", rule: "a < 5", severity: Error, sum_row: true, message: "{a}", advice: "",
            ), ("#);
        let form = compile(&template).unwrap();
        let mut report = Report::new(&form);
        for path in ["t[1].a", "t[2].a"] {
            let cell = report.resolve(&form, path).unwrap();
            report.apply(&form, Edit::Set { cell, text: Some("3".into()) });
        }
        let found = check(&form, &report, &calculate(&form, &report));
        let found: Vec<_> = found.iter().filter(|finding| finding.rule == RuleId::Check).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].cell.row, crate::form::Row::Sum);
    }

    #[test]
    fn names_of_rules_are_unique() {
        let names = named_rules().map(|rule| rule.name);
        assert_eq!(names.clone().collect::<BTreeSet<_>>().len(), names.count());
        assert!(!is_rule(&compile(FORM).unwrap(), "place-holder") && !is_rule(&compile(FORM).unwrap(), ""));
    }
}
