//! Reads Chinese numerals: 三, 十二, 二百四十, 一千二百.

/// Returns the value of a Chinese digit from 一 to 九; 两 is two.
pub(crate) fn digit(c: char) -> Option<u32> {
    if c == '两' {
        return Some(2);
    }
    let at = "一二三四五六七八九".chars().position(|digit| digit == c)?;
    u32::try_from(at + 1).ok()
}

/// True if the character may be part of a numeral below ten thousand.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '百' | '千' | '零' | '〇')
}

/// Parses a numeral below ten thousand.
pub(crate) fn parse(numeral: &[char]) -> Option<u32> {
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

/// Returns the text with each Chinese numeral in digits: 二〇二四年九月二十八日 becomes 2024年9月28日. Numerals above four
/// characters, and those that cannot be parsed, stay as they are.
pub(super) fn in_digits(text: &str) -> String {
    let chars = with_zeros(text);
    let mut written = String::with_capacity(text.len());
    let mut rest = chars.as_slice();
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|c| is_numeral(**c)).count();
        let (run, after) = rest.split_at(length.max(1));
        let digits = (1..=4).contains(&length).then(|| digits(run).or_else(|| Some(parse(run)?.to_string())));
        match digits.flatten() {
            Some(digits) => written.push_str(&digits),
            None if length == 0 => written.push(*first),
            None => written.extend(run),
        }
        rest = after;
    }
    written
}

/// Returns a year of four Chinese digits, such as 二〇二三.
pub(super) fn year(text: &str) -> Option<u32> {
    let chars = with_zeros(text.trim());
    if chars.len() == 4 { digits(&chars)?.parse().ok() } else { None }
}

/// Returns the characters of a text; circles become the digit 〇.
fn with_zeros(text: &str) -> Vec<char> {
    text.chars().map(|c| if matches!(c, '○' | '◯') { '〇' } else { c }).collect()
}

/// Returns the digits of a numeral that is written digit by digit, such as 二〇二四.
fn digits(numeral: &[char]) -> Option<String> {
    let digit = |c: &char| match c {
        '零' | '〇' => Some(0),
        '两' => None,
        c => digit(*c),
    };
    numeral.iter().map(|c| digit(c).map(|digit| digit.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_of_dates_become_digits() {
        for (text, wanted) in [
            ("二〇二四年九月二十八日", "2024年9月28日"),
            ("二○二四年十一月三十日", "2024年11月30日"),
            ("二零二四年十月十日", "2024年10月10日"),
            ("二〇二四年〇九月三一日", "2024年09月31日"),
            ("2024年九月", "2024年9月"),
            ("二〇二四〇九二八", "二〇二四〇九二八"),
            ("今天百", "今天百"),
            ("", ""),
        ] {
            assert_eq!(in_digits(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("二〇二三", Some(2023)),
            (" 二○二三 ", Some(2023)),
            ("二十三", None),
            ("三五", None),
            ("2023", None),
            ("二千零三", None),
        ] {
            assert_eq!(year(text), wanted, "{text}");
        }
    }

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
