//! Compares the sheet of a session with one that is calculated from scratch.

use tianbiao::check::check;
use tianbiao::form::{CellRef, Row};
use tianbiao::session::Session;
use tianbiao::sheet::calculate_on;

/// Asserts that every value and every finding is that of the report, whatever edits came before.
pub fn assert_fresh(session: &Session) {
    let (form, report, sheet) = (session.form(), session.report(), session.sheet());
    let fresh = calculate_on(form, report, sheet.today());
    let sums = form.field_ids().map(|field| CellRef { field, row: Row::Sum });
    for cell in report.cells(form).into_iter().chain(sums) {
        let path = || report.path(form, cell);
        assert_eq!(sheet.cell(cell), fresh.cell(cell), "{}", path());
        assert_eq!(sheet.calculated(cell), fresh.calculated(cell), "{}", path());
        assert_eq!(sheet.references(cell), fresh.references(cell), "{}", path());
    }
    assert_eq!(session.findings(), check(form, report, &fresh));
}
