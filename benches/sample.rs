//! The sample report at any size, and helpers that send keys to it.

use std::sync::Arc;

use crossterm::event::KeyEvent;
use jiff::civil::date;
use tianbiao::app::model::Model;
use tianbiao::form::{Form, compile};
use tianbiao::report::{Edit, Report, RowEntries, read};
use tianbiao::session::Session;
use tianbiao::tui::SCREEN;
use tianbiao::tui::app::{App, update};
use tianbiao::tui::command::parse_key;
use tianbiao::tui::event::Message;
use tianbiao::tui::look::Look;

pub const TEMPLATE: &str = include_str!("../templates/linxiang-overall-expenditure.ron");
pub const SAMPLE: &str = include_str!("../templates/linxiang-overall-expenditure.sample.ron");
pub const SIZE: (u16, u16) = (80, 24);

pub fn form() -> Arc<Form> {
    Arc::new(compile(TEMPLATE).unwrap())
}

fn cells(form: &Form, report: &Report) -> usize {
    form.field_ids().map(|field| report.column(field).len()).sum()
}

/// The sample, with institutions added until it has `wanted` cells.
pub fn report(form: &Form, wanted: usize) -> Report {
    let mut report = Report::from_file(form, read(SAMPLE).unwrap());
    let shared = form.row_set_ids().find(|rows| form.row_set(*rows).name_field.is_some()).unwrap();
    let fields = &form.row_set(shared).fields;
    let missing = wanted.saturating_sub(cells(form, &report)) / fields.len();
    for number in 0..missing {
        let entry = |field: &_| {
            let locked = form.field(*field).calculate.is_some();
            let is_number = form.field(*field).kind.is_number();
            let text = if is_number { format!("12.3{}", number % 10) } else { format!("机构{number}") };
            (!locked).then(|| (*field, text.into()))
        };
        let entries = fields.iter().filter_map(entry).collect();
        let row = RowEntries { entries, ..RowEntries::default() };
        let at = report.rows(shared);
        report.apply(form, Edit::InsertRow { rows: shared, at, row });
    }
    report
}

/// The form with 190 more sections, each with a text and a figure.
pub fn long_form() -> Arc<Form> {
    let section = |at: usize| {
        format!(
            "(name: \"part{at}\", label: \"第{at}部分\", short: \"部{at}\", items: [\
             Field(name: \"text{at}\", label: \"情况{at}\", type: LongText), \
             Field(name: \"figure{at}\", label: \"金额{at}\", type: Decimal, unit: \"万元\", decimals: 2)]),\n"
        )
    };
    let more: String = (0..190).map(section).collect();
    let at = TEMPLATE.find("    checks: [").and_then(|checks| TEMPLATE[..checks].rfind("],")).unwrap();
    Arc::new(compile(&[&TEMPLATE[..at], &more, &TEMPLATE[at..]].concat()).unwrap())
}

/// A report of the long form with `wanted` cells and 1 MB of prose that repeats figures of the tables.
pub fn long_report(form: &Form, wanted: usize) -> Report {
    let mut report = report(form, wanted);
    let figures = "全年工程质量监督站人员支出682.3万元，实有人数68人。";
    let words = "监督工程五十二个，登记率百分之百，无一起事故，各项工作按计划完成。".repeat(9) + figures;
    let text: Arc<str> = words.repeat(1_000_000 / 190 / words.len() + 1).into();
    for at in 0..190 {
        let cell = report.resolve(form, &format!("text{at}")).unwrap();
        report.apply(form, Edit::Set { cell, text: Some(Arc::clone(&text)) });
    }
    report
}

pub fn app(form: &Arc<Form>, report: Report, look: Look) -> App {
    let session = Session::new(Arc::clone(form), report);
    let model = Model::new(session, (look.lang, &SCREEN), "2023.ron", date(2024, 9, 28), true);
    App::new(model, look, SIZE)
}

pub fn press(app: &mut App, key: &str) {
    let (code, modifiers) = parse_key(key).unwrap();
    update(app, Message::Key(KeyEvent::new(code, modifiers)));
}

pub fn go(app: &mut App, path: &str) {
    press(app, "F3");
    for character in path.chars() {
        press(app, character.encode_utf8(&mut [0; 4]));
    }
    press(app, "Enter");
}
