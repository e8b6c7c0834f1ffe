//! Text from outside, damaged in every way: an answer in bounded time, never a panic.
//!
//! The same functions are fuzz targets: each takes bytes and must come back.

use proptest::prelude::*;

use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form};
use tianbiao::form::compile;
use tianbiao::report::{Report, calculate, read, write};

/// Reads a report, fills the form with it, calculates, writes it and reads it again.
fn report_reader(text: &str) {
    let form = form(BUILT_IN);
    let Ok(file) = read(text) else { return };
    let report = Report::from_file(&form, file);
    calculate(&form, &report);
    let written = write(&form, &report);
    let again = Report::from_file(&form, read(&written).unwrap_or_else(|e| panic!("{e:?}\n{written}")));
    assert_eq!(write(&form, &again), written, "the same report gives the same bytes");
}

/// The sample with figures in its texts, in names of rows and in each other.
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

/// Compiles a template; what compiles is filled, calculated and written.
fn template_compiler(text: &str) {
    if let Ok(form) = compile(text) {
        let report = Report::new(&form);
        calculate(&form, &report);
        write(&form, &report);
    }
}

/// A formula in a form that is otherwise right.
fn formula_parser(formula: &str) {
    let quoted = formula.replace('\\', "\\\\").replace('"', "\\\"");
    template_compiler(&format!(
        "(id: \"f\", edition: \"1\", title: \"f\", caption: \"{{{{\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"a\", label: \"a\", type: Decimal), Field(name: \"b\", label: \"b\", type: Date),
            Table(name: \"t\", label: \"t\", type: Decimal, sum: (label: \"s\"), columns: [Column(name: \"c\", label: \"c\")]),
            Field(name: \"x\", label: \"x\", type: Decimal, calculate: \"{quoted}\"),
        ])])"
    ));
}

/// One way of damaging a text.
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

fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut bytes = text.as_bytes().to_vec();
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
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damaged_reports(damages in prop::collection::vec(any_damage(), 1..4)) {
        report_reader(&damaged(&with_figures(), &damages));
    }

    #[test]
    fn damaged_templates(damages in prop::collection::vec(any_damage(), 1..4), built_in: bool) {
        template_compiler(&damaged(if built_in { BUILT_IN } else { PROJECT }, &damages));
    }

    #[test]
    fn formulas(formula in "(sum|if|blank|round|max|a|b|t|c|x|t\\.c|t\\[sum\\]\\.c|not |and |or |[-+*/=<>!(),.0-9 '\\[\\]]|\\PC){0,24}") {
        formula_parser(&formula);
    }
}

#[test]
fn depth_and_length() {
    for text in ["(".repeat(100_000), "[".repeat(100_000), "{\"".repeat(100_000), "9".repeat(1_000_000)] {
        report_reader(&text);
        template_compiler(&text);
        let nested = format!("(form: \"linxiang-overall-expenditure\", other: {text})");
        report_reader(&nested);
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
        report_reader(&text(&figure.repeat(50_000)));
    }
    for formula in
        ["(".repeat(3_000), "-".repeat(3_000), "not ".repeat(900), "1+".repeat(1_900), "1".repeat(3_900)]
    {
        formula_parser(&formula);
    }
}
