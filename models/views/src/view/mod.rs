//! What can be asked for.

mod parameter;
mod settings;

use serde::{Deserialize, Serialize};

use parameter::{Choice, Slot};
pub use parameter::{Parameter, ParameterKind};
pub use settings::{
    BitPlane, CfaTraces, Channel, CloneHints, ComponentShow, DctHistogram, ErrorLevel, GhostShow,
    JpegGhosts, LevelSweep, LuminanceGradient, MedianNoise, PrincipalComponents, Spectrum,
    SpectrumOf, WaveletNoise,
};

/// A view with its parameters. In JSON an object with its `code`; parameters may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum View {
    /// How much saving as JPEG changes each pixel.
    ErrorLevel(ErrorLevel),
    /// What a median filter takes away.
    MedianNoise(MedianNoise),
    /// The noise of each tile.
    WaveletNoise(WaveletNoise),
    /// At which JPEG quality each part changes least.
    JpegGhosts(JpegGhosts),
    /// The slope of the luma.
    LuminanceGradient(LuminanceGradient),
    /// A few levels, spread from black to white.
    LevelSweep(LevelSweep),
    /// A principal component of the colours.
    PrincipalComponents(PrincipalComponents),
    /// One bit of each sample.
    BitPlane(BitPlane),
    /// Areas that look like others.
    CloneHints(CloneHints),
    /// The picture by its frequencies.
    Spectrum(Spectrum),
    /// How often each value of a DCT coefficient occurs.
    DctHistogram(DctHistogram),
    /// What interpolating a camera's colours leaves.
    CfaTraces(CfaTraces),
}

impl View {
    /// All views, with their default parameters.
    pub fn all() -> [Self; 12] {
        [
            Self::ErrorLevel(ErrorLevel::default()),
            Self::MedianNoise(MedianNoise::default()),
            Self::WaveletNoise(WaveletNoise::default()),
            Self::JpegGhosts(JpegGhosts::default()),
            Self::LuminanceGradient(LuminanceGradient::default()),
            Self::LevelSweep(LevelSweep::default()),
            Self::PrincipalComponents(PrincipalComponents::default()),
            Self::BitPlane(BitPlane::default()),
            Self::CloneHints(CloneHints::default()),
            Self::Spectrum(Spectrum::default()),
            Self::DctHistogram(DctHistogram::default()),
            Self::CfaTraces(CfaTraces::default()),
        ]
    }

    /// The view of this code, with its default parameters.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::all().into_iter().find(|view| view.code() == code)
    }

    /// Its code, which stays the same.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ErrorLevel(_) => "error_level",
            Self::MedianNoise(_) => "median_noise",
            Self::WaveletNoise(_) => "wavelet_noise",
            Self::JpegGhosts(_) => "jpeg_ghosts",
            Self::LuminanceGradient(_) => "luminance_gradient",
            Self::LevelSweep(_) => "level_sweep",
            Self::PrincipalComponents(_) => "principal_components",
            Self::BitPlane(_) => "bit_plane",
            Self::CloneHints(_) => "clone_hints",
            Self::Spectrum(_) => "spectrum",
            Self::DctHistogram(_) => "dct_histogram",
            Self::CfaTraces(_) => "cfa_traces",
        }
    }

    /// Its parameters with their values.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut copy = *self;
        let entries = copy.slots().into_iter();
        let listed = entries.map(|(code, kind, slot)| Parameter {
            code,
            value: slot.get(),
            kind,
        });
        listed.collect()
    }

    /// The same view with another value of the parameter `code`; none where there is no such
    /// parameter or value.
    pub fn with(mut self, code: &str, value: u32) -> Option<Self> {
        let mut slots = self.slots();
        let (_, kind, slot) = slots.iter_mut().find(|(name, ..)| *name == code)?;
        if !kind.holds(value) {
            return None;
        }
        slot.set(value);
        Some(self)
    }

    /// The first parameter with a value that it may not have.
    pub fn fault(&self) -> Option<Parameter> {
        let mut parameters = self.parameters().into_iter();
        parameters.find(|one| !one.kind.holds(one.value))
    }

    fn slots(&mut self) -> Vec<Entry<'_>> {
        match self {
            Self::ErrorLevel(own) => vec![
                number("quality", 1, 100, 1, &mut own.quality),
                number("scale", 1, 50, 1, &mut own.scale),
            ],
            Self::MedianNoise(own) => vec![number("scale", 1, 50, 1, &mut own.scale)],
            Self::WaveletNoise(own) => vec![number("tile_px", 16, 128, 16, &mut own.tile_px)],
            Self::JpegGhosts(own) => vec![
                choice("show", &mut own.show),
                number("lowest", 10, 90, 1, &mut own.lowest),
                number("highest", 20, 100, 1, &mut own.highest),
                number("step", 1, 10, 1, &mut own.step),
                number("shift_x", 0, 7, 1, &mut own.shift_x),
                number("shift_y", 0, 7, 1, &mut own.shift_y),
            ],
            Self::LuminanceGradient(own) => vec![number("scale", 1, 50, 1, &mut own.scale)],
            Self::LevelSweep(own) => vec![
                number("level", 0, 255, 1, &mut own.level),
                number("width", 1, 255, 1, &mut own.width),
            ],
            Self::PrincipalComponents(own) => vec![
                number("component", 1, 3, 1, &mut own.component),
                choice("show", &mut own.show),
            ],
            Self::BitPlane(own) => vec![
                choice("channel", &mut own.channel),
                number("bit", 0, 7, 1, &mut own.bit),
            ],
            Self::CloneHints(own) => vec![
                number("block_px", 8, 32, 4, &mut own.block_px),
                number("tolerance", 1, 10, 1, &mut own.tolerance),
                number("least_pairs", 50, 2000, 50, &mut own.least_pairs),
            ],
            Self::Spectrum(own) => vec![choice("of", &mut own.of)],
            Self::DctHistogram(own) => vec![number("coefficient", 1, 9, 1, &mut own.coefficient)],
            Self::CfaTraces(own) => vec![number("tile_px", 16, 128, 16, &mut own.tile_px)],
        }
    }
}

type Entry<'a> = (&'static str, ParameterKind, &'a mut dyn Slot);

fn number<'a>(
    code: &'static str,
    least: u32,
    most: u32,
    step: u32,
    value: &'a mut u32,
) -> Entry<'a> {
    (code, ParameterKind::Number { least, most, step }, value)
}

fn choice<'a, T: Choice>(code: &'static str, value: &'a mut T) -> Entry<'a> {
    (code, ParameterKind::Choice(T::CODES), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_json_calls_the_view() {
        for view in View::all() {
            let json = serde_json::to_value(view).expect("plain data");
            assert_eq!(json["code"], view.code());
            assert_eq!(View::of_code(view.code()), Some(view));
            let short = serde_json::json!({ "code": view.code() });
            let read: View = serde_json::from_value(short).expect("defaults");
            assert_eq!(read, view);
        }
    }

    /// The list of parameters is the object in JSON: nothing is offered that is not there, and
    /// nothing is kept from those who list parameters.
    #[test]
    fn parameters_are_the_fields_of_the_view() {
        for view in View::all() {
            assert_eq!(view.fault(), None, "{}", view.code());
            let json = serde_json::to_value(view).expect("plain data");
            let parameters = view.parameters();
            let fields = json.as_object().expect("an object").len();
            assert_eq!(fields, parameters.len() + 1, "{}", view.code());
            for Parameter { code, value, kind } in parameters {
                match kind {
                    ParameterKind::Number { .. } => assert_eq!(json[code], value),
                    ParameterKind::Choice(codes) => assert_eq!(json[code], codes[value as usize]),
                }
            }
        }
    }

    #[test]
    fn values_that_a_parameter_may_not_have_are_refused() {
        let view = View::ErrorLevel(ErrorLevel::default());
        assert_eq!(view.with("quality", 0), None);
        assert_eq!(view.with("quality", 101), None);
        assert_eq!(view.with("bit", 1), None);
        let other = ErrorLevel {
            quality: 75,
            scale: 10,
        };
        assert_eq!(view.with("quality", 75), Some(View::ErrorLevel(other)));
        let shown = View::of_code("bit_plane").and_then(|view| view.with("channel", 4));
        assert_eq!(shown, None);
        let wrong = View::ErrorLevel(ErrorLevel {
            quality: 300,
            scale: 1,
        });
        assert_eq!(wrong.fault().map(|one| one.code), Some("quality"));
    }
}
