//! The panels over the page. A panel is one file with its state, its keys and its drawing.

mod ask;
pub(super) mod blanks;
mod calendar;
pub(super) mod figures;
mod filling;
mod find;
mod findings;
mod following;
mod frame;
mod goto;
mod menu;
pub(super) mod menus;
pub(super) mod moving;
mod panel;
mod paste;
mod reader;
mod reconciliation;
pub(super) mod strip;
mod tabs;
mod ticks;
pub(super) mod versions;

use super::canvas::Canvas;
use super::command::Command;
use super::context::Context;
use crate::session::Answer;
pub use ask::Ask;
pub use blanks::Blanks;
pub use calendar::Calendar;
pub use filling::FillPreview;
pub use find::Find;
pub use findings::Findings;
pub use following::Following;
pub(super) use frame::lines_below;
pub use goto::GoTo;
pub use menu::{Menu, MenuItem};
pub use moving::Moving;
pub use panel::Action;
pub(super) use panel::{Outcome, Panel};
pub use paste::Pasted;
pub use reader::Reader;
pub use reconciliation::Reconciliation;
pub use tabs::Tab;
pub use ticks::Ticks;
pub use versions::Version;

/// The current content of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub enum Mode {
    /// The page.
    #[default]
    Page,
    /// The current long text, full screen.
    Text,
    /// The findings.
    Findings(Findings),
    /// The figures of the texts.
    Reconciliation(Box<Reconciliation>),
    /// The go-to palette.
    GoTo(Box<GoTo>),
    /// The search in texts.
    Find(Box<Find>),
    /// A menu.
    Menu(Menu),
    /// The list of several choices.
    Ticks(Ticks),
    /// The calendar.
    Calendar(Calendar),
    /// Read-only lines over another mode: preview, help, or a version.
    Reader(Reader, Box<Mode>),
    /// A stored version of the report.
    Version(Box<Version>),
    /// The preview of a move to another edition.
    Moving(Box<Moving>),
    /// A question with an input line.
    Ask(Ask),
    /// The choice of the Word document that is filled in.
    Blanks(Box<Blanks>),
    /// The preview of a filled Word document.
    Filling(FillPreview),
    /// The preview of a pasted block of cells.
    Paste(Box<Pasted>),
    /// The review of figures that can be replaced by references to table cells.
    Following(Box<Following>),
    /// Ctrl-K was pressed; contains the previous mode.
    Keys(Box<Mode>),
}

impl Mode {
    /// Returns the panel; `None` for the page and the full-screen text.
    fn panel(&self) -> Option<&dyn Panel> {
        match self {
            Mode::Page | Mode::Text | Mode::Keys(_) => None,
            Mode::Findings(findings) => Some(findings),
            Mode::Reconciliation(reconciliation) => Some(reconciliation.as_ref()),
            Mode::GoTo(goto) => Some(goto.as_ref()),
            Mode::Find(find) => Some(find.as_ref()),
            Mode::Menu(menu) => Some(menu),
            Mode::Ticks(ticks) => Some(ticks),
            Mode::Calendar(calendar) => Some(calendar),
            Mode::Reader(reader, _) => Some(reader),
            Mode::Version(version) => Some(version.as_ref()),
            Mode::Moving(moving) => Some(moving.as_ref()),
            Mode::Ask(ask) => Some(ask),
            Mode::Blanks(blanks) => Some(blanks.as_ref()),
            Mode::Filling(filling) => Some(filling),
            Mode::Paste(pasted) => Some(pasted.as_ref()),
            Mode::Following(following) => Some(following.as_ref()),
        }
    }

    fn panel_mut(&mut self) -> Option<&mut dyn Panel> {
        match self {
            Mode::Page | Mode::Text | Mode::Keys(_) => None,
            Mode::Findings(findings) => Some(findings),
            Mode::Reconciliation(reconciliation) => Some(reconciliation.as_mut()),
            Mode::GoTo(goto) => Some(goto.as_mut()),
            Mode::Find(find) => Some(find.as_mut()),
            Mode::Menu(menu) => Some(menu),
            Mode::Ticks(ticks) => Some(ticks),
            Mode::Calendar(calendar) => Some(calendar),
            Mode::Reader(reader, _) => Some(reader),
            Mode::Version(version) => Some(version.as_mut()),
            Mode::Moving(moving) => Some(moving.as_mut()),
            Mode::Ask(ask) => Some(ask),
            Mode::Blanks(blanks) => Some(blanks.as_mut()),
            Mode::Filling(filling) => Some(filling),
            Mode::Paste(pasted) => Some(pasted.as_mut()),
            Mode::Following(following) => Some(following.as_mut()),
        }
    }

    /// Handles a command in a panel; returns `None` to leave it to the page.
    pub(super) fn handle(&mut self, command: Command, cx: &Context<'_>) -> Option<Outcome> {
        let panel = self.panel_mut()?;
        if command == Command::Leave || panel.closes(command) {
            return Some(panel.close());
        }
        let is_general = matches!(
            command,
            Command::Quit | Command::Save | Command::Redraw | Command::KeyStrip | Command::Actions
        );
        (!is_general).then(|| panel.handle(command, cx))
    }

    /// Handles typed or pasted text in a panel; returns `None` to leave it to the page.
    pub(super) fn typed(&mut self, text: &str, cx: &Context<'_>) -> Option<Outcome> {
        self.panel_mut().map(|panel| panel.typed(text, cx))
    }

    /// Updates the panel after a change of the report that it requested.
    pub(super) fn refresh(&mut self, cx: &Context<'_>) {
        if let Some(panel) = self.panel_mut() {
            panel.refresh(cx);
        }
    }

    /// Draws the panel.
    pub(super) fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        if let Some(panel) = self.panel() {
            panel.draw(cx, canvas);
        }
    }

    /// Returns the mode to show after this one.
    pub(super) fn behind(self) -> Mode {
        match self {
            Mode::Reader(_, behind) => *behind,
            mode if mode.panel().is_some_and(Panel::is_over_text) => Mode::Text,
            _ => Mode::Page,
        }
    }

    /// Returns the explanation being written, if any.
    pub(super) fn half_written(&self) -> Option<Answer> {
        if let Mode::Ask(ask) = self { ask.half_written() } else { None }
    }
}
