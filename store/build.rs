//! The migrations are embedded when the crate is compiled: a changed one must make cargo compile it
//! again.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
