//! The program.

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    match tianbiao::form::compile(&text) {
        Ok(form) => println!("ok {} fields", form.fields.len()),
        Err(all) => {
            for m in all {
                println!("{path}:{}:{}: {}", m.line, m.column, m.sentence(tianbiao::message::Lang::Zh));
            }
        }
    }
}
