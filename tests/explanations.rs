//! Explanations and ticks count only for the values that they were given for; what they prevent and permit.

use crate::support::desk::Desk;

/// A check, `check --strict` and `export --final` of a report with one change: the exit codes of the three, and
/// part of what the export says.
#[test]
fn a_final_document_needs_its_contradictions_explained() {
    let desk = Desk::new("refusals");
    desk.run(&["new", "sample.ron", "--sample"]).ok();
    for (changes, codes, says) in [
        (&[][..], [0, 0, 0], ""),
        // An error.
        (&["posts=五十"], [1, 1, 1], "尚有 1 处错误"),
        // A figure in a text that differs from the table.
        (&["performance=全站实有人数69人。"], [0, 1, 1], "尚有 1 处数据不一致未说明，未导出定稿"),
        (&["performance=全站实有人数69人。", "figure-staff@performance=含返聘1人"], [0, 0, 0], ""),
        // Another question: more persons than posts.
        (&["staff-over-posts@staff="], [0, 1, 0], "尚有 1 处待核实未说明"),
    ] {
        let copy = [&["set", "r.ron"], changes].concat();
        std::fs::copy(desk.path("sample.ron"), desk.path("r.ron")).unwrap();
        if !changes.is_empty() {
            desk.run(&copy).ok();
        }
        let check = desk.run(&["check", "r.ron"]);
        let strict = desk.run(&["check", "r.ron", "--strict"]);
        let export = desk.run(&["export", "r.ron", "-o", "r.txt", "--final", "--force"]);
        let found = [check.code, strict.code, export.code];
        assert_eq!(found, codes, "{changes:?}: {}{}", check.out, export.talk);
        assert!(export.talk.contains(says), "{}", export.talk);
        assert_eq!(says.is_empty(), !export.talk.contains("尚有"), "{}", export.talk);
    }
}
