//! Saving, leaving, and exports: the choice of the format, the filled document, and the receipt.

use super::App;
use crate::app::fill::Filling;
use crate::app::model::Leave;
use crate::export::{ExportError, Options, Receipt};
use crate::form::{FieldId, clean_line};
use crate::message;
use crate::tui::event::Effect;
use crate::tui::hand_in;
use crate::tui::panels::{Action, FillPreview, Menu, Mode};

/// Returns the effect of leaving.
fn after(leave: Leave) -> Effect {
    match leave {
        Leave::Now(code) => Effect::Quit(code),
        Leave::AfterSaving => Effect::Save,
    }
}

impl App {
    /// Shows the result of a save; leaves if that was wanted.
    pub(super) fn saved(&mut self, result: Result<String, String>) -> Vec<Effect> {
        let leaving = match result {
            Ok(time) => {
                self.say(message::saved(self.look.lang, &self.model.file));
                self.model.saved(time)
            }
            Err(reason) => {
                let code = self.model.saving.failed();
                // First the reason, then how to leave without saving.
                self.refuse(if self.model.saving.may_leave_unsaved() {
                    message::quit_unsaved(self.look.lang)
                } else {
                    reason + &message::or_a_copy(self.look.lang)
                });
                code.map(Leave::Now)
            }
        };
        leaving.map(after).into_iter().collect()
    }

    /// Stores what is being typed, then leaves with an exit code, after saving if necessary.
    pub(super) fn leave(&mut self, code: u8) -> Vec<Effect> {
        self.keep_answer();
        self.leave_cell();
        vec![after(self.model.leave(code, code != 0))]
    }

    /// Lists the Word documents that can be filled in.
    pub(super) fn open_documents(&mut self) -> Vec<Effect> {
        self.leave_and_reload();
        vec![Effect::Candidates(Options { draft: true, annex: false })]
    }

    /// Asks for the format of a draft or final. The final is refused while findings prevent it.
    pub(super) fn open_export(&mut self, draft: bool) {
        self.leave_and_reload();
        match self.model.final_refused() {
            Some(reason) if !draft => self.refuse(reason),
            _ => self.mode = Mode::Menu(hand_in::formats(&self.cx(), Options { draft, annex: false })),
        }
    }

    /// Shows the result of an export or a copy.
    pub(super) fn exported(&mut self, result: Result<Receipt, ExportError>) {
        match result {
            Ok(receipt) if receipt.fetch.is_none() && hand_in::fits_a_notice(&self.cx(), &receipt.said) => {
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
            Err(ExportError::Exists) => {
                let there = self.model.already_there();
                if let Some((title, choices)) = self.accepted(there) {
                    self.mode = Mode::Menu(hand_in::replace(&self.cx(), title, choices));
                }
            }
        }
    }

    /// Shows the preview of a filled document, unless the user has gone on meanwhile.
    pub(super) fn filled(&mut self, result: Result<Box<Filling>, String>) {
        let options = match &mut self.mode {
            Mode::Blanks(blanks) => {
                blanks.is_working = false;
                blanks.options
            }
            Mode::Filling(preview) => preview.options,
            _ => return,
        };
        self.notice = None;
        match result {
            Ok(filling) if filling.is_current(&self.model.session) => {
                self.model.exports.filling = Some(filling);
                self.mode = Mode::Filling(FillPreview { options, selected: 0 });
            }
            Ok(_) => self.refuse(message::fill_stale(self.look.lang)),
            Err(reason) => self.refuse(reason),
        }
    }

    /// Asks which label of the document that was filled in belongs to a field.
    pub(super) fn ask_label(&mut self, options: Options, field: FieldId) {
        let Some(filling) = &self.model.exports.filling else { return };
        let form = self.model.session.form();
        let items = filling.filled.open.iter().map(|label| {
            let (path, shown) = (form.field_path(field), clean_line(label));
            (shown, String::new(), Action::NameLabel { options, path, label: label.clone() })
        });
        let title = message::fill_which_label(self.look.lang, &clean_line(&form.field(field).label));
        let items: Vec<_> = items.collect();
        self.mode = Mode::Menu(Menu::numbered(&self.cx(), title, items));
    }

    /// Stores a label of the document that was filled in for the field of a path, and fills it in again.
    pub(super) fn name_label(&mut self, options: Options, path: String, label: String) -> Vec<Effect> {
        let Some(filling) = &self.model.exports.filling else { return Vec::new() };
        let document = filling.document.to_string_lossy().into_owned();
        self.mode = Mode::Filling(FillPreview { options, selected: 0 });
        vec![Effect::NameLabel { path, label, document }]
    }

    /// Shows how to fetch the last exported file.
    pub(super) fn show_receipt(&mut self) {
        if let Some(receipt) = &self.model.exports.receipt {
            self.read(hand_in::receipt(&self.cx(), receipt));
        }
    }
}
