//! What a person chooses.

use serde::{Deserialize, Serialize};
use spectrafide_report::Effort;

/// The detectors that a person wants to hear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The detector; `None` leaves it to the picture's size.
    pub detector: Option<String>,
    /// The second detector, which judges the same decoded picture; `None` for no comparison.
    pub compare_with: Option<String>,
    /// How much of the picture is looked at.
    #[serde(default)]
    pub effort: Effort,
    /// Where the detector is left to the picture's size: whether the quick one that stands in for it
    /// judges.
    #[serde(default)]
    pub stand_in: bool,
}

impl Choice {
    /// Chooses the detector; one is never compared with itself.
    pub fn choose(&mut self, detector: Option<String>) {
        if detector.is_some() && self.compare_with == detector {
            self.compare_with = None;
        }
        self.detector = detector;
    }

    /// Whether fewer parts than all are judged.
    pub fn is_quick(&self) -> bool {
        self.effort == Effort::Quick
    }

    /// Chooses the quick look, or takes it back.
    pub fn look_quickly(&mut self, quick: bool) {
        self.effort = if quick {
            Effort::Quick
        } else {
            Effort::Thorough
        };
    }
}

/// What the address asks for, `?device=cpu` or `?device=webgpu`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePreference {
    /// A real GPU where there is one and it computes correctly, else the CPU.
    #[default]
    Automatic,
    /// Never the GPU.
    Cpu,
    /// Any adapter, a software one included.
    Webgpu,
}

impl DevicePreference {
    /// Reads the value of the address parameter; what is unknown is left to the program.
    pub fn from_parameter(value: Option<&str>) -> Self {
        match value {
            Some("cpu") => Self::Cpu,
            Some("webgpu") => Self::Webgpu,
            _ => Self::Automatic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detector_is_never_compared_with_itself() {
        let named = |name: &str| Some(name.to_owned());
        let mut choice = Choice {
            detector: None,
            compare_with: named("x.y"),
            ..Choice::default()
        };
        choice.choose(named("a.b"));
        assert_eq!(choice.compare_with, named("x.y"));
        choice.choose(named("x.y"));
        assert_eq!(choice.compare_with, None);
        choice.choose(None);
        assert_eq!(choice, Choice::default());
    }

    #[test]
    fn the_quick_look_is_chosen_and_taken_back_and_nothing_else_with_it() {
        let mut choice = Choice {
            detector: Some("x.y".to_owned()),
            ..Choice::default()
        };
        let thorough = choice.clone();
        choice.look_quickly(true);
        assert!(choice.is_quick());
        choice.choose(Some("a.b".to_owned()));
        assert!(choice.is_quick(), "another detector keeps the look");
        choice.choose(Some("x.y".to_owned()));
        choice.look_quickly(false);
        assert_eq!(choice, thorough);
    }

    #[test]
    fn the_address_decides_the_device() {
        use DevicePreference::{Automatic, Cpu, Webgpu};
        assert_eq!(DevicePreference::from_parameter(Some("cpu")), Cpu);
        assert_eq!(DevicePreference::from_parameter(Some("webgpu")), Webgpu);
        assert_eq!(DevicePreference::from_parameter(Some("quantum")), Automatic);
        assert_eq!(DevicePreference::from_parameter(None), Automatic);
    }
}
