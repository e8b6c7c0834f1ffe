//! A list of actions, chosen by digit or by arrow keys.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::widgets::{digits, is_digit, list, step_in_list};

/// A list of actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The title.
    pub title: String,
    /// The items.
    pub items: Vec<MenuItem>,
    /// Index of the selected item.
    pub selected: usize,
    /// True if the menu was opened over the full-screen text, which is shown again afterwards.
    expanded: bool,
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The digit that chooses it, or a blank.
    pub digit: char,
    /// The label.
    pub label: String,
    /// The keys shown beside the label.
    pub keys: String,
    /// The action performed when it is chosen.
    pub action: Action,
}

impl Menu {
    /// Creates a menu.
    pub(in crate::tui) fn new(cx: &Context<'_>, title: String, items: Vec<MenuItem>) -> Menu {
        Menu { title, items, selected: 0, expanded: cx.is_text }
    }

    /// Creates a menu whose items have digits in their order.
    pub(in crate::tui) fn numbered(
        cx: &Context<'_>,
        title: String,
        items: impl IntoIterator<Item = (String, String, Action)>,
    ) -> Menu {
        let items = items.into_iter().zip(digits()).map(|((label, keys, action), digit)| MenuItem {
            digit,
            label,
            keys,
            action,
        });
        Menu::new(cx, title, items.collect())
    }

    /// Performs the action of the selected item.
    fn choose(&self) -> Outcome {
        self.items.get(self.selected).map_or(Outcome::Close, |item| Outcome::Do(item.action.clone()))
    }
}

impl Panel for Menu {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let last = self.items.len().saturating_sub(1);
        match (step_in_list(self.selected, last, command), command) {
            (Some(selected), _) => self.selected = selected,
            (None, Command::Enter | Command::Next) => return self.choose(),
            (None, _) => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        match self.items.iter().position(|item| is_digit(text, item.digit)) {
            Some(at) => {
                self.selected = at;
                self.choose()
            }
            None => Outcome::Refuse(message::digits_and_arrows(cx.look.lang)),
        }
    }

    fn closes(&self, command: Command) -> bool {
        matches!(command, Command::Actions | Command::Options)
    }

    fn is_over_text(&self) -> bool {
        self.expanded
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let theme = cx.look.theme;
        let (top, rows) = frame(cx, &self.title, "", &message::menu_keys(cx.look.lang), 0, canvas);
        let width = canvas.area().width;
        let key_wide = 18.min(width / 3);
        let blank = u16::from(rows > cells(self.items.len()));
        let (top, rows) = (top + blank, rows - blank);
        list(canvas, (1, top, rows), &self.items, self.selected, |canvas, item, y| {
            canvas.put(3, y, item.digit.encode_utf8(&mut [0; 4]), 1, theme.key);
            let used = canvas.put_right(width - key_wide, width - 1, y, &item.keys, theme.quiet);
            let room = usize::from(width.saturating_sub(used + 8));
            canvas.put(6, y, &cx.look.width.shorten(&item.label, room), width, theme.label);
        });
    }
}
