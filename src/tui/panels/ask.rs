//! A question with an input line: the explanation of a finding, or the file to write to.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel};
use crate::app::findings::Explanation;
use crate::export::Request;
use crate::form::CellRef;
use crate::message;
use crate::session::Answer;
use crate::terminal::width::Layout;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::editor::Editor;
use crate::tui::event::Effect;
use crate::tui::widgets::edit_line;

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question.
    pub question: String,
    /// Details, each on lines of its own.
    pub details: Vec<String>,
    /// The proposed text, if it is an explanation that no longer counts.
    pub former: Option<String>,
    /// Last year's answer, if any.
    pub offer: Option<String>,
    /// The answer being written.
    pub editor: Editor,
    /// The purpose of the answer.
    pub purpose: Purpose,
}

impl PartialEq for Ask {
    fn eq(&self, other: &Ask) -> bool {
        self.question == other.question && self.purpose == other.purpose
    }
}

/// The purpose of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Explain a finding.
    Explain {
        /// The rule of the finding.
        rule: String,
        /// The cell of the finding.
        cell: CellRef,
    },
    /// Name the file to export to.
    Export(Request),
    /// Name the file for a copy.
    Copy,
    /// Name the file for a version.
    Version(u32),
}

impl Ask {
    /// Asks for the name of a file, and proposes one.
    fn path(question: String, detail: String, name: &str, purpose: Purpose) -> Ask {
        let details = vec![detail];
        Ask { question, details, former: None, offer: None, editor: Editor::proposing(name), purpose }
    }

    /// Asks for the explanation of a finding.
    pub(in crate::tui) fn explanation(cx: &Context<'_>, rule: String, cell: CellRef) -> Ask {
        let Explanation { findings, before, is_former, last } = cx.model.explanation(&rule, cell);
        let lang = cx.look.lang;
        let texts = cx.session.texts(lang);
        let mut details: Vec<String> = findings.iter().map(|finding| finding.sentence(&texts)).collect();
        if is_former {
            details.push(cx.look.keys.spoken(&message::former_words(lang)).into_owned());
        }
        Ask {
            question: message::explain_why(lang),
            details,
            former: is_former.then(|| before.clone()),
            offer: last,
            editor: Editor::new(&before, false),
            purpose: Purpose::Explain { rule, cell },
        }
    }

    /// Continues an unfinished explanation.
    pub(in crate::tui) fn again(cx: &Context<'_>, answer: &Answer) -> Ask {
        let mut ask = Ask::explanation(cx, answer.rule.clone(), answer.cell);
        ask.editor.set_text(&answer.text);
        ask.editor.set_offset(answer.offset);
        ask
    }

    /// Asks for the file name of a copy of the report.
    pub(in crate::tui) fn copy(cx: &Context<'_>) -> Ask {
        let lang = cx.look.lang;
        let name = format!("{}-2.ron", cx.model.stem());
        Ask::path(message::copy_to(lang), message::copy_detail(lang), &name, Purpose::Copy)
    }

    /// Asks for the file name of a version.
    pub(in crate::tui) fn version(cx: &Context<'_>, number: u32) -> Ask {
        let lang = cx.look.lang;
        let name = format!("{}-{number}.ron", cx.model.stem());
        let detail = message::version_to_detail(lang);
        Ask::path(message::version_to(lang, number), detail, &name, Purpose::Version(number))
    }

    /// Asks for the file to export to.
    pub(in crate::tui) fn export(cx: &Context<'_>, request: Request) -> Ask {
        let (lang, options) = (cx.look.lang, request.options);
        let name = cx.model.export_name(request.format, options.draft);
        let is_ready = cx.model.final_refused().is_none();
        let detail = match (options.draft, is_ready) {
            (false, _) => match cx.model.unexplained() {
                0 => message::export_final(lang),
                open => message::export_final_open(lang, open),
            },
            (true, true) if cx.session.report().has_last() => message::export_ready_confirmed(lang),
            (true, true) => message::export_ready(lang),
            (true, false) => message::export_draft(lang),
        };
        let detail = cx.look.keys.spoken(&detail).into_owned();
        let filling = cx.model.exports.filling.as_ref().filter(|_| request.into.is_some());
        let mut ask = Ask::path(message::export_to(lang), detail, &name, Purpose::Export(request));
        ask.details.splice(0..0, filling.map(|filling| filling.left_out(lang)));
        ask
    }

    /// Returns the explanation being written, if it is one. A former explanation that was only shown is none.
    pub(in crate::tui) fn half_written(&self) -> Option<Answer> {
        self.explanation_written().filter(|answer| self.former.as_ref() != Some(&answer.text))
    }

    fn explanation_written(&self) -> Option<Answer> {
        let Purpose::Explain { rule, cell } = &self.purpose else { return None };
        let (rule, text) = (rule.clone(), self.editor.text());
        Some(Answer { rule, cell: *cell, text, offset: self.editor.offset() })
    }

    /// Returns the action for the answer.
    fn answer(&self, cx: &Context<'_>) -> Action {
        let text = self.editor.text().trim().to_owned();
        match &self.purpose {
            Purpose::Explain { .. } => self.explanation_written().map_or(Action::Nothing, Action::Answer),
            _ if text.is_empty() => Action::Refuse(message::no_file_name(cx.look.lang)),
            Purpose::Copy => Action::Emit(Effect::Copy(text)),
            Purpose::Version(number) => Action::Emit(Effect::CopyVersion(*number, text)),
            Purpose::Export(request) => {
                Action::Export(Request { path: text, replace: false, ..request.clone() })
            }
        }
    }
}

impl Panel for Ask {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        match command {
            Command::Enter => return Outcome::Do(self.answer(cx)),
            Command::TakeLast if self.offer.is_some() => {
                self.editor.set_text(&self.offer.take().unwrap_or_default());
            }
            command => {
                if edit_line(&mut self.editor, command).is_none() {
                    return Outcome::Refuse(message::answer_first(cx.look.lang));
                }
            }
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, _: &Context<'_>) -> Outcome {
        self.editor.insert(text);
        Outcome::Stay
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let theme = cx.look.theme;
        let (top, rows) = frame(cx, &self.question, "", &message::ask_keys(cx.look.lang), 0, canvas);
        let width = canvas.area().width;
        let mut y = top;
        let lines = |text| cx.look.width.lines(text, usize::from(width - 2));
        for line in
            self.details.iter().flat_map(|detail| lines(detail)).take(usize::from(rows.saturating_sub(2)))
        {
            canvas.put(1, y, line, width - 1, theme.quiet);
            y += 1;
        }
        if let Some(offer) = &self.offer {
            let offer = cx.look.keys.spoken(&message::last_explanation(cx.look.lang)).into_owned() + offer;
            let lines = cx.look.width.lines(&offer, usize::from(width - 2));
            for line in lines.take(usize::from((top + rows).saturating_sub(y + 2))) {
                canvas.put(1, y, line, width - 1, theme.label);
                y += 1;
            }
        }
        y += u16::from(rows > 4);
        let layout = Layout::new(cx.look.width, self.editor.lines(), usize::from(width - 4), 0);
        let (line, column) = layout.place(self.editor.lines(), self.editor.caret());
        canvas.put(1, y, ">", 1, theme.focus);
        let style = if self.editor.selection().is_some() { theme.selected } else { theme.label };
        // Keep the caret's line of a long answer visible.
        let room = usize::from((top + rows).saturating_sub(y)).max(1);
        let first = (line + 1).saturating_sub(room);
        for (visual, row) in layout.lines().iter().skip(first).take(room).zip(y..) {
            let text =
                self.editor.lines().get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
            canvas.put(3, row, text.unwrap_or_default(), width - 3, style);
        }
        canvas.caret = Some(((3 + cells(column)).min(width - 1), y + cells(line - first)));
    }
}
