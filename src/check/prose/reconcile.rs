//! The reconciliation of all texts: every figure with its verdict, every relation, and the cells that no text
//! mentions.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::figures::{Tables, Verdict as Compared};
use super::indicators::{Compared as OfIndicator, unit_of};
use super::joins::{Spot, is_same_scope, same_labels, spots};
use super::mention::{Mention, Named, Said, Spoken};
use super::read::{Doubt, Prose, ReadText};
use super::text::Text;
use crate::check::reconciliation::{
    Claim, ClaimKind, Reason, Reconciliation, Relation, RelationKind, Verdict, Witness,
};
use crate::form::{CellRef, Form, Home, Row, Unit};
use crate::report::Report;
use crate::sheet::Sheet;

/// A verdict with its reason and the values that it was compared with.
type Result = (Verdict, Reason, Vec<Witness>);

/// A position: the text and the first character.
type Place = (CellRef, u32);

/// The data that verdicts are made from.
struct Evidence<'a> {
    /// Verdicts of the rules about figures that may be wrong.
    doubtful: HashMap<Place, (Verdict, Reason, CellRef)>,
    /// Figures that contradict another text, with the other figure.
    contradictions: HashMap<Place, Witness>,
    /// Figures of relations: true if the relation holds, and its other figures.
    relations: HashMap<Place, (bool, Vec<Witness>)>,
    /// Figures by their labels.
    labels: HashMap<u64, Vec<Spot<'a>>>,
}

impl Prose {
    /// Returns all figures and relations with their verdicts.
    pub fn reconcile(&self, form: &Form, report: &Report, sheet: &Sheet) -> Reconciliation {
        let Some(tables) = self.tables(form, report, sheet) else { return Reconciliation::default() };
        let relations = self.all_relations(&tables);
        let evidence = self.evidence(&tables, &relations);
        let mut claims = Vec::new();
        let mut mentioned = HashSet::new();
        for (cell, text) in self.ordered() {
            let mut of_text = self.claims(&tables, &evidence, cell, text);
            of_text.extend(references(&tables, cell));
            of_text.sort_by_key(|claim| claim.place);
            let witnesses = of_text.iter().flat_map(|claim| &claim.witness);
            mentioned.extend(witnesses.filter(|witness| witness.place.is_none()).map(|witness| witness.cell));
            claims.extend(of_text);
        }
        let unmentioned = unmentioned(&tables, &mentioned);
        Reconciliation { claims, relations, unmentioned }
    }

    /// Returns the texts in the order of the form.
    fn ordered(&self) -> BTreeMap<CellRef, &Text> {
        self.texts().iter().map(|(cell, text)| (*cell, text)).collect()
    }

    /// Returns the relations of the texts, and those between results and targets.
    fn all_relations(&self, tables: &Tables<'_>) -> Vec<Relation> {
        let mut relations = Vec::new();
        for (cell, text) in self.ordered() {
            let read = self.read_text(cell, text, tables);
            for (start, link, calculated, holds, other) in read.relations() {
                let places =
                    link.operands.iter().map(|place| Witness { cell, place: Some(place.after(start)) });
                relations.push(Relation {
                    cell,
                    place: Some(link.stated.after(start)),
                    kind: link.kind,
                    operands: places.chain(other).collect(),
                    stated: Some(link.value),
                    calculated: Some(calculated),
                    verdict: match holds {
                        true if link.kind != RelationKind::Count && calculated != link.value => {
                            Verdict::Rounded
                        }
                        true => Verdict::Equal,
                        false => Verdict::Differs,
                    },
                    reason: Reason::Relation,
                    is_excused: false,
                });
            }
        }
        let targets = self.reached().map(|reached| Relation {
            cell: reached.result,
            place: None,
            kind: RelationKind::Target,
            operands: vec![Witness { cell: reached.target, place: None }],
            stated: Some(reached.value),
            calculated: Some(reached.goal),
            verdict: match reached.holds {
                Some(true) => Verdict::Equal,
                Some(false) => Verdict::Differs,
                None => Verdict::Unchecked,
            },
            reason: if reached.holds.is_some() { Reason::Indicator } else { Reason::Ambiguous },
            is_excused: reached.is_excused,
        });
        relations.extend(targets.filter(|relation| tables.report.has(tables.form, relation.cell)));
        relations
    }

    fn evidence<'a>(&'a self, tables: &'a Tables<'a>, relations: &[Relation]) -> Evidence<'a> {
        let mut doubtful = HashMap::new();
        for (cell, text) in self.ordered() {
            let read = self.read_text(cell, text, tables);
            for doubt in Doubt::ALL {
                let (verdict, reason) = match doubt {
                    Doubt::Different => (Verdict::Differs, Reason::Cell),
                    Doubt::Near => (Verdict::Suspect, Reason::Cell),
                    Doubt::LastYear => (Verdict::Suspect, Reason::LastYear),
                    Doubt::OtherYear => (Verdict::Suspect, Reason::OtherYear),
                    Doubt::Indicator => (Verdict::Differs, Reason::Indicator),
                };
                for figure in read.doubtful_figures(*doubt) {
                    doubtful.insert((cell, figure.place.start), (verdict, reason, figure.against));
                }
            }
        }
        let mut contradictions = HashMap::new();
        for one in self.contradictions() {
            let witness = |cell, place| Witness { cell, place: Some(place) };
            contradictions.insert((one.cell, one.figure.start), witness(one.other, one.other_figure));
            contradictions
                .entry((one.other, one.other_figure.start))
                .or_insert(witness(one.cell, one.figure));
        }
        let mut involved: HashMap<Place, (bool, Vec<Witness>)> = HashMap::new();
        for relation in relations {
            let Some(place) = relation.place else { continue };
            let holds = relation.verdict != Verdict::Differs;
            let stated = Witness { cell: relation.cell, place: Some(place) };
            let all: Vec<Witness> =
                std::iter::once(stated).chain(relation.operands.iter().copied()).collect();
            for one in &all {
                let Some(start) = one.place.map(|place| place.start) else { continue };
                // The stated figure of a failed relation is wrong; its operands only may be.
                if !holds && *one != stated {
                    continue;
                }
                let others = all.iter().filter(|other| *other != one).copied().collect();
                let known = involved.entry((one.cell, start)).or_insert((holds, others));
                known.0 &= holds;
            }
        }
        Evidence { doubtful, contradictions, relations: involved, labels: same_labels(self.texts()) }
    }

    fn claims(&self, tables: &Tables<'_>, evidence: &Evidence<'_>, cell: CellRef, text: &Text) -> Vec<Claim> {
        let mut claims = Vec::new();
        let one: HashMap<CellRef, &Text> = [(cell, text)].into();
        let mut verdicts = Vec::new();
        for sentence in &text.sentences {
            tables.judge(&sentence.mentions, &mut |_, verdict| verdicts.push(verdict));
        }
        for (spot, verdict) in spots(&one).zip(verdicts) {
            let mention = spot.mention;
            if matches!(mention.said, Said::Year { .. }) {
                continue;
            }
            let (verdict, reason, witness) = self.verdict(evidence, &spot, verdict);
            // Most numerals in words are part of a phrase.
            if mention.spelled && verdict == Verdict::Unchecked {
                continue;
            }
            let source = text.source.get(spot.bytes as usize..).unwrap_or_default();
            claims.push(Claim {
                cell,
                place: spot.figure(),
                value: mention.value,
                unit: unit_of(source, mention),
                label: label(tables.form, mention),
                row: row(tables, mention),
                year: year(tables, mention),
                kind: mention.kind,
                verdict,
                reason,
                witness,
                ticked: false,
            });
        }
        claims
    }

    fn verdict(&self, evidence: &Evidence<'_>, spot: &Spot<'_>, compared: Compared) -> Result {
        let place = (spot.cell, spot.figure().start);
        let of_cell = |cell| vec![Witness { cell, place: None }];
        match compared {
            Compared::Equal(cell) => return (Verdict::Equal, Reason::Cell, of_cell(cell)),
            Compared::Rounded(cell) => return (Verdict::Rounded, Reason::Cell, of_cell(cell)),
            _ => {}
        }
        if let Some((verdict, reason, cell)) = evidence.doubtful.get(&place) {
            return (*verdict, *reason, of_cell(*cell));
        }
        let relation = evidence.relations.get(&place);
        if let Some((false, others)) = relation {
            return (Verdict::Differs, Reason::Relation, others.clone());
        }
        if let Some(other) = evidence.contradictions.get(&place) {
            return (Verdict::Suspect, Reason::OtherText, vec![*other]);
        }
        if let Some(result) = self.of_indicator(spot) {
            return result;
        }
        if let Some((true, others)) = relation {
            return (Verdict::Equal, Reason::Relation, others.clone());
        }
        let same = spot.mention.keys.iter().filter_map(|key| evidence.labels.get(key)).flatten();
        let mut same =
            same.filter(|other| other.cell != spot.cell && is_same_scope(other.mention, spot.mention));
        if let Some(other) = same.find(|other| other.agrees(spot)) {
            let witness = Witness { cell: other.cell, place: Some(other.figure()) };
            let exact = other.mention.value == spot.mention.value;
            let verdict = if exact { Verdict::Equal } else { Verdict::Rounded };
            return (verdict, Reason::OtherText, vec![witness]);
        }
        let reason = match compared {
            Compared::NotChecked(why) => why.reason(spot.mention.period != 0),
            _ => Reason::NoLabel,
        };
        if reason == Reason::Relation {
            return (Verdict::Equal, reason, Vec::new());
        }
        (Verdict::Unchecked, reason, Vec::new())
    }

    /// Compares a figure with the indicator that it names.
    fn of_indicator(&self, spot: &Spot<'_>) -> Option<Result> {
        let at = spot.sentence.mentions.iter().position(|mention| std::ptr::eq(mention, spot.mention))?;
        let hit = spot.sentence.hits.iter().flatten().find(|hit| hit.mention == at)?;
        let source = spot.text.source.get(spot.bytes as usize..)?;
        let unit = Unit::new(&unit_of(source, spot.mention));
        let verdict = match self.indicators().compare(hit, spot.mention, &unit) {
            OfIndicator::Equal => Verdict::Equal,
            OfIndicator::Rounded => Verdict::Rounded,
            _ => return None,
        };
        let result = self.indicators().get(hit.indicator)?.result;
        Some((verdict, Reason::Indicator, vec![Witness { cell: result, place: None }]))
    }

    pub(super) fn read_text<'a>(
        &'a self,
        cell: CellRef,
        text: &'a Text,
        tables: &'a Tables<'a>,
    ) -> ReadText<'a> {
        ReadText::new(cell, text, self.indicators(), self.plans(), tables, None)
    }
}

/// Returns the words that name a figure: the label of the field that they mean, or the words of the text.
fn label(form: &Form, mention: &Mention) -> String {
    match mention.field() {
        Some(field) => form.label(field).to_owned(),
        None => mention.label.to_string(),
    }
}

fn row(tables: &Tables<'_>, mention: &Mention) -> Option<String> {
    let (Named::Row(rows, name) | Named::Near(rows, name)) = mention.row else { return None };
    let row = tables.row(name)?.index()?;
    Some(tables.report.row_name(tables.form, rows, row).to_owned())
}

fn year(tables: &Tables<'_>, mention: &Mention) -> Option<i32> {
    match mention.year {
        Spoken::This => tables.year().and_then(|year| i32::try_from(year).ok()),
        Spoken::Year(year) => Some(year),
        Spoken::Other => None,
    }
}

/// Returns a claim for each reference of a text to a number: it always shows the value of its cell.
fn references(tables: &Tables<'_>, cell: CellRef) -> Vec<Claim> {
    let references = tables.sheet.references(cell).iter();
    let claims = references.filter_map(|reference| {
        let shown = reference.cell?;
        let value = tables.sheet.cell(shown).value.number()?;
        let kind = &tables.form.field(shown.field).kind;
        if Some(shown.field) == tables.form.year {
            return None;
        }
        Some(Claim {
            cell,
            place: reference.place,
            value,
            unit: kind.unit().unwrap_or_default().to_owned(),
            label: tables.form.label(shown.field).to_owned(),
            row: None,
            year: tables.year().and_then(|year| i32::try_from(year).ok()),
            kind: ClaimKind::Actual,
            verdict: Verdict::Equal,
            reason: Reason::Cell,
            witness: vec![Witness { cell: shown, place: None }],
            ticked: false,
        })
    });
    claims.collect()
}

/// Returns the cells with a value that texts can name but none does: fields outside tables, and the sums of columns.
fn unmentioned(tables: &Tables<'_>, mentioned: &HashSet<CellRef>) -> Vec<CellRef> {
    let form = tables.form;
    let named = form.field_ids().filter(|id| !form.field(*id).words.is_empty());
    let cells = named.filter_map(|id| {
        let cell = match form.field(id).home {
            Home::Column { summed: true, .. } => CellRef { field: id, row: Row::Sum },
            Home::Alone => CellRef::only(id),
            _ => return None,
        };
        let value = tables.sheet.cell(cell).value.number().filter(|value| !value.is_zero())?;
        // A row with the whole sum stands for it.
        let row_says = mentioned
            .iter()
            .any(|one| one.field == id && tables.sheet.cell(*one).value.number() == Some(value));
        (!row_says).then_some(cell)
    });
    cells.collect()
}
