//! The menus of all actions and of what can be done in a cell.

use super::menu::{Menu, MenuItem};
use super::panel::Action;
use crate::form::{CellRef, Row, Severity, Widget};
use crate::message;
use crate::sheet::{Comparison, LastChange, Origin, compare_with_last};
use crate::tui::command::{Binding, Command, MENU, binding};
use crate::tui::context::Context;
use crate::tui::layout::field_label;

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
                .filter(|help| !help.eq_ignore_ascii_case(Binding::pick(entry.label, lang)))
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
        Some(Widget::Several(_)) => items.push((message::open_ticks(lang), Action::Tick)),
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
        items.push((message::figure_insert(lang), Action::PickFigure { part: None, replacing: false }));
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
