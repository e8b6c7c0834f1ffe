//! Writes the findings of reports with all their claims and relations as JSON, in the format of
//! `check --all --json`.

use std::io;

use rust_decimal::Decimal;

use super::json::{InFile, found_in, pretty_json};
use crate::check::Checked;
use crate::check::reconciliation::{Claim, Relation, Witness};
use crate::check::review::{Quotes, Review};
use crate::form::{clean, show_in_formula};
use crate::report::Paths;

/// An item of the list.
#[derive(serde::Serialize)]
#[serde(tag = "item", rename_all = "lowercase")]
enum Item<'a> {
    Finding(InFile<'a>),
    Claim {
        file: &'a str,
        path: String,
        start: u32,
        end: u32,
        text: String,
        value: String,
        unit: &'a str,
        label: &'a str,
        row: Option<&'a str>,
        year: Option<i32>,
        kind: &'static str,
        verdict: &'static str,
        reason: &'static str,
        witness: Vec<Place>,
        ticked: bool,
    },
    Relation {
        file: &'a str,
        path: String,
        start: Option<u32>,
        end: Option<u32>,
        kind: &'static str,
        operands: Vec<Place>,
        stated: Option<String>,
        calculated: Option<String>,
        verdict: &'static str,
        reason: &'static str,
    },
}

/// A place with a value; `start` and `end` are null for a cell.
#[derive(serde::Serialize)]
struct Place {
    path: String,
    start: Option<u32>,
    end: Option<u32>,
}

/// Returns the findings of several files, then their claims in the order of the texts, then their relations.
pub fn review_json(files: &[(&str, Checked<'_>)], reviews: &[Review]) -> io::Result<String> {
    let mut items: Vec<Item<'_>> = found_in(files).into_iter().map(Item::Finding).collect();
    let mut relations = Vec::new();
    for ((file, Checked { texts, .. }), review) in files.iter().zip(reviews) {
        let paths = Paths::new(texts.form, texts.report);
        let quotes = Quotes::new(texts);
        items.extend(review.claims.iter().map(|(_, one)| claim(file, &quotes, &paths, one)));
        relations.extend(review.relations.iter().map(|(_, one)| relation(file, &paths, one)));
    }
    items.extend(relations);
    pretty_json(&items)
}

fn claim<'a>(file: &'a str, quotes: &Quotes<'_>, paths: &Paths<'_>, claim: &'a Claim) -> Item<'a> {
    Item::Claim {
        file,
        path: clean(&paths.of(claim.cell)),
        start: claim.place.start,
        end: claim.place.end,
        text: clean(&quotes.written(claim.cell, claim.place)),
        value: show_in_formula(claim.value, claim.value.scale()),
        unit: &claim.unit,
        label: &claim.label,
        row: claim.row.as_deref(),
        year: claim.year,
        kind: claim.kind.name(),
        verdict: claim.verdict.name(),
        reason: claim.reason.name(),
        witness: places(paths, &claim.witness),
        ticked: claim.ticked,
    }
}

fn relation<'a>(file: &'a str, paths: &Paths<'_>, relation: &Relation) -> Item<'a> {
    let (start, end) = relation.place.map(|place| (place.start, place.end)).unzip();
    let text = |value: Decimal| show_in_formula(value, 0);
    Item::Relation {
        file,
        path: clean(&paths.of(relation.cell)),
        start,
        end,
        kind: relation.kind.name(),
        operands: places(paths, &relation.operands),
        stated: relation.stated.map(text),
        calculated: relation.calculated.map(text),
        verdict: relation.verdict.name(),
        reason: relation.reason.name(),
    }
}

fn places(paths: &Paths<'_>, witnesses: &[Witness]) -> Vec<Place> {
    let place = |witness: &Witness| {
        let (start, end) = witness.place.map(|place| (place.start, place.end)).unzip();
        Place { path: clean(&paths.of(witness.cell)), start, end }
    };
    witnesses.iter().map(place).collect()
}
