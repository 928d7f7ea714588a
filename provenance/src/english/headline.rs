//! One sentence over all that is known of a file's Content Credentials.

use crate::claim::Extent;
use crate::credentials::{
    AbsentReason, Answer, Answers, Credentials, Issuer, Question, Unanswered,
};

/// Longest name of a signer that is shown, in characters.
const MAX_NAME_CHARS: usize = 60;

impl Credentials {
    /// Who signed, what the checks found and what is said about a model, in one sentence.
    ///
    /// ```
    /// use spectrafide_provenance::credentials::{Answer, Answers, Credentials, Issuer, Manifest};
    /// use spectrafide_provenance::finding::Extent;
    ///
    /// let credentials = Credentials {
    ///     answers: Answers {
    ///         hash: Answer::Good,
    ///         signature: Answer::Good,
    ///         issuer: Issuer::Listed,
    ///         time: Answer::Good,
    ///         ..Answers::default()
    ///     },
    ///     manifests: vec![Manifest {
    ///         active: true,
    ///         issuer: Some("OpenAI".to_owned()),
    ///         synthetic: Some(Extent::Whole),
    ///         ..Manifest::default()
    ///     }],
    ///     ..Credentials::default()
    /// };
    /// assert_eq!(
    ///     credentials.headline(),
    ///     "This file carries credentials by OpenAI; they are intact; they say that a model made \
    ///      the whole picture."
    /// );
    /// ```
    pub fn headline(&self) -> String {
        if let Some(Unanswered::Absent { reason }) = &self.unanswered {
            return absent(reason);
        }
        let mut parts = vec![self.carried(), self.answers.state()];
        parts.extend(self.answers.reservations());
        parts.push(self.says());
        format!("{}.", parts.join("; "))
    }

    fn carried(&self) -> String {
        let name = self.active().and_then(|active| active.signed_by());
        let name = name.map(shown).filter(|name| !name.is_empty());
        // A signature that is not good says nothing about whose certificate lies beside it.
        let issuer = match self.answers.signature {
            Answer::Good => self.answers.issuer,
            _ => Issuer::Unknown,
        };
        match (issuer, name) {
            (Issuer::Listed, Some(name)) => format!("This file carries credentials by {name}"),
            (Issuer::Listed, None) => "This file carries credentials of a listed signer".to_owned(),
            (Issuer::Interim, Some(name)) => {
                format!("This file carries credentials by {name}, who is on a frozen list only")
            }
            (Issuer::Interim, None) => {
                "This file carries credentials of a signer on a frozen list only".to_owned()
            }
            (Issuer::Unlisted, Some(name)) => format!(
                "This file carries credentials signed by somebody who gives the name “{name}” and \
                 is on no list"
            ),
            (Issuer::Unlisted, None) => {
                "This file carries credentials signed by somebody without a name who is on no list"
                    .to_owned()
            }
            (Issuer::Unknown | Issuer::None, Some(name)) => {
                format!("This file carries credentials that name “{name}” as their signer")
            }
            (Issuer::Unknown | Issuer::None, None) => "This file carries credentials".to_owned(),
        }
    }

    fn says(&self) -> String {
        let says = match self.active().and_then(|active| active.synthetic) {
            Some(Extent::Whole) => "that a model made the whole picture",
            Some(Extent::Part) => "that a model made or changed a part of the picture",
            Some(Extent::Unclear) => "that a program had a part in the picture, not how much",
            Some(Extent::None) => "that no model made the picture",
            None => "nothing about a model",
        };
        if self.answers.are_tampered() {
            format!("they say {says}, and may not be about this picture")
        } else {
            format!("they say {says}")
        }
    }
}

impl Answers {
    /// What the checks of bytes and signature found, as a part of a sentence.
    fn state(&self) -> String {
        let earlier = |question| self.causes(question).any(|cause| cause.earlier);
        let state = match (self.hash, self.signature) {
            (Answer::Good, Answer::Good) => "they are intact",
            (Answer::Bad, Answer::Bad) => {
                "the file is not the one that was signed, and the signature is wrong"
            }
            (Answer::Bad, _) if earlier(Question::Hash) => {
                "what they say about an earlier version is not what was signed"
            }
            (Answer::Bad, _) => "the file is not the one that was signed",
            (_, Answer::Bad) if earlier(Question::Signature) => {
                "the signature of an earlier version does not belong to what it states"
            }
            (_, Answer::Bad) => "the signature does not belong to what they state",
            (_, Answer::None) => "nobody signed them",
            (Answer::Unknown | Answer::None, Answer::Unknown) => "they were not checked",
            (Answer::Good, Answer::Unknown) => {
                "the picture is the one that they are about, but the signature could not be checked"
            }
            (Answer::Unknown, Answer::Good) => {
                "the signature is good, but whether the picture was changed is not known"
            }
            (Answer::None, Answer::Good) => {
                "the signature is good, but nothing in them is bound to this picture"
            }
        };
        state.to_owned()
    }

    /// What is to be known about a signature that is good.
    fn reservations(&self) -> Vec<String> {
        if self.signature != Answer::Good {
            return Vec::new();
        }
        let time = match self.time {
            Answer::Bad
                if self
                    .failures(Question::Time)
                    .any(|code| code.contains("revoked")) =>
            {
                Some("the certificate was revoked")
            }
            Answer::Bad => Some("the certificate was not valid when they were signed"),
            Answer::Unknown if self.is_expired() => Some(
                "the certificate is not valid today, and no trusted time stamp says when they \
                 were signed",
            ),
            Answer::Unknown => Some("no trusted time stamp says when they were signed"),
            Answer::Good | Answer::None => None,
        };
        let rule = self
            .breaks_a_rule()
            .then_some("they break a rule of their standard");
        [time, rule]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect()
    }
}

fn absent(reason: &AbsentReason) -> String {
    match reason {
        AbsentReason::OnServer { host } if host.is_empty() => {
            "This file names credentials that are kept on a server; nothing was fetched.".to_owned()
        }
        AbsentReason::OnServer { host } => {
            format!("This file names credentials that are kept at {host}; nothing was fetched.")
        }
        AbsentReason::Removed => "This file names credentials that are not in it.".to_owned(),
    }
}

/// A name from a certificate, which may hold anything, as it can stand in a sentence.
fn shown(name: &str) -> String {
    let plain = name.chars().filter(|c| {
        // Marks that turn the direction of the text would turn the sentence with it.
        !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    });
    let plain: String = plain.collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= MAX_NAME_CHARS {
        return plain;
    }
    let kept: String = plain.chars().take(MAX_NAME_CHARS).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::{Cause, Manifest, NotVerifiedReason, Outcome};

    fn file(answers: Answers, synthetic: Option<Extent>) -> Credentials {
        Credentials {
            answers,
            manifests: vec![Manifest {
                active: true,
                issuer: Some("OpenAI".to_owned()),
                synthetic,
                ..Manifest::default()
            }],
            ..Credentials::default()
        }
    }

    fn answers(hash: Answer, signature: Answer, issuer: Issuer, time: Answer) -> Answers {
        Answers {
            hash,
            signature,
            issuer,
            time,
            because: Vec::new(),
        }
    }

    fn every() -> Vec<Answers> {
        let all = [Answer::Good, Answer::Bad, Answer::Unknown, Answer::None];
        let lists = [
            Issuer::Listed,
            Issuer::Interim,
            Issuer::Unlisted,
            Issuer::Unknown,
            Issuer::None,
        ];
        let mut every = Vec::new();
        for hash in all {
            for signature in all {
                for issuer in lists {
                    every.extend(all.map(|time| answers(hash, signature, issuer, time)));
                }
            }
        }
        every
    }

    #[test]
    fn no_combination_of_answers_gets_a_sentence_that_one_of_them_denies() {
        for answers in every() {
            for synthetic in [
                None,
                Some(Extent::None),
                Some(Extent::Part),
                Some(Extent::Whole),
            ] {
                let sentence = file(answers.clone(), synthetic).headline();
                let says = |words: &str| sentence.contains(words);
                assert_eq!(says("they are intact"), answers.are_intact(), "{sentence}");
                let changed = answers.hash == Answer::Bad;
                assert_eq!(
                    says("is not the one that was signed"),
                    changed,
                    "{sentence}"
                );
                let signed = answers.signature == Answer::Good;
                let unlisted = signed && answers.issuer == Issuer::Unlisted;
                assert_eq!(says("gives the name"), unlisted, "{sentence}");
                let by = signed && matches!(answers.issuer, Issuer::Listed | Issuer::Interim);
                assert_eq!(says("credentials by OpenAI"), by, "{sentence}");
                assert_eq!(says("whole picture"), synthetic == Some(Extent::Whole));
                assert_eq!(
                    says("may not be about"),
                    answers.are_tampered(),
                    "{sentence}"
                );
                for word in ["tamper", "fake", "proof", "photograph", "authentic"] {
                    assert!(!sentence.to_lowercase().contains(word), "{sentence}");
                }
            }
        }
    }

    #[test]
    fn a_certificate_that_ran_out_is_told_beside_what_is_intact() {
        let mut open = answers(
            Answer::Good,
            Answer::Good,
            Issuer::Unlisted,
            Answer::Unknown,
        );
        open.because.push(Cause {
            question: Question::Time,
            status: "signingCredential.expired".to_owned(),
            outcome: Outcome::Failure,
            explanation: None,
            earlier: false,
        });
        assert_eq!(
            file(open, Some(Extent::Whole)).headline(),
            "This file carries credentials signed by somebody who gives the name “OpenAI” and is on \
             no list; they are intact; the certificate is not valid today, and no trusted time \
             stamp says when they were signed; they say that a model made the whole picture."
        );
    }

    #[test]
    fn other_bytes_are_told_whoever_signed() {
        let changed = answers(Answer::Bad, Answer::Good, Issuer::Listed, Answer::Good);
        assert_eq!(
            file(changed, None).headline(),
            "This file carries credentials by OpenAI; the file is not the one that was signed; \
             they say nothing about a model, and may not be about this picture."
        );
    }

    #[test]
    fn what_was_not_checked_or_is_not_there_is_not_given_a_signer() {
        let manifests = file(Answers::unknown(), Some(Extent::Part)).manifests;
        let structure = Credentials::not_verified(NotVerifiedReason::StructureOnly, manifests);
        assert_eq!(
            structure.headline(),
            "This file carries credentials that name “OpenAI” as their signer; they were not checked; they say that a model made or \
             changed a part of the picture."
        );
        let host = "example.org".to_owned();
        assert_eq!(
            Credentials::absent(AbsentReason::OnServer { host }).headline(),
            "This file names credentials that are kept at example.org; nothing was fetched."
        );
    }

    #[test]
    fn a_name_can_neither_end_nor_turn_the_sentence() {
        assert_eq!(shown("Open\u{202e}AI\nInc\u{0}  .\t"), "OpenAIInc .");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), MAX_NAME_CHARS + 1);
    }
}
