//! Parameters as a list, for those who offer them without knowing each view.

use super::settings::{Channel, ComponentShow, GhostShow, SpectrumOf};

/// One parameter of a view and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name of its field.
    pub code: &'static str,
    /// Its value; of a choice the place in the list.
    pub value: u32,
    /// Which values it may have.
    pub kind: ParameterKind,
}

/// Which values a parameter may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A number.
    Number {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
        /// From one to the next.
        step: u32,
    },
    /// One of these codes.
    Choice(&'static [&'static str]),
}

impl ParameterKind {
    /// Whether `value` is one of them.
    pub fn holds(self, value: u32) -> bool {
        match self {
            Self::Number { least, most, step } => {
                (least..=most).contains(&value) && (value - least).is_multiple_of(step)
            }
            Self::Choice(codes) => (value as usize) < codes.len(),
        }
    }
}

/// A place that holds the value of a parameter.
pub(super) trait Slot {
    fn get(&self) -> u32;
    /// Takes a value that the parameter's kind holds.
    fn set(&mut self, value: u32);
}

impl Slot for u32 {
    fn get(&self) -> u32 {
        *self
    }

    fn set(&mut self, value: u32) {
        *self = value;
    }
}

/// A parameter that is one of a few codes.
pub(super) trait Choice: Copy + PartialEq + 'static {
    const ALL: &'static [Self];
    const CODES: &'static [&'static str];
}

impl<T: Choice> Slot for T {
    fn get(&self) -> u32 {
        let place = Self::ALL.iter().position(|one| one == self);
        place.unwrap_or_default() as u32
    }

    fn set(&mut self, value: u32) {
        if let Some(&one) = Self::ALL.get(value as usize) {
            *self = one;
        }
    }
}

impl Choice for GhostShow {
    const ALL: &'static [Self] = &[Self::Lowest, Self::Strip];
    const CODES: &'static [&'static str] = &["lowest", "strip"];
}

impl Choice for ComponentShow {
    const ALL: &'static [Self] = &[Self::Projection, Self::Distance];
    const CODES: &'static [&'static str] = &["projection", "distance"];
}

impl Choice for Channel {
    const ALL: &'static [Self] = &[Self::Red, Self::Green, Self::Blue, Self::Luma];
    const CODES: &'static [&'static str] = &["red", "green", "blue", "luma"];
}

impl Choice for SpectrumOf {
    const ALL: &'static [Self] = &[Self::Luma, Self::Residual];
    const CODES: &'static [&'static str] = &["luma", "residual"];
}
