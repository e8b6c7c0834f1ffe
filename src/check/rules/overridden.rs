//! A typed total differs from the calculated one, or replaces it without need.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::Value;
use crate::message::{Lang, messages};
use crate::sheet::{Origin, SheetCell, Texts};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "override",
    help: ["手工填列的合计与计算结果不同", "A typed total differs from the calculated one."],
    mark: Mark::Explain,
    quiet: false,
    blocks: false,
    find: &[Find::Field(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("t[1].a", "1"), ("t[2].a", "2"), ("t[sum].a", "4")],
    at: "t[sum].a",
    says: "entered 4.00, the formula gives 3.00: correct or explain it",
    ..Example::NONE
};

messages! {
    override_differs(typed: &str, calculated: &str) => "手工填列 {typed}，与计算结果 {calculated} 不一致，请更正或说明原因", "entered {typed}, the formula gives {calculated}: correct or explain it";
    override_blank(typed: &str) => "手工填列 {typed}，没有明细可供核对，请补填明细或说明原因", "entered {typed}, no parts to check it against: add them or explain it";
    override_same(typed: &str) => "手工填列 {typed}，与计算结果一致，可恢复自动计算", "entered {typed}, same as the formula: it can be calculated again";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    if data.field.free || data.column.overridden.is_empty() {
        return;
    }
    // An entry such as a dash has no value, but it replaces the calculated one.
    let overridden = |cell: &SheetCell| cell.origin == Origin::Overridden && cell.problem.is_none();
    for (place, cell) in data.cells().filter(|(_, cell)| overridden(cell)) {
        match data.sheet.calculated(place) {
            Some(calculated) if *calculated == cell.value => {
                found.marked(Mark::Hint, place, None, Detail::None);
            }
            Some(_) => found.cell(place),
            None => {}
        }
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let value = &texts.sheet.cell(finding.cell).value;
    let typed = match value {
        Value::Blank => texts.report.text(finding.cell).trim().to_owned(),
        _ => texts.shown(finding.cell),
    };
    match texts.sheet.calculated(finding.cell) {
        Some(calculated) if calculated == value => override_same(texts.lang, &typed),
        None | Some(Value::Blank) => override_blank(texts.lang, &typed),
        Some(calculated) => {
            let calculated = texts.form.field(finding.cell.field).kind.show(calculated, texts.lang);
            override_differs(texts.lang, &typed, &calculated)
        }
    }
}
