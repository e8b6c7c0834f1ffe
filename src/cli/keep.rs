//! Writes a report that a command has changed, under its lock, and reports the result.

use std::path::Path;

use super::say::{Code, Failure, talk};
use super::{Context, calculated};
use crate::check::{RuleId, check};
use crate::form::{CellRef, visible_line};
use crate::message;
use crate::report::{Paths, Report};
use crate::sheet::{Sheet, Texts};
use crate::store::reports::{self, Loaded};
use crate::store::{How, shown, sweep};

/// Writes the report over the loaded file, unless nothing changed, and lists changed entries that cannot be
/// parsed. Returns the sheet calculated from the new report.
pub(super) fn keep(
    context: &Context,
    file: &Path,
    loaded: &Loaded,
    report: &Report,
    changed: &[CellRef],
) -> Result<Sheet, Failure> {
    let form = &*loaded.form;
    let lang = context.lang_for(form);
    let name = shown(file);
    if file.as_os_str() == "-" {
        return Err(Failure::new(Code::Usage, message::kept_nowhere(lang)));
    }
    if let Some(theirs) = loaded.other_edition() {
        let refused = message::edition_refused(lang, &name, &visible_line(theirs), &form.edition);
        return Err(Failure::new(Code::Damaged, refused));
    }
    let sheet = calculated(form, report);
    if *report == loaded.report {
        talk(&message::set_same(lang, &name));
        return Ok(sheet);
    }
    let _lock = context.lock(file, lang)?;
    sweep(file);
    let how = loaded.stamp.as_ref().map_or(How::New, How::Update);
    reports::store(file, form, report, how)
        .map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
    let removed = loaded.report.annex.entries.len().saturating_sub(report.annex.entries.len());
    talk(&message::set_done(lang, &name, changed.len() + removed));

    // Invalid entries are saved too; report them to the user.
    let texts = Texts { form, report, sheet: &sheet, lang };
    let paths = Paths::new(form, report);
    for finding in check(form, report, &sheet) {
        if finding.rule == RuleId::Format && changed.contains(&finding.cell) {
            let letter = finding.mark().letter();
            talk(&format!("{letter} {}: {}", paths.of(finding.cell), finding.sentence(&texts)));
        }
    }
    Ok(sheet)
}
