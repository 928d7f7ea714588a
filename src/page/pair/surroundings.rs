//! What speaks for the quick detector before anything is loaded: the person's word, or the device.

use crate::browser::device::DeviceFacts;

/// Memory of a device that counts as small, in gibibytes as browsers tell it.
const SMALL_MEMORY_GB: f64 = 4.0;

/// Which detector of the pair a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// Nobody has said.
    #[default]
    Undecided,
    /// The quick one: its rival was declined.
    Quick,
    /// The thorough one.
    Thorough,
}

impl Preference {
    /// The form in which it is remembered; `None` where there is nothing to remember.
    pub fn to_text(self) -> Option<&'static str> {
        match self {
            Self::Undecided => None,
            Self::Quick => Some("quick"),
            Self::Thorough => Some("thorough"),
        }
    }

    /// The reverse of [`Preference::to_text`]; what is unknown is nobody's word.
    pub fn from_text(text: Option<&str>) -> Self {
        match text {
            Some("quick") => Self::Quick,
            Some("thorough") => Self::Thorough,
            _ => Self::Undecided,
        }
    }
}

/// Why the thorough detector is not loaded unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spared {
    /// The browser saves data.
    Data,
    /// The device is small, or its GPU is imitated.
    Device,
}

impl Spared {
    /// What of this device is spared.
    ///
    /// A device is small when it is pointed at with fingers and has at most 4 GB, or does not tell
    /// its memory and calls itself mobile: the weights take a quarter of a gigabyte once they are
    /// loaded. How fast it is decides nothing.
    pub fn of(facts: &DeviceFacts) -> Option<Self> {
        let little_memory = facts
            .memory_gb
            .map_or(facts.is_mobile, |memory| memory <= SMALL_MEMORY_GB);
        if facts.saves_data {
            Some(Self::Data)
        } else {
            (facts.is_touched && little_memory).then_some(Self::Device)
        }
    }
}

/// What is known before the worker is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The person's word.
    pub preference: Preference,
    /// What the device speaks for.
    pub spared: Option<Spared>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: DeviceFacts = DeviceFacts {
        saves_data: false,
        is_touched: false,
        memory_gb: Some(4.0),
        is_mobile: false,
    };
    const PHONE: DeviceFacts = DeviceFacts {
        is_touched: true,
        is_mobile: true,
        ..LAPTOP
    };

    #[test]
    fn a_phone_of_little_or_unknown_memory_is_spared_and_a_large_one_is_not() {
        let with = |memory_gb| Spared::of(&DeviceFacts { memory_gb, ..PHONE });
        assert_eq!(with(Some(4.0)), Some(Spared::Device));
        assert_eq!(with(None), Some(Spared::Device));
        assert_eq!(with(Some(8.0)), None);
    }

    #[test]
    fn a_tablet_that_does_not_tell_its_memory_is_not_a_phone() {
        let tablet = DeviceFacts {
            memory_gb: None,
            is_mobile: false,
            ..PHONE
        };
        assert_eq!(Spared::of(&tablet), None);
    }

    #[test]
    fn a_device_with_a_mouse_is_spared_its_data_alone() {
        assert_eq!(Spared::of(&LAPTOP), None);
        let saving = DeviceFacts {
            saves_data: true,
            ..LAPTOP
        };
        assert_eq!(Spared::of(&saving), Some(Spared::Data));
    }

    #[test]
    fn what_is_remembered_is_what_was_said() {
        for said in [
            Preference::Undecided,
            Preference::Quick,
            Preference::Thorough,
        ] {
            assert_eq!(Preference::from_text(said.to_text()), said);
        }
        assert_eq!(Preference::from_text(Some("both")), Preference::Undecided);
    }
}
