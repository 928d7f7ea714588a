//! A picture on its way from one program to another, as bytes.

use serde::{Deserialize, Serialize};

use crate::{Colours, JxlError, Raster, Samples};

/// What a program that decodes says of a file.
///
/// As bytes: the length of a JSON text (four bytes, the lowest first), that text, the profile and the
/// samples, of which those of 16 bits have the lower byte first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer(pub Result<Raster, JxlError>);

/// Bytes that are no [`Answer`]: the programs are of different releases.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The text is missing or is another one.
    #[error("{0}")]
    Text(#[from] serde_json::Error),
    /// The samples are fewer or more than the picture has.
    #[error("the answer has another length than it says")]
    Length,
}

#[derive(Serialize, Deserialize)]
struct Head {
    width_px: u32,
    height_px: u32,
    channels: u8,
    deep: bool,
    animated: bool,
    colours: Colours,
    profile_bytes: usize,
}

impl Answer {
    /// The bytes of this answer.
    ///
    /// # Errors
    ///
    /// None that is known: the text is plain data.
    pub fn into_bytes(self) -> Result<Vec<u8>, AnswerError> {
        let (head, profile, samples) = match self.0 {
            Ok(raster) => (Ok(Head::of(&raster)), raster.profile, Some(raster.samples)),
            Err(error) => (Err(error), Vec::new(), None),
        };
        let text = serde_json::to_vec(&head)?;
        let length = u32::try_from(text.len()).map_err(|_long| AnswerError::Length)?;
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend(text);
        bytes.extend(profile);
        match samples {
            Some(Samples::Eight(samples)) => bytes.extend(samples),
            Some(Samples::Sixteen(samples)) => {
                bytes.reserve_exact(samples.len().saturating_mul(2));
                bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
            }
            None => {}
        }
        Ok(bytes)
    }

    /// The answer in `bytes`.
    ///
    /// # Errors
    ///
    /// When they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AnswerError> {
        let (length, rest) = bytes.split_first_chunk().ok_or(AnswerError::Length)?;
        let length =
            usize::try_from(u32::from_le_bytes(*length)).map_err(|_long| AnswerError::Length)?;
        let (text, rest) = rest.split_at_checked(length).ok_or(AnswerError::Length)?;
        let head: Result<Head, JxlError> = serde_json::from_slice(text)?;
        let head = match head {
            Ok(head) => head,
            Err(error) => return Ok(Self(Err(error))),
        };
        let (profile, samples) = rest
            .split_at_checked(head.profile_bytes)
            .ok_or(AnswerError::Length)?;
        let samples = if head.deep {
            let (pairs, []) = samples.as_chunks() else {
                return Err(AnswerError::Length);
            };
            Samples::Sixteen(pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
        } else {
            Samples::Eight(samples.to_vec())
        };
        let pixels = u64::from(head.width_px).saturating_mul(head.height_px.into());
        if pixels.saturating_mul(head.channels.into()) != samples.len() as u64 {
            return Err(AnswerError::Length);
        }
        Ok(Self(Ok(Raster {
            width_px: head.width_px,
            height_px: head.height_px,
            channels: head.channels,
            animated: head.animated,
            colours: head.colours,
            profile: profile.to_vec(),
            samples,
        })))
    }
}

impl Head {
    fn of(raster: &Raster) -> Self {
        Self {
            width_px: raster.width_px,
            height_px: raster.height_px,
            channels: raster.channels,
            deep: matches!(raster.samples, Samples::Sixteen(_)),
            animated: raster.animated,
            colours: raster.colours.clone(),
            profile_bytes: raster.profile.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(samples: Samples) -> Raster {
        Raster {
            width_px: 2,
            height_px: 1,
            channels: 3,
            animated: true,
            colours: Colours::Converted(Some("Display P3".to_owned())),
            profile: b"a profile".to_vec(),
            samples,
        }
    }

    #[test]
    fn an_answer_survives_its_way() {
        for answer in [
            Ok(raster(Samples::Eight(vec![0, 1, 2, 253, 254, 255]))),
            Ok(raster(Samples::Sixteen(vec![
                0, 1, 256, 0x1234, 65_534, 65_535,
            ]))),
            Err(JxlError::BreaksOff),
            Err(JxlError::Damaged("why".to_owned())),
            Err(JxlError::TooManyPixels {
                width_px: 1 << 30,
                height_px: 7,
            }),
        ] {
            let answer = Answer(answer);
            let bytes = answer.clone().into_bytes().expect("plain data");
            assert_eq!(Answer::from_bytes(&bytes).expect("an answer"), answer);
        }
    }

    #[test]
    fn an_answer_that_is_cut_or_longer_than_it_says_is_none() {
        let deep = raster(Samples::Sixteen(vec![7; 6]));
        let whole = Answer(Ok(deep)).into_bytes().expect("plain data");
        for length in 0..whole.len() {
            assert!(Answer::from_bytes(&whole[..length]).is_err(), "{length}");
        }
        for more in [1, 2] {
            let longer = [&whole[..], &vec![0; more]].concat();
            assert!(Answer::from_bytes(&longer).is_err());
        }
    }
}
