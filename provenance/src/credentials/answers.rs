//! The four questions about a manifest store, answered apart.

use serde::{Deserialize, Serialize};

use super::Outcome;

/// What was found out about a manifest store: four questions that do not imply each other.
///
/// A certificate that ran out says nothing about the bytes, and bytes that were changed nothing
/// about who signed them. Only [`hash`](Self::hash) and [`signature`](Self::signature) can show that
/// something was changed.
///
/// ```
/// use spectrafide_provenance::credentials::{Answer, Answers, Issuer};
///
/// let answers = Answers {
///     hash: Answer::Good,
///     signature: Answer::Good,
///     issuer: Issuer::Unlisted,
///     time: Answer::Unknown,
///     ..Answers::default()
/// };
/// assert!(answers.are_intact() && !answers.are_vouched_for());
/// assert_eq!(
///     serde_json::to_string(&answers)?,
///     r#"{"hash":"good","signature":"good","issuer":"unlisted","time":"unknown"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Whether the bytes of the picture, and of what is stated about it, are those that were signed.
    pub hash: Answer,
    /// Whether the signature belongs to what is stated.
    pub signature: Answer,
    /// Whether the signer's certificate is on a list.
    pub issuer: Issuer,
    /// Whether the certificate was valid when it was used. Only a time stamp of an authority that is
    /// on a list can say when that was.
    pub time: Answer,
    /// The checks that are why an answer is not good, and the rules that the store breaks besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Cause>,
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Good,
    /// No.
    Bad,
    /// It was not, or could not be, found out.
    Unknown,
    /// There is nothing to ask about.
    #[default]
    None,
}

/// Which list the signer's certificate leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// The trust list of the C2PA.
    Listed,
    /// The list of the older verify site, which is frozen.
    Interim,
    /// None: anyone can make such a certificate.
    Unlisted,
    /// Nobody looked it up.
    Unknown,
    /// There is no certificate.
    #[default]
    None,
}

/// A check that is why an answer is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The question that it is about.
    pub question: Question,
    /// Its code, of section 15 of the specification, such as `assertion.dataHash.mismatch`.
    pub status: String,
    /// Whether it failed or is only a remark.
    pub outcome: Outcome,
    /// What the verifier says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// Whether it is about an earlier version of the picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// [`Answers::hash`].
    Hash,
    /// [`Answers::signature`].
    Signature,
    /// [`Answers::issuer`].
    Issuer,
    /// [`Answers::time`].
    Time,
    /// A rule of the specification that says nothing about the four.
    Rule,
}

impl Question {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Hash,
        Self::Signature,
        Self::Issuer,
        Self::Time,
        Self::Rule,
    ];
}

/// The code for a certificate that is not valid at the time that it is compared with.
const EXPIRED: &str = "signingCredential.expired";

impl Answers {
    /// Nothing was found out.
    pub fn unknown() -> Self {
        Self {
            hash: Answer::Unknown,
            signature: Answer::Unknown,
            issuer: Issuer::Unknown,
            time: Answer::Unknown,
            because: Vec::new(),
        }
    }

    /// Whether the bytes and the signature are good, whoever signed.
    pub fn are_intact(&self) -> bool {
        self.hash == Answer::Good && self.signature == Answer::Good
    }

    /// Whether something is not as it was signed.
    pub fn are_tampered(&self) -> bool {
        self.hash == Answer::Bad || self.signature == Answer::Bad
    }

    /// Whether the certificate is not valid today, and no trusted time stamp says that it was valid
    /// when it was used.
    pub fn is_expired(&self) -> bool {
        self.time == Answer::Unknown && self.failures(Question::Time).any(|one| one == EXPIRED)
    }

    /// Whether the store breaks a rule that says nothing about the four questions.
    pub fn breaks_a_rule(&self) -> bool {
        self.failures(Question::Rule).next().is_some()
    }

    /// Whether somebody on the C2PA's list answers for what is said: intact, signed with a listed
    /// certificate of the right kind that was valid or is today, and no rule broken.
    pub fn are_vouched_for(&self) -> bool {
        let valid = match self.time {
            Answer::Good => true,
            Answer::Unknown => !self.is_expired(),
            Answer::Bad | Answer::None => false,
        };
        self.are_intact()
            && self.issuer == Issuer::Listed
            && valid
            && !self.breaks_a_rule()
            && self.failures(Question::Issuer).next().is_none()
    }

    /// The codes of the checks that failed, of one question.
    pub fn failures(&self, question: Question) -> impl Iterator<Item = &str> {
        self.causes(question)
            .filter(|cause| cause.outcome == Outcome::Failure)
            .map(|cause| cause.status.as_str())
    }

    /// Why the answer to one question is what it is.
    pub fn causes(&self, question: Question) -> impl Iterator<Item = &Cause> {
        self.because
            .iter()
            .filter(move |cause| cause.question == question)
    }
}
