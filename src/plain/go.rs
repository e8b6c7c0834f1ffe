//! Moves between questions and outputs the headings and values that are passed.
//!
//! The order of the questions is in [`super::steps`].

use super::dialogue::{Dialogue, Mode};
use super::steps::{self, Asks, Kind, Step, Stop};
use crate::message;

impl Dialogue {
    /// Moves to the next question and outputs the steps in between.
    pub(super) fn forward(&mut self) {
        let section = self.here.section;
        let steps = steps::steps(&self.model.session, section);
        let from = self.here.position(&steps).map_or(0, |at| at + 1);
        let rest = steps.get(from..).unwrap_or_default();
        let next = rest.iter().position(|step| matches!(step.kind, Kind::Asked(_)));
        let passed = next.map_or(rest, |next| rest.get(..next).unwrap_or_default());
        self.tell(passed, section);
        if let Some(stop) = next.and_then(|next| rest.get(next)).and_then(|step| step.stop(section)) {
            self.here = stop;
            self.model.unlocked = None;
            self.ask();
        } else if let Some(section) = self.asking_section(true) {
            self.enter_section(section);
        } else {
            self.ask();
        }
    }

    /// Moves to the previous question.
    pub(super) fn backward(&mut self) {
        let section = self.here.section;
        let steps = steps::steps(&self.model.session, section);
        let until = self.here.position(&steps).unwrap_or(steps.len());
        let mut before = steps.get(..until).unwrap_or_default().iter().rev();
        let before = before.find_map(|step| step.stop(section));
        let elsewhere = || self.asking_section(false).and_then(|at| steps::last(&self.model.session, at));
        if let Some(stop) = before.or_else(elsewhere) {
            self.go(stop);
        } else {
            self.say(message::first_field(self.model.lang));
            self.ask();
        }
    }

    /// Returns the next or previous section that has a question.
    fn asking_section(&self, forward: bool) -> Option<usize> {
        let count = self.model.session.form().sections.len();
        let here = self.here.section;
        let asks = |section: &usize| steps::first(&self.model.session, *section).is_some();
        if forward { (here + 1..count).find(asks) } else { (0..here).rev().find(asks) }
    }

    pub(super) fn section_beside(&mut self, forward: bool) {
        match self.asking_section(forward) {
            Some(section) => self.enter_section(section),
            None if forward => self.say(message::last_section(self.model.lang)),
            None => self.say(message::first_section(self.model.lang)),
        }
    }

    /// Enters a section at its beginning.
    pub(super) fn enter_section(&mut self, section: usize) {
        let steps = steps::steps(&self.model.session, section);
        let Some(first) = steps.iter().position(|step| matches!(step.kind, Kind::Asked(_))) else { return };
        self.say_section(section);
        self.tell(steps.get(..first).unwrap_or_default(), section);
        if let Some(stop) = steps.get(first).and_then(|step| step.stop(section)) {
            self.here = stop;
            self.model.unlocked = None;
            self.ask();
        }
    }

    /// Moves to a question: outputs the part of its position that changed, and asks it.
    pub(super) fn go(&mut self, to: Stop) {
        let from = std::mem::replace(&mut self.here, to);
        self.model.unlocked = None;
        self.mode = Mode::Field;
        self.say_place(Some(from));
        self.ask();
    }

    /// Outputs the full position and asks the current question.
    pub(super) fn arrive(&mut self) {
        self.clamp();
        self.say_place(None);
        self.ask();
    }

    /// Moves to a question; the user can return with [`Self::go_back`].
    pub(super) fn jump(&mut self, to: Stop) {
        self.back.push(self.here);
        self.go(to);
    }

    pub(super) fn go_back(&mut self) {
        match self.back.pop() {
            Some(stop) => {
                self.go(stop);
                self.clamp();
            }
            None => self.say(message::nowhere_to_go_back(self.model.lang)),
        }
    }

    /// Moves to an existing question if the current one no longer exists, because rows and fields can
    /// disappear.
    pub(super) fn clamp(&mut self) {
        let steps = steps::steps(&self.model.session, self.here.section);
        if self.here.position(&steps).is_some() {
            return;
        }
        let item = self.here.item;
        let mut there = steps.iter().filter(|step| step.item >= item);
        let stop = there.find_map(|step| step.stop(self.here.section));
        let stop = stop.or_else(|| steps::first(&self.model.session, self.here.section));
        self.here = stop.or_else(|| steps::first(&self.model.session, 0)).unwrap_or(self.here);
    }

    /// Outputs section, table and row of the current question, without the parts that are the same as in
    /// `from`.
    fn say_place(&mut self, from: Option<Stop>) {
        let Stop { section, item, .. } = self.here;
        if from.is_none_or(|from| from.section != section) {
            self.say_section(section);
        }
        let context = |stop: Stop| {
            let steps = steps::steps(&self.model.session, stop.section);
            let at = stop.position(&steps).unwrap_or(0);
            let before = steps.get(..at).unwrap_or_default().iter().rev();
            let before = before.take_while(|step| step.item == stop.item);
            let mut kinds: Vec<Step> = Vec::new();
            for step in before {
                let same =
                    |known: &Step| std::mem::discriminant(&known.kind) == std::mem::discriminant(&step.kind);
                let counts = matches!(step.kind, Kind::Table(_) | Kind::Group(..) | Kind::Row(..));
                if counts && !kinds.iter().any(same) {
                    kinds.push(step.clone());
                }
            }
            kinds.reverse();
            kinds
        };
        let known = from.filter(|from| (from.section, from.item) == (section, item)).map(context);
        let mut new = context(self.here);
        if matches!(self.here.asks, Asks::Cell(cell) if cell.row == crate::form::Row::Sum) {
            new.retain(|step| matches!(step.kind, Kind::Table(_)));
        }
        // Do not repeat the table within the same table, even if its number of rows has changed.
        new.retain(|step| known.is_none() || !matches!(step.kind, Kind::Table(_)));
        new.retain(|step| known.as_ref().is_none_or(|known| !known.contains(step)));
        self.tell(&new, section);
    }
}
