//! The menus of all actions, of what can be done in a cell, and of the formats of a reference.

use super::menu::{Menu, MenuItem};
use super::panel::Action;
use crate::form::{CellRef, Row, Severity, Value, Widget};
use crate::message;
use crate::sheet::fill;
use crate::sheet::reference::{Shape, write};
use crate::sheet::{Comparison, LastChange, Origin, compare_with_last};
use crate::tui::command::{Binding, Command, MENU, binding};
use crate::tui::context::Context;
use crate::tui::layout::{field_label, place};

/// Returns the menu of all actions.
pub(in crate::tui) fn actions(cx: &Context<'_>) -> Menu {
    let lang = cx.look.lang;
    let has_last = cx.session.report().has_last();
    let items =
        MENU.iter().filter(|entry| has_last || !entry.command.needs_last_year()).map(|entry| MenuItem {
            group: Binding::pick(entry.group, lang),
            number: entry.digit,
            label: Binding::pick(entry.label, lang).to_owned(),
            keys: cx.look.keys.of(entry.command).join(" / "),
            help: binding(entry.command)
                .map(|row| Binding::pick(row.help, lang))
                .filter(|help| *help != Binding::pick(entry.label, lang))
                .unwrap_or_default(),
            action: Action::Command(entry.command),
        });
    Menu::new(cx, message::all_actions(lang), items.collect())
}

/// Returns the menu of what can be done in a cell.
pub(in crate::tui) fn options(cx: &Context<'_>, cell: CellRef) -> Menu {
    let lang = cx.look.lang;
    let mut items: Vec<(String, Action)> = Vec::new();
    let is_open = !cx.session.is_locked(cell) || cx.model.unlocked == Some(cell);
    match cx.widget().filter(|_| is_open) {
        Some(Widget::Choices(choices)) => {
            items.extend(choices.iter().map(|choice| (choice.clone(), Action::Choose(choice.clone()))));
        }
        Some(Widget::Calendar) => items.push((message::open_calendar(lang), Action::Calendar)),
        _ => {}
    }
    let form = cx.session.form();
    let sheet_cell = cx.session.sheet().cell(cell);
    // Rows first, so that they have the same digits in every cell.
    if cx.in_grid() {
        items.push((message::add_row_below(lang), Action::AddRow { below: true }));
        if let Row::At(_) = cell.row {
            items.push((message::add_row_above(lang), Action::AddRow { below: false }));
            items.push((message::move_row_up(lang), Action::MoveRow { down: false }));
            items.push((message::move_row_down(lang), Action::MoveRow { down: true }));
            items.push((message::remove_row(lang), Action::RemoveRow));
            items.push((message::same_as_above(lang), Action::Command(Command::SameAsAbove)));
            if cx.session.report().has_last() {
                items.push((message::take_last_row(lang), Action::TakeLastRow));
            }
        }
    }
    last_year_options(cx, cell, &mut items);
    if cx.takes_figures() {
        items.push((message::figure_insert(lang), Action::PickFigure(None)));
    }
    if cx.may_follow(cell) {
        items.push((message::follow_text(lang), Action::Follow));
    }
    if cx.session.is_locked(cell) {
        items.push((message::override_it(lang), Action::Override));
    } else if sheet_cell.origin == Origin::Overridden {
        items.push((message::calculate_again(lang), Action::Release));
    }
    let texts = cx.session.texts(lang);
    for finding in cx.session.findings_at(cell) {
        if finding.severity() == Severity::Explain {
            let label = message::explain_finding(lang, &finding.sentence(&texts));
            items.push((label, Action::Explain { rule: finding.name(form).into_owned(), cell }));
        }
    }
    if takes_not_applicable(cx, cell) {
        items.push((message::fill_not_applicable(lang), Action::Choose(message::not_applicable(lang))));
    }
    items.push((message::revert_field(lang), Action::Command(Command::Revert)));
    let items = items.into_iter().map(|(label, action)| (label, String::new(), action));
    Menu::numbered(cx, field_label(form, cell), items)
}

/// True for a number that may be missing: it is not required, and no total or formula needs it.
fn takes_not_applicable(cx: &Context<'_>, cell: CellRef) -> bool {
    let form = cx.session.form();
    let field = form.field(cell.field);
    let is_free = field.kind.is_number() && !field.required && !field.summed();
    is_free && !cx.session.is_locked(cell) && !form.fields.iter().any(|user| user.uses(cell.field))
}

/// Adds the items for last year's value of a cell.
fn last_year_options(cx: &Context<'_>, cell: CellRef, items: &mut Vec<(String, Action)>) {
    let lang = cx.look.lang;
    if cx.model.waits(cell) {
        items.push((message::confirm_it(lang), Action::Confirm));
    }
    let last = compare_with_last(&cx.session.texts(lang), cell).filter(|_| !cx.session.is_locked(cell));
    if let Some(Comparison { last, .. }) = last.filter(|last| last.change != LastChange::Same) {
        let label = message::take_last(lang, &last.replace('\n', " "));
        items.push((label, Action::Command(Command::TakeLast)));
    }
}

/// Returns the menu of the formats in which a text can show a cell, or as a share of which it can show `part`.
/// If there is only one format, returns the reference instead.
pub(in crate::tui) fn formats(
    cx: &Context<'_>,
    cell: CellRef,
    part: Option<CellRef>,
) -> Result<Menu, String> {
    let shapes = match part {
        Some(part) => share_shapes(part, cell),
        None => shapes(cx, cell),
    };
    let cell = part.unwrap_or(cell);
    let (form, report, texts) = (cx.session.form(), cx.session.report(), cx.session.texts(cx.look.lang));
    let plain = write(form, report, cell, &Shape::default());
    let mut items: Vec<(String, String, Action)> = Vec::new();
    for shape in shapes {
        let typed = write(form, report, cell, &shape);
        let shown = fill(&texts, &typed);
        // The format that follows the path: `|亿元`.
        let format = typed.get(plain.len() - 2..typed.len() - 2).unwrap_or_default().to_owned();
        if items.iter().all(|(before, ..)| *before != shown) {
            items.push((shown, format, Action::Insert(typed)));
        }
    }
    if part.is_none() && matches!(cx.session.sheet().cell(cell).value, Value::Number(_)) {
        items.push((message::figure_share(cx.look.lang), String::new(), Action::PickFigure(Some(cell))));
    }
    if let [(.., Action::Insert(typed))] = items.as_slice() {
        return Err(typed.clone());
    }
    let title = message::figure_form(cx.look.lang, &place(form, report, cell));
    Ok(Menu::numbered(cx, title, items))
}

/// Returns the formats in which a cell can be shown, the plain one first.
fn shapes(cx: &Context<'_>, cell: CellRef) -> Vec<Shape> {
    let kind = &cx.session.form().field(cell.field).kind;
    let mut shapes = vec![Shape::default()];
    if kind.is_number() {
        shapes.push(Shape { short: true, ..Shape::default() });
    }
    // An integer without a unit may be a year: offer the years before and after it.
    if kind.is_whole() && kind.unit().is_none() {
        shapes.extend([-1, 1].map(|offset| Shape { offset, ..Shape::default() }));
    }
    for unit in kind.units() {
        shapes.push(Shape { unit: Some(unit.clone()), ..Shape::default() });
        shapes.push(Shape { unit: Some(unit), short: true, ..Shape::default() });
    }
    shapes
}

fn share_shapes(part: CellRef, whole: CellRef) -> Vec<Shape> {
    let share_of = (part != whole).then_some(whole);
    [false, true].map(|short| Shape { share_of, short, ..Shape::default() }).into()
}
