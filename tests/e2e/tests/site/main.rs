//! The page as a whole, in a browser. Run by `cargo xtask test`.

mod access;
mod bad_input;
mod checking;
mod comparing;
mod explaining;
mod filing;
mod jxl;
mod network;
mod pair;
mod provenance;
mod same_report;
mod screenshots;
mod stability;
mod views;
mod worker;
