//! Chapter numbers in the style of Chinese documents: 一、 （一） 1、 （1）.

const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// Returns a number from 1 to 99 in Chinese characters, and other numbers in digits.
pub fn ordinal(number: usize) -> String {
    let digit = |number: usize| DIGITS.get(number).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) if ones > 0 => digit(ones).to_owned(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, 0) => format!("{}十", digit(tens)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

/// Returns the number of a heading at a depth from 1.
pub(super) fn heading(depth: usize, number: usize) -> String {
    match depth {
        1 => format!("{}、", ordinal(number)),
        2 => format!("（{}）", ordinal(number)),
        3 => format!("{number}、"),
        _ => format!("（{number}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals() {
        for (number, written) in
            [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (120, "120")]
        {
            assert_eq!(ordinal(number), written);
        }
    }
}
