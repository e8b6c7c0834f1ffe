//! Damaged input of every kind: an answer in bounded time, never a panic.
//!
//! The functions under test are called by `support/targets.rs`, which `fuzz/` uses too.

use proptest::prelude::*;

use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form};
use crate::support::targets;
use tianbiao::report::{Edit, Report, RowEntries, read};
use tianbiao::session::{Merge, Record, Session, snapshot};

/// The sample with references in its texts, in row names and in other references.
fn with_figures() -> String {
    SAMPLE
        .replace("基本支出767.32", "基本支出{{expenditure[sum].basic}}")
        .replace("支出881.32", "支出{{expenditure[工程质量监督站].total|short}}")
        .replace("2023年专项", "{{year - 1}}年专项{{preparer}}{{{{")
        .replace("114万元", "{{expenditure[3].project|亿元}}")
        .replace("（一）产出情况", "{{problems}}{{official[sum].total|% expenditure[3].total}}")
        .replace("\"林晓禾\"", "\"{{contact}}\"")
        .replace("\"局机关\"", "\"{{units[2].name}}\"")
}

/// One kind of damage to a text.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Remove(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, String),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let at = 0..60_000usize;
    prop_oneof![
        at.clone().prop_map(Damage::Cut),
        (at.clone(), 0u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (at.clone(), 1..400usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        (at.clone(), 1..200usize, 1..40usize).prop_map(|(at, count, times)| Damage::Repeat(at, count, times)),
        (at, "(\\PC|[\\[\\](){}\",:#r\\\\\n\r\t\u{1b}\u{202e}\u{0}]){1,12}")
            .prop_map(|(at, text)| Damage::Insert(at, text)),
    ]
}

fn damaged(text: impl AsRef<[u8]>, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = text.as_ref().to_vec();
    for damage in damages {
        let length = bytes.len();
        let place = |at: usize| at % (length + 1);
        match damage {
            Damage::Cut(at) => bytes.truncate(place(*at)),
            Damage::Flip(at, bit) => {
                if let Some(byte) = bytes.get_mut(place(*at)) {
                    *byte ^= 1 << bit;
                }
            }
            Damage::Remove(at, count) => {
                let from = place(*at);
                bytes.drain(from..length.min(from + count));
            }
            Damage::Repeat(at, count, times) => {
                let from = place(*at);
                let piece = bytes[from..length.min(from + count)].repeat(*times);
                bytes.splice(from..from, piece);
            }
            Damage::Insert(at, piece) => {
                let from = place(*at);
                bytes.splice(from..from, piece.bytes());
            }
        }
    }
    bytes
}

/// The records of a journal of the sample after a few changes, separated by NUL bytes.
fn journal() -> String {
    let form = form(BUILT_IN);
    let mut session = Session::new(form.clone(), Report::from_file(&form, read(&with_figures()).unwrap()));
    session.keep_log();
    let mut records = vec![snapshot(&form, session.undo_history())];
    let cell = |session: &Session, path: &str| session.report().resolve(&form, path).unwrap();
    for (path, text) in
        [("income[1].fiscal", "1"), ("problems", "甲\n{{year}}\t乙"), ("goals[1].actual", "丙")]
    {
        let cell = cell(&session, path);
        session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
    }
    let rows = form.row_set_named("units").unwrap();
    let name = cell(&session, "units[1].name");
    for edit in [
        Edit::InsertRow { rows, at: 1, row: RowEntries::default() },
        Edit::MoveRow { rows, from: 3, to: 0 },
        Edit::RemoveRow { rows, at: 2 },
    ] {
        session.change(edit, name, Merge::No);
    }
    session.undo();
    records.extend(session.take_log().into_iter().map(|change| Record::Change(change).encode(&form)));
    records.push("saved\t7 1f\n".to_owned());
    records.push("caret\t2\t1\t4\tincome[3].fiscal\t因\\n\tstaff-over-posts\tstaff\t2\n".to_owned());
    records.join("\0")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damaged_reports(damages in prop::collection::vec(any_damage(), 1..4)) {
        targets::report(&damaged(with_figures(), &damages));
    }

    #[test]
    fn damaged_templates(damages in prop::collection::vec(any_damage(), 1..4), built_in: bool) {
        targets::template(&damaged(if built_in { BUILT_IN } else { PROJECT }, &damages));
    }

    #[test]
    fn damaged_journals(damages in prop::collection::vec(any_damage(), 0..4)) {
        targets::journal(&damaged(journal(), &damages));
    }

    #[test]
    fn formulas(formula in "(sum|if|blank|round|max|a|b|t|c|x|t\\.c|t\\[sum\\]\\.c|not |and |or |[-+*/=<>!(),.0-9 '\\[\\]]|\\PC){0,24}") {
        targets::formula(formula.as_bytes());
    }

    #[test]
    fn any_cells(text in "([\t\n,;|+\\-\"# *\\\\]|\\| |\\+--\\+|─|│|┌|┐|└|┘|┼|<br>|- \\*\\*|甲乙|[a1. ：]){0,60}") {
        targets::cells(text.as_bytes());
    }

    #[test]
    fn drawn_cells(widths in prop::collection::vec(1_usize..5, 1..4), lines in prop::collection::vec((any::<bool>(), "[a |甲]{0,9}"), 0..7)) {
        let rule = format!("+{}\n", widths.iter().map(|width| "-".repeat(*width) + "+").collect::<String>());
        let mut text = rule.clone();
        for (ruled, line) in lines {
            text += &widths.iter().fold("|".to_owned(), |row, width| format!("{row}{line:<width$.width$}|"));
            text += "\n";
            text += if ruled { &rule } else { "" };
        }
        targets::cells((text + &rule).as_bytes());
    }

    #[test]
    fn any_sheet(bytes: Vec<u8>, cells in prop::collection::vec((prop::sample::select(vec![0_u8, 0, 0, 255]), any::<[u8; 4]>()), 0..60)) {
        targets::sheet(&bytes);
        targets::sheet(&cells.iter().flat_map(|(kind, rest)| [&[*kind][..], rest].concat()).collect::<Vec<u8>>());
    }

    #[test]
    fn damaged_workbooks(damages in prop::collection::vec(any_damage(), 1..4), which in 0_usize..3) {
        let books = [
            &include_bytes!("fixtures/book.xlsx")[..],
            include_bytes!("fixtures/book.xls"),
            include_bytes!("fixtures/book.ods"),
        ];
        targets::document(&damaged(books[which], &damages));
    }

    #[test]
    fn arbitrary_terminal_input(bytes: Vec<u8>, keys in "(\u{1b}\\[[0-9;<?]{0,9}[A-Za-z~$^@]?|\u{1b}O?|\u{1b}\\[20[01]~|[\u{0}-\u{20}]|\\PC){0,40}") {
        targets::terminal(&bytes);
        targets::terminal(keys.as_bytes());
    }

    #[test]
    fn arbitrary_terminal_input_to_a_screen(
        start in (any::<u8>(), 20u8..140, 5u8..50, 1u8..40),
        keys in "(\u{1b}\\[[ABCDHFZ]|\u{1b}\\[[1-6]~|\u{1b}\\[(1[1-9]|2[01])~|\u{1b}\\[20[01]~|[\u{1}-\u{1f}]|[0-9甲乙]|\\PC){0,30}",
    ) {
        let (which, width, height, packet) = start;
        targets::screen(&[&[which, width, height, packet], keys.as_bytes()].concat());
    }
}

#[test]
fn deep_nesting_and_long_input() {
    for text in ["(".repeat(100_000), "[".repeat(100_000), "{\"".repeat(100_000), "9".repeat(1_000_000)] {
        targets::report(text.as_bytes());
        targets::template(text.as_bytes());
        targets::journal(text.as_bytes());
        targets::document(text.as_bytes());
        let nested = format!("(form: \"linxiang-overall-expenditure\", other: {text})");
        targets::report(nested.as_bytes());
    }
    let text = |text: &str| {
        format!(
            "(form: \"linxiang-overall-expenditure\", rows: {{\"units\": 20000}}, entries: {{\"problems\": \"{text}\"}})"
        )
    };
    for figure in [
        "{{",
        "{{year}}",
        "{{problems}}",
        "{{income[x].total}}",
        "{{a|% b}}",
        "{{t[",
        "{{{",
        "{{income[9999].total|元}}",
    ] {
        targets::report(text(&figure.repeat(50_000)).as_bytes());
    }
    // Many unknown entries, and many rows that are looked up by name.
    let many = |line: &dyn Fn(usize) -> String| (0..20_000).map(line).collect::<String>();
    let entries = many(&|at| format!("\"k{at}\": \"1\","));
    let explanations = many(&|at| format!("\"r@units[k{at}].name\": \"1\","));
    targets::report(
        format!(
            "(form: \"linxiang-overall-expenditure\", rows: {{\"units\": 20000}}, entries: {{{entries}}}, \
             last_year: {{{entries}}}, explanations: {{{explanations}}})"
        )
        .as_bytes(),
    );
    for formula in
        ["(".repeat(3_000), "-".repeat(3_000), "not ".repeat(900), "1+".repeat(1_900), "1".repeat(3_900)]
    {
        targets::formula(formula.as_bytes());
    }
}
