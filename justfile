# What must hold before a change is taken: format, lints, documentation, tests.
check:
    .ci/run

# Opens a report, or the start screen.
run *arguments:
    cargo run --release --locked -- {{arguments}}

# The properties that tests hold, tried with other inputs each time and so many of them.
soak cases="2000":
    PROPTEST_CASES={{cases}} cargo test --locked

# What a person waits for; `just bench start` runs those whose name has `start` in it.
bench *filter:
    cargo bench --locked -- {{filter}}

# Licences, advisories and sources of what the program is built from; needs cargo-deny.
deny:
    cargo deny --locked check

# Writes the tables and pictures of the READMEs and the snapshots of screens anew: look at the difference.
expect:
    UPDATE_EXPECT=1 INSTA_UPDATE=always cargo test --locked
