//! Where and how long a detector ran.

use spectrafide_report::report::{Report, Timings};

use super::units::duration;
use crate::protocol::DeviceReport;

/// The steps of an analysis and how long each took.
pub fn timing_rows(timings: &Timings) -> [(&'static str, String); 4] {
    [
        ("Reading the file", duration(timings.decode_millis)),
        ("Preparing the pixels", duration(timings.prepare_millis)),
        ("Judging", duration(timings.infer_millis)),
        ("Explaining", duration(timings.explain_millis)),
    ]
}

/// The time from the first byte to the last map.
pub fn total_time(timings: &Timings) -> String {
    let Timings {
        decode_millis,
        prepare_millis,
        infer_millis,
        explain_millis,
    } = timings;
    duration(decode_millis + prepare_millis + infer_millis + explain_millis)
}

/// The time of one detector beside another one, where no table of times stands beside it.
pub fn time_beside_another(report: &Report) -> String {
    format!(
        "Took {} on this device’s {}, reading the file included.",
        total_time(&report.timings),
        device_name(&report.device)
    )
}

/// The device as a name.
pub fn device_name(name: &str) -> &str {
    match name {
        "webgpu" => "GPU (WebGPU)",
        "cpu" => "CPU",
        other => other,
    }
}

/// The device and why it was chosen.
pub fn device_sentence(device: &DeviceReport) -> String {
    format!(
        "Runs on this device’s {}: {}.",
        device_name(&device.name),
        device.reason
    )
}
