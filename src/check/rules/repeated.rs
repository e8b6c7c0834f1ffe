//! A long sentence or an ending is repeated.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::quote::quoted_from;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::report::naming::place;
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "repeated",
    help: ["句子重复", "A sentence is repeated."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[
        Find::Field(|data, found| data.style(found, |issue| issue == StyleIssue::Ending)),
        Find::All(|data, found| {
            for (cell, place, first) in data.prose.repeated() {
                found.add(*cell, Some(*place), Detail::Cell(*first));
            }
        }),
    ],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "全年认真完成了各项监督工作任务并按时报送了材料。全年认真完成了各项监督工作任务并按时报送了材料。")],
    at: "prose",
    says: "the sentence \"全年认真完成了各项监督工作任务并按时报送了材料\" occurs twice in this text: is this intended?",
    ..Example::NONE
};

messages! {
    repeated(words: &str, place: &str) => "“{words}”与“{place}”中的一句完全一致，请核实是否重复", "the sentence \"{words}\" also occurs in {place}, word for word: is this intended?";
    repeated_here(words: &str) => "“{words}”在本文中出现两次，请核实是否重复", "the sentence \"{words}\" occurs twice in this text: is this intended?";
    same_ending(words: &str) => "“{words}”与前句表述重复，请核实", "\"{words}\" already ends the previous sentence: is this intended?";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let words = quoted_from(texts, finding);
    match finding.detail {
        Detail::Cell(first) if first == finding.cell => repeated_here(texts.lang, &words),
        Detail::Cell(first) => repeated(texts.lang, &words, &place(texts.form, texts.report, first)),
        _ => same_ending(texts.lang, &words),
    }
}
