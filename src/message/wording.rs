//! Messages about punctuation and wording, and about repeated text.

use super::Lang;

messages! {
    doubled_mark(words: &str) => "文中“{words}”标点连用，留一个", "\"{words}\" in the text has repeated punctuation: keep one mark";
    half_width(words: &str, right: &str) => "文中“{words}”用了半角标点，中文里应写“{right}”", "\"{words}\" in the text has half-width punctuation; in Chinese use {right}";
    half_width_many(words: &str, right: &str, count: u32) => "文中“{words}”用了半角标点，中文里应写“{right}”；用半角的共 {count} 处", "\"{words}\" in the text has half-width punctuation; in Chinese use {right}; {count} places in total";
    year_gap(words: &str, right: &str) => "文中“{words}”年份里有空格，应写“{right}”", "\"{words}\" in the text has a space inside the year: use \"{right}\"";
    placeholder(words: &str) => "“{words}”是待填的占位文字，请填上或删去", "\"{words}\" is a placeholder: fill it in or delete it";
    help_left_in(words: &str) => "“{words}”是表上的填写说明，请换成本单位的内容", "\"{words}\" is the form's filling instruction: replace it with your own content";
    numbering(words: &str, last: u32, next: u32) => "“{words}”接在第 {last} 项后面，序号应是第 {next} 项", "\"{words}\" follows number {last}: the next number should be {next}";
    no_colon(words: &str) => "“{words}”后面没有冒号，前面几项都有", "\"{words}\" is not followed by a colon, unlike the items before it";
    this_year_unclear(year: i32, written: i32) => "报告说的是 {year} 年，落款在 {written} 年，文中的“今年”分不清是哪一年，写成“{year}年”", "the report is about {year} but dated {written}, so 今年 is ambiguous: write {year}年";
    repeated(words: &str, place: &str) => "“{words}”这一句与“{place}”里的一字不差，请核对是否重复", "the sentence \"{words}\" also occurs in {place}, word for word: is this intended?";
    repeated_here(words: &str) => "“{words}”这一句在本文里出现两次，请核对是否重复", "the sentence \"{words}\" occurs twice in this text: is this intended?";
    same_ending(words: &str) => "“{words}”在前一句的末尾刚说过，请核对是否重复", "\"{words}\" already ends the previous sentence: is this intended?";
    repeated_indicator(name: &str, place: &str) => "指标“{name}”在“{place}”里已有，同一个指标只放在一类里", "the indicator \"{name}\" already occurs in {place}: it belongs to one class only";
}
