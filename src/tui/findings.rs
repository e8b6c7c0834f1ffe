//! The lines of a list of findings.

use crate::check::{Finding, Mark};
use crate::session::Session;

/// If more entries than this are unconfirmed, the list shows them as one line per page.
const MANY: usize = 5;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Index of its first finding among all findings.
    pub first: usize,
    /// Number of findings; more than one are the unconfirmed entries of a page.
    pub count: usize,
}

/// Returns the lines of the list.
pub(super) fn listed(session: &Session) -> impl Iterator<Item = Listed> + '_ {
    let form = session.form();
    let findings = session.findings();
    let section = |finding: &Finding| form.field(finding.cell.field).section;
    let waits = |finding: &&Finding| finding.mark() == Mark::Carried;
    let many = findings.iter().filter(waits).count() > MANY;
    let mut first = 0;
    std::iter::from_fn(move || {
        let finding = findings.get(first)?;
        let mut count = 1;
        if many && waits(&finding) {
            let here = section(finding);
            let rest = findings.get(first..).unwrap_or_default().iter();
            count = rest.take_while(|next| waits(next) && section(next) == here).count();
        }
        let line = Listed { first, count };
        first += count;
        Some(line)
    })
}
