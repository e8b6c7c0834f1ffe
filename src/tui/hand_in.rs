//! Exports on the screen: format, file, draft or final, and the notice afterwards.

use super::app::App;
use super::ask::{Ask, Purpose};
use super::editor::Editor;
use super::event::Effect;
use super::mode::{Action, MenuItem, Mode, Reader};
use crate::export::{ExportError, FORMATS, Format, Receipt, Request, file_name, in_lines, refusal};
use crate::message;

impl App {
    /// Asks for the format of a draft or final. The final is refused while findings prevent it.
    pub(super) fn open_export(&mut self, draft: bool) {
        self.leave_cell();
        self.reload();
        let lang = self.look.lang;
        let stands = refusal(self.model.session.form(), self.model.session.sheet());
        if let Some(refusal) = stands.filter(|_| !draft) {
            self.refuse(message::final_refused(lang, &refusal.words(lang)));
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
        let extension = Format::named(format).map_or("", |row| row.extension);
        let name = file_name(&self.model.session.texts(lang), &self.model.file, draft, extension);
        let is_ready = refusal(self.model.session.form(), self.model.session.sheet()).is_none();
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
        self.model.exports.current = Some(request.clone());
        self.model.exports.typed_since = false;
        vec![Effect::Export(request)]
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
        let lang = self.look.lang;
        let Some(request) = self.model.exports.current.take() else {
            self.refuse(message::copy_exists(lang));
            return;
        };
        let title = message::already_there(lang, &request.path);
        let Request { format, draft, .. } = request;
        let items = [
            (message::keep_and_rename(lang), Action::Export { format, draft }),
            (message::replace_file(lang), Action::Replace(request)),
            (message::do_not_export(lang), Action::Nothing),
        ];
        let items = items.into_iter().zip('1'..).map(|((label, action), digit)| MenuItem {
            digit,
            label,
            keys: String::new(),
            action,
        });
        self.open_menu(title, items.collect());
    }
}
