//! Exports on the screen: the choice of a format, the receipt, and the question before a file is replaced.

use super::context::Context;
use super::panels::{Action, Menu, MenuItem, Reader, blanks};
use crate::app::export::Existing;
use crate::export::{FORMATS, Options, Receipt, Request, in_lines};
use crate::message;

/// Returns the menu of the formats of a draft or final, and whether the annex is part of it.
pub(super) fn formats(cx: &Context<'_>, options: Options) -> Menu {
    let lang = cx.look.lang;
    let formats = FORMATS.iter().zip(1..).map(|(format, number)| MenuItem {
        number: Some(number),
        label: (format.help)(lang),
        keys: format!(".{}", format.extension),
        ..MenuItem::new(Action::AskPath(Request {
            format: format.name,
            options,
            path: String::new(),
            replace: false,
            into: None,
        }))
    });
    let fetch = cx.model.exports.receipt.is_some().then(|| MenuItem {
        number: Some(0),
        label: message::export_fetch_item(lang),
        ..MenuItem::new(Action::Fetch)
    });
    let into = MenuItem {
        number: Some(FORMATS.len() + 2),
        label: message::fill_item(lang),
        keys: ".docx".to_owned(),
        ..MenuItem::new(blanks::open(options))
    };
    let other = Options { annex: !options.annex, ..options };
    let annex = MenuItem {
        number: Some(FORMATS.len() + 1),
        label: if options.annex { message::export_no_annex(lang) } else { message::export_with_annex(lang) },
        ..MenuItem::new(Action::Formats(other))
    };
    let title = if options.draft { message::export_draft_as(lang) } else { message::export_final_as(lang) };
    Menu::new(cx, title, formats.chain([annex, into]).chain(fetch).collect())
}

/// True if a sentence fits into the two lines of a notice.
pub(super) fn fits_a_notice(cx: &Context<'_>, text: &str) -> bool {
    let columns = usize::from(cx.size.0.saturating_sub(2));
    cx.look.width.wrap(text, columns.max(1), 0).len() <= 2
}

/// Returns the lines on how to fetch an exported file. Commands are split into lines that a shell accepts when
/// copied.
pub(super) fn receipt(cx: &Context<'_>, receipt: &Receipt) -> Reader {
    let (lang, measure) = (cx.look.lang, cx.look.width);
    let width = usize::from(cx.size.0).max(10);
    let mut lines: Vec<String> = measure.lines(&receipt.said, width).map(str::to_owned).collect();
    for (words, command) in receipt.commands(lang) {
        lines.extend([String::new(), words]);
        lines.extend(in_lines(command, width, |c| measure.of(c.encode_utf8(&mut [0; 4]))));
    }
    Reader::new(message::export_receipt(lang), lines)
}

/// Returns the question whether to replace an existing file.
pub(super) fn replace(
    cx: &Context<'_>,
    title: String,
    choices: impl IntoIterator<Item = (String, Existing)>,
) -> Menu {
    let items = choices.into_iter().map(|(label, choice)| {
        let action = match choice {
            Existing::Rename(request) => Action::AskPath(request),
            Existing::Replace(request) => Action::Export(request),
            Existing::Nothing => Action::Nothing,
        };
        (label, String::new(), action)
    });
    let mut menu = Menu::numbered(cx, title, items);
    // Enter alone replaces nothing: the second choice is another name.
    menu.chooser.selected = 1;
    menu
}
