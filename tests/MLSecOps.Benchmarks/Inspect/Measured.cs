using MLSecOps.Sandbox.Inspection;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>One inspection.</summary>
/// <param name="Milliseconds">From before the worker's start to its judged report.</param>
/// <param name="PeakMebibytes">Most memory of the worker.</param>
/// <param name="Result">What it found.</param>
internal sealed record Measured(double Milliseconds, double PeakMebibytes, InspectionResult Result);
