//! Files of every kind, made by the tests themselves, and hostile ones where they are at hand.

mod conversion;
mod damage;
mod drawn;
mod files;
mod foreign;
mod formats;
mod hostile;
mod orientation;
