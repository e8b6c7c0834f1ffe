//! A number and the list that it counts: 2个项目（甲、乙）, 甲、乙、丙等12次.

use std::ops::Range;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::scene::{Amount, Found, Scene, is_stop};

/// Units of the things that lists name.
const UNITS: [&str; 18] = [
    "支", "个", "项", "类", "种", "家", "所", "场", "次", "户", "台", "条", "块", "处", "名", "人", "位",
    "部",
];

/// Units of things that are named directly before their number.
const DIRECT: [&str; 7] = ["个", "项", "类", "种", "家", "所", "块"];

/// Maximum number of glyphs between a number and the bracket with its list.
const MAX_NOUN: usize = 8;

/// Maximum number that a list can count.
const MAX_ITEMS: usize = 40;

/// Maximum difference between a wrong number and its list. With a larger difference it counts something else.
const NEAR: usize = 2;

/// Words that show that a bracket holds a remark.
const REMARKS: [&str; 14] =
    ["含", "其中", "不", "另", "以下", "下同", "见", "按", "级", "由", "即", "如", "共", "分别"];

/// Words that show that what stands before a number is not a list of what it counts.
const VERBS: [&str; 36] = [
    "开展", "制定", "组织", "完成", "办理", "召开", "举办", "发放", "检查", "建成", "新建", "安装", "购置",
    "培训", "走访", "发现", "解决", "整改", "下发", "印发", "编制", "修订", "查处", "建立", "处理", "受理",
    "实施", "发出", "采取", "进行", "有", "在", "对", "为", "了", "被",
];

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    for (at, amount) in scene.amounts.iter().enumerate() {
        if scene.is_here(amount) && UNITS.contains(&amount.unit.name()) && !amount.loose {
            let list = in_brackets(scene, at, amount).or_else(|| before(scene, at, amount));
            found.extend(
                list.or_else(|| of_amounts(scene, at, amount))
                    .or_else(|| divided(scene, at, amount))
                    .or_else(|| after_colon(scene, at, amount))
                    .or_else(|| respective(scene, at, amount)),
            );
        }
    }
}

/// The number of things in a list: at least, at most, and true if the list is not complete.
struct List {
    least: usize,
    most: usize,
    open: bool,
}

/// Counts the things in a range.
fn list(scene: &Scene<'_>, range: Range<usize>) -> Option<List> {
    let titles = range.clone().filter(|at| scene.at(*at) == '《').count();
    if titles > 1 {
        return Some(List { least: titles, most: titles, open: scene.has(range, &["等"]) });
    }
    let marks = range.clone().filter(|at| scene.at(*at) == '、').count();
    if marks == 0 || marks > MAX_ITEMS {
        return None;
    }
    // 甲、乙和丙 are three things, 脚手架及支模架 may be one.
    let joins = scene.find(range.clone(), &["和", "及", "与"]).count();
    Some(List { least: marks + 1, most: marks + 1 + joins, open: scene.has(range, &["等"]) })
}

impl List {
    fn result(&self, at: usize, amount: &Amount, near: usize, quote: Range<usize>) -> Option<Found> {
        let number = amount.value.to_usize().filter(|number| *number <= MAX_ITEMS)?;
        if !amount.value.fract().is_zero() {
            return None;
        }
        let holds = self.least <= number && (self.open || number <= self.most);
        let off = if number < self.least { self.least - number } else { number.saturating_sub(self.most) };
        if !holds && off > near {
            return None;
        }
        let calculated = Decimal::from(if holds && !self.open { number } else { self.least });
        Some(Found {
            stated: at,
            operands: Vec::new(),
            calculated,
            holds,
            quote,
            field: None,
            part: None,
            elsewhere: false,
        })
    }
}

/// A list in brackets after its number.
fn in_brackets(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let noun =
        (amount.end..amount.end + MAX_NOUN).take_while(|at| !is_stop(scene.at(*at)) && scene.at(*at) != ')');
    let open = noun.into_iter().find(|at| scene.at(*at) == '(')?;
    let close = scene.closing(open)?;
    let inside = open + 1..close;
    let other = |at: usize| matches!(scene.at(at), '，' | ',' | '；' | '。' | ':' | '(');
    if scene.amounts_in(amount.end..close).next().is_some()
        || inside.clone().any(other)
        || scene.has(inside.clone(), &REMARKS)
    {
        return None;
    }
    list(scene, inside)?.result(at, amount, NEAR + 1, scene.words_of(amount).start..close + 1)
}

/// A list before its number.
fn before(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let ends = |glyph: char| matches!(glyph, '，' | ',' | '；' | ';' | '。' | ':' | '(' | ')');
    let start =
        (scene.here..amount.from).rev().find(|at| ends(scene.at(*at))).map_or(scene.here, |at| at + 1);
    if scene.amounts_in(start..amount.from).next().is_some() {
        return None;
    }
    let linked =
        (start..amount.from).rev().take_while(|at| matches!(scene.at(*at), '共' | '计' | '这' | '合')).last();
    let end = linked.unwrap_or(amount.from);
    let open = end > start && scene.at(end - 1) == '等';
    let range = start..if open { end - 1 } else { end };
    let list = List { open, ..list(scene, range.clone())? };
    let quote = start..amount.end;
    if list.open {
        return list.result(at, amount, NEAR, quote);
    }
    let last = range.clone().rev().take_while(|at| scene.at(*at) != '、').last()?;
    let named = !is_stop(scene.at(amount.end)) && scene.at(amount.end) != ' ' && scene.at(amount.end) != '(';
    let titles = scene.at(range.end.saturating_sub(1)) == '》';
    // 城关镇、城南镇2个镇: things of one kind.
    let items: Vec<char> = (range.start..=range.end)
        .filter(|at| *at == range.end || scene.at(*at) == '、')
        .map(|at| scene.at(at - 1))
        .collect();
    let alike = items.iter().all(|end| *end == items[0]) && named;
    let direct = titles
        || alike && DIRECT.contains(&amount.unit.name())
        || DIRECT.contains(&amount.unit.name())
            && (named || end < amount.from)
            && list.least > 2
            && range.end - last <= 10
            && !scene.has(last..range.end, &VERBS);
    list.result(at, amount, if direct { NEAR } else { 0 }, quote)
}

/// The number of the amounts in front of it: 甲40万元、乙74万元，共两项.
fn of_amounts(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let word = amount.from.checked_sub(1).filter(|word| scene.at(*word) == '共')?;
    if !is_stop(scene.at(amount.end)) && scene.at(amount.end) != ' ' {
        return None;
    }
    let group = scene.group_start(word);
    let before: Vec<&Amount> = scene.amounts_in(group..word).map(|(_, amount)| amount).collect();
    let last = before.last()?;
    let listed = before.iter().rev().take_while(|one| one.is_like(last) && one.is_exact());
    // The first figure of the sentence may be the total.
    let listed: Vec<&&Amount> = listed.collect();
    if last.is_like(amount) {
        return None;
    }
    let joined =
        listed.windows(2).filter(|pair| (pair[1].end..pair[0].from).any(|at| scene.at(at) == '、')).count();
    let count = joined + 1;
    let list = List { least: count, most: count, open: false };
    (joined > 0).then(|| list.result(at, amount, NEAR, before[before.len() - count].from..amount.end))?
}

/// The number of the amounts after it: 分为两块：甲40万元，乙74万元.
fn divided(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let from =
        amount.from.checked_sub(2).filter(|from| scene.is_at(*from, "分为") || scene.is_at(*from, "分成"))?;
    let end =
        (amount.end..scene.end()).find(|at| matches!(scene.at(*at), '；' | '。')).unwrap_or(scene.end());
    let parts: Vec<&Amount> = scene.amounts_in(amount.end..end).map(|(_, part)| part).collect();
    let first = parts.first().filter(|first| !first.is_percent() && first.is_exact())?;
    let colon = (amount.end..first.from).take(4).any(|at| matches!(scene.at(at), ':' | '，'));
    let clauses = (first.end..end).filter(|at| matches!(scene.at(*at), '，' | '、')).count() + 1;
    if !colon || clauses != parts.len() || !parts.iter().all(|part| part.is_like(first)) {
        return None;
    }
    let list = List { least: parts.len(), most: parts.len(), open: false };
    (parts.len() > 1).then(|| list.result(at, amount, NEAR, from..end))?
}

/// The number of the things after a colon: 设3个科室：办公室、财务科、业务科.
fn after_colon(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let noun = amount.end..amount.end + MAX_NOUN;
    let colon = noun
        .into_iter()
        .take_while(|at| !matches!(scene.at(*at), '，' | '。' | '；' | '、' | '(' | ' '))
        .find(|at| scene.at(*at) == ':')?;
    let end =
        (colon + 1..scene.end()).find(|at| matches!(scene.at(*at), '；' | '。' | ' ')).unwrap_or(scene.end());
    let inside = colon + 1..end;
    let other = |at: usize| matches!(scene.at(at), '，' | ',' | ':' | '(');
    if scene.amounts_in(inside.clone()).next().is_some() || inside.clone().any(other) {
        return None;
    }
    list(scene, inside)?.result(at, amount, NEAR, scene.words_of(amount).start..end)
}

/// The number of the amounts that are given one by one: 5支队伍，分别为50人、45人、40人、40人和40人.
fn respective(scene: &Scene<'_>, at: usize, amount: &Amount) -> Option<Found> {
    let end = (amount.end..scene.end())
        .find(|at| matches!(scene.at(*at), '；' | '。' | ' '))
        .unwrap_or(scene.end());
    let (word, from) = scene.find(amount.end..end, &["分别为", "分别是"]).next()?;
    if scene.amounts_in(amount.end..word).next().is_some() {
        return None;
    }
    let stop = (from..end).find(|at| matches!(scene.at(*at), '，' | ',')).unwrap_or(end);
    let parts: Vec<&Amount> = scene.amounts_in(from..stop).map(|(_, part)| part).collect();
    let first = parts.first()?;
    let marks = (from..stop).filter(|at| matches!(scene.at(*at), '、' | '和')).count();
    let listed = marks + 1 == parts.len() && parts.iter().all(|part| part.is_like(first));
    let list = List { least: parts.len(), most: parts.len(), open: false };
    (listed && parts.len() > 1).then(|| list.result(at, amount, NEAR, scene.words_of(amount).start..stop))?
}
