//! Filling in the bureau's Word document: the list of documents, the result in lines, and the next step.

use super::choose::chosen;
use super::dialogue::{Action, Dialogue, Effect, Mode, Purpose};
use crate::app::blanks::{Candidate, is_path};
use crate::app::fill::Filling;
use crate::export::Options;
use crate::fill::Part;
use crate::form::clean_line;
use crate::message;

/// Maximum number of documents that are listed; others can be named.
const MAX_LISTED: usize = 20;

impl Dialogue {
    /// Asks for the document.
    pub(super) fn ask_document(&mut self, candidates: Vec<Candidate>) {
        let lang = self.model.lang;
        if candidates.is_empty() {
            self.say(message::fill_none_here(lang));
        } else {
            self.say(message::fill_which(lang));
        }
        for (number, candidate) in (1..).zip(candidates.iter().take(MAX_LISTED)) {
            let words = format!("{}  {}", clean_line(&candidate.label), candidate.detail);
            self.said.push(message::plain_numbered(lang, number, &words));
        }
        self.say(message::plain_fill_which(lang));
        self.mode = Mode::Asking(Purpose::Document(candidates));
    }

    /// Handles the number, name or path of a document.
    pub(super) fn document_named(&mut self, candidates: &[Candidate], text: &str) -> Vec<Effect> {
        let lang = self.model.lang;
        if text.is_empty() {
            self.say(message::plain_left(lang));
            self.ask();
            return Vec::new();
        }
        let found = chosen(text, candidates.iter().map(|candidate| candidate.label.as_str()), 1);
        let path = match found {
            Ok(at) => candidates.get(at).and_then(|candidate| candidate.path.to_str()).map(str::to_owned),
            Err(_) if is_path(text) => Some(text.to_owned()),
            Err(fitting) => {
                self.say_fitting(&fitting, message::fill_no_such(lang));
                self.mode = Mode::Asking(Purpose::Document(candidates.to_vec()));
                return Vec::new();
            }
        };
        path.map(Effect::Fill).into_iter().collect()
    }

    /// Outputs the result of filling in a document, and asks for the next step.
    pub(super) fn filled(&mut self, result: Result<Box<Filling>, String>) {
        let lang = self.model.lang;
        match result {
            Ok(filling) => {
                self.say_filled(&filling, Part::needs_look);
                self.say(filling.summary(lang));
                let refused = filling.refused(lang);
                self.model.exports.filling = Some(filling);
                match refused {
                    None => return self.offer_filled(),
                    Some(reason) => self.say(reason),
                }
            }
            Err(reason) => self.say(reason),
        }
        self.ask();
    }

    /// Outputs all places of the filled document.
    pub(super) fn all_places(&mut self) {
        if let Some(filling) = self.model.exports.filling.take() {
            self.say_filled(&filling, |part| !part.needs_look());
            self.model.exports.filling = Some(filling);
            self.offer_filled();
        }
    }

    /// Outputs the lines of some parts, each under its title.
    fn say_filled(&mut self, filling: &Filling, wanted: impl Fn(Part) -> bool) {
        let lang = self.model.lang;
        for part in filling.lines.chunk_by(|one, other| one.part == other.part) {
            if wanted(part[0].part) {
                self.say(message::intake_part(lang, &part[0].part.title(lang), part.len()));
                for line in part {
                    self.say(clean_line(&line.text));
                }
            }
        }
    }

    fn offer_filled(&mut self) {
        let lang = self.model.lang;
        let Some(filling) = &self.model.exports.filling else { return };
        let (left_out, into) = (filling.left_out(lang), Some(filling.document.clone()));
        self.say(left_out);
        let write = |draft| {
            let options = Options { draft, annex: false };
            Action::Export { format: "docx", options, into: into.clone() }
        };
        let items = vec![
            (message::plain_fill_draft(lang), write(true)),
            (message::plain_fill_final(lang), write(false)),
            (message::plain_fill_all(lang), Action::AllPlaces),
            (message::do_not_export(lang), Action::Nothing),
        ];
        self.offer(message::plain_fill_next(lang), items);
    }
}
