//! Exports on the screen: format, file, draft or final, and the notice afterwards.

use super::app::App;
use super::ask::{Ask, Purpose};
use super::editor::Editor;
use super::event::Effect;
use super::mode::{Action, MenuItem, Mode, Reader};
use crate::app::export::Existing;
use crate::export::{ExportError, FORMATS, Receipt, Request, in_lines};
use crate::message;

impl App {
    /// Asks for the format of a draft or final. The final is refused while findings prevent it.
    pub(super) fn open_export(&mut self, draft: bool) {
        self.leave_cell();
        self.reload();
        let lang = self.look.lang;
        if let Some(reason) = self.model.final_refused().filter(|_| !draft) {
            self.refuse(reason);
            return;
        }
        let formats = FORMATS.iter().zip('1'..).map(|(format, digit)| MenuItem {
            digit,
            label: (format.help)(lang),
            keys: format!(".{}", format.extension),
            action: Action::Export { format: format.name, draft },
        });
        let fetch = self.model.exports.receipt.is_some().then(|| MenuItem {
            digit: '0',
            label: message::export_fetch_item(lang),
            keys: String::new(),
            action: Action::Fetch,
        });
        let title = if draft { message::export_draft_as(lang) } else { message::export_final_as(lang) };
        self.open_menu(title, formats.chain(fetch).collect());
    }

    /// Asks for the file to export to.
    pub(super) fn ask_export_path(&mut self, format: &'static str, draft: bool) {
        let lang = self.look.lang;
        let name = self.model.export_name(format, draft);
        let is_ready = self.model.final_refused().is_none();
        let detail = match (draft, is_ready) {
            (false, _) => message::export_final(lang),
            (true, true) => message::export_ready(lang),
            (true, false) => message::export_draft(lang),
        };
        self.mode = Mode::Ask(Ask {
            question: message::export_to(lang),
            detail: self.look.keys.spoken(&detail).into_owned(),
            offer: None,
            editor: Editor::proposing(&name),
            purpose: Purpose::Export { format, draft },
        });
    }

    /// Starts an export.
    pub(super) fn export(&mut self, request: Request) -> Vec<Effect> {
        vec![Effect::Export(self.model.begin_export(request))]
    }

    /// Shows the result of an export or a copy.
    pub(super) fn exported(&mut self, result: Result<Receipt, ExportError>) {
        match result {
            Ok(receipt) if receipt.fetch.is_none() && self.fits_a_notice(&receipt.said) => {
                self.say(receipt.said);
            }
            Ok(receipt) => {
                let said = receipt.said.clone();
                self.model.exports.receipt = Some(receipt);
                // Do not open a panel while the user is typing.
                if self.model.exports.typed_since {
                    self.say(said + &message::export_fetch_later(self.look.lang));
                } else {
                    self.show_receipt();
                }
            }
            Err(ExportError::Other(reason)) => self.refuse(reason),
            Err(ExportError::Exists) => self.ask_to_replace(),
        }
    }

    /// True if a sentence fits into the two lines of a notice.
    fn fits_a_notice(&self, text: &str) -> bool {
        let columns = usize::from(self.size.0.saturating_sub(2));
        self.look.width.wrap(text, columns.max(1), 0).len() <= 2
    }

    /// Shows how to fetch the last exported file. Commands are split into lines that a shell accepts when
    /// copied.
    pub(super) fn show_receipt(&mut self) {
        let Some(receipt) = &self.model.exports.receipt else { return };
        let (lang, measure) = (self.look.lang, self.look.width);
        let width = usize::from(self.size.0).max(10);
        let parts = measure.wrap(&receipt.said, width, 0).into_iter();
        let mut lines: Vec<String> =
            parts.map(|part| receipt.said.get(part).unwrap_or_default().to_owned()).collect();
        for (words, command) in receipt.commands(lang) {
            lines.extend([String::new(), words]);
            lines.extend(in_lines(command, width, |c| measure.of(c.encode_utf8(&mut [0; 4]))));
        }
        let title = message::export_receipt(lang);
        self.mode = Mode::Reader(Reader { title, lines, top: 0, left: 0, help: false, behind: None });
    }

    /// Asks whether to replace an existing file.
    fn ask_to_replace(&mut self) {
        let there = self.model.already_there();
        let Some((title, choices)) = self.accepted(there) else { return };
        let items = choices.into_iter().zip('1'..).map(|((label, choice), digit)| {
            let action = match choice {
                Existing::Rename(Request { format, draft, .. }) => Action::Export { format, draft },
                Existing::Replace(request) => Action::Replace(request),
                Existing::Nothing => Action::Nothing,
            };
            MenuItem { digit, label, keys: String::new(), action }
        });
        self.open_menu(title, items.collect());
    }
}
