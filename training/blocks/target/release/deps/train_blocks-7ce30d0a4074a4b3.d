/work/wt/article/training/blocks/target/release/deps/train_blocks-7ce30d0a4074a4b3.d: src/main.rs src/../../../crates/dateline/src/article/boost.rs src/../../../crates/dateline/src/article/context.rs src/data.rs src/fit.rs

/work/wt/article/training/blocks/target/release/deps/train_blocks-7ce30d0a4074a4b3: src/main.rs src/../../../crates/dateline/src/article/boost.rs src/../../../crates/dateline/src/article/context.rs src/data.rs src/fit.rs

src/main.rs:
src/../../../crates/dateline/src/article/boost.rs:
src/../../../crates/dateline/src/article/context.rs:
src/data.rs:
src/fit.rs:
