//! Whole forms typed by keyboard, from the first field to the last.

use std::collections::BTreeMap;

use tianbiao::form::{CellRef, Form, Widget};
use tianbiao::report::{Edit, Report, RowEntries, read};
use tianbiao::session::Session;
use tianbiao::store::forms::Shelf;
use tianbiao::tui::event::Message;

use super::FORMS;
use crate::support::scenario::Scenario;

/// Typing the sample in the order in which Tab visits the cells gives the sample; Tab stops at no other cells.
#[test]
fn whole_reports_are_typed_with_tab() {
    for id in FORMS {
        let found = Shelf::new(Vec::new()).find(id, "").unwrap();
        let form = &found.form;
        let (_, text) = found.origin.sample().unwrap();
        let sample = Report::from_file(form, read(&text).unwrap());
        let mut open: BTreeMap<String, String> = sample
            .filled(form)
            .into_iter()
            .map(|(cell, text)| (form.number_path(cell), text.to_owned()))
            .collect();
        let blank = with_row_names(form, &sample, &mut open);
        let mut desk = Scenario::over(Session::new(form.clone(), blank), (80, 24));
        let mut visited = Vec::new();
        loop {
            let at = desk.at();
            visited.push(at.clone());
            let cell = desk.app.cursor.cell.unwrap_or_else(|| panic!("{id}: no cell after {visited:?}"));
            if let Some(text) = open.remove(&at) {
                match form.field(cell.field).kind.widget() {
                    // A key that fits one choice chooses it; others open the list.
                    Widget::Choices(_) => {
                        desk.keys_in(&text);
                        if desk.get(&at) != text {
                            desk.keys_in("<Enter>");
                        }
                    }
                    Widget::Paragraphs => desk.send(Message::Paste(text)),
                    _ => desk.keys_in(&text),
                }
            }
            // The next row of a list begins with its first cell.
            let row = form.field(cell.field).rows().zip(cell.row.index());
            if let Some((rows, at)) = row
                && at + 1 == desk.app.model.session.report().rows(rows)
                && at + 1 < sample.rows(rows)
                && !open.keys().any(|path| path.starts_with(&row_of(&desk.at())))
            {
                desk.keys_in("<Ins>");
                continue;
            }
            desk.keys_in("<Tab>");
            if desk.at() == at {
                desk.keys_in("<Tab>");
            }
            if desk.at() == at {
                break;
            }
            assert!(visited.len() < 2_000, "{id}: {visited:?}");
        }
        assert_eq!(open, BTreeMap::new(), "{id}");
        let typed = desk.app.model.session.report();
        for cell in sample.cells(form) {
            assert_eq!(typed.text(cell), sample.text(cell), "{id} {}", form.number_path(cell));
        }
    }
}

/// Returns a new report with the rows and the row names of the sample, which are not left to type: Tab skips them.
fn with_row_names(form: &Form, sample: &Report, open: &mut BTreeMap<String, String>) -> Report {
    let mut report = Report::new(form);
    for rows in form.row_set_ids() {
        let Some(field) = form.row_set(rows).name_field else { continue };
        for at in 0..sample.rows(rows) {
            if at >= report.rows(rows) {
                report.apply(form, Edit::InsertRow { rows, at, row: RowEntries::default() });
            }
            let cell = CellRef::at(field, at);
            report.apply(form, Edit::Set { cell, text: Some(sample.text(cell).into()) });
            open.remove(&form.number_path(cell));
        }
    }
    report
}

/// Returns the path up to the end of the row's number.
fn row_of(path: &str) -> String {
    path.find(']').map_or_else(|| path.to_owned(), |end| path[..=end].to_owned())
}

/// Paragraphs pasted into the only row of a table are one text; where there is room they are rows, after a preview.
#[test]
fn paragraphs_are_one_text_where_there_are_no_rows_for_them() {
    let found = Shelf::new(Vec::new()).find(super::PROJECT, "").unwrap();
    let mut desk = Scenario::over(Session::new(found.form.clone(), Report::new(&found.form)), (80, 24));
    let text = "目标1：改造老旧供水管网不少于18公里。\n目标2：管网漏损率降至9%以下。";
    for (path, pages, pasted) in [("goals[1].expected", 2, text), ("quantity[1].name", 1, "")] {
        desk.keys_in(&format!("<PgDn*{pages}>"));
        assert_eq!(desk.at(), path);
        desk.send(Message::Paste(text.to_owned()));
        assert_eq!(desk.get(path), pasted);
    }
}
