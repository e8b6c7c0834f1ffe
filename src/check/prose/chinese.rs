//! Reads Chinese numerals: 三, 十二, 二百四十, 一千二百.

/// Returns the value of a Chinese digit from 一 to 九; 两 is two.
pub(super) fn digit(c: char) -> Option<u32> {
    if c == '两' {
        return Some(2);
    }
    let at = "一二三四五六七八九".chars().position(|digit| digit == c)?;
    u32::try_from(at + 1).ok()
}

/// True if the character may be part of a numeral below ten thousand.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '百' | '千' | '零' | '〇')
}

/// Parses a numeral below ten thousand.
pub(super) fn parse(numeral: &[char]) -> Option<u32> {
    let (mut total, mut pending, mut least) = (0, None, 10_000);
    for (at, c) in numeral.iter().enumerate() {
        let power = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            '零' | '〇' if at > 0 && pending.is_none() => continue,
            _ => {
                if pending.replace(digit(*c)?).is_some() {
                    return None;
                }
                continue;
            }
        };
        // 十二 begins without a digit.
        let times = pending.take().or_else(|| (power == 10 && at == 0).then_some(1))?;
        if power >= least {
            return None;
        }
        least = power;
        total += times * power;
    }
    let number = total + pending.unwrap_or(0);
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_parsed() {
        for (numeral, value) in [
            ("三", Some(3)),
            ("两", Some(2)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("二十八", Some(28)),
            ("一百零五", Some(105)),
            ("二百四十", Some(240)),
            ("一千二百", Some(1200)),
            ("五一", None),
            ("百", None),
            ("十百", None),
            ("零", None),
            ("", None),
        ] {
            assert_eq!(parse(&numeral.chars().collect::<Vec<_>>()), value, "{numeral}");
        }
    }
}
