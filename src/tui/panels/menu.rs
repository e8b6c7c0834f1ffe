//! A list of actions, chosen by number, by arrow keys, or by typing a part of the label.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::chooser::{Chooser, Chosen};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::widgets::list;

/// Maximum number of items of a list that is seen at a glance.
const SHORT: usize = 5;

/// A list of actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The title.
    pub title: String,
    /// The items.
    pub items: Vec<MenuItem>,
    /// The selection among the items that fit the typed text.
    pub chooser: Chooser,
    /// True if the menu was opened over the full-screen text, which is shown again afterwards.
    expanded: bool,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The group under which it is listed; empty if the menu has no groups.
    pub group: &'static str,
    /// The number that chooses it, if any.
    pub number: Option<usize>,
    /// The label.
    pub label: String,
    /// The keys shown beside the label.
    pub keys: String,
    /// An explanation, shown if there is room.
    pub help: &'static str,
    /// The action performed when it is chosen.
    pub action: Action,
}

impl MenuItem {
    /// Creates an item without any text.
    pub(in crate::tui) fn new(action: Action) -> MenuItem {
        MenuItem { group: "", number: None, label: String::new(), keys: String::new(), help: "", action }
    }
}

impl Menu {
    /// Creates a menu.
    pub(in crate::tui) fn new(cx: &Context<'_>, title: String, items: Vec<MenuItem>) -> Menu {
        Menu { title, chooser: Chooser::new(items.len()), items, expanded: cx.is_text }
    }

    /// Creates a menu whose items are numbered in their order.
    pub(in crate::tui) fn numbered(
        cx: &Context<'_>,
        title: String,
        items: impl IntoIterator<Item = (String, String, Action)>,
    ) -> Menu {
        let items = items.into_iter().zip(1..).map(|((label, keys, action), number)| MenuItem {
            number: Some(number),
            label,
            keys,
            ..MenuItem::new(action)
        });
        Menu::new(cx, title, items.collect())
    }

    /// Returns the number and label of each item.
    fn entries(items: &[MenuItem]) -> impl Iterator<Item = (Option<usize>, &str)> + Clone {
        items.iter().map(|item| (item.number, item.label.as_str()))
    }

    /// Returns the hint that typing narrows the list, if the list is long and the title leaves room.
    fn hint(&self, cx: &Context<'_>) -> String {
        let (width, hint) = (cx.look.width, message::menu_filter(cx.look.lang));
        let is_long = self.items.len() > SHORT;
        let fits = width.of(&self.title) + width.of(&hint) + 4 <= usize::from(cx.size.0);
        if is_long && fits { hint } else { String::new() }
    }

    /// Returns the action of a chosen item; `None` if the key has no function in the list.
    fn outcome(&self, chosen: Chosen, cx: &Context<'_>) -> Option<Outcome> {
        match chosen {
            Chosen::Moved => Some(Outcome::Stay),
            Chosen::Entry(at) => self.items.get(at).map(|item| Outcome::Do(item.action.clone())),
            Chosen::Nothing => Some(Outcome::Refuse(message::nothing_found(cx.look.lang))),
            Chosen::Other => None,
        }
    }
}

impl Panel for Menu {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let chosen = self.chooser.command(command, Menu::entries(&self.items));
        self.outcome(chosen, cx).unwrap_or_else(|| elsewhere(command, cx))
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        let chosen = self.chooser.typed(text, Menu::entries(&self.items));
        let refused = || Outcome::Refuse(message::type_to_choose(cx.look.lang));
        self.outcome(chosen, cx).unwrap_or_else(refused)
    }

    fn closes(&self, command: Command) -> bool {
        matches!(command, Command::Actions | Command::Options)
    }

    fn is_over_text(&self) -> bool {
        self.expanded
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let (filter, left) = (self.chooser.filter(), self.chooser.left());
        let (head, hint) = if filter.is_empty() {
            (self.title.clone(), self.hint(cx))
        } else {
            (message::menu_filtered(lang, &self.title, &filter), String::new())
        };
        let (top, rows) = frame(cx, &head, &hint, &message::menu_keys(lang), 0, canvas);
        let width = canvas.area().width;
        let blank = u16::from(rows > cells(left.len()));
        let (top, rows) = (top + blank, rows - blank);
        if left.is_empty() {
            canvas.put(3, top, &message::nothing_found(lang), width - 4, theme.quiet);
        }
        let columns = Columns::new(cx, &self.items, width);
        let mut group = "";
        list(canvas, (1, top, rows), left, self.chooser.selected, |canvas, at, y| {
            let Some(item) = self.items.get(*at) else { return };
            // The group of the first row shown is visible even if it began above.
            if item.group != group {
                group = item.group;
                canvas.put(3, y, group, columns.number, theme.heading);
            }
            columns.draw(cx, item, y, canvas);
        });
        if !filter.is_empty() {
            // An input method opens its window at the caret.
            canvas.caret = Some((cells(1 + cx.look.width.of(&head)).min(width - 1), 0));
        }
    }
}

/// The columns of a menu: group, number, label, keys, explanation. Without groups, the keys are at the right
/// edge.
struct Columns {
    number: u16,
    label: u16,
    keys: u16,
    help: u16,
    width: u16,
    grouped: bool,
}

impl Columns {
    fn new(cx: &Context<'_>, items: &[MenuItem], width: u16) -> Columns {
        let widest = |text: fn(&MenuItem) -> &str| {
            cells(items.iter().map(|item| cx.look.width.of(text(item))).max().unwrap_or(0))
        };
        let grouped = items.iter().any(|item| !item.group.is_empty());
        let number = if grouped { 3 + widest(|item| item.group) + 2 } else { 3 };
        let digits = items.iter().filter_map(|item| item.number).max().unwrap_or(0).to_string().len();
        let label = number + cells(digits) + 2;
        let keys = label + widest(|item| &item.label) + 2;
        Columns { number, label, keys, help: keys + widest(|item| &item.keys) + 2, width, grouped }
    }

    fn draw(&self, cx: &Context<'_>, item: &MenuItem, y: u16, canvas: &mut Canvas<'_>) {
        let (measure, theme, width) = (cx.look.width, cx.look.theme, self.width);
        if let Some(number) = item.number {
            canvas.put_right(self.number, self.label - 2, y, &number.to_string(), theme.key);
        }
        if !self.grouped {
            let used = canvas.put_right(width - 18.min(width / 3), width - 1, y, &item.keys, theme.quiet);
            let room = width.saturating_sub(used + self.label + 2);
            canvas.put(self.label, y, &measure.shorten(&item.label, usize::from(room)), room, theme.label);
            return;
        }
        let room = width.saturating_sub(self.label + 1);
        canvas.put(self.label, y, &item.label, room, theme.label);
        canvas.put(self.keys, y, &item.keys, width.saturating_sub(self.keys + 1), theme.key);
        let room = width.saturating_sub(self.help + 1);
        if measure.of(item.help) <= usize::from(room) {
            canvas.put(self.help, y, item.help, room, theme.quiet);
        }
    }
}
