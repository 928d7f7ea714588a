//! The words for what a report holds as codes. A page in another language has a module like this.

use spectrafide_provenance::credentials::{Answers, Issuer, Question};
use spectrafide_provenance::finding::Extent;

use crate::reason::{NamedColors, Note, ProfileFault, Reason, SecondPicture};
use crate::stability::{CopyVerdict, Handling, Stability};
use crate::verdict::Verdict;

impl Verdict {
    /// What a person is told.
    pub fn english(self) -> &'static str {
        match self {
            Self::LikelySynthetic => "likely synthetic",
            Self::LikelyReal => "likely real",
            Self::CannotTell => "cannot tell",
        }
    }
}

impl Reason {
    /// A sentence for people.
    pub fn english(&self) -> String {
        match self {
            Self::TooSmall {
                width_px,
                height_px,
                min_side_px,
            } => format!(
                "The picture is {width_px} × {height_px} pixels; below {min_side_px} pixels a \
                 side there is too little to judge."
            ),
            Self::TooLarge {
                width_px,
                height_px,
                max_side_px,
            } => format!(
                "The picture is {width_px} × {height_px} pixels; this detector is for pictures \
                 of at most {max_side_px} pixels a side."
            ),
            Self::Flat => "The picture is nearly one flat colour.".to_owned(),
            Self::FewColours => "The picture has very few colours, as diagrams, text and \
                                 drawings do; the detector knows photographs."
                .to_owned(),
            Self::Graphic => "Most of the picture is flat areas with hard edges between them, as \
                              screenshots, text and diagrams have; the detector knows \
                              photographs."
                .to_owned(),
            Self::ScoreHigh {
                false_positive_rate,
            } => format!(
                "The score is above the detector's threshold, which {} of real validation \
                 pictures reach.",
                percent(*false_positive_rate)
            ),
            Self::ScoreLow {
                false_negative_rate,
            } => format!(
                "The score is so low that only {} of synthetic validation pictures have one like \
                 it.",
                percent(*false_negative_rate)
            ),
            Self::ScoreBetween => {
                "The score is in the range where real and synthetic pictures overlap.".to_owned()
            }
            Self::CopyContradicts => "A smaller copy of the picture, as web pages make them, \
                                      would get the opposite verdict, so neither is given."
                .to_owned(),
            Self::Uncertain { certainty } => format!(
                "The score alone would give a verdict, but the parts of the picture and a copy \
                 of it agree too little: where they did so on validation pictures, {:.0} % were \
                 judged rightly.",
                certainty * 100.0
            ),
            Self::PartsAgree { agreeing, parts } => {
                format!("{agreeing} of {parts} parts of the picture point the same way.")
            }
            Self::QuickLook { parts, of } => format!(
                "A quick look: {parts} of {of} parts were judged. The error rates were measured \
                 with all of them."
            ),
            Self::CredentialsClaim {
                signer,
                answers,
                extent,
            } => credentials_claim(signer.as_deref(), answers, *extent),
            Self::GeneratorRecord { tool, container } => format!(
                "The file holds a record, as {} writes it, of how a picture was made \
                 ({container}). Anyone can write that into a file.",
                tool.name()
            ),
            Self::Label {
                standard,
                term,
                extent,
            } => format!(
                "A label in the file says “{term}” ({}): {}. Anyone can write that into a file.",
                standard.name(),
                extent.words()
            ),
            Self::DetectorContradicted => "The detector alone would have said that it looks \
                                           like a photograph. One of the two is wrong, and marks \
                                           in a file can be forged."
                .to_owned(),
        }
    }
}

fn credentials_claim(signer: Option<&str>, answers: &Answers, extent: Extent) -> String {
    let signer = signer.unwrap_or("an unnamed signer");
    let says = extent.words();
    let claim = format!("The file’s Content Credentials say that {says}");
    if answers.are_tampered() {
        let changed = [Question::Hash, Question::Signature].into_iter();
        let failed = changed.filter(|question| answers.failures(*question).next().is_some());
        let why: Vec<String> = failed.map(|question| answers.words(question)).collect();
        let why = if why.is_empty() {
            answers.words(Question::Hash)
        } else {
            why.join(" ")
        };
        return format!("{claim}. They do not fit this file: {why}");
    }
    if !answers.are_intact() {
        return format!("{claim}. Whether they are intact is not known.");
    }
    if answers.are_vouched_for() {
        return format!(
            "The file’s Content Credentials, signed by {signer} and unchanged since, say that \
             {says}."
        );
    }
    let whom = match answers.issuer {
        Issuer::Listed => String::new(),
        Issuer::Interim => ", who is on the frozen list of the older verify site only".to_owned(),
        Issuer::Unlisted => ", whom nobody on the lists vouches for".to_owned(),
        Issuer::Unknown | Issuer::None => ", who was not looked up".to_owned(),
    };
    let mut sentence = format!("{claim}. They are intact, and signed by {signer}{whom}.");
    for question in [Question::Time, Question::Rule] {
        if answers.failures(question).next().is_some() {
            sentence = format!("{sentence} {}", answers.words(question));
        }
    }
    sentence
}

impl Note {
    /// A sentence for people.
    pub fn english(&self) -> String {
        let profile = |name: &Option<String>| match name {
            Some(name) => format!("the embedded profile “{name}”"),
            None => "the embedded profile".to_owned(),
        };
        match self {
            Self::FirstFrame => "Only the first frame of the animation was judged.".to_owned(),
            Self::DepthReduced => "More than 8 bits a channel were reduced to 8.".to_owned(),
            Self::OnWhite => "Transparent parts were placed on white.".to_owned(),
            Self::DecodedByBrowser => "The file was decoded by this browser; another one may give \
                                       slightly different pixels."
                .to_owned(),
            Self::ColorsConverted { profile: name } => {
                format!("The colours were converted to sRGB from {}.", profile(name))
            }
            Self::ColorsConvertedAsNamed { by } => {
                format!("The colours were converted to sRGB from {}.", by.words())
            }
            Self::NamedColorsNotUsed { by } => format!(
                "The colours were taken as sRGB: {} are of a kind that is not read.",
                by.words()
            ),
            Self::InksConverted {
                profile: name,
                by_profile: true,
            } => format!(
                "Four inks (CMYK) were converted to sRGB with {}.",
                profile(name)
            ),
            Self::InksConverted { .. } => "Four inks (CMYK) were converted to sRGB by the usual \
                                           formula, so that colours are approximate."
                .to_owned(),
            Self::ProfileNotUsed {
                profile: name,
                fault,
            } => format!(
                "The colours were taken as sRGB: {} {}.",
                profile(name),
                fault.words()
            ),
            Self::EndMissing => "The end marker of the file is missing, and nothing of the \
                                 picture."
                .to_owned(),
            Self::RowsMissing { missing, rows } => format!(
                "The picture breaks off: {missing} of its {rows} rows are missing. The others \
                 were judged."
            ),
            Self::FurtherPictures { pictures, second } => {
                let what = second.words();
                if *pictures == 1 {
                    format!("The file holds a second picture, {what}. The first one was judged.")
                } else {
                    format!(
                        "The file holds {pictures} further pictures; the second one is {what}. \
                         The first one was judged."
                    )
                }
            }
        }
    }
}

impl Handling {
    /// What was done to the picture, in a line of a table.
    pub fn english(self) -> &'static str {
        match self {
            Self::WebPage => "Web page (768 px, JPEG quality 60)",
            Self::Messenger => "Messenger (512 px, JPEG quality 40)",
            Self::Thumbnail => "Thumbnail (320 px, JPEG quality 75)",
            Self::Crop => "Cropped to the middle 60 %",
            Self::Letterbox => "Between black bars",
            Self::Mirror => "Mirrored",
            Self::Screenshot => "Screenshot",
            Self::Collage => "Beside itself, turned around",
        }
    }
}

impl CopyVerdict {
    /// Why the copy was not judged, as a sentence; none where it was.
    pub fn objection(&self) -> Option<String> {
        if self.score.is_some() {
            return None;
        }
        let reason = || self.reasons.first().map(Reason::english);
        self.error.clone().or_else(reason)
    }
}

impl Stability {
    /// Whether the verdict survives, as a sentence.
    pub fn english(&self) -> String {
        let judged = self.count();
        if judged == 0 {
            return "No copy of the picture could be judged.".to_owned();
        }
        if self.verdict == Verdict::CannotTell {
            return self.english_without_verdict(judged);
        }
        let copies = if judged == 1 { "copy" } else { "copies" };
        match (self.same(), self.opposite()) {
            (_, 1..) => format!(
                "The verdict turns into its opposite in {} of {judged} {copies}: do not rely on it.",
                self.opposite()
            ),
            (same, 0) if same == judged => {
                format!("The verdict holds in all of {judged} {copies}.")
            }
            (same, 0) => format!(
                "The verdict holds in {same} of {judged} {copies}; on the others there is none."
            ),
        }
    }

    /// The same where the picture itself got no verdict.
    fn english_without_verdict(&self, judged: usize) -> String {
        let synthetic = self.with(Verdict::LikelySynthetic);
        let real = self.with(Verdict::LikelyReal);
        match (synthetic, real) {
            (0, 0) => format!("There is no verdict on any of {judged} copies either."),
            (1.., 1..) => format!(
                "Of {judged} copies {synthetic} look synthetic and {real} real: nothing can be told."
            ),
            _ => format!(
                "{} of {judged} copies would get a verdict ({}); the picture as it is gets none.",
                synthetic + real,
                if synthetic > 0 {
                    Verdict::LikelySynthetic.english()
                } else {
                    Verdict::LikelyReal.english()
                }
            ),
        }
    }
}

impl NamedColors {
    /// What names the colours, as words.
    fn words(self) -> &'static str {
        match self {
            Self::CodePoints => "the code points (cICP) in the file",
            Self::GammaAndPrimaries => "the gamma and primaries (gAMA, cHRM) in the file",
        }
    }
}

impl ProfileFault {
    /// What is wrong, behind the name of a profile.
    fn words(self) -> &'static str {
        match self {
            Self::TooLong => "is too long to be read",
            Self::Damaged => "is damaged",
            Self::UnknownKind => "is of a kind that is not read",
            Self::OtherColors => "is for pictures with other colours",
        }
    }
}

impl SecondPicture {
    /// What it is, with an article.
    fn words(self) -> &'static str {
        match self {
            Self::GainMap => "a gain map for bright screens",
            Self::Preview => "a smaller copy of the first",
            Self::Panorama => "a part of a panorama",
            Self::Stereo => "the view of the other eye",
            Self::Angle => "a view from another angle",
            Self::Unnamed => "of which the file does not say what it is",
        }
    }
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::credentials::{Answer, Cause, Outcome};

    use super::*;

    #[test]
    fn the_numbers_of_a_reason_are_in_its_sentence() {
        let sentence = Reason::ScoreHigh {
            false_positive_rate: 0.0123,
        }
        .english();
        assert!(sentence.contains("1.2 %"), "{sentence}");
        let sentence = Reason::PartsAgree {
            agreeing: 3,
            parts: 5,
        }
        .english();
        assert!(sentence.starts_with("3 of 5"), "{sentence}");
    }

    #[test]
    fn a_note_names_the_profile_and_how_much_is_missing() {
        let named = Note::ColorsConverted {
            profile: Some("Display P3".to_owned()),
        };
        assert!(named.english().contains("“Display P3”"));
        let cut = Note::RowsMissing {
            missing: 62,
            rows: 478,
        };
        assert!(cut.english().contains("62 of its 478 rows"));
        // A profile that was not used is never said to have converted anything.
        let damaged = Note::ProfileNotUsed {
            profile: None,
            fault: ProfileFault::Damaged,
        };
        let sentence = damaged.english();
        assert!(
            sentence.contains("damaged") && !sentence.contains("converted"),
            "{sentence}"
        );
        for by in [NamedColors::CodePoints, NamedColors::GammaAndPrimaries] {
            let used = Note::ColorsConvertedAsNamed { by }.english();
            let unused = Note::NamedColorsNotUsed { by }.english();
            assert!(used.contains("converted") && !unused.contains("converted"));
        }
    }

    #[test]
    fn a_verdict_that_turns_round_is_said_before_how_often_it_holds() {
        use Verdict::{CannotTell, LikelyReal, LikelySynthetic};
        let sentence = |verdict: Verdict, copies: &[Verdict]| {
            let copy = |&verdict: &Verdict| CopyVerdict {
                handling: Handling::Mirror,
                verdict,
                score: Some(crate::Score::new(0.5)),
                reasons: Vec::new(),
                error: None,
            };
            Stability {
                verdict,
                score: None,
                copies: copies.iter().map(copy).collect(),
            }
            .english()
        };
        let synthetic = LikelySynthetic;
        for (verdict, copies, expected) in [
            (synthetic, vec![synthetic; 8], "holds in all of 8 copies."),
            (
                synthetic,
                vec![synthetic, synthetic, CannotTell],
                "holds in 2 of 3 copies; on the others there is none.",
            ),
            (
                synthetic,
                vec![synthetic, LikelyReal, CannotTell],
                "into its opposite in 1 of 3 copies: do not rely on it.",
            ),
            (
                CannotTell,
                vec![CannotTell; 2],
                "on any of 2 copies either.",
            ),
            (
                CannotTell,
                vec![synthetic, CannotTell],
                "1 of 2 copies would get a verdict (likely synthetic)",
            ),
            (
                CannotTell,
                vec![synthetic, LikelyReal],
                "nothing can be told.",
            ),
            (
                LikelyReal,
                vec![],
                "No copy of the picture could be judged.",
            ),
        ] {
            let found = sentence(verdict, &copies);
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn a_certificate_that_ran_out_is_never_told_as_a_change() {
        let answers = Answers {
            hash: Answer::Good,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Unknown,
            because: vec![Cause {
                question: Question::Time,
                status: "signingCredential.expired".to_owned(),
                outcome: Outcome::Failure,
                explanation: None,
                earlier: false,
            }],
        };
        assert_eq!(
            credentials_claim(Some("OpenAI"), &answers, Extent::Whole),
            "The file’s Content Credentials say that a model made the picture. They are intact, and \
             signed by OpenAI, whom nobody on the lists vouches for. No trusted time stamp says when \
             it was signed. The certificate is not valid today."
        );
    }
}
