//! Benchmarks of the latency that the user notices: start, key, save, export. Run with `just bench`.
#![allow(unreachable_pub, reason = "a benchmark exports nothing")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up should panic")]
#![allow(clippy::wildcard_imports, reason = "the modules only group the results")]

mod sample;

use std::path::PathBuf;
use std::sync::Arc;

use divan::{Bencher, black_box};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use sample::{SIZE, TEMPLATE, form, go, long_form, long_report, press, report};
use tianbiao::export::{FORMATS, Format, Options};
use tianbiao::fill::fill;
use tianbiao::form::{CellRef, Form, compile};
use tianbiao::import::{import, read_docx};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, RowEntries, read, write};
use tianbiao::roll_forward::Plan;
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::calculate;
use tianbiao::store::forms::Shelf;
use tianbiao::store::reports;
use tianbiao::tui::app::App;
use tianbiao::tui::look::Look;
use tianbiao::tui::view;

/// Approximate number of cells; 0 is the unchanged sample.
const SIZES: [usize; 3] = [0, 5_000, 56_000];

fn main() {
    divan::main();
}

/// Like [`report`], with every entry also stored as last year's value, and marked unconfirmed if `waits`.
fn rolled(form: &Form, wanted: usize, waits: bool) -> Report {
    let mut report = report(form, wanted);
    let filled: Vec<(CellRef, Arc<str>)> =
        report.filled(form).into_iter().map(|(cell, text)| (cell, text.into())).collect();
    for (cell, text) in filled {
        report.apply(form, Edit::Last { cell, text: Some(text) });
        report.apply(form, Edit::Mark { cell, unconfirmed: waits });
    }
    report
}

fn app(form: &Arc<Form>, report: Report) -> App {
    sample::app(form, report, Look::default())
}

/// An application and the terminal that it is drawn on.
struct Screen {
    app: App,
    terminal: Terminal<TestBackend>,
}

impl Screen {
    fn new(app: App) -> Screen {
        let mut screen = Screen { app, terminal: Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap() };
        screen.draw();
        screen
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| view::draw(&self.app, frame)).unwrap();
    }

    /// Sends a key and draws the resulting frame.
    fn key(&mut self, key: &str) {
        press(&mut self.app, key);
        self.draw();
    }
}

/// Measures two alternating keys at a cell, each with its frame.
fn two_keys(bencher: Bencher, app: App, path: &str, keys: [&str; 2]) {
    let mut screen = Screen::new(app);
    go(&mut screen.app, path);
    let mut turn = 0_usize;
    bencher.bench_local(|| {
        turn += 1;
        screen.key(keys[turn % 2]);
    });
}

mod form_and_report {
    use super::*;

    #[divan::bench]
    fn compile_the_form() -> Form {
        compile(black_box(TEMPLATE)).unwrap()
    }

    #[divan::bench(args = SIZES)]
    fn calculate_the_sheet(bencher: Bencher, size: usize) {
        let form = form();
        let report = report(&form, size);
        bencher.bench_local(|| calculate(&form, black_box(&report)));
    }

    #[divan::bench(args = [false, true])]
    fn calculate_5000_cells_beside_last_year(bencher: Bencher, waits: bool) {
        let form = form();
        let report = rolled(&form, 5_000, waits);
        bencher.bench_local(|| calculate(&form, black_box(&report)));
    }

    #[divan::bench(args = SIZES)]
    fn change_a_cell(bencher: Bencher, size: usize) {
        let form = form();
        let report = report(&form, size);
        let cell = report.resolve(&form, "expenditure[3].personnel").unwrap();
        let mut session = Session::new(form, report);
        let mut cents = 0_u32;
        bencher.bench_local(|| {
            cents = (cents + 1) % 100;
            let text = Some(format!("682.{cents:02}").into());
            session.change(Edit::Set { cell, text }, cell, Merge::Run(1));
        });
    }

    /// Evaluates every column of the shared rows again. No entry is parsed again.
    #[divan::bench(args = SIZES)]
    fn add_or_remove_a_row(bencher: Bencher, size: usize) {
        let form = form();
        let report = report(&form, size);
        let cell = report.resolve(&form, "expenditure[1].personnel").unwrap();
        let rows = form.field(cell.field).rows().unwrap();
        let mut session = Session::new(form, report);
        let mut added = false;
        bencher.bench_local(|| {
            added = !added;
            let edit = if added {
                Edit::InsertRow { rows, at: 1, row: RowEntries::default() }
            } else {
                Edit::RemoveRow { rows, at: 1 }
            };
            session.change(edit, cell, Merge::No);
        });
    }
}

mod figures_in_texts {
    use super::*;

    /// Changes a cell that eighteen references in texts show.
    #[divan::bench(args = SIZES)]
    fn change_a_cell_they_show(bencher: Bencher, size: usize) {
        let form = form();
        let mut report = report(&form, size);
        for path in ["profile_scope", "basic_spending", "performance"] {
            let cell = report.resolve(&form, path).unwrap();
            let text = report.text(cell).replace("767.32", "{{expenditure[sum].basic}}");
            let text = text + &"{{expenditure[工程质量监督站].personnel|short}}万元，".repeat(5);
            report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        }
        let cell = report.resolve(&form, "expenditure[3].personnel").unwrap();
        let mut session = Session::new(form, report);
        let mut cents = 0_u32;
        bencher.bench_local(|| {
            cents = (cents + 1) % 100;
            let text = Some(format!("682.{cents:02}").into());
            session.change(Edit::Set { cell, text }, cell, Merge::Run(1));
        });
    }

    #[divan::bench(args = SIZES)]
    fn rename_a_row_they_name(bencher: Bencher, size: usize) {
        let form = form();
        let mut report = report(&form, size);
        let cell = report.resolve(&form, "performance").unwrap();
        let text = "{{expenditure[工程质量监督站].personnel|short}}万元，".repeat(17);
        report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        let cell = report.resolve(&form, "units[3].name").unwrap();
        let mut session = Session::new(form, report);
        let mut turn = 0_u32;
        bencher.bench_local(|| {
            turn = (turn + 1) % 100;
            session.change(Edit::Set { cell, text: Some(format!("站{turn}").into()) }, cell, Merge::Run(1));
        });
    }
}

mod start {
    use super::*;

    /// From the text of the report file to the first frame.
    #[divan::bench(args = SIZES)]
    fn to_the_first_frame(bencher: Bencher, size: usize) {
        let form = form();
        let text = write(&form, &report(&form, size));
        let shelf = Shelf::default();
        bencher.bench_local(|| {
            let path = PathBuf::from("2023.ron");
            let loaded = reports::from_text(&path, black_box(&text), &shelf).unwrap();
            Screen::new(app(&loaded.form, loaded.report))
        });
    }
}

mod one_key_to_one_frame {
    use super::*;

    fn bench(bencher: Bencher, size: usize, path: &str, keys: [&str; 2]) {
        let form = form();
        two_keys(bencher, app(&form, report(&form, size)), path, keys);
    }

    #[divan::bench(args = SIZES)]
    fn typing_in_a_cell(bencher: Bencher, size: usize) {
        bench(bencher, size, "expenditure[3].personnel", ["5", "Backspace"]);
    }

    #[divan::bench(args = [false, true])]
    fn typing_in_a_cell_beside_last_year(bencher: Bencher, waits: bool) {
        let form = form();
        let app = app(&form, rolled(&form, 5_000, waits));
        two_keys(bencher, app, "expenditure[3].personnel", ["5", "Backspace"]);
    }

    #[divan::bench(args = SIZES)]
    fn moving_in_a_table(bencher: Bencher, size: usize) {
        bench(bencher, size, "expenditure[2].personnel", ["Down", "Up"]);
    }

    #[divan::bench(args = SIZES)]
    fn typing_in_a_field(bencher: Bencher, size: usize) {
        bench(bencher, size, "contact", ["a", "Backspace"]);
    }

    #[divan::bench(args = [false, true])]
    fn typing_in_a_paragraph_of_1000(bencher: Bencher, on_the_full_screen: bool) {
        let form = form();
        let mut report = report(&form, 0);
        let cell: CellRef = report.resolve(&form, "performance").unwrap();
        let text: String = "全年监督工程五十二个，登记率百分之百。".chars().cycle().take(1_000).collect();
        report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        let mut screen = Screen::new(app(&form, report));
        go(&mut screen.app, "performance");
        if on_the_full_screen {
            press(&mut screen.app, "F2");
        }
        let mut turn = 0_usize;
        bencher.bench_local(|| {
            turn += 1;
            screen.key(if turn % 2 == 1 { "测" } else { "Backspace" });
        });
    }
}

/// 2,000 institutions in four tables, 200 sections, 1 MB of prose.
mod one_key_to_one_frame_in_a_large_report {
    use super::*;

    const PLACES: [&str; 5] =
        ["expenditure[3].personnel", "units[9].name", "contact", "performance", "text77"];

    #[divan::bench(args = PLACES)]
    fn typing(bencher: Bencher, path: &str) {
        bench(bencher, path, ["5", "Backspace"]);
    }

    #[divan::bench(args = PLACES)]
    fn moving(bencher: Bencher, path: &str) {
        bench(bencher, path, ["Down", "Up"]);
    }

    fn bench(bencher: Bencher, path: &str, keys: [&str; 2]) {
        let form = long_form();
        two_keys(bencher, app(&form, long_report(&form, 56_000)), path, keys);
    }

    /// A row added at the end, and one added where all later rows move down.
    #[divan::bench(args = [true, false])]
    fn a_new_row(bencher: Bencher, last: bool) {
        let form = long_form();
        new_rows(bencher, app(&form, long_report(&form, 56_000)), last);
    }

    fn new_rows(bencher: Bencher, app: App, last: bool) {
        let mut screen = Screen::new(app);
        go(&mut screen.app, "expenditure[1].personnel");
        if last {
            press(&mut screen.app, "Ctrl-End");
        }
        bencher.bench_local(|| screen.key("Ins"));
    }

    /// The report rolled forward by one year, with all of last year's values.
    fn draft(form: &Arc<Form>) -> App {
        let last = long_report(form, 56_000);
        app(form, Plan::new(Arc::clone(form), form, &last, None).roll().report)
    }

    #[divan::bench(args = PLACES)]
    fn typing_in_next_years_draft(bencher: Bencher, path: &str) {
        let form = long_form();
        two_keys(bencher, draft(&form), path, ["5", "Backspace"]);
    }

    #[divan::bench]
    fn confirming_in_next_years_draft(bencher: Bencher) {
        let form = long_form();
        two_keys(bencher, draft(&form), "units[9].name", ["Ctrl-Z", "Enter"]);
    }

    #[divan::bench]
    fn a_new_row_in_next_years_draft(bencher: Bencher) {
        new_rows(bencher, draft(&long_form()), false);
    }

    #[divan::bench]
    fn to_the_first_frame(bencher: Bencher) {
        let form = long_form();
        let text = write(&form, &long_report(&form, 56_000));
        bencher.bench_local(|| {
            let report = Report::from_file(&form, read(black_box(&text)).unwrap());
            Screen::new(app(&form, report))
        });
    }
}

mod files {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn write_the_report(bencher: Bencher, size: usize) {
        let form = form();
        let report = report(&form, size);
        bencher.bench_local(|| write(&form, black_box(&report)));
    }

    #[divan::bench(args = SIZES)]
    fn read_the_report(bencher: Bencher, size: usize) {
        let form = form();
        let text = write(&form, &report(&form, size));
        bencher.bench_local(|| Report::from_file(&form, read(black_box(&text)).unwrap()));
    }

    /// The report as a Word document.
    fn document(session: &Session) -> Vec<u8> {
        let word = Format::named("docx").unwrap();
        (word.write)(&session.checked(Lang::Zh), Options { annex: false, draft: false }).unwrap()
    }

    /// To compare with filling in the same document.
    #[divan::bench(args = [0, 5_000])]
    fn import_a_document(bencher: Bencher, size: usize) {
        let session = Session::new(form(), report(&form(), size));
        let document = document(&session);
        bencher.bench_local(|| import(session.form(), &read_docx(black_box(&document)).unwrap()));
    }

    #[divan::bench(args = [0, 5_000])]
    fn fill_in_a_document(bencher: Bencher, size: usize) {
        let session = Session::new(form(), report(&form(), size));
        let document = document(&session);
        bencher.bench_local(|| fill(&session.texts(Lang::Zh), black_box(&document)).unwrap());
    }

    #[divan::bench(args = FORMATS.iter().filter(|format| !format.through_office).map(|format| format.name))]
    fn export(bencher: Bencher, name: &str) {
        let session = Session::new(form(), report(&form(), 0));
        let format = Format::named(name).unwrap();
        bencher.bench_local(|| {
            (format.write)(&session.checked(Lang::Zh), Options { annex: true, draft: false }).unwrap()
        });
    }
}
