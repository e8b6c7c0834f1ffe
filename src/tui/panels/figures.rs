//! The menus of a reference: how a text shows a cell, and what else can be done with a reference in the text.

use super::menu::Menu;
use super::panel::Action;
use crate::form::{CellRef, Value};
use crate::message::{self, Lang};
use crate::report::naming::chain;
use crate::sheet::fill;
use crate::sheet::reference::{Reference, Shape, write};
use crate::tui::context::Context;
use crate::tui::input::Cursor;
use crate::tui::reference::Picking;

/// An item of a menu: label, note, action.
type Item = (String, String, Action);

/// Returns the menu of the formats in which a text can show a cell, or as a share of which it can show the
/// part that is being chosen for. If there is only one format, returns the reference instead.
pub(in crate::tui) fn formats(cx: &Context<'_>, chosen: CellRef, picking: Picking) -> Result<Menu, String> {
    let (cell, shapes) = match picking.part {
        Some(part) => (part, share_shapes(part, chosen)),
        None => (chosen, shapes(cx, chosen)),
    };
    let mut items = format_items(cx, cell, shapes, picking.replacing);
    if picking.part.is_none() {
        items.extend(share_item(cx, cell, picking.replacing));
    }
    if let [(.., Action::Insert { typed, .. })] = items.as_slice() {
        return Err(typed.clone());
    }
    let name = chain(cx.session.form(), cx.session.report(), cell, cx.look.lang);
    Ok(Menu::numbered(cx, message::figure_form(cx.look.lang, &name), items))
}

/// Returns the menu of what can be done with a reference of the current text.
pub(in crate::tui) fn reference(cx: &Context<'_>, reference: &Reference) -> Menu {
    let lang = cx.look.lang;
    let mut items = Vec::new();
    if let Some(cell) = reference.cell {
        let share = reference.share_of.map_or_else(Vec::new, |whole| share_shapes(cell, whole));
        let shapes = share.into_iter().chain(shapes(cx, cell)).collect();
        items = format_items(cx, cell, shapes, true);
        items.extend(share_item(cx, cell, true));
    }
    let shown = cx.figure_value(reference);
    let selected = items.iter().position(|(label, ..)| *label == shown).unwrap_or(0);
    let other = Action::PickFigure { part: None, replacing: true };
    items.push((message::reference_other(lang), String::new(), other));
    if reference.fault.is_none() {
        let label = message::reference_to_text(lang, &shown);
        items.push((label, String::new(), Action::Insert { typed: shown, replacing: true }));
    }
    let there = reference.cell.and_then(|cell| cx.find_cursor(cell));
    items
        .extend(there.map(|there: Cursor| (message::reference_go(lang), String::new(), Action::GoTo(there))));
    let mut menu = Menu::numbered(cx, cx.figure_words(reference), items);
    menu.chooser.selected = selected;
    menu
}

/// Returns an item for each format that shows something else than the ones before it.
fn format_items(cx: &Context<'_>, cell: CellRef, shapes: Vec<Shape>, replacing: bool) -> Vec<Item> {
    let (form, report, texts) = (cx.session.form(), cx.session.report(), cx.session.texts(cx.look.lang));
    let mut items: Vec<Item> = Vec::new();
    for shape in shapes {
        let typed = write(form, report, cell, &shape);
        let shown = fill(&texts, &typed);
        if items.iter().all(|(before, ..)| *before != shown) {
            let note = format_words(cx.look.lang, &shape, &typed, &shown);
            items.push((shown, note, Action::Insert { typed, replacing }));
        }
    }
    items
}

/// Returns the item that shows a number as a percentage of another one.
fn share_item(cx: &Context<'_>, cell: CellRef, replacing: bool) -> Option<Item> {
    let is_number = matches!(cx.session.sheet().cell(cell).value, Value::Number(_));
    let pick = Action::PickFigure { part: Some(cell), replacing };
    is_number.then(|| (message::figure_share(cx.look.lang), String::new(), pick))
}

/// Describes a format: in English as the code after the path, `|亿元`; in Chinese the decimals.
fn format_words(lang: Lang, shape: &Shape, typed: &str, shown: &str) -> String {
    if lang == Lang::En {
        let code = typed.trim_end_matches('}');
        return code.find('|').and_then(|at| code.get(at..)).unwrap_or_default().to_owned();
    }
    let digits =
        shown.split_once('.').map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
    match shape.offset {
        0 if shape.short => message::reference_short(lang),
        0 if digits > 0 => message::reference_decimals(lang, digits),
        0 => String::new(),
        offset => message::reference_year(lang, offset),
    }
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
