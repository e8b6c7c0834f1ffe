//! Relations between the figures of a sentence: sums, shares, rates, counts and changes.
//!
//! A relation that holds is listed too. A relation fails only near a result that would be right: most figures of a
//! sentence are not related, and a wrong alarm costs more than a mistake that stays.

mod count;
mod direction;
mod formula;
mod near;
mod rate;
mod scene;
mod share;
mod sum;

pub(super) use near::{fits_range, half_step, is_other_unit, near, percentages};
pub(super) use scene::{Amount, Link, Open, Scene, depth};

use super::reconciliation::RelationKind;

/// A finder of relations with the kind that it finds.
type Finder = (RelationKind, fn(&Scene<'_>, &mut Vec<scene::Found>));

/// All finders of relations in sentences.
const RELATIONS: &[Finder] = &[
    (RelationKind::Sum, formula::find),
    (RelationKind::Sum, sum::find),
    (RelationKind::Share, share::find),
    (RelationKind::Rate, rate::find),
    (RelationKind::Count, count::find),
    (RelationKind::Direction, direction::find),
];

/// Maximum number of amounts in a sentence; longer sentences are lists that state no relation.
const MAX_AMOUNTS: usize = 200;

/// Returns the relations of a sentence.
pub(super) fn relations(scene: &Scene<'_>) -> Vec<Link> {
    if scene.amounts.is_empty() || scene.amounts.len() > MAX_AMOUNTS {
        return Vec::new();
    }
    let mut links = Vec::new();
    let mut found = Vec::new();
    for (kind, find) in RELATIONS {
        find(scene, &mut found);
        links.extend(found.drain(..).filter_map(|found| scene.link(*kind, found)));
    }
    links
}
