//! Last year's values: confirms them one by one, or for a whole section after they were read; copies them.
//!
//! The comparison with last year's values is in [`crate::sheet`].

use super::dialogue::Dialogue;
use crate::message;

impl Dialogue {
    /// Confirms the current value and moves to the next question.
    pub(super) fn confirm(&mut self) {
        let Some(cell) = self.here.cell().filter(|cell| self.model.waits(*cell)) else {
            return self.say(message::plain_nothing_waits(self.model.lang));
        };
        let confirmed = self.model.confirm(&[cell], cell);
        if self.accepted(confirmed).is_some() {
            self.say(message::mark_confirmed(self.model.lang));
            self.forward();
        }
    }

    /// Confirms all values of the section that were read to the user.
    pub(super) fn confirm_section(&mut self) {
        let lang = self.model.lang;
        let mut cells = self.model.waiting_on(self.here.section);
        let all = cells.len();
        cells.retain(|cell| self.heard.contains(cell));
        let (count, left) = (cells.len(), all - cells.len());
        let Some(first) = cells.first().copied() else {
            return self.say(match left {
                0 => message::confirm_none(lang),
                left => message::plain_confirm_unheard(lang, left),
            });
        };
        let confirmed = self.model.confirm(&cells, self.here.cell().unwrap_or(first));
        if self.accepted(confirmed).is_some() {
            self.say(message::plain_confirmed(lang, count));
            if left > 0 {
                self.say(message::plain_confirm_unheard(lang, left));
            }
            self.ask();
        }
    }

    /// Copies last year's value to the current cell, unconfirmed.
    pub(super) fn take_last(&mut self) {
        let lang = self.model.lang;
        let Some(cell) = self.here.cell() else { return self.say(message::nothing_to_fill(lang)) };
        let taken = self.model.take_last(cell);
        match self.accepted(taken) {
            Some(true) => self.ask(),
            Some(false) => self.say(message::last_is_here(lang)),
            None => {}
        }
    }
}
