//! Files of every kind, made by the tests themselves, and hostile ones where they are at hand.

mod cases;
mod colours;
mod conversion;
mod cut;
mod damage;
mod drawn;
mod files;
mod foreign;
mod formats;
mod further;
mod hostile;
#[cfg(feature = "jxl")]
mod jxl;
mod named;
mod orientation;
mod profiles;
mod work;
