//! The four answers about Content Credentials in sentences.

use crate::credentials::{Answer, Answers, Cause, Issuer, Outcome, Question};

use super::validation::{OTHER_CONTENT, words_of};

impl Question {
    /// The question, as a heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Hash => "Is it what was signed?",
            Self::Signature => "Is the signature good?",
            Self::Issuer => "Is the signer on a list?",
            Self::Time => "Was the certificate valid when it was used?",
            Self::Rule => "Does it follow the other rules?",
        }
    }
}

impl Answer {
    /// The answer in a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Good => "yes",
            Self::Bad => "no",
            Self::Unknown => "unknown",
            Self::None => "nothing to check",
        }
    }
}

impl Issuer {
    /// The answer in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Listed => "on the C2PA’s trust list",
            Self::Interim => "on the frozen list of the older verify site",
            Self::Unlisted => "on no list",
            Self::Unknown => "not looked up",
            Self::None => "no signer",
        }
    }
}

impl Cause {
    /// What the check found, as a sentence.
    pub fn words(&self) -> String {
        let words = match (words_of(&self.status), &self.explanation) {
            (Some(words), _) => words.to_owned(),
            (None, Some(explanation)) => format!("{} ({explanation}).", self.status),
            (None, None) => format!("{}.", self.status),
        };
        if self.earlier {
            format!("In an earlier version of the picture: {words}")
        } else {
            words
        }
    }
}

impl Answers {
    /// The questions that have an answer, each with [its words](Self::words).
    pub fn told(&self) -> Vec<(Question, String)> {
        let answered = Question::ALL.map(|question| (question, self.words(question)));
        let mut told = Vec::from(answered);
        told.retain(|(_, words)| !words.is_empty());
        told
    }

    /// The answer to one question in sentences; empty for [`Question::Rule`] where none is broken.
    pub fn words(&self, question: Question) -> String {
        match question {
            Question::Hash => self.hash_words(),
            Question::Signature => self.signature_words(),
            Question::Issuer => self.issuer_words(),
            Question::Time => self.time_words(),
            Question::Rule => self.first_failure(Question::Rule).unwrap_or_default(),
        }
    }

    fn hash_words(&self) -> String {
        match self.hash {
            Answer::Good => "The content is the one that was signed.".to_owned(),
            Answer::Bad => self
                .first_failure(Question::Hash)
                .unwrap_or_else(|| OTHER_CONTENT.to_owned()),
            Answer::Unknown => {
                "Whether the content is the one that was signed is not known.".to_owned()
            }
            Answer::None => "Nothing that was signed is bound to this content.".to_owned(),
        }
    }

    fn signature_words(&self) -> String {
        match self.signature {
            Answer::Good => "The signature belongs to what is stated.".to_owned(),
            Answer::Bad => self
                .first_failure(Question::Signature)
                .unwrap_or_else(|| "The signature does not belong to what is stated.".to_owned()),
            Answer::Unknown => "The signature was not checked.".to_owned(),
            Answer::None => "There is no signature.".to_owned(),
        }
    }

    fn issuer_words(&self) -> String {
        let words = match self.issuer {
            Issuer::Listed => "The signer is on the C2PA’s trust list.",
            Issuer::Interim => {
                "The signer is not on the C2PA’s trust list, but on that of the older verify site, \
                 which is frozen."
            }
            Issuer::Unlisted => {
                "Nobody on the lists vouches for the signer. Many programs and cameras are not on \
                 them; and anyone can make such a certificate."
            }
            Issuer::Unknown => "The signer was not looked up.",
            Issuer::None => "There is no signer.",
        };
        match self.first_failure(Question::Issuer) {
            Some(failure) => format!("{words} {failure}"),
            None => words.to_owned(),
        }
    }

    fn time_words(&self) -> String {
        match self.time {
            Answer::Good => {
                "A trusted time stamp says when it was signed, and the certificate was \
                             valid then."
                    .to_owned()
            }
            Answer::Bad => {
                let revoked = self
                    .failures(Question::Time)
                    .find(|code| code.contains("revoked"));
                revoked.and_then(words_of).map_or_else(
                    || {
                        "The certificate was not valid at the time of the trusted time stamp."
                            .to_owned()
                    },
                    str::to_owned,
                )
            }
            Answer::Unknown if self.issuer == Issuer::Unknown => {
                "When it was signed was not checked.".to_owned()
            }
            Answer::Unknown => {
                let stamp = self
                    .causes(Question::Time)
                    .find(|cause| cause.outcome == Outcome::Remark)
                    .map(Cause::words);
                let mut words = "No trusted time stamp says when it was signed.".to_owned();
                let expired = "The certificate is not valid today.".to_owned();
                let expired = self.is_expired().then_some(expired);
                for sentence in [stamp, expired].into_iter().flatten() {
                    words = format!("{words} {sentence}");
                }
                words
            }
            Answer::None => "There is no time to check.".to_owned(),
        }
    }

    fn first_failure(&self, question: Question) -> Option<String> {
        self.causes(question)
            .find(|cause| cause.outcome == Outcome::Failure)
            .map(Cause::words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(question: Question, status: &str, outcome: Outcome) -> Cause {
        Cause {
            question,
            status: status.to_owned(),
            outcome,
            explanation: None,
            earlier: false,
        }
    }

    #[test]
    fn a_failed_check_is_told_by_its_code_first() {
        let told = |status: &str, explanation: Option<&str>, earlier: bool| {
            Cause {
                explanation: explanation.map(str::to_owned),
                earlier,
                ..cause(Question::Hash, status, Outcome::Failure)
            }
            .words()
        };
        let changed = "The content is not the one that was signed: it was changed since, or the \
                       credentials are those of another file.";
        assert_eq!(
            told("assertion.dataHash.mismatch", Some("x"), false),
            changed
        );
        assert_eq!(
            told("assertion.dataHash.mismatch", None, true),
            format!("In an earlier version of the picture: {changed}")
        );
        assert_eq!(
            told("some.new.code", Some("why"), false),
            "some.new.code (why)."
        );
        assert_eq!(told("some.new.code", None, false), "some.new.code.");
    }

    #[test]
    fn an_expired_certificate_without_a_time_stamp_is_not_called_a_change() {
        let answers = Answers {
            hash: Answer::Good,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Unknown,
            because: vec![cause(
                Question::Time,
                "signingCredential.expired",
                Outcome::Failure,
            )],
        };
        assert_eq!(
            answers.words(Question::Time),
            "No trusted time stamp says when it was signed. The certificate is not valid today."
        );
        for question in [Question::Hash, Question::Signature, Question::Issuer] {
            assert!(!answers.words(question).contains("changed"));
        }
    }

    #[test]
    fn who_made_the_time_stamp_is_told_where_nobody_vouches_for_it() {
        let answers = Answers {
            time: Answer::Unknown,
            issuer: Issuer::Unlisted,
            because: vec![cause(
                Question::Time,
                "timeStamp.untrusted",
                Outcome::Remark,
            )],
            ..Answers::unknown()
        };
        let words = answers.words(Question::Time);
        assert!(
            words.ends_with("vouches for who signed the time."),
            "{words}"
        );
    }
}
