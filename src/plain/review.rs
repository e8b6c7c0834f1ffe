//! The figures of the texts: their list, and the ticks of those that were checked by hand.

use super::dialogue::{Action, Dialogue};
use super::words::one_line;
use crate::app::choosing::to_number;
use crate::check::review::{Quotes, claim_words, counts};
use crate::message;
use crate::report::naming::place_words;
use crate::session::Merge;

impl Dialogue {
    /// Reads the counts, then each open figure in one line.
    pub(super) fn review(&mut self) {
        let (lang, session) = (self.model.lang, &self.model.session);
        let review = session.review();
        let states: Vec<_> = review.claims.iter().map(|(state, _)| *state).collect();
        let (texts, quotes) = (session.texts(lang), Quotes::new(&session.texts(lang)));
        let (mut items, mut reviewed) = (Vec::new(), Vec::new());
        for claim in review.open() {
            let place = one_line(&place_words(texts.form, texts.report, claim.1.cell));
            let words = message::label_value(lang, &place, &one_line(&claim_words(&quotes, claim)));
            let Some(stop) = self.stop_of(claim.1.cell) else { continue };
            items.push((words, Action::Go(stop)));
            reviewed.push((claim.1.cell, claim.1.place));
        }
        self.reviewed = reviewed;
        self.say(counts(lang, &states).replace("  ", &message::plain_comma(lang)));
        if items.is_empty() {
            return self.say(message::review_none_open(lang));
        }
        self.offer(message::plain_review(lang), items);
    }

    /// Ticks the figures with these numbers in the list that was read last, or removes their ticks.
    pub(super) fn tick(&mut self, numbers: &str) {
        let lang = self.model.lang;
        if self.reviewed.is_empty() {
            self.reviewed =
                self.model.session.review().open().iter().map(|(_, one)| (one.cell, one.place)).collect();
        }
        let words = numbers.split([' ', ',', '，', '、', '　']).filter(|word| !word.is_empty());
        let numbers: Vec<Option<usize>> = words.map(to_number).collect();
        if numbers.is_empty() {
            return self.say(message::plain_tick_which(lang));
        }
        for number in numbers {
            let at = number.and_then(|number| self.reviewed.get(number.checked_sub(1)?).copied());
            let Some((cell, place)) = at else {
                self.say(message::plain_no_such_number(lang, 1, self.reviewed.len()));
                continue;
            };
            let session = &self.model.session;
            let claims = session.review().claims;
            let Some((_, claim)) = claims.iter().find(|(_, one)| (one.cell, one.place) == (cell, place))
            else {
                self.say(message::plain_tick_gone(lang));
                continue;
            };
            let texts = session.texts(lang);
            let (edit, words) =
                (claim.tick(&texts, !claim.ticked), one_line(&claim.quoted(&Quotes::new(&texts))));
            let said = if claim.ticked { message::unticked(lang) } else { message::ticked(lang) };
            let changed = self.model.change(edit, cell, Merge::No);
            if self.accepted(changed).is_some() {
                self.say(message::label_value(lang, &said, &words));
            }
        }
    }
}
