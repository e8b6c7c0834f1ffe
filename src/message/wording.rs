//! How a text is written, and what is said twice.

use super::Lang;

messages! {
    doubled_mark(words: &str) => "文中“{words}”标点连用，留一个", "the text has \"{words}\": one mark is enough";
    half_width(words: &str, right: &str) => "文中“{words}”用了半角标点，中文里应写“{right}”", "the text has \"{words}\" with a half-width mark among Chinese characters, where {right} would be right";
    half_width_many(words: &str, right: &str, count: u32) => "文中“{words}”用了半角标点，中文里应写“{right}”；用半角的共 {count} 处", "the text has \"{words}\" with a half-width mark among Chinese characters, where {right} would be right; {count} places in all";
    year_gap(words: &str, right: &str) => "文中“{words}”年份里有空格，应写“{right}”", "the text has \"{words}\" with a blank inside the year: \"{right}\" would be right";
    placeholder(words: &str) => "“{words}”是待填的占位文字，请填上或删去", "\"{words}\" stands for something to be filled in: fill it in or remove it";
    help_left_in(words: &str) => "“{words}”是表上的填写说明，请换成本单位的内容", "\"{words}\" is the form's own help: write what it asks for instead";
    numbering(words: &str, last: u32, next: u32) => "“{words}”接在第 {last} 项后面，序号应是第 {next} 项", "\"{words}\" comes after number {last}: {next} would be next";
    no_colon(words: &str) => "“{words}”后面没有冒号，前面几项都有", "\"{words}\" has no colon behind it, unlike those before";
    this_year_unclear(year: i32, written: i32) => "报告说的是 {year} 年，落款在 {written} 年，文中的“今年”分不清是哪一年，写成“{year}年”", "the report is about {year} and dated {written}: write {year}年 instead of 今年, which could be either";
    repeated(words: &str, place: &str) => "“{words}”这一句与“{place}”里的一字不差，请核对是否重复", "the sentence \"{words}\" stands word for word in {place} too: is it meant twice?";
    repeated_here(words: &str) => "“{words}”这一句在本文里出现两次，请核对是否重复", "the sentence \"{words}\" stands twice in this text: is it meant twice?";
    same_ending(words: &str) => "“{words}”在前一句的末尾刚说过，请核对是否重复", "\"{words}\" is how the sentence before ends too: is it meant twice?";
    repeated_indicator(name: &str, place: &str) => "指标“{name}”在“{place}”里已有，同一个指标只放在一类里", "the indicator \"{name}\" stands in {place} already: it belongs to one class";
}
