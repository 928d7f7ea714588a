//! What a piece of work costs: time on the clock, and time of processors.

use std::fmt;
use std::time::{Duration, Instant};

/// The cost of some work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Time on the clock.
    pub wall: Duration,
    /// Time of all processors, of the programs that were started and have ended. None where the
    /// system does not tell.
    pub cpu: Option<Duration>,
}

impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:>8.1} s", self.wall.as_secs_f64())?;
        match self.cpu {
            Some(cpu) => write!(formatter, " {:>8.1} s CPU", cpu.as_secs_f64()),
            None => Ok(()),
        }
    }
}

/// Measures from its start.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    start: Instant,
    cpu_before: Option<Duration>,
}

impl Meter {
    /// Starts to measure.
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            cpu_before: ended_programs(),
        }
    }

    /// The cost since the start.
    pub fn cost(&self) -> Cost {
        let used = |before| ended_programs().map(|now| now.saturating_sub(before));
        Cost {
            wall: self.start.elapsed(),
            cpu: self.cpu_before.and_then(used),
        }
    }
}

/// The time of processors, in user mode and in the system, that programs started by this one used
/// from its beginning, and those that they started.
///
/// On Unix `cargo run` replaces itself by the program it runs, so what building this program took
/// counts, too.
#[cfg(unix)]
pub fn ended_programs() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let used = usage.user_time() + usage.system_time();
    u64::try_from(used.num_microseconds())
        .ok()
        .map(Duration::from_micros)
}

/// Only Unix tells.
#[cfg(not(unix))]
pub fn ended_programs() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn programs_that_ended_are_counted_and_waiting_is_not() {
        let meter = Meter::start();
        let status = Command::new("sh")
            .args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"])
            .status()
            .unwrap();
        assert!(status.success());
        let busy = meter.cost();
        let cpu = busy.cpu.unwrap();
        assert!(cpu > Duration::from_millis(1), "{cpu:?}");
        Command::new("sleep").arg("1").status().unwrap();
        let waited = meter.cost();
        assert!(waited.wall >= busy.wall + Duration::from_secs(1));
        // Other tests start programs at the same time, but none that work for a second.
        assert!(waited.cpu.unwrap() < cpu + Duration::from_millis(900));
    }

    #[test]
    fn both_times_are_printed_in_seconds() {
        let cost = Cost {
            wall: Duration::from_millis(1500),
            cpu: Some(Duration::from_millis(2750)),
        };
        assert_eq!(cost.to_string(), "     1.5 s      2.8 s CPU");
        let cost = Cost { cpu: None, ..cost };
        assert_eq!(cost.to_string(), "     1.5 s");
    }
}
