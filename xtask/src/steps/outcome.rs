//! What came of the steps.

use std::fmt::Write as _;

use crate::cost::{Cost, ended_programs};

/// What came of one step.
#[derive(Debug)]
pub struct Outcome {
    /// The step's name.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// What it took.
    pub cost: Cost,
}

/// One line per step and one with the total, then what everything took with this program itself.
pub fn summary(outcomes: &[Outcome], total: Cost) -> String {
    let mut text = String::from("Summary\n");
    let width = outcomes.iter().map(|outcome| outcome.name.len()).max();
    let width = width.unwrap_or(0);
    for Outcome { name, passed, cost } in outcomes {
        let verdict = if *passed { "ok    " } else { "FAILED" };
        writeln!(text, "  {verdict}  {name:<width$} {cost}")
            .expect("writing to a String cannot fail");
    }
    write!(text, "  total   {:<width$} {total}", "").expect("writing to a String cannot fail");
    if let Some(cpu) = ended_programs() {
        write!(
            text,
            "\n  {:.0} s CPU with building cargo xtask",
            cpu.as_secs_f64()
        )
        .expect("writing to a String cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn outcome(name: &str, passed: bool, wall_ms: u64, cpu_ms: u64) -> Outcome {
        Outcome {
            name: name.to_owned(),
            passed,
            cost: cost(wall_ms, cpu_ms),
        }
    }

    fn cost(wall_ms: u64, cpu_ms: u64) -> Cost {
        Cost {
            wall: Duration::from_millis(wall_ms),
            cpu: Some(Duration::from_millis(cpu_ms)),
        }
    }

    #[test]
    fn the_summary_has_one_line_per_step_and_the_total() {
        let outcomes = [
            outcome("fmt", true, 1500, 2500),
            outcome("unit", false, 90_000, 170_000),
        ];
        let text = summary(&outcomes, cost(92_000, 173_000));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].contains("ok") && lines[1].contains("fmt"));
        assert!(lines[1].contains("1.5 s") && lines[1].contains("2.5 s CPU"));
        assert!(lines[2].contains("FAILED") && lines[2].contains("unit"));
        assert!(lines[3].contains("total"));
        assert!(lines[3].contains("92.0 s") && lines[3].contains("173.0 s CPU"));
    }
}
