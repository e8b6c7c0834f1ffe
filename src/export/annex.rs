//! The annex of a document: the explanations of findings, and the figures of the texts with what they were
//! compared with.

use super::Block;
use super::table::plain;
use super::values::label;
use crate::check::reconciliation::{Claim, Relation};
use crate::check::review::{Quotes, Review, State, counts};
use crate::check::{Checked, Finding, RuleId, review};
use crate::form::clean;
use crate::message;
use crate::sheet::Texts;

/// Widths of the columns of a list on paper, in percent: labels are long.
const WIDTHS: [u32; 3] = [36, 30, 34];

/// Returns the explained findings and all overridden totals.
pub(super) fn explanations(texts: &Texts<'_>, findings: &[Finding]) -> Vec<Block> {
    let (lang, form) = (texts.lang, texts.form);
    let is_listed = |finding: &&Finding| finding.rule == RuleId::Override || finding.explained;
    let mut findings: Vec<_> = findings.iter().filter(is_listed).collect();
    findings.sort_by_key(|finding| {
        (form.field(finding.cell.field).section, finding.cell.field, finding.cell.row)
    });
    let rows: Vec<Vec<String>> = findings
        .into_iter()
        .map(|finding| {
            // Without an explanation it is answered by a tick, or not at all.
            let otherwise =
                || if finding.explained { State::Settled.words(lang) } else { message::unexplained(lang) };
            let explanation = finding.explanation(texts).map_or_else(otherwise, clean);
            vec![label(texts, finding.cell), clean(&finding.sentence(texts)), explanation]
        })
        .collect();
    let body = if rows.is_empty() {
        Block::Note(message::annex_none(lang))
    } else {
        let head =
            vec![message::annex_place(lang), message::annex_finding(lang), message::annex_explanation(lang)];
        Block::Table(plain(head, rows))
    };
    vec![heading(1, message::annex_heading(lang)), body]
}

/// Returns the figures of the texts with their results, the relations between them, the figures without a
/// result, and the values that no text mentions.
pub(super) fn reconciliation(texts: &Texts<'_>, findings: &[Finding]) -> Vec<Block> {
    let lang = texts.lang;
    let review = review(&Checked { texts: *texts, findings });
    let mut blocks = vec![heading(1, message::annex_review(lang))];
    if review.claims.is_empty() {
        blocks.push(Block::Note(message::annex_no_figures(lang)));
        return blocks;
    }
    let quotes = Quotes::new(texts);
    let states: Vec<State> = review.claims.iter().map(|(state, _)| *state).collect();
    let counted = counts(lang, &states).replace("  ", &message::annex_comma(lang));
    blocks.push(Block::Note(message::annex_counts(lang, states.len(), &counted)));
    let head = |words: &str, result: String| vec![message::annex_place(lang), words.to_owned(), result];
    let figure = message::annex_figure(lang);
    let result = message::annex_result(lang);
    let parts = [
        (message::annex_compared(lang), head(&figure, result.clone()), claims(&quotes, &review, false)),
        (message::annex_related(lang), head(&figure, result), relations(&quotes, &review)),
        (
            message::annex_unchecked(lang),
            head(&figure, message::annex_reason(lang)),
            claims(&quotes, &review, true),
        ),
        (
            message::annex_unmentioned(lang),
            vec![message::annex_place(lang), message::annex_value(lang)],
            unmentioned(texts, &review),
        ),
    ];
    for (title, head, rows) in parts.into_iter().filter(|(.., rows)| !rows.is_empty()) {
        blocks.push(heading(2, message::annex_part(lang, &title, rows.len())));
        let mut table = plain(head, rows);
        table.layout.widths = if table.columns.len() == WIDTHS.len() { WIDTHS.to_vec() } else { Vec::new() };
        blocks.push(Block::Table(table));
    }
    blocks
}

fn heading(level: usize, text: String) -> Block {
    Block::Heading { level, number: String::new(), text }
}

/// Returns the rows of the claims that have a result, or of those that have none.
fn claims(quotes: &Quotes<'_>, review: &Review, unchecked: bool) -> Vec<Vec<String>> {
    let listed = review.claims.iter().filter(|(state, _)| (*state == State::Unchecked) == unchecked);
    let row = |(state, claim): &(State, Claim)| {
        let result = clean(&claim.result(quotes));
        let result = if unchecked { result } else { with_state(&quotes.texts, *state, &result) };
        vec![label(&quotes.texts, claim.cell), clean(&claim.quoted(quotes)), result]
    };
    listed.map(row).collect()
}

fn relations(quotes: &Quotes<'_>, review: &Review) -> Vec<Vec<String>> {
    let row = |(state, relation): &(State, Relation)| {
        let result = format!("{} {}", relation.kind.words(quotes.texts.lang), relation.result(quotes));
        vec![
            label(&quotes.texts, relation.cell),
            clean(&relation.quoted(quotes)),
            with_state(&quotes.texts, *state, &clean(&result)),
        ]
    };
    review.relations.iter().map(row).collect()
}

fn unmentioned(texts: &Texts<'_>, review: &Review) -> Vec<Vec<String>> {
    review.unmentioned.iter().map(|cell| vec![label(texts, *cell), clean(&texts.shown(*cell))]).collect()
}

fn with_state(texts: &Texts<'_>, state: State, result: &str) -> String {
    message::label_value(texts.lang, &state.words(texts.lang), result)
}
