//! A reference in a text has nothing to show.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{AllData, Find, Found, Rule};
use crate::form::{CellRef, Row, clean_line};
use crate::message::{self, Lang};
use crate::report::naming::place;
use crate::sheet::reference::{Fault, MAX_REFERENCES, paths, row_of};
use crate::sheet::{Origin, Texts};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "live-figure",
    help: ["文中引用的数据没有可显示的内容", "A reference in a text has nothing to show."],
    mark: Mark::Error,
    quiet: false,
    blocks: false,
    find: &[Find::All(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "用款{{budget}}")],
    at: "prose",
    says: "\"预算\" is used in the text but is blank: fill it in",
    ..Example::NONE
};

fn find(data: &AllData<'_>, found: &mut Found<'_>) {
    // Skip calculated texts: a fault in a copied text is reported at the typed text.
    let typed = data.sheet.texts().iter();
    let typed = typed.filter(|(cell, _)| data.sheet.cell(**cell).origin != Origin::Calculated);
    for (cell, reference) in typed.flat_map(|(cell, all)| all.iter().map(move |one| (*cell, one))) {
        if let Some(fault) = reference.fault {
            // Texts with the same blank cell are one group.
            let detail = match fault {
                Fault::Blank(blank) | Fault::NoValue(blank) => Detail::Cell(blank),
                _ => Detail::None,
            };
            found.marked(mark(fault), cell, Some(reference.place), detail);
        }
    }
}

/// Stray braces may be intended, but a reference without a value must not be printed.
fn mark(fault: Fault) -> Mark {
    match fault {
        Fault::Blank(_) => Mark::Required,
        Fault::NoFigure | Fault::InRowName => Mark::Explain,
        _ => Mark::Error,
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let all = texts.sheet.references(finding.cell);
    let start = finding.place.map_or(0, |place| place.start);
    let at = all.binary_search_by_key(&start, |reference| reference.place.start).ok();
    let Some((reference, fault)) = at.and_then(|at| Some((&all[at], all[at].fault?))) else {
        return String::new();
    };
    let typed = texts.report.text(finding.cell).get(reference.typed.clone());
    describe(fault, texts, typed.unwrap_or_default(), reference.cell)
}

/// Describes a fault in a sentence; `typed` is the reference as typed, and `cell` the cell that it names.
fn describe(fault: Fault, texts: &Texts<'_>, typed: &str, cell: Option<CellRef>) -> String {
    let Texts { form, report, lang, .. } = *texts;
    let typed = clean_line(typed);
    let place = |cell| place(form, report, cell);
    let name = cell.map_or_else(String::new, place);
    let paths = || paths(&typed).unwrap_or_default();
    match fault {
        Fault::NoFigure => message::reference_no_figure(lang),
        Fault::InRowName => message::reference_in_row_name(lang, &typed),
        Fault::NoCell => no_cell(texts, &typed, Some(paths().0)),
        Fault::NoWhole => no_cell(texts, &typed, paths().1),
        Fault::Blank(cell) => message::reference_blank(lang, &place(cell)),
        Fault::NoValue(cell) => message::reference_no_value(lang, &place(cell)),
        Fault::Circular => message::reference_circular(lang, &typed, &name),
        Fault::LongText => message::reference_long_text(lang, &typed, &name),
        Fault::NotWhole => message::reference_not_whole(lang, &typed, &name),
        Fault::Unit(cell) => {
            let unit = form.field(cell.field).kind.unit().unwrap_or_default();
            message::reference_unit(lang, &typed, &name, unit)
        }
        Fault::NoShare => message::reference_no_share(lang, &typed, &name),
        Fault::TooMany => message::reference_too_many(lang, MAX_REFERENCES),
    }
}

/// Describes a path of a reference that names no cell. In Chinese the row and the column are named, because
/// paths are English.
fn no_cell(texts: &Texts<'_>, typed: &str, path: Option<&str>) -> String {
    let Texts { form, lang, .. } = *texts;
    let row = path.and_then(row_of).filter(|_| lang == Lang::Zh);
    // Any row will do: the row of the path does not exist.
    let column = path.filter(|_| row.is_some()).and_then(|path| form.find(path, |_, _| Some(Row::At(0))).ok());
    if let (Some(row), Some(column)) = (row, column) {
        return message::reference_gone(lang, &format!("{}[{row}]", form.label(column.field)));
    }
    // Do not search for the row again: it does not exist.
    let error = path.and_then(|path| form.resolve(path, |_, _| None).err());
    let why = error.map_or_else(String::new, |error| error.sentence(lang));
    message::reference_no_cell(lang, typed, &why)
}
