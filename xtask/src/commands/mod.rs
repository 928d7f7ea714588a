//! One module per command.

pub mod bench;
pub mod check;
pub mod deny;
pub mod dist;
pub mod fuzz;
pub mod serve;
pub mod test;
