//! Incremental recalculation: after any edits the sheet equals a sheet that is calculated from scratch.

use proptest::prelude::*;
use proptest::sample::Index;
use tianbiao::check::RuleId;
use tianbiao::form::{CellRef, FieldId, Row};
use tianbiao::report::{Edit, Report, RowEntries};
use tianbiao::session::{Merge, Session};

use crate::support::fresh::assert_fresh;
use crate::support::scenario::{PROJECT, Scenario, form};

/// A form with every kind of dependency between cells.
const TANGLE: &str = r#"(
    id: "tangle", edition: "1", title: "Tangle", language: "en", caption: "{year}", year: "year", change: "30",
    sections: [(
        name: "all", label: "All", short: "All",
        items: [
            Field(name: "year", label: "Year", type: Integer),
            Field(name: "rate", label: "Rate", type: Decimal, decimals: 2),
            Field(name: "asked", label: "Asked", type: Text),
            Field(name: "words", label: "Words", type: LongText, constraint: "words != 'x 1.00'"),
            Field(name: "copy", label: "Copy", type: Text, calculate: "asked"),
            Field(name: "again", label: "Again", type: Text, calculate: "copy", constraint: "again != '{{rate}}'"),
            Table(
                name: "t", label: "T", start: 3, type: Decimal, decimals: 2,
                columns: [
                    Column(name: "a", label: "A", constraint: "a <= rate"),
                    Column(name: "b", label: "B", relevant: "a > 1"),
                    Column(name: "c", label: "C", calculate: "a + b * rate"),
                    Column(name: "share", label: "Share", calculate: "c / t[sum].c", summed: false),
                    Column(name: "most", label: "Most", calculate: "max(t.c) - c", summed: false),
                ],
                sum: (label: "Sum", position: Bottom),
            ),
            Field(name: "many", label: "Many", type: Integer, calculate: "count(t.a)"),
            Field(name: "late", label: "Late", type: Decimal, relevant: "many > 2", calculate: "t[sum].c * rate"),
        ],
    )],
    checks: [
        (id: "least", at: "t.a", rule: "a >= b", severity: Explain, message: "{a} {b}", advice: "", sum_row: true),
        (id: "whole", at: "t.b", rule: "b < t[sum].a", severity: Hint, message: "{b}", advice: ""),
        (id: "count", at: "rate", rule: "rate < count(t.b)", severity: Error, message: "{rate}", advice: ""),
    ],
)"#;

/// Texts that a user can enter anywhere.
const TEXTS: [&str; 19] = [
    "",
    "1",
    "2.50",
    "-3",
    "0",
    "1e3",
    "x",
    "不适用",
    "x {{rate}}",
    "{{rate}}",
    "{{t[sum].c}}",
    "{{t[2].a|short}}",
    "2023",
    "{{asked}}",
    "基本支出767.32万元，人员支出1万元",
    "4.005",
    "甲站人员支出1万元。乙站人员支出2.50万元，人员支出-3万元。",
    "丙站的甲站人员支出1万元；2023年丙站人员支出1万元。",
    "乙站 {{rate}}，人员支出1万元",
];

/// Names of rows.
const NAMES: [&str; 4] = ["甲站", "乙站", "丙站", " 甲 站"];

#[derive(Clone, Debug)]
enum Act {
    Set(Index, usize),
    Sum(Index, usize),
    Name(Index, usize),
    Last(Index, usize),
    Mark(Index, bool),
    Explain(Index, bool),
    Insert(Index, Index),
    Remove(Index, Index),
    Move(Index, Index, Index),
    Batch(Vec<Act>),
    /// Rows inserted, removed and moved in one edit.
    Rows(Index, Vec<(Index, Index, u8)>),
    Undo,
    Redo,
}

fn any_act() -> impl Strategy<Value = Act> {
    let index = any::<Index>;
    let text = || 0..TEXTS.len();
    let one = prop_oneof![
        8 => (index(), text()).prop_map(|(cell, text)| Act::Set(cell, text)),
        2 => (index(), text()).prop_map(|(field, text)| Act::Sum(field, text)),
        3 => (index(), 0..NAMES.len()).prop_map(|(row, name)| Act::Name(row, name)),
        1 => (index(), text()).prop_map(|(cell, text)| Act::Last(cell, text)),
        1 => (index(), any::<bool>()).prop_map(|(cell, waits)| Act::Mark(cell, waits)),
        1 => (index(), any::<bool>()).prop_map(|(finding, text)| Act::Explain(finding, text)),
        2 => (index(), index()).prop_map(|(rows, at)| Act::Insert(rows, at)),
        2 => (index(), index()).prop_map(|(rows, at)| Act::Remove(rows, at)),
        1 => (index(), index(), index()).prop_map(|(rows, from, to)| Act::Move(rows, from, to)),
    ]
    .boxed();
    prop_oneof![
        12 => one.clone(),
        1 => prop::collection::vec(one, 1..5).prop_map(Act::Batch),
        1 => (index(), prop::collection::vec((index(), index(), 0..3_u8), 1..6))
            .prop_map(|(rows, edits)| Act::Rows(rows, edits)),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

fn edit(session: &Session, act: &Act) -> Option<(Edit, CellRef)> {
    let (form, report) = (session.form(), session.report());
    let cells = report.cells(form);
    let rows = |index: &Index| form.row_set_ids().nth(index.index(form.row_sets.len().max(1)));
    let text = |at: &usize| Some(TEXTS[*at]).filter(|text| !text.is_empty()).map(Into::into);
    let first = CellRef::only(FieldId(0));
    Some(match act {
        Act::Set(at, to) => {
            let cell = cells[at.index(cells.len())];
            (Edit::Set { cell, text: text(to) }, cell)
        }
        Act::Sum(at, to) => {
            let summed: Vec<FieldId> = form.field_ids().filter(|id| form.field(*id).summed()).collect();
            let field = *summed.get(at.index(summed.len().max(1)))?;
            let cell = CellRef { field, row: Row::Sum };
            (Edit::Set { cell, text: text(to) }, cell)
        }
        Act::Name(at, to) => {
            let fields = form.row_sets.iter().filter_map(|rows| rows.name_field);
            let named = |field| (0..report.column(field).len()).map(move |row| CellRef::at(field, row));
            let named: Vec<CellRef> = fields.flat_map(named).collect();
            let cell = *named.get(at.index(named.len().max(1)))?;
            (Edit::Set { cell, text: Some(NAMES[*to].into()) }, cell)
        }
        Act::Last(at, to) => {
            let cell = cells[at.index(cells.len())];
            (Edit::Last { cell, text: text(to) }, cell)
        }
        Act::Mark(at, unconfirmed) => {
            let cell = cells[at.index(cells.len())];
            (Edit::Mark { cell, unconfirmed: *unconfirmed }, cell)
        }
        Act::Explain(at, stands) => {
            let findings = session.findings();
            let finding = findings.get(at.index(findings.len().max(1)))?;
            let rule = finding.name(form).into_owned();
            (Edit::explain(&rule, finding.cell, stands.then(|| "属实".to_owned()), None), finding.cell)
        }
        Act::Insert(set, at) => {
            let rows = rows(set)?;
            let at = at.index(report.rows(rows) + 1);
            (Edit::InsertRow { rows, at, row: RowEntries::default() }, first)
        }
        Act::Remove(set, at) => {
            let rows = rows(set)?;
            (Edit::RemoveRow { rows, at: at.index(report.rows(rows).max(1)) }, first)
        }
        Act::Move(set, from, to) => {
            let rows = rows(set)?;
            let count = report.rows(rows);
            if count == 0 {
                return None;
            }
            (Edit::MoveRow { rows, from: from.index(count), to: to.index(count) }, first)
        }
        Act::Batch(acts) => {
            // All edits of a batch refer to the report before the batch, so a batch edits cells and not rows.
            let acts = acts.iter().filter(|act| matches!(act, Act::Set(..) | Act::Sum(..) | Act::Mark(..)));
            let edits = acts.filter_map(|act| Some(edit(session, act)?.0)).collect();
            (Edit::Batch(edits), first)
        }
        Act::Rows(set, acts) => {
            let rows = rows(set)?;
            let mut count = report.rows(rows);
            let edits = acts.iter().filter_map(|(at, to, way)| {
                Some(match way {
                    0 => {
                        count += 1;
                        Edit::InsertRow { rows, at: at.index(count), row: RowEntries::default() }
                    }
                    _ if count == 0 => return None,
                    1 => {
                        count -= 1;
                        Edit::RemoveRow { rows, at: at.index(count + 1) }
                    }
                    _ => Edit::MoveRow { rows, from: at.index(count), to: to.index(count) },
                })
            });
            (Edit::Batch(edits.collect()), first)
        }
        Act::Undo | Act::Redo => return None,
    })
}

fn perform(session: &mut Session, acts: &[Act]) {
    for act in acts {
        match act {
            Act::Undo => _ = session.undo(),
            Act::Redo => _ = session.redo(),
            act => {
                if let Some((edit, cell)) = edit(session, act) {
                    session.change(edit, cell, Merge::No);
                }
            }
        }
        assert_fresh(session);
    }
}

/// A condition sees a text with its references resolved, which change when their cell changes.
#[test]
fn conditions_follow_the_references_of_a_text() {
    let form = form(TANGLE);
    let report = Report::new(&form);
    let mut session = Session::new(form, report);
    let mut enter = |path: &str, text: &str| {
        let cell = session.report().resolve(session.form(), path).unwrap();
        session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
        assert_fresh(&session);
        session.findings().iter().filter(|finding| finding.rule == RuleId::Constraint).count()
    };
    assert_eq!(enter("words", "x {{rate}}"), 0);
    assert_eq!(enter("rate", "1"), 1);
    assert_eq!(enter("rate", "2"), 0);
    assert_eq!(enter("asked", "{{rate}}"), 0);
    assert_eq!(enter("rate", "1"), 1);
}

/// The result of an indicator names an institution that is named afterwards: its figure belongs to that row then.
#[test]
fn indicators_follow_the_names_of_rows() {
    let mut session = Scenario::sample((80, 24)).app.model.session;
    for (path, text) in [("satisfaction[1].actual", "乙站人员支出1万元"), ("units[3].name", "乙站")]
    {
        let cell = session.report().resolve(session.form(), path).unwrap();
        session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
        assert_fresh(&session);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_the_tangle(acts in prop::collection::vec(any_act(), 1..24)) {
        let form = form(TANGLE);
        let report = Report::new(&form);
        perform(&mut Session::new(form, report), &acts);
    }

    #[test]
    fn edits_of_another_form(acts in prop::collection::vec(any_act(), 1..16)) {
        let form = form(PROJECT);
        let report = Report::new(&form);
        perform(&mut Session::new(form, report), &acts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_the_built_in_form(rolled: bool, acts in prop::collection::vec(any_act(), 1..16)) {
        let scenario = if rolled { Scenario::rolled((80, 24)) } else { Scenario::sample((80, 24)) };
        perform(&mut { scenario.app.model.session }, &acts);
    }
}
