//! A result misses its target.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "target",
    help: ["完成情况未达到绩效目标", "A result misses its target."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::All(|data, found| {
        let missed = data.prose.reached().filter(|reached| reached.holds == Some(false));
        for reached in missed.filter(|reached| !reached.is_excused) {
            found.add(reached.result, None, Detail::Cell(reached.target));
        }
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[
        ("quality[1].label", "竣工验收工程数"),
        ("quality[1].target", "不少于28个"),
        ("quality[1].reached", "3个"),
    ],
    at: "quality[1].reached",
    says: "the result 3个 misses the target 不少于28个: correct it, or explain it",
    ..Example::NONE
};

messages! {
    target_missed(result: &str, target: &str) => "完成情况“{result}”未达到绩效目标“{target}”，请核实；情况属实的，请说明原因", "the result {result} misses the target {target}: correct it, or explain it";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Cell(target) = finding.detail else { return String::new() };
    target_missed(texts.lang, &texts.shown(finding.cell), &texts.shown_goal(target))
}
