//! A calculation that is written out: 40+74=114, 4÷27=14.8%.

use rust_decimal::Decimal;

use super::near::fits;
use super::scene::{Amount, Found, Scene};

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    let here = scene.amounts.partition_point(|amount| amount.from < scene.here);
    for first in here..scene.amounts.len() {
        found.extend(formula(scene, first));
    }
}

fn formula(scene: &Scene<'_>, first_at: usize) -> Option<Found> {
    let amounts = scene.amounts.get(first_at..)?;
    let first = amounts.first()?;
    let before = first.from.checked_sub(1).map_or(' ', |at| scene.at(at));
    if before.is_ascii_alphanumeric() || is_sign(before) || matches!(before, '=' | ')' | '.') {
        return None;
    }
    let mut signs = Vec::new();
    for pair in amounts.windows(2) {
        if pair[1].from != pair[0].end + 1 {
            return None;
        }
        match scene.at(pair[0].end) {
            '=' => break,
            sign if is_sign(sign) => signs.push(sign),
            _ => return None,
        }
    }
    let result = amounts.get(signs.len() + 1).filter(|_| !signs.is_empty())?;
    let terms = &amounts[..=signs.len()];
    let behind = scene.at(result.end);
    if is_sign(behind) || behind == '=' || result.loose || terms.iter().any(|term| term.loose) {
        return None;
    }
    let adds = signs.iter().all(|sign| matches!(sign, '+' | '-'));
    let mut right = first.value;
    for (sign, term) in signs.iter().zip(&terms[1..]) {
        right = match sign {
            '+' if adds => right.checked_add(term.value)?,
            '-' if adds => right.checked_sub(term.value)?,
            '×' | '*' if !adds => right.checked_mul(term.value)?,
            '÷' | '/' if !adds => right.checked_div(term.value)?,
            // Mixed operators are ignored: omitted brackets would have to be guessed.
            _ => return None,
        };
    }
    let of_result = |term: &Amount| term.is_bare() || term.unit.name() == result.unit.name();
    let holds = if adds {
        if !(terms.iter().all(of_result) || result.is_bare()) {
            return None;
        }
        right == result.value
    } else {
        if !terms.iter().all(Amount::is_bare) || !(result.is_bare() || result.is_percent()) {
            return None;
        }
        right = if result.is_percent() { right.checked_mul(Decimal::ONE_HUNDRED)? } else { right };
        let step = Decimal::new(1, result.value.scale());
        fits(right, result.value) || right.checked_sub(result.value)?.abs() < step
    };
    let operands = (first_at..=first_at + signs.len()).collect();
    let quote = first.from..result.end;
    Some(Found {
        stated: first_at + signs.len() + 1,
        operands,
        calculated: right,
        holds,
        quote,
        field: None,
        part: None,
        elsewhere: false,
    })
}

fn is_sign(glyph: char) -> bool {
    matches!(glyph, '+' | '-' | '×' | '*' | '÷' | '/')
}
