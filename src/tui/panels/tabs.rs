//! The tabs of the findings panel: findings, figures of the texts, relations, and values that no text mentions.

use ratatui::layout::Rect;

use super::frame::frame;
use crate::check::review::Review;
use crate::message::{self, Lang};
use crate::tui::canvas::Canvas;
use crate::tui::context::Context;

/// A tab of the findings panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The findings.
    #[default]
    Findings,
    /// The figures of the texts.
    Claims,
    /// The relations between figures.
    Relations,
    /// The values that no text mentions.
    Unmentioned,
}

impl Tab {
    const ALL: [Tab; 4] = [Tab::Findings, Tab::Claims, Tab::Relations, Tab::Unmentioned];

    /// Returns the next tab, or the one before; the first follows the last.
    pub(super) fn next(self, back: bool) -> Tab {
        let step = if back { Tab::ALL.len() - 1 } else { 1 };
        let at = Tab::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Tab::ALL[(at + step) % Tab::ALL.len()]
    }

    fn words(self, lang: Lang, short: bool) -> String {
        match self {
            Tab::Findings => message::tab_findings(lang),
            Tab::Claims => message::tab_claims(lang),
            Tab::Relations => message::tab_relations(lang),
            Tab::Unmentioned if short => message::tab_unmentioned_short(lang),
            Tab::Unmentioned => message::tab_unmentioned(lang),
        }
    }
}

/// The number of entries of each tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts([usize; 4]);

impl Counts {
    pub(super) fn new(cx: &Context<'_>, review: &Review) -> Counts {
        let findings = cx.session.overview().groups.len();
        Counts([findings, review.claims.len(), review.relations.len(), review.unmentioned.len()])
    }

    /// Returns the names of the tabs with their counts; the current one is in brackets.
    fn head(self, lang: Lang, current: Tab, short: bool) -> String {
        let names = Tab::ALL.iter().zip(self.0).map(|(tab, count)| {
            let name = format!("{} {count}", tab.words(lang, short));
            if *tab == current { format!("[{name}]") } else { name }
        });
        names.collect::<Vec<_>>().join(if short { " " } else { "  " })
    }
}

/// Draws the tabs, a line of counts, rules and keys; returns the first row of the body and the number of rows.
pub(super) fn tabbed(
    cx: &Context<'_>,
    (current, counts): (Tab, Counts),
    line: [&str; 2],
    keys: &str,
    below: u16,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let lang = cx.look.lang;
    let width = canvas.area().width;
    let room = |right: &str| usize::from(width).saturating_sub(cx.look.width.of(right) + 4);
    let fits = |head: &String, right: &str| cx.look.width.of(head) <= room(right);
    let file = cx.model.file.as_str();
    let long = counts.head(lang, current, false);
    let (head, right) = match (fits(&long, file), fits(&long, "")) {
        (true, _) => (long, file),
        (_, true) => (long, ""),
        _ => (counts.head(lang, current, true), ""),
    };
    let (top, rows) = frame(cx, &head, right, keys, below, canvas);
    // A low window has no room for the counts.
    if rows < 4 {
        return (top, rows);
    }
    canvas.clear(Rect::new(0, 1, width, 1));
    let used = canvas.put_right(width / 3, width - 1, 1, line[1], cx.look.theme.label);
    let room = width.saturating_sub(used + 3);
    canvas.put(1, 1, &cx.look.width.shorten(line[0], usize::from(room)), room, cx.look.theme.quiet);
    canvas.rule(0, 2, width);
    (top + 1, rows - 1)
}
