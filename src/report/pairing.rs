//! Pairs the rows of two reports: first by name, then by position between rows that are already paired.

use std::collections::HashMap;

/// Maximum number of characters compared per name, and maximum number of compared pairs of names.
const MAX_CHARACTERS: usize = 64;
const MAX_PAIRS: usize = 10_000;

/// The paired rows of two reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    after: Vec<Option<usize>>,
    before: Vec<Option<usize>>,
}

impl Pairing {
    /// Pairs rows by index, as far as both reports have rows.
    pub fn by_place(before: usize, after: usize) -> Pairing {
        let both = before.min(after);
        let pairs = |count: usize| (0..count).map(|row| Some(row).filter(|row| *row < both)).collect();
        Pairing { after: pairs(before), before: pairs(after) }
    }

    /// Pairs rows with the same name at any position. Rows that share a name are paired in their order. A row
    /// without a name stays unpaired.
    pub fn by_name(before: &[&str], after: &[&str]) -> Pairing {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, name) in after.iter().enumerate().rev().filter(|(_, name)| !name.is_empty()) {
            places.entry(name).or_default().push(row);
        }
        let mut pairing = Pairing { after: vec![None; before.len()], before: vec![None; after.len()] };
        for (row, name) in before.iter().enumerate() {
            if let Some(there) = places.get_mut(name).and_then(Vec::pop) {
                pairing.join(row, there);
            }
        }
        pairing
    }

    /// Returns the `after` row that is paired with a `before` row.
    pub fn after(&self, before: usize) -> Option<usize> {
        self.after.get(before).copied().flatten()
    }

    /// Returns the `before` row that is paired with an `after` row.
    pub fn before(&self, after: usize) -> Option<usize> {
        self.before.get(after).copied().flatten()
    }

    /// Iterates over the unpaired `before` rows.
    pub fn gone(&self) -> impl Iterator<Item = usize> {
        self.after.iter().enumerate().filter(|(_, there)| there.is_none()).map(|(row, _)| row)
    }

    /// Iterates over the unpaired `after` rows.
    pub fn new_rows(&self) -> impl Iterator<Item = usize> {
        self.before.iter().enumerate().filter(|(_, there)| there.is_none()).map(|(row, _)| row)
    }

    fn join(&mut self, before: usize, after: usize) {
        self.after[before] = Some(after);
        self.before[after] = Some(before);
    }

    /// Returns the largest set of pairs with the same order in both reports. All other pairs have moved.
    pub fn in_order(&self) -> Vec<(usize, usize)> {
        let pairs: Vec<(usize, usize)> =
            self.after.iter().enumerate().filter_map(|(row, there)| Some((row, (*there)?))).collect();
        // Longest increasing subsequence: `ends[n]` is the last pair of the best sequence of n + 1 pairs.
        let mut ends: Vec<usize> = Vec::new();
        let mut earlier: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
        for (at, (_, there)) in pairs.iter().enumerate() {
            let length = ends.partition_point(|end| pairs[*end].1 < *there);
            earlier.push(length.checked_sub(1).map(|before| ends[before]));
            if length == ends.len() {
                ends.push(at);
            } else {
                ends[length] = at;
            }
        }
        let mut chain = Vec::with_capacity(ends.len());
        let mut at = ends.last().copied();
        while let Some(pair) = at {
            chain.push(pairs[pair]);
            at = earlier[pair];
        }
        chain.reverse();
        chain
    }

    /// Separates pairs that have moved: their rows become unpaired.
    pub fn part_moved(&mut self) {
        let chain = self.in_order();
        *self = Pairing { after: vec![None; self.after.len()], before: vec![None; self.before.len()] };
        for (before, after) in chain {
            self.join(before, after);
        }
    }

    /// Pairs unpaired rows between the same neighbours if `alike` returns true for them.
    pub fn join_between(&mut self, alike: impl Fn(usize, usize) -> bool) {
        self.between(|gone, new| {
            if gone.len().saturating_mul(new.len()) > MAX_PAIRS {
                return Vec::new();
            }
            let mut from = 0;
            let mut found = Vec::new();
            for row in gone {
                if let Some(at) = (from..new.len()).find(|at| alike(*row, new[*at])) {
                    found.push((*row, new[at]));
                    from = at + 1;
                }
            }
            found
        });
    }

    /// Pairs unpaired rows between the same neighbours by position, as far as both sides have rows.
    pub fn join_rest(&mut self) {
        self.between(|gone, new| gone.iter().copied().zip(new.iter().copied()).collect());
    }

    fn between(&mut self, join: impl Fn(&[usize], &[usize]) -> Vec<(usize, usize)>) {
        let ends = [(self.after.len(), self.before.len())];
        let (mut top, mut found) = ((0, 0), Vec::new());
        for (before, after) in self.in_order().into_iter().chain(ends) {
            let gone: Vec<usize> = (top.0..before).filter(|row| self.after[*row].is_none()).collect();
            let new: Vec<usize> = (top.1..after).filter(|row| self.before[*row].is_none()).collect();
            found.extend(join(&gone, &new));
            top = (before + 1, after + 1);
        }
        for (before, after) in found {
            self.join(before, after);
        }
    }
}

/// True if the edit distance of two names is at most half the length of the longer one.
pub fn alike(one: &str, other: &str) -> bool {
    let cut = |text: &str| text.chars().take(MAX_CHARACTERS).collect::<String>();
    let (one, other) = (cut(one), cut(other));
    let longest = one.chars().count().max(other.chars().count());
    longest > 0 && strsim::levenshtein(&one, &other) * 2 <= longest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Names separated by spaces; `_` is a row without a name.
    fn named(before: &str, after: &str) -> Pairing {
        let [before, after] = [before, after]
            .map(|names| names.split(' ').map(|name| name.trim_matches('_')).collect::<Vec<_>>());
        Pairing::by_name(&before, &after)
    }

    #[test]
    fn rows_of_one_name_go_together_wherever_they_stand() {
        for (before, after, found) in [
            ("甲 乙 丙", "甲 乙 丙", vec![Some(0), Some(1), Some(2)]),
            ("甲 乙 丙", "丙 甲 乙", vec![Some(1), Some(2), Some(0)]),
            ("甲 乙", "乙 丁 甲", vec![Some(2), Some(0)]),
            ("甲 甲 乙", "甲 乙", vec![Some(0), None, Some(1)]),
            ("_ 甲", "甲 _", vec![None, Some(0)]),
        ] {
            assert_eq!(named(before, after).after, found, "{before} / {after}");
        }
    }

    #[test]
    fn the_rest_goes_by_its_place() {
        let mut pairing = named("甲 一 乙 二 三", "甲 四 乙 五 六 七");
        assert_eq!(pairing.in_order(), [(0, 0), (2, 2)]);
        pairing.join_rest();
        assert_eq!(pairing.after, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(pairing.new_rows().collect::<Vec<_>>(), [5]);
        let mut moved = named("甲 乙 丙 丁", "丙 甲 乙 丁");
        assert_eq!(moved.in_order(), [(0, 1), (1, 2), (3, 3)]);
        moved.part_moved();
        assert_eq!((moved.after(2), moved.before(0)), (None, None));
    }

    #[test]
    fn names_alike() {
        for (one, other, found) in [
            ("工程造价服务站", "工程造价服务中心", true),
            ("工程造价服务站", "信息中心", false),
            ("甲", "乙", false),
            ("", "", false),
            ("质安站", "质安中心", true),
        ] {
            assert_eq!(alike(one, other), found, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_say_the_same(
            before in prop::collection::vec("[甲乙丙丁戊]{0,1}", 0..12),
            after in prop::collection::vec("[甲乙丙丁戊]{0,1}", 0..12),
            parted in any::<bool>(),
        ) {
            let [one, other] = [&before, &after].map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
            let mut pairing = Pairing::by_name(&one, &other);
            if parted {
                pairing.part_moved();
            }
            pairing.join_between(|one, other| (one + other) % 2 == 0);
            pairing.join_rest();
            for row in 0..before.len() {
                if let Some(there) = pairing.after(row) {
                    prop_assert_eq!(pairing.before(there), Some(row));
                }
            }
            let chain = pairing.in_order();
            prop_assert!(chain.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            if parted {
                // Rows paired in between keep the order.
                prop_assert_eq!(chain.len(), before.len() - pairing.gone().count());
            }
        }
    }
}
